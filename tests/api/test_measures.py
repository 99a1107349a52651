"""Figures over GraphQL (POL-04, GRP-02)."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.api.conftest import Desk

COMPARED = """query($by: MeasureDimension!) {
  termCompliance(since: "2026-06-01", until: "2026-06-30", by: $by) {
    group name obligation total met metLate overdue running expired waived notConfigured rate
  }
  caseCounts(since: "2026-06-01", until: "2026-06-30", by: $by) { group name opened stillOpen }
}"""


async def test_an_analyst_sees_the_general_public_apart_and_the_regions_compared(api: Desk) -> None:
    """POL-04, GRP-02, SLA-21: a person's query runs its term of the Centro de Ayuda, whatever the groups have."""
    analyst = api.acting_as(Role.ANALYST, "CENTRAL")
    before = await analyst.ask(COMPARED, by="TARGET_PUBLIC")
    await api.ask(
        """mutation { submitHelpFormInHelpCentre(input: {
             person: "Luz Vera", query: "¿Cómo exporto miel?", circumstances: { pointOfContact: OFIREG }
        }) { userErrors { message } case { id } } }"""
    )
    after = await analyst.ask(COMPARED, by="TARGET_PUBLIC")
    regions = await analyst.ask(COMPARED, by="REGION")

    def of_the_public(found: dict[str, list[dict[str, object]]], what: str, field: str) -> object:
        return next((row[field] for row in found[what] if row["group"] == "PUBLICO_GENERAL"), 0)

    for what, field in (("caseCounts", "opened"), ("caseCounts", "stillOpen"), ("termCompliance", "running")):
        assert of_the_public(after, what, field) == of_the_public(before, what, field) + 1  # type: ignore[operator]
    (row,) = [row for row in after["termCompliance"] if row["group"] == "PUBLICO_GENERAL"]
    assert (row["name"], row["obligation"], row["rate"]) == ("Público general", "MANDATORY", None)
    totals = [sum(each["total"] for each in found["termCompliance"]) for found in (after, regions)]
    assert totals[0] == totals[1] > 0


async def test_who_may_not_see_figures_is_told_so(api: Desk) -> None:
    """POL-04: those who measure and those who answer for an office."""
    found = await api.acting_as(Role.HELP_CENTRE, "CENTRAL").answer(COMPARED, by="REGION")
    assert found["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_two_periods_stand_side_by_side_with_the_records_of_each(api: Desk) -> None:
    """LIN-06, POL-01: a query of June beside May, in which there was none of the desk's; months are refused."""
    analyst = api.acting_as(Role.ANALYST, "CENTRAL")
    document = """query($by: [MeasureDimension!]) {
      comparedMeasure(name: CASES, since: "2026-06-01", until: "2026-06-30", sinceBefore: "2019-01-01",
                      untilBefore: "2019-01-31", by: $by) {
        measure { name }
        rows { now { groups { code } figure n records(first: 1) { nodes { recordId } } }
               before { figure n records(first: 1) { nodes { recordId } } } change }
        total { now { n } before { n } change } } }"""
    await api.ask(
        """mutation { submitHelpFormInHelpCentre(input: {
             person: "Luz Vera", query: "¿Cómo exporto miel?", circumstances: { pointOfContact: OFIREG }
        }) { userErrors { message } case { id } } }"""
    )
    found = (await analyst.ask(document, by=["FLOW"]))["comparedMeasure"]
    (row,) = [each for each in found["rows"] if each["now"]["groups"][0]["code"] == "HELP_CENTRE"]
    assert row["change"] == row["now"]["figure"] == row["now"]["n"] > 0
    assert row["before"] == {"figure": 0.0, "n": 0, "records": {"nodes": []}}
    assert len(row["now"]["records"]["nodes"]) == 1
    assert found["total"]["now"]["n"] == sum(each["now"]["n"] for each in found["rows"])
    refused = await analyst.answer(document, by=["MONTH"])
    assert "por otra dimensión" in refused["errors"][0]["message"]
