"""What the product says of steps, facts, terms, classes and figures has its English: walked one by one (F-62)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from domain.model.accounts import FactKind
from domain.model.cases import NextStep
from domain.model.exchange.field_words import WORDS
from domain.model.institution.people import Actor, Role
from domain.protocol.access.permissions import GRANTS
from domain.protocol.activities.suitability import CATEGORY_ES, GROUP_ES
from domain.protocol.catalogue import RULES, told
from domain.protocol.classes.over_time import VALUES
from domain.protocol.engine.titles import COMMON_FACT_ES, MESSAGE_ES, in_sentence, without_rules
from domain.protocol.engine.wording import who_es
from domain.protocol.flows import FLOWS
from domain.protocol.history.source_systems import SOURCE_SYSTEMS
from domain.protocol.measures.dimensions import IN_ORDER, Dimension, Names, group_name
from domain.protocol.measures.measure import FigureUnit
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import CLOSED, OPEN, Subject
from domain.protocol.measures.words import WORDED, part_name
from domain.protocol.routing.account_step import ROWS
from domain.protocol.routing.offers import awaits
from domain.protocol.routing.own_step import OWN_WORDS, as_read_by
from domain.protocol.routing.triage import ANSWERS, CITIZEN_ANSWER
from domain.protocol.terms.table import TERMS
from persistence.configuration import load_configuration
from schema.languages import spoken
from schema.languages.spoken import in_english
from tests.support.builders import a_configuration
from tests.support.cases.situations import DIRECTORY

_WALKED: Final = (
    "domain/protocol/flows",
    "domain/protocol/engine",
    "domain/protocol/routing",
    "domain/protocol/terms",
    "domain/protocol/classes",
    "domain/protocol/access",
    "domain/protocol/history",
    "domain/protocol/follow_up/quarterly_review.py",
    "domain/protocol/measures",
    "domain/protocol/activities/suitability.py",
    "domain/protocol/activities/instruments.py",
    "domain/exchange",
    "domain/errors.py",
    "domain/use_cases",
)
"""Where the sentences of steps, effects, timelines, decisions, terms, reasons and figures are written."""
_WHAT_TO_DO: Final = "Say each in schema/languages/english.json, with {0} {1} … for what it holds."
_PLACE: Final = re.compile(r"\{[^}]*\}")
_TAIL: Final = 25
"""A text with fewer characters of its own is a part of a sentence, whose whole is walked as data (the next test)."""
_PARTS: Final = frozenset(
    {
        "El siguiente paso es {x}. Por ahora no tiene pasos pendientes.{x}",
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


_NAMES_ITS_GROUPS: Final = frozenset({Dimension.REGION, Dimension.UNIT, Dimension.SIZE})
"""Whose groups are names of the world, or codes."""
_LEFT_OVER: Final = re.compile(r"\b(el|la|los|las|del|que|con|por|para|su|se|un|una|no se|y)\b")
"""Words that no English text of ours has."""


def _groups() -> Iterator[str]:
    """The groups of every dimension as they read, those that nobody has in the directory and the lists any more too."""
    names = Names(a_configuration(), DIRECTORY, date(2026, 11, 30))
    known: dict[Dimension, tuple[str, ...]] = {
        **IN_ORDER,
        Dimension.MONTH: tuple(f"2026-{month:02}" for month in range(1, 13)),
        Dimension.RULE: tuple(RULES),
        Dimension.STEP: tuple(f"{flow}:{state}" for flow, rules in FLOWS.items() for state in (*rules.states, "gone")),
    }
    for each in Dimension:
        yield group_name(each, None, names)
        if each not in _NAMES_ITS_GROUPS:
            yield from (group_name(each, group, names) for group in known.get(each, ("gone",)))


def _parts() -> Iterator[str]:
    """The parts of every figure as they read."""
    facts = {fact.name for rules in FLOWS.values() for fact in rules.spec.facts}
    others: dict[Subject, set[str]] = {Subject.CASE: {OPEN, CLOSED}, Subject.CONTACT: {*facts, "no fact"}}
    for subject in Subject:
        parts = tuple(WORDED[subject]) if subject in WORDED else others.get(subject, {"1", "4"})
        yield from (part_name(subject, part) for part in parts)


def test_every_figure_has_its_english() -> None:
    """F-58, MEA-13: what each measure tells and how it was counted, by what it is compared, its groups and parts."""
    said = {text for row in MEASURES.values() for text in (row.title_es, row.how_es)}
    said |= {each.es for each in (*Dimension, *FigureUnit)} | {*_groups()} | {*_parts()}
    assert len(said) > 600
    assert sorted(text for text in said if in_english(text) is None) == [], _WHAT_TO_DO
    half = {text: in_english(text) for text in said if _LEFT_OVER.search(in_english(text) or "")}
    assert half == {}


CONFIGURATION: Final = load_configuration(samples=True)


def test_every_catalogue_has_its_english() -> None:
    """F-58, F-62: classes, titles of rules, systems of records, fields, groups, categories, what one may do."""
    on = date(2026, 11, 30)
    said = {each.es for values in VALUES.values() for each in values} | {
        told(row, on).title_es for row in RULES.values()
    }
    said |= {text for row in SOURCE_SYSTEMS.values() for text in (row.name_es, row.public_es)}
    said |= {text for fields in WORDS.values() for text in fields.values()} | {
        *GROUP_ES.values(),
        *CATEGORY_ES.values(),
    }
    said |= {grant.verb_es for grant in GRANTS.values()}
    said |= {each.name for each in (*CONFIGURATION.topics, *CONFIGURATION.action_types)}
    said |= {name for dated in CONFIGURATION.call_stages.values for name in dated.value.values()}
    assert len(said) > 360
    assert sorted(text for text in said if in_english(text) is None) == [], _WHAT_TO_DO


PARTIES: Final = sorted(
    {who_es(state) for rules in FLOWS.values() for state in rules.spec.states if who_es(state)}
    | {rules.spec.accountable_unit for rules in FLOWS.values()}
    | {each.responsible for each in (*ROWS, *ANSWERS, CITIZEN_ANSWER)}
)
"""Whoever a step may be up to."""


@pytest.mark.parametrize("who", PARTIES)
def test_whose_the_step_is_reads_well_in_both_languages(who: str) -> None:
    """F-62: "al sistema" and "del sistema", never "a el"; and its English is English whole."""
    step = NextStep(step="x", title="Asignar a una persona", responsible=who, text="", rule="COM-02", heading="")
    staff, company = (Actor("otra", "Otra", role) for role in (Role.ANALYST, Role.COMPANY))
    said = [awaits(staff, step), awaits(company, step), as_read_by(company, step, None).text]
    english = [in_english(each or "") for each in said]
    assert not [each for each in said if re.search(r"\b(a|de) el\b", each or "")], said
    assert not [each for each in english if each is None or _LEFT_OVER.search(each) or who in each], english


def test_a_sentence_all_of_which_is_known_goes_before_a_longer_one_with_a_name_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """F-62: the longer one would take words that have their English for the name of somebody."""
    sentences = {"Falta {0}.": "{0} is missing.", "Falta {0} de la empresa.": "The company lacks {0}."}
    words = {"el correo de la empresa": "The e-mail of the company", "la visita": "the visit"}
    monkeypatch.setattr(spoken, "catalogue", lambda: {"sentences": sentences, "words": words})
    monkeypatch.setattr(spoken, "_words", spoken._words.__wrapped__)
    monkeypatch.setattr(spoken, "_patterns", spoken._patterns.__wrapped__)
    english = in_english.__wrapped__
    assert english("Falta el correo de la empresa.") == "the e-mail of the company is missing."
    assert english("Falta Ana de la empresa.") == "The company lacks Ana."
    assert english("Falta la visita de la empresa.") == "The company lacks the visit."


def test_what_a_company_may_do_has_its_english_wherever_it_stands_in_the_sentence() -> None:
    """F-62, F-09: alone, first and last: no words of another sentence are taken for it ("... o ...", "{0} no ...")."""
    amiss = []
    for words in OWN_WORDS.values():
        english = in_english(words)
        other = in_english("responder la encuesta")
        if in_english(f"Usted puede {words}.") != f"You can {english}.":
            amiss.append(words)
        if in_english(f"Usted puede {words} o responder la encuesta.") != f"You can {english} or {other}.":
            amiss.append(words)
        if in_english(f"Usted puede responder la encuesta o {words}.") != f"You can {other} or {english}.":
            amiss.append(words)
    assert amiss == []
