"""
Business agendas ("agendas de negocios", in person or virtual; AGD): request, confirmation, agreed postponement,
reasoned decline, commitment, absence and feedback. The terms of Resolución Exenta J-1144 are configuration (SLA-20).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from domain.model.cases import Flow
from domain.model.people import OfficeKind
from domain.protocol.behaviour_notes import notes_es
from domain.protocol.engine_rows import (
    CancelTimers,
    FlowSpec,
    HandOver,
    Notify,
    OpenCase,
    RegisterAction,
    SetTimer,
    StartTerm,
    StopTerm,
    Transition,
    WaiveTerm,
)
from domain.protocol.engine_rules import NEW
from domain.protocol.engine_situation import Computed, Guard, Situation
from domain.protocol.flows.agenda_facts import FACTS
from domain.protocol.flows.agenda_states import STATES
from domain.protocol.flows.national import (
    case_office,
    ends_before_it_starts,
    handed_to_executive,
    has_no_account,
    of_a_company,
    regional_executive,
)

__all__ = ["FLOW", "GUARDS", "VALUES"]


def asked_by_local_staff(situation: Situation) -> bool:
    """Not the head office in Chile but the company's people in the market ask. Source: AGD-10."""
    return situation.given.get("requester") == "LOCAL_STAFF"


def interest_without_argument(situation: Situation) -> bool:
    """Lack of importers' interest needs their arguments, verbatim. Source: DEF-17, AMB-25."""
    return situation.given.get("ground") == "NO_IMPORTER_INTEREST" and "argument" not in situation.given


def is_force_majeure(situation: Situation) -> bool:
    """Foreign to its will, and not foreseeable or not avoidable. Source: DEF-16, AMB-23."""
    given = situation.given
    return given.get("foreign_to_will") is True and (
        given.get("unforeseeable") is True or given.get("unavoidable") is True
    )


def exception_ends_before_it_starts(situation: Situation) -> bool:
    """The period of the high-impact activity is not a period. Source: AGD-02."""
    return _is_reversed(situation, "exception_from", "exception_until")


def agenda_ends_before_it_starts(situation: Situation) -> bool:
    """Source: AGD-04."""
    return _is_reversed(situation, "agenda_starts_on", "agenda_ends_on")


def reserves_unknown_meeting(situation: Situation) -> bool:
    """A meeting that is not on the agenda. Source: AGD-08."""
    return not set(situation.texts("reserved_meetings")) <= set(situation.texts("meetings"))


def attends_unknown_meeting(situation: Situation) -> bool:
    """Source: AGD-08."""
    meeting = situation.text_given("attended_meeting")
    return meeting is not None and meeting not in situation.texts("meetings")


def meeting_is_reserved(situation: Situation) -> bool:
    """The company said expressly that it is reserved. Source: AGD-08."""
    return situation.text_given("attended_meeting") in situation.texts("reserved_meetings")


def participation_was_not_announced(situation: Situation) -> bool:
    """The company was not told that the commercial office may join. Source: AGD-08."""
    return not situation.happened("announce_participation")


def agenda_has_not_begun(situation: Situation) -> bool:
    """The confirmed first day is still to come. Source: AGD-04."""
    starts_on = situation.day("agenda_starts_on")
    return starts_on is not None and situation.today < starts_on


def _is_reversed(situation: Situation, first: str, last: str) -> bool:
    since, until = situation.day(first), situation.day(last)
    return not situation.asked and since is not None and until is not None and until < since


def _oficom(situation: Situation) -> str:
    """The unit that gets the request: the commercial office in the market. Source: AGD-01, AGD-09."""
    market = situation.text("market")
    offices = situation.config.offices.values()
    found = next((o.name for o in offices if o.kind is OfficeKind.OFICOM and o.country == market), None)
    return f"unit:{found or 'Oficina comercial'}"


def _feedback_reminder_on(situation: Situation) -> date | None:
    """The configured days after the agenda; None: no reminder, the protocol gives no term. Source: AMB-24."""
    setting = situation.config.tuning.get("agenda_feedback_reminder_days")
    dated = None if setting is None else setting.on(situation.today)
    ended_on = situation.day("ended_on")
    if dated is None or ended_on is None or not dated.value.isdigit():
        return None
    return ended_on + timedelta(days=int(dated.value))


def _term_note(situation: Situation) -> str:
    if situation.happened("declare_high_impact"):
        return ""
    if situation.config.agenda_terms.on(situation.today) is None:
        return "Los plazos de la resolución no están configurados, así que aquí no se juzgan."
    return "Rigen los plazos configurados de la resolución."


def _priority_note(situation: Situation) -> str:
    if situation.flag("staff_in_market"):
        return " Como la empresa tiene personal en el mercado, cede prioridad a las que no lo tienen."
    return ""


_ASKED: Final = ("SOLICITADA", "EN_OFICOM")
_POSTPONED: Final = ("EXCEPCION_INCOMPLETA", "FECHA_ACORDADA", "POSTERGADA")
_CONFIRMED: Final = ("CONFIRMADA", "COMPROMETIDA")
_ANSWERED: Final = (StopTerm(("SLA-20",)), CancelTimers(("agenda_agreed_date",)))


def _refused(sources: tuple[str, ...], fact: str, rules: tuple[str, ...], when: str, reason: str) -> Transition:
    return Transition(sources, fact, None, rules, when, refuse=True, reason=reason)


_TRANSITIONS: Final = (
    of_a_company("request_agenda", "AGD-01"),
    Transition(
        (NEW,),
        "request_agenda",
        "DEVUELTA",
        ("AGD-10", "AGD-11"),
        "asked_by_local_staff",
        effects=(Notify("NTF-17"),),
        reason="La pidió el personal de la empresa en el mercado: corresponde a la casa matriz en Chile.",
        turns_away=True,
    ),
    Transition(
        (NEW,),
        "request_agenda",
        "SOLICITADA",
        ("AGD-01", "SLA-20", "USR-01"),
        effects=(StartTerm("SLA-20"), RegisterAction("AGENDA_SOLICITADA"), HandOver("@told")),
    ),
    Transition(
        ("DEVUELTA",),
        "request_through_head_office",
        "SOLICITADA",
        ("AGD-10", "AGD-01"),
        effects=(StartTerm("SLA-20"), RegisterAction("AGENDA_SOLICITADA"), HandOver("@told")),
    ),
    Transition(("SOLICITADA",), "send_to_oficom", "EN_OFICOM", ("AGD-01", "AGD-09"), effects=(HandOver("@oficom"),)),
    _refused(
        _ASKED,
        "declare_high_impact",
        ("AGD-02",),
        "exception_ends_before_it_starts",
        "El último día de la actividad no puede ser anterior al primero.",
    ),
    Transition(
        _ASKED,
        "declare_high_impact",
        "EXCEPCION_INCOMPLETA",
        ("AGD-02", "AGD-03"),
        effects=(WaiveTerm(("SLA-20",)), HandOver("@told")),
        reason="No rigen los plazos de la resolución: la oficina comercial organiza «{high_impact_activity}».",
        turns_away=True,
    ),
    Transition(
        _POSTPONED,
        "agree_date",
        "FECHA_ACORDADA",
        ("AGD-03",),
        effects=(
            CancelTimers(("agenda_agreed_date",)),
            SetTimer("agenda_agreed_date", "$agreed_on", "reach_agreed_date"),
        ),
    ),
    Transition(
        ("FECHA_ACORDADA",),
        "inform_postponement",
        "POSTERGADA",
        ("AGD-03", "POL-06"),
        effects=(Notify("NTF-13"), RegisterAction("AGENDA_POSTERGADA")),
        reason="Postergada por «{high_impact_activity}», para el {agreed_on}.",
        turns_away=True,
    ),
    Transition(
        ("EXCEPCION_INCOMPLETA",),
        "inform_postponement",
        None,
        ("AGD-03",),
        refuse=True,
        reason="Antes de informar a la empresa, acuerde con la oficina comercial la nueva fecha.",
    ),
    Transition(
        ("FECHA_ACORDADA", "POSTERGADA"),
        "reach_agreed_date",
        None,
        ("AGD-03",),
        reason="Llegó la fecha acordada y la agenda no está confirmada.",
    ),
    _refused(
        (*_ASKED, "POSTERGADA"),
        "confirm_agenda",
        ("AGD-04",),
        "agenda_ends_before_it_starts",
        "El último día de la agenda no puede ser anterior al primero.",
    ),
    Transition(
        (*_ASKED, "POSTERGADA"),
        "confirm_agenda",
        "CONFIRMADA",
        ("AGD-04", "SLA-20"),
        effects=(*_ANSWERED, RegisterAction("AGENDA_CONFIRMADA")),
    ),
    Transition(
        ("EXCEPCION_INCOMPLETA", "FECHA_ACORDADA"),
        "confirm_agenda",
        None,
        ("AGD-03",),
        refuse=True,
        reason="La excepción está incompleta: falta la fecha acordada o el aviso a la empresa.",
    ),
    _refused(
        (*_ASKED, "POSTERGADA"),
        "decline_agenda",
        ("DEF-17", "AGD-09"),
        "interest_without_argument",
        "Si falta interés de importadores, sus argumentos textuales son obligatorios.",
    ),
    Transition(
        (*_ASKED, "POSTERGADA"),
        "decline_agenda",
        "DESISTIDA_POR_OFICOM",
        ("AGD-09", "DEF-17"),
        effects=(*_ANSWERED, Notify("NTF-16"), RegisterAction("AGENDA_DESISTIDA"), HandOver("@told")),
        reason="{ground}.",
        turns_away=True,
    ),
    Transition(("DESISTIDA_POR_OFICOM",), "explain_decline", "DESISTIDA", ("POL-06", "AGD-09"), turns_away=True),
    Transition(("CONFIRMADA",), "accept_commitment", "COMPROMETIDA", ("AGD-04",)),
    Transition(_CONFIRMED, "announce_participation", None, ("AGD-08",), effects=(Notify("NTF-15"),)),
    _refused(
        _CONFIRMED,
        "reserve_meetings",
        ("AGD-08",),
        "reserves_unknown_meeting",
        "Solo se pueden reservar reuniones de la agenda: {meetings}.",
    ),
    Transition(_CONFIRMED, "reserve_meetings", None, ("AGD-08",)),
    _refused(
        _CONFIRMED,
        "record_oficom_attendance",
        ("AGD-08",),
        "attends_unknown_meeting",
        "Esa reunión no está en la agenda: {meetings}.",
    ),
    _refused(
        _CONFIRMED,
        "record_oficom_attendance",
        ("AGD-08",),
        "meeting_is_reserved",
        "La empresa declaró reservada esa reunión: la oficina comercial no participa en ella.",
    ),
    _refused(
        _CONFIRMED,
        "record_oficom_attendance",
        ("AGD-08",),
        "participation_was_not_announced",
        "Antes avise a la empresa que la oficina comercial puede participar en las reuniones que no reserve.",
    ),
    Transition(_CONFIRMED, "record_oficom_attendance", None, ("AGD-08",)),
    _refused(
        _CONFIRMED,
        "record_held",
        ("AGD-04",),
        "ends_before_it_starts",
        "El último día no puede ser anterior al primero.",
    ),
    _refused(
        _CONFIRMED,
        "record_held",
        ("AGD-04",),
        "agenda_has_not_begun",
        "La agenda comienza el {agenda_starts_on}: todavía no se puede registrar como realizada.",
    ),
    Transition(
        _CONFIRMED,
        "record_held",
        "ESPERA_RETROALIMENTACION",
        ("AGD-05", "FUP-01", "ATN-05"),
        effects=(
            RegisterAction("AGENDA_NEGOCIOS"),
            OpenCase(Flow.FOLLOW_UP),
            SetTimer("agenda_feedback", "@feedback_reminder_on", "remind_feedback"),
        ),
    ),
    _refused(
        _CONFIRMED,
        "record_absence",
        ("AGD-04", "AGD-07"),
        "agenda_has_not_begun",
        "La agenda comienza el {agenda_starts_on}: hasta ese día no hay una ausencia que registrar. "
        "Si la empresa avisó que no asistirá, registre su aviso.",
    ),
    Transition(_CONFIRMED, "record_absence", "AUSENTE", ("AGD-07", "AGD-04")),
    Transition(_CONFIRMED, "announce_absence", "AUSENTE", ("AGD-07", "AGD-04")),
    Transition(
        ("AUSENTE",),
        "decide_force_majeure",
        "EXCUSADA",
        ("AGD-07", "DEF-16"),
        "is_force_majeure",
        effects=(RegisterAction("NOTA_BITACORA"),),
        reason="Hubo fuerza mayor: causa ajena a su voluntad que no se pudo prever o evitar.",
    ),
    Transition(
        ("AUSENTE",),
        "decide_force_majeure",
        "INEXCUSADA",
        ("AGD-07", "BEH-01", "DEF-16"),
        effects=(OpenCase(Flow.BEHAVIOUR_NOTE),),
        reason="No se reúnen las condiciones de la fuerza mayor.",
    ),
    Transition(
        ("ESPERA_RETROALIMENTACION",),
        "record_feedback",
        "RETROALIMENTADA",
        ("AGD-05", "AGD-06"),
        effects=(Notify("NTF-32"), CancelTimers(("agenda_feedback",)), HandOver("@told")),
    ),
    Transition(
        ("ESPERA_RETROALIMENTACION",),
        "remind_feedback",
        None,
        ("AGD-05",),
        reason="Pasaron los días configurados y falta la retroalimentación de la agenda.",
    ),
    Transition(
        ("RETROALIMENTADA",),
        "log_feedback",
        "CERRADA",
        ("AGD-06",),
        effects=(RegisterAction("RETROALIMENTACION_AGENDA"),),
    ),
    Transition(
        ("DEVUELTA", *_ASKED, *_POSTPONED),
        "withdraw_agenda",
        "SIN_EFECTO",
        ("POL-06", "AGD-01"),
        effects=(WaiveTerm(("SLA-20",)), CancelTimers(("agenda_agreed_date",))),
    ),
    Transition(
        _CONFIRMED,
        "withdraw_agenda",
        None,
        ("AGD-07", "AGD-04"),
        refuse=True,
        reason="La agenda ya está confirmada: solo la fuerza mayor excusa a la empresa. Si no asistirá, regístrelo.",
    ),
)

FLOW: Final = FlowSpec(
    Flow.AGENDA, "Agenda de negocios", FACTS, STATES, _TRANSITIONS, "Oficina regional y oficina comercial"
)

GUARDS: Final[Mapping[str, Guard]] = {
    guard.__name__: guard
    for guard in (
        has_no_account,
        asked_by_local_staff,
        interest_without_argument,
        is_force_majeure,
        exception_ends_before_it_starts,
        agenda_ends_before_it_starts,
        reserves_unknown_meeting,
        attends_unknown_meeting,
        meeting_is_reserved,
        participation_was_not_announced,
        agenda_has_not_begun,
        ends_before_it_starts,
    )
}

VALUES: Final[Mapping[str, Computed]] = {
    "case_office": case_office,
    "case_assignee": regional_executive,
    "told": handed_to_executive,
    "oficom": _oficom,
    "feedback_reminder_on": _feedback_reminder_on,
    "term_note": _term_note,
    "priority_note": _priority_note,
    "notes_in_force": lambda situation: notes_es(situation.open_cases),
}
