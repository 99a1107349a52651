"""Column types that read, write and compare alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import JSON, BigInteger, Dialect, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z of an aware instant; raises TypeError for a naive one."""
    return (at - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The aware UTC instant so many microseconds after 1970-01-01T00:00Z."""
    return _EPOCH + timedelta(microseconds=value)


class Instant(TypeDecorator[datetime]):
    """
    An aware UTC instant, stored as whole microseconds since 1970 in a 64-bit integer.

    Exact on both databases, so that SQL compares and orders instants as Python does. Naive datetimes are refused.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  (the hook's signature)
        """Aware datetime to microseconds."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  (the hook's signature)
        """Microseconds to aware UTC datetime."""
        return None if value is None else instant(value)

    @property
    def python_type(self) -> type[datetime]:
        """What comes out."""
        return datetime


Key: Final = BigInteger().with_variant(Integer(), "sqlite")
"""Internal row key: SQLite only counts up an INTEGER PRIMARY KEY. It never leaves `persistence`."""

Json: Final = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document; None is SQL NULL."""

Sortable: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Folded text (see `persistence.accounts.folding`) ordered by its bytes on both databases."""
