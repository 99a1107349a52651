"""Offices, telephones, external bodies and topics: mutations of an administrator (SYS-04, CHN-04, ROL-03, MEA-05)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import strawberry

from domain.model.institution.directory import ReferralTarget, Telephone
from domain.model.institution.people import OfficeKind
from domain.model.institution.topics import Topic
from domain.use_cases.institution.register import (
    SaveOffice,
    remove_referral_target,
    save_office,
    save_referral_target,
    save_telephone,
    save_topic,
)
from schema.context import Info
from schema.errors import UserError
from schema.institution.changing import Errors, change, not_said
from schema.offices.types import Office
from schema.scalars import CountryCode, Email


@strawberry.input(description="An office as it is from now on; what is left out stays as it is.")
class SaveOfficeInput:
    code: str = strawberry.field(description="Stable code, as «OFICOM-CN-SHA»; a new one adds an office.")
    name: str = strawberry.field(description="Nombre.")
    reason: str = strawberry.field(description="Por qué.")
    kind: OfficeKind | None = strawberry.field(default=None, description="Of a new one; none is regional.")
    country: CountryCode | None = strawberry.field(default=None, description="Where it is; none: as it was.")
    zone: str | None = strawberry.field(default=None, description="IANA time zone; none: as it was.")
    mailbox: Email | None = strawberry.field(
        default=strawberry.UNSET, description="Generic mailbox; null: it has none any more."
    )

    def asked(self) -> SaveOffice:
        return SaveOffice(self.code, self.name, self.reason, self.kind, self.country, self.zone, self.mailbox or None)


@strawberry.input(description="A telephone of an office, in the register or anew (CHN-04).")
class SaveTelephoneInput:
    number: str = strawberry.field(description="With its country code.")
    office: str = strawberry.field(description="Code of its office.")
    enabled: bool = strawberry.field(name="isEnabled", description="It is a point of contact.")

    def asked(self) -> Telephone:
        return Telephone(self.number, self.office, self.enabled)


@strawberry.input(
    description="An external body to which companies are referred, as it is from now on (ROL-03). What is left out "
    "stays as it is; null or an empty list leaves it without it."
)
class SaveReferralTargetInput:
    code: str = strawberry.field(description="Stable code; a new one adds a body.")
    kind: str = strawberry.field(
        description="PUBLIC_BODY, INVESTCHILE, INVESTMENT_ATTACHE, LOCAL_COUNTERPART or CHAMBER."
    )
    name: str = strawberry.field(description="Nombre.")
    contact: str = strawberry.field(description="How to reach it.")
    market: CountryCode | None = strawberry.field(
        default=strawberry.UNSET, description="Its market; null: Chile or any."
    )
    stages: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Stages for which it is recommended."
    )
    supports: list[str] | None = strawberry.field(default=strawberry.UNSET, description="Supports that it gives.")

    def asked(self) -> ReferralTarget:
        stages, supports = tuple(self.stages or ()), tuple(self.supports or ())
        return ReferralTarget(self.code, self.kind, self.name, self.contact, self.market or None, stages, supports)


@strawberry.input(description="An external body to which nobody is referred any more.")
class RemoveReferralTargetInput:
    code: str = strawberry.field(description="Its code.")
    reason: str = strawberry.field(description="Por qué.")


@strawberry.input(description="A row of the dated list of topics, by its code and first day (MEA-05).")
class SaveTopicInput:
    code: str = strawberry.field(description="Code, as contacts and cases carry it.")
    name: str = strawberry.field(description="Nombre; it does not change once the row has begun.")
    since: date = strawberry.field(description="First day on which it holds.")
    until: date | None = strawberry.field(
        default=strawberry.UNSET, description="Last day; left out: as it was; null: it still holds."
    )

    def asked(self) -> Topic:
        return Topic(self.code, self.name, self.since, self.until or None)


@strawberry.type(description="An office after a change.")
class OfficePayload:
    office: Office | None = strawberry.field(description="As it is now; none: nothing changed.")
    user_errors: list[UserError] = Errors


@strawberry.type(description="A telephone after a change.")
class TelephonePayload:
    telephone: Telephone | None = strawberry.field(description="As it is now; none: nothing changed.")
    user_errors: list[UserError] = Errors


@strawberry.type(description="An external body after a change.")
class ReferralTargetPayload:
    target: ReferralTarget | None = strawberry.field(description="As it is now; none: it is out, or nothing changed.")
    user_errors: list[UserError] = Errors


@strawberry.type(description="A topic after a change.")
class TopicPayload:
    topic: Topic | None = strawberry.field(description="As it is now; none: nothing changed.")
    user_errors: list[UserError] = Errors


@strawberry.type
class RegisterMutations:
    @strawberry.mutation(
        description="Add an office abroad or of the central level, or say anew what one is; of a regional one its name "
        "and mailbox (SYS-04, RTE-01)."
    )
    async def save_office(
        self, info: Info, input: Annotated[SaveOfficeInput, strawberry.argument(description="The office.")]
    ) -> OfficePayload:
        office, errors = await change(info.context, partial(save_office, kept=not_said(input, "mailbox")), input.asked)
        book = info.context.services.book
        return OfficePayload(office=None if office is None else Office(office, book), user_errors=errors)

    @strawberry.mutation(description="Put a telephone into an office's register, or enable or disable it (CHN-04).")
    async def save_telephone(
        self, info: Info, input: Annotated[SaveTelephoneInput, strawberry.argument(description="The telephone.")]
    ) -> TelephonePayload:
        telephone, errors = await change(info.context, save_telephone, input.asked)
        return TelephonePayload(telephone=telephone, user_errors=errors)

    @strawberry.mutation(description="Add an external body, or say anew what it is (ROL-03).")
    async def save_referral_target(
        self, info: Info, input: Annotated[SaveReferralTargetInput, strawberry.argument(description="The body.")]
    ) -> ReferralTargetPayload:
        target, errors = await change(
            info.context,
            partial(save_referral_target, kept=not_said(input, "market", "stages", "supports")),
            input.asked,
        )
        return ReferralTargetPayload(target=target, user_errors=errors)

    @strawberry.mutation(description="Refer nobody more to an external body (ROL-03).")
    async def remove_referral_target(
        self, info: Info, input: Annotated[RemoveReferralTargetInput, strawberry.argument(description="Which.")]
    ) -> ReferralTargetPayload:
        _, errors = await change(
            info.context,
            lambda services, actor, asked: remove_referral_target(services, actor, asked.code, asked.reason),
            lambda: input,
        )
        return ReferralTargetPayload(target=None, user_errors=errors)

    @strawberry.mutation(
        description="Add a topic of consultation from a day on, or say until when it holds; what was recorded with it "
        "keeps it (MEA-05, LIN-05)."
    )
    async def save_topic(
        self, info: Info, input: Annotated[SaveTopicInput, strawberry.argument(description="The topic.")]
    ) -> TopicPayload:
        topic, errors = await change(info.context, partial(save_topic, kept=not_said(input, "until")), input.asked)
        return TopicPayload(topic=topic, user_errors=errors)
