"""Conflicts: the same field changed here and in the CRM since both last agreed ("conflicto de sincronización")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.worded import Worded


class Side(Worded):
    """Whose value."""

    ATENCION = "ATENCION", "El valor de Atención."
    CRM = "CRM", "El valor del CRM."
    OTHER = "OTHER", "Otro valor, dado por quien resuelve."


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a person decided on a conflict, and why."""

    side: Side
    value: Scalar
    by: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """
    One field with two values. Until a person resolves it, neither side overwrites the other.

    Attributes:
        agreed: Value both sides last agreed on.
        local, remote: Value here and in the CRM, with author and UTC instant when known.
        proposed: Winner that the configured owner of the field suggests.
        reason: Why the CRM's value cannot be held here, as a Spanish sentence; it comes in by itself once it is
            corrected there. None: both sides changed the field.
    """

    id: str
    kind: RecordKind
    key: str
    account_id: str
    field: str
    agreed: Scalar
    local: Scalar
    remote: Scalar
    detected_at: datetime
    proposed: Side
    local_by: str | None = None
    local_at: datetime | None = None
    remote_by: str | None = None
    remote_at: datetime | None = None
    reason: str | None = None
    resolution: Resolution | None = None


class SyncStatus(Worded):
    """How an account stands towards the CRM ("estado de sincronización")."""

    IN_SYNC = "IN_SYNC", "Al día."
    PENDING = "PENDING", "Con cambios por enviar."
    CONFLICT = "CONFLICT", "Con un conflicto por resolver."
    FAILED = "FAILED", "El CRM rechaza un cambio: necesita una persona."


@dataclass(frozen=True, slots=True)
class SyncState:
    """
    Sync state of one account, its contacts and actions together.

    Attributes:
        pending: Changes not yet in the CRM.
        oldest_pending_at: UTC instant of the oldest of them; the age of the state counts from it.
        agreed_at: UTC instant at which both sides last agreed.
        error: What the CRM said, when FAILED or waiting to try again.
    """

    status: SyncStatus
    pending: int = 0
    oldest_pending_at: datetime | None = None
    agreed_at: datetime | None = None
    error: str | None = None
