"""Example activities for the demonstration, planned by the use case itself. All of them are invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from api.wiring import Runtime
from domain.model.classes import Category, Group
from domain.model.institution.people import Actor, Role
from domain.ports.activities import ActivityQuery
from domain.ports.clock import today
from domain.ports.reading import PageRequest
from domain.use_cases.activities.activity_checks import Given
from domain.use_cases.activities.plan_activity import PlanActivity, plan_activity

_COMPANIES: Final = frozenset({Group.CARTERA, Group.SIN_TRABAJO})
_SURVEY: Final = "Responder la encuesta de satisfacción"
_CENTRAL: Final = Actor("demo.sector_head", "Demostración SECTOR_HEAD", Role.SECTOR_HEAD, "CENTRAL")
_BIOBIO: Final = Actor("demo.regional_head", "Demostración REGIONAL_HEAD", Role.REGIONAL_HEAD, "OFIREG-08")
_SHANGHAI: Final = Actor(
    "demo.commercial_executive", "Demostración COMMERCIAL_EXECUTIVE", Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA"
)


@dataclass(frozen=True, slots=True)
class _Example:
    """One activity; days are counted from the day on which the demonstration begins."""

    planner: Actor
    type: str
    name: str
    apply_within: int
    starts_after: int
    lasts: int
    unit: str
    rights: tuple[str, ...]
    obligations: tuple[str, ...]
    limits: Mapping[str, Given] = field(default_factory=dict)


_EXAMPLES: Final = (
    _Example(
        _SHANGHAI, "FERIA", "Feria Sabores del Pacífico, Shanghái", 35, 110, 3, "Departamento de Ferias",
        ("Un puesto en el pabellón de Chile", "Agenda de reuniones con importadores"),
        ("Pagar la cuota de participación", "Cumplir a cabalidad la agenda preparada", _SURVEY),
        {
            "groups": frozenset({Group.CARTERA}),
            "sectors": frozenset({"ALIMENTOS_FRESCOS", "ALIMENTOS_PROCESADOS", "VINOS", "PESCA_ACUICULTURA"}),
            "markets": frozenset({"CN"}),
        },
    ),
    _Example(
        _BIOBIO, "RUEDA_NEGOCIOS", "Rueda de negocios del Biobío", 20, 45, 1, "Oficina regional del Biobío",
        ("Reuniones con compradores extranjeros", "Intérprete en las reuniones"),
        ("Cumplir a cabalidad la agenda preparada", _SURVEY),
        {"groups": _COMPANIES, "regions": frozenset({"08", "16"})},
    ),
    _Example(
        _BIOBIO, "TALLER", "Taller: cuánto cuesta mi primera exportación", 12, 15, 2, "Oficina regional del Biobío",
        ("Material del taller", "Una hora de orientación individual"),
        ("Asistir a las dos jornadas", _SURVEY),
        {"groups": _COMPANIES, "categories": frozenset({Category.TRABAJO_ESPORADICO, Category.SIN_CATEGORIA})},
    ),
    _Example(
        _CENTRAL, "SEMINARIO", "Seminario: etiquetado de alimentos en la Unión Europea", 25, 28, 1,
        "Subdepartamento de Alimentos", ("Acceso a la grabación",), (_SURVEY,),
        {"groups": _COMPANIES, "sectors": frozenset({"ALIMENTOS_FRESCOS", "ALIMENTOS_PROCESADOS", "VINOS"})},
    ),
    _Example(
        _CENTRAL, "MISION", "Misión de proveedores de la minería a Lima", 40, 75, 4,
        "Subdepartamento de Industrias", ("Agenda de reuniones", "Apoyo de la oficina comercial"),
        ("Pagar pasajes y estadía", "Cumplir a cabalidad la agenda preparada", _SURVEY),
        {
            "groups": frozenset({Group.CARTERA}),
            "sectors": frozenset({"MINERIA", "MANUFACTURAS", "TECNOLOGIA"}),
            "markets": frozenset({"PE"}),
        },
    ),
    _Example(
        _CENTRAL, "EXPORTA_MAS", "Convocatoria de Exporta Más", 50, 60, 180, "Departamento de Pymes",
        ("Acompañamiento directo de su ejecutivo o ejecutiva",), ("Cumplir su plan de trabajo", _SURVEY),
        {"groups": _COMPANIES},
    ),
    _Example(
        _CENTRAL, "RUEDA_NEGOCIOS", "Encuentro de importadores en Santiago", 60, 100, 2, "Departamento de Ferias",
        ("Agenda de reuniones con empresas chilenas",), ("Cumplir a cabalidad la agenda preparada", _SURVEY),
        {"groups": frozenset({Group.EXTRANJERAS}), "markets": frozenset({"CN", "US", "BR", "PE", "MX"})},
    ),
    _Example(
        _CENTRAL, "SEMINARIO", "Jornada con gremios y asociaciones exportadoras", 30, 32, 1,
        "Departamento Sectorial", ("Presentación del calendario de actividades",), (_SURVEY,),
        {"groups": frozenset({Group.INSTITUCIONES})},
    ),
)  # fmt: skip


async def plan_examples(runtime: Runtime) -> None:
    """Plan the examples from today on, unless there are activities already or the configuration is not the packaged."""
    services = runtime.services
    day = today(services.clock, services.book.of_office(None))
    known = await runtime.activity_read.activities(ActivityQuery(day), PageRequest(first=1))
    if known.items or runtime.settings.configuration is not None:
        return
    for number, example in enumerate(_EXAMPLES, 1):
        calendar = services.book.of_office(example.planner.office)
        starts_on = calendar.first_business_day_on_or_after(day + timedelta(example.starts_after))
        fields: dict[str, Given] = {
            "type": example.type,
            "name": example.name,
            "starts_on": starts_on,
            "ends_on": starts_on + timedelta(example.lasts - 1),
            "apply_by": calendar.first_business_day_on_or_after(day + timedelta(example.apply_within)),
            "unit": example.unit,
            "rights": example.rights,
            "obligations": example.obligations,
            "link": f"https://actividades.example.cl/{number}",
            **example.limits,
        }
        await plan_activity(services, example.planner, PlanActivity(fields))
