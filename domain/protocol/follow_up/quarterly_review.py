"""
Quarterly review ("revisión trimestral", suggested): the foreign companies that each commercial executive should call.

One list per executive, cut on the last day of the quarter, opened on the next business day: whom to call first and why,
and which calls have their result registered. Nobody is in breach for not doing it (SLA-19, AMB-33).

Source: EXT-04..EXT-06, SLA-19, AMB-33.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Flow, Value
from domain.model.classes import Classes, Origin
from domain.model.history.actions import Action
from domain.model.institution.calendar import WorkCalendar, local_day, quarter_end

OCI_TYPES: Final = frozenset({"ONE_CLICK_IMPORT", "OPORTUNIDAD_COMERCIAL", "RESPUESTA_OCI"})
"""Action types by which an importer received contacts of Chilean companies, before and after April 2024 (AMB-20)."""

RESULT_TYPE: Final = "RESULTADO_SEGUIMIENTO"
"""Action type that registers the result of the call in the CRM (EXT-06)."""

_FOREIGN: Final = frozenset({Origin.EXTRANJERA, Origin.CHILENA_EXTERIOR})
_NO_ATTENTION: Final = frozenset({"CONTACTO_INTENTADO", RESULT_TYPE})
_SURVEY: Final = frozenset({"score", "projected_business", "expected_on", "expected_in_months", "suggestions"})


class ReviewPriority(IntEnum):
    """Who is called first ("seguimiento especial"; EXT-05): the lower, the sooner."""

    PROJECTED_BUSINESS = 1  # respondió la encuesta y proyectó negocios
    SURVEY_ANSWERED = 2  # respondió la encuesta
    OCI_CONTACTS = 3  # recibió contactos de empresas chilenas vía One Click Import
    ATTENDED = 4  # atendida, o participó en una actividad


@dataclass(frozen=True, slots=True)
class Quarter:
    """
    A calendar quarter, and when its review opens.

    Attributes:
        first_on, cut_on: Its first and last day, both inclusive; the list is cut on the last.
        opens_on: Next business day of the national calendar.
    """

    first_on: date
    cut_on: date
    opens_on: date


@dataclass(frozen=True, slots=True)
class Attended:
    """
    A company as the review sees it: all its actions and cases; those of other days are left out here.

    Attributes:
        answers: Entries of its cases by which a survey was answered through its link.
    """

    account: Account
    classes: Classes
    actions: Sequence[Action] = ()
    cases: Sequence[Case] = ()
    answers: Sequence[CaseEvent] = ()


@dataclass(frozen=True, slots=True)
class ReviewReason:
    """Why a company is in the list, or why so high: a Spanish sentence and its rule."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """
    One company to call.

    Attributes:
        reasons: The most telling first; never empty.
        last_on: Last day on which it was attended in the quarter.
        done_on: Day on which the result of the call was registered; None: not yet (EXT-06).
    """

    account_id: str
    name: str
    priority: ReviewPriority
    reasons: tuple[ReviewReason, ...]
    last_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReviewList:
    """The companies of one commercial executive, in the order of the calls; `executive` None: nobody has them."""

    executive: str | None
    office: str | None
    quarter: Quarter
    items: tuple[ReviewItem, ...]


def quarter_of(day: date, calendar: WorkCalendar) -> Quarter:
    """
    The quarter that holds *day*.

    Args:
        calendar: National: the day after the cut that is no holiday anywhere in the country opens the review.

    Source: SLA-19, AMB-33.
    """
    cut_on = quarter_end(day)
    return Quarter(date(cut_on.year, cut_on.month - 2, 1), cut_on, calendar.next_business_day(cut_on))


def open_quarter(day: date, calendar: WorkCalendar) -> Quarter:
    """
    The quarter whose list is open on *day*: the last one whose review has opened by then, the day of opening included.

    Source: SLA-19, EXT-04.
    """
    quarter = quarter_of(day, calendar)
    while quarter.opens_on > day:
        quarter = quarter_of(quarter.first_on - timedelta(days=1), calendar)
    return quarter


def quarterly_reviews(
    quarter: Quarter, companies: Iterable[Attended], calendar: WorkCalendar
) -> tuple[ReviewList, ...]:
    """
    A list for each executive with companies attended in the quarter, in the order of their ids; those without one last.

    Args:
        calendar: National; days of cases are told in its zone.

    Source: EXT-04, EXT-05.
    """
    by_executive: dict[tuple[str | None, str | None], list[ReviewItem]] = {}
    for company in companies:
        item = _item(quarter, company, calendar)
        if item is not None:
            account = company.account
            by_executive.setdefault((account.commercial_executive, account.office), []).append(item)
    keys = sorted(by_executive, key=lambda key: (key[0] is None, key[0] or "", key[1] or ""))
    return tuple(ReviewList(who, office, quarter, tuple(_in_order(by_executive[who, office]))) for who, office in keys)


def _item(quarter: Quarter, company: Attended, calendar: WorkCalendar) -> ReviewItem | None:
    if company.classes.origin.value not in _FOREIGN or not company.account.active:
        return None
    valid = [action for action in company.actions if action.annulment is None]
    attended = _attended_on(quarter, valid, company.cases, calendar)
    if not attended:
        return None
    flags = _flags(quarter, valid, _surveys(quarter, company, calendar))
    done = [a.ended_on for a in valid if a.type == RESULT_TYPE and a.ended_on > quarter.cut_on]
    last_on = max(attended)
    own = ReviewReason(f"Fue atendida o participó en una actividad el {last_on:%d-%m-%Y}.", "EXT-04")
    return ReviewItem(
        account_id=company.account.id,
        name=company.account.name,
        priority=min((priority for priority, _ in flags), default=ReviewPriority.ATTENDED),
        reasons=(*(reason for _, reason in sorted(flags, key=lambda flag: flag[0])), own),
        last_on=last_on,
        done_on=min(done, default=None),
    )


def _attended_on(
    quarter: Quarter, actions: Sequence[Action], cases: Sequence[Case], calendar: WorkCalendar
) -> list[date]:
    """Days of the quarter on which it was attended: by an action, or by a case opened or closed."""
    days = [action.ended_on for action in actions if action.type not in _NO_ATTENTION]
    for case in cases:
        if case.flow is not Flow.FOLLOW_UP:
            days += [local_day(at, calendar.zone) for at in (case.opened_at, case.closed_at) if at is not None]
    return [day for day in days if quarter.first_on <= day <= quarter.cut_on]


def _surveys(quarter: Quarter, company: Attended, calendar: WorkCalendar) -> list[Mapping[str, Value]]:
    """What surveys said by the cut: those of follow-ups, and those answered by a link in any case. Source: EXT-05."""
    followed = [
        case.data
        for case in company.cases
        if case.flow is Flow.FOLLOW_UP
        and not _SURVEY.isdisjoint(case.data)
        and local_day(case.opened_at, calendar.zone) <= quarter.cut_on
    ]
    return followed + [each.data for each in company.answers if (each.day or quarter.cut_on) <= quarter.cut_on]


def _flags(
    quarter: Quarter, actions: Sequence[Action], surveys: Sequence[Mapping[str, Value]]
) -> list[tuple[ReviewPriority, ReviewReason]]:
    """What calls for special follow-up, of anything known by the cut. Source: EXT-05."""
    found: list[tuple[ReviewPriority, ReviewReason]] = []
    projected = next((str(text) for data in surveys if (text := data.get("projected_business"))), None)
    if projected is not None:
        text = f"Respondió la encuesta y proyectó negocios: {projected}"
        found.append((ReviewPriority.PROJECTED_BUSINESS, ReviewReason(text, "EXT-05")))
    elif surveys:
        reason = ReviewReason("Respondió la encuesta de satisfacción.", "EXT-05")
        found.append((ReviewPriority.SURVEY_ANSWERED, reason))
    received = [action.ended_on for action in actions if action.type in OCI_TYPES and action.ended_on <= quarter.cut_on]
    if received:
        text = f"Recibió contactos de empresas chilenas el {max(received):%d-%m-%Y}."
        found.append((ReviewPriority.OCI_CONTACTS, ReviewReason(text, "EXT-05")))
    return found


def _in_order(items: Sequence[ReviewItem]) -> Sequence[ReviewItem]:
    """By priority, then who was attended first, then by id: the same order every time."""
    return sorted(items, key=lambda item: (item.priority, item.last_on, item.account_id))
