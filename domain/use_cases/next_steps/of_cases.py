"""
What to do now, for cases and accounts as they are stored: reads only, whole pages at a time (COM-02, section 8.3).

The step comes from the same rows that the mutations obey, so what is told here is accepted there.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.model.cases import Case, Flow, NextStep, ValueKind, standing
from domain.model.institution.calendar import local_day
from domain.model.institution.people import Actor
from domain.ports.casework import CaseReads
from domain.ports.reading import ReadModel
from domain.protocol.access.permissions import office_of
from domain.protocol.classes.classification import classify
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.routing.next_step import next_step
from domain.use_cases.cases.load_situation import CaseServices


async def case_situations(
    services: CaseServices, read: ReadModel, case_read: CaseReads, actor: Actor, cases: Sequence[Case]
) -> list[Situation]:
    """
    The situation of each case now, in their order.

    At most nine statements whatever the number of cases.
    """
    now = services.core.clock.now()
    account_ids = sorted({case.account_id for case in cases if case.account_id} | _named(cases))
    whole = await read.whole(account_ids) if account_ids else {}
    others = await case_read.cases_of(account_ids) if account_ids else {}
    timelines = await case_read.timelines(cases) if cases else {}
    terms = await case_read.open_terms_of(cases) if cases else {}
    captures = [case for case in cases if case.flow is Flow.CAPTURE]
    declared = await case_read.declared_in(captures) if captures else {}
    asked = sorted({case.origin_case_id for case in cases if case.origin_case_id})
    origins = await case_read.cases_by_id(asked) if asked else {}
    found = []
    for case in cases:
        representation = declared.get(case.id)
        draft = None if representation is None else representation.draft
        account, actions = whole.get(case.account_id or "", (None, ()))
        if draft is not None:
            account, actions = draft.account, draft.actions
        office = case.office or (office_of(account) if account is not None else None)
        today = local_day(now, services.core.book.of_office(office).zone)
        named = {key: whole[key] for key in _named([case]) if key in whole}
        config = services.core.configuration()
        found.append(
            Situation(
                at=now,
                today=today,
                actor=actor,
                config=config,
                directory=services.directory(),
                book=services.core.book,
                case=case,
                account=account,
                classes=classify(account, actions, today, config) if account is not None else None,
                actions=actions,
                timeline=standing(timelines.get(case.id, ())),
                open_terms=terms.get(case.id, ()),
                open_cases=[other for other in others.get(case.account_id or "", ()) if other.id != case.id],
                origin=origins.get(case.origin_case_id or ""),
                representation=representation,
                accounts={key: each[0] for key, each in named.items()},
                account_classes={key: classify(*each, today, config) for key, each in named.items()},
                office=office,
                case_id=case.id,
                recorded_at=now,
            )
        )
    return found


async def case_next_steps(
    services: CaseServices, read: ReadModel, case_read: CaseReads, actor: Actor, cases: Sequence[Case]
) -> list[NextStep]:
    """The next step of each case, in their order."""
    situations = await case_situations(services, read, case_read, actor, cases)
    return [next_step(FLOWS[case.flow], situation) for case, situation in zip(cases, situations, strict=True)]


def _named(cases: Sequence[Case]) -> set[str]:
    """Ids of the accounts that the data of these cases name."""
    found: set[str] = set()
    for case in cases:
        kinds = {datum.name: datum.kind for fact in FLOWS[case.flow].spec.facts for datum in fact.data}
        for name, value in case.data.items():
            kind = kinds.get(name)
            if kind is ValueKind.ACCOUNT and isinstance(value, str):
                found.add(value)
            elif kind is ValueKind.ACCOUNTS and isinstance(value, tuple):
                found |= set(value)
    return found
