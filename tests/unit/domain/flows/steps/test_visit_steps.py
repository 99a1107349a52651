"""Visits of importers, row by row: what each step needs and causes, and nothing else (VIS, SLA-14..SLA-16)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.model.cases import Flow
from domain.model.institution.people import Actor, Role
from tests.support.builders import COMMERCIAL, HEAD
from tests.support.cases.foreign import CENTRAL_OFFICER, NORTH, SHANGHAI, SOUTH, a_buyer, a_foreign_desk
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves

ON_TIME, SHORT = date(2024, 10, 16), date(2024, 10, 15)
"""30 and 29 days after Monday 16 September 2024."""

HEAD_OF_ARICA = Actor("raul.tapia", "Raúl Tapia", Role.REGIONAL_HEAD, "OFIREG-15")
OPEN_ZONE = {"supply_known": True, "supply": "Berries"}
TWO_REGIONS = {**OPEN_ZONE, "regions": ("15", "08")}
NOTICE = "SLA-16 starts to 2024-10-16"
SHORT_NOTICE = "SLA-16 starts to 2024-10-15"
TO_MEI = "to person:mei.soto"
TO_PILAR = "to person:pilar.nunez"
MACROZONES = ("SLA-15 starts by Norte", "SLA-15 starts by Sur", "to unit:Coordinación macrozonal: Norte, Sur")
ANSWERED = ("NTF-27", "action RESPUESTA_VISITA")
VIABLE = {"viable": True, "suggested_regions": ("08",)}
NOT_VIABLE = {"viable": False, "answer_notes": "No hay cosecha"}


def telling() -> Telling:
    """An importer of Shanghái; Monday 16 September 2024, 10:00."""
    desk = a_foreign_desk()
    return Telling(desk, Flow.VISIT, a_buyer(desk))


async def requested(starts_on: date = ON_TIME, **given: object) -> Telling:
    told = telling()
    await told.report(COMMERCIAL, "request_visit", visit_starts_on=starts_on, **{**OPEN_ZONE, **given})
    return told


async def viable(starts_on: date = ON_TIME) -> Telling:
    told = await requested(starts_on)
    if starts_on == SHORT:
        await told.report(COMMERCIAL, "agree_short_notice", office=SHANGHAI)
    await told.report(CENTRAL_OFFICER, "answer_as_sector", **VIABLE)
    return told


async def confirmed() -> Telling:
    told = await viable()
    await told.report(COMMERCIAL, "confirm_visit", confirmed_regions=("08",))
    return told


@proves("VIS-08", "VIS-06", "SLA-16", "VIS-01", "VIS-02", "VIS-03", "VIS-04", "SLA-14", "SLA-15")
async def test_an_importer_is_told_of_the_notice_when_it_asks() -> None:
    """VIS-08: with NTF-28; VIS-06, SLA-16: the 30 days are counted once its day is known, and once only."""
    asked = telling()
    await asked.step(COMMERCIAL, "receive_visit_enquiry", "CONSULTADA", "NTF-28")
    await asked.step(
        COMMERCIAL, "request_visit", "EN_EQUIPO_SECTORIAL", NOTICE, "SLA-16 stops", "SLA-14 starts", TO_PILAR,
        visit_starts_on=ON_TIME, **OPEN_ZONE,
    )  # fmt: skip
    dated = telling()
    await dated.step(COMMERCIAL, "receive_visit_enquiry", "CONSULTADA", "NTF-28", NOTICE, visit_starts_on=ON_TIME)
    caused = ("SLA-16 stops", *MACROZONES)
    again = {"visit_starts_on": ON_TIME, **TWO_REGIONS}
    await dated.step(COMMERCIAL, "request_visit", "EN_MACROZONAS", *caused, **again)
    undated = telling()
    await undated.report(COMMERCIAL, "receive_visit_enquiry")
    await undated.step(COMMERCIAL, "request_visit", "EN_MACROZONAS", NOTICE, *caused, **again)


@proves("VIS-01", "VIS-02", "SLA-14")
async def test_with_an_open_zone_the_sector_team_is_asked() -> None:
    """VIS-01, VIS-02, SLA-14: 7 business days for the sector officer; the importer is told of the notice (VIS-08)."""
    told = telling()
    caused = ("NTF-28", NOTICE, "SLA-16 stops", "SLA-14 starts", TO_PILAR)
    await told.step(COMMERCIAL, "request_visit", "EN_EQUIPO_SECTORIAL", *caused, visit_starts_on=ON_TIME, **OPEN_ZONE)


@proves("VIS-03", "VIS-04", "SLA-15")
async def test_with_regions_their_macro_zones_are_asked() -> None:
    """VIS-03, VIS-04, SLA-15: one term for each coordinator contacted."""
    told = telling()
    caused = ("NTF-28", NOTICE, "SLA-16 stops", *MACROZONES)
    await told.step(COMMERCIAL, "request_visit", "EN_MACROZONAS", *caused, visit_starts_on=ON_TIME, **TWO_REGIONS)


@proves("VIS-07", "VIS-06", "SLA-16")
async def test_short_notice_waits_for_the_offices() -> None:
    """VIS-06, VIS-07: 29 days, by either way in; nobody is asked until the offices agree."""
    told = telling()
    caused = ("NTF-28", SHORT_NOTICE, "SLA-16 stops")
    await told.step(COMMERCIAL, "request_visit", "PLAZO_BREVE", *caused, visit_starts_on=SHORT, **OPEN_ZONE)
    assert "se tramita solo si lo acuerdan" in (told.timeline[-1].reason or "")
    asked = telling()
    await asked.report(COMMERCIAL, "receive_visit_enquiry")
    caused = (SHORT_NOTICE, "SLA-16 stops")
    await asked.step(COMMERCIAL, "request_visit", "PLAZO_BREVE", *caused, visit_starts_on=SHORT, **OPEN_ZONE)


@proves("VIS-01", "VIS-03", "VIS-06")
@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize(
    ("given", "rule", "words", "fault"),
    [
        (
            {"visit_starts_on": date(2024, 9, 15), **OPEN_ZONE},
            "VIS-06",
            "no puede comenzar antes de hoy",
            {"unfit": "visit_starts_on"},
        ),
        (
            {"visit_starts_on": ON_TIME, **OPEN_ZONE, "regions": ("13",)},
            "VIS-03",
            "no tiene coordinación macrozonal",
            {"lacks": ("macrozones",)},
        ),
    ],
)
async def test_a_request_names_a_day_a_supply_and_regions_that_somebody_coordinates(
    given: dict[str, object], rule: str, words: str, fault: dict[str, Any], *, is_known: bool
) -> None:
    """VIS-01, VIS-03, VIS-06: by either way in."""
    told = telling()
    if is_known:
        await told.report(COMMERCIAL, "receive_visit_enquiry")
    await told.refused(COMMERCIAL, "request_visit", rule, words, **fault, **given)


@proves("EXT-01", "VIS-01", "VIS-02", "SLA-14", "VIS-03", "SLA-15", "VIS-06", "SLA-16")
async def test_an_unknown_supply_is_clarified_before_anybody_is_asked() -> None:
    """AMB-66: by either way in, whether the zone is known or not; the notice is told and counted, and once only."""
    unclear = {"visit_starts_on": ON_TIME, "supply_known": False}
    told = telling()
    await told.step(COMMERCIAL, "request_visit", "OFERTA_POR_ACLARAR", "NTF-28", NOTICE, **unclear)
    await told.refused(COMMERCIAL, "request_visit", "EXT-01", "Todavía falta la oferta", **unclear, regions=("08",))
    known = telling()
    await known.report(COMMERCIAL, "receive_visit_enquiry", visit_starts_on=ON_TIME)
    for clear in (telling(), known):
        await clear.report(COMMERCIAL, "request_visit", visit_starts_on=ON_TIME, **OPEN_ZONE)
        assert clear.now.state == "EN_EQUIPO_SECTORIAL"
    past = {"visit_starts_on": date(2024, 9, 15), **OPEN_ZONE}
    await told.refused(
        COMMERCIAL, "request_visit", "VIS-06", "no puede comenzar antes de hoy", unfit="visit_starts_on", **past
    )
    caused = ("SLA-16 stops", "SLA-14 starts", TO_PILAR)
    await told.step(COMMERCIAL, "request_visit", "EN_EQUIPO_SECTORIAL", *caused, visit_starts_on=ON_TIME, **OPEN_ZONE)
    asked = telling()
    await asked.report(COMMERCIAL, "receive_visit_enquiry")
    await asked.step(COMMERCIAL, "request_visit", "OFERTA_POR_ACLARAR", NOTICE, **{**TWO_REGIONS, **unclear})
    nobody = {"visit_starts_on": ON_TIME, **OPEN_ZONE, "regions": ("13",)}
    await asked.refused(
        COMMERCIAL, "request_visit", "VIS-03", "no tiene coordinación macrozonal", lacks=("macrozones",), **nobody
    )
    zones = {"visit_starts_on": ON_TIME, **TWO_REGIONS}
    await asked.step(COMMERCIAL, "request_visit", "EN_MACROZONAS", "SLA-16 stops", *MACROZONES, **zones)


@proves("VIS-06")
async def test_a_visit_may_begin_today() -> None:
    """VIS-06: the 30 days are a recommendation; today is short, not past."""
    told = telling()
    caused = ("NTF-28", "SLA-16 starts to 2024-09-16", "SLA-16 stops")
    today = date(2024, 9, 16)
    await told.step(COMMERCIAL, "request_visit", "PLAZO_BREVE", *caused, visit_starts_on=today, **OPEN_ZONE)


# Short notice


@proves("VIS-07")
@pytest.mark.parametrize("fact", ["agree_short_notice", "decline_short_notice"])
async def test_each_office_that_the_visit_touches_speaks_for_itself(fact: str) -> None:
    """VIS-07: where the notice is short, and only the offices involved; with enough notice nothing is agreed."""
    reason = {"reason": "No alcanza"} if fact == "decline_short_notice" else {}
    told = await requested(SHORT)
    await told.refused(
        COMMERCIAL, fact, "VIS-07", "Esa oficina no participa", unfit="office", office="OFIREG-08", **reason
    )
    both = await requested(SHORT, **TWO_REGIONS)
    await both.refused(
        COMMERCIAL, fact, "VIS-07", "Cada oficina acuerda por sí misma", unfit="office", office="OFIREG-08", **reason
    )
    enough = await viable()
    await enough.refused(COMMERCIAL, fact, "VIS-07", "no hace falta un acuerdo", office=SHANGHAI, **reason)


@proves("VIS-07", "VIS-01", "VIS-03", "SLA-14", "SLA-15")
async def test_once_all_agree_the_request_goes_its_way() -> None:
    """VIS-07: commercial and regional offices; then route A or route B, with its term."""
    told = await requested(SHORT)
    await told.step(COMMERCIAL, "agree_short_notice", "EN_EQUIPO_SECTORIAL", "SLA-14 starts", TO_PILAR, office=SHANGHAI)
    both = await requested(SHORT, **TWO_REGIONS)
    await both.step(COMMERCIAL, "agree_short_notice", "PLAZO_BREVE", office=SHANGHAI)
    await both.step(HEAD, "agree_short_notice", "PLAZO_BREVE", office="OFIREG-08")
    await both.step(HEAD_OF_ARICA, "agree_short_notice", "EN_MACROZONAS", *MACROZONES, office="OFIREG-15")


@proves("VIS-07", "VIS-01", "VIS-03")
async def test_a_region_that_is_suggested_later_must_agree_too() -> None:
    """VIS-07: before the visit is confirmed; one that does not agree ends it."""
    told = await viable(SHORT)
    await told.refused(COMMERCIAL, "confirm_visit", "VIS-07", "Faltan: Biobío.", confirmed_regions=("08",))
    await told.step(HEAD, "agree_short_notice", "VIABLE", office="OFIREG-08")
    await told.step(COMMERCIAL, "confirm_visit", "CONFIRMADA", confirmed_regions=("08",))
    for other in (await viable(SHORT), await requested(SHORT)):
        await other.step(COMMERCIAL, "decline_short_notice", "SIN_ACUERDO", office=SHANGHAI, reason="No alcanza")


# Answers


@proves("VIS-01", "VIS-02", "POL-06")
async def test_the_sector_officer_answers_for_the_macro_zones() -> None:
    """VIS-01, VIS-02: what they say stops no term; the answer names regions, or says why not (POL-06)."""
    told = await requested()
    await told.step(CENTRAL_OFFICER, "ask_macrozones", "EN_EQUIPO_SECTORIAL", macrozones_asked=("Sur",))
    await told.step(SOUTH, "report_feasibility", "EN_EQUIPO_SECTORIAL", **VIABLE)
    assert "El plazo sigue corriendo" in (told.timeline[-1].reason or "")
    await told.refused(
        CENTRAL_OFFICER, "answer_as_sector", "VIS-01", "indique las regiones", lacks=("suggested_regions",), viable=True
    )
    await told.refused(
        CENTRAL_OFFICER, "answer_as_sector", "POL-06", "explique por qué", lacks=("answer_notes",), viable=False
    )
    caused = ("SLA-14 stops", *ANSWERED, TO_MEI)
    await told.step(CENTRAL_OFFICER, "answer_as_sector", "VIABLE", *caused, **VIABLE)
    told = await requested()
    await told.step(CENTRAL_OFFICER, "answer_as_sector", "NO_VIABLE", *caused, **NOT_VIABLE)
    await told.step(COMMERCIAL, "explain_not_viable", "NO_REALIZADA", explanation="No hay cosecha en octubre")


@proves("VIS-04", "VIS-03", "SLA-15", "POL-06")
async def test_each_coordinator_answers_for_its_own_macro_zone() -> None:
    """VIS-04, SLA-15: its own term stops; one viable answer is enough (VIS-03), and a no has its reason (POL-06)."""
    told = await requested(**TWO_REGIONS)
    answer = "answer_as_coordinator"
    await told.refused(
        NORTH, answer, "VIS-04", "Esa macrozona no fue consultada", unfit="macrozone", macrozone="Centro", **VIABLE
    )
    await told.refused(NORTH, answer, "VIS-04", "Usted no coordina esa macrozona", macrozone="Sur", **VIABLE)
    await told.refused(
        NORTH, answer, "POL-06", "explique por qué", lacks=("answer_notes",), macrozone="Norte", viable=False
    )
    first = ("SLA-15 stops by Norte", *ANSWERED)
    await told.step(NORTH, answer, "EN_MACROZONAS", *first, macrozone="Norte", **VIABLE)
    told.at("2024-09-17 10:00")
    await told.refused(
        NORTH, answer, "VIS-04", "Esa macrozona ya respondió", unfit="macrozone", macrozone="Norte", **NOT_VIABLE
    )
    last = ("SLA-15 stops by Sur", *ANSWERED, TO_MEI)
    await told.step(SOUTH, answer, "VIABLE", *last, macrozone="Sur", **NOT_VIABLE)
    told = await requested(**TWO_REGIONS)
    await told.step(NORTH, answer, "EN_MACROZONAS", *first, macrozone="Norte", **NOT_VIABLE)
    await told.step(SOUTH, answer, "NO_VIABLE", *last, macrozone="Sur", **NOT_VIABLE)
    await told.step(COMMERCIAL, "explain_not_viable", "NO_REALIZADA", explanation="No hay cosecha")


# The visit


@proves("VIS-01", "VIS-03", "ATN-05", "EXT-02")
async def test_a_visit_that_was_held_is_registered() -> None:
    """VIS-01: confirmed with its regions; ATN-05, EXT-02: the importer becomes a user by its action."""
    told = await viable()
    await told.step(COMMERCIAL, "confirm_visit", "CONFIRMADA", confirmed_regions=("08",))
    told.at("2024-10-18 10:00")
    reversed_days = {"started_on": date(2024, 10, 17), "ended_on": date(2024, 10, 16)}
    await told.refused(
        COMMERCIAL, "record_visit_held", "ATN-05", "no puede ser anterior al primero", unfit="ended_on", **reversed_days
    )
    one_day = {"started_on": date(2024, 10, 16), "ended_on": date(2024, 10, 16)}
    await told.step(COMMERCIAL, "record_visit_held", "REALIZADA", "action VISITA_IMPORTADOR", **one_day)


@proves("POL-06", "VIS-01")
async def test_a_visit_may_be_withdrawn() -> None:
    """POL-06, VIS-01: what was still asked for ends as withdrawn (AMB-75)."""
    told = await requested()
    await told.step(COMMERCIAL, "withdraw_visit", "SIN_EFECTO", "SLA-14 withdrawn", reason="No viaja")
    asked = telling()
    await asked.report(COMMERCIAL, "receive_visit_enquiry", visit_starts_on=ON_TIME)
    await asked.step(COMMERCIAL, "withdraw_visit", "SIN_EFECTO", "SLA-16 withdrawn", reason="No viaja")
    both = await requested(**TWO_REGIONS)
    caused = ("SLA-15 withdrawn by Norte", "SLA-15 withdrawn by Sur")
    await both.step(COMMERCIAL, "withdraw_visit", "SIN_EFECTO", *caused, reason="No viaja")
