"""Which permissions a role has (`domain.protocol.access.permissions`)."""

from __future__ import annotations

from domain.model.institution.people import Role
from domain.protocol.access.permissions import GRANTS, Permission


def permissions_of(role: Role) -> list[Permission]:
    """What the role may do, in the order of the table."""
    return [permission for permission, grant in GRANTS.items() if role in grant.roles]
