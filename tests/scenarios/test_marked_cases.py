"""What the review of the protocol needs: each term's unit, and the cases marked as complex (LIN-03, LIN-05)."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.scenarios.conftest import Story, api, story

__all__ = ["api", "story"]

TERMS = "query($a: ID!) { account(by: { id: $a }) { terms { rule responsibleUnit } } }"
BY_UNIT = """query($u: [String!]) { terms(first: 100, filter: { units: $u }) {
  nodes { rule responsibleUnit } } }"""
MARK = """mutation($i: MarkComplexInput!) { markComplex(input: $i) {
  case { complex complexMarket } userErrors { message } } }"""


async def test_every_term_names_its_unit_and_complex_cases_are_listed_by_market(story: Story) -> None:
    """F-75: the term of an exporter is of the Dirección Nacional, beneath its account too; external is not internal."""
    await story.at("2026-06-15 10:00")
    account = await story.company("Toneles Ránquil SpA")
    portal = story.as_(Role.SERVICE)
    opened = await portal.fact("registerInCapture", accountId=account, representativeRun="12.345.678-5")
    case = opened["case"]["id"]
    await portal.fact("completeFichaInCapture", caseId=case, exports=True, region="08")
    terms = (await story.desk.ask(TERMS, a=account))["account"]["terms"]
    assert terms == [{"rule": "SLA-03", "responsibleUnit": "Dirección Nacional"}]
    listed = (await story.desk.ask(BY_UNIT, u=["Dirección Nacional"]))["terms"]["nodes"]
    assert {term["responsibleUnit"] for term in listed} == {"Dirección Nacional"}
    assert (await story.desk.ask(BY_UNIT, u=["Otra"]))["terms"]["nodes"] == []

    asked = {"caseId": case, "reason": "Dos casas matrices", "market": "EXTERNAL"}
    marked = (await story.desk.ask(MARK, i=asked))["markComplex"]
    assert marked == {"case": {"complex": True, "complexMarket": "EXTERNAL"}, "userErrors": []}
    found = {}
    for chosen in ("complex: true", "complexMarket: EXTERNAL", "complexMarket: INTERNAL", "complex: false"):
        page = await story.desk.ask(f"{{ cases(first: 100, filter: {{ {chosen} }}) {{ nodes {{ id }} }} }}")
        found[chosen] = case in {node["id"] for node in page["cases"]["nodes"]}
    assert list(found.values()) == [True, True, False, False]
