"""Classes with reasons derived for every account of a list, in one process: accounts per second."""

from __future__ import annotations

import gc
import random
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Final

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from domain.model.accounts import Account, Contact, Fact, FactKind, Organisation
from domain.model.history.actions import Action
from domain.model.institution.configuration import ActionType, Dated, ProtocolConfiguration, Setting
from domain.model.institution.people import Role
from domain.model.rut import Rut
from domain.protocol.classes.classification import classify

BAR: Final = 50_000
"""Accounts per second that the work order asks for."""

_EPOCH: Final = date(2020, 1, 1)
_ON: Final = date(2024, 9, 13)
_FIELDS: Final = ("rut", "region", "phone", "email", "sector", "main_contact")


def configuration() -> ProtocolConfiguration:
    """Ten action types, six mandatory fields, two strategic sectors."""
    types = tuple(ActionType(f"TYPE_{n}", f"Tipo {n}", "PROMOCION", counts=n % 3 != 0, since=_EPOCH) for n in range(10))
    source = "benchmark"
    return ProtocolConfiguration(
        version="2024",
        sectors={"A": "A", "B": "B", "C": "C"},
        action_types=types,
        offices={},
        mandatory_fields=Setting("mandatory_fields", "DEF-07", (Dated(_FIELDS, _EPOCH, source),)),
        strategic_sectors=Setting("strategic_sectors", "AMB-59", (Dated(frozenset({"A", "B"}), _EPOCH, source),)),
        preadmissibility_items=Setting("preadmissibility_items", "AMB-13"),
        exporta_mas_requirements=Setting("exporta_mas_requirements", "USR-05"),
        test_scoring=Setting("test_scoring", "DEF-12"),
        test_validity_months=Setting("test_validity_months", "AMB-10"),
        agenda_terms=Setting("agenda_terms", "AGD-01"),
        response_days=Setting("response_days", "AMB-16"),
        contact_every_days=Setting("contact_every_days", "AMB-64"),
        note_duration_months=Setting("note_duration_months", "BEH-06"),
        note_authority=Setting("note_authority", "AMB-22"),
    )


def data_set(size: int, seed: int = 1) -> list[tuple[Account, tuple[Action, ...]]]:
    """*size* accounts in every class, with five actions and up to six facts each."""
    chance = random.Random(seed)
    return [_account(n, chance) for n in range(size)]


def _account(number: int, chance: random.Random) -> tuple[Account, tuple[Action, ...]]:
    key = f"account-{number}"
    origin = chance.random()
    started = date(2021, 1, 1) + timedelta(chance.randrange(600))
    account = Account(
        id=key,
        name=f"Empresa {number}",
        registered_on=started,
        registered_by="x",
        registered_role=Role.REGIONAL_EXECUTIVE,
        organisation=Organisation.INSTITUTION if origin < 0.05 else Organisation.COMPANY,
        country="CN" if origin > 0.9 else "CL",
        rut=None if origin > 0.9 else Rut("760123455"),
        region="08",
        phone=None if chance.random() < 0.2 else "1",
        email="a@b.cl",
        sector=chance.choice("ABC"),
        sii_started=chance.random() < 0.9,
        contacts=(Contact(f"c{number}", key, "Rosa", email="r@b.cl", is_main=True),),
        facts=_facts(number, started, chance),
    )
    return account, tuple(_action(key, n, chance) for n in range(5))


def _facts(number: int, started: date, chance: random.Random) -> tuple[Fact, ...]:
    values = (
        (FactKind.REGISTRATION, "DECLARED"),
        (FactKind.EXPORT_DECLARATION, chance.choice(("YES", "NO"))),
        (FactKind.TEST_LEVEL, chance.choice(("HIGH", "MEDIUM", "LOW"))),
        (FactKind.VALIDATION, chance.choice(("VALIDATED", "VALIDATED", "REJECTED"))),
        (FactKind.PREADMISSIBILITY, "COMPLETED"),
        (FactKind.CATEGORY, chance.choice(("2", "3"))),
    )
    kept = values[: chance.randrange(len(values) + 1)]
    return tuple(
        Fact(f"f{number}-{n}", kind, value, started + timedelta(n), "x", Role.REGIONAL_EXECUTIVE, _instant(started))
        for n, (kind, value) in enumerate(kept)
    )


def _action(account_id: str, number: int, chance: random.Random) -> Action:
    ended = date(2020, 1, 1) + timedelta(chance.randrange(1800))
    return Action(
        id=f"{account_id}-{number}",
        account_id=account_id,
        type=f"TYPE_{chance.randrange(10)}",
        title="Feria",
        started_on=ended,
        ended_on=ended,
        registered_by="x",
        registered_role=chance.choice((Role.REGIONAL_EXECUTIVE, Role.COMMERCIAL_EXECUTIVE, Role.SECTOR_OFFICER)),
        registered_at=_instant(ended),
    )


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)


def accounts_per_second(data: Sequence[tuple[Account, Sequence[Action]]], page: int, rounds: int = 5) -> float:
    """Best of *rounds*, garbage collector on; the results of each *page* of accounts are alive together."""
    config = configuration()
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        started = perf_counter()
        for first in range(0, len(data), page):
            results = [classify(account, actions, _ON, config) for account, actions in data[first : first + page]]
        best = min(best, perf_counter() - started)
        del results
    return len(data) / best


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Classes with reasons, on 20,000 accounts with five actions each: as pages of a list, and all kept alive."""
    accounts = data_set(500 if small else 20_000)
    gc.collect()
    gc.freeze()
    try:
        rates = {page: accounts_per_second(accounts, page) for page in (100, len(accounts))}
    finally:
        gc.unfreeze()
    for page, rate in rates.items():
        each = f"{1e6 / rate:.1f} µs per account"
        yield Row(f"classes with reasons, pages of {page:,}", rate, "accounts/s", BAR, detail=each)
