"""
What each role may do: one table, from permission to roles, with the rule that says so.

Belongs here: roles, and how far an office reaches. Does not belong here: who somebody is (the edge tells) and
whether a step is open now (the use cases ask the protocol).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import NotAuthorised, RecordNotFound
from domain.model.accounts import Account
from domain.model.cases import Case
from domain.model.institution.people import Actor, Role
from domain.protocol.access.roles import ROLES, Sight


class Permission(StrEnum):
    """Something that not everybody may do ("permiso")."""

    READ_ACCOUNTS = "READ_ACCOUNTS"
    READ_RULES = "READ_RULES"
    READ_SYNC = "READ_SYNC"
    READ_DECISIONS = "READ_DECISIONS"
    READ_PERSONAL_READS = "READ_PERSONAL_READS"
    READ_FIGURES = "READ_FIGURES"
    READ_AGENDA_QUEUE = "READ_AGENDA_QUEUE"
    READ_UNREGISTERED = "READ_UNREGISTERED"
    REGISTER_COMPANY = "REGISTER_COMPANY"
    CREATE_ACCOUNT = "CREATE_ACCOUNT"
    CREATE_FOREIGN_ACCOUNT = "CREATE_FOREIGN_ACCOUNT"
    CREATE_INSTITUTION = "CREATE_INSTITUTION"
    UPDATE_ACCOUNT = "UPDATE_ACCOUNT"
    UPDATE_CONTACT_DATA = "UPDATE_CONTACT_DATA"
    MERGE_ACCOUNTS = "MERGE_ACCOUNTS"
    VALIDATE_ACCOUNT = "VALIDATE_ACCOUNT"
    VALIDATE_INSTITUTION = "VALIDATE_INSTITUTION"
    REGISTER_ACTION = "REGISTER_ACTION"
    AMEND_ACTION = "AMEND_ACTION"
    CONFIRM_ACTION = "CONFIRM_ACTION"
    DECLARE_EXPORTS = "DECLARE_EXPORTS"
    RECORD_TEST = "RECORD_TEST"
    CONSULT_TAX_REGISTRY = "CONSULT_TAX_REGISTRY"
    PLAN_ACTIVITY = "PLAN_ACTIVITY"
    INVITE_TO_ACTIVITY = "INVITE_TO_ACTIVITY"
    ASSIGN_EXECUTIVE = "ASSIGN_EXECUTIVE"
    ASSIGN_CATEGORY = "ASSIGN_CATEGORY"
    ASSIGN_USUAL_CATEGORY = "ASSIGN_USUAL_CATEGORY"
    SET_EXPORTA_MAS = "SET_EXPORTA_MAS"
    MANAGE_TERMS = "MANAGE_TERMS"
    WAIVE_TERM = "WAIVE_TERM"
    RESOLVE_CONFLICT = "RESOLVE_CONFLICT"
    DECIDE_REPRESENTATION = "DECIDE_REPRESENTATION"
    HAVE_CASES = "HAVE_CASES"
    HAVE_CASES_OF_ANY_PROCESS = "HAVE_CASES_OF_ANY_PROCESS"
    HEAD_CASES = "HEAD_CASES"
    DECLARE_CONFLICT_OF_INTEREST = "DECLARE_CONFLICT_OF_INTEREST"
    CONFIGURE = "CONFIGURE"
    SYNCHRONISE = "SYNCHRONISE"
    RECORD_JOURNEYS = "RECORD_JOURNEYS"
    READ_PROFILES = "READ_PROFILES"
    JOIN_PROFILES = "JOIN_PROFILES"
    READ_QUALITY = "READ_QUALITY"
    ASK_SURVEY = "ASK_SURVEY"
    SHARE_SUGGESTION = "SHARE_SUGGESTION"
    ANSWER_FOR_UNIT = "ANSWER_FOR_UNIT"
    TELL_BACK_SUGGESTION = "TELL_BACK_SUGGESTION"
    PLAN_IMPROVEMENT = "PLAN_IMPROVEMENT"
    REVIEW_PROCESS = "REVIEW_PROCESS"
    ATTACH_DOCUMENT = "ATTACH_DOCUMENT"
    MANAGE_WEBHOOKS = "MANAGE_WEBHOOKS"
    MANAGE_CALLS = "MANAGE_CALLS"


_R: Final = Role.REGIONAL_EXECUTIVE
_H: Final = Role.REGIONAL_HEAD
_O: Final = Role.SECTOR_OFFICER
_C: Final = Role.COMMERCIAL_EXECUTIVE
_M: Final = Role.CLIENT_MANAGEMENT
_A: Final = Role.ADMINISTRATOR
_S: Final = Role.SERVICE
_EXECUTIVES: Final = frozenset({_R, _C})
FIRST_LINE: Final = frozenset(Role) - {Role.COMPANY, Role.ANALYST, Role.ADMINISTRATOR, Role.SERVICE}
"""Every role that attends people or companies. Source: ROL-01."""
_STAFF: Final = frozenset(Role) - {Role.COMPANY}
_DESKS: Final = frozenset({Role.HELP_CENTRE, Role.CITIZEN_SERVICE, _M})
"""Where suggestions and complaints arrive (PUB-07, RTE-03)."""
_FOR_A_UNIT: Final = _DESKS | {_H, Role.SECTOR_HEAD, Role.CONCURSOS_SUPERVISOR, _A}
"""Who speaks for a unit: heads, the desks, and for those that have nobody here whoever administers (ROL-02)."""
_PLANNERS: Final = FIRST_LINE - {Role.HELP_CENTRE, Role.CITIZEN_SERVICE}
"""Who works in an area that may publish activities: everybody who attends but the two desks that answer queries."""


@dataclass(frozen=True, slots=True)
class Grant:
    """
    One row of the table.

    Attributes:
        roles: Roles that may; `Role.COMPANY` only on its own account.
        in_reach: Only where the role acts (`domain.protocol.access.reach`); else wherever it sees.
        begins: It begins something with an account: an office whose kind has no other there may do it.
        verb_es: What it is, as it follows "no puede".
    """

    rule: str
    verb_es: str
    roles: frozenset[Role]
    in_reach: bool = False
    begins: bool = False


_P: Final = Permission
_COMPANY: Final = frozenset({Role.COMPANY})

# Who may do what. Source: the rule of each row; ROL-01 where the protocol only says that the first line attends.
# fmt: off
GRANTS: Final[Mapping[Permission, Grant]] = {
    _P.READ_ACCOUNTS:          Grant("COM-02", "ver cuentas", _STAFF | _COMPANY),
    _P.READ_RULES:             Grant("POL-06", "consultar las reglas", frozenset(Role)),
    _P.READ_SYNC:              Grant("SYS-01", "ver la sincronización", _STAFF),
    _P.READ_DECISIONS:         Grant("POL-07", "ver el registro de decisiones",
                                     frozenset({_R, _H, _O, _C, _A, Role.ANALYST})),
    _P.READ_PERSONAL_READS:    Grant("POL-07", "ver quién leyó datos personales", frozenset({_A})),
    _P.READ_FIGURES:           Grant("POL-04", "ver las cifras", frozenset({_H, _A, Role.ANALYST})),
    _P.READ_AGENDA_QUEUE:      Grant("AGD-11", "ver la fila de agendas de un mercado", _STAFF),
    _P.READ_UNREGISTERED:      Grant("FUP-01", "ver lo que falta registrar", _STAFF),
    _P.REGISTER_COMPANY:       Grant("CAP-04", "registrar en el portal una empresa que representa", _COMPANY),
    _P.CREATE_ACCOUNT:         Grant("DEF-07", "registrar cuentas", FIRST_LINE | {_S}),
    _P.CREATE_FOREIGN_ACCOUNT: Grant("EXT-01", "registrar empresas establecidas en el exterior", frozenset({_C})),
    _P.CREATE_INSTITUTION:     Grant("INS-01", "registrar instituciones o asociaciones", frozenset({_O, _R})),
    _P.UPDATE_ACCOUNT:         Grant("SYS-01", "modificar cuentas", frozenset({_R, _H, _O, _C, _M}), True),
    _P.UPDATE_CONTACT_DATA:    Grant("SYS-01", "modificar datos de contacto",
                                     frozenset({_R, _H, _O, _C, _M, Role.HELP_CENTRE}) | _COMPANY, True),
    _P.MERGE_ACCOUNTS:         Grant("CAP-04", "unir cuentas duplicadas", frozenset({_R, _H, _C, _M, _A}), True),
    _P.VALIDATE_ACCOUNT:       Grant("CAP-07", "validar empresas", frozenset({_R}), True),
    _P.VALIDATE_INSTITUTION:   Grant("INS-01", "validar instituciones o asociaciones", frozenset({_O, _R}), True),
    _P.REGISTER_ACTION:        Grant("ATN-05", "registrar acciones", FIRST_LINE | {_S}, True, True),
    _P.AMEND_ACTION:           Grant("ATN-05", "corregir o anular acciones", frozenset({_R, _H, _C}), True),
    _P.CONFIRM_ACTION:         Grant("DEF-05", "confirmar acciones", _EXECUTIVES, True),
    _P.DECLARE_EXPORTS:        Grant("DEF-11", "declarar exportaciones", frozenset({_R, _O, _C, _S}) | _COMPANY, True),
    _P.RECORD_TEST:            Grant("DEF-12", "registrar resultados del test", frozenset({_R, _O, _S}), True),
    _P.CONSULT_TAX_REGISTRY:   Grant("DEF-02", "consultar el registro tributario",
                                     frozenset({_R, _H, _O, _C, _M}), True),
    _P.PLAN_ACTIVITY:          Grant("LIN-01", "planificar actividades", _PLANNERS, True),
    _P.INVITE_TO_ACTIVITY:     Grant("FUP-02", "invitar a actividades", frozenset({_R, _H, _O, _C}), True, True),
    _P.ASSIGN_EXECUTIVE:       Grant("RTE-05", "asignar ejecutivos", frozenset({_H, _C, _A}), True),
    _P.ASSIGN_CATEGORY:        Grant("ATN-01", "asignar la categoría", frozenset({_R, _C, _S}), True),
    _P.ASSIGN_USUAL_CATEGORY:  Grant("ATN-01", "asignar la categoría 2", _EXECUTIVES, True),
    _P.SET_EXPORTA_MAS:        Grant("DEF-04", "registrar la participación en Exporta Más", frozenset({_R, _H}), True),
    _P.MANAGE_TERMS:           Grant("SLA-21", "abrir o cerrar plazos", FIRST_LINE | {_S}, True),
    _P.WAIVE_TERM:             Grant("SLA-21", "eximir de un plazo", frozenset({_H}), True),  # AMB-58
    _P.RESOLVE_CONFLICT:       Grant("POL-07", "resolver conflictos", frozenset({_R, _H, _C, _A}), True),
    _P.DECIDE_REPRESENTATION:  Grant("CAP-04", "decidir quién representa a una empresa", frozenset({_R, _H, _O}), True),
    _P.HAVE_CASES:             Grant("POL-05", "tener casos a cargo ni derivarlos", FIRST_LINE | {_A}, True),
    _P.HAVE_CASES_OF_ANY_PROCESS: Grant("LIN-05", "derivar casos de procesos en que no participa",
                                        frozenset({_A}), True),
    _P.HEAD_CASES:             Grant("RTE-05", "decidir quién atiende un caso",
                                     frozenset({_H, _C, _A, Role.SECTOR_HEAD}), True),
    _P.DECLARE_CONFLICT_OF_INTEREST: Grant("POL-07", "declarar conflictos de interés", FIRST_LINE | {_A}),  # AMB-72
    _P.CONFIGURE:              Grant("LIN-05", "cambiar la configuración", frozenset({_A})),
    _P.SYNCHRONISE:            Grant("SYS-01", "sincronizar con el CRM", frozenset({_S})),
    _P.RECORD_JOURNEYS:        Grant("SYS-01", "registrar eventos de otros sistemas", frozenset({_S, _A})),
    _P.READ_PROFILES:          Grant("SYS-05", "ver perfiles y viajes de personas y empresas", _STAFF - {_S}),
    _P.JOIN_PROFILES:          Grant("SYS-03", "unir registros a un perfil", FIRST_LINE | {_A}, True),
    _P.READ_QUALITY:           Grant("LIN-10", "ver el plan de mejora", _STAFF - {_S}),
    _P.ASK_SURVEY:             Grant("MEA-04", "enviar la encuesta de un caso", FIRST_LINE, True),
    _P.SHARE_SUGGESTION:       Grant("LIN-10", "compartir sugerencias con un área", _DESKS | {_H, _A}),
    _P.ANSWER_FOR_UNIT:        Grant("ROL-02", "responder por un área", _FOR_A_UNIT),
    _P.TELL_BACK_SUGGESTION:   Grant("LIN-10", "contar qué se resolvió", FIRST_LINE, True),
    _P.PLAN_IMPROVEMENT:       Grant("LIN-12", "registrar acciones de mejora", _FOR_A_UNIT),
    _P.REVIEW_PROCESS:         Grant("LIN-03", "revisar procesos", _FOR_A_UNIT),
    _P.ATTACH_DOCUMENT:        Grant("POL-07", "adjuntar documentos", FIRST_LINE | {_A} | _COMPANY, True),
    _P.MANAGE_WEBHOOKS:        Grant("SYS-01", "administrar avisos a otros sistemas", frozenset({_A, _S})),
    _P.MANAGE_CALLS:           Grant("LIN-02", "llevar convocatorias", frozenset({Role.CONCURSOS_SUPERVISOR, _A})),
}
# fmt: on


def office_of(account: Account) -> str | None:
    """
    Code of the office that answers for the account: its own, or the regional one of its region; None: unknown.

    Source: RTE-04.
    """
    if account.office is not None:
        return account.office
    return None if account.region is None else f"OFIREG-{account.region}"


def accounts_of(actor: Actor) -> frozenset[str]:
    """The accounts that a company's representative sees and acts for today. Source: AMB-54."""
    return actor.represents if actor.account_id is None else actor.represents | {actor.account_id}


def sees_all(actor: Actor) -> bool:
    """Whether it may know of every account, case and message."""
    return ROLES[actor.role].sight is Sight.ALL


def require_sight_of_all(actor: Actor) -> None:
    """
    Let pass only who may look for accounts among all.

    Raises:
        NotAuthorised: A company, which sees its own.

    Source: COM-02.
    """
    if not sees_all(actor):
        raise NotAuthorised("Una empresa solo puede ver cuentas que representa.", rule="COM-02")


def sees_account(actor: Actor, account_id: str) -> bool:
    """Whether it may know of the account at all: staff of every one, a company of its own. Source: COM-02."""
    return sees_all(actor) or account_id in accounts_of(actor)


def sees_case(actor: Actor, case: Case) -> bool:
    """Whether it may know of the case: of its accounts' cases, and of one without account that it opened itself."""
    return sees_case_of(actor, case.account_id, case.opened_by)


def sees_case_of(actor: Actor, account_id: str | None, opened_by: str) -> bool:
    """As `sees_case`, of the case of that account, or of none and opened by whom."""
    if sees_all(actor):
        return True
    return opened_by == actor.id if account_id is None else account_id in accounts_of(actor)


def require_sight(actor: Actor, account_id: str) -> None:
    """
    Let pass only who may know of the account; to others it is as if there were none.

    Raises:
        RecordNotFound: In the words of an account that does not exist.
    """
    if not sees_account(actor, account_id):
        raise RecordNotFound("una cuenta", account_id)


def is_allowed(actor: Actor, permission: Permission) -> bool:
    """Whether the role may do it; where and on what, `domain.protocol.access.actionable` tells."""
    return actor.role in GRANTS[permission].roles


def require(actor: Actor, permission: Permission) -> None:
    """
    Let pass only a role that may.

    Raises:
        NotAuthorised: With the rule id and a sentence that says whose task it is.

    Source: DEF-05, AMB-37, CAP-07, EXT-01, INS-01.
    """
    if not is_allowed(actor, permission):
        raise NotAuthorised(role_refusal(actor, permission), rule=GRANTS[permission].rule)


def role_refusal(actor: Actor, permission: Permission) -> str:
    """Whose task it is, in Spanish."""
    grant = GRANTS[permission]
    whose = ", ".join(role.es for role in Role if role in grant.roles)
    return f"Su rol ({actor.role.es}) no puede {grant.verb_es}. Corresponde a: {whose}."
