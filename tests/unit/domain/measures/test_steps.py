"""Whether what follows a contact is the step that the protocol gives (MEA-03)."""

from __future__ import annotations

from domain.model.cases import Flow
from domain.protocol.measures.asking import Count, MeasureQuery, measured
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.steps import DUE, NO_STEP, StepTaken, step_taken
from domain.protocol.measures.subjects import MeasureName, Subject
from domain.protocol.measures.words import part_name
from tests.support.proving import proves
from tests.unit.domain.measures.test_rows import JUNE, NOW


@proves("MEA-03")
def test_the_step_that_follows_is_judged_by_the_state_the_contact_left() -> None:
    """MEA-03, RTE-03, PUB-06: advice follows a report; insisting is no step; after the answer nothing is due."""
    assert step_taken(Flow.PORTAL_PROBLEM, "INFORMADA", "record_advice") is StepTaken.AS_GIVEN
    assert step_taken(Flow.PORTAL_PROBLEM, "INFORMADA", "company_insists") is StepTaken.OTHER
    assert step_taken(Flow.PORTAL_PROBLEM, "INFORMADA", None) is StepTaken.PENDING
    assert step_taken(Flow.HELP_CENTRE, "RESPONDIDA", None) is StepTaken.NOTHING_DUE
    assert DUE[Flow.PORTAL_PROBLEM, "INFORMADA"].rule == "RTE-03"


def test_what_befalls_a_case_of_any_process_is_no_step_of_it() -> None:
    """MEA-03, SYS-05: that accounts were joined or a declaration passed on stands between two steps, and is none."""
    kept = {"assign", "hand_over", "acknowledge", "take_back", "join_account", "join_case", "separate_case"}
    assert {*kept, "change_account", "answer_survey"} <= NO_STEP
    assert not any(NO_STEP & due.facts for due in DUE.values())


@proves("MEA-03")
def test_the_share_is_of_the_contacts_after_which_something_followed() -> None:
    """MEA-03: 3 of 4; what waits and what was closed is judged by nobody."""
    asked = MeasureQuery(MEASURES[MeasureName.STEPS_TAKEN], JUNE, NOW)
    parts = (("AS_GIVEN", 3), ("OTHER", 1), ("PENDING", 7), ("NOTHING_DUE", 9))
    found = measured(asked, [Count((), part, many) for part, many in parts])
    assert (found.total.figure, found.total.n) == (0.75, 4)
    assert part_name(Subject.STEP, "OTHER") == "Siguió otra cosa"
