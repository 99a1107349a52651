"""
Who is in charge of a term, and the attempts made while it ran ("quién lo tiene a cargo"; LIN-03, AMB-58).

Belongs here: what follows from the term, its case and its account. Does not belong here: who stands in (the directory
tells), and whose step it is (`routing.next_step`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from domain.model.cases import CaseEvent
from domain.model.institution.people import OfficeKind
from domain.model.terms import Term

ATTEMPTS: Final = frozenset({"record_contact_attempt"})
"""Facts that tell that somebody tried and did not reach the company: they stop no term. Source: AMB-58."""


class WithExecutives(Protocol):
    """An account, or a row of one."""

    @property
    def regional_executive(self) -> str | None: ...

    @property
    def commercial_executive(self) -> str | None: ...


def in_charge(term: Term, assignee: str | None, account: WithExecutives | None) -> str | None:
    """
    Id of the person who has the term; None: nobody in particular, the office answers.

    Args:
        assignee: Of its case; None: nobody has the case, or there is none.

    Source: LIN-03, RTE-05.
    """
    if assignee is not None or account is None or term.office is None:
        return assignee
    if term.office.startswith(OfficeKind.OFIREG):
        return account.regional_executive
    return account.commercial_executive if term.office.startswith(OfficeKind.OFICOM) else None


def attempts_during(term: Term, timeline: Sequence[CaseEvent]) -> list[CaseEvent]:
    """The attempts of a case's timeline from the start of its term to its end, those taken back left out."""
    return [
        event
        for event in timeline
        if event.fact in ATTEMPTS
        and event.taken_back is None
        and event.occurred_at >= term.started_at
        and (term.stopped_at is None or event.occurred_at <= term.stopped_at)
    ]
