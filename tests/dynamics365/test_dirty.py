"""A first load of an environment that years of use have dirtied: everybody comes, and each decision is listed once."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from api.clock import SystemClock
from api.demo.dirty_crm import ACCOUNTS, DirtyCrm, dirty_crm, fill
from connectors.dynamics365.connector import Dynamics365Connector
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Role
from persistence.database import Database
from persistence.sync.local_records import SqlLocalRecords
from persistence.sync.store import SqlSyncStore
from sync.compare import compare
from sync.pull import Puller
from sync.records import Policy
from sync.settings import SyncSettings
from sync.sweep import queue_strays
from tests.contract.connector.dynamics import rehearsal, shared_rehearsal

ANA = Person("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "ana@example.cl", "OFIREG-08")
POLICY = Policy({}, "2024-04", lambda: str(uuid.uuid4()), directory=lambda: Directory((ANA,)))
PATIENT = SyncSettings(lease_seconds=120.0, pull_page=5000)


@pytest.fixture
async def dirty() -> AsyncIterator[tuple[Dynamics365Connector, DirtyCrm]]:
    """A stand-in of its own, for somebody added options to its tables."""
    context = rehearsal()
    prepared = await asyncio.to_thread(context.__enter__)
    try:
        async with prepared.connector() as connector:
            made = dirty_crm(connector, seed=7)
            await fill(connector, made)
            yield connector, made
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)


def test_the_same_seed_gives_the_same() -> None:
    """Reproducible: a difference that was seen can be seen again."""
    connector = shared_rehearsal().connector()
    one, again, other = (dirty_crm(connector, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one.rows != other.rows
    assert len(one.rows[RecordKind.ACCOUNT]) - len(one.deletions) == ACCOUNTS


async def test_a_dirty_first_load_lists_what_a_person_decides_each_once(
    database: Database, dirty: tuple[Dynamics365Connector, DirtyCrm]
) -> None:
    """The list is worked out from how the data are made; nothing else differs, and nothing is written there."""
    connector, made = dirty
    store = SqlSyncStore(database, SystemClock())
    puller = Puller(store, connector, POLICY, PATIENT)
    for kind in connector.capabilities.kinds:
        assert (await puller.pull(kind)).caught_up, kind

    report = await compare(connector, SqlLocalRecords(database), sample=5000)

    told = Counter((one.kind, one.key, one.field) for one in report.decisions)
    assert set(told) == made.decisions
    assert max(told.values()) == 1
    assert all(one.why and one.remedy for one in report.decisions)
    assert [kind.differences.some for kind in report.kinds] == [[], [], []]
    assert report.same
    assert sum([await queue_strays(store, kind) for kind in connector.capabilities.kinds]) == 0
