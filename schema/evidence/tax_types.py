"""What the tax registry said of a company, as the API shows it, beside what the company declared (DEF-02, DAT-04)."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from domain.model.accounts import TaxCategory
from domain.model.evidence.tax_registry import TaxActivity as TaxActivityOfDomain
from domain.model.evidence.tax_registry import TaxAnswer as TaxAnswerOfDomain
from domain.model.evidence.tax_registry import TaxRecord
from domain.protocol.classes.tax_evidence import Agreement, Compared, DeclaredTaxData, compared
from schema.answers import answers
from schema.enums.describing import worded
from schema.languages.spoken import SAID
from schema.links.people import by_person
from schema.scalars import Rut

worded(Agreement, "How a datum of the account stands beside the tax registry's.", name="TaxAgreement")


@strawberry.type(description="An economic activity («giro») of a taxpayer.")
class TaxActivityShape:
    code: str = strawberry.field(description="Code in the registry.")
    name: str = strawberry.field(description="Nombre.")
    category: TaxCategory | None = strawberry.field(description="In which it is taxed; none: not told.")


answers(TaxActivityShape)(TaxActivityOfDomain)


@strawberry.type(description="A datum as the company declared it, and as the tax registry tells it (DEF-02).")
class TaxComparisonShape:
    field: str = strawberry.field(description="Name of the account's field.")
    label: str = strawberry.field(description="As a person calls it; in Spanish or English.", metadata=SAID)
    declared: str | None = strawberry.field(
        description="As the account has it today, in words; none: it does not say.", metadata=SAID
    )
    told: str | None = strawberry.field(
        description="As the registry told it, in words; none: it did not.", metadata=SAID
    )
    agreement: Agreement = strawberry.field(description="How the two stand.")
    text: str | None = strawberry.field(description="What to do; in Spanish or English. None: nothing.", metadata=SAID)


answers(TaxComparisonShape)(Compared)


@strawberry.type(
    description="What the tax registry said of the company's RUT on a day: evidence beside what the company declared, "
    "never in its place (DEF-02, DAT-04)."
)
class TaxAnswerShape:
    source: str = strawberry.field(description="The registry, as a person calls it.", metadata=SAID)
    rut: Rut = strawberry.field(description="The RUT that was asked for.")
    asked_at: datetime = strawberry.field(description="Instant at which it was asked.")
    asked_by: str = strawberry.field(description="Who asked.")
    asked_by_person = by_person("asked_by", "Who asked")
    known: bool = strawberry.field(description="The registry has that RUT; else it told nothing.")
    name: str | None = strawberry.field(description="Nombre o razón social.")
    started: bool | None = strawberry.field(description="It began activities («inicio de actividades»).")
    started_on: date | None = strawberry.field(description="First day of activities.")
    category: TaxCategory | None = strawberry.field(description="In which it is taxed.")
    size: str | None = strawberry.field(description="Size, in the registry's words.", metadata=SAID)
    activities: list[TaxActivityOfDomain] = strawberry.field(description="Its activities, as the registry lists them.")
    comparison: list[Compared] = strawberry.field(
        description="Beside what the account says today; empty: the registry does not know the RUT."
    )


@answers(TaxAnswerShape, beneath=TaxRecord)
class TaxAnswer:
    __slots__ = ("_record", "account_id", "asked_at", "asked_by", "comparison", "known", "rut", "source")

    def __init__(self, answer: TaxAnswerOfDomain, declared: DeclaredTaxData) -> None:
        self.account_id = answer.account_id
        self.source = answer.source
        self.rut = answer.rut.compact
        self.asked_at = answer.asked_at
        self.asked_by = answer.asked_by
        self.known = answer.record is not None
        self._record = answer.record or TaxRecord()
        self.comparison = [] if answer.record is None else list(compared(declared, answer.record))

    def __getattr__(self, name: str) -> object:
        return getattr(self._record, name)
