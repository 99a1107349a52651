"""Cases reconsidered by several workers that are killed in the middle: each once, none is lost (AMB-68)."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, select

from domain.model.cases import Flow
from domain.model.institution.channels import PointOfContact
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.cases.open_and_report import StartCase, start_case
from persistence.database import Database
from persistence.tables import deadline
from persistence.tables.cases import case_event, protocol_case
from tests.support.builders import REGIONAL, an_account
from tests.support.cases.sql_desk import SqlDesk
from tests.support.system.databases import Databases

ROOT: Final = Path(__file__).parents[2]
MOVED: Final = 60
KILLS: Final = 4


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_each_changed_company_moves_its_case_once_however_often_workers_are_killed(
    kind: str, databases: Databases
) -> None:
    """60 companies move to Arica while their case is open; three workers, four killed with SIGKILL: 60 hand-overs."""
    async with databases.opened("sqlite" if kind == "sqlite" else "postgresql") as database:
        desk = SqlDesk(database)
        for _ in range(MOVED):
            account = await desk.put(an_account(rut=None, contacts=(), facts=()))
            asks = StartCase(Flow.CAPTURE, "receive_contact", account.id, point_of_contact=PointOfContact.OFIREG)
            await start_case(desk.services, REGIONAL, asks)
            await update_account(desk.services.core, REGIONAL, UpdateAccount(account.id, 1, {"region": "15"}))
        url = database.url.render_as_string(hide_password=False)
        workers = [await _start(url) for _ in range(3)]
        chance = random.Random(20240913)
        try:
            for _ in range(KILLS):
                await _until_fired(database, min(await _fired(database) + 10, MOVED))
                await asyncio.sleep(chance.uniform(0.0, 0.05))
                victim = workers.pop(chance.randrange(len(workers)))
                victim.kill()
                await victim.wait()
                workers.append(await _start(url))
            await _until_fired(database, MOVED)
        finally:
            for worker in workers:
                worker.kill()
                await worker.wait()

        handed = await database.read(select(case_event.c.case_id).where(case_event.c.fact == "hand_over"))
        assert sorted(Counter(row.case_id for row in handed).values()) == [1] * MOVED
        offices = await database.read(select(protocol_case.c.office).distinct())
        assert [row.office for row in offices] == ["OFIREG-15"]


async def _start(url: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "tests.support.system.reconsider_worker", url)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."})


async def _fired(database: Database) -> int:
    rows = await database.read(select(func.count()).select_from(deadline).where(deadline.c.state == "fired"))
    return int(rows[0][0])


async def _until_fired(database: Database, wanted: int) -> None:
    async with asyncio.timeout(120):
        while await _fired(database) < wanted:  # noqa: ASYNC110  (other processes' work)
            await asyncio.sleep(0.01)
