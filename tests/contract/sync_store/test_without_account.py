"""Contacts and actions that lose their account in the CRM: told, listed once, kept here (F-44, F-41)."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from connectors.contract import records as crm_records
from domain.model.exchange.crm_records import RecordKind
from persistence.sync.local_records import SqlLocalRecords
from sync.compare import ComparisonReport, compare
from tests.contract.sync_store.conftest import Sides
from tests.support.builders import REGIONAL, a_contact, an_action

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION


async def with_child(sides: Sides, kind: RecordKind) -> tuple[str, str]:
    """An account with one contact or action on both sides; ids."""
    account = await sides.register(name="Empresa")
    async with sides.transactions(REGIONAL) as work:
        if kind is CONTACT:
            child = (await work.accounts.add_contact(a_contact(account))).id
        else:
            child = (await work.actions.add(an_action(date(2024, 3, 1), account_id=account.id))).id
    await sides.settle()
    return account.id, child


async def compared(sides: Sides) -> ComparisonReport:
    return await compare(sides.crm, SqlLocalRecords(sides.database))


def told(report: ComparisonReport) -> list[tuple[RecordKind, str]]:
    return [(one.kind, one.key) for one in report.decisions]


@pytest.mark.parametrize("kind", [CONTACT, ACTION])
async def test_a_child_that_belongs_to_nobody_there_stays_and_is_listed_once(sides: Sides, kind: RecordKind) -> None:
    """A colleague empties the account of it: it stays here; given an account again, it follows."""
    account, child = await with_child(sides, kind)

    sides.crm.edit(kind, child, {"account_id": None})
    await sides.settle()

    report = await compared(sides)
    assert told(report) == [(kind, child)]
    assert report.same
    other = (await sides.register(name="Otra")).id
    await sides.settle()
    sides.crm.edit(kind, child, {"account_id": other})
    await sides.settle()
    report = await compared(sides)
    assert (report.same, told(report)) == (True, [])
    assert account != other
    found = await SqlLocalRecords(sides.database).get(kind, [child])
    assert found[child]["account_id"] == other


@pytest.mark.parametrize("kind", [CONTACT, ACTION])
async def test_a_child_moved_to_an_account_that_is_held_back_is_listed_once(sides: Sides, kind: RecordKind) -> None:
    """The account is listed, and the child; both come by themselves when the account can."""
    _, child = await with_child(sides, kind)
    nameless = str(uuid.uuid4())
    sides.crm.create(ACCOUNT, nameless, crm_records.account_values(name=None))
    sides.crm.edit(kind, child, {"account_id": nameless})
    await sides.settle()

    report = await compared(sides)
    assert sorted(told(report)) == sorted([(ACCOUNT, nameless), (kind, child)])
    assert report.same

    sides.crm.edit(ACCOUNT, nameless, {"name": "Ahora sí"})
    await sides.settle()
    report = await compared(sides)
    assert (report.same, told(report)) == (True, [])
    found = await SqlLocalRecords(sides.database).get(kind, [child])
    assert found[child]["account_id"] == nameless
