"""Values that nobody means well, by the type of the field; drawn by seeded dice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from schema.ids import global_id

_TEXTS: Final = (
    "", " ", "\x00", "antes\x00después", "\ud800", "a\udfffb", "x" * 401, "x" * 100_000, "𝕏" * 5_000, "\u202eodiseñ",
    "'; DROP TABLE account; --", "{{ 7 * 7 }}", "%s%n%x", "\r\nBcc: todos@example.cl", "../../etc/passwd", "\u2028",
    "<script>alert(1)</script>", "٣٤٥", "NaN", "-0", "null", "[]", "\x7f\x1b[2J", "ñ" * 255,
)  # fmt: skip
_IDS: Final = (
    "", "=", "no es un id", global_id("Account", ""), global_id("Account", "x" * 2_000), global_id("Nada", "1"),
    global_id("Case", "\x00"), global_id("Account", "' OR 1=1 --"), global_id("Office", "OFIREG-08"),
    "QWNjb3VudDo\ud800", "😀", global_id("Case", "00000000-0000-0000-0000-000000000000"),
)  # fmt: skip
_DAYS: Final = (
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "",
    "2026-6-1",
    "1582-10-10",
    "+12026-01-01",
    "2026-06-12T00:00",
)
_INSTANTS: Final = (
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2026-06-12T15:00:00", "2026-06-12T15:00:00+23:59", "ayer", "2026-06-12T24:00:01Z", "1900-01-01T00:00:00Z",
)  # fmt: skip
_NUMBERS: Final = (-1, 0, -(2**31), 2**31 - 1, 2**31, 10**30, 1.5, "1", True)
_CODES: Final = ("", "XX", "C", "cl", "CHILE", "😀", "\x00\x00", "ÑÑ")
_RUTS: Final = ("", "0-0", "1-9", "99.999.999-9", "76.100.000-K", "٧٦١٠٠٠٠٠٣", "1" * 500, "-", "76100000\x00")
_EMAILS: Final = (
    "",
    "@",
    "a@b",
    "a@b.c\r\nBcc: x@y.z",
    "ñ@ñ.cl",
    "x" * 300 + "@example.cl",
    '"a b"@example.cl',
    "a\x00@b.cl",
)

_OF_TYPE: Final[Mapping[str, tuple[Any, ...]]] = {
    "String": _TEXTS, "ID": _IDS, "Date": _DAYS, "DateTime": _INSTANTS, "Int": _NUMBERS, "Rut": _RUTS,
    "Email": _EMAILS, "CountryCode": _CODES, "Boolean": (None, "true", 1, 0, []),
}  # fmt: skip


def deep(levels: int = 400) -> Any:
    """Objects inside objects."""
    found: Any = {}
    for _ in range(levels):
        found = {"caseId": found}
    return found


def hostile(kind: GraphQLInputType, dice: Random, ids: tuple[str, ...]) -> Any:
    """A value that the field does not expect, or expects with fear; *ids* are real ones of other kinds."""
    plain = get_nullable_type(kind)
    odd: tuple[Callable[[], Any], ...] = (
        lambda: None,
        deep,
        lambda: [[[[["x"]]]]],
        lambda: {"__proto__": 1},
        lambda: [_one(kind, dice, ids) for _ in range(300)],
    )
    if dice.random() < 0.15:
        return dice.choice(odd)()
    value = _one(kind, dice, ids)
    return [value] * dice.choice((0, 1, 2, 200)) if is_list_type(plain) else value


def _one(kind: GraphQLInputType, dice: Random, ids: tuple[str, ...]) -> Any:
    named = get_named_type(kind)
    if isinstance(named, GraphQLEnumType):
        return dice.choice([*named.values, "NADA", "", 3])
    if isinstance(named, GraphQLInputObjectType):
        return {name: hostile(each.type, dice, ids) for name, each in named.fields.items() if dice.random() < 0.4}
    if named.name == "ID" and dice.random() < 0.4:
        return dice.choice(ids)
    return dice.choice(_OF_TYPE.get(named.name, _TEXTS))
