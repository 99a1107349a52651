"""
What happened beside the cases of the history: what the other five systems tell of companies and persons, enquiries that
a point of contact derives to a company's executive, and who declares a conflict of interest (SYS-01, PUB-04, AMB-72).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from api.wiring import Runtime
from domain.errors import ProtocolError, RecordError
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.ports.reading import AccountRow
from domain.protocol.routing.triage import Enquiry, Matter
from domain.use_cases.accounts.conflicts_of_interest import (
    DeclareConflictOfInterest,
    EndConflictOfInterest,
    declare_conflict_of_interest,
    end_conflict_of_interest,
)
from domain.use_cases.actions.record_journeys import record_journeys
from domain.use_cases.next_steps.ask import AttendContact, attend_contact

_DESK: Final = Actor("bruno.ayala", "Bruno Ayala", Role.HELP_CENTRE, "CENTRAL-CDA")
_KINDS: Final = {
    SourceSystem.CENTRO_DE_AYUDA: ("consulta", "información comercial"),
    SourceSystem.ATENCION_CIUDADANA: ("sugerencia", "atención de la oficina regional"),
    SourceSystem.LEY_DE_LOBBY: ("solicitud de audiencia", None),
    SourceSystem.TRANSPARENCIA: ("solicitud de información", None),
    SourceSystem.CERTO: ("certificado de origen", "certificado de origen"),
}
"""Of each system what it tells of and, where contents may enter, what was asked for (AMB-45)."""
_EVENTS_A_WEEK: Final = (4, 9)
_NAMES_ONLY_AN_ADDRESS: Final = 0.15
_AN_ENQUIRY: Final = 0.35
_A_CONFLICT: Final = 0.12
_CONFLICT_LASTS: Final = timedelta(days=70)
_QUERIES: Final = (
    "¿Cómo llego a compradores de Perú?",
    "Quisiera participar en la próxima feria.",
    "¿Qué certificados me pide Japón?",
)
_REASONS: Final = ("Una hermana trabaja en la empresa.", "Fui su asesor antes de entrar a ProChile.")
_POINTS: Final = (PointOfContact.CORREO, PointOfContact.TELEFONO, PointOfContact.RRSS_CENTRAL)


@dataclass(slots=True)
class Beside:
    """Happens once a week, by dice of its own; *accounts* are the national ones with a RUT."""

    runtime: Runtime
    dice: Random
    accounts: Sequence[AccountRow]
    _number: int = 0
    _conflicts: list[tuple[datetime, Actor, str]] = field(default_factory=list)

    async def go_on(self, at: datetime) -> None:
        """What this week brought."""
        if not self.accounts:
            return
        today = local_day(at, SANTIAGO)
        records = [self._record(today) for _ in range(self.dice.randint(*_EVENTS_A_WEEK))]
        await record_journeys(self.runtime.services, SYSTEM, records)
        if self.dice.random() < _AN_ENQUIRY:
            await self._enquire()
        await self._conflict(at)

    def _record(self, today: date) -> JourneyRecord:
        self._number += 1
        source = self.dice.choice(list(_KINDS))
        kind, asked = _KINDS[source]
        whose = self.dice.choice(self.accounts)
        by_address = whose.email is not None and self.dice.random() < _NAMES_ONLY_AN_ADDRESS
        return JourneyRecord(
            source=source,
            external_id=f"{source.value[:3]}-{self._number:05}",
            on=today - timedelta(days=self.dice.randint(0, 6)),
            kind=kind,
            rut=None if by_address else whose.rut,
            email=whose.email if by_address else None,
            requested_service=asked,
            state=self.dice.choice(("cerrado", "respondido", "en curso")),
        )

    async def _enquire(self) -> None:
        whose = self.dice.choice([each for each in self.accounts if each.regional_executive] or self.accounts)
        asked = AttendContact(
            Enquiry(frozenset({Matter.SUPPORT}), belongs_to_company=True),
            rut=whose.rut,
            query=self.dice.choice(_QUERIES),
            explained=True,
            point_of_contact=self.dice.choice(_POINTS),
        )
        try:
            await attend_contact(self.runtime.casework, _DESK, asked)
        except (ProtocolError, RecordError):  # the account was merged, for one
            return

    async def _conflict(self, at: datetime) -> None:
        """Somebody declares one; one that lasted ends."""
        for since, actor, account_id in list(self._conflicts):
            if at - since > _CONFLICT_LASTS:
                self._conflicts.remove((since, actor, account_id))
                ended = EndConflictOfInterest(account_id, "Ya no trabaja ahí.")
                await end_conflict_of_interest(self.runtime.casework, actor, ended)
        if self.dice.random() >= _A_CONFLICT:
            return
        whose = self.dice.choice(self.accounts)
        person = self.runtime.casework.directory().person(whose.regional_executive)
        if person is None:
            return
        actor = Actor(person.id, person.name, person.role, person.office)
        declared = DeclareConflictOfInterest(whose.id, self.dice.choice(_REASONS))
        try:
            await declare_conflict_of_interest(self.runtime.casework, actor, declared)
        except (ProtocolError, RecordError):  # one stands already
            return
        self._conflicts.append((at, actor, whose.id))
