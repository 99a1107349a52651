"""For which companies a request acts: those that its person represents today, or the one that it names in a header."""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection

from domain.errors import InvalidValue, NotAuthorised
from domain.model.institution.people import Actor
from domain.model.rut import Rut
from domain.ports.identity.representations import RepresentationReads
from domain.protocol.access.permissions import sees_all
from domain.protocol.access.representation import acting
from schema.faults import Fault, FaultCode
from schema.ids import key_of

CHOSEN: Final = "atencion-account"
"""Header with the global id of the account for which the person acts; none: all that she represents."""


async def representative(actor: Actor, request: HTTPConnection, reads: RepresentationReads) -> Actor:
    """
    The actor of a request, with the accounts that it represents today. At most one statement; staff cost none.

    Raises:
        Fault: FORBIDDEN when it does not represent the account it chose; BAD_USER_INPUT for what is no account's id.

    Source: AMB-54.
    """
    if sees_all(actor):
        return actor
    try:
        sent = request.headers.get(CHOSEN)
        chosen = None if sent is None else key_of(sent.strip(), "Account")
        held = () if actor.run is None else await reads.of_person(Rut.parse(actor.run))
        return acting(actor, held, chosen)
    except NotAuthorised as refused:
        raise Fault(FaultCode.FORBIDDEN, refused.message, extensions={"rule": refused.rule}) from refused
    except InvalidValue as wrong:
        raise Fault(FaultCode.BAD_USER_INPUT, wrong.message) from wrong
