"""Regions, offices, and whether a day is a business day in one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Final

import strawberry

from domain.errors import InvalidValue
from domain.model.institution.calendar import CalendarBook, WorkCalendar
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import ReferralTarget, Telephone
from domain.model.institution.people import Office as OfficeOfDomain
from domain.model.institution.people import OfficeKind
from domain.model.places.regions import REGIONS
from domain.model.places.regions import Region as RegionOfDomain
from schema.answers import Node, answers
from schema.context import Info
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.scalars import CountryCode, Email

MAX_CALENDAR_DAYS: Final = 366


@strawberry.type(description="A day in an office's working calendar.")
class CalendarDayShape:
    on: date = strawberry.field(description="The day.")
    is_business_day: bool = strawberry.field(description="Whether it counts as «día hábil» here (AMB-03).")
    reason: str | None = strawberry.field(
        description="Why it does not count: the holiday, or the weekend; in Spanish or English.",
        metadata=SAID,
    )
    source: str | None = strawberry.field(description="Law or library that makes it a holiday.")


@answers(CalendarDayShape)
class CalendarDay:
    __slots__ = ("is_business_day", "on", "reason", "source")

    def __init__(self, on: date, calendar: WorkCalendar) -> None:
        skipped = calendar.why_not(on)
        self.on = on
        self.is_business_day = skipped is None
        self.reason = skipped.name_es if skipped else None
        self.source = skipped.holiday.source if skipped and skipped.holiday else None


def days_between(start: date, end: date) -> Iterator[date]:
    """
    Every day from *start* to *end*, both inclusive.

    Raises:
        InvalidValue: More than a year, or the end before the start.
    """
    if not 0 <= (end - start).days < MAX_CALENDAR_DAYS:
        raise InvalidValue("Pida entre 1 y 366 días, con el término después del inicio.", field=("until",))
    return (start + timedelta(days=n) for n in range((end - start).days + 1))


@strawberry.type(description="One of the 16 regions, with the office that answers for it (RTE-01).")
class RegionShape(Node):
    code: str = strawberry.field(description="CUT code (Decreto 1.115 of 2018).")
    iso_code: str = strawberry.field(description="ISO 3166-2 code.")
    name: str = strawberry.field(description="Nombre.")
    mailbox: Email = strawberry.field(description="Generic mailbox of the regional office, verbatim (AMB-42).")
    zone: str = strawberry.field(description="IANA time zone in which its days are counted (AMB-52).")
    low_potential_exception: bool = strawberry.field(
        description="A company with low potential is contacted all the same (LOW-06)."
    )


@answers(RegionShape)
class Region:
    __slots__ = ("code", "global_id", "iso_code", "low_potential_exception", "mailbox", "name", "zone")

    def __init__(self, region: RegionOfDomain) -> None:
        self.global_id = global_id("Region", region.cut)
        self.code = region.cut
        self.iso_code = region.iso
        self.name = region.name
        self.mailbox = region.mailbox
        self.zone = region.zone
        self.low_potential_exception = region.low_potential_exception


REGION_NODES: Final = {region.cut: Region(region) for region in REGIONS if region.effective_until is None}


@strawberry.type(description="A telephone of an office (CHN-04).")
class OfficeTelephoneShape:
    number: str = strawberry.field(description="With its country code.")
    enabled: bool = strawberry.field(name="isEnabled", description="It is a point of contact.")


answers(OfficeTelephoneShape)(Telephone)


@strawberry.type(description="An office of ProChile.")
class OfficeShape(Node):
    code: str = strawberry.field(description="Stable code.")
    kind: OfficeKind = strawberry.field(description="Regional, commercial or central.")
    name: str = strawberry.field(description="Nombre.")
    country: CountryCode = strawberry.field(description="Country in which it is.")
    zone: str = strawberry.field(description="IANA time zone.")
    mailbox: Email | None = strawberry.field(description="Generic mailbox.")
    region: Region | None = strawberry.field(description="The region it answers for.")
    calendar_id: str = strawberry.field(description="Working calendar that its terms use.")

    @strawberry.field(description="Working calendar of the office, day by day: whether each day counts, and why not.")
    def calendar(
        root: strawberry.Parent[Office],
        info: Info,
        since: Annotated[date, strawberry.argument(description="First day.")],
        until: Annotated[date, strawberry.argument(description="Last day; at most a year after the first.")],
    ) -> list[CalendarDay]:
        calendar = info.context.services.book.of_office(root.code)
        return [CalendarDay(day, calendar) for day in days_between(since, until)]

    @strawberry.field(description="Register of its telephones (CHN-04); none: «no configurado».")
    def telephones(root: strawberry.Parent[Office], info: Info) -> list[Telephone] | None:
        return list(info.context.casework.directory().telephones_of(root.code)) or None


@answers(OfficeShape)
class Office:
    __slots__ = ("calendar_id", "code", "country", "global_id", "kind", "mailbox", "name", "region", "zone")

    def __init__(self, office: OfficeOfDomain, book: CalendarBook) -> None:
        self.global_id = global_id("Office", office.code)
        self.code = office.code
        self.kind = office.kind
        self.name = office.name
        self.country = office.country
        self.zone = office.zone
        self.mailbox = office.mailbox
        self.region = REGION_NODES.get(office.region) if office.region else None
        self.calendar_id = book.of_office(office.code).id


def office_node(code: str | None, configuration: ProtocolConfiguration, book: CalendarBook) -> Office | None:
    """The office with that code, or None: no office, or one that the configuration does not know."""
    office = configuration.offices.get(code) if code else None
    return Office(office, book) if office else None


@strawberry.type(description="An external body to which companies are referred (ROL-03).")
class ReferralTargetShape:
    code: str = strawberry.field(description="Stable code.")
    kind: str = strawberry.field(
        description="PUBLIC_BODY, INVESTCHILE, INVESTMENT_ATTACHE, LOCAL_COUNTERPART or CHAMBER."
    )
    name: str = strawberry.field(description="Nombre.")
    contact: str = strawberry.field(description="How to reach it.")
    market: CountryCode | None = strawberry.field(description="Its market; none: Chile or any.")
    stages: list[str] = strawberry.field(
        description="Stages of a company of low potential for which it is recommended; empty: all (LOW-03)."
    )
    supports: list[str] = strawberry.field(description="Supports that it gives; empty: all (LOW-03).")


answers(ReferralTargetShape)(ReferralTarget)
