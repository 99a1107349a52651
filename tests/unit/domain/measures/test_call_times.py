"""What the figures of calls make of counts (MEA-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.model.institution.configuration import Dated, Setting
from domain.protocol.measures.asking import Count, MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension, Names, group_name
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName, Subject
from domain.protocol.measures.words import part_name
from tests.support.builders import a_configuration
from tests.support.calendars import local
from tests.support.cases.situations import DIRECTORY
from tests.support.proving import proves

NOW = local("2026-07-01 12:00")
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
STAGES = Setting("call_stages", "LIN-02", (Dated({"BASES": "Elaboración de bases"}, date(2010, 1, 1), "Muestra"),))
CONFIGURED = replace(a_configuration(), call_stages=STAGES)


@proves("MEA-08", "LIN-02")
def test_a_stage_is_compared_with_its_own_plan_and_what_had_none_is_of_no_share() -> None:
    """MEA-08: three of four; planned and real days are medians that stand side by side."""
    asked = MeasureQuery(MEASURES[MeasureName.CALL_STAGES], JUNE, NOW)
    found = measured(asked, [Count((), "ON_PLAN", 3), Count((), "LATE", 1), Count((), "WITHOUT_PLAN", 5)])
    assert (found.total.figure, found.total.n) == (0.75, 4)
    for name in (MeasureName.CALL_TIME, MeasureName.CALL_PLAN):
        counts = [Count((), "2", 1), Count((), "10", 1), Count((), "3", 1)]
        assert measured(MeasureQuery(MEASURES[name], JUNE, NOW), counts).total.figure == 3.0
    assert part_name(Subject.CALL_PLAN, "10") == "10 días hábiles"
    assert part_name(Subject.CALL_STAGE, "LATE") == "Terminó después del día planificado"


def test_a_stage_of_a_call_reads_by_its_configured_name_and_one_of_capture_by_its_own() -> None:
    """LIN-02, MEA-09: one dimension for both, whose codes are never the same."""
    names = Names(CONFIGURED, DIRECTORY, date(2026, 6, 30))
    read = [group_name(Dimension.STAGE, code, names) for code in ("BASES", "REGISTRO", "SORTEO")]
    assert read == ["Elaboración de bases", "Falta la ficha", "Etapa que ya no está en la lista"]


def test_before_the_list_of_stages_holds_no_stage_has_a_name() -> None:
    """LIN-02: the list holds from 1 January 2010; the day before it is not configured."""
    assert CONFIGURED.call_stage_names(date(2010, 1, 1)) == {"BASES": "Elaboración de bases"}
    assert CONFIGURED.call_stage_names(date(2009, 12, 31)) == {}
