"""Properties of the merge, whatever the values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.exchange.meaning import same_value
from domain.exchange.merge import Sides, merge
from domain.model.exchange.crm_records import SYNCED_FIELDS, RecordKind

FIELDS = [f.name for f in SYNCED_FIELDS[RecordKind.ACCOUNT] if f.type is str]
VALUES = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["1", "2", "3", None]), max_size=6)


def filled(values: dict[str, str | None]) -> dict[str, str | None]:
    """With every field there."""
    return dict.fromkeys(FIELDS) | values


@given(VALUES, VALUES, VALUES, st.sets(st.sampled_from(FIELDS), max_size=2))
def test_every_differing_field_goes_exactly_one_way(
    base: dict[str, str | None], local: dict[str, str | None], remote: dict[str, str | None], held: set[str]
) -> None:
    """The merge is total: a field is equal, taken, pushed, in conflict or held, and never two of these."""
    ours, theirs = filled(local), filled(remote)
    result = merge(Sides(RecordKind.ACCOUNT, filled(base), ours, theirs, held=held), {})
    disputed = {difference.field for difference in result.conflicts}
    for name in FIELDS:
        ways = [name in result.take, name in result.push, name in disputed]
        if same_value(ours[name], theirs[name]):
            assert sum(ways) == 0
        elif name in held:
            assert ways[:2] == [False, False]
        else:
            assert sum(ways) == 1


@given(VALUES, VALUES, VALUES)
def test_once_done_there_is_nothing_left_to_take(
    base: dict[str, str | None], local: dict[str, str | None], remote: dict[str, str | None]
) -> None:
    """Reading the same page again changes nothing (replaying a delta page)."""
    theirs = filled(remote)
    first = merge(Sides(RecordKind.ACCOUNT, filled(base), filled(local), theirs), {})
    held = {difference.field for difference in first.conflicts}
    again = merge(Sides(RecordKind.ACCOUNT, first.agreed, filled(local) | dict(first.take), theirs, held=held), {})

    assert again.take == {}
    assert again.conflicts == ()
    assert again.push == first.push


@given(VALUES, VALUES, VALUES)
def test_both_sides_meet_when_both_have_done_their_part(
    base: dict[str, str | None], local: dict[str, str | None], remote: dict[str, str | None]
) -> None:
    """After take here and push there, the sides differ in the conflicts and nowhere else."""
    result = merge(Sides(RecordKind.ACCOUNT, filled(base), filled(local), filled(remote)), {})
    ours, theirs = filled(local) | dict(result.take), filled(remote) | dict(result.push)

    assert {n for n in FIELDS if not same_value(ours[n], theirs[n])} == {d.field for d in result.conflicts}
