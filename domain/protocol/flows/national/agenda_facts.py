"""The facts of a business agenda ("agenda de negocios"): what each brings and who reports it (AGD-01..AGD-11)."""

from __future__ import annotations

from typing import Final

from domain.model.cases import ValueKind
from domain.protocol.access.permissions import FIRST_LINE
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import Datum, FactSpec
from domain.protocol.flows.national.responsible import (
    COMMERCIAL,
    COMPANY,
    ENDED_ON,
    EXECUTIVES,
    HEAD,
    NOTES,
    REASON,
    REGIONAL,
    STARTED_ON,
)

_REGION: Final = frozenset({REGIONAL, HEAD})
_OFICOM: Final = frozenset({COMMERCIAL})

REQUESTERS: Final = {"HEAD_OFFICE": "La casa matriz en Chile", "LOCAL_STAFF": "El personal que tiene en el mercado"}
MODES: Final = {"IN_PERSON": "Presencial", "VIRTUAL": "Virtual"}
EXCEPTIONS: Final = {
    "HIGH_IMPACT": "Actividad de alto impacto",
    "MORE_HOURS": "Actividad que exige más horas a la oficina comercial",
}
"""The two grounds of the exception to the terms of J-1144. Source: AGD-02."""

GROUNDS: Final = {
    "NO_REAL_OPPORTUNITIES": "Falta de oportunidades reales para el producto o servicio en el mercado",
    "NO_IMPORTER_INTEREST": "Falta de interés de importadores",
}
"""The only two grounds on which an agenda may be declined. Source: DEF-17, AMB-25."""

AGREED_ON: Final = Datum("agreed_on", ValueKind.DATE, "Fecha acordada", rule="AGD-03")

MARKET: Final = Datum("market", ValueKind.COUNTRY, "Mercado", rule="AGD-01")
POSTPONEMENT_REASON: Final = Datum("postponement_reason", ValueKind.TEXT, "Razones que se informan", rule="AGD-03")
GROUND: Final = Datum("ground", ValueKind.CHOICE, "Fundamento", choices=GROUNDS, rule="DEF-17")
ARGUMENT: Final = Datum("argument", ValueKind.TEXT, "Argumentos textuales", required=False, rule="DEF-17")
RESERVED_MEETINGS: Final = Datum("reserved_meetings", ValueKind.TEXTS, "Reuniones reservadas", rule="AGD-08")
EXCEPTION_UNTIL: Final = Datum("exception_until", ValueKind.DATE, "Hasta", rule="AGD-02")
AGENDA_ENDS_ON: Final = Datum("agenda_ends_on", ValueKind.DATE, "Termina el", rule="AGD-04")
ATTENDED_MEETING: Final = Datum("attended_meeting", ValueKind.TEXT, "Reunión", rule="AGD-08")
LATE_MINUTES: Final = Datum("late_minutes", ValueKind.INTEGER, "Minutos de atraso", rule="AGD-04", most=1_440)
ABSENCE: Final = Datum("absence", ValueKind.TEXT, "Qué ocurrió y qué explica la empresa", rule="AGD-07")
FEEDBACK: Final = Datum("feedback", ValueKind.TEXT, "Resultados", rule="AGD-05")

FACTS: Final = (
    FactSpec(
        "request_agenda",
        "Solicitar una agenda de negocios",
        "The company asks for a business agenda, in person or virtual, in one market.",
        (
            MARKET,
            Datum("mode", ValueKind.CHOICE, "Modalidad", choices=MODES, rule="AGD-01"),
            Datum("requester", ValueKind.CHOICE, "Quién la pide", required=False, choices=REQUESTERS, rule="AGD-10"),
            Datum("staff_in_market", ValueKind.BOOLEAN, "Tiene personal en el mercado", required=False, rule="AGD-11"),
            Datum(
                "planned_activity",
                ValueKind.BOOLEAN,
                "Es parte de la planificación de ProChile para el mercado",
                required=False,
                rule="AGD-11",
            ),
            Datum("matter", ValueKind.TEXT, "Producto o servicio y objetivo", required=False, rule="AGD-01"),
            Datum("wanted_from", ValueKind.DATE, "Desde cuándo la necesita", required=False, rule="AGD-01"),
            Datum("wanted_until", ValueKind.DATE, "Hasta cuándo", required=False, rule="AGD-01"),
        ),
        FIRST_LINE | {COMPANY},
    ),
    FactSpec(
        "request_through_head_office",
        "Pedir la agenda desde la casa matriz",
        "The head office in Chile asks its regional executive for the agenda that its local staff had asked for.",
        (NOTES,),
        _REGION | {COMPANY},
    ),
    FactSpec(
        "send_to_oficom",
        "Enviar la solicitud a la oficina comercial",
        "The regional office asks the commercial office on behalf of the company.",
        (NOTES,),
        _REGION,
    ),
    FactSpec(
        "declare_high_impact",
        "Declarar actividad de alto impacto",
        "The commercial office organises a high-impact activity, so the terms of the resolution do not apply.",
        (
            Datum("exception_ground", ValueKind.CHOICE, "Excepción", choices=EXCEPTIONS, rule="AGD-02"),
            Datum("high_impact_activity", ValueKind.TEXT, "Actividad que se organiza", rule="AGD-02"),
            Datum("exception_from", ValueKind.DATE, "Desde", rule="AGD-02"),
            EXCEPTION_UNTIL,
        ),
        _OFICOM,
    ),
    FactSpec(
        "agree_date",
        "Acordar una fecha con la oficina comercial",
        "The regional office and the commercial office agree a date for the postponed agenda.",
        (AGREED_ON,),
        _REGION,
    ),
    FactSpec(
        "inform_postponement",
        "Informar a la empresa la postergación",
        "The company is told the reasons for the postponement and the agreed date.",
        (POSTPONEMENT_REASON,),
        _REGION,
    ),
    FactSpec("reach_agreed_date", "Llega la fecha acordada", "The agreed date has come without a confirmed agenda."),
    FactSpec(
        "confirm_agenda",
        "Confirmar la fecha y la agenda",
        "The commercial office confirms the date and the agenda it organised.",
        (
            Datum("agenda_starts_on", ValueKind.DATE, "Comienza el", rule="AGD-04"),
            AGENDA_ENDS_ON,
            Datum("meetings", ValueKind.TEXTS, "Reuniones", rule="AGD-04"),
        ),
        _OFICOM,
    ),
    FactSpec(
        "decline_agenda",
        "Desistir de organizar la agenda",
        "The commercial office declines, on one of two grounds; lack of interest with the importers' own arguments.",
        (
            GROUND,
            ARGUMENT,
        ),
        _OFICOM,
    ),
    contact(
        "explain_decline",
        "Explicar a la empresa por qué no habrá agenda",
        "The regional executive tells the company the reason.",
        (Datum("explanation", ValueKind.TEXT, "Explicación que se da a la empresa", rule="POL-06"),),
        _REGION,
    ),
    FactSpec(
        "accept_commitment",
        "Asumir el compromiso de asistir",
        "The company commits itself to travel, or to attend the virtual meetings on time.",
        (),
        frozenset({COMPANY, REGIONAL}),
    ),
    FactSpec(
        "announce_participation",
        "Avisar que la oficina comercial puede participar",
        "The company is told that the commercial office may join the meetings that it does not declare reserved.",
        (),
        _OFICOM,
    ),
    FactSpec(
        "reserve_meetings",
        "Declarar reuniones reservadas",
        "The company says which meetings are reserved: the whole list, in place of the one before.",
        (RESERVED_MEETINGS,),
        frozenset({COMPANY}) | EXECUTIVES,
    ),
    FactSpec(
        "record_oficom_attendance",
        "Registrar la participación de la oficina comercial",
        "Somebody of the commercial office takes part in a meeting.",
        (
            ATTENDED_MEETING,
            Datum("attendee", ValueKind.TEXT, "Quién participa", rule="AGD-08"),
        ),
        _OFICOM,
    ),
    FactSpec(
        "record_held",
        "Registrar que la agenda se realizó",
        "The company travelled or attended; the activity is registered.",
        (STARTED_ON, ENDED_ON, NOTES),
        EXECUTIVES,
    ),
    FactSpec(
        "record_late_arrival",
        "Registrar que la empresa llegó tarde",
        "The company arrived late to the agenda or a meeting: no absence, unless a setting counts it as one.",
        (LATE_MINUTES, Datum("notes", ValueKind.TEXT, "A qué llegó tarde, y qué explica", required=False)),
        EXECUTIVES | {HEAD},
    ),
    FactSpec(
        "record_absence",
        "Registrar que la empresa no asistió",
        "The company did not travel or did not attend an agenda that has begun.",
        (ABSENCE,),
        EXECUTIVES | {HEAD},
    ),
    contact(
        "announce_absence",
        "Registrar que la empresa avisó que no asistirá",
        "The company says, before the agenda begins, that it will not travel or attend, and why.",
        (Datum("absence", ValueKind.TEXT, "Qué explica la empresa", rule="AGD-07"),),
        frozenset({COMPANY, HEAD}) | EXECUTIVES,
    ),
    FactSpec(
        "decide_force_majeure",
        "Decidir si hubo fuerza mayor",
        "Guided decision with three answers: foreign to its will, and not foreseeable or not avoidable.",
        (
            Datum("foreign_to_will", ValueKind.BOOLEAN, "La causa es enteramente ajena a su voluntad", rule="DEF-16"),
            Datum("unforeseeable", ValueKind.BOOLEAN, "No se pudo prever", rule="DEF-16"),
            Datum("unavoidable", ValueKind.BOOLEAN, "No se pudo evitar", rule="DEF-16"),
            Datum("evidence", ValueKind.TEXT, "Antecedentes a la vista", rule="DEF-16"),
        ),
        _REGION,
    ),
    contact(
        "record_feedback",
        "Registrar la retroalimentación de la empresa",
        "The company told its regional and commercial executives the results of the agenda.",
        (
            FEEDBACK,
            Datum("feedback_received_on", ValueKind.DATE, "Recibida el", rule="AGD-05", happened=True),
            Datum("projected_business", ValueKind.TEXT, "Negocios proyectados", required=False, rule="AGD-05"),
        ),
        frozenset({COMPANY}) | EXECUTIVES,
    ),
    FactSpec(
        "log_feedback",
        "Anotar la retroalimentación en la bitácora",
        "The regional executive writes the results in the company's log.",
        (Datum("notes", ValueKind.TEXT, "Anotación", rule="AGD-06"),),
        frozenset({REGIONAL}),
    ),
    FactSpec("remind_feedback", "Recordar la retroalimentación", "The configured days passed without feedback."),
    FactSpec(
        "withdraw_agenda",
        "Dejar sin efecto la solicitud de agenda",
        "The company does not want the agenda any more, before it is confirmed.",
        (REASON,),
        _REGION | {COMPANY},
    ),
)
