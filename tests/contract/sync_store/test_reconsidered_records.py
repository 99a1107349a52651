"""What a colleague does in the CRM to contacts, actions and whole companies reaches open cases (F-21, AMB-68)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.cases import Flow
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import SYSTEM
from domain.protocol.engine.following import pending_task
from domain.use_cases.cases.open_and_report import StartCase, start_case
from tests.contract.sync_store.conftest import Sides
from tests.contract.sync_store.house import House
from tests.support.builders import FAIR, REGIONAL, new_id


@pytest.fixture
def house(sides: Sides) -> House:
    """On each database in turn."""
    return House(sides)


async def test_an_action_moved_to_another_account_asks_about_the_case_that_stood_on_it(house: House) -> None:
    """AMB-68, USR-01: without its only activity the company is no user, and a request of one would not begin."""
    account, case = await house.a_request()
    other = await house.sides.register(region="08", office="OFIREG-08")
    await house.sides.settle()
    (action,) = house.sides.crm.records(RecordKind.ACTION)

    house.sides.crm.edit(RecordKind.ACTION, action.key, {"account_id": other.id})
    await house.sides.settle()
    assert await house.work() > 0

    _, timeline = await house.case(case)
    assert (timeline[-1].fact, timeline[-1].rules) == ("reconsider", ("AMB-68",))
    assert str(timeline[-1].data["task"]).startswith("Cambió lo que consta de la empresa")
    told = len(timeline)

    house.sides.crm.edit(RecordKind.ACTION, action.key, {"title": "Otra"})  # nothing of the case any more
    await house.sides.settle()
    await house.work()
    assert len((await house.case(case))[1]) == told
    assert (await house.sides.here(account.id)).region == "08"


async def test_an_action_annulled_in_the_crm_asks_about_the_case_that_stood_on_it(house: House) -> None:
    """AMB-68: an edit as well as a move."""
    _, case = await house.a_request()
    (action,) = house.sides.crm.records(RecordKind.ACTION)

    house.sides.crm.edit(
        RecordKind.ACTION, action.key, {"annulled_on": date(house.clock.at.year, 1, 4), "annulment_reason": "Error"}
    )
    await house.sides.settle()
    await house.work()

    assert (await house.case(case))[1][-1].fact == "reconsider"


async def test_a_start_of_activities_taken_back_in_the_crm_asks_about_the_case_that_stood_on_it(house: House) -> None:
    """AMB-68, DEF-05: without it the company is no user; as when somebody corrects it here."""
    account, case = await house.a_request()

    house.sides.crm.edit(RecordKind.ACCOUNT, account.id, {"sii_started": False})
    await house.sides.settle()
    await house.work()

    assert (await house.case(case))[1][-1].fact == "reconsider"


async def test_an_edit_that_changes_nothing_of_a_case_leaves_it_alone(house: House) -> None:
    """A title of an action, a contact's telephone: looked at, and nothing is written."""
    account, case = await house.a_request()
    (action,) = house.sides.crm.records(RecordKind.ACTION)
    before = (await house.case(case))[1]

    house.sides.crm.edit(RecordKind.ACTION, action.key, {"title": "Feria de primavera"})
    house.sides.crm.create(RecordKind.CONTACT, new_id(), {"account_id": account.id, "name": "Eva Soto", "phone": "1"})
    await house.sides.settle()

    assert await house.work() == 1
    assert (await house.case(case))[1] == before


async def test_what_the_crm_deleted_under_a_case_is_asked_and_settles_when_it_comes_back(house: House) -> None:
    """AMB-68, POL-07: the action on which a request stood; restored under its id it asks for nothing any more."""
    _, case = await house.a_request()
    (action,) = house.sides.crm.records(RecordKind.ACTION)

    house.sides.crm.delete(RecordKind.ACTION, action.key)
    await house.sides.settle()
    await house.work()

    _, timeline = await house.case(case)
    task = str(timeline[-1].data["task"])
    assert (timeline[-1].fact, timeline[-1].data["about"]) == ("reconsider", action.key)
    assert task.startswith(f"En el CRM se eliminó «{action.values['title']}»")
    assert pending_task(timeline) is not None

    house.sides.crm.create(RecordKind.ACTION, action.key, action.values)
    await house.sides.settle()
    await house.work()

    _, timeline = await house.case(case)
    assert str(timeline[-1].data["task"]).startswith("El CRM tiene de nuevo")
    assert pending_task(timeline) is None


async def test_a_main_contact_deleted_in_the_crm_is_asked_about(house: House) -> None:
    """AMB-68: letters of the case go to that person; one who is not the main contact concerns no case."""
    account, case = await house.a_request()
    people = {"Eva Soto": True, "Otra Persona": False}
    keys = {name: new_id() for name in people}
    for name, is_main in people.items():
        told = {"account_id": account.id, "name": name, "phone": "1", "is_main": is_main, "active": True}
        house.sides.crm.create(RecordKind.CONTACT, keys[name], told)
    await house.sides.settle()
    await house.work()
    quiet = (await house.case(case))[1]

    house.sides.crm.delete(RecordKind.CONTACT, keys["Otra Persona"])
    await house.sides.settle()
    await house.work()
    assert (await house.case(case))[1] == quiet

    house.sides.crm.delete(RecordKind.CONTACT, keys["Eva Soto"])
    await house.sides.settle()
    await house.work()
    last = (await house.case(case))[1][-1]
    assert str(last.data["task"]).startswith("En el CRM se eliminó a «Eva Soto», contacto principal de la empresa;")


async def test_an_account_deleted_in_the_crm_asks_about_its_cases(house: House) -> None:
    """AMB-68, POL-07: it is kept here, and so is the case."""
    account, case = await house.a_request()

    house.sides.crm.delete(RecordKind.ACCOUNT, account.id)
    await house.sides.settle()
    await house.work()

    found, timeline = await house.case(case)
    assert found.closed_at is None
    assert [event.fact for event in timeline].count("reconsider") == 1
    assert str(timeline[-1].data["task"]).startswith("En el CRM se eliminó la cuenta «")


async def test_what_came_and_went_before_the_worker_looked_is_nothing(house: House) -> None:
    """Deleted and restored while the worker was away: nobody is asked."""
    _, case = await house.a_request()
    (action,) = house.sides.crm.records(RecordKind.ACTION)
    before = (await house.case(case))[1]

    house.sides.crm.delete(RecordKind.ACTION, action.key)
    await house.sides.settle()
    house.sides.crm.create(RecordKind.ACTION, action.key, action.values)
    await house.sides.settle()
    await house.work()

    assert (await house.case(case))[1] == before


@pytest.mark.parametrize("how", ["inactive", "moved", "no main one"])
async def test_a_company_that_is_left_without_main_contact_is_asked_about(house: House, how: str) -> None:
    """AMB-68, DAT-07: deactivated, moved to another account or unmarked in the CRM; replaced, nobody is asked."""
    account, case = await house.a_request()
    other = await house.sides.register(region="08", office="OFIREG-08")
    await house.sides.settle()
    eva, luz = new_id(), new_id()
    told = {"account_id": account.id, "name": "Eva Soto", "phone": "1", "is_main": True, "active": True}
    house.sides.crm.create(RecordKind.CONTACT, eva, told)
    await house.sides.settle()
    house.sides.crm.create(RecordKind.CONTACT, luz, {**told, "name": "Luz Paz"})  # takes the mark
    await house.sides.settle()
    await house.work()
    before = (await house.case(case))[1]
    assert [event.fact for event in before].count("reconsider") == 0

    changed = {"inactive": {"active": False}, "moved": {"account_id": other.id}, "no main one": {"is_main": False}}
    house.sides.crm.edit(RecordKind.CONTACT, luz, changed[how])
    await house.sides.settle()
    await house.work()

    timeline = (await house.case(case))[1]
    assert len(timeline) == len(before) + 1
    assert str(timeline[-1].data["task"]).startswith("La empresa quedó sin contacto principal, que era «Luz Paz»")


async def test_an_activity_born_in_the_crm_before_its_information_is_taken_and_told(house: House) -> None:
    """ATN-04, F-25, AMB-68: nothing is refused there; the case of the service has its task, once."""
    account, _ = await house.a_request()
    asked = StartCase(
        Flow.SERVICE,
        "select_for_service",
        account.id,
        {"activity": "Anuga", "action_type": FAIR},
        point_of_contact=PointOfContact.OFIREG,
    )
    case = (await start_case(house.services, REGIONAL, asked)).case
    await house.sides.settle()
    today = house.clock.at.date()

    born = {"account_id": account.id, "type": FAIR, "title": "Anuga", "started_on": today, "ended_on": today}
    house.sides.crm.create(RecordKind.ACTION, new_id(), born)
    await house.sides.settle()
    await house.work()
    house.sides.crm.edit(RecordKind.ACCOUNT, account.id, {"region": "15"})  # looked at again
    await house.sides.settle()
    await house.work()

    found, timeline = await house.case(case)
    assert found.state == "SELECCIONADA"
    tasks = [event for event in timeline if event.fact == "reconsider" and event.rules == ("ATN-04", "AMB-68")]
    assert [event.data["settled_by"] for event in tasks] == ["deliver_information"]
    async with house.sides.transactions(SYSTEM) as work:
        assert "Anuga" in {each.title for each in await work.actions.of_account(account.id)}
