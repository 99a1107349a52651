"""Ask the tax registry for a company (DEF-02, DAT-04)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.use_cases.evidence.consult_tax_registry import ConsultTaxRegistry, consult_tax_registry
from schema.accounts.mutations import ClientKey, changed_account
from schema.accounts.types import Account
from schema.context import Info
from schema.errors import UserError, attempt
from schema.ids import key_of


@strawberry.type
class TaxRegistryQueries:
    @strawberry.field(
        description="The tax registry that is connected, as a person calls it; none: what it would say is registered "
        "by hand (DAT-04)."
    )
    def tax_registry(self, info: Info) -> str | None:
        registry = info.context.services.tax_registry
        return None if registry is None else registry.source


@strawberry.input(description="Of which company the tax registry is asked (DEF-02).")
class ConsultTaxRegistryInput:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    client_key: str | None = ClientKey

    def asked(self) -> ConsultTaxRegistry:
        return ConsultTaxRegistry(key_of(self.account_id, "Account", "account_id"), self.client_key)


@strawberry.type(description="A company after the tax registry was asked for it.")
class TaxRegistryPayload:
    account: Account | None = strawberry.field(
        description="The account, unchanged, with the answer first among `taxAnswers`; none: nothing was asked."
    )
    user_errors: list[UserError] = strawberry.field(description="Why nothing was asked; empty: it was.")


@strawberry.type
class TaxRegistryMutations:
    @strawberry.mutation(
        description="Ask the tax registry for the RUT of a company and keep what it says with its day, beside what the "
        "company declared (DEF-02, DAT-04)."
    )
    async def consult_tax_registry(
        self, info: Info, input: Annotated[ConsultTaxRegistryInput, strawberry.argument(description="Of which.")]
    ) -> TaxRegistryPayload:
        outcome, errors = await attempt(info.context, consult_tax_registry, input.asked)
        key = None if outcome is None else outcome.account_id
        return TaxRegistryPayload(account=await changed_account(info, "TaxRegistryPayload", key), user_errors=errors)
