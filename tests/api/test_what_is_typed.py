"""What nobody can mean is refused at every door of the API, with its field: too long, no address, no such place."""

from __future__ import annotations

from typing import Any, Final

import pytest

from domain.model.institution.people import Role
from domain.model.words import LONGEST_PROSE
from tests.scenarios.conftest import Story, api, story

__all__ = ["api", "story"]

FAIR: Final = {"type": "FERIA", "startedOn": "2026-06-01", "endedOn": "2026-06-01"}
ENDLESS: Final = "a" * (LONGEST_PROSE + 1)


async def errors_of(story: Story, mutation: str, **given: Any) -> list[tuple[str, tuple[str, ...] | None]]:
    """The code and the field of each error of a plain mutation."""
    kind = mutation[0].upper() + mutation[1:] + "Input"
    document = f"mutation($i: {kind}!) {{ {mutation}(input: $i) {{ userErrors {{ code field message }} }} }}"
    found = (await story.ask(document, i=given))[mutation]["userErrors"]
    return [(each["code"], tuple(each["field"]) if each["field"] else None) for each in found]


@pytest.mark.parametrize(
    ("mutation", "field", "given"),
    [
        ("assignExecutive", "reason", {"version": 1, "kind": "REGIONAL", "person": "ana.rojas"}),
        ("assignCategory", "reason", {"version": 1, "category": "TRABAJO_HABITUAL"}),
        ("setExportaMas", "reason", {"version": 1, "since": "2026-06-01"}),
        ("declareConflictOfInterest", "reason", {"since": "2026-06-01"}),
        ("validateAccount", "reason", {"version": 1, "decision": "REJECTED"}),
        (
            "registerAction",
            "notes",
            {"type": "FERIA", "title": "x", "startedOn": "2026-06-01", "endedOn": "2026-06-01"},
        ),
        ("registerAction", "title", {"type": "FERIA", "startedOn": "2026-06-01", "endedOn": "2026-06-01"}),
    ],
)
async def test_a_text_without_end_is_refused_with_its_limit(
    story: Story, mutation: str, field: str, given: dict[str, Any]
) -> None:
    """POL-07: whatever the mutation, told which field it is; nothing is written."""
    await story.at("2026-06-15 10:00")
    account = await story.company(f"Larga {mutation} {field} SpA")
    found = await errors_of(story, mutation, accountId=account, **given, **{field: ENDLESS})
    assert found == [("INVALID_VALUE", (field,))]


async def test_the_texts_of_a_fact_end_too(story: Story) -> None:
    """POL-07: a text, each of a list, and how many a list has."""
    await story.at("2026-06-15 10:00")
    account = await story.company("Larga de Hechos SpA")
    asked = {"accountId": account, "pointOfContact": "OFIREG", "wants": "OFICOM"}
    refused = await story.refusal("receiveRequestInRequest", **asked, matter=ENDLESS)
    assert (refused["code"], "4000" in refused["message"]) == ("INVALID_VALUE", True)
    opened = await story.attempt("receiveRequestInRequest", **asked, matter="a" * LONGEST_PROSE)
    assert all(error["code"] != "INVALID_VALUE" for error in opened["userErrors"])


@pytest.mark.parametrize("typed", ["a@b", "a@x.example, b@x.example", "<a@x.example>", '"a b"@x.example', "a@x..cl"])
async def test_what_is_no_address_is_refused_wherever_a_person_gives_one(story: Story, typed: str) -> None:
    """DEF-03, PUB-06, INS-01: an account, a contact, whoever makes contact, and the facts of flows."""
    await story.at("2026-06-15 10:00")
    account = await story.company("Sin Correo SpA")
    fields = {"name": "Otra SpA", "fields": {"country": "CL", "region": "08", "email": typed}}
    assert await errors_of(story, "createAccount", **fields) == [("INVALID_VALUE", ("fields", "email"))]
    contact = {"accountId": account, "contact": {"name": "Rosa Díaz", "email": typed}}
    assert await errors_of(story, "addContact", **contact) == [("INVALID_VALUE", ("contact", "email"))]
    attended = {"matters": ["COMPLAINT"], "email": typed, "explained": False}
    assert await errors_of(story, "attendContact", **attended) == [("INVALID_VALUE", ("email",))]
    form = {"person": "Eva Soto", "email": typed, "query": "¿Cómo exporto?", "pointOfContact": "FORM_CDA"}
    refused = await story.as_(Role.HELP_CENTRE).refusal("submitHelpFormInHelpCentre", **form)
    assert refused["code"] == "INVALID_VALUE"


async def test_a_place_that_is_none_is_refused_wherever_one_is_given(story: Story) -> None:
    """RTE-01, SYS-04, AMB-03: region, country, office and the commune of a holiday."""
    await story.at("2026-06-15 10:00")
    account = await story.company("Sin Lugar SpA")
    nowhere = ("INVALID_VALUE", ("region",))
    assert await errors_of(story, "attendContact", matters=["COMPLAINT"], region="99") == [nowhere]
    nobody = {"name": "De Ninguna Parte Ltd.", "fields": {"country": "ZZ"}}
    assert await errors_of(story, "createAccount", **nobody) == [("INVALID_VALUE", ("fields", "country"))]
    agenda = {"accountId": account, "market": "ZZ", "mode": "VIRTUAL", "pointOfContact": "OFIREG"}
    refused = await story.attempt("requestAgendaInAgenda", **agenda)
    assert "INVALID_VALUE" in {error["code"] for error in refused["userErrors"]}

    admin = story.as_(Role.ADMINISTRATOR)
    holiday = {"on": "2026-10-01", "name": "Aniversario", "source": "Ley de ejemplo"}
    for place, field in (
        ({"region": "99"}, "region"),
        ({"commune": "Chillán"}, "region"),
        ({"region": "16", "commune": "Concepción"}, "commune"),
        ({"region": "16", "commune": "Atlántida"}, "commune"),
    ):
        assert await errors_of(admin, "addHoliday", **holiday, **place) == [("INVALID_VALUE", (field,))]
    assert await errors_of(admin, "addHoliday", **holiday, region="16", commune=" chillan") == []
    gone = {"on": "2026-10-01", "reason": "No lo era", "region": "16", "commune": "CHILLÁN"}
    assert await errors_of(admin, "withdrawHoliday", **gone) == []
