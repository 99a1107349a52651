"""Foreign companies registered through the API, for the stories about them."""

from __future__ import annotations

from typing import Any

from domain.model.institution.people import Role
from tests.scenarios.conftest import Story


def oficom_of(story: Story, office: str = "OFICOM-CN-SHA") -> Story:
    """The same story told by the executive of a commercial office."""
    return story.as_(Role.COMMERCIAL_EXECUTIVE, office)


async def register(story: Story, name: str, **fields: Any) -> str:
    """EXT-01: registered by the commercial office, without Clave Única, ficha or test; its global id."""
    given = {"country": "CN", "office": "OFICOM-CN-SHA", "email": f"{name.split()[0].lower()}@example.cl", **fields}
    created = await oficom_of(story, given["office"]).ask(
        "mutation($i: CreateAccountInput!) { createAccount(input: $i) { account { id } userErrors { message } } }",
        i={"name": name, "fields": given},
    )
    assert created["createAccount"]["userErrors"] == []
    return str(created["createAccount"]["account"]["id"])


async def action_types(story: Story, account: str) -> list[str]:
    """Types of the account's actions, as the API tells them."""
    found = await story.ask(
        "query($a: ID!) { node(id: $a) { ... on Account { actions(first: 50) { nodes { type } } } } }", a=account
    )
    return [node["type"] for node in found["node"]["actions"]["nodes"]]
