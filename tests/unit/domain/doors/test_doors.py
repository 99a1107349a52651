"""One guard for one rule, whatever the door: each cell of the table is played, and the code has no other door."""

from __future__ import annotations

import pytest

from tests.unit.domain.doors.doors import Door, doors_of_rules
from tests.unit.domain.doors.plays import Play
from tests.unit.domain.doors.rows import DEFAULTS
from tests.unit.domain.doors.table import TABLE

CELLS = [
    (rule, door, cell) for rule, doors in TABLE.items() for door, cell in doors.items() if not isinstance(cell, str)
]


@pytest.mark.parametrize(("rule", "door", "play"), CELLS, ids=[f"{rule}: {door.value}" for rule, door, _ in CELLS])
async def test_the_rule_answers_at_each_of_its_doors(rule: str, door: Door, play: Play) -> None:
    """F-25, F-20, F-77, AMB-68: refused by the same rule; what the CRM has is taken and told by it, or disputed."""
    assert await play() == rule


def test_no_rule_that_two_doors_reach_is_missing() -> None:
    """Every rule by which the code refuses at two doors or more has its row."""
    reached = {rule for rule, doors in doors_of_rules().items() if len(doors) > 1}
    assert sorted(reached - TABLE.keys()) == []


@pytest.mark.parametrize("rule", TABLE)
def test_every_door_is_played_or_says_why_not(rule: str) -> None:
    """A door at which the code refuses by the rule is played, or has a reason of its own for being none."""
    cells = TABLE[rule]
    assert list(cells) == list(Door)
    unplayed = {door for door, cell in cells.items() if isinstance(cell, str)}
    assert {door for door in doors_of_rules()[rule] & unplayed if cells[door] in DEFAULTS} == set()
