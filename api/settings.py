"""Settings of a process, read once from the environment; the only reader of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final

from api.http.quotas import Quota, Quotas
from domain.errors import ConfigurationError

PREFIX: Final = "ATENCION_"
TAX_REHEARSAL: Final = "rehearsal"
"""Setting of the tax registry that answers for the example companies of the mock CRM."""
DEVELOPMENT_SECRET: Final = "atencion-clave-de-demostracion-publica"  # noqa: S105  (public on purpose)
"""Signs tokens in development when nothing else is set, so that API, worker and command line agree. Never else."""


class Mode(StrEnum):
    """Development shows everything and lets the clock be moved; production never does."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Secret:
    """A text that is never printed by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one who must use it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable that this module reads, as the documentation shows it."""

    name: str
    default: str
    meaning: str


VARIABLES: Final = (
    Variable("ATENCION_MODE", "production", "`development` (GraphiQL, introspection, demo clock) or `production`."),
    Variable(
        "ATENCION_PRODUCTION_ALLOWS",
        "",
        "What production may do although only a rehearsal wants it, separated by commas: `mock-crm`, `samples`, "
        "`local-url`, `mail-folder`, `signed-tokens`.",
    ),
    Variable("ATENCION_DATABASE_URL", "sqlite:///.data/atencion.db", "SQLite file or PostgreSQL, by one URL."),
    Variable("ATENCION_CONNECTOR", "mock", "Which CRM: the name of an entry point in `atencion.connectors`."),
    Variable("ATENCION_CONFIGURATION", "", "File with what the protocol leaves open; empty: the packaged default."),
    Variable(
        "ATENCION_DIRECTORY",
        "",
        "File with the people of each office, read anew when it changes; empty: nobody, or the samples.",
    ),
    Variable("ATENCION_SAMPLES", "false", "Lay the packaged samples over the configuration; `true` in development."),
    Variable(
        "ATENCION_TOKEN_SECRET",
        "",
        "Signs tokens, and links where ATENCION_LINK_SECRETS is empty; 32 characters or more; required in production, "
        "public in development.",
    ),
    Variable(
        "ATENCION_IDENTITY",
        "",
        "File with the issuers that are believed and what their people are here; empty: signed tokens alone.",
    ),
    Variable(
        "ATENCION_IDENTITY_SECRETS",
        "",
        "Secrets of the clients with which people log in to our pages, `issuer=secret`, separated by commas.",
    ),
    Variable(
        "ATENCION_TAX_REGISTRY",
        "",
        "File with a taxpayer a line (JSON), read anew when it changes, or `rehearsal` (development); empty: none.",
    ),
    Variable("ATENCION_SESSION_IDLE_SECONDS", "1800", "Seconds without activity after which a session is over."),
    Variable("ATENCION_SESSION_SECONDS", "36000", "Seconds after which a session is over, whatever is done."),
    Variable("ATENCION_HOST", "127.0.0.1", "Address to listen on."),
    Variable("ATENCION_PORT", "8000", "Port to listen on."),
    Variable("ATENCION_ALLOWED_ORIGINS", "", "Origins of browsers that may call the API, separated by commas."),
    Variable("ATENCION_AUDIT_READS", "true", "Record who reads personal data of whom (POL-07)."),
    Variable(
        "ATENCION_AUDIT_READS_DAYS",
        "",
        "Days for which that record is kept; empty: not configured (POL-07 gives none), it is kept.",
    ),
    Variable(
        "ATENCION_CHANGES_DAYS",
        "",
        "Days for which the feed of changes is kept; empty: not configured, it is kept. Whoever comes back later is "
        "told `CURSOR_EXPIRED`, and where to go on.",
    ),
    Variable(
        "ATENCION_DOCUMENT_FILES",
        "folder:.data/documents",
        "Where the contents of documents on cases lie: `folder:PATH`, which all processes must share, or "
        "`s3://BUCKET/PREFIX` (extra `s3`; by `AWS_ENDPOINT_URL`, `AWS_REGION` and the keys of `AWS_ACCESS_KEY_ID`).",
    ),
    Variable("ATENCION_DOCUMENT_MEGABYTES", "20", "Megabytes (of 1,000,000 bytes) that a document on a case may have."),
    Variable(
        "ATENCION_DOCUMENT_DAYS",
        "",
        "Days for which the content of a withdrawn document is kept; empty: not configured, it is kept.",
    ),
    Variable(
        "ATENCION_DOCUMENTS",
        "",
        "Manifest of trusted documents (JSON, id to text): only they and those of our own pages run; empty: any "
        "document.",
    ),
    Variable("ATENCION_PULL_SECONDS", "5", "Seconds between two pulls from the CRM when it has nothing new."),
    Variable(
        "ATENCION_NORMALISE_RUT",
        "false",
        "Write the CRM's RUTs anew as digits and check digit (765432103); else their spelling there is left alone.",
    ),
    Variable("ATENCION_MOCK_CONTROL_PORT", "0", "Port of the mock CRM's control in a worker of its own; 0: none."),
    Variable(
        "ATENCION_MAIL", "eml:.data/mail", "`eml:FOLDER`, `smtp://user:password@host:port` (`smtps` for TLS) or `crm`."
    ),
    Variable("ATENCION_MAIL_FROM", "no-responder@prochile.example", "Sender of automatic messages."),
    Variable(
        "ATENCION_BUDGET",
        "200000/60",
        "Cost that one actor may ask for, and in how many seconds; `unlimited`: no limit.",
    ),
    Variable("ATENCION_BUDGET_OUTSIDERS", "120/3600", "Mutations of one company's person, likewise."),
    Variable("ATENCION_BUDGET_MAIL", "600/3600", "Letters that one person of the staff causes, likewise."),
    Variable("ATENCION_BUDGET_OUTSIDERS_MAIL", "30/3600", "Letters that one company's person causes, likewise."),
    Variable("ATENCION_BUDGET_STRANGERS", "300/60", "Requests of one address without a valid token, likewise."),
    Variable(
        "ATENCION_LINK_SECRETS",
        "",
        "Secrets of the links in letters, 32 characters or more each, separated by commas: the first signs, all are "
        "accepted; empty: ATENCION_TOKEN_SECRET. To change it, put the new one first and keep the old one for "
        "ATENCION_LINK_DAYS.",
    ),
    Variable(
        "ATENCION_WEBHOOK_SECRETS",
        "",
        "Keys of which the secrets of webhooks are made, 32 characters or more each, separated by commas: the first "
        "makes those that are shown, all sign; empty: ATENCION_TOKEN_SECRET.",
    ),
    Variable(
        "ATENCION_WEBHOOK_NETWORKS",
        "",
        "Private networks to which webhooks are sent all the same, separated by commas (`10.1.0.0/16`); empty: none, "
        "and this machine in development.",
    ),
    Variable("ATENCION_WEBHOOK_PAUSE_DAYS", "5", "Days after which a webhook that takes nothing is paused."),
    Variable("ATENCION_WEBHOOK_LOG_DAYS", "30", "Days for which the tries to tell webhooks are kept."),
    Variable("ATENCION_LINK_DAYS", "365", "Days for which a link in a letter serves."),
    Variable("ATENCION_PUBLIC_URL", "http://127.0.0.1:8000", "Where the public reaches this API, for links."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """
    One process's settings.

    Attributes:
        environment: The whole environment, for the connector, which checks its own part.
    """

    mode: Mode
    database_url: str
    connector: str
    token_secret: Secret
    configuration: Path | None = None
    directory: Path | None = None
    samples: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_origins: tuple[str, ...] = ()
    audit_reads: bool = True
    audit_reads_days: int | None = None
    changes_days: int | None = None
    documents: Path | None = None
    document_files: str = "folder:.data/documents"
    document_megabytes: int = 20
    document_days: int | None = None
    pull_seconds: float = 5.0
    normalise_rut: bool = False
    mock_control_port: int = 0
    mail: str = "eml:.data/mail"
    mail_from: str = "no-responder@prochile.example"
    public_url: str = "http://127.0.0.1:8000"
    quotas: Quotas = field(default_factory=Quotas)
    link_secrets: tuple[Secret, ...] = ()
    link_days: int = 365
    webhook_secrets: tuple[Secret, ...] = ()
    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    webhook_pause_days: int = 5
    webhook_log_days: int = 30
    tax_registry: str = ""
    identity: Path | None = None
    identity_secrets: Mapping[str, Secret] = field(default_factory=dict)
    session_idle_seconds: float = 1_800
    session_seconds: float = 36_000
    production_allows: frozenset[str] = frozenset()
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def development(self) -> bool:
        """Whether this is development mode."""
        return self.mode is Mode.DEVELOPMENT

    @property
    def signed_tokens(self) -> bool:
        """Whether tokens that are signed with the shared secret are taken (HS256)."""
        return self.development or "signed-tokens" in self.production_allows

    def listening(self, host: str, port: int) -> Settings:
        """These settings on that address; links lead to that port here, unless ATENCION_PUBLIC_URL says where."""
        told = bool(self.environment.get(PREFIX + "PUBLIC_URL", "").strip())
        return replace(self, host=host, port=port, public_url=self.public_url if told else f"http://127.0.0.1:{port}")

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """
        The settings that the environment gives.

        Raises:
            ConfigurationError: Every wrong or missing setting, all at once.
        """
        given = _Given(dict(os.environ if environment is None else environment))
        mode = given.choice("MODE", Mode, Mode.PRODUCTION)
        settings = cls(
            mode=mode,
            database_url=given.text("DATABASE_URL"),
            connector=given.text("CONNECTOR"),
            token_secret=given.secret("TOKEN_SECRET", required=mode is Mode.PRODUCTION),
            configuration=given.file("CONFIGURATION"),
            directory=given.file("DIRECTORY"),
            samples=given.flag("SAMPLES", default=mode is Mode.DEVELOPMENT),
            host=given.text("HOST"),
            port=int(given.number("PORT", 0, 65535)),
            allowed_origins=tuple(o.strip() for o in given.text("ALLOWED_ORIGINS").split(",") if o.strip()),
            audit_reads=given.flag("AUDIT_READS", default=True),
            audit_reads_days=given.days("AUDIT_READS_DAYS"),
            changes_days=given.days("CHANGES_DAYS"),
            documents=given.file("DOCUMENTS"),
            document_files=given.text("DOCUMENT_FILES"),
            document_megabytes=int(given.number("DOCUMENT_MEGABYTES", 1, 1_000)),
            document_days=given.days("DOCUMENT_DAYS"),
            pull_seconds=given.number("PULL_SECONDS", 0.05, 86_400),
            normalise_rut=given.flag("NORMALISE_RUT", default=False),
            mock_control_port=int(given.number("MOCK_CONTROL_PORT", 0, 65535)),
            mail=given.text("MAIL"),
            mail_from=given.text("MAIL_FROM"),
            public_url=given.text("PUBLIC_URL").rstrip("/"),
            production_allows=frozenset(w.strip() for w in given.text("PRODUCTION_ALLOWS").split(",") if w.strip()),
            quotas=given.quotas(_DEVELOPMENT_BUDGETS if mode is Mode.DEVELOPMENT else 1),
            link_secrets=given.secrets("LINK_SECRETS"),
            link_days=int(given.number("LINK_DAYS", 1, 3650)),
            webhook_secrets=given.secrets("WEBHOOK_SECRETS"),
            webhook_networks=given.networks("WEBHOOK_NETWORKS") or (_LOOPBACK if mode is Mode.DEVELOPMENT else ()),
            webhook_pause_days=int(given.number("WEBHOOK_PAUSE_DAYS", 1, 365)),
            webhook_log_days=int(given.number("WEBHOOK_LOG_DAYS", 1, 3650)),
            tax_registry=given.registry("TAX_REGISTRY", rehearsing=mode is Mode.DEVELOPMENT),
            identity=given.file("IDENTITY"),
            identity_secrets=given.named_secrets("IDENTITY_SECRETS"),
            session_idle_seconds=given.number("SESSION_IDLE_SECONDS", 5, 86_400),
            session_seconds=given.number("SESSION_SECONDS", 5, 604_800),
            environment=given.environment,
        )
        if given.problems:
            raise ConfigurationError(given.problems)
        return settings


_LOOPBACK: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_DEVELOPMENT_BUDGETS: Final = 100
"""In development the budgets that nobody set are so many times as large: a rehearsal is one person in many roles."""
_DEFAULTS: Final = {variable.name.removeprefix(PREFIX): variable.default for variable in VARIABLES}


class _Given:
    """Reads values and gathers what is wrong with them."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self.environment.get(PREFIX + name, "").strip() or _DEFAULTS[name]

    def number(self, name: str, least: float, most: float) -> float:
        text = self.text(name)
        try:
            value = float(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            self.problems.append(f"{PREFIX}{name}={text!r}: expected a number from {least:g} to {most:g}.")
            return least
        return value

    def days(self, name: str) -> int | None:
        return int(self.number(name, 1, 36_500)) if self.text(name) else None

    def networks(self, name: str) -> tuple[IPv4Network | IPv6Network, ...]:
        found = []
        for each in filter(None, (part.strip() for part in self.text(name).split(","))):
            try:
                found.append(ip_network(each))
            except ValueError:
                self.problems.append(f"{PREFIX}{name}={each!r}: expected a network, for example 10.1.0.0/16.")
        return tuple(found)

    def flag(self, name: str, *, default: bool) -> bool:
        text = self.environment.get(PREFIX + name, "").strip().lower()
        if text in {"", "true", "false"}:
            return default if not text else text == "true"
        self.problems.append(f"{PREFIX}{name}={text!r}: expected true or false.")
        return default

    def quotas(self, times: int) -> Quotas:
        return Quotas(
            cost=self.quota("BUDGET", times),
            outsider_writes=self.quota("BUDGET_OUTSIDERS", times),
            mail=self.quota("BUDGET_MAIL", times),
            outsider_mail=self.quota("BUDGET_OUTSIDERS_MAIL", times),
            strangers=self.quota("BUDGET_STRANGERS", times),
        )

    def quota(self, name: str, times: int) -> Quota | None:
        text = self.text(name)
        try:
            quota = Quota.parse(text)
        except ValueError:
            expected = "expected units/seconds, for example 200000/60, or unlimited"
            self.problems.append(f"{PREFIX}{name}={text!r}: {expected}.")
            return None
        is_default = not self.environment.get(PREFIX + name, "").strip()
        return quota.times(times) if quota is not None and is_default else quota

    def choice(self, name: str, kind: type[Mode], default: Mode) -> Mode:
        text = self.environment.get(PREFIX + name, "").strip().lower()
        try:
            return kind(text) if text else default
        except ValueError:
            self.problems.append(f"{PREFIX}{name}={text!r}: expected one of {', '.join(kind)}.")
            return default

    def file(self, name: str) -> Path | None:
        text = self.text(name)
        if not text:
            return None
        if not Path(text).is_file():
            self.problems.append(f"{PREFIX}{name}={text!r}: there is no such file.")
        return Path(text)

    def registry(self, name: str, *, rehearsing: bool) -> str:
        text = self.text(name)
        if text != TAX_REHEARSAL:
            self.file(name)
        elif not rehearsing:
            self.problems.append(f"{PREFIX}{name}={text!r}: only development rehearses with invented taxpayers.")
        return text

    def secret(self, name: str, *, required: bool) -> Secret:
        text = self.environment.get(PREFIX + name, "").strip()
        if not text and not required:
            return Secret(DEVELOPMENT_SECRET)
        return self._long_enough(name, text)

    def secrets(self, name: str) -> tuple[Secret, ...]:
        given = self.text(name).split(",") if self.text(name) else []
        return tuple(self._long_enough(name, each.strip()) for each in given)

    def named_secrets(self, name: str) -> dict[str, Secret]:
        given = [each.strip().partition("=") for each in self.text(name).split(",") if each.strip()]
        if not all(issuer and secret for issuer, _, secret in given):
            self.problems.append(f"{PREFIX}{name}: expected issuer=secret, separated by commas.")
        return {issuer: Secret(secret) for issuer, _, secret in given}

    def _long_enough(self, name: str, text: str) -> Secret:
        if len(text) < 32:
            self.problems.append(f"{PREFIX}{name}: expected a secret of 32 characters or more.")
        return Secret(text)
