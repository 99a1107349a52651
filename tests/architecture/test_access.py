"""Nobody but `domain.protocol.access` says that an actor may act on an account, a case or what belongs to them."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from domain.ports.casework import CaseStore
from domain.ports.store import AccountStore, ActionStore, TermStore
from tests.architecture.test_imports import PACKAGES, ROOT

MADE: Final = {"ActionableAccount", "ActionableCase", "ActionableAction", "ActionableContact", "ActionableTerm"}
BY_RULE: Final = {"account_by_rule", "case_by_rule", "term_by_rule"}
MAKER: Final = "domain/protocol/access/actionable.py"


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product with its tree."""
    for folder in PACKAGES:
        for path in (ROOT / folder).rglob("*.py"):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def in_annotations(tree: ast.AST) -> set[int]:
    """Ids of the nodes that only say a type."""
    found: set[int] = set()
    for node in ast.walk(tree):
        said: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            said.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said.append(node.returns)
        found.update(id(each) for root in said if root is not None for each in ast.walk(root))
    return found


def makers(tree: ast.AST) -> list[int]:
    """Lines where one of the types is used as a value, or named to `cast`."""
    types = in_annotations(tree)
    found = []
    for node in ast.walk(tree):
        named = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
        if named in MADE and id(node) not in types:
            found.append(node.lineno)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast":
            told = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            found.extend(node.lineno for text in told if any(name in text for name in MADE))
    return found


def test_only_access_makes_what_may_be_acted_on() -> None:
    """Design 4: the types are made in one module; elsewhere they are asked for and handed on."""
    elsewhere = {name: found for name, tree in sources() if name != MAKER and (found := makers(tree))}
    assert elsewhere == {}


def test_what_a_rule_acts_on_says_why() -> None:
    """POL-07: timers, effects and the system pass a reason, written where they act."""
    silent = []
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BY_RULE:
                told = node.args[1] if len(node.args) > 1 else None
                if not (isinstance(told, ast.Constant) and isinstance(told.value, str) and len(told.value) > 10):
                    silent.append((name, node.lineno))
    assert silent == []


STORES: Final = (AccountStore, CaseStore, ActionStore, TermStore)
"""Of what somebody must be allowed to act on."""


@pytest.mark.parametrize("store", STORES)
def test_the_stores_write_only_what_may_be_acted_on(store: type) -> None:
    """Design 4: no verb of a store takes an account, a contact, a case, an action or a term as anybody may make it."""
    plain = re.compile(r"(?<![A-Za-z])(Account|Contact|Case|Action|Term)(?![A-Za-z])")
    taken = {
        f"{name}({parameter}: {annotation})"
        for name, verb in vars(store).items()
        if inspect.isfunction(verb) and not name.startswith("_")
        for parameter, annotation in verb.__annotations__.items()
        if parameter != "return" and plain.search(str(annotation))
    }
    assert taken == set()


def test_the_test_of_makers_sees_every_way_to_make_one() -> None:
    """A call, a value handed to `map`, an attribute, a cast; not a type that is only said."""
    source = """
def f(a: ActionableAccount) -> ActionableCase:
    b: ActionableAccount = a
    ActionableAccount(a)
    map(ActionableCase, [a])
    actionable.ActionableAccount(a)
    cast("ActionableAccount", a)
"""
    assert sorted(makers(ast.parse(source))) == [4, 5, 6, 7]
    assert Path(ROOT / MAKER).exists()


_MAY_DECIDE: Final = ("domain/use_cases", "schema", "persistence", "sync", "messaging", "api/http")
"""Where somebody is let pass or not. What a role *is*, `api/identity` says; who reports a fact, the flows."""
_OF_PEOPLE: Final = {"domain/use_cases/cases/timers.py", "persistence/configuration/directory.py", "sync/owners.py"}
"""They ask what a person of the directory is: to write to them, read the file, name a field; of nobody who acts."""


def role_decisions(tree: ast.AST) -> list[int]:
    """Lines where a role is compared, looked up or listed by its name: `Role.X`."""
    deciding = (ast.Compare, ast.Set, ast.Dict, ast.List, ast.Tuple, ast.BinOp, ast.match_case)
    inside = (node for each in ast.walk(tree) if isinstance(each, deciding) for node in ast.walk(each))
    named = {
        node.lineno
        for node in inside
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Role"
        if node.attr.isupper() and not node.attr.startswith("_")
    }
    return sorted(named)


def test_what_a_role_may_stands_in_the_table_alone() -> None:
    """Design 4, ROL-01: no list of roles, and no comparison with one, decides beside `domain.protocol.access`."""
    elsewhere = {
        name: found
        for name, tree in sources()
        if name.startswith(_MAY_DECIDE) and name not in _OF_PEOPLE and (found := role_decisions(tree))
    }
    assert elsewhere == {}


@pytest.mark.parametrize(
    "source",
    ["if actor.role is Role.COMPANY: pass", "X = frozenset({Role.ANALYST})", "X = {Role.COMPANY: 10}[actor.role]",
     "X = FIRST_LINE - {Role.HELP_CENTRE}"],
)  # fmt: skip
def test_a_list_of_roles_is_noticed(source: str) -> None:
    """The four ways in which one stood outside the table."""
    assert role_decisions(ast.parse(source)) == [1]
