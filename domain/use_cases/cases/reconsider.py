"""
Cases reconsidered ("reconsiderar"): what changed outside them reaches them, each once, in a transaction of the worker.

Whatever changes an account keeps a due work item in its own transaction (`model.history.reconsideration`); here it is
played. A case that refuses becomes a task for a person and holds up no other.

Belongs here: carrying out what a case answers. Does not belong here: the answer (`domain.protocol.engine.following`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from domain.errors import ProtocolError
from domain.exchange.facts import CRM_AUTHOR as CRM
from domain.exchange.told import actions_before, contacts_before, lost_and_found, without_own
from domain.model.accounts import Account, Fact, FactKind
from domain.model.cases import Case, CaseEvent, Flow, Value
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.actions import Action
from domain.model.history.decisions import DecisionKind
from domain.model.history.reconsideration import (
    as_before,
    left_by,
    reconsideration,
    reconsideration_of,
    told_ahead,
    was_told,
    who_left,
)
from domain.model.institution.calendar import start_of_day
from domain.model.institution.people import SYSTEM, OfficeKind
from domain.model.timers import Timer
from domain.protocol.access.actionable import case_by_rule
from domain.protocol.access.permissions import office_of
from domain.protocol.classes.classification import classify
from domain.protocol.engine.following import (
    BACK_AGAIN,
    SETTLED,
    SETTLED_BY,
    Answer,
    Following,
    Lost,
    following,
    following_a_loss,
    of_somebody_in_conflict,
    pending_task,
)
from domain.protocol.engine.rows import Notify
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.messages.compose import CASE_NOTICE, compose_case_notice
from domain.protocol.messages.people import office_name
from domain.use_cases.cases.carry_out import Consequences
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.letters import queue_message
from domain.use_cases.cases.load_situation import CaseServices, Casework, Report
from domain.use_cases.cases.take_step import ReportFact, handed_over, report_in
from domain.use_cases.next_steps.ask_for_another import ask_for_another

FACT: Final = "reconsider"
"""Name of the entry of the timeline that asks a person to decide."""
ABOUT: Final = "about"
"""Datum of such an entry: key of the record that the CRM has no more."""


async def reconsider(casework: Casework, timer: Timer) -> None:
    """
    Let the open cases of the timer's subject answer what changed: its payload is what it was before.

    Nothing is written of a case of which nothing changed, so playing it twice is playing it once.

    Source: AMB-68, AMB-82, AMB-74, RTE-04, RTE-05, ATN-01.
    """
    kind, _, key = timer.subject.partition(":")
    if kind == "case":
        await _reconsider(casework, await casework.work.cases.get(key), timer.payload)
        return
    account = await casework.work.accounts.get(key, merged=True)
    await ask_for_another(casework, as_before(account, timer.payload), account)
    await _tell_then(casework, account)
    for case in await casework.work.cases.of_account(account.id):
        await _reconsider(casework, await casework.work.cases.get(case.id), timer.payload)


async def _tell_then(casework: Casework, account: Account) -> None:
    """Facts of the account that are dated ahead reach its cases on their first day, each once."""
    core = casework.services.core
    calendar = core.book.of_office(office_of(account))
    for fact in told_ahead(account, casework.run.today(account)):
        first = start_of_day(fact.on, calendar.zone)
        await casework.work.timers.set(reconsideration_of(account.id, fact, first, core.new_id()))


async def _reconsider(casework: Casework, case: Case, told: Mapping[str, str]) -> None:
    if case.closed_at is not None:
        return
    rules = FLOWS[case.flow]
    try:
        case = await _told_elsewhere(casework, case, told)
        situation = await casework.situation(rules, Report(FACT, casework.run.now, {}), case)
        found = following(rules, situation, _as_it_was(casework, situation, told), who_left(told))
        about = None
        if found is None:
            about, found = await _lost(casework, situation, told)
    except ProtocolError as refused:
        await _ask(casework, case, Following(Answer.STAYS, None, refused.message, ("AMB-68",)), None)
        return
    if found is None or case.closed_at is not None:
        return
    match found.answer:
        case Answer.MOVES:
            await _move(casework, situation, found)
        case Answer.CHANGES_HANDS:
            await _change_hands(casework, situation, found)
        case Answer.STAYS:
            await _ask(casework, case, found, situation, about)
        case Answer.PASSES:
            await _pass_to_head(casework, situation, found)


async def pass_cases_in_conflict(casework: Casework, account: Account) -> Sequence[Case]:
    """
    Pass the open cases of the company that somebody in conflict has to the choice of the head; those that passed.

    Source: POL-07, AMB-72.
    """
    passed = []
    for each in await casework.work.cases.of_account(account.id):
        case = await casework.work.cases.hold(each.id)
        situation = await casework.situation(FLOWS[case.flow], Report(FACT, casework.run.now, {}), case)
        found = of_somebody_in_conflict(situation)
        if found is not None:
            await _pass_to_head(casework, situation, found)
            passed.append(case)
    return passed


def _as_it_was(casework: Casework, situation: Situation, told: Mapping[str, str]) -> Situation:
    """The situation with the account, its contacts and actions as they were before what is told."""
    if situation.account is None:
        return situation
    account = as_before(situation.account, told)
    if situation.case is not None:
        told = without_own(told, situation.case.id, situation.actions)
    if situation.waits or not told:
        return replace(situation, account=account)
    account = replace(account, contacts=contacts_before(account.id, account.contacts, told))
    return _with(casework, situation, account, actions_before(account.id, situation.actions, told))


def _with(casework: Casework, situation: Situation, account: Account, actions: Sequence[Action]) -> Situation:
    config = casework.services.core.configuration()
    classes = classify(account, actions, situation.today, config)
    return replace(situation, account=account, actions=actions, classes=classes)


async def _lost(
    casework: Casework, situation: Situation, told: Mapping[str, str]
) -> tuple[str | None, Following | None]:
    """What the case does about what the CRM has no more, with what it is about; what it has again settles itself."""
    lost, found = lost_and_found(told)
    case, account = _case_of(situation), situation.account
    if account is None or situation.waits:
        return None, None
    asked = pending_task(await casework.work.cases.timeline(case.id))
    for kind, key in found:
        if asked is not None and asked.data.get(ABOUT) == key:
            settled = BACK_AGAIN.format(name=_known_as(situation, kind, key))
            data: dict[str, Value] = {"task": settled, ABOUT: key, SETTLED: True}
            await _enter(casework, case, Following(Answer.STAYS, None, settled, ("AMB-68",)), FACT, (settled, data))
            return None, None
    for kind, key in lost:
        rest = replace(account, contacts=tuple(each for each in account.contacts if each.id != key))
        actions = [each for each in situation.actions if each.id != key]
        of_case = any(each.id == key and each.case_id == case.id for each in situation.actions)
        without = _with(casework, situation, rest, actions)
        name = _known_as(situation, kind, key)
        answer = following_a_loss(FLOWS[case.flow], situation, Lost(kind, key, name, without, of_case))
        if answer is not None:
            return key, answer
    return None, None


def _known_as(situation: Situation, kind: RecordKind, key: str) -> str:
    account = situation.account
    if kind is RecordKind.CONTACT and account is not None:
        return next((each.name for each in account.contacts if each.id == key), key)
    if kind is RecordKind.ACTION:
        return next((each.title for each in situation.actions if each.id == key), key)
    return key if account is None else account.name


async def _move(casework: Casework, situation: Situation, found: Following) -> None:
    """The case passes to the other office, which is told as the flow tells it, else by a letter (RTE-04)."""
    case = _case_of(situation)
    rules = FLOWS[case.flow]
    handed, event = await handed_over(casework, situation, case, str(found.to), found.because, found.rules)
    moved = handed.case
    told = Consequences(casework, rules, handed.situation, moved, event, situation.account, moved.office)
    await told.carry_out(rules.spec.moved)
    if not any(isinstance(effect, Notify) for effect in rules.spec.moved):
        await _tell(casework, moved, event, found.because)


async def _pass_to_head(casework: Casework, situation: Situation, found: Following) -> None:
    """The case is derived to its head, who is asked to choose and told by letter; nobody else was chosen (AMB-72)."""
    case = _case_of(situation)
    to = found.to or f"unit:{FLOWS[case.flow].spec.accountable_unit}"
    handed, _ = await handed_over(casework, situation, case, to, found.because, found.rules)
    await _ask(casework, handed.case, replace(found, answer=Answer.STAYS, to=None), handed.situation)


async def _change_hands(casework: Casework, situation: Situation, found: Following) -> None:
    case, person = _case_of(situation), str(found.to).partition(":")[2]
    name = _name_of(situation, person)
    data: dict[str, Value] = {"person": person, "before": case.assignee}
    entry = (f"Queda a cargo: {name}.", data)
    await _enter(casework, replace(case, assignee=person), found, "assign", entry)


def _case_of(situation: Situation) -> Case:
    if situation.case is None:
        raise ValueError("there is no case to reconsider")
    return situation.case


def _name_of(situation: Situation, to: str) -> str:
    """An office or a person, as people call them."""
    person = situation.directory.person(to)
    return office_name(to, situation) or to if person is None else person.name


async def _ask(
    casework: Casework, case: Case, found: Following, situation: Situation | None, about: str | None = None
) -> None:
    """Write the task into the case and tell whoever has it; what is asked already is not asked again."""
    if found.to is None or situation is None:
        task = found.because
    else:
        task = f"{found.because} Se propone: {_name_of(situation, found.to.partition(':')[2])}."
    data: dict[str, Value] = {"task": task, **({} if found.to is None else {"to": found.to})}
    if about is not None:
        data[ABOUT] = about
    if found.settled_by is not None:
        data[SETTLED_BY] = found.settled_by
    asked = pending_task(await casework.work.cases.timeline(case.id))
    if asked is None or dict(asked.data) != data:
        await _enter(casework, case, found, FACT, (found.because, data))


async def _enter(
    casework: Casework, case: Case, found: Following, fact: str, entry: tuple[str, Mapping[str, Value]]
) -> None:
    """One entry in the timeline, in the record of decisions and in a letter."""
    last = (await casework.work.cases.timeline(case.id))[-1]
    outcome, data = entry
    event = CaseEvent(
        case_id=case.id,
        sequence=last.sequence + 1,
        fact=fact,
        at=casework.run.now,
        occurred_at=casework.run.now,
        by=casework.actor.id,
        role=casework.actor.role,
        from_state=case.state,
        to_state=case.state,
        rules=found.rules,
        data=data,
        reason=found.because,
        effects=(outcome,),
    )
    taken = case_by_rule(replace(case, version=case.version + 1), "AMB-68: what its account gives has changed")
    written = await casework.work.cases.advance(taken, case.version, event)
    kind = DecisionKind.TRACE if found.answer is Answer.STAYS else DecisionKind.DECISION
    await casework.work.decisions.record(decision_of(casework, written, event, kind, outcome))
    await _tell(casework, written, event, str(data.get("task", found.because)))


async def _tell(casework: Casework, case: Case, event: CaseEvent, what: str) -> None:
    """The letter to whoever has the case now: the person, else the head of its office, else its mailbox."""
    try:
        situation = await casework.situation(FLOWS[case.flow], Report("", casework.run.now, {}), case)
        composed = compose_case_notice(situation, what)
        cause = f"case:{case.id}:{event.sequence}:{CASE_NOTICE}"
        await queue_message(casework, CASE_NOTICE, composed, situation, cause, event.rules[0])
    except ProtocolError as unmade:
        outcome = f"El mensaje {CASE_NOTICE} no se pudo preparar: {unmade.message}"
        await casework.work.decisions.record(decision_of(casework, case, event, DecisionKind.TRACE, outcome))


async def _told_elsewhere(casework: Casework, case: Case, told: Mapping[str, str]) -> Case:
    """What was decided or declared elsewhere is the fact of the case that waited for it; the case as it is then."""
    for kind in _AWAITED.get((case.flow, case.state), ()):
        if case.account_id is None or not was_told(told, kind):
            continue
        account = await casework.work.accounts.get(case.account_id)
        said = account.fact(kind, casework.run.today(account))
        report = None if said is None else _as_report(case, account, said)
        if report is not None:
            await report_in(casework, report, by_rule=True)
            return await casework.work.cases.get(case.id)
    return case


def _as_report(case: Case, account: Account, said: Fact) -> ReportFact | None:
    """The fact of the case that *said* is; None: it asks for nothing, or was said here and reached it already."""
    data: dict[str, Value]
    match said.kind:
        case FactKind.EXPORT_DECLARATION:
            data = {"exports": True, "region": case.data.get("region") or account.region}
            return ReportFact(case.id, "complete_ficha", data) if said.value == "YES" else None
        case FactKind.TEST_LEVEL if said.source == CRM:
            return ReportFact(case.id, "record_test_result", {"level": said.value})
        case FactKind.CATEGORY if said.source == CRM:
            data = {"category": said.value, "reason": said.reason or "Asignada en el CRM"}
            return ReportFact(case.id, "assign_category", data)
        case FactKind.EXPORTA_MAS:
            return ReportFact(case.id, "follow_directly", {})
        case FactKind.VALIDATION if said.source == CRM:
            return ReportFact(case.id, {"VALIDATED": "validate"}.get(said.value, "reject"), {})
        case _:
            return None


_AWAITED: Final = {
    **dict.fromkeys(
        ((Flow.CAPTURE, state) for state in ("TEST", "DERIVADA_BAJO_POTENCIAL")),
        (FactKind.EXPORT_DECLARATION, FactKind.TEST_LEVEL),
    ),
    **dict.fromkeys(
        ((Flow.CAPTURE, state) for state in ("NOTIFICADA_REGION", "CONTACTADA", "ENTREVISTADA")), (FactKind.VALIDATION,)
    ),
    (Flow.FOLLOW_UP, "SIN_CATEGORIA"): (FactKind.EXPORTA_MAS, FactKind.CATEGORY),
}
"""What states wait for and may come by another door: the CRM, or the account (CAP-05, DEF-03 c, ATN-01)."""


# People who left

_MOST: Final = 1_000


async def reconsider_people(services: CaseServices) -> int:
    """
    Keep a due work item for each open case of a person whom the directory no longer has, or has in another region.

    A worker does it when it starts, and whenever it reads the directory anew. What a case was asked before is not asked
    again, so it may be done at any time. How many cases.

    Source: AMB-68, USR-01, RTE-05.
    """
    kept = 0
    async with services.core.transactions(SYSTEM) as work:
        casework = Casework.start(services, work)
        for person, offices in (await work.cases.in_hands()).items():
            left = _left(casework, person, offices)
            if not left:
                continue
            for case in await work.cases.of_assignee(person, _MOST):
                if case.office in left:
                    told, now = left_by(person), casework.run.now
                    await work.timers.gather(reconsideration(f"case:{case.id}", told, now, services.core.new_id()))
                    kept += 1
    return kept


def _left(casework: Casework, person_id: str, offices: frozenset[str | None]) -> frozenset[str | None]:
    """The offices, among these, of whose cases the person can no longer have any: all, or those of other regions."""
    person = casework.services.directory().person(person_id)
    if person is None:
        return offices
    known = casework.services.core.configuration().offices
    regional = frozenset(code for code, office in known.items() if office.kind is OfficeKind.OFIREG)
    return (offices & regional) - {person.office} if person.office in regional else frozenset()
