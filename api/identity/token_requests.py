"""Whether an office and an account that somebody names for a token are any: a token for nobody is no help."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from uuid import UUID

import persistence
from domain.errors import ConfigurationError
from domain.model.places.regions import REGIONS

_PACKAGED: Final = Path(persistence.__file__).parent / "configuration"
_CENTRAL: Final = "CENTRAL"


def checked_office(code: str | None, configuration: Path | None) -> str | None:
    """
    The code of an office that is packaged or configured.

    Raises:
        ConfigurationError: There is no such office; the nearest is named.
    """
    if code is None:
        return None
    known = {_CENTRAL, *(f"OFIREG-{region.cut}" for region in REGIONS)}
    for file in (_PACKAGED / "protocol.toml", _PACKAGED / "demo.toml", configuration):
        known |= _codes(file) if file is not None else set()
    if code in known:
        return code
    near = get_close_matches(code.upper(), sorted(known), n=1, cutoff=0.5)
    hint = f" ¿Quiso decir {near[0]}?" if near else " Por ejemplo: OFIREG-08."
    raise ConfigurationError([f"--office {code}: no hay tal oficina.{hint}"])


def checked_account(account: str | None) -> str | None:
    """
    The id of an account, a UUID.

    Raises:
        ConfigurationError: It is something else, a global id for example.
    """
    try:
        return None if account is None else str(UUID(account))
    except ValueError:
        told = "debe ser el id (UUID) de la cuenta, no su id global: es el campo `accountId` o el del CRM"
        raise ConfigurationError([f"--account {account[:60] if account else ''}: {told}."]) from None


def _codes(file: Path) -> set[str]:
    try:
        offices = tomllib.loads(file.read_text(encoding="utf-8")).get("offices", [])
    except (OSError, ValueError, RecursionError):
        return set()  # what is wrong with it is told by who reads it whole
    return {str(office.get("code")) for office in offices if isinstance(office, dict)}
