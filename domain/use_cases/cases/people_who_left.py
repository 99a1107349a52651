"""
Cases of people who left ("personas que se van"): looked for whenever the directory is read anew.
"""

from __future__ import annotations

from domain.model.institution.people import SYSTEM, OfficeKind
from domain.model.reconsideration import left_by, reconsideration
from domain.use_cases.cases.load_situation import CaseServices, Casework

_MOST = 1_000


async def reconsider_people(services: CaseServices) -> int:
    """
    Keep a due work item for each open case of a person whom the directory no longer has, or has in another region.

    A worker does it when it starts, which is when the directory is read, and whoever reads it anew does it then. What
    a case was asked before is not asked again, so it may be done at any time. How many cases.

    Source: AMB-68, USR-01, RTE-05.
    """
    kept = 0
    async with services.core.transactions(SYSTEM) as work:
        casework = Casework.start(services, work)
        for person, offices in (await work.cases.in_hands()).items():
            left = _left(casework, person, offices)
            if not left:
                continue
            for case in await work.cases.of_assignee(person, _MOST):
                if case.office in left:
                    told, now = left_by(person), casework.run.now
                    await work.timers.gather(reconsideration(f"case:{case.id}", told, now, services.core.new_id()))
                    kept += 1
    return kept


def _left(casework: Casework, person_id: str, offices: frozenset[str | None]) -> frozenset[str | None]:
    """The offices, among these, of whose cases the person can no longer have any: all, or those of other regions."""
    person = casework.services.directory().person(person_id)
    if person is None:
        return offices
    known = casework.services.core.configuration().offices
    regional = frozenset(code for code, office in known.items() if office.kind is OfficeKind.OFIREG)
    return (offices & regional) - {person.office} if person.office in regional else frozenset()
