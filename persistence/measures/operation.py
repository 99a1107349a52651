"""The business days of each office by channel, with whether anybody made contact (MEA-07, AMB-78)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    CTE,
    Date,
    FromClause,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    false,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.operation import DayOfChannel
from persistence.database import DatabaseKind
from persistence.measures.contacts import contacts_made
from persistence.measures.parts import Source
from persistence.tables import account
from persistence.tables.cases import protocol_case

_DAYS: Final = "office_days"
_BEFORE: Final = "months_before"


def office_days_bound(days: Iterable[tuple[str, date]], before: date) -> dict[str, object]:
    """What to bind: the business days, and the first day on which a contact tells of a channel that an office has."""
    return {_DAYS: json.dumps([[office, day.isoformat()] for office, day in days]), _BEFORE: before}


def office_days(kind: DatabaseKind) -> Source:
    """Each business day that is bound, once for each channel that its office has."""
    days, used = _days(kind), _used(kind)
    channels = select(used.c.office, used.c.channel).distinct().subquery("channel_of_office")
    contact = used.alias("contact_of_day")
    that_day = and_(
        contact.c.office == days.c.office, contact.c.channel == channels.c.channel, contact.c.day == days.c.day
    )
    rows: FromClause = (
        days.join(channels, channels.c.office == days.c.office)
        .outerjoin(contact, that_day)
        .outerjoin(protocol_case, false())
        .outerjoin(account, false())
    )
    part = case((contact.c.day.is_(None), DayOfChannel.SILENT.value), else_=DayOfChannel.TRAFFIC.value)
    key = days.c.office + ":" + channels.c.channel + ":" + cast(days.c.day, String)
    columns = {Dimension.OFFICE: days.c.office, Dimension.CHANNEL: channels.c.channel}
    return Source(rows, key, part, type_coerce(days.c.day, Date()), literal(1) == 1, columns)


def _used(kind: DatabaseKind) -> CTE:
    """On which days an office had contacts by a channel."""
    made = contacts_made(bindparam(_BEFORE, type_=Date()), kind)
    used = (
        select(made.c.office, made.c.channel, type_coerce(made.c.day, Date()).label("day"))
        .where(made.c.office.is_not(None))
        .distinct()
    )
    return used.cte("day_of_contact")


def _days(kind: DatabaseKind) -> Any:
    """The days that are bound, as a table."""
    if kind == "sqlite":
        each = func.json_each(bindparam(_DAYS, type_=Text())).table_valued(column("value", Text()))
        office, day = (func.json_extract(each.c.value, f"$[{place}]") for place in (0, 1))
        listed = select(type_coerce(office, String).label("office"), type_coerce(day, Date()).label("day"))
        return listed.subquery(_DAYS)
    given = cast(bindparam(_DAYS, type_=Text()), JSONB)
    each = func.jsonb_array_elements(given).table_valued(column("value", JSONB()))
    office, day = (each.c.value[place].astext for place in (0, 1))
    return select(office.label("office"), cast(day, Date).label("day")).subquery(_DAYS)
