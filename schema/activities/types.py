"""A planned activity, and how it suits an account (POL-09, FUP-02)."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from domain.model.accounts import Account as AccountOfDomain
from domain.model.activities import Activity as ActivityOfDomain
from domain.model.activities import ActivityState, Invitation
from domain.model.classes import Category, Group, Missing
from domain.model.institution.people import Role
from domain.protocol.activities.letter import Letter, invitation_letter
from domain.protocol.activities.suitability import Suitability, SuitReason
from schema.answers import Node, answers
from schema.context import Context
from schema.enums.describing import worded
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.people import by_person, by_person_if_any
from schema.scalars import CountryCode, Email

worded(ActivityState, "How an activity stands today (POL-09).")


@strawberry.type(
    description="An activity that supports internationalisation, with all its information (POL-09, ATN-04)."
)
class ActivityShape(Node):
    version: int = strawberry.field(description="Counts the writes; a change must name the version it saw.")
    state: ActivityState = strawberry.field(description="How it stands today.")
    type: str = strawberry.field(description="Code of its instrument, a type of the Registro de Acciones (ATN-03).")
    type_name: str = strawberry.field(description="Name of the instrument; in Spanish or English.", metadata=SAID)
    name: str = strawberry.field(description="Nombre.")
    starts_on: date = strawberry.field(description="First day, inclusive.")
    ends_on: date = strawberry.field(description="Last day, inclusive.")
    apply_by: date = strawberry.field(description="Last day on which a company may apply, inclusive.")
    groups: list[Group] = strawberry.field(description="Target groups (GRP-01); never empty.")
    categories: list[Category] = strawberry.field(description="Categories (ATN-01); empty: any.")
    sectors: list[str] = strawberry.field(description="Codes of sectors; empty: any.")
    regions: list[str] = strawberry.field(description="CUT codes of regions; empty: any.")
    markets: list[CountryCode] = strawberry.field(description="Markets that it aims at; empty: any.")
    rights: list[str] = strawberry.field(description="Derechos de quien participa (ATN-04).")
    obligations: list[str] = strawberry.field(description="Obligaciones de quien participa (ATN-04).")
    unit: str = strawberry.field(description="Area that answers for its publication (LIN-01).")
    office_code: str = strawberry.field(description="Office that does it.")
    link: str = strawberry.field(description="Where to read more and apply.")
    planned_by: str = strawberry.field(description="Who planned it.")
    planned_by_person = by_person("planned_by", "Who planned it")
    planned_role: Role = strawberry.field(description="As what.")
    planned_at: datetime = strawberry.field(description="Instant at which it was planned.")
    withdrawn_by: str | None = strawberry.field(description="Who withdrew it.")
    withdrawn_by_person = by_person_if_any("withdrawn_by", "Who withdrew it")
    withdrawn_at: datetime | None = strawberry.field(description="Instant of the withdrawal.")
    withdrawal_reason: str | None = strawberry.field(description="Why it was withdrawn.")


@answers(ActivityShape, beneath=ActivityOfDomain)
class Activity:
    __slots__ = ("_activity", "global_id", "state", "type_name")

    def __init__(self, activity: ActivityOfDomain, context: Context) -> None:
        row = context.configuration.action_type(activity.type, activity.starts_on)
        self._activity = activity
        self.global_id = global_id("Activity", activity.id)
        self.state = activity.state(context.today())
        self.type_name = row.name if row else activity.type

    def __getattr__(self, name: str) -> object:
        return getattr(self._activity, name)

    @property
    def office_code(self) -> str:
        return self._activity.office

    @property
    def groups(self) -> list[Group]:
        return [each for each in Group if each in self._activity.audience.groups]

    @property
    def categories(self) -> list[Category]:
        return [each for each in Category if each in self._activity.audience.categories]

    @property
    def sectors(self) -> list[str]:
        return sorted(self._activity.audience.sectors)

    @property
    def regions(self) -> list[str]:
        return sorted(self._activity.audience.regions)

    @property
    def markets(self) -> list[str]:
        return sorted(self._activity.audience.markets)

    @property
    def withdrawn_by(self) -> str | None:
        return self._activity.withdrawal.by if self._activity.withdrawal else None

    @property
    def withdrawn_at(self) -> datetime | None:
        return self._activity.withdrawal.at if self._activity.withdrawal else None

    @property
    def withdrawal_reason(self) -> str | None:
        return self._activity.withdrawal.reason if self._activity.withdrawal else None


@strawberry.type(description="Why an activity suits an account, or why not.")
class SuitReasonShape:
    rule: str = strawberry.field(description="Rule id.")
    text: str = strawberry.field(description="The reason in one sentence; in Spanish or English.", metadata=SAID)


answers(SuitReasonShape)(SuitReason)


@strawberry.type(description="A text for the executive to send; nothing is sent by itself.")
class InvitationLetterShape:
    to: Email | None = strawberry.field(
        description="E-mail of the main contact, of the account, or of another contact; none: none is known."
    )
    subject: str = strawberry.field(description="Asunto.")
    text: str = strawberry.field(description="Texto.")


answers(InvitationLetterShape)(Letter)


@strawberry.type(description="A planned activity that suits an account (FUP-02).")
class SuitedActivityShape(Node):
    activity: Activity = strawberry.field(description="The activity.")
    reasons: list[SuitReason] = strawberry.field(description="Why it suits.")
    missing: list[Missing] = strawberry.field(
        description="What the account has not told yet and the activity asks about; it excludes nobody."
    )
    invited_at: datetime | None = strawberry.field(description="When the account was invited; none: not yet.")
    letter: Letter = strawberry.field(description="The invitation in the executive's name, ready to send.")


@answers(SuitedActivityShape)
class SuitedActivity:
    """The letter is written only when somebody asks for it."""

    __slots__ = ("_account", "_context", "activity", "found", "global_id", "invited_at", "missing", "reasons")

    def __init__(
        self, found: Suitability, account: AccountOfDomain, invitation: Invitation | None, context: Context
    ) -> None:
        self._account, self._context, self.found = account, context, found
        self.global_id = global_id("SuitedActivity", f"{account.id}:{found.activity.id}")
        self.activity = Activity(found.activity, context)
        self.reasons = found.reasons
        self.missing = found.missing
        self.invited_at = invitation.at if invitation else None

    @property
    def letter(self) -> Letter:
        context, directory = self._context, self._context.casework.directory()
        return invitation_letter(self.found.activity, self._account, context.configuration, directory, context.today())
