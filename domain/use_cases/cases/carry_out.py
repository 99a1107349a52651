"""
Consequences out what a fact causes ("efectos"), in the transaction of the fact.

Order: what the row says, as it stands, except that the account is written once, messages are composed when everything
else is so, and other cases are opened last. A message that cannot be made is recorded and stops nothing (AMB-01).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, assert_never

from domain.errors import ProtocolError
from domain.model.accounts import FACT_VALUES, Account, Fact, FactKind
from domain.model.cases import Case, CaseEvent, Undo, Value
from domain.model.history.actions import LONGEST_PRODUCT, Action
from domain.model.history.decisions import DecisionKind
from domain.model.institution.calendar import local_day
from domain.model.institution.people import SYSTEM
from domain.model.representations import Representation, RepresentationState
from domain.model.rut import Rut
from domain.model.timers import Timer
from domain.protocol.access.actionable import account_by_rule, action_of, case_by_rule
from domain.protocol.engine.data import value_es
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import (
    CancelTimers,
    Effect,
    HandOver,
    Notify,
    OpenCase,
    RecordFact,
    RegisterAction,
    Represent,
    SetTimer,
    StartTerm,
    StopTerm,
    WaiveTerm,
    resolve,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.titles import MESSAGE_ES
from domain.protocol.engine.wording import effect_lines, handed_to_es
from domain.protocol.messages.compose import compose
from domain.protocol.routing.hand_over import addressee_of
from domain.use_cases.cases.case_timers import instant_of
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.letters import queue_message
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.cases.terms import move_terms, start_terms, stop_terms, waive_terms
from domain.use_cases.perform import with_fact
from domain.use_cases.representations.join import Joining
from domain.use_cases.representations.settle import confirmed, declared_on, refused

_PERSONAL: Final = frozenset({"notes", "result", "reason", "person", "email", "answer", "query", "complaint"})
_LONGEST_TITLE: Final = 200
_OF_DRAFT: Final = frozenset(Account.__dataclass_fields__) - {"facts", "contacts", "version", "provenance"}


@dataclass(slots=True)
class Consequences:
    """
    The effects of one fact being carried out.

    Attributes:
        case, account: As they are by now.
        event: The fact in the timeline, which tells what it caused; what could not be done is told as it came about.
        office_before: Office that answered before the fact.
        to_open: Cases that the fact opens, for the caller to open last.
        facts, actions: What was recorded, for the change of class.
        undo: What the fact found and made, to take it back by (AMB-70).
    """

    casework: Casework
    rules: FlowRules
    situation: Situation
    case: Case
    event: CaseEvent
    account: Account | None
    office_before: str | None = None
    last_sequence: int = 0
    to_open: list[OpenCase] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    undo: Undo = field(default_factory=Undo)
    _told_in: Situation = field(init=False)

    def __post_init__(self) -> None:
        self.last_sequence, self._told_in = self.event.sequence, self.situation

    async def carry_out(self, effects: Sequence[Effect]) -> None:
        """Everything, in order; the situation is the one after the fact."""
        before = self.account
        if self.case.office is not None and self.office_before not in {None, self.case.office}:
            await move_terms(self.casework, self.case, self.case.office)
        for effect in effects:
            await self._carry_out(effect)
        if self.situation.waits:
            await self._keep_waiting(before)
        elif self.account is not None and before is not None and self.account != before:
            told = account_by_rule(self.account, "the effects of a fact that was accepted")
            self.account = await self.casework.work.accounts.save(told, before.version)
        for effect in effects:
            if isinstance(effect, Represent):
                await self._represent(effect)
        self.situation = await self.casework.refreshed(self.situation, self.case, self.account)
        for effect in effects:
            if isinstance(effect, Notify):
                await self._notify(effect)

    async def _carry_out(self, effect: Effect) -> None:
        match effect:
            case StartTerm():
                self.made(Undo(started=await start_terms(self.casework, self.situation, self.case, effect)))
            case StopTerm():
                self.made(Undo(closed=await stop_terms(self.casework, self.situation, self.case, effect)))
            case WaiveTerm():
                self.made(Undo(closed=await waive_terms(self.casework, self.rules, self.case, self.event, effect)))
            case RegisterAction():
                await self._register_action(effect)
            case RecordFact():
                self._record_fact(effect)
            case SetTimer():
                await self._set_timer(effect)
            case CancelTimers(kinds=kinds):
                gone = await self.casework.work.timers.cancel(f"case:{self.case.id}", kinds)
                self.made(Undo(timers=tuple((timer.kind, timer.occurrence) for timer in gone)))
            case HandOver():
                await self._hand_over(effect)
            case OpenCase():
                self.to_open.append(effect)
            case Notify() | Represent():
                pass  # when everything else is so
            case unreachable:
                assert_never(unreachable)

    def made(self, more: Undo) -> None:
        """Note what it made."""
        self.undo = self.undo.plus(more)

    # what the CRM gets

    async def _register_action(self, effect: RegisterAction) -> None:
        """Source: CAP-08, LOW-04, ATN-05."""
        kind = resolve(effect.type, self.situation)
        if self.account is None or not isinstance(kind, str):
            return
        situation = self.situation
        ended_on = _day_given(situation, "ended_on") or situation.today
        started_on = _day_given(situation, "started_on") or ended_on
        opened_on = local_day(self.case.opened_at, situation.calendar.zone)
        known = situation.config.action_type(kind, ended_on) or situation.config.action_type(kind, opened_on)
        market = situation.text("market")
        action = Action(
            id=self.casework.services.core.new_id(),
            account_id=self.account.id,
            type=kind,
            title=(kind if known is None else known.name)[:_LONGEST_TITLE],
            started_on=min(started_on, ended_on),
            ended_on=ended_on,
            registered_by=self.casework.actor.id,
            registered_role=self.casework.actor.role,
            registered_at=self.casework.run.now,
            market=market if market is not None and len(market) == 2 else None,
            office=self.case.office,
            channel=situation.channel,
            point_of_contact=situation.point_of_contact,
            topic=situation.topic or self.case.topic,
            product=(situation.text("product") or "")[:LONGEST_PRODUCT] or None,
            notes=self._notes(),
            case_id=self.case.id,
            cause=self.event.rules[0],
        )
        if not self.situation.waits:
            told = account_by_rule(self.account, "the effects of a fact that was accepted")
            action = await self.casework.work.actions.add(action_of(told, action))
        self.actions.append(action)
        self.made(Undo(actions=(action.id,)))

    def _notes(self) -> str | None:
        given = self.situation.given
        texts = [given[name] for name in ("result", "notes", "reason") if isinstance(given.get(name), str)]
        return "; ".join(str(text) for text in texts) or self.event.reason

    def _record_fact(self, effect: RecordFact) -> None:
        value = effect.told(self.situation)
        if self.account is None or value is None:
            return
        if effect.kind.startswith("account."):
            name = effect.kind.removeprefix("account.")
            changed: Mapping[str, Value | Rut] = {name: Rut.parse(str(value)) if name == "rut" else value}
            before = getattr(self.account, name)
            self.account = replace(self.account, **changed)  # type: ignore[arg-type]  # the field is named by the row; the structural test knows it
            self.made(Undo(fields={name: (str(before) if isinstance(before, Rut) else before, value)}))
            return
        kind = FactKind(effect.kind)
        told = ("YES" if value else "NO") if isinstance(value, bool) else str(value)
        if told not in FACT_VALUES[kind]:
            raise ValueError(f"{self.rules.spec.flow}: {kind} cannot be {told}")
        situation = self.situation
        fact = Fact(
            id=self.casework.services.core.new_id(),
            kind=kind,
            value=told,
            on=situation.today,
            by=self.casework.actor.id,
            role=self.casework.actor.role,
            at=self.casework.run.now,
            reason=situation.text_given("reason") or situation.reason,
            detail={
                "case": self.case.id,
                **{name: value_es(None, datum) for name, datum in situation.given.items() if name not in _PERSONAL},
            },
        )
        self.account = with_fact(self.account, fact)
        self.facts.append(fact)
        self.made(Undo(facts=(fact.id,)))

    # who represents the company

    async def _keep_waiting(self, before: Account | None) -> None:
        """What the fact brought waits in the draft (AMB-54)."""
        record, account = self.situation.representation, self.account
        if record is None or record.draft is None or account is None or before is None:
            return
        written = frozenset(name for name in _OF_DRAFT if getattr(account, name) != getattr(before, name))
        draft = replace(
            record.draft,
            account=account,
            actions=(*record.draft.actions, *self.actions),
            written=record.draft.written | written,
        )
        if draft != record.draft:
            record = await self.casework.work.representations.save(replace(record, draft=draft), record.version)
        self.situation = replace(self.situation, representation=record)

    async def _represent(self, effect: Represent) -> None:
        outcome, record = resolve(effect.outcome, self.situation), self.situation.representation
        if outcome == "DECLARED" and record is None and self.account is not None:
            run = self.situation.text_given("representative_run") or self.casework.actor.run
            record = await declared_on(self.casework, self.account, self.case.id, run)
        elif record is not None and record.state is RepresentationState.DECLARED:
            reason = self.situation.text_given("reason") or self.situation.text_given("notes")
            if outcome == "REFUSED":
                record = await refused(self.casework, record, reason)
            elif outcome == "CONFIRMED":
                record = await self._confirm(record, reason)
        self.situation = replace(self.situation, representation=record)

    async def _confirm(self, record: Representation, reason: str | None) -> Representation:
        record, applied = await confirmed(self.casework, record, reason)
        if applied is not None:
            self.account = applied.account
            joining = Joining(self.casework, self.rules, self.situation, self.case, self.last_sequence)
            self.case = await joining.join(applied)
            self.last_sequence = joining.last_sequence
        return record

    # time

    async def _set_timer(self, effect: SetTimer) -> None:
        due_at = instant_of(resolve(effect.at, self.situation), self.situation)
        if due_at is None:
            return
        await self.casework.work.timers.set(
            Timer(
                id=self.casework.services.core.new_id(),
                kind=effect.kind,
                subject=f"case:{self.case.id}",
                due_at=due_at,
                rule=self.event.rules[0],
                occurrence=str(self.event.sequence),
                payload={"fact": effect.fact},
            )
        )

    # people

    async def _hand_over(self, effect: HandOver) -> None:
        to = resolve(effect.to, self.situation)
        if isinstance(to, str):
            await self.hand_over(to, self.event.reason or "", self.event.rules)

    async def hand_over(self, to: str, reason: str, rules: tuple[str, ...]) -> None:
        """Derive the case: a record with from, to, reason and date, that awaits its acknowledgement (POL-05)."""
        office, person = addressee_of(to, self.situation)
        before = self.case
        if office is not None and office != before.office:
            await move_terms(self.casework, before, office)
        case = replace(
            before,
            version=before.version + 1,
            office=office or before.office,
            assignee=self._taken_by(to, office, person),
        )
        event = CaseEvent(
            case_id=case.id,
            sequence=self.last_sequence + 1,
            fact="hand_over",
            at=self.casework.run.now,
            occurred_at=self.situation.at,
            by=self.casework.actor.id,
            role=self.casework.actor.role,
            from_state=case.state,
            to_state=case.state,
            rules=("POL-05", *rules),
            data={"to": to, "from_office": self._from_office(), "from_person": self._from_person(person)},
            reason=reason or None,
            effects=(f"Se deriva a {handed_to_es(to, self.situation)}.", *await self._in_transit_es(person)),
        )
        handed = case_by_rule(case, "POL-05: a hand-over that was permitted, or that an accepted fact causes")
        self.case = await self.casework.work.cases.advance(handed, before.version, event)
        self.last_sequence = event.sequence
        self.made(Undo(hand_overs=(event.sequence,)))
        self.situation = replace(self.situation, case=self.case, office=self.case.office)

    def _from_person(self, to: str | None) -> str | None:
        """Whoever had it; of a case that is proposed to its addressee as it opens, whoever reported the fact."""
        had_it = self.case.assignee
        if had_it is not None and had_it != to:
            return had_it
        return None if self.casework.actor == SYSTEM else self.casework.actor.id

    def _from_office(self) -> str | None:
        return self.office_before or self.casework.actor.office

    async def _in_transit_es(self, to: str | None) -> Sequence[str]:
        """From whom, and how much of the term had passed: the hand-over counts inside it. Source: AMB-35, POL-05."""
        terms = await self.casework.work.cases.open_terms(self.case.id)
        sender = self._from_person(to)
        if not terms or sender is None:
            return ()
        person, calendar = self.situation.directory.person(sender), self.situation.calendar
        received_on = local_day(min(term.started_at for term in terms), calendar.zone)
        days = calendar.business_days_between(received_on, local_day(self.casework.run.now, calendar.zone))
        name = sender if person is None else person.name
        passed = f"{days} {'día hábil' if days == 1 else 'días hábiles'}"
        return (f"La deriva {name}. Desde que comenzó el plazo: {passed}.",)

    def _taken_by(self, to: str, office: str | None, person: str | None) -> str | None:
        """
        Whoever the flow proposes at the new office, else its head; else who has it already (RTE-05).

        Nobody keeps a case of a company with which they have a conflict of interest (AMB-72).
        """
        if not to.startswith("office:"):
            had_it = self.case.assignee
            return person or (None if had_it in self.situation.directory.barred else had_it)
        propose = self.rules.spec.assignee
        if propose is None:
            return person
        moved = replace(self.situation, case=replace(self.case, office=office, assignee=None), office=office)
        proposed = propose(moved)
        return proposed if isinstance(proposed, str) else person

    # messages

    async def _notify(self, effect: Notify) -> None:
        template = resolve(effect.message, self.situation)
        if not isinstance(template, str):
            return
        try:
            composed = compose(template, self.situation)
            unsent = await queue_message(
                self.casework, template, composed, self.situation, self._cause(template), self.event.rules[0]
            )
        except ProtocolError as unmade:
            unsent = f"No se pudo preparar el mensaje «{MESSAGE_ES[template]}»: {unmade.message}"
            await self.trace(unsent)
        if unsent is not None:
            self.tell_instead(effect, unsent)

    def tell_instead(self, effect: Effect, came: str) -> None:
        """Have the timeline tell what *came* of an effect that could not be carried out as it is told (POL-07)."""
        planned = effect_lines(self.rules, self._told_in, [effect])
        told = tuple(came if line in planned else line for line in self.event.effects)
        self.event = replace(self.event, effects=told)

    def _cause(self, template: str) -> str:
        return f"case:{self.case.id}:{self.event.sequence}:{template}"

    async def trace(self, outcome: str) -> None:
        """Keep something that the software did or could not do."""
        await self.casework.work.decisions.record(
            decision_of(self.casework, self.case, self.event, DecisionKind.TRACE, outcome)
        )


def _day_given(situation: Situation, name: str) -> date | None:
    """A day of this fact alone: what was done before has its own action, with its own days (AMB-60)."""
    value = situation.given.get(name)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
