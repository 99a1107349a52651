"""
Visits of importers ("visita de importadores"; VIS): by the sector team when the zone is open (route A), by the
macro-zone coordinators when supply and regions are known (route B), within 7 business days,
with the notice that SLA-16 asks for.
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import Flow
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    OPEN,
    Effect,
    FlowSpec,
    HandOver,
    Notify,
    RegisterAction,
    StartTerm,
    StopTerm,
    Transition,
    WaiveTerm,
    on,
    refusal,
    step,
    trace,
    turning_away,
)
from domain.protocol.flows.foreign.offices import (
    NOT_FOREIGN,
    REGISTER_FIRST,
    handed_to_oficom,
    has_no_company,
    is_not_foreign,
)
from domain.protocol.flows.foreign.visit_facts import (
    ANSWER_NOTES,
    FACTS,
    MACROZONE,
    MACROZONES,
    OFFICE,
    STATES,
    SUGGESTED_REGIONS,
    VISIT_STARTS_ON,
)
from domain.protocol.flows.foreign.visit_guards import (
    agreement_is_pending,
    answers_for_another_zone,
    assignee,
    case_office,
    contacted,
    coordinators_pending,
    is_short_notice,
    is_viable,
    no_coordinator_is_known,
    not_viable_without_reason,
    notice_is_enough,
    notice_term,
    office_is_not_involved,
    offices_pending_es,
    others_are_pending,
    regions_es,
    short_notice_is_not_agreed,
    short_notice_note,
    some_answer_is_viable,
    speaks_for_another_office,
    supply_is_unknown,
    to_macrozones,
    to_sector,
    viable_without_regions,
    visit_is_past,
    zone_has_answered,
    zone_is_known,
    zone_was_not_contacted,
)
from domain.protocol.flows.national.responsible import ENDED_ON, ends_before_it_starts

__all__ = ["FLOW"]

_TO_SECTOR: Final = (StartTerm("SLA-14"), HandOver(to_sector))
_TO_MACROZONES: Final = (StartTerm("SLA-15", unit=contacted), HandOver(to_macrozones))
_NOTICE: Final = StartTerm(notice_term, VISIT_STARTS_ON)
_INFORMED: Final = StopTerm(("SLA-16",))
_ANSWERED: Final = (Notify("NTF-27"), RegisterAction("RESPUESTA_VISITA"))
_THIS_ZONE: Final = StopTerm(("SLA-15",), unit=MACROZONE)
_TO_OFICOM: Final = HandOver(handed_to_oficom)
_SUPPLY_TO_CLARIFY: Final = "OFERTA_POR_ACLARAR"


# fmt: off
_OPENED_BY_A_FOREIGN_COMPANY: Final = (
    refusal(NEW, REGISTER_FIRST, "EXT-01", "VIS-01", when=has_no_company, lacks=(ACCOUNT,)),
    refusal(NEW, NOT_FOREIGN, "VIS-01", "DEF-01", when=is_not_foreign),
)
_BY_AN_OFFICE_THAT_AGREES: Final = (
    refusal(("PLAZO_BREVE", "VIABLE"), "Hay {SLA-16} o más hasta la visita: no hace falta un acuerdo.", "VIS-07",
            when=notice_is_enough),
    refusal(("PLAZO_BREVE", "VIABLE"), "Esa oficina no participa en la visita. Faltan: {offices_pending}.", "VIS-07",
            when=office_is_not_involved, wrong=OFFICE),
    refusal(("PLAZO_BREVE", "VIABLE"), "Cada oficina acuerda por sí misma: indique la suya.", "VIS-07",
            when=speaks_for_another_office, wrong=OFFICE),
)


def _to_clarify(source: str, told: tuple[Effect, ...]) -> Transition:
    """The supply comes first, whether the zone is known or not; neither route has begun."""
    if source == _SUPPLY_TO_CLARIFY:
        return refusal(source, "Todavía falta la oferta: aclárela con el importador antes de pedir la agenda.",
                       "EXT-01", "AMB-66", when=supply_is_unknown)
    return step(source, _SUPPLY_TO_CLARIFY, "EXT-01", "AMB-66", when=supply_is_unknown,
                then=(_NOTICE, *told),
                because="El importador no tiene clara la oferta que desea conocer: primero se aclara con él.")


def _requested(source: str, *told: Effect) -> tuple[Transition, ...]:
    """The request, by either route; a short notice waits for the offices. *told*: what the importer is told with it."""
    informed = (_INFORMED,) if source == _SUPPLY_TO_CLARIFY else (_NOTICE, _INFORMED)
    return (
        refusal(source, "La visita no puede comenzar antes de hoy.", "VIS-06", when=visit_is_past,
                wrong=VISIT_STARTS_ON),
        _to_clarify(source, told),
        refusal(source, "El directorio no tiene coordinación macrozonal para esas regiones: indique las que contactó.",
                "VIS-03", when=no_coordinator_is_known, lacks=(MACROZONES,)),
        turning_away(step(source, "PLAZO_BREVE", "VIS-07", "VIS-06", "SLA-16", when=is_short_notice,
                          then=(*informed, *told),
                          because="Hay menos de {SLA-16} hasta la visita: se tramita solo si lo acuerdan la oficina "
                                  "comercial y las regionales.")),
        step(source, "EN_MACROZONAS", "VIS-03", "VIS-04", "SLA-15", when=zone_is_known,
             then=(*informed, *told, *_TO_MACROZONES)),
        step(source, "EN_EQUIPO_SECTORIAL", "VIS-01", "VIS-02", "SLA-14", then=(*informed, *told, *_TO_SECTOR)),
    )


_ROWS: Final = (
    *on("receive_visit_enquiry",
        *_OPENED_BY_A_FOREIGN_COMPANY,
        step(NEW, "CONSULTADA", "VIS-08", "VIS-06", then=(Notify("NTF-28"), _NOTICE))),
    *on("request_visit",
        *_OPENED_BY_A_FOREIGN_COMPANY,
        *_requested(NEW, Notify("NTF-28")),
        *_requested("CONSULTADA"),
        *_requested(_SUPPLY_TO_CLARIFY)),
    *on("agree_short_notice",
        *_BY_AN_OFFICE_THAT_AGREES,
        trace("PLAZO_BREVE", "VIS-07", when=agreement_is_pending),
        step("PLAZO_BREVE", "EN_MACROZONAS", "VIS-07", "VIS-03", "SLA-15", when=zone_is_known, then=_TO_MACROZONES),
        step("PLAZO_BREVE", "EN_EQUIPO_SECTORIAL", "VIS-07", "VIS-01", "SLA-14", then=_TO_SECTOR),
        trace("VIABLE", "VIS-07")),
    *on("decline_short_notice",
        *_BY_AN_OFFICE_THAT_AGREES,
        turning_away(step(("PLAZO_BREVE", "VIABLE"), "SIN_ACUERDO", "VIS-07"))),
    *on("ask_macrozones", trace("EN_EQUIPO_SECTORIAL", "VIS-01")),
    *on("report_feasibility",
        trace("EN_EQUIPO_SECTORIAL", "VIS-01",
              because="El plazo sigue corriendo hasta que el equipo sectorial responda a la oficina comercial.")),
    *on("answer_as_sector",
        refusal("EN_EQUIPO_SECTORIAL", "Si es viable, indique las regiones que sugiere.", "VIS-01",
                when=viable_without_regions, lacks=(SUGGESTED_REGIONS,)),
        refusal("EN_EQUIPO_SECTORIAL", "Si no es viable, explique por qué: el importador debe saberlo.", "POL-06",
                "VIS-02", when=not_viable_without_reason, lacks=(ANSWER_NOTES,)),
        step("EN_EQUIPO_SECTORIAL", "VIABLE", "VIS-02", "VIS-01", when=is_viable,
             then=(StopTerm(("SLA-14",)), *_ANSWERED, _TO_OFICOM)),
        step("EN_EQUIPO_SECTORIAL", "NO_VIABLE", "VIS-02", then=(StopTerm(("SLA-14",)), *_ANSWERED, _TO_OFICOM))),
    *on("answer_as_coordinator",
        refusal("EN_MACROZONAS", "Esa macrozona no fue consultada. Faltan por responder: {coordinators_pending}.",
                "VIS-04", when=zone_was_not_contacted, wrong=MACROZONE),
        refusal("EN_MACROZONAS", "Usted no coordina esa macrozona ni reemplaza a quien la coordina.", "VIS-04",
                when=answers_for_another_zone),
        refusal("EN_MACROZONAS", "Esa macrozona ya respondió. Faltan: {coordinators_pending}.", "VIS-04",
                when=zone_has_answered, wrong=MACROZONE),
        refusal("EN_MACROZONAS", "Si no es viable, explique por qué: el importador debe saberlo.", "POL-06", "VIS-04",
                when=not_viable_without_reason, lacks=(ANSWER_NOTES,)),
        trace("EN_MACROZONAS", "VIS-04", "SLA-15", when=others_are_pending, then=(_THIS_ZONE, *_ANSWERED)),
        step("EN_MACROZONAS", "VIABLE", "VIS-04", "VIS-03", when=some_answer_is_viable,
             then=(_THIS_ZONE, *_ANSWERED, _TO_OFICOM)),
        step("EN_MACROZONAS", "NO_VIABLE", "VIS-04", then=(_THIS_ZONE, *_ANSWERED, _TO_OFICOM))),
    *on("confirm_visit",
        refusal("VIABLE", "Con menos de {SLA-16} deben acordarlo todas las oficinas. Faltan: {offices_pending}.",
                "VIS-07", when=short_notice_is_not_agreed),
        step("VIABLE", "CONFIRMADA", "VIS-01", "VIS-03")),
    *on("explain_not_viable", turning_away(step("NO_VIABLE", "NO_REALIZADA", "POL-06", "VIS-02", "VIS-04"))),
    *on("record_visit_held",
        refusal("CONFIRMADA", "El último día no puede ser anterior al primero.", "ATN-05", when=ends_before_it_starts,
                wrong=ENDED_ON),
        step("CONFIRMADA", "REALIZADA", "ATN-05", "EXT-02", then=(RegisterAction("VISITA_IMPORTADOR"),))),
    *on("withdraw_visit",
        step(OPEN, "SIN_EFECTO", "POL-06", "VIS-01",
             then=(WaiveTerm(("SLA-14", "SLA-15", "SLA-16"), withdrawn=True),))),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.VISIT,
    "Visita de importadores",
    FACTS,
    STATES,
    _ROWS,
    "Oficina comercial y equipo sectorial o coordinación macrozonal",
    office=case_office,
    assignee=assignee,
    words={
        "offices_pending": offices_pending_es,
        "coordinators_pending": coordinators_pending,
        "viable_regions": regions_es,
        "short_notice_note": short_notice_note,
    },
)
