"""
Every measure by every dimension it has, over a past that the use cases played (MEA-01..MEA-13).

What holds of one figure holds of all: rows add up, the records behind a row are as many as it says, who may not see a
record gets no figure, and of a past period only what is open or was registered late moves.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import insert, select, text

from api.clock import Played
from api.demo.history.build import make_past, places_of
from api.demo.history.past import PastClock, Size
from api.settings import Settings
from api.wiring import Runtime, open_runtime
from domain.errors import NotAuthorised
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import Actor, Role
from domain.model.terms import TermState
from domain.ports.reading import AccountQuery, PageRequest
from domain.protocol.access.permissions import GRANTS, Permission, sees_all
from domain.protocol.classes.classification import classify
from domain.protocol.measures.asking import Groups, MeasureQuery, Period
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.objectives import settled
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import OPEN, MeasureName, Subject
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.seen_by import SeenAccounts
from persistence import readers
from persistence.configuration.loader import load_configuration
from persistence.database import Database
from persistence.measures.counting import parts_of
from persistence.reading import SqlReadModel
from persistence.tables import metadata
from tests.support.builders import new_id
from tests.support.calendars import a_book
from tests.support.system.databases import KINDS, Databases

NOW: Final = datetime(2026, 6, 15, 16, tzinfo=UTC)
PERIOD: Final = Period(date(2026, 3, 1), date(2026, 7, 31))
CONFIG: Final = load_configuration(samples=True)
PAIRS: Final = [(name, by) for name in MeasureName for by in Dimension if by in MEASURES[name].dimensions]
_AT_ONCE: Final = 5_000

pytestmark = pytest.mark.xdist_group("every measure")


@dataclass(frozen=True, slots=True)
class PastStore:
    """The store of the past, and what its process would be set to."""

    settings: Settings
    file: Path


@pytest.fixture(scope="module")
async def past(tmp_path_factory: pytest.TempPathFactory) -> PastStore:
    """A hundred days of cases of sixty companies."""
    folder = tmp_path_factory.mktemp("past")
    settings = Settings.from_env(
        {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'past.db'}",
            "ATENCION_MOCK_FILE": str(folder / "crm.json"),
            "ATENCION_MOCK_COMPANIES": "60",
            "ATENCION_MOCK_REFERENCE_DATE": f"{NOW:%Y-%m-%d}",
            "ATENCION_MAIL": f"eml:{folder / 'mail'}",
        }
    )
    places = places_of(settings)
    assert places is not None
    await make_past(settings, places, now=NOW, size=Size(days=100, cases=50))
    return PastStore(settings, folder / "past.db")


@pytest.fixture(scope="module", params=KINDS)
async def read(request: pytest.FixtureRequest, past: PastStore, databases: Databases) -> AsyncIterator[SqlReadModel]:
    """Reads of it, on either database."""
    source = await Database.open(past.settings.database_url)
    try:
        if request.param == "sqlite":
            yield SqlReadModel(source)
            return
        async with databases.opened(request.param) as opened:
            await _copy(source, opened)
            yield SqlReadModel(opened)
    finally:
        await source.close()


async def _copy(source: Database, target: Database) -> None:
    async with target.begin() as tx:
        await tx.execute(text("SET LOCAL session_replication_role = replica"))  # what triggers wrote is copied too
        for table in reversed(metadata.sorted_tables):
            await tx.execute(table.delete())
        for table in metadata.sorted_tables:
            rows = [dict(row._mapping) for row in await source.read(select(table))]
            if rows:
                await tx.execute(insert(table), rows)


def asked(name: MeasureName, *by: Dimension, period: Period = PERIOD, now: datetime = NOW) -> MeasureQuery:
    """One measure, as the API asks for it."""
    measure = settled(MEASURES[name], CONFIG, period.last)
    return MeasureQuery(measure, period, now, by, book=a_book(), offices=tuple(CONFIG.offices))


async def counted(read: SqlReadModel, question: MeasureQuery) -> Mapping[Groups, Counter[str]]:
    """How many records there are in each part of each group."""
    found: dict[Groups, Counter[str]] = {}
    for count in await read.counted(question):
        found.setdefault(count.groups, Counter())[count.part] += count.many
    return found


async def records(read: SqlReadModel, question: MeasureQuery, groups: Groups) -> list[str]:
    """Ids of the records behind a row, page by page."""
    found: list[str] = []
    page = PageRequest(first=_AT_ONCE)
    while True:
        behind = await read.records_behind(question, groups, page)
        found += [record.id for record in behind.items]
        if not behind.has_next:
            return found
        page = PageRequest(first=_AT_ONCE, after=behind.cursors[-1])


@pytest.mark.parametrize("name", list(MeasureName), ids=str)
async def test_the_rows_of_each_dimension_add_up_and_each_has_its_records(
    read: SqlReadModel, name: MeasureName
) -> None:
    """MEA-01..MEA-13: no record is in two rows or in none, and n is how many records can be opened."""
    whole = await counted(read, asked(name))
    parts = whole.get((), Counter())
    everyone = await records(read, asked(name), ())
    assert len(everyone) == len(set(everyone)) == MEASURES[name].behind(parts).total()
    for by in sorted(MEASURES[name].dimensions):
        question = asked(name, by)
        rows = await counted(read, question)
        assert sum(rows.values(), Counter[str]()) == parts, by
        behind = []
        for groups, of_row in rows.items():
            own = await records(read, question, groups)
            assert len(own) == MEASURES[name].behind(of_row).total(), (by, groups)
            behind += own
        assert sorted(behind) == sorted(everyone), by


async def test_a_period_is_the_sum_of_its_parts(read: SqlReadModel) -> None:
    """In which SQLite counts what is much: each by month and office, where it has them."""
    for name, measure in MEASURES.items():
        question = asked(name, *sorted({Dimension.MONTH, Dimension.OFFICE} & measure.dimensions))
        parts = parts_of(question)
        assert parts[0]["since"], parts[-1]["until"] == (PERIOD.first, PERIOD.last)
        sums: Counter[tuple[Groups, str]] = Counter()
        for part in parts:
            days = Period(part["since"], part["until"])  # type: ignore[arg-type]
            for count in await read.counted(replace(question, period=days)):
                sums[count.groups, count.part] += count.many
        whole = Counter({(each.groups, each.part): each.many for each in await read.counted(question)})
        assert sums == whole, name


async def test_what_is_much_is_counted_in_parts_and_comes_to_the_same(
    read: SqlReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite, where nothing is short enough to be read at once."""
    questions = [asked(name, Dimension.OFFICE) for name in (MeasureName.TERM_COMPLIANCE, MeasureName.CONTACTS)]
    whole = [sorted(await read.counted(question), key=str) for question in questions]
    monkeypatch.setattr(readers, "_TIMES_IN_THE_LOOP", 0)
    with read._database.watch() as made:
        assert [sorted(await read.counted(question), key=str) for question in questions] == whole
    if read._database.kind == "sqlite":
        assert len(made) > len(parts_of(questions[0])) > 10


async def test_the_past_has_something_to_tell_of_most_measures(read: SqlReadModel) -> None:
    """Else the other tests hold of nothing: nine in ten of the pairs of a measure and a dimension have rows."""
    told = [(name, by) for name, by in PAIRS if await read.counted(asked(name, by))]
    assert len(PAIRS) > 380
    assert len(told) > 0.9 * len(PAIRS), sorted({name for name, _ in PAIRS} - {name for name, _ in told})


_TERMS: Final = frozenset({Subject.TERM, Subject.STARTED_TERM})
_MOVES: Final = frozenset({TermState.SCHEDULED, TermState.RUNNING, TermState.AT_RISK, TermState.OVERDUE})
_ENDS: Final = frozenset({TermState.OVERDUE, TermState.EXPIRED, TermState.AT_RISK, TermState.RUNNING})


@pytest.mark.parametrize("name", list(MeasureName), ids=str)
async def test_time_alone_moves_only_what_is_open(read: SqlReadModel, name: MeasureName) -> None:
    """
    MEA-01, AMB-60: asked again in two years, a figure of a past period has the same records; those whose part is
    another are terms that ran, each of which is told apart from what was met or not.
    """
    period = Period(PERIOD.first, date(2026, 5, 31))
    then = await counted(read, asked(name, period=period))
    later = await counted(read, asked(name, period=period, now=NOW + timedelta(days=730)))
    before, after = then.get((), Counter[str]()), later.get((), Counter[str]())
    assert before.total() == after.total()
    if MEASURES[name].subject in _TERMS:
        assert set(before - after) <= {state.value for state in _MOVES}
        assert set(after - before) <= {state.value for state in _ENDS}
    elif MEASURES[name].subject is Subject.IMPROVEMENT:
        assert set(before - after) <= {OPEN, "IN_TIME"}
    else:
        assert before == after


@pytest.mark.parametrize("role", list(Role), ids=str)
async def test_what_a_viewer_may_not_see_is_in_no_figure(read: SqlReadModel, role: Role) -> None:
    """COM-02, POL-04: who sees some records only gets neither figure nor record nor any statement made for them."""
    reader = Actor("alguien", "Alguien", role, "OFIREG-08")
    bound = SeenAccounts(read, reader)
    question = asked(MeasureName.CONTACTS, Dimension.OFFICE)
    groups = next(iter(await counted(read, question)))
    with read._database.watch() as made:
        try:
            told = await bound.counted(question), await bound.records_behind(question, groups, PageRequest(first=5))
        except NotAuthorised:
            told = None
    assert (told is not None) == sees_all(reader)
    assert bool(made) == sees_all(reader)
    assert sees_all(reader) or role not in GRANTS[Permission.READ_FIGURES].roles


_LATE: Final = date(2025, 12, 30)
_EXECUTIVE: Final = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")


async def test_what_is_registered_late_is_counted_on_its_day_and_says_so(past: PastStore, tmp_path: Path) -> None:
    """
    AMB-60: a mentoring of December, registered in June, is one contact more in December; figures of terms, cases,
    surveys and suggestions stay. The record has both days, and the class of that year says that it came late.
    """
    file = tmp_path / "late.db"
    shutil.copyfile(past.file, file)
    settings = Settings.from_env({**past.settings.environment, "ATENCION_DATABASE_URL": f"sqlite:///{file}"})
    async with open_runtime(settings, crm=False, worker=False, played=Played(PastClock(NOW), new_id)) as runtime:
        period = Period(date(2025, 12, 1), date(2025, 12, 31))
        before = {name: await counted(runtime.read, asked(name, period=period)) for name in MeasureName}
        action_id = await _registered_late(runtime)
        after = {name: await counted(runtime.read, asked(name, period=period)) for name in MeasureName}

        moved = {MEASURES[name].subject for name in MeasureName if before[name] != after[name]}
        assert Subject.CONTACT in moved
        assert moved <= {Subject.CONTACT, Subject.OFFICE_DAY, Subject.SERVED_COMPANY, Subject.PRODUCT_MARKET}
        contacts = asked(MeasureName.CONTACTS, period=period)
        assert after[MeasureName.CONTACTS][()].total() == before[MeasureName.CONTACTS].get((), Counter()).total() + 1
        assert action_id in await records(runtime.read, contacts, ())
        (action,) = (await runtime.read.actions_by_id([action_id])).values()
        assert (action.ended_on, action.registered_at) == (_LATE, NOW)
        ((account, actions),) = (await runtime.read.whole([action.account_id])).values()
        said = classify(account, actions, _LATE, runtime.configuration).relation.reasons
        assert any("AMB-60" in reason.open_points for reason in said)


async def _registered_late(runtime: Runtime) -> str:
    """Of a company that has started its activities, so that it makes a user of it."""
    found = await runtime.read.accounts(AccountQuery(), PageRequest(first=100))
    whole = await runtime.read.whole([row.id for row in found.items if row.office == "OFIREG-08"])
    account = next(
        each for each, _ in whole.values() if each.sii_started and each.country == "CL" and each.registered_on < _LATE
    )
    asked = RegisterAction(account.id, "MENTORIA", "Mentoría", _LATE, _LATE, point_of_contact=PointOfContact.TELEFONO)
    return (await register_action(runtime.casework, _EXECUTIVE, asked)).action.id
