"""The planned activities that suit each account of a page, with a fixed number of statements for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model.accounts import Account
from domain.model.activities import Invitation
from domain.model.history.actions import Action
from domain.model.history.plans import Plan
from domain.protocol.activities.suitability import Profile, Suitability, suitable
from domain.protocol.classes.classification import classify
from domain.protocol.history.plans import PLAN_FLOWS, plan_history
from schema.activities.types import SuitedActivity
from schema.context import Context
from schema.lookahead import Arguments, Selection
from schema.pagination import Connection, connection_of, page_of, page_request

Whole = Mapping[str, tuple[Account, Sequence[Action]]]


async def planned_activities(
    context: Context, whole: Whole, arguments: Arguments
) -> Mapping[str, Connection[SuitedActivity]]:
    """
    A page of activities for each account, the nearest last day to apply first. Four statements for all accounts.

    What is planned at one time is tens of activities, so it is read whole and compared with each account.

    Source: FUP-02, POL-09.
    """
    page = page_request(*map(arguments.get, ("first", "last", "after", "before")))
    today, config = context.today(), context.configuration
    planned = await context.activity_read.planned(today)
    plans = await _plans(context, list(whole))
    invitations = await context.activity_read.invitations_of(list(whole))
    found = {}
    for key, (account, actions) in whole.items():
        profile = Profile(account, classify(account, actions, today, config), plans.get(key))
        invited = _standing(invitations[key], actions)
        cut = page_of(suitable(planned, profile, config, today), page, _key)
        rows = [SuitedActivity(each, account, invited.get(each.activity.id), context) for each in cut.items]
        found[key] = connection_of(rows, cut)
    return found


def letters_of(selection: Selection) -> list[Selection]:
    """What is selected of the letters, below the fields of an account."""
    lists = selection.below("plannedActivities", "SuitedActivityConnection")
    steps = [("nodes", "SuitedActivity")], [("edges", "SuitedActivityEdge"), ("node", "SuitedActivity")]
    return [letter for each in lists for path in steps for letter in each.path(*path, ("letter", "InvitationLetter"))]


def _key(found: Suitability) -> tuple[str, ...]:
    return found.activity.apply_by.isoformat(), found.activity.id


async def _plans(context: Context, account_ids: Sequence[str]) -> Mapping[str, Plan]:
    """The plan in force of each account that has one. Two statements."""
    cases = await context.case_read.cases_of(account_ids, open_only=False)
    planned = [case for each in cases.values() for case in each if case.flow in PLAN_FLOWS]
    of = {case.id: case.account_id for case in planned}
    timelines = await context.case_read.timelines(planned)
    found = {}
    for key in cases:
        plans = plan_history(timeline for case_id, timeline in timelines.items() if of[case_id] == key)
        if plans:
            found[key] = plans[-1]
    return found


def _standing(invitations: Sequence[Invitation], actions: Sequence[Action]) -> Mapping[str, Invitation]:
    """By activity; an invitation whose action was annulled does not stand."""
    annulled = {action.id for action in actions if action.annulment is not None}
    return {each.activity_id: each for each in invitations if each.action_id not in annulled}
