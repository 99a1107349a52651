"""
What verbs on accounts and actions do to the follow-up of results ("seguimiento"), in their own transaction.

So a company is followed up the same whether its activity was registered in a case or plainly (FUP-04), and its category
assigned in the follow-up or on the account (ATN-01). How a follow-up goes on is told by its rows
(domain.protocol.flows.follow_up).
"""

from __future__ import annotations

from domain.model.actions import Action
from domain.model.cases import Flow
from domain.protocol.instruments import instrument
from domain.use_cases.cases_frame import Desk
from domain.use_cases.cases_writing import ReportFact, StartCase, report_in, start_in


async def open_follow_up(desk: Desk, action: Action) -> None:
    """
    Open the follow-up of an activity that the company accessed: an instrument whose type counts.

    What a case registers is left to the case; a log entry or a step of attention has no results to follow.

    Source: FUP-04, FUP-03, FUP-05.
    """
    row = instrument(action.type, desk.services.core.configuration(), action.ended_on)
    if row is None or not row.counts or action.case_id is not None:
        return
    await start_in(
        desk,
        StartCase(
            Flow.FOLLOW_UP,
            "open_follow_up",
            action.account_id,
            {"ended_on": action.ended_on, "activity": action.title, "action_type": action.type},
            channel=action.channel,
            point_of_contact=action.point_of_contact,
        ),
        by_rule=True,
    )


async def drop_follow_up(desk: Desk, action: Action) -> None:
    """
    End the follow-up of an action registered without a case that was annulled or corrected: nobody is asked about it.

    Source: FUP-04, ATN-05.
    """
    about = (action.ended_on, action.title, action.type)
    for case in await desk.work.cases.of_account(action.account_id, Flow.FOLLOW_UP):
        told = tuple(case.data.get(name) for name in ("ended_on", "activity", "action_type"))
        if case.origin_case_id is None and told == about:
            await report_in(desk, ReportFact(case.id, "drop_activity"), by_rule=True)
            return
