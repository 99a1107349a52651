"""Capture, row by row: what each step needs and causes, and nothing else (CAP, POT, LOW, EXP, OLD)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import StepNotAllowed
from domain.model.accounts import Account, FactKind, Organisation, PersonType
from domain.model.cases import Flow
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Actor
from domain.model.rut import Rut
from domain.protocol.flows import FLOWS
from tests.support.builders import FAIR, REGIONAL, a_configuration, a_fact, an_account, an_action
from tests.support.cases.capture import RUN, who_represents
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.desk import Desk
from tests.support.cases.national import known
from tests.support.cases.situations import PORTAL
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves

FICHA = ("FICHA COMPLETED", "EXPORT_DECLARATION YES")
NO_EXPORTS = ("FICHA COMPLETED", "EXPORT_DECLARATION NO")
INTERVIEW = {"mode": "INTERVIEW", "result": "Produce conservas", "verified_potential": "CONFIRMED"}
DECLARED = ("REGISTRATION DECLARED", "representation DECLARED")
MOVED = ("region 15", "office OFIREG-15")
HELD = ("INTERVIEW INTERVIEW", "VERIFIED_POTENTIAL CONFIRMED", "action ENTREVISTA")


def new(**fields: object) -> Account:
    return an_account(registered_on=date(2024, 9, 1), **fields)


def telling(account: Account | None, *actions: object, **settings: object) -> Telling:
    """A case of capture to be opened, on Friday 13 September 2024 at 17:00."""
    desk = CaseDesk(Desk(configuration=replace(a_configuration(), **settings)))
    if account is not None:
        desk.desk.put(account, *actions)
    return Telling(desk, Flow.CAPTURE, account)


def company_of(told: Telling) -> Actor:
    assert told.account is not None
    return who_represents(told.account)


def former(**settings: object) -> Telling:
    """Its last fair ended on 10 May 2021: three years ago and more."""
    return telling(an_account(registered_on=date(2019, 3, 1)), an_action(date(2021, 5, 10), type=FAIR), **settings)


async def registered(**settings: object) -> Telling:
    told = telling(new(), **settings)
    await told.report(company_of(told), "register", representative_run=RUN)
    return told


async def exporter(**settings: object) -> Telling:
    """Its region was told because it exports."""
    told = await registered(**settings)
    await told.report(company_of(told), "complete_ficha", exports=True, region="08")
    return told


async def a_test_due(region: str = "08") -> Telling:
    """It declared no exports: the test is due."""
    told = await registered()
    await told.report(company_of(told), "complete_ficha", exports=False, region=region)
    return told


async def interviewed(**settings: object) -> Telling:
    told = await exporter(**settings)
    await told.report(REGIONAL, "record_interview", **INTERVIEW)
    return told


async def validated(**settings: object) -> Telling:
    told = await interviewed(**settings)
    await told.report(REGIONAL, "validate")
    return told


# Who is captured


FOREIGN = new(country="CN", region=None, rut=None, office="OFICOM-CN-SHA")
INSTITUTION = new(organisation=Organisation.INSTITUTION)
VALIDATED = new(facts=(a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 9, 2)),))
BY_STAFF = (REGIONAL, "receive_contact", {})
BY_REGISTRATION = (PORTAL, "register", {"representative_run": RUN})
BY_FICHA = (PORTAL, "complete_ficha", {"exports": True, "region": "08"})


@proves("EXT-01", "INS-01", "CAP-02", "CAP-10", "USR-01")
@pytest.mark.parametrize("way", [BY_STAFF, BY_REGISTRATION, BY_FICHA], ids=lambda way: way[1])
@pytest.mark.parametrize(
    ("account", "worked", "rule", "words"),
    [
        (FOREIGN, False, "EXT-01", "oficina comercial"),
        (INSTITUTION, False, "INS-01", "Las instituciones y asociaciones las registra y valida"),
        (new(), True, "CAP-02", "ya trabaja con ProChile"),
        (VALIDATED, False, "CAP-10", "ya está validada"),
    ],
)
async def test_who_is_not_captured_is_shown_the_way_that_is_theirs(
    way: tuple[Actor, str, dict[str, object]], account: Account, worked: bool, rule: str, words: str
) -> None:
    """CAP-02: only a company that never worked with ProChile; EXT-01 by the Oficom; INS-01 by its officer; CAP-10."""
    told = telling(account, *([an_action(date(2024, 3, 5))] if worked else []))
    actor, fact, data = way
    if actor is PORTAL:
        actor = who_represents(account)
    await told.refused(actor, fact, rule, words, **data)


@proves("CAP-04")
async def test_registration_and_ficha_are_of_a_company() -> None:
    """CAP-04: the account of a company; nobody registers nothing."""
    await telling(None).refused(
        PORTAL, "register", "CAP-04", "indique su cuenta o su RUT", lacks=("account_id",), representative_run=RUN
    )
    await telling(None).refused(
        PORTAL,
        "complete_ficha",
        "CAP-04",
        "La ficha es de una empresa",
        lacks=("account_id",),
        exports=True,
        region="08",
    )


@proves("CAP-04")
async def test_the_registration_is_the_representatives_own() -> None:
    """CAP-04: with the proven RUN of Clave Única, and no other."""
    told = telling(new())
    other = Actor("rosa.diaz", "Rosa Díaz", company_of(told).role, account_id=company_of(told).account_id)
    words = "con su propia Clave Única"
    await told.refused(other, "register", "CAP-04", words, representative_run=RUN)
    await told.refused(company_of(told), "register", "CAP-04", words, representative_run="11.111.111-1")


@proves("CAP-04")
async def test_a_natural_persons_account_opens_to_nobody_else() -> None:
    """CAP-04, AMB-54: by her own Clave Única, whose RUN is the RUT of the account."""
    hers = telling(new(person_type=PersonType.NATURAL, rut=Rut.parse("11.111.111-1")))
    words = "La cuenta de una persona natural se abre solo a su propia Clave Única"
    await hers.refused(company_of(hers), "register", "CAP-04", words, representative_run=RUN)


@proves("CAP-01", "CAP-02", "CAP-03", "CAP-04", "PUB-03", "COM-02", "CAP-10")
async def test_a_company_that_never_worked_starts_with_a_contact_or_its_registration() -> None:
    """CAP-01, CAP-02, CAP-04: contact, registration by Clave Única, then the ficha."""
    told = telling(new())
    await told.step(REGIONAL, "receive_contact", "CONTACTO")
    ficha = {"exports": True, "region": "08"}
    await told.refused(company_of(told), "complete_ficha", "CAP-01", "se registra con Clave Única", **ficha)
    await told.step(company_of(told), "register", "REGISTRO", *DECLARED, representative_run=RUN)
    at_once = telling(new())
    await at_once.step(company_of(at_once), "register", "REGISTRO", *DECLARED, representative_run=RUN)


@proves("OLD-01", "COM-02", "CAP-10", "CAP-04", "CAP-01")
async def test_a_former_user_updates_its_ficha() -> None:
    """OLD-01: whether it calls or registers, the next step is the ficha."""
    called = former()
    await called.step(REGIONAL, "receive_contact", "FICHA_POR_ACTUALIZAR")
    came = former()
    await came.step(company_of(came), "register", "FICHA_POR_ACTUALIZAR", *DECLARED, representative_run=RUN)
    again = former()
    await again.step(company_of(again), "complete_ficha", "TEST", *NO_EXPORTS, exports=False, region="08")


# Ficha


@proves("EXP-01", "EXP-02", "EXP-03", "CAP-05")
async def test_an_exporter_and_its_region_are_written_to_at_once() -> None:
    """EXP-01, EXP-02, EXP-03, CAP-05: both messages, the term of three business days, and no test."""
    told = await registered()
    await told.step(
        company_of(told), "complete_ficha", "NOTIFICADA_REGION",
        *FICHA, *MOVED, "NTF-05", "action AVISO_EMPRESA_EXPORTADORA", "NTF-06", "action AVISO_REGION", "SLA-03 starts",
        exports=True, region="15",
    )  # fmt: skip


@proves("OLD-03", "SLA-05")
async def test_the_region_of_a_former_user_that_exports_is_told() -> None:
    """OLD-03, SLA-05, AMB-57: the company is written to only where the institution chose so."""
    ficha = {"exports": True, "region": "15"}
    told = former()
    caused = (*FICHA, *MOVED, "NTF-07", "action AVISO_REGION", "SLA-05 starts")
    await told.step(company_of(told), "complete_ficha", "NOTIFICADA_REGION", *caused, **ficha)
    told = former(tuning={"former_user_company_notice": known("former_user_company_notice", "AMB-57", "yes")})
    await told.step(company_of(told), "complete_ficha", "NOTIFICADA_REGION", *caused, "NTF-05", **ficha)


@proves("CAP-06", "CAP-05", "OLD-02")
async def test_who_does_not_export_goes_to_the_test() -> None:
    """CAP-06, OLD-02: automatically, with the ficha; nobody is told yet and no term runs."""
    told = await registered()
    caused = (*NO_EXPORTS, "region 15", "office OFIREG-15")
    await told.step(company_of(told), "complete_ficha", "TEST", *caused, exports=False, region="15")


@proves("CAP-01", "OLD-01")
async def test_the_same_ficha_again_changes_nothing() -> None:
    """CAP-01, AMB-62: a ficha that says what it said is already so, in whatever state: no entry is added."""
    for told, state, exports in ((await a_test_due(), "TEST", False), (await exporter(), "NOTIFICADA_REGION", True)):
        told.at("2024-09-16 10:00")
        entries = len(told.timeline)
        await told.step(company_of(told), "complete_ficha", state, exports=exports, region="08")
        again = await told.desk.report(company_of(told), told.now, "complete_ficha", exports=exports, region="08")
        assert (again.duplicate, len(told.timeline)) == (True, entries)


@proves("RTE-04")
async def test_a_company_that_moves_before_the_contact_goes_to_its_new_region() -> None:
    """RTE-04: the new office is told and answers; the term does not start again."""
    told = await exporter()
    await told.step(
        company_of(told), "complete_ficha", "NOTIFICADA_REGION",
        *FICHA, "region 15", "office OFIREG-15", "NTF-06", "action AVISO_REGION", "to office:OFIREG-15",
        exports=True, region="15",
    )  # fmt: skip
    assert told.now.office == "OFIREG-15"


@proves("CAP-01", "OLD-01", "RTE-04")
async def test_a_ficha_that_changes_is_kept_without_beginning_again() -> None:
    """CAP-01, OLD-01: a new version is kept, before the contact and after it; after it the office stays."""
    told = await exporter()
    await told.step(
        company_of(told), "complete_ficha", "NOTIFICADA_REGION", *FICHA, exports=True, region="08", ficha_version="2"
    )
    told.account_is(region="15", office="OFIREG-15")  # as a colleague wrote in the CRM
    told.at("2024-09-16 10:00")
    caused = (*FICHA, "region 08", "office OFIREG-08")
    await told.step(company_of(told), "complete_ficha", "NOTIFICADA_REGION", *caused, exports=True, region="08")
    await told.report(REGIONAL, "record_contact", contact_kind="SPOKEN")
    await told.step(company_of(told), "complete_ficha", "CONTACTADA", *FICHA, "region 15", exports=True, region="15")
    assert told.now.office == "OFIREG-08"


# Test


@proves("CAP-01", "CAP-06")
async def test_the_test_comes_after_the_ficha() -> None:
    """CAP-01, CAP-06: the stages have their order."""
    told = await registered()
    await told.refused(PORTAL, "record_test_result", "CAP-01", "El test viene después de la ficha", level="HIGH")


@proves("CAP-05")
async def test_an_exporter_has_no_test() -> None:
    """CAP-05: it is not applicable."""
    told = await exporter()
    await told.refused(PORTAL, "record_test_result", "CAP-05", "el test no aplica", level="HIGH")


@proves("DEF-12")
async def test_a_result_has_a_level_or_a_score_that_the_table_knows() -> None:
    """DEF-12, AMB-10: without a configured table a score says nothing."""
    told = await a_test_due()
    await told.refused(
        PORTAL, "record_test_result", "DEF-12", "Indique el nivel que dio el test", lacks=("level",), score=80
    )


@proves("POT-01", "POT-02", "SLA-01")
@pytest.mark.parametrize("level", ["HIGH", "MEDIUM"])
async def test_high_or_medium_potential_is_told_to_the_region(level: str) -> None:
    """POT-01, POT-02, SLA-01: the generic mailbox, and three business days to contact."""
    told = await a_test_due()
    caused = (f"TEST_LEVEL {level}", "NTF-03", "action AVISO_REGION", "SLA-01 starts")
    await told.step(PORTAL, "record_test_result", "NOTIFICADA_REGION", *caused, level=level)


@proves("LOW-06", "POT-02")
@pytest.mark.parametrize("region", ["15", "03", "14", "11", "12"])
async def test_five_regions_attend_a_low_potential_all_the_same(region: str) -> None:
    """LOW-06: Arica y Parinacota, Atacama, Los Ríos, Aysén and Magallanes; the level stays low."""
    told = await a_test_due(region)
    caused = ("TEST_LEVEL LOW", "NTF-03", "action AVISO_REGION", "SLA-01 starts")
    await told.step(PORTAL, "record_test_result", "NOTIFICADA_REGION", *caused, level="LOW")
    assert "Excepción regional" in (told.timeline[-1].reason or "")


@proves("LOW-01", "LOW-02", "LOW-03", "LOW-04", "DEF-12", "LOW-06")
async def test_a_low_potential_gets_the_steps_before_exporting() -> None:
    """LOW-01 to LOW-04: its message and its action, no region and no term; it may answer the test again."""
    told = await a_test_due()
    caused = ("TEST_LEVEL LOW", "NTF-04", "action DERIVACION_BAJO_POTENCIAL")
    await told.step(PORTAL, "record_test_result", "DERIVADA_BAJO_POTENCIAL", *caused, level="LOW")
    told.at("2024-09-16 10:00")
    entries = len(told.timeline)
    await told.step(PORTAL, "record_test_result", "DERIVADA_BAJO_POTENCIAL", level="LOW")  # AMB-62: the same again
    assert len(told.timeline) == entries
    told.at("2025-03-03 10:00")
    caused = ("TEST_LEVEL MEDIUM", "NTF-03", "action AVISO_REGION", "SLA-01 starts")
    await told.step(PORTAL, "record_test_result", "NOTIFICADA_REGION", *caused, level="MEDIUM")


@proves("DEF-12", "CAP-07", "CAP-05")
async def test_a_new_result_after_the_notice_is_kept() -> None:
    """DEF-12, CAP-07: the level is recorded; the region has been told already."""
    told = await a_test_due()
    await told.report(PORTAL, "record_test_result", level="HIGH")
    told.at("2024-09-23 10:00")
    await told.step(PORTAL, "record_test_result", "NOTIFICADA_REGION", "TEST_LEVEL MEDIUM", level="MEDIUM")


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


async def without(told: Telling, kind: FactKind) -> None:
    """The account as it would be had that fact not been recorded."""
    accounts = told.desk.desk.store.rows.accounts
    account = accounts[told.now.account_id or ""]
    accounts[account.id] = replace(account, facts=tuple(fact for fact in account.facts if fact.kind is not kind))


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


JOINED = {"reason": "La empresa tenía dos cuentas", "joined_to": "12"}
EXPIRES = {"capture_expiry_days": known("capture_expiry_days", "CAP-02", "30")}


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
