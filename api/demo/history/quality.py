"""What comes of the suggestions of the past: shared, evaluated, followed by actions, told back; and monthly reviews."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from api.demo.history.calls import Calling
from api.wiring import Runtime
from domain.errors import ProtocolError, RecordError
from domain.model.cases import Flow
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import Actor, Role
from domain.model.quality.improvements import Improvement, ImprovementState, Origin, OriginKind
from domain.model.quality.suggestions import OPEN_STATES, Suggestion, SuggestionState
from domain.ports.quality import ImprovementQuery, SuggestionQuery
from domain.ports.reading import PageRequest
from domain.use_cases.quality.improvements import (
    FinishImprovement,
    PlanImprovement,
    ReviewProcess,
    finish_improvement,
    plan_improvement,
    review_process,
)
from domain.use_cases.quality.suggestions import (
    EvaluateSuggestion,
    ShareSuggestion,
    TellBackSuggestion,
    evaluate_suggestion,
    share_suggestion,
    tell_back_suggestion,
)
from persistence.quality.reading import SqlQualityReads

_DESK: Final = Actor("celia.ponce", "Celia Ponce", Role.CITIZEN_SERVICE, "CENTRAL-OIRS")
_AREA: Final = Actor("sergio.valdes", "Sergio Valdés", Role.ADMINISTRATOR, "CENTRAL")
_UNITS: Final = ("Convocatorias", "Informática", "Inteligencia de Mercados", "Marketing, Ferias y Eventos")
_LINES: Final = ("LIN-02", "LIN-04", "LIN-06", "LIN-08", "LIN-10")
_WHAT: Final = ("Enviar la agenda una semana antes", "Responder en dos días", "Publicar la lista de compradores")
_RISKS: Final = ("Falta personal en enero y febrero.", "El formulario pide dos veces el mismo dato.")
_GOES_ON: Final = 0.5
_ACCEPTED: Final = 0.6
_MOST: Final = PageRequest(first=60)


@dataclass(slots=True)
class Improving:
    """Goes on with what is open, a step each time or none, by dice of its own; one review a month."""

    runtime: Runtime
    dice: Random
    calls: Calling = field(init=False)
    _reviewed: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Calls go by dice of their own."""
        self.calls = Calling(self.runtime, Random("convocatorias"))  # noqa: S311 - an example, not a secret

    async def go_on(self, at: datetime) -> None:
        """What people do about quality on this day."""
        day, reads = local_day(at, SANTIAGO), SqlQualityReads(self.runtime.database)
        found = await reads.suggestions(SuggestionQuery(states=OPEN_STATES), _MOST)
        origins = [Origin(OriginKind.SUGGESTION, row.suggestion.id) for row in found.items]
        following = await reads.following(origins)
        for row, origin in zip(found.items, origins, strict=True):
            if self.dice.random() < _GOES_ON:
                await self._step(row.suggestion, bool(following[origin]), day)
        due = await reads.improvements(ImprovementQuery(day, states=frozenset({ImprovementState.OPEN})), _MOST)
        for each in due.items:
            if each.due_on - day < timedelta(days=self.dice.randint(0, 60)):
                await self._finish(each)
        if (day.year, day.month) not in self._reviewed:
            self._reviewed.add((day.year, day.month))
            risks = self.dice.sample(_RISKS, self.dice.randint(0, len(_RISKS)))
            await review_process(self.runtime.services, _AREA, ReviewProcess(self.dice.choice(list(Flow)), risks))
            await self.calls.open(day)
        await self.calls.go_on(day)

    async def _step(self, suggestion: Suggestion, followed: bool, day: date) -> None:
        services, dice, key, seen = self.runtime.services, self.dice, suggestion.id, suggestion.version
        try:
            match suggestion.state:
                case SuggestionState.RECEIVED:
                    await share_suggestion(services, _DESK, ShareSuggestion(key, seen, dice.choice(_UNITS)))
                case SuggestionState.SHARED:
                    accepted = dice.random() < _ACCEPTED
                    reason = "Se puede desde el próximo trimestre." if accepted else "No depende de esta área."
                    await evaluate_suggestion(services, _AREA, EvaluateSuggestion(key, seen, accepted, reason))
                case SuggestionState.ACCEPTED if not followed:
                    await plan_improvement(services, _AREA, self._plan(suggestion, day))
                case _:
                    text = "Le contamos qué resolvió el área y desde cuándo rige."
                    await tell_back_suggestion(
                        services, _DESK, TellBackSuggestion(key, seen, text, PointOfContact.CORREO)
                    )
        except (ProtocolError, RecordError):  # its case is of an account that was merged, for one
            return

    def _plan(self, suggestion: Suggestion, day: date) -> PlanImprovement:
        return PlanImprovement(
            what=self.dice.choice(_WHAT),
            unit=suggestion.unit or _UNITS[0],
            due_on=day + timedelta(days=self.dice.randint(20, 150)),
            line=self.dice.choice(_LINES),
            origin=Origin(OriginKind.SUGGESTION, suggestion.id),
        )

    async def _finish(self, improvement: Improvement) -> None:
        asked = FinishImprovement(improvement.id, improvement.version, "Quedó funcionando.")
        await finish_improvement(self.runtime.services, _AREA, asked)
