"""Every mutation's input, drawn by seeded dice, from people who may: no fault of ours, and nothing half done (F-14)."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from graphql import GraphQLInputObjectType, get_nullable_type, is_non_null_type

from domain.model.institution.people import Actor
from tests.access.attempts import Answer, Asker, Attempt, flow_of
from tests.access.believable import Believable, Subject
from tests.access.expected import ASKERS, COLUMNS, Expectations
from tests.access.hostile import hostile
from tests.access.houses import World
from tests.access.sdl import mutations
from tests.access.sightings import small
from tests.access.test_companies import viewer_of

pytestmark = pytest.mark.xdist_group("access of staff")
SEED: Final = 20260615
KIND_WAYS: Final = 8
HOSTILE_WAYS: Final = 3
LEAST_ACCEPTED: Final = 1 / 3
TABLE: Final = Expectations.read().cells
_TRIES: Final = 20
_WORDS: Final = (
    "Conversamos de la feria",
    "Ñandú, queltehue y 東京",
    "Sí",
    "Texto\nde dos líneas",
    "«Comillas» & <ángulos>",
    "x" * 380,
)


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody, and an input that the mutation takes from them."""

    actor: Actor
    variables: Mapping[str, Any]
    subject: Subject


@dataclass(slots=True)
class Fuzz:
    """The requests and what came of them."""

    world: World
    asker: Asker
    dice: Random = field(default_factory=lambda: Random(SEED))
    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    async def play(self, name: str) -> None:
        """All requests of one mutation."""
        way, taken = await self.way_in(name)
        kind = _input_of(name)
        ids = tuple(way.subject.ids.values())
        for variables in [*self.kindly(kind, way, KIND_WAYS if taken else 1), *self.badly(kind, way, ids)]:
            answer = await self.ask(name, way.actor, variables)
            self.judge(name, answer, variables)
            if answer.wrote:
                await self.world.restore()

    async def way_in(self, name: str) -> tuple[Way, bool]:
        """Somebody from whom a believable input is accepted, else the last who was tried."""
        found = None
        for way in self.ways(name):
            answer = await self.ask(name, way.actor, way.variables)
            if answer.wrote:
                await self.world.restore()
            found = way
            if not answer.errors:
                return way, True
        assert found is not None, name
        return found, False

    def ways(self, name: str) -> Iterator[Way]:
        """Those who may by the table, on cases of every house and as the opening of one."""
        flow, kind, tried = flow_of(name, self.world.flow_kind), _input_of(name), 0
        columns = [column for column in COLUMNS if TABLE[name][column] != "."]
        account = self.world.flow_kind.get(flow or "", "national")
        for house in ("SUR", "NORTE", "NADIE"):
            subject = self.world.subject(house, account)
            for opens in (False, True) if flow else (False,):
                for column in columns:
                    actor = ASKERS.get(column) or viewer_of(subject)
                    if tried < _TRIES:
                        tried += 1
                        yield Way(actor, {"input": Believable(subject, flow, opens).of(kind)}, subject)

    def kindly(self, kind: GraphQLInputObjectType, way: Way, times: int) -> Iterator[Mapping[str, Any]]:
        """The believable input with other words, and without some of what may be left out."""
        for _ in range(times):
            said = dict(way.variables["input"])
            for name, each in kind.fields.items():
                if name not in said or name.endswith(("Id", "Key")):
                    continue
                if str(said[name]).startswith("Texto de"):
                    said[name] = self.dice.choice(_WORDS)
                elif name == "notes" and not is_non_null_type(each.type):
                    del said[name]
            yield {"input": said}

    def badly(self, kind: GraphQLInputObjectType, way: Way, ids: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
        """The believable input with one to three fields that are not; and once no object at all."""
        for _ in range(HOSTILE_WAYS):
            said = dict(way.variables["input"])
            for name in self.dice.sample(sorted(kind.fields), min(len(kind.fields), self.dice.randint(1, 3))):
                said[name] = hostile(kind.fields[name].type, self.dice, ids)
            yield {"input": said}

    async def ask(self, name: str, actor: Actor, variables: Mapping[str, Any]) -> Answer:
        """The answer to the request."""
        return await self.asker.ask(actor, small(Attempt(name, "", "", variables)))

    def judge(self, name: str, answer: Answer, variables: Mapping[str, Any]) -> None:
        """No fault of ours; what is answered with errors has written nothing but the record of the refusal."""
        self.counted["accepted" if not answer.errors else "refused"] += 1
        problem = None
        if answer.status >= 500 or {"INTERNAL", "UNAVAILABLE"}.intersection(answer.codes):
            problem = f"{answer.status} {answer.text[:200]}"
        elif answer.errors and answer.wrote and digest(self.world.api.file) != self.world.digest:
            problem = f"writes and answers {answer.text[:200]}"
        if problem is not None:
            self.wrong.append(f"{name}: {problem}\n    {str(variables)[:400]}")


def _input_of(name: str) -> GraphQLInputObjectType:
    kind = get_nullable_type(mutations()[name].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    return kind


def digest(file: Path) -> str:
    """Of everything in the store but refusals, which are recorded with what was shown (POL-06)."""
    found = hashlib.sha256()
    with sqlite3.connect(file) as live:
        tables = [row[0] for row in live.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        for table in tables:
            if table.startswith("sqlite_") or "search" in table or table == "setting":
                continue  # the index of a search is its own; the setting is the clock, which the tests set
            only = " WHERE kind <> 'REFUSAL'" if table == "decision" else ""
            for row in live.execute(f'SELECT * FROM "{table}"{only}'):
                found.update(repr(row).encode())
    return found.hexdigest()


async def test_no_input_of_a_mutation_is_a_fault_of_ours(world: World) -> None:
    """Any input of somebody who may is taken, or refused with a reason and without a trace of its effect."""
    world.digest = digest(world.api.file)
    fuzz = Fuzz(world, Asker(world))
    for name in mutations():
        await fuzz.play(name)
    accepted, total = fuzz.counted["accepted"], fuzz.counted.total()
    print(f"\n{total} requests, {accepted} accepted ({accepted / total:.0%}); seed {SEED}")
    assert not fuzz.wrong, "\n".join(fuzz.wrong)
    assert accepted >= total * LEAST_ACCEPTED
