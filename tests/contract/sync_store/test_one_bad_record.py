"""One record that cannot come in stops no other, and comes in by itself once it is corrected (F-41, F-52)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connectors.contract import records as crm_records
from domain.model.accounts import Organisation
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.exchange.held_back import HeldBack
from domain.ports.reading import PageRequest
from persistence.reading import SqlReadModel
from persistence.sync import writing
from persistence.sync.local_records import SqlLocalRecords
from sync.compare import compare
from sync.sweep import queue_strays
from sync.worker import SyncWorker
from tests.contract.sync_store.conftest import QUICK, Sides
from tests.support.builders import REGIONAL

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION


def born(sides: Sides, kind: RecordKind = ACCOUNT, **values: Scalar) -> str:
    """The colleague creates a record; its key. The parent of a contact or an action is among *values*."""
    key = str(uuid.uuid4())
    if kind is ACCOUNT:
        whole = crm_records.account_values(**values)
    elif kind is CONTACT:
        whole = {**crm_records.contact_values(""), **values}
    else:
        whole = {**crm_records.action_values(""), **values}
    sides.crm.create(kind, key, whole)
    return key


async def held_back(sides: Sides) -> list[HeldBack]:
    """What waits outside."""
    page = await SqlReadModel(sides.database).held_back(PageRequest(first=50))
    return list(page.items)


async def test_one_rut_in_two_spellings_is_one_conflict_and_everybody_else_arrives(sides: Sides) -> None:
    """F-41: 76.543.210-3 and 76543210-3 are one RUT; the second account waits for a person with that field alone."""
    first, second, healthy = (
        born(sides, name="Primera", rut="76.543.210-3"),
        born(sides, name="Segunda", rut="76543210-3"),
        born(sides, name="Sana", rut="96.790.240-3"),
    )

    await sides.settle()

    assert (await sides.here(healthy)).name == "Sana"
    assert str((await sides.here(first)).rut) == "76.543.210-3"
    assert (await sides.here(second)).rut is None
    (conflict,) = await sides.open_conflicts()
    assert (conflict.key, conflict.field, conflict.local, conflict.remote) == (second, "rut", None, "76543210-3")
    assert conflict.reason is not None
    assert first in conflict.reason
    assert await held_back(sides) == []


async def test_a_corrected_value_comes_in_by_itself(sides: Sides) -> None:
    """Nobody decides again what the colleague who corrected it has decided; what was changed here waits."""
    plain = born(sides, rut="sin RUT", region="08")
    changed = born(sides, name="Otra", region="ocho")
    await sides.settle()
    assert [(c.key, c.field) for c in await sides.open_conflicts()] == sorted(
        [(changed, "region"), (plain, "rut")], key=lambda each: each[1]
    )
    await sides.change(changed, region="05")

    sides.crm.edit(ACCOUNT, plain, {"rut": "96.790.240-3"})
    sides.crm.edit(ACCOUNT, changed, {"region": "16"})
    await sides.settle()

    assert str((await sides.here(plain)).rut) == "96.790.240-3"
    (conflict,) = await sides.open_conflicts()
    assert (conflict.field, conflict.local, conflict.remote, conflict.reason) == ("region", "05", "16", None)
    assert (await sides.here(changed)).region == "05"


async def test_a_record_that_cannot_be_ours_waits_alone_with_what_depends_on_it(sides: Sides) -> None:
    """Without a name there is no account; its contact waits with it, and both come in when it is named."""
    nameless = born(sides, name=None, rut="96.790.240-3")
    contact = born(sides, CONTACT, account_id=nameless)
    healthy = born(sides, name="Sana")
    await sides.settle()

    assert (await sides.here(healthy)).name == "Sana"
    waiting = {each.key: each for each in await held_back(sides)}
    assert waiting.keys() == {nameless, contact}
    assert waiting[nameless].reason == "La cuenta creada en el CRM no tiene nombre."
    assert waiting[nameless].values["rut"] == "96.790.240-3"
    assert waiting[contact].account_id == nameless
    assert all(each.remedy for each in waiting.values())

    sides.crm.edit(ACCOUNT, nameless, {"name": "Ya tiene nombre"})
    await sides.settle()

    assert [each.id for each in (await sides.here(nameless)).contacts] == [contact]
    assert await held_back(sides) == []
    assert await sides.open_conflicts() == []


async def test_a_held_record_that_the_crm_deletes_waits_no_longer(sides: Sides) -> None:
    """There is nothing left to decide."""
    nameless = born(sides, name=None)
    await sides.settle()
    assert len(await held_back(sides)) == 1

    sides.crm.delete(ACCOUNT, nameless)
    await sides.settle()

    assert await held_back(sides) == []


async def test_a_record_that_the_database_refuses_is_held_back_and_the_page_goes_on(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the cause: the page is halved until the record at fault is alone."""
    keys = [born(sides, name=f"Empresa {n}") for n in range(20)]
    bad = keys[7]
    sides.crm.edit(ACCOUNT, bad, {"name": "Imposible"})
    real = writing.add_accounts

    async def refusing(tx: Any, accounts: Any) -> None:
        if any(account.name == "Imposible" for account in accounts):
            raise ValueError("no database keeps this")
        await real(tx, accounts)

    monkeypatch.setattr(writing, "add_accounts", refusing)
    await sides.settle()

    for key in keys:
        if key != bad:
            assert (await sides.here(key)).id == key
    (waiting,) = await held_back(sides)
    assert (waiting.key, waiting.name) == (bad, "Imposible")
    assert "ValueError" in waiting.reason
    monkeypatch.undo()
    assert await sides.worker._puller.let_in(ACCOUNT, ready=False) == 1  # what the hourly sweep does
    assert (await sides.here(bad)).name == "Imposible"
    assert await held_back(sides) == []


async def test_odd_characters_and_codes_are_no_reason_to_stop(sides: Sides) -> None:
    """A NUL and half a character are shown as a reader sees them; a country that is none waits for a person."""
    key = born(sides, name="Viña\0 Uno\ud800", country="CHL", trade_name="x" * 5_000)

    await sides.settle()

    here = await sides.here(key)
    assert (here.name, here.country, len(here.trade_name or "")) == ("Viña\ufffd Uno\ufffd", "CL", 5_000)
    assert [(c.field, c.remote) for c in await sides.open_conflicts()] == [("country", "CHL")]


async def test_a_text_of_which_nobody_sees_anything_is_none(sides: Sides) -> None:
    """F-41, F-42: spaces in a RUT are no RUT to decide about; an account of an invisible name has none."""
    spaces = born(sides, name="Sana", rut="  ", phone="\u00a0")
    nameless = born(sides, name="\u200b\u200e ", rut=None)
    await sides.settle()

    here = await sides.here(spaces)
    assert (here.rut, here.phone) == (None, None)
    assert [(each.key, each.reason) for each in await held_back(sides)] == [
        (nameless, "La cuenta creada en el CRM no tiene nombre.")
    ]
    assert await sides.open_conflicts() == []
    assert sides.there(spaces)["rut"] == "  "


async def test_a_country_is_the_same_in_any_spelling_and_keeps_it(sides: Sides) -> None:
    """F-43: "cl" and " PE " need nobody to decide; a change of something else writes neither anew."""
    home, abroad = born(sides, name="Casa", country="cl"), born(sides, name="Afuera", rut=None, country=" PE ")
    odd = born(sides, name="Rara", rut=None, country="Chile")
    await sides.settle()
    await sides.change(abroad, phone="+51 1 2")
    await sides.settle()
    assert await queue_strays(sides.store, ACCOUNT) == 0
    await sides.settle()

    assert ((await sides.here(home)).country, (await sides.here(abroad)).country) == ("CL", "PE")
    assert (sides.there(home)["country"], sides.there(abroad)["country"]) == ("cl", " PE ")
    assert [(each.key, each.field) for each in await sides.open_conflicts()] == [(odd, "country")]


async def test_of_two_fields_that_do_not_fit_only_what_is_there_waits_for_a_person(sides: Sides) -> None:
    """F-41: the day of a test without its result is one thing to decide; of the empty result there is nothing."""
    key = born(sides, name="Sana", rut=None, test_level=None, tested_on=date(2025, 3, 4))
    await sides.settle()

    assert [(each.key, each.field, each.remote) for each in await sides.open_conflicts()] == [
        (key, "tested_on", date(2025, 3, 4))
    ]


async def test_nothing_is_written_that_nobody_said(sides: Sides) -> None:
    """F-42, F-43: empty columns stay empty, the CRM's spelling stays, and both sides are alike for the comparison."""
    empty = dict.fromkeys(
        ("organisation", "person_type", "country", "region", "commune", "phone", "email", "registered_on")
    )
    key = born(sides, **{**empty, "name": "Antigua", "rut": "76.543.210-3"})
    dateless = born(sides, name="Validada sin fecha", validation="VALIDATED", validated_on=None)
    action = born(sides, ACTION, account_id=key, title=None, ended_on=None, registered_at=None)
    contact = born(sides, CONTACT, account_id=key, is_main=None)
    before = {kind: sides.crm.records(kind) for kind in RecordKind}
    await sides.settle()
    assert (await sides.here(key)).country == "CL"

    for kind in RecordKind:
        assert await queue_strays(sides.store, kind) == 0
    await sides.settle()

    assert {kind: sides.crm.records(kind) for kind in RecordKind} == before
    assert {key, dateless, action, contact} <= {record.key for records in before.values() for record in records}
    report = await compare(sides.crm, SqlLocalRecords(sides.database))
    assert report.same
    assert report.waiting == 0


async def test_what_a_person_says_is_written_even_where_it_was_a_default(sides: Sides) -> None:
    """Defaults are not said; the institution that a colleague here makes of the account is."""
    key = born(sides, organisation=None, rut="76.543.210-3")
    await sides.settle()
    account = await sides.here(key)
    async with sides.transactions(REGIONAL) as work:
        await work.accounts.save(replace(account, organisation=Organisation.INSTITUTION), account.version)
    await sides.settle()

    assert sides.there(key)["organisation"] == "INSTITUTION"
    assert sides.there(key)["rut"] == "76.543.210-3"


async def test_a_setting_writes_our_spelling(sides: Sides) -> None:
    """Where the CRM is to have one spelling, ours is written once."""
    sides.worker = SyncWorker(sides.store, sides.crm, replace(sides.policy, normalises=True), QUICK)
    key = born(sides, rut="76.543.210-3")

    await sides.settle()

    assert sides.there(key)["rut"] == "765432103"
    assert await sides.queued() == 0
