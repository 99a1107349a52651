"""
When the follow-up messages go out, and what goes into one ("seguimiento de resultados", categories 2 and 3).

Stage 1: one month after the end of the activity, by the row of SLA-17. Activities of one account that ended in the same
calendar month go in one message, on the day of the last of them: so nobody is asked too early, and nobody twice.
Stage 2: on the date the company gave, never before stage 1 nor on its day; when stage 1 was refused, it keeps its date.

Source: FUP-03..FUP-09, SLA-17, SLA-18, AMB-29, AMB-30, AMB-32.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, Flow, Value
from domain.model.history.actions import Action
from domain.model.institution.calendar import CalendarBook, add_months, local_day
from domain.model.institution.configuration import ProtocolConfiguration
from domain.protocol.activities.instruments import instrument
from domain.protocol.engine.situation import Situation
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, term_rule
from domain.protocol.terms.in_situation import last_day_by, last_day_in

STAGE_1: Final = "STAGE_1"
STAGE_2: Final = "STAGE_2"
STAGE_1_FACT: Final = "send_stage_1"
WAITING_STATES: Final = frozenset({"EN_ESPERA", "EN_ESPERA_CON_FECHA"})
"""States of a follow-up whose first message is still to come."""
_PAST_STAGE_1: Final = frozenset({"SIN_FECHA", "CON_FECHA", "RESULTADO_PEDIDO", "CERRADO"})

_ONE_DAY: Final = timedelta(days=1)
_AGENDA_ES: Final = "agenda de negocios"


def is_followed(action: Action, config: ProtocolConfiguration) -> bool:
    """
    Whether an action is an activity that the company accessed: it holds, and is an instrument whose type counts.

    What a case registers is left to the case; a log entry or a step of attention has no results to follow.

    Source: FUP-04, FUP-03.
    """
    row = instrument(action.type, config, action.ended_on)
    return row is not None and row.counts and action.case_id is None and action.annulment is None


def oldest_end_asked(today: date, config: ProtocolConfiguration, book: CalendarBook) -> date:
    """
    The earliest end of an activity that can still be asked about: the day of its stage 1 has not passed.

    Source: FUP-05, SLA-17.
    """
    row = term_rule("SLA-17", today, terms_in_force(config))
    calendar = calendar_for(row, None, book)
    oldest = today
    while (due_on := last_day_by(row, oldest - _ONE_DAY, calendar)) is not None and today <= due_on:
        oldest -= _ONE_DAY
    return oldest


def stage_1_day(ended_on: date, situation: Situation) -> date:
    """
    The day of the message about an activity that ended then: one month later by the row of SLA-17, that is the same day
    number of the next month, or its last day; not moved for holidays.

    Source: SLA-17, AMB-29.
    """
    day = last_day_in("SLA-17", ended_on, situation)
    if day is None:
        raise ValueError("the row of SLA-17 gives no day")
    return day


def stage_2_day(expected_on: date, stage_1_on: date | None) -> date:
    """
    The date the company gave; when it is not after stage 1, the day after stage 1.

    Args:
        stage_1_on: Day of stage 1; None: none goes out, the company refused it or its day was over.

    Source: FUP-08, FUP-09, SLA-18.
    """
    return expected_on if stage_1_on is None else max(expected_on, stage_1_on + _ONE_DAY)


def expected_day(data: Mapping[str, Value], answered_on: date) -> date | None:
    """
    The date of business in a survey: as given, or so many months after the answer; None: no date, none is assumed.

    Source: SLA-18, AMB-32.
    """
    given = data.get("expected_on")
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    months = data.get("expected_in_months")
    return add_months(answered_on, months) if isinstance(months, int) and not isinstance(months, bool) else None


def has_refused(account: Account | None, stage: str, on: date) -> bool:
    """Whether the account asked, by that day, not to receive that stage any more. Source: FUP-06, AMB-30."""
    return account is not None and any(
        fact.kind is FactKind.FOLLOW_UP_OPT_OUT
        and fact.value == stage
        and fact.on <= on
        and (fact.until is None or on <= fact.until)
        for fact in account.facts
    )


def end_of(case: Case) -> date | None:
    """Last day of the activity that a follow-up is about."""
    ended_on = case.data.get("ended_on")
    return ended_on if isinstance(ended_on, date) and not isinstance(ended_on, datetime) else None


def goes_with_a_later_one(situation: Situation) -> bool:
    """Whether another activity of that month ended later and its message, still to come, covers this one."""
    case = situation.case
    return case is not None and any(
        other.state in WAITING_STATES and _waits_for(case, other, situation) for other in situation.open_cases
    )


def stage_1_on(situation: Situation) -> date | None:
    """The day on which the activity of the case is asked about, by its own message or a joint one that is to come."""
    ended_on = situation.day("ended_on")
    case = situation.case
    if ended_on is None or case is None:
        return None if ended_on is None else stage_1_day(ended_on, situation)
    ends = [
        end_of(other) or ended_on
        for other in situation.open_cases
        if other.state in WAITING_STATES and _waits_for(case, other, situation)
    ]
    return stage_1_day(max((ended_on, *ends)), situation)


def stage_1_is_missed(situation: Situation) -> bool:
    """
    Whether the day of the first message was over before the activity was on record, or the company had its category.

    The message says that the activity ended that long ago, which would be false by then; nothing sends it. One that a
    later activity of the month is still to be asked about goes with that one (AMB-30).

    Source: FUP-05, SLA-17.
    """
    ended_on, today = situation.day("ended_on"), day_of_recording(situation)
    if ended_on is None or today <= stage_1_day(ended_on, situation):
        return False
    return not any(
        case.state in WAITING_STATES
        and (last := end_of(case)) is not None
        and (last.year, last.month) == (ended_on.year, ended_on.month)
        and today <= stage_1_day(last, situation)
        for case in situation.open_cases
        if case.flow is Flow.FOLLOW_UP
    )


def joint_activities(situation: Situation) -> tuple[str, ...]:
    """
    What the stage-1 message of this case asks about: its activity and those of that month that waited for it.

    Source: AMB-30.
    """
    case = situation.case
    if case is None or end_of(case) is None:
        return ()
    waited = [other for other in situation.open_cases if _waits_for(other, case, situation)]
    waited.sort(key=lambda other: (end_of(other) or date.min, other.id))
    return tuple(activity_es(each.data) for each in (*waited, case))


def activity_es(data: Mapping[str, Value]) -> str:
    """Name of the activity, as it was told to the company."""
    activity = data.get("activity")
    return activity if isinstance(activity, str) else _AGENDA_ES


def stage_2_on(situation: Situation) -> date | None:
    """
    The day of the second message of the case; None: no date was given, or the second message was refused.

    While stage 1 is still to come it is never today: it waits for stage 1, however late that is. Where none goes out it
    keeps the date given.
    """
    if has_refused(situation.account, STAGE_2, situation.today):
        return None
    expected_on = survey_day(situation)
    if expected_on is None:
        return None
    asked = situation.last(STAGE_1_FACT)
    if has_refused(situation.account, STAGE_1, situation.today) or (asked is None and _has_no_stage_1(situation)):
        return stage_2_day(expected_on, None)
    first = stage_1_on(situation)
    if asked is None:
        first = None if first is None else max(first, day_of_recording(situation))
    elif first is not None:
        first = max(first, local_day(asked.at, situation.calendar.zone))
    return stage_2_day(expected_on, first)


def _has_no_stage_1(situation: Situation) -> bool:
    """Whether no first message is to come: it was never sent, and the case does not wait for it."""
    state = None if situation.case is None else situation.case.state
    return state in _PAST_STAGE_1 or (state not in WAITING_STATES and stage_1_is_missed(situation))


def day_of_recording(situation: Situation) -> date:
    """The local day on which it is written down, when messages go out; a worker may be late."""
    return local_day(situation.recorded_at or situation.at, situation.calendar.zone)


def survey_day(situation: Situation) -> date | None:
    """The date of business in the latest survey that gave one, this fact included. Source: FUP-08, AMB-32."""
    given = expected_day(situation.given, situation.today)
    if given is not None:
        return given
    zone = situation.calendar.zone
    for event in reversed(situation.timeline):
        found = expected_day(event.data, local_day(event.occurred_at, zone))
        if found is not None:
            return found
    return None


def _waits_for(earlier: Case, later: Case, situation: Situation) -> bool:
    """
    Whether the activity of *earlier* goes in the message of *later*: same month, ended before (or that day), and
    *later* was known when the message of *earlier* was due, or *earlier* itself came later, so that nobody is asked
    twice.
    """
    if earlier.flow is not Flow.FOLLOW_UP or later.flow is not Flow.FOLLOW_UP or earlier.id == later.id:
        return False
    first, last = end_of(earlier), end_of(later)
    if first is None or last is None or (first.year, first.month) != (last.year, last.month):
        return False
    due_at = datetime.combine(stage_1_day(first, situation), situation.config.follow_up_hour, situation.calendar.zone)
    return (first, earlier.id) < (last, later.id) and later.opened_at < max(due_at, earlier.opened_at)
