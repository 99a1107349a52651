"""Whoever declared a conflict of interest with a company decides nothing on it, by no mutation (POL-07, AMB-72)."""

from __future__ import annotations

import pytest

from domain.model.institution.people import Actor
from tests.access.attempts import Asker, Attempt, document_of
from tests.access.expected import ASKERS
from tests.access.houses import World
from tests.access.test_staff import ALLOWED, TABLE, mutations_of

pytestmark = pytest.mark.xdist_group("access of staff")
_HOUSE = "SUR"
_NO_DECISION = frozenset({"declareConflictOfInterest", "endConflictOfInterest", "createWebhook", "separateAccounts"})
"""What they tell of themself, where changes are told to, and what is about another company, that joined this one."""


async def _declare(asker: Asker, actor: Actor, kind: str) -> None:
    account = asker.world.subject(_HOUSE, kind).ids["Account"]
    variables = {"input": {"accountId": account, "reason": "Es de mi familia"}}
    answer = await asker.ask(
        actor,
        Attempt(
            "declareConflictOfInterest", "", document_of("mutation", "declareConflictOfInterest", variables), variables
        ),
    )
    assert answer.wrote, answer.text


def _is_about(world: World, kind: str, attempt: Attempt) -> bool:
    """It names the company, or a case of it."""
    ids = world.subject(_HOUSE, kind).ids
    named = {key for name, key in ids.items() if name.partition("/")[0] in {"Account", "Case"}}
    return attempt.field not in _NO_DECISION and any(key in str(attempt.variables) for key in named)


async def problems_of_conflict(world: World, only: frozenset[str] = frozenset()) -> list[str]:
    """What they decide all the same, of what is theirs to do; of these fields only, when some are named."""
    asker, wrong = Asker(world), []
    for column, actor in ASKERS.items():
        may = [
            (kind, attempt)
            for kind, attempt in mutations_of(world, _HOUSE, column)
            if TABLE[attempt.field][column] in ALLOWED[_HOUSE]
            and (not only or attempt.field in only)
            and _is_about(world, kind, attempt)
        ]
        for kind in sorted({kind for kind, _ in may} if TABLE["declareConflictOfInterest"][column] == "*" else ()):
            await _declare(asker, actor, kind)
            for about, attempt in may:
                if about != kind:
                    continue
                answer = await asker.ask(actor, attempt)
                if not answer.is_refused or "conflicto de inter" not in answer.text:
                    wrong.append(f"{column} {attempt.field}: {answer.text[:200]}")
                if answer.wrote:
                    await world.restore()
                    await _declare(asker, actor, kind)
            await world.restore()
    print(f"\n{asker.made} attempts of people in conflict")
    return wrong


async def test_who_may_and_is_in_conflict_decides_nothing(world: World, only: frozenset[str]) -> None:
    """AMB-72: each mutation about the company or its cases that the role may report there is refused, and says why."""
    wrong = await problems_of_conflict(world, only)
    assert not wrong, "\n".join(wrong)
