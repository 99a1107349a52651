"""Permission is judged on what is held until the end of the transaction, between real ones (design 4, ADR 0013)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import text

from domain.errors import NotAuthorised
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import Actor
from domain.ports.store import Transactions, UnitOfWork
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.cases.charge import HandOverCase, hand_over_case
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.cases.open_and_report import ReportFact, report_fact
from persistence.database import Database
from tests.support.builders import HEAD, REGIONAL, an_account
from tests.support.cases.sql_desk import SqlDesk

WAITING: Final = text(
    "SELECT count(*) AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@dataclass(frozen=True, slots=True)
class CommitsLater:
    """Units of work that have written, and commit when they are told."""

    inner: Transactions
    written: asyncio.Event = field(default_factory=asyncio.Event)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    @contextlib.asynccontextmanager
    async def __call__(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        """See `Transactions`."""
        async with self.inner(actor) as work:
            yield work
            self.written.set()
            await self.told.wait()


async def between(
    database: Database, services: CaseServices, first: Any, second: Coroutine[Any, Any, object]
) -> BaseException | object:
    """What comes of *second*, begun when *first* has written and not committed; *first* commits while it waits."""
    later = CommitsLater(services.core.transactions)
    one = asyncio.create_task(first(replace(services, core=replace(services.core, transactions=later))))
    await asyncio.wait({one, asyncio.create_task(later.written.wait())}, return_when=asyncio.FIRST_COMPLETED)
    two = asyncio.create_task(second)
    for _ in range(1_000):
        if two.done() or (await database.read(WAITING))[0].waiting:
            break
        await asyncio.sleep(0.01)
    later.told.set()
    await one
    (found,) = await asyncio.gather(two, return_exceptions=True)
    return found


async def test_a_case_that_is_handed_over_meanwhile_is_no_longer_theirs(postgres_database: Database) -> None:
    """RTE-04, POL-05: the fact waits for the hand-over, and is judged by where the case is then."""
    desk = SqlDesk(postgres_database)
    done = await desk.captured(await desk.put(an_account()))
    told = ReportFact(done.case.id, "record_interview", {"result": "Apta"}, point_of_contact=PointOfContact.TELEFONO)
    away = HandOverCase(done.case.id, "office:OFIREG-15", "Es de Arica.")
    found = await between(
        postgres_database,
        desk.services,
        lambda services: hand_over_case(services, HEAD, away),
        report_fact(desk.services, REGIONAL, told),
    )
    assert isinstance(found, NotAuthorised), found
    async with desk.services.core.transactions(REGIONAL) as work:
        assert [event.fact for event in await work.cases.timeline(done.case.id)][-1] == "hand_over"


async def test_an_account_that_moves_meanwhile_is_no_longer_theirs(postgres_database: Database) -> None:
    """RTE-04, AMB-68: an action is not written into an account that is another region's when it would be."""
    desk = SqlDesk(postgres_database)
    account = await desk.put(an_account())
    fair = RegisterAction(account.id, "FERIA", "Feria", date(2024, 9, 10), date(2024, 9, 11))
    away = UpdateAccount(account.id, account.version, {"region": "16"})
    found = await between(
        postgres_database,
        desk.services,
        lambda services: update_account(services.core, HEAD, away),
        register_action(desk.services, REGIONAL, fair),
    )
    assert isinstance(found, NotAuthorised), found
    async with desk.services.core.transactions(REGIONAL) as work:
        assert not await work.actions.of_account(account.id)
