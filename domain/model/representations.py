"""Who represents a company ("representación"; DAT-02, AMB-54): declared with Clave Única, confirmed by an executive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.model.accounts import Account
from domain.model.history.actions import Action
from domain.model.rut import Rut
from domain.model.worded import Worded


class RepresentationState(Worded):
    """How far a representation has come."""

    DECLARED = "DECLARED", "Declarada: espera que un ejecutivo o una ejecutiva la confirme."
    CONFIRMED = "CONFIRMED", "Confirmada: la persona ve y atiende la cuenta."
    REFUSED = "REFUSED", "Rechazada, con su motivo."
    ENDED = "ENDED", "Terminada, con su motivo."


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What a person whose representation nobody has confirmed says of a company: it waits, and is no account of anybody.

    Attributes:
        account: As she tells it, facts and contacts included; its id is that of the representation.
        actions: What ProChile did meanwhile, for the account that it will be.
        given: Names of the account's fields that she told when she registered; they fill what the account lacks.
        written: Names of those that later steps wrote (the ficha's region); they hold over what the account has.
    """

    account: Account
    actions: tuple[Action, ...] = ()
    given: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's decision on a representation: who, when (UTC instant), and why."""

    by: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Representation:
    """
    That a person represents a company. A fact with days, never rewritten into another one.

    Attributes:
        id: UUID text.
        run: Of the person, as Clave Única proved it.
        person, person_name: Id under which she acts, and her name.
        rut: Of the company, as she declared it, whether or not an account has it.
        case_id: Capture case in which she declared it.
        account_id: The account; None while what she declares only waits in the case.
        draft: What waits; None: nothing does.
        confirmed: Who confirmed it; None: nobody yet.
        since: First day on which it holds, inclusive; None: it never did.
        closed: Who refused or ended it.
        until: First day on which it holds no more (exclusive); None: none is known. An ended one ends at once.
    """

    id: str
    run: Rut
    person: str
    person_name: str
    rut: Rut
    declared_at: datetime
    version: int = 1
    case_id: str | None = None
    account_id: str | None = None
    draft: Draft | None = None
    confirmed: Decided | None = None
    since: date | None = None
    closed: Decided | None = None
    until: date | None = None

    @property
    def state(self) -> RepresentationState:
        """How far it has come."""
        if self.closed is not None:
            return RepresentationState.REFUSED if self.confirmed is None else RepresentationState.ENDED
        return RepresentationState.DECLARED if self.confirmed is None else RepresentationState.CONFIRMED
