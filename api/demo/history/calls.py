"""The calls of the history: one a month, each stage registered by its area, some of them late (LIN-02)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from api.wiring import Runtime
from domain.model.institution.people import Actor, Role
from domain.model.quality.calls import Call, CallStage
from domain.ports.reading import PageRequest
from domain.use_cases.quality.calls import (
    OpenCall,
    PlannedStage,
    RegisterCallStage,
    open_call,
    register_call_stage,
)
from persistence.quality.reading import SqlQualityReads

_SUPERVISOR: Final = Actor("sergio.valdes", "Sergio Valdés", Role.ADMINISTRATOR, "CENTRAL")
_TITLES: Final = (
    "Concurso de ferias internacionales",
    "Concurso de misiones comerciales",
    "Concurso de marcas sectoriales",
)
_AREAS: Final = ("Convocatorias", "Dirección Jurídica", "Marketing, Ferias y Eventos")
_MOST: Final = PageRequest(first=20)
_GOES_ON: Final = 0.7


@dataclass(slots=True)
class Calling:
    """Opens a call now and then, and lets what is open go on, by dice of its own."""

    runtime: Runtime
    dice: Random

    async def open(self, day: date) -> None:
        """A new call, with every stage of the list one after the other."""
        stages = [PlannedStage(code, self.dice.choice(_AREAS), *days) for code, days in self._plan(day).items()]
        if stages:
            title = f"{self.dice.choice(_TITLES)} {day.year}"
            await open_call(self.runtime.services, _SUPERVISOR, OpenCall(title, "Convocatorias", stages))

    async def go_on(self, day: date) -> None:
        """What the areas register on this day: the first stage of each call that has not ended."""
        for call in (await SqlQualityReads(self.runtime.database).calls(_MOST)).items:
            stage = next((each for each in call.stages if each.ended_on is None), None)
            if stage is not None and self.dice.random() < _GOES_ON:
                await self._register(call, stage, day)

    async def _register(self, call: Call, stage: CallStage, day: date) -> None:
        late = timedelta(days=self.dice.choice((0, 0, 0, 2, 9)))
        begins, ends = (stage.planned_from or day) + late, (stage.planned_until or day) + late
        if stage.started_on is None and begins <= day:
            asked = RegisterCallStage(call.id, call.version, stage.code, started_on=begins)
        elif stage.started_on is not None and stage.started_on <= ends <= day:
            asked = RegisterCallStage(call.id, call.version, stage.code, ended_on=ends)
        else:
            return
        await register_call_stage(self.runtime.services, _SUPERVISOR, asked)

    def _plan(self, day: date) -> Mapping[str, tuple[date, date]]:
        found: dict[str, tuple[date, date]] = {}
        begins = day + timedelta(days=3)
        for code in self.runtime.configuration.call_stage_names(day):
            ends = begins + timedelta(days=self.dice.randint(4, 18))
            found[code] = begins, ends
            begins = ends + timedelta(days=1)
        return found
