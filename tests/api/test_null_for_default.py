"""Null for an argument that has a default means the default, in the text, by variable and inside an input."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, Undefined, is_non_null_type

from schema.build import build_schema
from tests.api.conftest import Desk

ORDERED = "query($o: CaseOrder, $f: CaseFilter) { cases(first: 5, order: $o, filter: $f) { nodes { id } } }"


def with_default() -> list[tuple[str, Any]]:
    """Every argument and input field that has a default."""
    found: list[tuple[str, Any]] = []
    for type_ in build_schema()._schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        if isinstance(type_, GraphQLInputObjectType):
            found += [(f"{type_.name}.{name}", each) for name, each in type_.fields.items()]
        elif isinstance(type_, GraphQLObjectType):
            for field, holder in type_.fields.items():
                found += [(f"{type_.name}.{field}({name})", each) for name, each in holder.args.items()]
    return [(name, each) for name, each in found if each.default_value not in (Undefined, None)]


def test_whatever_has_a_default_may_be_null() -> None:
    """Issue 15, point 3: a form sends null for what nobody chose; made from the SDL, so that none is forgotten."""
    assert len(with_default()) > 30
    assert [name for name, each in with_default() if is_non_null_type(each.type)] == []


async def test_null_answers_as_if_nothing_was_said(api: Desk) -> None:
    """By variable, in the text of the document, and in a filter; of a list of another object too."""
    said_nothing = await api.ask("{ cases(first: 5) { nodes { id } } }")
    assert await api.ask(ORDERED, o=None, f={"openOnly": None}) == said_nothing
    assert (
        await api.ask("{ cases(first: 5, order: null, filter: { openOnly: null }) { nodes { id } } }") == said_nothing
    )
    assert await api.ask(ORDERED, o="NEWEST", f={"openOnly": False}) == said_nothing
    nested = "{ accounts(first: 20%s) { nodes { terms%s { id } cases(first: 3%s) { nodes { id } } } } }"
    assert await api.ask(nested % (", order: null", "(openOnly: null)", ", openOnly: null")) == await api.ask(
        nested % ("", "", "")
    )


@pytest.mark.parametrize("document", ["syncConflicts", "nextSteps"])
async def test_null_for_a_default_of_a_root_or_of_the_viewer(api: Desk, document: str) -> None:
    """Only what is open, whose list it is, and how many."""
    texts = {
        "syncConflicts": "{ syncConflicts(first: 5%s) { nodes { id } } }",
        "nextSteps": "{ viewer { nextSteps%s { step } terms(first: 3) { nodes { id } } } }",
    }
    given = {"syncConflicts": ", openOnly: null", "nextSteps": "(of: null, first: null)"}
    null, unsaid = await api.answer(texts[document] % given[document]), await api.answer(texts[document] % "")
    assert null["data"] == unsaid["data"]
    assert null["extensions"]["cost"]["requested"] == unsaid["extensions"]["cost"]["requested"]


async def test_null_is_no_way_around_the_price_of_a_page(api: Desk) -> None:
    """F-11: a size that is null or left out by variable is priced as the default that it stands for."""
    document = "query($n: Int) { viewer { nextSteps(first: $n) { case { id } } } }"
    prices = [
        (await api.answer(document, **given))["extensions"]["cost"]["requested"]
        for given in ({}, {"n": None}, {"n": 50})
    ]
    assert len(set(prices)) == 1


async def test_null_in_an_input_of_a_mutation_is_its_default(api: Desk) -> None:
    """`isMain` of a contact and the contacts of a new account; a wrong RUT beside them is told alone."""
    document = """mutation($i: CreateAccountInput!) { createAccount(input: $i) {
      account { contacts { name isMain } } userErrors { field message } } }"""
    made = await api.ask(document, i={"name": "Sin Nada SpA", "contacts": None, "fields": {"country": "CL"}})
    assert made["createAccount"]["userErrors"] == []
    assert made["createAccount"]["account"]["contacts"] == []
    wrong = {"name": "Con Error SpA", "contacts": None, "fields": {"country": "CL", "rut": "1-1"}}
    refused = (await api.ask(document, i=wrong))["createAccount"]
    assert [each["field"] for each in refused["userErrors"]] == [["fields", "rut"]]
