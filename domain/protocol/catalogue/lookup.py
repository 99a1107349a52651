"""The catalogue as a whole: find a rule by id, by family or by words of its text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from domain.errors import NoRuleApplies, UnknownRule
from domain.model.regions import fold
from domain.protocol.catalogue import (
    agendas,
    attention,
    capture,
    capture_paths,
    contact,
    definitions,
    follow_up,
    foreign,
    guidelines,
    measurement,
    open_points_flows,
    open_points_records,
    policy,
    systems,
    terms,
    visits,
)
from domain.protocol.catalogue.messages import MESSAGE_ROWS
from domain.protocol.catalogue.rows import Ambiguity, Message, ProtocolVersion, Rule

_CHAPTERS: Final = (
    policy.RULES,
    systems.RULES,
    guidelines.RULES,
    definitions.RULES,
    contact.RULES,
    capture.RULES,
    capture_paths.RULES,
    attention.RULES,
    agendas.RULES,
    foreign.RULES,
    visits.RULES,
    follow_up.RULES,
    terms.RULES,
    measurement.RULES,
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType({row.id: row for chapter in _CHAPTERS for row in chapter})
"""Every rule by id, in the order of the source."""

AMBIGUITIES: Final[Mapping[str, Ambiguity]] = MappingProxyType(
    {row.id: row for row in (*open_points_flows.AMBIGUITY_ROWS, *open_points_records.AMBIGUITY_ROWS)}
)
"""Every open point by id, in the order of the register."""

MESSAGES: Final[Mapping[str, Message]] = MappingProxyType({row.id: row for row in MESSAGE_ROWS})
"""Every message by id, in the order of the source."""

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


def search(text: str, family: str | None = None) -> tuple[Rule, ...]:
    """
    The rules in whose id, titles, statement or quote every word of *text* appears.

    Args:
        text: Words in Spanish or English; accents and case do not matter. Empty finds all.
        family: Three letters; None searches every family. An unknown family finds nothing.

    Returns:
        In the order of the source.
    """
    words = fold(text).split()
    wanted = None if family is None else family.strip().upper()
    return tuple(
        row
        for row in RULES.values()
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
