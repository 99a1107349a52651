"""A small Strawberry schema with every kind of field that the executor must treat alike."""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
from typing import Annotated, Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.execution import schema_options
from schema.faults import Fault, FaultCode

Rut = strawberry.scalar(name="Rut", serialize=str, parse_value=str, specified_by_url="https://example.cl/rut")


class RutText(str):
    __slots__ = ()


@strawberry.enum
class Kind(enum.Enum):
    FAIR = "fair"
    CALL = "call"


@strawberry.enum
class Tier(enum.StrEnum):
    ONE = "one"
    TWO = "two"


class Row:
    """A plain row: what a list is read into."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


class OtherRow(Row):
    """The same in another class, for the second type of the union."""


@strawberry.type
class Leaf:
    id: strawberry.ID
    kind: Kind | None
    tier: Tier
    on: dt.date
    at: dt.datetime | None
    n: int | None
    ratio: float | None
    rut: RutText | None
    tags: list[str | None]
    grid: list[list[int]]

    @classmethod
    def is_type_of(cls, source: object, _info: object) -> bool:
        return type(source) is Row


@strawberry.type
class Note:
    text: str

    @classmethod
    def is_type_of(cls, source: object, _info: object) -> bool:
        return type(source) is OtherRow


@strawberry.interface
class Named:
    name: str


Piece = Annotated[Leaf | Note, strawberry.union("Piece")]


@strawberry.input
class Wish:
    least: int = 0
    tags: list[str] = strawberry.field(default_factory=list)


@strawberry.type
class Thing(Named):
    name: str
    leaf: Leaf | None
    leaves: list[Leaf | None]
    strict: list[Leaf]
    pieces: list[Piece | None]
    inner: Named | None
    ok: bool

    @strawberry.field
    def some(self, first: int = 2) -> list[Leaf | None]:
        return self.leaves[:first]

    @strawberry.field
    def wished(self, wish: Wish, kinds: list[Kind] | None = None) -> int:
        return wish.least + len(wish.tags) + len(kinds or [])

    @strawberry.field
    def boom(self, at: int = 3) -> str:
        if len(self.leaves) > at:
            raise ValueError(f"more than {at}")
        return str(at)

    @strawberry.field
    def greeting(root: strawberry.Parent[Any], info: strawberry.Info, shout: bool = False) -> str:  # noqa: N805 - the source, not an instance
        said = f"{info.context['greeting']} {root.name} {info.field_name} {sorted(info.variable_values)}"
        return said.upper() if shout else said

    @strawberry.field
    def where(self, info: strawberry.Info) -> str:
        return str(info.path.as_list())

    @strawberry.field
    def promised(self) -> Leaf | None:
        async def later() -> Any:
            return self.leaf

        return later()  # type: ignore[return-value]  # an awaitable from a function that does not look like it

    @strawberry.field
    async def later(self) -> Leaf | None:
        await asyncio.sleep(0)
        return self.leaf

    @classmethod
    def is_type_of(cls, source: object, _info: object) -> bool:
        return isinstance(source, Row)


@strawberry.type
class PageInfo:
    has_next_page: bool


@strawberry.type
class Edge:
    node: Thing
    cursor: str


@strawberry.type
class Connection:
    edges: list[Edge]
    nodes: list[Thing]
    page_info: PageInfo
    total_count: int


@strawberry.type
class Query:
    @strawberry.field
    async def things(self, info: strawberry.Info) -> list[Thing | None]:
        return info.context["things"]  # type: ignore[no-any-return]

    @strawberry.field
    async def page(self, info: strawberry.Info, first: int | None = None, last: int | None = None) -> Connection | None:
        nodes = info.context["things"][: first or last or 20]
        return Row(  # type: ignore[return-value]
            edges=[Row(node=node, cursor=str(i)) for i, node in enumerate(nodes)],
            nodes=nodes,
            page_info=Row(has_next_page=False),
            total_count=len(nodes),
        )

    @strawberry.field
    def first_named(self, info: strawberry.Info) -> Named | None:
        return info.context["things"][0] if info.context["things"] else None

    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"hello {name}"

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError("the secret is 1234")

    @strawberry.field
    def broken_hard(self) -> str:
        raise RuntimeError("the secret is 1234")

    @strawberry.field
    def forbidden(self) -> str | None:
        raise Fault(FaultCode.FORBIDDEN, "Not for your role.")

    @strawberry.field
    async def slow(self, seconds: float) -> str | None:
        await asyncio.sleep(seconds)
        return "done"

    @strawberry.field(metadata={"cost": 50})
    def dear(self) -> str:
        return "dear"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add(self, info: strawberry.Info, text: str) -> list[str]:
        info.context.setdefault("added", []).append(text)
        return info.context["added"]  # type: ignore[no-any-return]

    @strawberry.mutation
    async def create(self, info: strawberry.Info) -> Thing | None:
        info.context["created"] = info.context.get("created", 0) + 1
        return info.context["things"][0]  # type: ignore[no-any-return]


def toy_schema(*, compiled: bool = True, plain: bool = False, **options: Any) -> strawberry.Schema:
    """Return the schema: executed by plans, without them, or (plain) by Strawberry's own executor."""
    config = StrawberryConfig(scalar_map={RutText: Rut})
    made = {**({} if plain else schema_options(compiled=compiled)), **options}
    return strawberry.Schema(Query, Mutation, types=[Thing], config=config, **made)
