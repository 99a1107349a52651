"""A letter that is only looked at: filled in for whoever asks, with a link that refuses nothing (F-04, FUP-06)."""

from __future__ import annotations

import re
from typing import Final

import httpx2
import pytest

from domain.model.institution.people import Role
from domain.protocol.follow_up.opt_out import OPT_OUT_PATH
from tests.api.conftest import Desk

PREVIEW: Final = """
query ($template: String!, $parameters: [MessageParameter!]!) {
  messagePreview(template: $template, parameters: $parameters) { text html }
}
"""
LINK: Final = re.compile(rf"{re.escape(OPT_OUT_PATH)}([\w.-]+)")


def _asked(template: str) -> dict[str, object]:
    others = {"company": "Otra SpA", "executive": "Ana", "activities": "Feria", "term_length": "un mes"}
    ids = {"account_id": "00000000-0000-4000-8000-000000000001", "case_id": "00000000-0000-4000-8000-000000000002"}
    given = {**others, **ids, "opt_out_link": "https://atencion.example/"}
    return {"template": template, "parameters": [{"name": name, "value": value} for name, value in given.items()]}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("template", ["NTF-29", "NTF-30"])
async def test_a_preview_carries_a_link_that_no_key_verifies(api: Desk, role: Role, template: str) -> None:
    """FUP-06: for every role, whatever it names; and following it here refuses nothing."""
    found = (await api.acting_as(role).ask(PREVIEW, **_asked(template)))["messagePreview"]
    tokens = {*LINK.findall(found["text"]), *LINK.findall(found["html"])}

    assert tokens == {"enlace-de-muestra"}
    for ask in (api.client.get, api.client.post):
        assert (await ask(OPT_OUT_PATH + tokens.copy().pop())).status_code == 400


async def test_so_it_does_in_production(client: tuple[httpx2.AsyncClient, str]) -> None:
    """The mode changes nothing."""
    http, token = client
    asked = {"query": PREVIEW, "variables": _asked("NTF-29")}
    answer = await http.post("/graphql", json=asked, headers={"authorization": f"Bearer {token}"})
    found = answer.json()["data"]["messagePreview"]

    assert LINK.findall(found["html"]) == ["enlace-de-muestra"]
