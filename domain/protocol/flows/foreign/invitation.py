"""
Invitations ("invitación a empresa extranjera"; VIS-05): a regional office or a sector talks first with the commercial
office, which gives the lead time of its market; nothing goes out until that and the checklist are complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from domain.model.cases import Flow, ValueKind
from domain.model.institution.people import Role
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    OPEN,
    Datum,
    FactSpec,
    FlowSpec,
    HandOver,
    RegisterAction,
    StateSpec,
    on,
    refusal,
    step,
    trace,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.foreign.offices import (
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
from domain.protocol.flows.national.responsible import HEAD, NOTES, OFFICER, REASON, REGIONAL

__all__ = ["CHECKLIST", "FLOW", "latest_invitation_day", "missing_of_checklist"]

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


_LEAD_TIME: Final = Datum(
    "lead_time_days", ValueKind.INTEGER, "Días de anticipación que pide el mercado", rule="VIS-05", most=3_650
)
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
            _LEAD_TIME,
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
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("confirm_lead_time", "give_information"),
        rules=("VIS-05",),
    ),
    StateSpec(
        "REUNIENDO_ANTECEDENTES",
        "Faltan antecedentes",
        "La oficina comercial pide {lead_time_days} días de anticipación. Para invitar a {company} falta entregar: "
        "{missing_items}.",
        who=_INVITER_ES,
        facts=("give_information",),
        rules=("VIS-05",),
    ),
    StateSpec(
        "LISTA",
        "Lista para enviar",
        "Los antecedentes están completos. Envíe la invitación a {company} a más tardar el {latest_day}.",
        who=_INVITER_ES,
        facts=("send_invitation", "give_information"),
        rules=("VIS-05",),
    ),
    StateSpec(
        "INVITADA",
        "Invitación enviada",
        "Registre si {company} acepta la invitación.",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("record_invitation_answer",),
        rules=("VIS-05",),
    ),
    StateSpec("ACEPTADA", "Aceptada", "La empresa aceptó la invitación.", rules=("VIS-05",), final=True),
    StateSpec("DECLINADA", "Declinada", "La empresa no aceptó la invitación.", rules=("VIS-05",), final=True),
    StateSpec("SIN_EFECTO", "Sin efecto", "La invitación no se envía.", rules=("POL-06",), final=True),
)

_BEFORE: Final = ("CONSULTANDO_OFICOM", "REUNIENDO_ANTECEDENTES", "LISTA")


# fmt: off

_ROWS: Final = (
    *on("propose_invitation",
        refusal(NEW, REGISTER_FIRST, "EXT-01", "VIS-05", when=has_no_company, lacks=(ACCOUNT,)),
        refusal(NEW, NOT_FOREIGN, "VIS-05", "DEF-01", when=is_not_foreign),
        step(NEW, "CONSULTANDO_OFICOM", "VIS-05", then=(HandOver(handed_to_oficom),))),
    *on("confirm_lead_time",
        refusal(_BEFORE, "Los días de anticipación no pueden ser menos que cero.", "VIS-05",
                when=lead_time_is_negative, wrong=_LEAD_TIME),
        step(_BEFORE, "LISTA", "VIS-05", when=checklist_is_complete),
        step(_BEFORE, "REUNIENDO_ANTECEDENTES", "VIS-05")),
    *on("give_information",
        trace("CONSULTANDO_OFICOM", "VIS-05"),
        step(("REUNIENDO_ANTECEDENTES", "LISTA"), "LISTA", "VIS-05", when=checklist_is_complete),
        trace(("REUNIENDO_ANTECEDENTES", "LISTA"), "VIS-05")),
    *on("send_invitation",
        refusal(_BEFORE, "Primero la oficina comercial confirma los plazos de su mercado.", "VIS-05",
                when=lead_time_is_unknown),
        refusal(_BEFORE, "Faltan antecedentes que la oficina comercial necesita: {missing_items}.", "VIS-05",
                when=checklist_is_incomplete),
        refusal(_BEFORE, "La fecha de la actividad ya pasó: acuerde otra con la oficina comercial.", "VIS-05",
                when=activity_is_past),
        step(_BEFORE, "INVITADA", "VIS-05", when=lead_time_has_passed, then=(RegisterAction("INVITACION_ACTIVIDAD"),),
             because="Se envía con menos anticipación que los {lead_time_days} días que indicó la oficina comercial."),
        step(_BEFORE, "INVITADA", "VIS-05", then=(RegisterAction("INVITACION_ACTIVIDAD"),))),
    *on("record_invitation_answer",
        step("INVITADA", "ACEPTADA", "VIS-05", when=is_accepted),
        step("INVITADA", "DECLINADA", "VIS-05")),
    *on("withdraw_invitation", step(OPEN, "SIN_EFECTO", "POL-06", "VIS-05")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.INVITATION,
    "Invitación a una empresa extranjera",
    _FACTS,
    _STATES,
    _ROWS,
    "Oficina regional o sector que invita",
    office=oficom_of,
    assignee=lambda situation: id_of(commercial_executive(situation)),
    words={"missing_items": _missing_es, "latest_day": latest_invitation_day},
)
