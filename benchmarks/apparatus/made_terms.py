"""Terms and contacts of cases over two years, in all offices and three channels: what figures are counted of."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, insert, text

from benchmarks.apparatus.multiplied import rest
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.institution.channels import Channel
from domain.model.institution.people import Role
from domain.model.terms import Term
from domain.protocol.terms.counting import calendar_for, milestones, rule_of
from persistence.cases.mapping import case_columns, event_columns
from persistence.database import Database
from persistence.mapping import term_columns
from persistence.tables import term
from persistence.tables.cases import case_event, protocol_case
from tests.support.builders import a_configuration
from tests.support.calendars import a_book

RULES: Final = ("SLA-01", "SLA-02", "SLA-03", "SLA-04", "SLA-07", "SLA-08")
_OFFICES: Final = tuple(a_configuration().offices)
_CHUNK: Final = 10_000
_CONTACTS_EACH: Final = 5
_BOOK: Final = a_book()


def _terms(count: int) -> Iterator[dict[str, Any]]:
    """Of two years, two in three met in time; the calendars of their offices count them."""
    chance = random.Random(3)
    for number in range(count):
        started = datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(minutes=chance.randrange(731 * 24 * 60))
        made = Term(
            id=str(uuid.UUID(int=number)),
            rule_id=chance.choice(RULES),
            protocol_version="2024",
            started_at=started,
            office=chance.choice(_OFFICES),
            channel=chance.choice(tuple(Channel)),
            case_id=None,
        )
        rule = rule_of(made)
        times = milestones(rule, started, calendar_for(rule, made.office, _BOOK))
        late = timedelta(days=chance.choice((-2, -1, -1, 1)))
        if chance.random() < 0.95 and times.due_at is not None:
            made = replace(made, stopped_at=max(started, times.due_at + late))
        yield term_columns(made, times)


def _cases(count: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each with some contacts in the course of a year."""
    chance = random.Random(4)
    for number in range(count):
        opened = datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(minutes=chance.randrange(700 * 24 * 60))
        case = Case(
            str(uuid.UUID(int=number)), Flow.CAPTURE, "TEST", opened, "ana.rojas", "2024", "Centro de Ayuda",
            office=chance.choice(_OFFICES), channel=chance.choice(tuple(Channel)),
        )  # fmt: skip
        events = []
        for sequence in range(1, _CONTACTS_EACH + 1):
            at = opened + timedelta(days=chance.randrange(30))
            events.append(
                CaseEvent(
                    case.id,
                    sequence,
                    "record_contact_attempt",
                    at,
                    at,
                    "ana.rojas",
                    Role.REGIONAL_EXECUTIVE,
                    "TEST",
                    "TEST",
                    (),
                    channel=case.channel,
                    day=at.date(),
                    office=case.office,
                )
            )
        yield case_columns(case), [event_columns(event) for event in events]


async def load_terms(database: Database, count: int) -> None:
    """So many terms, and twice as many contacts of cases."""

    async def put(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            async with database.begin() as tx:
                await tx.execute(insert(table), rows)

    rows: list[dict[str, Any]] = []
    for row in _terms(count):
        rows.append(row)
        if len(rows) == _CHUNK:
            await put(term, rows)
            rows = []
    await put(term, rows)
    cases: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for case, of_case in _cases(2 * count // _CONTACTS_EACH):
        cases.append(case)
        events += of_case
        if len(cases) == _CHUNK // _CONTACTS_EACH:
            await put(protocol_case, cases)
            await put(case_event, events)
            cases, events = [], []
    await put(protocol_case, cases)
    await put(case_event, events)
    if database.kind == "sqlite":
        async with database.begin() as tx:
            await tx.execute(text("ANALYZE"))
    await rest(database)
