"""
Requests of user companies ("solicitud de empresa usuaria"; USR): the regional executive is always the first point of
contact, whoever received the request, and offers alternatives within the term of SLA-07.
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import Flow, Value, ValueKind
from domain.protocol.access.permissions import FIRST_LINE
from domain.protocol.activities.instruments import instrument
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
    StartTerm,
    StateSpec,
    StopTerm,
    WaiveTerm,
    not_configured,
    on,
    refusal,
    step,
    trace,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.capture_facts import PORTAL
from domain.protocol.flows.national.responsible import (
    COMMERCIAL,
    COMPANY,
    EXECUTIVE_ES,
    FORMER_FIRST,
    NAME_THE_COMPANY,
    NOTES,
    REASON,
    RECORD_PLAN,
    REGIONAL,
    attended_otherwise,
    case_office,
    handed_to_executive,
    has_no_account,
    is_former_user,
    never_worked,
    regional_executive,
    worked_before,
)
from domain.protocol.history.behaviour_notes import notes_es

__all__ = ["FLOW", "PURPOSES", "exporta_mas_requirements"]

PURPOSES: Final = {
    "DIVERSIFY": "Diversificar oferta exportable, mercados o clientes",
    "START": "Comenzar a exportar",
    "RESUME": "Volver a exportar",
}
"""What a user company is after, declared at request time. Source: DEF-14."""

_WANTS: Final = {
    "ADVICE": "Nueva asesoría",
    "ACTIVITY": "Participar en una actividad o programa",
    "OFICOM": "Ser atendida por una oficina comercial",
}
_CHOICES: Final = {
    "SERVICE": "Un servicio o herramienta",
    "AGENDA": "Una agenda de negocios",
    "NONE": "Ninguna por ahora",
}


def exporta_mas_requirements(situation: Situation) -> tuple[str, ...] | None:
    """The programme's requirements on the day; None: not configured. Source: USR-05, AMB-21."""
    dated = situation.config.exporta_mas_requirements.on(situation.today)
    return None if dated is None else dated.value


def exporta_mas_is_not_configured(situation: Situation) -> bool:
    """Its requirements live in Portal Digital and were not loaded. Source: USR-05, AMB-21."""
    return exporta_mas_requirements(situation) is None


def does_not_diversify(situation: Situation) -> bool:
    """It neither seeks to diversify nor was another market detected. Source: USR-05, USR-02, DEF-14."""
    return situation.text("purpose") != "DIVERSIFY" and not situation.happened("detect_other_market")


def lacks_requirements(situation: Situation) -> bool:
    """A requirement of the checklist is not among those met. Source: USR-05."""
    return not situation.asked and bool(_missing_requirements(situation))


def chose_service(situation: Situation) -> bool:
    return situation.given.get("choice") == "SERVICE"


def chose_agenda(situation: Situation) -> bool:
    return situation.given.get("choice") == "AGENDA"


def service_is_not_named(situation: Situation) -> bool:
    """Which service was chosen, or its type, is not told. Source: ATN-03, ATN-04."""
    return chose_service(situation) and not {"activity", "action_type"} <= set(situation.given)


def service_is_no_instrument(situation: Situation) -> bool:
    """The service chosen is of no type of the catalogue. Source: ATN-03."""
    code = situation.text_given("action_type")
    return chose_service(situation) and instrument(code, situation.config, situation.today) is None


def agenda_is_not_described(situation: Situation) -> bool:
    """The market or the mode of the agenda chosen is not known. Source: AGD-01."""
    return chose_agenda(situation) and (situation.text("market") is None or situation.text("mode") is None)


def _missing_requirements(situation: Situation) -> tuple[str, ...]:
    met = set(situation.texts("requirements_met"))
    return tuple(item for item in exporta_mas_requirements(situation) or () if item not in met)


def _executive_named(situation: Situation) -> str:
    person = situation.directory.person(regional_executive(situation))
    return "" if person is None else f", {person.name}"


def _first_received_at(situation: Situation) -> Value:
    """The first reception by ProChile, at any point of contact. Source: AMB-35."""
    given = situation.instant("received_at")
    return given if given is not None and given <= situation.at else situation.at


_RECEIVED_AT: Final = Datum(
    "received_at",
    ValueKind.INSTANT,
    "Recibida por primera vez por ProChile",
    required=False,
    rule="USR-03",
    happened=True,
)

_REQUIREMENTS_MET: Final = Datum("requirements_met", ValueKind.TEXTS, "Requisitos que cumple", rule="USR-05")
_ACTIVITY: Final = Datum("activity", ValueKind.TEXT, "Servicio o herramienta", required=False, rule="ATN-04")
_ACTION_TYPE: Final = Datum(
    "action_type", ValueKind.TEXT, "Tipo en el Registro de Acciones", required=False, rule="ATN-03"
)
_MARKET: Final = Datum("market", ValueKind.COUNTRY, "Mercado", required=False, rule="AGD-01")
_MODE: Final = Datum(
    "mode",
    ValueKind.CHOICE,
    "Modalidad de la agenda",
    required=False,
    choices={"IN_PERSON": "Presencial", "VIRTUAL": "Virtual"},
    rule="AGD-01",
)

OTHER_MARKET: Final = Datum("market", ValueKind.COUNTRY, "Otro mercado", rule="USR-02")
SITUATION_SEEN: Final = Datum("matter", ValueKind.TEXT, "Situación observada", rule="USR-02")

_FACTS: Final = (
    contact(
        "receive_request",
        "Recibir la solicitud",
        "A user company asks for new advice, an activity or programme, or to be attended by a commercial office.",
        (
            Datum("wants", ValueKind.CHOICE, "Qué solicita", choices=_WANTS, rule="USR-01"),
            Datum("matter", ValueKind.TEXT, "Solicitud, en palabras de la empresa", rule="USR-01"),
            Datum("purpose", ValueKind.CHOICE, "Qué busca", required=False, choices=PURPOSES, rule="DEF-14"),
            Datum("market", ValueKind.COUNTRY, "Mercado", required=False),
            _RECEIVED_AT,
        ),
        FIRST_LINE | PORTAL,
    ),
    FactSpec(
        "detect_other_market",
        "Informar que podría extenderse a otro mercado",
        "The commercial office that attends a user company sees that it could extend to another market.",
        (
            OTHER_MARKET,
            SITUATION_SEEN,
            _RECEIVED_AT,
        ),
        frozenset({COMMERCIAL}),
    ),
    contact(
        "record_conversation",
        "Registrar la conversación con la empresa",
        "The executive talked with the company; the term stops only when alternatives are offered.",
        (NOTES,),
        frozenset({REGIONAL}),
    ),
    RECORD_PLAN,
    contact(
        "offer_exporta_mas",
        "Invitar a Exporta Más",
        "The executive invites a company that diversifies, with the programme's requirements checked one by one.",
        (_REQUIREMENTS_MET,),
        frozenset({REGIONAL}),
    ),
    contact(
        "offer_alternatives",
        "Ofrecer alternativas a la empresa",
        "The executive answered with alternatives according to the company's reality.",
        (
            Datum("alternatives", ValueKind.TEXTS, "Alternativas ofrecidas", rule="USR-03"),
            Datum("purpose", ValueKind.CHOICE, "Qué busca", required=False, choices=PURPOSES, rule="DEF-14"),
            NOTES,
        ),
        frozenset({REGIONAL}),
    ),
    FactSpec(
        "record_choice",
        "Registrar lo que eligió la empresa",
        "What the company chose: its case opens with the data given here.",
        (
            Datum("choice", ValueKind.CHOICE, "Eligió", choices=_CHOICES, rule="USR-03"),
            _ACTIVITY,
            _ACTION_TYPE,
            _MARKET,
            _MODE,
        ),
        frozenset({REGIONAL, COMPANY}),
    ),
    FactSpec(
        "withdraw_request",
        "Dejar sin efecto la solicitud",
        "The company does not need it any more, or it was entered by mistake.",
        (REASON,),
        frozenset({REGIONAL, COMPANY}),
    ),
)

_STATES: Final = (
    StateSpec(
        "RECIBIDA",
        "Solicitud recibida",
        "Converse con {company} y ofrézcale alternativas según su realidad. Su punto de contacto es siempre su "
        "ejecutivo/a regional{executive_named}.{notes_in_force}",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        facts=("offer_alternatives", "record_conversation", "offer_exporta_mas", "record_plan"),
        rules=("USR-03", "USR-01"),
        term="SLA-07",
    ),
    StateSpec(
        "OFRECIDA",
        "Alternativas ofrecidas",
        "{company} ya tiene las alternativas: {alternatives}. Registre cuál eligió para seguir con ella.",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        facts=("record_choice", "offer_exporta_mas", "record_plan"),
        rules=("USR-03",),
    ),
    StateSpec(
        "ATENDIDA",
        "Solicitud atendida",
        "La solicitud de {company} fue atendida. Lo que eligió sigue en su propio caso.",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        rules=("USR-03",),
        final=True,
    ),
    StateSpec(
        "SIN_EFECTO",
        "Sin efecto",
        "La solicitud quedó sin efecto. Motivo: {reason}.",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        rules=("POL-06",),
        final=True,
    ),
)

_PREVIOUS_USER: Final = (
    "Este año {company} no tiene una actividad que sume para ser usuaria: se le atiende igual, y conviene que revise "
    "su ficha."
)
_RECEIVED: Final = (StartTerm("SLA-07", _first_received_at), HandOver(handed_to_executive))
_DETECTED: Final = (
    StartTerm("SLA-07", _first_received_at),
    Notify("NTF-31"),
    RegisterAction("AVISO_OTRO_MERCADO"),
    HandOver(handed_to_executive),
)

# fmt: off
_ANOTHER_WAY: Final = (
    *attended_otherwise(NEW),
    refusal(NEW, FORMER_FIRST, "OLD-01", "DEF-08", when=is_former_user),
    refusal(NEW, "{company} aún no es usuaria: comienza con su registro y su ficha en {portal}.", "CAP-02", "DEF-10",
            when=never_worked),
)
"""Who is not a user company is shown the way that is theirs."""

_ROWS: Final = (
    *on("receive_request",
        refusal(NEW, NAME_THE_COMPANY, "USR-01", when=has_no_account, lacks=(ACCOUNT,)),
        *_ANOTHER_WAY,
        step(NEW, "RECIBIDA", "USR-03", "USR-01", when=worked_before, then=_RECEIVED, because=_PREVIOUS_USER),
        step(NEW, "RECIBIDA", "USR-03", "USR-01", then=_RECEIVED)),
    *on("detect_other_market",
        refusal(NEW, NAME_THE_COMPANY, "USR-01", when=has_no_account, lacks=(ACCOUNT,)),
        *_ANOTHER_WAY,
        step(NEW, "RECIBIDA", "USR-02", "USR-03", when=worked_before, then=_DETECTED, because=_PREVIOUS_USER),
        step(NEW, "RECIBIDA", "USR-02", "USR-03", then=_DETECTED)),
    *on("record_conversation", trace("RECIBIDA", "USR-02", "USR-03")),
    *on("record_plan", trace(OPEN, "USR-04", "ATN-02", then=(HandOver(handed_to_executive),))),
    *on("offer_exporta_mas",
        not_configured(refusal(
            OPEN, "Los requisitos de Exporta Más no están configurados: revíselos en Portal Digital antes de invitar.",
            "USR-05", when=exporta_mas_is_not_configured)),
        refusal(OPEN, "Exporta Más se ofrece a quien busca diversificar mercados o contactar nuevos clientes.",
                "USR-05", "DEF-14", when=does_not_diversify),
        refusal(OPEN, "Para invitar a Exporta Más falta cumplir: {missing_requirements}.", "USR-05",
                when=lacks_requirements, lacks=(_REQUIREMENTS_MET,)),
        trace(OPEN, "USR-05")),
    *on("offer_alternatives",
        step("RECIBIDA", "OFRECIDA", "USR-03", then=(StopTerm(("SLA-07",)), RegisterAction("ALTERNATIVAS_OFRECIDAS")))),
    *on("record_choice",
        refusal("OFRECIDA", "Indique el servicio o herramienta y su tipo en el catálogo de instrumentos.", "ATN-03",
                "ATN-04", when=service_is_not_named, lacks=(_ACTIVITY, _ACTION_TYPE)),
        refusal("OFRECIDA", "Ese tipo no está en el catálogo de instrumentos. Elija uno de las cuatro familias.",
                "ATN-03", when=service_is_no_instrument, wrong=_ACTION_TYPE),
        refusal("OFRECIDA", "Indique el mercado de la agenda y si será presencial o virtual.", "AGD-01",
                when=agenda_is_not_described, lacks=(_MARKET, _MODE)),
        step("OFRECIDA", "ATENDIDA", "ATN-04", "USR-03", when=chose_service, then=(OpenCase(Flow.SERVICE),)),
        step("OFRECIDA", "ATENDIDA", "AGD-01", "USR-03", when=chose_agenda, then=(OpenCase(Flow.AGENDA),)),
        step("OFRECIDA", "ATENDIDA", "USR-03")),
    *on("withdraw_request", step(OPEN, "SIN_EFECTO", "POL-06", then=(WaiveTerm(("SLA-07",), withdrawn=True),))),
)

# fmt: on

FLOW: Final = FlowSpec(
    Flow.REQUEST,
    "Solicitud de empresa usuaria",
    _FACTS,
    _STATES,
    _ROWS,
    "Oficina regional",
    office=case_office,
    assignee=regional_executive,
    words={
        "missing_requirements": lambda situation: _missing_requirements(situation) or "ninguno",
        "executive_named": _executive_named,
        "notes_in_force": lambda situation: notes_es(situation.open_cases),
    },
)
