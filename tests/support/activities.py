"""Plain examples of planned activities: say only what the test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from domain.model.activities import Activity, Audience
from domain.model.classes import Group
from tests.support.builders import FAIR, REGIONAL, new_id

PLANNED_AT: Final = datetime(2024, 9, 2, 13, 0, 0, 123456, UTC)
EVERYBODY: Final = Audience(groups=frozenset(Group))


def an_activity(**fields: Any) -> Activity:
    """A fair of Biobío on 4 and 5 November 2024 for everybody; one may apply until 30 September."""
    activity = Activity(
        id=new_id(),
        type=FAIR,
        name="Feria SIAL de alimentos",
        starts_on=date(2024, 11, 4),
        ends_on=date(2024, 11, 5),
        apply_by=date(2024, 9, 30),
        audience=EVERYBODY,
        rights=("Un puesto en el pabellón de Chile",),
        obligations=("Pagar la cuota", "Responder la encuesta de satisfacción"),
        unit="Departamento de Ferias",
        office="OFIREG-08",
        link="https://www.example.cl/sial",
        planned_by=REGIONAL.id,
        planned_role=REGIONAL.role,
        planned_at=PLANNED_AT,
    )
    return replace(activity, **fields)
