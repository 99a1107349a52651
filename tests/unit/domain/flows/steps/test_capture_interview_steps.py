"""Capture, row by row, from the contact to the validation, and its other ends (CAP, POT, LOW, EXP, OLD)."""

from __future__ import annotations

import pytest

from domain.errors import StepNotAllowed
from domain.model.accounts import FactKind
from domain.model.cases import Flow
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.flows import FLOWS
from tests.support.builders import REGIONAL
from tests.support.cases.capture import RUN
from tests.support.cases.capture_told import (
    DECLARED,
    a_test_due,
    company_of,
    exporter,
    former,
    new,
    registered,
    telling,
    without,
)
from tests.support.cases.national import known
from tests.support.cases.situations import PORTAL
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves

INTERVIEW = {"mode": "INTERVIEW", "result": "Produce conservas", "verified_potential": "CONFIRMED"}


HELD = ("INTERVIEW INTERVIEW", "VERIFIED_POTENTIAL CONFIRMED", "action ENTREVISTA")


async def interviewed(**settings: object) -> Telling:
    told = await exporter(**settings)
    await told.report(REGIONAL, "record_interview", **INTERVIEW)
    return told


async def validated(**settings: object) -> Telling:
    told = await interviewed(**settings)
    await told.report(REGIONAL, "validate")
    return told


JOINED = {"reason": "La empresa tenía dos cuentas", "joined_to": "12"}


EXPIRES = {"capture_expiry_days": known("capture_expiry_days", "CAP-02", "30")}


# Contact, interview, validation


@proves("POT-02", "EXP-03", "OLD-03")
async def test_an_attempt_stops_no_term() -> None:
    """POT-02, EXP-03, AMB-06: it is registered; only the contact established stops the three days."""
    told = await exporter()
    await told.step(REGIONAL, "record_contact_attempt", "NOTIFICADA_REGION", "action CONTACTO_INTENTADO")
    words = "Hay contacto cuando la empresa responde"
    await told.refused(REGIONAL, "record_contact", "POT-02", words, contact_kind="WRITTEN")
    answered = {"contact_kind": "WRITTEN", "company_answered": True}
    caused = ("SLA-03 stops", "SLA-04 starts", "action CONTACTO_ESTABLECIDO")
    await told.step(REGIONAL, "record_contact", "CONTACTADA", *caused, **answered)


@proves("POT-02", "POT-03", "OLD-03", "OLD-04")
async def test_each_path_has_its_two_terms() -> None:
    """POT-02 and POT-03 (SLA-01, SLA-02); OLD-03 and OLD-04 (SLA-05, SLA-06)."""
    told = await a_test_due()
    await told.report(PORTAL, "record_test_result", level="HIGH")
    caused = ("SLA-01 stops", "SLA-02 starts", "action CONTACTO_ESTABLECIDO")
    await told.step(REGIONAL, "record_contact", "CONTACTADA", *caused, contact_kind="SPOKEN")
    await told.step(REGIONAL, "record_interview", "ENTREVISTADA", "SLA-02 stops", *HELD, **INTERVIEW)
    told = former()
    await told.report(PORTAL, "complete_ficha", exports=True, region="08")
    caused = ("SLA-05 stops", "SLA-06 starts", "action CONTACTO_ESTABLECIDO")
    await told.step(REGIONAL, "record_contact", "CONTACTADA", *caused, contact_kind="SPOKEN")
    await told.step(REGIONAL, "record_interview", "ENTREVISTADA", "SLA-06 stops", *HELD, **INTERVIEW)


@proves("CAP-07", "CAP-08", "CAP-09", "EXP-04")
async def test_an_interview_counts_when_its_result_is_registered() -> None:
    """CAP-07, CAP-08, CAP-09, EXP-04: once registered it may be interviewed; what was verified is kept apart."""
    proven = {**INTERVIEW, "representation_confirmed": True}
    confirmed = (*HELD, "REGISTRATION CONFIRMED", "representation CONFIRMED")
    early = await registered()
    await early.step(REGIONAL, "record_interview", "REGISTRO", *confirmed, **proven)
    told = await exporter()
    await told.step(REGIONAL, "record_interview", "ENTREVISTADA", "SLA-03 stops", *HELD, **INTERVIEW)
    at_once = await exporter()
    await at_once.step(REGIONAL, "record_interview", "ENTREVISTADA", "SLA-03 stops", *confirmed, **proven)
    told.at("2024-09-16 10:00")
    visit = {**proven, "mode": "VISIT", "verified_potential": "NOT_CONFIRMED"}
    caused = ("INTERVIEW VISIT", "VERIFIED_POTENTIAL NOT_CONFIRMED", "REGISTRATION CONFIRMED",
              "representation CONFIRMED", "action VISITA")  # fmt: skip
    await told.step(REGIONAL, "record_interview", "ENTREVISTADA", *caused, **visit)
    contacted = await exporter()
    await contacted.report(REGIONAL, "record_contact", contact_kind="SPOKEN")
    await contacted.step(REGIONAL, "record_interview", "ENTREVISTADA", "SLA-04 stops", *confirmed, **proven)


@proves("CAP-07", "CAP-08", "POT-02", "EXP-03", "OLD-03")
async def test_an_interview_held_before_the_ficha_counts_at_the_contact() -> None:
    """CAP-07, CAP-08: it is registered already, so the contact leaves only the validation to be done."""
    told = await registered()
    await told.report(REGIONAL, "record_interview", **INTERVIEW)
    await told.report(company_of(told), "complete_ficha", exports=True, region="08")
    caused = ("SLA-03 stops", "action CONTACTO_ESTABLECIDO")
    await told.step(REGIONAL, "record_contact", "ENTREVISTADA", *caused, contact_kind="SPOKEN")


@proves("CAP-04", "CAP-07")
async def test_who_declared_to_represent_it_is_confirmed_or_refused() -> None:
    """CAP-04: by whoever attends the company; a case in which nobody declared it has nothing to decide."""
    told = await registered()
    caused = ("REGISTRATION CONFIRMED", "representation CONFIRMED")
    await told.step(REGIONAL, "confirm_representation", "REGISTRO", *caused)
    other = await registered()
    await other.step(REGIONAL, "refuse_representation", "REGISTRO", "representation REFUSED", reason="No la conoce")
    called = telling(new())
    await called.report(REGIONAL, "receive_contact")
    await called.refused(REGIONAL, "confirm_representation", "CAP-04", "una representación declarada por confirmar")
    words = "una representación declarada por rechazar"
    await called.refused(REGIONAL, "refuse_representation", "CAP-04", words, reason="No la conoce")


@proves("FUP-06")
async def test_a_company_may_refuse_the_follow_up_beforehand() -> None:
    """FUP-06: kept with the account; the capture goes on."""
    told = await registered()
    await told.step(company_of(told), "opt_out", "REGISTRO", "FOLLOW_UP_OPT_OUT STAGE_1")


@proves("CAP-07")
async def test_validation_needs_ficha_and_test() -> None:
    """CAP-07, AMB-13: a case whose account lost its ficha, or whose company no longer exports, is not validated."""
    told = await interviewed()
    await without(told, FactKind.FICHA)
    await told.refused(REGIONAL, "validate", "CAP-07", "falta: la Ficha de Caracterización completa.")
    told = await interviewed()
    await told.report(company_of(told), "complete_ficha", exports=False, region="08")
    await told.refused(REGIONAL, "validate", "CAP-07", "falta: el resultado del test, porque")
    await without(told, FactKind.FICHA)
    both = "falta: la Ficha de Caracterización completa, el resultado del test, porque"
    await told.refused(REGIONAL, "validate", "CAP-07", both)


async def test_a_refused_contact_shows_the_step_that_helps() -> None:
    """POL-06, POT-02: a message that nobody answered is an attempt; the step to take is that, not the refused one."""
    told = await exporter()
    with pytest.raises(StepNotAllowed) as refused:
        await told.report(REGIONAL, "record_contact", contact_kind="WRITTEN")
    assert "es un intento" in refused.value.message
    assert (refused.value.step_to_take or "").startswith(FLOWS[Flow.CAPTURE].facts["record_contact_attempt"].title)


@proves("CAP-07", "EXP-05", "DEF-03", "POL-06")
async def test_the_executive_validates_or_says_why_not() -> None:
    """CAP-07, EXP-05, DEF-03, POL-06."""
    told = await interviewed()
    await told.step(REGIONAL, "validate", "VALIDADA", "VALIDATION VALIDATED", "action VALIDACION")
    told.at("2024-09-16 10:00")
    await told.step(REGIONAL, "record_interview", "VALIDADA", *HELD, **INTERVIEW)
    told = await interviewed()
    caused = ("VALIDATION REJECTED", "action NOTA_BITACORA")
    await told.step(REGIONAL, "reject", "RECHAZADA", *caused, reason="No tiene producto")


@proves("CAP-07", "CAP-10")
async def test_preadmissibility_ends_capture_once_its_list_is_complete() -> None:
    """CAP-07, CAP-10, AMB-13: with the configured items; then personalised attention follows."""
    items = known("preadmissibility_items", "AMB-13", ("Escritura", "Carpeta tributaria"))
    told = await validated(preadmissibility_items=items)
    words = "falta entregar: Carpeta tributaria"
    await told.refused(
        company_of(told), "complete_preadmissibility", "CAP-07", words, lacks=("items",), items=("Escritura",)
    )
    await told.step(
        company_of(told), "complete_preadmissibility", "PREADMISIBLE",
        "PREADMISSIBILITY COMPLETED", "action PREADMISIBILIDAD", items=("Escritura", "Carpeta tributaria"),
    )  # fmt: skip


@proves("COM-02", "COM-03", "CAP-03")
async def test_the_procedure_is_explained_and_sent_when_asked() -> None:
    """COM-02, COM-03, CAP-03: the responsible explains it; the message goes out only when it is wanted."""
    told = await registered()
    await told.step(REGIONAL, "explain_procedure", "REGISTRO")
    told.at("2024-09-16 10:00")
    await told.step(REGIONAL, "explain_procedure", "REGISTRO", "NTF-02", by_message=True)


@proves("RTE-03", "LOW-05", "OLD-05")
async def test_a_problem_with_the_portal_opens_its_own_case() -> None:
    """RTE-03, LOW-05, OLD-05: gestión de clientes is informed; the capture stays where it is."""
    told = await registered()
    await told.step(
        company_of(told), "report_portal_problem", "REGISTRO", "opens PORTAL_PROBLEM", "NTF-08", "action NOTA_BITACORA",
        problem="FICHA",
    )  # fmt: skip


@proves("CAP-02", "CAP-04")
async def test_a_case_that_goes_on_in_another_asks_for_nothing_more() -> None:
    """CAP-02, CAP-04: joined to the company's account, whose own case or attention goes on."""
    told = await exporter()
    await told.step_by_rule("go_on_elsewhere", "UNIDA_A_LA_CUENTA", "SLA-03 waived", reason="Ya se atiende")


@proves("CHN-01", "CAP-02")
async def test_contacts_of_one_matter_at_two_points_keep_each_its_own_channel() -> None:
    """AMB-71, AMB-62: one case, which stays as it is; the second contact of the same company is not swallowed."""
    told = telling(new())
    await told.report(REGIONAL, "receive_contact")
    first = told.timeline[-1]
    again = await told.desk.start(
        REGIONAL, Flow.CAPTURE, "receive_contact", told.now.account_id, point=PointOfContact.TELEFONO
    )
    assert (again.case.id, again.case.state) == (told.now.id, "CONTACTO")
    last = again.event
    assert (last.sequence, last.fact) == (first.sequence + 1, "receive_contact")
    assert (last.point_of_contact, last.channel) == (PointOfContact.TELEFONO, Channel.TELEPHONE)
    assert first.point_of_contact is not PointOfContact.TELEFONO


@proves("CAP-02", "POL-07")
async def test_a_company_that_gives_up_ends_its_capture_at_any_step() -> None:
    """F-24: recorded, with the reason; its terms are no longer asked for, and it may begin again."""
    told = await exporter()
    await told.step(
        company_of(told), "withdraw_capture", "DESISTIDA", "SLA-03 withdrawn", "action NOTA_BITACORA",
        reason="Este año no exportará",
    )  # fmt: skip
    assert told.timeline[-1].reason == "Este año no exportará"
    assert told.now.closed_at is not None
    again = await told.desk.start(REGIONAL, Flow.CAPTURE, "receive_contact", told.now.account_id)
    assert (again.case.state, again.case.id != told.now.id) == ("CONTACTO", True)


@proves("CAP-02", "POL-07")
async def test_a_capture_without_movement_expires_by_the_configured_days_and_not_before() -> None:
    """F-24: contact on 13 September 2024, ficha explained on the 23rd; 30 days from that is 23 October."""
    told = telling(new(), tuning={"capture_expiry_days": known("capture_expiry_days", "CAP-02", "30")})
    await told.step(
        REGIONAL, "receive_contact", "CONTACTO", "timer expire_capture 2024-10-13 09:00", wants="Vender en Asia"
    )  # fmt: skip
    told.at("2024-09-23 11:00")
    await told.report(REGIONAL, "explain_procedure")

    await told.due("2024-10-13 10:00", "CONTACTO", "timer expire_capture 2024-10-23 09:00")
    await told.due("2024-10-22 23:00", "CONTACTO")
    await told.due("2024-10-23 10:00", "VENCIDA", "action NOTA_BITACORA")


@proves("OLD-01", "COM-02", "CAP-04", "CAP-01")
async def test_the_expiry_of_a_capture_is_set_however_it_opens() -> None:
    """F-24: 30 days from 13 September 2024, when the company calls or registers, former user or not."""
    timer = "timer expire_capture 2024-10-13 09:00"
    called = former(tuning=EXPIRES)
    await called.step(REGIONAL, "receive_contact", "FICHA_POR_ACTUALIZAR", timer, wants="Volver a exportar")
    came = former(tuning=EXPIRES)
    await came.step(company_of(came), "register", "FICHA_POR_ACTUALIZAR", *DECLARED, timer, representative_run=RUN)
    first = telling(new(), tuning=EXPIRES)
    await first.step(company_of(first), "register", "REGISTRO", *DECLARED, timer, representative_run=RUN)


@proves("CAP-04", "POL-07")
async def test_a_capture_that_joins_another_case_asks_for_nothing_more() -> None:
    """F-24: of two accounts that are joined one case goes on; the other's terms are waived and it does not expire."""
    told = await exporter(tuning=EXPIRES)
    await told.step_by_rule(
        "join_other_case", "UNIDA_A_OTRO_CASO", "SLA-03 waived", "timer expire_capture cancelled", **JOINED
    )


async def test_no_capture_expires_where_no_term_is_configured() -> None:
    """F-24: the protocol gives none, so nothing is assumed."""
    told = telling(new())
    await told.step(REGIONAL, "receive_contact", "CONTACTO", wants="Vender en Asia")
    await told.due("2030-01-02 10:00", "CONTACTO")


@proves("CAP-02")
async def test_a_capture_that_its_office_has_to_attend_does_not_expire() -> None:
    """F-24: from the notice to the region on, the next step is not the company's."""
    told = await exporter(tuning={"capture_expiry_days": known("capture_expiry_days", "CAP-02", "30")})
    await told.due("2024-12-01 10:00", "NOTIFICADA_REGION")
