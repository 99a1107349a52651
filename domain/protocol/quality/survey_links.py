"""
The link by which anybody answers a survey without log-in ("encuesta por un enlace"; MEA-04, LIN-10).

A token names the survey alone: neither who answers nor of what company; what it may still do, the survey tells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from domain.errors import InvalidValue
from domain.protocol.access.signed_links import parts_of, signed_token

SURVEY_PATH: Final = "/encuesta/"
"""Path of the public page, followed by the token."""

SAMPLE_SURVEY_LINK: Final = f"https://ejemplo.invalid{SURVEY_PATH}enlace-de-muestra"
"""What a letter carries until it is queued for somebody: without signature, at a name that never resolves."""

_IN_TEXT: Final = re.compile(rf"{re.escape(SURVEY_PATH)}[\w.-]+")
_VERSION: Final = "1"
_PURPOSE: Final = b"atencion.survey."


def without_links(text: str) -> str:
    """A letter as others than its addressee may read it: the links of surveys cannot be followed. Source: POL-07."""
    return _IN_TEXT.sub(f"{SURVEY_PATH}…", text)


@dataclass(frozen=True, slots=True)
class SurveyLinks:
    """
    How this installation makes and reads the links of its surveys.

    Attributes:
        public_url: Where the public reaches it.
        keys: Secrets, at least one; the first one signs, all of them verify.
    """

    public_url: str
    keys: tuple[str, ...] = field(repr=False)

    def link(self, survey_id: str) -> str:
        """The whole link, of letters, digits and "-_." after the path."""
        token = signed_token(_PURPOSE, self.keys[0], (_VERSION, survey_id))
        return f"{self.public_url.rstrip('/')}{SURVEY_PATH}{token}"

    def read(self, token: str) -> str:
        """
        Id of the survey that a token names.

        Raises:
            InvalidValue: It was not signed with one of these keys, or was changed.
        """
        parts = parts_of(_PURPOSE, self.keys, token)
        if parts is None or parts[:-1] != (_VERSION,):
            raise InvalidValue("Este enlace no es válido. Revise que esté completo.", rule="MEA-04", field=("token",))
        return parts[-1]
