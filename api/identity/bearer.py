"""Who is asking: the bearer token of a request becomes an actor."""

from __future__ import annotations

from starlette.requests import Request

from api.identity.tokens import TokenVerifier
from domain.model.institution.people import Actor
from schema.faults import Fault, FaultCode


def actor_of(request: Request, verifier: TokenVerifier) -> Actor:
    """
    The actor of a request.

    Raises:
        Fault: UNAUTHENTICATED, when there is no valid bearer token.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    actor = verifier.verify(token.strip()) if scheme.lower() == "bearer" else None
    if actor is None:
        raise Fault(
            FaultCode.UNAUTHENTICATED,
            "Send a valid token: Authorization: Bearer <token>. `atencion token` prints one in development.",
        )
    return actor
