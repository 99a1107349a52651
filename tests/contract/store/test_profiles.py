"""`ProfileStore`: decisions on joins by e-mail, on every store (SYS-03, AMB-45)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from domain.errors import RecordNotFound, VersionConflict
from domain.model.history.profiles import EmailJoin, JoinState
from domain.ports.store import Transactions
from tests.support.builders import REGIONAL, new_id

AT: Final = datetime(2026, 4, 30, 14, 5, 6, 123456, UTC)


def a_join(**fields: Any) -> EmailJoin:
    """Accepted, of an address of its own."""
    join = EmailJoin(new_id(), f"{new_id()}@ejemplo.cl", "760123455", JoinState.ACCEPTED, REGIONAL.id, AT, "La conozco")
    return replace(join, **fields)


async def test_a_decision_is_kept_and_found_by_its_pair_and_by_its_address(transactions: Transactions) -> None:
    """AMB-45: what was written is what is read; only an accepted one is found by the address."""
    join = a_join()
    async with transactions(REGIONAL) as work:
        assert await work.joins.add(join) == join
    async with transactions(REGIONAL) as work:
        assert await work.joins.decided(join.email, join.rut) == join
        assert await work.joins.decided(join.email, "760864285") is None
        assert await work.joins.accepted(join.email) == join
        undone = await work.joins.save(replace(join, state=JoinState.UNDONE, reason="No era"), 1)
    async with transactions(REGIONAL) as work:
        assert await work.joins.decided(join.email, join.rut) == undone
        assert (undone.version, await work.joins.accepted(join.email)) == (2, None)


async def test_a_decision_on_another_version_is_refused(transactions: Transactions) -> None:
    """POL-07: nothing is written over what somebody decided meanwhile."""
    join = a_join()
    async with transactions(REGIONAL) as work:
        await work.joins.add(join)
    async with transactions(REGIONAL) as work:
        with pytest.raises(VersionConflict) as refused:
            await work.joins.save(replace(join, state=JoinState.REJECTED), 7)
        with pytest.raises(RecordNotFound):
            await work.joins.save(a_join(), 1)
    assert (refused.value.current, refused.value.current_version) == (join, 1)
