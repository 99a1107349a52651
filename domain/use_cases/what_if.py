"""What last year would have looked like under a draft of the table of terms ("¿y si el plazo fuera de dos días?")."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.model.institution.people import Actor
from domain.protocol.access.permissions import Permission, require
from domain.protocol.measures.asking import Period
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.measures.what_if import Draft, DraftTerm, Simulation, question_of
from domain.protocol.terms.configured import risk_margin, terms_in_force
from domain.use_cases.seen_by import SeenAccounts
from domain.use_cases.services import Services

AT_ONCE: Final = 2_000
"""Terms in one statement: some hundredths of a second in which nothing else is answered."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """
    What is asked.

    Attributes:
        changes: The draft; of those that touch a term the last one holds.
        since, until: Terms whose last day lies there, both inclusive, as `measure` counts them.
        measure: Compliance of mandatory, or of recommended terms.
    """

    changes: tuple[DraftTerm, ...]
    since: date
    until: date
    measure: MeasureName = MeasureName.TERM_COMPLIANCE


async def simulate(
    services: Services, read: SeenAccounts, actor: Actor, asked: WhatIf
) -> AsyncGenerator[Simulation, None]:
    """
    Judge the terms of a period under the draft; the same simulation, further on, after each part of them.

    What is not touched by the draft is counted, not read. Nothing is written. Terms that change meanwhile are told
    as they were read.

    Raises:
        NotAuthorised, InvalidValue: As their messages say; before anything is read.

    Source: LIN-05, MEA-01, AMB-77.
    """
    require(actor, Permission.READ_FIGURES)
    config = services.configuration()
    draft = Draft(asked.changes, MEASURES[asked.measure], terms_in_force(config), config.offices, risk_margin(config))
    question = question_of(asked.measure, Period(asked.since, asked.until), services.clock.now())
    simulation = Simulation.begun(question, draft, await read.counted(question))
    yield simulation
    last = None
    while terms := await read.replayed(question, draft.rule_ids, last, AT_ONCE):
        simulation.judge(terms, services.book)
        last = terms[-1]
        yield simulation
    simulation.total = simulation.done
