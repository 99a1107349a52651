"""The next step of an account or of whoever makes contact (COM-02, section 8.3; PUB, CHN, RTE)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.errors import ProtocolError, RecordError, RecordNotFound
from domain.model.cases import Flow
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.access.permissions import Permission, require
from domain.protocol.catalogue.scope import SCOPE_ES
from domain.protocol.routing.triage import Enquiry, Matter
from domain.use_cases.next_steps.ask import (
    AttendContact,
    ContactAnswer,
    attend_contact,
    step_of_flow,
)
from domain.use_cases.next_steps.of_accounts import account_steps
from schema.accounts.loading import account_node
from schema.accounts.mutations import ClientKey
from schema.accounts.types import Account
from schema.cases.loading import account_step_nodes, follow_steps
from schema.cases.types import NextStep
from schema.context import Info
from schema.enums import described
from schema.errors import UserError, attempt_with_cases, user_errors
from schema.ids import key_of
from schema.languages.spoken import SAID
from schema.links.following import find
from schema.lookahead import selected
from schema.messages.types import Message
from schema.scalars import Email, Rut

described(
    Matter,
    "What a contact is about.",
    {matter.name: matter.es for matter in Matter},
    name="ContactMatter",
)


@strawberry.input(description="Somebody makes contact: what is known so far. What is not sent has not been asked yet.")
class AttendContactInput:
    matters: list[Matter] = strawberry.field(default_factory=list, description="What it is about; it may be several.")
    belongs_to_company: bool | None = strawberry.field(default=None, description="The person belongs to a company.")
    rut: Rut | None = strawberry.field(default=None, description="RUT of the company: the account is looked up.")
    has_account: bool | None = strawberry.field(default=None, description="The company has an account in ProChile.")
    crm_reachable: bool = strawberry.field(default=True, description="The point of contact can look into the CRM.")
    region: str | None = strawberry.field(default=None, description="CUT code of the region.")
    established_abroad: bool | None = strawberry.field(default=None, description="The company is established abroad.")
    is_chilean: bool | None = strawberry.field(default=None, description="A company abroad says that it is Chilean.")
    has_chilean_rut: bool | None = strawberry.field(default=None, description="Such a company has a RUT.")
    person: str | None = strawberry.field(default=None, description="Name of the person.")
    email: Email | None = strawberry.field(default=None, description="Address of the person.")
    send: bool = strawberry.field(default=False, description="Also write the answer to the person.")
    explained: bool = strawberry.field(default=False, description="The answer was given: record it (COM-03).")
    channel: Channel | None = strawberry.field(default=None, description="Channel; follows from the point of contact.")
    point_of_contact: PointOfContact | None = strawberry.field(
        default=None, description="Point of contact; staff must say it of a contact that is recorded (CHN-01)."
    )
    query: str | None = strawberry.field(
        default=None, description="What the person asks, in their words; it goes to the company's executive (PUB-04)."
    )
    telephone: str | None = strawberry.field(default=None, description="Enabled number that was called (CHN-04).")
    topic: str | None = strawberry.field(default=None, description="Code of what they ask for, from `topics` (MEA-05).")
    client_key: str | None = ClientKey

    def asked(self) -> AttendContact:
        return AttendContact(
            enquiry=Enquiry(
                matters=frozenset(self.matters),
                belongs_to_company=self.belongs_to_company,
                has_account=self.has_account,
                crm_reachable=self.crm_reachable,
                region=self.region,
                established_abroad=self.established_abroad,
                is_chilean=self.is_chilean,
                has_chilean_rut=self.has_chilean_rut,
            ),
            rut=self.rut,
            person=self.person,
            email=self.email,
            query=self.query,
            send=self.send,
            explained=self.explained,
            channel=self.channel,
            point_of_contact=self.point_of_contact,
            telephone=self.telephone,
            topic=self.topic,
            client_key=self.client_key,
        )


@strawberry.type(description="The answer to whoever made contact.")
class AttendContactPayload:
    steps: list[NextStep] = strawberry.field(
        description="The main step first; two when there are two matters (AMB-48)."
    )
    account: Account | None = strawberry.field(description="The account, when its RUT was found.")
    account_step: NextStep | None = strawberry.field(description="What the account itself has to do next.")
    scope: str | None = strawberry.field(
        description="What ProChile does, told whatever the answer is, on every channel; in Spanish or English (POL-06, "
        "POL-17).",
        metadata=SAID,
    )
    user_errors: list[UserError] = strawberry.field(description="Why there is no answer; empty: there is.")


async def _payload(info: Info, answer: ContactAnswer) -> AttendContactPayload:
    reader = info.context.actor
    row = await info.context.read.account(answer.account.id) if answer.account else None
    node = await account_node(info.context, row, selected(info, "AttendContactPayload").below("account", "Account"))
    key = answer.account.id if answer.account else None
    asked, steps = selected(info, "AttendContactPayload"), [NextStep(reader, step, None, key) for step in answer.steps]
    await follow_steps(info.context, steps, asked.below("steps", "NextStep"))
    own = NextStep(reader, answer.account_step, None, key) if answer.account_step else None
    await follow_steps(info.context, [own] if own else [], asked.below("accountStep", "NextStep"))
    return AttendContactPayload(steps=steps, account=node, account_step=own, scope=answer.scope, user_errors=[])


async def _steps(info: Info, account_id: str, most: int | None = None) -> list[NextStep]:
    """The first *most* steps of the account, the most urgent first."""
    context, key = info.context, key_of(account_id, "Account", "account_id")
    steps = await account_steps(context.casework, context.read, context.case_read, context.actor, [key])
    if key not in steps:
        raise RecordNotFound("una cuenta", key)
    return (await account_step_nodes(context, {key: steps[key][:most]}, [selected(info, "NextStep")]))[key]


@strawberry.type
class StepQueries:
    @strawberry.field(description="What to do now for an account: of its most urgent case, else what its classes ask.")
    async def next_step(
        self,
        info: Info,
        account_id: Annotated[strawberry.ID, strawberry.argument(description="Global id of the account.")],
    ) -> NextStep:
        return (await _steps(info, account_id, 1))[0]

    @strawberry.field(
        description="Every step of an account, one for each open case and purpose, the most urgent first (AMB-51)."
    )
    async def next_steps(
        self,
        info: Info,
        account_id: Annotated[strawberry.ID, strawberry.argument(description="Global id of the account.")],
    ) -> list[NextStep]:
        return await _steps(info, account_id)

    @strawberry.field(description="How a case of a process would begin now, or why it cannot (POL-06).")
    async def first_step(
        self,
        info: Info,
        flow: Annotated[Flow, strawberry.argument(description="The process.")],
        account_id: Annotated[strawberry.ID | None, strawberry.argument(description="For this account.")] = None,
    ) -> NextStep:
        key = key_of(account_id, "Account", "account_id") if account_id else None
        step = await step_of_flow(info.context.casework, info.context.actor, flow, key)
        node = NextStep(info.context.actor, step, flow, key)
        await follow_steps(info.context, [node], [selected(info, "NextStep")])
        return node


@strawberry.input(description="A message that failed or was given up.")
class RetryMessageInput:
    message_id: strawberry.ID = strawberry.field(description="Global id of the message.")


@strawberry.type(description="A message that goes again.")
class RetryMessagePayload:
    message: Message | None = strawberry.field(description="The message; none when it was not one of those.")
    user_errors: list[UserError] = strawberry.field(description="Why it does not go again; empty: it does.")


@strawberry.type
class StepMutations:
    @strawberry.mutation(description="Let a message that failed or was given up go again at once.")
    async def retry_message(
        self, info: Info, input: Annotated[RetryMessageInput, strawberry.argument(description="The message.")]
    ) -> RetryMessagePayload:
        context = info.context
        try:
            require(context.actor, Permission.MANAGE_TERMS)
            key = key_of(input.message_id, "Message", "message_id")
            about = (await context.case_read.messages_by_id([key])).get(key)
            if about is not None and about.account_id is not None:
                await context.require_on(about.account_id, Permission.MANAGE_TERMS)
            if not await context.operations.retry_message(key):
                raise RecordNotFound("un mensaje detenido", key)
        except (ProtocolError, RecordError) as refused:
            members = user_errors(refused)
            return RetryMessagePayload(message=None, user_errors=members)
        stored = await find(
            context, "Message", [key], selected(info, "RetryMessagePayload").below("message", "Message")
        )
        return RetryMessagePayload(message=stored.get(key), user_errors=[])

    @strawberry.mutation(
        description="Answer whoever makes contact, the same on every channel (PUB-01..PUB-07, CHN-05). "
        "Without `send` or `explained` nothing is recorded."
    )
    async def attend_contact(
        self, info: Info, input: Annotated[AttendContactInput, strawberry.argument(description="What is known.")]
    ) -> AttendContactPayload:
        answer, errors = await attempt_with_cases(info.context, attend_contact, input.asked)
        if answer is None:
            return AttendContactPayload(steps=[], account=None, account_step=None, scope=SCOPE_ES, user_errors=errors)
        return await _payload(info, answer)
