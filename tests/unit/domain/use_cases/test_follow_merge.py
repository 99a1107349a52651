"""Accounts that were merged in the CRM itself are joined here (F-44, AMB-63, AMB-74)."""

from __future__ import annotations

from datetime import date

from domain.model.accounts import Account
from domain.model.history.joined import Joined
from domain.model.institution.people import SYSTEM
from domain.use_cases.accounts.follow_merge import MERGED_IN_CRM, follow_merge, merge_timers
from domain.use_cases.cases.load_situation import Casework
from tests.support.builders import an_account, an_action
from tests.support.cases.desk import Desk


async def follow(desk: Desk, absorbed: Account, survivor: Account) -> None:
    """The worker plays what the sync has set."""
    (timer,) = merge_timers(desk.services, [Joined(absorbed.id, survivor.id, was_active=False)])
    assert timer.kind == MERGED_IN_CRM
    async with desk.services.transactions(SYSTEM) as work:
        await follow_merge(Casework.start(desk.casework, work), timer, absorbed.id)


async def test_both_histories_are_one_and_what_only_we_know_is_kept() -> None:
    """What the CRM has, it has chosen; a sector officer, whom it does not know, is not lost."""
    desk = Desk()
    survivor = desk.put(an_account(phone=None, sector_officer=None))
    absorbed = desk.put(
        an_account(rut=None, phone="+56 9 1", sector_officer="beatriz.soto"), an_action(date(2024, 3, 1))
    )

    await follow(desk, absorbed, survivor)
    await follow(desk, absorbed, survivor)

    async with desk.services.transactions(SYSTEM) as work:
        after = await work.accounts.get(survivor.id)
        gone = await work.accounts.get(absorbed.id, merged=True)
        actions = await work.actions.of_account(survivor.id)
    assert (after.phone, after.sector_officer) == (None, "beatriz.soto")
    assert (gone.merged_into, gone.active) == (survivor.id, False)
    assert len(actions) == 1
    told = [d.account_id for d in desk.decisions if d.what == MERGED_IN_CRM]
    assert sorted(map(str, told)) == sorted([survivor.id, absorbed.id])
