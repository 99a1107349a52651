"""What changed since a cursor, over GraphQL: for staff, for a company, and for who comes back too late (F-60)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from domain.model.institution.people import Role
from schema.ids import key_of
from tests.scenarios.conftest import Story
from tests.scenarios.test_desk import work

CHANGES = """query($after: String, $kinds: [ChangeKind!], $account: ID, $office: String, $first: Int) {
  changes(after: $after, kinds: $kinds, accountId: $account, office: $office, first: $first) { cursor hasMore
    changes { cursor kind nodeId isGone version accountId officeCode
      node { id ... on Case { number account { name } } ... on Account { name } ... on Term { rule } } } } }"""


async def told(story: Story, after: str | None, **more: Any) -> dict[str, Any]:
    """What is numbered by now."""
    while await story.desk.runtime.changes.number_some():
        pass
    found: dict[str, Any] = (await story.ask(CHANGES, after=after, **more))["changes"]
    return found


async def test_whoever_keeps_a_copy_reads_on_from_its_cursor(story: Story) -> None:
    """F-60: begin, then what changed, record and all; each reading tells where to go on."""
    await story.at("2026-05-04 10:00")
    begin = await told(story, None)
    assert (begin["changes"], begin["hasMore"]) == ([], False)
    account, case = await work(story, 80)
    every = await told(story, begin["cursor"], account=account)
    assert {each["kind"] for each in every["changes"]} >= {"ACCOUNT", "ACTION", "CASE", "TERM"}
    assert {each["accountId"] for each in every["changes"]} == {account}
    opened = next(each for each in every["changes"] if each["nodeId"] == case)
    assert opened["node"]["account"] == {"name": "Escritorio Uno 80 SpA"}
    assert (opened["officeCode"], opened["isGone"], opened["version"]) == ("OFIREG-08", False, 1)
    pages, after = [], begin["cursor"]
    while True:
        page = await told(story, after, account=account, first=2)
        pages += page["changes"]
        after = page["cursor"]
        if not page["hasMore"]:
            break
    assert [each["cursor"] for each in pages] == [each["cursor"] for each in every["changes"]]
    assert (await told(story, after, account=account))["changes"] == []
    terms = await told(story, begin["cursor"], account=account, kinds=["TERM"])
    assert {each["node"]["rule"] for each in terms["changes"]} >= {"SLA-07"}


async def test_a_company_is_told_of_its_own_and_that_what_it_lost_is_gone(story: Story) -> None:
    """COM-02, design 6: of others it learns nothing; a case that went to another account is gone."""
    await story.at("2026-05-04 10:00")
    own, case = await work(story, 81)
    company = story.as_(Role.COMPANY, None, account_id=key_of(own, "Account"))
    begin = (await told(company, None))["cursor"]
    other, _ = await work(story, 82)
    assert (await told(company, begin))["changes"] == []
    async with story.desk.runtime.database.begin() as tx:
        moved = {"to": key_of(other, "Account"), "id": key_of(case, "Case")}
        await tx.execute(text("UPDATE protocol_case SET account_id = :to WHERE id = :id"), moved)
    (lost,) = (await told(company, begin))["changes"]
    assert (lost["nodeId"], lost["isGone"], lost["node"], lost["accountId"], lost["officeCode"]) == (
        case,
        True,
        None,
        None,
        None,
    )


async def test_whoever_comes_back_too_late_is_told_where_to_begin_anew(story: Story) -> None:
    """F-60: CURSOR_EXPIRED, with the cursor from which to go on."""
    await story.at("2026-05-04 10:00")
    begin = (await told(story, None))["cursor"]
    await work(story, 83)
    head = (await told(story, begin))["cursor"]
    async with story.desk.runtime.database.begin() as tx:
        await tx.execute(text("UPDATE change_feed SET expired = head"))
    answer = await story.desk.answer(CHANGES, after=begin)
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["extensions"]["cursor"]) == ("CURSOR_EXPIRED", head)
    assert (await told(story, head))["changes"] == []
