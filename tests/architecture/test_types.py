"""What resolvers return is what the type checker sees (ADR 0022)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SCHEMA = Path(__file__).parents[2] / "schema"
_IGNORED = re.compile(r"# type: ignore(?P<code>\[[\w, -]+\])?(?P<reason>  # \w.*)?")


def _modules() -> Iterator[tuple[str, str]]:
    for path in sorted(SCHEMA.rglob("*.py")):
        yield str(path.relative_to(SCHEMA)), path.read_text(encoding="utf-8")


def _imported(text: str) -> set[str]:
    found = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom) and node.module == "typing")
    return {name.name for node in found for name in node.names}


def test_nothing_in_the_schema_is_cast() -> None:
    """A class that is returned answers for its GraphQL type, so no resolver has to say what is not so."""
    assert [name for name, text in _modules() if "cast" in _imported(text)] == []


def test_what_the_checker_ignores_in_the_schema_is_rare_and_has_its_reason() -> None:
    ignored = [(name, found) for name, text in _modules() for found in _IGNORED.finditer(text)]
    assert len(ignored) < 5
    assert [name for name, found in ignored if not (found["code"] and found["reason"])] == []
