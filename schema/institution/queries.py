"""Who works at ProChile and answers for what; and, for an administrator, who is who for the issuers."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.model.institution.people import Role
from domain.protocol.access.permissions import require_sight_of_all
from domain.use_cases.institution.identities import kept_identities
from schema.context import Info
from schema.institution.types import DirectoryEntry, Identity


@strawberry.type
class InstitutionQueries:
    @strawberry.field(description="The directory of people («directorio»), in its order: for staff.")
    def directory(
        self,
        info: Info,
        office: Annotated[str | None, strawberry.argument(description="Only of this office.")] = None,
        role: Annotated[Role | None, strawberry.argument(description="Only with this role.")] = None,
    ) -> list[DirectoryEntry]:
        context = info.context
        require_sight_of_all(context.actor)
        return [
            DirectoryEntry(each, context)
            for each in context.services.directory().people
            if (office is None or each.office == office) and (role is None or each.role is role)
        ]

    @strawberry.field(description="Who is who, as far as it was said here; the identity file says the rest.")
    async def identities(self, info: Info) -> list[Identity]:
        context = info.context
        return [Identity(each, context) for each in await kept_identities(context.services, context.actor)]
