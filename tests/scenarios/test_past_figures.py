"""A figure of a past day is of whoever had the case that day, whoever has it now (AMB-69)."""

from __future__ import annotations

from typing import Any

from domain.model.institution.people import Role
from tests.scenarios.conftest import Story
from tests.scenarios.test_measures import measured


async def figures(story: Story, name: str, dimension: str, month: str, *offices: str) -> dict[str | None, int]:
    """How many records each group of one month has, of what these offices had."""
    found = await measured(story, name, f"{month}-01", f"{month}-28", dimension, OFFICE=list(offices))
    return {row["groups"][0]["code"]: row["n"] for row in found["rows"]}


async def hand_over(story: Story, case: str, to: str) -> None:
    """By the head of Biobío."""
    done: dict[str, Any] = await story.as_(Role.REGIONAL_HEAD, "OFIREG-08").ask(
        "mutation($i: HandOverCaseInput!) { handOverCase(input: $i) { case { officeCode } userErrors { message } } }",
        i={"caseId": case, "to": to, "reason": "La empresa trabaja allá"},
    )
    assert done["handOverCase"]["userErrors"] == []


async def asked(story: Story, name: str) -> str:
    """A request of a user company of Biobío, at the regional office; its case."""
    account = await story.company(name)
    await story.went_to(account, "FERIA", "2026-01-20")
    given = {"accountId": account, "pointOfContact": "OFIREG", "wants": "OFICOM", "matter": "Ferias"}
    return str((await story.fact("receiveRequestInRequest", **given))["case"]["id"])


async def test_a_hand_over_moves_no_contact_nor_closed_term_of_the_past(story: Story) -> None:
    """
    AMB-69, MEA-01, MEA-02, POL-05: two companies ask Ana, in Biobío, on Monday 2 March 2026; one is told on the
    3rd, which makes three contacts.
    On 6 April both cases go to Pedro Godoy, of Antofagasta: the contacts of March and the term that closed are
    Biobío's and Ana's; the term
    that runs still is of who has it.
    """
    offices = ("OFIREG-08", "OFIREG-02")

    async def told() -> dict[str, dict[str | None, int]]:
        found = {by: await figures(story, "CONTACTS", by, "2026-03", *offices) for by in ("OFFICE", "EXECUTIVE")}
        for name in ("TERM_COMPLIANCE", "STEP_TIME"):
            found[name] = await figures(story, name, "EXECUTIVE", "2026-03", *offices)
        return found

    await story.at("2026-03-02 10:00")
    none = await told()
    answered, waiting = await asked(story, "Respondida de Marzo SpA"), await asked(story, "Pendiente de Marzo SpA")
    await story.at("2026-03-03 10:00")
    await story.fact(
        "offerAlternativesInRequest", caseId=answered, alternatives=["Feria de Lima"], pointOfContact="CORREO"
    )
    await story.at("2026-04-06 09:00")
    before = await told()
    more = {
        name: {code: n - none[name].get(code, 0) for code, n in rows.items() if n != none[name].get(code, 0)}
        for name, rows in before.items()
    }
    assert more == {
        "OFFICE": {"OFIREG-08": 3},
        "EXECUTIVE": {"ana.rojas": 3},
        "TERM_COMPLIANCE": {"ana.rojas": 2},
        "STEP_TIME": {"ana.rojas": 1},
    }

    await hand_over(story, answered, "person:pedro.godoy")
    assert await told() == before
    await hand_over(story, waiting, "person:pedro.godoy")
    after = await told()
    assert {name: after[name] for name in ("OFFICE", "EXECUTIVE", "STEP_TIME")} == {
        name: before[name] for name in ("OFFICE", "EXECUTIVE", "STEP_TIME")
    }
    assert after["TERM_COMPLIANCE"]["ana.rojas"] == before["TERM_COMPLIANCE"]["ana.rojas"] - 1
