"""Figures by region and by target public: how counts are added up (POL-04, GRP-02)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.errors import InvalidValue
from domain.model.terms import TermObligation, TermState
from domain.protocol.measures.asking import Count, Period
from domain.protocol.measures.dimensions import GENERAL_PUBLIC, Dimension, Names, group_name
from domain.protocol.measures.figures import CaseCount, case_counts, compliance
from domain.protocol.measures.subjects import CLOSED, OPEN
from tests.support.builders import a_configuration
from tests.support.cases.situations import DIRECTORY
from tests.support.proving import proves

NAMES = Names(a_configuration(), DIRECTORY, date(2026, 11, 30))

MANDATORY, RECOMMENDED = TermObligation.MANDATORY, TermObligation.RECOMMENDED


def test_compliance_is_compared_by_region_and_recommended_terms_stay_apart() -> None:
    """POL-04, SLA-21: in Arica 6 of 8 judged were met in time; running and waived ones are judged by nobody yet."""
    counts = [
        Count(("08", "SLA-01"), TermState.MET, 3),
        Count(("15", "SLA-01"), TermState.MET, 4),
        Count(("15", "SLA-03"), TermState.MET, 2),
        Count(("15", "SLA-01"), TermState.MET_LATE, 1),
        Count(("15", "SLA-01"), TermState.OVERDUE, 1),
        Count(("15", "SLA-01"), TermState.AT_RISK, 2),
        Count(("15", "SLA-01"), TermState.RUNNING, 5),
        Count(("15", "SLA-01"), TermState.WAIVED, 1),
        Count(("15", "SLA-16"), TermState.OVERDUE, 7),
        Count((None, "SLA-11"), TermState.RUNNING, 1),
    ]
    found = compliance(counts, Dimension.REGION)
    assert [(each.group, each.obligation, each.total, each.running, each.rate) for each in found] == [
        ("15", MANDATORY, 16, 7, 0.75),
        ("15", RECOMMENDED, 7, 0, 0.0),
        ("08", MANDATORY, 3, 0, 1.0),
        (None, MANDATORY, 1, 1, None),
    ]
    assert [group_name(Dimension.REGION, each, NAMES) for each in ("15", None)] == [
        "Arica y Parinacota",
        "Fuera de Chile, nivel central o sin región",
    ]


@proves("GRP-01", "GRP-02")
def test_the_general_public_comes_after_the_four_groups() -> None:
    """GRP-01, GRP-02: it is none of them."""
    counts = [
        Count((GENERAL_PUBLIC,), OPEN, 2),
        Count((GENERAL_PUBLIC,), CLOSED, 3),
        Count(("SIN_TRABAJO",), CLOSED, 1),
        Count(("CARTERA",), OPEN, 1),
    ]
    found = case_counts(counts, Dimension.TARGET_PUBLIC, OPEN)
    assert found == [CaseCount("CARTERA", 1, 1), CaseCount("SIN_TRABAJO", 1, 0), CaseCount(GENERAL_PUBLIC, 5, 2)]
    assert [group_name(Dimension.TARGET_PUBLIC, each.group, NAMES) for each in found] == [
        "Empresas cartera, exportadoras o no",
        "Empresas sin trabajo con ProChile",
        "Público general",
    ]


def test_a_period_is_of_whole_days_of_santiago() -> None:
    """POL-04: from midnight to midnight, in winter four hours after UTC; the end is never before the start."""
    assert Period(date(2024, 9, 1), date(2024, 9, 1)).instants == (
        datetime(2024, 9, 1, 4, tzinfo=UTC),
        datetime(2024, 9, 2, 3, 59, 59, 999999, tzinfo=UTC),
    )
    with pytest.raises(InvalidValue):
        Period(date(2024, 9, 2), date(2024, 9, 1))


def test_compliance_by_rule_takes_the_rule_as_its_group() -> None:
    """SLA-21: asked by rule alone, each rule is a group of its own obligation."""
    counts = [Count(("SLA-03",), TermState.MET, 2), Count(("SLA-16",), TermState.OVERDUE, 1)]
    found = compliance(counts, Dimension.RULE)
    assert [(each.group, each.obligation, each.rate) for each in found] == [
        ("SLA-03", MANDATORY, 1.0),
        ("SLA-16", RECOMMENDED, 0.0),
    ]
