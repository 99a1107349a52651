"""The compiled executor answers as Strawberry's own, errors included (engineering notes B.2, technique 4).

Random rows with nulls, exceptions and odd values, and documents that mix what is compiled with what is not.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import random
from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
from strawberry.extensions import ParserCache, ValidationCache

from schema.execution import Engine, GraphQLRequest
from schema.execution.executors import CompiledExecutor
from tests.api.transport.toy_schema import Kind, OtherRow, Row, RutText, Tier, toy_schema

LEAF = "{ id k: kind tier on at n ratio rut tags grid __typename }"
SHORT = "{ id n }"
DOCUMENTS = [
    "{ things { name ok } }",
    f"{{ things {{ name leaf {LEAF} leaves {LEAF} }} }}",
    f"{{ things {{ name strict {LEAF} ok }} }}",
    (
        "query($n: Int = 1) { things { a: some(first: $n) { id } b: some { id ...L } boom(at: $n) } }"
        " fragment L on Leaf { n tags }"
    ),
    (
        "query($s: Boolean = true, $t: Boolean = false) { things { name leaf @include(if: $s) { id n @skip(if: $t) }"
        " ok @skip(if: $s) ...F @include(if: $t) } } fragment F on Thing { strict { id } }"
    ),
    f"{{ things {{ later {LEAF} name some(first: 1) {LEAF} }} }}",
    f"{{ things {{ promised {SHORT} name }} }}",
    "{ firstNamed { __typename name ... on Thing { ok leaves { id } } } }",
    f"{{ things {{ inner {{ __typename name ... on Thing {{ ok leaf {SHORT} }} }} name }} }}",
    "{ things { pieces { __typename ... on Leaf { id n } ... on Note { text } } } }",
    "{ things { leaf { id } leaf { n } ... on Thing { leaf { on } } } }",
    '{ things { some(first: "x") { id } } }',
    "query($n: Int!) { things { some(first: $n) { id } } }",
    'query($n: Int) { things { wished(wish: {least: $n, tags: ["a"]}) k: wished(wish: {}, kinds: [FAIR, CALL]) } }',
    "query($s: Boolean = false) { things { greeting loud: greeting(shout: $s) } }",
    "{ things { where name } }",
    (
        f"query($n: Int) {{ page(first: $n) {{ edges {{ cursor node {{ name leaf {LEAF} }} }} nodes {{ ok }}"
        " pageInfo { hasNextPage } totalCount } }"
    ),
    "{ page { nodes { boom(at: 1) } } hello }",
]
VARIABLES = [
    None,
    {"n": 2},
    {"s": False},
    {"s": True, "t": True},
    {"s": False, "t": True},
    {"n": None},
    {"n": "two"},
]


def a_leaf(rnd: random.Random, odd_share: float) -> Row:
    odd = rnd.random() < odd_share
    return Row(
        id=rnd.choice(["1", 7, None if odd else "2"]),
        kind=rnd.choice([Kind.FAIR, Kind.CALL, None, "nope" if odd else Kind.FAIR, "fair"]),
        tier=rnd.choice([Tier.ONE, Tier.TWO, "one" if odd else Tier.ONE, ValueError("v") if odd else Tier.TWO]),
        on=rnd.choice([None, "2024-01-01", dt.date(2024, 1, 1)]) if odd else dt.date(2024, 1, rnd.randint(1, 28)),
        at=rnd.choice([None, dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)]),
        n=rnd.choice([1, 2**40 if odd else 3, None, "4", True, 1.0, ValueError("n") if odd else 5]),
        ratio=rnd.choice([1, 2.5, None, float("nan") if odd else 0.5]),
        rut=rnd.choice([RutText("76.1-2"), None, ValueError("rut") if odd else RutText("1-9")]),
        tags=rnd.choice([["a", None], [], None if odd else ["b"], ("t",), {"s"}]),
        grid=rnd.choice([[[1, 2], []], [], [[None]] if odd else [[3]], [None] if odd else [[4], [5]]]),
    )


def a_thing(rnd: random.Random, depth: int = 0) -> Row:
    odd_share = rnd.choice([0, 0, 0.1, 0.5])
    odd = rnd.random() < odd_share

    def pieces() -> list[Any]:
        some: list[Any] = [None, a_leaf(rnd, odd_share), OtherRow(text="t")]
        if odd:
            some += [ValueError("piece"), 3]
        return [rnd.choice(some) for _ in range(rnd.randint(0, 3))]

    return Row(
        name=rnd.choice(["x", "y", None if odd else "z"]),
        ok=rnd.choice([True, False, None if odd else True]),
        leaf=rnd.choice([None, a_leaf(rnd, odd_share), ValueError("leaf") if odd else None]),
        leaves=[rnd.choice([None, a_leaf(rnd, odd_share)]) for _ in range(rnd.randint(0, 4))],
        strict=[a_leaf(rnd, odd_share) for _ in range(rnd.randint(0, 3))],
        pieces=pieces(),
        inner=a_thing(rnd, depth + 1) if depth < 2 and rnd.random() < 0.4 else None,
    )


def shown(result: Any) -> str:
    errors = sorted(json.dumps(error.formatted, sort_keys=True) for error in result.errors or [])
    return json.dumps([result.data, errors])


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def executor_of(schema: strawberry.Schema) -> type[CompiledExecutor]:
    executor = schema.execution_context_class
    assert issubclass(executor, CompiledExecutor)
    return executor


@pytest.mark.parametrize("seed", range(3))
async def test_a_compiled_answer_is_the_plain_answer(seed: int) -> None:
    """Same data in the same order, same errors at the same paths: 120 sources x 18 documents x 3 seeds."""
    rnd = random.Random(seed)
    caches = [lambda: ParserCache(64), lambda: ValidationCache(64)]
    plain, compiled = toy_schema(plain=True, extensions=caches), toy_schema(extensions=caches)
    with_errors = without = 0
    for _ in range(120):
        things = [rnd.choice([None, a_thing(rnd), a_thing(rnd), a_thing(rnd)]) for _ in range(rnd.randint(0, 3))]
        context = {"greeting": "hi", "things": things}
        for document in DOCUMENTS:
            variables = rnd.choice(VARIABLES)
            expected = await plain.execute(document, variables, context_value=context)
            given = await compiled.execute(document, variables, context_value=context)
            assert shown(given) == shown(expected), (document, variables)
            with_errors += bool(expected.errors)
            without += not expected.errors
    assert with_errors > 200, "the odd values must be reached"
    assert without > 200, "and the even ones"
    assert executor_of(compiled).store.compiled() > 0


def an_even_thing(inner: Row | None = None) -> Row:
    """Nothing odd in it: every plan must carry it through."""
    leaf = Row(
        id="1",
        kind=Kind.FAIR,
        tier=Tier.TWO,
        on=dt.date(2024, 2, 29),
        at=dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC),
        n=3,
        ratio=0.5,
        rut=RutText("1-9"),
        tags=["a", None],
        grid=[[1, 2], []],
    )
    lists = {"leaves": [leaf, None], "strict": [leaf, leaf], "pieces": [leaf, OtherRow(text="t"), None]}
    return Row(name="n", ok=True, leaf=leaf, inner=inner, **lists)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 8, 9, 10, 13, 14, 16])
async def test_the_answers_come_from_plans(number: int) -> None:
    """Else the equivalence would hold for a compiler that compiles nothing, or whose code always gives up."""
    schema = toy_schema()
    context = {"greeting": "hi", "things": [an_even_thing(an_even_thing()), an_even_thing()]}
    result = await schema.execute(DOCUMENTS[number], {"n": 3}, context_value=context)
    assert result.errors is None
    store = executor_of(schema).store
    plans = [plan for operation in store._operations.values() for plan in operation.plans.values()]
    assert plans
    assert all(plan is not None for plan in plans)
    assert store.given_up == 0


async def test_a_plan_that_gives_up_is_counted() -> None:
    """It is done twice then, which a metric should show."""
    schema = toy_schema()
    odd = an_even_thing()
    odd.ok = None
    result = await schema.execute("{ things { ok } }", context_value={"things": [odd]})
    assert result.data == {"things": [None]}
    assert executor_of(schema).store.given_up == 2, "the list, then its one object"


async def test_each_choice_of_skip_and_include_has_its_own_plan() -> None:
    """A variable in @include changes what is selected, so it is a part of the plan's key."""
    rnd = random.Random(2)
    schema = toy_schema()
    document = "query($s: Boolean!) { things { name ok @include(if: $s) } }"
    context = {"greeting": "hi", "things": [a_thing(rnd)]}
    context["things"][0].name, context["things"][0].ok = "n", True
    engine = Engine(schema)  # parses once: plans belong to the parsed operation
    for wanted, expected in ((True, {"name": "n", "ok": True}), (False, {"name": "n"})) * 2:
        outcome = await engine.run(GraphQLRequest(document, {"s": wanted}), context)
        assert outcome.data == {"things": [expected]}
    store = executor_of(schema).store
    assert (len(store), store.compiled()) == (1, 2)


async def test_a_resolver_that_turns_out_to_be_asynchronous_is_not_compiled_again() -> None:
    """A plain function may return an awaitable; it is awaited, and its selection left to graphql-core."""
    rnd = random.Random(3)
    thing = a_thing(rnd)
    thing.leaf, thing.name = None, "n"
    schema = toy_schema()
    document = "{ things { name promised { id } } }"
    result = await schema.execute(document, context_value={"greeting": "", "things": [thing]})
    assert (result.data, result.errors) == ({"things": [{"name": "n", "promised": None}]}, None)
    assert executor_of(schema).store.compiled() == 0


async def test_plans_can_be_turned_off_with_one_switch() -> None:
    """`schema_options(compiled=False)`: the same answers with no generated code."""
    schema = toy_schema(compiled=False)
    result = await schema.execute("{ hello }")
    assert result.data == {"hello": "hello you"}
    assert not issubclass(schema.execution_context_class, CompiledExecutor)
