"""Conflicts as rows of `persistence.tables`, and back; no statements."""

from __future__ import annotations

from datetime import date, datetime

from domain.exchange.encoding import decode_value
from domain.model.exchange.conflicts import Conflict, Resolution, Side
from domain.model.exchange.crm_records import RecordKind, Scalar
from persistence.mapping import FIELD_TYPES, AnyRow, Columns


def _encoded(value: Scalar) -> str | int | bool | None:
    return value.isoformat() if isinstance(value, date) else value


def conflict_columns(conflict: Conflict) -> Columns:
    """Every column of `conflict` but pk."""
    return {
        "id": conflict.id,
        "kind": conflict.kind.value,
        "key": conflict.key,
        "account_id": conflict.account_id,
        "field": conflict.field,
        "agreed": _encoded(conflict.agreed),
        "local": _encoded(conflict.local),
        "remote": _encoded(conflict.remote),
        "detected_at": conflict.detected_at,
        "proposed": conflict.proposed.value,
        "local_by": conflict.local_by,
        "local_at": conflict.local_at,
        "remote_by": conflict.remote_by,
        "remote_at": conflict.remote_at,
        "reason": conflict.reason,
        **resolution_columns(conflict.resolution),
    }


def resolution_columns(resolution: Resolution | None) -> Columns:
    """The columns of `conflict` that tell how it was resolved."""
    return {
        "resolved_side": resolution.side.value if resolution else None,
        "resolved_value": _encoded(resolution.value) if resolution else None,
        "resolved_by": resolution.by if resolution else None,
        "resolved_at": resolution.at if resolution else None,
        "resolution_reason": resolution.reason if resolution else None,
    }


def conflict_from(row: AnyRow) -> Conflict:
    """The conflict of a row of `conflict`."""
    kind = RecordKind(row.kind)
    field_type: type[str | int | bool | date | datetime] = FIELD_TYPES.get((kind, row.field), str)
    resolution = None
    if row.resolved_at is not None:
        resolution = Resolution(
            side=Side(row.resolved_side),
            value=decode_value(field_type, row.resolved_value),
            by=row.resolved_by,
            at=row.resolved_at,
            reason=row.resolution_reason,
        )
    return Conflict(
        id=row.id,
        kind=kind,
        key=row.key,
        account_id=row.account_id,
        field=row.field,
        agreed=decode_value(field_type, row.agreed),
        local=decode_value(field_type, row.local),
        remote=decode_value(field_type, row.remote),
        detected_at=row.detected_at,
        proposed=Side(row.proposed),
        local_by=row.local_by,
        local_at=row.local_at,
        remote_by=row.remote_by,
        remote_at=row.remote_at,
        reason=row.reason,
        resolution=resolution,
    )
