"""
Who attends a company, as colleagues say it in the CRM: by giving the account to another owner, or in the column of its
executive. Whom the directory does not know is told and listed, and stops nothing (F-44, AMB-68, RTE-05).
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.model.exchange.conflicts import Conflict, Resolution, Side
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Role
from persistence.tables import decision
from sync.worker import SyncWorker
from tests.contract.sync_store.conftest import QUICK, Sides
from tests.support.builders import REGIONAL

ANA = Person("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "ana@example.cl", "OFIREG-08")
LUIS = Person("luis.soto", "Luis Soto", Role.REGIONAL_EXECUTIVE, "luis@example.cl", "OFIREG-08")
WEI = Person("wei.lagos", "Wei Lagos", Role.COMMERCIAL_EXECUTIVE, "wei@example.cl", "OFICOM-CN-SHA")


class Staffed:
    """Both sides with a directory that may be read anew."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.directory = Directory((ANA, LUIS, WEI))
        policy = replace(sides.policy, directory=lambda: self.directory)
        sides.policy = policy
        sides.worker = SyncWorker(sides.store, sides.crm, policy, QUICK)

    async def a_company(self) -> str:
        """Of Ana, on both sides."""
        account = await self.sides.register(region="08", office="OFIREG-08", regional_executive="ana.rojas")
        await self.sides.settle()
        return account.id

    async def give(self, key: str, owner: str) -> None:
        """A colleague assigns it in the CRM."""
        self.sides.crm.give(key, owner)
        await self.sides.settle()

    async def attended_by(self, key: str) -> tuple[object, object]:
        """The regional executive here, and in the CRM's column."""
        return (await self.sides.here(key)).regional_executive, self.sides.there(key)["regional_executive"]

    async def traces(self, key: str) -> list[str]:
        """What is on record of it being given to somebody."""
        wanted = select(decision.c.outcome).where(decision.c.what == "given_in_crm", decision.c.account_id == key)
        return [row.outcome for row in await self.sides.database.read(wanted)]

    async def resolve(self, conflict: Conflict, side: Side, value: str | None = None) -> None:
        """A person decides."""
        async with self.sides.transactions(REGIONAL) as work:
            chosen = {Side.ATENCION: conflict.local, Side.CRM: conflict.remote}.get(side, value)
            found = await work.conflicts.get(conflict.id)
            now = found.detected_at
            await work.conflicts.resolve(replace(found, resolution=Resolution(side, chosen, REGIONAL.id, now)))


@pytest.fixture
def staffed(sides: Sides) -> Staffed:
    """On each database in turn."""
    return Staffed(sides)


async def test_an_account_given_to_another_owner_is_attended_by_that_person(staffed: Staffed) -> None:
    """RTE-05: with trace; the CRM's own column follows, and the next look changes nothing."""
    key = await staffed.a_company()

    await staffed.give(key, "luis.soto")

    assert await staffed.attended_by(key) == ("luis.soto", "luis.soto")
    assert await staffed.traces(key) == ["En el CRM la cuenta pasó a Luis Soto."]
    await staffed.sides.settle()
    staffed.sides.crm.edit(RecordKind.ACCOUNT, key, {"phone": "1"})
    await staffed.sides.settle()
    assert len(await staffed.traces(key)) == 1
    assert await staffed.sides.open_conflicts() == []


async def test_an_owner_abroad_is_the_commercial_executive(staffed: Staffed) -> None:
    """DAT-10: by what the person is."""
    key = await staffed.a_company()

    await staffed.give(key, "wei.lagos")

    here = await staffed.sides.here(key)
    assert (here.regional_executive, here.commercial_executive) == ("ana.rojas", "wei.lagos")


async def test_what_was_decided_here_afterwards_is_not_undone_by_an_old_owner(staffed: Staffed) -> None:
    """The owner stays who it was; only giving the account again says something new."""
    key = await staffed.a_company()
    await staffed.give(key, "luis.soto")

    await staffed.sides.change(key, regional_executive="ana.rojas")
    await staffed.sides.settle()
    staffed.sides.crm.edit(RecordKind.ACCOUNT, key, {"phone": "2"})
    await staffed.sides.settle()

    assert await staffed.attended_by(key) == ("ana.rojas", "ana.rojas")


async def test_the_column_of_the_executive_says_more_than_the_owner(staffed: Staffed) -> None:
    """Given to one and written to another in the same breath: the column is about the executive."""
    key = await staffed.a_company()
    staffed.sides.crm.give(key, "wei.lagos")
    staffed.sides.crm.give(key, "ana.rojas")
    staffed.sides.crm.edit(RecordKind.ACCOUNT, key, {"regional_executive": "luis.soto"})
    await staffed.sides.settle()

    assert await staffed.attended_by(key) == ("luis.soto", "luis.soto")


async def test_both_gave_it_to_somebody_else_and_a_person_decides(staffed: Staffed) -> None:
    """Here to one and there to another before either was told: nobody is overwritten."""
    key = await staffed.a_company()
    await staffed.sides.change(key, regional_executive="wei.lagos")
    staffed.sides.crm.give(key, "luis.soto")
    await staffed.sides.settle()

    (open_one,) = await staffed.sides.open_conflicts()
    assert (open_one.field, open_one.local, open_one.remote) == ("regional_executive", "wei.lagos", "luis.soto")
    assert (await staffed.sides.here(key)).regional_executive == "wei.lagos"


async def test_an_owner_whom_nobody_knows_is_listed_and_stops_nothing(staffed: Staffed) -> None:
    """AMB-68: what else the colleague wrote comes in; the decision stays open until it is taken."""
    key = await staffed.a_company()
    staffed.sides.crm.give(key, "Juana Del CRM")
    staffed.sides.crm.edit(RecordKind.ACCOUNT, key, {"phone": "3"})
    await staffed.sides.settle()

    (open_one,) = await staffed.sides.open_conflicts()
    assert (open_one.field, open_one.local, open_one.remote) == ("regional_executive", "ana.rojas", "Juana Del CRM")
    assert "«Juana Del CRM»" in (open_one.reason or "")
    assert (await staffed.sides.here(key)).phone == "3"
    assert await staffed.attended_by(key) == ("ana.rojas", "ana.rojas")

    staffed.sides.crm.edit(RecordKind.ACCOUNT, key, {"phone": "4"})
    await staffed.sides.settle()
    assert [each.id for each in await staffed.sides.open_conflicts()] == [open_one.id]

    await staffed.resolve(open_one, Side.ATENCION)
    staffed.sides.crm.edit(RecordKind.ACCOUNT, key, {"phone": "5"})
    await staffed.sides.settle()
    assert await staffed.sides.open_conflicts() == []
    record = staffed.sides.crm.record(RecordKind.ACCOUNT, key)
    assert record is not None
    assert record.owner == "Juana Del CRM"


async def test_an_owner_given_back_to_somebody_known_settles_it(staffed: Staffed) -> None:
    """It comes in by itself once it is corrected there."""
    key = await staffed.a_company()
    await staffed.give(key, "Juana Del CRM")

    await staffed.give(key, "luis.soto")

    assert await staffed.sides.open_conflicts() == []
    assert await staffed.attended_by(key) == ("luis.soto", "luis.soto")


@pytest.mark.parametrize("by_owner", [True, False])
async def test_a_person_who_is_added_to_the_directory_is_taken(staffed: Staffed, by_owner: bool) -> None:
    """Nothing has to be written again in the CRM: the next look takes it."""
    key = await staffed.a_company()
    if by_owner:
        await staffed.give(key, "eva.pino")
    else:
        staffed.sides.crm.edit(RecordKind.ACCOUNT, key, {"regional_executive": "eva.pino"})
        await staffed.sides.settle()
    (waiting,) = await staffed.sides.open_conflicts()
    assert waiting.remote == "eva.pino"
    assert (await staffed.sides.here(key)).regional_executive == "ana.rojas"

    eva = Person("eva.pino", "Eva Pino", Role.REGIONAL_EXECUTIVE, "eva@example.cl", "OFIREG-08")
    staffed.directory = Directory((*staffed.directory.people, eva))
    await staffed.sides.settle()

    assert await staffed.attended_by(key) == ("eva.pino", "eva.pino")
    assert await staffed.sides.open_conflicts() == []


async def test_an_unknown_executive_of_a_new_account_leaves_the_field_empty(staffed: Staffed) -> None:
    """A first load: the account comes, and a person says who attends it; the CRM's column is not written over."""
    staffed.sides.crm.create(RecordKind.ACCOUNT, "b" * 36, {"name": "Vieja", "regional_executive": "Juan Antiguo"})
    await staffed.sides.settle()

    (open_one,) = await staffed.sides.open_conflicts()
    assert (open_one.field, open_one.local, open_one.remote) == ("regional_executive", None, "Juan Antiguo")
    assert await staffed.attended_by("b" * 36) == (None, "Juan Antiguo")


async def test_who_typed_a_record_is_not_who_attends_it(staffed: Staffed) -> None:
    """The owner of a new record is whoever made it: an account that has a column for it stays without executive."""
    staffed.sides.crm.create(RecordKind.ACCOUNT, "c" * 36, {"name": "Nueva"})
    staffed.sides.crm.give("c" * 36, "luis.soto")
    await staffed.sides.settle()

    assert await staffed.attended_by("c" * 36) == (None, None)
    assert await staffed.sides.open_conflicts() == []


async def test_without_a_directory_nobody_is_unknown(sides: Sides) -> None:
    """Not configured is not refused."""
    staffed = Staffed(sides)
    staffed.directory = Directory()
    key = await staffed.a_company()
    sides.crm.edit(RecordKind.ACCOUNT, key, {"regional_executive": "cualquiera"})
    await sides.settle()

    assert (await sides.here(key)).regional_executive == "cualquiera"
