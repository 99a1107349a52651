"""The strategic objectives, and what the institution sets for figures (MEA-12, POL-08, POL-13 to POL-15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.model.institution.configuration import Dated, ProtocolConfiguration, Setting
from domain.protocol.measures.asking import Count, Measured, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.objectives import meets_target, not_configured, settled, target_of
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName, Subject
from domain.protocol.measures.words import part_name
from tests.support.builders import a_configuration
from tests.support.proving import proves

DAY = date(2026, 6, 30)
JUNE = Period(date(2026, 6, 1), DAY)
_N = MeasureName


def tuned_to(**values: str) -> ProtocolConfiguration:
    """With these settings from 1 June 2026 on."""
    since = date(2026, 6, 1)
    tuning = {name: Setting(name, "POL-14", (Dated(value, since, "Acuerdo"),)) for name, value in values.items()}
    return replace(a_configuration(), tuning=tuning)


def told(name: MeasureName, *parts: tuple[str, int]) -> Measured:
    asked = MeasureQuery(MEASURES[name], JUNE, datetime(2026, 7, 1, 12, tzinfo=UTC))
    return measured(asked, [Count((), part, many) for part, many in parts])


@proves("POL-14", "MEA-12")
def test_smes_are_counted_and_so_are_those_that_exported() -> None:
    """POL-14: 2 for the first time, 1 again, 5 of which nothing is known: 8 served, 3 of 8 exported."""
    parts = (("FIRST", 2), ("AGAIN", 1), ("NOT_KNOWN", 5))
    assert told(_N.SMES_SERVED, *parts).total.figure == 8
    assert told(_N.SMES_EXPORTING, *parts).total.figure == 3 / 8


@proves("POL-15", "MEA-12")
def test_only_new_pairs_of_product_and_market_are_counted() -> None:
    """POL-15: four pairs of which three are new."""
    found = told(_N.NEW_PRODUCT_MARKETS, ("NEW", 3), ("KNOWN", 1)).total
    assert (found.figure, found.n) == (3, 3)


@pytest.mark.parametrize("name", [_N.SMES_SERVED, _N.SMES_EXPORTING])
def test_which_sizes_are_smes_is_a_setting_and_without_it_there_is_no_figure(name: MeasureName) -> None:
    """POL-14: the protocol names no size; of none the figure is not invented."""
    sizes = {Dimension.SIZE: frozenset({"Pequeña", "Mediana"})}
    set_to = tuned_to(sme_sizes="Pequeña, Mediana,")
    assert dict(settled(MEASURES[name], set_to, DAY).only) == sizes
    assert not_configured(MEASURES[name], set_to, DAY) is None
    assert not_configured(MEASURES[name], set_to, date(2026, 5, 31)) == "sme_sizes"
    assert settled(MEASURES[name], a_configuration(), DAY).only[Dimension.SIZE] == frozenset()
    assert not_configured(MEASURES[_N.CONTACTS], a_configuration(), DAY) is None


@proves("POL-08")
def test_satisfaction_bears_a_mark_only_where_a_target_is_set() -> None:
    """POL-08: «alto índice» has no number of the protocol's; other figures have none."""
    assert target_of(MEASURES[_N.SATISFACTION], tuned_to(satisfaction_target="5.5"), DAY) == 5.5
    assert target_of(MEASURES[_N.SATISFACTION], a_configuration(), DAY) is None
    assert target_of(MEASURES[_N.CONTACTS], tuned_to(satisfaction_target="5.5"), DAY) is None


@proves("POL-08")
def test_a_figure_reaches_its_target_where_both_are_there() -> None:
    """POL-08: 5.5 reaches 5.5, 5.4 does not; without a target or a figure nothing is judged."""
    satisfaction, config = MEASURES[_N.SATISFACTION], tuned_to(satisfaction_target="5.5")
    assert [meets_target(satisfaction, config, DAY, figure) for figure in (5.5, 5.4, None)] == [True, False, None]
    assert meets_target(satisfaction, a_configuration(), DAY, 7.0) is None


@proves("POL-08", "MEA-07")
def test_what_nobody_answered_yet_is_counted_by_channel() -> None:
    """POL-08, MEA-07: seven cases of which three are open."""
    assert told(_N.UNANSWERED, ("OPEN", 3), ("CLOSED", 4)).total.figure == 3
    assert Dimension.CHANNEL in MEASURES[_N.UNANSWERED].dimensions


@proves("POL-13", "LIN-11")
def test_services_without_any_follow_up_are_reported() -> None:
    """POL-13: of ten, four that nobody asked about; one that waits for its letter is not among them."""
    parts = (("FOLLOWED", 3), ("ANSWERED", 1), ("TOLD_ITSELF", 1), ("NOT_FOLLOWED", 4), ("SCHEDULED", 1))
    found = told(_N.SERVICES_NOT_FOLLOWED, *parts).total
    assert (found.figure, found.n) == (4, 4)


@proves("POL-10")
def test_the_funnel_of_capture_answers_the_review_of_processes() -> None:
    """POL-10, MEA-09: how many reached each stage."""
    assert told(_N.CAPTURE_STAGES, ("PASSED", 2), ("WITHDRAWN", 1)).total.figure == 3


def test_parts_are_told_in_spanish() -> None:
    """MEA-13: never a code."""
    assert part_name(Subject.SERVED_COMPANY, "FIRST") == "Exportó por primera vez"
    assert part_name(Subject.PRODUCT_MARKET, "NEW") == "Producto y mercado nuevos"
