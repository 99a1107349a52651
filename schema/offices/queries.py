"""Regions and offices, and whether a day counts there."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.model.institution.directory import ReferralTarget
from domain.model.institution.people import OfficeKind
from schema.context import Info
from schema.offices.types import (
    REGION_NODES,
    CalendarDay,
    Office,
    Region,
    office_node,
)
from schema.scalars import CountryCode


@strawberry.type
class OfficeQueries:
    @strawberry.field(description="The 16 regions, in the order of the source.")
    def regions(self) -> list[Region]:
        return list(REGION_NODES.values())

    @strawberry.field(description="The offices of ProChile.")
    def offices(
        self,
        info: Info,
        kind: Annotated[OfficeKind | None, strawberry.argument(description="Only this kind.")] = None,
        country: Annotated[CountryCode | None, strawberry.argument(description="Only in this country.")] = None,
    ) -> list[Office]:
        context = info.context
        return [
            Office(office, context.services.book)
            for office in context.configuration.offices.values()
            if (kind is None or office.kind is kind) and (country is None or office.country == country)
        ]

    @strawberry.field(description="One office by its code; none when there is none.")
    def office(
        self, info: Info, code: Annotated[str, strawberry.argument(description="For example «OFIREG-08».")]
    ) -> Office | None:
        return office_node(code, info.context.configuration, info.context.services.book)

    @strawberry.field(description="External bodies to which companies are referred, in the directory's order (ROL-03).")
    def referral_targets(
        self,
        info: Info,
        kind: Annotated[str | None, strawberry.argument(description="For example «PUBLIC_BODY».")] = None,
    ) -> list[ReferralTarget]:
        referrals = info.context.casework.directory().referrals
        return [target for target in referrals if kind is None or target.kind == kind]

    @strawberry.field(description="Whether a day is a business day in an office, and why not (AMB-03).")
    def business_day(
        self,
        info: Info,
        on: Annotated[date, strawberry.argument(description="The day.")],
        office: Annotated[
            str | None, strawberry.argument(description="Code of the office; none: the national calendar.")
        ] = None,
    ) -> CalendarDay:
        calendar = info.context.services.book.of_office(office)
        return CalendarDay(on, calendar)
