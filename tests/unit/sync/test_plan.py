"""From leased messages to the writes of one call."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.exchange.values import account_values, action_values
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.ports.sync import Lease, Message, Replica, Shadow
from sync.plan import PARENT_DELETED, plan_writes
from tests.support.builders import an_account, an_action

ACCOUNT, ACTION = RecordKind.ACCOUNT, RecordKind.ACTION
AT = datetime(2025, 5, 8, 9, tzinfo=UTC)


def a_message(seq: int, *fields: str, key: str = "a", kind: RecordKind = ACCOUNT, actor: str = "ana") -> Message:
    """A change of account "a", or of something of its."""
    return Message(1, seq, "a", kind, key, frozenset(fields), {}, actor, AT)


def a_shadow(values: dict[str, Scalar], *, deleted: bool = False) -> Shadow:
    """Agreed as version 7."""
    return Shadow(values, "7", AT, deleted)


def the_account(shadow: Shadow | None, held: frozenset[str] = frozenset()) -> Replica:
    """Account "a", phone 2 and address b here."""
    account = an_account(id="a", phone="2", address="b")
    return Replica(ACCOUNT, "a", "a", account, account_values(account), shadow, held)


def the_action(shadow: Shadow | None = None) -> Replica:
    """Action "x" of account "a"."""
    action = an_action(date(2025, 5, 6), id="x", account_id="a")
    return Replica(ACTION, "x", "a", action, action_values(action), shadow)


def agreed(**values: Scalar) -> Shadow:
    """The account as it is, but for these."""
    return a_shadow({**account_values(an_account(id="a", phone="2", address="b")), **values})


def a_lease(messages: list[Message], *replicas: Replica) -> Lease:
    """All of one stream."""
    return Lease("t", tuple(messages), {(r.kind, r.key): r for r in replicas}, {1: 0}, AT)


def test_changes_of_one_record_by_one_person_are_one_write() -> None:
    """Merged: fewer writes, and a re-send cannot rewind the record for a moment."""
    lease = a_lease([a_message(1, "phone"), a_message(2, "address")], the_account(agreed(phone="1", address="a")))
    plan = plan_writes(lease)

    (planned,) = plan.writes
    assert (planned.write.values, planned.write.expected) == ({"phone": "2", "address": "b"}, "7")
    assert (planned.seqs, plan.upto) == ((1, 2), {1: 2})


def test_a_second_persons_change_of_the_record_waits_for_the_next_call() -> None:
    """Its version is known only when the first is written; what follows waits too."""
    lease = a_lease(
        [a_message(1, "phone"), a_message(2, "address", actor="mei"), a_message(3, "title", key="x", kind=ACTION)],
        the_account(agreed(phone="1", address="a")),
        the_action(),
    )
    plan = plan_writes(lease)

    assert [p.write.values for p in plan.writes] == [{"phone": "2"}]
    assert plan.upto == {1: 1}


def test_what_the_crm_has_already_is_not_sent() -> None:
    """Local minus agreed is empty: done without a write."""
    plan = plan_writes(a_lease([a_message(1, "phone")], the_account(agreed())))
    assert (plan.writes, plan.upto) == ((), {1: 1})


def test_a_field_under_conflict_is_left_out() -> None:
    """The other fields go."""
    replica = the_account(agreed(phone="1", address="a"), held=frozenset({"phone"}))
    plan = plan_writes(a_lease([a_message(1, "phone", "address")], replica))
    assert [p.write.values for p in plan.writes] == [{"address": "b"}]


def test_a_child_brings_its_parent_when_the_crm_does_not_have_it() -> None:
    """Parents first."""
    plan = plan_writes(a_lease([a_message(1, "title", key="x", kind=ACTION)], the_account(None), the_action()))
    assert [(p.write.kind, p.write.expected) for p in plan.writes] == [(ACCOUNT, None), (ACTION, None)]
    assert plan.writes[0].seqs == ()


def test_children_of_an_account_deleted_in_the_crm_wait_for_a_person() -> None:
    """Parked, with the reason; the account itself is not created again."""
    gone = the_account(a_shadow({}, deleted=True))
    lease = a_lease([a_message(1, "phone"), a_message(2, "title", key="x", kind=ACTION)], gone, the_action())
    plan = plan_writes(lease)
    assert plan.writes == ()
    assert plan.parked == {1: (2, PARENT_DELETED)}


def test_a_person_may_decide_that_a_deleted_record_is_created_anew() -> None:
    """The conflict on "deleted" resolved for Atención: everything known, as a new record."""
    again = the_account(Shadow({}, None, AT))
    plan = plan_writes(a_lease([a_message(1, "deleted")], again))
    (planned,) = plan.writes
    assert planned.write.expected is None
    assert planned.write.values["name"] == "Conservas del Sur SpA"


def test_the_account_that_is_created_anew_goes_before_its_children_whichever_was_decided_first() -> None:
    """F-46: the contact or action was decided, and queued, before its account."""
    again = the_account(Shadow({}, None, AT))
    plan = plan_writes(
        a_lease([a_message(1, "deleted", key="x", kind=ACTION)], again, the_action(Shadow({}, None, AT)))
    )
    assert [(planned.write.kind, planned.write.expected) for planned in plan.writes] == [
        (ACCOUNT, None),
        (ACTION, None),
    ]
    assert plan.parked == {}


def test_the_same_write_has_the_same_key_at_every_try_and_another_write_another() -> None:
    """Idempotency keys are stable over retries, and never shared by different values."""
    keys = {
        plan_writes(a_lease([a_message(1, "phone")], the_account(agreed(phone=before)))).writes[0].write.idempotency_key
        for before in ("1", "1", "9")
    }
    other = plan_writes(a_lease([a_message(1, "address")], the_account(agreed(address="a")))).writes[0].write
    assert len(keys) == 1
    assert other.idempotency_key not in keys
