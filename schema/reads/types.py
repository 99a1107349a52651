"""One read of personal data, as the API shows it: kinds and whose, never the values (POL-07)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import strawberry

from domain.model.institution.people import Role
from domain.model.personal_data import PersonalData, PersonalRead
from schema.answers import Node, answers
from schema.ids import global_id
from schema.links.following import LazyAccount, LazyCase, Link
from schema.links.people import by_person
from schema.lookahead import Loaded

if TYPE_CHECKING:
    from schema.accounts.types import Account
    from schema.cases.types import Case

ACCOUNT: Final[Link[Account]] = Link("account", "Account", lambda node: node.record.account_id)
CASE: Final[Link[Case]] = Link("case", "Case", lambda node: node.record.case_id)


@strawberry.type(description="Somebody was shown personal data. Never changed; the values are not kept.")
class PersonalDataReadShape(Node):
    at: datetime = strawberry.field(description="Instant of the answer.")
    by: str = strawberry.field(description="To whom: stable id of the person or service.")
    by_person = by_person("by", "To whom")
    role: Role = strawberry.field(description="As what.")
    kinds: list[PersonalData] = strawberry.field(description="What was shown.")
    field: str = strawberry.field(description="Field of Query or Mutation through which it went.")
    operation: str | None = strawberry.field(description="Name that the client gave its operation.")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="The account that it is about, or whose contacts it is about."
    )
    case_global_id: strawberry.ID | None = strawberry.field(
        name="caseId", description="The case that names the person, when there is no account."
    )

    @strawberry.field(description="The account; none: none, or it is not for the viewer.")
    def account(root: strawberry.Parent[PersonalDataRead]) -> LazyAccount | None:
        return ACCOUNT.read(root)

    @strawberry.field(description="The case; none: none, or it is not for the viewer.")
    def case(root: strawberry.Parent[PersonalDataRead]) -> LazyCase | None:
        return CASE.read(root)


@answers(PersonalDataReadShape, beneath=PersonalRead)
class PersonalDataRead:
    __slots__ = ("_read", "loaded")

    def __init__(self, read: PersonalRead) -> None:
        self._read = read
        self.loaded: Loaded = {}

    def __getattr__(self, name: str) -> object:
        return getattr(self._read, name)

    @property
    def record(self) -> PersonalRead:
        """What it shows."""
        return self._read

    @property
    def global_id(self) -> str:
        return global_id("PersonalDataRead", str(self._read.number))

    @property
    def kinds(self) -> list[PersonalData]:
        return list(self._read.kinds)

    @property
    def account_global_id(self) -> str | None:
        return global_id("Account", self._read.account_id) if self._read.account_id else None

    @property
    def case_global_id(self) -> str | None:
        return global_id("Case", self._read.case_id) if self._read.case_id else None
