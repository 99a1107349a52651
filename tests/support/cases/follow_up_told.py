"""A follow-up of results told step by step: how far each telling has come (FUP)."""

from __future__ import annotations

from datetime import date

from domain.model.accounts import Account, Fact, FactKind
from domain.model.cases import Flow
from domain.model.institution.people import Actor
from tests.support.builders import REGIONAL, a_fact, an_account, an_action
from tests.support.cases.national import a_desk, in_category, of_company
from tests.support.cases.step_by_step import Telling

ENDED = {"ended_on": date(2024, 9, 10), "activity": "Foodex"}
STAGE_1 = ("SLA-17 starts 2024-09-10 00:00", "timer send_stage_1 2024-10-10 09:00")
NO_DATE = {"score": 7}
EXPECTED = {"expected_on": date(2024, 12, 2)}
IN_PROGRAMME = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 9, 2))
"""Category 1 while it takes part in Exporta Más (DEF-04)."""

FOREIGN = an_account(country="CN", region=None, rut=None, office="OFICOM-CN-SHA")


def refused(stage: str) -> Fact:
    return a_fact(FactKind.FOLLOW_UP_OPT_OUT, stage, date(2024, 5, 2))


def to_be_opened(*facts: Fact, account: Account | None = None) -> Telling:
    """Friday 13 September 2024, 17:00; the activity ended on Tuesday 10."""
    desk = a_desk()
    company = account or an_account(facts=facts, regional_executive=REGIONAL.id)
    return Telling(desk, Flow.FOLLOW_UP, desk.desk.put(company, an_action(date(2024, 9, 10))))


async def waiting(category: str = "2") -> Telling:
    """Stage 1 goes out on 10 October 2024, one month after the end."""
    told = to_be_opened(*in_category(category))
    await told.by_rule("open_follow_up", **ENDED)
    return told


async def with_date() -> Telling:
    """The survey came before stage 1 and expects business on 2 December 2024."""
    told = await waiting()
    await told.report(company_of(told), "record_survey", **EXPECTED)
    return told


async def after_stage_1() -> Telling:
    told = await waiting()
    told.at("2024-10-10 09:00")
    await told.desk.fire_due()
    return told


async def dated_after_stage_1() -> Telling:
    told = await after_stage_1()
    await told.report(company_of(told), "record_survey", **EXPECTED)
    return told


async def asked_for_result() -> Telling:
    told = await dated_after_stage_1()
    told.at("2024-12-02 09:00")
    await told.desk.fire_due()
    return told


def company_of(told: Telling) -> Actor:
    assert told.account is not None
    return of_company(told.account)
