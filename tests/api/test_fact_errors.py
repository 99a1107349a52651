"""What the mutation of a fact refuses names the field of its own input."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.api.conftest import Desk

SUBMIT = """mutation($i: SubmitHelpFormInHelpCentreInput!) { submitHelpFormInHelpCentre(input: $i) {
  userErrors { code field ... on MissingDataError { missing } } } }"""


async def test_the_path_of_an_error_is_that_of_the_input(api: Desk) -> None:
    """POL-06, PUB-06: data stand in the input itself, so a form finds the field at once."""
    clerk = api.acting_as(Role.HELP_CENTRE, "CENTRAL")
    done = await clerk.ask(SUBMIT, i={"pointOfContact": "FORM_CDA", "query": "Aranceles"})
    assert done["submitHelpFormInHelpCentre"]["userErrors"] == [
        {"code": "MISSING_DATA", "field": ["person"], "missing": ["person"]}
    ]
    done = await clerk.ask(SUBMIT, i={"person": "Elisa Vera", "query": "Aranceles"})
    assert done["submitHelpFormInHelpCentre"]["userErrors"] == [
        {"code": "MISSING_DATA", "field": ["pointOfContact"], "missing": ["pointOfContact"]}
    ]
