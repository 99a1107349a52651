"""Scalars of the synchronisation (`domain.model.crm.Scalar`) as JSON values, so that a date comes back a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from domain.model.crm import Scalar
from persistence.columns import instant, micros

Stored = str | int | bool | None | dict[str, str | int | None]
"""What JSON holds: texts, numbers and truth values as they are; {"date": ISO day}, {"instant": microseconds}."""


def to_stored(value: Scalar) -> Stored:
    """The JSON value for *value*."""
    if isinstance(value, datetime):
        return {"instant": micros(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def from_stored(value: object) -> Scalar:
    """The value that `to_stored` wrote. Raises ValueError for anything else."""
    match value:
        case {"instant": int(at)}:
            return instant(at)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"none": _}:
            return None
        case None | str() | int():
            return value
        case _:
            raise ValueError(f"not a stored scalar: {value!r}")


def to_document(value: Scalar) -> Stored:
    """Like `to_stored`, for a NOT NULL column of its own: None is {"none": null}."""
    return {"none": None} if value is None else to_stored(value)


def values_to_stored(values: Mapping[str, Scalar]) -> dict[str, Stored]:
    """Field values of a record as one JSON object."""
    return {name: to_stored(value) for name, value in values.items()}


def values_from_stored(values: Mapping[str, object]) -> dict[str, Scalar]:
    """The field values that `values_to_stored` wrote."""
    return {name: from_stored(value) for name, value in values.items()}
