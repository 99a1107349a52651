"""What the store of planned activities promises (`domain.ports.activities`)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.errors import DuplicateRecord, RecordNotFound, VersionConflict
from domain.model.activities import Audience, Invitation, Withdrawal
from domain.model.classes import Category, Group
from domain.ports.store import Transactions
from tests.support.activities import PLANNED_AT, an_activity
from tests.support.builders import HEAD, REGIONAL, new_id

NARROW = Audience(
    groups=frozenset({Group.CARTERA, Group.SIN_TRABAJO}),
    categories=frozenset({Category.EXPORTA_MAS, Category.SIN_CATEGORIA}),
    sectors=frozenset({"ALIMENTOS"}),
    regions=frozenset({"08", "16"}),
    markets=frozenset({"CN"}),
)


async def test_an_activity_comes_back_as_it_was_planned(transactions: Transactions) -> None:
    """POL-09: dates, deadline, for whom, rights, obligations, who answers; every set, none and several."""
    wide, narrow = an_activity(), an_activity(audience=NARROW, rights=())
    async with transactions(REGIONAL) as work:
        added = [await work.activities.add(each) for each in (wide, narrow)]
    async with transactions(REGIONAL) as work:
        assert added == [wide, narrow]
        assert [await work.activities.get(each.id) for each in added] == added


async def test_an_activity_that_is_not_there_is_not_found(transactions: Transactions) -> None:
    """Neither read nor written, and nobody is invited to it."""
    invitation = Invitation(new_id(), new_id(), new_id(), REGIONAL.id, PLANNED_AT)
    async with transactions(REGIONAL) as work:
        with pytest.raises(RecordNotFound):
            await work.activities.get(new_id())
        with pytest.raises(RecordNotFound):
            await work.activities.save(an_activity(), 1)
        with pytest.raises(RecordNotFound):
            await work.activities.invite(invitation)


async def test_a_change_counts_the_version_on_and_the_second_of_two_is_told(transactions: Transactions) -> None:
    """LIN-01: nobody's change is overwritten in silence; a withdrawn activity stays readable."""
    activity = an_activity()
    withdrawal = Withdrawal(HEAD.id, HEAD.role, PLANNED_AT, "La feria se suspendió")
    async with transactions(REGIONAL) as work:
        await work.activities.add(activity)
        after = await work.activities.save(replace(activity, name="SIAL", withdrawal=withdrawal), 1)
    assert after == replace(activity, name="SIAL", withdrawal=withdrawal, version=2)
    with pytest.raises(VersionConflict) as told:
        async with transactions(REGIONAL) as work:
            await work.activities.save(activity, 1)
    assert (told.value.current, told.value.current_version) == (after, 2)


async def test_an_account_is_invited_once_to_each_activity(transactions: Transactions) -> None:
    """FUP-02: the second invitation names the action of the first; the database decides."""
    activity, other, account_id = an_activity(), an_activity(), new_id()
    async with transactions(REGIONAL) as work:
        for each in (activity, other):
            await work.activities.add(each)
        assert await work.activities.invitation(activity.id, account_id) is None

    async def invite() -> str:
        invitation = Invitation(activity.id, account_id, new_id(), REGIONAL.id, PLANNED_AT)
        try:
            async with transactions(REGIONAL) as work:
                await work.activities.invite(invitation)
        except DuplicateRecord as known:
            return known.existing_id
        return invitation.action_id

    actions = set(await asyncio.gather(*(invite() for _ in range(3))))
    async with transactions(REGIONAL) as work:
        first = await work.activities.invitation(activity.id, account_id)
        assert first is not None
        assert actions == {first.action_id}
        await work.activities.invite(replace(first, activity_id=other.id))


async def test_an_invitation_takes_the_place_of_one_whose_action_was_annulled(transactions: Transactions) -> None:
    """FUP-02: the caller names the annulled action; whoever names another, or comes second, is told."""
    activity = an_activity()
    old = Invitation(activity.id, new_id(), new_id(), REGIONAL.id, PLANNED_AT)
    new = replace(old, action_id=new_id(), by=HEAD.id)
    async with transactions(REGIONAL) as work:
        await work.activities.add(activity)
        await work.activities.invite(old)
    async with transactions(HEAD) as work:
        await work.activities.invite(new, replacing=old.action_id)
        assert await work.activities.invitation(activity.id, old.account_id) == new
        with pytest.raises(DuplicateRecord) as told:
            await work.activities.invite(replace(new, action_id=new_id()), replacing=old.action_id)
        assert told.value.existing_id == new.action_id
