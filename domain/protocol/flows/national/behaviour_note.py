"""
Behaviour notes ("nota de comportamiento"; BEH): written after an unexcused absence, notified by certified letter and
e-mail, with 5 business days for the company's defence ("descargos"), then confirmed or withdrawn.

Its only effect is on priority under high demand, and only while confirmed (BEH-05,
`domain.protocol.routing.agenda_priority`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from domain.model.cases import Flow, ValueKind
from domain.model.institution.calendar import add_months, start_of_day
from domain.model.institution.people import SYSTEM, Role
from domain.protocol.engine.rows import (
    NEW,
    CancelTimers,
    Datum,
    FactSpec,
    FlowSpec,
    Notify,
    RegisterAction,
    SetTimer,
    StartTerm,
    StateSpec,
    StopTerm,
    WaiveTerm,
    on,
    refusal,
    step,
    trace,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.responsible import (
    COMPANY,
    COMPANY_ES,
    EXECUTIVE_ES,
    EXECUTIVES,
    HEAD,
    REGIONAL,
    case_office,
    regional_executive,
)
from domain.protocol.terms.counting import deemed_notified_on
from domain.protocol.terms.in_situation import last_day_in

__all__ = ["FLOW", "defence_last_day", "notified_on"]

_ABSENCE_STATES: Final = frozenset({"AUSENTE", "INEXCUSADA"})


def notified_on(situation: Situation) -> date | None:
    """
    The day on which the company counts as notified: entered, or the third business day after the post office received
    the letter. None: neither is known, so no term runs.

    Source: BEH-03, AMB-22.
    """
    entered = situation.day("notified_on")
    if entered is not None:
        return entered
    received = situation.day("post_received_on")
    return None if received is None else deemed_notified_on(received, situation.calendar)


def defence_last_day(situation: Situation) -> date | None:
    """Last day, inclusive, on which the company may present its defence; None: it is not notified. Source: SLA-09."""
    notified = notified_on(situation)
    return None if notified is None else last_day_in("SLA-09", notified, situation)


def not_from_unexcused_absence(situation: Situation) -> bool:
    """No confirmed agenda with an unexcused absence caused it. Source: BEH-01, AGD-04."""
    origin = situation.origin
    return origin is None or origin.flow is not Flow.AGENDA or origin.state not in _ABSENCE_STATES


def term_still_runs(situation: Situation) -> bool:
    """The company's days for its defence are not over. Source: BEH-04, AMB-22."""
    last_day = defence_last_day(situation)
    return not situation.asked and last_day is not None and situation.today <= last_day


def defence_is_in_time(situation: Situation) -> bool:
    """It came by the last day, though it is recorded after the note was confirmed. Source: BEH-04, AMB-22."""
    last_day = defence_last_day(situation)
    return last_day is not None and situation.today <= last_day


def authority(situation: Situation) -> Role:
    """Who decides on a note: a setting, the regional head while the regulation is not available. Source: BEH-06."""
    dated = situation.config.note_authority.on(situation.today)
    return Role(dated.value) if dated is not None and dated.value in Role.__members__ else HEAD


def is_not_the_authority(situation: Situation) -> bool:
    """Somebody else than the configured authority decides. Source: BEH-06, AMB-22."""
    if situation.asked or situation.actor == SYSTEM:
        return False
    return situation.actor.role is not authority(situation)


def withdraws(situation: Situation) -> bool:
    """Source: AMB-22."""
    return situation.given.get("outcome") == "WITHDRAWN"


def _defence_ends_at(situation: Situation) -> datetime | None:
    """The first instant after the term."""
    last_day = defence_last_day(situation)
    return None if last_day is None else start_of_day(last_day + timedelta(days=1), situation.calendar.zone)


def _expires_on(situation: Situation) -> date | None:
    """End of a confirmed note; None: its duration is not configured, so it does not end by itself. Source: BEH-06."""
    dated = situation.config.note_duration_months.on(situation.today)
    return None if dated is None else add_months(situation.today, dated.value)


def _duration_es(situation: Situation) -> str:
    dated = situation.config.note_duration_months.on(situation.today)
    if dated is None:
        return "Su duración no está configurada: rige hasta que la autoridad la retire."
    return f"Rige por {dated.value} meses."


_OUTCOMES: Final = {"CONFIRMED": "Se confirma la nota", "WITHDRAWN": "Se retira la nota"}
_DECIDERS: Final = frozenset({HEAD, REGIONAL, Role.SECTOR_HEAD, Role.CLIENT_MANAGEMENT})
_DEFENCE: Final = (StopTerm(("SLA-09",)), CancelTimers(("defence_term_end",)), RegisterAction("DESCARGOS"))
_BEFORE_CONFIRMATION: Final = ("REDACTADA", "CARTA_ENVIADA", "EN_PLAZO", "CON_DESCARGOS")

WHAT_HAPPENED: Final = Datum("absence", ValueKind.TEXT, "Qué ocurrió", required=False, rule="BEH-01")
NOTE: Final = Datum("notes", ValueKind.TEXT, "Nota", rule="BEH-01")
LETTER_NUMBER: Final = Datum("letter_number", ValueKind.TEXT, "Número de la carta certificada", rule="BEH-03")

_FACTS: Final = (
    FactSpec(
        "open_note",
        "Abrir la nota por ausencia sin excusa",
        "A confirmed agenda ended in an unexcused absence; opened by the case of the agenda, never by hand.",
        (WHAT_HAPPENED,),
    ),
    FactSpec(
        "leave_note",
        "Dejar la nota de comportamiento en la bitácora",
        "The regional executive writes the note in the company's log.",
        (NOTE,),
        frozenset({REGIONAL}),
    ),
    FactSpec(
        "send_certified_letter",
        "Enviar la carta certificada",
        "The note was handed to the post office as a certified letter.",
        (
            LETTER_NUMBER,
            Datum("letter_sent_on", ValueKind.DATE, "Enviada el", rule="BEH-03", happened=True),
        ),
        frozenset({REGIONAL, HEAD}),
    ),
    FactSpec(
        "record_post_reception",
        "Registrar la recepción en la oficina de correos",
        "The post office of the addressee received the letter: it counts as notified on the third business day after.",
        (Datum("post_received_on", ValueKind.DATE, "Recibida en correos el", rule="BEH-03", happened=True),),
        frozenset({REGIONAL, HEAD}),
    ),
    FactSpec(
        "enter_notified_day",
        "Ingresar el día en que se entiende notificada",
        "The day on which the company counts as notified, as the institution determined it.",
        (Datum("notified_on", ValueKind.DATE, "Se entiende notificada el", rule="BEH-03"),),
        frozenset({REGIONAL, HEAD}),
    ),
    FactSpec(
        "present_defence",
        "Presentar descargos",
        "The company presents its defence; what comes late is recorded as late.",
        (Datum("defence", ValueKind.TEXT, "Descargos", rule="BEH-04"),),
        frozenset({COMPANY, HEAD}) | EXECUTIVES,
    ),
    FactSpec("end_defence_term", "Termina el plazo de descargos", "The term ended without a defence."),
    FactSpec(
        "decide_note",
        "Decidir sobre los descargos",
        "The deciding authority confirms the note or withdraws it, with its reason.",
        (
            Datum("outcome", ValueKind.CHOICE, "Decisión", choices=_OUTCOMES, rule="BEH-04"),
            Datum("reason", ValueKind.TEXT, "Fundamento", rule="POL-06"),
        ),
        _DECIDERS,
    ),
    FactSpec(
        "withdraw_note",
        "Retirar la nota",
        "The deciding authority withdraws the note, with its reason.",
        (Datum("reason", ValueKind.TEXT, "Fundamento", rule="POL-06"),),
        _DECIDERS,
    ),
    FactSpec("expire_note", "Caduca la nota", "The configured duration of a confirmed note ended."),
)

_STATES: Final = (
    StateSpec(
        "POR_REDACTAR",
        "Por redactar",
        "Deje en la bitácora de {company} la nota de comportamiento por su ausencia sin excusa.",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        facts=("leave_note",),
        rules=("BEH-01",),
    ),
    StateSpec(
        "REDACTADA",
        "Redactada",
        "Notifique la nota a {company} por carta certificada. Sin la carta no corre el plazo para sus descargos.",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        facts=("send_certified_letter", "present_defence", "withdraw_note"),
        rules=("BEH-03",),
    ),
    StateSpec(
        "CARTA_ENVIADA",
        "Carta certificada enviada",
        "Registre el día en que la oficina de correos recibió la carta {letter_number}, o el día en que se entiende "
        "notificada. Desde entonces {company} tiene {SLA-09} para sus descargos.",
        who=EXECUTIVE_ES,
        role=REGIONAL,
        facts=("record_post_reception", "enter_notified_day", "present_defence", "withdraw_note"),
        rules=("BEH-03", "BEH-04"),
    ),
    StateSpec(
        "EN_PLAZO",
        "En plazo de descargos",
        "{company} se entiende notificada el {notified} y puede presentar sus descargos hasta el {defence_until}.",
        who=COMPANY_ES,
        role=COMPANY,
        facts=("present_defence", "withdraw_note"),
        rules=("BEH-04",),
        term="SLA-09",
    ),
    StateSpec(
        "CON_DESCARGOS",
        "Con descargos por resolver",
        "{company} presentó sus descargos. Decida si confirma o retira la nota, con su fundamento.",
        who="director/a regional, o la autoridad configurada",
        facts=("decide_note", "withdraw_note"),
        rules=("BEH-04", "BEH-06"),
    ),
    StateSpec(
        "CONFIRMADA",
        "Confirmada",
        "La nota se considera cuando {company} postule a otra actividad: no la excluye, pero no tendrá prioridad si "
        "hay alta demanda por el mercado. {duration}",
        who="director/a regional, o la autoridad configurada",
        facts=("withdraw_note", "present_defence"),
        rules=("BEH-05", "BEH-02", "BEH-06"),
    ),
    StateSpec(
        "RETIRADA",
        "Retirada",
        "La nota de {company} fue retirada y no produce efectos. Motivo: {reason}.",
        rules=("BEH-04",),
        final=True,
    ),
    StateSpec(
        "CADUCADA",
        "Caducada",
        "Terminó la duración de la nota de {company}: ya no produce efectos.",
        rules=("BEH-06",),
        final=True,
    ),
)

_NOTIFIED: Final = (
    StartTerm("SLA-09", notified_on),
    Notify("NTF-14"),
    SetTimer("defence_term_end", _defence_ends_at, "end_defence_term", term="SLA-09"),
)
_LOGGED: Final = RegisterAction("NOTA_BITACORA")
_CONFIRMED: Final = (_LOGGED, SetTimer("note_expiry", _expires_on, "expire_note"))
_NOT_AUTHORITY_ES: Final = "Sobre una nota de comportamiento decide: {authority}."
_WITHOUT_LETTER_ES: Final = "Sin la carta certificada no corre el plazo para los descargos: envíela primero."


# fmt: off
_ROWS: Final = (
    *on("open_note",
        refusal(NEW, "Solo la ausencia sin excusa a una agenda confirmada da lugar a una nota de comportamiento.",
                "BEH-01", "AGD-07", when=not_from_unexcused_absence),
        step(NEW, "POR_REDACTAR", "BEH-01", "AGD-07")),
    *on("leave_note", step("POR_REDACTAR", "REDACTADA", "BEH-01", then=(RegisterAction("NOTA_COMPORTAMIENTO"),))),
    *on("send_certified_letter", step("REDACTADA", "CARTA_ENVIADA", "BEH-03")),
    *on("record_post_reception",
        refusal("REDACTADA", _WITHOUT_LETTER_ES, "BEH-03", "BEH-04"),
        step("CARTA_ENVIADA", "EN_PLAZO", "BEH-03", "BEH-04", then=_NOTIFIED)),
    *on("enter_notified_day",
        refusal("REDACTADA", _WITHOUT_LETTER_ES, "BEH-03", "BEH-04"),
        step("CARTA_ENVIADA", "EN_PLAZO", "BEH-03", "BEH-04", then=_NOTIFIED)),
    *on("present_defence",
        step(("REDACTADA", "CARTA_ENVIADA", "EN_PLAZO"), "CON_DESCARGOS", "BEH-04", then=_DEFENCE),
        trace("CON_DESCARGOS", "BEH-04", then=(RegisterAction("DESCARGOS"),)),
        step("CONFIRMADA", "CON_DESCARGOS", "BEH-04", when=defence_is_in_time,
             then=(StopTerm(("SLA-09",)), CancelTimers(("note_expiry",)), RegisterAction("DESCARGOS")),
             because="Los descargos llegaron dentro del plazo: la confirmación queda sin efecto hasta que se "
                     "resuelvan."),
        trace("CONFIRMADA", "BEH-04", then=(StopTerm(("SLA-09",)), RegisterAction("DESCARGOS")),
              because="Los descargos llegaron fuera de plazo: quedan registrados como tardíos y la autoridad puede "
                      "considerarlos.")),
    *on("end_defence_term",
        refusal("EN_PLAZO", "El plazo para los descargos termina el {defence_until}.", "BEH-04", when=term_still_runs),
        step("EN_PLAZO", "CONFIRMADA", "BEH-05", "BEH-04", then=_CONFIRMED,
             because="El plazo terminó sin descargos: la nota queda confirmada.")),
    *on("decide_note",
        refusal("EN_PLAZO",
                "La empresa puede presentar descargos hasta el {defence_until}: aún no se resuelve sobre la nota.",
                "BEH-04"),
        refusal("CON_DESCARGOS", _NOT_AUTHORITY_ES, "BEH-06", "BEH-04", when=is_not_the_authority),
        step("CON_DESCARGOS", "RETIRADA", "BEH-04", "BEH-06", when=withdraws, then=(_LOGGED,)),
        step("CON_DESCARGOS", "CONFIRMADA", "BEH-05", "BEH-04", "BEH-06", then=_CONFIRMED)),
    *on("withdraw_note",
        refusal((*_BEFORE_CONFIRMATION, "CONFIRMADA"), _NOT_AUTHORITY_ES, "BEH-06", when=is_not_the_authority),
        step(_BEFORE_CONFIRMATION, "RETIRADA", "BEH-06", "POL-06",
             then=(WaiveTerm(("SLA-09",)), CancelTimers(("defence_term_end",)), _LOGGED)),
        step("CONFIRMADA", "RETIRADA", "BEH-06", "POL-06",
             then=(WaiveTerm(("SLA-09",)), CancelTimers(("note_expiry",)), _LOGGED))),
    *on("expire_note",
        step("CONFIRMADA", "CADUCADA", "BEH-06", then=(WaiveTerm(("SLA-09",)),),
             because="Terminó su duración configurada.")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.BEHAVIOUR_NOTE,
    "Nota de comportamiento",
    _FACTS,
    _STATES,
    _ROWS,
    "Oficina regional",
    office=case_office,
    assignee=regional_executive,
    words={
        "notified": notified_on,
        "defence_until": defence_last_day,
        "duration": _duration_es,
        "authority": lambda situation: authority(situation).es,
    },
)
