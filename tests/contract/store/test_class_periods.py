"""Whoever writes what the classes read, lists find the account as it is then: nobody need know of periods."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from domain.model.accounts import Account, Fact, FactKind
from domain.model.classes import AccountClass
from domain.model.history.actions import Action, Annulment, Confirmation
from domain.model.institution.configuration import Dated
from domain.model.institution.people import Role
from domain.ports.reading import AccountQuery, PageRequest
from domain.ports.store import UnitOfWork
from domain.protocol.access.actionable import ActionableAccount
from domain.protocol.classes.course import periods_of
from persistence.bulk import load_accounts
from persistence.classes import writing
from persistence.classes.codes import CLASSES, OF_CLASS, PeriodRow, row_of
from persistence.classes.maker import SqlPeriodMaker
from persistence.classes.making import look_ahead, make_marked
from persistence.classes.marks import PRESENCE, UNREAD, VALUES
from persistence.database import Database
from persistence.mapping import fact_columns
from persistence.reading import SqlReadModel
from persistence.tables import (
    account,
    account_fact,
    action,
    class_generation,
    class_mark,
    class_period,
    class_tally,
    contact,
)
from persistence.unit_of_work import SqlTransactions
from sync.loops.periods import make_all
from tests.contract.store.conftest import NOW, FrozenClock
from tests.support.builders import REGIONAL, a_configuration, a_contact, a_fact, an_account, an_action, at, new_id
from tests.support.periods import make_periods

CONFIG = a_configuration(mandatory=("phone", "main_contact"))
TODAY = NOW.date()
FIRST = PageRequest(first=50)

Write = Callable[[UnitOfWork, Account, Action], Awaitable[object]]


def a_company() -> Account:
    """Validated and exporting: portfolio, but for what a test takes away."""
    facts = (
        a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 2, 1)),
        a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 3, 1)),
    )
    company = an_account(rut=None, facts=facts)
    return replace(company, contacts=(a_contact(company, is_main=True),))


def actionable(changed: Account) -> ActionableAccount:
    """As a use case has it."""
    return ActionableAccount(changed)


async def _contact(work: UnitOfWork, company: Account, **fields: object) -> None:
    await work.accounts.save_contact(replace(company.contacts[0], **fields), 1)  # type: ignore[arg-type]  # fields of Contact


async def _fact(work: UnitOfWork, company: Account, fact: Fact) -> None:
    await work.accounts.save(actionable(replace(company, facts=(*company.facts, fact))), company.version)


async def _annul(work: UnitOfWork, company: Account) -> None:
    counted = next(each for each in await work.actions.of_account(company.id) if each.ended_on.year == 2023)
    annulment = Annulment("x", Role.REGIONAL_EXECUTIVE, at(TODAY), "no fue")
    await work.actions.save(replace(counted, annulment=annulment), counted.version)


async def _join(work: UnitOfWork, company: Account, _: Action) -> None:
    other = await work.accounts.add(actionable(an_account(rut=None, name="Otra")))
    survivor, absorbed = actionable(other), actionable(replace(company, merged_into=other.id))
    await work.accounts.absorb(survivor, other.version, absorbed, company.version)


WRITES: dict[str, Write] = {
    "a field": lambda work, company, _: work.accounts.save(actionable(replace(company, active=False)), company.version),
    "a datum that was there is gone": lambda work, company, _: work.accounts.save(
        actionable(replace(company, phone=None)), company.version
    ),
    "a fact": lambda work, company, _: _fact(work, company, a_fact(FactKind.VALIDATION, "WITHDRAWN", TODAY)),
    "a contact": lambda work, company, _: _contact(work, company, active=False),
    "a new main contact": lambda work, company, _: work.accounts.add_contact(
        a_contact(company, id=new_id(), is_main=True, email=None, phone=None)
    ),
    "an action": lambda work, company, _: work.actions.add(an_action(TODAY, account_id=company.id)),
    "an annulment": lambda work, company, _: _annul(work, company),
    "a confirmation": lambda work, _, done: work.actions.save(
        replace(done, confirmation=Confirmation("x", Role.REGIONAL_EXECUTIVE, at(TODAY))), done.version
    ),
    "a join": _join,
}


@pytest.fixture
async def house(database: Database) -> Database:
    """A store with its first set of periods."""
    await make_periods(database, CONFIG)
    return database


async def _registered(house: Database) -> tuple[Account, Action]:
    company = a_company()
    done = an_action(date(2024, 5, 2), account_id=company.id, registered_role=Role.SECTOR_OFFICER)
    async with SqlTransactions(house, FrozenClock(NOW))(REGIONAL) as work:
        added = await work.accounts.add(actionable(company))
        await work.actions.add(an_action(date(2023, 5, 2), account_id=company.id))
        return added, await work.actions.add(done)


async def expected(house: Database) -> dict[str, set[PeriodRow]]:
    """What the rule says of every account that is stored."""
    ids = [row.id for row in await house.read(select(account.c.id))]
    whole = await SqlReadModel(house).whole(ids)
    return {key: {row_of(each) for each in periods_of(*found, CONFIG)} for key, found in whole.items()}


async def stored(house: Database) -> dict[str, set[PeriodRow]]:
    """The periods that are there."""
    columns = [class_period.c[name] for name in PeriodRow._fields]
    found: dict[str, set[PeriodRow]] = {row.id: set() for row in await house.read(select(account.c.id))}
    joined = select(account.c.id, *columns).join_from(class_period, account, account.c.pk == class_period.c.account_pk)
    for row in await house.read(joined):
        found[row.id].add(PeriodRow._make(row[1:]))
    return found


async def pending(house: Database) -> int:
    """Accounts that wait for the worker."""
    return (await SqlReadModel(house).class_progress()).pending


@pytest.mark.parametrize("in_hand", [True, False], ids=["in hand", "not read before"])
@pytest.mark.parametrize("name", WRITES)
async def test_a_single_write_makes_the_periods_in_its_own_transaction(
    house: Database, name: str, in_hand: bool
) -> None:
    """
    Section 8.1: the list after the write finds the account as it is, with no worker; each of these changes some. What
    the writer held and read before need not be read again, and says no less.
    """
    company, done = await _registered(house)
    before = await stored(house)
    assert before == await expected(house)

    async with SqlTransactions(house, FrozenClock(NOW + timedelta(days=1)))(REGIONAL) as work:
        if in_hand:
            await work.accounts.hold(company.id)
            await work.actions.of_account(company.id)
        await WRITES[name](work, company, done)

    assert await stored(house) == await expected(house) != before
    assert await pending(house) == 0


@pytest.mark.parametrize("in_hand", [True, False], ids=["in hand", "not read before"])
async def test_what_is_separated_again_has_the_periods_of_what_it_got_back(house: Database, in_hand: bool) -> None:
    """AMB-63: facts, contacts and actions pass to the other and back; whose they are decides whose classes."""
    company, _ = await _registered(house)

    async def both(work: UnitOfWork) -> tuple[Account, Account]:
        found = []
        for key in (company.id, other.id):
            found.append(await work.accounts.hold(key, merged=True))
            if in_hand:
                await work.actions.of_account(key)
        return found[0], found[1]

    async with SqlTransactions(house, FrozenClock(NOW))(REGIONAL) as work:
        other = await work.accounts.add(actionable(an_account(rut=None, name="Otra")))
    apart = await stored(house)

    async with SqlTransactions(house, FrozenClock(NOW))(REGIONAL) as work:
        one, two = await both(work)
        joined = actionable(replace(one, merged_into=two.id))
        await work.accounts.absorb(actionable(two), two.version, joined, one.version)
    assert await stored(house) == await expected(house) != apart

    async with SqlTransactions(house, FrozenClock(NOW))(REGIONAL) as work:
        one, two = await both(work)
        back = actionable(replace(one, merged_into=None))
        await work.accounts.separate(actionable(two), two.version, back, one.version)
    assert await stored(house) == await expected(house)
    assert (await stored(house))[company.id] == apart[company.id]
    assert await pending(house) == 0


async def test_an_account_in_hand_is_not_read_again_for_its_periods(house: Database) -> None:
    """As a use case has it: held, its actions read, one added. What the write itself reads is all that is read."""
    company, _ = await _registered(house)
    async with SqlTransactions(house, FrozenClock(NOW))(REGIONAL) as work:
        await work.accounts.hold(company.id)
        await work.actions.of_account(company.id)
        with house.watch() as sent:
            await work.actions.add(an_action(TODAY, account_id=company.id))
            contact = await work.accounts.add_contact(a_contact(company, id=new_id(), is_main=True))
            assert contact in (await work.accounts.get(company.id)).contacts
            await work.settle_classes(0)  # type: ignore[attr-defined]  # the unit of work of SQL has it
    read = [sql for sql, _ in sent if sql.startswith("SELECT") and ("FROM action" in sql or "JOIN action" in sql)]
    assert read == []
    assert await stored(house) == await expected(house)


async def test_what_decides_no_class_marks_nobody(house: Database) -> None:
    """A telephone that is another, a note: nothing is made again."""
    company, done = await _registered(house)
    with house.watch() as sent:
        async with SqlTransactions(house, FrozenClock(NOW))(REGIONAL) as work:
            await work.accounts.save(actionable(replace(company, phone="+56 2 1")), 1)
            await work.actions.save(replace(done, notes="se llamó"), done.version)
    written = [sql for sql, _ in sent if not sql.startswith("SELECT")]
    assert written
    assert not [sql for sql in written if "class_" in sql]


UNAWARE: dict[str, Callable[[Account], object]] = {
    "an operator's update": lambda _: update(account).values(active=False),
    "a fact taken back": lambda _: delete(account_fact).where(account_fact.c.kind == "VALIDATION"),
    "a fact changed": lambda _: (
        update(account_fact).values(value="REJECTED").where(account_fact.c.value == "VALIDATED")
    ),
    "a contact erased": lambda _: delete(contact),
    "an action erased": lambda _: delete(action),
    "an action moved": lambda _: update(action).values(ended_on=date(2023, 3, 1), confirmed_role="REGIONAL_EXECUTIVE"),
    "a fact from elsewhere": lambda company: insert(account_fact).values(
        account_pk=1,
        **{
            key: value
            for key, value in fact_columns(company.id, a_fact(FactKind.CATEGORY, "2", TODAY)).items()
            if key != "account_id"
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNAWARE)
async def test_a_writer_that_knows_of_no_periods_marks_the_account_and_the_worker_makes_them(
    house: Database, name: str
) -> None:
    """Whatever statement it is: the database marks. Until then the answer says how many wait."""
    company, _ = await _registered(house)
    async with house.begin() as tx:
        await tx.execute(UNAWARE[name](company))  # type: ignore[call-overload]  # statements
    assert await pending(house) == 1

    await make_all(SqlPeriodMaker(house, FrozenClock(NOW), lambda: CONFIG))

    assert await pending(house) == 0
    assert await stored(house) == await expected(house)


def test_every_column_of_an_account_is_read_by_value_by_presence_or_not_at_all() -> None:
    """A column that is added later must be put where it belongs, or its writes would mark nobody."""
    assert sorted((*VALUES, *PRESENCE, *UNREAD)) == sorted(column.name for column in account.c)


async def test_two_who_write_to_one_account_at_once_leave_the_periods_of_both(house: Database) -> None:
    """Whoever makes them second reads what the first wrote."""
    company, _ = await _registered(house)
    transactions = SqlTransactions(house, FrozenClock(NOW))

    async def fair(on: date) -> None:
        async with transactions(REGIONAL) as work:
            await work.actions.add(an_action(on, account_id=company.id))

    await asyncio.gather(*(fair(date(year, 6, 1)) for year in (2021, 2022, 2023, 2024)))

    assert await stored(house) == await expected(house)


async def test_a_set_that_was_interrupted_goes_on_where_it_was_and_lists_read_the_old_one_meanwhile(
    house: Database,
) -> None:
    """A sector leaves the strategy from 1 January 2025: made before its day, beside the set that is read."""
    for _ in range(5):
        await _registered(house)
    sectors = CONFIG.strategic_sectors
    later = Dated(frozenset({"MINERIA"}), date(2025, 1, 1), "Resolución")
    changed = replace(CONFIG, strategic_sectors=replace(sectors, values=(*sectors.values, later)))
    portfolio = AccountQuery(classes=frozenset({AccountClass.CARTERA.value}), classes_on=date(2025, 1, 1))
    read = SqlReadModel(house)

    def maker() -> SqlPeriodMaker:
        return SqlPeriodMaker(house, FrozenClock(NOW), lambda: changed, batch=2)

    assert await maker().begin()
    await maker().make_some()
    company, _ = await _registered(house)  # a write meanwhile goes into both
    state = await read.class_progress()
    assert (state.generation, state.making, state.made, state.accounts, state.pending) == (1, 2, 2, 6, 0)
    assert len((await read.accounts(portfolio, FIRST)).items) == 6

    while await maker().make_some():
        pass

    state = await read.class_progress()
    assert (state.generation, state.making, state.pending) == (2, None, 0)
    assert (await read.accounts(portfolio, FIRST)).items == []
    before = replace(portfolio, classes_on=date(2024, 12, 31))
    assert company.id in {row.id for row in (await read.accounts(before, FIRST)).items}
    assert [row.id for row in await house.read(select(class_generation.c.id))] == [2]
    assert not await house.read(select(class_period).where(class_period.c.generation == 1))


async def test_what_a_load_brought_before_there_was_a_set_is_made_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 12, 2: its marks and the new set name the same accounts. One that was joined to another has no periods."""
    companies = [a_company() for _ in range(5)]
    companies[2] = replace(companies[2], merged_into=companies[0].id)
    await load_accounts(database, [(each, [an_action(TODAY, account_id=each.id)]) for each in companies])
    made: list[str] = []

    def noted(one: Account, *given: Any) -> Any:
        made.append(one.id)
        return periods_of(one, *given)

    monkeypatch.setattr(writing, "periods_of", noted)
    maker = SqlPeriodMaker(database, FrozenClock(NOW), lambda: CONFIG, batch=2)
    await maker.begin()
    await make_all(maker)

    assert sorted(made) == sorted(each.id for each in companies)
    assert await stored(database) == await expected(database)
    state = await maker.progress()
    assert (state.generation, state.making, state.pending) == (1, None, 0)


async def test_two_workers_make_one_set_together(house: Database) -> None:
    """Issue 12, 4: each takes accounts that the other has not, and what both leave is whole."""
    for _ in range(9):
        await _registered(house)
    makers = [SqlPeriodMaker(house, FrozenClock(NOW), lambda: CONFIG, batch=2) for _ in range(2)]
    assert await makers[0].begin(again=True)
    await asyncio.gather(*map(make_all, makers))
    await make_all(makers[0])

    assert await stored(house) == await expected(house)
    assert [row.id for row in await house.read(select(class_generation.c.id))] == [2]
    told = select(func.sum(class_tally.c.change)).where(class_tally.c.axis == OF_CLASS, class_tally.c.generation == 2)
    portfolio = told.where(class_tally.c.value == CLASSES.index(AccountClass.CARTERA), class_tally.c.change > 0)
    assert [tuple(row) for row in await house.read(portfolio)] == [(9,)]  # validated once each


async def _settled(house: Database, key: str) -> None:
    """A use case adds an action, and makes the periods itself."""
    async with SqlTransactions(house, FrozenClock(NOW))(REGIONAL) as work:
        await work.actions.add(an_action(date(2022, 5, 2), account_id=key))


async def _marked(house: Database, key: str) -> None:
    """A writer that knows of no periods."""
    async with house.begin() as tx:
        await tx.execute(update(account).where(account.c.id == key).values(sector="MINERIA"))


@pytest.mark.parametrize(("write", "left"), [(_settled, 0), (_marked, 1)], ids=["settled", "marked"])
async def test_what_was_written_after_it_was_read_is_not_written_over(
    house: Database, write: Callable[[Database, str], Awaitable[None]], left: int
) -> None:
    """Issue 12, 2: SQLite's worker reads before its turn to write comes; PostgreSQL's holds the rows."""
    keys = [(await _registered(house))[0].id for _ in range(3)]
    async with house.begin() as tx:
        await tx.execute(update(account).values(active=False))
    ahead = await look_ahead(house, 10)
    await write(house, keys[1])
    async with house.begin() as tx:
        assert await make_marked(tx, 10, ahead) >= 3

    if house.kind == "sqlite":
        assert await pending(house) == left
    await make_all(SqlPeriodMaker(house, FrozenClock(NOW), lambda: CONFIG))
    assert await stored(house) == await expected(house)
    assert await pending(house) == 0


async def test_settings_that_decide_no_class_make_nothing_again(house: Database) -> None:
    """Sources and samples may change; and a process with the same settings begins no set."""
    sectors = CONFIG.strategic_sectors
    renamed = tuple(replace(dated, source="Otra resolución", sample=True) for dated in sectors.values)
    same = replace(CONFIG, strategic_sectors=replace(sectors, values=renamed), follow_up_hour=NOW.time())

    assert not await SqlPeriodMaker(house, FrozenClock(NOW), lambda: same).begin()


async def test_all_can_be_thrown_away_and_made_again(house: Database) -> None:
    """Nothing in a period is a source of anything."""
    await _registered(house)
    async with house.begin() as tx:
        await tx.execute(text("DELETE FROM class_period"))
        await tx.execute(text("DELETE FROM class_tally"))
    maker = SqlPeriodMaker(house, FrozenClock(NOW), lambda: CONFIG)

    assert await maker.begin(again=True)
    while await maker.make_some():
        pass

    assert await stored(house) == await expected(house)
    users = AccountQuery(classes=frozenset({"CARTERA"}), classes_on=TODAY)
    assert await SqlReadModel(house).count_accounts(users) == 1
    assert not await house.read(select(class_mark))


async def test_a_write_that_is_rolled_back_changes_no_period(house: Database) -> None:
    """Periods are in the transaction of the write."""
    company, _ = await _registered(house)
    before = await stored(house)

    async def fails() -> None:
        async with SqlTransactions(house, FrozenClock(NOW))(REGIONAL) as work:
            await work.actions.add(an_action(TODAY, account_id=company.id))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()

    assert await stored(house) == before
    assert await pending(house) == 0
