"""
Classes of an account on a date ("clases de la cuenta", section 8.1): every axis, with the reasons for its value.

These are named tuples, not dataclasses: a list of accounts derives some twenty of them per row, and a tuple is
made several times faster. Texts are rendered only when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final, Generic, NamedTuple, TypeVar

from domain.model.accounts import Fact
from domain.model.history.actions import Action
from domain.model.worded import Worded


class Origin(Worded):
    """Where the account comes from ("origen")."""

    NACIONAL = "NACIONAL", "Empresa o persona nacional."
    EXTRANJERA = "EXTRANJERA", "Empresa extranjera."
    CHILENA_EXTERIOR = "CHILENA_EXTERIOR", "Empresa chilena establecida en el exterior, sin RUT."
    INSTITUCION = "INSTITUCION", "Institución o asociación."


class Registration(Worded):
    """How far its registration in the CRM has come ("registro")."""

    NO_REGISTRADA = "NO_REGISTRADA", "Aún no registrada en esa fecha."
    CUENTA_POTENCIAL = "CUENTA_POTENCIAL", "Cuenta potencial: le faltan datos obligatorios (DEF-07)."
    EN_CAPTACION = "EN_CAPTACION", "Con todos sus datos, aún sin validar (AMB-40)."
    VALIDADA = "VALIDADA", "Validada por su ejecutivo o ejecutiva regional."


class Relation(Worded):
    """Its work with ProChile ("relación")."""

    SIN_TRABAJO = "SIN_TRABAJO", "Sin trabajo con ProChile."
    USUARIA = "USUARIA", "Empresa usuaria del año (DEF-05)."
    USUARIA_ANTERIOR = "USUARIA_ANTERIOR", "Usuaria anterior: hace menos de 3 años, no este año (AMB-07)."
    ANTIGUA_USUARIA = "ANTIGUA_USUARIA", "Antigua usuaria: hace 3 años o más (DEF-08)."


class Export(Worded):
    """What it declared and what the test said about exporting ("exportación")."""

    EXPORTADORA = "EXPORTADORA", "Declara que exportó en los últimos 3 años."
    POTENCIAL_ALTA = "POTENCIAL_ALTA", "Potencial exportador alto."
    POTENCIAL_MEDIA = "POTENCIAL_MEDIA", "Potencial exportador medio."
    POTENCIAL_BAJA = "POTENCIAL_BAJA", "Potencial exportador bajo."
    SIN_DECLARAR = "SIN_DECLARAR", "Sin declaración, o sin resultado del test."


class Phase(Worded):
    """Phase of the attention ("fase"; DEF-15)."""

    CAPTACION = "CAPTACION", "Captación e ingreso."
    ATENCION_PERSONALIZADA = "ATENCION_PERSONALIZADA", "Atención personalizada."
    ACOMPANAMIENTO = "ACOMPANAMIENTO", "Acompañamiento y seguimiento de resultados."


class Group(Worded):
    """Target group ("grupo del público objetivo"; GRP-01), in the order of the source, from 1."""

    CARTERA = "CARTERA", "Grupo 1: empresas de la cartera."
    INSTITUCIONES = "INSTITUCIONES", "Grupo 2: instituciones y asociaciones públicas y privadas."
    EXTRANJERAS = "EXTRANJERAS", "Grupo 3: empresas extranjeras."
    SIN_TRABAJO = "SIN_TRABAJO", "Grupo 4: empresas sin trabajo con ProChile."


class Category(Worded):
    """Category of attention ("categoría"; ATN-01)."""

    EXPORTA_MAS = "1", "Categoría 1: Exporta Más."
    TRABAJO_HABITUAL = "2", "Categoría 2: trabajo habitual."
    TRABAJO_ESPORADICO = "3", "Categoría 3: trabajo esporádico."
    SIN_CATEGORIA = "NINGUNA", "Sin categoría asignada."


class AccountClass(Worded):
    """A class of the set `classes`, and the values of `primary` (section 8.1, AMB-46), by precedence."""

    INSTITUCION = "INSTITUCION", "Institución o asociación."
    EXTRANJERA = "EXTRANJERA", "Empresa extranjera."
    CHILENA_EXTERIOR = "CHILENA_EXTERIOR", "Empresa chilena establecida en el exterior."
    CUENTA_POTENCIAL = "CUENTA_POTENCIAL", "Cuenta potencial."
    CARTERA = "CARTERA", "Empresa cartera."
    USUARIA = "USUARIA", "Empresa usuaria."
    USUARIA_ANTERIOR = "USUARIA_ANTERIOR", "Usuaria anterior."
    ANTIGUA_USUARIA = "ANTIGUA_USUARIA", "Antigua empresa usuaria."
    NO_USUARIA = "NO_USUARIA", "No usuaria; solo como clase principal, cuando ninguna otra corresponde."


class ConditionState(Worded):
    """State of a condition. Not configured is neither yes nor no: the protocol leaves the value elsewhere."""

    MET = "MET", "Se cumple."
    NOT_MET = "NOT_MET", "No se cumple."
    NOT_CONFIGURED = "NOT_CONFIGURED", "No configurada: el protocolo deja el valor a otro documento."


class FieldValue(NamedTuple):
    """
    A field of the account, or a datum of the question, and its value: it decided something.

    Attributes:
        said: What a value that is a code is called in a sentence ("China"; COM-01); "" when it is none.
    """

    name: str
    value: object
    said: str = ""


class Missing(NamedTuple):
    """A datum that is missing: its field name, and how an executive calls it in Spanish."""

    name: str
    label: str


Ground = Action | Fact | FieldValue
"""What decided: an action, a dated fact, or the present value of a field."""


class Reason(NamedTuple):
    """
    Why an axis has its value.

    Attributes:
        rule: Rule id ("DEF-05"). Its heading is in the catalogue.
        template: Spanish sentence with holes for the grounds; read `text` or `told` instead.
        grounds: The actions, facts and fields that decided, most telling first.
        missing: What is missing for another value.
        open_points: Ids of the ambiguity register whose resolution decided.
    """

    rule: str
    template: str
    grounds: tuple[Ground, ...] = ()
    missing: tuple[Missing, ...] = ()
    open_points: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The reason in one Spanish sentence; people by their ids."""
        return self.told(lambda person_id: person_id)

    def told(self, called: Callable[[str], str]) -> str:
        """The reason in one Spanish sentence; people as they are *called*, by their ids (COM-01)."""
        grounds = (_with_names(ground, called) for ground in self.grounds)
        return self.template.format(*grounds, missing=", ".join(m.label for m in self.missing))


def _with_names(ground: Ground, called: Callable[[str], str]) -> Ground:
    if isinstance(ground, Fact):
        return replace(ground, by=called(ground.by))
    return replace(ground, registered_by=called(ground.registered_by)) if isinstance(ground, Action) else ground


V = TypeVar("V")


class Finding(NamedTuple, Generic[V]):
    """The value of an axis, with at least one reason; the first reason is the one that decided."""

    value: V
    reasons: tuple[Reason, ...]


class Condition(NamedTuple):
    """
    One condition of several that must hold together.

    Attributes:
        name: Stable name ("contact_data").
        binding: False: shown for information and decides nothing (AMB-53).
    """

    name: str
    state: ConditionState
    reasons: tuple[Reason, ...]
    binding: bool = True

    @property
    def is_met(self) -> bool:
        """Whether it holds; not configured does not."""
        return self.state is ConditionState.MET


class Portfolio(NamedTuple):
    """
    Whether it is a portfolio company ("empresa cartera"; DEF-03).

    Attributes:
        is_portfolio: The four conditions hold.
        conditions: (a) contact data, (b) active, (c) validated, (d) objectives; always the four, in this order.
    """

    is_portfolio: bool
    conditions: tuple[Condition, ...]


class Eligibility(NamedTuple):
    """
    Whether it may work with ProChile (DEF-01, DEF-02): every condition, never a bare yes or no.

    Attributes:
        scope: Where it may not, what ProChile does, in Spanish (POL-06, POL-17).
    """

    is_eligible: bool
    conditions: tuple[Condition, ...]
    scope: str | None = None


class Classes(NamedTuple):
    """
    Everything derived for one account on one day.

    Attributes:
        on: The day asked about.
        capacity: Export capacity ("capacidad exportadora"; AMB-39).
        outside_portfolio: Sub-mark "fuera de cartera" of group 1 (AMB-41).
        classes: The set of section 8.1; empty while it is not registered.
        primary: By the precedence of AMB-46; NO_USUARIA when the set is empty.
        alerts: Data-quality alerts (DEF-04).
        assumed_from: First day of which data without a date of their own are known, when `on` is before it: they
            count as they stood then (AMB-69). None: they are known for the day.
    """

    on: date
    origin: Finding[Origin]
    registration: Finding[Registration]
    relation: Finding[Relation]
    portfolio: Portfolio
    export: Finding[Export]
    capacity: Finding[bool]
    phase: Finding[Phase]
    group: Finding[Group]
    category: Finding[Category]
    outside_portfolio: bool
    classes: frozenset[AccountClass]
    primary: AccountClass
    alerts: tuple[Reason, ...]
    assumed_from: date | None = None

    @property
    def values(self) -> tuple[object, ...]:
        """The values without the reasons: two results with equal values are the same classes."""
        return (
            self.origin.value,
            self.registration.value,
            self.relation.value,
            self.portfolio.is_portfolio,
            self.export.value,
            self.capacity.value,
            self.phase.value,
            self.group.value,
            self.category.value,
            self.classes,
            self.primary,
        )


class ClassPeriod(NamedTuple):
    """
    Days on which an account has the same classes ("período"): what a list is filtered by, without reasons.

    Attributes:
        since, until: First and last day, both inclusive; those of all its periods cover every day there is, once.
        classes: The set of section 8.1, with NO_USUARIA when it is registered and in none.
    """

    since: date
    until: date
    classes: frozenset[AccountClass]
    origin: Origin
    registration: Registration
    relation: Relation
    export: Export
    capacity: bool
    phase: Phase
    group: Group
    category: Category


class ClassCount(NamedTuple):
    """So many registered accounts have this value (of a class, or of an axis) on that day."""

    on: date
    value: str
    accounts: int


AXES: Final = (
    "origin",
    "registration",
    "relation",
    "portfolio",
    "export",
    "capacity",
    "phase",
    "group",
    "category",
    "classes",
    "primary",
)
"""Names of the entries of `Classes.values`, in order."""


class CauseKind(Worded):
    """What brought a change of class about."""

    ACTION = "ACTION", "Una acción terminó, se registró, se confirmó o se anuló."
    FACT = "FACT", "Un hecho fechado comenzó o terminó."
    ACCOUNT = "ACCOUNT", "Cambiaron sus datos, o se registró."
    NEW_YEAR = "NEW_YEAR", "Comenzó un nuevo año calendario (DEF-06)."
    THIRD_ANNIVERSARY = "THIRD_ANNIVERSARY", "Se cumplieron tres años de su última actividad (DEF-08)."
    TIME = "TIME", "Venció otro plazo, como la vigencia de un test."
    CONFIGURATION = "CONFIGURATION", "Cambió un ajuste fechado."


class ClassChange(NamedTuple):
    """
    A change of class: before, after, cause and day of effect (section 8.1, ATN-05).

    Attributes:
        on: First day on which `after` holds.
        axes: Names of the axes that changed (`AXES`).
        cause_kind, cause: What brought it about; `cause` is None for mere passing of time.
        reason: The reason that decided the most telling changed axis.
    """

    on: date
    before: Classes
    after: Classes
    axes: tuple[str, ...]
    cause_kind: CauseKind
    cause: Ground | None
    reason: Reason
