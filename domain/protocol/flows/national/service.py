"""
Services and tools ("servicio o herramienta"; ATN-02..ATN-05): the plan, the selection, the complete information and
then the registration in the "Registro de Acciones", with which the company becomes a user.
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import Case, Flow, ValueKind
from domain.protocol.activities.instruments import EXPORTA_MAS, instrument
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    OPEN,
    Datum,
    FactSpec,
    FlowSpec,
    HandOver,
    Notify,
    OpenCase,
    RegisterAction,
    StateSpec,
    on,
    refusal,
    step,
    trace,
)
from domain.protocol.engine.situation import ComesFirst, Situation
from domain.protocol.flows.national.responsible import (
    COMMERCIAL,
    COMPANY,
    ENDED_ON,
    EXECUTIVE_ES,
    EXECUTIVES,
    HEAD,
    NAME_THE_COMPANY,
    NOTES,
    OFFICER,
    PRODUCT,
    REASON,
    RECORD_PLAN,
    REGIONAL,
    STARTED_ON,
    case_office,
    ends_before_it_starts,
    handed_to_executive,
    has_no_account,
    not_attended_yet,
    regional_executive,
)
from domain.protocol.history.behaviour_notes import notes_es

__all__ = ["FLOW"]


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


def information_first(case: Case, action_type: str) -> ComesFirst | None:
    """The company was selected for an activity of this type, and was not yet told all about it. Source: ATN-04."""
    if (case.state, case.data.get(_ACTION_TYPE.name)) != ("SELECCIONADA", action_type):
        return None
    return ComesFirst(
        "deliver_information",
        "Antes de registrar la actividad, deje constancia de que la empresa recibió la información completa.",
        f"Entregar la información completa de «{case.data.get(ACTIVITY.name, action_type)}»",
        "ATN-04",
    )


_STAFF: Final = frozenset({REGIONAL, COMMERCIAL, OFFICER, HEAD})

_MARKET: Final = Datum("market", ValueKind.COUNTRY, "Mercado", required=False, rule="ATN-02")

_ACTION_TYPE: Final = Datum("action_type", ValueKind.TEXT, "Tipo en el Registro de Acciones", rule="ATN-03")

ACTIVITY: Final = Datum("activity", ValueKind.TEXT, "Servicio o herramienta", rule="ATN-04")
ACTIVITY_STARTS_ON: Final = Datum("activity_starts_on", ValueKind.DATE, "Comienza el", rule="ATN-04")
ACTIVITY_ENDS_ON: Final = Datum("activity_ends_on", ValueKind.DATE, "Termina el", rule="ATN-04")
DEADLINES: Final = Datum("deadlines", ValueKind.TEXTS, "Plazos", rule="ATN-04")
RIGHTS: Final = Datum("rights", ValueKind.TEXTS, "Derechos", rule="ATN-04")
OBLIGATIONS: Final = Datum("obligations", ValueKind.TEXTS, "Obligaciones", rule="ATN-04")

_FACTS: Final = (
    FactSpec(
        "select_for_service",
        "Seleccionar a la empresa para un servicio o herramienta",
        "The company is selected for a service or tool of the catalogue.",
        (
            ACTIVITY,
            _ACTION_TYPE,
            PRODUCT,
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
            ACTIVITY_STARTS_ON,
            ACTIVITY_ENDS_ON,
            DEADLINES,
            RIGHTS,
            OBLIGATIONS,
        ),
        _STAFF,
    ),
    FactSpec(
        "register_activity",
        "Registrar la actividad en el Registro de Acciones",
        "The activity was done: it is registered, and the company becomes a user when its type counts.",
        (STARTED_ON, ENDED_ON, PRODUCT, _MARKET, NOTES),
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
        who=EXECUTIVE_ES,
        role=REGIONAL,
        facts=("select_for_service", "record_plan"),
        rules=("ATN-02", "ATN-03"),
    ),
    StateSpec(
        "SELECCIONADA",
        "Seleccionada",
        "Entregue a {company} la información completa de «{activity}»: fechas, plazos, derechos y obligaciones, como "
        "el pago de la cuota, cumplir la agenda preparada y responder la encuesta de satisfacción.{notes_in_force}",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        facts=("deliver_information", "record_withdrawal"),
        rules=("ATN-04",),
    ),
    StateSpec(
        "INFORMADA",
        "Informada",
        "{company} ya tiene la información de «{activity}». Cuando la actividad se realice, regístrela en el Registro "
        "de Acciones: así la empresa pasa a ser usuaria.",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        facts=("register_activity", "deliver_information", "record_withdrawal"),
        rules=("ATN-05", "FUP-01"),
    ),
    StateSpec(
        "REGISTRADA",
        "Actividad registrada",
        "«{activity}» quedó en el Registro de Acciones de {company}. Sigue el acompañamiento de resultados.",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        rules=("ATN-05",),
        final=True,
    ),
    StateSpec(
        "DESISTIDA",
        "No participa",
        "{company} no participará. Motivo: {reason}.",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        rules=("POL-06",),
        final=True,
    ),
)


# fmt: off
_ROWS: Final = (
    *on("select_for_service",
        refusal(NEW, NAME_THE_COMPANY, "ATN-04", when=has_no_account, lacks=(ACCOUNT,)),
        *not_attended_yet(NEW),
        refusal((NEW, "PLAN"), "Ese tipo no está en el catálogo de instrumentos. Elija uno de las cuatro familias.",
                "ATN-03", when=is_no_instrument, wrong=_ACTION_TYPE),
        refusal((NEW, "PLAN"),
                "Exporta Más se ofrece a empresas que exportan o tienen potencial exportador, y de {company} no "
                "consta.", "ATN-03", "DEF-11", "DEF-12", when=has_no_capacity_for_exporta_mas),
        step((NEW, "PLAN"), "SELECCIONADA", "ATN-04", "ATN-03")),
    *on("record_plan",
        refusal(NEW, NAME_THE_COMPANY, "ATN-02", when=has_no_account, lacks=(ACCOUNT,)),
        *not_attended_yet(NEW),
        step(NEW, "PLAN", "ATN-02", "USR-04", then=(HandOver(handed_to_executive),)),
        trace(OPEN, "USR-04", "ATN-02", then=(HandOver(handed_to_executive),))),
    *on("deliver_information",
        step(("SELECCIONADA", "INFORMADA"), "INFORMADA", "ATN-04",
             then=(Notify("NTF-12"), RegisterAction("INFORMACION_ENTREGADA")))),
    *on("register_activity",
        refusal("SELECCIONADA",
                "Antes de registrar la actividad, deje constancia de que {company} recibió la información completa.",
                "ATN-04", "ATN-05"),
        refusal("INFORMADA", "El último día de la actividad no puede ser anterior al primero.", "ATN-05", "SLA-17",
                when=ends_before_it_starts, wrong=ENDED_ON),
        step("INFORMADA", "REGISTRADA", "ATN-05", "FUP-01", "DEF-05",
             then=(RegisterAction(_ACTION_TYPE), OpenCase(Flow.FOLLOW_UP)))),
    *on("record_withdrawal", step(("PLAN", "SELECCIONADA", "INFORMADA"), "DESISTIDA", "POL-06", "ATN-04")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.SERVICE,
    "Servicio o herramienta",
    _FACTS,
    _STATES,
    _ROWS,
    "Oficina regional",
    office=case_office,
    assignee=regional_executive,
    comes_first=information_first,
    words={"notes_in_force": lambda situation: notes_es(situation.open_cases)},
)
