"""
What was taken from the CRM though a person here would be refused ("contra una regla"): it is kept, and told.

The guards are those of the other doors. Belongs here: which of them a record meets when it comes in. Does not belong
here: what cannot be held at all (`domain.exchange.values`), and cases, which answer by themselves
(`domain.use_cases.cases.reconsider`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from domain.errors import InvalidValue, ProtocolError
from domain.model.accounts import Account, Contact
from domain.model.history.actions import Action
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.protocol.classes.reference_day import FIELD_LABELS
from domain.protocol.follow_up.stages import oldest_end_asked
from domain.protocol.history.on_record import refused_action, refused_fact
from domain.use_cases.checks import EDITABLE
from domain.use_cases.services import Services

Record = Account | Contact | Action

_OF_ACCOUNT: Final = ("email", "sector", "office")
_OF_CONTACT: Final = ("email",)
"""Fields that the CRM may fill with what nobody could write here; other kinds of value it cannot hand over at all."""


def objections(services: Services, before: Record | None, after: Record) -> list[ProtocolError]:
    """
    What a person here would have been refused of a record that was created or changed.

    Args:
        before: As it was; None: it is new.

    Source: CAP-05, ATN-01, ATN-03, CAP-07, DEF-05, CHN-01, DEF-03, SYS-04.
    """
    match after:
        case Account():
            known = before if isinstance(before, Account) else None
            return [*_of_facts(services, known, after), *_of_fields(services, known, after, _OF_ACCOUNT)]
        case Contact():
            return list(_of_fields(services, before if isinstance(before, Contact) else None, after, _OF_CONTACT))
        case Action():
            config = services.configuration()
            refused = refused_action(after, config)
            told_before = isinstance(before, Action) and refused_action(before, config) is not None
            return [] if refused is None or told_before else [refused]


def against_rules(services: Services, told: Iterable[tuple[Record | None, Record]]) -> list[tuple[Record, str, str]]:
    """
    The same of records that came in from the CRM: each with the rule and a Spanish sentence without personal data.

    What a first load brings is history: an account that was not here is told by what it is (its classes and their
    alerts), and an action only while its results can still be asked about, as in its follow-up (FUP-04).

    Args:
        told: Each record as it was here (None: the CRM created it) and as it is.

    Source: POL-07, AMB-68.
    """
    config, today = services.configuration(), local_day(services.clock.now(), SANTIAGO)
    oldest = oldest_end_asked(today, config, services.book)
    return [
        (after, each.rule or "POL-07", _sentence(each))
        for before, after in told
        if before is not None or not _is_history(after, oldest)
        for each in objections(services, before, after)
    ]


def _is_history(born: Record, oldest: date) -> bool:
    return isinstance(born, Account) or (isinstance(born, Action) and born.ended_on < oldest)


def _of_facts(services: Services, before: Account | None, after: Account) -> Iterator[ProtocolError]:
    known = frozenset(fact.id for fact in before.facts) if before is not None else frozenset()
    for fact in after.facts:
        if fact.id in known:
            continue
        without = replace(after, facts=tuple(each for each in after.facts if each.id != fact.id))
        refused = refused_fact(without, fact, services.configuration())
        if refused is not None:
            yield refused


def _of_fields(
    services: Services, before: Account | Contact | None, after: Account | Contact, names: tuple[str, ...]
) -> Iterator[ProtocolError]:
    for name in names:
        value = getattr(after, name)
        if value is None or (before is not None and value == getattr(before, name)):
            continue
        try:
            EDITABLE[name](value, name, services.configuration())
        except InvalidValue as wrong:
            yield wrong


def _sentence(refused: ProtocolError) -> str:
    name = refused.field[0] if refused.field else ""
    return f"revise el dato «{FIELD_LABELS[name]}»." if name in _OF_ACCOUNT else refused.message
