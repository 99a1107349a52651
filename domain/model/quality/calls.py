"""Calls ("convocatorias"): their stages, the areas that answer for each, and the days planned and real (LIN-02)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.model.institution.calendar import WorkCalendar
from domain.model.worded import Worded


class StageProgress(Worded):
    """How a stage of a call went against its plan, which is the call's own: the protocol gives no times."""

    ON_PLAN = "ON_PLAN", "Terminó a más tardar el día planificado."
    LATE = "LATE", "Terminó después del día planificado."
    WITHOUT_PLAN = "WITHOUT_PLAN", "Terminó, y no tenía día planificado."
    OPEN = "OPEN", "No ha terminado."


@dataclass(frozen=True, slots=True)
class CallStage:
    """
    One stage ("etapa") of a call.

    Attributes:
        code: Of the configured list (`call_stages`); once in a call.
        unit: Area that answers for it (ROL-02).
        planned_from, planned_until: Days, both inclusive; None: not planned.
        started_on, ended_on: Days on which it really began and ended, both inclusive; None: not yet.
        planned_days, real_days: Business days of the call's office, first and last day included; None: not known.
    """

    code: str
    unit: str
    planned_from: date | None = None
    planned_until: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    planned_days: int | None = None
    real_days: int | None = None

    @property
    def progress(self) -> StageProgress:
        """How it went. Source: LIN-02, MEA-08."""
        if self.ended_on is None:
            return StageProgress.OPEN
        if self.planned_until is None:
            return StageProgress.WITHOUT_PLAN
        return StageProgress.ON_PLAN if self.ended_on <= self.planned_until else StageProgress.LATE


@dataclass(frozen=True, slots=True)
class Call:
    """
    One call.

    Attributes:
        id: UUID text.
        unit: Area that answers for the whole of it.
        office: Whose business days count; None: those of central units (AMB-03).
        stages: In their order.
    """

    id: str
    title: str
    unit: str
    office: str | None
    opened_by: str
    opened_at: datetime
    stages: tuple[CallStage, ...]
    version: int = 1

    def stage(self, code: str) -> CallStage | None:
        """Its stage of that code; None: it has none."""
        return next((each for each in self.stages if each.code == code), None)

    def with_stage(self, changed: CallStage) -> Call:
        """The same call with that stage as it is now."""
        return replace(self, stages=tuple(changed if each.code == changed.code else each for each in self.stages))


def counted(stage: CallStage, calendar: WorkCalendar) -> CallStage:
    """The stage with its business days, by the calendar of the call's office. Source: MEA-08, AMB-03."""
    return replace(
        stage,
        planned_days=_days(stage.planned_from, stage.planned_until, calendar),
        real_days=_days(stage.started_on, stage.ended_on, calendar),
    )


def _days(first: date | None, last: date | None, calendar: WorkCalendar) -> int | None:
    if first is None or last is None:
        return None
    return calendar.business_days_between(first - timedelta(days=1), last)
