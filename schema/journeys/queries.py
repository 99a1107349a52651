"""The closed list of the six systems of administrative records (SYS-01)."""

from __future__ import annotations

import strawberry

from domain.model.history.journeys import SourceSystem as SystemOfDomain
from domain.protocol.history.source_systems import SOURCE_SYSTEMS
from schema.languages.spoken import SAID


@strawberry.type(description="One of the six systems that hold the records of users.")
class SourceSystemInfo:
    code: SystemOfDomain = strawberry.field(description="Code, as events carry it.")
    name: str = strawberry.field(description="Nombre.")
    public: str = strawberry.field(description="The public that it tells about; in Spanish or English.", metadata=SAID)
    enters: bool = strawberry.field(description="Its records enter as journey events; those of the CRM do not.")
    contents: bool = strawberry.field(description="False: only date, kind and state enter (AMB-45).")
    rule: str = strawberry.field(description="Rule that names it or its public.")


@strawberry.type
class JourneyQueries:
    @strawberry.field(description="The six systems of administrative records, in the order of the source (SYS-01).")
    def source_systems(self) -> list[SourceSystemInfo]:
        return [
            SourceSystemInfo(
                code=row.system,
                name=row.name_es,
                public=row.public_es,
                enters=row.enters,
                contents=row.contents,
                rule=row.rule,
            )
            for row in SOURCE_SYSTEMS.values()
        ]
