"""A declared conflict of interest: whoever has one decides nothing on the company while it stands (POL-07, AMB-72)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from domain.errors import ConflictOfInterestStands, InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import Account
from domain.model.cases import Case, Flow, Value
from domain.model.history.conflicts_of_interest import ConflictOfInterest
from domain.model.institution.channels import PointOfContact
from domain.model.institution.directory import Absence, Directory, Person
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.protocol.engine.following import pending_task
from domain.protocol.routing.offers import awaits
from domain.protocol.routing.triage import Enquiry, Matter
from domain.use_cases.accounts.assign import (
    AssignCategory,
    AssignedCategory,
    AssignExecutive,
    ExecutiveKind,
    assign_category,
    assign_executive,
)
from domain.use_cases.accounts.conflicts_of_interest import (
    ConflictOfInterestOutcome,
    DeclareConflictOfInterest,
    EndConflictOfInterest,
    declare_conflict_of_interest,
    end_conflict_of_interest,
)
from domain.use_cases.accounts.contacts import AddContact, NewContact, add_contact
from domain.use_cases.accounts.merge_accounts import MergeAccounts, merge_accounts
from domain.use_cases.accounts.record_fact import DeclareExports, declare_exports
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.actions.amend_action import AnnulAction, annul_action
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.cases.charge import (
    AcknowledgeCase,
    AssignCase,
    HandOverCase,
    MarkComplex,
    acknowledge_case,
    assign_case,
    hand_over_case,
    mark_complex,
    pending_hand_over,
)
from domain.use_cases.cases.hand_over_cases import HandOverCases, hand_over_cases
from domain.use_cases.cases.timers import fire_timer
from domain.use_cases.next_steps.ask import AttendContact, attend_contact, step_of_account, step_of_case
from domain.use_cases.terms.track_term import OpenTerm, open_term
from tests.support.builders import FAIR, HEAD, REGIONAL, an_account, an_action
from tests.support.calendars import local
from tests.support.cases.capture import sent
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import DIRECTORY, PORTAL
from tests.support.proving import proves

LUISA: Final = Actor("luisa.paz", "Luisa Paz", Role.REGIONAL_EXECUTIVE, "OFIREG-08")
_LUISA: Final = Person(LUISA.id, LUISA.name, LUISA.role, "luisa.paz@ejemplo.cl", "OFIREG-08")
ASK: dict[str, Value] = {"wants": "ADVICE", "matter": "Queremos vender en Corea", "purpose": "DIVERSIFY"}
WHY: Final = "Mi hermana es socia de la empresa."
DAY: Final = date(2024, 9, 13)
"""Friday 13 September 2024: the desk's day."""

Door = Callable[[CaseDesk, Account, Case], Awaitable[object]]


def a_desk(*people: Person) -> CaseDesk:
    return CaseDesk(directory=Directory((*DIRECTORY.people, *people)))


def a_user(desk: CaseDesk, **fields: object) -> Account:
    """A user company of Biobío that Ana attends."""
    return desk.desk.put(an_account(regional_executive=REGIONAL.id, **fields), an_action(date(2024, 6, 3)))


async def a_request(desk: CaseDesk, account: Account) -> Case:
    return (await desk.start(PORTAL, Flow.REQUEST, "receive_request", account.id, **ASK)).case


async def declare(
    desk: CaseDesk, account: Account, actor: Actor = REGIONAL, **more: object
) -> ConflictOfInterestOutcome:
    asked = DeclareConflictOfInterest(account.id, WHY)
    return await declare_conflict_of_interest(desk.services, actor, replace(asked, **more))  # type: ignore[arg-type]  # by name


async def end(desk: CaseDesk, account: Account, until: date | None = None, reason: str = "Vendió su parte") -> object:
    asked = EndConflictOfInterest(account.id, reason, until)
    return await end_conflict_of_interest(desk.services, REGIONAL, asked)


def now(desk: CaseDesk, case: Case) -> Case:
    return desk.desk.store.rows.cases[case.id]


@proves("AMB-72", "POL-07")
async def test_the_open_cases_of_whoever_declares_one_pass_to_the_choice_of_the_head() -> None:
    """AMB-72: with reason, letter and task; the term goes on, what others have stays with them."""
    desk = a_desk(_LUISA)
    account = a_user(desk)
    hers = await a_request(desk, account)
    other = await a_request(desk, a_user(desk, rut=None))
    terms, letters = desk.terms(hers), len(desk.messages)
    assert hers.assignee == REGIONAL.id

    outcome = await declare(desk, account)

    record = outcome.record
    assert (record.person, record.since, record.until, record.reason) == (REGIONAL.id, DAY, None, WHY)
    assert outcome.passed == (hers.number,)
    assert (now(desk, hers).assignee, now(desk, hers).office) == (HEAD.id, "OFIREG-08")
    assert now(desk, other).assignee == REGIONAL.id
    assert desk.terms(hers) == terms
    pending = pending_hand_over(desk.timeline(hers))
    assert pending is not None
    assert pending.data["from_person"] == REGIONAL.id
    task = pending_task(desk.timeline(hers))
    assert task is not None
    assert "elija quién lo atiende" in str(task.data["task"])
    assert WHY not in f"{desk.timeline(hers)}"
    head = ("hugo.jara@ejemplo.cl",)
    assert sent(desk)[letters:] == [("AVISO-A-CARGO", head), ("AVISO-CASO", head)]  # of the company, and of the case
    told = next(each for each in desk.desk.decisions if each.what == "declare_conflict_of_interest")
    assert (told.by, told.rule, told.reason, told.account_id) == (REGIONAL.id, "POL-07", WHY, account.id)


@proves("AMB-72")
async def test_the_task_of_the_head_ends_when_somebody_is_chosen() -> None:
    """AMB-72, RTE-05: the account's steps ask the head to choose, until one is put in charge."""
    desk = a_desk(_LUISA)
    account = a_user(desk)
    case = await a_request(desk, account)
    await declare(desk, account)

    await assign_case(desk.services, HEAD, AssignCase(case.id, LUISA.id, reason="Ana tiene un conflicto de interés"))

    assert pending_task(desk.timeline(case)) is None
    done = await desk.report(LUISA, now(desk, case), "withdraw_request", reason="Ya no la necesita")
    assert (done.case.assignee, done.case.closed_at is not None) == (LUISA.id, True)


async def plain_update(desk: CaseDesk, account: Account, _: Case) -> object:
    return await update_account(desk.services.core, REGIONAL, UpdateAccount(account.id, 1, {"phone": "1"}))


async def plain_contact(desk: CaseDesk, account: Account, _: Case) -> object:
    asked = AddContact(account.id, NewContact("Rosa Díaz", email="rosa@ejemplo.cl"))
    return await add_contact(desk.services.core, REGIONAL, asked)


async def plain_category(desk: CaseDesk, account: Account, _: Case) -> object:
    asked = AssignCategory(account.id, 1, AssignedCategory.TRABAJO_HABITUAL, "Exporta")
    return await assign_category(desk.services, REGIONAL, asked)


async def plain_exports(desk: CaseDesk, account: Account, _: Case) -> object:
    return await declare_exports(desk.services.core, REGIONAL, DeclareExports(account.id, 1, exported=True))


async def plain_action(desk: CaseDesk, account: Account, _: Case) -> object:
    return await register_action(desk.services, REGIONAL, RegisterAction(account.id, FAIR, "Feria", DAY, DAY))


async def plain_annulment(desk: CaseDesk, account: Account, _: Case) -> object:
    (fair,) = (each for each in desk.desk.store.rows.actions.values() if each.account_id == account.id)
    return await annul_action(desk.services, REGIONAL, AnnulAction(fair.id, fair.version, "No se hizo"))


async def plain_term(desk: CaseDesk, account: Account, _: Case) -> object:
    return await open_term(desk.services.core, REGIONAL, OpenTerm(account.id, "SLA-07"))


async def merging(desk: CaseDesk, account: Account, _: Case) -> object:
    other = desk.desk.put(an_account(rut=None))
    return await merge_accounts(desk.services, REGIONAL, MergeAccounts(account.id, 1, other.id, 1, "Es la misma"))


async def a_fact(desk: CaseDesk, _: Account, case: Case) -> object:
    return await desk.report(REGIONAL, case, "withdraw_request", reason="Ya no la necesita")


async def a_contact_received(desk: CaseDesk, account: Account, _: Case) -> object:
    return await desk.start(REGIONAL, Flow.REQUEST, "receive_request", account.id, **ASK)


async def taking_note(desk: CaseDesk, _: Account, case: Case) -> object:
    return await acknowledge_case(desk.services, REGIONAL, AcknowledgeCase(case.id))


async def handing_over(desk: CaseDesk, _: Account, case: Case) -> object:
    return await hand_over_case(desk.services, REGIONAL, HandOverCase(case.id, "person:luisa.paz", "Es de Luisa"))


async def handing_many_over(desk: CaseDesk, _: Account, case: Case) -> object:
    return await hand_over_cases(
        desk.services, REGIONAL, HandOverCases("person:luisa.paz", "Es de Luisa", case_ids=(case.id,))
    )


async def marking(desk: CaseDesk, _: Account, case: Case) -> object:
    return await mark_complex(desk.services, REGIONAL, MarkComplex(case.id, "Es difícil"))


async def answering(desk: CaseDesk, account: Account, _: Case) -> object:
    enquiry = Enquiry(matters=frozenset({Matter.SUPPORT}))
    asked = AttendContact(enquiry, str(account.rut), explained=True, point_of_contact=PointOfContact.OFIREG)
    return await attend_contact(desk.services, REGIONAL, asked)


DOORS: Final = (
    plain_update, plain_contact, plain_category, plain_exports, plain_action, plain_annulment, plain_term, merging,
    a_fact, a_contact_received, taking_note, handing_over, handing_many_over, marking, answering,
)  # fmt: skip


@proves("AMB-72")
@pytest.mark.parametrize("door", DOORS)
async def test_every_door_refuses_whoever_has_one_alike_and_opens_on_the_day_after(door: Door) -> None:
    """AMB-72: the same typed error, nothing changes; on the first day without it each does as it did before."""
    desk = a_desk(_LUISA)
    account = a_user(desk)
    case = await a_request(desk, account)
    await declare(desk, account)
    await hand_over_case(desk.services, HEAD, HandOverCase(case.id, "office:OFIREG-08", "Decida la oficina"))
    await end(desk, account, date(2024, 9, 16))
    rows = desk.desk.store.rows

    with pytest.raises((ConflictOfInterestStands, NotAuthorised)) as refused:
        await door(desk, account, case)

    found = refused.value if door is not handing_many_over else refused.value.__cause__
    assert isinstance(found, ConflictOfInterestStands)
    assert (found.rule, "Su jefatura elige quién lo hace" in found.message) == ("POL-07", True)
    assert desk.desk.store.rows is rows

    desk.desk.clock.at = local("2024-09-16 09:00")
    await door(desk, account, now(desk, case))


@proves("AMB-72")
async def test_what_was_decided_before_stays() -> None:
    """AMB-72: also of a day on which it stood already: what is declared later judges nothing that was done."""
    desk = a_desk(_LUISA)
    account = a_user(desk)
    case = await a_request(desk, account)
    await mark_complex(desk.services, REGIONAL, MarkComplex(case.id, "Es difícil"))
    before, timeline = list(desk.desk.decisions), list(desk.timeline(case))

    await declare(desk, account, since=date(2024, 9, 1))

    assert desk.desk.decisions[: len(before)] == before
    assert list(desk.timeline(case))[: len(timeline)] == timeline


@proves("AMB-72")
async def test_nobody_puts_them_in_charge_of_anything_of_the_company() -> None:
    """AMB-72: not of a case, by name or by hand-over, nor of the company; by role and by rule others are chosen."""
    desk = a_desk(_LUISA)
    account = a_user(desk)
    case = await a_request(desk, account)
    await declare(desk, account)
    ana = "Ana Rojas declaró un conflicto de interés"

    with pytest.raises(InvalidValue, match=ana):
        await assign_case(desk.services, HEAD, AssignCase(case.id, REGIONAL.id, reason="La conoce"))
    with pytest.raises(InvalidValue, match=ana):
        await hand_over_case(desk.services, HEAD, HandOverCase(case.id, "person:ana.rojas", "La conoce"))
    asked = AssignExecutive(account.id, 1, ExecutiveKind.SECTOR_OFFICER, REGIONAL.id, "La conoce")
    with pytest.raises(InvalidValue, match=ana):
        await assign_executive(desk.services.core, HEAD, asked)
    by_role = await hand_over_case(desk.services, HEAD, HandOverCase(case.id, "REGIONAL_EXECUTIVE", "De su oficina"))
    assert by_role.case.assignee == LUISA.id
    by_rule = await a_request(desk, account)
    assert by_rule.assignee == LUISA.id


@proves("AMB-72")
async def test_nobody_in_conflict_stands_in_for_whoever_is_away() -> None:
    """AMB-72, AMB-14: Luisa attends and is away, Ana stands in for her, but not with this company."""
    away = replace(_LUISA, absences=(Absence(DAY, DAY, REGIONAL.id),))
    desk = a_desk(away)
    account = a_user(desk)
    desk.desk.put(replace(account, regional_executive=LUISA.id), an_action(date(2024, 6, 3)))
    assert (await a_request(desk, account)).assignee == REGIONAL.id
    await declare(desk, account)

    case = await a_request(desk, account)

    assert case.assignee is None


@proves("AMB-72")
async def test_a_head_in_conflict_chooses_nobody() -> None:
    """AMB-72: his own cases go to nobody, and he puts nobody in charge; whoever else may, does."""
    desk = a_desk(_LUISA)
    account = a_user(desk)
    case = await a_request(desk, account)
    await assign_case(desk.services, HEAD, AssignCase(case.id, HEAD.id, reason="La atiendo yo"))

    await declare(desk, account, HEAD)

    assert now(desk, case).assignee is None
    with pytest.raises(ConflictOfInterestStands):
        await assign_case(desk.services, HEAD, AssignCase(case.id, LUISA.id))


@proves("AMB-72")
async def test_their_steps_say_why_nothing_is_offered_and_who_chooses() -> None:
    """AMB-72, F-55: to whoever is in conflict; a colleague reads the same step as before."""
    desk = a_desk(_LUISA)
    account = a_user(desk)
    case = await a_request(desk, account)
    await declare(desk, account)
    withheld = (
        "Usted declaró un conflicto de interés con «Conservas del Sur SpA» desde el 13-09-2024: mientras siga en pie "
        "puede verla, y no decide nada sobre ella. Su jefatura elige quién lo hace."
    )

    for step in (
        await step_of_case(desk.services, REGIONAL, case.id),
        await step_of_account(desk.services, REGIONAL, account.id),
    ):
        assert (step.offers, step.withheld, awaits(REGIONAL, step)) == ((), withheld, withheld)
    step = await step_of_case(desk.services, LUISA, case.id)
    assert (step.withheld, step.offers != ()) == (None, True)


async def test_a_case_that_comes_to_them_by_joining_accounts_passes_on() -> None:
    """AMB-72, AMB-63, AMB-68: Ana is in conflict with the absorbed one and has a case of the one that goes on."""
    desk = a_desk(_LUISA)
    survivor = a_user(desk)
    absorbed = a_user(desk, rut=None)
    case = await a_request(desk, survivor)
    await declare(desk, absorbed)
    assert now(desk, case).assignee == REGIONAL.id

    await merge_accounts(desk.services, HEAD, MergeAccounts(survivor.id, 1, absorbed.id, 1, "Es la misma"))
    for timer in [each for each in desk.timers if each.kind == "reconsider"]:
        async with desk.desk.store(SYSTEM) as work:
            await fire_timer(desk.services, work, timer)

    assert now(desk, case).assignee == HEAD.id
    assert pending_task(desk.timeline(case)) is not None
    handed = pending_hand_over(desk.timeline(case))
    assert handed is not None
    assert (handed.data["from_office"], handed.data["from_person"]) == ("OFIREG-08", REGIONAL.id), "POL-05: from whom"


@proves("AMB-72")
async def test_it_is_declared_once_of_oneself_with_a_reason_and_no_day_to_come() -> None:
    """AMB-72, POL-07: what is missing or cannot be meant is refused, and nothing changes."""
    desk = a_desk(_LUISA)
    account = a_user(desk)

    with pytest.raises(MissingData) as missing:
        await declare(desk, account, reason="  ")
    assert missing.value.field == ("reason",)
    with pytest.raises(InvalidValue) as later:
        await declare(desk, account, since=date(2024, 9, 14))
    assert later.value.field == ("since",)
    with pytest.raises(NotAuthorised):
        await declare(desk, account, PORTAL)
    first = await declare(desk, account, client_key="una")
    again = await declare(desk, account, client_key="una")
    assert again.record == first.record
    with pytest.raises(StepNotAllowed, match="ya declaró"):
        await declare(desk, account)
    assert len(desk.desk.account(account).conflicts_of_interest) == 1


@proves("AMB-72")
async def test_an_end_is_told_from_tomorrow_on_and_again_while_it_stands() -> None:
    """AMB-72: the last word holds, each stays on record with its reason; one that has ended is ended."""
    desk = a_desk(_LUISA)
    account = a_user(desk)
    with pytest.raises(StepNotAllowed, match="no tiene un conflicto"):
        await end(desk, account)
    await declare(desk, account)
    with pytest.raises(InvalidValue) as today:
        await end(desk, account, DAY)
    assert today.value.field == ("until",)

    await end(desk, account, date(2024, 12, 31), "Vende su parte a fin de año")
    await end(desk, account, None, "Ya la vendió")

    (record,) = desk.desk.account(account).conflicts_of_interest
    told = [(each.until, each.reason) for each in record.ends]
    assert told == [(date(2024, 12, 31), "Vende su parte a fin de año"), (date(2024, 9, 14), "Ya la vendió")]
    assert [record.stands(day) for day in (date(2024, 9, 12), DAY, date(2024, 9, 14))] == [False, True, False]
    decided = [each for each in desk.desk.decisions if each.what == "end_conflict_of_interest"]
    assert [each.inputs["until"] for each in decided] == ["2024-12-31", "2024-09-14"]
    desk.desk.clock.at = local("2024-09-14 09:00")
    with pytest.raises(StepNotAllowed):
        await end(desk, account)
    assert isinstance(await declare(desk, account), ConflictOfInterestOutcome)


def test_a_conflict_stands_from_its_first_day_to_the_one_before_its_end() -> None:
    """AMB-72: since inclusive, until exclusive; without an end it stands."""
    record = ConflictOfInterest("1", "2", "ana.rojas", DAY, local("2024-09-13 17:00"), WHY)
    assert [record.stands(day) for day in (date(2024, 9, 12), DAY, date(2034, 1, 1))] == [False, True, True]
