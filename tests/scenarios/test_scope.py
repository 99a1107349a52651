"""What ProChile does is told whatever is asked, on every channel (POL-06, POL-17)."""

from __future__ import annotations

import pytest

from domain.protocol.routing.triage import Matter
from tests.scenarios.conftest import Story

ASKED = "mutation($i: AttendContactInput!) { attendContact(input: $i) { steps { step } scope userErrors { code } } }"
SCOPE = (
    "ProChile promueve la internacionalización de las empresas chilenas, y apoya la atracción de inversiones, el "
    "turismo y la imagen país."
)


@pytest.mark.parametrize("point", ["TELEFONO", "CORREO", "OFIREG", "RRSS_CENTRAL"])
async def test_the_scope_of_prochile_is_part_of_every_answer_at_every_point_of_contact(
    story: Story, point: str
) -> None:
    """POL-06, POL-17, CHN-05: of every matter, of a person and of a company, and of an answer that is refused."""
    for matter in Matter:
        for belongs in (True, False):
            asked = {"matters": [matter.name], "belongsToCompany": belongs, "pointOfContact": point}
            told = (await story.ask(ASKED, i=asked))["attendContact"]
            assert (told["scope"], told["userErrors"]) == (SCOPE, [])
            assert told["steps"]
    refused = (await story.ask(ASKED, i={"matters": ["SUPPORT"], "explained": True}))["attendContact"]
    assert (refused["scope"], [error["code"] for error in refused["userErrors"]]) == (SCOPE, ["MISSING_DATA"])
