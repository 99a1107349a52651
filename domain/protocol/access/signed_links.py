"""
Links that anybody may follow without log-in: signed for one purpose, so that nobody makes one for somebody else.

Pure; secrets are arguments. Belongs here: how a token is made and read. Does not belong here: what it stands for
(`follow_up.opt_out`, `quality.survey_links`), and until when.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

from domain.errors import InvalidValue

_SIGNATURE_BYTES: Final = 16


class ExpiredLink(InvalidValue):
    """It was ours, and its time has passed."""


def signed_token(purpose: bytes, key: str, parts: Sequence[str]) -> str:
    """*parts*, none with a line break, as letters, digits and "-_."; a key may sign for other purposes too."""
    body = _encoded("\n".join(parts).encode())
    return f"{body}.{_signature(purpose, key, body)}"


def parts_of(purpose: bytes, keys: Sequence[str], token: str) -> tuple[str, ...] | None:
    """The parts of a token that one of *keys* signed for this purpose; None: it is not ours, or was changed."""
    body, _, signature = token.partition(".")
    if not any(hmac.compare_digest(_signature(purpose, key, body).encode(), signature.encode()) for key in keys):
        return None
    try:
        return tuple(
            base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True).decode().split("\n")
        )
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def _signature(purpose: bytes, secret: str, body: str) -> str:
    digest = hmac.new(secret.encode(), purpose + body.encode(), hashlib.sha256).digest()
    return _encoded(digest[:_SIGNATURE_BYTES])


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
