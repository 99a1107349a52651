"""From the table of situations to accounts with their contacts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from typing import Final
from uuid import UUID

from stdnum.cl import rut as stdnum_rut

from connectors.mock.dataset import words
from connectors.mock.dataset.actions import Subject, action_records
from connectors.mock.dataset.places import FOREIGN_NAMES, LOW_POTENTIAL_PLACES, MARKETS, PLACES, Market, Place
from connectors.mock.dataset.protagonist import protagonist_records, record
from connectors.mock.dataset.situations import SITUATIONS, Body, Profile, Work
from domain.model.exchange.crm_records import CrmRecord, RecordKind, Scalar
from domain.model.places.regions import fold

COMPANY_RUTS: Final = 44_200_000
PERSON_RUTS: Final = 39_200_000
"""
First numbers of the RUTs given out here. RUNs of persons are given in order and stand well below 30 million, and the
RUTs of companies in use lie far above 45 million: in between a valid check digit is unlikely to name anybody real.
"""

_SIZES: Final = ("Pequeña", "Microempresa", "Mediana", "Pequeña", "Grande")
_DROPPED: Final = ("email", "address", "commune", "phone", "sector")
"""Fields left empty in accounts with missing data, the usual ones first; beyond them the main contact."""


def believable_records(reference_on: date, *, seed: int = 1, companies: int = 300) -> tuple[CrmRecord, ...]:
    """
    Accounts with their contacts and actions, parents before what hangs from them; the protagonist first.

    Args:
        reference_on: The day it is supposed to be: "this year" is its calendar year, and nothing lies after it.
        seed: Another seed, other names and dates; the situations are the same.
        companies: Number of accounts. From 40 on every situation and every region is there.
    """
    draw = random.Random(f"{seed}")  # noqa: S311 - an example, not a secret
    records: list[CrmRecord] = [*protagonist_records(reference_on)][: 2 * companies]
    places, exceptions, markets = cycle(PLACES), cycle(LOW_POTENTIAL_PLACES), cycle(MARKETS)
    names: set[str] = set()
    for number, profile in enumerate(_profiles(draw, companies - 1), start=1):
        place = next(exceptions) if profile.exception_region else next(places)
        market = next(markets) if profile.body in {Body.FOREIGN, Body.CHILEAN_ABROAD} else None
        subject = _subject(draw, profile, place, market, reference_on)
        records += _account(draw, number, subject, names)
    order = {kind: position for position, kind in enumerate(RecordKind)}
    return tuple(sorted(records, key=lambda one: order[one.kind]))


def _profiles(draw: random.Random, count: int) -> Iterator[Profile]:
    """Each situation once, then by share."""
    yield from SITUATIONS[: max(count, 0)]
    if count > len(SITUATIONS):
        yield from draw.choices(
            SITUATIONS, weights=[profile.share for profile in SITUATIONS], k=count - len(SITUATIONS)
        )


def _subject(draw: random.Random, profile: Profile, place: Place, market: Market | None, reference_on: date) -> Subject:
    key = _key(draw)
    return Subject(key, profile, place, market, _registered_on(draw, profile, reference_on), reference_on)


def _account(draw: random.Random, number: int, subject: Subject, names: set[str]) -> list[CrmRecord]:
    key, profile, executive, registered_on = subject.key, subject.profile, subject.executive, subject.registered_on
    values = _identity(draw, number, profile, subject.place, subject.market, names)
    values |= _decisions(draw, profile, registered_on, subject.reference_on)
    values |= {"registered_on": registered_on, "active": profile.active}
    contact = _contact(draw, key, values, profile)
    for name in _DROPPED[: profile.missing]:
        values[name] = None
    changed_on = max((value for value in values.values() if isinstance(value, date)), default=registered_on)
    changed_on = min(changed_on, subject.reference_on)
    records = [record(RecordKind.ACCOUNT, key, values, executive, changed_on)]
    if profile.missing < 4:
        records.append(record(RecordKind.CONTACT, _key(draw), contact, executive, registered_on))
        if draw.random() < 0.25:
            second = contact | _person(draw, str(values["name"])) | {"is_main": False}
            records.append(record(RecordKind.CONTACT, _key(draw), second, executive, registered_on))
    records += action_records(draw, subject, lambda: _key(draw))
    return records


def _identity(
    draw: random.Random, number: int, profile: Profile, place: Place, market: Market | None, names: set[str]
) -> dict[str, Scalar]:
    sector = draw.choice(words.STRATEGIC if profile.strategic else words.OTHER_SECTORS)
    name, trade_name = _name(draw, profile, place, market, sector, names)
    site = f"{fold(trade_name).replace(' ', '-').replace('.', '').replace('&', 'y')}-{number}.example.cl"
    institution = profile.body is Body.INSTITUTION
    values: dict[str, Scalar] = {
        "name": name,
        "trade_name": trade_name,
        "organisation": "INSTITUTION" if institution else "COMPANY",
        "person_type": "NATURAL" if profile.body is Body.PERSON else "LEGAL",
        "sector": sector,
        "address": f"{draw.choice(words.STREETS)} {draw.randint(10, 990)}",
        "email": f"contacto@{site}",
        "website": f"https://{site}" if draw.random() < 0.7 else None,
    }
    if profile.body is not Body.FOREIGN:
        values["rut"] = _rut((PERSON_RUTS if profile.body is Body.PERSON else COMPANY_RUTS) + number)
        values["region"] = place.cut
    if market is None:
        values |= {
            "country": "CL",
            "commune": draw.choice(place.communes),
            "phone": _phone(place, number),
            "office": place.office,
            "regional_executive": place.executive,
            "sii_started": profile.sii,
            "sii_started_on": date(draw.randint(1995, 2021), draw.randint(1, 12), 1) if profile.sii else None,
            "tax_category": _tax_category(profile),
        }
    else:
        values |= {
            "country": market.country,
            "commune": market.city,
            "phone": f"{market.prefix} 555 {number:04d}",
            "office": market.office,
            "commercial_executive": market.executive,
        }
    return values | _size(number, profile) | _conditions(number, profile)


def _size(number: int, profile: Profile) -> dict[str, Scalar]:
    """By the sections of sales that the SII tells; of companies alone, and every seventh is not known (POL-14)."""
    if profile.body in {Body.INSTITUTION, Body.PERSON} or number % 7 == 0:
        return {}
    return {"company_size": _SIZES[number % len(_SIZES)]}


def _conditions(number: int, profile: Profile) -> dict[str, Scalar]:
    """Of companies without RUT abroad, after one of each situation, every fourth was asked and is Chilean (SPC-04)."""
    if profile.body is not Body.FOREIGN or number <= len(SITUATIONS) or number % 4:
        return {}
    return {"chilean_capital": False, "led_by_chileans": True, "sells_national": True}


def _tax_category(profile: Profile) -> str | None:
    if not profile.sii:
        return None
    return "SECOND" if profile.body is Body.PERSON else "FIRST"


def _name(
    draw: random.Random, profile: Profile, place: Place, market: Market | None, sector: str, names: set[str]
) -> tuple[str, str]:
    """Name and trade name, the name unlike any other so far."""
    while True:
        where = f"{draw.choice(words.PLACE_NOUNS)} {draw.choice(words.PLACE_QUALITIES)}"
        activity = draw.choice(words.ACTIVITIES[sector])
        if profile.body is Body.INSTITUTION:
            short = draw.choice(words.INSTITUTIONS).format(f"de {place.communes[0]}")
            name, trade_name = short if short not in names else f"{short} – {where}", short
        elif profile.body is Body.PERSON:
            name, trade_name = f"{_full_name(draw)} {draw.choice(words.SURNAMES)}", f"{activity} {where}"
        elif market is not None and profile.body is Body.FOREIGN:
            trade_name = draw.choice(FOREIGN_NAMES[market.country])
            name = trade_name if trade_name not in names else f"{trade_name} ({market.city} {draw.randint(2, 99)})"
        else:
            trade_name = f"{activity} {where}"
            name = f"{trade_name} {draw.choice(words.LEGAL_FORMS)}"
        if name not in names:
            names.add(name)
            return name, trade_name


def _decisions(draw: random.Random, profile: Profile, registered_on: date, reference_on: date) -> dict[str, Scalar]:
    """The mirrored facts: declaration, test, validation, category, Exporta Más; each after the one before."""
    values: dict[str, Scalar] = {}
    on = registered_on
    if profile.exports is not None:
        on = _between(draw, on, min(on + timedelta(days=20), reference_on))
        values |= {"exported_last_3_years": profile.exports, "export_declared_on": on}
    if profile.test is not None:
        values |= {"test_level": profile.test, "tested_on": on}
    if profile.validation is not None:
        on = _between(draw, on, min(on + timedelta(days=30), reference_on))
        values |= {"validation": profile.validation, "validated_on": on}
    if profile.category is not None:
        values["category"] = profile.category
    if profile.membership == "current":
        values["exporta_mas_from"] = _between(draw, on, reference_on)
    elif profile.membership == "ended":
        until = _between(draw, on, reference_on - timedelta(days=1))
        values |= {"exporta_mas_from": _between(draw, on, until), "exporta_mas_until": until}
    return values


def _registered_on(draw: random.Random, profile: Profile, reference_on: date) -> date:
    """Long enough ago for the work it did."""
    if profile.work is Work.LONG_AGO:
        earliest, latest = 365 * 8, 365 * 6
    elif profile.work is Work.BEFORE or profile.membership == "ended":
        earliest, latest = 365 * 5, 365 * 3
    elif profile.work in {Work.NONE, Work.LOG_ONLY}:
        earliest, latest = 360, 45
    else:
        earliest, latest = 365 * 3, 500
    return reference_on - timedelta(days=draw.randint(latest, earliest))


def _contact(draw: random.Random, key: str, values: dict[str, Scalar], profile: Profile) -> dict[str, Scalar]:
    person = _person(draw, str(values["name"]))
    if profile.body is Body.PERSON:
        person["name"] = values["name"]
    return {
        "account_id": key,
        **person,
        "position": draw.choice(words.POSITIONS),
        "phone": values["phone"],
        "is_main": True,
        "active": True,
    }


def _person(draw: random.Random, company: str) -> dict[str, Scalar]:
    name = _full_name(draw)
    mailbox = fold(name).replace(" ", ".")
    return {"name": name, "email": f"{mailbox}.{sum(company.encode()) % 1000}@example.cl"}


def _full_name(draw: random.Random) -> str:
    return f"{draw.choice(words.FIRST_NAMES)} {draw.choice(words.SURNAMES)}"


def _phone(place: Place, number: int) -> str:
    """Nine digits in all; subscriber numbers with so many noughts are hardly given to anybody."""
    subscriber = f"2000 {number:04d}" if place.area == "2" else f"200 {number:04d}"
    return f"+56 {place.area} {subscriber}"


def _rut(number: int) -> str:
    return f"{number}{stdnum_rut.calc_check_digit(str(number))}"


def _key(draw: random.Random) -> str:
    return str(UUID(int=draw.getrandbits(128), version=4))


def _between(draw: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=draw.randint(0, max((last - first).days, 0)))
