"""Planned activities over GraphQL: planned, offered to whom they suit, invited to (POL-09, FUP-02, LIN-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.demo.activities import plan_examples
from api.settings import Settings
from api.wiring import open_runtime
from domain.model.classes import Group
from domain.model.institution.people import Role
from domain.ports.activities import ActivityQuery
from domain.ports.reading import PageRequest
from schema.ids import key_of
from tests.api.conftest import Desk

PLAN = """mutation($i: PlanActivityInput!) { planActivity(input: $i) {
  activity { id version state type typeName groups categories sectors regions markets officeCode unit plannedBy }
  userErrors { __typename code message field rule ... on MissingDataError { missing } } } }"""
CHANGE = """mutation($i: ChangeActivityInput!) { changeActivity(input: $i) {
  activity { id version name applyBy }
  userErrors { code rule ... on VersionConflictError { currentVersion currentId } } } }"""
WITHDRAW = """mutation($i: WithdrawActivityInput!) { withdrawActivity(input: $i) {
  activity { state withdrawnBy withdrawalReason } userErrors { code rule } } }"""
INVITE = """mutation($i: InviteToActivityInput!) { inviteToActivity(input: $i) {
  action { id type channel pointOfContact } activity { name } account { id plannedActivities(first: 100) {
    nodes { activity { id } invitedAt } } }
  reasons { rule text } against { rule text } letter { to subject text }
  userErrors { code message rule ... on StepNotAllowedError { stepToTake } } } }"""
SUITED = """query($id: ID!, $first: Int!, $after: String) { account(by: { id: $id }) {
  plannedActivities(first: $first, after: $after) { nodes {
    activity { id name applyBy state } reasons { rule text } missing { name label } invitedAt letter { subject } }
    pageInfo { hasNextPage endCursor } } } }"""


def fields(**more: Any) -> dict[str, Any]:
    """A workshop for everybody; today is Monday 15 June 2026."""
    return {
        "type": "TALLER",
        "name": "Taller de envases",
        "startsOn": "2026-07-20",
        "endsOn": "2026-07-21",
        "applyBy": "2026-07-10",
        "groups": ["CARTERA", "SIN_TRABAJO"],
        "rights": ["Material del taller"],
        "obligations": ["Asistir"],
        "unit": "Oficina regional del Biobío",
        "link": "https://www.example.cl/taller",
        **more,
    }


async def planned(api: Desk, **more: Any) -> dict[str, Any]:
    done = (await api.ask(PLAN, i={"fields": fields(**more)}))["planActivity"]
    assert done["userErrors"] == []
    activity: dict[str, Any] = done["activity"]
    return activity


async def suited(api: Desk, account_id: str) -> list[dict[str, Any]]:
    found = await api.ask(SUITED, id=account_id, first=100)
    nodes: list[dict[str, Any]] = found["account"]["plannedActivities"]["nodes"]
    return nodes


@pytest.fixture
async def account_id(api: Desk) -> str:
    found = await api.ask('{ accounts(first: 1, filter: { regions: ["08"], classes: [USUARIA] }) { nodes { id } } }')
    key: str = found["accounts"]["nodes"][0]["id"]
    return key


async def test_an_activity_is_planned_read_again_and_listed(api: Desk) -> None:
    """POL-09, LIN-01: with its group, its area and the office of the planner."""
    activity = await planned(api, sectors=["VINOS"], markets=["US"], categories=["SIN_CATEGORIA"])
    assert {key: activity[key] for key in ("state", "typeName", "groups", "categories", "officeCode", "plannedBy")} == {
        "state": "PLANNED",
        "typeName": "Taller",
        "groups": ["CARTERA", "SIN_TRABAJO"],
        "categories": ["SIN_CATEGORIA"],
        "officeCode": "OFIREG-08",
        "plannedBy": "ana.rojas",
    }
    again = await api.ask("query($id: ID!) { node(id: $id) { id ... on Activity { version } } }", id=activity["id"])
    assert again["node"] == {"id": activity["id"], "version": 1}
    document = "query($f: ActivityFilter) { activities(filter: $f, first: 50) { nodes { id } } }"
    for given, is_there in (
        ({"states": ["PLANNED"], "sectors": ["VINOS"], "markets": ["US"]}, True),
        ({"groups": ["SIN_TRABAJO"], "startsFrom": "2026-07-20", "startsUntil": "2026-07-20"}, True),
        ({"sectors": ["FORESTAL"]}, False),
        ({"states": ["WITHDRAWN", "ENDED", "CLOSED"]}, False),
        ({"offices": ["OFIREG-15"]}, False),
        ({"types": ["FERIA"]}, False),
    ):
        nodes = (await api.ask(document, f=given))["activities"]["nodes"]
        assert ({"id": activity["id"]} in nodes) is is_there, given


async def test_an_incomplete_activity_is_refused_naming_all_that_is_missing(api: Desk) -> None:
    """POL-09, LIN-01, ATN-04: missing dates are refused as a user error, with the rule."""
    incomplete = {key: value for key, value in fields(rights=[]).items() if key not in {"startsOn", "applyBy"}}
    done = (await api.ask(PLAN, i={"fields": incomplete}))["planActivity"]
    (error,) = done["userErrors"]
    assert done["activity"] is None
    assert (error["__typename"], error["rule"]) == ("MissingDataError", "LIN-01")
    assert error["missing"] == ["startsOn", "applyBy", "rights"]


async def test_a_change_and_a_withdrawal_ask_for_the_version_that_was_seen(api: Desk) -> None:
    """LIN-01, POL-06: the second of two people is told; what is withdrawn is offered no more, with the reason."""
    activity = await planned(api)
    change = {"activityId": activity["id"], "version": 1, "fields": {"applyBy": "2026-07-15"}}
    changed = (await api.ask(CHANGE, i=change))["changeActivity"]
    assert changed["activity"] == {
        "id": activity["id"],
        "version": 2,
        "name": "Taller de envases",
        "applyBy": "2026-07-15",
    }
    again = (await api.ask(CHANGE, i={**change, "fields": {"name": "Otro"}}))["changeActivity"]
    assert again["userErrors"] == [
        {"code": "VERSION_CONFLICT", "rule": None, "currentVersion": 2, "currentId": activity["id"]}
    ]
    asked = {"activityId": activity["id"], "version": 2, "reason": "No hay relator"}
    done = (await api.ask(WITHDRAW, i=asked))["withdrawActivity"]
    assert done["activity"] == {"state": "WITHDRAWN", "withdrawnBy": "ana.rojas", "withdrawalReason": "No hay relator"}
    analyst = api.acting_as(Role.ANALYST, "CENTRAL")
    refused = (await analyst.ask(PLAN, i={"fields": fields()}))["planActivity"]["userErrors"]
    assert [(error["code"], error["rule"]) for error in refused] == [("NOT_AUTHORISED", "LIN-01")]


async def test_an_account_is_offered_what_suits_it_with_the_rules(api: Desk, account_id: str) -> None:
    """FUP-02, GRP-01, POL-04: the reasons of each; what is for others is not there."""
    mine = await planned(api, name="Para Biobío", regions=["08"])
    other = await planned(api, name="Para Magallanes", regions=["12"])
    abroad = await planned(api, name="Para extranjeras", groups=["EXTRANJERAS"])
    found = {node["activity"]["id"]: node for node in await suited(api, account_id)}
    assert not {other["id"], abroad["id"]} & found.keys()
    assert [reason["rule"] for reason in found[mine["id"]]["reasons"]] == ["POL-09", "GRP-01", "POL-04"]
    assert found[mine["id"]]["reasons"][0]["text"] == "Se puede postular hasta el 10-07-2026."
    assert found[mine["id"]]["letter"]["subject"] == "Invitación: Para Biobío"


async def test_the_list_of_an_account_goes_page_by_page(api: Desk, account_id: str) -> None:
    """FUP-02: the nearest last day first, every activity once; a cursor of another list is refused."""
    for day in ("2026-06-30", "2026-06-20", "2026-06-20"):
        await planned(api, applyBy=day)
    whole = [node["activity"]["id"] for node in await suited(api, account_id)]
    assert [n["activity"]["applyBy"] for n in (await suited(api, account_id))[:2]] == ["2026-06-20", "2026-06-20"]
    seen: list[str] = []
    after: str | None = None
    while True:
        page = (await api.ask(SUITED, id=account_id, first=2, after=after))["account"]["plannedActivities"]
        seen += [node["activity"]["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == whole
    for cursor in ("¡no!", "Zm9v*"):
        found = await api.answer(SUITED, id=account_id, first=2, after=cursor)
        assert found["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_the_plan_of_the_company_narrows_the_markets(api: Desk, account_id: str) -> None:
    """ATN-02, FUP-02: until it has a plan nothing is excluded by market, and that is said."""
    china, peru = await planned(api, markets=["CN"]), await planned(api, markets=["PE"])
    found = {node["activity"]["id"]: node for node in await suited(api, account_id)}
    assert found[china["id"]]["missing"] == [
        {"name": "markets", "label": "mercados de su plan de internacionalización"}
    ]
    document = """mutation($i: RecordPlanInServiceInput!) { recordPlanInService(input: $i) {
      userErrors { message } } }"""
    plan = {
        "about": {"accountId": account_id},
        "characteristics": "Conservera",
        "objectives": ["Diversificar"],
        "planMarkets": ["China"],
        "instruments": ["FERIA"],
        "circumstances": {"pointOfContact": "CORREO"},
    }
    assert (await api.ask(document, i=plan))["recordPlanInService"]["userErrors"] == []
    found = {node["activity"]["id"]: node for node in await suited(api, account_id)}
    assert peru["id"] not in found
    assert found[china["id"]]["reasons"][-1] == {"rule": "ATN-02", "text": "Apunta a mercados de su plan: China."}


async def test_an_invitation_is_recorded_as_a_contact_and_the_text_is_offered(api: Desk, account_id: str) -> None:
    """FUP-02: the days since the last contact begin anew; no message is sent; a second is refused."""
    activity = await planned(api)
    before = (await api.ask("{ messages(first: 1) { nodes { id } } }"))["messages"]["nodes"]
    asked = {"accountId": account_id, "activityId": activity["id"], "pointOfContact": "CORREO"}
    done = (await api.ask(INVITE, i=asked))["inviteToActivity"]
    assert done["userErrors"] == []
    assert (done["action"]["type"], done["action"]["channel"]) == ("INVITACION_ACTIVIDAD", "DIGITAL")
    assert done["letter"]["subject"] == "Invitación: Taller de envases"
    assert "Puede postular hasta el 10-07-2026." in done["letter"]["text"]
    nodes = {node["activity"]["id"]: node for node in done["account"]["plannedActivities"]["nodes"]}
    assert nodes[activity["id"]]["invitedAt"] is not None
    gaps = await api.ask("query($ids: [ID!]!) { contactGaps(accountIds: $ids) { lastOn days } }", ids=[account_id])
    assert gaps["contactGaps"] == [{"lastOn": "2026-06-15", "days": 0}]
    assert (await api.ask("{ messages(first: 1) { nodes { id } } }"))["messages"]["nodes"] == before
    again = (await api.ask(INVITE, i=asked))["inviteToActivity"]
    assert [(error["code"], error["rule"]) for error in again["userErrors"]] == [("STEP_NOT_ALLOWED", "FUP-02")]
    other = await planned(api, groups=["INSTITUCIONES"])
    reason = {**asked, "activityId": other["id"], "reason": "Su gremio lo pidió"}
    done = (await api.ask(INVITE, i=reason))["inviteToActivity"]
    assert [each["rule"] for each in done["against"]] == ["GRP-01"]


@pytest.mark.parametrize("document", ["plannedActivities(first: 3) { nodes { activity { name } reasons { text } } }"])
async def test_a_page_of_accounts_costs_the_same_statements_for_one_or_a_hundred(api: Desk, document: str) -> None:
    """FUP-02: activities, plans and invitations are read once for the whole page."""
    counts = []
    for first in (1, 100):
        with api.runtime.database.watch() as seen:
            await api.ask(f"query($n: Int!) {{ accounts(first: $n) {{ nodes {{ {document} }} }} }}", n=first)
        counts.append(
            len({(sql, repr(bound)) for sql, bound in seen})
        )  # SQLite starts a statement anew that turns out to be long
    assert counts[0] == counts[1] <= 9


async def test_a_company_sees_what_suits_it_and_plans_nothing(api: Desk, account_id: str) -> None:
    """POL-09: companies are informed; LIN-01: the areas plan."""
    company = api.acting_as(Role.COMPANY, account_id=key_of(account_id, "Account"))
    assert await suited(company, account_id) == await suited(api, account_id)
    refused = (await company.ask(PLAN, i={"fields": fields()}))["planActivity"]["userErrors"]
    assert [error["code"] for error in refused] == ["NOT_AUTHORISED"]


async def test_the_demonstration_has_activities_for_every_group_planned_once(tmp_path: Path) -> None:
    """POL-09, GRP-01: `make run` plans its examples through the same checks as any other, and only at first."""
    settings = Settings.from_env(
        {"ATENCION_MODE": "development", "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'demo.db'}"}
    )
    async with open_runtime(settings, crm=False, worker=False) as runtime:
        for _ in range(2):
            await plan_examples(runtime)
        page = await runtime.activity_read.activities(ActivityQuery(date(2026, 1, 1)), PageRequest(first=50))
    assert len(page.items) == 8
    assert {group for each in page.items for group in each.audience.groups} == set(Group)
    assert {each.version for each in page.items} == {1}


async def test_a_letter_to_a_person_is_a_read_of_personal_data(api: Desk, account_id: str) -> None:
    """POL-07: by the list, whichever way its items are selected, and by the answer of the invitation."""
    activity = await planned(api)
    letters = {
        "nodes": "nodes { letter { to subject text } }",
        "edges": "edges { node { letter { text } } }",
        "subjects": "nodes { letter { subject } }",
    }
    documents = {
        name: f"query {name}($id: ID!) {{ account(by: {{ id: $id }}) {{ plannedActivities(first: 5) {{ {below} }} }} }}"
        for name, below in letters.items()
    }
    reader = api.acting_as(Role.REGIONAL_HEAD, "OFIREG-08")
    reader.actor = replace(reader.actor, id="lectora.de.cartas")
    for document in documents.values():
        await reader.ask(document, id=account_id)
    asked = {"accountId": account_id, "activityId": activity["id"], "pointOfContact": "TELEFONO"}
    invite = "mutation invite($i: InviteToActivityInput!) { inviteToActivity(input: $i) { letter { to } } }"
    assert (await reader.ask(invite, i=asked))["inviteToActivity"]["letter"]["to"]

    found = await api.acting_as(Role.ADMINISTRATOR, "CENTRAL").ask(
        """{ readsOfPersonalData(first: 9, by: "lectora.de.cartas") { nodes { operation kinds accountId } } }"""
    )
    entries = found["readsOfPersonalData"]["nodes"]
    assert {each["accountId"] for each in entries} == {account_id}
    assert {each["operation"]: each["kinds"] for each in entries} == {
        "nodes": ["EMAIL", "CORRESPONDENCE"],
        "edges": ["CORRESPONDENCE"],
        "invite": ["EMAIL"],
    }
