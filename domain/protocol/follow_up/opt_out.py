"""
The link by which a company says that it does not want a follow-up message any more ("opción de no recibir más").

A token names the message it came in, the account, the stage, the case and the instant at which it expires, and is
signed for this purpose alone, so that nobody can opt out for somebody else. Pure; secrets and instants are arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.errors import InvalidValue
from domain.protocol.access.signed_links import ExpiredLink, parts_of, signed_token

__all__ = ["OPT_OUT_PATH", "OPT_OUT_STAGE", "SAMPLE_LINK", "STAGES", "ExpiredLink", "OptOut", "OptOutLinks"]

OPT_OUT_PATH: Final = "/seguimiento/baja/"
"""Path of the public page, followed by the token."""

STAGES: Final = ("STAGE_1", "STAGE_2")
"""What can be refused: values of the fact `FOLLOW_UP_OPT_OUT`. Stage 1 is the one a month after (AMB-30)."""

SAMPLE_LINK: Final = f"https://ejemplo.invalid{OPT_OUT_PATH}enlace-de-muestra"
"""What a letter carries until it is queued for somebody: without signature, at a name that never resolves."""

OPT_OUT_STAGE: Final[Mapping[str, str]] = {"NTF-29": "STAGE_1", "NTF-30": "STAGE_2"}
"""What the link of a message refuses; messages that are not here have none. Source: FUP-06, FUP-08, AMB-30."""

_VERSION: Final = "2"
_PURPOSE: Final = b"atencion.follow_up_opt_out."  # a key may sign other things too


@dataclass(frozen=True, slots=True)
class OptOut:
    """What a link refuses: the messages of `stage` to the account, with the follow-up and the message it came in."""

    message_id: str
    account_id: str
    stage: str
    case_id: str


@dataclass(frozen=True, slots=True)
class OptOutLinks:
    """
    How this installation makes and reads the links of its letters.

    Attributes:
        public_url: Where the public reaches it.
        keys: Secrets, at least one; the first one signs, all of them verify, so that links survive a change of key.
        lifetime: How long a link serves, from the message's creation; whole seconds.
    """

    public_url: str
    keys: tuple[str, ...] = field(repr=False)
    lifetime: timedelta

    def link(self, refused: OptOut, made_at: datetime) -> str:
        """The whole link, of letters, digits and "-_." after the path. Source: FUP-06."""
        expires = int((made_at + self.lifetime).timestamp())
        parts = (_VERSION, refused.message_id, refused.account_id, refused.stage, refused.case_id, str(expires))
        return f"{self.public_url.rstrip('/')}{OPT_OUT_PATH}{signed_token(_PURPOSE, self.keys[0], parts)}"

    def read(self, token: str, now: datetime) -> OptOut:
        """
        What a token refuses.

        Raises:
            InvalidValue: It was not signed with one of these keys, or was changed.
            ExpiredLink: It was, too long ago.

        Source: FUP-06.
        """
        try:
            version, message_id, account_id, stage, case_id, expires = parts_of(_PURPOSE, self.keys, token) or ()
            expires_at = datetime.fromtimestamp(int(expires), UTC)
        except ValueError as wrong:
            raise _not_ours() from wrong
        if version != _VERSION or stage not in STAGES:
            raise _not_ours()
        if now >= expires_at:
            said = "Este enlace ya venció. Responda el correo que recibió y lo resolvemos."
            raise ExpiredLink(said, rule="FUP-06", field=("token",))
        return OptOut(message_id, account_id, stage, case_id)


def _not_ours() -> InvalidValue:
    return InvalidValue(
        "Este enlace no es válido. Revise que esté completo, o responda el correo que recibió y lo resolvemos.",
        rule="FUP-06",
        field=("token",),
    )
