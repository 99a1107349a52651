"""Where the companies that were served, and the pairs of product and market, are (MEA-12, POL-14, POL-15)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from domain.model.accounts import FactKind
from domain.model.classes import Export, Relation
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.objectives import Exported, PairSeen
from domain.protocol.measures.results import RESULT
from persistence.classes.codes import AXES
from persistence.classes.finding import value_of
from persistence.database import DatabaseKind
from persistence.measures.as_it_was import as_it_was
from persistence.measures.parts import ID_OF_EVENT, SINCE, UNTIL, Source, ordinal_of
from persistence.tables import account, account_fact, action
from persistence.tables.cases import case_event, protocol_case

_CAPITALS: Final = {"Á": "á", "É": "é", "Í": "í", "Ó": "ó", "Ú": "ú", "Ü": "ü", "Ñ": "ñ"}
_EXPORTER: Final = AXES["export"].index(Export.EXPORTADORA)
_USER: Final = AXES["relation"].index(Relation.USUARIA)
_CONCLUDED: Final = and_(
    case_event.c.fact == RESULT,
    case_event.c.taken_back.is_(None),
    case_event.c.data["business_concluded"].as_boolean(),
)
"""An entry of a follow-up that stands tells that business was concluded (FUP-08)."""


def folded(text: ColumnElement[str]) -> ColumnElement[str]:
    """
    In small letters and with single spaces, alike on both databases: SQLite's `lower` knows no accents.

    The facts of a case and the CRM tell it as it was typed; up to eight spaces in a row are one.
    """
    small: ColumnElement[str] = text
    for _ in range(3):
        small = func.replace(small, "  ", " ")
    for capital, letter in _CAPITALS.items():
        small = func.replace(small, capital, letter)
    return func.lower(small)


# pairs of product and market


def product_markets(kind: DatabaseKind) -> Source:
    """Actions and business with product and market, by whether the company had the same pair before."""
    made = _pairs(kind, within=True).subquery("pair")
    before = _pairs(kind, within=False).subquery("pair_before")
    same = (
        before.c.account_id == made.c.account_id,
        before.c.product == made.c.product,
        before.c.market == made.c.market,
        or_(before.c.day < made.c.day, and_(before.c.day == made.c.day, before.c.id < made.c.id)),
    )
    known = exists(select(literal(1)).select_from(before).where(*same))
    part = case((known, PairSeen.KNOWN.value), else_=PairSeen.NEW.value)
    rows = made.join(account, account.c.id == made.c.account_id).outerjoin(protocol_case, literal(1) == 0)
    columns = {Dimension.OFFICE: made.c.office}
    return Source(rows, made.c.id, part, type_coerce(made.c.day, Date()), literal(1) == 1, columns)


def _pairs(kind: DatabaseKind, *, within: bool) -> CompoundSelect[Any]:
    """Of the period, or of any day up to its end."""
    told = case_event.c.data["product"].as_string()
    where = func.coalesce(case_event.c.data["market"].as_string(), protocol_case.c.data["market"].as_string())
    of_actions = (
        select(
            action.c.id.label("id"),
            account.c.id.label("account_id"),
            folded(action.c.product).label("product"),
            action.c.market.label("market"),
            action.c.ended_on.label("day"),
            func.coalesce(action.c.office, as_it_was("office", action.c.ended_on, kind)).label("office"),
        )
        .select_from(action.join(account, account.c.pk == action.c.account_pk))
        .where(
            _days(action.c.ended_on, within=within),
            action.c.annulled_at.is_(None),
            action.c.product.is_not(None),
            action.c.market.is_not(None),
        )
    )
    of_business = (
        select(
            ID_OF_EVENT,
            protocol_case.c.account_id,
            folded(told),
            func.upper(where),
            case_event.c.day,
            case_event.c.office,
        )
        .select_from(case_event.join(protocol_case, protocol_case.c.id == case_event.c.case_id))
        .where(
            _CONCLUDED,
            _days(case_event.c.day, within=within),
            told.is_not(None),
            where.is_not(None),
        )
    )
    return union_all(of_actions, of_business)


def _days(day: ColumnElement[Any], *, within: bool) -> ColumnElement[bool]:
    return day.between(SINCE, UNTIL) if within else day <= UNTIL


# companies that were served


def served_companies(kind: DatabaseKind) -> Source:
    """Companies with export capacity that were users by an action of the period, once each, on the day of the first."""
    served = _served().subquery("served")
    day = type_coerce(served.c.day, Date())
    on = ordinal_of(day, kind)
    capable = or_(value_of("capacity", on), value_of("export", on) == _EXPORTER)
    within = and_(value_of("relation", on) == _USER, capable)
    exporter = func.coalesce(value_of("export", ordinal_of(SINCE, kind) - 1), -1) == _EXPORTER
    exported = or_(_concluded(served), _declared(served))
    part = case(
        (and_(exported, exporter), Exported.AGAIN.value),
        (exported, Exported.FIRST.value),
        else_=Exported.NOT_KNOWN.value,
    )
    rows = served.join(account, account.c.pk == served.c.account_pk).outerjoin(protocol_case, literal(1) == 0)
    return Source(rows, account.c.id, part, day, within, {Dimension.OFFICE: as_it_was("office", day, kind)})


def _served() -> Select[Any]:
    return (
        select(action.c.account_pk.label("account_pk"), func.min(action.c.ended_on).label("day"))
        .where(action.c.ended_on.between(SINCE, UNTIL), action.c.annulled_at.is_(None))
        .group_by(action.c.account_pk)
    )


def _concluded(served: Subquery) -> ColumnElement[bool]:
    """Business was concluded since that day, as its follow-up tells."""
    return exists(
        select(literal(1))
        .select_from(case_event.join(protocol_case, protocol_case.c.id == case_event.c.case_id))
        .where(
            protocol_case.c.account_id == account.c.id,
            _CONCLUDED,
            case_event.c.day.between(served.c.day, UNTIL),
        )
        .correlate(served, account)
    )


def _declared(served: Subquery) -> ColumnElement[bool]:
    """It declared since that day that it exports."""
    return exists(
        select(literal(1)).where(
            account_fact.c.account_pk == account.c.pk,
            account_fact.c.kind == FactKind.EXPORT_DECLARATION.value,
            account_fact.c.value == "YES",
            account_fact.c.on_date.between(served.c.day, UNTIL),
        )
    )
