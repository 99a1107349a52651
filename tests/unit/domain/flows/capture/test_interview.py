"""Capture: interview, validation, rejection and preadmissibility (CAP-07..CAP-10)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import FactKind
from domain.model.classes import Phase
from tests.support.builders import OFFICER, REGIONAL
from tests.support.calendars import local
from tests.support.cases.capture import a_new_company, actions_of, contacted, notified, registered, who_represents
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL


async def test_an_interview_counts_with_its_result() -> None:
    """CAP-08: without the result it is refused."""
    desk = CaseDesk()
    case = await contacted(desk)
    with pytest.raises(MissingData) as refused:
        await desk.report(REGIONAL, case, "record_interview", mode="VISIT")
    assert (refused.value.missing, refused.value.rule) == (("result",), "CAP-08")
    done = await desk.report(OFFICER, case, "record_interview", mode="VISIT", result="Lista para exportar")
    assert done.case.state == "ENTREVISTADA"
    assert actions_of(desk, case)[-1] == "VISITA"
    assert all(not term.is_open for term in desk.terms(case))


async def test_the_verified_potential_stands_beside_the_test() -> None:
    """CAP-09: never over it. AMB-54: the representation may be confirmed."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="MEDIUM")
    done = await desk.report(
        REGIONAL, case, "record_interview", mode="INTERVIEW", result="Bien", verified_potential="NOT_CONFIRMED",
        representation_confirmed=True,
    )  # fmt: skip
    assert done.account is not None
    on = date(2024, 9, 13)
    kinds = (FactKind.TEST_LEVEL, FactKind.VERIFIED_POTENTIAL, FactKind.REGISTRATION, FactKind.INTERVIEW)
    facts = [done.account.fact(kind, on) for kind in kinds]
    assert [fact and fact.value for fact in facts] == ["MEDIUM", "NOT_CONFIRMED", "CONFIRMED", "INTERVIEW"]


async def test_an_interview_before_the_contact_counts_as_the_contact() -> None:
    """CAP-07, AMB-13: it stops the three days."""
    desk = CaseDesk()
    case = await notified(desk)
    done = await desk.report(REGIONAL, case, "record_interview", mode="INTERVIEW", result="Bien")
    assert done.case.state == "ENTREVISTADA"
    assert all(not term.is_open for term in desk.terms(case))


async def test_an_interview_right_after_the_registration_is_kept_and_does_not_validate() -> None:
    """AMB-13: it may be recorded from registration on; validation still needs the ficha."""
    desk = CaseDesk()
    case = await registered(desk, a_new_company(desk))
    done = await desk.report(REGIONAL, case, "record_interview", mode="INTERVIEW", result="Bien")
    assert done.case.state == "REGISTRO"
    with pytest.raises(StepNotAllowed):
        await desk.report(REGIONAL, case, "validate")


async def test_an_interview_before_the_ficha_counts_once_the_company_is_contacted() -> None:
    """
    CAP-07, AMB-13: registered, interviewed, then the ficha of an exporter. The ficha asks the region to contact her
    (SLA-03); after the contact she is interviewed already: nothing runs, and she can be validated.
    """
    desk = CaseDesk()
    desk.desk.clock.at = local("2026-04-20 10:00")
    account = a_new_company(desk)
    case = await registered(desk, account)
    desk.desk.clock.at = local("2026-04-22 10:00")
    case = (await desk.report(REGIONAL, case, "record_interview", mode="INTERVIEW", result="Bien")).case
    desk.desk.clock.at = local("2026-04-23 10:00")
    case = (await desk.report(who_represents(account), case, "complete_ficha", exports=True, region="08")).case
    assert case.state == "NOTIFICADA_REGION"
    desk.desk.clock.at = local("2026-04-27 10:00")
    done = await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    assert done.case.state == "ENTREVISTADA"
    assert [(term.rule_id, term.is_open) for term in desk.terms(case)] == [("SLA-03", False)]
    assert (await desk.report(REGIONAL, done.case, "validate")).case.state == "VALIDADA"


async def test_only_a_regional_executive_validates() -> None:
    """CAP-07."""
    desk = CaseDesk()
    case = await contacted(desk)
    case = (await desk.report(REGIONAL, case, "record_interview", mode="VISIT", result="Bien")).case
    with pytest.raises(NotAuthorised) as refused:
        await desk.report(OFFICER, case, "validate")
    assert refused.value.rule == "CAP-07"
    assert (await desk.report(REGIONAL, case, "validate")).case.state == "VALIDADA"


async def test_validation_without_interview_names_the_interview() -> None:
    """EXP-05: both interview and validation are needed; the refusal says the step to take."""
    desk = CaseDesk()
    case = await contacted(desk)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "validate")
    assert refused.value.rule == "CAP-07"
    assert refused.value.step_to_take is not None
    assert refused.value.step_to_take.startswith("Registrar entrevista o visita con su resultado")


async def test_validation_of_a_non_exporter_needs_a_test() -> None:
    """CAP-07, AMB-13: an exporter that corrects its ficha to "no" after the interview has no test."""
    desk = CaseDesk()
    case = await contacted(desk)
    case = (await desk.report(REGIONAL, case, "record_interview", mode="VISIT", result="Bien")).case
    desk.desk.clock.at = local("2024-09-16 10:00")
    case = (await desk.report(PORTAL, case, "complete_ficha", exports=False, region="08")).case
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "validate")
    assert "test" in refused.value.message
    await desk.report(PORTAL, case, "record_test_result", level="MEDIUM")
    assert (await desk.report(REGIONAL, case, "validate")).case.state == "VALIDADA"


async def test_a_rejection_needs_a_reason_that_the_company_sees() -> None:
    """POL-06, CAP-07."""
    desk = CaseDesk()
    case = await contacted(desk)
    case = (await desk.report(REGIONAL, case, "record_interview", mode="VISIT", result="Sin producto")).case
    with pytest.raises(MissingData) as refused:
        await desk.report(REGIONAL, case, "reject")
    done = await desk.report(REGIONAL, case, "reject", reason="Aún no tiene un producto exportable")
    assert refused.value.rule == "POL-06"
    assert done.case.state == "RECHAZADA"
    assert done.case.closed_at == local("2024-09-13 17:00")
    assert "Aún no tiene un producto exportable" in done.next_step.text
    assert done.next_step.step == "none"


async def test_preadmissibility_without_validation_is_refused() -> None:
    """CAP-07."""
    desk = CaseDesk()
    case = await contacted(desk)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "complete_preadmissibility")
    assert refused.value.rule == "CAP-07"


async def test_preadmissibility_brings_personalised_attention() -> None:
    """CAP-10: the phase changes, and the case ends."""
    desk = CaseDesk()
    case = await contacted(desk)
    case = (await desk.report(REGIONAL, case, "record_interview", mode="VISIT", result="Bien")).case
    case = (await desk.report(REGIONAL, case, "validate")).case
    done = await desk.report(REGIONAL, case, "complete_preadmissibility")
    assert done.case.state == "PREADMISIBLE"
    assert done.classes is not None
    assert done.classes.phase.value is Phase.ATENCION_PERSONALIZADA
    assert actions_of(desk, case)[-2:] == ["VALIDACION", "PREADMISIBILIDAD"]
    assert [change.before != change.after for change in done.changes] == [True]
