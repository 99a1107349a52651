"""Settings of the connector: read from `ATENCION_DYNAMICS_*`, all problems told at once, secrets never shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from domain.errors import ConfigurationError

PREFIX: Final = "ATENCION_DYNAMICS_"
PUBLIC_AUTHORITY: Final = "https://login.microsoftonline.com"
MAX_CONCURRENT: Final = 52  # service protection limit of one web server
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that never shows in a log, a traceback or a repr."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        """Say nothing."""
        return "***"


@dataclass(frozen=True, slots=True)
class Credentials:
    """
    How the application signs in: exactly one of secret, certificate, managed identity or token.

    Attributes:
        certificate_file: PEM with private key and certificate, or PFX (`.pfx`, `.p12`).
        managed_identity: "system", or the client id of a user-assigned identity.
        token: A ready token, for a stand-in on this machine only.
    """

    tenant_id: str = ""
    client_id: str = ""
    secret: Secret | None = None
    certificate_file: Path | None = None
    certificate_password: Secret | None = None
    managed_identity: str | None = None
    token: Secret | None = None
    authority: str = PUBLIC_AUTHORITY
    instance_discovery: bool = True
    scope: str = ""


@dataclass(frozen=True, slots=True)
class EmailSender:
    """The user or queue of the CRM that sends e-mails: table, entity set, GUID."""

    table: str
    set_name: str
    id: str


_SENDERS: Final = {"user": ("systemuser", "systemusers"), "queue": ("queue", "queues")}


@dataclass(frozen=True, slots=True)
class DynamicsSettings:
    """
    Everything the connector needs to know.

    Attributes:
        url: Root of the environment without a slash at the end; the API is at url + /api/data/v9.2/.
        mapping_file: TOML that says which field is which column; None: the model this package ships.
        prefix: Publisher prefix that replaces `{prefix}` in the mapping.
        actors: Id of a person here → Entra object id, for impersonation.
        timeout_seconds: Longest wait for one answer.
        attempts: Sendings of a request that is safe to repeat, after a cut, a time-out or a 5xx.
        max_in_flight: Requests at once, at most 52; the service's own hint may lower it.
        requests_per_second, burst: Pace of this process; None: no pace (benchmarks, stand-in).
        max_batch: Records in one bulk request.
        drop_affinity: Forget the cookie that ties all requests to one web server.
        record_original_time: Send `overriddencreatedon` with new records (needs a privilege).
        email_sender: From whom the CRM sends the e-mails that are left in it; None: they stay drafts.
        webhook_key, webhook_port: Key of the CRM's notices; port for them in a worker of its own process, 0: none.
    """

    url: str
    credentials: Credentials
    mapping_file: Path | None = None
    prefix: str = "pch"
    actors: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: float = 30.0
    attempts: int = 3
    max_in_flight: int = 8
    requests_per_second: float | None = 18.0
    burst: int = 300
    max_batch: int = 100
    drop_affinity: bool = True
    record_original_time: bool = True
    ca_file: Path | None = None
    email_sender: EmailSender | None = None
    webhook_key: Secret | None = None
    webhook_port: int = 0


def read_settings(settings: Mapping[str, str]) -> tuple[DynamicsSettings | None, Sequence[str]]:
    """The settings, or None and every problem, one Spanish sentence each. Reads the actors' file if one is named."""
    reader = _Reader(settings)
    url = reader.url("URL", required=True)
    authority = reader.url("AUTHORITY", default=PUBLIC_AUTHORITY)
    actors = reader.actors()
    credentials = _credentials(reader, url, authority)
    read = DynamicsSettings(
        url=url,
        credentials=credentials,
        mapping_file=reader.file("MAPPING"),
        prefix=reader.text("PREFIX", "pch"),
        actors=actors,
        timeout_seconds=reader.number("TIMEOUT_SECONDS", 30.0, 1, 600),
        attempts=int(reader.number("ATTEMPTS", 3, 1, 10)),
        max_in_flight=int(reader.number("MAX_IN_FLIGHT", 8, 1, MAX_CONCURRENT)),
        requests_per_second=reader.number("REQUESTS_PER_SECOND", 18.0, 0, 1000) or None,
        burst=int(reader.number("BURST", 300, 1, 6000)),
        max_batch=int(reader.number("MAX_BATCH", 100, 1, 1000)),
        drop_affinity=reader.flag("DROP_AFFINITY", default=True),
        record_original_time=reader.flag("RECORD_ORIGINAL_TIME", default=True),
        ca_file=reader.file("CA_FILE"),
        email_sender=reader.email_sender(),
        webhook_key=Secret(reader.text("WEBHOOK_KEY")) if reader.text("WEBHOOK_KEY") else None,
        webhook_port=int(reader.number("WEBHOOK_PORT", 0, 0, 65_535)),
    )
    if not (2 <= len(read.prefix) <= 8 and read.prefix.isalnum() and read.prefix[0].isalpha()):
        reader.problem("PREFIX", "debe tener de 2 a 8 letras o cifras y comenzar con una letra.")
    known = {PREFIX + name for name in KNOWN}
    for name in settings:
        if name.startswith(PREFIX) and name not in known:
            reader.problems.append(f"{name} no es una opción del conector de Dynamics 365.")
    return (None, tuple(reader.problems)) if reader.problems else (read, ())


def settings_from(settings: Mapping[str, str]) -> DynamicsSettings:
    """
    The settings.

    Raises:
        ConfigurationError: They are wrong; all problems at once.
    """
    read, problems = read_settings(settings)
    if read is None:
        raise ConfigurationError(problems)
    return read


KNOWN: Final[Mapping[str, str]] = {
    "URL": "Dirección del entorno, https://ORG.crmN.dynamics.com.",
    "TENANT_ID": "Inquilino de Entra ID.",
    "CLIENT_ID": "Id de la aplicación registrada.",
    "CLIENT_SECRET": "Secreto de la aplicación.",
    "CERTIFICATE_FILE": "Certificado y llave (PEM o PFX), en lugar del secreto.",
    "CERTIFICATE_PASSWORD": "Clave del archivo PFX.",
    "MANAGED_IDENTITY": "«system» o el id de cliente de una identidad administrada, en lugar del secreto.",
    "TOKEN": "Token ya emitido; solo para un servidor de ensayo en este mismo equipo.",
    "AUTHORITY": "Autoridad de inicio de sesión; cambia en nubes soberanas.",
    "INSTANCE_DISCOVERY": "«no» cuando la autoridad no es una de las públicas de Microsoft.",
    "SCOPE": "Alcance del token; por defecto, la dirección del entorno más /.default.",
    "MAPPING": "Archivo TOML que dice qué campo es qué columna.",
    "PREFIX": "Prefijo del editor de las tablas y columnas propias.",
    "ACTORS": "Archivo TOML con [actors]: id de la persona = id de objeto en Entra.",
    "TIMEOUT_SECONDS": "Espera más larga por una respuesta.",
    "ATTEMPTS": "Intentos de una llamada que se puede repetir sin riesgo.",
    "MAX_IN_FLIGHT": "Llamadas simultáneas, hasta 52.",
    "REQUESTS_PER_SECOND": "Ritmo de este proceso; 0: sin límite.",
    "BURST": "Llamadas que pueden ir seguidas antes de tomar el ritmo.",
    "MAX_BATCH": "Registros por llamada.",
    "DROP_AFFINITY": "«no» para quedarse en un mismo servidor web.",
    "RECORD_ORIGINAL_TIME": "«no» cuando falta el privilegio de fechar la creación.",
    "CA_FILE": "Certificado raíz adicional (PEM).",
    "EMAIL_SENDER": "Quién envía los correos que quedan en el CRM, «user:GUID» o «queue:GUID»; vacío: son borradores.",
    "WEBHOOK_KEY": "Clave que debe traer cada aviso del CRM.",
    "WEBHOOK_PORT": "Puerto en que un trabajador aparte recibe los avisos; 0: ninguno.",
}
"""Every setting (after `ATENCION_DYNAMICS_`) and what it is for."""


def _credentials(reader: _Reader, url: str, authority: str) -> Credentials:
    secret, token = reader.text("CLIENT_SECRET"), reader.text("TOKEN")
    certificate, identity = reader.file("CERTIFICATE_FILE"), reader.text("MANAGED_IDENTITY")
    password = reader.text("CERTIFICATE_PASSWORD")
    named = [
        name
        for name, given in (
            ("CLIENT_SECRET", secret),
            ("CERTIFICATE_FILE", reader.text("CERTIFICATE_FILE")),
            ("MANAGED_IDENTITY", identity),
            ("TOKEN", token),
        )
        if given
    ]
    if len(named) != 1:
        reader.problem("CLIENT_SECRET", "o CERTIFICATE_FILE o MANAGED_IDENTITY: indique exactamente una credencial.")
    elif named[0] in {"CLIENT_SECRET", "CERTIFICATE_FILE"}:
        for name in ("TENANT_ID", "CLIENT_ID"):
            if not reader.text(name):
                reader.problem(name, "falta.")
    if token and url and urlsplit(url).hostname not in _LOOPBACK:
        reader.problem("TOKEN", "solo sirve para un servidor de ensayo en este mismo equipo.")
    split = urlsplit(url)
    return Credentials(
        tenant_id=reader.text("TENANT_ID"),
        client_id=reader.text("CLIENT_ID"),
        secret=Secret(secret) if secret else None,
        certificate_file=certificate,
        certificate_password=Secret(password) if password else None,
        managed_identity=identity or None,
        token=Secret(token) if token else None,
        authority=authority,
        instance_discovery=reader.flag("INSTANCE_DISCOVERY", default=True),
        scope=reader.text("SCOPE") or f"{split.scheme}://{split.netloc}/.default",
    )


class _Reader:
    """Reads one setting after the other and collects what is wrong."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self.problems: list[str] = []

    def problem(self, name: str, said: str) -> None:
        self.problems.append(f"{PREFIX}{name} {said}")

    def text(self, name: str, default: str = "") -> str:
        return self._settings.get(PREFIX + name, "").strip() or default

    def number(self, name: str, default: float, least: float, most: float) -> float:
        text = self.text(name)
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            self.problem(name, f"debe ser un número entre {least:g} y {most:g}.")
            return default
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        text = self.text(name).lower()
        words = {"": default, "yes": True, "sí": True, "si": True, "true": True, "1": True}
        words |= {"no": False, "false": False, "0": False}
        if text not in words:
            self.problem(name, "debe ser «sí» o «no».")
        return words.get(text, default)

    def url(self, name: str, *, default: str = "", required: bool = False) -> str:
        text = self.text(name, default).rstrip("/")
        if not text:
            if required:
                self.problem(name, "falta: la dirección del entorno, https://ORG.crmN.dynamics.com.")
            return ""
        try:
            split = urlsplit(text)
            host, _ = split.hostname, split.port
        except ValueError:
            self.problem(name, "no es una dirección.")
            return ""
        if not host or split.query or split.fragment or "@" in split.netloc:
            self.problem(name, "no es una dirección como https://ORG.crmN.dynamics.com.")
        elif split.scheme != "https" and not (split.scheme == "http" and host in _LOOPBACK):
            self.problem(name, "debe comenzar con https:// (http solo para un servidor de ensayo en este equipo).")
        return text

    def file(self, name: str) -> Path | None:
        text = self.text(name)
        if text and not Path(text).is_file():
            self.problem(name, f"no existe el archivo {text}.")
            return None
        return Path(text) if text else None

    def email_sender(self) -> EmailSender | None:
        text = self.text("EMAIL_SENDER")
        if not text:
            return None
        kind, _, key = text.partition(":")
        try:
            table, set_name = _SENDERS[kind]
            return EmailSender(table, set_name, str(UUID(key)))
        except (KeyError, ValueError):
            self.problem("EMAIL_SENDER", "debe ser user:GUID o queue:GUID.")
            return None

    def actors(self) -> Mapping[str, str]:
        path = self.file("ACTORS")
        if path is None:
            return {}
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8")).get("actors")
        except (OSError, ValueError, RecursionError) as error:
            self.problem("ACTORS", f"no es un archivo TOML: {error}.")
            return {}
        if not isinstance(table, dict):
            self.problem("ACTORS", "no tiene la tabla [actors].")
            return {}
        return {person: found for person, text in table.items() if (found := self._object_id(person, text))}

    def _object_id(self, person: str, text: object) -> str | None:
        try:
            return str(UUID(str(text)))
        except ValueError:
            self.problem("ACTORS", f"el id de objeto de {person} no es un GUID.")
            return None
