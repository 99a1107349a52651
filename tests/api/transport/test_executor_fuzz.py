"""The equivalence on documents nobody thought of: random selections over the whole toy schema.

Aliases, arguments, named and inline fragments, merged fields, @skip and @include with literals and variables.
"""

from __future__ import annotations

import random

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from strawberry.extensions import ParserCache, ValidationCache

from schema.execution.executors import CompiledExecutor
from tests.api.transport.test_executor_equivalence import _quiet, a_thing, shown  # noqa: F401 - an autouse fixture
from tests.api.transport.toy_schema import toy_schema

ARGUMENTS = {
    "some": ["", "(first: 1)", "(first: $n)"],
    "boom": ["", "(at: 9)", "(at: $n)"],
    "wished": ['(wish: {least: 2, tags: ["a", "b"]})', "(wish: {least: $n}, kinds: [CALL])"],
    "greeting": ["", "(shout: true)", "(shout: $s)"],
    "page": ["", "(first: 2)", "(last: $p)"],
    "hello": ["", '(name: "x")'],
}
LEFT_OUT = {"slow", "dear", "broken", "brokenHard", "forbidden"}
VARIABLES = "($n: Int = 1, $p: Int = 2, $s: Boolean = true, $t: Boolean = false)"


class DocumentMaker:
    """Writes one valid document; each field has an alias of its own, so that none conflicts."""

    def __init__(self, rnd: random.Random) -> None:
        self.rnd = rnd
        self.schema = toy_schema()._schema
        self.fragments: list[str] = []
        self.aliases = 0

    def document(self) -> str:
        selection = self.selection(self.schema.query_type, 0)
        return f"query Q{VARIABLES} {selection} " + " ".join([*self.fragments, self.all_variables()])

    def all_variables(self) -> str:
        """Use each variable once, or validation would refuse the document."""
        return "fragment V on Query { v: page(first: $n, last: $p) @skip(if: $s) @include(if: $t) { totalCount } }"

    def selection(self, on: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType, depth: int) -> str:
        parts = ["...V"] if on is self.schema.query_type and depth == 0 else []
        fields = {} if isinstance(on, GraphQLUnionType) else on.fields
        names = [n for n in fields if n not in LEFT_OUT and (depth < 4 or is_leaf_type(get_named_type(fields[n].type)))]
        chosen = self.rnd.sample(names, min(len(names), self.rnd.randint(1, 4)))
        parts += [self.field(name, fields[name], depth) for name in chosen]
        if self.rnd.random() < 0.3:
            parts.append("__typename")
        if is_abstract_type(on) and depth < 4:
            possible_types = [t for t in self.schema.get_possible_types(on) if self.rnd.random() < 0.7]
            parts += [self.fragment(possible, depth) for possible in possible_types]
        elif isinstance(on, GraphQLObjectType) and depth < 3 and self.rnd.random() < 0.3:
            parts.append(self.fragment(on, depth))
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def field(self, name: str, field: GraphQLField, depth: int) -> str:
        self.aliases += 1
        alias = f"f{self.aliases}: "
        arguments = self.rnd.choice(ARGUMENTS.get(name, [""]))
        returned = get_named_type(field.type)
        below = "" if is_leaf_type(returned) else self.selection(returned, depth + 1)
        written = f"{alias}{name}{arguments}{self.directive()} {below}"
        if below and self.rnd.random() < 0.2:  # the same response key again: both selections are merged
            written += f" {alias}{name}{arguments} {self.selection(returned, depth + 1)}"
        return written

    def fragment(self, on: GraphQLObjectType, depth: int) -> str:
        inside = self.selection(on, depth + 1).replace("...V ", "")
        if self.rnd.random() < 0.5:
            return f"... on {on.name}{self.directive()} {inside}"
        name = f"G{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {on.name} {inside}")
        return f"...{name}{self.directive()}"

    def directive(self) -> str:
        choices = [""] * 8 + ["@include(if: $s)", "@skip(if: $t)", "@include(if: false)", "@skip(if: $s)"]
        return " " + self.rnd.choice(choices)


async def test_random_documents_are_answered_alike() -> None:
    """80 documents, each on 3 random sources with random variables."""
    caches = [lambda: ParserCache(4), lambda: ValidationCache(4)]
    plain, compiled = toy_schema(plain=True, extensions=caches), toy_schema(extensions=caches)
    executed = 0
    for seed in range(80):
        rnd = random.Random(seed)
        document = DocumentMaker(rnd).document()
        for _ in range(3):
            context = {"greeting": "hi", "things": [a_thing(rnd) for _ in range(rnd.randint(0, 3))]}
            variables = {"n": rnd.choice([0, 1, 3]), "s": rnd.random() < 0.5, "t": rnd.random() < 0.5}
            expected = await plain.execute(document, variables, context_value=context)
            given = await compiled.execute(document, variables, context_value=context)
            assert shown(given) == shown(expected), (seed, document, variables)
            executed += expected.data is not None
    assert executed > 150, "most documents must be valid and answered"
    executor = compiled.execution_context_class
    assert issubclass(executor, CompiledExecutor)
    assert executor.store.compiled() > 100
