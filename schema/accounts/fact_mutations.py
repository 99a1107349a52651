"""Dated facts of an account: export declaration, test, Exporta Más, executive, category."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.use_cases.accounts.assign import (
    AssignCategory,
    AssignedCategory,
    AssignExecutive,
    ExecutiveKind,
    assign_category,
    assign_executive,
)
from domain.use_cases.accounts.record_fact import (
    DeclareExports,
    RecordTestResult,
    SetExportaMas,
    declare_exports,
    record_test_result,
    set_exporta_mas,
)
from schema.accounts.mutations import AccountPayload, ClientKey, account_payload
from schema.context import Info
from schema.enums import described
from schema.errors import attempt, attempt_with_cases
from schema.ids import key_of

described(
    ExecutiveKind,
    "Which of the people in charge of an account.",
    {
        "REGIONAL": "Ejecutivo o ejecutiva regional.",
        "COMMERCIAL": "Ejecutivo o ejecutiva comercial.",
        "SECTOR_OFFICER": "Encargado o encargada sectorial.",
    },
)
described(
    AssignedCategory,
    "Category that a person assigns (AMB-31); category 1 follows from Exporta Más.",
    {"TRABAJO_HABITUAL": "Categoría 2: trabajo habitual.", "TRABAJO_ESPORADICO": "Categoría 3: trabajo esporádico."},
)


@strawberry.input(description="Whether the company exported in the last 3 years, as it declares (DEF-11).")
class DeclareExportsInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    version: int = strawberry.field(description="Version of the account that was seen.")
    exported: bool = strawberry.field(description="It exported in the last 3 years.")
    on: date | None = strawberry.field(default=None, description="Day of the declaration; none: today.")
    client_key: str | None = ClientKey

    def asked(self) -> DeclareExports:
        return DeclareExports(
            account_id=key_of(self.account_id, "Account", "account_id"),
            seen=self.version,
            exported=self.exported,
            on=self.on,
            client_key=self.client_key,
        )


@strawberry.input(description="Result of the Test de Autodiagnóstico: a level, or a score to be rated (DEF-12).")
class RecordTestResultInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    version: int = strawberry.field(description="Version of the account that was seen.")
    level: str | None = strawberry.field(default=None, description="HIGH, MEDIUM or LOW, when the portal rated it.")
    score: int | None = strawberry.field(default=None, description="Score, rated with the configured table.")
    scoring_version: str | None = strawberry.field(default=None, description="Version of the table of a level.")
    on: date | None = strawberry.field(default=None, description="Day of the test; none: today.")
    client_key: str | None = ClientKey

    def asked(self) -> RecordTestResult:
        return RecordTestResult(
            account_id=key_of(self.account_id, "Account", "account_id"),
            seen=self.version,
            level=self.level,
            score=self.score,
            scoring_version=self.scoring_version,
            on=self.on,
            client_key=self.client_key,
        )


@strawberry.input(description="Membership in Exporta Más (DEF-04).")
class SetExportaMasInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    version: int = strawberry.field(description="Version of the account that was seen.")
    since: date = strawberry.field(description="First day, inclusive.")
    until: date | None = strawberry.field(default=None, description="Last day, inclusive; none: open.")
    reason: str | None = strawberry.field(default=None, description="Why.")
    client_key: str | None = ClientKey

    def asked(self) -> SetExportaMas:
        return SetExportaMas(
            account_id=key_of(self.account_id, "Account", "account_id"),
            seen=self.version,
            since=self.since,
            until=self.until,
            reason=self.reason,
            client_key=self.client_key,
        )


@strawberry.input(description="Who is in charge of an account.")
class AssignExecutiveInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    version: int = strawberry.field(description="Version of the account that was seen.")
    kind: ExecutiveKind = strawberry.field(description="In charge of what.")
    person: str | None = strawberry.field(default=None, description="Id of the person; none: nobody.")
    reason: str | None = strawberry.field(default=None, description="Why, when a proposal is overridden.")
    client_key: str | None = ClientKey

    def asked(self) -> AssignExecutive:
        return AssignExecutive(
            account_id=key_of(self.account_id, "Account", "account_id"),
            seen=self.version,
            kind=self.kind,
            person=self.person,
            reason=self.reason,
            client_key=self.client_key,
        )


@strawberry.input(description="Category of attention of an account (ATN-01).")
class AssignCategoryInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    version: int = strawberry.field(description="Version of the account that was seen.")
    category: AssignedCategory = strawberry.field(description="The category.")
    reason: str = strawberry.field(description="Why.")
    client_key: str | None = ClientKey

    def asked(self) -> AssignCategory:
        return AssignCategory(
            account_id=key_of(self.account_id, "Account", "account_id"),
            seen=self.version,
            category=self.category,
            reason=self.reason,
            client_key=self.client_key,
        )


@strawberry.type
class FactMutations:
    @strawberry.mutation(description="Declare whether the company exported in the last 3 years (DEF-11, AMB-09).")
    async def declare_exports(
        self, info: Info, input: Annotated[DeclareExportsInput, strawberry.argument(description="The declaration.")]
    ) -> AccountPayload:
        return await account_payload(info, *await attempt(info.context, declare_exports, input.asked))

    @strawberry.mutation(description="Record a result of the Test de Autodiagnóstico (DEF-12).")
    async def record_test_result(
        self, info: Info, input: Annotated[RecordTestResultInput, strawberry.argument(description="The result.")]
    ) -> AccountPayload:
        return await account_payload(info, *await attempt(info.context, record_test_result, input.asked))

    @strawberry.mutation(description="Record a membership in Exporta Más (DEF-04).")
    async def set_exporta_mas(
        self, info: Info, input: Annotated[SetExportaMasInput, strawberry.argument(description="The membership.")]
    ) -> AccountPayload:
        return await account_payload(info, *await attempt(info.context, set_exporta_mas, input.asked))

    @strawberry.mutation(description="Put somebody in charge of an account (RTE-05, USR-01).")
    async def assign_executive(
        self, info: Info, input: Annotated[AssignExecutiveInput, strawberry.argument(description="Who.")]
    ) -> AccountPayload:
        return await account_payload(info, *await attempt(info.context, assign_executive, input.asked))

    @strawberry.mutation(description="Assign the category of attention (ATN-01, AMB-31).")
    async def assign_category(
        self, info: Info, input: Annotated[AssignCategoryInput, strawberry.argument(description="The category.")]
    ) -> AccountPayload:
        return await account_payload(info, *await attempt_with_cases(info.context, assign_category, input.asked))
