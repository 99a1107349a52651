"""What the mutation of a fact refuses names the field of its own input."""

from __future__ import annotations

from typing import Any

from domain.errors import StepNotAllowed, StepNotConfigured
from domain.model.institution.people import Role
from schema.errors import NotConfiguredError, StepNotAllowedError, UserErrorCode, user_error
from tests.api.conftest import Desk
from tests.support.fact_inputs import fact_input

SUBMIT = """mutation($i: SubmitHelpFormInHelpCentreInput!) { submitHelpFormInHelpCentre(input: $i) {
  userErrors { code field ... on MissingDataError { missing } } } }"""


async def test_the_path_of_an_error_is_that_of_the_input(api: Desk) -> None:
    """POL-06, PUB-06: data stand in the input itself, so a form finds the field at once."""
    clerk = api.acting_as(Role.HELP_CENTRE, "CENTRAL")
    done = await clerk.ask(SUBMIT, i={"circumstances": {"pointOfContact": "FORM_CDA"}, "query": "Aranceles"})
    assert done["submitHelpFormInHelpCentre"]["userErrors"] == [
        {"code": "MISSING_DATA", "field": ["person"], "missing": ["person"]}
    ]
    done = await clerk.ask(SUBMIT, i={"person": "Elisa Vera", "query": "Aranceles"})
    assert done["submitHelpFormInHelpCentre"]["userErrors"] == [
        {"code": "MISSING_DATA", "field": ["circumstances", "pointOfContact"], "missing": ["pointOfContact"]}
    ]


ERRORS = "userErrors { code field rule message ... on MissingDataError { missing fields } }"


async def refused(desk: Desk, mutation: str, **given: Any) -> dict[str, Any]:
    kind = mutation[0].upper() + mutation[1:] + "Input"
    document = f"mutation($i: {kind}!) {{ {mutation}(input: $i) {{ case {{ id }} {ERRORS} }} }}"
    payload = (await desk.ask(document, i=fact_input(mutation, given)))[mutation]
    assert payload["case"] is None
    (error,) = payload["userErrors"]
    found: dict[str, Any] = error
    return found


async def test_all_that_is_missing_is_told_at_once_with_the_path_of_each(api: Desk) -> None:
    """F-61, POL-06: the account, what the step needs here, what it always needs, the point of contact."""
    error = await refused(api, "requestAgendaInAgenda", market="CN")
    assert (error["code"], error["field"], error["rule"]) == ("MISSING_DATA", ["accountId"], "AGD-01")
    assert error["missing"] == ["accountId", "mode", "pointOfContact"]
    assert error["fields"] == [["accountId"], ["mode"], ["circumstances", "pointOfContact"]]
    assert error["message"] == (
        "Indique la cuenta de la empresa. Si aún no tiene una, ayúdela primero a registrarse. Para «solicitar una "
        "agenda de negocios» falta: modalidad. Para «solicitar una agenda de negocios», indique el canal y el punto de "
        "contacto."
    )


async def test_a_step_refused_for_its_data_is_no_step_out_of_turn(api: Desk) -> None:
    """F-61: a form that says nothing lacks a text; a day that cannot be is an invalid value; each names its field."""
    clerk = api.acting_as(Role.CITIZEN_SERVICE, "CENTRAL")
    error = await refused(clerk, "submitCitizenFormInCitizen", pointOfContact="FORM_OIRS", kind="COMPLAINT")
    assert (error["code"], error["field"], error["missing"]) == ("MISSING_DATA", ["query"], ["query"])
    office = api.acting_as(Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA")
    found = await office.ask(
        '{ accounts(first: 1, filter: { offices: ["OFICOM-CN-SHA"], origins: [EXTRANJERA] }) { nodes { id } } }'
    )
    visit = {"accountId": found["accounts"]["nodes"][0]["id"], "supplyKnown": True, "pointOfContact": "OFICOM"}
    error = await refused(office, "requestVisitInVisit", visitStartsOn="2026-01-01", **visit)
    assert (error["code"], error["field"], error["rule"]) == ("INVALID_VALUE", ["visitStartsOn"], "VIS-06")


def test_a_step_that_waits_for_a_document_is_told_as_not_configured() -> None:
    """USR-05, AMB-21: what is not loaded is no step out of turn; the sentence and the rule stay."""
    why = "Los requisitos de Exporta Más no están configurados: revíselos en Portal Digital antes de invitar."
    told = user_error(StepNotConfigured(why, rule="USR-05", step_to_take="Registrar conversación"))
    assert told == NotConfiguredError(code=UserErrorCode.NOT_CONFIGURED, message=why, field=None, rule="USR-05")
    assert isinstance(user_error(StepNotAllowed(why, rule="USR-05")), StepNotAllowedError)
