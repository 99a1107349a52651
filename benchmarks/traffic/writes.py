"""
What the periods add to a single write: each use case beside itself without periods, by the processor time of both
sides (this process, and the database server's own where there is one), which neighbours on the machine disturb least.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Final
from unittest.mock import patch

from sqlalchemy import select, text

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.made_accounts import lasting_accounts
from benchmarks.apparatus.meter import Meter
from benchmarks.apparatus.row import Row
from domain.use_cases.accounts.contacts import AddContact, NewContact, UpdateContact, add_contact, update_contact
from domain.use_cases.accounts.create_account import CreateAccount, create_account
from domain.use_cases.accounts.record_fact import DeclareExports, declare_exports
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.actions.amend_action import AnnulAction, CorrectAction, annul_action, correct_action
from domain.use_cases.actions.register_action import RegisterAction, register_action
from persistence import tables, unit_of_work
from persistence.classes import marks
from persistence.database import Database, DatabaseKind
from tests.support.builders import REGIONAL
from tests.support.cases.sql_desk import SqlDesk
from tests.support.system.databases import KINDS

ACCOUNTS: Final = 3_000
_ROUNDS: Final = 7


@dataclass(slots=True)
class Writer:
    """Writes to accounts drawn by chance, as people do."""

    database: Database
    accounts: list[str]
    chance: random.Random = field(default_factory=lambda: random.Random(11))
    desk: SqlDesk = field(init=False)
    contacts: dict[str, str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    """Actions registered here that were not annulled yet."""

    def __post_init__(self) -> None:
        """Sit down at the desk."""
        self.desk = SqlDesk(self.database)

    async def _version(self, table: str, key: str) -> int:
        (row,) = await self.database.read(text(f"SELECT version FROM {table} WHERE id = :id"), {"id": key})
        return int(row.version)

    async def _save(self, **fields: str | None) -> None:
        key = self.chance.choice(self.accounts)
        asked = UpdateAccount(key, await self._version("account", key), fields)
        await update_account(self.desk.services.core, REGIONAL, asked)

    async def telephone(self) -> None:
        """Another telephone."""
        await self._save(phone=f"+56 2 {self.chance.randrange(2 * 10**8, 3 * 10**8):08d}")

    async def telephone_emptied(self) -> None:
        """None where there was one, or one where there was none: what a class reads changes."""
        key = self.chance.choice(self.accounts)
        (row,) = await self.database.read(select(tables.account).where(tables.account.c.id == key))
        asked = UpdateAccount(key, row.version, {"phone": None if row.phone else "+56 41 234 5678"})
        await update_account(self.desk.services.core, REGIONAL, asked)

    async def sector(self) -> None:
        """Another sector, sometimes the same."""
        await self._save(sector=self.chance.choice(("ALIMENTOS", "MINERIA")))

    async def registered(self) -> None:
        """A company."""
        fields = {"email": "x@example.cl", "region": "08", "sector": "ALIMENTOS", "address": "Prat 1"}
        name = f"Conservas {self.chance.randrange(10**9)} SpA"
        await create_account(self.desk.services.core, REGIONAL, CreateAccount(name, fields))

    async def exports(self) -> None:
        """A fact."""
        key = self.chance.choice(self.accounts)
        asked = DeclareExports(key, await self._version("account", key), self.chance.random() < 0.5)
        await declare_exports(self.desk.services.core, REGIONAL, asked)

    async def contact_added(self) -> None:
        """One that is not the main one."""
        key = self.chance.choice(self.accounts)
        made = NewContact("Rosa Paz", email="rosa@example.cl")
        await add_contact(self.desk.services.core, REGIONAL, AddContact(key, made))

    async def contact_changed(self) -> None:
        """Another telephone of the main contact."""
        key = self.chance.choice(self.accounts)
        c = tables.contact.c
        wanted = select(c.id, c.version).join(tables.account).where(tables.account.c.id == key, c.is_main)
        row = (await self.database.read(wanted))[0]
        fields = {"phone": f"+56 2 {self.chance.randrange(2 * 10**8, 3 * 10**8):08d}"}
        await update_contact(self.desk.services.core, REGIONAL, UpdateContact(key, row.id, row.version, fields))

    async def action(self) -> None:
        """A fair of this year, with the follow-up that it opens."""
        day = date(2024, self.chance.randrange(6, 9), self.chance.randrange(1, 28))
        asked = RegisterAction(self.chance.choice(self.accounts), "FERIA", "Feria", day, day)
        self.new.append((await register_action(self.desk.services, REGIONAL, asked)).action.id)

    async def corrected(self) -> None:
        """The title of an action: nothing that a class reads."""
        key = self.chance.choice(self.new)
        fields = {"title": f"Feria {self.chance.randrange(10**6)}"}
        asked = CorrectAction(key, await self._version("action", key), fields, "Estaba mal escrito.")  # type: ignore[arg-type]  # read by field
        self.new[self.new.index(key)] = (await correct_action(self.desk.services, REGIONAL, asked)).action.id

    async def annulled(self) -> None:
        """An action that was registered by mistake."""
        key = self.new.pop(self.chance.randrange(len(self.new)))
        await annul_action(self.desk.services, REGIONAL, AnnulAction(key, await self._version("action", key), "Error."))


def _kinds(writer: Writer) -> dict[str, Callable[[], Awaitable[None]]]:
    return {
        "telephone changed": writer.telephone,
        "telephone emptied or given": writer.telephone_emptied,
        "sector changed": writer.sector,
        "account registered": writer.registered,
        "exports declared": writer.exports,
        "contact added": writer.contact_added,
        "contact changed": writer.contact_changed,
        "action registered": writer.action,
        "action corrected": writer.corrected,
        "action annulled": writer.annulled,
    }


async def _measure(database: Database, kind: DatabaseKind, times: int, rounds: int) -> AsyncIterator[Row]:
    rows = await database.read(select(tables.account.c.id).order_by(tables.account.c.pk).limit(ACCOUNTS))
    writer, meter = Writer(database, [row.id for row in rows]), Meter(database)
    for name, write in _kinds(writer).items():
        if name == "action registered":
            await meter.spent(write, 2 * times)  # those to be annulled
        await meter.spent(write, min(times, 3))
        with_periods, without = [], []
        for _ in range(rounds):
            with_periods.append(await meter.spent(write, times))
            async with _without_periods(database):
                without.append(await meter.spent(write, times))
            if name == "action annulled":
                await meter.spent(writer.action, 2 * times)
        mine, other = median(with_periods), median(without)
        ratio = median(a / b for a, b in zip(with_periods, without, strict=True))
        detail = f"{mine:.2f} and {other:.2f} ms of processor"
        yield Row(f"{kind}: {name}", ratio, "x without periods", 1.3, True, detail)


@asynccontextmanager
async def _without_periods(database: Database) -> AsyncIterator[None]:
    """As it was before there were any: nothing is marked and nothing made."""

    async def nothing(*_: object) -> int:
        return 0

    async def run(statements: list[str]) -> None:
        async with database.begin() as tx:
            for statement in statements:
                await tx.exec_driver_sql(statement)

    sqlite = database.kind == "sqlite"
    await run([f"DROP TRIGGER {name}" for name in marks.SQLITE_TRIGGERS] if sqlite else list(marks.PAUSE_POSTGRESQL))
    try:
        with patch.object(unit_of_work, "settle", nothing), patch.object(unit_of_work, "last_mark", nothing):
            yield
    finally:
        await run(list(marks.SQLITE_TRIGGERS.values() if sqlite else marks.RESUME_POSTGRESQL))


async def run(data: DataSets, *, small: bool = False) -> AsyncIterator[Row]:
    """Both databases in turn."""
    for kind in KINDS:
        database = await Database.open(await data.loaded(kind, 100 if small else ACCOUNTS, 5, lasting_accounts))
        try:
            async for row in _measure(database, kind, *((1, 2) if small else (50, _ROUNDS))):
                yield row
        finally:
            await database.close()
            await asyncio.sleep(0)
