"""`RowMapper`: a record is a row as the types of its fields say, and comes back as it was."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import create_engine, literal, select
from sqlalchemy.exc import InvalidRequestError

from domain.model.cases import Value
from domain.model.institution.people import Role
from domain.model.rut import Rut
from persistence.row_mapper import RowMapper, Spread, Stored

_AT = datetime(2026, 3, 2, 12, 0, 0, 7, tzinfo=UTC)
_MICROS = 1_772_452_800_000_007
_DAY = date(2026, 3, 2)


@dataclass(frozen=True)
class _Said:
    by: str
    at: datetime
    on: date | None
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class _Named:
    state_hash: str


@dataclass(frozen=True)
class _Record:
    name: str
    role: Role
    rut: Rut | None
    at: datetime
    on: date
    marks: frozenset[Role] = frozenset()
    rules: tuple[str, ...] = ()
    pairs: tuple[tuple[str, int], ...] = ()
    said: _Said | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    end: _Said | None = None
    parts: tuple[str, ...] = ()
    number: int = 0
    note: str | None = None
    words: tuple[str, ...] = ()


_MAPPER = RowMapper(
    _Record,
    renamed={"on": "on_date", "number": "pk"},
    stored={"words": Stored(" ".join, lambda text: tuple(text.split()))},
    spread={"end": Spread(_Said, "end_", {"by": "ended_by"}, told_by="end_at")},
    unwritten={"number"},
    apart={"parts"},
    optional={"note"},
    made={"key": lambda record: f"{record.role.value}:{record.name}"},
)
_FULL = _Record(
    "Ana",
    Role.REGIONAL_EXECUTIVE,
    Rut("761234560"),
    _AT,
    _DAY,
    frozenset({Role.REGIONAL_HEAD, Role.ANALYST}),
    ("CAP-04", "CAP-10"),
    (("case", 3),),
    _Said("Eva", _AT, _DAY, (Role.REGIONAL_HEAD,)),
    {"day": _DAY, "at": _AT, "texts": ("a", "b"), "many": 3, "no": None},
    _Said("Luz", _AT, None, ()),
    ("apart",),
    9,
    "nota",
    ("dos", "palabras"),
)
_EMPTY = _Record("Ana", Role.REGIONAL_HEAD, None, _AT, _DAY, parts=("apart",))


def _placed(columns: Mapping[str, object], **more: object) -> Any:
    """As the row of a statement, whose columns stand in another order."""
    told = dict(reversed({**columns, **more}.items()))
    placed: Any = namedtuple("_Placed", told)  # noqa: PYI024  (its columns are the test's)
    return placed(*told.values())


def _row(columns: Mapping[str, object], **more: object) -> Any:
    return cast("Any", SimpleNamespace(**columns, **more))


def test_each_type_of_field_is_kept_in_its_way() -> None:
    """An enum by its value, a RUT compact, a set in order; inside JSON instants as microseconds and days as ISO."""
    assert _MAPPER.columns(_FULL) == {
        "name": "Ana",
        "role": "REGIONAL_EXECUTIVE",
        "rut": "761234560",
        "at": _AT,
        "on_date": _DAY,
        "marks": ["ANALYST", "REGIONAL_HEAD"],
        "rules": ["CAP-04", "CAP-10"],
        "pairs": [["case", 3]],
        "said": {"by": "Eva", "at": _MICROS, "on": "2026-03-02", "roles": ["REGIONAL_HEAD"]},
        "data": {"day": {"day": "2026-03-02"}, "at": {"instant": _MICROS}, "texts": ["a", "b"], "many": 3, "no": None},
        "ended_by": "Luz",
        "end_at": _AT,
        "end_on": None,
        "end_roles": [],
        "note": "nota",
        "words": "dos palabras",
        "key": "REGIONAL_EXECUTIVE:Ana",
    }


@pytest.mark.parametrize("row_of", [_row, _placed], ids=["by name", "by place"])
@pytest.mark.parametrize("record", [_FULL, _EMPTY], ids=["full", "empty"])
def test_a_record_comes_back_as_it_was(record: _Record, row_of: Callable[..., Any]) -> None:
    """What is written is what is read, with what is apart and the number that the row tells."""
    row = row_of(_MAPPER.columns(record), pk=record.number)
    assert _MAPPER.record(row, parts=("apart",)) == record


@pytest.mark.parametrize("row_of", [_row, _placed], ids=["by name", "by place"])
def test_a_column_that_a_statement_leaves_out_is_none_where_it_may_be_left_out(row_of: Callable[..., Any]) -> None:
    """An optional one; any other that is missing is a fault of the statement."""
    columns = _MAPPER.columns(_FULL)
    without = row_of({name: value for name, value in columns.items() if name != "note"}, pk=9)
    assert _MAPPER.record(without, parts=()).note is None
    with pytest.raises(AttributeError, match="words"):
        _MAPPER.record(row_of({name: value for name, value in columns.items() if name != "words"}, pk=9), parts=())


def test_a_statement_that_gives_two_columns_one_name_is_a_fault_of_it() -> None:
    """Nobody knows which of the two is meant, so neither is read."""
    both = select(literal("Ana").label("state_hash"), literal("Eva").label("state_hash"))
    with create_engine("sqlite://").connect() as connection:
        row: Any = connection.execute(both).one()
    with pytest.raises(InvalidRequestError, match="state_hash"):
        RowMapper(_Named).record(row)


def test_a_value_that_no_member_has_is_not_read_as_one() -> None:
    """A row that tells an unknown role is a fault, never another role."""
    with pytest.raises(KeyError):
        _MAPPER.record(_row({**_MAPPER.columns(_FULL), "role": "NADIE"}, pk=9), parts=())
