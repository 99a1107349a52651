"""What is done with cases whatever their flow: registered, put in charge of, handed over, marked, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import strawberry

from domain.model.cases import CaseMarket
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
from domain.use_cases.cases.register_company import RegisterCompany, register_company
from domain.use_cases.cases.take_back import TakeBackFact, take_back_fact
from schema.accounts.mutations import AccountFields, ClientKey
from schema.cases.loading import case_nodes
from schema.cases.payloads import CasePayload, attempt_on_case, case_payload, unchanged
from schema.cases.types import Case
from schema.context import Info
from schema.errors import UserError, attempt_with_cases
from schema.ids import key_of
from schema.lookahead import selected
from schema.scalars import Rut


@strawberry.type(description="Cases after they were handed over in one act.")
class CasesPayload:
    cases: list[Case] = strawberry.field(description="The cases as they are now, oldest first; none: nothing changed.")
    user_errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty: it was, or it was so.")


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
        outcome, refused = await attempt_with_cases(info.context, register_company, input.asked)
        if outcome is None:
            return unchanged(refused)
        registered = replace(info.context.actor, account_id=outcome.case.account_id)  # its file from now on (CAP-04)
        return await case_payload(info, outcome, registered)

    @strawberry.mutation(description="Put somebody in charge of a case (RTE-05).")
    async def assign_case(
        self, info: Info, input: Annotated[AssignCaseInput, strawberry.argument(description="Who.")]
    ) -> CasePayload:
        return await attempt_on_case(info, assign_case, input.asked)

    @strawberry.mutation(description="Hand a case over, to be acknowledged (POL-05).")
    async def hand_over_case(
        self, info: Info, input: Annotated[HandOverCaseInput, strawberry.argument(description="To whom and why.")]
    ) -> CasePayload:
        return await attempt_on_case(info, hand_over_case, input.asked)

    @strawberry.mutation(description="Hand many cases over in one act: all of them, or none (POL-05, AMB-68).")
    async def hand_over_cases(
        self, info: Info, input: Annotated[HandOverCasesInput, strawberry.argument(description="Which, to whom, why.")]
    ) -> CasesPayload:
        context = info.context
        done, errors = await attempt_with_cases(context, hand_over_cases, input.asked)
        asked = selected(info, "CasesPayload").below("cases", "Case")
        nodes = await case_nodes(context.seen_by(context.actor), [each.case for each in done or ()], asked)
        return CasesPayload(cases=nodes, user_errors=errors)

    @strawberry.mutation(description="Acknowledge a case that was handed over (POL-05).")
    async def acknowledge_case(
        self, info: Info, input: Annotated[AcknowledgeCaseInput, strawberry.argument(description="The case.")]
    ) -> CasePayload:
        return await attempt_on_case(info, acknowledge_case, input.asked)

    @strawberry.mutation(
        description="Take back a fact that was reported by mistake, with what it caused: by who reported it or the "
        "head of the unit, while no other fact stands on it (AMB-70)."
    )
    async def take_back_fact(
        self, info: Info, input: Annotated[TakeBackFactInput, strawberry.argument(description="Which, and why.")]
    ) -> CasePayload:
        return await attempt_on_case(info, take_back_fact, input.asked)

    @strawberry.mutation(description="Mark a case as complex (LIN-05).")
    async def mark_complex(
        self, info: Info, input: Annotated[MarkComplexInput, strawberry.argument(description="The case.")]
    ) -> CasePayload:
        return await attempt_on_case(info, mark_complex, input.asked)
