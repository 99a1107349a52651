"""The rehearsal issuer of `serve --demo`: one person for each role, and some companies' people, by a click."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from api.settings import Secret, Settings
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Role
from issuer import Client, Kind, Realm, claveunica_person, issuer_in_thread
from issuer import Person as IssuerPerson
from persistence.configuration import load_configuration, load_directory_of_people

STAFF: Final = "prochile"
COMPANIES: Final = "claveunica"
_TENANT: Final = "ensayo"
_API: Final = "api://atencion"
_SECRET: Final = "secreto-de-ensayo"  # noqa: S105  (public on purpose: the issuer listens on this machine only)
_SERVICE: Final = "portal"
_AT_HOME: Final = "OFIREG-08"
"""Where the story of the demonstration happens: of the regional roles, its people come first."""
_ALSO: Final = ("OFICOM-US-NYC", "OFICOM-JP-TYO")
"""Offices abroad of which somebody can be clicked on too."""
REPRESENTATIVES: Final = (
    ("1001", "Rosa", "Díaz Rojas", "39100001-8"),
    ("1002", "Eva", "Soto Vidal", "39100002-6"),
    ("1003", "Íñigo", "Ñanco Peña", "39100003-4"),
)
"""Invented persons who come by ClaveÚnica and represent nobody yet: id there, names, surnames, RUN."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Settings that believe the issuer, and what to tell whoever started it, one line for each role."""

    settings: Settings
    lines: tuple[str, ...]


@contextlib.contextmanager
def rehearsal(settings: Settings, folder: Path) -> Iterator[Rehearsal]:
    """
    Serve the issuer on loopback, while inside, and name it in an identity file in *folder*.

    Raises:
        ConfigurationError: What is wrong with the configuration or the directory.
    """
    configuration = load_configuration(settings.configuration, samples=settings.samples)
    directory = load_directory_of_people(
        settings.directory, samples=settings.samples, offices=configuration.offices, sectors=configuration.sectors
    )
    people = _one_of_each_role(directory)
    realms = _realms(people, f"{settings.public_url}/session/callback")
    with issuer_in_thread(realms, settings.port + 1 if settings.port else 0) as root:
        file = folder / f"identity-{settings.port}.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_identity_file(realms, people), encoding="utf-8")
        secrets = {STAFF: Secret(_SECRET), COMPANIES: Secret(_SECRET)}
        believing = replace(settings, identity=file, identity_secrets=secrets)
        yield Rehearsal(believing, tuple(_lines(people, root, file)))


def _one_of_each_role(directory: Directory) -> Sequence[Person]:
    """For each role of the staff the first of the directory, who is at home before others; then some abroad."""
    found: dict[str, Person] = {}
    for role in Role:
        holders = directory.holders(role, office=_AT_HOME) or directory.holders(role)
        found |= {person.id: person for person in holders[:1]}
    for office in _ALSO:
        found |= {person.id: person for person in directory.holders(Role.COMMERCIAL_EXECUTIVE, office=office)[:1]}
    return tuple(found.values())


def object_id(person: str) -> str:
    """The issuer's id of a person of the directory: always the same, and nothing that could be guessed to mean her."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://ensayo.invalid/{person}"))


def _realms(people: Sequence[Person], callback: str) -> tuple[Realm, Realm]:
    staff = [
        IssuerPerson(
            f"par-{object_id(each.id)[:8]}",
            f"{each.name} · {each.role.es} · {each.office}",
            {"oid": object_id(each.id), "name": each.name, "preferred_username": each.email},
        )
        for each in people
    ]
    service = {"oid": object_id(_SERVICE), "roles": ["Portal.Escribir"]}
    pages = Client("atencion", _SECRET, (callback,), _API)
    return (
        Realm(STAFF, Kind.OPENID, staff, (pages, Client(_SERVICE, _SECRET, (), _API, service)), _TENANT),
        Realm(COMPANIES, Kind.CLAVEUNICA, [claveunica_person(*each) for each in REPRESENTATIVES], (pages,)),
    )


def _identity_file(realms: tuple[Realm, Realm], people: Sequence[Person]) -> str:
    staff, companies = realms
    head = f"""# Made anew by each `atencion serve --demo`; docs/identity.md says what it means.
[[issuers]]
name = "{STAFF}"
label = "Funcionarias y funcionarios de ProChile"
issuer = "{staff.url}"
audiences = ["{_API}"]
tenant = "{_TENANT}"
subject = "oid"
[issuers.login]
client_id = "atencion"

[[issuers]]
name = "{COMPANIES}"
label = "Empresas, con ClaveÚnica"
protocol = "claveunica"
issuer = "{companies.url}"
[issuers.login]
client_id = "atencion"
authorize = "{companies.url}/openid/authorize/"
token = "{companies.url}/openid/token/"
userinfo = "{companies.url}/openid/userinfo/"
logout = "{companies.url}/api/v1/accounts/app/logout"

[[roles]]
issuer = "{COMPANIES}"
role = "COMPANY"

[[roles]]
issuer = "{STAFF}"
claim = "roles"
value = "Portal.Escribir"
role = "SERVICE"
"""
    rows = (
        f'\n[[people]]\nissuer = "{STAFF}"\nobject_id = "{object_id(each.id)}"\nperson = "{each.id}"\n'
        for each in people
    )
    return head + "".join(rows)


def _lines(people: Sequence[Person], root: str, file: Path) -> Iterator[str]:
    yield f"«Entrar» ofrece a estas personas inventadas, sin clave ({root}; {file}):"
    for person in people:
        yield f"  {person.role.es:<38} {person.name:<22} {person.office}"
    for _, names, surnames, run in REPRESENTATIVES:
        yield f"  {Role.COMPANY.es:<38} {f'{names} {surnames}':<22} RUN {run}"
    ask = f"client_credentials de «{_SERVICE}», secreto «{_SECRET}», en {root}/{STAFF}/token"
    yield f"  {Role.SERVICE.es:<38} {ask}"
