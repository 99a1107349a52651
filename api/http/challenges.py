"""How an answer says which token it wants (RFC 6750, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schema.faults import FaultCode

_REALM: Final = 'Bearer realm="atencion"'


def _because(error: str, description: str) -> str:
    return f'{_REALM}, error="{error}", error_description="{description}"'


CHALLENGES: Final[Mapping[str, str]] = {
    FaultCode.TOKEN_MISSING.value: _REALM,
    FaultCode.TOKEN_INVALID.value: _because("invalid_token", "The access token is not one that is accepted here"),
    FaultCode.TOKEN_EXPIRED.value: _because("invalid_token", "The access token has expired"),
    FaultCode.NO_ROLE.value: _because("insufficient_scope", "Whoever the token stands for has no role here"),
}
"""`WWW-Authenticate` by the code of the first error."""
