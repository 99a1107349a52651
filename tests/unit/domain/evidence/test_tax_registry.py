"""What the tax registry says is evidence beside what the company declared, never in its place (DEF-02, DAT-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from connectors.tax_registry import MemoryTaxRegistry
from domain.errors import MissingData, NotAuthorised, NotConfigured, RecordNotFound, RegistryUnavailable
from domain.model.accounts import Account, TaxCategory
from domain.model.evidence.tax_registry import TaxAnswer, TaxRecord
from domain.model.institution.people import Actor, Role
from domain.protocol.classes.tax_evidence import Agreement, compared
from domain.use_cases.evidence.consult_tax_registry import ConsultTaxRegistry, consult_tax_registry
from tests.support.builders import ANALYST, OTHER_REGIONAL, REGIONAL, an_account
from tests.support.calendars import local
from tests.support.cases.desk import Desk

SOURCE: Final = "Registro de prueba"
RECORD: Final = TaxRecord("CONSERVAS LIMITADA", started_on=date(2016, 5, 2), category=TaxCategory.FIRST)


def a_desk(account: Account, *, away: bool = False, record: TaxRecord | None = RECORD) -> Desk:
    """A desk whose registry knows the account's RUT, if it has one."""
    desk = Desk()
    known = {} if account.rut is None or record is None else {account.rut: record}
    desk.services = replace(desk.services, tax_registry=MemoryTaxRegistry(SOURCE, known, away=away))
    desk.put(account)
    return desk


async def consult(desk: Desk, account: Account, actor: Actor = REGIONAL, key: str | None = None) -> TaxAnswer:
    return await consult_tax_registry(desk.services, actor, ConsultTaxRegistry(account.id, key))


async def test_the_answer_is_kept_with_its_day_and_the_account_stays_as_it_is() -> None:
    """DEF-02, DAT-04: source, day and who asked; what the company declared is not touched, nor is its version."""
    account = an_account(sii_started=None, sii_started_on=None)
    desk = a_desk(account)
    answer = await consult(desk, account)
    assert (answer.source, answer.asked_at, answer.asked_by) == (SOURCE, local("2024-09-13 17:00"), REGIONAL.id)
    assert answer.record == RECORD
    assert desk.account(account) == account
    last = desk.store.rows.decisions[-1]
    assert (last.what, last.rule, last.account_id) == ("consult_tax_registry", "DEF-02", account.id)


async def test_each_answer_stays_and_the_same_request_asks_once() -> None:
    """POL-07: what it said last year is not rewritten by what it says now."""
    account = an_account()
    desk = a_desk(account)
    first = await consult(desk, account, key="k-1")
    assert await consult(desk, account, key="k-1") == first
    desk.clock.at = local("2025-09-13 17:00")
    assert (await consult(desk, account)).id != first.id
    assert len(desk.store.rows.tax_answers) == 2


async def test_a_rut_that_the_registry_does_not_have_is_kept_as_that() -> None:
    """DEF-02: an unknown taxpayer is an answer too."""
    account = an_account()
    answer = await consult(a_desk(account, record=None), account)
    assert answer.record is None


async def test_none_connected_is_not_configured() -> None:
    """DAT-04: by hand, as always; and nothing is kept of a registry that does not answer."""
    account = an_account()
    desk = Desk()
    desk.put(account)
    with pytest.raises(NotConfigured) as refused:
        await consult(desk, account)
    assert refused.value.rule == "DEF-02"
    away = a_desk(account, away=True)
    with pytest.raises(RegistryUnavailable):
        await consult(away, account)
    assert away.store.rows.tax_answers == {}


async def test_without_a_rut_there_is_nothing_to_ask_by() -> None:
    """POL-06: what is missing is named."""
    account = an_account(rut=None)
    with pytest.raises(MissingData) as refused:
        await consult(a_desk(account), account)
    assert refused.value.missing == ("rut",)


async def test_only_who_attends_the_company_asks() -> None:
    """RTE-04: not another region, not an analyst; a company asks for nobody."""
    account = an_account()
    desk = a_desk(account)
    for actor in (ANALYST, OTHER_REGIONAL, Actor("rosa", "Rosa", Role.COMPANY, account_id=account.id)):
        with pytest.raises(NotAuthorised):
            await consult(desk, account, actor)
    with pytest.raises((NotAuthorised, RecordNotFound)):
        await consult(desk, account, Actor("eva", "Eva", Role.COMPANY, account_id="another"))


def test_both_sides_are_compared_datum_by_datum() -> None:
    """DEF-02, DAT-05: case, accents and kind of company make no other name; a first day says that it began."""
    account = an_account(
        name="Conservas, Ltda.", sii_started=None, sii_started_on=date(2016, 6, 2), tax_category=TaxCategory.FIRST
    )
    found = {each.field: each for each in compared(account, RECORD)}
    assert {name: each.agreement for name, each in found.items()} == {
        "name": Agreement.AGREES,
        "sii_started": Agreement.UNDECLARED,
        "sii_started_on": Agreement.DIFFERS,
        "tax_category": Agreement.AGREES,
    }
    assert (found["sii_started"].declared, found["sii_started"].told) == (None, "Sí")
    assert (found["sii_started_on"].declared, found["sii_started_on"].told) == ("02-06-2016", "02-05-2016")
    assert "Confírmelo con la empresa" in str(found["sii_started_on"].text)
    assert found["tax_category"].text is None


def test_what_the_registry_does_not_tell_contradicts_nothing() -> None:
    """DEF-02: silence is no "no"."""
    found = compared(an_account(sii_started=True), TaxRecord())
    assert {each.agreement for each in found} == {Agreement.UNTOLD}
