"""Suggestions and the plan of improvement over GraphQL (LIN-03, LIN-10, LIN-12, MEA-10)."""

from __future__ import annotations

from typing import Any

from domain.model.institution.people import Role
from tests.api.conftest import Desk

FORM = """mutation($i: SubmitCitizenFormInCitizenInput!) { submitCitizenFormInCitizen(input: $i) {
  case { id number } userErrors { code message } } }"""
SUGGESTIONS = """query($f: SuggestionFilter) { suggestions(first: 10, filter: $f) { nodes {
  id version kind state text caseNumber accountId officeCode receivedOn unit accepted improvements { id } } } }"""
STEP = """suggestion { id version state unit told { text } improvements { id what state } }
  userErrors { code message rule }"""
PLAN = """mutation($i: PlanImprovementInput!) { planImprovement(input: $i) {
  improvement { id version state originKind originId year measure } userErrors { code message rule field } } }"""
FIGURE = """query($name: MeasureName!, $by: [MeasureDimension!]) {
  measure(name: $name, since: "2026-01-01", until: "2026-12-31", by: $by) {
    rows { groups { code name } figure n parts { part name count } records(first: 5) { nodes { recordId part } } }
    total { figure n } } }"""


async def step(api: Desk, name: str, **given: Any) -> dict[str, Any]:
    """One step of a suggestion."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    done: dict[str, Any] = (await api.ask(f"mutation($i: {kind}!) {{ {name}(input: $i) {{ {STEP} }} }}", i=given))[name]
    return done


async def received(api: Desk, text: str = "Atender los sábados") -> dict[str, Any]:
    """A suggestion of a person without company, by the form of Atención Ciudadana."""
    said: dict[str, Any] = {"kind": "SUGGESTION", "query": text, "person": "Luz Vera"}
    said["circumstances"] = {"pointOfContact": "FORM_OIRS"}
    done = await api.acting_as(Role.CITIZEN_SERVICE, "CENTRAL").ask(FORM, i=said)
    assert done["submitCitizenFormInCitizen"]["userErrors"] == []
    found: dict[str, Any] = (await api.ask(SUGGESTIONS))["suggestions"]["nodes"][0]
    return found


async def test_a_suggestion_goes_from_the_form_to_its_area_to_the_plan_and_back_to_the_person(api: Desk) -> None:
    """LIN-10, LIN-12: every step names the version it saw; the action shows beside what it follows from."""
    desk, head = api.acting_as(Role.CITIZEN_SERVICE, "CENTRAL"), api.acting_as(Role.SECTOR_HEAD, "CENTRAL")
    found = await received(api)
    assert (found["kind"], found["state"], found["text"]) == ("SUGGESTION", "RECEIVED", "Atender los sábados")
    assert (found["accountId"], found["officeCode"]) == (None, "CENTRAL")
    key = found["id"]
    shared = await step(desk, "shareSuggestion", suggestionId=key, version=1, unit="Informática", note="Turnos")
    assert (shared["suggestion"]["state"], shared["suggestion"]["unit"]) == ("SHARED", "Informática")
    accepted = await step(head, "evaluateSuggestion", suggestionId=key, version=2, accepted=True, reason="Se puede")
    assert accepted["suggestion"]["state"] == "ACCEPTED"
    early = await step(desk, "tellBackSuggestion", suggestionId=key, version=3, text="Sí", pointOfContact="CORREO")
    assert [error["rule"] for error in early["userErrors"]] == ["LIN-12"]
    waiting = await head.ask("{ awaitingImprovement(first: 5) { nodes { kind originId what } } }")
    row = {"kind": "SUGGESTION", "originId": key, "what": "Atender los sábados"}
    assert row in waiting["awaitingImprovement"]["nodes"]
    plan = {"what": "Abrir turnos", "unit": "Informática", "dueOn": "2026-09-30", "line": "LIN-10", "originId": key}
    planned = (await head.ask(PLAN, i=plan))["planImprovement"]
    assert planned["userErrors"] == []
    assert planned["improvement"] | {"id": ""} == {
        "id": "", "version": 1, "state": "OPEN", "originKind": "SUGGESTION", "originId": key, "year": 2026,
        "measure": None,
    }  # fmt: skip
    assert (
        row
        not in (await head.ask("{ awaitingImprovement(first: 5) { nodes { kind originId what } } }"))[
            "awaitingImprovement"
        ]["nodes"]
    )
    closed = await step(desk, "tellBackSuggestion", suggestionId=key, version=3, text="Sí", pointOfContact="CORREO")
    assert closed["suggestion"]["state"] == "CLOSED"
    assert [each["what"] for each in closed["suggestion"]["improvements"]] == ["Abrir turnos"]
    counts = (await head.ask("{ improvementPlan(year: 2026) { total counts { unit line lineTitle state count } } }"))[
        "improvementPlan"
    ]
    assert counts["total"] == 1
    assert counts["counts"][0]["unit"] == "Informática"
    assert (counts["counts"][0]["state"], counts["counts"][0]["count"]) == ("OPEN", 1)


async def test_open_suggestions_are_counted_by_area_and_age_and_lead_to_the_records(api: Desk) -> None:
    """MEA-10, POL-01: two open, one of them shared; the rows add up to the total."""
    desk, analyst = api.acting_as(Role.CITIZEN_SERVICE, "CENTRAL"), api.acting_as(Role.ANALYST, "CENTRAL")
    before = (await analyst.ask(FIGURE, name="OPEN_SUGGESTIONS"))["measure"]["total"]["n"]
    first, second = [await received(api, text) for text in ("Una", "Otra")]
    await step(desk, "shareSuggestion", suggestionId=second["id"], version=1, unit="Informática")
    found = (await analyst.ask(FIGURE, name="OPEN_SUGGESTIONS", by=["UNIT", "AGE"]))["measure"]
    assert found["total"]["n"] == before + 2 == sum(row["n"] for row in found["rows"])
    (shared,) = [row for row in found["rows"] if row["groups"][0]["code"] == "Informática"]
    assert [group["name"] for group in shared["groups"]] == ["Informática", "Hasta 7 días"]
    assert shared["records"]["nodes"] == [{"recordId": second["id"], "part": "SHARED"}]
    assert {"part": "SHARED", "name": "Compartida con su área", "count": 1} in shared["parts"]
    again = await api.ask("query($id: ID!) { node(id: $id) { ... on Suggestion { text } } }", id=first["id"])
    assert again["node"] == {"text": "Una"}


async def test_an_improvement_action_follows_from_one_thing(api: Desk) -> None:
    """LIN-12, POL-01: neither of nothing nor of two; of an account nothing follows."""
    head = api.acting_as(Role.SECTOR_HEAD, "CENTRAL")
    account = (await api.ask("{ accounts(first: 1) { nodes { id } } }"))["accounts"]["nodes"][0]["id"]
    plan = {"what": "Responder antes", "unit": "Informática", "dueOn": "2026-09-30", "line": "LIN-06"}
    for more in ({}, {"measure": "TERM_COMPLIANCE", "originId": account}, {"originId": account}):
        done = (await head.ask(PLAN, i={**plan, **more}))["planImprovement"]
        assert [error["rule"] for error in done["userErrors"]] == ["LIN-12"], more
    done = (await head.ask(PLAN, i={**plan, "measure": "TERM_COMPLIANCE"}))["planImprovement"]
    assert (done["improvement"]["originKind"], done["improvement"]["measure"]) == ("MEASURE", "TERM_COMPLIANCE")
    listed = await head.ask(
        "query($f: ImprovementFilter) { improvementActions(first: 5, filter: $f) { nodes { id } } }",
        f={"year": 2026, "units": ["Informática"], "states": ["OPEN"], "origins": ["MEASURE"], "lines": ["LIN-06"]},
    )
    assert listed["improvementActions"]["nodes"] == [{"id": done["improvement"]["id"]}]


async def test_a_review_is_listed_with_its_risks_and_waits_for_an_action(api: Desk) -> None:
    """LIN-03, LIN-12: one without risks asks for nothing."""
    head = api.acting_as(Role.REGIONAL_HEAD)
    document = """mutation($i: ReviewProcessInput!) { reviewProcess(input: $i) {
      review { id flow flowTitle risks on improvements { id } } userErrors { code } } }"""
    ids = []
    for risks in (["Falta personal", "Atrasos en enero"], []):
        done = (await head.ask(document, i={"flow": "CAPTURE", "risks": risks}))["reviewProcess"]
        ids.append(done["review"]["id"])
    listed = await head.ask("{ processReviews(first: 5, flows: [CAPTURE]) { nodes { id risks } } }")
    assert {each["id"] for each in listed["processReviews"]["nodes"]} == set(ids)
    waiting = (await head.ask("{ awaitingImprovement(first: 50) { nodes { originId what } } }"))["awaitingImprovement"]
    told = {each["originId"]: each["what"] for each in waiting["nodes"]}
    assert told[ids[0]] == "Falta personal Atrasos en enero"
    assert ids[1] not in told
