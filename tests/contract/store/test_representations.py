"""What the store of representations promises (`domain.ports.identity.representations`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import RecordNotFound, VersionConflict
from domain.model.accounts import Contact, Fact, FactKind, Purpose
from domain.model.institution.people import Role
from domain.model.representations import Decided, Draft, Representation, RepresentationState
from domain.model.rut import Rut
from domain.ports.reading import PageRequest
from domain.ports.store import Transactions
from persistence.database import Database
from persistence.representations.repository import SqlRepresentationReads
from persistence.unit_of_work import SqlTransactions
from tests.contract.store.conftest import NOW, FrozenClock
from tests.support.builders import REGIONAL, RUT, an_account, an_action, new_id

T0 = datetime(2024, 9, 13, 20, 0, 0, 123456, UTC)
RUN = Rut.parse("12.345.678-5")


def declared(**fields: object) -> Representation:
    """Rosa Díaz says that she represents a company."""
    record = Representation(
        id=new_id(), run=RUN, person="rosa.diaz", person_name="Rosa Díaz", rut=RUT, declared_at=T0, case_id=new_id()
    )
    return replace(record, **fields)  # type: ignore[arg-type]  # fields by name


def a_draft(key: str) -> Draft:
    """With something of every type that is kept: days, instants, lists, marks."""
    told = Fact(
        new_id(), FactKind.FICHA, "COMPLETED", date(2024, 2, 29), "rosa.diaz", Role.COMPANY, T0, detail={"case": "1"}
    )
    account = an_account(
        id=key,
        sii_started=True,
        sii_started_on=date(2020, 2, 29),
        purposes=frozenset({Purpose.IMPORT}),
        contacts=(Contact(new_id(), key, "Íñigo Ñanco", email="i@ejemplo.cl", is_main=True),),
        facts=(told,),
    )
    action = replace(an_action(date(2024, 9, 13)), account_id=key)
    return Draft(account, (action,), frozenset({"email"}), frozenset({"region", "office"}))


async def test_what_was_declared_is_read_again_word_for_word(transactions: Transactions) -> None:
    """AMB-54: with all that waits."""
    record = declared()
    record = replace(record, draft=a_draft(record.id))
    async with transactions(REGIONAL) as work:
        await work.representations.add(record)
    async with transactions(REGIONAL) as work:
        assert await work.representations.get(record.id) == record
        assert record.case_id is not None
        assert await work.representations.of_case(record.case_id) == record
        assert await work.representations.of_case("otro") is None
        assert await work.representations.of_person(RUN) == [record]
        assert await work.representations.of_person(RUT) == []


async def test_each_state_is_kept_with_its_days_and_who_decided(transactions: Transactions) -> None:
    """AMB-54: declared, confirmed, ended; or refused."""
    first, second = declared(), declared(rut=Rut.parse("77.888.999-4"))
    confirmed = Decided("ana.rojas", T0, "Trajo el poder.")
    async with transactions(REGIONAL) as work:
        for record in (first, second):
            await work.representations.add(record)
        one = await work.representations.save(
            replace(first, account_id="cuenta", confirmed=confirmed, since=date(2024, 9, 13)), 1
        )
        ended = replace(one, closed=Decided("ana.rojas", T0, "Dejó la empresa."), until=date(2024, 10, 1))
        await work.representations.save(ended, 2)
        await work.representations.save(replace(second, closed=Decided("ana.rojas", T0, "No es quien dice.")), 1)
    async with transactions(REGIONAL) as work:
        found = await work.representations.of_person(RUN)
    assert found == [
        replace(ended, version=3),
        replace(second, version=2, closed=Decided("ana.rojas", T0, "No es quien dice.")),
    ]
    assert [one.state for one in (first, one, *found)] == [
        RepresentationState.DECLARED,
        RepresentationState.CONFIRMED,
        RepresentationState.ENDED,
        RepresentationState.REFUSED,
    ]


async def test_a_write_must_name_the_version_that_it_saw(transactions: Transactions) -> None:
    """Two who decide at once: the second is told."""
    record = declared()
    async with transactions(REGIONAL) as work:
        await work.representations.add(record)
        await work.representations.save(record, 1)
    with pytest.raises(VersionConflict) as conflict:
        async with transactions(REGIONAL) as work:
            await work.representations.save(record, 1)
    assert conflict.value.current == replace(record, version=2)
    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.representations.get("otra")


async def test_representatives_pass_to_the_account_that_goes_on(transactions: Transactions) -> None:
    """AMB-63: two accounts of one company are joined."""
    here, there = an_account(), an_account(id=new_id(), rut=None)
    record = declared(account_id=there.id)
    async with transactions(REGIONAL) as work:
        for account in (here, there):
            await work.accounts.add(account)
        await work.representations.add(record)
        await work.accounts.absorb(here, 1, replace(there, merged_into=here.id, active=False), 1)
    async with transactions(REGIONAL) as work:
        assert (await work.representations.get(record.id)).account_id == here.id


async def test_all_declarations_of_an_accounts_rut_are_read_newest_first_in_one_statement(database: Database) -> None:
    """AMB-54: whatever came of them, a page of each account; of one person alone when she is named."""
    first, second = an_account(), an_account(id=new_id(), rut=Rut.parse("77.888.999-4"))
    other = an_account(id=new_id(), rut=None)
    runs = [RUN, Rut.parse("9.876.543-3"), Rut.parse("8.765.432-K")]
    async with SqlTransactions(database, FrozenClock(NOW))(REGIONAL) as work:
        for account in (first, second, other):
            await work.accounts.add(account)
        told = [await work.representations.add(declared(run=run)) for run in runs]
        alone = await work.representations.add(declared(rut=Rut.parse("77.888.999-4")))
    reads, ids = SqlRepresentationReads(database), [first.id, second.id, other.id]

    with database.watch() as seen:
        found = await reads.of_accounts(ids, PageRequest(first=2))

    assert len(seen) == 1
    assert {key: list(page.items) for key, page in found.items()} == {
        first.id: [told[2], told[1]],
        second.id: [alone],
        other.id: [],
    }
    rest = await reads.of_accounts(ids, PageRequest(first=2, after=found[first.id].cursors[-1]))
    assert list(rest[first.id].items) == [told[0]]
    assert list((await reads.of_accounts(ids, PageRequest(last=1)))[first.id].items) == [told[0]]
    hers = await reads.of_accounts(ids, PageRequest(first=2), run=runs[1])
    assert [list(hers[key].items) for key in ids] == [[told[1]], [], []]
