"""What the sources of measures are made of: the records, the period that is bound, and how a case groups them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnClause,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Join,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.sql.visitors import iterate

from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.steps import NO_STEP
from persistence.database import DatabaseKind
from persistence.tables import account
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.columns import Instant


@dataclass(frozen=True, slots=True)
class Source:
    """
    The records of one subject, joined to the case and the account they are of.

    Attributes:
        rows: `account` and `protocol_case` are among them, NULL where there is none.
        id: Text; what a record is read by.
        day: By which a period holds it, a day or the microseconds of an instant; never NULL where `within` is true.
        within: It lies in the period asked.
        columns: What groups it, where it has that of its own; the account gives the rest.
    """

    rows: FromClause
    id: ColumnElement[str]
    part: ColumnElement[str]
    day: ColumnElement[Any]
    within: ColumnElement[bool]
    columns: Mapping[Dimension, ColumnElement[Any]]

    def rows_for(self, *read: ColumnElement[Any]) -> FromClause:
        """The rows, without what is only looked up beside each record and of which *read* has no column."""
        return _needed(self.rows, _tables_of(*read))


def _needed(rows: FromClause, used: set[Any]) -> FromClause:
    """Every outer join of a source is by a key, so that none changes how many records there are."""
    if not (isinstance(rows, Join) and rows.isouter):
        return rows
    if rows.right not in used:
        return _needed(rows.left, used)
    assert rows.onclause is not None
    return _needed(rows.left, used | _tables_of(rows.onclause)).outerjoin(rows.right, rows.onclause)


def _tables_of(*read: ColumnElement[Any]) -> set[Any]:
    return {part.table for each in read for part in iterate(each) if isinstance(part, ColumnClause)}


SINCE: Final = bindparam("since", type_=Date())
UNTIL: Final = bindparam("until", type_=Date())
FROM_AT: Final = bindparam("from_at", type_=Instant)
UNTIL_AT: Final = bindparam("until_at", type_=Instant)
NOW: Final = bindparam("now", type_=BigInteger())
"""Microseconds, made once: a statement may say it at a dozen places."""
TODAY: Final = bindparam("today", type_=Date())
TODAY_NUMBER: Final = bindparam("today_number", type_=Integer())


def of_case(office: ColumnElement[Any], assignee: ColumnElement[Any]) -> dict[Dimension, ColumnElement[Any]]:
    """What groups a record of a case that this office, and this person of it, had then."""
    c = protocol_case.c
    return {
        Dimension.OFFICE: office,
        Dimension.FLOW: c.flow,
        Dimension.UNIT: c.accountable_unit,
        Dimension.EXECUTIVE: assignee,
        Dimension.TOPIC: c.topic,
        Dimension.ACTION_TYPE: c.data["action_type"].as_string(),
    }


def by_channel(
    channel: ColumnElement[Any], point: ColumnElement[Any], had: FromClause = protocol_case
) -> dict[Dimension, ColumnElement[Any]]:
    """
    What groups a record of a case, which came by this channel.

    Args:
        had: The row that says who had the case then: an entry of it; by default whoever has it now (AMB-69).
    """
    return {
        **of_case(had.c.office, had.c.assignee),
        Dimension.CHANNEL: channel,
        Dimension.POINT_OF_CONTACT: point,
    }


OPENING: Final = case_event.alias("opening")
CASES: Final = protocol_case.join(
    OPENING, and_(OPENING.c.case_id == protocol_case.c.id, OPENING.c.sequence == 1)
).outerjoin(account, account.c.id == protocol_case.c.account_id)
"""Cases, each with the entry that opened it."""

EVENTS: Final = case_event.join(protocol_case, protocol_case.c.id == case_event.c.case_id).outerjoin(
    account, account.c.id == protocol_case.c.account_id
)
ID_OF_EVENT: Final = case_event.c.case_id + ":" + cast(case_event.c.sequence, String)

NEXT: Final = case_event.alias("next_event")
LATER: Final = case_event.alias("later_event")


def events_with_next(*met: ColumnElement[bool]) -> Join:
    """Entries of cases, each with the `NEXT` one that stands and is a step; *met* says what else, of `LATER`."""
    following = (
        select(func.min(LATER.c.sequence))
        .where(
            LATER.c.case_id == case_event.c.case_id,
            LATER.c.sequence > case_event.c.sequence,
            LATER.c.taken_back.is_(None),
            LATER.c.fact.not_in(sorted(NO_STEP)),
            *met,
        )
        .correlate(case_event)
        .scalar_subquery()
    )
    return EVENTS.outerjoin(NEXT, and_(NEXT.c.case_id == case_event.c.case_id, NEXT.c.sequence == following))


def ordinal_of(day: ColumnElement[Any], kind: DatabaseKind) -> ColumnElement[int]:
    """`date.toordinal` of `Source.day`, by which periods of classes are found; of an instant, its day in Greenwich."""
    if isinstance(day.type, BigInteger):
        return day // _MICROSECONDS_A_DAY + _EPOCH
    if kind == "sqlite":
        return cast(func.julianday(day) - _DAYS_BEFORE_YEAR_ONE, Integer)
    return day - literal_column("DATE '0001-01-01'", Date()) + 1


_MICROSECONDS_A_DAY: Final = 86_400_000_000
_EPOCH: Final = 719_163
_DAYS_BEFORE_YEAR_ONE: Final = 1_721_424.5
