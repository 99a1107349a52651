"""The transport that one setting names: a folder of files, an SMTP server, or the CRM."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from domain.errors import ConfigurationError
from domain.ports.background import MailTransport
from domain.ports.crm import EmailActivities
from messaging.crm_activities import CrmActivities
from messaging.eml_folder import EmlFolder
from messaging.smtp import Security, SmtpSettings, SmtpTransport

_PORTS: Final = {"smtp": 587, "smtps": 465}
_OPTIONS: Final = {each.value: each for each in (Security.STARTTLS, Security.OPPORTUNISTIC, Security.PLAIN)}


def transport_for(address: str, sender: str, crm: EmailActivities | None = None) -> MailTransport:
    """
    The transport that *address* names, not connected yet.

    Args:
        address: "eml:FOLDER"; "smtp://user:password@host:port", with "?security=" starttls (the default),
            opportunistic or plain; "smtps://user:password@host:port"; or "crm". User and password percent-encoded.
        sender: Address from which messages go.
        crm: The connector, when its CRM keeps e-mails as activities.

    Raises:
        ConfigurationError: Every wrong part at once; the password is not in it.
    """
    problems = [] if _is_address(sender) else [f"«{sender}» no es una dirección de correo desde la cual enviar."]
    kind, _, rest = address.partition(":")
    if kind == "eml" and rest:
        if problems:
            raise ConfigurationError(problems)
        return EmlFolder(Path(rest), sender)
    if address == "crm":
        if crm is None:
            problems.append("Este CRM no guarda correos como actividades: use eml:CARPETA, smtp://… o smtps://…")
        if problems or crm is None:
            raise ConfigurationError(problems)
        return CrmActivities(crm, sender)
    if kind not in _PORTS:
        raise ConfigurationError([*problems, "El correo se configura como eml:CARPETA, smtp://…, smtps://… o crm"])
    return SmtpTransport(_smtp_settings(address, sender, problems))


def _smtp_settings(address: str, sender: str, problems: list[str]) -> SmtpSettings:
    parts = urlsplit(address)
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        port = 0
        problems.append("El puerto del servidor de correo no es un número entre 1 y 65535.")
    if not parts.hostname:
        problems.append("Falta el nombre del servidor de correo: smtp://usuario:clave@servidor:puerto")
    options = parse_qs(parts.query)
    chosen = options.pop("security", [Security.STARTTLS.value])[-1]
    if options:
        problems.append(f"Opciones de correo desconocidas: {', '.join(sorted(options))}.")
    if chosen not in _OPTIONS:
        problems.append(f"security={chosen!r}: use {', '.join(_OPTIONS)}.")
    security = Security.TLS if parts.scheme == "smtps" else _OPTIONS.get(chosen, Security.STARTTLS)
    if security in {Security.PLAIN, Security.OPPORTUNISTIC} and parts.password:
        problems.append("La clave del correo no viaja sin cifrar: use smtps:// o security=starttls.")
    if problems:
        raise ConfigurationError(problems)
    return SmtpSettings(
        host=parts.hostname or "",
        port=port,
        sender=sender,
        security=security,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _is_address(text: str) -> bool:
    local, _, domain = text.partition("@")
    return bool(local) and "." in domain and text.isascii() and not any(each.isspace() for each in text)
