"""
Requests of user companies ("solicitud de empresa usuaria"; USR): the regional executive is always the first point of
contact, whoever received the request, and offers alternatives within the term of SLA-07.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.cases import Flow, Value, ValueKind
from domain.protocol.behaviour_notes import notes_es
from domain.protocol.engine_rows import (
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
    Transition,
    WaiveTerm,
)
from domain.protocol.engine_rules import NEW, OPEN
from domain.protocol.engine_situation import Computed, Guard, Situation
from domain.protocol.flows.capture_facts import FIRST_LINE, PORTAL
from domain.protocol.flows.contacts import contact
from domain.protocol.flows.national import (
    COMMERCIAL,
    COMPANY,
    EXECUTIVE_ES,
    NOTES,
    REASON,
    RECORD_PLAN,
    REGIONAL,
    case_office,
    handed_to_executive,
    has_no_account,
    is_foreign,
    is_former_user,
    is_institution,
    never_worked,
    of_a_company,
    regional_executive,
    worked_before,
)
from domain.protocol.instruments import instrument

__all__ = ["FLOW", "GUARDS", "PURPOSES", "VALUES", "exporta_mas_requirements"]

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


def service_cannot_open(situation: Situation) -> bool:
    """The service chosen is not named, or is no instrument of the catalogue. Source: ATN-03, ATN-04."""
    row = instrument(situation.text_given("action_type"), situation.config, situation.today)
    return chose_service(situation) and (row is None or situation.text_given("activity") is None)


def agenda_cannot_open(situation: Situation) -> bool:
    """The market or the mode of the agenda chosen is not known. Source: AGD-01."""
    return chose_agenda(situation) and (situation.text("market") is None or situation.text("mode") is None)


def _missing_requirements(situation: Situation) -> tuple[str, ...]:
    met = set(situation.texts("requirements_met"))
    return tuple(item for item in exporta_mas_requirements(situation) or () if item not in met)


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
            Datum("market", ValueKind.COUNTRY, "Otro mercado", rule="USR-02"),
            Datum("matter", ValueKind.TEXT, "Situación observada", rule="USR-02"),
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
        (Datum("requirements_met", ValueKind.TEXTS, "Requisitos que cumple", rule="USR-05"),),
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
            Datum("activity", ValueKind.TEXT, "Servicio o herramienta", required=False, rule="ATN-04"),
            Datum("action_type", ValueKind.TEXT, "Tipo en el Registro de Acciones", required=False, rule="ATN-03"),
            Datum("market", ValueKind.COUNTRY, "Mercado", required=False, rule="AGD-01"),
            Datum(
                "mode",
                ValueKind.CHOICE,
                "Modalidad de la agenda",
                required=False,
                choices={"IN_PERSON": "Presencial", "VIRTUAL": "Virtual"},
                rule="AGD-01",
            ),
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
        EXECUTIVE_ES,
        REGIONAL,
        ("offer_alternatives", "record_conversation", "offer_exporta_mas", "record_plan"),
        ("USR-03", "USR-01"),
        "SLA-07",
    ),
    StateSpec(
        "OFRECIDA",
        "Alternativas ofrecidas",
        "{company} ya tiene las alternativas: {alternatives}. Registre cuál eligió para seguir con ella.",
        EXECUTIVE_ES,
        REGIONAL,
        ("record_choice", "offer_exporta_mas", "record_plan"),
        ("USR-03",),
    ),
    StateSpec(
        "ATENDIDA",
        "Solicitud atendida",
        "La solicitud de {company} fue atendida. Lo que eligió sigue en su propio caso.",
        EXECUTIVE_ES,
        REGIONAL,
        rules=("USR-03",),
        final=True,
    ),
    StateSpec(
        "SIN_EFECTO",
        "Sin efecto",
        "La solicitud quedó sin efecto. Motivo: {reason}.",
        EXECUTIVE_ES,
        REGIONAL,
        rules=("POL-06",),
        final=True,
    ),
)

_PREVIOUS_USER: Final = (
    "Este año {company} no tiene una actividad que sume para ser usuaria: se le atiende igual, y conviene que revise "
    "su ficha."
)
_RECEIVED: Final = (StartTerm("SLA-07", "@first_received_at"), HandOver("@told"))
_DETECTED: Final = (
    StartTerm("SLA-07", "@first_received_at"),
    Notify("NTF-31"),
    RegisterAction("AVISO_OTRO_MERCADO"),
    HandOver("@told"),
)


def _refused(fact: str) -> tuple[Transition, ...]:
    """Who is not a user company is shown the way that is theirs."""
    return (
        Transition(
            (NEW,),
            fact,
            None,
            ("INS-03", "USR-01"),
            "is_institution",
            refuse=True,
            reason="{company} es una institución: abra una solicitud de institución.",
        ),
        Transition(
            (NEW,),
            fact,
            None,
            ("EXT-01", "SPC-02"),
            "is_foreign",
            refuse=True,
            reason="{company} está establecida en el exterior: la atiende su oficina comercial.",
        ),
        Transition(
            (NEW,),
            fact,
            None,
            ("OLD-01", "DEF-08"),
            "is_former_user",
            refuse=True,
            reason="{company} trabajó con ProChile hace 3 años o más: primero actualiza su ficha en {portal}.",
        ),
        Transition(
            (NEW,),
            fact,
            None,
            ("CAP-02", "DEF-10"),
            "never_worked",
            refuse=True,
            reason="{company} aún no es usuaria: comienza con su registro y su ficha en {portal}.",
        ),
    )


_TRANSITIONS: Final = (
    of_a_company("receive_request", "USR-01"),
    of_a_company("detect_other_market", "USR-01"),
    *_refused("receive_request"),
    Transition(
        (NEW,),
        "receive_request",
        "RECIBIDA",
        ("USR-03", "USR-01"),
        "worked_before",
        effects=_RECEIVED,
        reason=_PREVIOUS_USER,
    ),
    Transition((NEW,), "receive_request", "RECIBIDA", ("USR-03", "USR-01"), effects=_RECEIVED),
    *_refused("detect_other_market"),
    Transition(
        (NEW,),
        "detect_other_market",
        "RECIBIDA",
        ("USR-02", "USR-03"),
        "worked_before",
        effects=_DETECTED,
        reason=_PREVIOUS_USER,
    ),
    Transition((NEW,), "detect_other_market", "RECIBIDA", ("USR-02", "USR-03"), effects=_DETECTED),
    Transition(("RECIBIDA",), "record_conversation", None, ("USR-02", "USR-03")),
    Transition((OPEN,), "record_plan", None, ("USR-04", "ATN-02"), effects=(HandOver("@told"),)),
    Transition(
        (OPEN,),
        "offer_exporta_mas",
        None,
        ("USR-05",),
        "exporta_mas_is_not_configured",
        refuse=True,
        reason="Los requisitos de Exporta Más no están configurados: revíselos en Portal Digital antes de invitar.",
    ),
    Transition(
        (OPEN,),
        "offer_exporta_mas",
        None,
        ("USR-05", "DEF-14"),
        "does_not_diversify",
        refuse=True,
        reason="Exporta Más se ofrece a quien busca diversificar mercados o contactar nuevos clientes.",
    ),
    Transition(
        (OPEN,),
        "offer_exporta_mas",
        None,
        ("USR-05",),
        "lacks_requirements",
        refuse=True,
        reason="Para invitar a Exporta Más falta cumplir: {missing_requirements}.",
    ),
    Transition((OPEN,), "offer_exporta_mas", None, ("USR-05",)),
    Transition(
        ("RECIBIDA",),
        "offer_alternatives",
        "OFRECIDA",
        ("USR-03",),
        effects=(StopTerm(("SLA-07",)), RegisterAction("ALTERNATIVAS_OFRECIDAS")),
    ),
    Transition(
        ("OFRECIDA",),
        "record_choice",
        None,
        ("ATN-03", "ATN-04"),
        "service_cannot_open",
        refuse=True,
        reason="Indique el servicio o herramienta y su tipo en el catálogo de instrumentos.",
    ),
    Transition(
        ("OFRECIDA",),
        "record_choice",
        None,
        ("AGD-01",),
        "agenda_cannot_open",
        refuse=True,
        reason="Indique el mercado de la agenda y si será presencial o virtual.",
    ),
    Transition(
        ("OFRECIDA",), "record_choice", "ATENDIDA", ("ATN-04", "USR-03"), "chose_service", (OpenCase(Flow.SERVICE),)
    ),
    Transition(
        ("OFRECIDA",), "record_choice", "ATENDIDA", ("AGD-01", "USR-03"), "chose_agenda", (OpenCase(Flow.AGENDA),)
    ),
    Transition(("OFRECIDA",), "record_choice", "ATENDIDA", ("USR-03",)),
    Transition((OPEN,), "withdraw_request", "SIN_EFECTO", ("POL-06",), effects=(WaiveTerm(("SLA-07",)),)),
)


def _executive_named(situation: Situation) -> str:
    person = situation.directory.person(regional_executive(situation))
    return "" if person is None else f", {person.name}"


FLOW: Final = FlowSpec(Flow.REQUEST, "Solicitud de empresa usuaria", _FACTS, _STATES, _TRANSITIONS, "Oficina regional")

GUARDS: Final[Mapping[str, Guard]] = {
    guard.__name__: guard
    for guard in (
        has_no_account,
        is_institution,
        is_foreign,
        is_former_user,
        never_worked,
        worked_before,
        exporta_mas_is_not_configured,
        does_not_diversify,
        lacks_requirements,
        chose_service,
        chose_agenda,
        service_cannot_open,
        agenda_cannot_open,
    )
}

VALUES: Final[Mapping[str, Computed]] = {
    "case_office": case_office,
    "case_assignee": regional_executive,
    "told": handed_to_executive,
    "first_received_at": _first_received_at,
    "missing_requirements": lambda situation: _missing_requirements(situation) or "ninguno",
    "executive_named": _executive_named,
    "notes_in_force": lambda situation: notes_es(situation.open_cases),
}
