"""Text as search and order see it: folded words (`domain.model.words`), and which of them an account is found by."""

from __future__ import annotations

import unicodedata
from typing import Final

from domain.errors import InvalidValue
from domain.exchange.similarity import PHONE_MARK, phone_key, website_key
from domain.model.accounts import Account
from domain.model.rut import Rut
from domain.model.words import fold, words

__all__ = ["SHORTEST_WHOLE_RUT", "fold", "name_key", "search_text", "search_words", "words"]

SHORTEST_WHOLE_RUT: Final = 8
"""Digits and check digit; leading zeros may make it longer."""


def name_key(name: str) -> str:
    """What lists of accounts are ordered by."""
    return " ".join(words(name))


def search_text(account: Account) -> str:
    """
    Every word an account can be found by, once, each between spaces: names, former ones too, RUT, e-mail, sector,
    website.

    The telephone is there for proposals of similar accounts only (AMB-63): no question of a person holds its mark.
    """
    told = (account.name, account.trade_name, account.rut and account.rut.compact, account.email, account.sector)
    former = (each.name for each in account.former_names)
    texts = (*told, website_key(account.website), *former)
    unique = dict.fromkeys(word for text in texts if text for word in words(text))
    phone = phone_key(account.phone)
    if phone is not None:
        unique[PHONE_MARK + phone] = None
    return f" {' '.join(unique)} "


def _rut_alone(asked: str) -> str | None:
    """The question is a RUT and nothing else: long, or with its dash, since few digits apart may be words."""
    try:
        rut = Rut.parse(asked).compact.lower()
    except InvalidValue:
        return None
    dashed = any(unicodedata.category(character) in {"Pd", "Sm"} for character in asked)
    return rut if dashed or len(rut) >= SHORTEST_WHOLE_RUT else None


def search_words(asked: str) -> tuple[str, ...]:
    """
    The words of a question, longest first, without those that another one begins with.

    A RUT is one word in every spelling in which it may be entered ("76 012 345–5"; DAT-01).
    """
    rut = _rut_alone(asked)
    by_length = sorted({rut} if rut else set(words(asked)), key=lambda word: (-len(word), word))
    kept: list[str] = []
    for word in by_length:
        if not any(longer.startswith(word) for longer in kept):
            kept.append(word)
    return tuple(kept)
