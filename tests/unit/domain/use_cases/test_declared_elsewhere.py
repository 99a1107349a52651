"""What a company in capture declares by another door than its case reaches the case, or is sent there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import StepNotAllowed
from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, Flow
from domain.model.history.reconsideration import fact_told, reconsideration
from domain.model.institution.people import SYSTEM
from domain.use_cases.accounts.record_fact import (
    DeclareExports,
    RecordTestResult,
    SetExportaMas,
    declare_exports,
    record_test_result,
    set_exporta_mas,
)
from domain.use_cases.actions.register_action import RegisterAction, register_action
from tests.support.builders import FAIR, HEAD, REGIONAL, a_fact, an_account
from tests.support.cases.capture import a_new_company, notified, registered
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL
from tests.support.proving import proves

DAY = date(2024, 9, 13)


async def untested(desk: CaseDesk, **fields: object) -> Case:
    """Its ficha says that it does not export: the test is to come (CAP-06)."""
    case = await registered(desk, a_new_company(desk, **fields))
    return (await desk.report(PORTAL, case, "complete_ficha", exports=False, region="08")).case


def account_of(desk: CaseDesk, case: Case) -> Account:
    return desk.desk.store.rows.accounts[case.account_id or ""]


async def told_by_the_crm(desk: CaseDesk, case: Case, kind: FactKind, value: str) -> Case:
    """The CRM has such a fact of the company; the case once the worker has looked."""
    account = account_of(desk, case)
    fact = a_fact(kind, value, DAY, source="crm", at=desk.desk.clock.at)
    desk.desk.put(replace(account, facts=(*account.facts, fact)))
    async with desk.desk.store(SYSTEM) as work:
        item = reconsideration(f"account:{account.id}", fact_told(kind), desk.desk.clock.at, "t")
        await work.timers.gather(item)
    await desk.fire_due()
    return desk.desk.store.rows.cases[case.id]


async def test_exports_declared_on_the_account_take_the_capture_past_the_test() -> None:
    """CAP-05, EXP-01: as if the ficha had said so: the region is told and its term runs."""
    desk = CaseDesk()
    case = await untested(desk)
    account = account_of(desk, case)

    await declare_exports(desk.services.core, REGIONAL, DeclareExports(account.id, account.version, exported=True))
    await desk.fire_due()

    assert desk.desk.store.rows.cases[case.id].state == "NOTIFICADA_REGION"
    assert [(term.rule_id, term.is_open) for term in desk.terms(case)] == [("SLA-03", True)]
    assert desk.timeline(case)[-1].fact == "complete_ficha"


@pytest.mark.parametrize("exported", [True, False])
async def test_exports_declared_before_the_ficha_or_denied_again_move_nothing(exported: bool) -> None:
    """CAP-01: the ficha comes first; and who does not export still has the test to answer."""
    desk = CaseDesk()
    case = await registered(desk, a_new_company(desk)) if exported else await untested(desk)
    account = account_of(desk, case)
    told = desk.timeline(case)

    await declare_exports(desk.services.core, REGIONAL, DeclareExports(account.id, account.version, exported))
    await desk.fire_due()

    assert desk.timeline(case) == told


@pytest.mark.parametrize("how_far", ["before the ficha", "waiting for the test", "told to its region"])
async def test_the_result_of_a_company_in_capture_belongs_to_its_case(how_far: str) -> None:
    """CAP-06, CAP-01: recorded on the account it would wait there, and nobody be told of it."""
    desk = CaseDesk()
    if how_far == "before the ficha":
        case = await registered(desk, a_new_company(desk))
    else:
        case = await (untested(desk) if how_far == "waiting for the test" else notified(desk))
    account = account_of(desk, case)

    with pytest.raises(StepNotAllowed) as refused:
        await record_test_result(desk.services.core, REGIONAL, RecordTestResult(account.id, account.version, "HIGH"))

    assert refused.value.rule == "CAP-06"
    assert refused.value.message == (
        f"La empresa está en captación (caso {case.number}): el resultado del test se registra en ese caso."
    )
    assert account_of(desk, case) == account


@pytest.mark.parametrize(
    ("kind", "value", "state", "term"),
    [
        (FactKind.TEST_LEVEL, "HIGH", "NOTIFICADA_REGION", "SLA-01"),
        (FactKind.EXPORT_DECLARATION, "YES", "NOTIFICADA_REGION", "SLA-03"),
        (FactKind.EXPORT_DECLARATION, "NO", "TEST", None),
    ],
)
async def test_what_the_crm_has_of_test_and_exports_is_the_fact_of_the_case(
    kind: FactKind, value: str, state: str, term: str | None
) -> None:
    """AMB-68, POT-01, EXP-01: a colleague typed it there; the case that waited for it goes on, once."""
    desk = CaseDesk()
    case = await untested(desk)

    after = await told_by_the_crm(desk, case, kind, value)

    assert after.state == state
    assert [each.rule_id for each in desk.terms(case)] == ([] if term is None else [term])
    told = desk.timeline(case)
    await desk.fire_due()
    assert desk.timeline(case) == told


@proves("CAP-05")
async def test_who_declared_exports_by_another_door_has_no_test_to_answer() -> None:
    """CAP-05: also while the case still waits for the test."""
    desk = CaseDesk()
    case = await untested(desk)
    account = account_of(desk, case)
    desk.desk.put(
        replace(account, facts=(*account.facts, a_fact(FactKind.EXPORT_DECLARATION, "YES", DAY, at=desk.desk.clock.at)))
    )

    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(PORTAL, case, "record_test_result", level="HIGH")

    assert refused.value.rule == "CAP-05"


async def followed(desk: CaseDesk) -> tuple[Account, Case]:
    """A company that exports, went to a fair and has no category yet: its follow-up waits for one (ATN-01)."""
    account = desk.desk.put(an_account(facts=(a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 3, 1)),)))
    fair = RegisterAction(account.id, FAIR, "Feria", date(2024, 9, 10), date(2024, 9, 10))
    await register_action(desk.services, REGIONAL, fair)
    (case,) = desk.cases(Flow.FOLLOW_UP)
    assert case.state == "SIN_CATEGORIA"
    return account, case


@proves("FUP-03", "ATN-01")
@pytest.mark.parametrize(("since", "state"), [(DAY, "DIRECTO"), (date(2024, 9, 14), "SIN_CATEGORIA")])
async def test_a_member_of_exporta_mas_is_followed_directly_from_its_first_day(since: date, state: str) -> None:
    """FUP-03, ATN-01: membership is category 1, so nobody is asked for one; what is still to begin is none."""
    desk = CaseDesk()
    account, case = await followed(desk)

    member = SetExportaMas(account.id, desk.desk.account(account).version, since)
    await set_exporta_mas(desk.services.core, HEAD, member)
    await desk.fire_due()

    assert desk.desk.store.rows.cases[case.id].state == state


async def test_a_membership_that_the_crm_has_is_told_to_the_follow_up() -> None:
    """FUP-03, AMB-68: the same by the other door."""
    desk = CaseDesk()
    _, case = await followed(desk)

    assert (await told_by_the_crm(desk, case, FactKind.EXPORTA_MAS, "MEMBER")).state == "DIRECTO"
