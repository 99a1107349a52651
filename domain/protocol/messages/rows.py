"""
The nouns of the rows of messages: what one row says, and the kinds of its readers.

Belongs here: types. Does not belong here: any reading of a situation (`people`, `addressees`,
`senders`, `language`, `data_in_words`, `terms`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

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


class MessageKind(Enum):
    """Who sends a message."""

    AUTOMATIC = "A"
    PERSON = "P"
    """A person sends it; the system prepares and records it."""
    INBOUND = "I"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """
    One message that the protocol asks for ("aviso"): all that is known of it but its text.

    Attributes:
        id: NTF id.
        when, sender, recipient, must_say: In words, as section 5 says them; terms are named, {SLA-03}.
        rules: Rule ids that say what it must say.
        by: In whose name it goes; `to` and `cc`: to whom.
        parameters: What its template is filled with.
        required: Parameters without which the message would not say what it must.
        language: In which it goes.
    """

    id: str
    when: str
    sender: str
    recipient: str
    must_say: str
    kind: MessageKind
    rules: tuple[str, ...]
    by: Callable[[Situation], Sender]
    to: Addressees
    parameters: Mapping[str, Reader]
    required: frozenset[str] = frozenset()
    cc: Addressees = lambda _: ()
    language: Callable[[Situation], Language] = lambda _: Language.ES
