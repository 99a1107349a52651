"""The identity file: which issuers are believed, and what their people and services are here. TOML, read anew."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from api.settings import Secret
from domain.errors import ConfigurationError
from domain.model.institution.amendments import IdentityLink
from domain.model.institution.directory import Directory
from domain.model.institution.people import PORTAL_ROLES, OfficeKind, Role
from persistence.configuration.document import Table, read_toml

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""What an issuer may sign with: asymmetric, and nothing else."""
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,19}")
_SCOPE: Final = "openid profile email"


class Protocol(StrEnum):
    """What an issuer speaks."""

    OPENID = "openid"
    CLAVEUNICA = "claveunica"


@dataclass(frozen=True, slots=True)
class Login:
    """
    How people log in to our pages by an issuer: its authorization code flow.

    Attributes:
        authorize, token, userinfo, logout: Addresses; None: as its discovery tells (ClaveÚnica has none).
    """

    client_id: str
    secret: Secret
    scope: str = _SCOPE
    authorize: str | None = None
    token: str | None = None
    userinfo: str | None = None
    logout: str | None = None


@dataclass(frozen=True, slots=True)
class Issuer:
    """
    One issuer that is believed.

    Attributes:
        name: Short, in ids of its people: it never changes.
        url: Its `iss`, to the letter.
        audiences: `aud` of the tokens that are meant for us; none: its bearer tokens are not taken.
        tenant: The `tid` that its tokens must bear; empty: it has no tenants.
        subject: The claim that holds the object id.
        label: What a person reads on its button.
    """

    name: str
    url: str
    label: str
    protocol: Protocol = Protocol.OPENID
    audiences: tuple[str, ...] = ()
    tenant: str = ""
    subject: str = "sub"
    algorithms: tuple[str, ...] = ALGORITHMS
    login: Login | None = None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """Who bears *value* in *claim* of an issuer has this role here; without claim: everybody whose RUN it proves."""

    issuer: str
    role: Role
    office: str | None = None
    claim: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the directory: the object id of a tenant of an issuer, and never an e-mail."""

    issuer: str
    tenant: str
    subject: str
    person: str
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class IdentityBook:
    """The file, read."""

    issuers: tuple[Issuer, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    _by_name: dict[str, Issuer] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({issuer.name: issuer for issuer in self.issuers})

    def issuer(self, name: str) -> Issuer | None:
        """The issuer of that short name."""
        return self._by_name.get(name)

    def of_url(self, url: object) -> Issuer | None:
        """The issuer with that `iss`, to the letter."""
        return next((each for each in self.issuers if each.url == url), None)

    @property
    def doors(self) -> tuple[Issuer, ...]:
        """Those by whom people log in to our pages, in the order of the file."""
        return tuple(each for each in self.issuers if each.login is not None)


def load_identity(
    path: Path, *, secrets: Mapping[str, Secret], offices: Collection[str], directory: Directory
) -> IdentityBook:
    """
    The identity file.

    Args:
        secrets: Of the clients with which we log people in, by the issuer's name.

    Raises:
        ConfigurationError: Everything missing, wrong, unknown or contradictory, all at once.
    """
    document = Table(read_toml(path), f"{path.name}: ", [])
    issuers = _issuers(document, secrets)
    known = {issuer.name: issuer for issuer in issuers}
    book = IdentityBook(issuers, _roles(document, known, offices), _people(document, known, directory))
    document.close()
    if not issuers and not document.problems:
        document.note("it names no issuer; give [[issuers]]")
    for name in sorted(secrets.keys() - {each.name for each in book.doors}):
        document.note(f"ATENCION_IDENTITY_SECRETS has a secret of {name}, by which nobody logs in")
    if document.problems:
        raise ConfigurationError(document.problems)
    return book


def with_links(book: IdentityBook, links: Iterable[IdentityLink]) -> IdentityBook:
    """The book with who is who as it was changed; a link of an issuer that it does not name says nothing."""
    people = {(row.issuer, row.subject): row for row in book.people}
    for link in links:
        issuer = book.issuer(link.issuer)
        if issuer is not None:
            row = PersonRow(issuer.name, issuer.tenant, link.object_id, link.person, link.disabled)
            people[issuer.name, link.object_id] = row
    return replace(book, people=tuple(people.values()))


def _issuers(document: Table, secrets: Mapping[str, Secret]) -> tuple[Issuer, ...]:
    found: dict[str, Issuer] = {}
    for row in document.rows("issuers", name="name"):
        issuer = _issuer(row, secrets)
        row.close()
        if issuer is None:
            continue
        if issuer.name in found or any(issuer.url == each.url for each in found.values()):
            row.note("the name or the issuer is there twice; keep one")
        found[issuer.name] = issuer
    return tuple(found.values())


def _issuer(row: Table, secrets: Mapping[str, Secret]) -> Issuer | None:
    name, url = row.required("name", str), row.required("issuer", str)
    protocol = row.parsed("protocol", Protocol, Protocol.OPENID) or Protocol.OPENID
    issuer = Issuer(
        name=name or "",
        url=url or "",
        label=row.optional("label", str) or name or "",
        protocol=protocol,
        audiences=_texts(row, "audiences"),
        tenant=row.optional("tenant", str) or "",
        subject=row.optional("subject", str) or "sub",
        algorithms=_texts(row, "algorithms") or ALGORITHMS,
        login=_login(row, protocol, secrets.get(name or "")) if row.value("login") is not None else None,
    )
    if name is not None and not _NAME.fullmatch(name):
        row.note(f"name {name!r}: a letter, then at most 19 letters, digits or hyphens, all in lower case")
    for algorithm in issuer.algorithms:
        if algorithm not in ALGORITHMS:
            row.note(f"algorithm {algorithm} is not accepted; known: {', '.join(ALGORITHMS)}")
    if url is not None and not is_safe_url(url):
        row.note(f"issuer {url!r}: expected https://… (http only on this machine)")
    if not issuer.audiences and issuer.login is None:
        row.note("give audiences (bearer tokens), a table login (our pages), or both")
    if protocol is Protocol.CLAVEUNICA and issuer.audiences:
        row.note("audiences: ClaveÚnica gives no bearer tokens for others")
    return issuer if name is not None and url is not None else None


def _login(issuer: Table, protocol: Protocol, secret: Secret | None) -> Login:
    table = issuer.table("login")
    table.place = f"{issuer.place}.login"
    addresses = {each: table.optional(each, str) for each in ("authorize", "token", "userinfo", "logout")}
    login = Login(
        table.required("client_id", str) or "",
        secret or Secret(""),
        table.optional("scope", str) or ("openid run name" if protocol is Protocol.CLAVEUNICA else _SCOPE),
        **addresses,
    )
    table.close()
    if secret is None:
        issuer.note("its client secret is missing: ATENCION_IDENTITY_SECRETS=name=secret")
    for name, address in addresses.items():
        if address is not None and not is_safe_url(address):
            table.note(f"{name} {address!r}: expected https://… (http only on this machine)")
        if address is None and protocol is Protocol.CLAVEUNICA and name != "logout":
            table.note(f"{name} is missing: ClaveÚnica has no discovery")
    return login


def _roles(document: Table, issuers: Mapping[str, Issuer], offices: Collection[str]) -> tuple[RoleRow, ...]:
    found = []
    for row in document.rows("roles", name="value"):
        issuer = _known_issuer(row, issuers)
        role = row.parsed("role", Role)
        office, claim, value = row.optional("office", str), row.optional("claim", str), row.optional("value", str)
        row.close()
        if role is None:
            row.note("role is missing or unknown; give a role of ROL-01")
            continue
        _check_role(row, RoleRow("", role, office, claim, value), offices)
        if issuer is not None:
            _check_claim(row, issuer, RoleRow(issuer.name, role, office, claim, value))
            found.append(RoleRow(issuer.name, role, office, claim, value))
    return tuple(found)


def _check_role(row: Table, given: RoleRow, offices: Collection[str]) -> None:
    if given.office is not None and given.office not in offices:
        row.note(f"office {given.office} is not known")
    if given.office is None and given.role not in PORTAL_ROLES:
        row.note(
            f"office is missing: {given.role.value} acts for one ({OfficeKind.CENTRAL.value} is the central level)"
        )
    if given.office is not None and given.role in PORTAL_ROLES:
        row.note(f"office: {given.role.value} has none")


def _check_claim(row: Table, issuer: Issuer, given: RoleRow) -> None:
    if (given.claim is None) != (given.value is None):
        row.note("claim and value belong together; give both")
    proves_run = issuer.protocol is Protocol.CLAVEUNICA
    if given.claim is None and not proves_run:
        row.note(f"without claim everybody of {issuer.name} would be {given.role.value}; give claim and value")
    if (given.role is Role.COMPANY) is not proves_run:
        row.note(f"{given.role.value}: companies' people come by ClaveÚnica, and nobody else does")


def _people(document: Table, issuers: Mapping[str, Issuer], directory: Directory) -> tuple[PersonRow, ...]:
    found: dict[tuple[str, str, str], PersonRow] = {}
    for row in document.rows("people", name="person"):
        issuer = _known_issuer(row, issuers)
        subject, person = row.required("object_id", str), row.required("person", str)
        tenant = row.optional("tenant", str)
        disabled = row.optional("disabled", bool) or False
        row.close()
        if person is not None and directory.person(person) is None:
            row.note("is nobody of the directory")
        if issuer is None or subject is None or person is None:
            continue
        if tenant is not None and tenant != issuer.tenant:
            row.note(f"tenant {tenant} is not that of {issuer.name}")
        key = (issuer.name, issuer.tenant, subject)
        if key in found:
            row.note(f"object_id {subject} is there twice; keep one")
        found[key] = PersonRow(*key, person, disabled)
    return tuple(found.values())


def _known_issuer(row: Table, issuers: Mapping[str, Issuer]) -> Issuer | None:
    name = row.required("issuer", str)
    if name is not None and name not in issuers:
        row.note(f"issuer {name} is not among the issuers of this file")
    return issuers.get(name or "")


def _texts(row: Table, key: str) -> tuple[str, ...]:
    values = row.optional(key, list) or []
    if not all(isinstance(each, str) and each for each in values):
        row.note(f"{key} must be a list of texts, not {values!r}")
        return ()
    return tuple(values)


def is_safe_url(url: str) -> bool:
    """Whether what is sent there stays secret: https, or http that does not leave this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
