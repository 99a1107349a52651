"""The record of decisions, overrides and refusals: append-only, readable per account and case (POL-07, POL-06)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import strawberry

from domain.model.history.decisions import Decision as DecisionOfDomain
from domain.model.history.decisions import DecisionKind
from domain.model.institution.people import Role
from domain.protocol.access.permissions import Permission, require
from schema.accounts.facts import Detail
from schema.answers import Node, answers
from schema.context import Info
from schema.ids import global_id, key_of
from schema.languages.spoken import SAID
from schema.links.following import LazyAccount, LazyCase, Link, follow
from schema.links.people import Person, known_person
from schema.lookahead import Loaded, is_counted, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection_of, page_request

if TYPE_CHECKING:
    from schema.accounts.types import Account
    from schema.cases.types import Case

ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda node: node.record.account_id)
CASE: Final[Link[Case]] = Link("case", "Case", lambda node: node.record.case_id)


@strawberry.type(description="One entry of the record of decisions. Never changed, never deleted.")
class DecisionShape(Node):
    at: datetime = strawberry.field(description="Instant of the decision.")
    by: str = strawberry.field(description="Who decided.")
    role: Role = strawberry.field(description="As what.")
    kind: DecisionKind = strawberry.field(description="What kind of entry it is.")
    what: str = strawberry.field(description="The verb.")
    outcome: str = strawberry.field(description="What came of it; in Spanish or English.", metadata=SAID)
    rule: str | None = strawberry.field(description="Rule that gave or supports it.")
    protocol_version: str = strawberry.field(description="Version of the protocol in force.")
    reason: str | None = strawberry.field(description="Reason given or shown.")
    inputs: list[Detail] = strawberry.field(description="What was looked at: what the rules read to decide (POL-04).")
    account_global_id: strawberry.ID | None = strawberry.field(name="accountId", description="The account.")
    case_global_id: strawberry.ID | None = strawberry.field(name="caseId", description="The case.")

    @strawberry.field(
        description="Who decided, as the directory knows them; the company and the services have no name."
    )
    def by_person(root: strawberry.Parent[Decision], info: Info) -> Person:
        return known_person(root.record.by, info.context)

    @strawberry.field(description="The account; none: none, or it is not for the viewer.")
    def account(root: strawberry.Parent[Decision]) -> LazyAccount | None:
        return ACCOUNT.read(root)

    @strawberry.field(description="The case; none: none, or it is not for the viewer.")
    def case(root: strawberry.Parent[Decision]) -> LazyCase | None:
        return CASE.read(root)


@answers(DecisionShape, beneath=DecisionOfDomain)
class Decision:
    __slots__ = ("_decision", "global_id", "loaded")

    def __init__(self, decision: DecisionOfDomain) -> None:
        self._decision = decision
        self.loaded: Loaded = {}
        self.global_id = global_id("Decision", decision.id)

    def __getattr__(self, name: str) -> object:
        return getattr(self._decision, name)

    @property
    def record(self) -> DecisionOfDomain:
        """What it shows."""
        return self._decision

    @property
    def inputs(self) -> list[Detail]:
        return [Detail(name, value) for name, value in self._decision.inputs.items()]

    @property
    def account_global_id(self) -> str | None:
        return global_id("Account", self._decision.account_id) if self._decision.account_id else None

    @property
    def case_global_id(self) -> str | None:
        return global_id("Case", self._decision.case_id) if self._decision.case_id else None


@strawberry.type
class DecisionQueries:
    @strawberry.field(description="The record of decisions, newest first.")
    async def decisions(
        self,
        info: Info,
        account_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this account.")] = None,
        case_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only of this case.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Decision]:
        require(info.context.actor, Permission.READ_DECISIONS)
        page = await info.context.read.decisions(
            page_request(first, last, after, before, counted=is_counted(info, "Decision")),
            account_id=key_of(account_id, "Account", "account_id") if account_id else None,
            case_id=key_of(case_id, "Case", "case_id") if case_id else None,
        )
        nodes = [Decision(each) for each in page.items]
        await follow(info.context, nodes, selected_items(info, "Decision"), (ACCOUNT, CASE))
        return connection_of(nodes, page)
