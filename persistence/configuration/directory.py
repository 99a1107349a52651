"""From the directory file ("directorio") to `Directory`, with every problem named at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from domain.errors import ConfigurationError
from domain.model.institution.directory import (
    KINDS_OF_A_MARKET,
    REFERRAL_KINDS,
    WITH_MACROZONE,
    Absence,
    Directory,
    Person,
    ReferralTarget,
    Telephone,
    digits_of,
    is_number,
)
from domain.model.institution.people import PORTAL_ROLES, Role
from domain.model.places.regions import regions_on
from persistence.configuration.document import Table, read_toml
from persistence.configuration.loader import load_configuration

SAMPLE_DIRECTORY: Final = Path(__file__).with_name("directory.toml")
"""Invented people and addresses, for development and tests, and as the form of one's own file."""


def load_directory_of_people(
    path: Path | None = None,
    *,
    samples: bool = False,
    offices: Collection[str] | None = None,
    sectors: Collection[str] | None = None,
) -> Directory:
    """
    Who answers for what, as the file lists it. People keep the order of the file: the first who fits is proposed.

    Args:
        path: The file; None: the packaged samples when *samples*, else nobody at all.
        offices: Codes of the offices that exist; None: those of the packaged configuration.
        sectors: Codes of the sectors that exist; None: those of the packaged configuration.

    Raises:
        ConfigurationError: Everything missing, wrong, unknown or contradictory, all at once.

    Source: ROL-01, ROL-03, SYS-04, CHN-04, RTE-05.
    """
    if path is None and not samples:
        return Directory()
    if offices is None or sectors is None:
        configuration = load_configuration(samples=samples)
        offices = configuration.offices if offices is None else offices
        sectors = configuration.sectors if sectors is None else sectors
    document = Table(read_toml(path or SAMPLE_DIRECTORY), "", [])
    people = _people(document, offices, sectors)
    referrals = _referrals(document)
    telephones = _telephones(document, offices)
    document.close()
    if document.problems:
        raise ConfigurationError(document.problems)
    return Directory(people, referrals, telephones)


def _people(document: Table, offices: Collection[str], sectors: Collection[str]) -> tuple[Person, ...]:
    people: dict[str, Person] = {}
    substitutes: list[tuple[Table, str]] = []
    for row in document.rows("people", name="id"):
        key, name = row.required("id", str), row.required("name", str)
        role, office = row.parsed("role", _role), row.required("office", str)
        email = _address(row, "email")
        answers_for = _codes(row, "sectors", sectors)
        markets = _codes(row, "markets", None)
        macrozone, regions = row.optional("macrozone", str), _codes(row, "regions", _CUTS)
        absences, unit = _absences(row, substitutes), row.optional("unit", str)
        row.optional("sample", bool)
        row.close()
        if role is None:
            row.note("role is missing or unknown; give a role of ROL-01")
        elif role in WITH_MACROZONE and (macrozone is None or not regions):
            row.note("a macro-zone coordinator needs macrozone and regions (VIS-01)")
        if office is not None and office not in offices:
            row.note(f"office {office} is not known")
        if key is None or name is None or role is None or email is None or office is None:
            continue
        if key in people:
            row.note("the id is there twice; keep one")
        people[key] = Person(key, name, role, email, office, answers_for, markets, macrozone, regions, absences, unit)
    for row, substitute in substitutes:
        if substitute not in people:
            row.note(f"substitute {substitute} is nobody of this directory")
    return tuple(people.values())


def _absences(person: Table, substitutes: list[tuple[Table, str]]) -> tuple[Absence, ...]:
    found: list[Absence] = []
    for row in person.rows("absences", name="since"):
        since, until = row.required("since", date), row.required("until", date)
        substitute = row.optional("substitute", str)
        row.close()
        if substitute is not None:
            substitutes.append((row, substitute))
        if since is None or until is None:
            continue
        if until < since:
            row.note(f"until {until} is before since {since}")
        found.append(Absence(since, until, substitute))
    return tuple(found)


def _referrals(document: Table) -> tuple[ReferralTarget, ...]:
    found: dict[str, ReferralTarget] = {}
    for row in document.rows("referrals"):
        code, kind, name = row.required("code", str), row.required("kind", str), row.required("name", str)
        contact, market = row.required("contact", str), row.optional("market", str)
        stages, supports = _words(row, "stages"), _words(row, "supports")
        row.optional("sample", bool)
        row.close()
        if code is None or kind is None or name is None or contact is None:
            continue
        if kind not in REFERRAL_KINDS:
            row.note(f"kind {kind} is none of {', '.join(sorted(REFERRAL_KINDS))} (ROL-03)")
        if kind != "PUBLIC_BODY" and (stages or supports):
            row.note("stages and supports choose among public bodies; a body of another kind has none (LOW-03)")
        if kind in KINDS_OF_A_MARKET and market is None:
            row.note(f"a {kind} is of one market; give its country (SPC-05, INV-01)")
        if market is not None and not _is_country(market):
            row.note(f"market {market} is not an ISO 3166-1 alpha-2 code (CN)")
        if code in found:
            row.note("the code is there twice; keep one")
        found[code] = ReferralTarget(code, kind, name, contact, market, stages, supports)
    return tuple(found.values())


def _telephones(document: Table, offices: Collection[str]) -> tuple[Telephone, ...]:
    found: dict[str, Telephone] = {}
    for row in document.rows("telephones", name="number"):
        number, office = row.parsed("number", _number), row.required("office", str)
        enabled = row.required("enabled", bool)
        row.optional("sample", bool)
        row.close()
        if number is None:
            row.note("number is missing or is none; give it with its country code (+56 41 222 3344)")
        if office is not None and office not in offices:
            row.note(f"office {office} is not known")
        if number is None or office is None or enabled is None:
            continue
        if digits_of(number) in found:
            row.note("the number is there twice; keep one")
        found[digits_of(number)] = Telephone(number, office, enabled)
    return tuple(found.values())


def _words(row: Table, key: str) -> tuple[str, ...]:
    """A list of words of the directory's own."""
    words: list[str] = []
    for word in row.optional(key, list) or ():
        if isinstance(word, str) and word.strip() and "," not in word:
            words.append(word.strip())
        else:
            row.note(f"{key}: {word!r} must be text in quotes, without a comma")
    return tuple(words)


def _codes(row: Table, key: str, known: Collection[str] | None) -> tuple[str, ...]:
    """A list of codes; *known* None: of countries."""
    codes: list[str] = []
    for code in row.optional(key, list) or ():
        if not isinstance(code, str) or not (_is_country(code) if known is None else code in known):
            row.note(f"{key}: {code!r} is not known")
        else:
            codes.append(code)
    return tuple(codes)


def _address(row: Table, key: str) -> str | None:
    address = row.required(key, str)
    if address is not None and "@" not in address:
        row.note(f"{key} {address} is not an e-mail address")
    return address


def _role(text: str) -> Role:
    known: Sequence[str] = [role for role in Role if role not in PORTAL_ROLES]
    if text not in known:
        raise ValueError(f"{text} is none of {', '.join(known)}")
    return Role(text)


def _number(text: str) -> str:
    if not is_number(text):
        raise ValueError(f"{text} is no telephone number with its country code")
    return text


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


_CUTS: Final = frozenset(region.cut for region in regions_on())
