"""Actions of accounts, and whole accounts for the rules, read on both databases."""

from __future__ import annotations

import pytest

from domain.model.history.actions import Action
from domain.ports.reading import ActionRow, Page, PageRequest
from persistence.reading import SqlReadModel
from tests.support.builders import new_id
from tests.unit.persistence.accounts.sixty_accounts import LOADED


def _expected_actions(actions: list[Action], types: frozenset[str] | None = None) -> list[str]:
    kept = [action for action in actions if types is None or action.type in types]
    return [action.id for action in sorted(kept, key=lambda a: (a.ended_on, a.id), reverse=True)]


@pytest.mark.parametrize("types", [None, frozenset({"BITACORA_GENERAL"})])
async def test_the_latest_actions_of_many_accounts(read: SqlReadModel, types: frozenset[str] | None) -> None:
    """A page for each account, latest end first, also for those without actions."""
    pages = await read.actions_of([account.id for account, _ in LOADED], PageRequest(first=3), log_types=types)

    assert list(pages) == [account.id for account, _ in LOADED]
    for account, actions in LOADED:
        expected = _expected_actions(actions, types)
        assert [row.id for row in pages[account.id].items] == expected[:3]
        assert pages[account.id].has_next is (len(expected) > 3)
        assert pages[account.id].has_previous is False


@pytest.mark.parametrize("backward", [False, True])
async def test_the_actions_of_one_account_page_by_page(read: SqlReadModel, backward: bool) -> None:
    """No action twice, none left out."""
    account, actions = max(LOADED, key=lambda pair: len(pair[1]))
    found: list[str] = []
    cursor = None
    while True:
        request = PageRequest(last=2, before=cursor) if backward else PageRequest(first=2, after=cursor)
        page: Page[ActionRow] = (await read.actions_of([account.id], request))[account.id]
        ids = [row.id for row in page.items]
        found = [*ids, *found] if backward else [*found, *ids]
        if not (page.has_previous if backward else page.has_next):
            break
        cursor = page.cursors[0 if backward else -1]
    assert found == _expected_actions(actions)


async def test_an_action_is_read_whole(read: SqlReadModel) -> None:
    """Flat, with the id of its account."""
    action = next(each for _, actions in LOADED for each in actions)
    row = (await read.actions_by_id([action.id])).get(action.id)
    assert row is not None
    assert (row.id, row.account_id, row.ended_on, row.registered_at, row.annulled_at) == (
        action.id,
        action.account_id,
        action.ended_on,
        action.registered_at,
        None,
    )
    assert await read.actions_by_id([new_id()]) == {}


async def test_whole_accounts_are_the_domain_s_own(read: SqlReadModel) -> None:
    """With contacts, facts and every action, for the rules; unknown ids are left out."""
    whole = await read.whole([*(account.id for account, _ in LOADED), new_id()])

    assert whole.keys() == {account.id for account, _ in LOADED}
    for account, actions in LOADED:
        ordered = sorted(actions, key=lambda a: (a.ended_on, a.registered_at))
        assert whole[account.id][0] == account
        assert [a.ended_on for a in whole[account.id][1]] == [a.ended_on for a in ordered]
        assert {a.id: a for a in whole[account.id][1]} == {a.id: a for a in actions}
