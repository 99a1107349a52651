"""The classes as SQL and the classes as a rule are the same thing said twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, case, select

from domain.errors import InvalidValue
from domain.model.accounts import FACT_VALUES, Account, FactKind, Organisation, Purpose
from domain.model.classes import (
    AccountClass,
    Category,
    Classes,
    Export,
    Group,
    Origin,
    Registration,
    Relation,
)
from domain.model.history.actions import Action, Annulment, Confirmation
from domain.model.institution.configuration import ActionType, Dated, ProtocolConfiguration
from domain.model.institution.people import Role
from domain.protocol.classes.classification import classify
from persistence import records
from persistence.classes.conditions import ClassesInSql, class_condition
from persistence.database import Database
from persistence.measures.counting import group_of
from persistence.tables import account as account_table
from tests.support.builders import (
    EPOCH,
    FAIR,
    LOG,
    MEETING,
    RUT,
    a_configuration,
    a_contact,
    a_fact,
    an_account,
    an_action,
    at,
)

MEMBERS = (
    *AccountClass,
    *Origin,
    *Registration,
    *Relation,
    *Export,
    *Category,
    *Group,
)


def derived(found: Classes, member: object) -> bool:
    """Whether the rule's result has this class or axis value."""
    match member:
        case AccountClass.NO_USUARIA:
            return found.primary is member and found.registration.value is not Registration.NO_REGISTRADA
        case AccountClass():
            return member in found.classes
        case Origin():
            return found.origin.value is member
        case Registration():
            return found.registration.value is member
        case Relation():
            return found.relation.value is member
        case Export():
            return found.export.value is member
        case Category():
            return found.category.value is member
        case Group():
            return found.group.value is member
    raise AssertionError(member)


def condition(sql: ClassesInSql, member: object) -> ColumnElement[bool]:
    """The same as a condition."""
    match member:
        case AccountClass():
            return sql.holds(member)
        case Origin():
            return sql.origin(member)
        case Registration():
            return sql.registration(member)
        case Relation():
            return sql.relation(member)
        case Export():
            return sql.export(member)
        case Category():
            return sql.category(member)
        case Group():
            return group_of(sql) == member.value
    raise AssertionError(member)


async def by_sql(
    database: Database, stored: Sequence[tuple[Account, Sequence[Action]]], on: date, config: ProtocolConfiguration
) -> dict[str, list[object]]:
    """What SQL says of each account: the members that hold, each also asked as its complement; nothing is kept."""
    sql = ClassesInSql(on, config)
    asked = [condition(sql, member) for member in MEMBERS]
    asked += [sql.portfolio(), sql.capacity()]
    columns = [case((each, 1), (~each, 0)) for each in asked]
    async with database.begin() as tx:
        undo = await tx.begin_nested()
        await records.insert_accounts(tx, [account for account, _ in stored])
        await records.insert_actions(tx, [action for _, actions in stored for action in actions])
        rows = (await tx.execute(select(account_table.c.id, *columns))).all()
        await undo.rollback()
    return {row[0]: list(row[1:]) for row in rows}


def by_rule(account: Account, actions: Sequence[Action], on: date, config: ProtocolConfiguration) -> list[object]:
    """What the rule says, in the same order."""
    found = classify(account, actions, on, config)
    registered = found.registration.value is not Registration.NO_REGISTRADA
    told = [derived(found, member) for member in MEMBERS]
    told += [found.portfolio.is_portfolio and registered, found.capacity.value]
    return [int(each) for each in told]


# --- random accounts ----------------------------------------------------------------------------------------------

ASKED = st.sampled_from(
    [date(2024, 9, 13), date(2024, 1, 1), date(2023, 12, 31), date(2024, 2, 29), date(2023, 2, 28), date(2027, 3, 1)]
)
NEAR = st.sampled_from([-1097, -1096, -1095, -1094, -800, -366, -365, -257, -256, -59, -31, -30, -1, 0, 1, 40])
MAYBE = st.sampled_from([None, True, False])


def texts(*values: str) -> st.SearchStrategy[str | None]:
    """One of these, nothing, or empty text."""
    return st.sampled_from([*values, *values, None, ""])


@st.composite
def random_facts(draw: Callable[..., object], on: date) -> tuple[object, ...]:
    """Up to six facts of any kind that a class reads, some ended, some told by others, some on one day.

    Half of them begin with what a portfolio company needs, so that its other conditions are put to the test.
    """
    kinds = [
        FactKind.EXPORT_DECLARATION,
        FactKind.TEST_LEVEL,
        FactKind.VERIFIED_POTENTIAL,
        FactKind.VALIDATION,
        FactKind.CATEGORY,
        FactKind.EXPORTA_MAS,
    ]
    found = []
    if draw(st.booleans()):
        long_ago = on - timedelta(1200)
        found.append(a_fact(FactKind.EXPORT_DECLARATION, "YES", long_ago))
        found.append(a_fact(FactKind.VALIDATION, "VALIDATED", long_ago))
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(kinds))
        since = on + timedelta(draw(NEAR))
        until = draw(st.sampled_from([None, None, 0, 1, 30, 400]))
        found.append(
            a_fact(
                kind,
                draw(st.sampled_from(sorted(FACT_VALUES[kind]))),
                since,
                until=None if until is None else since + timedelta(until),
                role=draw(st.sampled_from([Role.REGIONAL_EXECUTIVE, Role.SECTOR_OFFICER])),
                at=at(since, number % 3),
            )
        )
    return tuple(sorted(found, key=lambda fact: (fact.on, fact.at)))


@st.composite
def random_action(draw: Callable[..., object], on: date) -> Action:
    """An action of any type, by any role, confirmed or annulled or not."""
    ended_on = on + timedelta(draw(NEAR))
    role = draw(st.sampled_from([Role.REGIONAL_EXECUTIVE, Role.COMMERCIAL_EXECUTIVE, Role.HELP_CENTRE]))
    confirmer = draw(st.sampled_from([None, None, Role.REGIONAL_EXECUTIVE, Role.SECTOR_OFFICER]))
    return an_action(
        ended_on,
        type=draw(st.sampled_from([FAIR, FAIR, "MISION", MEETING, LOG, "NOBODY_KNOWS"])),
        registered_role=role,
        confirmation=None if confirmer is None else Confirmation("x", confirmer, at(ended_on)),
        annulment=Annulment("x", Role.REGIONAL_EXECUTIVE, at(ended_on), "x") if draw(st.integers(0, 4)) == 0 else None,
    )


@st.composite
def random_account(draw: Callable[..., object], on: date) -> tuple[Account, tuple[Action, ...]]:
    """An account of any origin with its contacts, facts and actions."""
    account = an_account(
        registered_on=on + timedelta(draw(st.sampled_from([-900, -900, -900, -1, 0, 1]))),
        organisation=draw(st.sampled_from([Organisation.COMPANY, Organisation.COMPANY, Organisation.INSTITUTION])),
        country=draw(st.sampled_from(["CL", "CL", "CN"])),
        rut=None,
        region=draw(texts("08")),
        phone=draw(texts("1")),
        sector=draw(texts("ALIMENTOS", "ALIMENTOS", "MINERIA")),
        sii_started=draw(st.sampled_from([None, True, True, False])),
        sii_started_on=draw(st.sampled_from([None, None, on, on + timedelta(1)])),
        chilean_capital=draw(MAYBE),
        led_by_chileans=draw(MAYBE),
        sells_national=draw(MAYBE),
        active=draw(st.integers(0, 4)) > 0,
        purposes=draw(st.sampled_from([frozenset(), frozenset({Purpose.IMPORT})])),
        facts=draw(random_facts(on)),
    )
    contacts = tuple(
        a_contact(account, name=draw(st.sampled_from(["Rosa", "Rosa", ""])), email=draw(texts("r@x.cl")),
                  phone=draw(texts("1")), is_main=draw(st.booleans()), active=draw(st.booleans()))
        for _ in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    actions = draw(st.lists(random_action(on), max_size=4))
    return (
        replace(account, contacts=contacts),
        tuple(replace(action, account_id=account.id) for action in actions),
    )


STRATEGIES = st.sampled_from(
    [frozenset({"ALIMENTOS"}), frozenset({"ALIMENTOS", "MINERIA"}), frozenset({"ALIMENTOS"}), frozenset(), None]
)
FIELDS = st.sampled_from(
    [
        None,
        (),
        ("region", "phone"),
        ("sii_started",),
        ("main_contact",),
        ("rut", "region"),
        ("purposes", "sii_started_on"),
    ]
)


@st.composite
def random_configuration(draw: Callable[..., object], on: date) -> ProtocolConfiguration:
    """Settings of any kind, dated ones among them; action types with overlapping rows."""
    types = (
        ActionType(FAIR, "Feria", "PROMOCION", draw(st.booleans()), on - timedelta(30), on - timedelta(1)),
        ActionType(FAIR, "Feria", "PROMOCION", counts=True, since=on - timedelta(1100)),
        ActionType("MISION", "Misión", "PROMOCION", counts=True, since=EPOCH, until=on),
        ActionType(MEETING, "Reunión", "GESTION", counts=False, since=EPOCH),
        ActionType(LOG, "Bitácora", "BITACORA", counts=True, since=EPOCH),
    )
    config = a_configuration(
        mandatory=draw(FIELDS),
        strategic=draw(STRATEGIES),
        test_validity_months=draw(st.sampled_from([None, 1, 12])),
        action_types=types,
    )
    if draw(st.booleans()):
        later = Dated(("phone",), on + timedelta(draw(st.sampled_from([0, 1]))), "prueba")
        values = (*config.mandatory_fields.values, later)
        config = replace(config, mandatory_fields=replace(config.mandatory_fields, values=values))
    return config


@st.composite
def random_case(
    draw: Callable[..., object],
) -> tuple[date, ProtocolConfiguration, list[tuple[Account, tuple[Action, ...]]]]:
    """A day, settings, and a few accounts."""
    on = draw(ASKED)
    return on, draw(random_configuration(on)), draw(st.lists(random_account(on), min_size=3, max_size=5))


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(case_=random_case())
async def test_sql_and_rule_agree_on_every_class_of_any_account(
    module_database: Database,
    case_: tuple[date, ProtocolConfiguration, list[tuple[Account, tuple[Action, ...]]]],
) -> None:
    """Section 8.1, DEF-03..DEF-12, AMB-07, AMB-36..AMB-40, AMB-46; a condition is true or false, never NULL."""
    on, config, stored = case_

    told = await by_sql(module_database, stored, on, config)

    assert told == {account.id: by_rule(account, actions, on, config) for account, actions in stored}


# --- by hand ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended_on", "on", "expected"),
    [
        (date(2024, 3, 15), date(2024, 12, 31), Relation.USUARIA),
        (date(2024, 3, 15), date(2025, 1, 1), Relation.USUARIA_ANTERIOR),
        (date(2024, 3, 15), date(2027, 3, 14), Relation.USUARIA_ANTERIOR),
        (date(2024, 3, 15), date(2027, 3, 15), Relation.ANTIGUA_USUARIA),
        (date(2024, 2, 29), date(2027, 2, 28), Relation.ANTIGUA_USUARIA),
        (date(2024, 3, 15), date(2024, 3, 14), Relation.SIN_TRABAJO),
    ],
)
async def test_the_life_of_a_user_in_sql(
    module_database: Database, ended_on: date, on: date, expected: Relation
) -> None:
    """DEF-05, DEF-06, DEF-08, AMB-08: the same days as in the rule, worked out by hand."""
    account = an_account()
    action = an_action(ended_on, account_id=account.id)

    told = (await by_sql(module_database, [(account, [action])], on, a_configuration()))[account.id]

    assert [m for m, held in zip(MEMBERS, told, strict=False) if held and isinstance(m, Relation)] == [expected]


PORTFOLIO_FACTS = (
    a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 2, 1)),
    a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 3, 1)),
)


async def test_one_condition_of_the_portfolio_that_fails_is_enough_in_sql(module_database: Database) -> None:
    """DEF-03 (a) to (d), DAT-07, AMB-39, by hand: each account but the first misses exactly one thing."""
    on, config = date(2024, 9, 13), a_configuration(mandatory=("phone", "main_contact"), test_validity_months=6)
    interview = (*PORTFOLIO_FACTS[1:], a_fact(FactKind.VERIFIED_POTENTIAL, "CONFIRMED", date(2024, 3, 1)))
    by_officer = replace(interview[-1], id="00000000-0000-4000-9000-000000000001", role=Role.SECTOR_OFFICER)

    def tested(day: date) -> tuple[object, ...]:
        return (a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 3, 1)), a_fact(FactKind.TEST_LEVEL, "HIGH", day))

    rows: dict[str, tuple[dict[str, object], dict[str, object], bool]] = {
        "all": ({}, {}, True),
        "inactive": ({"active": False}, {}, False),
        "no telephone": ({"phone": ""}, {}, False),
        "sector out": ({"sector": "MINERIA"}, {}, False),
        "no sector": ({"sector": None}, {}, False),
        "not validated": ({"facts": PORTFOLIO_FACTS[:1]}, {}, False),
        "no capacity": ({"facts": PORTFOLIO_FACTS[1:]}, {}, False),
        "contact gone": ({}, {"active": False}, False),
        "contact not main": ({}, {"is_main": False}, False),
        "contact without address": ({}, {"email": ""}, False),
        "interview by executive": ({"facts": interview}, {}, True),
        "interview by officer": ({"facts": (interview[0], by_officer)}, {}, False),
        "test of 14 March": ({"facts": tested(date(2024, 3, 14))}, {}, True),
        "test of 13 March, six months ago": ({"facts": tested(date(2024, 3, 13))}, {}, False),
    }
    stored, expected = [], {}
    for name, (fields, contact, holds) in rows.items():
        account = an_account(rut=None, name=name, **{"facts": PORTFOLIO_FACTS, **fields})
        facts = tuple(replace(fact, id=f"{fact.id[:24]}{len(stored):04d}{fact.id[28:]}") for fact in account.facts)
        account = replace(account, facts=facts)
        account = replace(account, contacts=(a_contact(account, **contact),))
        stored.append((account, ()))
        expected[name] = holds

    told = await by_sql(module_database, stored, on, config)

    place = MEMBERS.index(AccountClass.CARTERA)
    assert {account.name: bool(told[account.id][place]) for account, _ in stored} == expected


async def test_a_list_is_filtered_by_any_of_the_named_classes(module_database: Database) -> None:
    """AMB-46: classes are a set; a name that is no class is refused."""
    on = date(2024, 9, 13)
    portfolio = an_account(
        rut=RUT,
        facts=(
            a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 2, 1)),
            a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 3, 1)),
        ),
    )
    user = an_account(rut=None, phone=None)
    nothing = an_account(rut=None)
    filtered = class_condition(lambda: a_configuration(mandatory=("phone",)))
    fair = an_action(date(2024, 5, 2), account_id=user.id)

    async def found(*names: str) -> set[str]:
        async with module_database.begin() as tx:
            undo = await tx.begin_nested()
            await records.insert_accounts(tx, [portfolio, user, nothing])
            await records.insert_actions(tx, [fair])
            rows = await tx.execute(select(account_table.c.id).where(filtered.any_of(frozenset(names), on)))
            ids = {row.id for row in rows}
            await undo.rollback()
            return ids

    assert await found("CARTERA") == {portfolio.id}
    assert await found("USUARIA") == {user.id}
    assert await found("CUENTA_POTENCIAL", "CARTERA") == {user.id, portfolio.id}
    assert await found("NO_USUARIA") == {nothing.id}
    assert await found("ANTIGUA_USUARIA") == set()
    with pytest.raises(InvalidValue):
        filtered.any_of(frozenset({"AMIGA"}), on)


async def test_classes_of_origin_alone_and_together_find_the_few_that_are_of_them(module_database: Database) -> None:
    """DEF-01, INS-01, SPC-03: what tells the planner that such accounts are few leaves none of them out."""
    on = date(2024, 9, 13)
    institution = an_account(rut=None, organisation=Organisation.INSTITUTION)
    foreign_institution = an_account(rut=None, organisation=Organisation.INSTITUTION, country="AR")
    foreign = an_account(rut=None, country="CN")
    chilean_abroad = an_account(rut=None, country="CN", chilean_capital=True)
    national = an_account(rut=RUT, country="CN")
    everybody = [institution, foreign_institution, foreign, chilean_abroad, national]
    filtered = class_condition(a_configuration)

    async def found(*names: str) -> set[str]:
        async with module_database.begin() as tx:
            undo = await tx.begin_nested()
            await records.insert_accounts(tx, everybody)
            rows = await tx.execute(select(account_table.c.id).where(filtered.any_of(frozenset(names), on)))
            ids = {row.id for row in rows}
            await undo.rollback()
            return ids

    assert await found("INSTITUCION") == {institution.id, foreign_institution.id}
    assert await found("EXTRANJERA") == {foreign.id}
    assert await found("CHILENA_EXTERIOR") == {chilean_abroad.id}
    assert await found("EXTRANJERA", "CHILENA_EXTERIOR") == {foreign.id, chilean_abroad.id}
    assert await found("INSTITUCION", "CHILENA_EXTERIOR") == {
        institution.id,
        foreign_institution.id,
        chilean_abroad.id,
    }
    assert await found() == set()
