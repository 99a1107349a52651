"""By which doors a rule may be broken, as the code says: its refusal rows, and the guards that raise with its id."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Final

import domain
from domain.model.institution.people import Role
from domain.protocol.flows import FLOWS


class Door(Enum):
    """Where something comes in."""

    STAFF = "a fact of a flow, by staff"
    COMPANY = "a fact of a flow, by the company"
    PORTAL = "a fact of a flow, by the portal's service"
    PLAIN = "a plain mutation"
    CRM = "the CRM"
    FILE = "a file"


_HERE: Final = Path(domain.__file__).parent
_EVERY: Final = frozenset(Door)
_GUARDS: Final[dict[str, frozenset[Door]]] = {
    "protocol/history/on_record.py": frozenset({Door.PLAIN, Door.CRM, Door.FILE}),
    "protocol/engine/contact_points.py": frozenset({Door.STAFF, Door.PLAIN}),
    "protocol/history/source_systems.py": frozenset({Door.PLAIN, Door.FILE}),
    "model/rut.py": _EVERY,
    "protocol/flows/national/service.py": frozenset({Door.PLAIN, Door.CRM}),
    "use_cases/checks.py": frozenset({Door.PLAIN, Door.CRM, Door.FILE}),
    "use_cases/accounts/create_account.py": frozenset({Door.FILE}),
    "use_cases/accounts/contacts.py": frozenset({Door.FILE}),
    "use_cases/actions/register_action.py": frozenset({Door.FILE}),
    "use_cases/imports": frozenset({Door.FILE}),
    "use_cases": frozenset({Door.PLAIN}),
    "exchange": frozenset({Door.CRM}),
}
"""Modules and folders whose guards stand at those doors; what only tells who may is no rule of what may be."""
_REFUSALS: Final = {
    "InvalidValue": None,
    "MissingData": None,
    "StepNotAllowed": None,
    "given_reason": 2,
    "ComesFirst": 3,
}
"""What raises with a rule id, and the place of the id among its arguments when it is not named."""


def doors_of_rules() -> dict[str, set[Door]]:
    """Each rule with the doors at which something is refused by it."""
    found: dict[str, set[Door]] = {}
    for rule, door in (*_of_flows(), *_of_guards()):
        found.setdefault(rule, set()).add(door)
    return found


def _of_flows() -> Iterator[tuple[str, Door]]:
    for rules in FLOWS.values():
        for row in rules.spec.transitions:
            if not row.refuse:
                continue
            roles = rules.facts[row.fact].roles
            if Role.COMPANY in roles:
                yield row.rules[0], Door.COMPANY
            if Role.SERVICE in roles:
                yield row.rules[0], Door.PORTAL
            if roles - {Role.COMPANY, Role.SERVICE}:
                yield row.rules[0], Door.STAFF


def _of_guards() -> Iterator[tuple[str, Door]]:
    for place, doors in _GUARDS.items():
        path = _HERE / place
        for module in [path] if path.is_file() else sorted(path.rglob("*.py")):
            for rule in _raised(module):
                yield from ((rule, door) for door in doors)


def _raised(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in _REFUSALS:
            continue
        place = _REFUSALS[node.func.id]
        given = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
        if place is not None and len(node.args) > place:
            given.append(node.args[place])
        yield from (each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))
