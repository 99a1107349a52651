"""
How every use case runs: once per client key, with its decision recorded and its change of class told.

Belongs here: the frame around a verb. Does not belong here: what a verb does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from domain.errors import InvalidValue, MissingData
from domain.model.accounts import Account, Fact, FactKind
from domain.model.classes import CauseKind, ClassChange, Classes, Ground
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor
from domain.model.words import LONGEST_PROSE
from domain.ports.clock import today
from domain.ports.store import LONGEST_KEY, UnitOfWork
from domain.protocol.access.actionable import Access, ActionableAccount
from domain.protocol.access.conflict_of_interest import directory_for
from domain.protocol.access.permissions import Permission, is_allowed, office_of, require, sees_all
from domain.protocol.access.reach import Known
from domain.protocol.catalogue import protocol_version_on
from domain.protocol.classes.changes import change_between, class_changes
from domain.protocol.classes.classification import classify
from domain.use_cases.checks import checked_text, require_short
from domain.use_cases.services import Services


@dataclass(frozen=True, slots=True)
class Run:
    """
    One run of a use case: the transaction, who acts, and what time it is for all of it.

    Attributes:
        now: UTC instant at which it began.
    """

    services: Services
    work: UnitOfWork
    actor: Actor
    now: datetime

    @classmethod
    def start(cls, services: Services, work: UnitOfWork) -> Run:
        """Begin: the actor is the one for whom the unit of work was opened."""
        return cls(services, work, work.actor, services.clock.now())

    def today(self, account: Account | None = None) -> date:
        """The day it is at the office that answers for the account, or at the actor's own."""
        office = self.actor.office if account is None else office_of(account)
        return today(self.services.clock, self.services.book.of_office(office))

    def directory(self, account: Account | None) -> Directory:
        """People as they answer for the account today: nobody with a conflict of interest with it (AMB-72)."""
        return directory_for(self.services.directory(), account, self.today(account))

    def access(self, account: Account | None = None) -> Access:
        """What the actor may see and act on, on the day at the office that answers."""
        offices = self.services.configuration().offices
        return Access(self.actor, Known(offices, self.services.directory(), self.today(account)))

    async def account(self, account_id: str, *permissions: Permission, merged: bool = False) -> Account:
        """
        An account to act on; whoever may none of *permissions*, and may not know of it, learns nothing of it. One that
        was absorbed by another only when *merged* ones are wanted.

        Raises:
            NotAuthorised: The role sees some accounts only, and may none of them on any.
            RecordNotFound: There is none, or it is another company's: nothing was read.
        """
        if not sees_all(self.actor) and not any(is_allowed(self.actor, each) for each in permissions):
            require(self.actor, permissions[0])
        self.access().require_sight(account_id)
        return await self.work.accounts.hold(account_id, merged=merged)

    async def actionable(self, account_id: str, permission: Permission) -> ActionableAccount:
        """
        The account, to act on by *permission*, judged by what it is until the transaction ends.

        Raises:
            RecordNotFound, NotAuthorised: As `Access.account`; the role is looked at before anything is read.
        """
        account = await self.account(account_id, permission)
        return self.access(account).account(account, permission)

    async def again(self, account_id: str) -> Account:
        """The account of what was done before with this client key, when the actor may still see it."""
        self.access().require_sight(account_id)
        return await self.work.accounts.get(account_id)

    def fact(
        self,
        kind: FactKind,
        value: str,
        on: date,
        *,
        until: date | None = None,
        reason: str | None = None,
        detail: Mapping[str, str] | None = None,
    ) -> Fact:
        """A new fact said by the actor now."""
        return Fact(
            id=self.services.new_id(),
            kind=kind,
            value=value,
            on=on,
            by=self.actor.id,
            role=self.actor.role,
            at=self.now,
            until=until,
            reason=reason,
            detail=detail or {},
        )

    async def recall(self, key: str | None, operation: str, asked: object) -> Mapping[str, str] | None:
        """
        Ids of the first run with this client key; None: it is new, or there is no key.

        Raises:
            InvalidValue: The key is longer than one is kept, or was used for something else; or a text of what is asked
                is longer than any may be.
        """
        require_short(asked)
        if key is None:
            return None
        if len(key) > LONGEST_KEY:
            raise InvalidValue(
                f"La clave de cliente tiene más de {LONGEST_KEY} caracteres: use una más corta.", field=("clientKey",)
            )
        stored = await self.work.idempotency.recall(key, operation, fingerprint(asked))
        if stored is None:
            return None
        ids: dict[str, str] = json.loads(stored)
        return ids

    async def remember(self, key: str | None, operation: str, asked: object, **ids: str) -> None:
        """Keep the ids of this run under its client key."""
        if key is not None:
            await self.work.idempotency.remember(key, operation, fingerprint(asked), json.dumps(ids))

    async def decided(
        self,
        what: str,
        outcome: str,
        *,
        rule: str,
        account_id: str | None,
        reason: str | None = None,
        kind: DecisionKind = DecisionKind.DECISION,
        **inputs: object,
    ) -> None:
        """
        Record who decided what, when, by which rule and from what.

        Raises:
            NoRuleApplies: No edition of the protocol is in force today, so nothing is decided by it (LIN-05).

        Source: POL-07, LIN-05.
        """
        await self.work.decisions.record(
            Decision(
                id=self.services.new_id(),
                at=self.now,
                by=self.actor.id,
                role=self.actor.role.value,
                kind=kind,
                what=what,
                outcome=outcome,
                protocol_version=protocol_version_on(self.today()).id,
                rule=rule,
                account_id=account_id,
                reason=reason,
                inputs={name: _text(value) for name, value in inputs.items() if value is not None},
            )
        )

    async def classes(self, account: Account) -> Classes:
        """Its classes today, from the store's actions."""
        actions = await self.work.actions.of_account(account.id)
        return classify(account, actions, self.today(account), self.services.configuration())

    def compare(
        self,
        before: tuple[Account, Sequence[Action]],
        after: tuple[Account, Sequence[Action]],
        cause: tuple[CauseKind, Ground | None],
        since: date | None = None,
    ) -> tuple[Classes, tuple[ClassChange, ...]]:
        """
        Classes now, and the changes that the write brought from the day *since* on (None, or to come: today).

        Each is told once, on the first day on which the classes after it differ from those before it: the day that the
        account's own history of classes tells.

        Source: ATN-05, AMB-60.
        """
        now = self.today(after[0])
        config = self.services.configuration()
        told: list[ClassChange] = []
        last: tuple[object, ...] = ()
        new = classify(*after, now, config)
        for day in _days_of_change(before, after, now if since is None else min(since, now), now, config):
            old, new = classify(*before, day, config), classify(*after, day, config)
            change = change_between(old, new, [cause])
            if change is not None and (old.values, new.values) != last:
                told.append(change)
            last = (old.values, new.values)
        return new, tuple(told)


def _days_of_change(
    before: tuple[Account, Sequence[Action]],
    after: tuple[Account, Sequence[Action]],
    since: date,
    now: date,
    config: ProtocolConfiguration,
) -> list[date]:
    """The days from *since* to *now*, both inclusive, on which either changes class by itself; and those two."""
    if since == now:
        return [now]
    changes = (*class_changes(*before, since, now, config), *class_changes(*after, since, now, config))
    return sorted({since, now, *(change.on for change in changes)})


def fingerprint(asked: object) -> str:
    """A short text that differs when the input does. Inputs are dataclasses, whose `repr` tells every field."""
    return hashlib.sha256(repr(_ordered(asked)).encode()).hexdigest()


def _ordered(value: object) -> object:
    """Sets and mappings in one order, wherever they are."""
    if isinstance(value, Mapping):
        return sorted((str(name), repr(_ordered(item))) for name, item in value.items())
    if isinstance(value, frozenset):
        return sorted(repr(item) for item in value)
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is not None:
        return [(name, repr(_ordered(getattr(value, name)))) for name in fields]
    return value


_A = TypeVar("_A", bound=Account)


def with_fact(account: _A, fact: Fact) -> _A:
    """*account* with one more fact, in its place in the order of (on, at)."""
    facts = sorted((*account.facts, fact), key=lambda each: (each.on, each.at))
    return replace(account, facts=tuple(facts))


def given_reason(reason: str | None, why: str, rule: str) -> str:
    """
    The reason without spaces around it.

    Raises:
        MissingData: There is none; *why* is the Spanish sentence that asks for it (POL-07).
        InvalidValue: It is longer than a reason may be.
    """
    if reason is None or not reason.strip():
        raise MissingData(why, missing=("reason",), rule=rule, field=("reason",))
    return checked_text(reason, "reason", LONGEST_PROSE)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
