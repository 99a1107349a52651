"""
How many accounts are of what, over time ("historia de la cartera"): by which axis, and on which days it is told.

Belongs here: the choice of days and axes. Does not belong here: counting, which is the store's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from domain.errors import InvalidValue
from domain.model.classes import AccountClass, Category, Export, Group, Origin, Phase, Registration, Relation
from domain.model.worded import Worded

MOST_STEPS: Final = 240
"""Twenty years of months."""


class ClassStep(Worded):
    """How far apart the days are ("paso")."""

    MONTH = "MONTH", "Último día de cada mes."
    QUARTER = "QUARTER", "Último día de cada trimestre."
    YEAR = "YEAR", "Último día de cada año."


class ClassAxis(Worded):
    """By what accounts are told apart ("eje")."""

    CLASSES = "classes", "Clases; una cuenta puede estar en varias."
    ORIGIN = "origin", "Origen."
    REGISTRATION = "registration", "Registro."
    RELATION = "relation", "Relación con ProChile."
    EXPORT = "export", "Exportación."
    PHASE = "phase", "Fase de la atención."
    GROUP = "target_group", "Grupo del público objetivo."
    CATEGORY = "category", "Categoría de atención."


_MONTHS: Final = {ClassStep.MONTH: 1, ClassStep.QUARTER: 3, ClassStep.YEAR: 12}
VALUES: Final[dict[ClassAxis, type[Worded]]] = {
    ClassAxis.CLASSES: AccountClass,
    ClassAxis.ORIGIN: Origin,
    ClassAxis.REGISTRATION: Registration,
    ClassAxis.RELATION: Relation,
    ClassAxis.EXPORT: Export,
    ClassAxis.PHASE: Phase,
    ClassAxis.GROUP: Group,
    ClassAxis.CATEGORY: Category,
}


def word_of(axis: ClassAxis, value: str) -> str:
    """The value of the axis in Spanish."""
    return VALUES[axis](value).es


def days_of(step: ClassStep, since: date, until: date) -> Sequence[date]:
    """
    The last day of each month, quarter or year that ends from *since* to *until*, and *until* itself: in order.

    Raises:
        InvalidValue: The period is reversed, or has more than `MOST_STEPS` days to tell.
    """
    if until < since:
        raise InvalidValue("El período termina antes de empezar.", field=("until",))
    months = _MONTHS[step]
    if (until.year - since.year) * 12 // months > MOST_STEPS:
        told = f"Pida a lo más {MOST_STEPS} pasos: acorte el período o elija un paso más largo."
        raise InvalidValue(told, field=("since",))
    found: list[date] = []
    ends = _end_of_step(since, months)
    while ends is not None and ends < until:
        found.append(ends)
        ends = _end_of_step(ends + timedelta(days=1), months)
    return [*found, until]


def _end_of_step(day: date, months: int) -> date | None:
    """The last day of the step that *day* is in; None: it is after the last day there is."""
    last = (day.month - 1) // months * months + months
    year, month0 = divmod(day.year * 12 + last, 12)
    return date(year, month0 + 1, 1) - timedelta(days=1) if year <= date.max.year else None
