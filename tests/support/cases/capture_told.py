"""Captures told step by step, each as far as its name says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.model.accounts import Account, FactKind
from domain.model.cases import Flow
from domain.model.institution.people import Actor
from tests.support.builders import FAIR, a_configuration, a_fact, an_account, an_action
from tests.support.cases.capture import RUN, who_represents
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.desk import Desk
from tests.support.cases.step_by_step import Telling

FICHA = ("FICHA COMPLETED", "EXPORT_DECLARATION YES")


DECLARED = ("REGISTRATION DECLARED", "representation DECLARED")


def new(**fields: object) -> Account:
    return an_account(registered_on=date(2024, 9, 1), **fields)


def telling(account: Account | None, *actions: object, **settings: object) -> Telling:
    """A case of capture to be opened, on Friday 13 September 2024 at 17:00."""
    desk = CaseDesk(Desk(configuration=replace(a_configuration(), **settings)))
    if account is not None:
        desk.desk.put(account, *actions)
    return Telling(desk, Flow.CAPTURE, account)


def company_of(told: Telling) -> Actor:
    assert told.account is not None
    return who_represents(told.account)


def former(**settings: object) -> Telling:
    """Its last fair ended on 10 May 2021: three years ago and more."""
    return telling(an_account(registered_on=date(2019, 3, 1)), an_action(date(2021, 5, 10), type=FAIR), **settings)


async def registered(**settings: object) -> Telling:
    told = telling(new(), **settings)
    await told.report(company_of(told), "register", representative_run=RUN)
    return told


async def exporter(**settings: object) -> Telling:
    """Its region was told because it exports."""
    told = await registered(**settings)
    await told.report(company_of(told), "complete_ficha", exports=True, region="08")
    return told


async def a_test_due(region: str = "08") -> Telling:
    """It declared no exports: the test is due."""
    told = await registered()
    await told.report(company_of(told), "complete_ficha", exports=False, region=region)
    return told


VALIDATED = new(facts=(a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 9, 2)),))


async def without(told: Telling, kind: FactKind) -> None:
    """The account as it would be had that fact not been recorded."""
    accounts = told.desk.desk.store.rows.accounts
    account = accounts[told.now.account_id or ""]
    accounts[account.id] = replace(account, facts=tuple(fact for fact in account.facts if fact.kind is not kind))
