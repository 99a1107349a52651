"""
Institutions and associations ("instituciones y asociaciones"; INS): a request is answered after talking with the unit
that leads the relation; an association that wants to join is created and validated; periodic instances are logged.
"""

from __future__ import annotations

from typing import Final

from domain.model.accounts import Account, FactKind, Organisation
from domain.model.cases import Flow, ValueKind
from domain.model.institution.people import Role
from domain.protocol.access.permissions import FIRST_LINE
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import (
    NEW,
    OPEN,
    Datum,
    FactSpec,
    FlowSpec,
    HandOver,
    Notify,
    RegisterAction,
    StateSpec,
    on,
    refusal,
    step,
    trace,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.responsible import (
    COMMERCIAL,
    COMPANY,
    HEAD,
    NOTES,
    OFFICER,
    REASON,
    REGIONAL,
    case_office,
    is_institution,
    regional_executive,
)

__all__ = ["FLOW", "sector_officer"]


def is_no_institution(situation: Situation) -> bool:
    """The account is known, and is a company. Source: INS-03."""
    return situation.classes is not None and not is_institution(situation)


def is_about_concursos(situation: Situation) -> bool:
    """The request is about the execution of a Concursos project. Source: INS-05."""
    return situation.flag("concursos") is True


def lead_unit_has_it(situation: Situation) -> bool:
    """The unit that leads the relation was consulted, or is the one that was contacted. Source: INS-03."""
    case = situation.case
    contacted = case is not None and case.opened_by == sector_officer(situation)
    return contacted or situation.happened("consult_lead_unit")


def leads_the_relation(situation: Situation) -> bool:
    """Whoever was contacted leads the relation: there is nobody else to consult. Source: INS-03, INS-04."""
    return situation.actor.id == sector_officer(situation)


def account_is_not_ready(situation: Situation) -> bool:
    """The account named is no institution, or is not validated. Source: INS-01."""
    if situation.asked:
        return False
    named = situation.text("association")
    account = situation.account if named is None else situation.accounts.get(named)
    return account is None or not _is_valid_institution(account, situation)


def _is_valid_institution(account: Account, situation: Situation) -> bool:
    validation = account.fact(FactKind.VALIDATION, situation.today)
    is_valid = validation is not None and validation.value == "VALIDATED"
    return account.organisation is Organisation.INSTITUTION and is_valid


def sector_officer(situation: Situation) -> str | None:
    """
    Who answers for the institution: its sector officer or who stands in, else the first of its sector, else anyone.

    Source: INS-04, AMB-44.
    """
    account, directory = situation.account, situation.directory
    own = None if account is None else directory.standing_in(account.sector_officer, situation.today)
    if own is not None:
        return own.id
    sector = None if account is None else account.sector
    for person in directory.holders(OFFICER, sector=sector):
        present = directory.standing_in(person.id, situation.today)
        if present is not None:
            return present.id
    return None


def _handed_to(situation: Situation) -> str | None:
    officer = sector_officer(situation)
    if officer is None:
        return None if situation.actor.role is OFFICER else OFFICER.value
    return None if officer == situation.actor.id else f"person:{officer}"


def _contacted(situation: Situation) -> str | None:
    """Who was contacted, and consults the lead unit; of a request from outside, the regional executive."""
    case = situation.case
    known = situation.actor.id if case is None or not situation.timeline else case.opened_by
    return known if situation.directory.person(known) is not None else regional_executive(situation)


def _in_charge(situation: Situation) -> str | None:
    """Who was contacted until the unit that leads the relation has it; then its officer. Source: INS-03, INS-04."""
    return _contacted(situation) if situation.state == "RECIBIDA" else sector_officer(situation)


def _back_to_contacted(situation: Situation) -> str | None:
    contacted = _contacted(situation)
    return None if contacted in {None, situation.actor.id} else f"person:{contacted}"


def _lead_unit(situation: Situation) -> str:
    named = situation.text("lead_unit")
    if named is not None:
        return named
    person = situation.directory.person(sector_officer(situation))
    return "la unidad que lidera la relación" if person is None else f"la unidad de {person.name}"


_OFFICER_ES: Final = "encargado/a sectorial"
_ANSWERERS: Final = frozenset({OFFICER, Role.SECTOR_HEAD, REGIONAL, HEAD, COMMERCIAL})
_LEAD_UNIT: Final = Datum("lead_unit", ValueKind.TEXT, "Unidad que lidera la relación", required=False, rule="INS-03")

PLANNED_ACTIVITIES: Final = Datum("planned_activities", ValueKind.TEXTS, "Actividades planificadas", rule="INS-02")
RESULTS: Final = Datum("results", ValueKind.TEXT, "Resultados y experiencias", rule="INS-02")

_FACTS: Final = (
    contact(
        "receive_institution_request",
        "Recibir la solicitud de una institución",
        "An institution or association asks a regional or commercial office for a service.",
        (
            Datum("matter", ValueKind.TEXT, "Solicitud", rule="INS-03"),
            Datum(
                "concursos", ValueKind.BOOLEAN, "Ejecución de un proyecto de Concursos", required=False, rule="INS-05"
            ),
            _LEAD_UNIT,
        ),
        FIRST_LINE | {COMPANY},
    ),
    FactSpec(
        "consult_lead_unit",
        "Consultar a la unidad que lidera la relación",
        "Internal consultation with the sector head or officer of that unit, with its outcome.",
        (
            Datum("consulted", ValueKind.TEXT, "Con quién se conversó", rule="INS-03"),
            Datum("notes", ValueKind.TEXT, "Resultado de la consulta", rule="INS-03"),
            _LEAD_UNIT,
        ),
        FIRST_LINE,
    ),
    FactSpec(
        "skip_consultation",
        "Responder sin la consulta interna",
        "The consultation is suggested: it may be left out, with the reason.",
        (REASON,),
        FIRST_LINE,
    ),
    FactSpec(
        "coordinate_with_supervisor",
        "Coordinar con la supervisión de Concursos",
        "A request about a Concursos project is coordinated with the supervisor of that area.",
        (Datum("notes", ValueKind.TEXT, "Qué se coordinó", rule="INS-05"),),
        _ANSWERERS | {Role.CONCURSOS_SUPERVISOR},
    ),
    contact(
        "give_agreed_answer",
        "Entregar la respuesta consensuada",
        "The agreed answer is given, under the responsibility of the sector officer.",
        (Datum("answer", ValueKind.TEXT, "Respuesta", rule="INS-04"), NOTES),
        _ANSWERERS,
    ),
    FactSpec(
        "ask_to_join",
        "Pedir sumarse a la base de usuarios",
        "An association wants to join the user base; no Clave Única, ficha or test.",
        (
            Datum("association_name", ValueKind.TEXT, "Nombre de la asociación", rule="INS-01"),
            Datum("email", ValueKind.EMAIL, "Correo", required=False, rule="INS-01"),
        ),
        FIRST_LINE | {COMPANY},
    ),
    FactSpec(
        "record_account_validated",
        "Dejar creada y validada la cuenta",
        "The sector officer or the regional executive created the account and validated it.",
        (Datum("association", ValueKind.ACCOUNT, "Cuenta de la asociación", required=False, rule="INS-01"),),
        frozenset({OFFICER, REGIONAL}),
    ),
    contact(
        "record_instance",
        "Registrar una instancia con la institución",
        "A periodic instance: planned activities, results, exchange of experiences; the message goes out.",
        (
            PLANNED_ACTIVITIES,
            RESULTS,
            NOTES,
        ),
        frozenset({OFFICER, Role.SECTOR_HEAD, REGIONAL, HEAD}),
    ),
    FactSpec(
        "withdraw_institution_request",
        "Dejar sin efecto",
        "The institution does not need it any more.",
        (REASON,),
        FIRST_LINE | {COMPANY},
    ),
)

_STATES: Final = (
    StateSpec(
        "RECIBIDA",
        "Solicitud recibida",
        "Antes de responder a {company}, converse con {lead_unit_name}, que lidera la relación.",
        who="oficina contactada",
        facts=("consult_lead_unit", "skip_consultation"),
        rules=("INS-03",),
    ),
    StateSpec(
        "CONCURSOS",
        "Por coordinar con Concursos",
        "La solicitud de {company} es sobre un proyecto de Concursos: coordine con la supervisión de esa área.",
        who="supervisor/a de Concursos",
        role=Role.CONCURSOS_SUPERVISOR,
        facts=("coordinate_with_supervisor", "consult_lead_unit"),
        rules=("INS-05",),
    ),
    StateSpec(
        "CONSULTADA",
        "Consultada con la unidad",
        "Entregue a {company} la respuesta consensuada, bajo la responsabilidad del/la encargado/a sectorial.",
        who=_OFFICER_ES,
        role=OFFICER,
        facts=("give_agreed_answer",),
        rules=("INS-04",),
    ),
    StateSpec(
        "POR_CREAR",
        "Por crear y validar",
        "Ingrese al CRM los datos de {association_name}, para crearla como cuenta y validarla. No necesita Clave "
        "Única, ficha ni test.",
        who="encargado/a sectorial o ejecutivo/a regional",
        facts=("record_account_validated",),
        rules=("INS-01",),
    ),
    StateSpec(
        "RESPONDIDA",
        "Respondida",
        "{company} recibió la respuesta consensuada.",
        who=_OFFICER_ES,
        role=OFFICER,
        rules=("INS-04",),
        final=True,
    ),
    StateSpec(
        "INCORPORADA", "Incorporada", "La asociación ya es parte de la base de usuarios.", rules=("INS-01",), final=True
    ),
    StateSpec(
        "INSTANCIA",
        "Instancia registrada",
        "Quedó registrada la instancia con {company}.",
        rules=("INS-02",),
        final=True,
    ),
    StateSpec(
        "SIN_EFECTO", "Sin efecto", "La solicitud quedó sin efecto. Motivo: {reason}.", rules=("POL-06",), final=True
    ),
)

# fmt: off
_ROWS: Final = (
    *on("receive_institution_request",
        refusal(NEW, "{company} no es una institución ni asociación: abra una solicitud de empresa.", "INS-03",
                "USR-01", when=is_no_institution),
        step(NEW, "CONCURSOS", "INS-05", "INS-03", when=is_about_concursos, then=(HandOver("CONCURSOS_SUPERVISOR"),)),
        step(NEW, "CONSULTADA", "INS-04", "INS-03", when=leads_the_relation),
        step(NEW, "RECIBIDA", "INS-03")),
    *on("consult_lead_unit",
        step("RECIBIDA", "CONSULTADA", "INS-03", "INS-04",
             then=(RegisterAction("CONSULTA_UNIDAD"), HandOver(_handed_to))),
        trace("CONCURSOS", "INS-03", then=(RegisterAction("CONSULTA_UNIDAD"),))),
    *on("skip_consultation",
        step("RECIBIDA", "CONSULTADA", "INS-03", "POL-06", then=(HandOver(_handed_to),))),
    *on("coordinate_with_supervisor",
        step("CONCURSOS", "CONSULTADA", "INS-05", "INS-04", when=lead_unit_has_it, then=(HandOver(_handed_to),)),
        step("CONCURSOS", "RECIBIDA", "INS-05", "INS-03", then=(HandOver(_back_to_contacted),))),
    *on("give_agreed_answer",
        refusal("RECIBIDA",
                "Antes de responder, registre la consulta a la unidad que lidera la relación, o por qué se omite.",
                "INS-03", "INS-04"),
        refusal("CONCURSOS",
                "Es un proyecto de Concursos: antes de responder, coordine con la supervisión de esa área.", "INS-05"),
        step("CONSULTADA", "RESPONDIDA", "INS-04", then=(RegisterAction("NOTA_BITACORA"),))),
    *on("ask_to_join", step(NEW, "POR_CREAR", "INS-01", then=(HandOver("SECTOR_OFFICER"),))),
    *on("record_account_validated",
        refusal("POR_CREAR",
                "La cuenta debe existir como institución o asociación, y estar validada por el/la encargado/a "
                "sectorial o el/la ejecutivo/a regional.", "INS-01", when=account_is_not_ready),
        step("POR_CREAR", "INCORPORADA", "INS-01")),
    *on("record_instance",
        refusal(NEW, "{company} no es una institución ni asociación: use el seguimiento de empresas.", "INS-02",
                when=is_no_institution),
        step(NEW, "INSTANCIA", "INS-02", then=(Notify("NTF-33"), RegisterAction("INSTANCIA_STAKEHOLDER")))),
    *on("withdraw_institution_request", step(OPEN, "SIN_EFECTO", "POL-06", "INS-03")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.INSTITUTION,
    "Institución o asociación",
    _FACTS,
    _STATES,
    _ROWS,
    "Unidad sectorial que lidera la relación",
    office=case_office,
    assignee=_in_charge,
    words={"lead_unit_name": _lead_unit},
)
