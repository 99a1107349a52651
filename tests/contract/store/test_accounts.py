"""What `AccountStore` promises."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import DuplicateRecord, RecordNotFound, VersionConflict
from domain.model.accounts import Contact, FactKind, Organisation, PersonType, Provenance, Purpose, TaxCategory
from domain.model.rut import Rut
from domain.ports.store import Transactions
from tests.support.builders import REGIONAL, a_fact, an_account, new_id

OTHER_RUT = Rut.parse("11.111.111-1")


async def test_an_account_comes_back_as_it_was_added(transactions: Transactions) -> None:
    """Every field, contact and fact; facts in order of (on, at)."""
    later = a_fact(FactKind.CATEGORY, "2", date(2024, 3, 1), detail={"score": "7"}, reason="Sube de categoría")
    earlier = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2023, 3, 1), until=date(2023, 12, 31))
    account = an_account(
        trade_name="Del Sur",
        organisation=Organisation.INSTITUTION,
        person_type=PersonType.NATURAL,
        commune="Concepción",
        address="Prat 1",
        website="https://example.cl",
        company_size="PEQUEÑA",
        sii_started_on=date(2015, 5, 4),
        sii_checked_on=date(2024, 1, 2),
        tax_category=TaxCategory.SECOND,
        purposes=frozenset({Purpose.IMPORT, Purpose.INVEST}),
        chilean_capital=True,
        led_by_chileans=False,
        active=False,
        regional_executive="ana.rojas",
        commercial_executive="mei.soto",
        sector_officer="eva.pino",
        provenance={"phone": Provenance("crm", "juan", datetime(2024, 1, 1, 3, 4, 5, 678901, UTC))},
    )
    contact = Contact(new_id(), account.id, "Rosa Paz", position="Gerenta", email="rosa@example.cl", is_main=True)
    account = replace(account, contacts=(contact,), facts=(later, earlier))

    async with transactions(REGIONAL) as work:
        added = await work.accounts.add(account)
    async with transactions(REGIONAL) as work:
        stored = await work.accounts.get(account.id)

    assert added == replace(account, facts=(earlier, later), known_since=date(2024, 9, 13))
    assert stored == added
    assert stored.main_contact == contact


async def test_an_account_is_found_by_its_rut(transactions: Transactions) -> None:
    """DAT-01: the RUT identifies a national account."""
    async with transactions(REGIONAL) as work:
        account = await work.accounts.add(an_account())

    async with transactions(REGIONAL) as work:
        assert account.rut is not None
        assert await work.accounts.by_rut(account.rut) == account
        assert await work.accounts.by_rut(OTHER_RUT) is None


async def test_two_accounts_cannot_have_the_same_rut(transactions: Transactions) -> None:
    """AMB-63; the answer names the account that has it, and nothing is written."""
    async with transactions(REGIONAL) as work:
        first = await work.accounts.add(an_account())
    second = an_account(name="Otra SpA")

    with pytest.raises(DuplicateRecord) as refused:
        async with transactions(REGIONAL) as work:
            await work.accounts.add(second)

    assert refused.value.existing_id == first.id
    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.accounts.get(second.id)


async def test_a_rut_in_use_cannot_be_taken_by_a_change(transactions: Transactions) -> None:
    """AMB-63."""
    async with transactions(REGIONAL) as work:
        first = await work.accounts.add(an_account())
        second = await work.accounts.add(an_account(rut=OTHER_RUT))

    with pytest.raises(DuplicateRecord) as refused:
        async with transactions(REGIONAL) as work:
            await work.accounts.save(replace(second, rut=first.rut), second.version)

    assert refused.value.existing_id == first.id
    async with transactions(REGIONAL) as work:
        assert await work.accounts.get(second.id) == second


async def test_accounts_without_rut_do_not_collide(transactions: Transactions) -> None:
    """Foreign companies have none."""
    async with transactions(REGIONAL) as work:
        one = await work.accounts.add(an_account(rut=None, country="CN", region=None))
        other = await work.accounts.add(an_account(rut=None, country="JP", region=None))

    async with transactions(REGIONAL) as work:
        assert [(await work.accounts.get(each.id)).country for each in (one, other)] == ["CN", "JP"]


async def test_the_second_of_two_people_to_save_is_told(transactions: Transactions) -> None:
    """Nobody's change is overwritten in silence; the answer carries the state as it is now."""
    async with transactions(REGIONAL) as work:
        seen = await work.accounts.add(an_account())
    async with transactions(REGIONAL) as work:
        current = await work.accounts.save(replace(seen, phone="+56 9 1"), seen.version)

    with pytest.raises(VersionConflict) as told:
        async with transactions(REGIONAL) as work:
            await work.accounts.save(replace(seen, phone="+56 9 2"), seen.version)

    assert (told.value.seen, told.value.current_version, told.value.current) == (1, 2, current)
    async with transactions(REGIONAL) as work:
        assert (await work.accounts.get(seen.id)).phone == "+56 9 1"


async def test_what_is_held_is_what_is_stored(transactions: Transactions) -> None:
    """Design 4: read to be judged: whole, and as it is now; of what there is not, as by any read."""
    async with transactions(REGIONAL) as work:
        stored = await work.accounts.add(an_account())
    async with transactions(REGIONAL) as work:
        assert await work.accounts.hold(stored.id) == await work.accounts.get(stored.id)
        saved = await work.accounts.save(replace(stored, phone="+56 9 1"), stored.version)
        assert await work.accounts.hold(stored.id) == saved
        with pytest.raises(RecordNotFound):
            await work.accounts.hold(new_id())


async def test_of_two_who_save_at_once_one_is_told(transactions: Transactions) -> None:
    """The same when both transactions are open together."""
    async with transactions(REGIONAL) as work:
        seen = await work.accounts.add(an_account())

    async def save(phone: str) -> str:
        async with transactions(REGIONAL) as work:
            return str((await work.accounts.save(replace(seen, phone=phone), seen.version)).phone)

    told = await asyncio.gather(save("+56 9 1"), save("+56 9 2"), return_exceptions=True)

    written = [each for each in told if isinstance(each, str)]
    assert len(written) == 1
    assert [type(each) for each in told if not isinstance(each, str)] == [VersionConflict]
    async with transactions(REGIONAL) as work:
        stored = await work.accounts.get(seen.id)
    assert (stored.version, stored.phone) == (2, written[0])


async def test_a_changed_field_tells_where_its_value_came_from(transactions: Transactions) -> None:
    """Provenance ("procedencia") names source, author and instant; fields that did not change have none."""
    async with transactions(REGIONAL) as work:
        account = await work.accounts.add(an_account())
    async with transactions(REGIONAL) as work:
        saved = await work.accounts.save(replace(account, phone="+56 9 1"), 1)
    async with transactions(REGIONAL) as work:
        stored = await work.accounts.get(account.id)

    assert stored == saved
    assert stored.provenance == {
        "phone": Provenance("atencion", REGIONAL.id, datetime(2024, 9, 13, 20, 0, tzinfo=UTC)),
    }


async def test_facts_are_added_and_never_rewritten(transactions: Transactions) -> None:
    """A save that leaves a fact out, or changes it, does not touch what is stored."""
    first = a_fact(FactKind.CATEGORY, "3", date(2024, 1, 1))
    async with transactions(REGIONAL) as work:
        account = await work.accounts.add(an_account(facts=(first,)))
    second = a_fact(FactKind.CATEGORY, "2", date(2024, 6, 1))

    async with transactions(REGIONAL) as work:
        await work.accounts.save(replace(account, facts=(replace(first, value="1"), second)), 1)
    async with transactions(REGIONAL) as work:
        await work.accounts.save(replace(account, facts=()), 2)

    async with transactions(REGIONAL) as work:
        stored = await work.accounts.get(account.id)
    assert stored.facts == (first, second)


async def test_saving_an_account_leaves_its_contacts_alone(transactions: Transactions) -> None:
    """Contacts have their own writes and versions."""
    account = an_account()
    contact = Contact(new_id(), account.id, "Rosa Paz")
    async with transactions(REGIONAL) as work:
        await work.accounts.add(replace(account, contacts=(contact,)))
    async with transactions(REGIONAL) as work:
        saved = await work.accounts.save(replace(account, name="Sur SpA", contacts=()), 1)

    assert saved.contacts == (contact,)


async def test_there_is_one_main_contact(transactions: Transactions) -> None:
    """DAT-07: a new main contact takes the mark from the old one, whose version goes up; the account's does not."""
    async with transactions(REGIONAL) as work:
        account = await work.accounts.add(an_account())
        rosa = await work.accounts.add_contact(Contact(new_id(), account.id, "Rosa", is_main=True))
    async with transactions(REGIONAL) as work:
        juan = await work.accounts.add_contact(Contact(new_id(), account.id, "Juan", is_main=True))

    async with transactions(REGIONAL) as work:
        stored = await work.accounts.get(account.id)
    assert stored.contacts == (replace(rosa, is_main=False, version=2), juan)
    assert stored.version == 1


async def test_a_contact_is_saved_under_the_version_seen(transactions: Transactions) -> None:
    """A stale write is told the contact as it is now; an unknown one is not found."""
    async with transactions(REGIONAL) as work:
        account = await work.accounts.add(an_account())
        rosa = await work.accounts.add_contact(Contact(new_id(), account.id, "Rosa"))
    async with transactions(REGIONAL) as work:
        saved = await work.accounts.save_contact(replace(rosa, phone="+56 9 1"), 1)
    assert saved == replace(rosa, phone="+56 9 1", version=2)

    with pytest.raises(VersionConflict) as told:
        async with transactions(REGIONAL) as work:
            await work.accounts.save_contact(replace(rosa, phone="+56 9 2"), 1)
    assert told.value.current == saved
    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.accounts.save_contact(replace(rosa, id=new_id()), 1)


async def test_nothing_is_written_when_a_transaction_fails(transactions: Transactions) -> None:
    """On an exception nothing is committed."""
    account = an_account()

    async def fail_halfway() -> None:
        async with transactions(REGIONAL) as work:
            await work.accounts.add(account)
            raise RuntimeError("the process of the caller fails")

    with pytest.raises(RuntimeError):
        await fail_halfway()

    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.accounts.get(account.id)


async def test_an_unknown_account_is_not_found(transactions: Transactions) -> None:
    """Reading and writing say so alike."""
    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.accounts.save(an_account(), 1)
    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.accounts.add_contact(Contact(new_id(), new_id(), "Nadie"))
