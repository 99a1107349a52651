"""Every check that `make doors` takes away stands where it is said to: one that moved is followed, not forgotten."""

from __future__ import annotations

import importlib
from functools import reduce

import pytest

from tests.access.removals import REMOVALS


@pytest.mark.parametrize("where", sorted({w for each in REMOVALS for w in (each.where, *each.behind)}))
def test_a_check_that_is_taken_away_is_there(where: str) -> None:
    """F-10: else the run ends in its midst, or takes nothing away."""
    module, _, path = where.partition(":")
    assert reduce(getattr, path.split("."), importlib.import_module(module)) is not None
