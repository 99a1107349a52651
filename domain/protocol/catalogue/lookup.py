"""The catalogue as a whole: find a rule by id, by family or by words of its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

from domain.errors import NoRuleApplies, UnknownRule
from domain.model.places.regions import fold
from domain.model.terms import TermRule
from domain.protocol.catalogue.rows import ProtocolVersion, Rule
from domain.protocol.catalogue.rules import RULES
from domain.protocol.terms.counting import term_rule
from domain.protocol.terms.explanation import length_en, length_es
from domain.protocol.terms.table import TERMS

_TERM: Final = re.compile(r"\{(SLA-\d{2})\}")

PROTOCOL_VERSIONS: Final = (
    ProtocolVersion("2024", "Política y Protocolo de Atención de Usuarios 2024", date(2024, 1, 1)),
)
"""The editions of the protocol, oldest first. Source: LIN-05."""

PROTOCOL_VERSION: Final = PROTOCOL_VERSIONS[-1]
"""The edition these rows describe."""


def rule(id: str) -> Rule:
    """
    The rule with this id; case and outer spaces do not matter.

    Raises:
        UnknownRule: No rule has it.
    """
    try:
        return RULES[id.strip().upper()]
    except KeyError:
        raise UnknownRule(
            f"No existe la regla «{id}». Revise el código: son tres letras y dos números, como DEF-03."
        ) from None


def told(row: Rule, on: date, terms: Sequence[TermRule] = TERMS) -> Rule:
    """
    *row* as it reads on a day: each `{SLA-03}` of its texts is the length of that term then, in the text's language.

    Args:
        terms: The table of terms, with what is configured laid over it.

    Raises:
        NoRuleApplies: The day is before the first row of a term.

    Source: LIN-05, LIN-07.
    """

    def filled(text: str, length: Callable[[TermRule], str]) -> str:
        return _TERM.sub(lambda found: length(term_rule(found[1], on, terms)), text)

    return replace(
        row,
        title=filled(row.title, length_en),
        title_es=filled(row.title_es, length_es),
        statement=filled(row.statement, length_en),
        software=filled(row.software, length_en),
    )


def search(rows: Iterable[Rule], text: str, family: str | None = None) -> tuple[Rule, ...]:
    """
    The rules in whose id, titles, statement or quote every word of *text* appears.

    Args:
        rows: Where to look: the rules as they read on the day (`told`).
        text: Words in Spanish or English; accents and case do not matter. Empty finds all.
        family: Three letters; None searches every family. An unknown family finds nothing.

    Returns:
        In the order of *rows*.
    """
    words = fold(text).split()
    wanted = None if family is None else family.strip().upper()
    return tuple(
        row
        for row in rows
        if (wanted is None or row.family == wanted) and all(word in _searched_text(row) for word in words)
    )


def protocol_version_on(day: date) -> ProtocolVersion:
    """
    The edition in force on *day*; each holds from its first day, inclusive, until the next begins.

    Raises:
        NoRuleApplies: *day* is before the first edition this catalogue knows.

    Source: LIN-05.
    """
    for version in reversed(PROTOCOL_VERSIONS):
        if version.effective_from <= day:
            return version
    first = PROTOCOL_VERSIONS[0]
    raise NoRuleApplies(
        f"El protocolo rige desde el {first.effective_from:%d-%m-%Y}; no hay versión para el {day:%d-%m-%Y}.",
        rule="LIN-05",
    )


@cache
def _searched_text(row: Rule) -> str:
    return fold(" ".join((row.id, row.title, row.title_es, row.statement, row.quote)))
