"""
People's names: one text here, given names and surnames in the CRM.

Chile writes two surnames. What the CRM has split already stays split: only a new name is divided by rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_PARTICLES: Final = frozenset(
    {"de", "del", "la", "las", "los", "y", "da", "do", "dos", "das", "di", "von", "van", "der"}
)
_SAINTS: Final = frozenset({"san", "santa"})


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name as the CRM keeps it; texts may be empty."""

    first: str
    middle: str
    last: str

    @property
    def given(self) -> list[str]:
        """The words before the surnames."""
        return [*self.first.split(), *self.middle.split()]


def split_name(name: str, held: NameParts | None = None) -> tuple[str, str]:
    """
    Given names and surnames of *name*.

    Args:
        held: How the CRM has split the name it has now; kept as far as the new one allows.
    """
    words = name.split()
    kept = _split_as(words, held) if held is not None and (held.given or held.last) else None
    given, surnames = kept if kept is not None else _split_by_rule(words)
    return " ".join(given), " ".join(surnames)


def _split_as(words: Sequence[str], held: NameParts) -> tuple[Sequence[str], Sequence[str]] | None:
    """Where the CRM's own cut falls in the new name; None: it cannot be told."""
    given, last = held.given, held.last.split()
    if len(words) > len(last) and last and _alike(words[-len(last) :], last):
        return words[: -len(last)], words[-len(last) :]
    if len(words) > len(given) and given and _alike(words[: len(given)], given):
        return words[: len(given)], words[len(given) :]
    if len(words) == len(given) + len(last):
        return words[: len(given)], words[len(given) :]
    return None


def _split_by_rule(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The last two are surnames, of two the last one; «de la Fuente», «San Martín» count as one."""
    names = list(_names(words))
    surnames = 2 if len(names) >= 3 else 1
    return [w for name in names[:-surnames] for w in name], [w for name in names[-surnames:] for w in name]


def _names(words: Sequence[str]) -> Iterator[list[str]]:
    """The words, particles with the word that they introduce."""
    gathered: list[str] = []
    for place, word in enumerate(words):
        gathered.append(word)
        introduces = word.lower() in _PARTICLES or (word.lower() in _SAINTS and place > 0)
        if introduces and place < len(words) - 1:
            continue
        yield gathered
        gathered = []


def _alike(some: Sequence[str], others: Sequence[str]) -> bool:
    return [word.casefold() for word in some] == [word.casefold() for word in others]
