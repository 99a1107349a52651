"""
Everything that would keep a process from working or make it work wrongly, told at once before it starts.

In production that is also what only a rehearsal wants: it has to be allowed in words (ATENCION_PRODUCTION_ALLOWS).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import text

from api.connecting import CONNECTORS, connector_plugin
from api.http.trusted_documents import TrustedDocuments
from api.identity.identity_file import IdentityBook
from api.identity.issuers import book_of
from api.settings import PREFIX, VARIABLES, Settings
from domain.errors import ConfigurationError
from domain.ports.crm import EmailActivities
from messaging.transports import transport_for
from persistence.configuration import load_configuration, load_directory_of_people
from persistence.database import Database, address_of

ALLOWABLE: Final[Mapping[str, str]] = {
    "mock-crm": "the CRM is the mock: hundreds of invented companies",
    "samples": "packaged samples are laid over the configuration",
    "local-url": "the links of letters lead to this machine only",
    "mail-folder": "letters go to a folder and reach nobody",
    "signed-tokens": "no issuer is believed, and whoever knows ATENCION_TOKEN_SECRET can be anybody (HS256)",
}
"""What production does only when it is told so, and why it would not."""


def checked(environment: Mapping[str, str]) -> Settings:
    """
    The settings of a process that is about to start.

    Raises:
        ConfigurationError: Every problem, all at once.
    """
    problems: list[str] = []
    settings = _settings(environment, problems)
    problems += _misspelt(environment)
    problems += [problem for find in _CHECKS for problem in find(settings)]
    if problems:
        raise ConfigurationError(list(dict.fromkeys(problems)))
    return settings


async def require_reachable(settings: Settings) -> None:
    """
    Ask the database for one answer.

    Raises:
        StoreUnavailable: It gives none.
        ConfigurationError: Its address is none.
    """
    if address_of(settings.database_url).get_backend_name() == "sqlite":
        return  # a file is made when it is missing
    database = await Database.open(settings.database_url, pool_size=1)
    try:
        await database.read(text("SELECT 1"))
    finally:
        await database.close()


def loaded_identity(settings: Settings) -> IdentityBook:
    """
    The identity file, and what it leans on.

    Raises:
        ConfigurationError: Everything that is wrong with the first file that is.
    """
    loaded = load_configuration(settings.configuration, samples=settings.samples)
    people = load_directory_of_people(
        settings.directory, samples=settings.samples, offices=loaded.offices, sectors=loaded.sectors
    )
    return book_of(settings, loaded, people)


def _settings(environment: Mapping[str, str], problems: list[str]) -> Settings:
    """The settings as far as they can be read, so that what comes after is checked too."""
    try:
        return Settings.from_env(environment)
    except ConfigurationError as wrong:
        problems += wrong.problems
        named = set(re.findall(rf"{PREFIX}\w+", " ".join(wrong.problems)))
        readable = {name: value for name, value in environment.items() if name not in named}
        secret = {"ATENCION_TOKEN_SECRET": readable.get("ATENCION_TOKEN_SECRET") or "-" * 32}
        return Settings.from_env({**readable, **secret})


def _misspelt(environment: Mapping[str, str]) -> Iterator[str]:
    known = {variable.name for variable in VARIABLES}
    offered = {re.sub(r"\d+$", "", entry.name).upper() for entry in entry_points(group=CONNECTORS)}
    of_connectors = tuple(f"{PREFIX}{name}_" for name in offered)
    for name in environment:
        if name.startswith(PREFIX) and name not in known and not name.startswith(of_connectors):
            near = get_close_matches(name.removeprefix(PREFIX), sorted(n.removeprefix(PREFIX) for n in known), n=1)
            yield f"{name} is not a setting; " + (f"did you mean {PREFIX}{near[0]}?" if near else "remove it.")


def _database(settings: Settings) -> Iterator[str]:
    yield from _told("ATENCION_DATABASE_URL", lambda: address_of(settings.database_url))


def _connector(settings: Settings) -> Iterator[str]:
    problems = list(_told("", lambda: connector_plugin(settings.connector)))
    yield from problems or connector_plugin(settings.connector).check_settings(settings.environment)


def _mail(settings: Settings) -> Iterator[str]:
    activities = None
    if settings.mail == "crm" and not list(_connector(settings)):
        connector = connector_plugin(settings.connector).connect(settings.environment)
        activities = connector if isinstance(connector, EmailActivities) else None
    yield from _told("ATENCION_MAIL", lambda: transport_for(settings.mail, settings.mail_from, activities))


def _files(settings: Settings) -> Iterator[str]:
    problems = list(_told("", lambda: load_configuration(settings.configuration, samples=settings.samples)))
    yield from problems
    if not problems:
        yield from _told("", lambda: loaded_identity(settings))
    if settings.documents is not None:
        try:
            TrustedDocuments.from_manifest(settings.documents)
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            yield f"ATENCION_DOCUMENTS={str(settings.documents)!r}: {wrong}"


def _addresses(settings: Settings) -> Iterator[str]:
    for origin in settings.allowed_origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}":
            yield f"ATENCION_ALLOWED_ORIGINS: {origin!r} is no origin; expected https://host or https://host:port."
    parts = urlsplit(settings.public_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield f"ATENCION_PUBLIC_URL={settings.public_url!r}: expected https://host."


def _doors(settings: Settings) -> Iterator[str]:
    """Who logs in by a page holds a cookie, which must not go in the clear; allowed in no words."""
    try:
        doors = loaded_identity(settings).doors
    except ConfigurationError:
        return  # told with the files
    if doors and not settings.development and urlsplit(settings.public_url).scheme != "https":
        yield f"ATENCION_PUBLIC_URL={settings.public_url!r}: people log in there, so it must be https."


def _contradictions(settings: Settings) -> Iterator[str]:
    if settings.audit_reads_days is not None and not settings.audit_reads:
        yield "ATENCION_AUDIT_READS_DAYS says how long a record is kept that ATENCION_AUDIT_READS=false does not make."
    if settings.mock_control_port and settings.connector != "mock":
        yield f"ATENCION_MOCK_CONTROL_PORT is of the mock, and ATENCION_CONNECTOR={settings.connector!r}."
    if settings.mock_control_port and not settings.development:
        yield "ATENCION_MOCK_CONTROL_PORT is for development, and ATENCION_MODE is production."
    if settings.mock_control_port and settings.mock_control_port == settings.port:
        yield "ATENCION_MOCK_CONTROL_PORT and ATENCION_PORT are the same."
    mail, outsiders = settings.quotas.mail, settings.quotas.outsider_mail
    if mail and outsiders and outsiders.units * mail.seconds > mail.units * outsiders.seconds:
        yield "ATENCION_BUDGET_OUTSIDERS_MAIL gives outsiders more than ATENCION_BUDGET_MAIL gives the staff."


def _production(settings: Settings) -> Iterator[str]:
    """What production does only when it is told so."""
    given = settings.production_allows
    for word in sorted(given - ALLOWABLE.keys()):
        near = get_close_matches(word, ALLOWABLE, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(ALLOWABLE)}."
        yield f"ATENCION_PRODUCTION_ALLOWS: {word!r} is nothing to allow; {hint}"
    if settings.development:
        return
    found = {
        "mock-crm": settings.connector == "mock",
        "samples": settings.samples,
        "local-url": _is_local(urlsplit(settings.public_url).hostname or ""),
        "mail-folder": settings.mail.startswith("eml:"),
        "signed-tokens": settings.identity is None,
    }
    for word, is_so in found.items():
        if is_so and word not in given:
            yield f"{_SETTING_OF[word]}: {ALLOWABLE[word]}. Set it, or allow it: ATENCION_PRODUCTION_ALLOWS={word}"


_SETTING_OF: Final[Mapping[str, str]] = {
    "mock-crm": "ATENCION_CONNECTOR",
    "samples": "ATENCION_SAMPLES",
    "local-url": "ATENCION_PUBLIC_URL",
    "mail-folder": "ATENCION_MAIL",
    "signed-tokens": "ATENCION_IDENTITY",
}


def _is_local(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local"))
    return address.is_loopback or address.is_unspecified or address.is_link_local


def _told(name: str, load: Callable[[], object]) -> Iterator[str]:
    try:
        load()
    except ConfigurationError as wrong:
        for problem in wrong.problems:
            yield f"{name}: {problem}" if name and name not in problem else problem


_CHECKS: Final = (_database, _connector, _mail, _files, _addresses, _doors, _contradictions, _production)
