"""Which accounts an actor may see, and which permissions its role has; the table is domain.protocol.permissions."""

from __future__ import annotations

from domain.model.people import Actor, Role
from domain.protocol.permissions import GRANTS, Permission


def visible_accounts(actor: Actor) -> frozenset[str] | None:
    """Ids of the only accounts it may see (a company: its own); None: every account."""
    if actor.role is not Role.COMPANY:
        return None
    return frozenset({actor.account_id} if actor.account_id else ())


def permissions_of(role: Role) -> list[Permission]:
    """What the role may do, in the order of the table."""
    return [permission for permission, grant in GRANTS.items() if role in grant.roles]
