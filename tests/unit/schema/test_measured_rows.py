"""A figure is judged by its target in whichever answer it stands (POL-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.model.institution.configuration import Dated, Setting
from domain.protocol.measures import asking, comparing
from domain.protocol.measures.asking import MeasureQuery, Period
from domain.protocol.measures.dimensions import Names
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from schema.measures.comparing import ComparedRow
from tests.support.builders import a_configuration
from tests.support.cases.situations import DIRECTORY

SINCE = date(2026, 6, 1)


def test_a_figure_of_a_comparison_is_judged_by_the_target_of_its_own_period() -> None:
    """POL-08: 5.5 is high enough from 1 June on; in May there was no target."""
    target = Setting("satisfaction_target", "POL-08", (Dated("5.5", SINCE, "Acuerdo"),))
    config = replace(a_configuration(), tuning={target.name: target})
    june = MeasureQuery(
        MEASURES[MeasureName.SATISFACTION], Period(SINCE, date(2026, 6, 30)), datetime(2026, 7, 1, tzinfo=UTC)
    )
    may = replace(june, period=Period(date(2026, 5, 1), date(2026, 5, 31)))
    row = asking.MeasuredRow((), 5.5, 9, {})
    told = ComparedRow((june, may), comparing.ComparedRow(row, row), Names(config, DIRECTORY, date(2026, 7, 1)))
    assert (told.now.meets_target, told.before.meets_target) == (True, None)
