"""Lists of accounts and actions: the same answers as a plain filter in Python, on both databases, in few statements."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.errors import InvalidValue, MissingData
from domain.model.accounts import Account, Contact, FactKind
from domain.model.classes import AccountClass, Category, Classes
from domain.model.history.actions import Action, Annulment
from domain.model.institution.people import Role
from domain.model.rut import Rut
from domain.ports.reading import AccountOrder, AccountQuery, AccountRow, ActionRow, Page, PageRequest
from domain.protocol.classes.classification import classify
from domain.protocol.follow_up.contact_frequency import contact_gap
from persistence.accounts.folding import name_key, search_text
from persistence.bulk import load_accounts
from persistence.database import Database
from persistence.reading import SqlReadModel
from persistence.tables import account as account_table
from tests.support.builders import a_configuration, a_fact, an_account, an_action, new_id
from tests.support.periods import make_periods
from tests.support.system.databases import KINDS, Databases

NAMES = (
    "Agrícola Ñuñoa SpA",
    "AGRICOLA LOS ROBLES LTDA",
    "Comercial O'Higgins S.A.",
    "Viña Peñalolén",
    "Exportadora Ñuble e Hijos",
    "Frutícola del Maule",
    "Ágora Servicios",
    "Pesquera Austral 2000",
)
REGIONS = ("08", "13", "15", None)
SECTORS = ("ALIMENTOS", "MINERIA", None)


def _rut(number: int) -> Rut:
    for digit in "0123456789K":
        try:
            return Rut.parse(f"{number}-{digit}")
        except InvalidValue:
            continue
    raise AssertionError(number)


def _accounts() -> list[tuple[Account, list[Action]]]:
    chance = random.Random(7)
    annulled = Annulment("ana.rojas", Role.REGIONAL_EXECUTIVE, datetime(2024, 2, 1, tzinfo=UTC), "duplicada")
    made = []
    for number in range(60):
        facts = [
            a_fact(FactKind.CATEGORY, chance.choice("123"), date(2024, month, 1))
            for month in range(1, chance.randint(1, 4))
        ]
        account = an_account(
            id=f"{chance.getrandbits(128):032x}",
            name=f"{chance.choice(NAMES)} {number % 7}",
            trade_name=chance.choice((None, "Casa Ñandú", "Del Sur")),
            rut=_rut(50_000_000 + number * 137) if number % 5 else None,
            region=chance.choice(REGIONS),
            sector=chance.choice(SECTORS),
            office=chance.choice(("OFIREG-08", "OFIREG-13")),
            email=chance.choice((None, f"ventas{number}@example.cl", "contacto@frutas.example")),
            regional_executive=chance.choice((None, "ana.rojas")),
            commercial_executive=chance.choice((None, "ana.rojas", "mei.soto")),
            active=chance.random() < 0.8,
            registered_on=date(2023, 1, 1) + timedelta(chance.randint(0, 20)),
            sii_started=chance.choice((True, False, None)),
            sii_started_on=chance.choice((None, date(2010, 3, 4))),
            facts=tuple(facts),
        )
        contact = Contact(new_id(), account.id, "Rosa Paz", is_main=True)
        actions = [
            an_action(
                date(2024, 1, 1) + timedelta(chance.randint(0, 30)),
                account_id=account.id,
                id=f"{chance.getrandbits(128):032x}",
                type=chance.choice(("FERIA", "BITACORA_GENERAL", "CONTACTO_INTENTADO")),
                annulment=annulled if chance.random() < 0.3 else None,
            )
            for _ in range(chance.randint(0, 9))
        ]
        made.append((replace(account, contacts=(contact,)), actions))
    return made


LOADED = _accounts()
ACCOUNTS = [account for account, _ in LOADED]


@pytest.fixture(scope="module", params=KINDS)
async def loaded(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    """The sixty accounts of this module."""
    async with databases.opened(request.param) as database:
        assert await load_accounts(database, LOADED) == len(LOADED)
        await make_periods(database)
        yield database


@pytest.fixture
def read(loaded: Database) -> SqlReadModel:
    """Reads them."""
    return SqlReadModel(loaded)


def _row(account: Account) -> AccountRow:
    values = {name: getattr(account, name) for name in AccountRow._fields}
    values["rut"] = account.rut.compact if account.rut else None
    return AccountRow(**values)


async def _all(read: SqlReadModel, query: AccountQuery, size: int = 7, *, backward: bool = False) -> list[AccountRow]:
    """Every page in turn, checked to fit together."""
    found: list[AccountRow] = []
    cursor: str | None = None
    while True:
        request = PageRequest(last=size, before=cursor) if backward else PageRequest(first=size, after=cursor)
        page = await read.accounts(query, request)
        assert len(page.items) == len(page.cursors)
        found = [*page.items, *found] if backward else [*found, *page.items]
        here, there = (page.has_previous, page.has_next) if backward else (page.has_next, page.has_previous)
        assert there == (cursor is not None)
        if not here:
            return found
        assert len(page.items) == size
        cursor = page.cursors[0 if backward else -1]


async def test_an_account_is_read_by_id_and_by_rut(read: SqlReadModel) -> None:
    """Every column with its type; unknown keys answer None."""
    account = next(each for each in ACCOUNTS if each.rut)
    assert account.rut is not None
    assert await read.account(account.id) == _row(account)
    assert await read.account_by_rut(account.rut.compact) == _row(account)
    assert await read.account(new_id()) is None
    assert await read.account_by_rut("1") is None


ORDERS: dict[AccountOrder, Any] = {
    AccountOrder.NAME: lambda a: (name_key(a.name), a.id),
    AccountOrder.REGISTERED_ON: lambda a: (a.registered_on, a.id),
}


@pytest.mark.parametrize("order", AccountOrder)
@pytest.mark.parametrize("backward", [False, True])
async def test_pages_give_every_account_once_in_order(read: SqlReadModel, order: AccountOrder, backward: bool) -> None:
    """Forward and backward alike; equal names and days are ordered by id."""
    found = await _all(read, AccountQuery(order=order), backward=backward)

    if order is AccountOrder.RELEVANCE:
        expected = ACCOUNTS
    elif order is AccountOrder.REGISTERED_ON_DESC:
        expected = sorted(ACCOUNTS, key=ORDERS[AccountOrder.REGISTERED_ON], reverse=True)
    else:
        expected = sorted(ACCOUNTS, key=ORDERS[order])
    assert found == [_row(account) for account in expected]


SINCE, UNTIL = date(2024, 1, 20), date(2024, 1, 25)


def _waits(account: Account, since: date, until: date) -> bool:
    """FUP-02: as the gap of each says; an attempt and what was annulled are no contact."""
    (actions,) = [actions for each, actions in LOADED if each is account]
    classes = classify(account, (), UNTIL, a_configuration())
    gap = contact_gap(account.id, account.registered_on, classes, actions, a_configuration(), until)
    return account.registered_on < since and (gap.last_on is None or gap.last_on < since)


def _classes(account: Account, on: date) -> Classes:
    actions = next(actions for each, actions in LOADED if each is account)
    return classify(account, actions, on, a_configuration())


def _category(account: Account, on: date) -> Category:
    return classify(account, (), on, a_configuration()).category.value


FILTERS: list[tuple[AccountQuery, Any]] = [
    (AccountQuery(regions=frozenset({"08"})), lambda a: a.region == "08"),
    (AccountQuery(regions=frozenset({"08", "15"})), lambda a: a.region in {"08", "15"}),
    (AccountQuery(sectors=frozenset({"MINERIA"}), active=True), lambda a: a.sector == "MINERIA" and a.active),
    (AccountQuery(offices=frozenset({"OFIREG-08"})), lambda a: a.office == "OFIREG-08"),
    (AccountQuery(outside_offices=frozenset({"OFIREG-08"})), lambda a: a.office != "OFIREG-08"),
    (AccountQuery(active=False), lambda a: not a.active),
    (
        AccountQuery(executive="ana.rojas"),
        lambda a: "ana.rojas" in {a.regional_executive, a.commercial_executive},
    ),
    (AccountQuery(category="2"), lambda a: bool(a.facts) and a.facts[-1].value == "2"),
    (
        AccountQuery(category="2", classes_on=date(2024, 1, 31)),
        lambda a: _category(a, date(2024, 1, 31)) is Category.TRABAJO_HABITUAL,
    ),
    (
        AccountQuery(category="1", classes_on=date(2024, 3, 31)),
        lambda a: _category(a, date(2024, 3, 31)) is Category.EXPORTA_MAS,
    ),
    (
        AccountQuery(category="NINGUNA", classes_on=date(2024, 3, 31)),
        lambda a: _category(a, date(2024, 3, 31)) is Category.SIN_CATEGORIA,
    ),
    (AccountQuery(no_contact_since=SINCE), lambda a: _waits(a, SINCE, date.max)),
    (AccountQuery(no_contact_since=SINCE, classes_on=UNTIL), lambda a: _waits(a, SINCE, UNTIL)),
    (AccountQuery(no_contact_since=date(2023, 1, 10)), lambda a: _waits(a, date(2023, 1, 10), date.max)),
    (AccountQuery(account_ids=frozenset({ACCOUNTS[3].id})), lambda a: a is ACCOUNTS[3]),
    (AccountQuery(account_ids=frozenset()), lambda a: False),
    (
        AccountQuery(classes=frozenset({"USUARIA"}), classes_on=date(2024, 1, 12)),
        lambda a: AccountClass.USUARIA in _classes(a, date(2024, 1, 12)).classes,
    ),
    (
        AccountQuery(search="agri", classes=frozenset({"CUENTA_POTENCIAL"}), active=True, classes_on=date(2024, 1, 12)),
        lambda a: a.active and " agri" in search_text(a) and not all((a.rut, a.region, a.email, a.sector)),
    ),
]


@pytest.mark.parametrize(
    "query",
    [
        AccountQuery(no_contact_since=SINCE, classes_on=UNTIL, active=True),
        AccountQuery(no_contact_since=SINCE, classes_on=UNTIL, classes=frozenset({"USUARIA"})),
        AccountQuery(classes_on=UNTIL, offices=frozenset({"OFIREG-08"})),
    ],
    ids=["without contact", "of a class", "of an office"],
)
async def test_who_waited_longest_comes_first_whatever_the_index_finds(read: SqlReadModel, query: AccountQuery) -> None:
    """FUP-02, F-79: by the last contact, else the registration, as the gap of each counts; the first of them all."""
    fitting = {row.id for row in await _all(read, query)}
    days = {}
    for account, actions in LOADED:
        classes = classify(account, actions, UNTIL, a_configuration())
        gap = contact_gap(account.id, account.registered_on, classes, actions, a_configuration(), UNTIL)
        days[account.id] = gap.last_on or account.registered_on
    expected = sorted(fitting, key=lambda key: (days[key], key))
    assert len(expected) > 3

    assert await read.longest_waiting(query, 1000) == expected
    assert await read.longest_waiting(query, 3) == expected[:3]


@pytest.mark.parametrize(("query", "fits"), FILTERS)
@pytest.mark.parametrize("order", [AccountOrder.RELEVANCE, AccountOrder.NAME])
async def test_a_filter_gives_exactly_the_accounts_that_fit(
    read: SqlReadModel, query: AccountQuery, fits: Any, order: AccountOrder
) -> None:
    """Every given condition holds; the count says the same."""
    expected = [account for account in ACCOUNTS if fits(account)]

    found = await _all(read, replace(query, order=order))

    assert {row.id for row in found} == {account.id for account in expected}
    assert len(found) == len(expected) == await read.count_accounts(query)


async def test_a_member_of_exporta_mas_is_of_category_1_whatever_was_assigned(
    databases: Databases, loaded: Database
) -> None:
    """ATN-01, AMB-31: while the membership lasts; before and after it the assigned category counts."""
    assigned = a_fact(FactKind.CATEGORY, "2", date(2024, 1, 10))
    joined = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 3, 1), until=date(2024, 6, 30))
    member = an_account(rut=None, registered_on=date(2024, 1, 2), facts=(assigned, joined))
    other = an_account(rut=None, registered_on=date(2024, 1, 2), facts=(replace(assigned, id=new_id()),))

    async with databases.opened(loaded.kind) as database:
        await load_accounts(database, [(member, []), (other, [])])
        await make_periods(database)
        reading = SqlReadModel(database)

        async def of(category: str, on: date) -> set[str]:
            query = AccountQuery(category=category, classes_on=on)
            return {row.id for row in (await reading.accounts(query, PageRequest(first=10))).items}

        assert await of("2", date(2024, 2, 29)) == {member.id, other.id}
        assert await of("1", date(2024, 2, 29)) == set()
        assert await of("2", date(2024, 3, 1)) == {other.id}
        assert await of("1", date(2024, 3, 1)) == {member.id}
        assert await of("1", date(2024, 6, 30)) == {member.id}
        assert await of("2", date(2024, 7, 1)) == {member.id, other.id}
        assert await of("NINGUNA", date(2024, 1, 9)) == {member.id, other.id}
        with pytest.raises(InvalidValue):
            await of("4", date(2024, 7, 1))


async def test_a_kept_question_is_asked_anew_of_each_day(databases: Databases, loaded: Database) -> None:
    """DEF-08: the statement of a class filter is built once; user of 2024, former user in 2025, old one from 2027."""
    fair = an_action(date(2024, 5, 2))
    account = an_account(id=fair.account_id, registered_on=date(2024, 1, 2), sii_started=True)

    async with databases.opened(loaded.kind) as database:
        await load_accounts(database, [(account, [fair])])
        await make_periods(database)
        reading = SqlReadModel(database)
        days = (date(2024, 5, 1), date(2024, 5, 2), date(2025, 1, 1), date(2027, 5, 1), date(2027, 5, 2))
        found = []
        for klass in ("USUARIA", "USUARIA_ANTERIOR", "ANTIGUA_USUARIA"):
            queries = [AccountQuery(classes=frozenset({klass}), classes_on=day) for day in days]
            found.append([await reading.count_accounts(query) for query in queries])

    assert found == [[0, 1, 0, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 1]]


SEARCHES: list[tuple[str, Any]] = [
    ("Ñuñoa", lambda a: "Ñuñoa" in a.name),
    ("nunoa", lambda a: "Ñuñoa" in a.name),
    ("AGRICOLA", lambda a: "ñuñoa" in a.name.lower() or "ROBLES" in a.name),
    ("agri", lambda a: "ñuñoa" in a.name.lower() or "ROBLES" in a.name),
    ("los  robles", lambda a: "ROBLES" in a.name),
    ("robles agricola", lambda a: "ROBLES" in a.name),
    ("o'higgins", lambda a: "Higgins" in a.name),
    ("s", lambda a: any(w.startswith("s") for w in _words(a))),
    ("ñandú", lambda a: a.trade_name == "Casa Ñandú"),
    ("exportadora sur", lambda a: "Exportadora" in a.name and a.trade_name == "Del Sur"),
    ("contacto@frutas.example", lambda a: a.email == "contacto@frutas.example"),
    ("frutas", lambda a: a.email == "contacto@frutas.example"),
    ("mineria", lambda a: a.sector == "MINERIA"),
    ("xyzzy", lambda a: False),
    ("...", lambda a: False),
    ("%", lambda a: False),
]


def _words(account: Account) -> list[str]:
    return search_text(account).split()


@pytest.mark.parametrize(("asked", "fits"), SEARCHES)
@pytest.mark.parametrize("order", [AccountOrder.RELEVANCE, AccountOrder.REGISTERED_ON_DESC])
async def test_search_finds_beginnings_of_words_whatever_case_and_accents(
    read: SqlReadModel, asked: str, fits: Any, order: AccountOrder
) -> None:
    """Issue 2, section 3: by RUT, name, e-mail, sector; each word must match."""
    expected = {account.id for account in ACCOUNTS if fits(account)}

    found = await _all(read, AccountQuery(search=asked, order=order), size=3)
    backward = await _all(read, AccountQuery(search=asked, order=order), size=3, backward=True)

    assert {row.id for row in found} == expected
    assert backward == found
    assert await read.count_accounts(AccountQuery(search=asked)) == len(expected)


async def test_search_by_rut_with_and_without_dots(read: SqlReadModel) -> None:
    """As people write it, whole or its beginning."""
    account = next(each for each in ACCOUNTS if each.rut)
    printed = str(account.rut)
    assert account.rut is not None
    for asked in (
        printed,
        printed.lower(),
        printed.replace(".", ""),
        account.rut.compact,
        printed[:-2],
        f"00{printed}",
    ):
        assert [row.id for row in await _all(read, AccountQuery(search=asked))] == [account.id]
    name = account.name.split()[0]
    assert [row.id for row in await _all(read, AccountQuery(search=f"{name} {printed}"))] == [account.id]
    assert await _all(read, AccountQuery(search=f"zapallo {printed}")) == []


async def test_search_follows_what_is_written(loaded: Database, read: SqlReadModel) -> None:
    """The index is kept up by the database itself."""
    account = ACCOUNTS[0]
    async with loaded.begin() as tx:
        await tx.execute(
            account_table.update().where(account_table.c.id == account.id).values(search=" zapallo maduro ")
        )
    assert [row.id for row in await _all(read, AccountQuery(search="zapallo"))] == [account.id]
    async with loaded.begin() as tx:
        await tx.execute(
            account_table.update().where(account_table.c.id == account.id).values(search=search_text(account))
        )
    assert await _all(read, AccountQuery(search="zapallo")) == []


async def test_classes_need_a_date(read: SqlReadModel) -> None:
    """Classes are of a day (section 8.1)."""
    with pytest.raises(MissingData):
        await read.accounts(AccountQuery(classes=frozenset({"CARTERA"})), PageRequest(first=1))


async def test_a_cursor_belongs_to_one_order(read: SqlReadModel) -> None:
    """Another order's cursor, or any other text, is refused."""
    page = await read.accounts(AccountQuery(order=AccountOrder.NAME), PageRequest(first=1))
    for foreign in (page.cursors[0], "x", "####", "MWE="):
        with pytest.raises(InvalidValue):
            await read.accounts(AccountQuery(), PageRequest(first=1, after=foreign))


def _expected_actions(actions: list[Action], types: frozenset[str] | None = None) -> list[str]:
    kept = [action for action in actions if types is None or action.type in types]
    return [action.id for action in sorted(kept, key=lambda a: (a.ended_on, a.id), reverse=True)]


@pytest.mark.parametrize("types", [None, frozenset({"BITACORA_GENERAL"})])
async def test_the_latest_actions_of_many_accounts(read: SqlReadModel, types: frozenset[str] | None) -> None:
    """A page for each account, latest end first, also for those without actions."""
    pages = await read.actions_of([account.id for account, _ in LOADED], PageRequest(first=3), log_types=types)

    assert list(pages) == [account.id for account, _ in LOADED]
    for account, actions in LOADED:
        expected = _expected_actions(actions, types)
        assert [row.id for row in pages[account.id].items] == expected[:3]
        assert pages[account.id].has_next is (len(expected) > 3)
        assert pages[account.id].has_previous is False


@pytest.mark.parametrize("backward", [False, True])
async def test_the_actions_of_one_account_page_by_page(read: SqlReadModel, backward: bool) -> None:
    """No action twice, none left out."""
    account, actions = max(LOADED, key=lambda pair: len(pair[1]))
    found: list[str] = []
    cursor = None
    while True:
        request = PageRequest(last=2, before=cursor) if backward else PageRequest(first=2, after=cursor)
        page: Page[ActionRow] = (await read.actions_of([account.id], request))[account.id]
        ids = [row.id for row in page.items]
        found = [*ids, *found] if backward else [*found, *ids]
        if not (page.has_previous if backward else page.has_next):
            break
        cursor = page.cursors[0 if backward else -1]
    assert found == _expected_actions(actions)


async def test_an_action_is_read_whole(read: SqlReadModel) -> None:
    """Flat, with the id of its account."""
    action = next(each for _, actions in LOADED for each in actions)
    row = (await read.actions_by_id([action.id])).get(action.id)
    assert row is not None
    assert (row.id, row.account_id, row.ended_on, row.registered_at, row.annulled_at) == (
        action.id,
        action.account_id,
        action.ended_on,
        action.registered_at,
        None,
    )
    assert await read.actions_by_id([new_id()]) == {}


async def test_whole_accounts_are_the_domain_s_own(read: SqlReadModel) -> None:
    """With contacts, facts and every action, for the rules; unknown ids are left out."""
    whole = await read.whole([*(account.id for account, _ in LOADED), new_id()])

    assert whole.keys() == {account.id for account, _ in LOADED}
    for account, actions in LOADED:
        ordered = sorted(actions, key=lambda a: (a.ended_on, a.registered_at))
        assert whole[account.id][0] == account
        assert [a.ended_on for a in whole[account.id][1]] == [a.ended_on for a in ordered]
        assert {a.id: a for a in whole[account.id][1]} == {a.id: a for a in actions}


@pytest.mark.parametrize("size", [1, 20])
async def test_the_number_of_statements_does_not_depend_on_the_page(
    loaded: Database, read: SqlReadModel, size: int
) -> None:
    """Issue 2, section 4: two statements for a list of accounts with their actions; four for whole accounts."""
    with loaded.watch() as statements:
        page = await read.accounts(AccountQuery(), PageRequest(first=size))
        ids = [row.id for row in page.items]
        await read.actions_of(ids, PageRequest(first=5))
    assert len(statements) == 2
    with loaded.watch() as statements:
        await read.whole(ids)
    assert len(statements) == 4
    with loaded.watch() as statements:
        await read.accounts(AccountQuery(search="agri", category="2", active=True), PageRequest(first=size))
    assert len(statements) == 1
