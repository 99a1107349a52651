"""Accounts as a large data set has them: names of companies, a RUT each, some facts, one main contact, actions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.model.accounts import Account, Contact, Fact, FactKind, Organisation
from domain.model.history.actions import Action
from domain.model.institution.people import Role
from domain.model.rut import Rut

TRADES: Final = (
    "Comercial",
    "Exportadora",
    "Agrícola",
    "Frutícola",
    "Vitivinícola",
    "Pesquera",
    "Minera",
    "Forestal",
    "Servicios",
    "Tecnologías",
    "Alimentos",
    "Conservas",
    "Lácteos",
    "Viña",
    "Textil",
    "Editorial",
    "Consultora",
    "Ingeniería",
    "Turismo",
    "Transportes",
)
PLACES: Final = (
    "Ñuñoa",
    "Ñuble",
    "Maule",
    "Biobío",
    "Austral",
    "Andina",
    "Pacífico",
    "Patagonia",
    "Araucanía",
    "Coquimbo",
    "Atacama",
    "Arica",
    "Magallanes",
    "Chiloé",
    "Peñalolén",
    "Valparaíso",
    "Rancagua",
    "Curicó",
    "Temuco",
    "Osorno",
)
_FORMS: Final = ("SpA", "Ltda.", "S.A.", "E.I.R.L.")
_REGIONS: Final = ("15", "01", "02", "03", "04", "05", "13", "06", "07", "16", "08", "09", "14", "10", "11", "12")
_NOON: Final = datetime(2023, 1, 2, 15, tzinfo=UTC)
FIRST_DAY: Final = date(2012, 1, 1)
"""Of `lasting_accounts`."""


def _identity(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _rut(number: int) -> Rut:
    """The RUT with this number, its check digit worked out (modulo 11)."""
    total, factor, rest = 0, 2, number
    while rest:
        total += rest % 10 * factor
        rest //= 10
        factor = 2 if factor == 7 else factor + 1
    return Rut(f"{number}{'0K987654321'[total % 11]}")


def made_accounts(count: int, actions_each: int, seed: int = 1) -> Iterator[tuple[Account, list[Action]]]:
    """Accounts with names as companies have them: a few common words, a family name that some thousand share."""
    chance = random.Random(seed)
    families = [
        "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiou") for _ in range(4)) for _ in range(5_000)
    ]
    for number in range(count):
        key = _identity(chance)
        family = families[min(int(chance.paretovariate(0.6)), len(families)) - 1]
        name = f"{chance.choice(TRADES)} {family.title()} {chance.choice(PLACES)} {chance.choice(_FORMS)}"
        facts = [
            Fact(_identity(chance), kind, value, date(2023, 1, 2), "x", Role.REGIONAL_EXECUTIVE, _NOON)
            for kind, value in (
                (FactKind.VALIDATION, "VALIDATED"),
                (FactKind.CATEGORY, chance.choice("23")),
                (FactKind.EXPORT_DECLARATION, "YES"),
            )
            if chance.random() < 0.5
        ]
        made = Account(
            id=key,
            name=name,
            registered_on=date(2020, 1, 1) + timedelta(number % 1_500),
            registered_by="x",
            registered_role=Role.REGIONAL_EXECUTIVE,
            rut=_rut(50_000_000 + number),
            region=chance.choice(_REGIONS),
            commune="Concepción",
            address="O'Higgins 77",
            phone="+56 41 234 5678",
            email=f"contacto{number}@{family}.example",
            sector=chance.choice(("ALIMENTOS", "MINERIA", "SERVICIOS")),
            sii_started=True,
            office="OFIREG-08",
            contacts=(Contact(_identity(chance), key, "Rosa Paz", email="rosa@example.cl", is_main=True),),
            facts=tuple(facts),
        )
        yield made, [_action(key, chance) for _ in range(actions_each)]


def _action(account_id: str, chance: random.Random) -> Action:
    ended = date(2020, 1, 1) + timedelta(chance.randrange(1_800))
    return Action(
        id=_identity(chance),
        account_id=account_id,
        type=chance.choice(("FERIA", "BITACORA_GENERAL")),
        title="Feria",
        started_on=ended,
        ended_on=ended,
        registered_by="x",
        registered_role=Role.REGIONAL_EXECUTIVE,
        registered_at=_NOON,
    )


def lasting_accounts(count: int, actions_each: int) -> Iterator[tuple[Account, list[Action]]]:
    """
    The same over fourteen years, one action in two a fair; registered from 2012 to 2025; of every class there are
    some: one account in ten lacks a mandatory datum, three in a hundred are foreign, one an institution.
    """
    chance = random.Random(5)
    for made, actions in made_accounts(count, actions_each):
        drawn = chance.random()
        registered = FIRST_DAY + timedelta(chance.randrange(5_000))
        fields: dict[str, object] = {"registered_on": registered}
        if drawn < 0.03:
            fields |= {"country": "CN", "rut": None, "chilean_capital": drawn < 0.005}
        elif drawn < 0.04:
            fields["organisation"] = Organisation.INSTITUTION
        elif drawn < 0.14:
            fields["phone"] = None
        told = [_moved(action, chance) for action in actions]
        facts = tuple(replace(fact, on=max(fact.on, registered)) for fact in made.facts)
        yield replace(made, facts=facts, **fields), told  # type: ignore[arg-type]  # fields of Account


def _moved(action: Action, chance: random.Random) -> Action:
    ended_on = FIRST_DAY + timedelta(chance.randrange(5_100))
    return replace(action, started_on=ended_on, ended_on=ended_on)
