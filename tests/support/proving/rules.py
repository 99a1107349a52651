"""
Each executable rule taken away as a whole: all its rows, and what its switches turn off.

A rule that lives in a function has a switch: the function, and what stands in its place when the rule is away.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.protocol.catalogue import RULES
from tests.support.proving.changes import Change, changes
from tests.support.proving.switches import SWITCHES


def changes_of_rules() -> Iterator[Change]:
    """One change for each executable rule that is served, in the order of the catalogue."""
    rows: dict[str, list[Change]] = {}
    for change in changes():
        if change.kind == "row":
            for rule in change.rules:
                rows.setdefault(rule, []).append(change)
    for rule in RULES.values():
        if rule.is_covered:
            yield _without(rule.id, rows.get(rule.id, []))


def _without(rule: str, rows: list[Change]) -> Change:
    def apply() -> None:
        for row in rows:
            row.apply()
        for turn_off in SWITCHES.get(rule, ()):
            turn_off()
        if not rows and rule not in SWITCHES:
            raise LookupError(f"{rule} has neither a row nor a switch")

    return Change("rules", "rule", rule, frozenset({rule}), apply)
