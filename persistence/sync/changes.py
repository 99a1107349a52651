"""What one unit of work changed of the records that the CRM also has, and its way into the outbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol

from domain.errors import InvalidValue
from domain.exchange.encoding import message_payload
from domain.exchange.telling import Telling
from domain.exchange.values import account_values, action_values, contact_values
from domain.model.accounts import Account, Contact
from domain.model.exchange.crm_records import FieldProblem, RecordKind, Scalar
from domain.model.history.actions import Action
from domain.model.institution.people import Actor
from persistence.accounts.field_changes import FieldChanges
from persistence.background.reconsiderations import tell_open_cases
from persistence.classes.in_hand import InHand
from persistence.database import Transaction
from persistence.sync.outbox import CRM_CHANNEL, enqueue

Values = Mapping[str, Scalar]


class ProblemsOf(Protocol):
    """See `domain.ports.crm.KnownRefusals.problems_of`."""

    def __call__(self, kind: RecordKind, values: Values, *, new: bool) -> Sequence[FieldProblem]: ...


def no_problems(kind: RecordKind, values: Values, *, new: bool) -> Sequence[FieldProblem]:  # noqa: ARG001
    """For a CRM that tells nothing beforehand, or none."""
    return ()


# Parents first: the CRM needs the account before its contacts and actions.
_RANK: Final = {RecordKind.ACCOUNT: 0, RecordKind.CONTACT: 1, RecordKind.ACTION: 2}


class Changes:
    """
    Changed synced fields by record, gathered until commit: one message for each record.

    Attributes:
        in_hand: What is known of the records that are held, kept up by what is told here.
    """

    def __init__(self, actor: Actor, now: datetime) -> None:
        self._told = FieldChanges(actor, now)
        self._fields: dict[tuple[str, int, str], tuple[RecordKind, dict[str, Scalar]]] = {}
        self._new: set[str] = set()  # keys of records that this unit of work made
        self._for_cases = Telling()
        self.in_hand = InHand()

    def account(self, before: Account | None, after: Account) -> None:
        """The account is new (*before* None) or was written."""
        self.in_hand.held(after)
        if before is not None:
            self._for_cases.account(before, after)
            self._told.changed(before, after)
        else:
            self.in_hand.actions(after.id, ())
        self._add(
            RecordKind.ACCOUNT, after.id, after.id, account_values(before) if before else None, account_values(after)
        )

    def contact(self, before: Contact | None, after: Contact) -> None:
        """The contact is new or was written."""
        self._for_cases.contact(before, after)
        self.in_hand.contact(after.account_id)
        if before is not None:
            self._told.changed(before, after)
        old = contact_values(before) if before else None
        self._add(RecordKind.CONTACT, after.account_id, after.id, old, contact_values(after))

    def action(self, before: Action | None, after: Action) -> None:
        """The action is new or was written."""
        self._for_cases.action(before, after)
        self.in_hand.action(after)
        old = action_values(before) if before else None
        self._add(RecordKind.ACTION, after.account_id, after.id, old, action_values(after))

    def field(self, kind: RecordKind, account_id: str, key: str, name: str, value: Scalar) -> None:
        """This field has to be sent, changed or not (a conflict was resolved)."""
        self._add(kind, account_id, key, {}, {name: value})

    def _add(self, kind: RecordKind, account_id: str, key: str, before: Values | None, after: Values) -> None:
        changed = {n: v for n, v in after.items() if before is None or n not in before or before[n] != v}
        if before is None:
            self._new.add(key)
        if changed:
            self._fields.setdefault((account_id, _RANK[kind], key), (kind, {}))[1].update(changed)

    async def tell_open_cases(self, tx: Transaction, at: datetime, opened: Collection[str]) -> None:
        """Let the open cases of the accounts that changed be reconsidered, but those opened by it (AMB-68)."""
        await tell_open_cases(tx, self._for_cases, at, opened)

    async def keep_fields(self, tx: Transaction) -> None:
        """Keep the changed fields of accounts and contacts, before and after (POL-07)."""
        await self._told.keep(tx)

    def refuse_what_the_crm_refuses(self, problems_of: ProblemsOf) -> None:
        """
        Nothing is kept here that cannot be written there (F-45).

        Raises:
            InvalidValue: The CRM is sure to refuse a value; the first one, with its field.
        """
        for (_account, _rank, key), (kind, values) in sorted(self._fields.items()):
            for problem in problems_of(kind, values, new=key in self._new):
                raise InvalidValue(problem.said, field=(problem.field,))

    async def enqueue(self, tx: Transaction, *, actor: str, at: datetime) -> None:
        """
        Queue one message for each record, sorted by account so that two writers cannot deadlock.

        Args:
            at: Instant of the change on the system's clock, which may be the demo clock.
        """
        sent_at = datetime.now(UTC)
        for account_id, _rank, key in sorted(self._fields):
            kind, values = self._fields[account_id, _rank, key]
            payload = message_payload(kind, key, values, actor=actor, at=at)
            await enqueue(tx, CRM_CHANNEL, account_id, payload, sent_at)
