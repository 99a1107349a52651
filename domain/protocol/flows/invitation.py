"""
Invitations ("invitación a empresa extranjera"; VIS-05): a regional office or a sector talks first with the commercial
office, which gives the lead time of its market; nothing goes out until that and the checklist are complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from domain.model.cases import Flow, ValueKind
from domain.model.people import Role
from domain.protocol.engine_rows import Datum, FactSpec, FlowSpec, HandOver, RegisterAction, StateSpec, Transition
from domain.protocol.engine_rules import NEW, OPEN
from domain.protocol.engine_situation import Computed, Guard, Situation
from domain.protocol.flows.contacts import contact
from domain.protocol.flows.foreign import (
    COMMERCIAL,
    NOT_FOREIGN,
    OFICOM_ES,
    REGISTER_FIRST,
    commercial_executive,
    handed_to_oficom,
    has_no_company,
    id_of,
    is_not_foreign,
    oficom_of,
)
from domain.protocol.flows.national import HEAD, NOTES, OFFICER, REASON, REGIONAL

__all__ = ["CHECKLIST", "FLOW", "GUARDS", "VALUES", "latest_invitation_day", "missing_of_checklist"]

CHECKLIST: Final[Mapping[str, Datum]] = {
    datum.name: datum
    for datum in (
        Datum("activity_on", ValueKind.DATE, "Fecha", required=False, rule="VIS-05"),
        Datum("trip_aim", ValueKind.TEXT, "Objetivo del viaje", required=False, rule="VIS-05"),
        Datum(
            "chilean_companies",
            ValueKind.TEXT,
            "Empresas, o perfil de empresas chilenas, que conocerá",
            required=False,
            rule="VIS-05",
        ),
        Datum(
            "covered_items",
            ValueKind.TEXTS,
            "Ítems de viaje y estadía cubiertos por ProChile",
            required=False,
            rule="VIS-05",
        ),
    )
}
"""The four items of the source; what else the commercial office asks for comes with its lead time."""


def missing_of_checklist(situation: Situation) -> tuple[str, ...]:
    """Labels of what the commercial office still needs: the four items, and the others it asked for. Source: VIS-05."""
    lacking = [datum.label for name, datum in CHECKLIST.items() if name not in situation.data]
    given = set(situation.texts("other_items_given"))
    return (*lacking, *(item for item in situation.texts("other_items_asked") if item not in given))


def latest_invitation_day(situation: Situation) -> date | None:
    """Last day to invite within the lead time of the market; None: the date or the lead time is not known."""
    activity_on, lead_time = situation.day("activity_on"), situation.number("lead_time_days")
    if activity_on is None or lead_time is None:
        return None
    return activity_on - timedelta(days=lead_time)


def lead_time_is_unknown(situation: Situation) -> bool:
    """The commercial office has not confirmed the lead time of its market. Source: VIS-05, AMB-50."""
    return situation.number("lead_time_days") is None


def lead_time_is_negative(situation: Situation) -> bool:
    """Source: VIS-05."""
    days = situation.number("lead_time_days")
    return days is not None and days < 0


def checklist_is_incomplete(situation: Situation) -> bool:
    """Something of the information is missing. Source: VIS-05."""
    return bool(missing_of_checklist(situation))


def checklist_is_complete(situation: Situation) -> bool:
    """Everything is there. Source: VIS-05."""
    return not checklist_is_incomplete(situation)


def activity_is_past(situation: Situation) -> bool:
    """The date has passed. Source: VIS-05."""
    activity_on = situation.day("activity_on")
    return activity_on is not None and activity_on < situation.today


def lead_time_has_passed(situation: Situation) -> bool:
    """There is less time than the commercial office said: it goes on, and says so. Source: VIS-05, AMB-50."""
    latest = latest_invitation_day(situation)
    return latest is not None and situation.today > latest


def is_accepted(situation: Situation) -> bool:
    """Source: VIS-05."""
    return situation.given.get("accepted") is True


def _missing_es(situation: Situation) -> str:
    return ", ".join(item.lower() for item in missing_of_checklist(situation)) or "nada"


_INVITERS: Final = frozenset({REGIONAL, HEAD, OFFICER, Role.SECTOR_HEAD})
_INVITER_ES: Final = "oficina regional o sector que invita"
_GIVEN: Final = (
    *CHECKLIST.values(),
    Datum("other_items_given", ValueKind.TEXTS, "Otros antecedentes entregados", required=False, rule="VIS-05"),
)

_FACTS: Final = (
    FactSpec(
        "propose_invitation",
        "Proponer la invitación a la oficina comercial",
        "A regional office or a sector wants to invite a foreign company: it talks with the commercial office first.",
        (Datum("activity", ValueKind.TEXT, "Actividad o motivo", rule="VIS-05"), *CHECKLIST.values()),
        _INVITERS,
    ),
    FactSpec(
        "confirm_lead_time",
        "Confirmar los plazos del mercado",
        "The commercial office says how many days before the activity to invite the company, and what else it asks.",
        (
            Datum("lead_time_days", ValueKind.INTEGER, "Días de anticipación que pide el mercado", rule="VIS-05"),
            Datum("other_items_asked", ValueKind.TEXTS, "Otros antecedentes que pide", required=False, rule="VIS-05"),
        ),
        frozenset({COMMERCIAL}),
    ),
    FactSpec(
        "give_information",
        "Entregar antecedentes de la invitación",
        "Items of the checklist, as they become known.",
        _GIVEN,
        _INVITERS,
    ),
    contact(
        "send_invitation",
        "Enviar la invitación",
        "The invitation goes to the company; refused until the lead time is confirmed and the checklist complete.",
        (NOTES,),
        _INVITERS | {COMMERCIAL},
    ),
    contact(
        "record_invitation_answer",
        "Registrar la respuesta de la empresa",
        "Whether the company accepts.",
        (Datum("accepted", ValueKind.BOOLEAN, "Acepta la invitación", rule="VIS-05"), NOTES),
        _INVITERS | {COMMERCIAL},
    ),
    FactSpec("withdraw_invitation", "Dejar sin efecto la invitación", "It will not be sent.", (REASON,), _INVITERS),
)

_STATES: Final = (
    StateSpec(
        "CONSULTANDO_OFICOM",
        "Falta la oficina comercial",
        "Indique con cuánta anticipación hay que invitar a {company} según los plazos de su mercado, y qué otros "
        "antecedentes necesita. Antecedentes pendientes: {missing_items}.",
        OFICOM_ES,
        COMMERCIAL,
        ("confirm_lead_time", "give_information"),
        ("VIS-05",),
    ),
    StateSpec(
        "REUNIENDO_ANTECEDENTES",
        "Faltan antecedentes",
        "La oficina comercial pide {lead_time_days} días de anticipación. Para invitar a {company} falta entregar: "
        "{missing_items}.",
        _INVITER_ES,
        None,
        ("give_information",),
        ("VIS-05",),
    ),
    StateSpec(
        "LISTA",
        "Lista para enviar",
        "Los antecedentes están completos. Envíe la invitación a {company} a más tardar el {latest_day}.",
        _INVITER_ES,
        None,
        ("send_invitation", "give_information"),
        ("VIS-05",),
    ),
    StateSpec(
        "INVITADA",
        "Invitación enviada",
        "Registre si {company} acepta la invitación.",
        OFICOM_ES,
        COMMERCIAL,
        ("record_invitation_answer",),
        ("VIS-05",),
    ),
    StateSpec("ACEPTADA", "Aceptada", "La empresa aceptó la invitación.", final=True, rules=("VIS-05",)),
    StateSpec("DECLINADA", "Declinada", "La empresa no aceptó la invitación.", final=True, rules=("VIS-05",)),
    StateSpec("SIN_EFECTO", "Sin efecto", "La invitación no se envía.", final=True, rules=("POL-06",)),
)

_BEFORE: Final = ("CONSULTANDO_OFICOM", "REUNIENDO_ANTECEDENTES", "LISTA")

# fmt: off
_TRANSITIONS: Final = (
    Transition((NEW,), "propose_invitation", None, ("EXT-01", "VIS-05"), "has_no_company", refuse=True,
               reason=REGISTER_FIRST),
    Transition((NEW,), "propose_invitation", None, ("VIS-05", "DEF-01"), "is_not_foreign", refuse=True,
               reason=NOT_FOREIGN),
    Transition((NEW,), "propose_invitation", "CONSULTANDO_OFICOM", ("VIS-05",), effects=(HandOver("@to_oficom"),)),
    Transition(_BEFORE, "confirm_lead_time", None, ("VIS-05",), "lead_time_is_negative", refuse=True,
               reason="Los días de anticipación no pueden ser menos que cero."),
    Transition(_BEFORE, "confirm_lead_time", "LISTA", ("VIS-05",), "checklist_is_complete"),
    Transition(_BEFORE, "confirm_lead_time", "REUNIENDO_ANTECEDENTES", ("VIS-05",)),
    Transition(("CONSULTANDO_OFICOM",), "give_information", None, ("VIS-05",)),
    Transition(("REUNIENDO_ANTECEDENTES", "LISTA"), "give_information", "LISTA", ("VIS-05",), "checklist_is_complete"),
    Transition(("REUNIENDO_ANTECEDENTES", "LISTA"), "give_information", None, ("VIS-05",)),
    Transition(_BEFORE, "send_invitation", None, ("VIS-05",), "lead_time_is_unknown", refuse=True,
               reason="Primero la oficina comercial confirma los plazos de su mercado."),
    Transition(_BEFORE, "send_invitation", None, ("VIS-05",), "checklist_is_incomplete", refuse=True,
               reason="Faltan antecedentes que la oficina comercial necesita: {missing_items}."),
    Transition(_BEFORE, "send_invitation", None, ("VIS-05",), "activity_is_past", refuse=True,
               reason="La fecha de la actividad ya pasó: acuerde otra con la oficina comercial."),
    Transition(_BEFORE, "send_invitation", "INVITADA", ("VIS-05",), "lead_time_has_passed",
               (RegisterAction("INVITACION_ACTIVIDAD"),),
               reason="Se envía con menos anticipación que los {lead_time_days} días que indicó la oficina comercial."),
    Transition(_BEFORE, "send_invitation", "INVITADA", ("VIS-05",),
               effects=(RegisterAction("INVITACION_ACTIVIDAD"),)),
    Transition(("INVITADA",), "record_invitation_answer", "ACEPTADA", ("VIS-05",), "is_accepted"),
    Transition(("INVITADA",), "record_invitation_answer", "DECLINADA", ("VIS-05",)),
    Transition((OPEN,), "withdraw_invitation", "SIN_EFECTO", ("POL-06", "VIS-05")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.INVITATION,
    "Invitación a una empresa extranjera",
    _FACTS,
    _STATES,
    _TRANSITIONS,
    "Oficina regional o sector que invita",
)

GUARDS: Final[Mapping[str, Guard]] = {
    guard.__name__: guard
    for guard in (
        has_no_company,
        is_not_foreign,
        lead_time_is_negative,
        lead_time_is_unknown,
        lead_time_has_passed,
        checklist_is_complete,
        checklist_is_incomplete,
        activity_is_past,
        is_accepted,
    )
}

VALUES: Final[Mapping[str, Computed]] = {
    "case_office": oficom_of,
    "case_assignee": lambda situation: id_of(commercial_executive(situation)),
    "to_oficom": handed_to_oficom,
    "missing_items": _missing_es,
    "latest_day": latest_invitation_day,
}
