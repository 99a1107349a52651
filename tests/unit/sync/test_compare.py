"""Both sides compared through the port, for any connector (F-53)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from connectors.contract.records import a_write, account_values, contact_values, new_key
from connectors.mock import MockConnector
from domain.model.exchange.check_report import Level
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.exchange.waiting import Waiting
from sync.check import check, tell_check
from sync.compare import FieldDifference, KindComparison, compare

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION


@dataclass
class Ours:
    """Our side, in dicts: values by kind and key, fields in conflict by key, keys with changes on their way."""

    records: dict[RecordKind, dict[str, dict[str, Scalar]]]
    conflicts: dict[str, set[str]] = field(default_factory=dict)
    going: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)

    async def count(self, kind: RecordKind) -> int:
        return len(self.records.get(kind, {}))

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, Mapping[str, Scalar]]:
        return {key: self.records[kind][key] for key in keys if key in self.records.get(kind, {})}

    async def sample(self, kind: RecordKind, size: int) -> Sequence[str]:
        return list(self.records.get(kind, {}))[:size]

    async def disputed(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, set[str]]:
        return {key: fields for key, fields in self.conflicts.items() if key in keys}

    async def on_their_way(self, kind: RecordKind, keys: Sequence[str]) -> set[str]:
        return self.going & set(keys)

    async def held_back(self, kind: RecordKind) -> set[str]:
        return self.back if kind is ACCOUNT else set()

    async def deleted_there(self, kind: RecordKind) -> set[str]:
        return self.deleted if kind is ACCOUNT else set()

    async def decisions(self) -> Sequence[Waiting]:
        return ()


async def compared(crm: MockConnector, ours: Ours, kind: RecordKind = ACCOUNT, every: int = 1) -> KindComparison:
    (found,) = [one for one in (await compare(crm, ours, every=every)).kinds if one.kind is kind]
    return found


@pytest.fixture
async def pair() -> tuple[MockConnector, Ours, str]:
    """A CRM and our side with the same account."""
    crm, key = MockConnector(), new_key()
    await crm.write([a_write(ACCOUNT, key)])
    return crm, Ours({ACCOUNT: {key: dict(account_values())}}), key


async def test_both_sides_alike(pair: tuple[MockConnector, Ours, str]) -> None:
    """Nothing differs and nothing waits."""
    crm, ours, _ = pair
    report = await compare(crm, ours)
    assert report.same
    assert report.waiting == 0


async def test_what_waits_is_told_apart_from_what_differs(pair: tuple[MockConnector, Ours, str]) -> None:
    """An open conflict waits for a person and a change for its turn; only what nobody knows of is a difference."""
    crm, ours, key = pair
    ours.records[ACCOUNT][key] |= {"phone": "1", "address": "2"}
    ours.conflicts = {key: {"phone"}}

    found = await compared(crm, ours)
    assert [one.field for one in found.disputed.some] == ["phone"]
    assert [one.field for one in found.differences.some] == ["address"]
    assert not found.same

    ours.going = {key}
    report = await compare(crm, ours)
    assert report.same
    assert report.waiting == 2


async def test_a_record_on_its_way_is_not_missing(pair: tuple[MockConnector, Ours, str]) -> None:
    """A new account that the worker has not sent yet."""
    crm, ours, _ = pair
    new, lost = new_key(), new_key()
    ours.records[ACCOUNT] |= {new: dict(account_values()), lost: dict(account_values())}
    ours.going = {new}

    found = await compared(crm, ours)
    assert (found.here, found.crm, found.coming) == (3, 1, 1)
    assert found.only_here == (lost,)
    assert not found.same


async def test_what_a_person_decides_about_whole_records_is_no_difference(
    pair: tuple[MockConnector, Ours, str],
) -> None:
    """One that is held back is not here, one that was deleted there is not there: both are known."""
    crm, ours, _ = pair
    stranger, kept = new_key(), new_key()
    await crm.write([a_write(ACCOUNT, stranger)])
    ours.records[ACCOUNT][kept] = dict(account_values())
    assert not (await compare(crm, ours)).same

    ours.back, ours.deleted = {stranger}, {kept}
    found = await compared(crm, ours)
    assert (found.held_back, found.deleted, found.only_in_crm, found.only_here) == (1, 1, (), ())
    assert found.same


async def test_a_stranger_and_a_moved_contact_are_named(pair: tuple[MockConnector, Ours, str]) -> None:
    """What only the CRM has, and a contact under another account there."""
    crm, ours, key = pair
    other, contact = new_key(), new_key()
    await crm.write([a_write(ACCOUNT, other), a_write(CONTACT, contact, contact_values(other))])
    ours.records[CONTACT] = {contact: dict(contact_values(key))}

    assert (await compared(crm, ours)).only_in_crm == (other,)
    found = await compared(crm, ours, CONTACT)
    assert found.differences.some == [FieldDifference(contact, "account_id", key, other)]


async def test_every_nth_record_is_compared_and_all_are_looked_for(pair: tuple[MockConnector, Ours, str]) -> None:
    """Of four accounts two are compared; a stranger among them is named whatever its place."""
    crm, ours, _ = pair
    keys = [new_key() for _ in range(3)]
    await crm.write([a_write(ACCOUNT, key) for key in keys])
    ours.records[ACCOUNT] |= {key: dict(account_values()) for key in keys[:2]}

    found = await compared(crm, ours, every=2)
    assert (found.crm, found.only_in_crm) == (4, (keys[2],))
    assert found.compared in {1, 2}  # the stranger may be one of the two in their turn


async def test_a_comparison_waits_as_long_as_the_crm_asks(pair: tuple[MockConnector, Ours, str]) -> None:
    """Throttled while it reads: it goes on at the same place."""
    crm, ours, _ = pair
    crm.faults.throttle(0.01, times=2)
    assert (await compare(crm, ours)).same


async def test_any_connector_can_be_checked() -> None:
    """The port's own health, for a connector that tells no more of itself."""
    crm = MockConnector()
    report = await check(crm)
    assert report.ok
    assert report.lines[0].level is Level.FINE

    crm.faults.go_down()
    assert not (await check(crm)).ok


async def test_a_process_says_at_its_start_what_the_check_finds_wrong(caplog: pytest.LogCaptureFixture) -> None:
    """F-52: in the log, whatever it is; the process works on."""
    crm = MockConnector()
    await tell_check(crm)
    assert caplog.text == ""

    crm.faults.go_down()
    await tell_check(crm)
    assert "crm check: conexión:" in caplog.text
