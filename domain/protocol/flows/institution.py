"""
Institutions and associations ("instituciones y asociaciones"; INS): a request is answered after talking with the unit
that leads the relation; an association that wants to join is created and validated; periodic instances are logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.accounts import Account, FactKind, Organisation
from domain.model.cases import Flow, ValueKind
from domain.model.people import Role
from domain.protocol.engine_rows import (
    Datum,
    FactSpec,
    FlowSpec,
    HandOver,
    Notify,
    RegisterAction,
    StateSpec,
    Transition,
)
from domain.protocol.engine_rules import NEW, OPEN
from domain.protocol.engine_situation import Computed, Guard, Situation
from domain.protocol.flows.capture_facts import FIRST_LINE
from domain.protocol.flows.contacts import contact
from domain.protocol.flows.national import (
    COMMERCIAL,
    COMPANY,
    HEAD,
    NOTES,
    OFFICER,
    REASON,
    REGIONAL,
    case_office,
    is_institution,
)

__all__ = ["FLOW", "GUARDS", "VALUES", "sector_officer"]


def is_no_institution(situation: Situation) -> bool:
    """The account is known, and is a company. Source: INS-03."""
    return situation.classes is not None and not is_institution(situation)


def is_about_concursos(situation: Situation) -> bool:
    """The request is about the execution of a Concursos project. Source: INS-05."""
    return situation.flag("concursos") is True


def is_not_coordinated(situation: Situation) -> bool:
    """A Concursos request, and its supervisor was not consulted. Source: INS-05."""
    return is_about_concursos(situation) and not situation.happened("coordinate_with_supervisor")


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


def _lead_unit(situation: Situation) -> str:
    named = situation.text("lead_unit")
    if named is not None:
        return named
    person = situation.directory.person(sector_officer(situation))
    return "la unidad que lidera la relación" if person is None else f"la unidad de {person.name}"


_OFFICER_ES: Final = "encargado/a sectorial"
_ANSWERERS: Final = frozenset({OFFICER, Role.SECTOR_HEAD, REGIONAL, HEAD, COMMERCIAL})
_LEAD_UNIT: Final = Datum("lead_unit", ValueKind.TEXT, "Unidad que lidera la relación", required=False, rule="INS-03")

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
            Datum("email", ValueKind.TEXT, "Correo", required=False, rule="INS-01"),
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
            Datum("planned_activities", ValueKind.TEXTS, "Actividades planificadas", rule="INS-02"),
            Datum("results", ValueKind.TEXT, "Resultados y experiencias", rule="INS-02"),
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
        "oficina contactada",
        None,
        ("consult_lead_unit", "skip_consultation", "coordinate_with_supervisor"),
        ("INS-03",),
    ),
    StateSpec(
        "CONCURSOS",
        "Por coordinar con Concursos",
        "La solicitud de {company} es sobre un proyecto de Concursos: coordine con la supervisión de esa área.",
        "supervisor/a de Concursos",
        Role.CONCURSOS_SUPERVISOR,
        ("coordinate_with_supervisor", "consult_lead_unit"),
        ("INS-05",),
    ),
    StateSpec(
        "CONSULTADA",
        "Consultada con la unidad",
        "Entregue a {company} la respuesta consensuada, bajo la responsabilidad del/la encargado/a sectorial.",
        _OFFICER_ES,
        OFFICER,
        ("give_agreed_answer",),
        ("INS-04",),
    ),
    StateSpec(
        "POR_CREAR",
        "Por crear y validar",
        "Ingrese al CRM los datos de {association_name}, para crearla como cuenta y validarla. No necesita Clave "
        "Única, ficha ni test.",
        "encargado/a sectorial o ejecutivo/a regional",
        None,
        ("record_account_validated",),
        ("INS-01",),
    ),
    StateSpec(
        "RESPONDIDA",
        "Respondida",
        "{company} recibió la respuesta consensuada.",
        _OFFICER_ES,
        OFFICER,
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

_CONSULTED: Final = (RegisterAction("CONSULTA_UNIDAD"), HandOver("@handed_to"))


def _consulted(fact: str, rules: tuple[str, ...], *, is_logged: bool) -> tuple[Transition, ...]:
    """After the consultation, or its omission: Concursos first when it is theirs."""
    effects = _CONSULTED if is_logged else (HandOver("@handed_to"),)
    return (
        Transition(
            ("RECIBIDA",),
            fact,
            "CONCURSOS",
            ("INS-05", *rules),
            "is_not_coordinated",
            (*effects[:-1], HandOver("CONCURSOS_SUPERVISOR")),
        ),
        Transition(("RECIBIDA",), fact, "CONSULTADA", rules, effects=effects),
    )


_TRANSITIONS: Final = (
    Transition(
        (NEW,),
        "receive_institution_request",
        None,
        ("INS-03", "USR-01"),
        "is_no_institution",
        refuse=True,
        reason="{company} no es una institución ni asociación: abra una solicitud de empresa.",
    ),
    Transition((NEW,), "receive_institution_request", "RECIBIDA", ("INS-03",), effects=(HandOver("@handed_to"),)),
    *_consulted("consult_lead_unit", ("INS-03", "INS-04"), is_logged=True),
    *_consulted("skip_consultation", ("INS-03", "POL-06"), is_logged=False),
    Transition(("CONCURSOS",), "consult_lead_unit", None, ("INS-03",), effects=(RegisterAction("CONSULTA_UNIDAD"),)),
    Transition(("RECIBIDA",), "coordinate_with_supervisor", None, ("INS-05",)),
    Transition(
        ("CONCURSOS",),
        "coordinate_with_supervisor",
        "CONSULTADA",
        ("INS-05", "INS-04"),
        effects=(HandOver("@handed_to"),),
    ),
    Transition(
        ("RECIBIDA",),
        "give_agreed_answer",
        None,
        ("INS-03", "INS-04"),
        refuse=True,
        reason="Antes de responder, registre la consulta a la unidad que lidera la relación, o por qué se omite.",
    ),
    Transition(
        ("CONCURSOS",),
        "give_agreed_answer",
        None,
        ("INS-05",),
        refuse=True,
        reason="Es un proyecto de Concursos: antes de responder, coordine con la supervisión de esa área.",
    ),
    Transition(
        ("CONSULTADA",), "give_agreed_answer", "RESPONDIDA", ("INS-04",), effects=(RegisterAction("NOTA_BITACORA"),)
    ),
    Transition((NEW,), "ask_to_join", "POR_CREAR", ("INS-01",), effects=(HandOver("SECTOR_OFFICER"),)),
    Transition(
        ("POR_CREAR",),
        "record_account_validated",
        None,
        ("INS-01",),
        "account_is_not_ready",
        refuse=True,
        reason="La cuenta debe existir como institución o asociación, y estar validada por el/la encargado/a sectorial "
        "o el/la ejecutivo/a regional.",
    ),
    Transition(("POR_CREAR",), "record_account_validated", "INCORPORADA", ("INS-01",)),
    Transition(
        (NEW,),
        "record_instance",
        None,
        ("INS-02",),
        "is_no_institution",
        refuse=True,
        reason="{company} no es una institución ni asociación: use el seguimiento de empresas.",
    ),
    Transition(
        (NEW,),
        "record_instance",
        "INSTANCIA",
        ("INS-02",),
        effects=(Notify("NTF-33"), RegisterAction("INSTANCIA_STAKEHOLDER")),
    ),
    Transition((OPEN,), "withdraw_institution_request", "SIN_EFECTO", ("POL-06", "INS-03")),
)

FLOW: Final = FlowSpec(
    Flow.INSTITUTION,
    "Institución o asociación",
    _FACTS,
    _STATES,
    _TRANSITIONS,
    "Unidad sectorial que lidera la relación",
)

GUARDS: Final[Mapping[str, Guard]] = {
    guard.__name__: guard for guard in (is_no_institution, is_not_coordinated, account_is_not_ready)
}

VALUES: Final[Mapping[str, Computed]] = {
    "case_office": case_office,
    "case_assignee": sector_officer,
    "handed_to": _handed_to,
    "lead_unit_name": _lead_unit,
}
