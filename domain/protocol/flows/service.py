"""
Services and tools ("servicio o herramienta"; ATN-02..ATN-05): the plan, the selection, the complete information and
then the registration in the "Registro de Acciones", with which the company becomes a user.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.cases import Flow, ValueKind
from domain.protocol.behaviour_notes import notes_es
from domain.protocol.engine_rows import (
    Datum,
    FactSpec,
    FlowSpec,
    HandOver,
    Notify,
    OpenCase,
    RegisterAction,
    StateSpec,
    Transition,
)
from domain.protocol.engine_rules import NEW, OPEN
from domain.protocol.engine_situation import Computed, Guard, Situation
from domain.protocol.flows.contacts import contact
from domain.protocol.flows.national import (
    COMMERCIAL,
    COMPANY,
    ENDED_ON,
    EXECUTIVE_ES,
    EXECUTIVES,
    HEAD,
    NOTES,
    OFFICER,
    REASON,
    RECORD_PLAN,
    REGIONAL,
    STARTED_ON,
    case_office,
    ends_before_it_starts,
    handed_to_executive,
    has_no_account,
    of_a_company,
    regional_executive,
)
from domain.protocol.instruments import EXPORTA_MAS, FAMILIES, instrument

__all__ = ["FLOW", "GUARDS", "VALUES"]


def is_no_instrument(situation: Situation) -> bool:
    """The type is not in the catalogue on that day, or is a log entry or a step. Source: ATN-03, AMB-37."""
    code = situation.text("action_type")
    if situation.asked or code is None:
        return False  # that it is missing is told with what else is missing
    return instrument(code, situation.config, situation.today) is None


def has_no_capacity_for_exporta_mas(situation: Situation) -> bool:
    """Exporta Más for a company that neither exports nor has potential. Source: ATN-03, DEF-11, DEF-12."""
    row = instrument(situation.text_given("action_type"), situation.config, situation.today)
    if row is None or row.family != EXPORTA_MAS:
        return False
    return situation.classes is None or not situation.classes.capacity.value


def _family(situation: Situation) -> str | None:
    row = instrument(situation.text("action_type"), situation.config, situation.today)
    return None if row is None else FAMILIES[row.family]


_STAFF: Final = frozenset({REGIONAL, COMMERCIAL, OFFICER, HEAD})

_MARKET: Final = Datum("market", ValueKind.COUNTRY, "Mercado", required=False, rule="ATN-02")

_FACTS: Final = (
    FactSpec(
        "select_for_service",
        "Seleccionar a la empresa para un servicio o herramienta",
        "The company is selected for a service or tool of the catalogue.",
        (
            Datum("activity", ValueKind.TEXT, "Servicio o herramienta", rule="ATN-04"),
            Datum("action_type", ValueKind.TEXT, "Tipo en el Registro de Acciones", rule="ATN-03"),
            _MARKET,
        ),
        _STAFF,
    ),
    RECORD_PLAN,
    contact(
        "deliver_information",
        "Entregar la información completa",
        "Dates, deadlines, rights and obligations were told to the company; the message repeats them.",
        (
            Datum("activity_starts_on", ValueKind.DATE, "Comienza el", rule="ATN-04"),
            Datum("activity_ends_on", ValueKind.DATE, "Termina el", rule="ATN-04"),
            Datum("deadlines", ValueKind.TEXTS, "Plazos", rule="ATN-04"),
            Datum("rights", ValueKind.TEXTS, "Derechos", rule="ATN-04"),
            Datum("obligations", ValueKind.TEXTS, "Obligaciones", rule="ATN-04"),
        ),
        _STAFF,
    ),
    FactSpec(
        "register_activity",
        "Registrar la actividad en el Registro de Acciones",
        "The activity was done: it is registered, and the company becomes a user when its type counts.",
        (STARTED_ON, ENDED_ON, _MARKET, NOTES),
        EXECUTIVES,
    ),
    FactSpec(
        "record_withdrawal",
        "Registrar que no participará",
        "The company does not take part after all, or is left out, with the reason.",
        (REASON,),
        _STAFF | {COMPANY},
    ),
)

_STATES: Final = (
    StateSpec(
        "PLAN",
        "Plan registrado",
        "Con el plan de {company} a la vista, elija el servicio o herramienta que le conviene: capacidades, promoción, "
        "oportunidades comerciales o Exporta Más.{notes_in_force}",
        EXECUTIVE_ES,
        REGIONAL,
        ("select_for_service", "record_plan"),
        ("ATN-02", "ATN-03"),
    ),
    StateSpec(
        "SELECCIONADA",
        "Seleccionada",
        "Entregue a {company} la información completa de «{activity}»: fechas, plazos, derechos y obligaciones, como "
        "el pago de la cuota, cumplir la agenda preparada y responder la encuesta de satisfacción.{notes_in_force}",
        EXECUTIVE_ES,
        REGIONAL,
        ("deliver_information", "record_withdrawal"),
        ("ATN-04",),
    ),
    StateSpec(
        "INFORMADA",
        "Informada",
        "{company} ya tiene la información de «{activity}». Cuando la actividad se realice, regístrela en el Registro "
        "de Acciones: así la empresa pasa a ser usuaria.",
        EXECUTIVE_ES,
        REGIONAL,
        ("register_activity", "deliver_information", "record_withdrawal"),
        ("ATN-05", "FUP-01"),
    ),
    StateSpec(
        "REGISTRADA",
        "Actividad registrada",
        "«{activity}» quedó en el Registro de Acciones de {company}. Sigue el acompañamiento de resultados.",
        EXECUTIVE_ES,
        REGIONAL,
        rules=("ATN-05",),
        final=True,
    ),
    StateSpec(
        "DESISTIDA",
        "No participa",
        "{company} no participará. Motivo: {reason}.",
        EXECUTIVE_ES,
        REGIONAL,
        rules=("POL-06",),
        final=True,
    ),
)

_TRANSITIONS: Final = (
    of_a_company("select_for_service", "ATN-04"),
    of_a_company("record_plan", "ATN-02"),
    Transition(
        (NEW, "PLAN"),
        "select_for_service",
        None,
        ("ATN-03",),
        "is_no_instrument",
        refuse=True,
        reason="Ese tipo no está en el catálogo de instrumentos. Elija uno de las cuatro familias.",
    ),
    Transition(
        (NEW, "PLAN"),
        "select_for_service",
        None,
        ("ATN-03", "DEF-11", "DEF-12"),
        "has_no_capacity_for_exporta_mas",
        refuse=True,
        reason="Exporta Más se ofrece a empresas que exportan o tienen potencial exportador, y de {company} no consta.",
    ),
    Transition((NEW, "PLAN"), "select_for_service", "SELECCIONADA", ("ATN-04", "ATN-03")),
    Transition((NEW,), "record_plan", "PLAN", ("ATN-02", "USR-04"), effects=(HandOver("@told"),)),
    Transition((OPEN,), "record_plan", None, ("USR-04", "ATN-02"), effects=(HandOver("@told"),)),
    Transition(
        ("SELECCIONADA", "INFORMADA"),
        "deliver_information",
        "INFORMADA",
        ("ATN-04",),
        effects=(Notify("NTF-12"), RegisterAction("INFORMACION_ENTREGADA")),
    ),
    Transition(
        ("SELECCIONADA",),
        "register_activity",
        None,
        ("ATN-04", "ATN-05"),
        refuse=True,
        reason="Antes de registrar la actividad, deje constancia de que {company} recibió la información completa.",
    ),
    Transition(
        ("INFORMADA",),
        "register_activity",
        None,
        ("ATN-05", "SLA-17"),
        "ends_before_it_starts",
        refuse=True,
        reason="El último día de la actividad no puede ser anterior al primero.",
    ),
    Transition(
        ("INFORMADA",),
        "register_activity",
        "REGISTRADA",
        ("ATN-05", "FUP-01", "DEF-05"),
        effects=(RegisterAction("$action_type"), OpenCase(Flow.FOLLOW_UP)),
    ),
    Transition(("PLAN", "SELECCIONADA", "INFORMADA"), "record_withdrawal", "DESISTIDA", ("POL-06", "ATN-04")),
)

FLOW: Final = FlowSpec(Flow.SERVICE, "Servicio o herramienta", _FACTS, _STATES, _TRANSITIONS, "Oficina regional")

GUARDS: Final[Mapping[str, Guard]] = {
    guard.__name__: guard
    for guard in (has_no_account, is_no_instrument, has_no_capacity_for_exporta_mas, ends_before_it_starts)
}

VALUES: Final[Mapping[str, Computed]] = {
    "case_office": case_office,
    "case_assignee": regional_executive,
    "told": handed_to_executive,
    "family": _family,
    "notes_in_force": lambda situation: notes_es(situation.open_cases),
}
