"""What the product says of steps, facts, terms and classes has its English: walked sentence by sentence (F-62)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from domain.model.accounts import FactKind
from domain.protocol.engine.titles import COMMON_FACT_ES, MESSAGE_ES, in_sentence, without_rules
from domain.protocol.engine.wording import who_es
from domain.protocol.flows import FLOWS
from domain.protocol.routing.account_step import ROWS
from domain.protocol.terms.table import TERMS
from schema.languages.spoken import in_english

_WALKED: Final = (
    "domain/protocol/flows",
    "domain/protocol/engine",
    "domain/protocol/routing",
    "domain/protocol/terms",
    "domain/protocol/classes",
    "domain/protocol/access",
    "domain/protocol/history",
    "domain/protocol/follow_up/quarterly_review.py",
    "domain/exchange/similarity.py",
    "domain/use_cases",
)
"""Where the sentences of steps, effects, timelines, decisions, terms and reasons are written."""
_WHAT_TO_DO: Final = "Say each in schema/languages/english.json, with {0} {1} … for what it holds."
_PLACE: Final = re.compile(r"\{[^}]*\}")
_TAIL: Final = 25
"""A text with fewer characters of its own is a part of a sentence, whose whole is walked as data (the next test)."""
_PARTS: Final = frozenset(
    {
        "{x}. No tiene pasos pendientes.{x}",  # after "El siguiente paso es de ProChile"
        "{x}: {x} desde que {x}, que no se cuenta).",  # as English has it, with its day
        "Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",  # heading of the source, which is quoted
    }
)
_SPANISH: Final = re.compile(
    r"[áéíóúñ¿«]|\b(el|la|los|las|del|que|con|por|para|su|se|un|una|no|al|es|y|hay)\b", re.IGNORECASE
)
_ENGLISH: Final = re.compile(r"\b(the|of|is|are|which|that|what|by|has|was|with|and|must|cannot)\b")


def _texts(path: Path) -> Iterator[str]:
    """The texts that a module writes, but its docstrings; what a text holds is {x}."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            apart |= {id(part) for part in node.values}
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{x}" for part in node.values)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield node.value


def _sentences() -> Iterator[str]:
    """The Spanish sentences among them."""
    for place in _WALKED:
        for path in sorted(Path(place).rglob("*.py")) if Path(place).is_dir() else [Path(place)]:
            for text in _texts(path):
                said = text.strip()
                ends = said.endswith((".", "?", ":", ": {x}", "}"))
                own = _PLACE.sub("", said).strip()
                starts = said[0:1].isupper() or said[0:1] in "{«¿"
                if ends and starts and len(own) > _TAIL and _SPANISH.search(own) and not _ENGLISH.search(own):
                    yield said


def _has_english(text: str) -> bool:
    """Whether it has: with names in its places, and with nothing in those where more may be said, after all else."""
    more = re.sub(r"(?<=[.?!])(?:\s?\{[^}]*\})+(?= |$)|(?<=\w)\{[^}]*\}(?=[.:,])", "", text)
    return any(in_english(_PLACE.sub("Acme", each).strip()) is not None for each in (text, more))


def test_every_sentence_has_its_english() -> None:
    """F-58, F-62: of the next step, the timeline, a term, a class, a decision; one that is added needs its English."""
    said = {*_sentences()} - _PARTS
    assert len(said) > 400
    assert sorted(text for text in said if not _has_english(text)) == [], _WHAT_TO_DO


def test_every_title_has_its_english() -> None:
    """F-62: states, steps, terms, messages and facts, as they stand alone and inside a sentence."""
    titles = {*COMMON_FACT_ES.values(), *MESSAGE_ES.values()}
    for rules in FLOWS.values():
        titles |= {title for state in rules.spec.states for title in (state.title, who_es(state)) if title}
        titles |= {fact.title for fact in rules.spec.facts} | {rules.spec.title, in_sentence(rules.spec.flow.es)}
    titles |= {each for row in ROWS for each in (row.title, row.responsible)}
    titles |= {in_sentence(each) for row in TERMS for each in (row.name_es, row.start_es, row.stop_es)}
    titles |= {in_sentence(without_rules(kind.es)) for kind in FactKind}
    assert len(titles) > 300
    assert sorted(title for title in titles if not _PLACE.search(title) and in_english(title) is None) == [], (
        _WHAT_TO_DO
    )
