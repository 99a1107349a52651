"""Records as both sides of the synchronisation see them: kind, key, version, and values by field name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.model.account_fields import ACCOUNT_FIELDS, FieldKind
from domain.model.worded import Worded

Scalar = str | int | bool | date | datetime | None
"""A value that crosses to the CRM. `date` is a calendar day; `datetime` is an aware UTC instant at whole seconds."""


class RecordKind(Worded):
    """Kinds of record kept in step with the CRM."""

    ACCOUNT = "account", "Cuenta."
    CONTACT = "contact", "Contacto."
    ACTION = "action", "Acción."


class FieldOwner(StrEnum):
    """Whose value is proposed when both sides changed a field (a person decides)."""

    CRM = "crm"
    ATENCION = "atencion"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class SyncedField:
    """One field both sides know: its name (domain word), type, and whether the CRM may change it."""

    name: str
    type: type[str | int | bool | date | datetime]
    read_only: bool = False  # written by us at creation, never taken from the CRM afterwards


_F = SyncedField
_IN_CRM: Final[Mapping[FieldKind, type[bool | date]]] = {FieldKind.YES_NO: bool, FieldKind.DAY: date}
"""What is no text there."""
SYNCED_FIELDS: Final[Mapping[RecordKind, tuple[SyncedField, ...]]] = {
    RecordKind.ACCOUNT: (
        *(_F(field.name, _IN_CRM.get(field.kind, str)) for field in ACCOUNT_FIELDS if field.synced),
        _F("registered_on", date, read_only=True),
        # the latest dated fact of its kind, mirrored
        _F("validation", str),
        _F("validated_on", date),
        _F("exported_last_3_years", bool),
        _F("export_declared_on", date),
        _F("test_level", str),
        _F("tested_on", date),
        _F("category", str),
        _F("exporta_mas_from", date),
        _F("exporta_mas_until", date),
    ),
    RecordKind.CONTACT: (
        _F("account_id", str, read_only=True),
        _F("name", str),
        _F("position", str),
        _F("email", str),
        _F("phone", str),
        _F("is_main", bool),
        _F("active", bool),
    ),
    RecordKind.ACTION: (
        _F("account_id", str, read_only=True),
        _F("type", str),
        _F("title", str),
        _F("started_on", date),
        _F("ended_on", date),
        _F("market", str),
        _F("office", str),
        _F("channel", str),
        _F("point_of_contact", str),
        _F("notes", str),
        _F("registered_by", str, read_only=True),
        _F("registered_role", str, read_only=True),
        _F("registered_at", datetime, read_only=True),
        _F("confirmed_by", str),
        _F("confirmed_role", str),
        _F("annulled_on", date),
        _F("annulment_reason", str),
        _F("corrects", str, read_only=True),
        _F("cause", str, read_only=True),
        _F("topic", str),
        _F("product", str),
    ),
}


@dataclass(frozen=True, slots=True)
class CrmRecord:
    """
    A record as the CRM holds it.

    Attributes:
        key: Our UUID text for it (a record born in the CRM: the CRM's own id, adopted as ours).
        values: Every synced field of its kind that the CRM maps, absent ones missing, empty ones None.
        version: The CRM's own version, opaque; equal versions mean equal records.
        modified_by, modified_at: Last author in the CRM and UTC instant, when it tells.
        merged_into: Of an account that somebody joined to another in the CRM itself: the key of the one that goes on.
            None again when it was made active again there.
        owner: Of an account, the person who owns it in the CRM: the id here when it is known, else the name there.
            None: no person owns it, or the CRM does not tell.
    """

    kind: RecordKind
    key: str
    values: Mapping[str, Scalar]
    version: str
    modified_by: str | None = None
    modified_at: datetime | None = None
    merged_into: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class CrmDeletion:
    """The CRM no longer has this record; it may be one we never saw."""

    kind: RecordKind
    key: str


CrmChange = CrmRecord | CrmDeletion


@dataclass(frozen=True, slots=True)
class CrmWrite:
    """
    One idempotent write. Repeating it after a lost answer has no second effect.

    Attributes:
        values: Fields to set, and only those; for a new record, all that are known.
        expected: Version both sides last agreed on: the write happens only if the CRM still has it.
            None: the record is believed new; if the CRM has the key already the outcome is a conflict
            (or unchanged, when every value is already there).
        actor: Id of the person on whose behalf it is written, for impersonation; None: the service account.
        idempotency_key: Stable over the retries of this write.
    """

    kind: RecordKind
    key: str
    values: Mapping[str, Scalar]
    expected: str | None
    idempotency_key: str
    actor: str | None = None
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Why a CRM would refuse the value of one field; `said` is a Spanish sentence for the person who gave it."""

    field: str
    said: str


@dataclass(frozen=True, slots=True)
class EmailActivity:
    """
    A message as an e-mail activity of the CRM ("actividad de correo"), beside its company.

    Attributes:
        id: Our UUID text for it: leaving the same one twice has no second effect.
        html: The body.
        sender: Address from which it would go.
        account_id: The company it is about, by our key; None: about nobody in particular.
    """

    id: str
    subject: str
    html: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    account_id: str | None = None


class WriteStatus(StrEnum):
    """What became of one write."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class WriteOutcome:
    """
    Outcome of one `CrmWrite`, in the order of the request.

    Attributes:
        version: The CRM's version after the write; None when rejected.
        current: With CONFLICT, the record as the CRM has it now (None: it was deleted there). Nothing was written.
        reason: With REJECTED, why, for a person; `code` as the CRM names it. Nothing was written.
        passing: With REJECTED: the refusal may pass by itself (a plug-in fell over), so it is tried again for a while.
    """

    write: CrmWrite
    status: WriteStatus
    version: str | None = None
    current: CrmRecord | None = None
    reason: str | None = None
    code: str | None = None
    request_id: str | None = None
    passing: bool = False


@dataclass(frozen=True, slots=True)
class ChangePage:
    """
    One page of changes.

    Attributes:
        cursor: Where the next page starts; save it in the transaction that applies this page.
        more: Another page is ready now; False: caught up, poll later with `cursor`.
    """

    changes: tuple[CrmChange, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class Capabilities:
    """
    What a connector can do and bears.

    Attributes:
        kinds: Record kinds it keeps, in the order in which they must be written (parents first).
        max_batch: Most writes in one call.
        max_in_flight: Most calls at once, over all workers.
        calls_per_second, burst: Pace over all workers (GCRA); None: no limit.
        requests_per_call: Requests that this pace supposes in one call; what a call really sent is charged after it
            (`domain.ports.crm.CountsRequests`).
        impersonation: Writes can carry the acting person.
        deletions: Changes include deletions.
    """

    kinds: tuple[RecordKind, ...]
    max_batch: int = 100
    max_in_flight: int = 4
    calls_per_second: float | None = None
    burst: int = 1
    requests_per_call: int = 1
    impersonation: bool = False
    deletions: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the CRM answers; `detail` is a sentence for the operator, `latency_seconds` of the probe."""

    ok: bool
    detail: str
    latency_seconds: float | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
