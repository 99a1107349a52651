"""What one request may ask for (issue 2, section 4; engineering notes B.3): sums worked out by hand."""

from __future__ import annotations

import pytest
from graphql import OperationDefinitionNode, parse

from schema.cost import measure_cost
from schema.execution import Engine, GraphQLRequest
from schema.limits import Limits, check_shape
from tests.api.transport.test_engine import codes
from tests.api.transport.toy_schema import toy_schema

SCHEMA = toy_schema()._schema


def shape_codes(text: str, limits: Limits) -> list[object]:
    return [(error.extensions or {})["code"] for error in check_shape(parse(text), limits)]


def cost(text: str, variables: dict[str, object] | None = None, **limits: int) -> int:
    document = parse(text)
    (operation,) = (d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    return measure_cost(SCHEMA, document, operation, Limits(**limits)).cost.of(variables or {})


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("{ a }", 1),
        ("{ a { b { c } } }", 3),
        ("{ a { ... on T { b } } }", 2),
        ("{ a { ...F } } fragment F on T { b { c } }", 3),
        ("{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { c { d } }", 4),
    ],
)
def test_depth_counts_fields_inside_fields(text: str, depth: int) -> None:
    """Fragments count where they are spread, and add no level of their own."""
    assert shape_codes(text, Limits(depth=depth)) == []
    assert shape_codes(text, Limits(depth=depth - 1)) == ["DEPTH_LIMIT_EXCEEDED"]


def test_a_fragment_inside_itself_is_left_to_validation() -> None:
    """It must not hang the measuring, which comes first."""
    assert shape_codes("{ ...F } fragment F on T { a { ...F } }", Limits()) == []


def test_aliases_are_counted_everywhere() -> None:
    """One hundred and one aliases of one expensive field is the classic attack."""
    text = "{ " + " ".join(f"a{n}: hello" for n in range(5)) + " } fragment F on Query { b: hello }"
    assert shape_codes(text, Limits(aliases=6)) == []
    assert shape_codes(text, Limits(aliases=5)) == ["ALIAS_LIMIT_EXCEEDED"]


def test_directives_are_counted_everywhere() -> None:
    """Also on fragments and operations."""
    text = "query Q @a { b @c ... @d { e } ...F @g } fragment F on T { h @i }"
    assert shape_codes(text, Limits(directives=5)) == []
    assert shape_codes(text, Limits(directives=4)) == ["DIRECTIVE_LIMIT_EXCEEDED"]


def test_a_field_repeated_many_times_is_refused_before_validation() -> None:
    """Validation compares each pair of equal fields: 500 of them are 124,750 comparisons."""
    assert shape_codes("{ " + "hello " * 500 + "}", Limits(fields=499, repeats=500)) == ["FIELD_LIMIT_EXCEEDED"]


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("{ a b a: b a }", 2),
        ("{ a { x } b { x } }", 0),
        ("{ a ... { a } ... @b { a } }", 2),
        ("{ ... on T { a } ... on U { a } }", 0),
        ("{ ...F ...F a } fragment F on T { a a }", 2),
    ],
)
def test_what_a_place_selects_already_is_a_repeat(text: str, repeats: int) -> None:
    """By the name of the answer, and a fragment by its own; two types are two places."""
    assert shape_codes(text, Limits(repeats=repeats)) == []
    if repeats:
        assert shape_codes(text, Limits(repeats=repeats - 1)) == ["REPEAT_LIMIT_EXCEEDED"]


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        ("{ hello }", {}, 0),
        ("{ dear }", {}, 50),
        # 10 things assumed, each 1
        ("{ things { name } }", {}, 10),
        # 1 connection + 5 nodes x (1 + 10 leaves x 1)
        ("{ page(first: 5) { nodes { leaves { id } } totalCount } }", {}, 1 + 5 * 11),
        # 1 connection + 5 edges x (1 + node 1) + pageInfo 1
        ("{ page(first: 5) { edges { cursor node { name } } pageInfo { hasNextPage } } }", {}, 1 + 5 * 2 + 1),
        ("query($n: Int) { page(first: $n) { nodes { name } } }", {"n": 7}, 1 + 7),
        ("query($n: Int) { page(last: $n) { nodes { name } } }", {"n": 100}, 1 + 100),
        # no size given: 20 assumed
        ("query($n: Int) { page(first: $n) { nodes { name } } }", {}, 1 + 20),
        ("{ page { nodes { name } } }", {}, 1 + 20),
        ("{ page(first: 3) { ...F } } fragment F on Connection { nodes { name } edges { cursor } }", {}, 1 + 3 + 3),
        # introspection is free
        ("{ __schema { types { name fields { name } } } }", {}, 0),
    ],
)
def test_pages_multiply_what_is_asked_of_each_member(text: str, variables: dict[str, object], expected: int) -> None:
    """An object costs one, a leaf nothing."""
    assert cost(text, variables) == expected


async def test_an_operation_beyond_the_cost_limit_is_refused() -> None:
    """1 + 100 x (1 + 10) = 1101."""
    text = "query($n: Int!) { page(first: $n) { nodes { leaves { id } } } }"
    request = GraphQLRequest(text, {"n": 100})
    context = {"things": []}
    assert codes(await Engine(toy_schema(), Limits(cost=1101)).run(request, context)) == []
    outcome = await Engine(toy_schema(), Limits(cost=1100)).run(request, context)
    assert codes(outcome) == ["COST_LIMIT_EXCEEDED"]
    assert outcome.errors[0]["extensions"] == {"code": "COST_LIMIT_EXCEEDED", "limit": 1100, "actual": 1101}


async def test_fragments_that_double_at_each_level_are_stopped_while_being_measured() -> None:
    """Each level names the next one twice: 2 to the power of 16 inner fields from 40 short lines."""
    levels = [f"fragment F{n} on Thing {{ a: inner {{ ...F{n + 1} }} b: inner {{ ...F{n + 1} }} }}" for n in range(15)]
    text = "{ firstNamed { ...F0 } } " + " ".join(levels) + " fragment F15 on Thing { name }"
    outcome = await Engine(toy_schema(), Limits(cost=5_000)).run(GraphQLRequest(text), {"things": []})
    assert codes(outcome) == ["COST_LIMIT_EXCEEDED"]


@pytest.mark.parametrize("argument", ["first", "last"])
@pytest.mark.parametrize("size", [0, -1, 101])
async def test_a_page_has_between_one_and_a_hundred(argument: str, size: int) -> None:
    """Written in the document or given as a variable."""
    engine = Engine(toy_schema())
    context = {"things": []}
    literal = GraphQLRequest(f"{{ page({argument}: {size}) {{ totalCount }} }}")
    variable = GraphQLRequest(f"query($n: Int!) {{ page({argument}: $n) {{ totalCount }} }}", {"n": size})
    for request in (literal, variable):
        outcome = await engine.run(request, context)
        assert codes(outcome) == ["PAGE_SIZE_OUT_OF_RANGE"]
        assert outcome.body().get("data") is None


async def test_a_page_of_a_hundred_passes() -> None:
    """The bound is inclusive."""
    outcome = await Engine(toy_schema()).run(GraphQLRequest("{ page(first: 100) { totalCount } }"), {"things": []})
    assert (outcome.data, outcome.errors) == ({"page": {"totalCount": 0}}, ())


async def test_a_document_of_too_many_tokens_is_not_parsed_to_the_end() -> None:
    """`{ hello }` has three tokens; comments are not counted, the length of the text is."""
    engine = Engine(toy_schema(), Limits(tokens=3, source_characters=40))
    assert codes(await engine.run(GraphQLRequest("{ hello } # a comment"), None)) == []
    assert codes(await engine.run(GraphQLRequest("{ hello hello }"), None)) == ["TOKEN_LIMIT_EXCEEDED"]
    assert codes(await engine.run(GraphQLRequest("{ hello } #" + "x" * 40), None)) == ["TOKEN_LIMIT_EXCEEDED"]


async def test_nesting_that_exhausts_the_parser_is_an_error_and_not_a_crash() -> None:
    """A thousand opening braces."""
    outcome = await Engine(toy_schema()).run(GraphQLRequest("{ a " * 1_000 + "} " * 1_000), None)
    assert codes(outcome)[0] in {"GRAPHQL_PARSE_FAILED", "DEPTH_LIMIT_EXCEEDED"}
    assert len(codes(outcome)) == 1
