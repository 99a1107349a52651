"""The example data set: the same every time, believable, nobody's, and an account in every class and situation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count

import pytest

from connectors.mock.dataset import (
    PROTAGONIST_EXECUTIVE,
    PROTAGONIST_KEY,
    PROTAGONIST_MISSING,
    PROTAGONIST_RUT,
    SITUATIONS,
    Situation,
    believable_records,
)
from connectors.mock.dataset.actions import SECTOR_OFFICER
from connectors.mock.dataset.places import MARKETS, PLACES
from connectors.mock.dataset.words import COUNTING, OTHER_SECTORS, STRATEGIC, TITLES
from domain.exchange.values import account_born_in_crm, action_born_in_crm, contact_born_in_crm, refused_values
from domain.model.accounts import Account, Contact, Fact, FactKind
from domain.model.classes import Classes
from domain.model.exchange.crm_records import CrmRecord, RecordKind
from domain.model.history.actions import Action
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.people import Role
from domain.model.rut import Rut
from domain.protocol.classes.classification import classify
from persistence.configuration import load_configuration, load_directory_of_people

TODAY = date(2026, 6, 15)


@dataclass(frozen=True)
class World:
    """The records, and the accounts and actions they become here, with their classes today."""

    records: tuple[CrmRecord, ...]
    accounts: Mapping[str, Account]
    actions: Mapping[str, list[Action]]
    classes: Mapping[str, Classes]
    configuration: ProtocolConfiguration

    def of(self, situation: Situation) -> Classes:
        """Classes of the first account made for this situation."""
        position = [profile.situation for profile in SITUATIONS].index(situation) + 1  # after the protagonist
        return self.classes[list(self.accounts)[position]]


@pytest.fixture(scope="module")
def world() -> World:
    """The set of 300 accounts as the synchronisation takes it in."""
    records = believable_records(TODAY)
    configuration = load_configuration(samples=True)
    numbers = count(1)
    accounts: dict[str, Account] = {}
    contacts: dict[str, list[Contact]] = defaultdict(list)
    actions: dict[str, list[Action]] = defaultdict(list)
    for record in records:
        by, at = str(record.modified_by), record.modified_at or datetime(2026, 1, 1, tzinfo=UTC)
        if record.kind is RecordKind.ACCOUNT:
            accounts[record.key] = account_born_in_crm(
                record.key, record.values, by=by, at=at, new_id=lambda: f"fact-{next(numbers)}"
            )
        elif record.kind is RecordKind.CONTACT:
            contacts[str(record.values["account_id"])].append(contact_born_in_crm(record.key, record.values))
        else:
            action = action_born_in_crm(record.key, record.values, by=by, at=at)
            actions[action.account_id].append(action)
    for key, account in accounts.items():
        object.__setattr__(account, "contacts", tuple(contacts[key]))
    classes = {key: classify(account, actions[key], TODAY, configuration) for key, account in accounts.items()}
    return World(records, accounts, actions, classes, configuration)


def test_the_same_seed_gives_the_same_records_and_another_seed_others() -> None:
    """Deterministic by seed, size and reference date."""
    assert believable_records(TODAY, seed=7, companies=60) == believable_records(TODAY, seed=7, companies=60)
    assert believable_records(TODAY, seed=7, companies=60) != believable_records(TODAY, seed=8, companies=60)


@pytest.mark.parametrize("companies", [1, 2, 60, 300])
def test_there_are_as_many_accounts_as_asked(companies: int) -> None:
    """Parents come before what hangs from them, and everything hangs from an account of the set."""
    records = believable_records(TODAY, companies=companies)

    kinds = [record.kind for record in records]
    assert kinds.count(RecordKind.ACCOUNT) == companies
    assert kinds == sorted(kinds, key=list(RecordKind).index)
    accounts = {record.key for record in records if record.kind is RecordKind.ACCOUNT}
    assert {r.values["account_id"] for r in records if r.kind is not RecordKind.ACCOUNT} <= accounts
    assert len({record.key for record in records}) == len(records)


def test_every_region_has_companies(world: World) -> None:
    """SYS-04: sixteen regions."""
    national = [account.region for account in world.accounts.values() if account.country == "CL"]

    assert set(national) == {f"{number:02}" for number in range(1, 17)}


def test_every_rut_is_valid_unique_and_outside_the_ranges_in_use(world: World) -> None:
    """DAT-01, AMB-63; and no real company is meant: numbers between 39.2 and 45 million."""
    ruts = [str(r.values["rut"]) for r in world.records if r.values.get("rut") is not None]

    assert len(ruts) == len(set(ruts)) > 200
    assert [Rut.parse(rut).compact for rut in ruts] == ruts
    assert all(39_200_000 <= int(rut[:-1]) < 45_000_000 for rut in ruts)


def test_no_address_of_the_set_delivers(world: World) -> None:
    """Nobody real: every e-mail and site is under example.cl."""
    addresses = [r.values[name] for r in world.records for name in ("email", "website") if r.values.get(name)]

    assert addresses
    assert {str(address).rstrip("/")[-10:] for address in addresses} == {"example.cl"}


def test_the_domain_can_hold_every_value(world: World) -> None:
    """Sectors, offices, types, people and markets are those of the sample configuration."""
    assert [refused for r in world.records if (refused := refused_values(r.kind, r.values, None))] == []
    configuration = world.configuration
    staff = {person.id for person in load_directory_of_people(samples=True).people}
    for account in world.accounts.values():
        assert account.sector is None or account.sector in configuration.sectors
        assert account.office in configuration.offices
        assert {account.regional_executive, account.commercial_executive} <= staff | {None}
    for action in (one for many in world.actions.values() for one in many):
        assert configuration.action_type(action.type, action.ended_on) is not None
        assert action.registered_by in staff | {"atencion"}
        assert action.office in configuration.offices


def test_the_words_agree_with_the_sample_configuration() -> None:
    """The connector imports no configuration, so its copies are held equal here."""
    configuration = load_configuration(samples=True)
    staff = {person.id: person for person in load_directory_of_people(samples=True).people}

    assert set(STRATEGIC) == configuration.strategic_sectors.required(TODAY)
    assert set(STRATEGIC) | set(OTHER_SECTORS) == set(configuration.sectors)
    counting = {code for code in COUNTING if (row := configuration.action_type(code, TODAY)) and row.counts}
    assert counting == set(COUNTING)
    assert [code for code in TITLES if configuration.action_type(code, TODAY) is None] == []
    for place in PLACES:
        assert (staff[place.executive].role, staff[place.executive].office) == (Role.REGIONAL_EXECUTIVE, place.office)
        assert (staff[place.head].role, staff[place.head].office) == (Role.REGIONAL_HEAD, place.office)
    for market in MARKETS:
        assert (staff[market.executive].role, staff[market.executive].office) == (
            Role.COMMERCIAL_EXECUTIVE,
            market.office,
        )
        assert configuration.offices[market.office].country == market.country
    assert staff[SECTOR_OFFICER].role is Role.SECTOR_OFFICER


@pytest.mark.parametrize(
    "today", [date(2026, 1, 1), date(2026, 1, 3), date(2024, 2, 29), date(2024, 9, 18), date(2026, 12, 31)]
)
def test_nothing_lies_after_the_reference_date(today: date) -> None:
    """Whatever the day: on 1 January, on 29 February, at the end of the year."""
    for record in believable_records(today):
        days = [v for name, v in record.values.items() if type(v) is date and name != "exporta_mas_until"]
        assert max(days, default=today) <= today
        started, ended = record.values.get("started_on"), record.values.get("ended_on")
        if isinstance(started, date) and isinstance(ended, date):
            assert started <= ended


def test_twelve_months_of_actions(world: World) -> None:
    """Every one of the twelve months up to the reference date has actions."""
    months = {(action.ended_on.year, action.ended_on.month) for many in world.actions.values() for action in many}

    assert {(2025, month) for month in range(7, 13)} | {(2026, month) for month in range(1, 7)} <= months
    assert sum(len(many) for many in world.actions.values()) > 500


def test_the_protagonist_is_a_potential_account_of_biobio_with_three_fields_missing(world: World) -> None:
    """Issue 2, the story: found by RUT, potential account (DEF-07), and the three fields are named."""
    account = world.accounts[PROTAGONIST_KEY]
    classes = world.classes[PROTAGONIST_KEY]

    assert account.rut == Rut.parse("44.100.808-2") == Rut(PROTAGONIST_RUT)
    assert (account.region, account.office) == ("08", "OFIREG-08")
    assert account.regional_executive == PROTAGONIST_EXECUTIVE == "ana.rojas"
    assert classes.registration.value == "CUENTA_POTENCIAL"
    missing = {missing.name for reason in classes.registration.reasons for missing in reason.missing}
    assert missing == set(PROTAGONIST_MISSING) == {"address", "email", "sector"}
    assert world.actions[PROTAGONIST_KEY] == []


def test_completed_and_validated_the_protagonist_enters_the_portfolio_and_a_fair_makes_it_a_user(world: World) -> None:
    """Issue 2, the story: DEF-03 by its four conditions, DEF-05 by the fair, DEF-06 on 1 January."""
    at = datetime(2026, 6, 15, 15, tzinfo=UTC)
    completed = replace(
        world.accounts[PROTAGONIST_KEY],
        address="Los Aromos 10",
        email="contacto@caleta-escondida.example.cl",
        sector="ALIMENTOS_PROCESADOS",
    )
    validation = Fact("v", FactKind.VALIDATION, "VALIDATED", TODAY, "ana.rojas", Role.REGIONAL_EXECUTIVE, at)
    validated = replace(completed, facts=(*completed.facts, validation))
    fair = Action(
        "f", PROTAGONIST_KEY, "FERIA", "Feria", TODAY, TODAY, "ana.rojas", Role.REGIONAL_EXECUTIVE, registered_at=at
    )

    def on(account: Account, actions: list[Action], day: date) -> tuple[object, ...]:
        classes = classify(account, actions, day, world.configuration)
        return classes.registration.value, classes.portfolio.is_portfolio, classes.relation.value

    assert on(completed, [], TODAY) == ("EN_CAPTACION", False, "SIN_TRABAJO")
    assert on(validated, [], TODAY) == ("VALIDADA", True, "SIN_TRABAJO")
    assert on(validated, [fair], TODAY) == ("VALIDADA", True, "USUARIA")
    assert on(validated, [fair], date(2027, 1, 1)) == ("VALIDADA", True, "USUARIA_ANTERIOR")


@pytest.mark.parametrize(
    ("situation", "registration", "relation", "portfolio"),
    [
        (Situation.POTENTIAL, "CUENTA_POTENCIAL", "SIN_TRABAJO", False),
        (Situation.POTENTIAL_CARD, "CUENTA_POTENCIAL", "SIN_TRABAJO", False),
        (Situation.IN_CAPTURE, "EN_CAPTACION", "SIN_TRABAJO", False),
        (Situation.LOW_POTENTIAL, "EN_CAPTACION", "SIN_TRABAJO", False),
        (Situation.VALIDATION_REJECTED, "EN_CAPTACION", "SIN_TRABAJO", False),
        (Situation.VALIDATED_OTHER_SECTOR, "VALIDADA", "SIN_TRABAJO", False),
        (Situation.PORTFOLIO_NEW, "VALIDADA", "SIN_TRABAJO", True),
        (Situation.PORTFOLIO_USER, "VALIDADA", "USUARIA", True),
        (Situation.PORTFOLIO_POTENTIAL_USER, "VALIDADA", "USUARIA", True),
        (Situation.PORTFOLIO_BEFORE, "VALIDADA", "USUARIA_ANTERIOR", True),
        (Situation.USER_OUTSIDE_PORTFOLIO, "VALIDADA", "USUARIA", False),
        (Situation.USER_POTENTIAL_ACCOUNT, "CUENTA_POTENCIAL", "USUARIA", False),
        (Situation.PREVIOUS_USER, "VALIDADA", "USUARIA_ANTERIOR", False),
        (Situation.FORMER_USER, "VALIDADA", "ANTIGUA_USUARIA", True),
        (Situation.EXPORTA_MAS, "VALIDADA", "USUARIA", True),
        (Situation.EXPORTA_MAS_FAILING, "CUENTA_POTENCIAL", "USUARIA", False),
        (Situation.UNCONFIRMED_ACTION, "VALIDADA", "SIN_TRABAJO", True),
        (Situation.CONFIRMED_ACTION, "VALIDADA", "USUARIA", True),
        (Situation.ANNULLED_ACTION, "VALIDADA", "SIN_TRABAJO", True),
        (Situation.LATE_REGISTRATION, "VALIDADA", "USUARIA_ANTERIOR", True),
        (Situation.ACROSS_THE_YEAR, "VALIDADA", "USUARIA", True),
        (Situation.LOG_ONLY, "VALIDADA", "SIN_TRABAJO", True),
        (Situation.WITHOUT_SII, "VALIDADA", "SIN_TRABAJO", True),
        (Situation.INACTIVE, "VALIDADA", "USUARIA_ANTERIOR", False),
        (Situation.PERSON_USER, "VALIDADA", "USUARIA", True),
    ],
)
def test_each_situation_has_its_classes(
    world: World, situation: Situation, registration: str, relation: str, portfolio: bool
) -> None:
    """Section 8.1, by DEF-03, DEF-05..DEF-08, AMB-07, AMB-37, AMB-40, AMB-60, AMB-61."""
    classes = world.of(situation)

    assert (classes.registration.value, classes.relation.value, classes.portfolio.is_portfolio) == (
        registration,
        relation,
        portfolio,
    )


def test_exporta_mas_members_that_fail_a_condition_raise_an_alert(world: World) -> None:
    """DEF-04, AMB-38."""
    assert world.of(Situation.EXPORTA_MAS_FAILING).alerts
    assert not world.of(Situation.EXPORTA_MAS).alerts


def test_low_potential_is_there_in_the_five_regions_and_outside(world: World) -> None:
    """LOW-06."""
    low = {
        world.accounts[key].region for key, classes in world.classes.items() if classes.export.value == "POTENCIAL_BAJA"
    }

    assert low >= {"15", "03", "14", "11", "12"}
    assert low - {"15", "03", "14", "11", "12"}


def test_every_class_and_group_that_the_crm_can_show_is_there(world: World) -> None:
    """
    Section 8.1, GRP-01. CHILENA_EXTERIOR goes by the answers of SPC-04; a Chilean company abroad with a RUT is
    national (SPC-03).
    """
    classes = {str(one) for result in world.classes.values() for one in result.classes}

    assert classes == {
        "CUENTA_POTENCIAL",
        "CARTERA",
        "USUARIA",
        "USUARIA_ANTERIOR",
        "ANTIGUA_USUARIA",
        "EXTRANJERA",
        "CHILENA_EXTERIOR",
        "INSTITUCION",
    }
    assert {str(result.category.value)[-1] for result in world.classes.values()} >= {"1", "2", "3"}
    assert len({result.group.value for result in world.classes.values()}) >= 4
