"""A case after a verb, with all that came of it; or why nothing did."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import strawberry

from domain.model.classes import ClassChange
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import sees_case
from domain.use_cases.cases.open_and_report import CaseOutcome, CaseServices
from schema.accounts.mutations import changed_account, class_changes_of
from schema.accounts.types import Account
from schema.cases.loading import case_nodes, follow_steps
from schema.cases.timeline import CaseEvent, fact_titles
from schema.cases.types import Case, NextStep
from schema.context import Info
from schema.errors import UserError, attempt_with_cases
from schema.lookahead import selected
from schema.messages.loading import message_nodes
from schema.messages.types import Message
from schema.personal_data import note_events, note_next_step

Asked = TypeVar("Asked")


@strawberry.type(description="A case after a fact, with the next step.")
class CasePayload:
    case: Case | None = strawberry.field(description="The case as it is now; none when nothing was changed.")
    event: CaseEvent | None = strawberry.field(description="The entry of the timeline.")
    next_step: NextStep | None = strawberry.field(description="What to do now.")
    account: Account | None = strawberry.field(description="Its account, as it is now.")
    opened_cases: list[Case] = strawberry.field(description="Cases of other flows that it opened.")
    class_changes: list[ClassChange] = strawberry.field(description="Changes of class that this brought.")
    messages_to_explain: list[Message] = strawberry.field(
        description="Of a fact that was taken back: messages that had gone out, to be explained (AMB-70)."
    )
    is_duplicate: bool = strawberry.field(description="It was so already: nothing was changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was, or it was so.")


async def attempt_on_case(
    info: Info,
    use_case: Callable[[CaseServices, Actor, Asked], Awaitable[CaseOutcome]],
    asked: Callable[[], Asked],
) -> CasePayload:
    outcome, refused = await attempt_with_cases(info.context, use_case, asked)
    return unchanged(refused) if outcome is None else await case_payload(info, outcome, info.context.actor)


async def case_payload(info: Info, outcome: CaseOutcome, viewer: Actor) -> CasePayload:
    """What *viewer* may see of the outcome: what it could also query."""
    if not sees_case(viewer, outcome.case):
        return unchanged([], outcome.duplicate)
    asked, context = selected(info, "CasePayload"), info.context.seen_by(viewer)
    (case,) = await case_nodes(context, [outcome.case], asked.below("case", "Case"))
    others = [other for other in outcome.opened if sees_case(viewer, other)]
    opened = await case_nodes(context, others, asked.below("openedCases", "Case"))
    for selection in asked.below("event", "CaseEvent"):
        note_events(info.context, selection, outcome.case, [outcome.event])
    for selection in asked.below("nextStep", "NextStep"):
        note_next_step(info.context, selection, outcome.case)
    to_explain = context.case_read.of_these(outcome.to_explain)
    explained = await message_nodes(context, to_explain, asked.below("messagesToExplain", "Message"))
    step = NextStep(viewer, outcome.next_step, outcome.case.flow, outcome.case.account_id)
    await follow_steps(context, [step], asked.below("nextStep", "NextStep"))
    return CasePayload(
        case=case,
        event=CaseEvent(outcome.event, fact_titles(outcome.case.flow)),
        next_step=step,
        account=await changed_account(info, "CasePayload", outcome.case.account_id, viewer),
        opened_cases=opened,
        class_changes=class_changes_of(outcome),
        messages_to_explain=explained,
        is_duplicate=outcome.duplicate,
        user_errors=[],
    )


def unchanged(refused: list[UserError], duplicate: bool = False) -> CasePayload:
    """The payload of what was refused, or of what its viewer may not know of: that it was done, or was so already."""
    return CasePayload(
        case=None,
        event=None,
        next_step=None,
        account=None,
        opened_cases=[],
        messages_to_explain=[],
        class_changes=[],
        is_duplicate=duplicate,
        user_errors=refused,
    )
