"""The quarterly review over GraphQL (EXT-04, SLA-19)."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.api.conftest import Desk

REVIEW = """query($on: Date) { quarterlyReviews(on: $on) {
  executive { username } officeCode office { name } firstOn cutOn opensOn
  companies { accountId account { name } name priority reasons { rule text } lastOn doneOn } } }"""


async def test_each_commercial_executive_has_a_list_cut_at_the_quarter(api: Desk) -> None:
    """EXT-04, AMB-33: first quarter of 2026 ends on 31 March, a Tuesday; the task opens on 1 April."""
    reviews = (await api.ask(REVIEW, on="2026-02-10"))["quarterlyReviews"]
    assert reviews
    for review in reviews:
        assert (review["firstOn"], review["cutOn"], review["opensOn"]) == ("2026-01-01", "2026-03-31", "2026-04-01")
        assert review["companies"]
        for company in review["companies"]:
            assert "2026-01-01" <= company["lastOn"] <= "2026-03-31"
            assert company["reasons"]


async def test_a_commercial_executive_sees_the_lists_of_its_office(api: Desk) -> None:
    """EXT-03: the executive in charge contacts its own companies."""
    everybody = (await api.ask(REVIEW, on="2026-02-10"))["quarterlyReviews"]
    office = everybody[0]["officeCode"]
    own = (await api.acting_as(Role.COMMERCIAL_EXECUTIVE, office).ask(REVIEW, on="2026-02-10"))["quarterlyReviews"]
    assert own == [review for review in everybody if review["officeCode"] == office]
