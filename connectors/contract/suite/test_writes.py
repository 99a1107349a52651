"""
Contract of `CrmConnector.write`: conditional, idempotent, one outcome each (issue 2, section 3).

The sentences in the docstrings are those of the port and of `CrmWrite` and `WriteOutcome`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.contract.records import a_write, account_values, action_values, contact_values, new_key, whole
from connectors.contract.under_test import CrmUnderTest, Requirement
from domain.errors import CrmUnavailable
from domain.model.exchange.crm_records import CrmRecord, CrmWrite, RecordKind, Scalar, WriteOutcome, WriteStatus

pytestmark = pytest.mark.asyncio

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION
Requires = Callable[[Requirement], None]


async def write_one(crm: CrmUnderTest, write: CrmWrite) -> WriteOutcome:
    outcomes = await crm.connector.write([write])
    assert len(outcomes) == 1
    assert outcomes[0].write == write
    return outcomes[0]


async def stored(crm: CrmUnderTest, kind: RecordKind, key: str) -> CrmRecord:
    return (await crm.connector.get(kind, [key]))[key]


async def an_account(crm: CrmUnderTest, **values: Scalar) -> tuple[str, str]:
    """Key and version of a new account."""
    outcome = await write_one(crm, a_write(values=account_values(**values)))
    assert outcome.status is WriteStatus.CREATED
    assert outcome.version is not None
    return outcome.write.key, outcome.version


async def test_a_new_record_is_created_with_all_its_values(crm: CrmUnderTest) -> None:
    """For a new record, all that are known; every synced field the CRM maps is there, empty ones None."""
    write = a_write()

    outcome = await write_one(crm, write)

    assert outcome.status is WriteStatus.CREATED
    record = await stored(crm, ACCOUNT, write.key)
    assert record.kind is ACCOUNT
    assert record.key == write.key
    assert dict(record.values) == crm.keeps(ACCOUNT, whole(ACCOUNT, write.values))
    assert record.version == outcome.version


async def test_every_kind_can_be_created_parents_first_in_one_call(crm: CrmUnderTest) -> None:
    """Accounts, contacts and actions; kinds are written parents first."""
    account = new_key()
    writes = [
        a_write(ACCOUNT, account, account_values()),
        a_write(CONTACT, None, contact_values(account)),
        a_write(ACTION, None, action_values(account)),
    ]

    outcomes = await crm.connector.write(writes)

    assert [outcome.status for outcome in outcomes] == [WriteStatus.CREATED] * 3
    for write in writes:
        record = await stored(crm, write.kind, write.key)
        assert dict(record.values) == crm.keeps(write.kind, whole(write.kind, write.values))


async def test_only_the_fields_named_are_set(crm: CrmUnderTest) -> None:
    """Fields to set, and only those; the version changes with the record."""
    key, version = await an_account(crm, phone="+56 41 255 0101")

    outcome = await write_one(crm, a_write(ACCOUNT, key, {"phone": "+56 41 255 0202"}, expected=version))

    assert outcome.status is WriteStatus.UPDATED
    assert outcome.version not in {None, version}
    record = await stored(crm, ACCOUNT, key)
    assert record.version == outcome.version
    assert dict(record.values) == crm.keeps(ACCOUNT, whole(ACCOUNT, account_values(phone="+56 41 255 0202")))


async def test_what_is_already_there_is_unchanged(crm: CrmUnderTest) -> None:
    """Nothing to write: the version stays, nobody is told of a change."""
    key, version = await an_account(crm, phone="+56 41 255 0101")

    outcome = await write_one(crm, a_write(ACCOUNT, key, {"phone": "+56 41 255 0101"}, expected=version))

    assert outcome.status is WriteStatus.UNCHANGED
    assert outcome.version == version
    assert (await stored(crm, ACCOUNT, key)).version == version


async def test_a_creation_repeated_has_no_second_effect(crm: CrmUnderTest) -> None:
    """Believed new and already there with every value: unchanged."""
    write = a_write()
    first = await write_one(crm, write)

    second = await write_one(crm, write)

    assert second.status is WriteStatus.UNCHANGED
    assert second.version == first.version


async def test_a_creation_over_another_record_is_a_conflict(crm: CrmUnderTest) -> None:
    """Believed new, and the CRM has the key already with other values: conflict, nothing written."""
    key, version = await an_account(crm, name="La primera")

    outcome = await write_one(crm, a_write(ACCOUNT, key, account_values(name="La segunda")))

    assert outcome.status is WriteStatus.CONFLICT
    assert outcome.current is not None
    assert outcome.current.values["name"] == "La primera"
    assert (await stored(crm, ACCOUNT, key)).version == version


async def test_a_stale_write_is_a_conflict_that_shows_both_sides(crm: CrmUnderTest) -> None:
    """The write happens only if the CRM still has the expected version; nobody's change is overwritten in silence."""
    key, version = await an_account(crm, phone="+56 41 255 0101")
    await crm.colleague.edit(ACCOUNT, key, {"phone": "+56 41 255 0303"})

    outcome = await write_one(crm, a_write(ACCOUNT, key, {"phone": "+56 41 255 0202"}, expected=version))

    assert outcome.status is WriteStatus.CONFLICT
    assert outcome.write.values == {"phone": "+56 41 255 0202"}
    assert outcome.current is not None
    assert outcome.current.values["phone"] == "+56 41 255 0303"
    assert outcome.current == await stored(crm, ACCOUNT, key)


async def test_a_write_on_another_field_of_a_changed_record_is_a_conflict_too(crm: CrmUnderTest) -> None:
    """Merging is the business of the synchronisation, which then writes with the version it saw."""
    key, version = await an_account(crm)
    await crm.colleague.edit(ACCOUNT, key, {"phone": "+56 41 255 0303"})

    stale = await write_one(crm, a_write(ACCOUNT, key, {"commune": "Penco"}, expected=version))
    assert stale.status is WriteStatus.CONFLICT
    assert stale.current is not None
    merged = await write_one(crm, a_write(ACCOUNT, key, {"commune": "Penco"}, expected=stale.current.version))

    assert merged.status is WriteStatus.UPDATED
    record = await stored(crm, ACCOUNT, key)
    assert (record.values["phone"], record.values["commune"]) == ("+56 41 255 0303", "Penco")


async def test_a_write_on_a_deleted_record_is_a_conflict_without_current(crm: CrmUnderTest) -> None:
    """current is None: it was deleted there; it does not come back in silence."""
    key, version = await an_account(crm)
    await crm.colleague.delete(ACCOUNT, key)

    outcome = await write_one(crm, a_write(ACCOUNT, key, {"phone": "+56 41 255 0202"}, expected=version))

    assert outcome.status is WriteStatus.CONFLICT
    assert outcome.current is None
    assert await crm.connector.get(ACCOUNT, [key]) == {}


async def test_a_rejected_write_says_why_and_stops_nobody_else(crm: CrmUnderTest, requires: Requires) -> None:
    """Rejected with a reason for a person and the CRM's own code; a failed write does not stop the others."""
    requires(Requirement.REJECTION)
    before, refused, after = a_write(), a_write(), a_write()
    await crm.faults.reject(refused.key)

    outcomes = await crm.connector.write([before, refused, after])

    assert [outcome.write.key for outcome in outcomes] == [before.key, refused.key, after.key]
    assert [outcome.status for outcome in outcomes] == [
        WriteStatus.CREATED,
        WriteStatus.REJECTED,
        WriteStatus.CREATED,
    ]
    assert outcomes[1].reason
    assert outcomes[1].code
    assert outcomes[1].version is None
    there = await crm.connector.get(ACCOUNT, [before.key, refused.key, after.key])
    assert set(there) == {before.key, after.key}


@pytest.mark.parametrize("kind", [CONTACT, ACTION])
async def test_a_child_of_an_unknown_account_is_rejected(crm: CrmUnderTest, kind: RecordKind) -> None:
    """Parents first: the CRM refuses what hangs from nothing, and says so."""
    values = contact_values(new_key()) if kind is CONTACT else action_values(new_key())
    write = a_write(kind, None, values)

    outcome = await write_one(crm, write)

    assert outcome.status is WriteStatus.REJECTED
    assert outcome.reason
    assert await crm.connector.get(kind, [write.key]) == {}


async def test_outcomes_come_in_the_order_of_the_writes(crm: CrmUnderTest) -> None:
    """One outcome each, in the order of the call, whatever became of each."""
    key, version = await an_account(crm, phone="+56 41 255 0101")
    stale_key, stale_version = await an_account(crm)
    await crm.colleague.edit(ACCOUNT, stale_key, {"commune": "Penco"})
    writes = [
        a_write(ACCOUNT, stale_key, {"commune": "Tomé"}, expected=stale_version),
        a_write(),
        a_write(CONTACT, None, contact_values(new_key())),
        a_write(ACCOUNT, key, {"phone": "+56 41 255 0101"}, expected=version),
        a_write(),
    ]

    outcomes = await crm.connector.write(writes)

    assert [outcome.write for outcome in outcomes] == writes
    assert [outcome.status for outcome in outcomes] == [
        WriteStatus.CONFLICT,
        WriteStatus.CREATED,
        WriteStatus.REJECTED,
        WriteStatus.UNCHANGED,
        WriteStatus.CREATED,
    ]


async def test_after_a_failed_write_the_later_ones_of_its_key_are_not_applied(crm: CrmUnderTest) -> None:
    """Order per key: they have the outcome of the first failure; other keys go on."""
    key, version = await an_account(crm, phone="1", commune="Talcahuano")
    await crm.colleague.edit(ACCOUNT, key, {"phone": "2"})
    current = (await stored(crm, ACCOUNT, key)).version
    other = a_write()
    writes = [
        a_write(ACCOUNT, key, {"phone": "3"}, expected=version),
        other,
        a_write(ACCOUNT, key, {"commune": "Penco"}, expected=current),  # good by itself, and yet not applied
    ]

    outcomes = await crm.connector.write(writes)

    assert [outcome.status for outcome in outcomes] == [
        WriteStatus.CONFLICT,
        WriteStatus.CREATED,
        WriteStatus.CONFLICT,
    ]
    assert outcomes[2].write == writes[2]
    assert outcomes[2].current == outcomes[0].current
    record = await stored(crm, ACCOUNT, key)
    assert (record.values["phone"], record.values["commune"]) == ("2", "Talcahuano")
    assert other.key in await crm.connector.get(ACCOUNT, [other.key])


async def test_after_a_rejection_the_later_ones_of_its_key_are_rejected_alike(
    crm: CrmUnderTest, requires: Requires
) -> None:
    """They have the outcome of the first failure: same status, same reason."""
    requires(Requirement.REJECTION)
    key, version = await an_account(crm, phone="1")
    await crm.faults.reject(key)

    outcomes = await crm.connector.write(
        [
            a_write(ACCOUNT, key, {"phone": "2"}, expected=version),
            a_write(ACCOUNT, key, {"phone": "3"}, expected=version),
        ]
    )

    assert [outcome.status for outcome in outcomes] == [WriteStatus.REJECTED] * 2
    assert outcomes[0].reason == outcomes[1].reason
    assert (await stored(crm, ACCOUNT, key)).values["phone"] == "1"


async def test_two_good_writes_of_one_key_apply_in_order(crm: CrmUnderTest) -> None:
    """A creation, then what is already there: the second finds what the first left."""
    key = new_key()
    creation = a_write(ACCOUNT, key, account_values(phone="1"))

    outcomes = await crm.connector.write([creation, a_write(ACCOUNT, key, {"phone": "1"})])

    assert [outcome.status for outcome in outcomes] == [WriteStatus.CREATED, WriteStatus.UNCHANGED]


async def test_repeating_a_creation_after_a_lost_answer_creates_once(crm: CrmUnderTest, requires: Requires) -> None:
    """When the method raises, any subset may have been applied: repeat the whole call."""
    requires(Requirement.LOST_ANSWER)
    writes = [a_write(), a_write()]
    await crm.faults.lose_next_answer()

    with pytest.raises(CrmUnavailable):
        await crm.connector.write(writes)
    again = await crm.connector.write(writes)

    assert {outcome.status for outcome in again} <= {WriteStatus.CREATED, WriteStatus.UNCHANGED}
    there = await crm.connector.get(ACCOUNT, [write.key for write in writes])
    assert {key: record.version for key, record in there.items()} == {
        outcome.write.key: outcome.version for outcome in again
    }


async def test_repeating_an_update_after_a_lost_answer_is_unchanged(crm: CrmUnderTest, requires: Requires) -> None:
    """It expects a version that our own first try replaced; it is recognised, and is no conflict with ourselves."""
    requires(Requirement.LOST_ANSWER)
    key, version = await an_account(crm, phone="1")
    write = a_write(ACCOUNT, key, {"phone": "2"}, expected=version)
    await crm.faults.lose_next_answer()

    with pytest.raises(CrmUnavailable):
        await crm.connector.write([write])
    again = await write_one(crm, write)

    assert again.status is WriteStatus.UNCHANGED
    record = await stored(crm, ACCOUNT, key)
    assert (record.values["phone"], record.version) == ("2", again.version)


async def test_repeating_after_a_lost_answer_does_not_undo_a_colleague(crm: CrmUnderTest, requires: Requires) -> None:
    """Between our lost answer and our retry somebody changed the field: conflict, never a rewind."""
    requires(Requirement.LOST_ANSWER)
    key, version = await an_account(crm, phone="1")
    write = a_write(ACCOUNT, key, {"phone": "2"}, expected=version)
    await crm.faults.lose_next_answer()
    with pytest.raises(CrmUnavailable):
        await crm.connector.write([write])
    await crm.colleague.edit(ACCOUNT, key, {"phone": "3"})

    again = await write_one(crm, write)

    assert again.status is WriteStatus.CONFLICT
    assert again.current is not None
    assert again.current.values["phone"] == "3"
    assert (await stored(crm, ACCOUNT, key)).values["phone"] == "3"


async def test_repeating_a_creation_does_not_bring_back_what_was_deleted(crm: CrmUnderTest, requires: Requires) -> None:
    """Repeating a write after a lost answer has no second effect, even when its record is gone."""
    requires(Requirement.LOST_ANSWER)
    requires(Requirement.NO_RESURRECTION)
    write = a_write()
    await crm.faults.lose_next_answer()
    with pytest.raises(CrmUnavailable):
        await crm.connector.write([write])
    await crm.colleague.delete(ACCOUNT, write.key)

    again = await write_one(crm, write)

    assert (again.status, again.current) == (WriteStatus.CONFLICT, None)
    assert await crm.connector.get(ACCOUNT, [write.key]) == {}


async def test_a_lost_request_wrote_nothing_and_can_be_repeated(crm: CrmUnderTest, requires: Requires) -> None:
    """None of the methods leaves a half-done effect that a repetition would double."""
    requires(Requirement.LOST_REQUEST)
    write = a_write()
    await crm.faults.lose_next_request()

    with pytest.raises(CrmUnavailable):
        await crm.connector.write([write])
    assert await crm.connector.get(ACCOUNT, [write.key]) == {}

    assert (await write_one(crm, write)).status is WriteStatus.CREATED


async def test_the_acting_person_is_the_author(crm: CrmUnderTest, requires: Requires) -> None:
    """actor: on whose behalf it is written, for impersonation."""
    requires(Requirement.IMPERSONATION)
    assert crm.connector.capabilities.impersonation

    outcome = await write_one(crm, a_write(actor="ana.rojas"))

    record = await stored(crm, ACCOUNT, outcome.write.key)
    assert record.modified_by == "ana.rojas"
    assert record.modified_at is not None
    assert record.modified_at.utcoffset() is not None


async def test_a_full_batch_is_taken(crm: CrmUnderTest) -> None:
    """Up to capabilities.max_batch writes; none at all is fine too."""
    writes = [a_write() for _ in range(crm.connector.capabilities.max_batch)]

    outcomes = await crm.connector.write(writes)

    assert [outcome.status for outcome in outcomes] == [WriteStatus.CREATED] * len(writes)
    assert list(await crm.connector.write([])) == []
