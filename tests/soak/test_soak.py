"""A soak short enough for every run of the tests; `make soak` runs a long one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from persistence.database import DatabaseKind
from tests.soak.sides import SIDES
from tests.soak.soak import Soak
from tests.support.system.databases import KINDS, Databases

ROUNDS = 10


@pytest.mark.parametrize("connector", SIDES)
@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_is_lost_doubled_reordered_or_overwritten_whatever_fails(
    kind: DatabaseKind, connector: str, databases: Databases, tmp_path: Path
) -> None:
    """A round kills a process and strikes the CRM while a colleague edits; one worker freezes past its leases."""
    seed = int(os.environ.get("SEED") or int.from_bytes(os.urandom(3)))
    tally = await Soak(connector, kind, ROUNDS, seed).run(databases, tmp_path)
    assert tally.problems == [], f"SEED={seed}"
    assert (tally.rounds, sum(tally.kills.values()), tally.frozen) == (ROUNDS, ROUNDS, 1)
    assert tally.edits == 2 * ROUNDS
    assert tally.compared["changes"] > ROUNDS
