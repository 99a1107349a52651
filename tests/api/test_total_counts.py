"""How many items a list has as a whole, in the lists of other objects too: one statement more for each list."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema, get_named_type

from domain.model.institution.people import Role
from schema.build import schema_sdl
from tests.api.conftest import Desk
from tests.support.statements import of_requests

ROOTS = {"Account": "accounts(first: 50) { nodes { %s } }", "Case": "cases(first: 60) { nodes { %s } }"}
ALONE = frozenset({"Account.readsOfPersonalData"})
"""Not for everybody who sees the account: asked by who may."""


def lists_of(holder: str) -> list[str]:
    """The fields of a type that are lists with pages."""
    found = build_schema(schema_sdl()).type_map[holder]
    assert isinstance(found, GraphQLObjectType)
    return [
        name
        for name, field in found.fields.items()
        if str(get_named_type(field.type)).endswith("Connection") and f"{holder}.{name}" not in ALONE
    ]


async def asked(api: Desk, holder: str, counted: str) -> tuple[list[dict[str, Any]], int]:
    """Every list of each account or case, and how many statements it took."""
    parts = " ".join(f"{name}(first: 50) {{ {counted} nodes {{ __typename }} }}" for name in lists_of(holder))
    root = ROOTS[holder] % parts
    with api.runtime.database.watch() as statements:
        found = await api.ask(f"{{ {root} }}")
        made = len(of_requests(statements))
    return next(iter(found.values()))["nodes"], made


async def test_a_list_of_an_account_or_a_case_tells_how_many_items_it_has(api: Desk) -> None:
    """Issue 15, point 1: a `totalCount` that is given is filled; one statement more for each list, not for each row."""
    items = 0
    for holder in ROOTS:
        lists = lists_of(holder)
        assert len(lists) >= 2
        plain, without = await asked(api, holder, "")
        rows, made = await asked(api, holder, "totalCount")
        assert len(plain) == len(rows)
        for row in rows:
            for name in lists:
                assert row[name]["totalCount"] == len(row[name]["nodes"]), (holder, name)
                items += len(row[name]["nodes"])
        assert made <= without + len(lists)
    assert items > 50


async def test_the_count_is_of_the_whole_list_and_not_of_the_page(api: Desk) -> None:
    """Issue 15, point 1: whichever page is asked for."""
    counts = "all: actions(first: 100) { totalCount } one: actions(first: 1) { totalCount }"
    nodes = (await api.ask(f"{{ accounts(first: 60) {{ nodes {{ {counts} }} }} }}"))["accounts"]["nodes"]
    assert max(each["all"]["totalCount"] for each in nodes) > 1
    assert [each["one"] for each in nodes] == [each["all"] for each in nodes]


def paged_roots() -> list[str]:
    """The root fields that are lists with pages, but those that ask for more than a page."""
    query = build_schema(schema_sdl()).query_type
    assert query is not None
    return sorted(
        name for name, field in query.fields.items() if str(get_named_type(field.type)).endswith("Connection")
    )


NEEDED = {"fieldChanges": "accountId: $account, ", "journey": 'rut: "76.000.000-0", '}


@pytest.mark.parametrize("name", paged_roots())
async def test_a_list_at_the_root_tells_how_many_items_it_has(api: Desk, name: str) -> None:
    """Issue 15, point 1: a `totalCount` that is given is filled, of the whole list and not of the page."""
    account = (await api.ask("{ accounts(first: 1) { nodes { id } } }"))["accounts"]["nodes"][0]["id"]
    more = NEEDED.get(name, "")
    kind = "query($account: ID!)" if "$account" in more else "query"
    reader = api.acting_as(Role.ADMINISTRATOR) if name == "readsOfPersonalData" else api
    found = await reader.ask(
        f"{kind} {{ one: {name}({more}first: 1) {{ totalCount nodes {{ __typename }} }} "
        f"all: {name}({more}first: 100) {{ totalCount nodes {{ __typename }} pageInfo {{ hasNextPage }} }} }}",
        **({"account": account} if "$account" in more else {}),
    )
    assert found["one"]["totalCount"] == found["all"]["totalCount"]
    assert found["all"]["totalCount"] >= len(found["all"]["nodes"])
    if not found["all"]["pageInfo"]["hasNextPage"]:
        assert found["all"]["totalCount"] == len(found["all"]["nodes"])
