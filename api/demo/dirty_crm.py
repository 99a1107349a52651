"""
An environment as years of use leave it, for rehearsals: 2,000 accounts of a Dataverse that nobody cleaned.

Belongs here: what is in it, and what of it a person has to decide, worked out from how it is made. Nobody is real.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from stdnum.cl import rut as stdnum_rut

from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.wire.requests import Request, bulk_action, json_body, record_path
from domain.model.exchange.crm_records import RecordKind

ACCOUNTS: Final = 2_000
_FIRST_RUT: Final = 44_300_000  # in between the numbers of persons and those of companies: nobody's
_CHUNK: Final = 500
_UNKNOWN: Final = 727_000_099
"""An option that somebody added in the environment, and that no mapping names."""
_ODD: Final = (
    "Viña 🍇 del Mar",
    "Señal\u2028Sur",
    "\u200fAlmazara\u00a0Norte",
    "Ｋａｎｊｉ 貿易",
    'O\'Higgins "& Cía" <Ltda>',
)
_GIVEN: Final = ("Ana María", "Juan", "Rosa", "Luis Alberto", "José")
_SURNAMES: Final = ("Pérez Soto", "de la Fuente Rojas", "San Martín Ñancupil", "Muñoz", "von Baer Díaz")

Row = dict[str, object]
Decision = tuple[RecordKind, str, str | None]
"""What a person has to decide: kind, key, and the field; None: the whole record cannot come in."""


@dataclass(slots=True)
class DirtyCrm:
    """
    What is put in the environment, in this order.

    Attributes:
        rows: Rows to create, by kind.
        patches: Changes made afterwards: kind, key, columns.
        merges: Pairs of accounts that somebody joined with Dynamics' Merge: subordinate and master.
        deletions: Accounts that somebody deleted; their actions stay behind without one.
        decisions: All that a person has to decide after a first load, each once.
    """

    rows: dict[RecordKind, list[Row]] = field(default_factory=lambda: {kind: [] for kind in RecordKind})
    patches: list[tuple[RecordKind, str, Row]] = field(default_factory=list)
    merges: list[tuple[str, str]] = field(default_factory=list)
    deletions: list[str] = field(default_factory=list)
    decisions: set[Decision] = field(default_factory=set)


def dirty_crm(connector: Dynamics365Connector, *, seed: int = 1) -> DirtyCrm:
    """The environment; the same seed gives the same, under the column names of the connector's mapping."""
    return _Maker(connector, random.Random(f"dirty {seed}")).made()  # noqa: S311 - an example, not a secret


async def fill(connector: Dynamics365Connector, dirty: DirtyCrm) -> None:
    """Put it into an environment that is provisioned and empty."""
    for kind, name in ((RecordKind.ACCOUNT, "region"), (RecordKind.ACTION, "channel")):
        mapping = connector.mappings[kind]
        label = {"LocalizedLabels": [{"Label": "Agregada por alguien", "LanguageCode": 1033}]}
        added = {"EntityLogicalName": mapping.table.name, "AttributeLogicalName": mapping.columns[name].name}
        await _post(connector, "InsertOptionValue", {**added, "Value": _UNKNOWN, "Label": label})
    for kind, rows in dirty.rows.items():
        mapping = connector.mappings[kind]
        for start in range(0, len(rows), _CHUNK):
            targets = [{"@odata.type": mapping.odata_type, **row} for row in rows[start : start + _CHUNK]]
            await connector.client.call(bulk_action(mapping.table.set_name, "CreateMultiple", targets, "fill"))
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    for kind, key, columns in dirty.patches:
        path = record_path(connector.mappings[kind].table.set_name, key)
        await connector.client.call(Request("PATCH", path, "fill", headers, json_body(columns)))
    of_type = {"@odata.type": connector.mappings[RecordKind.ACCOUNT].odata_type}
    for subordinate, master in dirty.merges:
        named = {"Target": master, "Subordinate": subordinate}
        rows_named = {name: {"accountid": key, **of_type} for name, key in named.items()}
        await _post(connector, "Merge", {**rows_named, "UpdateContent": of_type, "PerformParentingChecks": False})
    for key in dirty.deletions:
        await connector.client.call(Request("DELETE", record_path("accounts", key), "fill", {}))


async def _post(connector: Dynamics365Connector, action: str, body: Mapping[str, object]) -> None:
    headers = {"Content-Type": "application/json"}
    await connector.client.call(Request("POST", action, "fill", headers, json_body(body)))


class _Maker:
    """Makes one environment; each kind of dirt is a method that says what it costs a person."""

    def __init__(self, connector: Dynamics365Connector, draw: random.Random) -> None:
        self._mappings = connector.mappings
        self._draw = draw
        self._ids = (str(UUID(int=(0xD1127 << 108) + number)) for number in range(1, 1_000_000))
        self._ruts = (number for number in range(_FIRST_RUT, _FIRST_RUT + 100_000))
        self._dirty = DirtyCrm()

    def made(self) -> DirtyCrm:
        doubled = [self._doubled() for _ in range(60)]
        self._dirty.merges += [(second, first) for first, second in doubled[:20]]
        for _, second in doubled[20:]:
            self._decide(RecordKind.ACCOUNT, second, "rut")
        self._wrong(40, "rut", "sin RUT")
        self._wrong(30, "region", _UNKNOWN)
        self._wrong(25, "country", "CHL")
        self._wrong(15, "regional_executive", "Alguien Que Se Fue")
        self._wrong(15, "office", "Oficina Regional de Valparaíso y alrededores"[:38])
        self._nameless(20)
        self._merged(20)
        self._deleted(12)
        self._inactive(30)
        self._careless(12)
        self._dates_alone(10)
        while len(self._dirty.rows[RecordKind.ACCOUNT]) < ACCOUNTS + len(self._dirty.deletions):
            self._account(name=self._odd_name() if self._draw.random() < 0.05 else None)
        whole = self._of_nobody_special()
        self._contacts(whole)
        self._actions(whole)
        return self._dirty

    # Accounts

    def _account(self, **fields: object) -> str:
        """An account; columns are empty as chance has it, and its RUT is in some spelling."""
        draw, key = self._draw, next(self._ids)
        number = len(self._dirty.rows[RecordKind.ACCOUNT])
        told: Row = {
            "name": f"Empresa de ensayo {number:04d}",
            "rut": _spelt(_rut(next(self._ruts)), draw.randrange(5)) if draw.random() < 0.8 else None,
            "organisation": draw.choice([None, None, "COMPANY", "INSTITUTION"]),
            "person_type": draw.choice([None, None, "LEGAL"]),
            "country": draw.choice([None, None, "CL"]),
            "region": draw.choice([None, "05", "08", "13", "16"]),
            "commune": draw.choice([None, "Concepción"]),
            "phone": draw.choice([None, "+56 41 255 0101", "s/n"]),
            "email": draw.choice([None, "contacto@example.cl", "sin correo"]),
            "validation": draw.choice([None, None, None, "VALIDATED"]),  # without its day, as old forms left it
        }
        told |= {name: value for name, value in fields.items() if value is not None}
        self._row(RecordKind.ACCOUNT, key, told)
        return key

    def _odd_name(self) -> str:
        return f"{self._draw.choice(_ODD)} {len(self._dirty.rows[RecordKind.ACCOUNT])}"

    def _doubled(self) -> tuple[str, str]:
        """One RUT twice, in two spellings: the second waits, unless somebody joined both."""
        rut, first = _rut(next(self._ruts)), self._draw.randrange(5)
        return self._account(rut=_spelt(rut, first)), self._account(rut=_spelt(rut, (first + 1) % 5))

    def _wrong(self, times: int, name: str, value: object) -> None:
        """One field that cannot be held here."""
        for number in range(times):
            told = f"{value} {number:02d}" if name == "rut" else value
            self._decide(RecordKind.ACCOUNT, self._account(**{name: told}), name)

    def _nameless(self, times: int) -> None:
        """Accounts without a name cannot come in, nor what hangs from them."""
        for number in range(times):
            key = self._account(name="")
            self._decide(RecordKind.ACCOUNT, key, None)
            if number < 5:
                self._decide(RecordKind.CONTACT, self._contact(key), None)
                self._decide(RecordKind.ACTION, self._action(key), None)

    def _merged(self, times: int) -> None:
        """Joined by Dynamics' Merge, children and all: nothing to decide."""
        for _ in range(times):
            master, other = self._account(), self._account(region=_UNKNOWN)
            self._contact(other)
            self._action(other)
            self._dirty.merges.append((other, master))

    def _deleted(self, times: int) -> None:
        """The account is gone, its action stays without one."""
        for _ in range(times):
            key = self._account()
            self._decide(RecordKind.ACTION, self._action(key), None)
            self._dirty.deletions.append(key)

    def _inactive(self, times: int) -> None:
        for _ in range(times):
            self._dirty.patches.append((RecordKind.ACCOUNT, self._account(), {"statecode": 1, "statuscode": 2}))

    def _careless(self, times: int) -> None:
        """A country in small letters, a RUT of spaces: they say what they mean."""
        for number in range(times):
            self._account(country="cl", rut=" " * (number + 1))  # the key of the table takes no value twice

    def _dates_alone(self, times: int) -> None:
        """The day of a test of which nobody kept the result."""
        for _ in range(times):
            self._decide(RecordKind.ACCOUNT, self._account(tested_on="2021-03-04"), "tested_on")

    # What hangs from them

    def _contacts(self, accounts: Sequence[str]) -> None:
        keys = [self._contact(account) for account in accounts[:1_200]]
        for key in keys[:25]:  # moved to another account
            self._dirty.patches.append((RecordKind.CONTACT, key, self._parent(RecordKind.CONTACT, accounts[-1])))
        main: Row = {self._mappings[RecordKind.CONTACT].columns["is_main"].name: True}
        for account in accounts[30:45]:  # two of whom somebody said that they are the main contact: one rule leaves one
            self._contact(account, **main)
            self._contact(account, **main)
        for _ in range(20):
            self._decide(RecordKind.CONTACT, self._contact(None), None)
        for key in keys[:5]:  # of a person, not of a company
            parent = {"parentcustomerid_contact@odata.bind": f"/contacts({key})"}
            self._decide(RecordKind.CONTACT, self._contact(None, **parent), None)

    def _actions(self, accounts: Sequence[str]) -> None:
        for account in accounts[:700]:
            bare: Row = {"title": None, "ended_on": None} if self._draw.random() < 0.2 else {}
            self._action(account, **bare)
        for account in accounts[:10]:
            self._decide(RecordKind.ACTION, self._action(account, type=None), None)
            self._decide(RecordKind.ACTION, self._action(account, started_on=None, ended_on=None), None)
            self._decide(RecordKind.ACTION, self._action(account, channel=_UNKNOWN), "channel")

    def _contact(self, account: str | None, **columns: object) -> str:
        key, draw = next(self._ids), self._draw
        named: Row = {"firstname": draw.choice(_GIVEN), "lastname": draw.choice(_SURNAMES), **columns}
        row: Row = {"contactid": key, **{name: value for name, value in named.items() if value is not None}}
        self._dirty.rows[RecordKind.CONTACT].append(
            row | (self._parent(RecordKind.CONTACT, account) if account else {})
        )
        return key

    def _action(self, account: str, **fields: object) -> str:
        key = next(self._ids)
        told: Row = {
            "type": "FERIA",
            "title": "Feria de alimentos",
            "started_on": "2019-05-06",
            "ended_on": "2019-05-07",
            "channel": self._draw.choice([None, "DIGITAL"]),
            **fields,
        }
        self._row(RecordKind.ACTION, key, told)
        self._dirty.rows[RecordKind.ACTION][-1] |= self._parent(RecordKind.ACTION, account)
        return key

    # Inside

    def _of_nobody_special(self) -> list[str]:
        """Accounts to hang things from: those that nobody decides about, and that nobody joined or deleted."""
        special = {key for _, key, _ in self._dirty.decisions} | set(self._dirty.deletions)
        special |= {key for pair in self._dirty.merges for key in pair}
        return [key for key in self._keys() if key not in special]

    def _keys(self) -> Iterator[str]:
        return (str(row["accountid"]) for row in self._dirty.rows[RecordKind.ACCOUNT])

    def _row(self, kind: RecordKind, key: str, fields: Row) -> None:
        mapping = self._mappings[kind]
        row: Row = {mapping.table.id_column: key}
        for name, value in fields.items():
            if value not in {None, ""}:
                row[mapping.columns[name].name] = self._value(kind, name, value)
        self._dirty.rows[kind].append(row)

    def _value(self, kind: RecordKind, name: str, value: object) -> object:
        known = {option.meaning: option.value for option in self._mappings[kind].columns[name].options}
        return known.get(value, value) if isinstance(value, str) else value

    def _parent(self, kind: RecordKind, account: str) -> Row:
        return {f"{self._mappings[kind].columns['account_id'].navigation}@odata.bind": f"/accounts({account})"}

    def _decide(self, kind: RecordKind, key: str, name: str | None) -> None:
        self._dirty.decisions.add((kind, key, name))


def _rut(number: int) -> str:
    return f"{number}{stdnum_rut.calc_check_digit(str(number))}"


def _spelt(compact: str, way: int) -> str:
    """The same RUT as people and systems write it."""
    number, digit = compact[:-1], compact[-1]
    dotted = f"{int(number):,}".replace(",", ".")
    ways = (compact, f"{number}-{digit}", f"{dotted}-{digit}", f"0{number}{digit}", f"{number}-{digit.lower()} ")
    return ways[way]
