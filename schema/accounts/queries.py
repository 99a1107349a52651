"""Find accounts: by id, by RUT, by what they are and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

import strawberry

from domain.errors import InvalidValue
from domain.exchange.similarity import Profile, clues
from domain.model.classes import AccountClass, Category, Export, Group, Origin, Phase, Registration, Relation
from domain.model.exchange.conflicts import SyncStatus
from domain.model.worded import Worded
from domain.ports.reading import AccountOrder, AccountQuery
from domain.protocol.access.permissions import require_sight_of_all
from domain.use_cases.next_steps.ask_for_another import another_to_be_named
from schema.accounts.loading import account_node, account_nodes, similar_accounts
from schema.accounts.types import SIMILAR_COST, Account, SimilarAccount
from schema.context import Context, Info
from schema.ids import key_of
from schema.lookahead import selected, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_request
from schema.scalars import CountryCode, Email, Rut


@strawberry.input(one_of=True, description="How to find one account: exactly one of these.")
class AccountBy:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global id.")
    rut: Rut | None = strawberry.field(default=strawberry.UNSET, description="RUT, with or without dots.")


@strawberry.input(description="Which accounts; every condition that is given must hold.")
class AccountFilter:
    search: str | None = strawberry.field(
        default=None, description="Words of the name, a RUT, an e-mail, a website or a sector; every word must match."
    )
    classes: list[AccountClass] | None = strawberry.field(
        default=None, description="At least one of these classes holds on the day `classesOn`."
    )
    classes_on: date | None = strawberry.field(
        default=None, description="Day for `classes`, the axes of classes and `category`; today when none is given."
    )
    origins: list[Origin] | None = strawberry.field(default=None, description="Any of these origins, on that day.")
    registrations: list[Registration] | None = strawberry.field(
        default=None, description="Registration has come so far, on that day."
    )
    relations: list[Relation] | None = strawberry.field(
        default=None, description="Its work with ProChile, on that day."
    )
    exports: list[Export] | None = strawberry.field(default=None, description="What it exports, on that day.")
    phases: list[Phase] | None = strawberry.field(default=None, description="Phase of the attention, on that day.")
    groups: list[Group] | None = strawberry.field(default=None, description="Target group, on that day.")
    regions: list[str] | None = strawberry.field(default=None, description="CUT codes of regions.")
    sectors: list[str] | None = strawberry.field(default=None, description="Codes of sectors.")
    offices: list[str] | None = strawberry.field(default=None, description="Codes of offices.")
    executive: str | None = strawberry.field(default=None, description="Its regional or commercial executive.")
    category: Category | None = strawberry.field(default=None, description="Category of attention.")
    sync_status: SyncStatus | None = strawberry.field(default=None, description="How it stands towards the CRM.")
    active: bool | None = strawberry.field(default=None, description="Active or not.")
    no_contact_since: date | None = strawberry.field(
        default=None, description="No contact is registered on that day or later (FUP-02, EXT-03)."
    )
    updated_since: datetime | None = strawberry.field(
        default=None, description="Some of its data or facts were recorded at that instant or later (`updatedAt`)."
    )
    another_to_be_named: bool | None = strawberry.field(
        default=None,
        description="If true, only those where another person is to be named today, for who attends the company "
        "declared a conflict of interest with it that stands (AMB-72).",
    )


def account_query(context: Context, filter: AccountFilter | None, order: AccountOrder) -> AccountQuery:
    """The domain's query."""
    given = filter or AccountFilter()
    return AccountQuery(
        search=(given.search or "").strip() or None,
        classes=frozenset(klass.value for klass in given.classes or ()),
        classes_on=given.classes_on or context.today(),
        axes=_axes(given),
        regions=frozenset(given.regions or ()),
        sectors=frozenset(given.sectors or ()),
        offices=frozenset(given.offices or ()),
        executive=given.executive,
        category=given.category.value if given.category else None,
        sync_status=given.sync_status,
        active=given.active,
        no_contact_since=given.no_contact_since,
        updated_since=given.updated_since,
        order=order,
    )


def _axes(given: AccountFilter) -> frozenset[tuple[str, str]]:
    chosen: dict[str, Sequence[Worded] | None] = {
        "origin": given.origins,
        "registration": given.registrations,
        "relation": given.relations,
        "export": given.exports,
        "phase": given.phases,
        "target_group": given.groups,
    }
    return frozenset((axis, value.value) for axis, values in chosen.items() for value in values or ())


@strawberry.type
class AccountQueries:
    @strawberry.field(description="One account; none when there is no such account, or the actor may not see it.")
    async def account(
        self, info: Info, by: Annotated[AccountBy, strawberry.argument(description="Its id, or its RUT.")]
    ) -> Account | None:
        context = info.context
        selections = [selected(info, "Account")]
        if by.rut:
            row = await context.read.account_by_rut(by.rut)
            return await account_node(context, row, selections)
        if not by.id:
            raise InvalidValue("Indique el identificador o el RUT de la cuenta.", field=("by",))
        row = await context.read.account(key_of(by.id, "Account"))
        return await account_node(context, row, selections)

    @strawberry.field(description="Accounts, page by page.")
    async def accounts(
        self,
        info: Info,
        filter: Annotated[AccountFilter | None, strawberry.argument(description="Which accounts.")] = None,
        order: Annotated[AccountOrder, strawberry.argument(description="In which order.")] = AccountOrder.RELEVANCE,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Account]:
        context = info.context
        query = account_query(context, filter, order)
        if filter is not None and filter.another_to_be_named:
            query = replace(query, account_ids=await another_to_be_named(context.read, context.today()))
        page = await context.read.accounts(query, page_request(first, last, after, before))
        nodes = await account_nodes(context, page.items, selected_items(info, "Account"))
        counted = selected(info, "AccountConnection").arguments("totalCount")
        total = await context.read.count_accounts(query) if counted else None
        return connection_of(nodes, page, total)

    @strawberry.field(
        description="Registered accounts that may be the company described, to look at before registering it (AMB-63).",
        metadata={"cost": SIMILAR_COST},
    )
    async def similar_accounts(
        self,
        info: Info,
        name: Annotated[str | None, strawberry.argument(description="Nombre o razón social, o de fantasía.")] = None,
        country: Annotated[CountryCode | None, strawberry.argument(description="Where it is established.")] = None,
        email: Annotated[Email | None, strawberry.argument(description="Correo electrónico.")] = None,
        website: Annotated[str | None, strawberry.argument(description="Sitio web.")] = None,
        phone: Annotated[str | None, strawberry.argument(description="Teléfono.")] = None,
    ) -> list[SimilarAccount]:
        require_sight_of_all(info.context.actor)  # before anything is said of what was asked
        told = Profile(name or "", country=country, email=email, website=website, phone=phone)
        if not clues(told):
            raise InvalidValue("Indique el nombre, el correo, el sitio web o el teléfono.", rule="AMB-63")
        below = selected(info, "SimilarAccount").below("account", "Account")
        found = await similar_accounts(info.context, {"": told}, below)
        return found[""]
