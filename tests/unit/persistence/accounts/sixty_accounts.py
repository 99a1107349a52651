"""Sixty accounts with their actions, drawn by dice, and the pages that a list gives of them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.errors import InvalidValue
from domain.model.accounts import Account, Contact, FactKind
from domain.model.history.actions import Action, Annulment
from domain.model.institution.people import Role
from domain.model.rut import Rut
from domain.ports.reading import AccountQuery, AccountRow, PageRequest
from persistence.reading import SqlReadModel
from tests.support.builders import a_fact, an_account, an_action, new_id

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


def row_of(account: Account) -> AccountRow:
    values = {name: getattr(account, name) for name in AccountRow._fields}
    values["rut"] = account.rut.compact if account.rut else None
    return AccountRow(**values)


async def every_page(
    read: SqlReadModel, query: AccountQuery, size: int = 7, *, backward: bool = False
) -> list[AccountRow]:
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
