"""What a resolver may reach: the actor, the use cases' services, the read model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from strawberry import Info as StrawberryInfo

from domain.errors import RecordNotFound
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.people import Actor
from domain.ports.clock import today
from domain.protocol.access.actionable import Access
from domain.protocol.access.permissions import Permission, require
from domain.protocol.access.reach import Known
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.documents.seen import SeenDocuments
from domain.use_cases.evidence.seen import SeenEvidence
from domain.use_cases.profiles.seen import SeenJourneys, SeenProfiles
from domain.use_cases.quality.seen import SeenQuality
from domain.use_cases.seen_by import (
    SeenAccounts,
    SeenActivities,
    SeenCases,
    SeenPersonalReads,
    SeenRepresentations,
)
from domain.use_cases.seen_changes import SeenChanges
from domain.use_cases.services import Services
from domain.use_cases.sessions import SeenSessions
from domain.use_cases.webhooks import SeenWebhooks
from schema.measures.simulations import Simulations
from schema.personal_data import ShownPersonalData

if TYPE_CHECKING:
    from schema.operations import Operations


@dataclass(slots=True)
class Context:
    """
    One request.

    Attributes:
        actor: On whose behalf; never None: a request without a valid token does not get here.
        read, case_read, activity_read, journeys, representations, quality, evidence, profiles, documents: Bound to the
            actor: what it may not know of does not exist there.
        personal_reads: Bound too; also where reads of personal data are recorded (POL-07).
        operations: What the running process offers beyond the use cases (sync control, demo clock); see its docstring.
        simulations: Those under way in this process.
        audits_reads: False: the operator switched that off.
        shown: What the request is about to show of natural persons.
    """

    actor: Actor
    services: Services
    read: SeenAccounts
    casework: CaseServices
    case_read: SeenCases
    activity_read: SeenActivities
    operations: Operations
    personal_reads: SeenPersonalReads
    journeys: SeenJourneys
    representations: SeenRepresentations
    quality: SeenQuality
    evidence: SeenEvidence
    profiles: SeenProfiles
    sessions: SeenSessions
    changes: SeenChanges
    documents: SeenDocuments
    webhooks: SeenWebhooks
    simulations: Simulations
    audits_reads: bool = True
    shown: ShownPersonalData = field(default_factory=ShownPersonalData)

    @property
    def configuration(self) -> ProtocolConfiguration:
        """The protocol's settings now."""
        return self.services.configuration()

    def seen_by(self, reader: Actor) -> Context:
        """The same request, as *reader* sees it."""
        return replace(
            self,
            actor=reader,
            read=self.read.by(reader),
            case_read=self.case_read.by(reader),
            activity_read=self.activity_read.by(reader),
            journeys=self.journeys.by(reader),
            representations=self.representations.by(reader),
            quality=self.quality.by(reader),
            evidence=self.evidence.by(reader),
            profiles=self.profiles.by(reader),
            personal_reads=self.personal_reads.by(reader),
            sessions=self.sessions.by(reader),
            changes=self.changes.by(reader),
            documents=self.documents.by(reader),
            webhooks=self.webhooks.by(reader),
        )

    def access(self) -> Access:
        """What the actor may see and act on today."""
        return Access(self.actor, Known(self.configuration.offices, self.services.directory(), self.today()))

    async def require_on(self, account_id: str, permission: Permission) -> None:
        """
        Let pass only who may act on the account by *permission*, for what no use case does.

        Raises:
            NotAuthorised, RecordNotFound: As `Access.account`; the role is looked at before anything is read.
        """
        require(self.actor, permission)
        self.access().require_sight(account_id)
        found = (await self.read.whole([account_id])).get(account_id)
        if found is None:
            raise RecordNotFound("una cuenta", account_id)
        self.access().account(found[0], permission)

    def now(self) -> datetime:
        """Aware UTC instant of the protocol's clock."""
        return self.services.clock.now()

    def machine_now(self) -> datetime:
        """Aware UTC instant of the machine: the synchronisation lives in real time, whatever the demo clock says."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The calendar day it is in the zone of the actor's office."""
        return today(self.services.clock, self.services.book.of_office(self.actor.office))


Info = StrawberryInfo[Context, Any]
