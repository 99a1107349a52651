"""Plan, change and withdraw activities; invite accounts to them (POL-09, LIN-01, FUP-02)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import strawberry
from strawberry.types.maybe import Some

from domain.model.classes import Category, Group
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.activities.letter import Letter
from domain.protocol.activities.suitability import SuitReason
from domain.use_cases.activities.activity_checks import Given
from domain.use_cases.activities.invite_to_activity import InviteToActivity, invite_to_activity
from domain.use_cases.activities.plan_activity import (
    ActivityOutcome,
    ChangeActivity,
    PlanActivity,
    WithdrawActivity,
    change_activity,
    plan_activity,
    withdraw_activity,
)
from schema.accounts.mutations import ClientKey, changed_account
from schema.accounts.types import Account
from schema.actions.mutations import action_node
from schema.actions.types import Action
from schema.activities.types import Activity
from schema.context import Info
from schema.errors import UserError, attempt, attempt_with_cases
from schema.ids import key_of
from schema.lookahead import selected
from schema.personal_data import note_letter
from schema.scalars import CountryCode


@strawberry.input(
    description="What is known of an activity. A field that is not sent stays as it is; what is needed cannot be empty."
)
class ActivityFields:
    type: strawberry.Maybe[str] = strawberry.field(default=None, description="Code of an instrument (`actionTypes`).")
    name: strawberry.Maybe[str] = strawberry.field(default=None, description="Nombre.")
    starts_on: strawberry.Maybe[date] = strawberry.field(default=None, description="First day, inclusive.")
    ends_on: strawberry.Maybe[date] = strawberry.field(default=None, description="Last day, inclusive.")
    apply_by: strawberry.Maybe[date] = strawberry.field(default=None, description="Last day to apply, inclusive.")
    groups: strawberry.Maybe[list[Group]] = strawberry.field(default=None, description="Target groups (GRP-01).")
    categories: strawberry.Maybe[list[Category]] = strawberry.field(
        default=None, description="Categories (ATN-01); empty: any."
    )
    sectors: strawberry.Maybe[list[str]] = strawberry.field(default=None, description="Sectors; empty: any.")
    regions: strawberry.Maybe[list[str]] = strawberry.field(default=None, description="CUT codes; empty: any.")
    markets: strawberry.Maybe[list[CountryCode]] = strawberry.field(default=None, description="Markets; empty: any.")
    rights: strawberry.Maybe[list[str]] = strawberry.field(default=None, description="Derechos (ATN-04).")
    obligations: strawberry.Maybe[list[str]] = strawberry.field(default=None, description="Obligaciones (ATN-04).")
    unit: strawberry.Maybe[str] = strawberry.field(default=None, description="Area responsable (LIN-01).")
    office: strawberry.Maybe[str] = strawberry.field(default=None, description="Office; not sent: the planner's own.")
    link: strawberry.Maybe[str] = strawberry.field(default=None, description="Where to read more and apply.")

    def given(self) -> Mapping[str, Given]:
        """The fields that were sent, as the domain takes them."""
        sent = {name: each.value for name, each in vars(self).items() if isinstance(each, Some)}
        return {name: _of_domain(name, value) if isinstance(value, list) else value for name, value in sent.items()}


def _of_domain(name: str, values: list[str]) -> Given:
    return tuple(values) if name in {"rights", "obligations"} else frozenset(values)


@strawberry.input(description="A new activity.")
class PlanActivityInput:
    fields: ActivityFields = strawberry.field(description="Everything that companies must know of it (ATN-04).")
    client_key: str | None = ClientKey

    def asked(self) -> PlanActivity:
        return PlanActivity(self.fields.given(), self.client_key)


@strawberry.input(description="A change of some fields of an activity.")
class ChangeActivityInput:
    activity_id: strawberry.ID = strawberry.field(description="Global id of the activity.")
    version: int = strawberry.field(description="Version of the activity that was seen.")
    fields: ActivityFields = strawberry.field(description="The fields that change.")
    client_key: str | None = ClientKey

    def asked(self) -> ChangeActivity:
        key = key_of(self.activity_id, "Activity", "activity_id")
        return ChangeActivity(key, self.version, self.fields.given(), self.client_key)


@strawberry.input(description="An activity that will not be done, or not be offered; it stays readable.")
class WithdrawActivityInput:
    activity_id: strawberry.ID = strawberry.field(description="Global id of the activity.")
    version: int = strawberry.field(description="Version of the activity that was seen.")
    reason: str = strawberry.field(description="Why it is withdrawn.")
    client_key: str | None = ClientKey

    def asked(self) -> WithdrawActivity:
        key = key_of(self.activity_id, "Activity", "activity_id")
        return WithdrawActivity(key, self.version, self.reason, self.client_key)


@strawberry.input(description="An invitation that was made, or is made now.")
class InviteToActivityInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    activity_id: strawberry.ID = strawberry.field(description="Global id of the activity.")
    point_of_contact: PointOfContact | None = strawberry.field(
        default=None, description="Required. How it was invited, for example CORREO (CHN-01)."
    )
    channel: Channel | None = strawberry.field(default=None, description="Channel; follows from the point of contact.")
    invited_on: date | None = strawberry.field(default=None, description="Day of the invitation; none: today.")
    reason: str | None = strawberry.field(
        default=None, description="Why it is invited although the activity is for others; else not needed."
    )
    client_key: str | None = ClientKey

    def asked(self) -> InviteToActivity:
        return InviteToActivity(
            account_id=key_of(self.account_id, "Account", "account_id"),
            activity_id=key_of(self.activity_id, "Activity", "activity_id"),
            point_of_contact=self.point_of_contact,
            channel=self.channel,
            invited_on=self.invited_on,
            reason=self.reason,
            client_key=self.client_key,
        )


@strawberry.type(description="An activity after a change.")
class ActivityPayload:
    activity: Activity | None = strawberry.field(description="The activity as it is now; none: nothing was changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.type(description="An invitation that was recorded.")
class InvitationPayload:
    action: Action | None = strawberry.field(
        description="The contact, in the Registro de Acciones; none: nothing was done."
    )
    activity: Activity | None = strawberry.field(description="The activity.")
    account: Account | None = strawberry.field(description="The account.")
    reasons: list[SuitReason] = strawberry.field(description="Why the activity suits the account.")
    against: list[SuitReason] = strawberry.field(description="What spoke against it, when it was invited all the same.")
    letter: Letter | None = strawberry.field(
        description="The invitation in the executive's name. The protocol has no message for it: a person sends it."
    )
    user_errors: list[UserError] = strawberry.field(description="Why nothing was recorded; empty: it was.")


def _payload(info: Info, outcome: ActivityOutcome | None, errors: list[UserError]) -> ActivityPayload:
    node = Activity(outcome.activity, info.context) if outcome else None
    return ActivityPayload(activity=node, user_errors=errors)


@strawberry.type
class ActivityMutations:
    @strawberry.mutation(description="Plan an activity; refused while its information is incomplete (LIN-01, POL-09).")
    async def plan_activity(
        self, info: Info, input: Annotated[PlanActivityInput, strawberry.argument(description="The activity.")]
    ) -> ActivityPayload:
        return _payload(info, *await attempt(info.context, plan_activity, input.asked))

    @strawberry.mutation(description="Change an activity that has not ended; it stays complete (LIN-01, POL-09).")
    async def change_activity(
        self, info: Info, input: Annotated[ChangeActivityInput, strawberry.argument(description="The change.")]
    ) -> ActivityPayload:
        return _payload(info, *await attempt(info.context, change_activity, input.asked))

    @strawberry.mutation(description="Withdraw an activity, with the reason; it is offered no more (POL-09, POL-06).")
    async def withdraw_activity(
        self, info: Info, input: Annotated[WithdrawActivityInput, strawberry.argument(description="The activity.")]
    ) -> ActivityPayload:
        return _payload(info, *await attempt(info.context, withdraw_activity, input.asked))

    @strawberry.mutation(description="Record that an account was invited to a planned activity: a contact (FUP-02).")
    async def invite_to_activity(
        self, info: Info, input: Annotated[InviteToActivityInput, strawberry.argument(description="The invitation.")]
    ) -> InvitationPayload:
        outcome, errors = await attempt_with_cases(info.context, invite_to_activity, input.asked)
        found = outcome.suitability if outcome else None
        node = Activity(outcome.activity, info.context) if outcome else None
        if outcome:
            for selection in selected(info, "InvitationPayload").below("letter", "InvitationLetter"):
                note_letter(info.context, selection, outcome.account)
        return InvitationPayload(
            action=await action_node(info, "InvitationPayload", outcome.action.id if outcome else None),
            activity=node,
            account=await changed_account(info, "InvitationPayload", outcome.account.id if outcome else None),
            reasons=list(found.reasons) if found else [],
            against=list(found.against) if found else [],
            letter=outcome.letter if outcome else None,
            user_errors=errors,
        )
