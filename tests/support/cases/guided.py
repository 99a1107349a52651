"""
How to go far in a flow: the rows tell which steps lead where, and the engine which drawn data a row accepts.

Belongs here: the companies, and the data that are drawn by their kinds. Does not belong here: the way from a state to
another (`domain.protocol.engine.ways`), and what must hold on it (the tests of `tests/property`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

from domain.errors import ProtocolError, RecordNotFound
from domain.model.accounts import Account, FactKind, Organisation, Purpose
from domain.model.cases import Case, Value, ValueKind
from domain.model.institution.channels import PointOfContact
from domain.model.institution.configuration import ActionType, ProtocolConfiguration
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.protocol.classes.classification import classify
from domain.protocol.engine.contact_points import TELEPHONE
from domain.protocol.engine.decide import decide
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import Datum, FactSpec, Transition
from domain.protocol.engine.situation import Situation
from domain.use_cases.cases.load_situation import Casework, Report
from tests.support.builders import (
    ADMINISTRATOR,
    COMMERCIAL,
    EPOCH,
    FAIR,
    HEAD,
    OFFICER,
    OTHER_REGIONAL,
    REGIONAL,
    RUT,
    a_contact,
    a_fact,
    an_account,
)
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.foreign import GEOGRAPHIC, NORTH, OCI, PEOPLE, SOUTH, settings
from tests.support.cases.national import known
from tests.support.cases.situations import PORTAL

DIRECTORY: Final = PEOPLE
RUN: Final = "12.345.678-5"
REGULAR: Final = (REGIONAL, HEAD, OFFICER, COMMERCIAL, OTHER_REGIONAL, ADMINISTRATOR, PORTAL)
NAMED: Final = (OCI, GEOGRAPHIC, NORTH, SOUTH)
OTHERS: Final = tuple(
    Actor(role.value.lower(), role.value, role, "CENTRAL")
    for role in Role
    if role not in {actor.role for actor in (*REGULAR, *NAMED)} and role is not Role.COMPANY
)
ACCOUNT_IDS: Final = tuple(f"00000000-0000-4000-8000-0000000000{n}" for n in range(10, 18))
NATIONAL: Final = tuple(ACCOUNT_IDS[place] for place in (0, 1, 6))
USER_COMPANY: Final = ACCOUNT_IDS[6]
_ABROAD: Final[dict[str, Any]] = {"country": "CN", "region": None, "office": "OFICOM-CN-SHA"}
_TRIES: Final = 60
POINT: Final = PointOfContact.OFIREG
"""By which all contacts of guided steps come about."""

Draw = Callable[[Datum, Random, datetime], Value]


def configuration() -> ProtocolConfiguration:
    """With what the protocol leaves to other documents, so that what hangs on it can happen."""
    return replace(
        settings(),
        action_types=(
            *settings().action_types,
            ActionType("AGENDA_NEGOCIOS", "Agenda de negocios", "PROMOCION", counts=True, since=EPOCH),
            ActionType("EXPORTA_MAS", "Exporta Más", "EXPORTA_MAS", counts=True, since=EPOCH),
        ),
        exporta_mas_requirements=known("exporta_mas_requirements", "USR-05", ("a",)),
        note_duration_months=known("note_duration_months", "BEH-06", 6),
        tuning={"capture_expiry_days": known("capture_expiry_days", "CAP-02", "90")},
    )


def accounts() -> list[Account]:
    """One of each kind; several are companies of Biobío."""
    day = date(2024, 3, 1)
    kinds = [
        an_account(**{"id": key, "rut": None, **fields})
        for key, fields in zip(
            ACCOUNT_IDS,
            (
                {"rut": RUT},
                {"phone": None},
                {
                    "organisation": Organisation.INSTITUTION,
                    "facts": (a_fact(FactKind.VALIDATION, "VALIDATED", day),),
                },
                {**_ABROAD, "purposes": frozenset({Purpose.IMPORT, Purpose.INVEST})},
                {**_ABROAD, "chilean_capital": True},
                {"facts": (a_fact(FactKind.REGISTRATION, "DECLARED", day), a_fact(FactKind.CATEGORY, "2", day))},
                {"facts": (a_fact(FactKind.VALIDATION, "VALIDATED", day), a_fact(FactKind.CATEGORY, "3", day))},
                {"registered_on": date(2019, 1, 1)},
            ),
            strict=True,
        )
    ]
    return [replace(account, contacts=(a_contact(account),)) for account in kinds]


def value_of(datum: Datum, dice: Random, now: datetime) -> Value:
    """A value of the datum's kind, whatever it is about."""
    today = now.date()
    match datum.kind:
        case ValueKind.CHOICE:
            return dice.choice(sorted(datum.choices))
        case ValueKind.BOOLEAN:
            return dice.random() < 0.5
        case ValueKind.INTEGER:
            return dice.randint(0, 100)
        case ValueKind.DATE:
            return today + timedelta(days=dice.randint(-20, 40))
        case ValueKind.INSTANT:
            return now + timedelta(hours=dice.randint(-100, 200))
        case ValueKind.TEXTS:
            return tuple(dice.sample(["a", "b", "c"], dice.randint(0, 3)))
        case ValueKind.ACCOUNT:
            return dice.choice(ACCOUNT_IDS)
        case ValueKind.ACCOUNTS:
            return (dice.choice(ACCOUNT_IDS),)
        case ValueKind.EMAIL | ValueKind.RUT:
            return "luisa@ejemplo.cl" if datum.kind is ValueKind.EMAIL else RUN
        case ValueKind.COUNTRY:
            return dice.choice(["CN", "US", "AR"])
        case ValueKind.REGIONS:
            return tuple(dice.sample(["08", "15", "13"], dice.randint(0, 2)))
        case _:
            return dice.choice(["algo", "otra cosa"])


_CHOICES: Final[Mapping[str, tuple[Value, ...]]] = {
    "action_type": (FAIR, "EXPORTA_MAS"),
    "attended_meeting": ("a", "b"),
    "macrozone": ("Norte", "Sur"),
    "macrozones": (None,),
    "office": ("OFICOM-CN-SHA", "OFIREG-08", "OFIREG-15"),
    "rut": ("76.543.210-3", "no es un RUT"),
    "region": ("08", "15"),
    "user_company": (USER_COMPANY, USER_COMPANY, NATIONAL[0]),
    "lead_time_days": (0, 10, 45),
}


def likely(datum: Datum, dice: Random, now: datetime) -> Value:
    """A value that may lead on: places and codes that exist, suppliers that are Chilean, visits to come."""
    if datum.name in _CHOICES:
        return dice.choice(_CHOICES[datum.name])
    if datum.kind is ValueKind.ACCOUNTS:
        return (dice.choice(NATIONAL),)
    if datum.name in {"visit_starts_on", "activity_on"}:
        return now.date() + timedelta(days=dice.randint(2, 90))
    if datum.kind is ValueKind.REGIONS:
        return tuple(dice.sample(["08", "15"], dice.randint(1, 2)))
    return value_of(datum, dice, now)


def data_of(spec: FactSpec, dice: Random, now: datetime, draw: Draw = value_of) -> dict[str, Value]:
    """What it must bring, and some of what it may; no telephone, which goes with a point of contact (CHN-04)."""
    at = now.astimezone(UTC)
    drawn = [datum for datum in spec.data if datum != TELEPHONE and (datum.required or dice.random() < 0.5)]
    return {datum.name: draw(datum, dice, at) for datum in drawn}


def actor_of(spec: FactSpec, dice: Random, account_id: str | None) -> Actor:
    """Mostly somebody whose role reports the fact."""
    company = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account_id, run=RUN)
    every = [*REGULAR, *NAMED, *OTHERS, company]
    fitting = [actor for actor in every if actor.role in spec.roles and actor is not OTHER_REGIONAL]
    return dice.choice(fitting if fitting and dice.random() < 0.9 else every)


@dataclass(frozen=True, slots=True)
class Step:
    """A fact that a row accepts now: who reports it, with which data; `row` decides."""

    fact: str
    row: Transition
    actor: Actor
    data: Mapping[str, Value]


async def situation_of(desk: CaseDesk, rules: FlowRules, case: Case | None, account_id: str | None) -> Situation:
    """The situation as the use cases see it, with every account that data may name."""
    async with desk.services.core.transactions(SYSTEM) as work:
        here = Casework.start(desk.services, work)
        found = await here.situation(rules, Report("", here.run.now, {}), case, account_id)
    rows = desk.desk.store.rows
    named = {key: rows.accounts[key] for key in ACCOUNT_IDS if key in rows.accounts}
    done = {key: [each for each in rows.actions.values() if each.account_id == key] for key in named}
    classes = {key: classify(each, done[key], found.today, found.config) for key, each in named.items()}
    return replace(found, accounts=named, account_classes=classes)


def step_by(
    rules: FlowRules, situation: Situation, fact: str, dice: Random, rows: Collection[Transition]
) -> Step | None:
    """A step by one of these rows of the fact: drawn until the engine says that it decides. None: not found."""
    spec = rules.facts[fact]
    account_id = None if situation.account is None else situation.account.id
    for _ in range(_TRIES):
        actor = actor_of(spec, dice, account_id)
        data = data_of(spec, dice, situation.at, likely)
        try:
            done = decide(rules, replace(situation, actor=actor, given=data, point_of_contact=POINT), fact)
        except (ProtocolError, RecordNotFound):  # refused, or beyond sight as if it were not
            continue
        if done.transition is not None and any(done.transition is row for row in rows):
            return Step(fact, done.transition, actor, data)
    return None
