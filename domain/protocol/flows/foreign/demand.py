"""
Demands ("demanda de proveedor chileno", One Click Import; OCI): a foreign company looks for a Chilean supplier.

One term from the entry to the answer sent to the company, whatever the hops inside it (OCI-06): 48 hours when urgent,
5 continuous days when medium, none for other levels until they are rated again (AMB-18).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from domain.model.cases import Case, CaseEvent, Flow, Value, ValueKind, standing
from domain.model.classes import Origin
from domain.model.institution.calendar import local_day
from domain.model.institution.people import Role
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    Datum,
    FactSpec,
    FlowSpec,
    HandOver,
    Notify,
    RegisterAction,
    StartTerm,
    StateSpec,
    StopTerm,
    WaiveTerm,
    on,
    refusal,
    step,
    turning_away,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.foreign.offices import (
    COMMERCIAL,
    MARKET,
    NOT_FOREIGN,
    OCI,
    OFICOM_ES,
    REGISTER_FIRST,
    commercial_executive,
    handed,
    handed_to_oficom,
    has_no_company,
    id_of,
    is_not_foreign,
    names_of,
    office_of_person,
    oficom_of,
)
from domain.protocol.flows.national.responsible import NOTES, REASON
from domain.protocol.routing.assignment import oci_coordinator

__all__ = ["FLOW", "URGENCIES", "Hop", "hops_of", "module_of"]

URGENCIES: Final = {"URGENT": "Urgente", "MEDIUM": "Medio", "OTHER": "Otro nivel"}
"""The levels of the source, and every other: accepted without a term (AMB-18)."""

_RATINGS: Final = {"URGENT": "Urgente", "MEDIUM": "Medio"}
_ANSWER_TERMS: Final = {"URGENT": "SLA-10", "MEDIUM": "SLA-11"}
_MONITORING_TERMS: Final = {"URGENT": "SLA-12", "MEDIUM": "SLA-13"}
_WITH_OCI: Final = ("ANALISIS", "POR_CALIFICAR")
_OCI_ES: Final = "coordinador/a One Click Import"


@dataclass(frozen=True, slots=True)
class Hop:
    """One step inside the term: which fact, when, and how long since the one before (OCI-06)."""

    fact: str
    at: datetime
    elapsed: timedelta


def hops_of(timeline: Sequence[CaseEvent]) -> tuple[Hop, ...]:
    """
    Each hop of a demand with its time, from the entry to the answer sent; hand-overs are not hops of their own.

    Source: OCI-06.
    """
    events = [event for event in standing(timeline) if event.fact in _HOP_TITLES]
    starts = [events[0].occurred_at, *(event.occurred_at for event in events)] if events else []
    return tuple(
        Hop(event.fact, event.occurred_at, event.occurred_at - before)
        for event, before in zip(events, starts, strict=False)
    )


def module_of(situation: Situation) -> str:
    """
    The action type, and so the module of the CRM, in which supplied contacts are written: by the demand's own day.

    Source: OCI-08, AMB-20.
    """
    entered_on = situation.today if situation.case is None else _entered_on(situation.case, situation)
    is_new = entered_on >= situation.config.module_change_on
    return "OPORTUNIDAD_COMERCIAL" if is_new else "ONE_CLICK_IMPORT"


def _entered_on(case: Case, situation: Situation) -> date:
    return local_day(case.opened_at, situation.calendar.zone)


def is_of_another_level(situation: Situation) -> bool:
    """Neither urgent nor medium: no term is configured. Source: AMB-18."""
    return situation.given.get("urgency") == "OTHER"


def supplier_is_not_chilean(situation: Situation) -> bool:
    """One of the suppliers listed is established abroad or is no company. Source: OCI-05, OCI-01."""
    if situation.asked:
        return False
    classes = (situation.account_classes.get(key) for key in situation.texts("suppliers"))
    return any(found is None or found.origin.value is not Origin.NACIONAL for found in classes)


def _answer_term(situation: Situation) -> str | None:
    return _ANSWER_TERMS.get(situation.text("urgency") or "")


def _monitoring_term(situation: Situation) -> str | None:
    return _MONITORING_TERMS.get(situation.text("urgency") or "")


def _entered_at(situation: Situation) -> Value:
    return situation.at if situation.case is None else situation.case.opened_at


def _case_office(situation: Situation) -> str | None:
    """While its supply is analysed, the coordination's; else the commercial office. Source: OCI-04, OCI-05."""
    if situation.state in _WITH_OCI:
        return office_of_person(oci_coordinator(situation.directory, situation.today)) or oficom_of(situation)
    return oficom_of(situation)


def _assignee(situation: Situation) -> str | None:
    if situation.state in _WITH_OCI:
        return id_of(oci_coordinator(situation.directory, situation.today))
    return id_of(commercial_executive(situation))


def _to_oci(situation: Situation) -> str | None:
    return handed(oci_coordinator(situation.directory, situation.today), OCI, situation)


def _hops_es(situation: Situation) -> str:
    """ "Ingreso; análisis: 5 h 30 min" for the text of the next step."""
    said = [f"{_HOP_TITLES[hop.fact]}: {_duration_es(hop.elapsed)}" for hop in hops_of(situation.timeline)[1:]]
    return f" Tiempos hasta aquí: {'; '.join(said)}." if said else ""


def _duration_es(elapsed: timedelta) -> str:
    hours, rest = divmod(int(elapsed.total_seconds()), 3600)
    return f"{hours} h {rest // 60:02} min"


_HOP_TITLES: Final = {
    "enter_demand": "ingreso",
    "rate_demand": "calificación",
    "report_no_supply": "análisis",
    "report_suppliers": "análisis",
    "inform_no_supply": "respuesta a la empresa",
    "send_suppliers": "respuesta a la empresa",
}

_ENTERERS: Final = frozenset({Role.COMPANY, COMMERCIAL})
PRODUCT: Final = Datum("product", ValueKind.TEXT, "Producto o servicio que busca", rule="OCI-01")
EXPLANATION: Final = Datum("explanation", ValueKind.TEXT, "Explicación", rule="OCI-04")
SUPPLIERS: Final = Datum("suppliers", ValueKind.ACCOUNTS, "Potenciales proveedores", rule="OCI-05")
EXPLANATION_SENT: Final = Datum("explanation_sent", ValueKind.TEXT, "Explicación que se da a la empresa", rule="OCI-04")

_FACTS: Final = (
    contact(
        "enter_demand",
        "Ingresar la demanda",
        "A foreign company looks for a Chilean supplier; the company or its commercial office enters it.",
        (
            PRODUCT,
            Datum("urgency", ValueKind.CHOICE, "Urgencia", choices=URGENCIES, rule="OCI-02"),
            Datum("urgency_level", ValueKind.TEXT, "Nivel, si es otro", required=False, rule="OCI-03"),
            Datum("details", ValueKind.TEXT, "Detalle de la demanda", required=False, rule="OCI-01"),
            MARKET,
        ),
        _ENTERERS,
    ),
    FactSpec(
        "rate_demand",
        "Calificar la urgencia",
        "A demand of a level without a term is rated urgent or medium; its term runs from the entry.",
        (Datum("urgency", ValueKind.CHOICE, "Urgencia", choices=_RATINGS, rule="OCI-02"),),
        frozenset({COMMERCIAL, OCI}),
    ),
    FactSpec(
        "report_no_supply",
        "Informar que no hay oferta",
        "The coordinator tells the commercial office that there is no supply, and why.",
        (EXPLANATION,),
        frozenset({OCI}),
    ),
    FactSpec(
        "report_suppliers",
        "Informar potenciales proveedores",
        "The coordinator sends the commercial office the accounts that could supply it.",
        (SUPPLIERS, NOTES),
        frozenset({OCI}),
    ),
    FactSpec(
        "inform_no_supply",
        "Informar a la empresa que no hay oferta",
        "The commercial office explains it to the company and invites it to keep in touch.",
        (EXPLANATION_SENT,),
        frozenset({COMMERCIAL}),
    ),
    FactSpec(
        "send_suppliers",
        "Enviar los proveedores a la empresa",
        "The commercial office sends the company the list of potential suppliers.",
        (NOTES,),
        frozenset({COMMERCIAL}),
    ),
    contact(
        "record_monitoring",
        "Registrar el monitoreo",
        "Whether the importer could contact any of the Chilean companies.",
        (
            Datum("contacted", ValueKind.BOOLEAN, "Pudo contactar a alguna empresa", rule="OCI-07"),
            Datum("result", ValueKind.TEXT, "Resultado", rule="OCI-07"),
        ),
        frozenset({COMMERCIAL}),
    ),
    FactSpec(
        "skip_monitoring",
        "Cerrar sin monitoreo",
        "The monitoring is recommended: it may be left out, with the reason.",
        (REASON,),
        frozenset({COMMERCIAL}),
    ),
    FactSpec(
        "withdraw_demand",
        "Dejar sin efecto la demanda",
        "The company does not need it any more.",
        (REASON,),
        _ENTERERS | {OCI},
    ),
)

_STATES: Final = (
    StateSpec(
        "ANALISIS",
        "En análisis de oferta",
        "Revise si hay oferta chilena de {product} para {company} e informe a la oficina comercial: la respuesta debe "
        "llegar a la empresa dentro del plazo, que corre desde el ingreso.{hops}",
        who=_OCI_ES,
        role=OCI,
        facts=("report_suppliers", "report_no_supply"),
        rules=("OCI-06", "OCI-02", "OCI-03"),
    ),
    StateSpec(
        "POR_CALIFICAR",
        "Urgencia sin plazo configurado",
        "El nivel de urgencia de esta demanda ({urgency_level}) no tiene un plazo en el protocolo. Califíquela como "
        "urgente o media, o respóndala igualmente.",
        who=_OCI_ES,
        role=OCI,
        facts=("rate_demand", "report_suppliers", "report_no_supply"),
        rules=("OCI-02", "OCI-03"),
    ),
    StateSpec(
        "SIN_OFERTA",
        "Sin oferta: falta informar a la empresa",
        "Explique a {company} por qué no hay oferta de {product} e invítela a mantener el contacto para futuras "
        "acciones conjuntas. La coordinación indicó: {explanation}{hops}",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("inform_no_supply",),
        rules=("OCI-04", "OCI-06"),
    ),
    StateSpec(
        "CON_OFERTA",
        "Con oferta: falta enviarla a la empresa",
        "Envíe a {company} la lista de potenciales proveedores de {product}: {supplier_names}.{hops}",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("send_suppliers",),
        rules=("OCI-05", "OCI-06"),
    ),
    StateSpec(
        "RESPONDIDA",
        "Respondida: monitorear",
        "Consulte a {company} si pudo contactar a alguna de las empresas chilenas. Se recomienda hacerlo a más tardar "
        "{SLA-12} después de una respuesta urgente, o {SLA-13} después de una de nivel medio.",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("record_monitoring", "skip_monitoring"),
        rules=("OCI-07",),
    ),
    StateSpec("CERRADA", "Monitoreada", "La demanda fue respondida y monitoreada.", rules=("OCI-07",), final=True),
    StateSpec(
        "CERRADA_SIN_MONITOREO",
        "Respondida, sin monitoreo",
        "La demanda fue respondida; el monitoreo es recomendado y no se hizo.",
        rules=("OCI-07",),
        final=True,
    ),
    StateSpec(
        "CERRADA_SIN_OFERTA",
        "Cerrada sin oferta",
        "La empresa recibió la explicación y la invitación a mantener el contacto.",
        rules=("OCI-04",),
        final=True,
    ),
    StateSpec("SIN_EFECTO", "Sin efecto", "La empresa ya no necesita la demanda.", rules=("POL-06",), final=True),
)

_STOP_ANSWER: Final = StopTerm(("SLA-10", "SLA-11"))


# fmt: off

_ROWS: Final = (
    *on("enter_demand",
        refusal(NEW, REGISTER_FIRST, "EXT-01", "OCI-01", when=has_no_company, lacks=(ACCOUNT,)),
        refusal(NEW, NOT_FOREIGN, "OCI-01", "DEF-01", when=is_not_foreign),
        step(NEW, "POR_CALIFICAR", "OCI-01", "OCI-02", "OCI-03", when=is_of_another_level, then=(HandOver(_to_oci),),
             because="No configurado: el protocolo solo da plazo a las demandas urgentes y medias."),
        step(NEW, "ANALISIS", "OCI-01", "OCI-02", "OCI-03", "OCI-06",
             then=(StartTerm(_answer_term), HandOver(_to_oci)))),
    *on("rate_demand",
        step("POR_CALIFICAR", "ANALISIS", "OCI-02", "OCI-03", then=(StartTerm(_answer_term, _entered_at),),
             because="Calificada: el plazo corre desde el ingreso de la demanda.")),
    *on("report_no_supply",
        step(_WITH_OCI, "SIN_OFERTA", "OCI-04", then=(HandOver(handed_to_oficom), Notify("NTF-20")))),
    *on("report_suppliers",
        refusal(_WITH_OCI, "La lista es de empresas chilenas: revise las cuentas que no lo son.", "OCI-05",
                when=supplier_is_not_chilean, wrong=SUPPLIERS),
        step(_WITH_OCI, "CON_OFERTA", "OCI-05", then=(HandOver(handed_to_oficom), Notify("NTF-22")))),
    *on("inform_no_supply",
        turning_away(step("SIN_OFERTA", "CERRADA_SIN_OFERTA", "OCI-04", "OCI-06",
                          then=(_STOP_ANSWER, Notify("NTF-21"), RegisterAction("SIN_OFERTA_OCI")),
                          because="No hay oferta chilena disponible: {explanation}"))),
    *on("send_suppliers",
        step("CON_OFERTA", "RESPONDIDA", "OCI-05", "OCI-06", "OCI-08",
             then=(_STOP_ANSWER, Notify("NTF-23"), RegisterAction("RESPUESTA_OCI"), RegisterAction(module_of),
                   StartTerm(_monitoring_term)))),
    *on("record_monitoring",
        step("RESPONDIDA", "CERRADA", "OCI-07", "SLA-12", "SLA-13",
             then=(StopTerm(("SLA-12", "SLA-13")), RegisterAction("MONITOREO_OCI")))),
    *on("skip_monitoring",
        step("RESPONDIDA", "CERRADA_SIN_MONITOREO", "OCI-07", then=(WaiveTerm(("SLA-12", "SLA-13")),))),
    *on("withdraw_demand",
        refusal("RESPONDIDA", "La demanda ya fue respondida: registre el monitoreo, o por qué no se hará.", "OCI-07"),
        step((*_WITH_OCI, "SIN_OFERTA", "CON_OFERTA"), "SIN_EFECTO", "POL-06", "OCI-01",
             then=(WaiveTerm(("SLA-10", "SLA-11"), withdrawn=True),))),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.DEMAND,
    "Demanda de proveedor chileno",
    _FACTS,
    _STATES,
    _ROWS,
    "Coordinación One Click Import",
    office=_case_office,
    assignee=_assignee,
    words={"hops": _hops_es, "supplier_names": lambda situation: names_of("suppliers", situation)},
)
