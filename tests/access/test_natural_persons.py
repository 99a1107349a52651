"""A natural person's account opens to her own RUN only, whoever is asked to confirm otherwise (AMB-54, DAT-03)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.access.houses import World, rut_of
from tests.access.making import do
from tests.access.world import company, staff

pytestmark = pytest.mark.xdist_group("access")
_HERS = rut_of(12_900_100)


async def problems_with_a_natural_person(world: World) -> list[str]:
    """How somebody with another RUN gets at her account: by declaring it, and by an executive who confirms it."""
    herself = replace(company(None, _HERS), id="por.su.cuenta")
    stranger = replace(company(None, rut_of(12_900_200)), id="otra.persona")
    asked = {"rut": _HERS, "name": "Miel de Quillota", "fields": {"region": "08"}}
    own = await do(world.api, herself, "registerCompany", asked, "account { id }")
    if own["userErrors"] or own["account"] is None:
        return [f"she cannot register herself: {own}"]
    account, wrong = own["account"]["id"], []
    declared = await do(world.api, stranger, "registerCompany", asked, "case { id } account { id }")
    if declared["account"] is not None:
        wrong.append(f"declaring her RUT shows her account: {declared}")
    if declared["case"] is not None:
        told = {"caseId": declared["case"]["id"]}
        confirming = "confirmRepresentationInCapture"
        done = await do(world.api, staff("REGIONAL_EXECUTIVE"), confirming, told, "case { id }")
        if not done["userErrors"]:
            wrong.append("an executive may open her account to another RUN")
    shown = await world.api.ask(stranger, "query($i: ID!) { account(by: { id: $i }) { name } }", {"i": account})
    if shown["account"] is not None:
        wrong.append(f"somebody else sees her account: {shown}")
    await world.restore()
    return wrong


async def test_a_natural_persons_account_is_hers_alone(world: World) -> None:
    """DAT-03, AMB-54: neither by declaring it nor by a confirmation."""
    assert await problems_with_a_natural_person(world) == []
