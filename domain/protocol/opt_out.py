"""
The link by which a company says that it does not want a follow-up message any more ("opción de no recibir más").

A token names the account, the stage and the case, and is signed, so that nobody can opt out for somebody else. It
never expires: the message may be read years later. Pure; the secret is an argument.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.errors import InvalidValue

OPT_OUT_PATH: Final = "/seguimiento/baja/"
"""Path of the public page, followed by the token."""

STAGES: Final = ("STAGE_1", "STAGE_2")
"""What can be refused: values of the fact `FOLLOW_UP_OPT_OUT`. Stage 1 is the one a month after (AMB-30)."""

SAMPLE_LINK: Final = f"https://ejemplo.invalid{OPT_OUT_PATH}enlace-de-muestra"
"""What a letter carries until it is queued for somebody: without signature, at a name that never resolves."""

OPT_OUT_STAGE: Final[Mapping[str, str]] = {"NTF-29": "STAGE_1", "NTF-30": "STAGE_2"}
"""What the link of a message refuses; messages that are not here have none. Source: FUP-06, FUP-08, AMB-30."""

_VERSION: Final = "1"
_SIGNATURE_BYTES: Final = 16
_PURPOSE: Final = b"atencion.follow_up_opt_out."  # the secret signs other things too


@dataclass(frozen=True, slots=True)
class OptOut:
    """What a link refuses: the messages of `stage` to the account; `case_id` is the follow-up it came with, or ""."""

    account_id: str
    stage: str = "STAGE_1"
    case_id: str = ""


def opt_out_token(secret: str, refused: OptOut) -> str:
    """The signed token of a link: letters, digits, "-", "_" and one "."."""
    body = _encoded("\n".join((_VERSION, refused.account_id, refused.stage, refused.case_id)).encode())
    return f"{body}.{_signature(secret, body)}"


def opt_out_link(public_url: str, secret: str, refused: OptOut) -> str:
    """The whole link. Source: FUP-06."""
    return f"{public_url.rstrip('/')}{OPT_OUT_PATH}{opt_out_token(secret, refused)}"


def read_opt_out(secret: str, token: str) -> OptOut:
    """
    What a token refuses.

    Raises:
        InvalidValue: It was not made with this secret, or was changed.

    Source: FUP-06.
    """
    body, _, signature = token.partition(".")
    if not hmac.compare_digest(_signature(secret, body).encode(), signature.encode()):
        raise _not_ours()
    try:
        version, account_id, stage, case_id = _decoded(body).decode().split("\n")
    except (binascii.Error, UnicodeDecodeError, ValueError) as wrong:
        raise _not_ours() from wrong
    if version != _VERSION or stage not in STAGES:
        raise _not_ours()
    return OptOut(account_id, stage, case_id)


def _not_ours() -> InvalidValue:
    return InvalidValue(
        "Este enlace no es válido. Revise que esté completo, o responda el correo que recibió y lo resolvemos.",
        rule="FUP-06",
        field=("token",),
    )


def _signature(secret: str, body: str) -> str:
    digest = hmac.new(secret.encode(), _PURPOSE + body.encode(), hashlib.sha256).digest()
    return _encoded(digest[:_SIGNATURE_BYTES])


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
