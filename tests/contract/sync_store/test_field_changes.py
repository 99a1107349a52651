"""Every change of an account or contact is kept, before and after, whoever makes it (POL-07)."""

from __future__ import annotations

from dataclasses import replace

from domain.model.exchange.crm_records import RecordKind
from domain.model.history.field_changes import FieldChange
from domain.model.history.former_names import FormerName
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.ports.reading import AccountQuery, PageRequest
from persistence.reading import SqlReadModel
from tests.contract.sync_store.conftest import MachineClock, Sides
from tests.support.builders import REGIONAL, a_contact

Told = tuple[str, str, str | None, str, str | None, str | None]


async def _changes(sides: Sides, account_id: str, page: PageRequest | None = None) -> list[FieldChange]:
    """Newest first."""
    found = await SqlReadModel(sides.database).field_changes(page or PageRequest(first=20), account_id)
    return list(found.items)


async def _told(sides: Sides, account_id: str) -> list[Told]:
    """Oldest first: by which door, who, as what, which field, from what to what."""
    return [
        (each.author.source, each.author.by, each.author.role, each.field, each.before, each.after)
        for each in reversed(await _changes(sides, account_id))
    ]


async def _found(sides: Sides, words: str) -> list[str]:
    page = await SqlReadModel(sides.database).accounts(AccountQuery(search=words), PageRequest(first=5))
    return [row.id for row in page.items]


async def test_a_change_here_and_one_in_the_crm_are_told_alike(sides: Sides) -> None:
    """POL-07: who, by which door, from what to what; the first registration changes nothing."""
    account = await sides.register(name="Pesquera Ñuble", phone="1")
    await sides.settle()
    assert await _told(sides, account.id) == []

    await sides.change(account.id, phone="2")
    await sides.settle()
    sides.crm.edit(RecordKind.ACCOUNT, account.id, {"phone": "3", "name": "Conservas del Sur"}, by="carla.crm")
    await sides.settle()

    assert await _told(sides, account.id) == [
        ("atencion", "ana.rojas", "REGIONAL_EXECUTIVE", "phone", "1", "2"),
        ("crm", "carla.crm", None, "name", "Pesquera Ñuble", "Conservas del Sur"),
        ("crm", "carla.crm", None, "phone", "2", "3"),
    ]
    one, *_ = await _changes(sides, account.id, PageRequest(first=1))
    assert (one.field, one.number) == ("phone", 3)


async def test_a_former_name_finds_the_account_wherever_it_was_changed(sides: Sides) -> None:
    """POL-07: a name given up in the CRM and one given up here; the present one too; nobody else."""
    account = await sides.register(name="Pesquera Quimantú")
    other = await sides.register(name="Viñas Almahue")
    await sides.settle()
    sides.crm.edit(RecordKind.ACCOUNT, account.id, {"name": "Frutos Licancel"}, by="carla.crm")
    await sides.settle()
    await sides.change(account.id, name="Conservas Putagan")

    for words in ("quimantu", "Licancel", "putagan", "pesquera licancel"):
        assert await _found(sides, words) == [account.id], words
    assert await _found(sides, "Almahue") == [other.id]
    today = local_day(MachineClock().now(), SANTIAGO)
    assert (await sides.here(account.id)).former_names == (
        FormerName("Pesquera Quimantú", today),
        FormerName("Frutos Licancel", today),
    )


async def test_a_contact_edited_on_either_side_is_told_with_its_account(sides: Sides) -> None:
    """POL-07: also the mark that a contact loses to another one."""
    account = await sides.register()
    contact = a_contact(account, email="rosa@conservas.cl")
    async with sides.transactions(REGIONAL) as work:
        await work.accounts.add_contact(contact)
    await sides.settle()
    async with sides.transactions(REGIONAL) as work:
        await work.accounts.save_contact(replace(contact, email="r.diaz@conservas.cl"), 1)
    await sides.settle()
    sides.crm.edit(RecordKind.CONTACT, contact.id, {"phone": "+56 9 5"}, by="carla.crm")
    await sides.settle()
    async with sides.transactions(REGIONAL) as work:
        await work.accounts.add_contact(a_contact(account, name="Luz Soto"))

    assert await _told(sides, account.id) == [
        ("atencion", "ana.rojas", "REGIONAL_EXECUTIVE", "email", "rosa@conservas.cl", "r.diaz@conservas.cl"),
        ("crm", "carla.crm", None, "phone", None, "+56 9 5"),
        ("atencion", "ana.rojas", "REGIONAL_EXECUTIVE", "is_main", "sí", "no"),
    ]


async def test_what_fails_tells_nothing(sides: Sides) -> None:
    """POL-07: the record says what was done, not what was tried."""
    account = await sides.register(phone="1")
    try:
        async with sides.transactions(REGIONAL) as work:
            await work.accounts.save(replace(account, phone="2"), account.version)
            raise RuntimeError("the power is cut")
    except RuntimeError:
        pass
    assert await _told(sides, account.id) == []
