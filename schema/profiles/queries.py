"""Profiles, journeys, proposals to join, and records of nobody."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.model.history.journeys import SourceSystem
from domain.model.history.profiles import ProfileKind
from domain.model.personal_data import PersonalData
from domain.model.rut import Rut as RutOfDomain
from domain.protocol.history.profiles import sort_key
from domain.use_cases.profiles.seen import StepShown
from schema.context import Info
from schema.journeys.types import JourneyEvent
from schema.lookahead import is_counted, selected, selected_items
from schema.pagination import After, Before, Connection, First, Last, connection, page_of, page_request
from schema.personal_data import note_joins, note_profile
from schema.profiles.types import JoinProposal, JourneyStep, Profile, ProfileJoin
from schema.scalars import Rut

RutArgument = Annotated[Rut, strawberry.argument(description="RUT of the company, or RUN of the person.")]


@strawberry.type
class ProfileQueries:
    @strawberry.field(
        description="The person or company that a RUN or RUT names; none: neither an account nor a representation nor "
        "a record of the systems does (SYS-03)."
    )
    async def profile(self, info: Info, rut: RutArgument) -> Profile | None:
        context = info.context
        found = await context.profiles.profile(RutOfDomain(rut))
        if found is None:
            return None
        note_profile(context, selected(info, "Profile"), found)
        return Profile(found, [ProfileJoin(each) for each in await context.profiles.joins_of(found)])

    @strawberry.field(
        description="What happened to a person or company, oldest first, over the six systems and this one, each step "
        "beside what should have followed (SYS-05, MEA-03)."
    )
    async def journey(
        self,
        info: Info,
        rut: RutArgument,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[JourneyStep]:
        context, asked = info.context, page_request(first, last, after, before)
        found = await context.profiles.profile(RutOfDomain(rut))
        steps = () if found is None else await context.profiles.journey(found)
        if found is not None and found.kind is ProfileKind.PERSON:
            for selection in selected_items(info, "JourneyStep"):
                context.shown.note(selection, (PersonalData.RUN,), found.account_id)
        return connection(page_of(steps, asked, _key), JourneyStep, len(steps))

    @strawberry.field(
        description="Addresses with records of nobody that an account with a RUT has too: what may be joined, until "
        "somebody decides (AMB-45)."
    )
    async def profile_join_proposals(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[JoinProposal]:
        context = info.context
        page = await context.profiles.proposals(
            page_request(first, last, after, before, counted=is_counted(info, "JoinProposal"))
        )
        for selection in selected_items(info, "JoinProposal"):
            note_joins(context, selection, [(each.rut, each.account_id) for each in page.items])
        return connection(page, JoinProposal)

    @strawberry.field(
        description="Records of the systems that name neither a RUT nor an address that is joined, latest day first "
        "(SYS-03)."
    )
    async def events_of_nobody(
        self,
        info: Info,
        systems: Annotated[list[SourceSystem] | None, strawberry.argument(description="Of these systems.")] = None,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[JourneyEvent]:
        context = info.context
        page = await context.profiles.of_nobody(
            page_request(first, last, after, before, counted=is_counted(info, "JourneyEvent")), frozenset(systems or ())
        )
        for selection in selected_items(info, "JourneyEvent"):
            if "email" in selection.names() and any(each.record.email for each in page.items):
                context.shown.note(selection, (PersonalData.EMAIL,), None)
        return connection(page, JourneyEvent)


def _key(shown: StepShown) -> tuple[str, ...]:
    at, kind, external_id = sort_key(shown.step)
    return f"{at:%Y%m%d%H%M%S%f}", kind, external_id
