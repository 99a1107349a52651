"""
What can be taken away: one row of any table of the protocol, or one thing that a row says.

A change is applied in a process of its own, which ends afterwards: nothing is put back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from domain.protocol.access.permissions import GRANTS
from domain.protocol.access.roles import ROLES
from domain.protocol.catalogue import RULES
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import Effect, Transition
from domain.protocol.flows import FLOWS
from domain.protocol.history.source_systems import SOURCE_SYSTEMS
from domain.protocol.measures.rows import MEASURES
from domain.protocol.messages.compose import MESSAGES
from domain.protocol.quality.brought import BRINGS
from domain.protocol.routing.account_step import ROWS as ACCOUNT_STEPS
from domain.protocol.routing.triage import ANSWERS
from domain.protocol.terms.response import RESPONSES
from domain.protocol.terms.table import TERMS

PACKAGES: Final = ("domain", "api", "schema", "persistence", "sync", "messaging", "tests")
"""Where a name may be bound to a table or a function."""


@dataclass(frozen=True, slots=True)
class Change:
    """
    One thing taken away.

    Attributes:
        table: The table, as the report names it.
        kind: "row", or the part of it: "effect", "guard", "target", "refusal", "day", "role".
        what: Which one, for a person to find.
        rules: A test that claims one of these must turn red.
        apply: Takes it away, in this process, for good.
    """

    table: str
    kind: str
    what: str
    rules: frozenset[str]
    apply: Callable[[], None]

    @property
    def name(self) -> str:
        """As the report calls it."""
        return f"{self.table}, {self.kind}: {self.what}"


def changes() -> Iterator[Change]:
    """Every change of every table, in a fixed order."""
    for rules in FLOWS.values():
        yield from _of_flow(rules)
    yield from _of_terms()
    yield from _of_mapping("maximum response", RESPONSES)
    yield from _of_sequence("triage", ANSWERS)
    yield from _of_sequence("next step of an account", ACCOUNT_STEPS)
    yield from _of_mapping("permissions", GRANTS)
    yield from _of_mapping("roles", ROLES)
    yield from _of_mapping("messages", MESSAGES)
    yield from _of_mapping("source systems", SOURCE_SYSTEMS)
    yield from _of_mapping("measures", MEASURES)
    yield from _of_sequence("suggestions", BRINGS)
    yield from _of_grants()


# flows


def _of_flow(rules: FlowRules) -> Iterator[Change]:
    table = f"flow {rules.spec.flow.value}"
    for number, row in enumerate(rules.spec.transitions, 1):
        cited = frozenset(row.rules)
        told = f"{number} {row.fact} {'/'.join(row.sources) or 'new'} ({', '.join(row.rules)})"
        yield Change(table, "row", told, cited, partial(_without_row, rules, row))
        if row.refuse:
            yield Change(table, "refusal", f"{told} lets pass", cited, partial(_set, row, refuse=False))
        if row.when is not None:
            yield Change(table, "guard", f"{told} without {row.when.__name__}", cited, partial(_set, row, when=None))
        if row.target is not None and not row.refuse:
            yield Change(table, "target", f"{told} stays", cited, partial(_set, row, target=_elsewhere(rules, row)))
        for place, effect in enumerate(row.effects):
            left = (*row.effects[:place], *row.effects[place + 1 :])
            yield Change(table, "effect", f"{told} without {_short(effect)}", cited, partial(_set, row, effects=left))


def _short(effect: Effect) -> str:
    """An effect as its row writes it."""
    values = (getattr(effect, field.name) for field in fields(effect))
    told = (getattr(value, "name", None) or getattr(value, "__name__", None) or value for value in values if value)
    return f"{type(effect).__name__}({', '.join(str(each) for each in told)})"


def _elsewhere(rules: FlowRules, row: Transition) -> str:
    """Another state than the right one."""
    return next(state.name for state in rules.spec.states if state.name != row.target and state.name not in row.sources)


def _without_row(rules: FlowRules, row: Transition) -> None:
    left = tuple(each for each in rules.spec.transitions if each is not row)
    _set(rules.spec, transitions=left)
    rules.__post_init__()


# terms


def _of_terms() -> Iterator[Change]:
    for row in TERMS:
        cited = frozenset({row.rule_id})
        told = f"{row.rule_id} from {row.effective_from}"
        yield Change("terms", "row", told, cited, partial(_leave_out, TERMS, row))
        if row.quantity is not None:
            yield Change("terms", "day", f"{told}: one more", cited, partial(_set, row, quantity=row.quantity + 1))


# tables of rows


def _of_sequence(table: str, rows: tuple[Any, ...]) -> Iterator[Change]:
    for number, row in enumerate(rows, 1):
        told = f"{number} ({', '.join(sorted(cited_by(row)))})"
        yield Change(table, "row", told, cited_by(row), partial(_leave_out, rows, row))


def _of_mapping(table: str, rows: Mapping[Any, Any]) -> Iterator[Change]:
    for key, row in rows.items():
        told = f"{key} ({', '.join(sorted(cited_by(row)))})"
        yield Change(table, "row", told, cited_by(row), partial(_leave_out, rows, row))


def _of_grants() -> Iterator[Change]:
    for permission, grant in GRANTS.items():
        for role in sorted(grant.roles):
            left = partial(_set, grant, roles=grant.roles - {role})
            yield Change("permissions", "role", f"{permission} without {role}", cited_by(grant), left)


def cited_by(row: object) -> frozenset[str]:
    """The rules of the catalogue that a row names, in whichever field."""
    found: set[str] = set()
    for field in fields(row):  # type: ignore[arg-type]  # every row is a dataclass
        value = getattr(row, field.name)
        found.update(each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str))
    return frozenset(found & RULES.keys())


# how


def _set(row: object, **values: object) -> None:
    """Change a frozen row where it stands, for all who hold it."""
    for name, value in values.items():
        object.__setattr__(row, name, value)


_NOW: Final[dict[int, Any]] = {}
"""What a table has become, by the identity of the whole one."""


def _leave_out(table: Any, row: object) -> None:
    """Let every name that is bound to the table be bound to one without that row."""
    before = _NOW.get(id(table), table)
    if isinstance(before, tuple):
        after: Any = tuple(each for each in before if each is not row)
    else:
        left = {key: each for key, each in before.items() if each is not row}
        after = MappingProxyType(left) if isinstance(before, MappingProxyType) else left
    _NOW[id(table)] = after
    rebind(before, after)


def rebind(old: object, new: object) -> None:
    """Let every name of our modules that is bound to *old* be bound to *new*."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in PACKAGES:
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)
