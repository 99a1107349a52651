"""The portfolio's history over GraphQL, and lists by class and axis (section 8.1, AMB-69)."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.api.conftest import Desk

HISTORY = """query($axis: ClassAxis!) {
  classesOverTime(since: "2024-01-15", until: "2024-04-10", by: MONTH, axis: $axis) {
    state { pending version making }
    days { on figures { value name accounts } }
  }
  classesState { pending version }
}"""
LISTED = """query($filter: AccountFilter!) { accounts(filter: $filter, first: 100) { totalCount nodes { id } } }"""


async def test_each_month_tells_how_many_accounts_were_of_each_class(api: Desk) -> None:
    """By the last day of each month and the last of all; a list of that day has as many."""
    analyst = api.acting_as(Role.ANALYST, "CENTRAL")
    found = await analyst.ask(HISTORY, axis="CLASSES")

    days = found["classesOverTime"]["days"]
    assert [day["on"] for day in days] == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-10"]
    assert found["classesOverTime"]["state"]["version"] == found["classesState"]["version"] != ""
    for figure in days[-1]["figures"]:
        wanted = {"classes": [figure["value"]], "classesOn": "2024-04-10"}
        listed = await analyst.ask(LISTED, filter=wanted)
        assert figure["accounts"] == listed["accounts"]["totalCount"] == len(listed["accounts"]["nodes"])
    assert "Empresa cartera." in {figure["name"] for figure in days[0]["figures"]}


async def test_an_axis_is_counted_and_listed_alike(api: Desk) -> None:
    """Every registered account is of one target group."""
    analyst = api.acting_as(Role.ANALYST, "CENTRAL")
    day = (await analyst.ask(HISTORY, axis="GROUP"))["classesOverTime"]["days"][-1]

    for figure in day["figures"]:
        wanted = {"groups": [figure["value"]], "registrations": ["EN_CAPTACION", "CUENTA_POTENCIAL", "VALIDADA"]}
        listed = await analyst.ask(LISTED, filter={**wanted, "classesOn": "2024-04-10"})
        assert listed["accounts"]["totalCount"] == figure["accounts"]


async def test_a_period_that_is_too_long_or_reversed_is_refused(api: Desk) -> None:
    """At most 240 steps."""
    analyst = api.acting_as(Role.ANALYST, "CENTRAL")
    for since, until in (("1900-01-01", "2024-01-01"), ("2024-02-01", "2024-01-01")):
        answer = await analyst.answer(f'{{ classesOverTime(since: "{since}", until: "{until}") {{ days {{ on }} }} }}')
        assert answer["errors"]
