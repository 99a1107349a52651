"""What goes well and what to improve along the journey (MEA-13)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.protocol.engine.rows import StartTerm
from domain.protocol.flows import FLOWS
from domain.protocol.measures.asking import Count, Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension, Names, group_name
from domain.protocol.measures.journey_steps import REVIEWED, reviewed
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.terms.response import MAXIMUM, RESPONSES
from domain.protocol.terms.step_of_term import STEP_OF_TERM
from tests.support.builders import a_configuration
from tests.support.cases.situations import DIRECTORY
from tests.support.proving import proves

_N = MeasureName
CONTACT, INTERVIEW, HELP = "CAPTURE:NOTIFICADA_REGION", "CAPTURE:CONTACTADA", "HELP_CENTRE:RESPONDIDA"


def answer(name: MeasureName, *counts: tuple[str | None, str, int]) -> Measured:
    period = Period(date(2026, 4, 1), date(2026, 6, 30))
    asked = MeasureQuery(MEASURES[name], period, datetime(2026, 7, 1, 12, tzinfo=UTC), (Dimension.STEP,))
    return measured(asked, [Count((step,), part, many) for step, part, many in counts])


@proves("MEA-13")
def test_the_steps_that_break_most_terms_come_first_with_their_waits_and_satisfaction() -> None:
    """
    MEA-13: contact broke 1 of 5 terms, the interview 3 of 4, which waited 2, 3 and 9 days (median 3) and got 5 and 4
    (4.5); what broke none comes after, in the order of the processes.
    """
    found = reviewed(
        {
            _N.BREACHES: answer(_N.BREACHES, (CONTACT, "OVERDUE", 1), (INTERVIEW, "MET_LATE", 3)),
            _N.TERM_COMPLIANCE: answer(
                _N.TERM_COMPLIANCE,
                (CONTACT, "MET", 4), (CONTACT, "OVERDUE", 1), (INTERVIEW, "MET", 1), (INTERVIEW, "MET_LATE", 3),
            ),
            _N.STEP_TIME: answer(_N.STEP_TIME, (INTERVIEW, "2", 1), (INTERVIEW, "3", 1), (INTERVIEW, "9", 1)),
            _N.SATISFACTION: answer(
                _N.SATISFACTION, (INTERVIEW, "5", 1), (INTERVIEW, "4", 1), ("AGENDA:SOLICITADA", "7", 6)
            ),
        }
    )  # fmt: skip
    told = {each.step: [row.figure for row in each.rows] for each in found}
    assert [each.step for each in found] == [INTERVIEW, CONTACT, "AGENDA:SOLICITADA"]
    assert told[INTERVIEW] == [3, 0.25, 3, 4.5]
    assert told[CONTACT] == [1, 0.8, None, None]
    assert told["AGENDA:SOLICITADA"] == [0, None, None, 7]
    assert len(REVIEWED) == len(found[0].rows)


@proves("MEA-13")
def test_how_long_cases_wait_in_a_state_is_the_median_of_its_days() -> None:
    """MEA-13: of 1, 2, 2 and 9 days it is 2."""
    parts = (("1", 1), ("2", 2), ("9", 1))
    assert answer(_N.STEP_TIME, *((CONTACT, part, many) for part, many in parts)).total.figure == 2


def test_few_answers_of_persons_of_no_company_are_not_told_by_step_either() -> None:
    """Design 7: a step of Centro de Ayuda is of natural persons; and what would give it away is hidden with it."""
    found = answer(_N.SATISFACTION, (HELP, "5", 2), (CONTACT, "4", 9))
    assert [(row.groups[0], row.hidden) for row in found.rows if row.groups[0] == HELP] == [(HELP, True)]
    assert all(row.hidden for row in found.rows)


def test_each_term_is_of_a_state_in_which_its_row_leaves_the_case() -> None:
    """MEA-13: of every term that a row of a flow starts by name, and of the maximum response times."""
    wrong = [
        (flow, effect.rule)
        for flow, rules in FLOWS.items()
        for row in rules.spec.transitions
        for effect in row.effects
        if isinstance(effect, StartTerm) and isinstance(effect.rule, str)
        if STEP_OF_TERM.get((flow, effect.rule)) not in {
            other.target or source
            for other in rules.spec.transitions
            for source in other.sources
            if any(isinstance(each, StartTerm) and each.rule == effect.rule for each in other.effects)
        }
    ]  # fmt: skip
    assert wrong == []
    assert all((flow, MAXIMUM) in STEP_OF_TERM for flow in RESPONSES)
    assert all(state in FLOWS[flow].states for (flow, _), state in STEP_OF_TERM.items())


def test_a_step_reads_as_its_process_and_state() -> None:
    """MEA-13: never a code."""
    names = Names(a_configuration(), DIRECTORY, date(2026, 7, 1))
    assert group_name(Dimension.STEP, INTERVIEW, names) == "Captación: Contactada"
    assert group_name(Dimension.STEP, None, names) == "Sin dato"
