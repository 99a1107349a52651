"""How an account stands towards the CRM, the backlog, conflicts and the record of decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from domain.exchange.merge import DELETED_FIELD
from domain.model.exchange.conflicts import Conflict, Side, SyncState, SyncStatus
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.decisions import Decision, DecisionKind
from domain.ports.reading import AccountQuery, PageRequest
from persistence.bulk import load_accounts
from persistence.database import Database
from persistence.mapping import decision_columns
from persistence.reading import SqlReadModel
from persistence.sync.local_records import SqlLocalRecords
from persistence.sync.mapping import conflict_columns
from persistence.sync.outbox import CRM_CHANNEL, enqueue
from persistence.sync.reading import DELETED_ES
from persistence.tables import conflict, crm_shadow, decision, outbox_gate, outbox_stream, pull_cursor
from tests.support.builders import a_contact, an_account, new_id

T0 = datetime(2024, 9, 13, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _read(database: Database) -> SqlReadModel:
    return SqlReadModel(database)


def _conflict(account_id: str, field: str = "phone", at: datetime = T0) -> Conflict:
    return Conflict(new_id(), RecordKind.ACCOUNT, account_id, account_id, field, None, "+56 1", "+56 2", at, Side.CRM)


async def _prepare(database: Database) -> dict[str, str]:
    """Five accounts, one in each condition."""
    ids = {name: new_id() for name in ("calm", "waiting", "disputed", "parked", "deleted")}
    companies = [an_account(id=each, rut=None) for each in ids.values()]
    await load_accounts(database, [(replace(one, contacts=(a_contact(one, id=new_id()),)), []) for one in companies])
    async with database.begin() as tx:
        for minutes, name in enumerate(("waiting", "waiting", "disputed", "parked", "parked")):
            await enqueue(tx, CRM_CHANNEL, ids[name], {"n": minutes}, T0 + minutes * MINUTE)
        await enqueue(tx, "email", ids["calm"], {}, T0 - 9 * MINUTE)
        await tx.execute(
            update(outbox_stream).where(outbox_stream.c.key == ids["parked"]).values(parked_at=T0, error="RUT repetido")
        )
        for name, field in (("disputed", "phone"), ("deleted", DELETED_FIELD)):
            await tx.execute(insert(conflict), conflict_columns(_conflict(ids[name], field)))
        shadows = [
            {
                "kind": kind,
                "key": new_id(),
                "account_id": ids[name],
                "version": "1",
                "agreed": {},
                "agreed_at": at,
                "seen_at": at,
                "deleted_at": gone,
            }
            for kind, name, at, gone in (
                ("account", "calm", T0, None),
                ("action", "calm", T0 + MINUTE, None),
                ("account", "deleted", T0, T0),
            )
        ]
        await tx.execute(insert(crm_shadow), shadows)
    return ids


async def test_what_waits_is_told_apart_for_a_comparison(database: Database) -> None:
    """F-53: an open conflict waits for a person, a change on its way for its turn; the e-mail channel is no change."""
    ids = await _prepare(database)
    ours = SqlLocalRecords(database)

    assert await ours.disputed(RecordKind.ACCOUNT, list(ids.values())) == {
        ids["disputed"]: {"phone"},
        ids["deleted"]: {"deleted"},
    }
    assert await ours.disputed(RecordKind.CONTACT, list(ids.values())) == {}
    going = await ours.on_their_way(RecordKind.ACCOUNT, list(ids.values()))
    waiting = {ids[name] for name in ("waiting", "disputed", "parked")}
    assert going == waiting

    people = await ours.get(RecordKind.CONTACT, await ours.sample(RecordKind.CONTACT, 100))
    theirs = {key for key, values in people.items() if values["account_id"] in waiting}
    assert 0 < len(theirs) < len(people)
    assert await ours.on_their_way(RecordKind.CONTACT, list(people)) == theirs
    assert await ours.on_their_way(RecordKind.ACTION, [new_id()]) == set()


async def test_an_account_tells_how_it_stands_towards_the_crm(database: Database) -> None:
    """One statement for all accounts; failed before conflict before pending."""
    ids = await _prepare(database)

    with database.watch() as statements:
        states = await _read(database).sync_states([*ids.values(), new_id()])

    assert len(statements) == 1
    assert {name: states[each] for name, each in ids.items()} == {
        "calm": SyncState(SyncStatus.IN_SYNC, agreed_at=T0 + MINUTE),
        "waiting": SyncState(SyncStatus.PENDING, pending=2, oldest_pending_at=T0),
        "disputed": SyncState(SyncStatus.CONFLICT, pending=1, oldest_pending_at=T0 + 2 * MINUTE),
        "parked": SyncState(SyncStatus.FAILED, pending=2, oldest_pending_at=T0 + 3 * MINUTE, error="RUT repetido"),
        "deleted": SyncState(SyncStatus.FAILED, agreed_at=T0, error=DELETED_ES),
    }
    assert len(states) == len(ids)


@pytest.mark.parametrize("status", SyncStatus)
async def test_the_filter_by_sync_status_agrees_with_the_state(database: Database, status: SyncStatus) -> None:
    """The same precedence in the list as in the account."""
    ids = await _prepare(database)
    read = _read(database)
    states = await read.sync_states(list(ids.values()))

    page = await read.accounts(AccountQuery(sync_status=status), PageRequest(first=10))

    assert {row.id for row in page.items} == {each for each, state in states.items() if state.status is status}
    assert page.items


async def test_the_backlog_of_the_crm(database: Database) -> None:
    """Messages of other channels are none of it; `parked` counts accounts, whatever waits in each (F-53)."""
    await _prepare(database)
    async with database.begin() as tx:
        await tx.execute(
            insert(outbox_gate).values(
                channel=CRM_CHANNEL, tat=T0, blocked_until=T0 + MINUTE, last_ok_at=T0 - MINUTE, last_error="503"
            )
        )
        await tx.execute(
            insert(pull_cursor),
            [
                {"table_name": "account", "last_ok_at": T0 - 2 * MINUTE, "error": None},
                {"table_name": "action", "last_ok_at": T0 - 3 * MINUTE, "error": "cursor vencido"},
            ],
        )

    backlog = await _read(database).backlog()

    assert (backlog.pending, backlog.accounts, backlog.parked, backlog.conflicts) == (5, 3, 1, 2)
    assert (backlog.oldest_pending_at, backlog.blocked_until) == (T0, T0 + MINUTE)
    assert (backlog.last_push_at, backlog.last_pull_at) == (T0 - MINUTE, T0 - 2 * MINUTE)
    assert (backlog.last_error, backlog.details) == ("503", {"pull.action": "cursor vencido"})


async def test_an_empty_backlog(database: Database) -> None:
    """Nothing pending, nothing known yet."""
    backlog = await _read(database).backlog()
    assert (backlog.pending, backlog.accounts, backlog.parked, backlog.oldest_pending_at) == (0, 0, 0, None)


async def test_conflicts_newest_first(database: Database) -> None:
    """Of one account or all; resolved ones only when asked for; page by page."""
    made = [_conflict("a1" if n % 2 else "a2", f"field{n}", T0 + n // 2 * MINUTE) for n in range(7)]
    async with database.begin() as tx:
        await tx.execute(insert(conflict), [conflict_columns(each) for each in made])
        await tx.execute(
            update(conflict)
            .where(conflict.c.id == made[0].id)
            .values(resolved_at=T0, resolved_side="CRM", resolved_by="ana.rojas")
        )
    read = _read(database)

    first = await read.conflicts(PageRequest(first=4))
    second = await read.conflicts(PageRequest(first=4, after=first.cursors[-1]))
    back = await read.conflicts(PageRequest(last=2, before=second.cursors[0]))

    assert [*first.items, *second.items] == made[:0:-1]
    assert (first.has_next, second.has_next, second.has_previous) == (True, False, True)
    assert list(back.items) == list(first.items)[2:]
    only = await read.conflicts(PageRequest(first=9), account_id="a2", open_only=False)
    assert [each.id for each in only.items] == [made[n].id for n in (6, 4, 2, 0)]
    assert await read.conflicts_by_id([made[1].id, new_id()]) == {made[1].id: made[1]}


async def test_decisions_newest_first(database: Database) -> None:
    """POL-07: of one account or all."""
    made = [
        Decision(
            new_id(), T0 + n // 2 * MINUTE, "ana.rojas", "REGIONAL_EXECUTIVE", DecisionKind.DECISION,
            "validate_account", "Validada", "2024", account_id="a1" if n % 2 else None, inputs={"n": str(n)},
        )
        for n in range(5)
    ]  # fmt: skip
    async with database.begin() as tx:
        await tx.execute(insert(decision), [decision_columns(each) for each in made])
    read = _read(database)

    page = await read.decisions(PageRequest(first=3))
    rest = await read.decisions(PageRequest(first=3, after=page.cursors[-1]))

    assert [*page.items, *rest.items] == made[::-1]
    assert list((await read.decisions(PageRequest(first=9), account_id="a1")).items) == [made[3], made[1]]
    assert replace(made[0], inputs={}) not in page.items
