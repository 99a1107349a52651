"""Joining duplicate accounts (AMB-63)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import AccountMerged, InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import Account
from domain.model.cases import Case, Flow, Value
from domain.model.classes import Relation
from domain.use_cases.accounts.contacts import AddContact, NewContact, add_contact
from domain.use_cases.accounts.merge_accounts import MergeAccounts, merge_accounts
from domain.use_cases.accounts.separate_accounts import SeparateAccounts, separate_accounts
from domain.use_cases.results import AccountOutcome
from tests.support.builders import ADMINISTRATOR, ANALYST, OTHER_REGIONAL, REGIONAL, an_account, an_action
from tests.support.calendars import local
from tests.support.cases.capture import notified
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.desk import Desk
from tests.support.cases.situations import PORTAL
from tests.support.proving import proves


def asked(survivor: Account, absorbed: Account, **changes: object) -> MergeAccounts:
    return replace(
        MergeAccounts(survivor.id, survivor.version, absorbed.id, absorbed.version, "Mismo sitio web y teléfono"),
        **changes,  # type: ignore[arg-type]
    )


async def test_the_activities_of_both_make_one_user_company() -> None:
    """AMB-63, DEF-05: the classes are derived anew, and the empty fields filled from the other."""
    desk = Desk()
    survivor = desk.put(an_account(phone=None, name="Viña del Valle SpA"))
    absorbed = desk.put(
        an_account(rut=None, phone="+56 9 1", website="https://example.cl", name="Viña Valle"),
        an_action(date(2024, 3, 1)),
    )

    done = await merge_accounts(desk.casework, REGIONAL, asked(survivor, absorbed))

    assert done.classes.relation.value is Relation.USUARIA
    assert done.changes
    assert (done.account.phone, done.account.website) == ("+56 9 1", "https://example.cl")
    assert done.account.name == "Viña del Valle SpA"
    told = [d for d in desk.decisions if d.what == "merge_accounts"]
    assert {d.account_id for d in told} == {survivor.id, absorbed.id}
    assert all(d.rule == "CAP-04" and d.reason == "Mismo sitio web y teléfono" for d in told)


async def test_a_merged_account_takes_no_more_changes() -> None:
    """AMB-63: the error says which goes on; merging it again into the same passes what came late."""
    desk = Desk()
    survivor = desk.put(an_account())
    absorbed = desk.put(an_account(rut=None))
    await merge_accounts(desk.casework, REGIONAL, asked(survivor, absorbed))

    with pytest.raises(AccountMerged):
        await add_contact(desk.services, REGIONAL, AddContact(absorbed.id, NewContact("Rosa")))
    third = desk.put(an_account(rut=None))
    with pytest.raises(AccountMerged):
        await merge_accounts(desk.casework, REGIONAL, asked(third, replace(absorbed, version=2)))


async def test_two_ruts_are_two_companies_and_the_one_with_rut_goes_on() -> None:
    """DAT-01, AMB-63."""
    desk = Desk()
    with_rut = desk.put(an_account())
    without = desk.put(an_account(rut=None))

    with pytest.raises(StepNotAllowed, match="tiene RUT") as refused:
        await merge_accounts(desk.casework, REGIONAL, asked(without, with_rut))
    assert refused.value.step_to_take == "Deje como cuenta que sigue la que tiene RUT."

    with pytest.raises(InvalidValue):
        await merge_accounts(desk.casework, REGIONAL, asked(without, without))
    with pytest.raises(MissingData):
        await merge_accounts(desk.casework, REGIONAL, asked(with_rut, without, reason=" "))
    abroad = desk.put(an_account(rut=None, country="PE", region=None))
    with pytest.raises(StepNotAllowed, match="distinto país"):
        await merge_accounts(desk.casework, REGIONAL, asked(with_rut, abroad))


@pytest.mark.parametrize("actor", [ANALYST, OTHER_REGIONAL])
async def test_only_whoever_answers_for_both_joins_them(actor: object) -> None:
    """CAP-04, RTE-04: an office joins its own accounts."""
    desk = Desk()
    survivor, absorbed = desk.put(an_account()), desk.put(an_account(rut=None))

    with pytest.raises(NotAuthorised):
        await merge_accounts(desk.casework, actor, asked(survivor, absorbed))  # type: ignore[arg-type]


# with open cases, and separated again


async def registered(desk: CaseDesk, **fields: object) -> tuple[Account, Case]:
    """A company whose capture has begun by a contact of Thursday 12 September 2024."""
    account = desk.desk.put(an_account(facts=(), **fields))
    case = (await desk.start(REGIONAL, Flow.CAPTURE, "receive_contact", account.id)).case
    return account, case


def now(desk: CaseDesk, account: Account) -> Account:
    return desk.desk.store.rows.accounts[account.id]


async def joined(desk: CaseDesk, survivor: Account, absorbed: Account) -> None:
    await merge_accounts(desk.services, REGIONAL, asked(now(desk, survivor), now(desk, absorbed)))
    await desk.fire_due()


async def apart(desk: CaseDesk, survivor: Account, absorbed: Account) -> AccountOutcome:
    versions = now(desk, absorbed).version, now(desk, survivor).version
    done = await separate_accounts(
        desk.services, REGIONAL, SeparateAccounts(absorbed.id, *versions, "Son de dueños distintos")
    )
    await desk.fire_due()
    return done


@proves("CAP-04")
async def test_open_cases_go_along_with_their_account() -> None:
    """F-24, AMB-74: nothing has to be closed first; the case is the survivor's, and says so."""
    desk = CaseDesk()
    survivor = desk.desk.put(an_account())
    absorbed, case = await registered(desk, rut=None)

    await joined(desk, survivor, absorbed)

    moved = desk.desk.store.rows.cases[case.id]
    assert (moved.account_id, moved.state, moved.closed_at) == (survivor.id, "CONTACTO", None)
    last = desk.timeline(case)[-1]
    assert (last.fact, last.data) == ("change_account", {"account_name": survivor.name})


@proves("CAP-04", "POL-07")
async def test_of_two_captures_the_one_that_came_further_goes_on_with_both_timelines() -> None:
    """AMB-74: one case of a kind; the earlier due date of one rule stays; the other ends and tells where it goes on."""
    desk = CaseDesk()
    survivor, behind = await registered(desk)
    absorbed = desk.desk.put(an_account(rut=None, facts=()))
    further = await notified(desk, absorbed)

    await joined(desk, survivor, absorbed)

    rows = desk.desk.store.rows.cases
    assert (rows[further.id].account_id, rows[further.id].state) == (survivor.id, "NOTIFICADA_REGION")
    ended = rows[behind.id]
    assert (ended.state, ended.closed_at is not None) == ("UNIDA_A_OTRO_CASO", True)
    assert ended.data["joined_to"] == str(further.number)
    told = next(event for event in desk.timeline(further) if event.fact == "join_case")
    assert told.data == {"case": behind.id, "number": str(behind.number)}
    assert "13-09-2024: Registrar el primer contacto." in told.effects


async def test_of_two_terms_of_one_rule_the_earlier_due_date_stays() -> None:
    """AMB-74: told on Friday 13 and Monday 16 September 2024; three business days of the first end on the 23rd."""
    desk = CaseDesk()
    absorbed = desk.desk.put(an_account(rut=None, facts=()))
    first = await notified(desk, absorbed)
    desk.desk.clock.at = local("2024-09-16 10:00")
    survivor = desk.desk.put(an_account(facts=()))
    second = await notified(desk, survivor)

    await joined(desk, survivor, absorbed)

    kept, ended = desk.desk.store.rows.cases[second.id], desk.desk.store.rows.cases[first.id]
    assert (kept.closed_at, ended.state) == (None, "UNIDA_A_OTRO_CASO")
    (running,) = [term for term in desk.terms(kept) if term.is_open]
    assert (running.rule_id, running.started_at) == ("SLA-03", local("2024-09-13 17:00"))
    assert not [term for term in desk.terms(ended) if term.is_open]


async def test_of_two_terms_that_end_together_the_one_of_the_case_that_goes_on_stays() -> None:
    """AMB-74: both told on Friday 13 September 2024, at 9:00 and 17:00: the same last day, so nothing is taken over."""
    desk = CaseDesk()
    desk.desk.clock.at = local("2024-09-13 09:00")
    absorbed = desk.desk.put(an_account(rut=None, facts=()))
    first = await notified(desk, absorbed)
    desk.desk.clock.at = local("2024-09-13 17:00")
    survivor = desk.desk.put(an_account(facts=()))
    second = await notified(desk, survivor)

    await joined(desk, survivor, absorbed)

    (kept,) = [case for case in (first, second) if desk.desk.store.rows.cases[case.id].closed_at is None]
    (running,) = [term for term in desk.terms(kept) if term.is_open]
    started = {first.id: "2024-09-13 09:00", second.id: "2024-09-13 17:00"}
    assert running.started_at == local(started[kept.id])


async def test_a_case_of_the_absorbed_account_follows_the_survivors_office() -> None:
    """AMB-68, RTE-04: before the contact it is derived again from the account that goes on."""
    desk = CaseDesk()
    survivor = desk.desk.put(an_account(region="15", office="OFIREG-15"))
    absorbed, case = await registered(desk, rut=None)
    versions = asked(now(desk, survivor), now(desk, absorbed))
    await merge_accounts(desk.services, ADMINISTRATOR, versions)
    await desk.fire_due()

    assert desk.desk.store.rows.cases[case.id].office == "OFIREG-15"


async def test_a_capture_that_is_joined_to_a_user_company_is_a_task() -> None:
    """AMB-68, AMB-74, CAP-02: of a company that works with ProChile none would begin; the other way round, too."""
    for user_goes_on in (True, False):
        desk = CaseDesk()
        user = desk.desk.put(an_account(rut=None), an_action(date(2024, 6, 3)))
        company, case = await registered(desk, rut=None)

        await joined(desk, *((user, company) if user_goes_on else (company, user)))

        last = desk.timeline(case)[-1]
        assert (last.fact, last.rules) == ("reconsider", ("AMB-68",))
        assert "ya trabaja con ProChile" in str(last.data["task"])


async def test_a_request_that_stood_on_what_is_separated_again_is_a_task() -> None:
    """AMB-68, USR-01: without the activity that goes back to the other, the company is no user."""
    desk = CaseDesk()
    survivor = desk.desk.put(an_account())
    absorbed = desk.desk.put(an_account(rut=None), an_action(date(2024, 6, 3)))
    await joined(desk, survivor, absorbed)
    asks: dict[str, Value] = {"wants": "ADVICE", "matter": "Queremos vender en Corea", "purpose": "DIVERSIFY"}
    case = (await desk.start(PORTAL, Flow.REQUEST, "receive_request", survivor.id, **asks)).case

    await apart(desk, survivor, absorbed)
    await desk.fire_due()

    last = desk.timeline(case)[-1]
    assert (last.fact, last.rules) == ("reconsider", ("AMB-68",))
    assert str(last.data["task"]).startswith("Cambió lo que consta de la empresa")


async def test_what_was_joined_by_mistake_is_separated_with_both_histories() -> None:
    """F-24: facts, actions and cases go back; what was filled is empty again; what came since stays."""
    desk = CaseDesk()
    survivor = desk.desk.put(an_account(phone=None, website=None))
    absorbed, case = await registered(desk, rut=None, phone="+56 9 1", website="https://example.cl")
    before = now(desk, absorbed)
    await joined(desk, survivor, absorbed)
    touched = now(desk, survivor)
    desk.desk.put(replace(touched, phone="+56 41 7"))  # changed since: it is the survivor's own

    done = await apart(desk, survivor, absorbed)

    here, there = now(desk, survivor), now(desk, absorbed)
    assert done.account == there
    assert (here.phone, here.website) == ("+56 41 7", None)
    assert (there.merged_into, there.active, there.phone) == (None, True, "+56 9 1")
    assert there.facts == before.facts
    back = desk.desk.store.rows.cases[case.id]
    assert (back.account_id, back.state) == (absorbed.id, "CONTACTO")
    assert [event.fact for event in desk.timeline(case)] == ["receive_contact", "change_account", "change_account"]
    told = [d for d in desk.desk.decisions if d.what == "separate_accounts"]
    assert [d.reason for d in told] == ["Son de dueños distintos"] * 2


async def test_a_case_that_ended_by_joining_goes_on_where_it_was() -> None:
    """AMB-74: with the term that ran, from its start; the one that went on for both keeps its own."""
    desk = CaseDesk()
    absorbed = desk.desk.put(an_account(rut=None, facts=()))
    first = await notified(desk, absorbed)
    desk.desk.clock.at = local("2024-09-16 10:00")
    survivor = desk.desk.put(an_account(facts=()))
    second = await notified(desk, survivor)
    await joined(desk, survivor, absorbed)

    await apart(desk, survivor, absorbed)

    rows = desk.desk.store.rows.cases
    assert [(rows[c.id].account_id, rows[c.id].state) for c in (first, second)] == [
        (absorbed.id, "NOTIFICADA_REGION"),
        (survivor.id, "NOTIFICADA_REGION"),
    ]
    (running,) = [term for term in desk.terms(first) if term.is_open]
    assert (running.rule_id, running.started_at, running.account_id) == (
        "SLA-03",
        local("2024-09-13 17:00"),
        absorbed.id,
    )


async def test_what_cannot_be_separated_is_said() -> None:
    """POL-06: an account that is joined to none, or joined before it was kept what passed; without a reason."""
    desk = CaseDesk()
    alone = desk.desk.put(an_account())
    with pytest.raises(StepNotAllowed):
        await separate_accounts(desk.services, REGIONAL, SeparateAccounts(alone.id, 1, 1, "Sí"))
    with pytest.raises(MissingData):
        await separate_accounts(desk.services, REGIONAL, SeparateAccounts(alone.id, 1, 1, " "))
    old = desk.desk.put(an_account(rut=None, merged_into=alone.id, active=False))
    with pytest.raises(StepNotAllowed, match="antes de que se guardara"):
        await separate_accounts(desk.services, REGIONAL, SeparateAccounts(old.id, 1, 1, "Sí"))
    with pytest.raises(NotAuthorised):
        await separate_accounts(desk.services, ANALYST, SeparateAccounts(old.id, 1, 1, "Sí"))
