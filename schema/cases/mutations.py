"""One mutation for each fact of each flow, made from the rows; and what is common to all cases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, TypeVar

import strawberry
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from domain import errors
from domain.model.cases import CaseMarket
from domain.model.classes import ClassChange
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import sees_case
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.charge import (
    AcknowledgeCase,
    AssignCase,
    HandOverCase,
    MarkComplex,
    acknowledge_case,
    assign_case,
    hand_over_case,
    mark_complex,
)
from domain.use_cases.cases.hand_over_cases import HandOverCases, hand_over_cases
from domain.use_cases.cases.open_and_report import (
    CaseOutcome,
    CaseServices,
    ReportFact,
    StartCase,
    report_fact,
    start_case,
)
from domain.use_cases.cases.register_company import RegisterCompany, register_company
from domain.use_cases.cases.take_back import TakeBackFact, take_back_fact
from schema.accounts.mutations import AccountFields, ClientKey, changed_account, class_changes_of
from schema.accounts.types import Account
from schema.cases.inputs import FactInput, FactInputs, Given
from schema.cases.loading import case_nodes, follow_steps
from schema.cases.timeline import CaseEvent, fact_titles
from schema.cases.types import Case, NextStep
from schema.context import Info
from schema.errors import MissingDataError, UserError, user_error
from schema.ids import key_of
from schema.lookahead import selected
from schema.messages.loading import message_nodes
from schema.messages.types import Message
from schema.personal_data import note_events, note_next_step
from schema.scalars import Rut

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


@strawberry.type(description="Cases after they were handed over in one act.")
class CasesPayload:
    cases: list[Case] = strawberry.field(description="The cases as they are now, oldest first; none: nothing changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was, or it was so.")


async def _attempt(
    info: Info,
    use_case: Callable[[CaseServices, Actor, Asked], Awaitable[CaseOutcome]],
    asked: Callable[[], Asked],
) -> CasePayload:
    outcome = await _outcome(info, use_case, asked)
    return outcome if isinstance(outcome, CasePayload) else await _payload(info, outcome, info.context.actor)


async def _outcome(
    info: Info,
    use_case: Callable[[CaseServices, Actor, Asked], Awaitable[CaseOutcome]],
    asked: Callable[[], Asked],
) -> CaseOutcome | CasePayload:
    """What came of it; the payload that says why nothing did."""
    context = info.context
    try:
        return await use_case(context.casework, context.actor, asked())
    except (errors.ProtocolError, errors.RecordError) as refused:
        member = user_error(refused)
        if member is None:
            raise
        return CasePayload(
            case=None,
            event=None,
            next_step=None,
            account=None,
            opened_cases=[],
            class_changes=[],
            messages_to_explain=[],
            is_duplicate=False,
            user_errors=[member],
        )


async def _payload(info: Info, outcome: CaseOutcome, viewer: Actor) -> CasePayload:
    """What *viewer* may see of the outcome: what it could also query."""
    if not sees_case(viewer, outcome.case):
        return _nothing(outcome)
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


def _nothing(outcome: CaseOutcome) -> CasePayload:
    """The payload of what its viewer may not know of: that it was done, or was so already."""
    return CasePayload(
        case=None,
        event=None,
        next_step=None,
        account=None,
        opened_cases=[],
        messages_to_explain=[],
        class_changes=[],
        is_duplicate=outcome.duplicate,
        user_errors=[],
    )


def _flat(payload: CasePayload) -> CasePayload:
    """Its errors name the datum at fault as the input does, where data stand beside the rest."""
    for error in payload.user_errors:
        error.field = _beside(error.field) if error.field else None
        if isinstance(error, MissingDataError):
            error.fields = [_beside(path) for path in error.fields]
    return payload


def _beside(path: list[str]) -> list[str]:
    return path[1:] if path[0] == "data" else path


def _fact_mutation(made: FactInput) -> StrawberryField:
    """The mutation of one fact: it opens a case, or reports on one, as the input says."""

    def asked_to_start(given: Given) -> StartCase:
        return StartCase(
            flow=made.flow,
            fact=made.fact.name,
            account_id=key_of(given.account_id, "Account", "account_id") if given.account_id else None,
            data=made.data_of(given),
            occurred_at=given.occurred_at,
            channel=given.channel,
            point_of_contact=given.point_of_contact,
            client_key=given.client_key,
        )

    def asked_to_report(given: Given, case_id: str) -> ReportFact:
        return ReportFact(
            case_id=key_of(case_id, "Case", "case_id"),
            fact=made.fact.name,
            data=made.data_of(given),
            seen=given.version,
            occurred_at=given.occurred_at,
            channel=given.channel,
            point_of_contact=given.point_of_contact,
            client_key=given.client_key,
        )

    async def resolve(self: None, info: Info, input: Given) -> CasePayload:
        del self
        if case_id := input.case_id:
            return _flat(await _attempt(info, report_fact, lambda: asked_to_report(input, case_id)))
        return _flat(await _attempt(info, start_case, lambda: asked_to_start(input)))

    resolve.__annotations__["input"] = Annotated[
        made.type, strawberry.argument(description="The fact, with what it brings.")
    ]
    resolve.__name__ = made.mutation
    roles = ", ".join(sorted(role.value for role in made.fact.roles))
    description = f"{made.fact.title}. {made.fact.description} Roles: {roles}."
    return StrawberryField(description=description)(resolve)


def fact_mutations() -> type:
    """A type with one mutation for each fact of every flow."""
    inputs = FactInputs()
    made = [_fact_mutation(each) for rules in FLOWS.values() for each in inputs.of(rules)]
    return create_type("FlowMutations", made)


@strawberry.input(description="A company registered in the portal by its representative, with Clave Única (CAP-04).")
class RegisterCompanyInput:
    rut: Rut = strawberry.field(description="RUT of the company.")
    name: str = strawberry.field(description="Nombre o razón social.")
    fields: AccountFields | None = strawberry.field(default=None, description="Everything else that is known.")
    client_key: str | None = ClientKey

    def asked(self) -> RegisterCompany:
        fields = self.fields.given() if self.fields else {}
        return RegisterCompany(self.rut, self.name, fields, client_key=self.client_key)


@strawberry.input(description="Who takes a case; the proposal may be overridden with a reason (RTE-05).")
class AssignCaseInput:
    case_id: strawberry.ID = strawberry.field(description="Global id of the case.")
    person: str = strawberry.field(description="Id of the person.")
    reason: str | None = strawberry.field(default=None, description="Why, when it is not the proposal.")
    version: int | None = strawberry.field(default=None, description="Version of the case that was seen.")
    client_key: str | None = ClientKey

    def asked(self) -> AssignCase:
        key = key_of(self.case_id, "Case", "case_id")
        return AssignCase(key, self.person, seen=self.version, reason=self.reason, client_key=self.client_key)


@strawberry.input(description="A case handed over to another role, office or person («derivación»; POL-05).")
class HandOverCaseInput:
    case_id: strawberry.ID = strawberry.field(description="Global id of the case.")
    to: str = strawberry.field(description="A role, «office:CODE», «person:ID» or «unit:NAME».")
    reason: str = strawberry.field(description="Why.")
    version: int | None = strawberry.field(default=None, description="Version of the case that was seen.")
    client_key: str | None = ClientKey

    def asked(self) -> HandOverCase:
        key = key_of(self.case_id, "Case", "case_id")
        return HandOverCase(key, self.to, self.reason, seen=self.version, client_key=self.client_key)


@strawberry.input(
    description="Many cases handed over in one act with one reason: all that a colleague has, or those named (POL-05)."
)
class HandOverCasesInput:
    to: str = strawberry.field(description="A role, «office:CODE», «person:ID» or «unit:NAME».")
    reason: str = strawberry.field(description="Why.")
    from_person: str | None = strawberry.field(
        default=None, description="Id of the person whose open cases these are, follow-ups too."
    )
    case_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Global ids of the cases, at most 200, instead of a person."
    )
    client_key: str | None = ClientKey

    def asked(self) -> HandOverCases:
        keys = tuple(key_of(each, "Case", "case_ids") for each in self.case_ids or ())
        return HandOverCases(self.to, self.reason, self.from_person, keys, self.client_key)


@strawberry.input(description="The one who received a case takes note of it (POL-05).")
class AcknowledgeCaseInput:
    case_id: strawberry.ID = strawberry.field(description="Global id of the case.")
    version: int | None = strawberry.field(default=None, description="Version of the case that was seen.")
    client_key: str | None = ClientKey

    def asked(self) -> AcknowledgeCase:
        return AcknowledgeCase(key_of(self.case_id, "Case", "case_id"), seen=self.version, client_key=self.client_key)


@strawberry.input(description="A complex case, so that it feeds the next revision of the protocol (LIN-05).")
class MarkComplexInput:
    case_id: strawberry.ID = strawberry.field(description="Global id of the case.")
    reason: str = strawberry.field(description="What makes it complex.")
    market: CaseMarket | None = strawberry.field(default=None, description="In which market; none: as its case says.")
    version: int | None = strawberry.field(default=None, description="Version of the case that was seen.")
    client_key: str | None = ClientKey

    def asked(self) -> MarkComplex:
        key = key_of(self.case_id, "Case", "case_id")
        return MarkComplex(key, self.reason, self.market, seen=self.version, client_key=self.client_key)


@strawberry.input(description="A fact of a case that was reported by mistake (AMB-70).")
class TakeBackFactInput:
    case_id: strawberry.ID = strawberry.field(description="Global id of the case.")
    sequence: int = strawberry.field(description="Of its entry in the timeline.")
    reason: str = strawberry.field(description="Why.")
    version: int | None = strawberry.field(default=None, description="Version of the case that was seen.")
    client_key: str | None = ClientKey

    def asked(self) -> TakeBackFact:
        key = key_of(self.case_id, "Case", "case_id")
        return TakeBackFact(key, self.sequence, self.reason, seen=self.version, client_key=self.client_key)


@strawberry.type
class CaseMutations:
    @strawberry.mutation(
        description="Declare with Clave Única that one represents a company: its capture begins, and what is declared "
        "waits in its case until staff confirm the person, with the same answer whether or not the RUT is known. Of "
        "a company that is hers already, its account's case (CAP-04, AMB-54, AMB-62)."
    )
    async def register_company(
        self, info: Info, input: Annotated[RegisterCompanyInput, strawberry.argument(description="The company.")]
    ) -> CasePayload:
        outcome = await _outcome(info, register_company, input.asked)
        if isinstance(outcome, CasePayload):
            return outcome
        registered = replace(info.context.actor, account_id=outcome.case.account_id)  # its file from now on (CAP-04)
        return await _payload(info, outcome, registered)

    @strawberry.mutation(description="Put somebody in charge of a case (RTE-05).")
    async def assign_case(
        self, info: Info, input: Annotated[AssignCaseInput, strawberry.argument(description="Who.")]
    ) -> CasePayload:
        return await _attempt(info, assign_case, input.asked)

    @strawberry.mutation(description="Hand a case over, to be acknowledged (POL-05).")
    async def hand_over_case(
        self, info: Info, input: Annotated[HandOverCaseInput, strawberry.argument(description="To whom and why.")]
    ) -> CasePayload:
        return await _attempt(info, hand_over_case, input.asked)

    @strawberry.mutation(description="Hand many cases over in one act: all of them, or none (POL-05, AMB-68).")
    async def hand_over_cases(
        self, info: Info, input: Annotated[HandOverCasesInput, strawberry.argument(description="Which, to whom, why.")]
    ) -> CasesPayload:
        context = info.context
        try:
            done = await hand_over_cases(context.casework, context.actor, input.asked())
        except (errors.ProtocolError, errors.RecordError) as refused:
            member = user_error(refused)
            if member is None:
                raise
            return CasesPayload(cases=[], user_errors=[member])
        asked = selected(info, "CasesPayload").below("cases", "Case")
        nodes = await case_nodes(context.seen_by(context.actor), [each.case for each in done], asked)
        return CasesPayload(cases=nodes, user_errors=[])

    @strawberry.mutation(description="Acknowledge a case that was handed over (POL-05).")
    async def acknowledge_case(
        self, info: Info, input: Annotated[AcknowledgeCaseInput, strawberry.argument(description="The case.")]
    ) -> CasePayload:
        return await _attempt(info, acknowledge_case, input.asked)

    @strawberry.mutation(
        description="Take back a fact that was reported by mistake, with what it caused: by who reported it or the "
        "head of the unit, while no other fact stands on it (AMB-70)."
    )
    async def take_back_fact(
        self, info: Info, input: Annotated[TakeBackFactInput, strawberry.argument(description="Which, and why.")]
    ) -> CasePayload:
        return await _attempt(info, take_back_fact, input.asked)

    @strawberry.mutation(description="Mark a case as complex (LIN-05).")
    async def mark_complex(
        self, info: Info, input: Annotated[MarkComplexInput, strawberry.argument(description="The case.")]
    ) -> CasePayload:
        return await _attempt(info, mark_complex, input.asked)
