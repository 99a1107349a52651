"""
Visits of importers ("visita de importadores"; VIS): by the sector team when the zone is open (route A), by the
macro-zone coordinators when supply and regions are known (route B), within 7 business days,
with the notice that SLA-16 asks for.
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import Flow
from domain.protocol.engine_rows import (
    Effect,
    FlowSpec,
    HandOver,
    Notify,
    RegisterAction,
    StartTerm,
    StopTerm,
    Transition,
    WaiveTerm,
)
from domain.protocol.engine_rules import NEW, OPEN
from domain.protocol.flows.foreign import NOT_FOREIGN, REGISTER_FIRST
from domain.protocol.flows.visit_facts import FACTS, STATES
from domain.protocol.flows.visit_guards import GUARDS, VALUES

__all__ = ["FLOW", "GUARDS", "VALUES"]

_TO_SECTOR: Final = (StartTerm("SLA-14"), HandOver("@to_sector"))
_TO_MACROZONES: Final = (StartTerm("SLA-15", unit="@contacted"), HandOver("@to_macrozones"))
_INFORMED: Final = (StartTerm("@notice_term", "$visit_starts_on"), StopTerm(("SLA-16",)))
_ANSWERED: Final = (Notify("NTF-27"), RegisterAction("RESPUESTA_VISITA"))
_TO_OFICOM: Final = HandOver("@to_oficom")


def _refused(sources: tuple[str, ...], fact: str, rules: tuple[str, ...], when: str, reason: str) -> Transition:
    return Transition(sources, fact, None, rules, when, refuse=True, reason=reason)


def _requested(source: str, *told: Effect) -> tuple[Transition, ...]:
    """The request, by either route; a short notice waits for the offices. *told*: what the importer is told with it."""
    return (
        _refused((source,), "request_visit", ("VIS-06",), "visit_is_past", "La visita no puede comenzar antes de hoy."),
        _refused((source,), "request_visit", ("VIS-01", "VIS-03"), "supply_is_unknown",
                 "Antes de pedir la agenda, defina con el importador la oferta que desea conocer."),
        _refused((source,), "request_visit", ("VIS-03",), "no_coordinator_is_known",
                 "El directorio no tiene coordinación macrozonal para esas regiones: indique las que contactó."),
        Transition((source,), "request_visit", "PLAZO_BREVE", ("VIS-07", "VIS-06", "SLA-16"), "is_short_notice",
                   (*_INFORMED, *told),
                   reason="Hay menos de {SLA-16} hasta la visita: se tramita solo si lo acuerdan la oficina comercial "
                          "y las regionales.", turns_away=True),
        Transition((source,), "request_visit", "EN_MACROZONAS", ("VIS-03", "VIS-04", "SLA-15"), "zone_is_known",
                   (*_INFORMED, *told, *_TO_MACROZONES)),
        Transition((source,), "request_visit", "EN_EQUIPO_SECTORIAL", ("VIS-01", "VIS-02", "SLA-14"),
                   effects=(*_INFORMED, *told, *_TO_SECTOR)),
    )  # fmt: skip


# fmt: off
_OPENING: Final = tuple(
    _refused((NEW,), fact, rules, when, reason)
    for fact in ("receive_visit_enquiry", "request_visit")
    for rules, when, reason in (
        (("EXT-01", "VIS-01"), "has_no_company", REGISTER_FIRST),
        (("VIS-01", "DEF-01"), "is_not_foreign", NOT_FOREIGN),
    )
)

_AGREEMENT: Final = (
    *(
        _refused(("PLAZO_BREVE", "VIABLE"), fact, ("VIS-07",), when, reason)
        for fact in ("agree_short_notice", "decline_short_notice")
        for when, reason in (
            ("notice_is_enough", "Hay {SLA-16} o más hasta la visita: no hace falta un acuerdo."),
            ("office_is_not_involved", "Esa oficina no participa en la visita. Faltan: {offices_pending}."),
            ("speaks_for_another_office", "Cada oficina acuerda por sí misma: indique la suya."),
        )
    ),
    Transition(("PLAZO_BREVE",), "agree_short_notice", None, ("VIS-07",), "agreement_is_pending"),
    Transition(("PLAZO_BREVE",), "agree_short_notice", "EN_MACROZONAS", ("VIS-07", "VIS-03", "SLA-15"),
               "zone_is_known", _TO_MACROZONES),
    Transition(("PLAZO_BREVE",), "agree_short_notice", "EN_EQUIPO_SECTORIAL", ("VIS-07", "VIS-01", "SLA-14"),
               effects=_TO_SECTOR),
    Transition(("VIABLE",), "agree_short_notice", None, ("VIS-07",)),
    Transition(("PLAZO_BREVE", "VIABLE"), "decline_short_notice", "SIN_ACUERDO", ("VIS-07",), turns_away=True),
)

_ROUTE_A: Final = (
    Transition(("EN_EQUIPO_SECTORIAL",), "ask_macrozones", None, ("VIS-01",)),
    Transition(("EN_EQUIPO_SECTORIAL",), "report_feasibility", None, ("VIS-01",),
               reason="El plazo sigue corriendo hasta que el equipo sectorial responda a la oficina comercial."),
    _refused(("EN_EQUIPO_SECTORIAL",), "answer_as_sector", ("VIS-01",), "viable_without_regions",
             "Si es viable, indique las regiones que sugiere."),
    _refused(("EN_EQUIPO_SECTORIAL",), "answer_as_sector", ("POL-06", "VIS-02"), "not_viable_without_reason",
             "Si no es viable, explique por qué: el importador debe saberlo."),
    Transition(("EN_EQUIPO_SECTORIAL",), "answer_as_sector", "VIABLE", ("VIS-02", "VIS-01"), "is_viable",
               (StopTerm(("SLA-14",)), *_ANSWERED, _TO_OFICOM)),
    Transition(("EN_EQUIPO_SECTORIAL",), "answer_as_sector", "NO_VIABLE", ("VIS-02",),
               effects=(StopTerm(("SLA-14",)), *_ANSWERED, _TO_OFICOM)),
)

_THIS_ZONE: Final = StopTerm(("SLA-15:$macrozone",))
_ROUTE_B: Final = (
    _refused(("EN_MACROZONAS",), "answer_as_coordinator", ("VIS-04",), "zone_was_not_contacted",
             "Esa macrozona no fue consultada. Faltan por responder: {coordinators_pending}."),
    _refused(("EN_MACROZONAS",), "answer_as_coordinator", ("VIS-04",), "answers_for_another_zone",
             "Usted no coordina esa macrozona ni reemplaza a quien la coordina."),
    _refused(("EN_MACROZONAS",), "answer_as_coordinator", ("VIS-04",), "zone_has_answered",
             "Esa macrozona ya respondió. Faltan: {coordinators_pending}."),
    _refused(("EN_MACROZONAS",), "answer_as_coordinator", ("POL-06", "VIS-04"), "not_viable_without_reason",
             "Si no es viable, explique por qué: el importador debe saberlo."),
    Transition(("EN_MACROZONAS",), "answer_as_coordinator", None, ("VIS-04", "SLA-15"), "others_are_pending",
               (_THIS_ZONE, *_ANSWERED)),
    Transition(("EN_MACROZONAS",), "answer_as_coordinator", "VIABLE", ("VIS-04", "VIS-03"), "some_answer_is_viable",
               (_THIS_ZONE, *_ANSWERED, _TO_OFICOM)),
    Transition(("EN_MACROZONAS",), "answer_as_coordinator", "NO_VIABLE", ("VIS-04",),
               effects=(_THIS_ZONE, *_ANSWERED, _TO_OFICOM)),
)

_ENDING: Final = (
    _refused(("VIABLE",), "confirm_visit", ("VIS-07",), "short_notice_is_not_agreed",
             "Con menos de {SLA-16} deben acordarlo todas las oficinas. Faltan: {offices_pending}."),
    Transition(("VIABLE",), "confirm_visit", "CONFIRMADA", ("VIS-01", "VIS-03")),
    Transition(("NO_VIABLE",), "explain_not_viable", "NO_REALIZADA", ("POL-06", "VIS-02", "VIS-04"),
               turns_away=True),
    _refused(("CONFIRMADA",), "record_visit_held", ("ATN-05",), "ends_before_it_starts",
             "El último día no puede ser anterior al primero."),
    Transition(("CONFIRMADA",), "record_visit_held", "REALIZADA", ("ATN-05", "EXT-02"),
               effects=(RegisterAction("VISITA_IMPORTADOR"),)),
    Transition((OPEN,), "withdraw_visit", "SIN_EFECTO", ("POL-06", "VIS-01"),
               effects=(WaiveTerm(("SLA-14", "SLA-15", "SLA-16")),)),
)

_TRANSITIONS: Final = (
    *_OPENING,
    Transition((NEW,), "receive_visit_enquiry", "CONSULTADA", ("VIS-08", "VIS-06"),
               effects=(Notify("NTF-28"), StartTerm("@notice_term", "$visit_starts_on"))),
    *_requested(NEW, Notify("NTF-28")),
    *_requested("CONSULTADA"),
    *_AGREEMENT,
    *_ROUTE_A,
    *_ROUTE_B,
    *_ENDING,
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.VISIT,
    "Visita de importadores",
    FACTS,
    STATES,
    _TRANSITIONS,
    "Oficina comercial y equipo sectorial o coordinación macrozonal",
)
