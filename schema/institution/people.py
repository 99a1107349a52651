"""People of the directory: mutations of an administrator (ROL-01, AMB-68)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import strawberry

from domain.model.institution.directory import Person as PersonOfDomain
from domain.model.institution.people import Role
from domain.use_cases.institution.absences import SaveAbsence, save_absence, withdraw_absence
from domain.use_cases.institution.identities import SaveIdentity, save_identity
from domain.use_cases.institution.people import SavePerson, remove_person, save_person
from schema.context import Context, Info
from schema.errors import UserError
from schema.institution.changing import Errors, change, not_said
from schema.institution.types import DirectoryEntry, Identity
from schema.scalars import CountryCode, Email


@strawberry.input(
    description="A person of the directory as she is from now on. What is left out stays as it is, absences too; "
    "null or an empty list leaves her without it."
)
class SavePersonInput:
    username: str = strawberry.field(description="Stable id, as «ana.rojas»; a new one adds a person.")
    name: str = strawberry.field(description="Nombre.")
    role: Role = strawberry.field(description="Role («rol»).")
    email: Email = strawberry.field(description="Correo electrónico.")
    office: str = strawberry.field(description="Code of her office.")
    reason: str = strawberry.field(description="Por qué.")
    sectors: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Codes of sectors that she answers for."
    )
    markets: list[CountryCode] | None = strawberry.field(
        default=strawberry.UNSET, description="Markets that she answers for."
    )
    macrozone: str | None = strawberry.field(default=strawberry.UNSET, description="Macro-zone that she coordinates.")
    regions: list[str] | None = strawberry.field(default=strawberry.UNSET, description="CUT codes of its regions.")
    unit: str | None = strawberry.field(default=strawberry.UNSET, description="Her unit; null: that of her office.")

    def asked(self) -> SavePerson:
        return SavePerson(
            id=self.username,
            name=self.name,
            role=self.role,
            email=self.email,
            office=self.office,
            reason=self.reason,
            sectors=tuple(self.sectors or ()),
            markets=tuple(self.markets or ()),
            macrozone=self.macrozone or None,
            regions=tuple(self.regions or ()),
            unit=self.unit or None,
        )


@strawberry.input(description="Somebody who leaves the directory.")
class RemovePersonInput:
    username: str = strawberry.field(description="Id of the person.")
    reason: str = strawberry.field(description="Por qué.")


@strawberry.input(description="Somebody is away; an absence that begins on the same day is said anew.")
class SaveAbsenceInput:
    username: str = strawberry.field(description="Id of the person.")
    since: date = strawberry.field(description="First day.")
    until: date = strawberry.field(description="Last day.")
    substitute: str | None = strawberry.field(default=None, description="Id of who stands in («subrogante»).")

    def asked(self) -> SaveAbsence:
        return SaveAbsence(self.username, self.since, self.until, self.substitute)


@strawberry.input(description="An absence that is taken back.")
class WithdrawAbsenceInput:
    username: str = strawberry.field(description="Id of the person.")
    since: date = strawberry.field(description="Its first day.")
    reason: str = strawberry.field(description="Por qué.")


@strawberry.input(description="Who a log-in of an issuer is from now on, whatever the identity file says.")
class SaveIdentityInput:
    issuer: str = strawberry.field(description="Short name of the issuer, as in the identity file.")
    object_id: str = strawberry.field(description="As that issuer knows the person; never an e-mail.")
    username: str = strawberry.field(description="Id of the person in the directory.")
    reason: str = strawberry.field(description="Por qué.")
    disabled: bool = strawberry.field(default=False, name="isDisabled", description="She is let in no more.")

    def asked(self) -> SaveIdentity:
        return SaveIdentity(self.issuer, self.object_id, self.username, self.reason, self.disabled)


@strawberry.type(description="A person of the directory after a change.")
class DirectoryPayload:
    entry: DirectoryEntry | None = strawberry.field(description="As she is now; none: she left, or nothing changed.")
    user_errors: list[UserError] = Errors


@strawberry.type(description="Who a log-in is, after a change.")
class IdentityPayload:
    identity: Identity | None = strawberry.field(description="Who it is now; none: nothing changed.")
    user_errors: list[UserError] = Errors


@strawberry.type
class DirectoryMutations:
    @strawberry.mutation(
        description="Add a person to the directory, or say anew what she is; her open cases follow (ROL-01, AMB-68)."
    )
    async def save_person(
        self, info: Info, input: Annotated[SavePersonInput, strawberry.argument(description="The person.")]
    ) -> DirectoryPayload:
        kept = not_said(input, "sectors", "markets", "macrozone", "regions", "unit")
        return _told(info.context, *await change(info.context, partial(save_person, kept=kept), input.asked))

    @strawberry.mutation(
        description="Take a person out of the directory: she comes in no more, her open cases are passed on (AMB-68)."
    )
    async def remove_person(
        self, info: Info, input: Annotated[RemovePersonInput, strawberry.argument(description="Who.")]
    ) -> DirectoryPayload:
        _, errors = await change(
            info.context,
            lambda services, actor, asked: remove_person(services, actor, asked.username, asked.reason),
            lambda: input,
        )
        return DirectoryPayload(entry=None, user_errors=errors)

    @strawberry.mutation(description="Say that somebody is away, and who stands in; by day (ROL-01).")
    async def save_absence(
        self, info: Info, input: Annotated[SaveAbsenceInput, strawberry.argument(description="The absence.")]
    ) -> DirectoryPayload:
        return _told(info.context, *await change(info.context, save_absence, input.asked))

    @strawberry.mutation(description="Take back an absence (AMB-70).")
    async def withdraw_absence(
        self, info: Info, input: Annotated[WithdrawAbsenceInput, strawberry.argument(description="The absence.")]
    ) -> DirectoryPayload:
        person, errors = await change(
            info.context,
            lambda services, actor, asked: withdraw_absence(services, actor, asked.username, asked.since, asked.reason),
            lambda: input,
        )
        return _told(info.context, person, errors)

    @strawberry.mutation(
        description="Say who a log-in of an issuer is, or let her in no more; within seconds (POL-07)."
    )
    async def save_identity(
        self, info: Info, input: Annotated[SaveIdentityInput, strawberry.argument(description="Who is who.")]
    ) -> IdentityPayload:
        context = info.context
        issuers = context.operations.issuer_names()
        link, errors = await change(
            context, lambda services, actor, asked: save_identity(services, actor, asked, issuers), input.asked
        )
        return IdentityPayload(identity=None if link is None else Identity(link, context), user_errors=errors)


def _told(context: Context, person: PersonOfDomain | None, errors: list[UserError]) -> DirectoryPayload:
    """The person by the directory as it is now."""
    return DirectoryPayload(entry=None if person is None else DirectoryEntry(person, context), user_errors=errors)
