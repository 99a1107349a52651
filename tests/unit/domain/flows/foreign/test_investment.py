"""Foreign investment: attaché or geographic area and InvestChile; introduction to a user company (INV-01..INV-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import NotAuthorised, StepNotAllowed
from domain.model.accounts import Account
from domain.model.cases import Flow
from domain.model.institution.people import Role
from tests.support.builders import COMMERCIAL, REGIONAL, an_account, an_action
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.foreign import (
    CENTRAL_OFFICER,
    COMPANY_EMAIL,
    GEOGRAPHIC,
    IN_BRAZIL,
    a_brazilian,
    a_buyer,
    a_foreign_desk,
    a_supplier,
)
from tests.support.cases.national import action_types, now, templates

INVESTMENT = Flow.INVESTMENT
PROJECT = "Planta de congelado"


def a_user_company(desk: CaseDesk, worked_on: date = date(2024, 3, 5)) -> Account:
    account = an_account(regional_executive=REGIONAL.id)
    return desk.desk.put(account, an_action(worked_on))


async def test_with_an_attache_in_the_market_it_goes_to_the_attache() -> None:
    """INV-01: China has an Investment Attaché; the derivation is recorded (POL-05)."""
    desk = a_foreign_desk()
    outcome = await desk.start(COMMERCIAL, INVESTMENT, "derive_investment", a_buyer(desk).id, project=PROJECT)
    assert now(desk, outcome.case).state == "CON_AGREGADO"
    assert [e.data["to"] for e in desk.timeline(outcome.case) if e.fact == "hand_over"] == ["unit:Agregaduría en China"]
    assert outcome.next_step.step == "inform_company_of_investchile"


async def test_without_an_attache_it_goes_to_the_geographic_area() -> None:
    """INV-01, INV-04: Brazil has none: its geographic professional takes it and tells InvestChile (NTF-26)."""
    desk = a_foreign_desk()
    outcome = await desk.start(IN_BRAZIL, INVESTMENT, "derive_investment", a_brazilian(desk).id, project=PROJECT)
    case = outcome.case
    assert (now(desk, case).state, now(desk, case).assignee) == ("EN_AREA_GEOGRAFICA", GEOGRAPHIC.id)
    await desk.report(GEOGRAPHIC, case, "inform_investchile")
    assert (desk.messages[0].template, desk.messages[0].to) == ("NTF-26", ("investchile@ejemplo.cl",))
    assert now(desk, case).state == "FALTA_EMPRESA"


async def test_the_office_may_choose_the_geographic_area() -> None:
    """INV-01: «o derivar la solicitud a su área geográfica», also where there is an attaché."""
    desk = a_foreign_desk()
    outcome = await desk.start(
        COMMERCIAL, INVESTMENT, "derive_investment", a_buyer(desk).id, project=PROJECT, by_geographic_area=True
    )
    assert now(desk, outcome.case).state == "EN_AREA_GEOGRAFICA"


async def test_the_derivation_closes_only_when_the_company_knows() -> None:
    """INV-02: NTF-24 is mandatory, in either scenario and in either order."""
    desk = a_foreign_desk()
    buyer = a_buyer(desk)
    case = (await desk.start(COMMERCIAL, INVESTMENT, "derive_investment", buyer.id, project=PROJECT)).case
    assert now(desk, case).closed_at is None
    await desk.report(COMMERCIAL, case, "inform_company_of_investchile")
    assert (desk.messages[0].template, desk.messages[0].to) == ("NTF-24", (COMPANY_EMAIL,))
    assert now(desk, case).state == "DERIVADA"
    assert action_types(desk, buyer) == ["DERIVACION_INVESTCHILE"]

    brazilian = a_brazilian(desk)
    other = (await desk.start(IN_BRAZIL, INVESTMENT, "derive_investment", brazilian.id, project=PROJECT)).case
    await desk.report(IN_BRAZIL, other, "inform_company_of_investchile")
    assert now(desk, other).state == "FALTA_INVESTCHILE"
    await desk.report(GEOGRAPHIC, other, "inform_investchile")
    assert now(desk, other).state == "DERIVADA"
    assert templates(desk) == ["NTF-24", "NTF-24", "NTF-26"]


async def test_an_introduction_to_a_user_company_copies_the_four() -> None:
    """INV-03: to both; copies to the attaché and to the regional, sector and geographic executives."""
    desk = a_foreign_desk()
    buyer, chilean = a_buyer(desk), a_user_company(desk)
    case = (
        await desk.start(
            COMMERCIAL, INVESTMENT, "introduce_to_user_company", buyer.id, user_company=chilean.id, interest=PROJECT
        )
    ).case
    (message,) = desk.messages
    assert message.template == "NTF-25"
    assert message.to == (COMPANY_EMAIL, "contacto@conservas.cl")
    assert message.cc == (
        "agregado@ejemplo.cl",
        f"{REGIONAL.id}@ejemplo.cl",
        f"{CENTRAL_OFFICER.id}@ejemplo.cl",
        f"{GEOGRAPHIC.id}@ejemplo.cl",
    )
    assert now(desk, case).state == "PRESENTADA"
    assert action_types(desk, buyer) == ["PRESENTACION_INVERSION"]


async def test_without_an_attache_investchile_is_told_of_the_introduction() -> None:
    """INV-03 «si corresponde», INV-04: three copies, and the geographic professional tells InvestChile."""
    desk = a_foreign_desk()
    outcome = await desk.start(
        IN_BRAZIL,
        INVESTMENT,
        "introduce_to_user_company",
        a_brazilian(desk).id,
        user_company=a_user_company(desk).id,
        interest=PROJECT,
    )
    assert len(desk.messages[0].cc) == 3
    assert outcome.next_step.step == "inform_investchile"
    assert "agregado/a de inversiones: no hay" in outcome.next_step.text
    await desk.report(GEOGRAPHIC, outcome.case, "inform_investchile")
    assert templates(desk) == ["NTF-25", "NTF-26"]
    assert now(desk, outcome.case).state == "PRESENTADA"


@pytest.mark.parametrize("worked_on", [date(2023, 12, 31), date(2020, 5, 1), None])
async def test_a_company_that_is_no_user_that_day_is_not_introduced(worked_on: date | None) -> None:
    """INV-03: on 16 September 2024 an activity of 2023 or 2020 does not make a user, and no activity neither."""
    desk = a_foreign_desk()
    chilean = a_supplier(desk) if worked_on is None else a_user_company(desk, worked_on)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.start(
            COMMERCIAL,
            INVESTMENT,
            "introduce_to_user_company",
            a_buyer(desk).id,
            user_company=chilean.id,
            interest=PROJECT,
        )
    assert refused.value.rule == "INV-03"
    assert desk.messages == []
    assert desk.cases(INVESTMENT) == []


async def test_only_the_commercial_office_derives_it() -> None:
    """INV-01: «la Oficom»; a national company is not a foreign investor."""
    desk = a_foreign_desk()
    with pytest.raises(NotAuthorised):
        await desk.start(REGIONAL, INVESTMENT, "derive_investment", a_buyer(desk).id, project=PROJECT)
    with pytest.raises(StepNotAllowed) as refused:
        await desk.start(COMMERCIAL, INVESTMENT, "derive_investment", a_supplier(desk).id, project=PROJECT)
    assert refused.value.rule == "INV-01"


async def test_each_purpose_has_its_own_case() -> None:
    """AMB-51: one to invest in Chile, another for the user company."""
    desk = a_foreign_desk()
    buyer = a_buyer(desk)
    first = await desk.start(COMMERCIAL, INVESTMENT, "derive_investment", buyer.id, project=PROJECT)
    second = await desk.start(
        COMMERCIAL,
        INVESTMENT,
        "introduce_to_user_company",
        buyer.id,
        user_company=a_user_company(desk).id,
        interest=PROJECT,
    )
    assert first.case.id != second.case.id


async def test_with_an_empty_directory_the_role_is_asked_for() -> None:
    """AMB-14: nobody is invented; the hand-over names the role, and no attaché is assumed."""
    desk = a_foreign_desk()
    desk.directory = replace(desk.directory, people=(), referrals=())
    outcome = await desk.start(COMMERCIAL, INVESTMENT, "derive_investment", a_buyer(desk).id, project=PROJECT)
    assert [e.data["to"] for e in desk.timeline(outcome.case) if e.fact == "hand_over"] == [
        Role.GEOGRAPHIC_PROFESSIONAL.value
    ]
