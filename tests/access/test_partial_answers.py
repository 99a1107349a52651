"""One root field that is refused leaves the rest of the answer (F-58), whichever it is and whoever asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from graphql import is_nullable_type

from tests.access.attempts import Asker, Attempt, queries_about
from tests.access.expected import ASKERS, Expectations
from tests.access.houses import World
from tests.access.sdl import mutations, queries, subscriptions
from tests.access.sightings import small

pytestmark = pytest.mark.xdist_group("access of staff")


def test_every_root_field_may_be_null() -> None:
    """F-58: what cannot be had makes its parent null, and the parent of a root field is the whole answer."""
    every = {**queries(), **mutations(), **subscriptions()}
    assert len(every) > 200
    assert [name for name, field in every.items() if not is_nullable_type(field.type)] == []


def _beside(attempt: Attempt) -> Attempt:
    """The same request with one more root field, which everybody may ask."""
    head, brace, rest = attempt.document.partition(" { ")
    return replace(attempt, document=f"{head}{brace}kept: clock {{ now }} {rest}")


async def test_a_query_that_is_refused_leaves_the_rest(world: World) -> None:
    """F-58: each query that some role may not ask, refused with its path; what stands beside it is answered."""
    table, asker, refused = Expectations.read().cells, Asker(world), set()
    for attempt in queries_about(world.subject("SUR")):
        column = next((each for each in ASKERS if table[attempt.field][each] == "."), None)
        if column is None or attempt.root in {"node", "nodes"}:
            continue  # nobody is refused it; what may not be seen by its id is just not there
        answer = await asker.ask(ASKERS[column], _beside(small(attempt)))
        assert answer.body["data"]["kept"]["now"], attempt.field
        assert answer.payload is None, attempt.field
        assert [error["path"] for error in answer.body["errors"]] == [[attempt.root]]
        refused.add(attempt.root)
    assert len(refused) >= 25
