"""The highest figures first, inside each group of the dimensions before the last (MEA-02, MEA-05, POL-12)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.protocol.measures.asking import Count, Groups, MeasureQuery, Period, measured, ranked
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from tests.support.proving import proves

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


def _order(name: MeasureName, by: tuple[Dimension, ...], *counts: Count) -> list[Groups]:
    asked = MeasureQuery(MEASURES[name], JUNE, NOW, by)
    found = measured(asked, counts)
    ordered = ranked(asked, found)
    assert ordered.total == found.total
    assert sorted(map(str, ordered.rows)) == sorted(map(str, found.rows))  # the same rows, in another order
    return [row.groups for row in ordered.rows]


@proves("MEA-05", "LIN-06")
def test_the_topics_of_each_channel_are_ranked_and_the_channels_stay_in_order() -> None:
    """MEA-05: of digital 5 and 2; of telephone 7, 3 and 3, the equal ones in the order of their codes."""
    order = _order(
        MeasureName.REQUESTED_INFORMATION,
        (Dimension.CHANNEL, Dimension.TOPIC),
        Count(("TELEPHONE", "ORIGEN"), "register", 3),
        Count(("TELEPHONE", "FERIAS"), "register", 3),
        Count(("TELEPHONE", "MERCADOS"), "register", 7),
        Count(("DIGITAL", "FERIAS"), "register", 2),
        Count(("DIGITAL", "ORIGEN"), "register", 5),
    )
    assert order == [
        ("DIGITAL", "ORIGEN"), ("DIGITAL", "FERIAS"),
        ("TELEPHONE", "MERCADOS"), ("TELEPHONE", "FERIAS"), ("TELEPHONE", "ORIGEN"),
    ]  # fmt: skip


@proves("POL-12", "LIN-08")
def test_the_most_frequent_breaches_of_each_unit_come_first() -> None:
    """POL-12, LIN-08: what a unit breaks most is what its training begins with; what runs breaks nothing."""
    order = _order(
        MeasureName.BREACHES,
        (Dimension.UNIT, Dimension.RULE),
        Count(("Dirección Nacional", "SLA-03"), "OVERDUE", 1),
        Count(("Dirección Nacional", "SLA-08"), "MET_LATE", 4),
        Count(("Centro de Ayuda", "SLA-08"), "RUNNING", 9),
        Count(("Centro de Ayuda", "SLA-03"), "OVERDUE", 2),
    )
    assert order == [
        ("Centro de Ayuda", "SLA-03"), ("Centro de Ayuda", "SLA-08"),
        ("Dirección Nacional", "SLA-08"), ("Dirección Nacional", "SLA-03"),
    ]  # fmt: skip


def test_what_has_no_figure_comes_last_and_the_channels_most_used_first() -> None:
    """MEA-02, MEA-01: a share of nothing is not the lowest share."""
    assert _order(
        MeasureName.CONTACTS, (Dimension.CHANNEL,), Count(("DIGITAL",), "register", 2), Count((None,), "register", 9)
    ) == [(None,), ("DIGITAL",)]
    assert _order(
        MeasureName.TERM_COMPLIANCE,
        (Dimension.CHANNEL,),
        Count(("DIGITAL",), "RUNNING", 3),
        Count(("TELEPHONE",), "OVERDUE", 3),
    ) == [("TELEPHONE",), ("DIGITAL",)]
