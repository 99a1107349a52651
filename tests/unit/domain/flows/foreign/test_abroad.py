"""Chilean companies established abroad: with RUT the region, without it two conditions (SPC-01..SPC-05, AMB-49)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, StepNotAllowed
from domain.model.accounts import Account, Organisation
from domain.model.cases import Case, Flow
from domain.model.classes import Origin
from domain.model.rut import Rut
from domain.protocol.classes.classification import classify
from tests.support.builders import COMMERCIAL, an_account, an_action
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.foreign import COMPANY_EMAIL, a_buyer, a_foreign_desk, settings
from tests.support.cases.national import action_types, now, only, templates

ABROAD = Flow.ABROAD
RUT_TEXT = "76.543.210-3"


async def asked(desk: CaseDesk, account: Account) -> Case:
    return (await desk.start(COMMERCIAL, ABROAD, "ask_rut", account.id, support="Contactos con importadores")).case


def stored(desk: CaseDesk, account: Account) -> Account:
    return desk.desk.store.rows.accounts[account.id]


async def test_nothing_goes_on_until_the_question_for_a_rut_is_answered() -> None:
    """SPC-01: the first step; whatever else is refused and says so."""
    desk = a_foreign_desk()
    outcome = await desk.start(COMMERCIAL, ABROAD, "ask_rut", a_buyer(desk).id, support="Asesoría")
    assert (outcome.next_step.step, outcome.next_step.rule) == ("answer_rut", "SPC-01")
    assert outcome.next_step.missing == {"has_chilean_rut": "Tiene RUT chileno"}
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(COMMERCIAL, outcome.case, "record_support", result="x")
    assert "Registrar si tiene RUT chileno" in str(refused.value.step_to_take)


async def test_with_rut_the_region_is_told_of_the_support() -> None:
    """SPC-02: NTF-18 to the mailbox of Biobío (section 4), and the support is registered as an action."""
    desk = a_foreign_desk()
    national = desk.desk.put(an_account(), an_action(date(2024, 3, 5)))
    case = await asked(desk, national)
    await desk.report(COMMERCIAL, case, "answer_rut", has_chilean_rut=True)
    (message,) = desk.messages
    assert (message.template, message.to) == ("NTF-18", ("concepcion@prochile.gob.cl",))
    assert message.parameters["support"] == "Contactos con importadores"
    assert desk.cases(Flow.CAPTURE) == []
    await desk.report(COMMERCIAL, case, "record_support", result="Tres reuniones")
    assert action_types(desk, national) == ["APOYO_CHILENA_EXTERIOR"]
    assert now(desk, case).state == "APOYADA"


async def test_with_rut_and_not_with_prochile_the_region_incorporates_it() -> None:
    """SPC-03, CAP-02: a capture case in its region, that knows where it came from; the account is national now."""
    desk = a_foreign_desk()
    company = a_buyer(desk, name="Sabores de Chile Ltd.")
    case = await asked(desk, company)
    outcome = await desk.report(COMMERCIAL, case, "answer_rut", has_chilean_rut=True, rut=RUT_TEXT, region="15")
    capture = only(desk, Flow.CAPTURE)
    assert [opened.id for opened in outcome.opened] == [capture.id]
    assert (capture.account_id, capture.office, capture.origin_case_id) == (company.id, "OFIREG-15", case.id)
    assert capture.state == "CONTACTO"
    account = stored(desk, company)
    assert (account.rut, account.region, account.office) == (Rut.parse(RUT_TEXT), "15", "OFIREG-15")
    assert classify(account, (), date(2024, 9, 16), settings()).origin.value is Origin.NACIONAL
    assert desk.messages[0].to == ("aricayparinacota@prochile.gob.cl",)
    assert now(desk, case).office == "OFICOM-CN-SHA"


async def test_a_capture_that_is_open_already_is_not_told_to_open() -> None:
    """CAP-02, POL-07: two offices asked; by the second answer the region has begun, and the timeline says so."""
    desk = a_foreign_desk()
    company = a_buyer(desk)
    first, second = await asked(desk, company), await asked(desk, company)
    answer = {"has_chilean_rut": True, "rut": RUT_TEXT, "region": "15"}
    done = await desk.report(COMMERCIAL, first, "answer_rut", **answer)
    again = await desk.report(COMMERCIAL, second, "answer_rut", **answer)
    opens, goes_on = (
        "Se abre un caso: captación de empresas nacionales.",
        "Sigue el caso que ya estaba abierto: captación de empresas nacionales.",
    )
    assert (opens in done.event.effects, goes_on in done.event.effects) == (True, False)
    assert (opens in again.event.effects, goes_on in again.event.effects) == (False, True)
    assert desk.timeline(second)[-1].effects == again.event.effects
    only(desk, Flow.CAPTURE)


async def test_a_former_user_is_reactivated() -> None:
    """SPC-03, OLD-01: the last fair was on 5 March 2021, three years and more ago: it updates its ficha."""
    desk = a_foreign_desk()
    company = desk.desk.put(an_account(country="CN", office="OFICOM-CN-SHA"), an_action(date(2021, 3, 5)))
    await desk.report(COMMERCIAL, await asked(desk, company), "answer_rut", has_chilean_rut=True)
    assert only(desk, Flow.CAPTURE).state == "FICHA_POR_ACTUALIZAR"


@pytest.mark.parametrize(
    ("answers", "chilean"),
    [
        ((True, False, False), True),
        ((False, True, True), True),
        ((True, True, False), True),
        ((False, True, False), False),
        ((False, False, True), False),
        ((False, False, False), False),
    ],
)
async def test_without_rut_one_of_two_conditions_makes_it_chilean(
    answers: tuple[bool, bool, bool], chilean: bool
) -> None:
    """SPC-04, AMB-49: Chilean capital; or led by Chileans who intend to trade national supply (second part only)."""
    desk = a_foreign_desk()
    company = a_buyer(desk)
    case = await asked(desk, company)
    await desk.report(COMMERCIAL, case, "answer_rut", has_chilean_rut=False)
    capital, led, sells = answers
    await desk.report(
        COMMERCIAL, case, "record_conditions", chilean_capital=capital, led_by_chileans=led, sells_national=sells
    )
    origin = classify(stored(desk, company), (), date(2024, 9, 16), settings()).origin.value
    assert now(desk, case).state == ("CHILENA_EXTERIOR" if chilean else "EXTRANJERA")
    assert origin is (Origin.CHILENA_EXTERIOR if chilean else Origin.EXTRANJERA)


async def test_both_wordings_are_shown_to_who_decides() -> None:
    """AMB-49: the text of the step has them."""
    desk = a_foreign_desk()
    case = await asked(desk, a_buyer(desk))
    outcome = await desk.report(COMMERCIAL, case, "answer_rut", has_chilean_rut=False)
    assert "capitales chilenos" in outcome.next_step.text
    assert "o a ambas" in outcome.next_step.text


async def test_a_chilean_company_abroad_is_supported_and_it_is_registered() -> None:
    """SPC-04: attended by the commercial office, without a message to a region."""
    desk = a_foreign_desk()
    company = a_buyer(desk)
    case = await asked(desk, company)
    await desk.report(COMMERCIAL, case, "answer_rut", has_chilean_rut=False)
    await desk.report(
        COMMERCIAL, case, "record_conditions", chilean_capital=True, led_by_chileans=False, sells_national=False
    )
    await desk.report(COMMERCIAL, case, "record_support", result="Lista de importadores")
    assert action_types(desk, company) == ["APOYO_CHILENA_EXTERIOR"]
    assert desk.messages == []


async def test_without_conditions_a_local_counterpart_is_recommended() -> None:
    """SPC-05, ROL-03: NTF-19 to the company with the counterpart of its market, and the action for the CRM."""
    desk = a_foreign_desk()
    company = a_buyer(desk)
    case = await asked(desk, company)
    await desk.report(COMMERCIAL, case, "answer_rut", has_chilean_rut=False)
    outcome = await desk.report(
        COMMERCIAL, case, "record_conditions", chilean_capital=False, led_by_chileans=False, sells_national=False
    )
    assert "Cámara de Shanghái" in outcome.next_step.text
    await desk.report(COMMERCIAL, case, "recommend_counterpart")
    assert templates(desk) == ["NTF-19"]
    assert desk.messages[0].to == (COMPANY_EMAIL,)
    assert desk.messages[0].parameters["counterparts"] == ("Cámara de Shanghái: camara@ejemplo.cl",)
    assert action_types(desk, company) == ["ORIENTACION_CONTRAPARTE"]
    assert now(desk, case).state == "ORIENTADA"


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"has_chilean_rut": True, "region": "08"}, "SPC-01"),
        ({"has_chilean_rut": True, "rut": "76.543.210-9", "region": "08"}, "SPC-01"),
        ({"has_chilean_rut": True, "rut": RUT_TEXT}, "SPC-02"),
    ],
)
async def test_a_rut_needs_to_be_right_and_to_have_a_region(given: dict[str, str | bool], rule: str) -> None:
    """SPC-01, SPC-02: no RUT, a wrong check digit, no region to inform: refused, and nothing is written."""
    desk = a_foreign_desk()
    company = a_buyer(desk)
    case = await asked(desk, company)
    with pytest.raises((MissingData, InvalidValue)) as refused:
        await desk.report(COMMERCIAL, case, "answer_rut", **given)
    assert refused.value.rule == rule
    assert stored(desk, company).rut is None
    assert desk.messages == []


async def test_an_answer_that_contradicts_the_account_is_refused() -> None:
    """SPC-01: the account has a RUT."""
    desk = a_foreign_desk()
    case = await asked(desk, desk.desk.put(an_account()))
    with pytest.raises(InvalidValue):
        await desk.report(COMMERCIAL, case, "answer_rut", has_chilean_rut=False)


async def test_institutions_and_companies_without_account_are_sent_elsewhere() -> None:
    """INS-03; SPC-01: the case is about an account of the CRM."""
    desk = a_foreign_desk()
    with pytest.raises(StepNotAllowed) as refused:
        await asked(desk, desk.desk.put(an_account(organisation=Organisation.INSTITUTION)))
    assert refused.value.rule == "INS-03"
    with pytest.raises(MissingData):
        await desk.start(COMMERCIAL, ABROAD, "ask_rut", None, support="Asesoría")
