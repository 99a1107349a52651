"""
The inputs of a decision ("datos que se usaron"): what guards read from a situation, taken down while they read it.

A guard is given an `Observed` situation, which answers as the one it was made of and remembers every question; so each
decision can list the inputs that decided it, and no row has to declare them. Free text and personal data are told as
given or not given, never copied into the record of decisions.

Source: POL-04, POL-07.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any, Final

from domain.model.accounts import Account, Fact, FactKind
from domain.model.cases import CaseEvent, ValueKind
from domain.model.classes import Classes, Finding
from domain.model.institution.configuration import Setting
from domain.protocol.engine.rows import FlowSpec
from domain.protocol.engine.situation import Situation

_OPENED: Final = frozenset({"account", "actor", "case", "classes", "config", "origin"})
"""Read field by field: "account.region", "actor.role"."""

_LOOKED_INTO: Final = {"given": "data", "data": "data", "accounts": "accounts", "account_classes": "account_classes"}
"""Read key by key: "data.urgency". What the fact brings and what the case had are the same datum."""

_SILENT: Final = frozenset({"asked", "book", "case_id", "recorded_at"})
"""They decide nothing: how it is asked, and the calendars, of which `office` chooses one."""

_COUNTED: Final = frozenset({"actions", "open_cases", "open_terms", "timeline"})
_FREE_TEXT: Final = frozenset({ValueKind.TEXT, ValueKind.TEXTS})
_CODES: Final = frozenset(
    {
        "account", "assignee", "commercial_executive", "country", "id", "office", "region", "regional_executive",
        "sector", "sector_officer", "state",
    }
)  # fmt: skip
"""Fields whose text is a code or an id, and may be copied."""


class Observed(Situation):
    """A situation that takes down, in `seen`, what is read from it. Made by `observed`."""

    __slots__ = ("seen",)

    def __getattribute__(self, name: str) -> Any:
        """The value, taken down when it is an input."""
        value = super().__getattribute__(name)
        if name not in _INPUTS:
            return value
        seen: dict[str, object] = super().__getattribute__("seen")
        if name in _LOOKED_INTO:
            return _Keys(_LOOKED_INTO[name], value, seen)
        if name == "account":
            seen[name] = None if value is None else value.id
        if name in _OPENED and value is not None:
            return _Fields(name, value, seen)
        seen[name] = len(value) if name in _COUNTED else value
        return value

    def last(self, fact: str) -> CaseEvent | None:
        """As `Situation.last`; only this fact is an input, not the whole timeline."""
        timeline = object.__getattribute__(self, "timeline")
        found: CaseEvent | None = next((event for event in reversed(timeline) if event.fact == fact), None)
        self.seen[f"fact.{fact}"] = None if found is None else found.occurred_at
        return found


_INPUTS: Final = frozenset(field.name for field in fields(Situation)) - _SILENT


def observed(situation: Situation, seen: dict[str, object]) -> Observed:
    """*situation*, with what is read from it taken down in *seen*."""
    made = object.__new__(Observed)
    for field in fields(Situation):
        object.__setattr__(made, field.name, getattr(situation, field.name))
    object.__setattr__(made, "seen", seen)
    return made


def inputs_told(seen: Mapping[str, object], spec: FlowSpec, today: date) -> dict[str, str]:
    """
    What was read, by name, as the record of decisions keeps it.

    Source: POL-04, POL-07.
    """
    free = {f"data.{datum.name}" for fact in spec.facts for datum in fact.data if datum.kind in _FREE_TEXT}
    return {name: _told(name, value, name in free, today) for name, value in sorted(seen.items())}


class _Fields:
    """An object of which each field that is read is taken down."""

    __slots__ = ("_name", "_of", "_seen")

    def __init__(self, name: str, of: Any, seen: dict[str, object]) -> None:
        self._name = name
        self._of = of
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._of, name)
        place = f"{self._name}.{name}"
        if isinstance(self._of, Account) and name == "fact":
            return self._fact
        if isinstance(value, Mapping) and name in {"data", "tuning"}:
            return _Keys("data" if self._name == "case" else place, value, self._seen)
        self._seen[place] = value
        return value

    def __eq__(self, other: object) -> bool:
        self._seen[f"{self._name}.id"] = self._of.id
        return bool(self._of == other)

    def __hash__(self) -> int:
        return hash(self._of)

    def _fact(self, kind: FactKind, on: date) -> Fact | None:
        found: Fact | None = self._of.fact(kind, on)
        self._seen[f"{self._name}.{kind.value}"] = None if found is None else found.value
        self._seen["today"] = on
        return found


class _Keys(Mapping[str, Any]):
    """A mapping of which each key that is looked up is taken down, whether it is there or not."""

    __slots__ = ("_name", "_of", "_seen")

    def __init__(self, name: str, of: Mapping[str, Any], seen: dict[str, object]) -> None:
        self._name = name
        self._of = of
        self._seen = seen

    def __getitem__(self, key: str) -> Any:
        self._seen[f"{self._name}.{key}"] = self._of.get(key)
        return self._of[key]

    def __iter__(self) -> Iterator[str]:
        for key in self._of:
            self._seen[f"{self._name}.{key}"] = self._of[key]
            yield key

    def __len__(self) -> int:
        return len(self._of)


def _told(name: str, value: object, is_free: bool, today: date) -> str:
    """One input in a few characters."""
    if value is None:
        return "sin dato"
    if is_free:
        return "dado"
    match value:
        case bool():
            return "sí" if value else "no"
        case Finding():
            return _told(name, value.value, is_free, today)
        case Classes():
            return value.primary.value
        case Setting():
            return "no configurado" if value.on(today) is None else "configurado"
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case int():
            return str(value)
        case str():
            last = name.rpartition(".")[2]
            return value if name.startswith("data.") or last in _CODES or last in FactKind.__members__ else "dado"
        case tuple() if name.startswith("data."):
            return ", ".join(str(item) for item in value)
        case _:
            return "consultado"
