"""
The nouns of the rows of messages: what one row says, and the kinds of its readers.

Belongs here: types. Does not belong here: any reading of a situation (`people`, `addressees`,
`senders`, `language`, `data_in_words`, `terms`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain.model.messages import Language
from domain.protocol.engine.situation import Situation

Parameter = str | int | bool | tuple[str, ...] | None
Reader = Callable[[Situation], Parameter]


@dataclass(frozen=True, slots=True)
class Unproven:
    """An address that only an outsider typed: it gets no letter but the fixed acknowledgement."""

    address: str


Addressee = str | Unproven | None
Addressees = Callable[[Situation], Iterable[Addressee]]


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a message goes, and where answers to it go."""

    name: str
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """
    One row: a message, who gets it, in whose name, and what it is filled with.

    Attributes:
        message: NTF id.
        required: Parameters without which the message would not say what it must.
        automatic: Sent by the system itself.
        rules: Rule ids that say what it must say.
    """

    message: str
    to: Addressees
    parameters: Mapping[str, Reader]
    sender: Callable[[Situation], Sender]
    rules: tuple[str, ...]
    required: frozenset[str] = frozenset()
    cc: Addressees = lambda _: ()
    language: Callable[[Situation], Language] = lambda _: Language.ES
    automatic: bool = False
