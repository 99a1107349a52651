"""Which accounts an actor may see, and which permissions its role has (`domain.protocol.access.permissions`)."""

from __future__ import annotations

from domain.model.institution.people import Actor, Role
from domain.protocol.access.permissions import GRANTS, Permission, accounts_of


def visible_accounts(actor: Actor) -> frozenset[str] | None:
    """Ids of the only accounts it may see (a company's representative: those it represents); None: every account."""
    return accounts_of(actor) if actor.role is Role.COMPANY else None


def visible_among(actor: Actor, account_id: str | None) -> frozenset[str] | None:
    """Those of `visible_accounts`; of them only *account_id*, when a list is asked of one account."""
    visible = visible_accounts(actor)
    if account_id is None:
        return visible
    return frozenset({account_id}) if visible is None else visible & {account_id}


def permissions_of(role: Role) -> list[Permission]:
    """What the role may do, in the order of the table."""
    return [permission for permission, grant in GRANTS.items() if role in grant.roles]
