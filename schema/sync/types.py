"""Sync state of an account, conflicts, and the synchronisation as a whole."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import strawberry

from domain.errors import InvalidValue
from domain.model.exchange import conflicts as domain
from domain.model.exchange.crm_records import SYNCED_FIELDS, RecordKind, Scalar
from domain.model.exchange.field_words import field_in_words
from domain.model.exchange.held_back import HeldBack
from domain.ports.classes import PeriodProgress
from domain.ports.reading import Backlog
from schema.answers import Node, answers
from schema.ids import global_id, record_id
from schema.languages.spoken import SAID
from schema.links.following import LazyAccount, Link
from schema.links.people import by_person_if_any
from schema.lookahead import Loaded
from schema.scalars import parse_date, parse_instant, print_instant

if TYPE_CHECKING:
    from schema.accounts.types import Account

CONFLICT_ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda node: node.conflict.account_id)


def scalar_text(value: Scalar) -> str | None:
    """A value of a synced field as text: ISO for days and instants, true/false for yes and no."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return print_instant(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def scalar_of_text(kind: RecordKind, field: str, text: str | None) -> Scalar:
    """
    The value that *text* writes for a synced field, as `scalar_text` writes it.

    Raises:
        InvalidValue: The text is not of the field's type.
    """
    type_ = next((f.type for f in SYNCED_FIELDS[kind] if f.name == field), str)
    if text is None or type_ is str:
        return text
    try:
        if type_ is bool:
            return {"true": True, "false": False}[text.strip().lower()]
        return parse_date(text) if type_ is date else parse_instant(text)
    except (KeyError, ValueError):
        raise InvalidValue(f"«{text}» no es un valor para «{field}».", field=("value",)) from None


@strawberry.type(description="How an account, its contacts and its actions stand towards the CRM.")
class SyncStateShape:
    status: domain.SyncStatus = strawberry.field(description="In one word.")
    pending: int = strawberry.field(description="Changes not yet in the CRM.")
    oldest_pending_at: datetime | None = strawberry.field(description="Instant of the oldest of them.")
    agreed_at: datetime | None = strawberry.field(description="Instant at which both sides last agreed.")
    age_seconds: int | None = strawberry.field(
        description="Seconds since the oldest pending change, or since both sides last agreed when nothing is pending."
    )
    error: str | None = strawberry.field(description="What the CRM said, when it refuses or is away.")


@answers(SyncStateShape)
class SyncState:
    __slots__ = ("age_seconds", "agreed_at", "error", "oldest_pending_at", "pending", "status")

    def __init__(self, state: domain.SyncState, now: datetime) -> None:
        self.status = state.status
        self.pending = state.pending
        self.oldest_pending_at = state.oldest_pending_at
        self.agreed_at = state.agreed_at
        self.error = state.error
        since = state.oldest_pending_at or state.agreed_at
        self.age_seconds = max(0, int((now - since).total_seconds())) if since else None


@strawberry.type(description="A field that changed here and in the CRM since both last agreed.")
class SyncConflictShape(Node):
    kind: RecordKind = strawberry.field(description="Kind of record.")
    account_global_id: strawberry.ID = strawberry.field(name="accountId", description="Global id of the account.")
    record_global_id: strawberry.ID = strawberry.field(
        name="recordId", description="Global id of the record at odds: the account, or a contact or action of it."
    )
    field: str = strawberry.field(description="Name of the field; `deleted`: the CRM has the record no more.")
    field_in_words: str = strawberry.field(
        description="The field as a person calls it; in Spanish or English.", metadata=SAID
    )
    agreed: str | None = strawberry.field(description="Value both sides last agreed on, as text.")
    local: str | None = strawberry.field(description="Value in Atención, as text.")
    remote: str | None = strawberry.field(description="Value in the CRM, as text.")
    local_by: str | None = strawberry.field(description="Author in Atención.")
    local_by_person = by_person_if_any("local_by", "Who wrote it in Atención")
    local_at: datetime | None = strawberry.field(description="Instant of the change in Atención.")
    remote_by: str | None = strawberry.field(description="Author in the CRM.")
    remote_at: datetime | None = strawberry.field(description="Instant of the change in the CRM.")
    detected_at: datetime = strawberry.field(description="Instant at which it was found.")
    reason: str | None = strawberry.field(
        description="Why the CRM's value cannot be held here: it comes in by itself once it is corrected there. "
        "None: both sides changed the field."
    )
    proposed: domain.Side = strawberry.field(description="Winner that the configured owner of the field suggests.")
    resolved_side: domain.Side | None = strawberry.field(description="What was chosen; none while it is open.")
    resolved_by: str | None = strawberry.field(description="Who resolved it.")
    resolved_by_person = by_person_if_any("resolved_by", "Who resolved it")
    resolved_at: datetime | None = strawberry.field(description="Instant of the resolution.")
    updated_at: datetime = strawberry.field(description="Instant at which it was found, or resolved.")

    @strawberry.field(description="The account; none: it is not for the viewer.")
    def account(root: strawberry.Parent[SyncConflict]) -> LazyAccount | None:
        return CONFLICT_ACCOUNT.read(root)


@answers(SyncConflictShape, beneath=domain.Conflict)
class SyncConflict:
    __slots__ = ("_conflict", "account_global_id", "global_id", "loaded", "record_global_id")

    def __init__(self, conflict: domain.Conflict) -> None:
        self._conflict = conflict
        self.loaded: Loaded = {}
        self.global_id = global_id("SyncConflict", conflict.id)
        self.account_global_id = global_id("Account", conflict.account_id)
        self.record_global_id = record_id(conflict.kind, conflict.key)

    def __getattr__(self, name: str) -> object:
        return getattr(self._conflict, name)

    @property
    def updated_at(self) -> datetime:
        return self._conflict.resolution.at if self._conflict.resolution else self._conflict.detected_at

    @property
    def conflict(self) -> domain.Conflict:
        """What it shows."""
        return self._conflict

    @property
    def field_in_words(self) -> str:
        return field_in_words(self._conflict.kind, self._conflict.field)

    @property
    def agreed(self) -> str | None:
        return scalar_text(self._conflict.agreed)

    @property
    def local(self) -> str | None:
        return scalar_text(self._conflict.local)

    @property
    def remote(self) -> str | None:
        return scalar_text(self._conflict.remote)

    @property
    def resolved_side(self) -> domain.Side | None:
        return self._conflict.resolution.side if self._conflict.resolution else None

    @property
    def resolved_by(self) -> str | None:
        return self._conflict.resolution.by if self._conflict.resolution else None

    @property
    def resolved_at(self) -> datetime | None:
        return self._conflict.resolution.at if self._conflict.resolution else None


@strawberry.type(description="A field of a record of the CRM, as text.")
class HeldBackValue:
    field: str = strawberry.field(description="Name of the field.")
    value: str | None = strawberry.field(description="What the CRM says.")


@strawberry.type(description="A record of the CRM that cannot come in as it is; it waits alone until it changes there.")
class HeldBackRecordShape(Node):
    kind: RecordKind = strawberry.field(description="Kind of record.")
    key: str = strawberry.field(description="The CRM's own id.")
    name: str = strawberry.field(description="As the CRM calls it; empty when it says none.")
    reason: str = strawberry.field(description="Why, in Spanish or English.", metadata=SAID)
    remedy: str = strawberry.field(description="What to do, in Spanish or English.", metadata=SAID)
    since: datetime = strawberry.field(description="Instant at which it was first held back.")
    values: list[HeldBackValue] = strawberry.field(description="What the CRM says of it; what is empty is not listed.")


@answers(HeldBackRecordShape)
class HeldBackRecord:
    __slots__ = ("global_id", "key", "kind", "name", "reason", "remedy", "since", "values")

    def __init__(self, record: HeldBack) -> None:
        self.global_id = global_id("HeldBackRecord", f"{record.kind.value}:{record.key}")
        self.kind = record.kind
        self.key = record.key
        self.name = record.name
        self.reason = record.reason
        self.remedy = record.remedy
        self.since = record.since
        told = {name: scalar_text(value) for name, value in record.values.items()}
        self.values = [HeldBackValue(field=name, value=text) for name, text in told.items() if text]


@strawberry.type(description="How far the periods by which lists and figures find classes are behind what was written.")
class ClassesStateShape:
    generation: int | None = strawberry.field(description="The set that is read; none: none has been begun.")
    version: str | None = strawberry.field(description="Version of the protocol's settings that it was made by.")
    pending: int = strawberry.field(
        description="Accounts, of those the viewer sees, that lists and figures may still show as they were: a pull "
        "or a load has just written them."
    )
    making: int | None = strawberry.field(description="A newer set that is being made, because settings changed.")
    made: int | None = strawberry.field(description="Accounts that are in it.")
    accounts: int | None = strawberry.field(description="Accounts that there are.")


answers(ClassesStateShape)(PeriodProgress)


@strawberry.type(description="State of the synchronisation as a whole.")
class SyncOverviewShape:
    pending: int = strawberry.field(description="Changes not yet in the CRM.")
    accounts: int = strawberry.field(description="Accounts with pending changes.")
    parked: int = strawberry.field(description="Accounts whose changes wait for a person, refused by the CRM.")
    conflict_count: int = strawberry.field(description="Open conflicts.")
    held_back: int = strawberry.field(
        description="Records of the CRM that cannot come in as they are (heldBackRecords)."
    )
    oldest_pending_at: datetime | None = strawberry.field(description="Instant of the oldest pending change.")
    lag_seconds: int = strawberry.field(description="Age of the oldest pending change; 0: nothing waits.")
    blocked_until: datetime | None = strawberry.field(description="The CRM asked to wait until then.")
    last_push_at: datetime | None = strawberry.field(description="Last success towards the CRM.")
    last_pull_at: datetime | None = strawberry.field(description="Last success from the CRM.")
    last_error: str | None = strawberry.field(description="Last thing that failed, for the operator.")
    classes: PeriodProgress = strawberry.field(
        description="How far the classes of what was pulled or loaded are derived."
    )


@answers(SyncOverviewShape)
class SyncOverview:
    __slots__ = (
        "accounts",
        "blocked_until",
        "classes",
        "conflict_count",
        "held_back",
        "lag_seconds",
        "last_error",
        "last_pull_at",
        "last_push_at",
        "oldest_pending_at",
        "parked",
        "pending",
    )

    def __init__(self, backlog: Backlog, now: datetime, classes: PeriodProgress) -> None:
        self.classes = classes
        self.pending = backlog.pending
        self.accounts = backlog.accounts
        self.parked = backlog.parked
        self.conflict_count = backlog.conflicts
        self.held_back = backlog.held_back
        self.oldest_pending_at = backlog.oldest_pending_at
        oldest = backlog.oldest_pending_at
        self.lag_seconds = max(0, int((now - oldest).total_seconds())) if oldest else 0
        self.blocked_until = backlog.blocked_until
        self.last_push_at = backlog.last_push_at
        self.last_pull_at = backlog.last_pull_at
        self.last_error = backlog.last_error
