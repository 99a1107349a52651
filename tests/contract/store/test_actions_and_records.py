"""What the other stores of a unit of work promise."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import DuplicateRecord, InvalidValue, RecordNotFound, VersionConflict
from domain.model.accounts import Account
from domain.model.exchange.conflicts import Conflict, Resolution, Side
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.actions import Annulment, Confirmation
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.model.terms import Milestones, Term, Waiver
from domain.ports.store import Transactions
from domain.protocol.terms.state import closed
from persistence.calendars.holidays import calendars_for
from tests.support.builders import OTHER_REGIONAL, REGIONAL, an_account, an_action, new_id

T0 = datetime(2024, 9, 13, 20, 0, 0, 123456, UTC)


async def _an_account(transactions: Transactions) -> Account:
    async with transactions(REGIONAL) as work:
        return await work.accounts.add(an_account())


async def test_an_action_comes_back_as_it_was_added(transactions: Transactions) -> None:
    """Every field, to the microsecond."""
    account = await _an_account(transactions)
    action = an_action(
        date(2024, 5, 3),
        account_id=account.id,
        started_on=date(2024, 5, 1),
        market="CN",
        office="OFIREG-08",
        channel=Channel.IN_PERSON,
        point_of_contact=PointOfContact.EVENTO,
        notes="Ñandú",
        registered_at=T0,
        confirmation=Confirmation("ana.rojas", Role.REGIONAL_EXECUTIVE, T0),
        annulment=Annulment("ana.rojas", Role.REGIONAL_EXECUTIVE, T0, "Error de fecha"),
        corrects=new_id(),
        case_id=new_id(),
        cause="SLA-03",
        topic="FERIAS",
    )

    async with transactions(REGIONAL) as work:
        added = await work.actions.add(action)
    async with transactions(REGIONAL) as work:
        assert await work.actions.get(action.id) == added == action


async def test_the_topic_of_an_action_is_corrected_and_the_rest_stays(transactions: Transactions) -> None:
    """MEA-05: what is written again is what a person may correct in place; its title is not."""
    account = await _an_account(transactions)
    async with transactions(REGIONAL) as work:
        added = await work.actions.add(an_action(date(2024, 5, 3), account_id=account.id, topic="FERIAS"))
        await work.actions.save(replace(added, topic="MERCADOS", title="Otra"), added.version)
    async with transactions(REGIONAL) as work:
        assert await work.actions.get(added.id) == replace(added, topic="MERCADOS", version=2)


async def test_actions_of_an_account_come_by_end_then_registration(transactions: Transactions) -> None:
    """Annulled ones included; those of other accounts not."""
    account = await _an_account(transactions)
    async with transactions(REGIONAL) as work:
        other = await work.accounts.add(an_account(rut=None))
        day = date(2024, 5, 3)
        late = await work.actions.add(an_action(day, account_id=account.id, registered_at=T0 + timedelta(1)))
        early = await work.actions.add(an_action(day, account_id=account.id, registered_at=T0))
        annulled = await work.actions.add(
            an_action(
                date(2024, 5, 2), account_id=account.id, annulment=Annulment("x", Role.REGIONAL_HEAD, T0, "doble")
            )
        )
        await work.actions.add(an_action(day, account_id=other.id))

    async with transactions(REGIONAL) as work:
        assert list(await work.actions.of_account(account.id)) == [annulled, early, late]


async def test_an_action_is_saved_under_the_version_seen(transactions: Transactions) -> None:
    """Confirmation, annulment and notes are written; a stale write is told the action as it is now."""
    account = await _an_account(transactions)
    async with transactions(REGIONAL) as work:
        action = await work.actions.add(an_action(date(2024, 5, 3), account_id=account.id))
    annulment = Annulment("ana.rojas", Role.REGIONAL_EXECUTIVE, T0, "Duplicada")
    async with transactions(REGIONAL) as work:
        saved = await work.actions.save(replace(action, annulment=annulment, notes="ver otra"), 1)

    assert saved == replace(action, annulment=annulment, notes="ver otra", version=2)
    with pytest.raises(VersionConflict) as told:
        async with transactions(REGIONAL) as work:
            await work.actions.save(replace(action, notes="tarde"), 1)
    assert (told.value.current, told.value.current_version) == (saved, 2)


async def test_an_action_needs_its_account_and_an_id_of_its_own(transactions: Transactions) -> None:
    """Neither is written."""
    account = await _an_account(transactions)
    action = an_action(date(2024, 5, 3), account_id=account.id)
    async with transactions(REGIONAL) as work:
        await work.actions.add(action)

    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.actions.add(an_action(date(2024, 5, 3), account_id=new_id()))
    with pytest.raises(DuplicateRecord):
        async with transactions(REGIONAL) as work:
            await work.actions.add(action)
    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.actions.save(an_action(date(2024, 5, 3), account_id=account.id), 1)


def _term(account: Account | None, started_at: datetime, **fields: object) -> Term:
    term = Term(
        id=new_id(),
        rule_id="SLA-03",
        protocol_version="2024",
        started_at=started_at,
        office="OFIREG-08",
        account_id=account.id if account else None,
        channel=Channel.DIGITAL,
        point_of_contact=PointOfContact.CORREO,
        unit="Centro de Ayuda",
        given_date=date(2024, 12, 1),
    )
    return replace(term, **fields)  # type: ignore[arg-type]  # fields of Term by name


async def test_terms_of_an_account_come_oldest_first(transactions: Transactions) -> None:
    """Stopped and waived ones are left out when only open ones are asked for."""
    account = await _an_account(transactions)
    stopped = _term(account, T0 + timedelta(2), stopped_at=T0 + timedelta(3))
    waived = _term(account, T0 + timedelta(1), waiver=Waiver("ana.rojas", T0 + timedelta(2), "Desiste"))
    running = _term(account, T0)
    async with transactions(REGIONAL) as work:
        for term in (stopped, waived, running):
            assert await work.terms.add(term, Milestones(due_at=T0 + timedelta(9))) == term

    async with transactions(REGIONAL) as work:
        assert list(await work.terms.of_account(account.id)) == [running, waived, stopped]
        assert list(await work.terms.of_account(account.id, open_only=True)) == [running]
        assert await work.terms.get(waived.id) == waived


async def test_a_closed_term_comes_back_with_the_result_it_was_judged_by(transactions: Transactions) -> None:
    """AMB-56: days, instants, names of holidays and spans, to the microsecond."""
    term = replace(
        _term(None, datetime(2024, 9, 13, 20, tzinfo=UTC), office="OFIREG-08"),
        rule_id="SLA-03",
        stopped_at=datetime(2024, 9, 24, 13, tzinfo=UTC),
    )
    judged = closed(term, calendars_for().of_office("OFIREG-08"))
    assert judged.result is not None
    assert [day.holiday is not None for day in judged.result.skipped] == [False, False, True, True, True, False, False]

    async with transactions(REGIONAL) as work:
        await work.terms.add(judged, judged.result.milestones)
    async with transactions(REGIONAL) as work:
        assert await work.terms.get(term.id) == judged


async def test_open_terms_of_offices(transactions: Transactions) -> None:
    """What a change of the calendar may move (AMB-56); None asks for all offices, terms without office included."""
    here, there, nowhere = (_term(None, T0, office=office) for office in ("OFIREG-08", "OFIREG-15", None))
    async with transactions(REGIONAL) as work:
        for each in (here, there, nowhere):
            await work.terms.add(each, Milestones())
        await work.terms.save(replace(there, stopped_at=T0), Milestones())

    async with transactions(REGIONAL) as work:
        assert {each.id for each in await work.terms.open_terms()} == {here.id, nowhere.id}
        assert list(await work.terms.open_terms(["OFIREG-08", "OFIREG-15"])) == [here]
        assert (await work.terms.get(there.id)).stopped_at == T0
    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.terms.save(_term(None, T0), Milestones())


def _conflict(account: Account, **fields: object) -> Conflict:
    conflict = Conflict(
        id=new_id(),
        kind=RecordKind.ACCOUNT,
        key=account.id,
        account_id=account.id,
        field="sii_started_on",
        agreed=None,
        local=date(2020, 1, 2),
        remote=date(2020, 2, 1),
        detected_at=T0,
        proposed=Side.CRM,
        local_by="ana.rojas",
        local_at=T0,
        remote_by="juan",
        remote_at=T0,
    )
    return replace(conflict, **fields)  # type: ignore[arg-type]  # fields of Conflict by name


async def test_a_conflict_is_resolved_once(transactions: Transactions) -> None:
    """Values come back with their type; the second to resolve is told what the first decided."""
    account = await _an_account(transactions)
    conflict = _conflict(account)
    async with transactions(REGIONAL) as work:
        await work.conflicts.add(conflict)
    async with transactions(REGIONAL) as work:
        assert list(await work.conflicts.open_of(account.id)) == [conflict]
    resolved = replace(conflict, resolution=Resolution(Side.OTHER, date(2020, 3, 3), "ana.rojas", T0, "Según SII"))
    async with transactions(REGIONAL) as work:
        await work.conflicts.resolve(resolved)

    async with transactions(REGIONAL) as work:
        assert await work.conflicts.get(conflict.id) == resolved
        assert list(await work.conflicts.open_of(account.id)) == []
    with pytest.raises(VersionConflict) as told:
        async with transactions(REGIONAL) as work:
            await work.conflicts.resolve(resolved)
    assert told.value.current == resolved


async def test_one_field_has_one_open_conflict(transactions: Transactions) -> None:
    """A newer one replaces it; after it is resolved another may open."""
    account = await _an_account(transactions)
    first, second = _conflict(account), _conflict(account, remote=date(2021, 1, 1))
    async with transactions(REGIONAL) as work:
        await work.conflicts.add(first)
        await work.conflicts.add(second)
    async with transactions(REGIONAL) as work:
        (only,) = await work.conflicts.open_of(account.id)
    assert only.remote == date(2021, 1, 1)

    async with transactions(REGIONAL) as work:
        await work.conflicts.resolve(replace(only, resolution=Resolution(Side.CRM, only.remote, "ana.rojas", T0)))
        await work.conflicts.add(_conflict(account))
    async with transactions(REGIONAL) as work:
        assert len(await work.conflicts.open_of(account.id)) == 1


async def test_a_decision_is_kept_with_the_change_it_explains(transactions: Transactions) -> None:
    """POL-07: recorded in the same transaction; the same entry twice is refused."""
    entry = Decision(
        id=new_id(),
        at=T0,
        by=REGIONAL.id,
        role=REGIONAL.role.value,
        kind=DecisionKind.DECISION,
        what="validate_account",
        outcome="Cuenta validada",
        protocol_version="2024",
        inputs={"sector": "ALIMENTOS"},
    )
    async with transactions(REGIONAL) as work:
        await work.decisions.record(entry)
    account = an_account()

    async def twice() -> None:
        async with transactions(REGIONAL) as work:
            await work.accounts.add(account)
            await work.decisions.record(entry)

    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        await twice()
    with pytest.raises(RecordNotFound):
        async with transactions(REGIONAL) as work:
            await work.accounts.get(account.id)


async def test_a_repeated_client_key_gets_the_first_result(transactions: Transactions) -> None:
    """Issue 2, section 4: repeating a mutation with the same key does not repeat its effect. Keys are the actor's."""
    async with transactions(REGIONAL) as work:
        assert await work.idempotency.recall("k1", "registerAction", "abc") is None
        await work.idempotency.remember("k1", "registerAction", "abc", '{"id":"1"}')

    async with transactions(REGIONAL) as work:
        assert await work.idempotency.recall("k1", "registerAction", "abc") == '{"id":"1"}'
        assert await work.idempotency.recall("k2", "registerAction", "abc") is None
    async with transactions(OTHER_REGIONAL) as work:
        assert await work.idempotency.recall("k1", "registerAction", "abc") is None
    for operation, fingerprint in (("annulAction", "abc"), ("registerAction", "xyz")):
        with pytest.raises(InvalidValue) as used:
            async with transactions(REGIONAL) as work:
                await work.idempotency.recall("k1", operation, fingerprint)
        assert used.value.field == ("clientKey",)


async def test_of_two_with_one_client_key_the_second_waits(transactions: Transactions) -> None:
    """Sent twice at once, the effect happens once and both get the same result."""
    effects: list[str] = []

    async def mutate(name: str) -> str:
        async with transactions(REGIONAL) as work:
            known = await work.idempotency.recall("key", "registerAction", "abc")
            if known is not None:
                return known
            await asyncio.sleep(0.01)
            effects.append(name)
            await work.idempotency.remember("key", "registerAction", "abc", name)
            return name

    told = await asyncio.gather(mutate("one"), mutate("two"))

    assert len(effects) == 1
    assert told == [effects[0], effects[0]]
