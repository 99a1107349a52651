"""Keep what a fact of a case suggests, in its transaction; and withdraw it with the fact (LIN-10, AMB-70)."""

from __future__ import annotations

from dataclasses import replace

from domain.model.cases import Case, CaseEvent
from domain.model.institution.calendar import local_day
from domain.model.quality.suggestions import Said, Suggestion
from domain.protocol.quality.brought import brought
from domain.use_cases.cases.load_situation import Casework


async def keep_suggestions(casework: Casework, case: Case, event: CaseEvent) -> None:
    """Each suggestion and complaint that the fact brings, received at its instant. Source: LIN-10, PUB-07."""
    for kind, text in brought(case.flow, event.data).items():
        zone = casework.services.core.book.of_office(case.office).zone
        received = Suggestion(
            id=casework.services.core.new_id(),
            kind=kind,
            text=text,
            case_id=case.id,
            sequence=event.sequence,
            received_at=event.occurred_at,
            received_on=local_day(event.occurred_at, zone),
        )
        await casework.work.quality.suggestions.add(received)


async def withdraw_suggestions(casework: Casework, case: Case, event: CaseEvent, reason: str) -> list[str]:
    """What the fact had brought is withdrawn with it; a line for each. Source: AMB-70."""
    found = await casework.work.quality.suggestions.of_entry(case.id, event.sequence)
    for each in found:
        withdrawn = Said(casework.actor.id, casework.run.now, f"Se retiró el hecho: {reason}")
        await casework.work.quality.suggestions.save(replace(each, withdrawn=withdrawn), each.version)
    return [f"Se retira lo que trajo: {each.kind.es.lower()}" for each in found]
