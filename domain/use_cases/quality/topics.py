"""Put a topic of consultation on a case or on one of its contacts, later or corrected ("tema de consulta"; MEA-05)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.errors import RecordNotFound, StepNotAllowed
from domain.model.cases import Case, CaseEvent
from domain.model.history.decisions import DecisionKind
from domain.model.institution.calendar import local_day
from domain.model.institution.topics import topic_name
from domain.protocol.access.actionable import account_by_rule, action_of
from domain.protocol.access.permissions import Permission
from domain.protocol.engine.topics import checked_topic, takes_topic
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.charge import Entry, enter, held_case, in_charge, require_seen
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.cases.take_step import CASE, CaseOutcome, outcome_of
from domain.use_cases.once import once_on_cases
from domain.use_cases.perform import given_reason

RULE: Final = "MEA-05"
_Change = tuple[str | None, str | None]
"""The codes before and after."""


@dataclass(frozen=True, slots=True)
class SetTopic:
    """
    What a case, or one contact of it, asks about.

    Attributes:
        topic: Code of the list, in force on the day of the contact, or on the day the case was opened; None: it has
            none, by mistake it was given one.
        sequence: Of the contact's entry in the timeline; None: the case, and every contact without a topic of its own.
        reason: Needed when another topic is there already.
        seen: Version of the case that the person saw; None: whatever it is now.
    """

    case_id: str
    topic: str | None
    sequence: int | None = None
    reason: str | None = None
    seen: int | None = None
    client_key: str | None = None


@once_on_cases(CASE)
async def set_topic(casework: Casework, asked: SetTopic) -> CaseOutcome:
    """
    Put a topic, or another one, with its trace: an entry of the timeline tells both and why, and so does a decision.

    The actions that the contacts had registered carry the same topic, also in the CRM.

    Raises:
        InvalidValue, NotConfigured: The list does not have it on that day, or there is no list.
        MissingData: Another topic is there, and no reason is given.
        StepNotAllowed: The entry is no contact, or was taken back.
        NotAuthorised, VersionConflict, RecordNotFound: As their messages say.

    Source: MEA-05, LIN-06.
    """
    case = await in_charge(casework, await held_case(casework, asked.case_id, Permission.HAVE_CASES), "clasificar")
    require_seen(case, asked.seen)
    timeline = await casework.work.cases.timeline(case.id)
    entry = None if asked.sequence is None else _contact(case, timeline, asked.sequence)
    before = case.topic if entry is None else entry.topic
    topic = asked.topic or None
    if topic == before:
        return await outcome_of(casework, case, timeline[-1], duplicate=True)
    told = _told(casework, case, entry or timeline[0], (before, topic), of_case=entry is None)
    reason = asked.reason
    if before is not None:
        reason = given_reason(reason, "Indique por qué se cambia el tema.", RULE)
    if entry is not None:
        await casework.work.cases.mark_topic(case.id, entry.sequence, topic)
    data = {"topic": topic, "before": before, "entry": None if entry is None else str(entry.sequence)}
    kind = DecisionKind.DECISION if before is None else DecisionKind.OVERRIDE
    after = case if entry is not None else replace(case, topic=topic)
    outcome = await enter(casework, after, Entry("set_topic", RULE, told, data, reason, kind))
    await _tell_actions(casework, outcome.case)
    return outcome


def _contact(case: Case, timeline: Sequence[CaseEvent], sequence: int) -> CaseEvent:
    """The entry of that sequence, when it is a contact or what opened the case, and stands."""
    found = next((event for event in timeline if event.sequence == sequence), None)
    if found is None:
        raise RecordNotFound("una entrada del caso", f"{case.id}:{sequence}")
    rules = FLOWS[case.flow]
    fact = rules.facts.get(found.fact)
    if fact is None or not takes_topic(rules, fact):
        raise StepNotAllowed(
            "Esa entrada no es un contacto: no lleva tema.", rule=RULE, step_to_take="Ponga el tema en el caso."
        )
    if found.taken_back is not None:
        raise StepNotAllowed("Esa entrada se retiró: ya no cuenta.", rule="AMB-70")
    return found


def _told(casework: Casework, case: Case, entry: CaseEvent, topics: _Change, *, of_case: bool) -> str:
    """What the timeline tells, after checking the new topic on the day of *entry*."""
    services = casework.services.core
    config = services.configuration()
    day = entry.day or local_day(entry.occurred_at, services.book.of_office(case.office).zone)
    before, topic = (
        None if code is None else topic_name(config.topics, code, day) or code
        for code in (topics[0], topics[1] if topics[1] is None else checked_topic(topics[1], config, day))
    )
    whose = "del caso" if of_case else f"del contacto del {day:%d-%m-%Y}"
    was = "" if before is None else f" Antes: «{before}»."
    return f"Tema {whose}: sin tema.{was}" if topic is None else f"Tema {whose}: «{topic}».{was}"


async def _tell_actions(casework: Casework, case: Case) -> None:
    """What its contacts had registered, and still holds, carries the topic that they have now. Source: MEA-05."""
    work = casework.work
    for event in await work.cases.timeline(case.id):
        if event.undo is None or event.taken_back is not None:
            continue
        for action_id in event.undo.actions:
            action = await work.actions.get(action_id)
            topic = event.topic or case.topic
            if action.topic == topic or action.annulment is not None:
                continue
            account = await work.accounts.get(action.account_id, merged=True)
            told = account_by_rule(account, "an action that a contact registered carries the contact's topic")
            await work.actions.save(action_of(told, replace(action, topic=topic)), action.version)
