"""Register, correct, confirm and annul actions. Nothing is deleted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry
from strawberry.types.maybe import Some

from domain.model.classes import ClassChange
from domain.model.institution.channels import Channel, PointOfContact
from domain.use_cases.actions.amend_action import (
    AnnulAction,
    Changed,
    ConfirmAction,
    CorrectAction,
    annul_action,
    confirm_action,
    correct_action,
)
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.results import ActionOutcome
from schema.accounts.mutations import ClientKey, changed_account, class_changes_of
from schema.accounts.types import Account
from schema.actions.types import Action
from schema.context import Info
from schema.errors import UserError, attempt, attempt_with_cases
from schema.ids import key_of
from schema.links.following import find
from schema.lookahead import selected
from schema.scalars import CountryCode


@strawberry.type(description="An action after a change, with its account.")
class ActionPayload:
    action: Action | None = strawberry.field(description="The action as it is now; none when nothing was changed.")
    replaced: Action | None = strawberry.field(description="With a correction: the action it replaces, annulled.")
    account: Account | None = strawberry.field(description="Its account, with its classes derived anew.")
    class_changes: list[ClassChange] = strawberry.field(description="Changes of class that this brought (ATN-05).")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was.")


@strawberry.input(description="An action that was done with an account.")
class RegisterActionInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    type: str = strawberry.field(description="Code of the action type, from `actionTypes`.")
    title: str = strawberry.field(description="Título.")
    started_on: date = strawberry.field(description="First day, inclusive.")
    ended_on: date = strawberry.field(description="Last day, inclusive; it decides the year (AMB-61).")
    market: CountryCode | None = strawberry.field(default=None, description="Market it aimed at.")
    office: str | None = strawberry.field(default=None, description="Office that did it; none: the registrar's.")
    channel: Channel | None = strawberry.field(default=None, description="Channel; follows from the point of contact.")
    point_of_contact: PointOfContact | None = strawberry.field(default=None, description="Point of contact.")
    notes: str | None = strawberry.field(default=None, description="Observaciones.")
    topic: str | None = strawberry.field(
        default=None, description="Code of what was asked for, from `topics` (MEA-05)."
    )
    product: str | None = strawberry.field(
        default=None, description="Product or service that it was about, in words; with the market, a pair of POL-15."
    )
    client_key: str | None = ClientKey

    def asked(self) -> RegisterAction:
        return RegisterAction(
            account_id=key_of(self.account_id, "Account", "account_id"),
            type=self.type,
            title=self.title,
            started_on=self.started_on,
            ended_on=self.ended_on,
            market=self.market,
            office=self.office,
            channel=self.channel,
            point_of_contact=self.point_of_contact,
            notes=self.notes,
            topic=self.topic,
            product=self.product,
            client_key=self.client_key,
        )


@strawberry.input(description="A correction: a new action takes the place of the old one, which is annulled.")
class CorrectActionInput:
    action_id: strawberry.ID = strawberry.field(description="Global id of the action.")
    version: int = strawberry.field(description="Version of the action that was seen.")
    reason: str = strawberry.field(description="Why it is corrected.")
    type: strawberry.Maybe[str] = strawberry.field(default=None, description="Code of the action type.")
    title: strawberry.Maybe[str] = strawberry.field(default=None, description="Título.")
    started_on: strawberry.Maybe[date] = strawberry.field(default=None, description="First day.")
    ended_on: strawberry.Maybe[date] = strawberry.field(default=None, description="Last day.")
    market: strawberry.Maybe[CountryCode | None] = strawberry.field(default=None, description="Market it aimed at.")
    notes: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Observaciones.")
    topic: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Code of what was asked for.")
    product: strawberry.Maybe[str | None] = strawberry.field(default=None, description="Product or service, in words.")
    client_key: str | None = ClientKey

    def asked(self) -> CorrectAction:
        names = ("type", "title", "started_on", "ended_on", "market", "notes", "topic", "product")
        sent: dict[str, Changed] = {n: value.value for n in names if isinstance(value := getattr(self, n), Some)}
        return CorrectAction(
            action_id=key_of(self.action_id, "Action", "action_id"),
            seen=self.version,
            fields=sent,
            reason=self.reason,
            client_key=self.client_key,
        )


@strawberry.input(description="An action that does not hold; it stays readable.")
class AnnulActionInput:
    action_id: strawberry.ID = strawberry.field(description="Global id of the action.")
    version: int = strawberry.field(description="Version of the action that was seen.")
    reason: str = strawberry.field(description="Why it does not hold.")
    client_key: str | None = ClientKey

    def asked(self) -> AnnulAction:
        key = key_of(self.action_id, "Action", "action_id")
        return AnnulAction(action_id=key, seen=self.version, reason=self.reason, client_key=self.client_key)


@strawberry.input(description="An executive stands for an action that another role registered (AMB-37).")
class ConfirmActionInput:
    action_id: strawberry.ID = strawberry.field(description="Global id of the action.")
    version: int = strawberry.field(description="Version of the action that was seen.")
    client_key: str | None = ClientKey

    def asked(self) -> ConfirmAction:
        key = key_of(self.action_id, "Action", "action_id")
        return ConfirmAction(action_id=key, seen=self.version, client_key=self.client_key)


async def _payload(info: Info, outcome: ActionOutcome | None, errors: list[UserError]) -> ActionPayload:
    return ActionPayload(
        action=await action_node(info, "ActionPayload", outcome.action.id if outcome else None),
        replaced=await action_node(
            info, "ActionPayload", outcome.replaced.id if outcome and outcome.replaced else None, "replaced"
        ),
        account=await changed_account(info, "ActionPayload", outcome.account.id if outcome else None),
        class_changes=class_changes_of(outcome),
        user_errors=errors,
    )


async def action_node(info: Info, payload: str, action_id: str | None, field: str = "action") -> Action | None:
    """The action of a payload, read anew and loaded as selected on this field of it."""
    found = await find(info.context, "Action", [action_id], selected(info, payload).below(field, "Action"))
    action: Action | None = found.get(action_id or "")
    return action


@strawberry.type
class ActionMutations:
    @strawberry.mutation(description="Register an action; the account may become a user company (ATN-05, DEF-05).")
    async def register_action(
        self, info: Info, input: Annotated[RegisterActionInput, strawberry.argument(description="The action.")]
    ) -> ActionPayload:
        return await _payload(info, *await attempt_with_cases(info.context, register_action, input.asked))

    @strawberry.mutation(description="Correct an action: a new one takes its place, the old one is annulled.")
    async def correct_action(
        self, info: Info, input: Annotated[CorrectActionInput, strawberry.argument(description="The correction.")]
    ) -> ActionPayload:
        return await _payload(info, *await attempt_with_cases(info.context, correct_action, input.asked))

    @strawberry.mutation(description="Annul an action; it stays readable and counts no more.")
    async def annul_action(
        self, info: Info, input: Annotated[AnnulActionInput, strawberry.argument(description="The action.")]
    ) -> ActionPayload:
        return await _payload(info, *await attempt_with_cases(info.context, annul_action, input.asked))

    @strawberry.mutation(description="Confirm an action that another role registered, so that it counts (AMB-37).")
    async def confirm_action(
        self, info: Info, input: Annotated[ConfirmActionInput, strawberry.argument(description="The action.")]
    ) -> ActionPayload:
        return await _payload(info, *await attempt(info.context, confirm_action, input.asked))
