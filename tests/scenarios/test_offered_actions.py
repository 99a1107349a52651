"""Steps say what this viewer may do now: mutation, data and choices; the rest as what others must do (F-55, F-09)."""

from __future__ import annotations

from typing import Any

from domain.model.institution.people import Role
from schema.ids import key_of
from tests.scenarios.conftest import Story
from tests.scenarios.test_desk import work

STEPS = """query($a: ID!) { nextSteps(accountId: $a) { step caseId facts mutations awaits
  actions { mutation inputType fact title isExpected caseId accountId
    data { name label kind required rule value choices { value label } } } } }"""


async def steps(story: Story, account: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await story.ask(STEPS, a=account))["nextSteps"]
    return found


async def step_of(story: Story, account: str, case: str) -> dict[str, Any]:
    """The step of the request; the follow-up of the fair has its own."""
    (found,) = [each for each in await steps(story, account) if each["caseId"] == case]
    return found


async def test_who_has_the_step_is_offered_its_mutation_with_its_data_and_others_are_told_whose_it_is(
    story: Story,
) -> None:
    """F-55, USR-03: Ana has the request; the Centro de Ayuda, an analyst and another region wait for her."""
    await story.at("2026-05-04 10:00")
    account, case = await work(story, 70)
    hers = await step_of(story, account, case)
    assert (hers["step"], hers["awaits"]) == ("offer_alternatives", None)
    offer = hers["actions"][0]
    assert (offer["mutation"], offer["inputType"]) == (
        "offerAlternativesInRequest",
        "OfferAlternativesInRequestInput",
    )
    assert (offer["isExpected"], offer["caseId"], offer["accountId"]) == (True, case, None)
    data = {each["name"]: each for each in offer["data"]}
    assert data["alternatives"]["required"]
    assert {"value": "TELEFONO", "label": "Teléfono habilitado"} in data["pointOfContact"]["choices"]
    assert hers["mutations"] == [each["mutation"] for each in hers["actions"]]

    theirs = await step_of(story.as_(Role.ANALYST), account, case)
    assert (theirs["actions"], theirs["mutations"]) == ([], [])
    assert theirs["awaits"] == "Corresponde a Ana Rojas (ejecutivo/a regional): ofrecer alternativas a la empresa."
    elsewhere = await step_of(story.as_(Role.REGIONAL_EXECUTIVE, "OFIREG-15"), account, case)
    assert "offerAlternativesInRequest" not in elsewhere["mutations"]
    assert elsewhere["awaits"] == theirs["awaits"]


async def test_what_is_offered_can_be_sent_as_it_is_told(story: Story) -> None:
    """F-55: the ids, the required data and a choice of each list make an input that is accepted."""
    await story.at("2026-05-04 10:00")
    account, case = await work(story, 71)
    step = await step_of(story, account, case)
    (offer,) = [each for each in step["actions"] if each["isExpected"]]
    said = {"alternatives": ["Feria en Lima"]}
    given = {
        datum["name"]: said[datum["name"]] if datum["name"] in said else datum["choices"][0]["value"]
        for datum in offer["data"]
        if datum["required"]
    }
    done = await story.fact(offer["mutation"], caseId=offer["caseId"], **given)
    assert done["nextStep"]["step"] == "record_choice"


async def test_before_the_first_fact_the_mutations_that_open_the_case_are_offered(story: Story) -> None:
    """F-55, RTE-06: of a potential account without a case, its evaluation; not to who only measures."""
    await story.at("2026-05-04 10:00")
    account = await story.company("Escritorio Dos 72 SpA")
    (step,) = await steps(story, account)
    offer = step["actions"][0]
    assert (offer["isExpected"], offer["caseId"], offer["accountId"]) == (True, None, account)
    assert step["awaits"] is None
    assert offer["mutation"].endswith("InPotentialAccount")
    (others,) = await steps(story.as_(Role.ANALYST), account)
    assert (others["actions"], others["awaits"] is None) == ([], False)


async def test_a_company_is_offered_its_own_and_told_in_words_for_it_what_it_waits_for(story: Story) -> None:
    """F-09, COM-02: no mutation of staff, no instruction to staff."""
    await story.at("2026-05-04 10:00")
    account, case = await work(story, 73)
    company = story.as_(Role.COMPANY, None, account_id=key_of(account, "Account"))
    step = await step_of(company, account, case)
    assert step["awaits"] == "El siguiente paso es de Ana Rojas (ejecutivo/a regional)."
    assert "offerAlternativesInRequest" not in step["mutations"]
    for each in step["actions"]:
        assert each["caseId"] == case
        assert "pointOfContact" not in {datum["name"] for datum in each["data"]}
