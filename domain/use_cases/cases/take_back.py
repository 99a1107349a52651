"""
Taking a fact back that was reported by mistake ("retirar un hecho"), in one transaction with all that it caused.

What the fact found and made is kept with it (`Undo`): the case is as it was, terms that it stopped run again and those
it started are no longer demanded, timers and facts of the account with them, actions are annulled, cases that it opened
end, messages that wait do not go. What went out cannot be undone: it is told, to be explained.

Belongs here: undoing. Does not belong here: what a fact causes (`carry_out`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain.errors import DuplicateRecord, RecordNotFound, StepNotAllowed, VersionConflict
from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, TakenBack, Undo
from domain.model.classes import CauseKind
from domain.model.history.actions import Annulment
from domain.model.history.decisions import DecisionKind
from domain.model.institution.calendar import local_day
from domain.model.institution.people import Actor
from domain.model.messages import Message, MessageState
from domain.model.rut import Rut
from domain.model.terms import Term
from domain.protocol.access.actionable import ActionableCase, account_by_rule, action_of, case_by_rule
from domain.protocol.access.permissions import sees_case
from domain.protocol.engine.decide import to_take_back
from domain.protocol.engine.rows import NEW, TAKEN_BACK
from domain.protocol.flows import FLOWS
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import rule_of
from domain.use_cases.cases.case_timers import move_case_timers
from domain.use_cases.cases.charge import for_head
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.load_situation import Casework, Report
from domain.use_cases.cases.take_step import CASE, CaseOutcome, outcome_of
from domain.use_cases.cases.term_notices import TERM_ESCALATION, TERM_REMINDER
from domain.use_cases.cases.terms import move_terms, run_again, waive_started
from domain.use_cases.once import once_on_cases
from domain.use_cases.perform import given_reason
from domain.use_cases.quality.ask_survey import withdraw_surveys
from domain.use_cases.quality.keep import withdraw_suggestions

__all__ = ["TakeBackFact", "take_back_fact"]

_RULES = ("POL-07", "AMB-70")
_WHO_HAS_IT = frozenset({"assign", "hand_over", "acknowledge"})


@dataclass(frozen=True, slots=True)
class TakeBackFact:
    """
    A fact that was reported by mistake.

    Attributes:
        sequence: Of its entry in the timeline of the case.
        seen: Version of the case that the person saw; None: whatever it is now.
    """

    case_id: str
    sequence: int
    reason: str
    seen: int | None = None
    client_key: str | None = None


@once_on_cases(CASE)
async def take_back_fact(casework: Casework, asked: TakeBackFact) -> CaseOutcome:
    """
    Take back a fact: by who reported it or the head of the unit where the case is, with the reason.

    Returns:
        The case as it is then; `to_explain`: the messages that had gone out. A fact that the same actor took back
        before is left as it is.

    Raises:
        StepNotAllowed: Another fact stands on it, in this case or in one that it opened; it was taken back by somebody
            else; or it cannot be: it decides on a representation.
        MissingData: There is no reason.
        RecordNotFound: There is no such case or entry.
        NotAuthorised, VersionConflict: As their messages say.

    Source: AMB-70, POL-07.
    """
    case = await casework.work.cases.hold(asked.case_id)
    if not sees_case(casework.actor, case):
        raise RecordNotFound("un caso", case.id)
    found = await _found_entry(casework, case, asked.sequence)
    if found is not None and _is_said_again(found, casework.actor, asked.reason):
        return await outcome_of(casework, case, found, duplicate=True)
    theirs, event = await _theirs(casework, case, found), _existing(found, asked.sequence)
    reason = given_reason(asked.reason, "Indique por qué se retira el hecho.", _RULES[0])
    if asked.seen is not None and asked.seen != case.version:
        raise VersionConflict("un caso", case.id, asked.seen, case, case.version)
    before = None if case.account_id is None else await casework.work.accounts.get(case.account_id)
    actions = () if before is None else await casework.work.actions.of_account(before.id)
    undoing = _Undoing(casework, reason)
    undone, entry = await undoing.take_back(theirs, event)
    outcome = await outcome_of(casework, undone, entry)
    if before is not None and outcome.account is not None:
        after = (outcome.account, await casework.work.actions.of_account(before.id))
        _, changes = casework.run.compare((before, actions), after, (CauseKind.ACCOUNT, None))
        outcome = replace(outcome, changes=changes)
    return replace(outcome, to_explain=tuple(undoing.to_explain))


def _is_said_again(event: CaseEvent, actor: Actor, reason: str) -> bool:
    """Whether the actor took it back before, for the same reason: an answer that was lost is asked for again."""
    mark = event.taken_back
    return mark is not None and (mark.by, mark.reason) == (actor.id, reason.strip())


async def _theirs(casework: Casework, case: Case, event: CaseEvent | None) -> ActionableCase:
    """
    The case, for whoever may take the fact back: who reported it, where they might report it still, or the head.
    Whether there is such a fact is told to the head alone.

    Raises:
        RecordNotFound, NotAuthorised: As `to_take_back` and `for_head`.

    Source: AMB-70, RTE-04.
    """
    if event is None or event.by != casework.actor.id:
        return await for_head(casework, case, "retirar este hecho")
    timeline = await casework.work.cases.timeline(case.id)
    stands = case if event.undo is None or _decided_since(timeline, event, event.undo) else _found(case, event.undo)
    rules = FLOWS[case.flow]
    situation = await casework.situation(rules, Report(event.fact, casework.run.now, event.data), stands)
    if stands is not case and event.from_state == NEW:
        situation = replace(situation, case=None)
    return to_take_back(rules, situation, case, event.fact)


def _found(case: Case, undo: Undo) -> Case:
    """The case with whoever had it before the fact."""
    return replace(case, data=undo.data, office=undo.office, assignee=undo.assignee)


def _decided_since(timeline: Sequence[CaseEvent], event: CaseEvent, undo: Undo) -> bool:
    """Whether somebody decided since the fact who has the case."""
    since = (e for e in timeline if e.sequence > event.sequence and e.sequence not in undo.hand_overs)
    return any(each.fact in _WHO_HAS_IT for each in since)


async def _found_entry(casework: Casework, case: Case, sequence: int) -> CaseEvent | None:
    timeline = await casework.work.cases.timeline(case.id)
    return next((e for e in timeline if e.sequence == sequence and e.fact in FLOWS[case.flow].facts), None)


def _existing(event: CaseEvent | None, sequence: int) -> CaseEvent:
    if event is None:
        raise RecordNotFound("un hecho del caso", str(sequence))
    return event


@dataclass(slots=True)
class _Undoing:
    """
    One fact being taken back, with those that it caused in other cases.

    Attributes:
        to_explain: Messages that went out, or are about to.
    """

    casework: Casework
    reason: str
    to_explain: list[Message] = field(default_factory=list)

    async def take_back(self, case: ActionableCase, event: CaseEvent) -> tuple[Case, CaseEvent]:
        """The case as it is then, and the entry that says so."""
        undo = await self._undoable(case, event)
        lines = [f"Se retira «{FLOWS[case.flow].facts[event.fact].title}»."]
        for case_id, sequence in undo.moved:
            lines += await self._take_back_there(case_id, sequence)
        lines += await self._undo_time(case, event, undo)
        lines += await self._undo_records(case, undo)
        lines += await withdraw_suggestions(self.casework, case, event, self.reason)
        lines += await withdraw_surveys(self.casework, case, event)
        lines += await self._undo_messages(case, event, undo)
        restored = await self._restored(case, event, undo)
        return await self._store(case, restored, event, tuple(lines))

    async def _undoable(self, case: Case, event: CaseEvent) -> Undo:
        """
        What to undo, where nothing stands on it.

        Raises:
            StepNotAllowed: Something does, or it was taken back, or nothing is kept of what it made.
        """
        rules = FLOWS[case.flow]
        title = rules.facts[event.fact].title
        if event.taken_back is not None:
            raise StepNotAllowed(f"«{title}» ya se retiró: {event.taken_back.reason}", rule=_RULES[0])
        timeline = await self.casework.work.cases.timeline(case.id)
        later = [each for each in timeline if each.sequence > event.sequence and each.taken_back is None]
        standing_on_it = next((each for each in reversed(later) if each.fact in rules.facts), None)
        if standing_on_it is not None:
            raise StepNotAllowed(
                f"Después de «{title}», el caso {case.number} siguió con «{rules.facts[standing_on_it.fact].title}» "
                f"({self._day(case, standing_on_it):%d-%m-%Y}): retire primero ese hecho.",
                rule=_RULES[0],
            )
        if event.undo is None:
            raise StepNotAllowed(
                f"«{title}» no se puede retirar: decide quién representa a la empresa, espera esa decisión o se "
                "registró antes de que hubiera cómo retirarlo. Registre lo que corresponde ahora.",
                rule=_RULES[0],
            )
        return event.undo

    async def _take_back_there(self, case_id: str, sequence: int) -> list[str]:
        other = await self.casework.work.cases.hold(case_id)
        event = _existing(await _found_entry(self.casework, other, sequence), sequence)
        if event.taken_back is not None:
            return []
        await self.take_back(case_by_rule(other, "AMB-70: what a fact caused goes with it, as permitted"), event)
        return [f"Se retira lo que causó en el caso {other.number}."]

    async def _undo_time(self, case: Case, event: CaseEvent, undo: Undo) -> list[str]:
        subject = f"case:{case.id}"
        await self.casework.work.timers.cancel(subject, set_as=str(event.sequence))
        await self.casework.work.timers.revive(subject, undo.timers)
        waived = await waive_started(self.casework, undo.started, f"Se retiró el hecho: {self.reason}")
        running = await run_again(self.casework, [each for each in undo.closed if each not in undo.started])
        return [
            *(f"Ya no se exige el plazo que comenzó: {self._name(term)}." for term in waived),
            *(f"Vuelve a correr el plazo: {self._name(term)}." for term in running),
        ]

    async def _undo_records(self, case: Case, undo: Undo) -> list[str]:
        actor, now, lines = self.casework.actor, self.casework.run.now, []
        for action_id in undo.actions:
            action = await self.casework.work.actions.get(action_id)
            if action.annulment is None:
                annulment = Annulment(actor.id, actor.role, now, f"Se retiró el hecho: {self.reason}")
                account = await self.casework.work.accounts.get(action.account_id, merged=True)
                theirs = account_by_rule(account, "AMB-70: the fact that registered an action is taken back")
                annulled = action_of(theirs, replace(action, annulment=annulment))
                await self.casework.work.actions.save(annulled, action.version)
                lines.append(f"Se anula la acción «{action.title}».")
        if case.account_id is not None and (undo.facts or undo.fields):
            account = await self.casework.work.accounts.get(case.account_id)
            told = account_by_rule(_as_before(account, undo), "AMB-70: what a fact told of the account is taken back")
            await self.casework.work.accounts.save(told, account.version, without=undo.facts)
            lines.append("Los datos de la empresa quedan como estaban.")
        return lines

    async def _undo_messages(self, case: Case, event: CaseEvent, undo: Undo) -> list[str]:
        notices = (f"{kind}:term:{term}:" for term in undo.started for kind in (TERM_REMINDER, TERM_ESCALATION))
        lines = []
        for cause in (f"case:{case.id}:{event.sequence}:", *notices):
            for message in await self.casework.work.messages.withdraw(case.id, cause):
                if message.state is MessageState.WITHDRAWN:
                    lines.append(f"No sale el mensaje «{message.rendered.subject}».")
                else:
                    self.to_explain.append(message)
                    lines.append(f"Ya salió el mensaje «{message.rendered.subject}»: explique lo que ocurrió.")
        return lines

    async def _restored(self, case: ActionableCase, event: CaseEvent, undo: Undo) -> ActionableCase:
        rules = FLOWS[case.flow]
        if event.from_state == NEW:
            return replace(case, state=TAKEN_BACK.name, closed_at=self.casework.run.now)
        ended = case.closed_at if rules.is_final(event.from_state) else None
        restored = replace(case, state=event.from_state, data=undo.data, closed_at=ended)
        timeline = await self.casework.work.cases.timeline(case.id)
        if _decided_since(timeline, event, undo):
            return restored  # somebody decided since who has it
        if undo.office is not None and undo.office != case.office:
            await move_terms(self.casework, case, undo.office)
        unit = undo.unit or case.accountable_unit
        return replace(restored, office=undo.office, assignee=undo.assignee, accountable_unit=unit)

    async def _store(
        self, case: Case, restored: ActionableCase, event: CaseEvent, lines: tuple[str, ...]
    ) -> tuple[Case, CaseEvent]:
        work, actor, now = self.casework.work, self.casework.actor, self.casework.run.now
        timeline = await work.cases.timeline(case.id)
        entry = CaseEvent(
            case_id=case.id,
            sequence=timeline[-1].sequence + 1,
            fact="take_back",
            at=now,
            occurred_at=now,
            by=actor.id,
            role=actor.role,
            from_state=case.state,
            to_state=restored.state,
            rules=_RULES,
            data={"sequence": event.sequence, "fact": event.fact},
            reason=self.reason,
            effects=lines,
        )
        taken = replace(restored, version=case.version + 1)
        try:
            stored = await work.cases.advance(taken, case.version, entry)
        except DuplicateRecord as open_already:
            raise StepNotAllowed(
                "No se puede retirar: la empresa ya tiene abierto otro caso de este proceso.", rule=_RULES[0]
            ) from open_already
        await work.cases.mark_taken_back(case.id, event.sequence, TakenBack(actor.id, actor.role, now, self.reason))
        await move_case_timers(self.casework, stored, (term.rule_id for term in await work.cases.open_terms(case.id)))
        await work.decisions.record(decision_of(self.casework, stored, entry, DecisionKind.OVERRIDE, " ".join(lines)))
        return stored, entry

    def _name(self, term: Term) -> str:
        return rule_of(term, terms_in_force(self.casework.services.core.configuration())).name_es

    def _day(self, case: Case, event: CaseEvent) -> date:
        return local_day(event.occurred_at, self.casework.services.core.book.of_office(case.office).zone)


def _as_before(account: Account, undo: Undo) -> Account:
    """The account with the fields that the fact wrote as they were, where nobody wrote them since."""
    for name, (before, after) in undo.fields.items():
        now = getattr(account, name)
        if (str(now) if isinstance(now, Rut) else now) == after:
            old = Rut.parse(str(before)) if name == "rut" and before is not None else before
            account = replace(account, **{name: old})  # type: ignore[arg-type]  # the field is named by the row
    return account
