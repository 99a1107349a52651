"""Capture: the registration with Clave Única, and the ficha of an exporter (CAP, EXP)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import FactKind, Organisation
from domain.use_cases.cases.open_and_report import StartCase, start_case
from tests.support.builders import FAIR, HEAD, OFFICER, REGIONAL, an_account, an_action
from tests.support.calendars import local
from tests.support.cases.capture import (
    CAPTURE,
    RUN,
    a_new_company,
    actions_of,
    notified,
    registered,
    sent,
    who_represents,
)
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL


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


@pytest.mark.parametrize("run", ["hola", "12.345.678-9", "12345678"])
async def test_a_run_is_checked_whoever_sends_it(run: str) -> None:
    """CAP-04: the portal's service stores a RUN with its check digit or nothing, and the answer names the datum."""
    desk = CaseDesk()
    account = a_new_company(desk)
    with pytest.raises(InvalidValue) as refused:
        await desk.start(PORTAL, CAPTURE, "register", account.id, representative_run=run)
    assert (refused.value.rule, refused.value.field) == ("CAP-04", ("data", "representative_run"))
    assert desk.desk.store.rows.cases == {}


@pytest.mark.parametrize("spelling", ["12345678-5", "012345678-5", "12.345.678-5", "123456785"])
async def test_a_run_is_kept_in_one_spelling(spelling: str) -> None:
    """DAT-02: 12.345.678-5 is one person, however the portal spells it."""
    desk = CaseDesk()
    account = a_new_company(desk)
    case = (await desk.start(PORTAL, CAPTURE, "register", account.id, representative_run=spelling)).case
    assert case.data["representative_run"] == "12.345.678-5"


async def test_a_second_attempt_returns_the_open_case() -> None:
    """AMB-62: one open capture case per RUT; where the company stands, its contact is recorded there."""
    desk = CaseDesk()
    account = a_new_company(desk)
    first = await registered(desk, account)
    again = await desk.start(REGIONAL, CAPTURE, "receive_contact", account.id)
    assert (again.case.id, again.case.state) == (first.id, first.state)
    assert (again.event.fact, again.event.sequence) == ("receive_contact", 2)
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


# The ficha of an exporter


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
