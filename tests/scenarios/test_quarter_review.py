"""The story of a quarter that ends: each commercial executive is told whom to call (EXT-04, SLA-19, AMB-33)."""

from __future__ import annotations

from typing import Any

from domain.model.institution.people import Role
from tests.scenarios.conftest import Story

_MESSAGES = """query($after: String) { messages(first: 100, after: $after) {
  nodes { template recipients subject text } pageInfo { hasNextPage endCursor } } }"""


async def notices(story: Story) -> list[dict[str, Any]]:
    """Every notice of the second quarter of 2026."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = (await story.ask(_MESSAGES, after=after))["messages"]
        found += [each for each in page["nodes"] if each["template"] == "AVISO-REVISION-TRIMESTRAL"]
        if not page["pageInfo"]["hasNextPage"]:
            return [each for each in found if each["subject"].endswith("segundo trimestre de 2026")]
        after = page["pageInfo"]["endCursor"]


async def test_the_lists_go_out_on_the_business_day_after_the_quarter(story: Story) -> None:
    """
    EXT-04, EXT-05, SLA-19: the second quarter of 2026 is cut on Tuesday 30 June; on Wednesday 1 July from 9 each
    commercial executive gets the list that the API shows, and gets it once, wherever the clock goes afterwards.
    """
    await story.at("2026-06-30 12:00")
    await story.at("2026-07-01 09:05")
    sent = await notices(story)
    query = "query($on: Date) { quarterlyReviews(on: $on) { companies { name } } }"
    lists = (await story.as_(Role.ANALYST).ask(query, on="2026-06-15"))["quarterlyReviews"]
    assert 0 < len(sent) <= len(lists)
    names = [company["name"] for each in lists for company in each["companies"]]
    for notice in sent:
        assert any(f"{name}: " in notice["text"] for name in names)

    await story.at("2026-06-30 12:00")
    await story.at("2026-07-02 09:00")
    assert await notices(story) == sent
