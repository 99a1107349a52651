"""Every query, mutation and kind of node, as every role: its own, another's, what nobody answers for (F-06, F-08)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.access.attempts import Asker, Attempt, flow_of, mutations_about, queries_about
from tests.access.expected import ASKERS, COLUMNS, Expectations
from tests.access.houses import World
from tests.access.sdl import mutations, node_kinds, queries, subscriptions
from tests.access.sightings import refusals, small
from tests.access.test_companies import viewer_of

pytestmark = pytest.mark.xdist_group("access of staff")
TABLE = Expectations.read().cells
ALLOWED: Mapping[str, frozenset[str]] = {
    "SUR": frozenset("ou*"),
    "NORTE": frozenset("*"),
    "NADIE": frozenset("un*"),
}
"""Marks with which a request passes, by the house that it is about."""
_TELLING = "NORTE"
"""Who may do it there, where nothing is theirs, may do it everywhere."""
_ABROAD = frozenset("CG")
"""Whose accounts are companies abroad."""
_BY_RUT = frozenset({"decideProfileJoin"})
"""About whoever has a RUT, which a company abroad has not."""
_FAULTS = frozenset({"INTERNAL", "UNAVAILABLE", "RATE_LIMITED"})


def test_every_field_mutation_and_kind_of_node_has_a_row() -> None:
    """F-10: a new field without a row fails, and so does a row of what is not there any more."""
    rows = {name for name in TABLE if "." not in name}
    assert rows == {*queries().keys() - {"node", "nodes"}, *mutations(), *(f"node/{kind}" for kind in node_kinds())}


def test_a_subscription_tells_what_the_query_of_its_name_answers() -> None:
    """F-10: whoever may ask may listen, to the same; what has no such query would need a row of its own."""
    for name, field in subscriptions().items():
        assert str(field.type) == str(queries()[name].type)
        assert "after" in field.args


def mutations_of(world: World, house: str, column: str) -> Iterator[tuple[str, Attempt]]:
    """Each mutation once: facts of flows on a case; by the kind of account that it is about."""
    usual = "foreign" if column in _ABROAD else "national"
    for kind in ("national", "foreign"):
        for attempt in mutations_about(world.subject(house, kind), world.flow_kind):
            flow = flow_of(attempt.field, world.flow_kind)
            about = "national" if attempt.field in _BY_RUT else usual if flow is None else world.flow_kind[flow]
            other = "on a case" if flow is None else "on an account"
            if about == kind and attempt.way != other:
                yield kind, small(attempt)


async def problems_of_roles(world: World, house: str, only: frozenset[str] = frozenset()) -> list[str]:
    """What a role may do though it is no task of it; of these fields only, when some are named."""
    asker, wrong = Asker(world), []
    for column, actor in ASKERS.items():
        every = [attempt for _, attempt in mutations_of(world, house, column)]
        refused = [each for each in every if TABLE[each.field][column] == "." and (not only or each.field in only)]
        for attempt, is_refused, told in await refusals(asker, actor, refused):
            if not is_refused:
                wrong.append(f"{column} {attempt.field}: {str(told)[:200]}")
    print(f"\n{asker.made} attempts that are no task of the role")
    return wrong


async def problems_of_reach(world: World, house: str, only: frozenset[str] = frozenset()) -> list[str]:
    """What a role may do where it is not its, or may not where it is; of these fields only, when some are named."""
    asker, wrong = Asker(world), []
    for column in COLUMNS if house == "SUR" else ASKERS:
        for kind, attempt in mutations_of(world, house, column):
            mark = TABLE[attempt.field][column]
            if mark == "." or (mark == "*" and house != _TELLING) or (only and attempt.field not in only):
                continue
            answer = await asker.ask(ASKERS.get(column) or viewer_of(world.subject(house, kind)), attempt)
            if answer.is_refused is (mark in ALLOWED[house]) or _FAULTS.intersection(answer.codes):
                wrong.append(f"{column} {attempt.field}: {str(answer.errors)[:200]}")
            if answer.wrote:
                await world.restore()
    print(f"\n{asker.made} attempts in reach or out of it")
    return wrong


@pytest.mark.parametrize("house", ALLOWED)
async def test_what_a_role_may_not_do_is_refused_whatever_it_is_about(
    world: World, house: str, only: frozenset[str]
) -> None:
    """Permission before everything that answers: a refusal and nothing else, wherever the case or account is."""
    wrong = await problems_of_roles(world, house, only)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("house", ALLOWED)
async def test_who_may_acts_where_it_is_theirs_and_nowhere_else(world: World, house: str, only: frozenset[str]) -> None:
    """RTE-04, AGD-09, VIS-01, VIS-03, INV-01: office, market, sector, area, macro-zone; elsewhere it is told whose."""
    wrong = await problems_of_reach(world, house, only)
    assert not wrong, "\n".join(wrong)


async def problems_of_sight(world: World, house: str, only: frozenset[str] = frozenset()) -> list[str]:
    """What is shown to whom it is not for, or hidden from whom it is; of these fields only, when some are named."""
    asker, wrong = Asker(world), []
    for column in COLUMNS if house == _TELLING else ("E",):
        for attempt in queries_about(world.subject(house)):
            if only and attempt.field not in only:
                continue
            mark = TABLE[attempt.field][column]
            if mark == "o" and not attempt.way:
                continue  # nobody is named
            answer = await asker.ask(ASKERS.get(column) or viewer_of(world.subject("SUR")), small(attempt))
            shown = answer.payload is not None or set(answer.codes) == {"BAD_USER_INPUT"}
            unseen = answer.payload is None and not _FAULTS.intersection(answer.codes)
            if not (shown if mark in ALLOWED[house] else unseen):
                wrong.append(f"{column} {attempt.field} ({attempt.way}): {answer.text[:200]}")
    print(f"\n{asker.made} queries")
    return wrong


async def problems_of_repetition(world: World, house: str, only: frozenset[str] = frozenset()) -> list[str]:
    """Who is answered that a fact is already so though it is not theirs to report; of these fields only."""
    asker, wrong = Asker(world), []
    told = [each for each in world.told if each.house == house and (not only or each.mutation in only)]
    for column, actor in ASKERS.items():
        repeated = [
            Attempt(each.mutation, "word for word", "", {"input": each.asked})
            for each in told
            if TABLE[each.mutation][column] not in ALLOWED[house]
        ]
        for attempt, is_refused, answered in await refusals(asker, actor, repeated):
            if not is_refused:
                wrong.append(f"{column} {attempt.field}: {str(answered)[:200]}")
    print(f"\n{asker.made} repetitions of what others reported")
    return wrong


@pytest.mark.parametrize("house", ["SUR", "NORTE"])
async def test_who_sees_what(world: World, house: str, only: frozenset[str]) -> None:
    """Design 4: staff see nearly all; what a role may not see is refused; a company sees its own."""
    wrong = await problems_of_sight(world, house, only)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("house", ["SUR", "NORTE"])
async def test_who_may_not_report_a_fact_is_not_told_that_it_is_so(
    world: World, house: str, only: frozenset[str]
) -> None:
    """F-03: permission before "already so", word for word as somebody else reported it, at the same instant."""
    assert [each for each in world.told if each.house == house]
    wrong = await problems_of_repetition(world, house, only)
    assert not wrong, "\n".join(wrong)
