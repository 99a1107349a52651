"""Who may do what: the roles of each permission, and how far an office reaches."""

from __future__ import annotations

import pytest

from domain.errors import NotAuthorised
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.protocol.access.permissions import GRANTS, ROLE_ES, Permission, is_allowed, office_of, require
from domain.protocol.catalogue import RULES
from tests.support.builders import (
    ADMINISTRATOR,
    ANALYST,
    COMMERCIAL,
    HEAD,
    HELP_CENTRE,
    OFFICER,
    OTHER_REGIONAL,
    REGIONAL,
    an_account,
)

ACCOUNT = an_account()
WRITES = [p for p in Permission if not p.value.startswith("READ_")]


def test_every_permission_has_a_row_with_a_rule_of_the_catalogue() -> None:
    """ROL-01: one table, complete; each row cites its rule and each role has a Spanish name."""
    assert set(GRANTS) == set(Permission)
    assert all(grant.rule in RULES for grant in GRANTS.values())
    assert set(ROLE_ES) == set(Role)


def test_only_a_regional_executive_validates_a_company() -> None:
    """CAP-07, DEF-03 (c): not even the regional head."""
    assert [role for role in Role if role in GRANTS[Permission.VALIDATE_ACCOUNT].roles] == [Role.REGIONAL_EXECUTIVE]
    with pytest.raises(NotAuthorised) as refused:
        require(HEAD, Permission.VALIDATE_ACCOUNT, ACCOUNT)
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
    require(REGIONAL, Permission.UPDATE_ACCOUNT, ACCOUNT)
    with pytest.raises(NotAuthorised, match=r"responde OFIREG-08"):
        require(OTHER_REGIONAL, Permission.UPDATE_ACCOUNT, ACCOUNT)
    assert is_allowed(OTHER_REGIONAL, Permission.READ_ACCOUNTS, ACCOUNT)


def test_without_an_office_the_region_of_the_account_decides() -> None:
    """RTE-04: office derived from the region of the head office; unknown, it is everybody's."""
    by_region = an_account(office=None, region="15")

    assert office_of(by_region) == "OFIREG-15"
    assert is_allowed(OTHER_REGIONAL, Permission.UPDATE_ACCOUNT, by_region)
    assert not is_allowed(REGIONAL, Permission.UPDATE_ACCOUNT, by_region)
    assert is_allowed(REGIONAL, Permission.UPDATE_ACCOUNT, an_account(office=None, region=None))


def test_commercial_and_central_people_reach_every_account() -> None:
    """DEF-05: a commercial executive registers what a national company did abroad; AMB-44: so a central officer."""
    central = Actor("olga", "Olga", Role.SECTOR_OFFICER, "CENTRAL")
    away = Actor("omar", "Omar", Role.SECTOR_OFFICER, "OFIREG-15")

    assert is_allowed(COMMERCIAL, Permission.REGISTER_ACTION, ACCOUNT)
    assert is_allowed(HELP_CENTRE, Permission.REGISTER_ACTION, ACCOUNT)
    assert is_allowed(central, Permission.UPDATE_ACCOUNT, ACCOUNT)
    assert not is_allowed(away, Permission.UPDATE_ACCOUNT, ACCOUNT)


def test_a_company_sees_and_changes_only_its_own_account() -> None:
    """CAP-04: reading, contact data and its declaration; nothing else."""
    company = Actor("rosa", "Rosa", Role.COMPANY, account_id=ACCOUNT.id)
    other = an_account()

    own = {p for p in Permission if is_allowed(company, p, ACCOUNT)}

    assert own == {
        Permission.READ_ACCOUNTS,
        Permission.READ_RULES,
        Permission.UPDATE_CONTACT_DATA,
        Permission.DECLARE_EXPORTS,
    }
    assert {p for p in Permission if is_allowed(company, p, other)} == {Permission.READ_RULES}
    assert not is_allowed(company, Permission.READ_ACCOUNTS)


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
