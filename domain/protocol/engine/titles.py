"""Titles inside Spanish sentences ("títulos dentro de una frase")."""

from __future__ import annotations


def in_sentence(title: str) -> str:
    """A title as it stands in the middle of a sentence: names keep their capitals ("invitar a Exporta Más"; COM-01)."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
