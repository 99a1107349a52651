"""A desk to work at: services over the memory store, with a clock that stands where it is put."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.model.accounts import Account
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision
from domain.model.institution.configuration import ProtocolConfiguration
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.services import Services
from tests.support.builders import a_configuration, new_id
from tests.support.calendars import a_book, local
from tests.support.cases.situations import DIRECTORY
from tests.support.memory.cases import LINKS, PlainRenderer
from tests.support.memory.store import MemoryTransactions


@dataclass(slots=True)
class FrozenClock:
    """Shows `at` until somebody puts another instant there."""

    at: datetime

    def now(self) -> datetime:
        """Aware UTC instant."""
        return self.at


@dataclass(slots=True)
class Desk:
    """Friday 13 September 2024, 17:00 in Concepción, unless said otherwise."""

    clock: FrozenClock = field(default_factory=lambda: FrozenClock(local("2024-09-13 17:00")))
    configuration: ProtocolConfiguration = field(default_factory=a_configuration)
    store: MemoryTransactions = field(init=False)
    services: Services = field(init=False)

    def __post_init__(self) -> None:
        """Open the store."""
        self.store = MemoryTransactions(self.clock)
        self.services = Services(self.store, self.clock, a_book, lambda: self.configuration, new_id, lambda: DIRECTORY)

    @property
    def casework(self) -> CaseServices:
        """The services with what cases need besides: the people of Biobío, plain messages."""
        return CaseServices(self.services, PlainRenderer(), LINKS)

    def put(self, account: Account, *actions: Action) -> Account:
        """Store an account with its actions, as if they had always been there."""
        self.store.rows.accounts[account.id] = account
        for action in actions:
            self.store.rows.actions[action.id] = replace(action, account_id=account.id)
        return account

    def account(self, account: Account) -> Account:
        """What the store has now."""
        return self.store.rows.accounts[account.id]

    @property
    def decisions(self) -> list[Decision]:
        """The record, oldest first."""
        return self.store.rows.decisions
