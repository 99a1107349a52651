"""What a colleague changes in the CRM is remembered like what is changed here (AMB-69)."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

from connectors.contract import records as crm_records
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.calendar import SANTIAGO, local_day
from persistence.tables import account as account_table
from tests.contract.sync_store.conftest import Sides


def _yesterday() -> date:
    return local_day(datetime.now(UTC), SANTIAGO) - timedelta(days=1)


async def _known_since(sides: Sides, account_id: str, day: date) -> None:
    async with sides.database.begin() as tx:
        await tx.execute(account_table.update().where(account_table.c.id == account_id).values(known_since=day))


async def test_a_field_edited_in_the_crm_is_remembered_until_yesterday(sides: Sides) -> None:
    """The account was active; a colleague deactivates it in the CRM."""
    account = await sides.register()
    await sides.settle()
    await _known_since(sides, account.id, date(2020, 1, 2))
    sides.crm.edit(RecordKind.ACCOUNT, account.id, {"active": False}, by="carla.crm")
    await sides.settle()

    stored = await sides.here(account.id)
    assert not stored.active
    assert [(each.until, each.active) for each in stored.standings] == [(_yesterday(), True)]


async def test_a_main_contact_that_comes_from_the_crm_is_remembered_as_lacking_before(sides: Sides) -> None:
    """DAT-07: it had none until yesterday."""
    account = await sides.register()
    await sides.settle()
    await _known_since(sides, account.id, date(2020, 1, 2))
    sides.crm.create(RecordKind.CONTACT, str(uuid.uuid4()), crm_records.contact_values(account.id, is_main=True))
    await sides.settle()

    stored = await sides.here(account.id)
    assert stored.has("main_contact")
    assert [(each.until, each.has("main_contact")) for each in stored.standings] == [(_yesterday(), False)]


async def test_what_is_loaded_first_is_known_since_today(sides: Sides) -> None:
    """Registered in the CRM years ago: its undated data are not known from then."""
    key = str(uuid.uuid4())
    sides.crm.create(RecordKind.ACCOUNT, key, crm_records.account_values(active=False))
    await sides.settle()

    stored = await sides.here(key)
    assert stored.known_since == _yesterday() + timedelta(days=1)
    assert stored.standings == ()
