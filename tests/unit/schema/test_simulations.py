"""Simulations that take long: asked again, they tell how far they are; nobody asks, and they stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, date, datetime

import pytest

from domain.errors import BudgetUsedUp, InvalidValue
from domain.model.terms import RiskMargin
from domain.protocol.measures.asking import Count, Period
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.measures.what_if import Draft, DraftTerm, Simulation, question_of
from domain.protocol.terms.table import TERMS
from schema.measures.simulations import MOST_AT_ONCE, Simulations

PERIOD = Period(date(2024, 9, 1), date(2024, 9, 30))


class Slow:
    """Judges one of three terms whenever it is let."""

    def __init__(self) -> None:
        draft = Draft([DraftTerm("SLA-03", 2)], MEASURES[MeasureName.TERM_COMPLIANCE], TERMS, {}, RiskMargin())
        question = question_of(MeasureName.TERM_COMPLIANCE, PERIOD, datetime(2024, 12, 31, tzinfo=UTC))
        self.simulation = Simulation.begun(question, draft, [Count(("OFIREG-08", None, "SLA-03"), "MET", 3)])
        self.let = asyncio.Semaphore(0)
        self.begun = self.ended = 0

    async def __call__(self) -> AsyncGenerator[Simulation, None]:
        self.begun += 1
        try:
            yield self.simulation
            for _ in range(3):
                await self.let.acquire()
                self.simulation.done += 1
                yield self.simulation
        finally:
            self.ended += 1


@pytest.fixture
async def simulations() -> AsyncIterator[Simulations]:
    """With little patience."""
    those = Simulations(patience=0.05)
    yield those
    await those.close()


async def test_what_is_asked_again_goes_on_and_is_begun_once(simulations: Simulations) -> None:
    """How far it is at once, the end when it is there."""
    slow = Slow()
    assert not (await simulations.ask("q", slow)).finished
    slow.let.release()
    assert (await simulations.ask("q", slow)).done == 1
    slow.let.release()
    slow.let.release()
    assert (await simulations.ask("q", slow)).finished
    assert (await simulations.ask("q", slow)).finished
    assert (slow.begun, slow.ended) == (1, 1)


async def test_what_nobody_asks_any_more_stops(simulations: Simulations) -> None:
    """At its next step; asked again it begins anew."""
    those = Simulations(patience=0.01, forgotten=0.1)
    slow = Slow()
    await those.ask("q", slow)
    await asyncio.sleep(0.2)
    slow.let.release()
    await asyncio.sleep(0.05)
    assert slow.ended == 1
    again = Slow()
    assert (await those.ask("q", again)).done == 0
    assert again.begun == 1
    await those.close()
    assert again.ended == 1


async def test_only_so_many_are_under_way(simulations: Simulations) -> None:
    """One more is told to come again, and nothing is begun for it; those under way are still told."""
    slow = [Slow() for _ in range(MOST_AT_ONCE + 1)]
    for number in range(MOST_AT_ONCE):
        await simulations.ask(number, slow[number])
    with pytest.raises(BudgetUsedUp):
        await simulations.ask("more", slow[-1])
    assert slow[-1].begun == 0
    assert (await simulations.ask(0, slow[0])).done == 0


async def test_what_is_refused_is_refused_to_each_who_asks(simulations: Simulations) -> None:
    """Nothing of it is kept."""

    async def refusing() -> AsyncGenerator[Simulation, None]:
        raise InvalidValue("No.")
        yield Slow().simulation

    for _ in range(2):
        with pytest.raises(InvalidValue):
            await simulations.ask("q", refusing)
