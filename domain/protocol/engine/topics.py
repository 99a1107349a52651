"""
The topic that a fact may say ("tema de consulta"): one of the list, on the day of the fact, of a contact or an opening.

Source: MEA-05, LIN-06.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from domain.errors import InvalidValue, NotConfigured, ProtocolError
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.topics import topics_on
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW, FactSpec
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.titles import in_sentence


def takes_topic(rules: FlowRules, fact: FactSpec) -> bool:
    """Whether a fact may say what was asked for: a contact, or what opens a case. Source: MEA-05."""
    return fact.is_contact or fact.name in rules.facts_from(NEW)


def wrong_topic(rules: FlowRules, situation: Situation, fact: FactSpec) -> Iterator[ProtocolError]:
    """What is wrong with the topic of a fact: it takes none, or the list does not have it. Source: MEA-05."""
    if situation.topic is None:
        return
    if not takes_topic(rules, fact):
        yield InvalidValue(
            f"«{in_sentence(fact.title)}» no lleva tema: indíquelo en el contacto, o en el caso.",
            rule="MEA-05",
            field=("topic",),
        )
        return
    try:
        checked_topic(situation.topic, situation.config, situation.today)
    except ProtocolError as wrong:
        yield wrong


def checked_topic(code: str, config: ProtocolConfiguration, on: date, field: Sequence[str] = ("topic",)) -> str:
    """
    The code of a topic that the list has on that day.

    Raises:
        NotConfigured: There is no list.
        InvalidValue: The list does not have it on that day.

    Source: MEA-05.
    """
    if not config.topics:
        raise NotConfigured(
            "La lista de temas de consulta no está configurada: registre el contacto sin tema.",
            rule="MEA-05",
            field=field,
        )
    if code not in {topic.code for topic in topics_on(config.topics, on)}:
        raise InvalidValue(
            f"El tema «{code}» no existe o no regía el {on:%d-%m-%Y}: elija uno de la lista.",
            rule="MEA-05",
            field=field,
        )
    return code
