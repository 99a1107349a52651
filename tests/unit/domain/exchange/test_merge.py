"""Three-way comparison of one record (issue 2, section 3: sync). Values are worked out by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime

import pytest

from domain.exchange.meaning import same_value
from domain.exchange.merge import Difference, Merge, Sides, merge, to_push
from domain.model.exchange.conflicts import Side
from domain.model.exchange.crm_records import FieldOwner, RecordKind, Scalar

ACCOUNT, ACTION = RecordKind.ACCOUNT, RecordKind.ACTION
NINE, TEN = datetime(2025, 5, 8, 9, tzinfo=UTC), datetime(2025, 5, 8, 10, tzinfo=UTC)


def decide(
    base: str | None,
    local: str | None,
    remote: str | None,
    *,
    held: Collection[str] = (),
    queued: Collection[str] = (),
    refused: Mapping[str, str] | None = None,
) -> Merge:
    """Merge of a record with one field, the phone."""
    sides = Sides(
        ACCOUNT, {"phone": base}, {"phone": local}, {"phone": remote}, held=held, queued={"phone": tuple(queued)}
    )
    return merge(sides, {}, refused or {})


@pytest.mark.parametrize(
    ("base", "local", "remote", "take", "push", "conflict"),
    [
        ("1", "1", "1", {}, {}, False),
        ("1", "1", "2", {"phone": "2"}, {}, False),
        ("1", "2", "1", {}, {"phone": "2"}, False),
        ("1", "2", "2", {}, {}, False),
        ("1", "2", "3", {}, {}, True),
        ("1", None, "1", {}, {"phone": None}, False),
        ("1", "1", None, {"phone": None}, {}, False),
        ("1", None, "2", {}, {}, True),
        (None, None, "2", {"phone": "2"}, {}, False),
        ("", None, "2", {"phone": "2"}, {}, False),
    ],
)
def test_each_field_goes_where_it_changed(
    base: str | None, local: str | None, remote: str | None, take: object, push: object, conflict: bool
) -> None:
    """One side changed: its value. Both, differently: a person."""
    result = decide(base, local, remote)

    assert (result.take, result.push, bool(result.conflicts)) == (take, push, conflict)
    assert result.agreed == {"phone": remote}


def test_a_conflict_names_both_values_and_what_was_agreed() -> None:
    """Conflict record with both values."""
    assert decide("1", "2", "3").conflicts == (Difference("phone", "1", "2", "3", Side.CRM),)


@pytest.mark.parametrize(
    ("owner", "local_at", "remote_at", "proposed"),
    [
        (FieldOwner.CRM, TEN, NINE, Side.CRM),
        (FieldOwner.ATENCION, NINE, TEN, Side.ATENCION),
        (FieldOwner.LATEST, TEN, NINE, Side.ATENCION),
        (FieldOwner.LATEST, NINE, TEN, Side.CRM),
        (FieldOwner.LATEST, TEN, TEN, Side.ATENCION),
        (FieldOwner.LATEST, TEN, None, Side.ATENCION),
        (FieldOwner.LATEST, None, None, Side.CRM),
    ],
)
def test_the_owner_of_the_field_proposes_the_winner(
    owner: FieldOwner, local_at: datetime | None, remote_at: datetime | None, proposed: Side
) -> None:
    """Proposed winner per configured field owner; LATEST without dates proposes the system of record."""
    sides = Sides(ACCOUNT, {"phone": "1"}, {"phone": "2"}, {"phone": "3"}, local_at=local_at, remote_at=remote_at)
    result = merge(sides, {"account.phone": owner})

    assert [difference.proposed for difference in result.conflicts] == [proposed]


def test_changes_of_different_fields_merge() -> None:
    """Each side's field, no conflict."""
    sides = Sides(
        ACCOUNT,
        {"phone": "1", "address": "a"},
        {"phone": "2", "address": "a"},
        {"phone": "1", "address": "b"},
    )
    result = merge(sides, {})

    assert (result.take, result.push, result.conflicts) == ({"address": "b"}, {"phone": "2"}, ())


def test_fields_that_say_one_thing_are_never_taken_half_from_each_side() -> None:
    """A validation of ours with the CRM's date would be a statement nobody made (DEF-03)."""
    agreed: dict[str, Scalar] = {"validation": None, "validated_on": None}
    ours: dict[str, Scalar] = {"validation": "VALIDATED", "validated_on": date(2025, 1, 2)}
    theirs: dict[str, Scalar] = {"validation": "REJECTED", "validated_on": date(2025, 1, 2)}

    result = merge(Sides(ACCOUNT, agreed, ours, theirs), {})
    assert [difference.field for difference in result.conflicts] == ["validation"]

    theirs = {"validation": None, "validated_on": date(2025, 1, 9)}
    result = merge(Sides(ACCOUNT, agreed, ours, theirs), {})
    assert sorted(difference.field for difference in result.conflicts) == ["validated_on", "validation"]
    assert (result.take, result.push) == ({}, {})


def test_sides_that_never_met_fill_each_others_gaps_and_disagree_on_the_rest() -> None:
    """No agreed state: an empty side takes the other's value."""
    sides = Sides(
        ACCOUNT,
        None,
        {"phone": "1", "address": None, "email": "a@x.cl"},
        {"phone": None, "address": "calle 1", "email": "b@x.cl"},
    )
    result = merge(sides, {})

    assert (result.take, result.push) == ({"address": "calle 1"}, {"phone": "1"})
    assert [difference.field for difference in result.conflicts] == ["email"]


def test_a_field_under_an_open_conflict_stays_where_it_is_on_both_sides() -> None:
    """Until a person resolves it neither side overwrites the other; a new CRM value is told again."""
    assert decide("2", "3", "2", held={"phone"}) == Merge({}, {}, (), frozenset(), {"phone": "2"})
    assert [d.remote for d in decide("2", "3", "4", held={"phone"}).conflicts] == ["4"]
    assert decide("2", "4", "4", held={"phone"}).settled == {"phone"}


def test_the_crm_showing_a_value_we_queued_is_an_echo() -> None:
    """A lost answer: 1 was agreed, 2 was sent, here it is 3 by now: 3 is sent, nobody is asked."""
    assert decide("1", "3", "2", queued=["2", "3"]).push == {"phone": "3"}
    assert len(decide("1", "3", "2", queued=["3"]).conflicts) == 1
    assert decide("1", "1", "2", queued=["2", "1"]).push == {"phone": "1"}


def test_a_value_that_we_cannot_hold_is_a_conflict_that_proposes_ours() -> None:
    """Nothing invalid is taken, nothing is overwritten in silence."""
    result = decide("1", "1", "x", refused={"phone": "no"})
    assert [d.proposed for d in result.conflicts] == [Side.ATENCION]
    assert decide("x", "2", "x", refused={"phone": "no"}).push == {"phone": "2"}


def test_read_only_fields_are_never_taken_and_cross_at_creation_only() -> None:
    """`registered_on` is written by us at creation."""
    local: dict[str, Scalar] = {"registered_on": date(2025, 1, 2), "phone": None}
    result = merge(Sides(ACCOUNT, local, local, {"registered_on": date(2020, 1, 1)}), {})
    assert (result.take, result.push, result.conflicts) == ({}, {}, ())
    assert to_push(ACCOUNT, None, local) == {"registered_on": date(2025, 1, 2)}
    assert to_push(ACCOUNT, {"registered_on": None}, local) == {}


def test_only_named_fields_that_differ_are_pushed() -> None:
    """Local minus agreed, for the fields that the messages name."""
    agreed: dict[str, Scalar] = {"phone": "1", "address": "a", "email": None}
    local: dict[str, Scalar] = {"phone": "2", "address": "b", "email": None}
    assert to_push(ACCOUNT, agreed, local, {"phone", "email"}) == {"phone": "2"}
    assert to_push(ACCOUNT, agreed, local) == {"phone": "2", "address": "b"}


def test_true_is_not_one_and_empty_text_is_no_value() -> None:
    """Values are compared as people read them."""
    assert same_value("", None)
    assert not same_value(True, 1)
    assert not same_value(None, False)
