"""How a follow-up of results begins, row by row: what each step needs and causes, and nothing else (FUP, SLA-17)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import StepNotAllowed
from domain.model.cases import Flow
from tests.support.builders import REGIONAL
from tests.support.cases.follow_up_told import (
    ENDED,
    EXPECTED,
    FOREIGN,
    IN_PROGRAMME,
    STAGE_1,
    company_of,
    refused,
    to_be_opened,
)
from tests.support.cases.national import a_desk, in_category
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves


@proves("FUP-01", "FUP-03", "FUP-04", "ATN-01")
async def test_how_a_follow_up_begins_is_decided_by_the_category() -> None:
    """FUP-03: 1 in person; FUP-04: 2 and 3 in two stages; ATN-01: without category the executive decides first."""
    words = "Indique la cuenta de la empresa"
    await Telling(a_desk(), Flow.FOLLOW_UP).refused_by_rule(
        "open_follow_up", "FUP-01", words, lacks=("account_id",), **ENDED
    )
    await to_be_opened(IN_PROGRAMME).step_by_rule("open_follow_up", "DIRECTO", **ENDED)
    await to_be_opened(account=FOREIGN).step_by_rule("open_follow_up", "DIRECTO", **ENDED)
    await to_be_opened().step_by_rule("open_follow_up", "SIN_CATEGORIA", **ENDED)
    for category in ("2", "3"):
        await to_be_opened(*in_category(category)).step_by_rule("open_follow_up", "EN_ESPERA", *STAGE_1, **ENDED)


@proves("FUP-06", "FUP-04")
async def test_who_refused_the_message_gets_none() -> None:
    """FUP-06: stage-1 messages stop from then, for every later activity."""
    told = to_be_opened(*in_category("3"), refused("STAGE_1"))
    await told.step_by_rule("open_follow_up", "SIN_FECHA", **ENDED)


@proves("ATN-01", "FUP-03", "FUP-04")
async def test_the_category_lets_a_follow_up_go_on() -> None:
    """ATN-01, FUP-04: 2 or 3, with the reason; who refused stage 1 waits for nothing; Exporta Más is 1 (FUP-03)."""
    assigned = {"category": "2", "reason": "Participa seguido"}
    told = to_be_opened()
    await told.by_rule("open_follow_up", **ENDED)
    await told.step(REGIONAL, "assign_category", "EN_ESPERA", "CATEGORY 2", *STAGE_1, **assigned)
    told = to_be_opened(refused("STAGE_1"))
    await told.by_rule("open_follow_up", **ENDED)
    await told.step(REGIONAL, "assign_category", "SIN_FECHA", "CATEGORY 2", **assigned)
    told = to_be_opened()
    await told.by_rule("open_follow_up", **ENDED)
    told.now_has(IN_PROGRAMME)
    await told.refused(REGIONAL, "assign_category", "ATN-01", "participa en Exporta Más", **assigned)


@proves("FUP-03", "ATN-01")
async def test_only_who_is_followed_directly_waits_for_no_category() -> None:
    """FUP-03, ATN-01: membership of Exporta Más, recorded elsewhere, and nothing else, takes it past the category."""
    told = to_be_opened()
    await told.by_rule("open_follow_up", **ENDED)
    with pytest.raises(StepNotAllowed):
        await told.by_rule("follow_directly")
    told.now_has(IN_PROGRAMME)
    await told.step_by_rule("follow_directly", "DIRECTO")


@proves("FUP-05", "SLA-17")
async def test_an_activity_registered_after_its_day_is_asked_about_by_nobody_but_its_executive() -> None:
    """FUP-05: ended on 10 September 2024, so «hace un mes» holds on 10 October; registered on the 11th it would not."""
    for day, state, caused in (("2024-10-10", "EN_ESPERA", STAGE_1), ("2024-10-11", "SIN_FECHA", ())):
        told = to_be_opened(*in_category("2"))
        told.at(f"{day} 08:00")
        await told.step_by_rule("open_follow_up", state, *caused, **ENDED)
    assert "Pregunte directamente a" in (told.timeline[-1].reason or "")


@proves("FUP-05", "FUP-08", "ATN-01", "SLA-17", "SLA-18")
async def test_a_category_given_after_the_day_of_stage_1_sends_none() -> None:
    """FUP-05, FUP-08: the category waited until 11 October; what is asked on the date of the survey goes on."""
    assigned = {"category": "2", "reason": "Participa seguido"}
    dated = ("SLA-18 starts to 2024-12-02", "timer send_stage_2 2024-12-02 09:00")
    for day, survey, state, caused in (
        ("2024-10-10", False, "EN_ESPERA", STAGE_1), ("2024-10-11", False, "SIN_FECHA", ()),
        ("2024-10-10", True, "EN_ESPERA_CON_FECHA", (*STAGE_1, *dated)), ("2024-10-11", True, "CON_FECHA", dated),
    ):  # fmt: skip
        told = to_be_opened()
        await told.by_rule("open_follow_up", **ENDED)
        if survey:
            await told.report(company_of(told), "record_survey", **EXPECTED)
        told.at(f"{day} 08:00")
        await told.step(REGIONAL, "assign_category", state, "CATEGORY 2", *caused, **assigned)


async def test_a_date_of_business_waits_for_no_message_that_never_goes_out() -> None:
    """FUP-09: without stage 1 the date of 15 October is kept, though it was told on the 14th, behind the missed day."""
    told = to_be_opened(*in_category("2"))
    told.at("2024-10-14 10:00")
    await told.by_rule("open_follow_up", **ENDED)
    caused = ("SLA-18 starts to 2024-10-14", "timer send_stage_2 2024-10-14 09:00")
    await told.step(company_of(told), "record_survey", "CON_FECHA", *caused, expected_on=date(2024, 10, 14))


async def test_an_activity_registered_late_goes_with_a_later_one_of_its_month() -> None:
    """AMB-30, AMB-80: one ended on 10, one on 20 September; the first, registered on 14 October, goes on the 20th."""
    later = to_be_opened(*in_category("2"))
    later.at("2024-10-11 10:00")
    await later.by_rule("open_follow_up", ended_on=date(2024, 9, 20), activity="SIAL")
    first = Telling(later.desk, Flow.FOLLOW_UP, later.account)
    first.at("2024-10-14 10:00")
    await first.by_rule("open_follow_up", **ENDED)
    await later.desk.fire_due()
    assert "Va en un solo correo" in (first.timeline[-1].reason or "")
    assert [message.template for message in later.desk.messages] == []
    later.at("2024-10-20 09:00")
    await later.desk.fire_due()
    (message,) = later.desk.messages
    assert message.parameters["activities"] == ("Foodex", "SIAL")
