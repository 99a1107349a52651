"""A profile, its steps and what may be joined to it, as the API shows them."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from domain.model.history.journeys import SourceSystem
from domain.model.history.profiles import EmailJoin as JoinOfDomain
from domain.model.history.profiles import JoinProposal as ProposalOfDomain
from domain.model.history.profiles import JoinState, ProfileKind, StepKind
from domain.model.history.profiles import JourneyStep as StepOfDomain
from domain.model.history.profiles import Profile as ProfileOfDomain
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.history.source_systems import SOURCE_SYSTEMS
from domain.protocol.measures.steps import StepTaken
from domain.use_cases.profiles.seen import StepShown
from schema.answers import Node, answers
from schema.enums.describing import worded
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.people import by_person
from schema.scalars import Rut

worded(ProfileKind, "Who a profile is of (SYS-02).")
worded(JoinState, "What a person decided on an address and a profile (AMB-45).", name="ProfileJoinState")
worded(StepKind, "What a step of a journey is.", name="JourneyStepKind")
worded(StepTaken, "What followed a step, beside what the protocol gives (MEA-03).")

_HERE_ES = "Atención"


@strawberry.type(description="A decision that what came with an e-mail address is, or is not, of a profile (AMB-45).")
class ProfileJoinShape:
    email: str = strawberry.field(description="The address.")
    rut: Rut = strawberry.field(description="RUT or RUN of the profile.")
    state: JoinState = strawberry.field(description="What was decided.")
    by: str = strawberry.field(description="Who decided.")
    by_person = by_person("by", "Who decided")
    at: datetime = strawberry.field(description="When.")
    reason: str = strawberry.field(description="Why; empty: it was not said.")
    version: int = strawberry.field(description="Counts the decisions; the next one names the version it saw.")


@answers(ProfileJoinShape, beneath=JoinOfDomain)
class ProfileJoin:
    __slots__ = ("_join",)

    def __init__(self, join: JoinOfDomain) -> None:
        self._join = join

    def __getattr__(self, name: str) -> object:
        return getattr(self._join, name)


@strawberry.type(description="An address with records of nobody, that an account with a RUT has too (AMB-45).")
class JoinProposalShape(Node):
    email: str = strawberry.field(description="The address.")
    rut: Rut = strawberry.field(description="RUT or RUN of the account that has it.")
    account_global_id: strawberry.ID = strawberry.field(name="accountId", description="Global id of that account.")
    many: int = strawberry.field(description="How many records came with it.")
    latest_on: date = strawberry.field(description="Day of the latest of them.")


@answers(JoinProposalShape, beneath=ProposalOfDomain)
class JoinProposal:
    __slots__ = ("_proposal", "account_global_id", "global_id")

    def __init__(self, proposal: ProposalOfDomain) -> None:
        self._proposal = proposal
        self.account_global_id = global_id("Account", proposal.account_id)
        self.global_id = global_id("JoinProposal", f"{proposal.account_id}:{proposal.email}")

    def __getattr__(self, name: str) -> object:
        return getattr(self._proposal, name)


@strawberry.type(description="A person or a company that a RUN or RUT names («perfil»; SYS-03).")
class ProfileShape:
    rut: Rut = strawberry.field(description="RUT of the company, or RUN of the person.")
    kind: ProfileKind = strawberry.field(description="Person or company.")
    name: str | None = strawberry.field(description="Name; none: only other systems name it.")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Global id of the account that has this RUT now; none: none has."
    )
    emails: list[str] = strawberry.field(description="Addresses that a person joined to it (AMB-45).")
    joins: list[ProfileJoin] = strawberry.field(description="Every decision on an address and it, newest first.")


@answers(ProfileShape, beneath=ProfileOfDomain)
class Profile:
    __slots__ = ("_profile", "account_global_id", "joins")

    def __init__(self, profile: ProfileOfDomain, joins: list[ProfileJoin]) -> None:
        self._profile = profile
        self.joins = joins
        self.account_global_id = global_id("Account", profile.account_id) if profile.account_id else None

    def __getattr__(self, name: str) -> object:
        return getattr(self._profile, name)

    @property
    def emails(self) -> list[str]:
        return list(self._profile.emails)


@strawberry.type(description="One thing that happened to a person or company (SYS-05).")
class JourneyStepShape(Node):
    kind: StepKind = strawberry.field(description="What it is.")
    source: SourceSystem | None = strawberry.field(description="Which of the six systems tells it; none: this one.")
    source_name: str = strawberry.field(description="Its name; in Spanish or English.", metadata=SAID)
    external_id: str = strawberry.field(description="Id there; of a fact, its case and its place in it.")
    on: date = strawberry.field(description="Day on which it happened.")
    at: datetime | None = strawberry.field(description="Instant; none: only the day is known.")
    title: str = strawberry.field(
        description="What happened; in Spanish or English, or in the system's words.",
        metadata=SAID,
    )
    state: str | None = strawberry.field(description="How it stands there, or where it left its case; in words.")
    wait_days: int | None = strawberry.field(description="Calendar days since the step before; none: it is the first.")
    office_code: str | None = strawberry.field(description="Office.")
    channel: Channel | None = strawberry.field(description="Channel.")
    point_of_contact: PointOfContact | None = strawberry.field(description="Point of contact.")
    rule: str | None = strawberry.field(description="Rule that asks for it; none: no rule does.")
    requested_service: str | None = strawberry.field(description="What was asked for (SYS-02).")
    delivered_service: str | None = strawberry.field(description="What was given (SYS-02).")
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Global id of its account."
    )
    case_global_id: strawberry.ID | None = strawberry.field(name="caseId", description="Global id of its case.")
    expected: list[str] = strawberry.field(
        description="What the protocol gave as next step, any of these; in Spanish or English. Empty: nothing was due, "
        "or it is no step of a case.",
        metadata=SAID,
    )
    followed: StepTaken | None = strawberry.field(
        description="What followed it in its case, judged as in the measure STEPS_TAKEN; none: it is no step of a case."
    )
    skipped: bool = strawberry.field(description="What was due after it did not follow, and something else did.")
    repeated: bool = strawberry.field(description="The same fact had been reported in the same state before.")
    late: bool = strawberry.field(description="It came after the term it answers had ended.")


@answers(JourneyStepShape, beneath=StepOfDomain)
class JourneyStep:
    __slots__ = ("_shown",)

    def __init__(self, shown: StepShown) -> None:
        self._shown = shown

    def __getattr__(self, name: str) -> object:
        return getattr(self._shown.step, name)

    @property
    def global_id(self) -> str:
        step = self._shown.step
        source = step.source.value if step.source else ""
        return global_id("JourneyStep", f"{step.kind.value}:{source}:{step.external_id}")

    @property
    def source_name(self) -> str:
        source = self._shown.step.source
        return _HERE_ES if source is None else SOURCE_SYSTEMS[source].name_es

    @property
    def wait_days(self) -> int | None:
        return self._shown.wait_days

    @property
    def office_code(self) -> str | None:
        return self._shown.step.office

    @property
    def account_global_id(self) -> str | None:
        key = self._shown.step.account_id
        return global_id("Account", key) if key else None

    @property
    def case_global_id(self) -> str | None:
        key = self._shown.step.case_id
        return global_id("Case", key) if key else None

    @property
    def expected(self) -> list[str]:
        return list(self._shown.expected)

    @property
    def followed(self) -> StepTaken | None:
        return None if self._shown.walked is None else self._shown.walked.taken

    @property
    def skipped(self) -> bool:
        return self._shown.walked is not None and self._shown.walked.skipped

    @property
    def repeated(self) -> bool:
        return self._shown.walked is not None and self._shown.walked.repeated
