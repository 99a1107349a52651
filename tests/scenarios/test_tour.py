"""docs/tour.md, block by block, as whom it says and with what it tells (issue 15, point 8)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
from graphql import OperationDefinitionNode, parse, print_ast

from api.demo.activities import plan_examples
from domain.model.institution.people import Actor, Role
from schema.ids import key_of
from tests.api.conftest import Desk, example_api

TOUR: Final = (Path(__file__).parents[2] / "docs" / "tour.md").read_text(encoding="utf-8")
HEADING: Final = re.compile(r"^##+ (.*)$", re.MULTILINE)
BLOCK: Final = re.compile(r"```graphql\n(.*?)```", re.DOTALL)
ROSA: Final = "13.456.789-9"
EVA: Final = "14.567.890-0"


def blocks() -> dict[str, list[tuple[str, str]]]:
    """Name and text of the operations below each heading, by the number or the first words of it."""
    found: dict[str, list[tuple[str, str]]] = {}
    parts = HEADING.split(TOUR)[1:]
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        for text in BLOCK.findall(body):
            for each in parse(text).definitions:
                assert isinstance(each, OperationDefinitionNode)
                name = each.name.value if each.name else ""
                found.setdefault(heading.split(" ")[0], []).append((name, print_ast(each)))
    return found


class Guide:
    """Goes through the tour in its order; nothing of it may be left out."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.left = [(heading, *each) for heading, every in blocks().items() for each in every]

    def as_(self, role: Role, office: str | None = None, **more: Any) -> Desk:
        return Desk(self.desk.client, self.desk.runtime, Actor(**{"id": f"tour.{role.value.lower()}", **more,
                    "name": "Visita", "role": role, "office": office}))  # fmt: skip

    async def next(self, by: Desk, heading: str, name: str = "", **variables: Any) -> dict[str, Any]:
        """The data of the next operation, which is that one; without errors of any kind."""
        told, named, text = self.left.pop(0)
        assert (told, named) == (heading, name)
        data = await by.ask(text, **variables)
        refused = [
            found["userErrors"] for found in data.values() if isinstance(found, dict) and found.get("userErrors")
        ]
        assert refused == []
        return data


@pytest.fixture
async def guide(tmp_path: Path) -> AsyncIterator[Guide]:
    async with example_api(tmp_path) as desk:
        await plan_examples(desk.runtime)
        yield Guide(desk)


async def test_the_tour_is_true_as_it_is_written(guide: Guide) -> None:
    """F-69, F-83: every block runs with the ids of the answers before it, and answers what the page says of it."""
    executive = guide.as_(Role.REGIONAL_EXECUTIVE, "OFIREG-08")
    clock = (await guide.next(executive, "1"))["setClock"]["clock"]
    assert (clock["now"][:16], clock["today"]) == ("2024-09-12T14:00", "2024-09-12")
    account = (await guide.next(executive, "2"))["createAccount"]["account"]
    assert account["version"] == 1
    step = (await guide.next(executive, "2", "Next", id=account["id"]))["nextStep"]
    assert step["title"]

    company = guide.as_(Role.COMPANY, id="paula", account_id=key_of(account["id"], "Account"), run="12.345.678-5")
    await guide.next(company, "3", "Clock")
    case = (await guide.next(company, "3", "Register", account=account["id"]))["registerInCapture"]["case"]["id"]
    ficha = (await guide.next(company, "3", "Ficha", case=case))["completeFichaInCapture"]
    assert ficha["nextStep"]["dueOn"] == "2024-09-23"

    cases = {}
    for run in (ROSA, EVA):
        person = guide.as_(Role.COMPANY, id=f"persona.{run}", run=run)
        kept = list(guide.left)
        declared = (await guide.next(person, "Without", "Declare"))["registerCompany"]
        cases[run] = declared["case"]["id"]
        assert declared["case"]["accountId"] is None
        assert declared["case"]["representation"]["state"] == "DECLARED"
        await guide.next(person, "Without", "Ficha", case=cases[run])
        if run == ROSA:
            guide.left = kept  # then Eva Soto, the same
    nodes = (await guide.next(executive, "Without", "Declarations"))["representations"]["nodes"]
    assert {(each["caseId"], each["state"]) for each in nodes} == {(each, "DECLARED") for each in cases.values()}
    interview = (await guide.next(executive, "Without", "Interview", case=cases[ROSA]))["recordInterviewInCapture"]
    assert interview["case"]["accountId"] is not None

    terms = (await guide.next(executive, "4", "Terms", id=account["id"]))["account"]["terms"]
    (contact,) = [each for each in terms if each["rule"] == "SLA-03"]
    assert contact["dueOn"] == "2024-09-23"
    holidays = [day for day in contact["skippedDays"] if day["name"] not in {"sábado", "domingo"}]
    assert [day["on"] for day in holidays] == ["2024-09-18", "2024-09-19", "2024-09-20"]

    await guide.next(executive, "5", "Contact", case=case)
    classes = (await guide.next(executive, "6", "Classes", id=account["id"]))["account"]
    assert set(classes) == {"now", "nextYear"}

    offered = (await guide.next(executive, "7", "Offer", id=account["id"]))["account"]["plannedActivities"]["nodes"]
    activity = offered[0]["activity"]["id"]
    invited = (await guide.next(executive, "7", "Invite", account=account["id"], activity=activity))["inviteToActivity"]
    assert invited["letter"]["subject"]

    (step, *_) = (await guide.next(executive, "12"))["attendContact"]["steps"]
    assert step["rule"]
    figures = await guide.next(guide.as_(Role.REGIONAL_HEAD, "OFIREG-08"), "13", "Figures")
    assert len(figures["sourceSystems"]) == 6
    upload = (await guide.next(executive, "14", "Announce", case=case))["announceDocument"]["upload"]
    sent = await guide.desk.client.post(
        upload["path"], content=b"%PDF-1.7\n%%EOF", headers={"authorization": f"Bearer {executive.token}"}
    )
    assert sent.status_code == 201
    assert guide.left == [], "a block of the tour that nobody runs"


def test_every_mutation_that_the_tour_names_is_there() -> None:
    """F-83: names in the prose go stale first."""
    sdl = (Path(__file__).parents[2] / "schema" / "schema.graphql").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+In[A-Z]\w+)`", TOUR))
    assert len(named) > 10
    assert {name for name in named if f"  {name}(" not in sdl} == set()
