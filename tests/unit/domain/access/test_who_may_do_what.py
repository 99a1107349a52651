"""Who may do what, written out role by role: a table of access is read twice before it changes (ROL-01)."""

from __future__ import annotations

import pytest

from domain.model.institution.people import Actor, Role
from domain.protocol.access import roles
from domain.protocol.access.permissions import Permission, is_allowed
from domain.protocol.access.roles import Reach
from tests.support.proving import proves

R, H, O, C = (  # noqa: E741  (the columns of the table)
    Role.REGIONAL_EXECUTIVE,
    Role.REGIONAL_HEAD,
    Role.SECTOR_OFFICER,
    Role.COMMERCIAL_EXECUTIVE,
)
CLIENTS, ADMIN, PORTAL, COMPANY, ANALYST = (
    Role.CLIENT_MANAGEMENT,
    Role.ADMINISTRATOR,
    Role.SERVICE,
    Role.COMPANY,
    Role.ANALYST,
)
ATTENDING = {
    R, H, O, C, CLIENTS, Role.SECTOR_HEAD, Role.CONCURSOS_SUPERVISOR, Role.MACROZONE_COORDINATOR,
    Role.OCI_COORDINATOR, Role.GEOGRAPHIC_PROFESSIONAL,
}  # fmt: skip
DESKS = {Role.HELP_CENTRE, Role.CITIZEN_SERVICE}
FIRST_LINE = ATTENDING | DESKS
STAFF = FIRST_LINE | {ADMIN, ANALYST, PORTAL}
FOR_A_UNIT = DESKS | {CLIENTS, H, Role.SECTOR_HEAD, Role.CONCURSOS_SUPERVISOR, ADMIN}

WHO: dict[Permission, set[Role]] = {
    Permission.READ_ACCOUNTS: STAFF | {COMPANY},
    Permission.READ_RULES: STAFF | {COMPANY},
    Permission.READ_SYNC: STAFF,
    Permission.READ_DECISIONS: {R, H, O, C, ADMIN, ANALYST},
    Permission.READ_PERSONAL_READS: {ADMIN},
    Permission.READ_FIGURES: {H, ADMIN, ANALYST},
    Permission.READ_AGENDA_QUEUE: STAFF,
    Permission.READ_UNREGISTERED: STAFF,
    Permission.REGISTER_COMPANY: {COMPANY},
    Permission.CREATE_ACCOUNT: FIRST_LINE | {PORTAL},
    Permission.CREATE_FOREIGN_ACCOUNT: {C},
    Permission.CREATE_INSTITUTION: {O, R},
    Permission.UPDATE_ACCOUNT: {R, H, O, C, CLIENTS},
    Permission.UPDATE_CONTACT_DATA: {R, H, O, C, CLIENTS, Role.HELP_CENTRE, COMPANY},
    Permission.MERGE_ACCOUNTS: {R, H, C, CLIENTS, ADMIN},
    Permission.VALIDATE_ACCOUNT: {R},
    Permission.VALIDATE_INSTITUTION: {O, R},
    Permission.REGISTER_ACTION: FIRST_LINE | {PORTAL},
    Permission.AMEND_ACTION: {R, H, C},
    Permission.CONFIRM_ACTION: {R, C},
    Permission.DECLARE_EXPORTS: {R, O, C, PORTAL, COMPANY},
    Permission.RECORD_TEST: {R, O, PORTAL},
    Permission.CONSULT_TAX_REGISTRY: {R, H, O, C, CLIENTS},
    Permission.PLAN_ACTIVITY: ATTENDING,
    Permission.INVITE_TO_ACTIVITY: {R, H, O, C},
    Permission.ASSIGN_EXECUTIVE: {H, C, ADMIN},
    Permission.ASSIGN_CATEGORY: {R, C, PORTAL},
    Permission.ASSIGN_USUAL_CATEGORY: {R, C},
    Permission.SET_EXPORTA_MAS: {R, H},
    Permission.MANAGE_TERMS: FIRST_LINE | {PORTAL},
    Permission.WAIVE_TERM: {H},
    Permission.RESOLVE_CONFLICT: {R, H, C, ADMIN},
    Permission.DECIDE_REPRESENTATION: {R, H, O},
    Permission.HAVE_CASES: FIRST_LINE | {ADMIN},
    Permission.HAVE_CASES_OF_ANY_PROCESS: {ADMIN},
    Permission.HEAD_CASES: {H, C, Role.SECTOR_HEAD, ADMIN},
    Permission.DECLARE_CONFLICT_OF_INTEREST: FIRST_LINE | {ADMIN},
    Permission.CONFIGURE: {ADMIN},
    Permission.SYNCHRONISE: {PORTAL},
    Permission.RECORD_JOURNEYS: {PORTAL, ADMIN},
    Permission.READ_PROFILES: STAFF - {PORTAL},
    Permission.JOIN_PROFILES: FIRST_LINE | {ADMIN},
    Permission.READ_QUALITY: STAFF - {PORTAL},
    Permission.ASK_SURVEY: FIRST_LINE,
    Permission.SHARE_SUGGESTION: DESKS | {CLIENTS, H, ADMIN},
    Permission.ANSWER_FOR_UNIT: FOR_A_UNIT,
    Permission.TELL_BACK_SUGGESTION: FIRST_LINE,
    Permission.PLAN_IMPROVEMENT: FOR_A_UNIT,
    Permission.REVIEW_PROCESS: FOR_A_UNIT,
    Permission.ATTACH_DOCUMENT: FIRST_LINE | {ADMIN, COMPANY},
    Permission.MANAGE_WEBHOOKS: {ADMIN, PORTAL},
    Permission.MANAGE_CALLS: {Role.CONCURSOS_SUPERVISOR, ADMIN},
}


@proves(
    "AGD-11", "ATN-01", "ATN-05", "CAP-04", "CAP-07", "COM-02", "DEF-02", "DEF-04", "DEF-05", "DEF-07",
    "DEF-11", "DEF-12", "EXT-01", "FUP-01", "FUP-02", "INS-01", "LIN-01", "LIN-02", "LIN-03", "LIN-05",
    "LIN-10", "LIN-12", "MEA-04", "POL-04", "POL-05", "POL-06", "POL-07", "ROL-01", "ROL-02", "RTE-05",
    "SLA-21", "SYS-01", "SYS-03", "SYS-05",
)  # fmt: skip
@pytest.mark.parametrize("permission", Permission)
def test_each_role_may_do_what_is_its_task_and_no_more(permission: Permission) -> None:
    """ROL-01 and the rule of each row; where and on what is a matter of reach."""
    allowed = {role for role in Role if is_allowed(Actor("alguien", "Alguien", role), permission)}
    assert allowed == WHO[permission]


ACTS: dict[Role, Reach] = {
    R: Reach.OFFICE,
    H: Reach.OFFICE,
    O: Reach.SECTOR,
    C: Reach.MARKET,
    Role.GEOGRAPHIC_PROFESSIONAL: Reach.AREA,
    Role.MACROZONE_COORDINATOR: Reach.MACROZONE,
    COMPANY: Reach.OWN,
    ANALYST: Reach.NONE,
    **dict.fromkeys(
        (
            Role.OCI_COORDINATOR, Role.HELP_CENTRE, Role.CITIZEN_SERVICE, CLIENTS, Role.SECTOR_HEAD,
            Role.CONCURSOS_SUPERVISOR, ADMIN, PORTAL,
        ),
        Reach.ALL,
    ),
}  # fmt: skip


@proves(
    "AGD-09", "CAP-04", "COM-02", "EXT-01", "INS-03", "INS-05", "INV-01", "INV-04", "LIN-05", "OCI-04", "PUB-01",
    "ROL-01", "RTE-03", "RTE-04", "RTE-05", "SYS-01", "VIS-01", "VIS-03",
)  # fmt: skip
def test_each_role_acts_where_its_task_is() -> None:
    """RTE-04 and the rule of each row: who answers for an office, a sector, a market, an area, a zone, or for all."""
    assert {role: row.reach for role, row in roles.ROLES.items()} == ACTS
