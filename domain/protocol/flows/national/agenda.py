"""
Business agendas ("agendas de negocios", in person or virtual; AGD): request, confirmation, agreed postponement,
reasoned decline, commitment, absence and feedback. The terms of Resolución Exenta J-1144 are configuration (SLA-20).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from domain.model.cases import Flow
from domain.model.institution.people import OfficeKind
from domain.model.institution.tuning import tuned
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    CancelTimers,
    FlowSpec,
    HandOver,
    Notify,
    OpenCase,
    RegisterAction,
    SetTimer,
    StartTerm,
    StopTerm,
    WaiveTerm,
    on,
    refusal,
    step,
    trace,
    turning_away,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.agenda_facts import (
    AGENDA_ENDS_ON,
    AGREED_ON,
    ARGUMENT,
    ATTENDED_MEETING,
    EXCEPTION_UNTIL,
    FACTS,
    LATE_MINUTES,
    RESERVED_MEETINGS,
)
from domain.protocol.flows.national.agenda_states import STATES
from domain.protocol.flows.national.responsible import (
    ENDED_ON,
    NAME_THE_COMPANY,
    attended_otherwise,
    case_office,
    ends_before_it_starts,
    handed_to_executive,
    has_no_account,
    not_attended_yet,
    regional_executive,
)
from domain.protocol.history.behaviour_notes import notes_es
from domain.protocol.routing.agenda_priority import staff_in_market

__all__ = ["FLOW"]


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


def agrees_a_past_day(situation: Situation) -> bool:
    """The day agreed is before that on which it is agreed: nothing can be kept by it. Source: AGD-03."""
    agreed_on = situation.given.get(AGREED_ON.name)
    return isinstance(agreed_on, date) and agreed_on < situation.today


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


def nobody_is_late(situation: Situation) -> bool:
    """No minute late, or fewer. Source: AMB-65."""
    minutes = situation.given.get("late_minutes")
    return isinstance(minutes, int) and minutes < 1


def counts_as_absence(situation: Situation) -> bool:
    """As late as the institution counts as not having come; nothing is configured by default. Source: AMB-65."""
    most = tuned(situation.config, "agenda_late_minutes_as_absence", situation.today)
    minutes = situation.given.get("late_minutes")
    return most is not None and isinstance(minutes, int) and minutes >= int(most)


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
    """
    The first business day from the configured days after the agenda on; None: no reminder, the protocol gives no term.

    Source: AMB-24.
    """
    days = tuned(situation.config, "agenda_feedback_reminder_days", situation.today)
    ended_on = situation.day("ended_on")
    if days is None or ended_on is None:
        return None
    return situation.calendar.first_business_day_on_or_after(ended_on + timedelta(days=int(days)))


def _term_note(situation: Situation) -> str:
    if situation.happened("declare_high_impact"):
        return ""
    if situation.config.agenda_terms.on(situation.today) is None:
        return "Los plazos de la resolución no están configurados, así que aquí no se juzgan."
    return "Rigen los plazos configurados de la resolución."


def _priority_note(situation: Situation) -> str:
    if staff_in_market(situation.data):
        return " Como la empresa tiene personal en el mercado, cede prioridad a las que no lo tienen."
    return ""


_ASKED: Final = ("SOLICITADA", "EN_OFICOM")
_POSTPONED: Final = ("EXCEPCION_INCOMPLETA", "FECHA_ACORDADA", "POSTERGADA")
_CONFIRMED: Final = ("CONFIRMADA", "COMPROMETIDA")
_ANSWERED: Final = (StopTerm(("SLA-20", "AGD-02")), CancelTimers(("agenda_agreed_date",)))


# fmt: off
_ROWS: Final = (
    *on("request_agenda",
        refusal(NEW, NAME_THE_COMPANY, "AGD-01", when=has_no_account, lacks=(ACCOUNT,)),
        *attended_otherwise(NEW),
        *not_attended_yet(NEW),
        turning_away(step(NEW, "DEVUELTA", "AGD-10", "AGD-11", when=asked_by_local_staff, then=(Notify("NTF-17"),),
                          because="La pidió el personal de la empresa en el mercado: corresponde a la casa matriz en "
                                  "Chile.")),
        step(NEW, "SOLICITADA", "AGD-01", "SLA-20", "USR-01",
             then=(StartTerm("SLA-20"), RegisterAction("AGENDA_SOLICITADA"), HandOver(handed_to_executive)))),
    *on("request_through_head_office",
        step("DEVUELTA", "SOLICITADA", "AGD-10", "AGD-01",
             then=(StartTerm("SLA-20"), RegisterAction("AGENDA_SOLICITADA"), HandOver(handed_to_executive)))),
    *on("send_to_oficom", step("SOLICITADA", "EN_OFICOM", "AGD-01", "AGD-09", then=(HandOver(_oficom),))),
    *on("declare_high_impact",
        refusal(_ASKED, "El último día de la actividad no puede ser anterior al primero.", "AGD-02",
                when=exception_ends_before_it_starts, wrong=EXCEPTION_UNTIL),
        turning_away(step(_ASKED, "EXCEPCION_INCOMPLETA", "AGD-02", "AGD-03",
                          then=(WaiveTerm(("SLA-20",)), HandOver(handed_to_executive)),
                          because="No rigen los plazos de la resolución: la oficina comercial organiza "
                                  "«{high_impact_activity}»."))),
    *on("agree_date",
        refusal(_POSTPONED, "La fecha acordada no puede ser anterior al día en que se acuerda.", "AGD-03",
                when=agrees_a_past_day, wrong=AGREED_ON),
        step(_POSTPONED, "FECHA_ACORDADA", "AGD-03", "AGD-02",
             then=(WaiveTerm(("AGD-02",)), CancelTimers(("agenda_agreed_date",)), StartTerm("AGD-02", AGREED_ON),
                   SetTimer("agenda_agreed_date", AGREED_ON, "reach_agreed_date", term="AGD-02")),
             because="Se acordó la agenda para el {agreed_on}.")),
    *on("inform_postponement",
        turning_away(step("FECHA_ACORDADA", "POSTERGADA", "AGD-03", "POL-06",
                          then=(Notify("NTF-13"), RegisterAction("AGENDA_POSTERGADA")),
                          because="Postergada por «{high_impact_activity}», para el {agreed_on}.")),
        refusal("EXCEPCION_INCOMPLETA",
                "Antes de informar a la empresa, acuerde con la oficina comercial la nueva fecha.", "AGD-03")),
    *on("reach_agreed_date",
        trace(("FECHA_ACORDADA", "POSTERGADA"), "AGD-03",
              because="Llegó la fecha acordada y la agenda no está confirmada.")),
    *on("confirm_agenda",
        refusal((*_ASKED, "POSTERGADA"), "El último día de la agenda no puede ser anterior al primero.", "AGD-04",
                when=agenda_ends_before_it_starts, wrong=AGENDA_ENDS_ON),
        step((*_ASKED, "POSTERGADA"), "CONFIRMADA", "AGD-04", "SLA-20",
             then=(*_ANSWERED, RegisterAction("AGENDA_CONFIRMADA"))),
        refusal(("EXCEPCION_INCOMPLETA", "FECHA_ACORDADA"),
                "La excepción está incompleta: falta la fecha acordada o el aviso a la empresa.", "AGD-03")),
    *on("decline_agenda",
        refusal((*_ASKED, "POSTERGADA"), "Si falta interés de importadores, sus argumentos textuales son obligatorios.",
                "DEF-17", "AGD-09", when=interest_without_argument, lacks=(ARGUMENT,)),
        turning_away(step((*_ASKED, "POSTERGADA"), "DESISTIDA_POR_OFICOM", "AGD-09", "DEF-17",
                          then=(*_ANSWERED, Notify("NTF-16"), RegisterAction("AGENDA_DESISTIDA"),
                                HandOver(handed_to_executive)), because="{ground}."))),
    *on("explain_decline", turning_away(step("DESISTIDA_POR_OFICOM", "DESISTIDA", "POL-06", "AGD-09"))),
    *on("accept_commitment", step("CONFIRMADA", "COMPROMETIDA", "AGD-04")),
    *on("announce_participation", trace(_CONFIRMED, "AGD-08", then=(Notify("NTF-15"),))),
    *on("reserve_meetings",
        refusal(_CONFIRMED, "Solo se pueden reservar reuniones de la agenda: {meetings}.", "AGD-08",
                when=reserves_unknown_meeting, wrong=RESERVED_MEETINGS),
        trace(_CONFIRMED, "AGD-08")),
    *on("record_oficom_attendance",
        refusal(_CONFIRMED, "Esa reunión no está en la agenda: {meetings}.", "AGD-08", when=attends_unknown_meeting,
                wrong=ATTENDED_MEETING),
        refusal(_CONFIRMED, "La empresa declaró reservada esa reunión: la oficina comercial no participa en ella.",
                "AGD-08", when=meeting_is_reserved),
        refusal(_CONFIRMED,
                "Antes avise a la empresa que la oficina comercial puede participar en las reuniones que no reserve.",
                "AGD-08", when=participation_was_not_announced),
        trace(_CONFIRMED, "AGD-08")),
    *on("record_held",
        refusal(_CONFIRMED, "El último día no puede ser anterior al primero.", "AGD-04", when=ends_before_it_starts,
                wrong=ENDED_ON),
        refusal(_CONFIRMED, "La agenda comienza el {agenda_starts_on}: todavía no se puede registrar como realizada.",
                "AGD-04", when=agenda_has_not_begun),
        step(_CONFIRMED, "ESPERA_RETROALIMENTACION", "AGD-05", "FUP-01", "ATN-05",
             then=(RegisterAction("AGENDA_NEGOCIOS"), OpenCase(Flow.FOLLOW_UP), SetTimer("agenda_feedback",
                                                                                         _feedback_reminder_on,
                                                                                         "remind_feedback")))),
    *on("record_late_arrival",
        refusal(_CONFIRMED, "Los minutos de atraso son uno o más.", "AGD-04", when=nobody_is_late, wrong=LATE_MINUTES),
        refusal(_CONFIRMED, "La agenda comienza el {agenda_starts_on}: hasta ese día no hay un atraso que registrar.",
                "AGD-04", when=agenda_has_not_begun),
        step(_CONFIRMED, "AUSENTE", "AGD-07", "AGD-04", "AMB-65", when=counts_as_absence,
             because="El atraso llega a los minutos que la institución configuró: se trata como una ausencia."),
        trace(_CONFIRMED, "AGD-04", "AMB-65", because="El atraso queda registrado: no es una ausencia.")),
    *on("record_absence",
        refusal(_CONFIRMED,
                "La agenda comienza el {agenda_starts_on}: hasta ese día no hay una ausencia que registrar. Si la "
                "empresa avisó que no asistirá, registre su aviso.", "AGD-04", "AGD-07", when=agenda_has_not_begun),
        step(_CONFIRMED, "AUSENTE", "AGD-07", "AGD-04")),
    *on("announce_absence", step(_CONFIRMED, "AUSENTE", "AGD-07", "AGD-04")),
    *on("decide_force_majeure",
        step("AUSENTE", "EXCUSADA", "AGD-07", "DEF-16", when=is_force_majeure, then=(RegisterAction("NOTA_BITACORA"),),
             because="Hubo fuerza mayor: causa ajena a su voluntad que no se pudo prever o evitar."),
        step("AUSENTE", "INEXCUSADA", "AGD-07", "BEH-01", "DEF-16", then=(OpenCase(Flow.BEHAVIOUR_NOTE),),
             because="No se reúnen las condiciones de la fuerza mayor.")),
    *on("record_feedback",
        step("ESPERA_RETROALIMENTACION", "RETROALIMENTADA", "AGD-05", "AGD-06",
             then=(Notify("NTF-32"), CancelTimers(("agenda_feedback",)), HandOver(handed_to_executive)))),
    *on("remind_feedback",
        trace("ESPERA_RETROALIMENTACION", "AGD-05",
              because="Pasaron los días configurados y falta la retroalimentación de la agenda.")),
    *on("log_feedback",
        step("RETROALIMENTADA", "CERRADA", "AGD-06", then=(RegisterAction("RETROALIMENTACION_AGENDA"),))),
    *on("withdraw_agenda",
        step(("DEVUELTA", *_ASKED, *_POSTPONED), "SIN_EFECTO", "POL-06", "AGD-01",
             then=(WaiveTerm(("SLA-20", "AGD-02"), withdrawn=True), CancelTimers(("agenda_agreed_date",)))),
        refusal(_CONFIRMED,
                "La agenda ya está confirmada: solo la fuerza mayor excusa a la empresa. Si no asistirá, regístrelo.",
                "AGD-07", "AGD-04")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.AGENDA,
    "Agenda de negocios",
    FACTS,
    STATES,
    _ROWS,
    "Oficina regional y oficina comercial",
    office=case_office,
    assignee=regional_executive,
    words={
        "term_note": _term_note,
        "priority_note": _priority_note,
        "notes_in_force": lambda situation: notes_es(situation.open_cases),
    },
)
