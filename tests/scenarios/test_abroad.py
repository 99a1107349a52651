"""Stories of Chilean companies abroad and of foreign investors (SPC, INV)."""

from __future__ import annotations

from tests.scenarios.conftest import Story
from tests.scenarios.foreign import action_types, oficom_of, register


async def test_a_chilean_company_abroad_with_rut_is_incorporated_by_its_region(story: Story) -> None:
    """SPC-01..SPC-03, CAP-02: Arica is told (section 4) and has a capture case that says where it came from."""
    await story.at("2026-06-15 10:00")
    oficom = oficom_of(story)
    company = await register(story, "Altiplano Sabores Ltd.")
    opened = await oficom.fact(
        "askRutInAbroad", accountId=company, support="Contactos con importadores", pointOfContact="OFICOM"
    )
    assert (opened["nextStep"]["step"], opened["nextStep"]["rule"]) == ("answer_rut", "SPC-01")
    case = opened["case"]["id"]
    refused = await oficom.refusal("answerRutInAbroad", caseId=case, hasChileanRut=True, region="15")
    assert refused["rule"] == "SPC-01"
    answered = await oficom.fact("answerRutInAbroad", caseId=case, hasChileanRut=True, rut="78.900.111-1", region="15")
    assert [other["flow"] for other in answered["openedCases"]] == ["CAPTURE"]
    (mail,) = await story.messages(company)
    assert (mail["template"], mail["recipients"]) == ("NTF-18", ["aricayparinacota@prochile.gob.cl"])
    assert "78.900.111-1" in mail["text"]
    done = await oficom.fact("recordSupportInAbroad", caseId=case, pointOfContact="OFICOM", result="Tres reuniones")
    assert done["case"]["isOpen"] is False
    assert await action_types(story, company) == ["APOYO_CHILENA_EXTERIOR"]


async def test_a_company_without_rut_nor_conditions_is_sent_to_its_local_counterpart(story: Story) -> None:
    """SPC-04, SPC-05, AMB-49: led by Chileans who sell nothing national: a foreign company, with a recommendation."""
    await story.at("2026-06-15 10:00")
    oficom = oficom_of(story)
    company = await register(story, "Meridian Partners Ltd.")
    opened = await oficom.fact("askRutInAbroad", accountId=company, support="Asesoría", pointOfContact="OFICOM")
    case = opened["case"]["id"]
    asked = await oficom.fact("answerRutInAbroad", caseId=case, hasChileanRut=False)
    assert "capitales chilenos" in asked["nextStep"]["text"]
    decided = await oficom.fact(
        "recordConditionsInAbroad", caseId=case, chileanCapital=False, ledByChileans=True, sellsNational=False
    )
    assert decided["nextStep"]["step"] == "recommend_counterpart"
    await oficom.fact("recommendCounterpartInAbroad", caseId=case)
    (mail,) = await story.messages(company)
    assert (mail["template"], mail["recipients"]) == ("NTF-19", ["meridian@example.cl"])
    assert "promocion.cn@example.cl" in mail["text"]


async def test_an_investor_without_an_attache_is_taken_by_the_geographic_area(story: Story) -> None:
    """INV-01, INV-02, INV-04: Brazil has no attaché in the sample directory; two notices close it, in either order."""
    await story.at("2026-06-15 10:00")
    oficom = oficom_of(story, "OFICOM-BR-SAO")
    investor = await register(story, "Ipanema Capital Ltda.", country="BR", office="OFICOM-BR-SAO")
    derived = await oficom.fact(
        "deriveInvestmentInInvestment", accountId=investor, project="Planta solar", pointOfContact="OFICOM"
    )
    case = derived["case"]["id"]
    assert derived["case"]["assignee"] == {"username": "irene.duarte"}
    await oficom.fact("informCompanyOfInvestchileInInvestment", caseId=case)
    closed = await story.of("irene.duarte").fact("informInvestchileInInvestment", caseId=case)
    assert closed["case"]["isOpen"] is False
    assert [(mail["template"], mail["recipients"]) for mail in await story.messages(investor)] == [
        ("NTF-24", ["ipanema@example.cl"]),
        ("NTF-26", ["investchile@example.cl"]),
    ]


async def test_an_investor_is_introduced_only_to_a_user_company(story: Story) -> None:
    """INV-03: refused before the fair of this year is registered, introduced after it."""
    await story.at("2026-06-15 10:00")
    oficom = oficom_of(story)
    investor = await register(story, "Goldenbridge Capital Co.")
    chilean = await story.company("Viveros Quillay SpA")
    given = {"accountId": investor, "userCompany": chilean, "interest": "Participación", "pointOfContact": "OFICOM"}
    refused = await oficom.refusal("introduceToUserCompanyInInvestment", **given)
    assert refused["rule"] == "INV-03"
    await story.went_to(chilean, "FERIA", "2026-05-20")
    introduced = await oficom.fact("introduceToUserCompanyInInvestment", **given)
    assert introduced["case"]["state"] == "PRESENTADA"
    (mail,) = await story.messages(investor)
    assert (mail["template"], mail["recipients"]) == ("NTF-25", ["goldenbridge@example.cl", "viveros@example.cl"])
