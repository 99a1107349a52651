"""
What to do now, for a page of accounts: reads only, the same number of statements whatever the page (COM-02).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.model.cases import NextStep
from domain.model.institution.calendar import local_day
from domain.model.institution.people import Actor
from domain.ports.casework import CaseReads
from domain.ports.reading import ReadModel
from domain.protocol.access.permissions import office_of
from domain.protocol.classes.classification import classify
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.routing.account_step import steps_for_account
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.next_steps.of_cases import case_situations


async def account_next_steps(
    services: CaseServices, read: ReadModel, case_read: CaseReads, actor: Actor, account_ids: Sequence[str]
) -> Mapping[str, NextStep]:
    """The first of `account_steps` of each account."""
    every = await account_steps(services, read, case_read, actor, account_ids)
    return {account_id: steps[0] for account_id, steps in every.items()}


async def account_steps(
    services: CaseServices, read: ReadModel, case_read: CaseReads, actor: Actor, account_ids: Sequence[str]
) -> Mapping[str, Sequence[NextStep]]:
    """
    The steps of each account that the actor sees, the most urgent first; of no account there are none.

    Source: COM-02, CHN-05, AMB-51, section 8.3.
    """
    whole = await read.whole(account_ids)
    cases_of = await case_read.cases_of(account_ids)
    every = [case for cases in cases_of.values() for case in cases if case.flow in FLOWS]
    situations = await case_situations(services, read, case_read, actor, every)
    of_account: dict[str, list[Situation]] = {}
    for case, situation in zip(every, situations, strict=True):
        of_account.setdefault(str(case.account_id), []).append(situation)
    now = services.core.clock.now()
    config = services.core.configuration()
    asked = Situation(
        at=now,
        today=local_day(now, services.core.book.national.zone),
        actor=actor,
        config=config,
        directory=services.directory(),
        book=services.core.book,
        recorded_at=now,
    )
    found: dict[str, Sequence[NextStep]] = {}
    for account_id, (account, actions) in whole.items():
        office = office_of(account)
        today = local_day(now, services.core.book.of_office(office).zone)
        situation = replace(
            asked,
            today=today,
            account=account,
            actions=actions,
            classes=classify(account, actions, today, config),
            office=office,
            open_cases=cases_of.get(account_id, ()),
        )
        found[account_id] = steps_for_account(situation, of_account.get(account_id, ()), FLOWS)
    return found
