"""What each measure makes of counts, and what may be asked of it (MEA-01..MEA-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import InvalidValue
from domain.model.institution.topics import Topic
from domain.model.terms import TermState
from domain.protocol.measures.asking import Count, Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import GENERAL_PUBLIC, Dimension, Names, group_name
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName, Subject
from domain.protocol.measures.words import part_name
from domain.protocol.terms.table import TERMS
from tests.support.builders import a_configuration
from tests.support.cases.situations import DIRECTORY
from tests.support.proving import proves

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
NAMES = Names(a_configuration(), DIRECTORY, date(2026, 11, 30))
_T = TermState


def asked(name: MeasureName, *by: Dimension, **only: frozenset[str]) -> MeasureQuery:
    """A question about June."""
    return MeasureQuery(MEASURES[name], JUNE, NOW, by, {Dimension(each): groups for each, groups in only.items()})


def test_three_dimensions_are_compared_at_once_and_no_more() -> None:
    """MEA-01: each once."""
    three = (Dimension.OFFICE, Dimension.CHANNEL, Dimension.RULE)
    assert asked(MeasureName.TERM_COMPLIANCE, *three).by == three
    with pytest.raises(InvalidValue, match="Compare por 3 dimensiones a lo más"):
        asked(MeasureName.TERM_COMPLIANCE, *three, Dimension.UNIT)


def told(name: MeasureName, *parts: tuple[str, int]) -> Measured:
    """The answer about all records together."""
    return measured(asked(name), [Count((), part, many) for part, many in parts])


@proves("MEA-01", "LIN-06", "POL-08", "POL-04")
def test_compliance_is_met_among_met_late_and_overdue() -> None:
    """MEA-01: 6 of 8; what runs, is at risk or was waived is judged by nobody."""
    found = told(MeasureName.TERM_COMPLIANCE, (_T.MET, 6), (_T.MET_LATE, 1), (_T.OVERDUE, 1), (_T.RUNNING, 1),
                 (_T.AT_RISK, 1), (_T.WAIVED, 1))  # fmt: skip
    assert (found.total.figure, found.total.n) == (0.75, 8)
    assert found.total.parts[_T.WAIVED] == 1
    assert told(MeasureName.TERM_COMPLIANCE, (_T.RUNNING, 3)).total.figure is None


@proves("MEA-01", "SLA-21")
def test_recommended_terms_and_waivers_are_told_apart() -> None:
    """MEA-01, SLA-21: no recommended term is among the mandatory ones, and none of either is in both."""
    mandatory, recommended = (
        dict(asked(name).filters)[Dimension.RULE]
        for name in (MeasureName.TERM_COMPLIANCE, MeasureName.RECOMMENDED_TERMS)
    )
    assert ("SLA-03" in mandatory, "SLA-16" in recommended, mandatory & recommended) == (True, True, frozenset())
    assert mandatory | recommended < {row.rule_id for row in TERMS}  # rights and automatic ones are of neither
    assert told(MeasureName.RECOMMENDED_TERMS, (_T.MET, 1), (_T.OVERDUE, 3)).total.figure == 0.25
    assert told(MeasureName.WAIVED_TERMS, (_T.MET, 1), (_T.WAIVED, 3)).total.figure == 3.0
    assert told(MeasureName.STARTED_TERMS, (_T.NOT_CONFIGURED, 2), (_T.EXPIRED, 3)).total.figure == 5.0


@proves("LIN-03", "POL-12", "LIN-08")
def test_breaches_and_terms_at_risk_are_numbers() -> None:
    """LIN-03, LIN-08: a term met late was broken as one that nobody met."""
    assert told(MeasureName.BREACHES, (_T.MET, 9), (_T.MET_LATE, 2), (_T.OVERDUE, 3)).total.figure == 5.0
    assert told(MeasureName.TERMS_AT_RISK, (_T.AT_RISK, 2), (_T.RUNNING, 3)).total.figure == 2.0


@proves("MEA-02", "LIN-04", "POL-08")
def test_contacts_are_compared_by_channel_and_the_rows_add_up() -> None:
    """MEA-02: channels in the order of the protocol; contacts without one come last."""
    counts = [
        Count(("TELEPHONE",), "receive_contact", 2),
        Count((None,), "receive_contact", 1),
        Count(("DIGITAL",), "receive_contact", 3),
        Count(("DIGITAL",), "FERIA", 1),
    ]
    found = measured(asked(MeasureName.CONTACTS, Dimension.CHANNEL), counts)
    assert [(row.groups[0], row.figure) for row in found.rows] == [("DIGITAL", 4.0), ("TELEPHONE", 2.0), (None, 1.0)]
    assert found.total.figure == 7.0
    assert group_name(Dimension.CHANNEL, None, NAMES) == "Sin dato"
    assert told(MeasureName.CASES, ("OPEN", 1), ("CLOSED", 2)).total.figure == 3.0


@proves("MEA-05", "LIN-06")
def test_the_most_requested_information_is_counted_by_topic_and_channel() -> None:
    """MEA-05: every contact with a topic; a topic reads by its name of the day, a closed one by its last."""
    topics = (
        Topic("FERIAS", "Ferias", date(2010, 1, 1), date(2026, 5, 31)),
        Topic("ORIGEN", "Origen", date(2010, 1, 1)),
    )
    names = Names(replace(a_configuration(), topics=topics), DIRECTORY, date(2026, 6, 30))
    counts = [Count(("ORIGEN", "DIGITAL"), "receive_contact", 2), Count(("FERIAS", "TELEPHONE"), "register", 3)]
    found = measured(asked(MeasureName.REQUESTED_INFORMATION, Dimension.TOPIC, Dimension.CHANNEL), counts)
    read = [(group_name(Dimension.TOPIC, row.groups[0], names), row.figure) for row in found.rows]
    assert read == [("Ferias", 3.0), ("Origen", 2.0)]
    assert found.total.figure == 5.0
    assert group_name(Dimension.TOPIC, None, names) == "Sin tema"
    assert part_name(Subject.REQUEST, "receive_contact") == part_name(Subject.CONTACT, "receive_contact")


@proves("MEA-04", "POL-16", "LIN-06")
def test_satisfaction_is_a_mean_with_its_distribution_and_few_answers_are_marked() -> None:
    """MEA-04, POL-16: 5, 4 and 3 make 4.0 of 3 answers."""
    found = told(MeasureName.SATISFACTION, ("5", 1), ("4", 1), ("3", 1))
    assert (found.total.figure, found.total.n, found.total.small) == (4.0, 3, True)
    assert not told(MeasureName.SATISFACTION, ("5", 5)).total.small
    assert Dimension.PORTFOLIO in MEASURES[MeasureName.SATISFACTION].dimensions


@proves("MEA-10", "LIN-10")
def test_suggestions_are_counted_by_how_far_they_have_come() -> None:
    """MEA-10: what was told back is closed; what was a mistake is no suggestion; age in days, inclusive."""
    parts = (("RECEIVED", 1), ("SHARED", 2), ("ACCEPTED", 3), ("REJECTED", 4), ("CLOSED", 5), ("WITHDRAWN", 6))
    assert told(MeasureName.OPEN_SUGGESTIONS, *parts).total.figure == 10.0
    assert told(MeasureName.SUGGESTIONS, *parts).total.figure == 15.0
    assert group_name(Dimension.AGE, "HASTA_30", NAMES) == "De 8 a 30 días"
    assert part_name(Subject.SUGGESTION, "SHARED") == "Compartida con su área"


@proves("LIN-12", "ROL-02", "POL-01")
def test_improvement_actions_are_in_time_among_those_that_were_judged() -> None:
    """LIN-12, ROL-02: 3 of 6 by unit; what runs and what was given up is judged by nobody."""
    parts = (("DONE", 3), ("DONE_LATE", 1), ("OVERDUE", 2), ("OPEN", 7), ("DROPPED", 9))
    found = told(MeasureName.IMPROVEMENTS, *parts)
    assert (found.total.figure, found.total.n) == (0.5, 6)
    assert Dimension.UNIT in MEASURES[MeasureName.IMPROVEMENTS].dimensions
    assert part_name(Subject.IMPROVEMENT, "DROPPED") == "Desistida"


def test_what_few_persons_answered_is_not_told_and_cannot_be_had_by_subtraction() -> None:
    """MEA-04: 2 answers of the general public are hidden, and so is the smallest other row; the total stays."""
    counts = [Count((GENERAL_PUBLIC,), "1", 2), Count(("CARTERA",), "6", 9), Count(("SIN_TRABAJO",), "5", 7)]
    found = measured(asked(MeasureName.SATISFACTION, Dimension.TARGET_PUBLIC), counts)
    assert [(row.groups[0], row.n, row.hidden) for row in found.rows] == [
        ("CARTERA", 9, False),
        ("SIN_TRABAJO", None, True),
        (GENERAL_PUBLIC, None, True),
    ]
    assert found.total.n == 18
    alone = asked(MeasureName.SATISFACTION, TARGET_PUBLIC=frozenset({GENERAL_PUBLIC}))
    assert measured(alone, [Count((), "1", 2)]).total.hidden


def test_as_many_hidden_answers_as_are_no_longer_few_hide_no_other_row() -> None:
    """MEA-04: 2 and 3 of two processes of persons are 5 together, and nobody knows of which: the others stay told."""
    counts = [Count(("HELP_CENTRE",), "1", 2), Count(("CITIZEN",), "6", 3), Count(("SERVICE",), "5", 7)]
    found = measured(asked(MeasureName.SATISFACTION, Dimension.FLOW), counts)
    assert {row.groups[0]: row.hidden for row in found.rows} == {"HELP_CENTRE": True, "CITIZEN": True, "SERVICE": False}
    few = measured(
        asked(MeasureName.SATISFACTION, Dimension.FLOW), [*counts[:1], Count(("CITIZEN",), "6", 2), counts[2]]
    )
    assert all(row.hidden for row in few.rows)


def test_what_a_measure_does_not_have_is_refused_with_what_it_has() -> None:
    """POL-01: contacts have no rule; no dimension twice; three at most; the end not before the start."""
    with pytest.raises(InvalidValue, match="«Contactos por canal» no se compara por RULE"):
        asked(MeasureName.CONTACTS, Dimension.RULE)
    with pytest.raises(InvalidValue, match="repetida"):
        asked(MeasureName.CONTACTS, Dimension.CHANNEL, Dimension.CHANNEL)
    with pytest.raises(InvalidValue, match="3 dimensiones"):
        asked(MeasureName.CONTACTS, Dimension.CHANNEL, Dimension.OFFICE, Dimension.MONTH, Dimension.REGION)


def test_no_group_and_no_part_reads_as_a_code() -> None:
    """MEA-13: a month is "abril de 2026"; an office or a person that left the directory is said to have left."""
    assert group_name(Dimension.MONTH, "2026-04", NAMES) == "abril de 2026"
    assert group_name(Dimension.OFFICE, "OFIREG-99", NAMES) == "Oficina que ya no está en el directorio"
    assert group_name(Dimension.EXECUTIVE, "nadie", NAMES) == "Persona que ya no está en el directorio"
    assert group_name(Dimension.RULE, "SLA-08", NAMES) == "Consulta al Centro de Ayuda: 4 días hábiles"
    assert part_name(Subject.TERM, "MET_LATE") == "Cumplido fuera de plazo"
    assert part_name(Subject.SURVEY, "4") == "Nota 4"


def test_few_answers_of_persons_are_not_told_by_whatever_dimension_they_are_grouped() -> None:
    """
    Design 7: two answers of the unit that answers them are of persons, and those of a region that answers one person
    among three too; nine of an office with none are told, unless they would give the others away.
    """
    counts = [
        Count(("Centro de Ayuda",), "5", 2, persons=2),
        Count(("Mesa",), "4", 2),
        Count(("Mesa",), "3", 1, persons=1),
        Count(("Oficina regional",), "6", 9),
        Count(("Otra",), "6", 3),
    ]
    found = measured(asked(MeasureName.SATISFACTION, Dimension.UNIT), counts)
    assert {row.groups[0]: row.hidden for row in found.rows} == {
        "Centro de Ayuda": True, "Mesa": True, "Oficina regional": False, "Otra": False,
    }  # fmt: skip
    assert (found.total.n, found.total.hidden) == (17, False)


def test_a_total_of_few_persons_is_not_told_whatever_it_was_filtered_by() -> None:
    """Design 7: three answers of a channel of which one is of a person; of companies alone they are told as few."""
    by_telephone = asked(MeasureName.SATISFACTION, CHANNEL=frozenset({"TELEPHONE"}))
    assert measured(by_telephone, [Count((), "5", 2), Count((), "4", 1, persons=1)]).total.hidden
    told = measured(by_telephone, [Count((), "5", 2), Count((), "4", 1)]).total
    assert (told.hidden, told.small, told.n) == (False, True, 3)
