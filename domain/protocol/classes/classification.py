"""
Classes of an account on a date, each axis with its reasons (section 8.1). The one rule; periods are read off it.

Facts and actions are read as of the day asked about; so are data without a date of their own (whether contact data were
there, active flag, sector, the answers of SPC-04), as the account remembers them (AMB-69). Written for speed: a list of
accounts derives this for every row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from domain.model.accounts import Account, FactKind
from domain.model.classes import (
    AccountClass,
    Category,
    Classes,
    Condition,
    ConditionState,
    FieldValue,
    Finding,
    Group,
    Origin,
    Phase,
    Portfolio,
    Reason,
    Registration,
    Relation,
)
from domain.model.history.actions import Action
from domain.model.institution.people import Role
from domain.model.places.country_names import COUNTRY_NAMES_ES
from domain.model.standing import Standing, standing_on
from domain.protocol.catalogue import RULES
from domain.protocol.classes import reasons as say
from domain.protocol.classes.portfolio import (
    PORTFOLIO_CONDITIONS,
    alerts_of,
    capacity_of,
    export_of,
    portfolio_of,
)
from domain.protocol.classes.reference_day import (
    Facts,
    Frame,
    facts_on,
    frame_of,
    gap_reasons,
    missing,
    missing_fields,
)
from domain.protocol.classes.relation import last_counting, relation_of
from domain.protocol.classes.settings import Settings

_NATIONAL: Final = Origin.NACIONAL
_INSTITUTION: Final = Origin.INSTITUCION
_VALIDATION: Final = FactKind.VALIDATION.value
_CATEGORY: Final = FactKind.CATEGORY.value
_MEMBERSHIP: Final = FactKind.EXPORTA_MAS.value
_PREADMISSIBILITY: Final = FactKind.PREADMISSIBILITY.value


class Moment(NamedTuple):
    """
    What the classes of one day are derived from.

    Attributes:
        seen: How it stands in data without a date, on that day (AMB-69).
        facts: The fact of each kind that holds.
        last: The latest action that counts by then.
        unconfirmed: The latest one after it that only lacks a confirmation.
    """

    frame: Frame
    seen: Account | Standing
    facts: Facts
    last: Action | None
    unconfirmed: Action | None


def classify(account: Account, actions: Sequence[Action], on: date, config: Settings) -> Classes:
    """
    Every class of *account* on the day *on*, with reasons. For many days of one account see `course.answers`.

    Args:
        actions: All actions of the account, in any order; annulled ones and log entries are skipped.
        on: Any day. Before its registration the account is NO_REGISTRADA and belongs to no class.

    Source: section 8.1, DEF-03..DEF-12, DEF-15, GRP-01, ATN-01, AMB-07..AMB-09, AMB-36..AMB-41, AMB-46, AMB-69.
    """
    frame = frame_of(config, on)
    seen = standing_on(account, on) if account.standings else account
    return answer(account, actions, Moment(frame, seen, facts_on(account, on), *last_counting(actions, frame)))


def answer(account: Account, actions: Sequence[Action], moment: Moment) -> Classes:
    """The one rule: see `classify`."""
    frame, seen, facts, last, unconfirmed = moment
    origin = origin_of(seen)
    lacking = missing_fields(seen, frame)
    if account.registered_on > frame.on:
        return _before_registration(account, frame, facts, origin)

    national = origin.value is _NATIONAL
    registration = _registration(national, lacking, facts, frame)
    relation = relation_of(seen, actions, frame, origin.value, last, unconfirmed)
    export = export_of(facts, frame)
    capacity = capacity_of(facts, export)
    portfolio = portfolio_of(seen, facts, frame, lacking, capacity)
    has_worked = last is not None
    outside = national and has_worked and not portfolio.is_portfolio
    classes, primary = _SETS[
        _ORIGIN_BIT[origin.value._value_]
        | (_POTENTIAL_BIT if registration.value is Registration.CUENTA_POTENCIAL else 0)
        | (_PORTFOLIO_BIT if portfolio.is_portfolio else 0)
        | _RELATION_BIT[relation.value._value_]
    ]
    return Classes(
        frame.on,
        origin,
        registration,
        relation,
        portfolio,
        export,
        capacity,
        _phase(origin.value, registration.value, relation.value, last, facts),
        _group(origin.value, portfolio.is_portfolio, has_worked),
        _category(facts),
        outside,
        classes,
        primary,
        alerts_of(facts, portfolio),
        _assumed(account, frame.on),
    )


def _assumed(account: Account, on: date) -> date | None:
    """The first day of which undated data are known, when an earlier one is asked about. Source: AMB-69."""
    since = account.known_since
    return since if since is not None and on < since else None


def heading_of(reason: Reason) -> str:
    """Heading of the source under which the reason's rule stands, in Spanish."""
    return RULES[reason.rule].heading


# Origin


def origin_of(seen: Account | Standing) -> Finding[Origin]:
    """
    Where it belongs: as the account is now, or as it stood on a day.

    Source: DEF-01, DEF-02, INS-01, SPC-03..SPC-05, AMB-69.
    """
    if seen.is_institution:
        return say.INSTITUTION
    if seen.country == "CL":
        return say.NATIONAL
    if seen.has("rut"):
        rut = (FieldValue("rut", seen.rut),) if isinstance(seen, Account) else ()
        grounds = (FieldValue("country", seen.country), *rut)
        return Finding(_NATIONAL, (Reason("SPC-03", say.ABROAD_WITH_RUT, grounds),))
    if seen.chilean_capital:
        return say.CHILEAN_CAPITAL
    if seen.led_by_chileans and seen.sells_national:
        return say.LED_BY_CHILEANS
    country = (FieldValue("country", seen.country, COUNTRY_NAMES_ES.get(seen.country, seen.country)),)
    answers = (seen.chilean_capital, seen.led_by_chileans, seen.sells_national)
    if answers == (None, None, None):
        return Finding(Origin.EXTRANJERA, (Reason("DEF-01", say.FOREIGN, country),))
    names = ("chilean_capital", "led_by_chileans", "sells_national")
    unanswered = missing(*(name for name, said in zip(names, answers, strict=True) if said is None))
    return Finding(Origin.EXTRANJERA, (Reason("SPC-05", say.FOREIGN_AFTER_ASKING, country, unanswered, ("AMB-49",)),))


# Registration


def _before_registration(account: Account, frame: Frame, facts: Facts, origin: Finding[Origin]) -> Classes:
    """Not yet in the CRM: no class holds (DEF-05 a, DEF-07); its nature and what it declared are told all the same."""
    why = Reason("DEF-05", say.NOT_REGISTERED, (FieldValue("registered_on", account.registered_on), frame.asked))
    export = export_of(facts, frame)
    capacity = capacity_of(facts, export)
    state = ConditionState.NOT_MET
    return Classes(
        frame.on,
        origin,
        Finding(Registration.NO_REGISTRADA, (why,)),
        Finding(Relation.SIN_TRABAJO, (why,)),
        Portfolio(False, tuple(Condition(name, state, (why,)) for name in PORTFOLIO_CONDITIONS)),
        export,
        capacity,
        Finding(Phase.CAPTACION, (why,)),
        _group(origin.value, False, False),
        Finding(Category.SIN_CATEGORIA, (why,)),
        False,
        frozenset(),
        AccountClass.NO_USUARIA,
        (),
    )


def _registration(national: bool, lacking: tuple[str, ...], facts: Facts, frame: Frame) -> Finding[Registration]:
    """Mandatory fields are those of national companies: others are never potential accounts. Source: DEF-07, AMB-40."""
    if lacking and national:
        return Finding(Registration.CUENTA_POTENCIAL, (gap_reasons(lacking, frame)[0],))
    validation = facts.get(_VALIDATION)
    if validation is not None and validation.value == "VALIDATED":
        return Finding(Registration.VALIDADA, (Reason("CAP-07", say.VALIDATED, (validation,)),))
    if national and frame.mandatory is None:
        return say.IN_CAPTURE_LIST_MISSING
    return say.IN_CAPTURE


# Phase, group, category


def _phase(
    origin: Origin, registration: Registration, relation: Relation, last: Action | None, facts: Facts
) -> Finding[Phase]:
    """
    Capture until preadmissibility; personalised attention until a counting activity ended; then follow-up.

    A former user is captured again. Institutions have no capture beyond validation, foreign companies none beyond
    their first counting activity.

    Source: DEF-15, CAP-10, OLD-01, EXT-02, INS-01.
    """
    if last is not None and (relation is Relation.USUARIA or relation is Relation.USUARIA_ANTERIOR):
        return Finding(Phase.ACOMPANAMIENTO, (Reason("DEF-15", say.PHASE_FOLLOW_UP, (last,)),))
    ready = facts.get(_PREADMISSIBILITY)
    former = relation is Relation.ANTIGUA_USUARIA
    if ready is not None and not (former and last is not None and ready.on <= last.ended_on):
        reason = Reason("CAP-10", say.PHASE_ATTENTION, (ready,))
        return Finding(Phase.ATENCION_PERSONALIZADA, (reason,))
    if origin is _INSTITUTION:
        validated = registration is Registration.VALIDADA
        return say.PHASE_ATTENTION_INSTITUTION if validated else say.PHASE_CAPTURE_INSTITUTION
    if former:
        return say.PHASE_CAPTURE_AGAIN
    return say.PHASE_CAPTURE if origin is _NATIONAL else say.PHASE_CAPTURE_FOREIGN


def _group(origin: Origin, is_portfolio: bool, has_worked: bool) -> Finding[Group]:
    """One of the four groups, whatever the account. Source: GRP-01, AMB-41."""
    if origin is _INSTITUTION:
        return say.GROUP_INSTITUTIONS
    if origin is Origin.EXTRANJERA:
        return say.GROUP_FOREIGN
    if origin is Origin.CHILENA_EXTERIOR:
        return say.GROUP_CHILEAN_ABROAD
    if is_portfolio:
        return say.GROUP_PORTFOLIO
    return say.GROUP_OUTSIDE_PORTFOLIO if has_worked else say.GROUP_NO_WORK


def _category(facts: Facts) -> Finding[Category]:
    """Category 1 is membership of Exporta Más; 2 and 3 are assigned. Source: ATN-01, FUP-07, AMB-31."""
    member = facts.get(_MEMBERSHIP)
    if member is not None:
        reason = Reason("ATN-01", say.CATEGORY_MEMBER, (member,), (), ("AMB-31",))
        return Finding(Category.EXPORTA_MAS, (reason,))
    assigned = facts.get(_CATEGORY)
    if assigned is None:
        return say.CATEGORY_NONE
    if assigned.value == "1":
        reason = Reason("ATN-01", say.CATEGORY_NOT_MEMBER, (assigned,), (), ("AMB-31",))
        return Finding(Category.SIN_CATEGORIA, (reason,))
    value = Category.TRABAJO_HABITUAL if assigned.value == "2" else Category.TRABAJO_ESPORADICO
    if assigned.role is Role.COMPANY:  # nobody assigned it: its refusal moved it
        return Finding(value, (Reason("FUP-07", say.CATEGORY_AFTER_REFUSAL, (assigned,), (), ("AMB-31",)),))
    template = say.CATEGORY_ASSIGNED_WHY if assigned.reason else say.CATEGORY_ASSIGNED
    rule = assigned.detail.get("rule", "ATN-01")
    return Finding(value, (Reason(rule, template, (assigned,), (), ("AMB-31",)),))


# The set of classes and the primary one: every combination, made once

_PRECEDENCE: Final = (
    AccountClass.INSTITUCION,
    AccountClass.EXTRANJERA,
    AccountClass.CHILENA_EXTERIOR,
    AccountClass.CUENTA_POTENCIAL,
    AccountClass.CARTERA,
    AccountClass.USUARIA,
    AccountClass.USUARIA_ANTERIOR,
    AccountClass.ANTIGUA_USUARIA,
)
"""Which class is the primary one when several hold: the first of these. Source: AMB-46."""

_BIT: Final = {klass.value: 1 << place for place, klass in enumerate(_PRECEDENCE)}
_POTENTIAL_BIT: Final = _BIT[AccountClass.CUENTA_POTENCIAL.value]
_PORTFOLIO_BIT: Final = _BIT[AccountClass.CARTERA.value]
_ORIGIN_BIT: Final = {origin.value: _BIT.get(origin.value, 0) for origin in Origin}
_RELATION_BIT: Final = {relation.value: _BIT.get(relation.value, 0) for relation in Relation}


def _named(mask: int) -> tuple[frozenset[AccountClass], AccountClass]:
    holding = [klass for klass in _PRECEDENCE if mask & _BIT[klass.value]]
    return frozenset(holding), holding[0] if holding else AccountClass.NO_USUARIA


_SETS: Final = tuple(_named(mask) for mask in range(1 << len(_PRECEDENCE)))
