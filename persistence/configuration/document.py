"""A TOML document as typed values: what is missing, wrong or unknown is noted with its place, never raised."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Final, TypeVar

from domain.errors import ConfigurationError
from domain.protocol.catalogue import AMBIGUITIES, RULES

T = TypeVar("T")

_NAMES: Final[Mapping[type, str]] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date (2024-01-31)",
    time: "an hour (09:00:00)",
    list: "a list",
    dict: "a table",
}


def read_toml(path: Path) -> Mapping[str, object]:
    """
    The file as TOML gives it.

    Raises:
        ConfigurationError: The file is not there, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as missing:
        raise ConfigurationError([f"{path}: cannot be read ({missing.strerror})"]) from missing
    except (ValueError, RecursionError) as broken:  # no TOML, not in UTF-8, a number without end, brackets without end
        raise ConfigurationError([f"{path}: is not TOML: {broken}"]) from broken


def overlay(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """
    *above* laid over *below*: tables key by key, lists of tables row by row, everything else replaced.

    Two rows of a list are the same row when their code (or id) and their `since` are equal.
    """
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if isinstance(under, dict) and isinstance(value, dict):
            merged[key] = overlay(under, value)
        elif isinstance(under, list) and isinstance(value, list) and _are_rows(under) and _are_rows(value):
            merged[key] = list({_row_key(row): row for row in (*under, *value)}.values())
        else:
            merged[key] = value
    return merged


def _are_rows(values: Sequence[object]) -> bool:
    return all(isinstance(row, dict) for row in values)


def _row_key(row: Mapping[str, object]) -> tuple[str, str]:
    return str(row.get("code", row.get("id", ""))), str(row.get("since", ""))


class Table:
    """One table of the document. Ask for each key, then `close`: keys nobody asked for are problems too."""

    def __init__(self, values: Mapping[str, object], place: str, problems: list[str]) -> None:
        self._values = values
        self._asked: set[str] = set()
        self.place = place
        self.problems = problems

    def note(self, problem: str) -> None:
        """Add a problem of this table."""
        self.problems.append(f"{self.place}: {problem}" if self.place else problem)

    def required(self, key: str, kind: type[T]) -> T | None:
        """The value, or None after noting that it is missing or of another kind."""
        if key not in self._values:
            self._asked.add(key)
            self.note(f"{key} is missing; give {_NAMES[kind]}")
            return None
        return self.optional(key, kind)

    def optional(self, key: str, kind: type[T]) -> T | None:
        """The value; None when it is not there, or after noting that it is of another kind."""
        self._asked.add(key)
        value = self._values.get(key)
        if value is None or (isinstance(value, kind) and not _is_mistaken(value, kind)):
            return value
        self.note(f"{key} must be {_NAMES[kind]}, not {value!r}")
        return None

    def parsed(self, key: str, parse: Callable[[str], T], default: T | None = None) -> T | None:
        """The text under *key* read by *parse*, whose ValueError is noted; *default* when it is not there."""
        text = self.optional(key, str)
        if text is None:
            return default
        try:
            return parse(text)
        except ValueError as wrong:
            self.note(f"{key}: {wrong}")
            return default

    def rows(self, key: str, name: str = "code") -> Iterator[Table]:
        """The tables of the list under *key*, each placed by its *name*."""
        for number, row in enumerate(self.optional(key, list) or (), start=1):
            if isinstance(row, dict):
                yield Table(row, f"{self.place}{key}[{row.get(name, number)}]", self.problems)
            else:
                self.note(f"{key}[{number}] must be a table, not {row!r}")

    def table(self, key: str) -> Table:
        """The table under *key*; an empty one when it is not there."""
        return Table(self.optional(key, dict) or {}, f"{self.place}{key}", self.problems)

    def names(self) -> tuple[str, ...]:
        """Names of what the table holds, in the order of the file."""
        return tuple(self._values)

    def value(self, key: str) -> object:
        """The value as TOML gave it, or None."""
        self._asked.add(key)
        return self._values.get(key)

    def close(self) -> None:
        """Note every key that nobody asked for: most often a spelling mistake."""
        for key in self._values:
            if key not in self._asked:
                self.note(f"{key} is not known here; remove it or correct its name")


def _is_mistaken(value: object, kind: type) -> bool:
    """TOML's booleans are Python's integers and its instants are dates: neither is meant."""
    return (isinstance(value, bool) and kind is not bool) or (isinstance(value, datetime) and kind is date)


def rule_id(text: str) -> str:
    """Id of a rule ("DEF-03") or of an open point ("AMB-10") of the catalogue."""
    if text not in RULES and text not in AMBIGUITIES:
        raise ValueError(f"{text!r} is no rule or open point of the catalogue (DEF-03, AMB-10)")
    return text
