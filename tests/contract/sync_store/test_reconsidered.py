"""What a colleague changes of a company in the CRM reaches its open cases, each once (F-21, AMB-68)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from domain.model.accounts import Account
from domain.model.cases import Case, Flow
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.calendar import SANTIAGO
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import SYSTEM
from domain.use_cases.accounts.conflicts_of_interest import DeclareConflictOfInterest, declare_conflict_of_interest
from domain.use_cases.accounts.follow_merge import merge_timers
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.cases.open_and_report import StartCase, start_case
from persistence.tables import deadline, decision, message
from sync.worker import SyncWorker
from tests.contract.sync_store.conftest import QUICK, Sides
from tests.contract.sync_store.house import House
from tests.support.builders import FAIR, REGIONAL, an_action, new_id
from tests.support.cases.situations import DIRECTORY, PORTAL


@pytest.fixture
def house(sides: Sides) -> House:
    """On each database in turn."""
    return House(sides)


async def test_a_region_edited_in_the_crm_moves_the_account_and_its_case(house: House) -> None:
    """F-21: the account goes to the office of the region, the CRM hears of it, and the case follows with trace."""
    account, case = await house.a_request()

    await house.edit(account, region="15")

    here = await house.sides.here(account.id)
    assert (here.region, here.office) == ("15", "OFIREG-15")
    assert house.sides.there(account.id)["office"] == "OFIREG-15"
    moved, timeline = await house.case(case)
    assert moved.office == "OFIREG-15"
    assert timeline[-1].rules == ("POL-05", "RTE-04", "AMB-68")
    rows = await house.sides.database.read(select(decision.c.what).where(decision.c.rule == "RTE-04"))
    assert [row.what for row in rows] == ["route_account"]


async def test_several_edits_before_the_worker_looks_move_the_case_once(house: House) -> None:
    """AMB-68: an item for each value that a case may have followed; played after the move the second does nothing."""
    account, case = await house.a_request()
    for phone, region in (("1", "15"), ("2", "12")):
        house.sides.crm.edit(RecordKind.ACCOUNT, account.id, {"phone": phone, "region": region})
        await house.sides.settle()
    waiting = select(deadline).where(deadline.c.kind == "reconsider", deadline.c.state == "pending")
    assert len(await house.sides.database.read(waiting)) == 2

    assert await house.work() == 2

    moved, timeline = await house.case(case)
    assert moved.office == "OFIREG-12"
    assert ["AMB-68" in event.rules for event in timeline].count(True) == 1


async def test_an_executive_replaced_in_the_crm_hands_on_the_cases(house: House) -> None:
    """F-21, USR-01: an open case that nobody attended passes to who attends the company now."""
    account, case = await house.a_request()

    await house.edit(account, regional_executive="eva.pino")

    passed, _ = await house.case(case)
    assert passed.assignee == "eva.pino"


async def test_a_membership_of_exporta_mas_told_by_the_crm_moves_the_follow_up_on_its_first_day(house: House) -> None:
    """FUP-03, ATN-01: dated ahead it waits until then, and also when no case is open on the day it is told."""
    account = await house.sides.register(region="08", office="OFIREG-08", regional_executive=REGIONAL.id)
    await house.sides.settle()
    today = house.clock.at.astimezone(SANTIAGO).date()
    await house.edit(account, exporta_mas_from=today + timedelta(days=3))
    fair = RegisterAction(account.id, FAIR, "Foodex", today, today, point_of_contact=PointOfContact.OFIREG)
    await register_action(house.services, REGIONAL, fair)
    async with house.sides.transactions(SYSTEM) as work:
        (case,) = await work.cases.of_account(account.id, Flow.FOLLOW_UP)

    await house.work()
    assert (await house.case(case))[0].state == "SIN_CATEGORIA"
    house.clock.at += timedelta(days=3)
    await house.work()
    assert (await house.case(case))[0].state == "DIRECTO"


async def test_a_membership_of_exporta_mas_that_holds_already_moves_it_at_once(house: House) -> None:
    """FUP-03, ATN-01: the CRM's door is as ours."""
    account = await house.sides.register(region="08", office="OFIREG-08", regional_executive=REGIONAL.id)
    today = house.clock.at.astimezone(SANTIAGO).date()
    fair = RegisterAction(account.id, FAIR, "Foodex", today, today, point_of_contact=PointOfContact.OFIREG)
    await register_action(house.services, REGIONAL, fair)
    await house.sides.settle()

    await house.edit(account, exporta_mas_from=today)

    async with house.sides.transactions(SYSTEM) as work:
        (case,) = await work.cases.of_account(account.id, Flow.FOLLOW_UP)
    assert case.state == "DIRECTO"


async def test_the_head_is_asked_when_the_crm_gives_a_company_to_whoever_is_in_conflict_with_it(house: House) -> None:
    """AMB-72: declared before, no case is open; the letter and the record once, and for no other change of it."""
    account = await house.sides.register(region="08", office="OFIREG-08")
    await house.sides.settle()
    await declare_conflict_of_interest(
        house.services, REGIONAL, DeclareConflictOfInterest(account.id, "Es de mi familia")
    )
    asked = select(decision.c.rule).where(decision.c.what == "ask_for_another_executive")

    await house.edit(account, phone="+56 41 2")
    assert await house.sides.database.read(asked) == []
    await house.edit(account, regional_executive=REGIONAL.id)
    await house.edit(account, phone="+56 41 3")

    assert [row.rule for row in await house.sides.database.read(asked)] == ["POL-07"]
    letters = await house.sides.database.read(select(message.c.to).where(message.c.template == "AVISO-A-CARGO"))
    assert [list(row.to) for row in letters] == [["hugo.jara@ejemplo.cl"]]


async def test_an_account_given_to_another_owner_in_the_crm_hands_on_the_cases(house: House) -> None:
    """F-44, RTE-05: Dynamics' own Assign; nobody writes in our column for it."""
    account, case = await house.a_request()
    followed = replace(house.sides.policy, directory=lambda: DIRECTORY)
    house.sides.worker = SyncWorker(house.sides.store, house.sides.crm, followed, QUICK)

    house.sides.crm.give(account.id, "eva.pino")
    await house.sides.settle()
    await house.work()

    passed, timeline = await house.case(case)
    assert passed.assignee == "eva.pino"
    assert timeline[-1].rules == ("RTE-05", "AMB-68")


async def test_an_office_that_the_crm_names_itself_is_not_written_over(house: House) -> None:
    """RTE-04: a colleague who moves region and office says which office it is."""
    account, case = await house.a_request()

    await house.edit(account, region="15", office="OFIREG-12")

    assert (await house.sides.here(account.id)).office == "OFIREG-12"
    assert (await house.case(case))[0].office == "OFIREG-12"


async def test_a_pull_of_companies_without_open_cases_leaves_no_work(house: House) -> None:
    """A million accounts that change region leave nothing to do where no case is open."""
    account = await house.sides.register(region="08")
    await house.sides.settle()

    await house.edit(account, region="15")

    assert await house.sides.database.read(select(deadline).where(deadline.c.kind == "reconsider")) == []


async def a_company_in_capture(house: House, name: str, region: str) -> tuple[Account, Case, Case]:
    """With an open capture and an open request, which a company may have several of."""
    account = await house.sides.register(name=name, region=region, office=f"OFIREG-{region}", website="https://uno.cl")
    spoken = StartCase(Flow.CAPTURE, "receive_contact", account.id, point_of_contact=PointOfContact.OFIREG)
    capture = (await start_case(house.services, REGIONAL, spoken)).case
    async with house.sides.transactions(REGIONAL) as work:
        await work.actions.add(an_action(date(house.clock.at.year, 1, 3), id=new_id(), account_id=account.id))
    asked = {"wants": "ADVICE", "matter": "Queremos vender en Corea", "purpose": "DIVERSIFY"}
    asking = StartCase(Flow.REQUEST, "receive_request", account.id, asked)
    request = (await start_case(house.services, PORTAL, asking)).case
    return account, capture, request


async def test_a_merge_in_the_crm_joins_the_open_cases_of_one_kind(house: House) -> None:
    """
    F-44, AMB-74: as a merge made here does. Of two captures one goes on and tells of the other; of requests, of which
    there may be many, all go on, in the account that goes on; played again it changes nothing.
    """
    survivor, kept, own = await a_company_in_capture(house, "Sigue", "08")
    absorbed, ended, other = await a_company_in_capture(house, "Absorbida", "08")
    await house.sides.settle()
    joined = replace(house.sides.policy, joined=partial(merge_timers, house.services.core))
    house.sides.worker = SyncWorker(house.sides.store, house.sides.crm, joined, QUICK)

    house.sides.crm.merge(absorbed.id, survivor.id)
    await house.sides.settle()
    await house.work()
    await house.work()

    cases = {case.id: (await house.case(case))[0] for case in (kept, own, ended, other)}
    assert {case.account_id for case in cases.values() if case.closed_at is None} == {survivor.id}
    assert {key for key, case in cases.items() if case.closed_at is None} == {kept.id, own.id, other.id}
    assert (cases[ended.id].state, cases[ended.id].data["joined_to"]) == ("UNIDA_A_OTRO_CASO", str(kept.number))
    told = [event.data for event in (await house.case(kept))[1] if event.fact == "join_case"]
    assert told == [{"case": ended.id, "number": str(ended.number)}]
    assert [event.fact for event in (await house.case(other))[1]].count("change_account") == 1
    async with house.sides.transactions(SYSTEM) as work:
        gone = await work.accounts.get(absorbed.id, merged=True)
        assert gone.merged_into == survivor.id
        running = [(t.rule_id, t.case_id) for t in await work.cases.open_terms(kept.id)]
        assert len(running) == len({rule for rule, _ in running})
        assert await work.cases.open_terms(ended.id) == []
