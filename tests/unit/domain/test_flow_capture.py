"""Capture ("captación"), fact by fact, with what each causes (CAP, POT, LOW, EXP, OLD; section 8.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed, VersionConflict
from domain.model.accounts import Account, FactKind, Organisation
from domain.model.cases import Case, Flow
from domain.model.channels import PointOfContact
from domain.model.classes import Phase
from domain.model.people import Actor, Role
from domain.model.terms import TermState
from domain.protocol.terms import calendar_for, rule_of, state
from domain.use_cases.cases import StartCase, start_case
from tests.support.builders import (
    FAIR,
    HEAD,
    HELP_CENTRE,
    OFFICER,
    OTHER_REGIONAL,
    REGIONAL,
    an_account,
    an_action,
)
from tests.support.calendars import a_book, local
from tests.support.case_desk import CaseDesk
from tests.support.situations import PORTAL

CAPTURE = Flow.CAPTURE
RUN = "12.345.678-5"


def a_new_company(desk: CaseDesk, **fields: object) -> Account:
    """Known by its RUT, not yet registered with Clave Única; of Biobío."""
    return desk.desk.put(an_account(registered_on=date(2024, 9, 1), **fields))


def who_represents(account: Account) -> Actor:
    return Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account.id, run=RUN)


async def registered(desk: CaseDesk, account: Account) -> Case:
    outcome = await desk.start(who_represents(account), CAPTURE, "register", account.id, representative_run=RUN)
    return outcome.case


async def notified(desk: CaseDesk, *, exports: bool = True, level: str = "HIGH", region: str = "08") -> Case:
    """A case whose region has been told: by the ficha of an exporter, or by a test result."""
    account = a_new_company(desk)
    case = await registered(desk, account)
    case = (await desk.report(who_represents(account), case, "complete_ficha", exports=exports, region=region)).case
    if not exports:
        case = (await desk.report(PORTAL, case, "record_test_result", level=level)).case
    return case


def sent(desk: CaseDesk) -> list[tuple[str, tuple[str, ...]]]:
    return [(message.template, message.to) for message in desk.messages]


def actions_of(desk: CaseDesk, case: Case) -> list[str]:
    return [action.type for action in desk.desk.store.rows.actions.values() if action.account_id == case.account_id]


# Registration


async def test_the_representative_registers_the_company_with_clave_unica() -> None:
    """CAP-04: RUN and company are kept; the next step is the ficha (CAP-01)."""
    desk = CaseDesk()
    account = a_new_company(desk)
    outcome = await desk.start(who_represents(account), CAPTURE, "register", account.id, representative_run=RUN)
    fact = desk.desk.account(account).fact(FactKind.REGISTRATION, date(2024, 9, 13))
    assert outcome.case.state == "REGISTRO"
    assert fact is not None
    assert (fact.value, fact.detail["representative_run"]) == ("DECLARED", RUN)
    assert outcome.next_step.step == "complete_ficha"
    assert outcome.next_step.rule == "CAP-01"


async def test_staff_cannot_simulate_a_registration_with_clave_unica() -> None:
    """CAP-04."""
    desk = CaseDesk()
    account = a_new_company(desk)
    with pytest.raises(NotAuthorised) as refused:
        await desk.start(REGIONAL, CAPTURE, "register", account.id, representative_run=RUN)
    assert refused.value.rule == "CAP-04"
    assert desk.cases(CAPTURE) == []


async def test_nobody_registers_with_somebody_elses_run() -> None:
    """CAP-04: the RUN is the one that Clave Única proved."""
    desk = CaseDesk()
    account = a_new_company(desk)
    unproven = replace(who_represents(account), run=None)
    for actor, run in ((unproven, RUN), (who_represents(account), "11.111.111-1")):
        with pytest.raises(StepNotAllowed) as refused:
            await desk.start(actor, CAPTURE, "register", account.id, representative_run=run)
        assert refused.value.rule == "CAP-04"


async def test_a_run_with_a_wrong_check_digit_is_refused() -> None:
    """CAP-04: both check digits are validated."""
    desk = CaseDesk()
    account = a_new_company(desk)
    with pytest.raises(InvalidValue):
        await desk.start(who_represents(account), CAPTURE, "register", account.id, representative_run="12.345.678-9")


async def test_a_second_attempt_returns_the_open_case() -> None:
    """AMB-62: one open capture case per RUT."""
    desk = CaseDesk()
    account = a_new_company(desk)
    first = await registered(desk, account)
    again = await desk.start(REGIONAL, CAPTURE, "receive_contact", account.id)
    assert again.case == first
    assert again.duplicate
    assert len(desk.cases(CAPTURE)) == 1


async def test_a_contact_then_the_registration_are_one_case() -> None:
    """CAP-02, PUB-03, COM-03: the contact is recorded and explained; the registration goes on with it."""
    desk = CaseDesk()
    account = a_new_company(desk)
    contact = await desk.start(REGIONAL, CAPTURE, "receive_contact", account.id, wants="exportar")
    explained = await desk.report(REGIONAL, contact.case, "explain_procedure", by_message=True)
    registration = await desk.start(who_represents(account), CAPTURE, "register", account.id, representative_run=RUN)
    assert contact.case.state == "CONTACTO"
    assert contact.next_step.step == "register"
    assert explained.case.state == "CONTACTO"
    assert sent(desk) == [("NTF-02", ("contacto@conservas.cl",))]
    assert (registration.case.id, registration.case.state) == (contact.case.id, "REGISTRO")


async def test_a_contact_without_point_of_contact_is_refused() -> None:
    """CHN-01."""
    desk = CaseDesk()
    account = a_new_company(desk)
    with pytest.raises(MissingData) as refused:
        await start_case(desk.services, REGIONAL, StartCase(CAPTURE, "receive_contact", account.id))
    assert refused.value.rule == "CHN-01"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [({"country": "CN", "rut": None}, "EXT-01"), ({"organisation": Organisation.INSTITUTION}, "INS-01")],
)
async def test_foreign_companies_and_institutions_are_not_captured_here(fields: dict[str, object], rule: str) -> None:
    """EXT-01, INS-01: the refusal names the rule of their own flow."""
    desk = CaseDesk()
    account = a_new_company(desk, **fields)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.start(REGIONAL, CAPTURE, "receive_contact", account.id)
    assert refused.value.rule == rule
    assert [d.outcome for d in desk.desk.decisions if d.kind.value == "REFUSAL"] == [refused.value.message]


async def test_a_user_company_is_not_captured_again() -> None:
    """CAP-02, USR-01: its request goes to its executive."""
    desk = CaseDesk()
    account = an_account()
    desk.desk.put(account, an_action(date(2024, 5, 10), type=FAIR))
    with pytest.raises(StepNotAllowed) as refused:
        await desk.start(REGIONAL, CAPTURE, "receive_contact", account.id)
    assert refused.value.rule == "CAP-02"


# Ficha of an exporter


async def test_an_exporter_and_its_region_are_told_and_three_business_days_run() -> None:
    """EXP-01, EXP-02, EXP-03, SLA-03. Friday 13 + Mon 16, Tue 17, (18 to 22 closed) Mon 23 September 2024."""
    desk = CaseDesk()
    case = await notified(desk)
    (term,) = desk.terms(case)
    assert case.state == "NOTIFICADA_REGION"
    assert sent(desk) == [("NTF-05", ("contacto@conservas.cl",)), ("NTF-06", ("concepcion@prochile.gob.cl",))]
    assert term.rule_id == "SLA-03"
    assert term.started_at == local("2024-09-13 17:00")
    assert "lunes 23 de septiembre de 2024" in desk.messages[1].rendered.text
    assert actions_of(desk, case) == ["AVISO_EMPRESA_EXPORTADORA", "AVISO_REGION"]
    assert case.assignee == OFFICER.id  # RTE-05: the officer of the sector in the region


async def test_the_next_step_after_the_notice_says_who_and_until_when() -> None:
    """COM-02, section 8.3: contact the company, sector officer, 3 business days."""
    desk = CaseDesk()
    account = a_new_company(desk)
    case = await registered(desk, account)
    step = (await desk.report(who_represents(account), case, "complete_ficha", exports=True, region="08")).next_step
    assert (step.step, step.due_on, step.rule) == ("record_contact", date(2024, 9, 23), "EXP-03")
    assert step.responsible_id == OFFICER.id
    assert step.mailbox == "concepcion@prochile.gob.cl"
    assert "Conservas del Sur" in step.text


async def test_without_sector_officer_the_regional_head_has_it() -> None:
    """RTE-05."""
    desk = CaseDesk()
    account = a_new_company(desk, sector="MINERIA")
    case = await registered(desk, account)
    case = (await desk.report(PORTAL, case, "complete_ficha", exports=True, region="08")).case
    assert case.assignee == HEAD.id


async def test_a_late_report_starts_the_term_when_the_ficha_was_completed() -> None:
    """AMB-01: the company does not bear a late notice."""
    desk = CaseDesk()
    account = a_new_company(desk)
    case = await registered(desk, account)
    desk.desk.clock.at = local("2024-09-17 09:00")
    done = await desk.report(
        PORTAL, case, "complete_ficha", occurred_at=local("2024-09-13 18:00"), exports=True, region="08"
    )
    (term,) = desk.terms(case)
    assert term.started_at == local("2024-09-13 18:00")
    assert (done.event.occurred_at, done.event.at) == (local("2024-09-13 18:00"), local("2024-09-17 09:00"))


async def test_an_exporter_does_not_take_the_test() -> None:
    """CAP-05: not applicable, not pending."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(PORTAL, case, "record_test_result", level="HIGH")
    assert refused.value.rule == "CAP-05"


# Test


async def test_a_non_exporter_goes_to_the_test() -> None:
    """CAP-06: nothing is sent and no term runs until the result."""
    desk = CaseDesk()
    account = a_new_company(desk)
    case = await registered(desk, account)
    done = await desk.report(who_represents(account), case, "complete_ficha", exports=False, region="08")
    assert done.case.state == "TEST"
    assert done.next_step.step == "record_test_result"
    assert (sent(desk), desk.terms(case)) == ([], [])


@pytest.mark.parametrize("level", ["HIGH", "MEDIUM"])
async def test_high_or_medium_tells_the_region(level: str) -> None:
    """POT-01, SLA-01; in this path the company is not written to (AMB-57)."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level=level)
    assert case.state == "NOTIFICADA_REGION"
    assert sent(desk) == [("NTF-03", ("concepcion@prochile.gob.cl",))]
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-01"]


async def test_low_is_diverted_with_its_message_and_its_action() -> None:
    """LOW-01, LOW-02, LOW-03, LOW-04: the company is told, the CRM gets the action; no region, no term."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="LOW")
    assert case.state == "DERIVADA_BAJO_POTENCIAL"
    assert sent(desk) == [("NTF-04", ("contacto@conservas.cl",))]
    assert actions_of(desk, case) == ["DERIVACION_BAJO_POTENCIAL"]
    assert desk.terms(case) == []
    assert case.accountable_unit == "Dirección de Desarrollo Estratégico"  # AMB-12


@pytest.mark.parametrize("region", ["15", "03", "14", "11", "12"])
async def test_low_in_the_five_regions_is_contacted_all_the_same(region: str) -> None:
    """LOW-06, AMB-11, AMB-12: the level stays low, the reason says why."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="LOW", region=region)
    event = desk.timeline(case)[-1]
    level = desk.desk.store.rows.accounts[str(case.account_id)].fact(FactKind.TEST_LEVEL, date(2024, 9, 13))
    assert case.state == "NOTIFICADA_REGION"
    assert [template for template, _ in sent(desk)] == ["NTF-03"]
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-01"]
    assert event.reason is not None
    assert event.reason.startswith("Excepción regional")
    assert level is not None
    assert level.value == "LOW"
    assert case.accountable_unit == "Dirección Nacional"


async def test_the_exception_looks_at_the_region_of_the_ficha() -> None:
    """AMB-11: Biobío is not one of the five, so the same score is diverted."""
    desk = CaseDesk()
    assert (await notified(desk, exports=False, level="LOW", region="08")).state == "DERIVADA_BAJO_POTENCIAL"


async def test_a_diverted_company_may_come_back() -> None:
    """LOW-03, section 8.3: a better test reaches the region."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="LOW")
    desk.desk.clock.at = local("2025-03-03 10:00")
    back = await desk.report(PORTAL, case, "record_test_result", level="MEDIUM")
    assert back.case.state == "NOTIFICADA_REGION"
    assert back.case.accountable_unit == "Dirección Nacional"


async def test_the_same_result_again_changes_nothing() -> None:
    """AMB-62: neither a second message nor a second action."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="LOW")
    desk.desk.clock.at = local("2024-09-14 10:00")
    await desk.report(PORTAL, case, "record_test_result", level="LOW")
    assert [template for template, _ in sent(desk)] == ["NTF-04"]
    assert actions_of(desk, case) == ["DERIVACION_BAJO_POTENCIAL"]


async def test_a_result_without_level_nor_score_table_is_refused() -> None:
    """DEF-12, AMB-10: no cut-off is invented."""
    desk = CaseDesk()
    account = a_new_company(desk)
    case = await registered(desk, account)
    case = (await desk.report(PORTAL, case, "complete_ficha", exports=False, region="08")).case
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(PORTAL, case, "record_test_result", score=80)
    assert refused.value.rule == "DEF-12"


async def test_the_test_comes_after_the_ficha() -> None:
    """CAP-01: the missing stage is named."""
    desk = CaseDesk()
    case = await registered(desk, a_new_company(desk))
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(PORTAL, case, "record_test_result", level="HIGH")
    assert refused.value.rule == "CAP-01"
    assert refused.value.step_to_take == "Completar o actualizar la Ficha de Caracterización (la empresa)"


# Former users


def a_former_user(desk: CaseDesk) -> Account:
    """Its last fair ended on 10 May 2021: three years before 13 September 2024 and more."""
    account = an_account(registered_on=date(2019, 3, 1))
    return desk.desk.put(account, an_action(date(2021, 5, 10), type=FAIR))


async def test_a_former_user_that_exports_is_contacted_by_its_region() -> None:
    """OLD-01, OLD-03, SLA-05, AMB-57: only the region is written to."""
    desk = CaseDesk()
    account = a_former_user(desk)
    contact = await desk.start(REGIONAL, CAPTURE, "receive_contact", account.id)
    done = await desk.report(who_represents(account), contact.case, "complete_ficha", exports=True, region="08")
    assert (contact.case.state, contact.next_step.rule) == ("FICHA_POR_ACTUALIZAR", "OLD-01")
    assert done.case.state == "NOTIFICADA_REGION"
    assert sent(desk) == [("NTF-07", ("concepcion@prochile.gob.cl",))]
    assert [term.rule_id for term in desk.terms(done.case)] == ["SLA-05"]


async def test_a_former_user_updates_its_ficha_without_registering_again() -> None:
    """OLD-01: the ficha itself opens the case."""
    desk = CaseDesk()
    account = a_former_user(desk)
    done = await desk.start(who_represents(account), CAPTURE, "complete_ficha", account.id, exports=False, region="08")
    assert done.case.state == "TEST"  # OLD-02


async def test_the_interview_of_a_former_user_has_its_own_term() -> None:
    """OLD-04, SLA-06."""
    desk = CaseDesk()
    account = a_former_user(desk)
    case = (await desk.start(PORTAL, CAPTURE, "complete_ficha", account.id, exports=True, region="08")).case
    case = (await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")).case
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-05", "SLA-06"]


async def test_a_new_company_registers_before_its_ficha() -> None:
    """CAP-01, CAP-04."""
    desk = CaseDesk()
    account = a_new_company(desk)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.start(who_represents(account), CAPTURE, "complete_ficha", account.id, exports=True, region="08")
    assert refused.value.rule == "CAP-01"


# Contact


async def test_an_attempt_is_recorded_and_stops_nothing() -> None:
    """AMB-06."""
    desk = CaseDesk()
    case = await notified(desk)
    done = await desk.report(REGIONAL, case, "record_contact_attempt", means="teléfono")
    (term,) = desk.terms(case)
    assert done.case.state == "NOTIFICADA_REGION"
    assert term.is_open
    assert actions_of(desk, case)[-1] == "CONTACTO_INTENTADO"


async def test_the_contact_stops_the_three_days_and_starts_the_fifteen() -> None:
    """AMB-06, SLA-03, SLA-04: contact on Tuesday 17; the interview by 2 October 2024."""
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-17 11:00")
    done = await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    contact, interview = desk.terms(case)
    assert done.case.state == "CONTACTADA"
    assert (contact.rule_id, contact.stopped_at) == ("SLA-03", local("2024-09-17 11:00"))
    assert (interview.rule_id, interview.started_at) == ("SLA-04", local("2024-09-17 11:00"))
    assert done.next_step.due_on == date(2024, 10, 2)
    assert not done.event.late


async def test_the_same_contact_reported_twice_starts_one_term() -> None:
    """AMB-06: the first contact counts; again changes nothing, whenever it is said to have been."""
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-17 11:00")
    case = (await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")).case
    desk.desk.clock.at = local("2024-09-17 12:00")
    again = await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    assert again.duplicate
    assert again.case == case
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-03", "SLA-04"]


async def test_a_written_message_counts_when_the_company_answers() -> None:
    """AMB-06, POT-02."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "record_contact", contact_kind="WRITTEN")
    done = await desk.report(REGIONAL, case, "record_contact", contact_kind="WRITTEN", company_answered=True)
    assert refused.value.rule == "POT-02"
    assert done.case.state == "CONTACTADA"


async def test_a_contact_after_the_third_day_is_recorded_as_late() -> None:
    """SLA-03: due Monday 23 September; on the 24th it is met late."""
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-24 09:00")
    done = await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    term = desk.terms(case)[0]
    calendar = calendar_for(rule_of(term), term.office, a_book())
    assert done.event.late
    assert state(term, calendar, local("2024-09-24 10:00")) is TermState.MET_LATE


async def test_another_region_does_not_report_on_the_case() -> None:
    """RTE-04: the office of the company's region answers."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(NotAuthorised) as refused:
        await desk.report(OTHER_REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    assert refused.value.rule == "RTE-04"


async def test_the_help_centre_does_not_record_contacts() -> None:
    """RTE-05: the sector officer, or whoever the regional head decides."""
    desk = CaseDesk()
    with pytest.raises(NotAuthorised):
        await desk.report(HELP_CENTRE, await notified(desk), "record_contact", contact_kind="SPOKEN")


async def test_after_a_test_result_the_interview_has_fifteen_calendar_days() -> None:
    """POT-02, POT-03, SLA-01, SLA-02, AMB-04, AMB-05: contact on Friday 13; the last day is Saturday 28, not moved."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="HIGH")
    done = await desk.report(OFFICER, case, "record_contact", contact_kind="SPOKEN")
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-01", "SLA-02"]
    assert done.next_step.due_on == date(2024, 9, 28)
    assert done.next_step.step == "record_interview"


# Region


async def test_a_change_of_region_before_the_contact_re_routes_the_case() -> None:
    """RTE-04, AMB-01: Arica answers now; the term goes on from its start, by the new calendar."""
    desk = CaseDesk()
    case = await notified(desk)
    desk.desk.clock.at = local("2024-09-16 10:00")
    done = await desk.report(PORTAL, case, "complete_ficha", exports=True, region="15")
    (term,) = desk.terms(case)
    assert done.case.office == "OFIREG-15"
    assert (term.office, term.started_at) == ("OFIREG-15", local("2024-09-13 17:00"))
    assert [event.fact for event in desk.timeline(case)][-2:] == ["complete_ficha", "hand_over"]
    assert sent(desk)[-1] == ("NTF-06", ("aricayparinacota@prochile.gob.cl",))
    assert done.account is not None
    assert (done.account.region, done.account.office) == ("15", "OFIREG-15")


async def test_a_change_of_region_after_the_contact_does_not() -> None:
    """RTE-04: whoever contacted the company goes on."""
    desk = CaseDesk()
    case = await notified(desk)
    case = (await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")).case
    desk.desk.clock.at = local("2024-09-16 10:00")
    done = await desk.report(PORTAL, case, "complete_ficha", exports=True, region="15")
    assert done.case.office == "OFIREG-08"


# Interview, validation, preadmissibility


async def contacted(desk: CaseDesk) -> Case:
    case = await notified(desk)
    return (await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")).case


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


# Problems


@pytest.mark.parametrize("problem", ["REGISTRATION", "FICHA", "TEST", "UPDATE", "DISAGREEMENT"])
async def test_a_company_with_problems_is_helped_by_client_management(problem: str) -> None:
    """RTE-03, LOW-05, OLD-05: the help desk is told, the account keeps a trace, capture goes on."""
    desk = CaseDesk()
    case = await registered(desk, a_new_company(desk))
    done = await desk.report(REGIONAL, case, "report_portal_problem", problem=problem)
    (opened,) = done.opened
    assert done.case.state == "REGISTRO"
    assert (opened.flow, opened.state, opened.origin_case_id) == (Flow.PORTAL_PROBLEM, "INFORMADA", case.id)
    assert sent(desk) == [("NTF-08", ("gestiondeclientes@prochile.gob.cl",))]
    assert actions_of(desk, case) == ["NOTA_BITACORA"]


# Keys and versions


async def test_the_same_client_key_repeats_nothing() -> None:
    """Issue 2: idempotent by client key."""
    desk = CaseDesk()
    case = await notified(desk)
    first = await desk.report(REGIONAL, case, "record_contact_attempt", key="k1", means="correo")
    again = await desk.report(REGIONAL, case, "record_contact_attempt", key="k1", means="correo")
    assert again.repeated
    assert again.case == first.case
    assert len(desk.timeline(case)) == 3


async def test_a_case_that_changed_meanwhile_is_not_overwritten() -> None:
    """The version that the person saw must be the present one."""
    desk = CaseDesk()
    case = await notified(desk)
    await desk.report(REGIONAL, case, "record_contact_attempt", means="correo")
    with pytest.raises(VersionConflict):
        await desk.report(REGIONAL, case, "record_contact", seen=case.version, contact_kind="SPOKEN")


async def test_a_fact_in_the_future_or_before_the_case_is_refused() -> None:
    """AMB-01: terms rest on instants that can be."""
    desk = CaseDesk()
    case = await notified(desk)
    for at in (local("2024-09-13 17:01"), local("2024-09-12 10:00")):
        with pytest.raises(InvalidValue):
            await desk.report(REGIONAL, case, "record_contact", occurred_at=at, contact_kind="SPOKEN")


async def test_the_point_of_contact_does_not_change_the_next_step() -> None:
    """CHN-05, CAP-03."""
    told = []
    for point in PointOfContact:
        desk = CaseDesk()
        account = a_new_company(desk, id="00000000-0000-4000-8000-00000000aaaa")
        step = (await desk.start(REGIONAL, CAPTURE, "receive_contact", account.id, point=point)).next_step
        told.append((step.step, step.text, step.rule, step.responsible, step.due_at))
    assert len(set(told)) == 1


async def test_a_fact_of_the_account_says_who_and_from_which_case() -> None:
    """CAP-09, DEF-12, POL-07."""
    desk = CaseDesk()
    case = await notified(desk, exports=False, level="HIGH")
    account = desk.desk.store.rows.accounts[str(case.account_id)]
    fact = account.fact(FactKind.TEST_LEVEL, date(2024, 9, 13))
    assert fact is not None
    assert (fact.by, fact.detail["case"]) == (PORTAL.id, case.id)
