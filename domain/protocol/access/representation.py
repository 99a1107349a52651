"""
Whom a person represents ("representación"; AMB-54): what is said of it, and for which accounts she acts today.

Clave Única proves who the person is, not that she has power over a company. So a declaration opens nothing: what she
writes waits in her case until a regional executive confirms her.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from domain.errors import NotAuthorised
from domain.model.accounts import Account, PersonType
from domain.model.institution.people import Actor
from domain.model.representations import Representation, RepresentationState
from domain.model.rut import Rut
from domain.protocol.access.permissions import sees_all

RULE: Final = "CAP-04"

RECEIPT: Final = (
    "Recibimos su declaración de que representa a esta empresa. La oficina regional la revisará y la confirmará, a más "
    "tardar en la entrevista. Mientras tanto puede completar la ficha: lo que nos envíe queda guardado en este caso, y "
    "aquí ve solo lo que usted entregó. Si otra persona ya registró la empresa o necesita ayuda, escriba a la oficina "
    "de su región y cuéntenos quién la representa: revisaremos ambas declaraciones."
)
"""What every declarant reads, word for word: known company or not, whoever else declared it."""


def receipt(representation: Representation) -> str:
    """What the person reads of her declaration now, with the reason that was given when it was refused or ended."""
    closed = representation.closed
    why = "" if closed is None or not closed.reason else f" Motivo: {closed.reason}"
    return {
        RepresentationState.DECLARED: RECEIPT,
        RepresentationState.CONFIRMED: "Su representación está confirmada: ya puede ver y atender la cuenta.",
        RepresentationState.REFUSED: f"No pudimos confirmar que usted representa a esta empresa.{why}",
        RepresentationState.ENDED: f"Su representación de esta empresa terminó.{why}",
    }[representation.state]


def acting(actor: Actor, representations: Sequence[Representation], chosen: str | None = None) -> Actor:
    """
    The person as she acts in one request: with the accounts that she represents, or only the one she chose.

    The account that whoever identified her vouches for counts as one, until a representation of it was refused or
    ended; after that only a new confirmation gives it back, and it is none that she `represents` on record. With one
    account alone she comes for that one.

    Raises:
        NotAuthorised: She does not represent the account she chose, whether or not there is one.

    Source: AMB-54.
    """
    held = {one.account_id for one in representations if one.state is RepresentationState.CONFIRMED}
    lost = {one.account_id for one in representations if one.closed is not None} - held
    accounts = frozenset(each for each in {*held, actor.account_id} - lost if each is not None)
    if chosen is not None:
        if chosen not in accounts:
            raise NotAuthorised("Usted no representa hoy a la empresa que eligió.", rule=RULE)
        return replace(actor, account_id=chosen, represents=frozenset({chosen} & held))
    vouched = actor.account_id if actor.account_id in accounts else None
    alone = next(iter(accounts)) if len(accounts) == 1 else None
    return replace(actor, account_id=vouched or alone, represents=frozenset(accounts & held))


def sees_representation(actor: Actor, representation: Representation) -> bool:
    """Whether the actor may know of it: staff of every one, a person of her own."""
    own = actor.run is not None and Rut.parse(actor.run) == representation.run
    return own or sees_all(actor)


def run_of(actor: Actor) -> Rut:
    """The person's RUN; one that nobody has, when she came without."""
    return Rut("") if actor.run is None else Rut.parse(actor.run)


def opens_to(account: Account, run: Rut) -> bool:
    """Whether the account may be this person's: that of a natural person opens to its own RUN only. Source: DAT-03."""
    return account.rut == run or account.person_type is not PersonType.NATURAL
