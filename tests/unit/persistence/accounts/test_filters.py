"""Conditions on a list of accounts: the same answers as a plain filter in Python, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.errors import InvalidValue, MissingData
from domain.model.accounts import Account, FactKind
from domain.model.classes import AccountClass, Category, Classes
from domain.ports.reading import AccountOrder, AccountQuery, PageRequest
from domain.protocol.classes.classification import classify
from domain.protocol.follow_up.contact_frequency import contact_gap
from persistence.accounts.folding import search_text
from persistence.bulk import load_accounts
from persistence.database import Database
from persistence.reading import SqlReadModel
from tests.support.builders import a_configuration, a_fact, an_account, an_action, new_id
from tests.support.periods import make_periods
from tests.support.system.databases import Databases
from tests.unit.persistence.accounts.sixty_accounts import ACCOUNTS, LOADED
from tests.unit.persistence.accounts.sixty_accounts import every_page as _all

SINCE, UNTIL = date(2024, 1, 20), date(2024, 1, 25)
FEBRUARY = datetime(2024, 2, 1, 12, tzinfo=UTC)


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
    (AccountQuery(updated_since=FEBRUARY), lambda a: a.updated_at is not None and a.updated_at >= FEBRUARY),
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


async def test_classes_need_a_date(read: SqlReadModel) -> None:
    """Classes are of a day (section 8.1)."""
    with pytest.raises(MissingData):
        await read.accounts(AccountQuery(classes=frozenset({"CARTERA"})), PageRequest(first=1))
