"""The account as the API shows it; what its fields need beyond the row is loaded by `schema.accounts.loading`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import strawberry

from domain.exchange.similarity import SimilarityKind, SimilarityReason
from domain.model.accounts import Organisation, PersonType, Purpose, TaxCategory
from domain.model.classes import ClassChange, Classes, Eligibility
from domain.ports.reading import AccountRow
from schema.accounts.conflicts_of_interest import ConflictOfInterest
from schema.accounts.facts import Contact, Fact, FieldProvenance, FormerName
from schema.actions.types import Action
from schema.activities.types import SuitedActivity
from schema.answers import Node, answers
from schema.context import Info
from schema.evidence.tax_types import TaxAnswer
from schema.ids import global_id
from schema.journeys.types import JourneyEvent
from schema.languages.spoken import SAID
from schema.links.following import LazyCase, LazyMessage, LazyNextStep, Link
from schema.links.people import Person, by_person, person_named
from schema.lookahead import Loaded, Part
from schema.offices.types import REGION_NODES, Office, Region, office_node
from schema.pagination import After, Before, Connection, First, Last
from schema.reads.types import PersonalDataRead
from schema.representations.types import Representation
from schema.scalars import CountryCode, Email, Rut
from schema.sync.types import SyncState
from schema.terms.types import Term

if TYPE_CHECKING:
    from schema.cases.types import Case, NextStep
    from schema.messages.types import Message

STEP_COST: Final = 2
"""Of each step: the rules are asked about the account and each of its open cases."""
SIMILAR_COST: Final = 40
"""Of each account proposed: to find them is some ten look-ups in the search index, so a page of forty may ask."""

MERGED_INTO: Final[Link[Account]] = Link("mergedInto", "Account", lambda node: node.merged_into)
CASES: Final[Part[Connection[Case]]] = Part()
NEXT_STEPS: Final[Part[list[NextStep]]] = Part()
MESSAGES: Final[Part[Connection[Message]]] = Part()
ACTIONS: Final = Part[Connection[Action]]()
PLANNED: Final = Part[Connection[SuitedActivity]]()
SIMILAR: Final[Part[list[SimilarAccount]]] = Part()
CONTACTS: Final = Part[list[Contact]]()
FACTS: Final = Part[list[Fact]]()
PURPOSES: Final = Part[list[Purpose]]()
UPDATED_AT: Final[Part[datetime | None]] = Part()
PROVENANCE: Final = Part[list[FieldProvenance]]()
FORMER_NAMES: Final = Part[list[FormerName]]()
CLASSES: Final = Part[Classes]()
ELIGIBILITY: Final = Part[Eligibility]()
CLASS_CHANGES: Final = Part[list[ClassChange]]()
TERMS: Final = Part[list[Term]]()
JOURNEYS: Final = Part[Connection[JourneyEvent]]()
REPRESENTATIONS: Final = Part[Connection[Representation]]()
CONFLICTS_OF_INTEREST: Final = Part[list[ConflictOfInterest]]()
PERSONAL_READS: Final = Part[Connection[PersonalDataRead]]()
TAX_ANSWERS: Final = Part[list[TaxAnswer]]()
SYNC_STATE: Final = Part[SyncState]()

On = Annotated[date | None, strawberry.argument(description="The day asked about; none: today.")]


@strawberry.type(description="An account («cuenta»): company, institution or association, or person with a business.")
class AccountShape(Node):
    version: int = strawberry.field(description="Counts the writes; a change must name the version it saw.")
    name: str = strawberry.field(description="Nombre o razón social.")
    trade_name: str | None = strawberry.field(description="Nombre de fantasía.")
    rut: Rut | None = strawberry.field(description="RUT; none for a foreign company.")
    organisation: Organisation = strawberry.field(description="Company, or institution.")
    person_type: PersonType = strawberry.field(description="Natural or legal person.")
    country: CountryCode = strawberry.field(description="Country where it is established.")
    region_code: str | None = strawberry.field(description="CUT code of the head office's region.")
    commune: str | None = strawberry.field(description="Comuna.")
    address: str | None = strawberry.field(description="Dirección.")
    phone: str | None = strawberry.field(description="Teléfono.")
    email: Email | None = strawberry.field(description="Correo electrónico.")
    website: str | None = strawberry.field(description="Sitio web.")
    sector: str | None = strawberry.field(description="Code of its sector.")
    company_size: str | None = strawberry.field(description="Size, when it is known (POL-14).")
    sii_started: bool | None = strawberry.field(description="Start of activities at SII; none: unknown (DAT-04).")
    sii_started_on: date | None = strawberry.field(description="Day of the start of activities.")
    tax_category: TaxCategory | None = strawberry.field(description="Tax category (DAT-05).")
    active: bool = strawberry.field(description="Activa (DEF-03 b).")
    office_code: str | None = strawberry.field(description="Code of the office that answers for it.")
    registered_on: date = strawberry.field(description="Day of registration in the CRM.")
    registered_by: str = strawberry.field(description="Who registered it.")
    registered_by_person = by_person("registered_by", "Who registered it")

    @strawberry.field(
        description="The account to which all of this one was passed, the same company; none: it stands (AMB-63)."
    )
    def merged_into_id(root: strawberry.Parent[Account]) -> strawberry.ID | None:
        return None if root.merged_into is None else strawberry.ID(global_id("Account", root.merged_into))

    @strawberry.field(
        description="The account to which all of this one was passed; none: it stands, or that is not for the viewer."
    )
    def merged_into(root: strawberry.Parent[Account]) -> Account | None:
        return MERGED_INTO.read(root)

    @strawberry.field(description="Office that answers for it.")
    def office(root: strawberry.Parent[Account], info: Info) -> Office | None:
        return office_node(root.office_code, info.context.configuration, info.context.services.book)

    @strawberry.field(description="Its regional executive («ejecutivo/a regional»).")
    def regional_executive(root: strawberry.Parent[Account], info: Info) -> Person | None:
        return person_named(root.regional_executive, info.context)

    @strawberry.field(description="Its commercial executive («ejecutivo/a de la oficina comercial»).")
    def commercial_executive(root: strawberry.Parent[Account], info: Info) -> Person | None:
        return person_named(root.commercial_executive, info.context)

    @strawberry.field(description="Its sector officer («encargado/a sectorial»).")
    def sector_officer(root: strawberry.Parent[Account], info: Info) -> Person | None:
        return person_named(root.sector_officer, info.context)

    @strawberry.field(
        description="Conflicts of interest that people of ProChile declared with it, ended ones too, oldest first "
        "(AMB-72); a company sees none."
    )
    def conflicts_of_interest(root: strawberry.Parent[Account]) -> list[ConflictOfInterest]:
        return CONFLICTS_OF_INTEREST.read(root)

    @strawberry.field(
        description="What the tax registry said of it each time it was asked, newest first: evidence beside what it "
        "declared (DEF-02, DAT-04)."
    )
    def tax_answers(root: strawberry.Parent[Account]) -> list[TaxAnswer]:
        return TAX_ANSWERS.read(root)

    @strawberry.field(description="Its cases, newest first.")
    def cases(
        root: strawberry.Parent[Account],
        open_only: Annotated[bool, strawberry.argument(description="Only those that have not ended.")] = False,
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[LazyCase]:
        return CASES.read(root, open_only, first, last, after, before)

    @strawberry.field(
        description="What to do now: one step for each open case and purpose, the most urgent first (AMB-51).",
        metadata={"cost": STEP_COST},
    )
    def next_steps(root: strawberry.Parent[Account]) -> list[LazyNextStep]:
        return NEXT_STEPS.read(root)

    @strawberry.field(description="Its messages, newest first.")
    def messages(
        root: strawberry.Parent[Account],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[LazyMessage]:
        return MESSAGES.read(root, first, last, after, before)

    @strawberry.field(description="Region of the head office.")
    def region(root: strawberry.Parent[Account]) -> Region | None:
        return REGION_NODES.get(root.region_code or "")

    @strawberry.field(description="Actions and log entries, latest end first.")
    def actions(
        root: strawberry.Parent[Account],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Action]:
        return ACTIONS.read(root, first, last, after, before)

    @strawberry.field(
        description="Planned activities that suit it, each with why; the nearest last day first (FUP-02)."
    )
    def planned_activities(
        root: strawberry.Parent[Account],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[SuitedActivity]:
        return PLANNED.read(root, first, last, after, before)

    @strawberry.field(
        description="Registered accounts that may be the same company, the likeliest first: a proposal (AMB-63).",
        metadata={"cost": SIMILAR_COST},
    )
    def similar_accounts(root: strawberry.Parent[Account]) -> list[SimilarAccount]:
        return SIMILAR.read(root)

    @strawberry.field(description="Its contacts, the main one first.")
    def contacts(root: strawberry.Parent[Account]) -> list[Contact]:
        return CONTACTS.read(root)

    @strawberry.field(description="Its dated facts, oldest first.")
    def facts(root: strawberry.Parent[Account]) -> list[Fact]:
        return FACTS.read(root)

    @strawberry.field(description="Why a foreign company comes (DEF-01).")
    def purposes(root: strawberry.Parent[Account]) -> list[Purpose]:
        return PURPOSES.read(root)

    @strawberry.field(
        description="Instant at which the latest of its data and facts was recorded; none: it was only loaded."
    )
    def updated_at(root: strawberry.Parent[Account]) -> datetime | None:
        return UPDATED_AT.read(root)

    @strawberry.field(description="Where the present value of each field came from.")
    def provenance(root: strawberry.Parent[Account]) -> list[FieldProvenance]:
        return PROVENANCE.read(root)

    @strawberry.field(
        description="Names it no longer has, and those of accounts joined to it, as they were given up; a search finds "
        "it by them, too (POL-07)."
    )
    def former_names(root: strawberry.Parent[Account]) -> list[FormerName]:
        return FORMER_NAMES.read(root)

    @strawberry.field(description="Its classes on a day (today when none is given), each with its reasons.")
    def classes(root: strawberry.Parent[Account], on: On = None) -> Classes:
        return CLASSES.read(root, on)

    @strawberry.field(description="Whether it may work with ProChile on a day (today when none is given).")
    def eligibility(root: strawberry.Parent[Account], on: On = None) -> Eligibility:
        return ELIGIBILITY.read(root, on)

    @strawberry.field(description="Changes of its classes from one day to another, both inclusive.")
    def class_changes(
        root: strawberry.Parent[Account],
        since: Annotated[date, strawberry.argument(description="First day.")],
        until: Annotated[date, strawberry.argument(description="Last day; at most ten years after the first.")],
    ) -> list[ClassChange]:
        return CLASS_CHANGES.read(root, since, until)

    @strawberry.field(description="Its terms, oldest start first, at most 100.")
    def terms(
        root: strawberry.Parent[Account],
        open_only: Annotated[bool, strawberry.argument(description="Only those neither met nor waived.")] = False,
    ) -> list[Term]:
        return TERMS.read(root, open_only)

    @strawberry.field(description="What the systems that are not the CRM tell of it, latest day first (SYS-01).")
    def journey_events(
        root: strawberry.Parent[Account],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[JourneyEvent]:
        return JOURNEYS.read(root, first, last, after, before)

    @strawberry.field(
        description="Who declared to represent it, newest first: all declarations of its RUT, whatever came of them. "
        "A person sees her own (AMB-54)."
    )
    def representations(
        root: strawberry.Parent[Account],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[Representation]:
        return REPRESENTATIONS.read(root, first, last, after, before)

    @strawberry.field(description="Who was shown personal data of it or of its contacts, newest first (POL-07).")
    def reads_of_personal_data(
        root: strawberry.Parent[Account],
        first: First = None,
        last: Last = None,
        after: After = None,
        before: Before = None,
    ) -> Connection[PersonalDataRead]:
        return PERSONAL_READS.read(root, first, last, after, before)

    @strawberry.field(description="How it stands towards the CRM.")
    def sync_state(root: strawberry.Parent[Account]) -> SyncState:
        return SYNC_STATE.read(root)


@strawberry.type(description="Why two accounts may be the same.")
class SimilarityReasonShape:
    kind: SimilarityKind = strawberry.field(description="What they have in common.")
    text: str = strawberry.field(description="The reason in one sentence; in Spanish or English.", metadata=SAID)


answers(SimilarityReasonShape)(SimilarityReason)


@strawberry.type(description="A registered account that may be the same company; a person has to look (AMB-63).")
class SimilarAccountShape:
    account: Account = strawberry.field(description="The account.")
    reasons: list[SimilarityReason] = strawberry.field(description="Why, the strongest reason first.")


@answers(SimilarAccountShape)
class SimilarAccount(NamedTuple):
    account: Account
    reasons: tuple[SimilarityReason, ...]


@answers(AccountShape)
class Account(AccountRow):
    """The store's row, and what was loaded for the fields selected."""

    loaded: Loaded
    has_letters: bool

    @classmethod
    def of(cls, row: AccountRow) -> Account:
        """The node of one row, nothing loaded yet."""
        node = cls._make(row)
        node.loaded = {}
        node.has_letters = False
        return node

    @property
    def global_id(self) -> str:
        return global_id("Account", self.id)

    @property
    def region_code(self) -> str | None:
        return self.region

    @property
    def office_code(self) -> str | None:
        return self.office
