"""The class that is returned is the GraphQL type (`schema.answers`), and reads what was loaded for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pytest
import strawberry

from schema.answers import answers
from schema.lookahead import Loaded, Part
from schema.pagination import Connection, PageInfo


@strawberry.interface
class Named:
    name: str


@strawberry.type(description="A place of the map.")
class PlaceShape(Named):
    inhabitants: int | None = strawberry.field(description="How many live there.")


@answers(PlaceShape)
class Place(NamedTuple):
    name: str
    inhabitants: int | None


@strawberry.type
class RiverShape(Named):
    length: int = strawberry.field(name="kilometres")


@dataclass(frozen=True, slots=True)
class River:
    """As a class of the domain: it knows nothing of GraphQL."""

    name: str
    length: int


answers(RiverShape)(River)
ARICA, LOA = Place("Arica", 222_619), River("Loa", 440)


@strawberry.type
class Query:
    @strawberry.field
    def place(self) -> Place | None:
        return ARICA

    @strawberry.field(graphql_type=list[Named])
    def map(self) -> list[Place | River]:
        return [ARICA, LOA]

    @strawberry.field
    def rivers(self) -> Connection[River]:
        return Connection([LOA], PageInfo(False, False, "1", "1"), 1, ["1"])


SCHEMA = strawberry.Schema(query=Query, types=[Place, River])


def test_the_returned_class_is_published_as_its_shape_describes_it() -> None:
    """Name without «Shape», the description, and the fields; of the class itself nothing more."""
    assert (
        '"""A place of the map."""\n'
        'type Place implements Named {\n  name: String!\n\n  """How many live there."""\n  inhabitants: Int\n}'
    ) in SCHEMA.as_str()


def test_fields_read_the_attributes_of_the_returned_object() -> None:
    result = SCHEMA.execute_sync("{ place { name inhabitants } }")
    assert (result.errors, result.data) == (None, {"place": {"name": "Arica", "inhabitants": 222_619}})


def test_an_interface_tells_the_returned_classes_apart() -> None:
    result = SCHEMA.execute_sync("{ map { __typename name ... on River { kilometres } } }")
    assert (result.errors, result.data) == (
        None,
        {
            "map": [
                {"__typename": "Place", "name": "Arica"},
                {"__typename": "River", "name": "Loa", "kilometres": 440},
            ]
        },
    )


def test_a_connection_is_named_after_the_class_it_holds() -> None:
    result = SCHEMA.execute_sync("{ rivers { __typename edges { cursor node { name } } pageInfo { endCursor } } }")
    assert (result.errors, result.data) == (
        None,
        {
            "rivers": {
                "__typename": "RiverConnection",
                "edges": [{"cursor": "1", "node": {"name": "Loa"}}],
                "pageInfo": {"endCursor": "1"},
            }
        },
    )


def test_a_class_that_lacks_what_clients_read_is_refused_at_import() -> None:
    with pytest.raises(TypeError, match=r"Lake has not what PlaceShape reads: \['inhabitants'\]"):

        @answers(PlaceShape)
        class Lake(NamedTuple):
            name: str


def test_what_lies_beneath_the_class_counts_as_offered() -> None:
    @answers(PlaceShape, beneath=Place)
    class Shown:
        def __getattr__(self, name: str) -> object:
            return getattr(ARICA, name)

    assert Shown().name == "Arica"


class _Row:
    def __init__(self) -> None:
        self.loaded: Loaded = {}


def test_a_part_reads_what_was_kept_for_the_same_arguments() -> None:
    terms, contacts, row = Part[list[str]](), Part[list[str]](), _Row()
    terms.keep(row, ["SLA-01"], True)
    terms.keep(row, ["SLA-01", "SLA-02"], False)
    contacts.keep(row, ["Ana"])
    assert terms.read(row, True) == ["SLA-01"]
    assert terms.every(row) == [["SLA-01"], ["SLA-01", "SLA-02"]]
    assert contacts.read(row) == ["Ana"]


def test_a_part_that_was_not_loaded_is_an_error_and_never_nothing() -> None:
    with pytest.raises(KeyError):
        Part[list[str]]().read(_Row())
