"""Who may do what: the roles of each permission, and how far an office reaches."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import NotAuthorised, RecordNotFound
from domain.model.accounts import Account
from domain.model.institution.directory import Directory
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.protocol.access.actionable import Access
from domain.protocol.access.permissions import GRANTS, Permission, office_of, require
from domain.protocol.access.permissions import is_allowed as role_is_allowed
from domain.protocol.access.reach import Known
from domain.protocol.access.roles import ROLES
from domain.protocol.catalogue import RULES
from tests.support.builders import (
    ADMINISTRATOR,
    ANALYST,
    COMMERCIAL,
    HEAD,
    HELP_CENTRE,
    OFFICER,
    OFFICES,
    OTHER_REGIONAL,
    REGIONAL,
    an_account,
)

ACCOUNT = an_account()
KNOWN = Known(OFFICES, Directory(), date(2024, 9, 13))
WRITES = [p for p in Permission if not p.value.startswith("READ_")]


def is_allowed(actor: Actor, permission: Permission, account: Account | None = None) -> bool:
    """Whether the actor may do it, on that account when it is about one."""
    if account is None:
        return role_is_allowed(actor, permission)
    return Access(actor, KNOWN).may(account, permission)


def test_every_permission_has_a_row_with_a_rule_of_the_catalogue() -> None:
    """ROL-01: one table, complete; each row cites its rule and each role has a Spanish name."""
    assert set(GRANTS) == set(Permission)
    assert all(grant.rule in RULES for grant in GRANTS.values())
    assert set(Role) == set(ROLES)
    assert all(rule in RULES for row in ROLES.values() for rule in row.rules)


def test_only_a_regional_executive_validates_a_company() -> None:
    """CAP-07, DEF-03 (c): not even the regional head."""
    assert [role for role in Role if role in GRANTS[Permission.VALIDATE_ACCOUNT].roles] == [Role.REGIONAL_EXECUTIVE]
    with pytest.raises(NotAuthorised) as refused:
        require(HEAD, Permission.VALIDATE_ACCOUNT)
    assert refused.value.rule == "CAP-07"
    assert refused.value.message == (
        "Su rol (director(a) regional) no puede validar empresas. Corresponde a: ejecutivo(a) regional."
    )


def test_an_institution_is_created_by_sector_officer_or_regional_executive() -> None:
    """INS-01."""
    allowed = {a.role for a in (REGIONAL, OFFICER, HEAD, COMMERCIAL) if is_allowed(a, Permission.CREATE_INSTITUTION)}

    assert allowed == {Role.REGIONAL_EXECUTIVE, Role.SECTOR_OFFICER}


def test_a_foreign_company_is_registered_by_a_commercial_executive() -> None:
    """EXT-01."""
    assert is_allowed(COMMERCIAL, Permission.CREATE_FOREIGN_ACCOUNT)
    assert not is_allowed(REGIONAL, Permission.CREATE_FOREIGN_ACCOUNT)


def test_only_regional_and_commercial_executives_confirm_actions() -> None:
    """DEF-05 (c), AMB-37."""
    assert GRANTS[Permission.CONFIRM_ACTION].roles == {Role.REGIONAL_EXECUTIVE, Role.COMMERCIAL_EXECUTIVE}


def test_a_region_answers_for_its_own_accounts() -> None:
    """RTE-04: the executive of Arica does not change an account of Biobío, and is told whose it is."""
    assert is_allowed(REGIONAL, Permission.UPDATE_ACCOUNT, ACCOUNT)
    with pytest.raises(NotAuthorised, match=r"Por «Conservas del Sur SpA» responde Biobío\. Pida a esa oficina"):
        Access(OTHER_REGIONAL, KNOWN).account(ACCOUNT, Permission.UPDATE_ACCOUNT)
    assert is_allowed(OTHER_REGIONAL, Permission.READ_ACCOUNTS, ACCOUNT)


def test_without_an_office_the_region_of_the_account_decides() -> None:
    """RTE-04: office derived from the region of the head office; unknown, it is everybody's."""
    by_region = an_account(office=None, region="15")

    assert office_of(by_region) == "OFIREG-15"
    assert is_allowed(OTHER_REGIONAL, Permission.UPDATE_ACCOUNT, by_region)
    assert not is_allowed(REGIONAL, Permission.UPDATE_ACCOUNT, by_region)
    assert is_allowed(REGIONAL, Permission.UPDATE_ACCOUNT, an_account(office=None, region=None))


def test_a_commercial_office_registers_what_it_did_with_a_company_of_chile_and_changes_nothing_else() -> None:
    """DEF-05, RTE-04: what was done abroad is begun anywhere; the company's data are of its region."""
    assert is_allowed(COMMERCIAL, Permission.REGISTER_ACTION, ACCOUNT)
    assert not is_allowed(COMMERCIAL, Permission.UPDATE_ACCOUNT, ACCOUNT)
    done_there = {"markets": {"CN"}, "office": COMMERCIAL.office}
    assert Access(COMMERCIAL, KNOWN).account(ACCOUNT, Permission.CONFIRM_ACTION, **done_there) is ACCOUNT
    for elsewhere in ({"markets": {"JP"}}, {"office": "OFIREG-08"}):
        with pytest.raises(NotAuthorised):
            Access(COMMERCIAL, KNOWN).account(ACCOUNT, Permission.CONFIRM_ACTION, **elsewhere)


def test_central_people_reach_every_account_of_theirs() -> None:
    """AMB-44: a sector officer of the central level for all Chile, one of a region in it."""
    central = Actor("olga", "Olga", Role.SECTOR_OFFICER, "CENTRAL")
    away = Actor("omar", "Omar", Role.SECTOR_OFFICER, "OFIREG-15")

    assert is_allowed(HELP_CENTRE, Permission.REGISTER_ACTION, ACCOUNT)
    assert is_allowed(central, Permission.UPDATE_ACCOUNT, ACCOUNT)
    assert not is_allowed(away, Permission.UPDATE_ACCOUNT, ACCOUNT)


def test_a_company_sees_and_changes_only_its_own_account() -> None:
    """CAP-04, F-80: reading, contact data, its declaration and documents of its cases; nothing else."""
    company = Actor("rosa", "Rosa", Role.COMPANY, account_id=ACCOUNT.id)
    other = an_account()

    own = {p for p in Permission if is_allowed(company, p, ACCOUNT)}

    assert own == {
        Permission.READ_ACCOUNTS,
        Permission.READ_RULES,
        Permission.REGISTER_COMPANY,
        Permission.UPDATE_CONTACT_DATA,
        Permission.DECLARE_EXPORTS,
        Permission.ATTACH_DOCUMENT,
    }
    assert not any(is_allowed(company, p, other) for p in Permission)
    with pytest.raises(RecordNotFound, match="No existe una cuenta"):
        Access(company, KNOWN).account(other, Permission.READ_ACCOUNTS)


def test_an_analyst_reads_and_writes_nothing() -> None:
    """ROL-01: measures, does not attend."""
    assert not any(is_allowed(ANALYST, p, ACCOUNT) for p in WRITES)
    assert is_allowed(ANALYST, Permission.READ_ACCOUNTS, ACCOUNT)


def test_an_administrator_configures_and_resolves_but_validates_nothing() -> None:
    """CAP-07, LIN-05."""
    assert is_allowed(ADMINISTRATOR, Permission.CONFIGURE)
    assert is_allowed(ADMINISTRATOR, Permission.RESOLVE_CONFLICT, ACCOUNT)
    assert not is_allowed(ADMINISTRATOR, Permission.VALIDATE_ACCOUNT, ACCOUNT)
    assert not is_allowed(ADMINISTRATOR, Permission.REGISTER_ACTION, ACCOUNT)


def test_only_the_service_synchronises_and_only_the_head_waives() -> None:
    """SYS-01; AMB-58: a term is waived by the regional head."""
    assert GRANTS[Permission.SYNCHRONISE].roles == {Role.SERVICE}
    assert is_allowed(SYSTEM, Permission.MANAGE_TERMS, ACCOUNT)
    assert not is_allowed(SYSTEM, Permission.WAIVE_TERM, ACCOUNT)
    assert is_allowed(HEAD, Permission.WAIVE_TERM, ACCOUNT)
