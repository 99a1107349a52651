"""A page can be read in one go, a folder told apart at a glance, a call understood without counting (ADR 0012)."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from tests.support.packages import PACKAGES, ROOT

LONGEST_MODULE: Final = 400
MOST_MODULES: Final = 15
MOST_PARAMETERS: Final = 6

CROWDED: Final = {
    "domain/protocol/catalogue/rules": "a module for each family of rules, named as the source names it",
}
"""Folders with more modules, each with its reason."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts)


def functions() -> Iterator[tuple[str, Function]]:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield f"{path.relative_to(ROOT)}: {node.name}", node


def is_resolver_or_command(function: Function) -> bool:
    """Its parameters are the arguments of a field or the options of a command: each has its own name and text there."""
    taken = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    return "info" in taken or any("command" in ast.unparse(decorator) for decorator in function.decorator_list)


def parameters(function: Function) -> int:
    given = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return len(given) - (given[:1] in (["self"], ["cls"]))


def lines(function: Function) -> int:
    """Lines of its body without the docstring."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_module_is_longer_than_a_reader_holds() -> None:
    """A module splits when it has two reasons to change, and at 400 lines it has."""
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: count for name, count in long.items() if count > LONGEST_MODULE} == {}


def test_no_folder_has_more_modules_than_can_be_told_apart() -> None:
    """About fifteen: a folder with twenty files side by side is two."""
    counted = Counter(str(path.parent.relative_to(ROOT)) for path in modules() if path.name != "__init__.py")
    crowded = {folder: count for folder, count in counted.items() if count > MOST_MODULES}
    assert crowded.keys() == CROWDED.keys(), crowded


def test_no_function_takes_more_than_six_things() -> None:
    """What travels together is one object. Resolvers and commands are apart."""
    many = {name: parameters(node) for name, node in functions() if not is_resolver_or_command(node)}
    assert {name: count for name, count in many.items() if count > MOST_PARAMETERS} == {}


def test_functions_are_a_few_lines() -> None:
    """Half of them at most five lines, nine in ten at most eighteen."""
    lengths = [lines(node) for _, node in functions()]
    assert (median(lengths) <= 5, quantiles(lengths, n=10)[-1] <= 18) == (True, True)
