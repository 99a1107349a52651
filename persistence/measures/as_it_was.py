"""What an account's data without a date of their own were on the day of a record (AMB-69)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    String,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from persistence.database import DatabaseKind
from persistence.tables import account

REMEMBERED: Final = frozenset({"region", "sector", "company_size", "office"})
"""Columns of `account` whose values are remembered by day (`domain.model.standing.Standing`)."""

_C: Final = account.c


def as_it_was(name: str, day: ColumnElement[Any], kind: DatabaseKind) -> ColumnElement[str]:
    """
    The value that a column of `account` had on the *day*, of a row of `account`: the first that is remembered until
    that day or later, else as it is now; of an instant, that of its day in Greenwich.
    """
    assert name in REMEMBERED, name
    on = _text_of(day, kind)
    if kind == "sqlite":
        last = func.json_extract(_C.standings, literal_column("'$[#-1].until'"), type_=String())
        each = func.json_each(_C.standings).table_valued(Column("key", String), Column("value", Text), name="stood")
        until = func.json_extract(each.c.value, literal_column("'$.until'"), type_=String())
        value = func.json_extract(each.c.value, literal_column(f"'$.{name}'"), type_=String())
        place: ColumnElement[Any] = each.c.key
    else:
        last = type_coerce(_C.standings, JSONB())[-1]["until"].astext
        each = func.jsonb_array_elements(_C.standings).table_valued(
            Column("value", JSONB), with_ordinality="ordinality", name="stood"
        )
        until, value, place = each.c.value["until"].astext, each.c.value[name].astext, each.c.ordinality
    remembered = select(value).where(until >= on).order_by(place).limit(literal_column("1")).correlate_except(each)
    return case((last >= on, remembered.scalar_subquery()), else_=_C[name])


def _text_of(day: ColumnElement[Any], kind: DatabaseKind) -> ColumnElement[str]:
    """As `Standing.until` is stored: "2024-09-13"."""
    if isinstance(day.type, BigInteger):
        seconds = day // _MICROSECONDS
        if kind == "sqlite":
            return func.date(seconds, literal_column("'unixepoch'"), type_=String())
        in_greenwich = func.timezone(literal_column("'UTC'"), func.to_timestamp(seconds))
        return func.to_char(in_greenwich, literal_column("'YYYY-MM-DD'"), type_=String())
    if kind == "sqlite":
        return cast(day, String)
    return func.to_char(cast(day, Date), literal_column("'YYYY-MM-DD'"), type_=String())


_MICROSECONDS: Final = 1_000_000
