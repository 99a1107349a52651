"""Conflicts as rows of `persistence.tables`, and back; no statements."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from domain.exchange.encoding import decode_value
from domain.model.exchange.conflicts import Conflict, Resolution, Side
from domain.model.exchange.crm_records import RecordKind, Scalar
from persistence.mapping import FIELD_TYPES
from persistence.row_mapper import AnyRow, Columns, RowMapper


def _encoded(value: Scalar) -> str | int | bool | None:
    return value.isoformat() if isinstance(value, date) else value


_VALUES: Final = ("agreed", "local", "remote")
_MAPPER: Final = RowMapper(Conflict, apart={*_VALUES, "resolution"})


def conflict_columns(conflict: Conflict) -> Columns:
    """Every column of `conflict` but pk."""
    values = {name: _encoded(getattr(conflict, name)) for name in _VALUES}
    return {**_MAPPER.columns(conflict), **values, **resolution_columns(conflict.resolution)}


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
    """The conflict of a row of `conflict`: its values are of the type of its field."""
    field_type: type[str | int | bool | date | datetime] = FIELD_TYPES.get((RecordKind(row.kind), row.field), str)
    resolution = None
    if row.resolved_at is not None:
        resolution = Resolution(
            side=Side(row.resolved_side),
            value=decode_value(field_type, row.resolved_value),
            by=row.resolved_by,
            at=row.resolved_at,
            reason=row.resolution_reason,
        )
    values = {name: decode_value(field_type, getattr(row, name)) for name in _VALUES}
    return _MAPPER.record(row, resolution=resolution, **values)
