"""A desk's screen in one request: terms, cases, steps and accounts with what each leads to (F-54, COM-02)."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pytest

from domain.model.institution.people import Role
from schema.ids import key_of
from tests.scenarios.conftest import Story
from tests.support.statements import of_requests

DASHBOARD: Final = """query($n: Int!) {
  viewer {
    terms(first: $n) { nodes {
      rule state responsiblePerson { username name mailbox } attempts { fact } office { name }
      account { name regionalExecutive { name } cases(first: 2) { nodes { state } } }
      case { number assignee { name } messages(first: 3) { nodes { template case { number } } } } } }
    cases(first: $n, order: DUE) { nodes {
      state assignee { name substitute { name } } office { name } nextStep { step term { dueOn } }
      account { name terms(openOnly: true) { rule case { number } } }
      terms(openOnly: true) { rule account { name } } origin { number } } }
    nextSteps(first: $n) {
      step text dueOn responsiblePerson { name }
      case { number account { name actions(first: 2) { nodes { title account { name } } } } }
      account { office { name } messages(first: 2) { nodes { template } } } term { state } }
  }
  accounts(first: $n, order: REGISTERED_ON_DESC, filter: { executive: "ana.rojas", search: "escritorio uno" }) { nodes {
    name regionalExecutive { name mailbox } nextSteps { step case { number } }
    cases(first: 3) { nodes { number nextStep { step } account { name } messages(first: 1) { nodes { template } } } }
    messages(first: 2) { nodes { template case { number account { name } } } } } }
}"""
"""Four lists of three levels and more."""

ROOMY: Final = 8
_BESIDE: Final = "INTO personal_read"
"""The record of who was shown what."""


async def work(story: Story, number: int) -> tuple[str, str]:
    """A user company with a request that waits for alternatives; its global id and the case's."""
    account = await story.company(f"Escritorio Uno {number} SpA")
    await story.went_to(account, "FERIA", "2026-03-10")
    received = await story.as_(Role.HELP_CENTRE).fact(
        "receiveRequestInRequest", accountId=account, wants="OFICOM", matter="Ferias", pointOfContact="TELEFONO"
    )
    return account, received["case"]["id"]


async def test_a_desk_of_four_lists_costs_the_same_statements_for_one_row_or_for_many(story: Story) -> None:
    """F-54: one statement for each list, level and table, whatever the number of rows."""
    await story.at("2026-05-04 10:00")
    for number in range(ROOMY):
        await work(story, number)
    made, answers = {}, {}
    for size in (2, ROOMY):
        with story.desk.runtime.database.watch() as seen:
            answers[size] = await story.ask(DASHBOARD, n=size)
        made[size] = Counter(sql for sql in of_requests(seen) if _BESIDE not in sql)
    viewer = answers[ROOMY]["viewer"]
    assert [len(viewer["terms"]["nodes"]), len(viewer["cases"]["nodes"]), len(viewer["nextSteps"])] == [ROOMY] * 3
    # one text serves several levels, and a level may have nothing to ask for two rows; a row more never costs one more
    again = {sql: times for sql, times in made[ROOMY].items() if times - made[2][sql] >= ROOMY - 2}
    assert again == {}, "made again for more rows"
    assert made[ROOMY].total() < 75


async def test_a_term_leads_to_its_account_its_case_and_who_has_it(story: Story) -> None:
    """F-54, LIN-03: names and mailboxes, not ids."""
    await story.at("2026-05-04 10:00")
    account, case = await work(story, 90)
    (term,) = (
        await story.ask(
            """query($a: ID!) { terms(first: 5, filter: { accountId: $a, states: [RUNNING, AT_RISK] }) { nodes {
              rule account { id name } case { id account { id } } responsiblePerson { username name role }
              office { code } attempts { fact } } } }""",
            a=account,
        )
    )["terms"]["nodes"]
    assert (term["rule"], term["account"]) == ("SLA-07", {"id": account, "name": "Escritorio Uno 90 SpA"})
    assert term["case"] == {"id": case, "account": {"id": account}}
    assert term["responsiblePerson"] == {"username": "ana.rojas", "name": "Ana Rojas", "role": "REGIONAL_EXECUTIVE"}
    assert (term["office"], term["attempts"]) == ({"code": "OFIREG-08"}, [])


async def test_the_desk_is_ones_own_ones_offices_and_of_whom_one_stands_in_for(story: Story) -> None:
    """COM-02, RTE-05: another executive of the office has it in the office's list only."""
    await story.at("2026-05-04 10:00")
    _, case = await work(story, 91)
    document = """query($of: Whose!) { viewer { cases(of: $of, first: 100) { nodes { id } }
      nextSteps(of: $of, first: 100) { caseId } terms(of: $of, first: 100) { nodes { case { id } } } } }"""

    async def lists(who: Story, of: str) -> list[bool]:
        viewer = (await who.ask(document, of=of))["viewer"]
        found: list[list[str]] = [
            [each["id"] for each in viewer["cases"]["nodes"]],
            [each["caseId"] for each in viewer["nextSteps"]],
            [each["case"]["id"] for each in viewer["terms"]["nodes"] if each["case"]],
        ]
        return [case in each for each in found]

    colleague = story.as_(Role.REGIONAL_EXECUTIVE, "OFIREG-08")
    assert await lists(story, "MINE") == [True] * 3
    assert await lists(colleague, "MINE") == [False] * 3
    assert await lists(colleague, "OFFICE") == [True] * 3
    assert await lists(story, "STANDING_IN") == [False] * 3


async def test_objects_of_several_kinds_are_read_by_their_ids_at_once(story: Story) -> None:
    """F-54: in their order; what there is not is null; a kind costs its statements once."""
    await story.at("2026-05-04 10:00")
    first, one = await work(story, 92)
    second, other = await work(story, 93)
    document = """query($ids: [ID!]!) { nodes(ids: $ids) { id
      ... on Case { number account { name } } ... on Account { name } } }"""
    with story.desk.runtime.database.watch() as seen:
        found = (await story.ask(document, ids=[one, first, other, second, "Q2FzZTpuaWVtYW5k"]))["nodes"]
    assert [each and each["id"] for each in found] == [one, first, other, second, None]
    assert found[0]["account"] == {"name": "Escritorio Uno 92 SpA"}
    assert len(seen) == 3, [sql for sql, _ in seen]  # cases, their accounts, and the accounts asked for


@pytest.mark.parametrize("link", ["account { name }", "account { name cases(first: 5) { nodes { id } } }"])
async def test_a_link_leads_a_company_to_nothing_that_is_not_its_own(story: Story, link: str) -> None:
    """COM-02: a link is bound to the viewer as a query is."""
    await story.at("2026-05-04 10:00")
    account, _ = await work(story, 94)
    await work(story, 95)
    own = story.as_(Role.COMPANY, None, account_id=key_of(account, "Account"))
    answer: dict[str, Any] = await own.ask(
        f"""{{ terms(first: 100) {{ nodes {{ {link} case {{ {link} }} }} }}
              viewer {{ cases(first: 100) {{ nodes {{ {link} }} }} }} }}"""
    )
    named = {each["account"]["name"] for each in answer["terms"]["nodes"]}
    assert named == {each["account"]["name"] for each in answer["viewer"]["cases"]["nodes"]}
    assert named == {"Escritorio Uno 94 SpA"}


async def test_a_list_tells_how_many_it_has_when_that_is_asked_and_only_then(story: Story) -> None:
    """F-54: `totalCount` is of the whole list, whatever the page; who does not ask pays no statement."""
    await story.at("2026-05-04 10:00")
    for number in (96, 97, 98):
        await work(story, number)
    lists = (
        "cases(first: 2, filter: { flows: [REQUEST] })", "terms(first: 2)", "messages(first: 2)",
        "activities(first: 1)",
        "representations(first: 1)", "decisions(first: 2)", "syncConflicts(first: 1)", "heldBackRecords(first: 1)",
    )  # fmt: skip
    for field in lists:
        found = (await story.ask(f"{{ it: {field} {{ totalCount nodes {{ id }} pageInfo {{ endCursor }} }} }}"))["it"]
        every = (await story.ask(f"{{ it: {field.replace('first: 2', 'first: 100')} {{ nodes {{ id }} }} }}"))["it"]
        if len(every["nodes"]) < 100:
            assert found["totalCount"] >= len(found["nodes"])
            assert "first: 1)" in field or found["totalCount"] == len(every["nodes"]), field
        with story.desk.runtime.database.watch() as seen:
            await story.ask(f"{{ it: {field} {{ nodes {{ id }} }} }}")
        assert not [sql for sql, _ in seen if "count(" in sql]
    desk = "{ viewer { cases(first: 1) { totalCount } terms(first: 1, of: STANDING_IN) { totalCount nodes { id } } } }"
    viewer = (await story.ask(desk))["viewer"]
    assert viewer["cases"]["totalCount"] >= 3
    assert (viewer["terms"]["totalCount"], viewer["terms"]["nodes"]) == (0, [])


async def test_what_changes_says_when_it_was_last_written(story: Story) -> None:
    """F-60: a case by its last entry, an account by the latest of its data, others by what happened to them last."""
    await story.at("2026-05-04 10:00")
    account, case = await work(story, 99)
    await story.at("2026-05-05 11:00")
    await story.fact(
        "offerAlternativesInRequest", caseId=case, pointOfContact="TELEFONO", alternatives=["Feria en Lima"]
    )
    found = await story.ask(
        """query($c: ID!, $a: ID!) {
          case(id: $c) { openedAt updatedAt terms { stoppedAt updatedAt } }
          account(by: { id: $a }) { updatedAt actions(first: 5) { nodes { registeredAt updatedAt } } }
          cases(first: 1, order: UPDATED, filter: { updatedSince: "2026-05-05T15:00:00Z" }) { nodes { id } } }""",
        c=case,
        a=account,
    )
    assert found["case"]["openedAt"].startswith("2026-05-04T14:00")
    assert found["case"]["updatedAt"].startswith("2026-05-05T15:00")
    assert [term["updatedAt"] for term in found["case"]["terms"] if term["stoppedAt"]] == [
        term["stoppedAt"] for term in found["case"]["terms"] if term["stoppedAt"]
    ]
    assert found["account"]["updatedAt"].startswith("2026-05-04T14:00")
    for action in found["account"]["actions"]["nodes"]:
        assert action["updatedAt"] == action["registeredAt"]
    assert [each["id"] for each in found["cases"]["nodes"]] == [case]
