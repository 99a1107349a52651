"""What a use case hands back: the objects as they are now, and the change of class that it brought."""

from __future__ import annotations

from dataclasses import dataclass

from domain.model.accounts import Account, Contact
from domain.model.classes import ClassChange, Classes
from domain.model.exchange.conflicts import Conflict
from domain.model.history.actions import Action
from domain.model.terms import Term


@dataclass(frozen=True, slots=True)
class AccountOutcome:
    """
    An account after the change.

    Attributes:
        classes: Its classes today, in the zone of its office.
        changes: Changes of class that this brought, with their reasons (ATN-05): today's first; then, for an
            activity of an earlier year, that of the last day of its year (AMB-60). Empty: none.
        repeated: The client key was seen before: nothing was done now, and `changes` is empty.
    """

    account: Account
    classes: Classes
    changes: tuple[ClassChange, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ContactOutcome:
    """A contact after the change, with its account; see `AccountOutcome`."""

    contact: Contact
    account: Account
    classes: Classes
    changes: tuple[ClassChange, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ActionOutcome:
    """
    An action after the change, with its account; see `AccountOutcome`.

    Attributes:
        replaced: With a correction, the action that it replaces, annulled.
    """

    action: Action
    account: Account
    classes: Classes
    changes: tuple[ClassChange, ...] = ()
    replaced: Action | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class TermOutcome:
    """A term after the change."""

    term: Term
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ConflictOutcome:
    """A conflict after its resolution, with the account it is about; see `AccountOutcome`."""

    conflict: Conflict
    account: Account
    classes: Classes
    changes: tuple[ClassChange, ...] = ()
    repeated: bool = False
