"""
The data set of the tests of access: two houses alike in everything but whose they are, and one that nobody answers for.

A house is a company of Chile, a foreign one and an institution, with contacts, facts, actions, cases of every flow,
terms, messages, decisions, conflicts, journeys, reads and planned activities, made over the API as staff would make
them (`making`). Every text of an account carries its marker, so that a datum of it is recognised wherever it leaks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from domain.model.institution.people import Actor
from domain.model.rut import Rut
from schema.ids import global_id
from tests.access.believable import Subject
from tests.access.world import NOW, Api, company

HOUSES: Final[Mapping[str, Mapping[str, str]]] = {
    "SUR": {
        "region": "08", "office": "OFIREG-08", "macrozone": "Sur", "market": "JP", "oficom": "OFICOM-JP-TYO",
        "sector": "ALIMENTOS_FRESCOS",
    },
    "NORTE": {
        "region": "02", "office": "OFIREG-02", "macrozone": "Norte", "market": "US", "oficom": "OFICOM-US-NYC",
        "sector": "TECNOLOGIA",
    },
    "NADIE": {
        "region": "", "office": "", "macrozone": "", "market": "DE", "oficom": "", "sector": "",
    },
}  # fmt: skip
"""Where each house is: they share neither region, macro-zone, market, area nor sector."""

KINDS: Final = ("national", "foreign", "institution")
"""Whose account a flow is about decides which of the three it needs."""

_WHILE: Final = timedelta(hours=1)
"""How long a test may take by the clock of the data set before it is put back."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that somebody of a house reported of a case: the mutation, and its input with the instant of the fact."""

    house: str
    mutation: str
    asked: Mapping[str, Any]


@dataclass(slots=True)
class World:
    """
    The data set, and the store it is in.

    Attributes:
        subjects: By house and kind of account.
        flow_kind: Which kind of account each flow is about.
        content: The whole store as it was made.
        strangers: What `tests.access.strangers` found out, by the accounts that are not strange.
        digest: Of the store as it was made.
        told: The facts that were reported of the cases.
    """

    api: Api
    subjects: dict[tuple[str, str], Subject]
    flow_kind: dict[str, str]
    content: sqlite3.Connection
    strangers: dict[frozenset[str], object] = field(default_factory=dict)
    digest: str = ""
    told: list[Told] = field(default_factory=list)

    def subject(self, house: str, kind: str = "national") -> Subject:
        """An account of a house."""
        return self.subjects[house, kind]

    async def restore(self) -> None:
        """The store, the calendars and the clock as they were made, whatever was written since."""
        with sqlite3.connect(self.api.file) as live:
            self.content.backup(live)
        await self.api.runtime.refresh_calendars()
        made = datetime.fromisoformat(NOW)
        if not timedelta(0) <= self.api.runtime.clock.now() - made < _WHILE:  # somebody moved it
            await self.api.runtime.set_clock(made)


def rut_of(number: int) -> str:
    """With dots and its check digit."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(str(number))))
    digit = {10: "K", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    return str(Rut.parse(f"{number}{digit}"))


def words_of(house: str, kind: str) -> dict[str, str]:
    place = HOUSES[house]
    marker = f"Quilla{house.title()}{kind.title()}"
    number = 76_100_000 + list(HOUSES).index(house) * 100 + KINDS.index(kind)
    plain = marker.lower()
    return {
        **place,
        "marker": marker,
        "name": f"Comercial {marker}",
        "rut": rut_of(number),
        "email": f"contacto@{plain}.example.cl",
        "phone": f"+56 2 {number}",
        "website": f"https://{plain}.example.cl",
        "country": place["market"] if kind == "foreign" else "CL",
        "office": place["oficom"] if kind == "foreign" else place["office"],
        "pointOfContact": "OFICOM" if kind == "foreign" else "OFIREG",
    }


def unknown(like: Subject) -> Subject:
    """The same with ids that do not exist and words that nobody said."""
    ids = {
        kind: global_id(kind.partition("/")[0], str(uuid5(NAMESPACE_URL, f"{kind}{value}")))
        for kind, value in like.ids.items()
    }
    marker = like.words["marker"]
    words = {
        name: value.replace(marker, marker[::-1]).replace(marker.lower(), marker[::-1].lower())
        for name, value in like.words.items()
    }
    number = int(like.words["phone"][-8:]) + 800_000
    return replace(like, label="unknown", ids=ids, words={**words, "rut": rut_of(number), "phone": f"+56 2 {number}"})


def declarant(house: str) -> Actor:
    """Who says that she represents the company of a house; nobody confirmed it."""
    run = rut_of(15_000_000 + list(HOUSES).index(house))
    return replace(company(None, run), id=f"declarante.{house.lower()}")


def former(house: str) -> Actor:
    """Who represented the company of a house, and does so no more."""
    return replace(company(None, rut_of(16_000_000 + list(HOUSES).index(house))), id="antigua")
