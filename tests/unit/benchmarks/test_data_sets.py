"""A million accounts are made once: data sets stay between runs, for as long as what made them does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from benchmarks.apparatus import data_sets
from benchmarks.apparatus.data_sets import opened_data_sets
from persistence.database import Database, DatabaseKind
from persistence.tables import account
from tests.support.system.databases import KINDS


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> DatabaseKind:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def kept() -> Iterator[Path]:
    """Where the server's own user may look, which pytest's folders are not when root runs the tests."""
    with tempfile.TemporaryDirectory(prefix="atencion-kept-") as folder:
        yield Path(folder)


async def names_in(url: str) -> list[str]:
    database = await Database.open(url)
    try:
        return [row[0] for row in await database.read(select(account.c.name).order_by(account.c.pk))]
    finally:
        await database.close()


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


async def test_the_next_run_finds_the_data_set_as_it_was_made(kind: DatabaseKind, kept: Path) -> None:
    """Whatever a run writes, it writes to a copy of its own."""
    async with opened_data_sets(kept) as first:
        url = await first.loaded(kind, 20, 1)
        made = await names_in(url)
        database = await Database.open(url)
        async with database.begin() as tx:
            await tx.execute(update(account).values(name="Otra SpA"))
        await database.close()

    async with opened_data_sets(kept) as second:
        found = await names_in(await second.loaded(kind, 20, 1))

    assert (len(first.made), second.made) == (1, [])
    assert len(made) == 20
    assert found == made


async def test_a_data_set_is_made_anew_when_what_made_it_changes(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the old one goes; one of another size stays."""
    async with opened_data_sets(kept) as before:
        await before.loaded("sqlite", 20, 1)
        await before.loaded("sqlite", 10, 1)

    monkeypatch.setattr(data_sets, "source_hash", lambda *_: "f" * 64)
    async with opened_data_sets(kept) as after:
        await after.loaded("sqlite", 20, 1)

    assert after.made == ["made_20x1_ffffffffffffffff"]
    assert files(kept) == sorted(["made_20x1_ffffffffffffffff.db", f"{before.made[1]}.db"])


async def test_an_empty_database_is_gone_afterwards(kept: Path) -> None:
    """What is measured on it is no data set."""
    async with opened_data_sets(kept) as data, data.empty("sqlite") as database:
        assert await database.read(select(func.count()).select_from(account)) == [(0,)]

    assert files(kept) == []


def test_the_hash_covers_the_maker_the_loader_and_the_steps_of_the_schema() -> None:
    """And not what reads: a query may be tuned without making the data anew."""
    covered = {str(file.relative_to(data_sets.ROOT)) for file in data_sets.sources()}

    assert {
        "benchmarks/apparatus/made_accounts.py",
        "persistence/bulk.py",
        "persistence/tables/accounts.py",
        "persistence/migrations/versions/0001_first_schema.py",
        "domain/model/accounts.py",
    } <= covered
    assert "persistence/reading.py" not in covered
    assert "persistence/classes/finding.py" not in covered
