"""ClaveÚnica's user info: a natural person with her RUN, and nothing else (docs/identity.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.identity.identity_file import Issuer
from api.identity.mapping import NoRole
from domain.errors import InvalidValue
from domain.model.identity.identities import Identity
from domain.model.rut import Rut

_NO_RUN: Final = "ClaveÚnica no entregó su RUN completo, con dígito verificador, y sin él no sabemos quién ingresa."


def identity_from_claveunica(told: Mapping[str, object], issuer: Issuer) -> Identity:
    """
    The person of a user info: `sub`, `RolUnico {numero, DV, tipo: RUN}`, `name {nombres[], apellidos[]}`.

    Raises:
        NoRole: NO_RUN: no number, no digit, another kind of number, or a digit that is not its own; or no `sub`.
    """
    subject, roll = told.get("sub"), told.get("RolUnico")
    if not subject or not isinstance(roll, dict) or roll.get("tipo") != "RUN":
        raise NoRole(_NO_RUN, "NO_RUN")
    number, digit = str(roll.get("numero") or ""), str(roll.get("DV") if roll.get("DV") is not None else "")
    if not number.isascii() or not number.isdecimal() or len(digit) != 1:
        raise NoRole(_NO_RUN, "NO_RUN")
    try:
        run = Rut.parse(f"{number}-{digit}")
    except InvalidValue:
        raise NoRole(_NO_RUN, "NO_RUN") from None
    return Identity(issuer.name, "", str(subject), _name(told.get("name")), run=run.compact)


def _name(told: object) -> str:
    if not isinstance(told, dict):
        return ""
    listed = [told.get(part) for part in ("nombres", "apellidos")]
    words = [str(word).strip() for part in listed if isinstance(part, list) for word in part]
    return " ".join(word for word in words if word)[:200]
