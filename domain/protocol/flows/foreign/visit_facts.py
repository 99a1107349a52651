"""Facts and states of a visit of importers ("visita de importadores"; VIS-01..VIS-04, VIS-06..VIS-08)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from domain.model.cases import ValueKind
from domain.model.institution.people import Role
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import Datum, FactSpec, StateSpec
from domain.protocol.flows.foreign.offices import COMMERCIAL, COORDINATOR, MARKET
from domain.protocol.flows.national.responsible import ENDED_ON, HEAD, NOTES, OFFICER, REASON, REGIONAL, STARTED_ON

_OFICOM: Final = frozenset({COMMERCIAL})
_OFFICES: Final = frozenset({COMMERCIAL, REGIONAL, HEAD})
VIABLE: Final = Datum("viable", ValueKind.BOOLEAN, "Es viable en la fecha", rule="VIS-01")
SUGGESTED_REGIONS: Final = Datum(
    "suggested_regions", ValueKind.REGIONS, "Regiones que se sugieren", required=False, rule="VIS-01"
)
ANSWER_NOTES: Final = Datum("answer_notes", ValueKind.TEXT, "Explicación", required=False, rule="POL-06")
MACROZONE: Final = Datum("macrozone", ValueKind.TEXT, "Macrozona por la que responde", rule="VIS-04")
MACROZONES: Final = Datum(
    "macrozones", ValueKind.TEXTS, "Macrozonas contactadas, si no las da el directorio", required=False, rule="VIS-03"
)
OFFICE: Final = Datum("office", ValueKind.TEXT, "Código de la oficina que responde", rule="VIS-07")

VISIT_STARTS_ON: Final = Datum("visit_starts_on", ValueKind.DATE, "Comienzo de la visita", rule="VIS-06")

FACTS: Final = (
    contact(
        "receive_visit_enquiry",
        "Recibir la consulta de un importador",
        "An importer asks about an agenda in Chile: it is told of the notice.",
        (replace(VISIT_STARTS_ON, required=False), NOTES),
        _OFICOM,
    ),
    FactSpec(
        "request_visit",
        "Solicitar la agenda de la visita",
        "The commercial office asks for the agenda: the sector team when the zone is open, else the coordinators.",
        (
            VISIT_STARTS_ON,
            Datum("supply_known", ValueKind.BOOLEAN, "Tiene clara la oferta que desea conocer", rule="VIS-01"),
            Datum("supply", ValueKind.TEXT, "Oferta que desea conocer", required=False, rule="VIS-01"),
            Datum("regions", ValueKind.REGIONS, "Regiones que desea visitar", required=False, rule="VIS-03"),
            MACROZONES,
            Datum("visit_ends_on", ValueKind.DATE, "Término de la visita", required=False, rule="VIS-06"),
            MARKET,
        ),
        _OFICOM,
    ),
    FactSpec(
        "agree_short_notice",
        "Acordar tramitar en menos tiempo",
        "One of the offices involved agrees to process the visit with less notice.",
        (OFFICE, NOTES),
        _OFFICES,
    ),
    FactSpec(
        "decline_short_notice",
        "No acordar tramitar en menos tiempo",
        "One of the offices does not agree: the visit is not processed for that date.",
        (OFFICE, REASON),
        _OFFICES,
    ),
    FactSpec(
        "ask_macrozones",
        "Consultar a las coordinaciones macrozonales",
        "The sector team asks the macro-zone coordinators; its term goes on.",
        (Datum("macrozones_asked", ValueKind.TEXTS, "Macrozonas consultadas", rule="VIS-01"),),
        frozenset({OFFICER, Role.SECTOR_HEAD}),
    ),
    FactSpec(
        "report_feasibility",
        "Informar factibilidad al equipo sectorial",
        "A macro-zone coordinator tells the sector team whether the visit is feasible; its term goes on.",
        (VIABLE, SUGGESTED_REGIONS, ANSWER_NOTES),
        frozenset({COORDINATOR}),
    ),
    FactSpec(
        "answer_as_sector",
        "Responder a la oficina comercial",
        "The sector officer answers the commercial office: viable or not, with the regions suggested.",
        (VIABLE, SUGGESTED_REGIONS, ANSWER_NOTES),
        frozenset({OFFICER}),
    ),
    FactSpec(
        "answer_as_coordinator",
        "Responder a la oficina comercial por la macrozona",
        "A macro-zone coordinator who was contacted answers the commercial office.",
        (VIABLE, SUGGESTED_REGIONS, ANSWER_NOTES, MACROZONE),
        frozenset({COORDINATOR}),
    ),
    contact(
        "confirm_visit",
        "Confirmar la visita al importador",
        "The commercial office confirms the visit and its regions to the importer.",
        (Datum("confirmed_regions", ValueKind.REGIONS, "Regiones que visitará", rule="VIS-01"), NOTES),
        _OFICOM,
    ),
    contact(
        "explain_not_viable",
        "Explicar al importador por qué no es viable",
        "The importer is told why there will be no agenda on that date.",
        (Datum("explanation", ValueKind.TEXT, "Explicación", rule="POL-06"),),
        _OFICOM,
    ),
    FactSpec(
        "record_visit_held",
        "Registrar la visita realizada",
        "The visit took place: the action goes to the CRM.",
        (STARTED_ON, ENDED_ON, Datum("result", ValueKind.TEXT, "Resultado", required=False, rule="ATN-05")),
        _OFFICES,
    ),
    FactSpec("withdraw_visit", "Dejar sin efecto la visita", "The importer does not come.", (REASON,), _OFICOM),
)


OFICOM_DOES: Final = "oficina comercial"
SECTOR_DOES: Final = "encargado/a sectorial"
COORDINATORS_DO: Final = "coordinadores/as macrozonales"

STATES: Final = (
    StateSpec(
        "CONSULTADA",
        "Importador interesado en visitar Chile",
        "{company} ya sabe que la visita se informa con al menos {SLA-16} antes. Cuando tenga clara la oferta, "
        "solicite la agenda con la fecha y, si las conoce, las regiones.",
        who=OFICOM_DOES,
        role=COMMERCIAL,
        facts=("request_visit",),
        rules=("VIS-08", "VIS-06"),
        term="SLA-16",
    ),
    StateSpec(
        "OFERTA_POR_ACLARAR",
        "Falta aclarar la oferta",
        "Aclare con {company} qué oferta desea conocer; después solicite la agenda con esa oferta y, si las conoce, "
        "las regiones.",
        who=OFICOM_DOES,
        role=COMMERCIAL,
        facts=("request_visit",),
        rules=("EXT-01", "AMB-66"),
        term="SLA-16",
    ),
    StateSpec(
        "PLAZO_BREVE",
        "Con poca anticipación: falta el acuerdo de las oficinas",
        "La visita comienza el {visit_starts_on}, con menos de {SLA-16} de anticipación. Se tramita si lo acuerdan "
        "todas las oficinas involucradas. Faltan: {offices_pending}.",
        who="oficina comercial y oficinas regionales",
        facts=("agree_short_notice", "decline_short_notice"),
        rules=("VIS-07", "VIS-06"),
    ),
    StateSpec(
        "EN_EQUIPO_SECTORIAL",
        "En el equipo sectorial",
        "Consulte a las coordinaciones macrozonales si la visita de {company} ({supply}) es viable para el "
        "{visit_starts_on} y responda a la oficina comercial, con las regiones que sugiere, en un plazo máximo de "
        "{SLA-14}.",
        who=SECTOR_DOES,
        role=OFFICER,
        facts=("answer_as_sector", "ask_macrozones"),
        rules=("VIS-02", "VIS-01"),
        term="SLA-14",
    ),
    StateSpec(
        "EN_MACROZONAS",
        "En las coordinaciones macrozonales",
        "Responda a la oficina comercial si la visita de {company} es viable para el {visit_starts_on}, en un plazo "
        "máximo de {SLA-15}. Faltan por responder: {coordinators_pending}.",
        who=COORDINATORS_DO,
        role=COORDINATOR,
        facts=("answer_as_coordinator",),
        rules=("VIS-04", "VIS-03"),
        term="SLA-15",
    ),
    StateSpec(
        "VIABLE",
        "Viable: confirmar al importador",
        "La visita es viable. Confirme a {company} las regiones: {viable_regions}.{short_notice_note}",
        who=OFICOM_DOES,
        role=COMMERCIAL,
        facts=("confirm_visit", "agree_short_notice"),
        rules=("VIS-01", "VIS-03", "VIS-07"),
    ),
    StateSpec(
        "NO_VIABLE",
        "No viable: explicar al importador",
        "La visita no es viable en la fecha: {answer_notes} Explíquelo a {company} y conversen otra fecha.",
        who=OFICOM_DOES,
        role=COMMERCIAL,
        facts=("explain_not_viable",),
        rules=("POL-06", "VIS-02", "VIS-04"),
    ),
    StateSpec(
        "CONFIRMADA",
        "Visita confirmada",
        "La visita de {company} comienza el {visit_starts_on}. Cuando termine, regístrela.",
        who=OFICOM_DOES,
        role=COMMERCIAL,
        facts=("record_visit_held",),
        rules=("ATN-05", "VIS-01"),
    ),
    StateSpec("REALIZADA", "Visita realizada", "La visita quedó registrada.", rules=("ATN-05",), final=True),
    StateSpec("NO_REALIZADA", "Sin agenda", "El importador conoce el motivo.", rules=("POL-06", "VIS-02"), final=True),
    StateSpec(
        "SIN_ACUERDO",
        "Sin acuerdo de las oficinas",
        "Una oficina no acordó tramitarla con menos de {SLA-16}: se puede solicitar para otra fecha.",
        rules=("VIS-07",),
        final=True,
    ),
    StateSpec("SIN_EFECTO", "Sin efecto", "El importador no viene.", rules=("POL-06",), final=True),
)
