"""
What if ("¿y si…?"): the facts of a period judged under a draft of the table of terms, beside what was.

A draft never judges by a rule of its own: it changes the quantity of rows of the table, or demands them no more, and
`counting.milestones` and `state.state_at` judge as they always do. Belongs here: the draft, and adding up what moves.
Does not belong here: reading the terms (`domain.ports.reading`), and asking in parts (`domain.use_cases.what_if`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from domain.errors import InvalidValue
from domain.model.institution.calendar import SANTIAGO, CalendarBook, local_day
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import Office
from domain.model.terms import Milestones, RiskMargin, TermRule, TermState, TermUnit, Waiver
from domain.protocol.measures.asking import Count, Groups, Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.measure import Measure
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.terms.counting import calendar_for, milestones, term_rule, zone_of
from domain.protocol.terms.state import state_at

COMPARED_BY: Final = (Dimension.OFFICE, Dimension.CHANNEL, Dimension.RULE)
"""By what a draft is compared with what was."""
MOST_QUANTITY: Final = 1_000
MOST_CHANGES: Final = 20
COMPARABLE: Final = (MeasureName.TERM_COMPLIANCE, MeasureName.RECOMMENDED_TERMS)


@dataclass(frozen=True, slots=True)
class DraftTerm:
    """
    One change of the table of terms.

    Attributes:
        rule_id: Which term ("SLA-03").
        quantity: How many of its unit instead; None: it is demanded no more (an exception).
        offices: Only where these answer; empty: everywhere.
    """

    rule_id: str
    quantity: int | None = None
    offices: frozenset[str] = frozenset()

    def touches(self, office: str | None, rule_id: str | None) -> bool:
        """Whether it changes the term of this rule of this office."""
        return rule_id == self.rule_id and (not self.offices or office in self.offices)


class ReplayedTerm(NamedTuple):
    """A stored term, as far as it is judged; instants aware, in UTC. `part`: how it stands under what was in force."""

    id: str
    case_id: str | None
    rule_id: str
    protocol_version: str
    office: str | None
    channel: str | None
    point_of_contact: str | None
    started_at: datetime
    stopped_at: datetime | None
    waived_at: datetime | None
    withdrawn: bool
    given_date: date | None
    due_on: date
    part: str


class ChangedJudgement(NamedTuple):
    """A term that the draft judges otherwise: its last day and how it stands, as it was and under the draft."""

    term_id: str
    case_id: str | None
    rule_id: str
    office: str | None
    due_before: date
    due_after: date | None
    before: TermState
    after: TermState


class Draft:
    """
    The table of terms with the changes laid over it; of those that touch a term the last one holds.

    Args:
        rules: The table as it is in force, with what is configured.
        offices: Those there are, by code.

    Raises:
        InvalidValue: A change names no term with a quantity, an unknown office or a quantity out of bounds.

    Source: LIN-05 (a change of the protocol is a row), MEA-01.
    """

    def __init__(
        self,
        changes: Sequence[DraftTerm],
        measure: Measure,
        rules: Sequence[TermRule],
        offices: Mapping[str, Office],
        margin: RiskMargin,
    ) -> None:
        if not 0 < len(changes) <= MOST_CHANGES:
            raise InvalidValue(f"Indique de uno a {MOST_CHANGES} cambios.", field=("changes",))
        for change in changes:
            _check(change, measure, rules, offices)
        self.changes = tuple(changes)
        self.measure = measure
        self._rules = rules
        self._margin = margin
        self._rows: dict[tuple[object, ...], TermRule] = {}
        self._known: dict[tuple[object, ...], Milestones] = {}
        self._changes: dict[tuple[str | None, str | None], DraftTerm | None] = {}

    @property
    def rule_ids(self) -> frozenset[str]:
        """The terms that it changes, somewhere."""
        return frozenset(change.rule_id for change in self.changes)

    def change_for(self, office: str | None, rule_id: str | None) -> DraftTerm | None:
        """What it changes of the term of this rule of this office; None: nothing."""
        key = (office, rule_id)
        if key not in self._changes:
            self._changes[key] = next((each for each in reversed(self.changes) if each.touches(*key)), None)
        return self._changes[key]

    def judged(self, term: ReplayedTerm, book: CalendarBook, now: datetime) -> tuple[date | None, TermState]:
        """
        Last day and state of the term under the draft, at *now*, with the working calendars as they are now.

        Source: SLA-21, MEA-01; an exception is told as a waiver, which no figure of compliance counts (AMB-58).
        """
        change = self.change_for(term.office, term.rule_id)
        if change is None:
            return term.due_on, TermState(term.part)
        if change.quantity is None:
            return None, TermState.WAIVED
        rule, times = self._milestones(term, change.quantity, book)
        state = state_at(
            times,
            rule.obligation,
            now,
            started_at=term.started_at,
            stopped_at=term.stopped_at,
            waiver=None if term.waived_at is None else Waiver("", term.waived_at, "", term.withdrawn),
        )
        return times.due_on, state

    def _row(self, term: ReplayedTerm) -> TermRule:
        """The row that the term ran under (`counting.rule_of`)."""
        version = [row for row in self._rules if row.protocol_version == term.protocol_version]
        point = None if term.point_of_contact is None else PointOfContact(term.point_of_contact)
        return term_rule(term.rule_id, local_day(term.started_at, SANTIAGO), version, point)

    def _milestones(self, term: ReplayedTerm, quantity: int, book: CalendarBook) -> tuple[TermRule, Milestones]:
        """Terms in whole days that start on one day of one office end together; they are counted once."""
        version = (term.rule_id, term.protocol_version, quantity, local_day(term.started_at, SANTIAGO))
        rule = self._rows.get(version)
        if rule is None:
            rule = self._rows[version] = replace(self._row(term), quantity=quantity)
        calendar = calendar_for(rule, term.office, book)
        if rule.unit is TermUnit.HOURS:
            return rule, milestones(rule, term.started_at, calendar, term.given_date, self._margin)
        key = (*version, calendar.id, local_day(term.started_at, zone_of(rule, calendar)), term.given_date)
        found = self._known.get(key)
        if found is None:
            found = milestones(rule, term.started_at, calendar, term.given_date, self._margin)
            self._known[key] = found
        return rule, found


def _check(change: DraftTerm, measure: Measure, rules: Sequence[TermRule], offices: Mapping[str, Office]) -> None:
    among = measure.only[Dimension.RULE]
    rows = [row for row in rules if row.rule_id == change.rule_id]
    if not rows:
        raise InvalidValue(f"La regla {change.rule_id} no fija un plazo.", field=("changes", "rule"))
    if change.rule_id not in among:
        raise InvalidValue(
            f"El plazo {change.rule_id} no es de los que mide «{measure.title_es}»: pídalo con otra medición.",
            field=("changes", "rule"),
        )
    if change.quantity is not None:
        if all(row.quantity is None for row in rows):
            raise InvalidValue(
                f"El plazo {change.rule_id} no se cuenta en una cantidad.", rule=change.rule_id, field=("changes",)
            )
        if not 0 <= change.quantity <= MOST_QUANTITY:
            raise InvalidValue(f"La cantidad va de 0 a {MOST_QUANTITY}.", field=("changes", "quantity"))
    for office in sorted(change.offices - offices.keys()):
        raise InvalidValue(f"No hay una oficina «{office}».", field=("changes", "offices"))


@dataclass(slots=True)
class Simulation:
    """
    How far the terms of a period are judged under a draft, and what came out so far.

    Attributes:
        question: Measure, period and instant at which open terms are judged.
        total, done: Terms that the draft touches, and how many of them are judged.
        changed: Those judged otherwise, by day, then id; at most `MOST_CHANGED` of `changes` are kept.
    """

    question: MeasureQuery
    draft: Draft
    before: Counter[tuple[Groups, str]]
    after: Counter[tuple[Groups, str]]
    total: int
    done: int = 0
    changes: int = 0
    changed: list[ChangedJudgement] = field(default_factory=list)

    @classmethod
    def begun(cls, question: MeasureQuery, draft: Draft, counts: Iterable[Count]) -> Simulation:
        """Nothing is judged yet: all stands as it was. *counts* are by `COMPARED_BY`."""
        before = Counter({(count.groups, count.part): count.many for count in counts})
        touched = (many for (groups, _), many in before.items() if draft.change_for(groups[0], groups[2]))
        return cls(question, draft, before, before.copy(), sum(touched))

    @property
    def finished(self) -> bool:
        """Every term is judged."""
        return self.done >= self.total

    def judge(self, terms: Iterable[ReplayedTerm], book: CalendarBook) -> None:
        """Some more terms, which are in order of day, then id, and come once."""
        for term in terms:
            if self.draft.change_for(term.office, term.rule_id) is None:
                continue
            self.done += 1
            due_after, after = self.draft.judged(term, book, self.question.now)
            if after == term.part:
                continue
            groups = (term.office, term.channel, term.rule_id)
            self.after[groups, term.part] -= 1
            self.after[groups, after.value] += 1
            self.changes += 1
            if len(self.changed) < MOST_CHANGED:
                before = TermState(term.part)
                self.changed.append(
                    ChangedJudgement(
                        term.id, term.case_id, term.rule_id, term.office, term.due_on, due_after, before, after
                    )
                )

    def compared(self, by: Sequence[Dimension]) -> tuple[MeasureQuery, Measured, Measured]:
        """
        The question by some of `COMPARED_BY`, its answer as it was, and under the draft: the same groups in the same
        order.

        Raises:
            InvalidValue: Another dimension, or one twice.
        """
        for each in by:
            if each not in COMPARED_BY:
                raise InvalidValue("Un borrador se compara por oficina, canal y regla.", field=("by",))
        asked = replace(self.question, by=tuple(by))
        places = [COMPARED_BY.index(each) for each in by]
        groups = {key for key, _ in self.before}
        sides = []
        for side in (self.before, self.after):
            counts = [Count(tuple(key[n] for n in places), part, many) for (key, part), many in side.items() if many]
            told = {count.groups for count in counts}
            missing = {tuple(key[n] for n in places) for key in groups} - told
            sides.append(measured(asked, [*counts, *(Count(key, TermState.WAIVED, 0) for key in missing)]))
        return asked, sides[0], sides[1]


MOST_CHANGED: Final = 10_000
"""So many terms that are judged otherwise are kept to be looked at; the others are counted."""


def question_of(measure: MeasureName, period: Period, now: datetime) -> MeasureQuery:
    """
    What a draft is compared by.

    Raises:
        InvalidValue: That measure is not one of terms that bind somebody.
    """
    if measure not in COMPARABLE:
        raise InvalidValue("Un borrador se mide por el cumplimiento de plazos.", field=("measure",))
    return MeasureQuery(MEASURES[measure], period, now, COMPARED_BY)
