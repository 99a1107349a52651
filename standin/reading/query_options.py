"""What stands beside $filter in a query: $orderby, $expand, and the key of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from standin.errors import bad_request
from standin.reading.odata import GUID, Literal, Path, literal_of, split_outside, tokenize, word_literal


@dataclass(frozen=True, slots=True)
class Order:
    path: Path
    descending: bool


def parse_order(text: str) -> tuple[Order, ...]:
    orders = []
    for part in split_outside(text, ","):
        words = part.split()
        if len(words) > 2 or (len(words) == 2 and words[1] not in {"asc", "desc"}):
            raise bad_request(f"Syntax error in $orderby '{text}'.")
        orders.append(Order(Path(tuple(words[0].split("/"))), len(words) == 2 and words[1] == "desc"))
    return tuple(orders)


@dataclass(frozen=True, slots=True)
class Expand:
    """One expanded navigation property with its own options, as text."""

    name: str
    options: Mapping[str, str]
    reference_only: bool = False


_EXPAND_OPTIONS: Final = frozenset({"$select", "$filter", "$orderby", "$top", "$expand"})


def parse_expand(text: str) -> tuple[Expand, ...]:
    expands = []
    for part in split_outside(text, ","):
        name, bracket, inner = part.partition("(")
        options: dict[str, str] = {}
        if bracket:
            for piece in split_outside(inner.rstrip()[:-1], ";"):
                key, _, value = piece.partition("=")
                if key.strip() not in _EXPAND_OPTIONS:
                    raise bad_request(
                        f"The query option '{key.strip()}' is not supported inside $expand.", "0x80060888"
                    )
                options[key.strip()] = value.strip()
        name = name.strip()
        expands.append(Expand(name.removesuffix("/$ref"), options, name.endswith("/$ref")))
    return tuple(expands)


def parse_key(text: str) -> str | dict[str, Literal]:
    """Read what stands between the parentheses: a bare id, or named values."""
    text = text.strip()
    if GUID.fullmatch(text):
        return text.lower()
    values: dict[str, Literal] = {}
    for part in split_outside(text, ","):
        name, equals, value = part.partition("=")
        tokens = tokenize(value) if equals else []
        if value.strip() in {"true", "false", "null"}:
            values[name.strip()] = word_literal(value.strip())
        elif len(tokens) != 1 or tokens[0].kind not in {"string", "number", "guid", "date", "datetime"}:
            raise bad_request(f"Error in the key segment '({text})'.", "0x80060888")
        else:
            values[name.strip()] = literal_of(tokens[0])
    return values
