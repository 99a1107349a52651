"""
What a unit of work has in hand of the accounts whose rows it holds: as it read them and wrote them since.

Whoever holds an account's row is the only one to write it and what belongs to it, so that what was read after it was
held need not be read again for its periods. What is not surely whole is not in hand: it is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.model.accounts import Account
from domain.model.history.actions import Action

Whole = tuple[Account, Sequence[Action]]


class InHand:
    """Accounts with their contacts and facts, and their actions, as the transaction will leave them."""

    def __init__(self) -> None:
        self._held: set[str] = set()
        self._accounts: dict[str, Account] = {}
        self._actions: dict[str, dict[str, Action]] = {}

    def held(self, account: Account) -> None:
        """Its row is held from now on, or is new; it is like this."""
        self._held.add(account.id)
        self._accounts[account.id] = account

    def read(self, account: Account) -> None:
        """It is like this now. Worth something of an account that is held."""
        if account.id in self._held:
            self._accounts[account.id] = account

    def actions(self, account_id: str, actions: Sequence[Action]) -> None:
        """These are all its actions. Worth something of an account that is held."""
        if account_id in self._held:
            self._actions[account_id] = {each.id: each for each in actions}

    def action(self, action: Action) -> None:
        """It was added, or is like this now."""
        known = self._actions.get(action.account_id)
        if known is not None:
            known[action.id] = action

    def contact(self, account_id: str) -> None:
        """One of its contacts was written: the account is as it was no more, until it is read."""
        self._accounts.pop(account_id, None)

    def changing_hands(self, *account_ids: str) -> None:
        """What belongs to these accounts passes from one to the other."""
        for each in account_ids:
            self._accounts.pop(each, None)
            self._actions.pop(each, None)

    def whole(self, account_id: str) -> Whole | None:
        """The account and its actions, by their ends and then by registration; None: not all of it is in hand."""
        account, actions = self._accounts.get(account_id), self._actions.get(account_id)
        if account is None or actions is None:
            return None
        return account, sorted(actions.values(), key=lambda each: (each.ended_on, each.registered_at))
