"""
Enums whose members carry their Spanish, as `http.HTTPStatus` carries its phrase: said once, read everywhere.

Belongs here: the mechanism. Does not belong here: any word; it stands beside its member.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Worded(StrEnum):
    """
    A member is `NAME = "VALUE", "palabra"`: its value, and how a person reads it ("palabra del protocolo").

    Attributes:
        es: In Spanish; a sentence where the member needs one, else a word to stand in a sentence.
    """

    es: str

    def __new__(cls, value: str, es: str = "") -> Self:
        """Make the member; the default is for looking one up by its value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.es = es
        return member
