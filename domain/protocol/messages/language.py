"""
In which language a message goes (section 5).

Belongs here: how the language is chosen. Does not belong here: the texts (`messaging/templates`).
"""

from __future__ import annotations

from typing import Final

from domain.model.messages import Language
from domain.protocol.engine.situation import Situation

_SPANISH_SPEAKING: Final = frozenset(
    {"AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GQ", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV"}
    | {"UY", "VE"}
)


def of_recipient(situation: Situation) -> Language:
    """
    English for a company established where Spanish is not spoken, else Spanish.

    Section 5: messages to foreign companies go in Spanish or English.
    """
    return of_country(None if situation.account is None else situation.account.country)


def of_country(country: str | None) -> Language:
    """The language of a company established there (ISO 3166-1 alpha-2; None: unknown). Source: section 5."""
    return Language.ES if country is None or country in _SPANISH_SPEAKING else Language.EN
