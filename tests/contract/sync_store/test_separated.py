"""Accounts that were merged in the CRM itself, and that a person here separates: it holds (AMB-63, AMB-74, F-44)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from domain.model.accounts import Account
from domain.model.cases import Case, Flow
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.channels import PointOfContact
from domain.model.rut import Rut
from domain.use_cases.accounts.follow_merge import merge_timers
from domain.use_cases.accounts.separate_accounts import SeparateAccounts, separate_accounts
from domain.use_cases.cases.open_and_report import StartCase, start_case
from persistence.sync.local_records import SqlLocalRecords
from sync.compare import compare
from sync.worker import SyncWorker
from tests.contract.sync_store.conftest import QUICK, Sides
from tests.contract.sync_store.house import House
from tests.support.builders import HEAD, REGIONAL, a_contact

OF_SECOND = "76.543.210-3"


class Merged:
    """Two companies with an open capture each, and a contact of the second."""

    def __init__(self, sides: Sides) -> None:
        self.house, self.sides = House(sides), sides
        policy = replace(sides.policy, joined=partial(merge_timers, self.house.services.core))
        sides.worker = SyncWorker(sides.store, sides.crm, policy, QUICK)

    async def prepare(self) -> None:
        """Both on both sides."""
        self.survivor = await self._company("Sigue", None)
        self.absorbed = await self._company("Absorbida", Rut.parse(OF_SECOND))
        async with self.sides.transactions(REGIONAL) as work:
            self.contact = await work.accounts.add_contact(a_contact(self.absorbed))
        self.case = await self._capture(self.absorbed)
        await self.sides.settle()

    async def _company(self, name: str, rut: Rut | None) -> Account:
        account = await self.sides.register(name=name, region="08", office="OFIREG-08", website=f"https://{name}.cl")
        return account if rut is None else await self.sides.change(account.id, rut=rut)  # type: ignore[arg-type]

    async def _capture(self, account: Account) -> Case:
        spoken = StartCase(Flow.CAPTURE, "receive_contact", account.id, point_of_contact=PointOfContact.OFIREG)
        return (await start_case(self.house.services, REGIONAL, spoken)).case

    async def merge_there(self, *, joined_first: bool) -> None:
        """Dynamics' own Merge; the worker joins before or after the children have come."""
        self.sides.crm.merge(self.absorbed.id, self.survivor.id)
        if joined_first:
            await self.sides.worker._puller.pull(RecordKind.ACCOUNT)
            await self.house.work()
        await self.sides.settle()
        await self.house.work()
        await self.sides.settle()

    async def separate(self) -> None:
        """A person says that they are two companies."""
        async with self.sides.transactions(REGIONAL) as work:
            absorbed = await work.accounts.get(self.absorbed.id, merged=True)
            survivor = await work.accounts.get(self.survivor.id)
        assert absorbed.merged_into == survivor.id
        asked = SeparateAccounts(absorbed.id, absorbed.version, survivor.version, "Son de dueños distintos")
        await separate_accounts(self.house.services, HEAD, asked)

    async def alike(self) -> None:
        """Nothing is left to do, nobody has to decide."""
        await self.sides.settle()
        await self.house.work()
        await self.sides.settle()
        assert await self.sides.open_conflicts() == []
        report = await compare(self.sides.crm, SqlLocalRecords(self.sides.database))
        assert [kind.differences.some for kind in report.kinds] == [[], [], []]
        assert (report.same, report.waiting) == (True, 0)


@pytest.mark.parametrize("joined_first", [False, True])
async def test_what_a_person_separates_stays_separated(sides: Sides, joined_first: bool) -> None:
    """
    The company is active on both sides, with its RUT and its case; what the CRM moved stays where the CRM has it,
    whether the worker joined them before or after it saw that.
    """
    merged = Merged(sides)
    await merged.prepare()
    await merged.merge_there(joined_first=joined_first)
    assert (await merged.house.case(merged.case))[0].account_id == merged.survivor.id

    await merged.separate()
    await merged.alike()

    here = await sides.here(merged.absorbed.id)
    assert (here.merged_into, here.active, str(here.rut)) == (None, True, OF_SECOND)
    assert sides.there(merged.absorbed.id)["active"] is True
    assert (await merged.house.case(merged.case))[0].account_id == merged.absorbed.id
    assert [each.id for each in (await sides.here(merged.survivor.id)).contacts] == [merged.contact.id]

    sides.crm.edit(RecordKind.ACCOUNT, merged.absorbed.id, {"phone": "7"})
    await merged.alike()
    again = await sides.here(merged.absorbed.id)
    assert (again.merged_into, again.active, again.phone) == (None, True, "7")


async def test_a_colleague_who_edits_before_the_crm_hears_of_it_joins_nothing_again(sides: Sides) -> None:
    """The record still says merged there when it is seen next."""
    merged = Merged(sides)
    await merged.prepare()
    await merged.merge_there(joined_first=False)
    await merged.separate()

    sides.crm.edit(RecordKind.ACCOUNT, merged.absorbed.id, {"phone": "8"})
    await sides.worker._puller.pull(RecordKind.ACCOUNT)
    await merged.house.work()
    await merged.alike()

    here = await sides.here(merged.absorbed.id)
    assert (here.merged_into, here.active, here.phone) == (None, True, "8")


async def test_accounts_merged_anew_in_the_crm_are_joined_anew(sides: Sides) -> None:
    """After a separation a second Merge is news, of the same two."""
    merged = Merged(sides)
    await merged.prepare()
    await merged.merge_there(joined_first=False)
    await merged.separate()
    await merged.alike()

    await merged.merge_there(joined_first=False)
    await merged.alike()

    async with sides.transactions(REGIONAL) as work:
        assert (await work.accounts.get(merged.absorbed.id, merged=True)).merged_into == merged.survivor.id
    assert (await merged.house.case(merged.case))[0].account_id == merged.survivor.id
