"""Sessions as rows and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from domain.model.identity.identities import Identity
from domain.model.identity.sessions import LoginAttempt, Session, SessionEnd


def session_columns(session: Session) -> dict[str, object]:
    """Every column but the key."""
    identity = session.identity
    return {
        "id": session.id,
        "secret_hash": session.secret_hash,
        "person": session.person,
        "identity": {
            "issuer": identity.issuer,
            "tenant": identity.tenant,
            "subject": identity.subject,
            "name": identity.name,
            "email": identity.email,
            "run": identity.run,
            "claims": {name: list(values) for name, values in identity.claims.items()},
            "unlisted": sorted(identity.unlisted),
        },
        "browser": session.browser,
        "began_at": session.began_at,
        "seen_at": session.seen_at,
        "idle_until": session.idle_until,
        "ends_at": session.ends_at,
        "ended_at": session.ended_at,
        "ended_by": session.ended_by,
        "ended_how": session.end,
    }


def session_from(row: Row[Any]) -> Session:
    """The session of a row."""
    told = row.identity
    identity = Identity(
        told["issuer"],
        told["tenant"],
        told["subject"],
        told["name"],
        told["email"],
        told["run"],
        {name: tuple(values) for name, values in told["claims"].items()},
        frozenset(told["unlisted"]),
    )
    return Session(
        row.id,
        row.secret_hash,
        identity,
        row.person,
        row.browser,
        row.began_at,
        row.seen_at,
        row.idle_until,
        row.ends_at,
        row.ended_at,
        row.ended_by,
        None if row.ended_how is None else SessionEnd(row.ended_how),
    )


def attempt_from(row: Row[Any]) -> LoginAttempt:
    """The attempt of a row."""
    return LoginAttempt(row.state_hash, row.browser_hash, row.issuer, row.return_to, row.expires_at)
