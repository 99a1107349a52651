"""Ana has a conflict of interest with a company that she attends: declared, kept out, ended (POL-07, AMB-72)."""

from __future__ import annotations

from typing import Any

from domain.model.institution.people import Role
from schema.ids import key_of
from tests.scenarios.conftest import Story
from tests.scenarios.test_desk import work
from tests.scenarios.test_offered_actions import steps

DECLARE = """mutation($i: DeclareConflictOfInterestInput!) { declareConflictOfInterest(input: $i) {
  conflictOfInterest { username since until stands reason person { name } account { name } }
  account { conflictsOfInterest { username stands } } passedCases userErrors { code message rule field } } }"""
END = """mutation($i: EndConflictOfInterestInput!) { endConflictOfInterest(input: $i) {
  conflictOfInterest { until stands ends { until reason } } userErrors { code message rule field } } }"""
OF_ACCOUNT = """query($a: ID!) { account(by: { id: $a }) { conflictsOfInterest {
  username since stands reason ends { until reason } account { id } } } }"""
OWN = "{ viewer { conflictsOfInterest { since until stands reason account { id name } } } }"
CASE = "query($c: ID!) { case(id: $c) { number assignee { username } timeline { fact by reason effects } } }"
LETTERS = """query($a: ID!) { messages(accountId: $a, first: 20) { nodes { template to text } } }"""
WHY = "Mi hermana es socia de la empresa."


async def _declare(story: Story, account: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = await story.ask(DECLARE, i={"accountId": account, "reason": WHY, **given})
    done: dict[str, Any] = found["declareConflictOfInterest"]
    return done


async def _end(story: Story, account: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = await story.ask(END, i={"accountId": account, "reason": "Vendió su parte.", **given})
    done: dict[str, Any] = found["endConflictOfInterest"]
    return done


async def _case(story: Story, case: str) -> dict[str, Any]:
    found: dict[str, Any] = (await story.ask(CASE, c=case))["case"]
    return found


async def _step(story: Story, account: str, case: str) -> dict[str, Any]:
    """The step of the request itself; beside it, until somebody is put in charge, the head is asked to choose."""
    step, *tasks = [each for each in await steps(story, account) if each["caseId"] == case]
    assert [each["step"] for each in tasks] == ["hand_over"]
    return step


async def test_who_declares_one_decides_nothing_until_the_day_after_its_end(story: Story) -> None:
    """AMB-72: from the declaration on the head has her case; told why, and what she did before is still there."""
    await story.at("2026-05-04 10:00")
    account, case = await work(story, 74)
    before = await _case(story, case)
    assert before["assignee"] == {"username": "ana.rojas"}

    done = await _declare(story, account)

    assert done["userErrors"] == []
    assert done["conflictOfInterest"] == {
        "username": "ana.rojas",
        "since": "2026-05-04",
        "until": None,
        "stands": True,
        "reason": WHY,
        "person": {"name": "Ana Rojas"},
        "account": {"name": "Escritorio Uno 74 SpA"},
    }
    assert done["account"]["conflictsOfInterest"] == [{"username": "ana.rojas", "stands": True}]
    assert before["number"] in done["passedCases"]  # with that of the follow-up of the fair

    passed = await _case(story, case)
    head = passed["assignee"]["username"]
    assert head == "luis.carrasco"
    assert passed["timeline"][: len(before["timeline"])] == before["timeline"]
    told = passed["timeline"][len(before["timeline"]) :]
    assert [each["fact"] for each in told] == ["hand_over", "reconsider"]
    assert WHY not in str(told)

    hers = await _step(story, account, case)
    assert (hers["actions"], hers["mutations"]) == ([], [])
    assert "Su jefatura elige quién lo hace." in hers["awaits"]
    refused = await story.refusal(
        "offerAlternativesInRequest", caseId=case, alternatives=["Feria en Lima"], pointOfContact="OFIREG"
    )
    assert (refused["code"], refused["rule"]) == ("NOT_AUTHORISED", "POL-07")
    assert refused["message"] == hers["awaits"]

    assert (await _end(story, account, until="2026-05-04"))["userErrors"][0]["field"] == ["until"]
    ended = await _end(story, account)
    assert ended["conflictOfInterest"] == {
        "until": "2026-05-05",
        "stands": True,
        "ends": [{"until": "2026-05-05", "reason": "Vendió su parte."}],
    }
    assert "hasta el día anterior al 05-05-2026" in (await _step(story, account, case))["awaits"]
    await story.at("2026-05-05 09:00")
    assert (await _step(story, account, case))["mutations"] != []
    await story.fact("offerAlternativesInRequest", caseId=case, alternatives=["Feria en Lima"], pointOfContact="OFIREG")


async def test_who_sees_which_and_why(story: Story) -> None:
    """AMB-72: staff who has one; why, who declared it and who may see decisions; a company nothing of it."""
    await story.at("2026-05-04 10:00")
    account, _ = await work(story, 75)
    await _declare(story, account)

    async def seen_by(other: Story) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await other.ask(OF_ACCOUNT, a=account))["account"]["conflictsOfInterest"]
        return found

    (own,) = await seen_by(story)
    assert own == {
        "username": "ana.rojas", "since": "2026-05-04", "stands": True, "reason": WHY, "ends": [],
        "account": {"id": account},
    }  # fmt: skip
    assert await seen_by(story.as_(Role.ANALYST)) == [own]
    assert await seen_by(story.as_(Role.HELP_CENTRE)) == [{**own, "reason": None}]
    assert await seen_by(story.as_(Role.COMPANY, None, account_id=key_of(account, "Account"))) == []

    (listed,) = [c for c in (await story.ask(OWN))["viewer"]["conflictsOfInterest"] if c["account"]["id"] == account]
    assert (listed["since"], listed["until"], listed["reason"]) == ("2026-05-04", None, WHY)
    assert (await story.as_(Role.ANALYST).ask(OWN))["viewer"]["conflictsOfInterest"] == []


async def test_where_another_executive_is_to_be_named_is_a_list(story: Story) -> None:
    """AMB-72, RTE-05: while it stands, until another is named, or it ended; of an office; no company."""
    await story.at("2026-05-04 10:00")
    named, ended, other = [(await work(story, number))[0] for number in (171, 172, 173)]
    listed = """query($f: AccountFilter) { accounts(first: 100, filter: $f) { nodes { id } totalCount } }"""

    async def waiting(by: Story = story, **given: Any) -> list[str]:
        found = (await by.ask(listed, f={"anotherToBeNamed": True, **given}))["accounts"]
        assert found["totalCount"] == len(found["nodes"])
        return sorted({each["id"] for each in found["nodes"]} & {named, ended, other})

    assert await waiting() == []
    for account in (named, ended):
        assert (await _declare(story, account))["userErrors"] == []
    assert await waiting() == sorted([named, ended])
    assert await waiting(offices=["OFIREG-08"]) == sorted([named, ended])
    assert await waiting(offices=["OFIREG-15"]) == []
    everybody = (await story.ask(listed, f={"anotherToBeNamed": False}))["accounts"]["totalCount"]
    assert everybody == (await story.ask(listed, f=None))["accounts"]["totalCount"] > 3
    assert await waiting(story.as_(Role.COMPANY, None, account_id=key_of(named, "Account"))) == []

    version = "query($a: ID!) { account(by: { id: $a }) { version } }"
    assigned = await story.as_(Role.REGIONAL_HEAD, "OFIREG-08").ask(
        "mutation($i: AssignExecutiveInput!) { assignExecutive(input: $i) { userErrors { message } } }",
        i={
            "accountId": named, "version": (await story.ask(version, a=named))["account"]["version"],
            "kind": "REGIONAL", "person": "luis.carrasco", "reason": "Ana declaró un conflicto de interés",
        },
    )  # fmt: skip
    assert assigned["assignExecutive"]["userErrors"] == []
    assert await waiting() == [ended]
    assert (await _end(story, ended))["userErrors"] == []
    assert await waiting() == [ended]
    await story.at("2026-05-05 00:00")
    assert await waiting() == []
