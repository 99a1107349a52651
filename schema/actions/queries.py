"""The action-type catalogue: what can be registered, and what counts towards being a user (AMB-37)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.model.institution.configuration import ActionType
from schema.answers import answers
from schema.context import Info
from schema.languages.spoken import SAID


@strawberry.type(description="One row of the action-type catalogue.")
class ActionDefinitionShape:
    code: str = strawberry.field(description="Code, as `registerAction` takes it.")
    name: str = strawberry.field(description="Nombre; in Spanish or English.", metadata=SAID)
    family: str = strawberry.field(description="Family of instruments (ATN-03), BITACORA (log) or GESTION (steps).")
    counts: bool = strawberry.field(description="Counts towards being a user (DEF-05).")
    since: date = strawberry.field(description="First day on which the row holds.")
    until: date | None = strawberry.field(description="Last day; none: it still holds.")
    sample: bool = strawberry.field(description="An example of this project, not the institution's word.")


answers(ActionDefinitionShape)(ActionType)


@strawberry.type(description="A sector.")
class Sector:
    code: str = strawberry.field(description="Code, as accounts carry it.")
    name: str = strawberry.field(description="Nombre; in Spanish or English.", metadata=SAID)


@strawberry.type
class ActionQueries:
    @strawberry.field(description="The action-type catalogue.")
    def action_types(
        self,
        info: Info,
        on: Annotated[
            date | None, strawberry.argument(description="Only rows that hold on this day; none: today's.")
        ] = None,
    ) -> list[ActionType]:
        day = on or info.context.today()
        return [row for row in info.context.configuration.action_types if _holds(row, day)]

    @strawberry.field(description="The sectors that accounts may carry.")
    def sectors(self, info: Info) -> list[Sector]:
        return [Sector(code=code, name=name) for code, name in sorted(info.context.configuration.sectors.items())]


def _holds(row: ActionType, day: date) -> bool:
    return row.since <= day and (row.until is None or day <= row.until)
