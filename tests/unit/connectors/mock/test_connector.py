"""What the mock offers beyond the port: faults by count, chance and record, pace, trace, snapshot, reset."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.contract.records import a_write, account_values, action_values, contact_values, new_key, read_changes
from connectors.mock.connector import MOCK_CAPABILITIES, MockConnector
from connectors.mock.dataset import believable_records
from connectors.mock.faults import Fault, FaultKind, Faults
from connectors.mock.store import RecordStore
from domain.errors import CrmThrottled, CrmUnavailable, CursorExpired, InvalidRecord, RecordNotFound
from domain.model.exchange.crm_records import CrmRecord, CrmWrite, RecordKind, WriteStatus

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION
NOON = datetime(2026, 6, 15, 16, 0, 0, tzinfo=UTC)


async def test_a_fault_strikes_as_often_as_it_was_told() -> None:
    """Twice throttled, then well again."""
    crm = MockConnector()
    crm.faults.throttle(3, times=2)

    for _ in range(2):
        with pytest.raises(CrmThrottled) as told:
            await crm.get(ACCOUNT, [])
        assert told.value.retry_after == 3
    assert await crm.get(ACCOUNT, []) == {}
    assert crm.faults.active == ()


async def test_a_fault_with_a_chance_strikes_the_same_requests_for_the_same_seed() -> None:
    """A rehearsal can be repeated: the draws come from the seed."""

    async def struck(seed: int) -> list[bool]:
        crm = MockConnector(faults=Faults(seed))
        crm.faults.add(Fault(FaultKind.DOWN, chance=0.5))
        result = []
        for _ in range(40):
            try:
                await crm.get(ACCOUNT, [])
                result.append(False)
            except CrmUnavailable:
                result.append(True)
        return result

    first = await struck(1)
    assert first == await struck(1)
    assert first != await struck(2)
    assert 0 < sum(first) < 40


async def test_a_fault_of_one_operation_leaves_the_others_alone() -> None:
    """Writes fail while reads go on."""
    crm = MockConnector()
    crm.faults.add(Fault(FaultKind.DOWN, operation="write"))

    assert await crm.get(ACCOUNT, []) == {}
    with pytest.raises(CrmUnavailable):
        await crm.write([a_write()])


async def test_a_call_cut_halfway_applied_its_first_half_and_can_be_repeated_whole() -> None:
    """The port: when the method raises, any subset may have been applied: repeat the whole call."""
    crm = MockConnector()
    writes = [a_write() for _ in range(4)]
    crm.faults.break_halfway()

    with pytest.raises(CrmUnavailable):
        await crm.write(writes)
    assert [crm.record(ACCOUNT, write.key) is not None for write in writes] == [True, True, False, False]

    statuses = [outcome.status for outcome in await crm.write(writes)]
    assert statuses == [WriteStatus.UNCHANGED] * 2 + [WriteStatus.CREATED] * 2


async def test_an_injected_conflict_is_a_real_change_of_the_same_field() -> None:
    """Both sides changed it: the conflict shows the colleague's value, and the change log has it."""
    crm = MockConnector()
    key = new_key()
    version = crm.create(ACCOUNT, key, account_values(phone="1")).version
    crm.faults.inject_conflict(key)

    (outcome,) = await crm.write([a_write(ACCOUNT, key, {"phone": "2"}, expected=version)])

    assert outcome.status is WriteStatus.CONFLICT
    assert outcome.current is not None
    assert outcome.current.values["phone"] == "2 (CRM)"
    assert outcome.current == crm.record(ACCOUNT, key)
    changes, _ = await read_changes(crm, ACCOUNT, None)
    assert changes == [outcome.current]


async def test_a_cursor_can_be_refused_once() -> None:
    """The next reading is asked to start afresh; the CRM keeps everything."""
    crm = MockConnector()
    _, cursor = await read_changes(crm, ACCOUNT, None)
    crm.faults.add(Fault(FaultKind.EXPIRED, times=1))

    with pytest.raises(CursorExpired):
        await crm.changes(ACCOUNT, cursor)
    assert (await crm.changes(ACCOUNT, cursor)).changes == ()


@pytest.mark.parametrize("cursor", ["", "x", "::", "0:account:1", "nonsense:contact:12"])
async def test_a_cursor_from_elsewhere_is_refused(cursor: str) -> None:
    """What another CRM, another life of this one, or another kind gave is not guessed at."""
    with pytest.raises(CursorExpired):
        await MockConnector().changes(ACCOUNT, cursor)


async def test_a_pace_is_enforced_with_a_wait() -> None:
    """GCRA: the burst and one more, then one every thousand seconds."""
    crm = MockConnector(capabilities=replace(MOCK_CAPABILITIES, calls_per_second=0.001, burst=1))

    await crm.get(ACCOUNT, [])
    await crm.get(ACCOUNT, [])
    with pytest.raises(CrmThrottled) as told:
        await crm.get(ACCOUNT, [])

    assert told.value.retry_after is not None
    assert 990 < told.value.retry_after <= 1000


async def test_more_than_a_batch_is_a_mistake_of_the_caller() -> None:
    """capabilities.max_batch is the most in one call; nothing of it is written."""
    crm = MockConnector(capabilities=replace(MOCK_CAPABILITIES, max_batch=2))

    with pytest.raises(ValueError, match="3 writes in one call"):
        await crm.write([a_write() for _ in range(3)])
    assert crm.records(ACCOUNT) == ()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"fax": "1"}, "fax"),
        ({"active": "yes"}, "active"),
        ({"registered_on": datetime(2026, 1, 1, tzinfo=UTC)}, "registered_on"),
        ({"phone": 5}, "phone"),
    ],
)
async def test_values_the_crm_has_no_field_for_are_rejected(values: dict[str, object], told: str) -> None:
    """Rejected with the field's name; a colleague's edit is refused alike."""
    crm = MockConnector()
    key = new_key()
    crm.create(ACCOUNT, key, account_values())
    write = CrmWrite(ACCOUNT, new_key(), {**account_values(), **values}, None, "k")  # type: ignore[dict-item] # wrong on purpose

    (outcome,) = await crm.write([write])

    assert outcome.status is WriteStatus.REJECTED
    assert told in (outcome.reason or "")
    with pytest.raises(InvalidRecord):
        crm.edit(ACCOUNT, key, values)  # type: ignore[arg-type] # wrong on purpose


def test_a_colleague_cannot_do_the_impossible() -> None:
    """Edits of what is not there, a key twice, a contact of nobody."""
    crm = MockConnector()
    key = new_key()
    crm.create(ACCOUNT, key, account_values())

    with pytest.raises(RecordNotFound):
        crm.edit(ACCOUNT, new_key(), {"phone": "1"})
    with pytest.raises(RecordNotFound):
        crm.delete(CONTACT, key)
    with pytest.raises(InvalidRecord):
        crm.create(ACCOUNT, key, account_values())
    with pytest.raises(InvalidRecord):
        crm.create(CONTACT, new_key(), contact_values(new_key()))


async def test_a_deleted_account_takes_its_contacts_and_actions_with_it() -> None:
    """And each of them is told as a deletion; those of other accounts stay."""
    crm = MockConnector()
    one, two = new_key(), new_key()
    for account in (one, two):
        crm.create(ACCOUNT, account, account_values())
        crm.create(CONTACT, new_key(), contact_values(account))
        crm.create(ACTION, new_key(), action_values(account))
    cursors = {kind: (await read_changes(crm, kind, None))[1] for kind in RecordKind}

    crm.delete(ACCOUNT, one)

    for kind in RecordKind:
        assert len(crm.records(kind)) == 1
        assert len((await read_changes(crm, kind, cursors[kind]))[0]) == 1


async def test_the_trace_tells_every_request_and_how_it_ended() -> None:
    """What was asked, how many records, and the outcome or the fault."""
    crm = MockConnector(clock=lambda: NOON)
    write = a_write()
    await crm.write([write, a_write(CONTACT, None, contact_values(new_key()))])
    crm.faults.go_down(times=1)
    assert not (await crm.health()).ok
    await crm.changes(ACCOUNT, None)

    assert [(line.number, line.operation, line.records, line.result) for line in crm.trace] == [
        (1, "write", 2, "created 1, rejected 1"),
        (2, "health", 0, "down"),
        (3, "changes", 1, "ok"),
    ]
    assert {line.at for line in crm.trace} == {NOON}


async def test_a_snapshot_brings_everything_back_and_voids_the_cursors() -> None:
    """Same records with the same versions; a reader that went further must start afresh."""
    crm = MockConnector()
    key = new_key()
    first = crm.create(ACCOUNT, key, account_values(phone="1"))
    image = crm.snapshot()
    crm.edit(ACCOUNT, key, {"phone": "2"})
    crm.create(ACCOUNT, new_key(), account_values())
    _, cursor = await read_changes(crm, ACCOUNT, None)

    crm.restore(image)

    assert crm.records(ACCOUNT) == (first,)
    with pytest.raises(CursorExpired):
        await crm.changes(ACCOUNT, cursor)
    assert crm.edit(ACCOUNT, key, {"phone": "3"}).version not in {first.version, cursor}


async def test_reset_is_the_start_again() -> None:
    """The initial records, no faults, no trace; versions given out before are stale."""
    crm = MockConnector(believable_records(NOON.date(), companies=40))
    before = {record.key: record for record in crm.records(ACCOUNT)}
    crm.delete(ACCOUNT, next(iter(before)))
    crm.faults.go_down(times=1)
    await crm.health()

    crm.reset()

    after = {record.key: record for record in crm.records(ACCOUNT)}
    assert {key: dict(record.values) for key, record in after.items()} == {
        key: dict(record.values) for key, record in before.items()
    }
    assert not {record.version for record in before.values()} & {record.version for record in after.values()}
    assert (crm.faults.active, crm.trace) == ((), ())


async def test_an_unchanged_answer_shows_the_record_when_another_version_was_expected() -> None:
    """So that whoever adopts the version does not overlook a colleague's change of another field."""
    crm = MockConnector()
    key = new_key()
    version = crm.create(ACCOUNT, key, account_values(phone="1")).version
    crm.edit(ACCOUNT, key, {"phone": "2", "commune": "Penco"})

    (outcome,) = await crm.write([a_write(ACCOUNT, key, {"phone": "2"}, expected=version)])

    assert outcome.status is WriteStatus.UNCHANGED
    assert outcome.current is not None
    assert outcome.current.values["commune"] == "Penco"


def test_a_long_log_is_compacted_without_losing_its_readers() -> None:
    """Ten thousand changes of two records: cursors stay good, each key comes once in its last state."""
    store = RecordStore()
    store.put(ACCOUNT, "a", {"phone": "0"}, None, NOON)
    cursor = store.changes(ACCOUNT, None, 10).cursor
    store.put(ACCOUNT, "b", {"phone": "0"}, None, NOON)
    for number in range(10_000):
        store.put(ACCOUNT, "a", {"phone": str(number)}, None, NOON)

    page = store.changes(ACCOUNT, cursor, 10)

    seen = {change.key: change.values["phone"] for change in page.changes if isinstance(change, CrmRecord)}
    assert (seen, page.more) == ({"b": "0", "a": "9999"}, False)
    assert store.changes(ACCOUNT, page.cursor, 10).changes == ()


async def test_a_slow_answer_can_be_given_up_and_repeated() -> None:
    """Who waits no longer finds nothing written, and the repetition has its effect once."""
    crm = MockConnector()
    write = a_write()
    crm.faults.slow_down(3600, times=1)

    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(crm.write([write]), timeout=0.01)
    assert crm.record(ACCOUNT, write.key) is None

    (outcome,) = await crm.write([write])
    assert outcome.status is WriteStatus.CREATED
