"""
Figures worked out by hand: ten contact terms and three surveys over two channels, on both databases.

| channel | met | late | overdue | running | waived | rate | scores | mean |
|---|---|---|---|---|---|---|---|---|
| digital | 4 | 1 | 0 | 1 | 0 | 4 / 5 | 5, 4 | 4.5 |
| telephone | 2 | 0 | 1 | 0 | 1 | 2 / 3 | 3 | 3.0 |
| both | 6 | 1 | 1 | 1 | 1 | 6 / 8 | 5, 4, 3 | 4.0 |
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from domain.model.cases import Case, CaseEvent, Flow
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.model.terms import Milestones, Term, TermState, Waiver
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import Measured, MeasureQuery, Period, measured
from domain.protocol.measures.comparing import asked_before, compared
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.measure import Measure
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.cases.mapping import case_columns, event_columns
from persistence.mapping import term_columns
from persistence.reading import SqlReadModel
from persistence.tables import term
from persistence.tables.cases import case_event, protocol_case
from tests.support.calendars import a_book
from tests.support.system.databases import KINDS, Databases

NOW = datetime(2026, 4, 30, 18, tzinfo=UTC)
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
_DIGITAL, _TELEPHONE = Channel.DIGITAL, Channel.TELEPHONE
_POINTS = {_DIGITAL: PointOfContact.CORREO, _TELEPHONE: PointOfContact.TELEFONO}
_HOW = {
    "met": (20, timedelta(hours=-1), False),
    "late": (20, timedelta(hours=1), False),
    "overdue": (20, None, False),
    "running": (30, None, False),
    "waived": (20, None, True),
}
"""By state: last day in April, when it was stopped as seen from the end of that day, and whether it was waived."""
TEN = [
    *[(_DIGITAL, "met")] * 4, (_DIGITAL, "late"), (_DIGITAL, "running"),
    *[(_TELEPHONE, "met")] * 2, (_TELEPHONE, "overdue"), (_TELEPHONE, "waived"),
]  # fmt: skip
SCORES = [(_DIGITAL, 5), (_DIGITAL, 4), (_TELEPHONE, 3)]
BY_LINK = 3
"""The entry that came by the link of a survey: of no channel of its own, it counts by that of its case."""


def _term(number: int, channel: Channel, how: str, office: str = "OFIREG-08") -> tuple[Term, Milestones]:
    """A contact term of SLA-03 of the case, due at the end of its last day in Concepción."""
    day, stopped, waived = _HOW[how]
    due_at = datetime(2026, 4, day, 23, 59, tzinfo=UTC) + timedelta(hours=4)
    made = Term(
        id=f"term-{number}", rule_id="SLA-03", protocol_version="2024", started_at=due_at - timedelta(days=3),
        office=office, case_id="case", channel=channel, point_of_contact=_POINTS[channel],
        stopped_at=None if stopped is None else due_at + stopped,
        waiver=Waiver("hugo.jara", NOW - timedelta(days=9), "La empresa desistió") if waived else None,
    )  # fmt: skip
    return made, Milestones(at_risk_at=due_at, due_at=due_at, due_on=date(2026, 4, day))


def _survey(sequence: int, channel: Channel, score: int) -> CaseEvent:
    at = datetime(2026, 4, 10 + sequence, 15, tzinfo=UTC)
    return CaseEvent(
        "case", sequence, "record_survey", at, at, "ana.rojas", Role.REGIONAL_EXECUTIVE, "DIRECTO", "DIRECTO",
        ("FUP-08",), data={"score": score}, channel=channel, point_of_contact=_POINTS[channel], day=at.date(),
    ) if sequence != BY_LINK else CaseEvent(
        "case", sequence, "answer_survey", at, at, "enlace", Role.COMPANY, "DIRECTO", "DIRECTO",
        ("MEA-04",), data={"score": score}, day=at.date(),
    )  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """The ten terms and the three surveys; and a recommended term and a term of May, which are of no figure here."""
    opened_at = datetime(2026, 4, 1, 15, tzinfo=UTC)
    case = Case("case", Flow.FOLLOW_UP, "DIRECTO", opened_at, "ana.rojas", "2024", "Dirección Nacional",
                office="OFIREG-08", channel=_DIGITAL, point_of_contact=PointOfContact.CORREO)  # fmt: skip
    opening = CaseEvent("case", 1, "open_follow_up", opened_at, opened_at, "ana.rojas", Role.REGIONAL_EXECUTIVE, "NEW",
                        "DIRECTO", ("FUP-05",), day=date(2026, 4, 1))  # fmt: skip
    terms = [_term(number, *each) for number, each in enumerate(TEN)]
    may, times = _term(90, _DIGITAL, "met")
    terms.append((may, Milestones(times.opens_at, times.at_risk_at, times.due_at, date(2026, 5, 1))))
    terms.append((replace(may, id="endless", rule_id="SLA-20", stopped_at=None), Milestones()))
    async with databases.opened(request.param) as database:
        async with database.begin() as tx:
            await tx.execute(insert(protocol_case).values(**case_columns(case)))
            for event in (opening, *(_survey(number, *each) for number, each in enumerate(SCORES, 2))):
                await tx.execute(insert(case_event).values(**event_columns(event)))
            await tx.execute(insert(term), [term_columns(*pair) for pair in terms])
        yield SqlReadModel(database)


async def _told(read: SqlReadModel, name: MeasureName, *by: Dimension) -> tuple[MeasureQuery, Measured]:
    asked = MeasureQuery(MEASURES[name], APRIL, NOW, by, book=a_book(), offices=("OFIREG-08", "OFIREG-12"))
    return asked, measured(asked, await read.counted(asked))


async def _behind(read: SqlReadModel, asked: MeasureQuery, groups: tuple[str | None, ...]) -> list[tuple[str, str]]:
    """Every record behind a row, two on a page."""
    found: list[tuple[str, str]] = []
    after: str | None = None
    while True:
        page = await read.records_behind(asked, groups, PageRequest(first=2, after=after))
        found += [(record.id, record.part) for record in page.items]
        if not page.has_next:
            return found
        after = page.cursors[-1]


async def test_rates_and_n_by_channel_and_of_both(read: SqlReadModel) -> None:
    """MEA-01: 4 of 5, 2 of 3, 6 of 8; what runs and what was waived is judged by nobody, and shown beside."""
    _, found = await _told(read, MeasureName.TERM_COMPLIANCE, Dimension.CHANNEL)
    assert [(row.groups[0], row.figure, row.n) for row in found.rows] == [
        ("DIGITAL", 0.8, 5), ("TELEPHONE", pytest.approx(2 / 3), 3),
    ]  # fmt: skip
    assert (found.total.figure, found.total.n) == (0.75, 8)
    state = TermState
    assert found.total.parts == {
        state.MET: 6, state.MET_LATE: 1, state.OVERDUE: 1, state.RUNNING: 1, state.WAIVED: 1,
    }  # fmt: skip
    for name, figure in ((MeasureName.BREACHES, 2.0), (MeasureName.WAIVED_TERMS, 1.0)):
        assert (await _told(read, name))[1].total.figure == figure


async def test_a_term_without_a_last_day_is_of_no_month_and_told_apart(read: SqlReadModel) -> None:
    """AMB-77, SLA-20: the protocol gives it no end; it is among those that started, in no figure by the last day."""
    state = TermState
    for name in (MeasureName.TERM_COMPLIANCE, MeasureName.BREACHES, MeasureName.WAIVED_TERMS):
        asked, found = await _told(read, name, Dimension.MONTH)
        assert state.NOT_CONFIGURED not in found.total.parts
        assert "endless" not in dict(await _behind(read, asked.as_a_whole(), ()))
    asked, started = await _told(read, MeasureName.STARTED_TERMS)
    assert started.total.parts[state.NOT_CONFIGURED] == 1
    assert ("endless", state.NOT_CONFIGURED) in await _behind(read, asked, ())
    assert Dimension.MONTH not in MEASURES[MeasureName.STARTED_TERMS].dimensions


async def test_means_n_and_distribution_by_channel_and_of_both(read: SqlReadModel) -> None:
    """MEA-04: 4.5 of two, 3.0 of one, 4.0 of three, never the mean of the means (3.75); each is marked as few."""
    _, found = await _told(read, MeasureName.SATISFACTION, Dimension.CHANNEL)
    assert [(row.groups[0], row.figure, row.n, row.small) for row in found.rows] == [
        ("DIGITAL", 4.5, 2, True), ("TELEPHONE", 3.0, 1, True),
    ]  # fmt: skip
    assert (found.total.figure, found.total.n) == (4.0, 3)
    assert found.total.parts == {"5": 1, "4": 1, "3": 1}


async def test_the_records_behind_the_rows_add_up_to_those_behind_the_total(read: SqlReadModel) -> None:
    """POL-01: each once; of the rate the eight that were judged, with how each ended."""
    asked, found = await _told(read, MeasureName.TERM_COMPLIANCE, Dimension.CHANNEL)
    by_row = [record for row in found.rows for record in await _behind(read, asked, row.groups)]
    of_all = await _behind(read, asked.as_a_whole(), ())
    assert sorted(by_row) == sorted(of_all)
    judged = {"met": "MET", "late": "MET_LATE", "overdue": "OVERDUE"}
    assert sorted(of_all) == sorted((f"term-{n}", judged[how]) for n, (_, how) in enumerate(TEN) if how in judged)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda each: each.name)
async def test_the_records_of_a_part_are_as_many_as_it_tells(read: SqlReadModel, measure: Measure) -> None:
    """POL-01: whether they are counted or not: what runs can be opened as what was judged."""
    asked, found = await _told(read, measure.name)
    for part, count in found.total.parts.items():
        page = await read.records_behind(asked, (), PageRequest(first=20), frozenset({part}))
        assert [record.part for record in page.items] == [part] * count
    assert (await read.records_behind(asked, (), PageRequest(first=20), frozenset({"'; --", "9"}))).items == []


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda each: each.name)
async def test_the_rows_of_every_dimension_sum_to_the_total(read: SqlReadModel, measure: Measure) -> None:
    """POL-01: whatever one compares by, no record is lost and none counts twice; `records` counts n."""
    for by in sorted(measure.dimensions):
        asked, found = await _told(read, measure.name, by)
        whole = asked.as_a_whole()
        total = measured(whole, await read.counted(whole)).total
        assert found.total.parts == total.parts
        if not any(row.hidden for row in found.rows):
            assert sum(row.n or 0 for row in found.rows) == total.n
            for row in found.rows:
                assert len(await _behind(read, asked, row.groups)) == row.n


async def test_april_is_compared_with_march_in_which_nothing_was_due(read: SqlReadModel) -> None:
    """LIN-06: the rows of April, each beside nothing; no change is told of what had no figure."""
    april, now = await _told(read, MeasureName.TERM_COMPLIANCE, Dimension.CHANNEL)
    march = asked_before(april, MARCH)
    found = compared(april, now, measured(march, await read.counted(march)))
    assert [(row.now.figure, row.before.figure, row.before.n, row.change) for row in found.rows] == [
        (0.8, None, 0, None), (pytest.approx(2 / 3), None, 0, None),
    ]  # fmt: skip
    assert found.total.now.n == 8
