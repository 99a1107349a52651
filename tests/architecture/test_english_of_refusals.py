"""Every refusal and every label has its English, which whoever asks for it is told (F-58, F-62)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from domain.protocol.flows import FLOWS
from schema.languages.spoken import catalogue, in_english
from schema.mistakes.labels import LABELS

_REFUSALS: Final = frozenset(
    {"InvalidValue", "MissingData", "StepNotAllowed", "StepNotConfigured", "NotAuthorised", "NotConfigured"}
)
_PLACE: Final = re.compile(r"\{[^}]*\}")


def numbered(text: str) -> str:
    """The text with its places called {0}, {1} …, as the catalogue calls them."""
    found = iter(range(10))
    return _PLACE.sub(lambda _: f"{{{next(found)}}}", text)


def refusals_of_flows() -> Iterator[str]:
    """Why a flow refuses a fact."""
    for rules in FLOWS.values():
        yield from (numbered(row.reason) for row in rules.spec.transitions if row.refuse and row.reason)


def refusals_of_the_domain() -> Iterator[str]:
    """The sentences with which the rest of the domain refuses, read from where they stand."""
    for path in sorted(Path("domain").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node, "func", None)
            if isinstance(node, ast.Call) and getattr(called, "id", None) in _REFUSALS and node.args:
                text = _literal(node.args[0])
                if text is not None and " " in text:
                    yield numbered(text)


def _literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{x}" for part in node.values)  # type: ignore[misc]  # text
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def labels() -> Iterator[str]:
    """What forms and steps are called."""
    yield from LABELS.values()
    for rules in FLOWS.values():
        yield rules.spec.title
        for fact in rules.spec.facts:
            if fact.roles:
                yield fact.title
            for datum in fact.data:
                yield from (datum.label, *datum.choices.values())
        yield from (state.title for state in rules.spec.states)


def test_every_refusal_has_its_english_with_the_same_places() -> None:
    """F-58, POL-06: of the flows and of all else; a sentence that is added needs its English."""
    sentences = catalogue()["sentences"]
    said = {*refusals_of_flows(), *refusals_of_the_domain()}
    assert len(said) > 200
    assert sorted(said - sentences.keys()) == []
    assert [s for s, e in sentences.items() if set(_PLACE.findall(s)) != set(_PLACE.findall(e))] == []


def test_every_label_has_its_english() -> None:
    """F-62: titles, labels and choices of all forms."""
    assert sorted({label for label in labels() if in_english(label) is None}) == []
