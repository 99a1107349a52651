"""The sixteen regions, their mailboxes and clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from domain.errors import ConfigurationError
from domain.model.places.regions import (
    REGIONS,
    check_regions,
    fold,
    region_by_cut,
    region_by_iso,
    region_by_name,
    regions_on,
)
from tests.support.proving import proves

# Section 4 of the rules, row by row: CUT, ISO, name, mailbox (verbatim).
TABLE = [
    ("15", "CL-AP", "Arica y Parinacota", "aricayparinacota@prochile.gob.cl"),
    ("01", "CL-TA", "Tarapacá", "iquique@prochile.gob.cl"),
    ("02", "CL-AN", "Antofagasta", "antofagasta@prochile.gob.cl"),
    ("03", "CL-AT", "Atacama", "copiapo@prochile.gob.cl"),
    ("04", "CL-CO", "Coquimbo", "laserena@prochile.gob.cl"),
    ("05", "CL-VS", "Valparaíso", "valparaiso@prochile.gob.cl"),
    ("13", "CL-RM", "Metropolitana", "metropolitana@prochile.gob.cl"),
    ("06", "CL-LI", "O'Higgins", "rancagua@prochile.gob.cl"),
    ("07", "CL-ML", "Maule", "talca@prochile.gob.cl"),
    ("16", "CL-NB", "Ñuble", "nuble@prochile.gob.cl"),
    ("08", "CL-BI", "Biobío", "concepcion@prochile.gob.cl"),
    ("09", "CL-AR", "La Araucanía", "temuco@prochile.gob.cl"),
    ("14", "CL-LR", "Los Ríos", "valdivia@prochile.gob.cl"),
    ("10", "CL-LL", "Los Lagos", "ptomontt@prochile.gob.cl"),
    ("11", "CL-AI", "Aysén", "coyhaique@prochile.gob.cl"),
    ("12", "CL-MA", "Magallanes", "ptaarenas@prochile.gob.cl"),
]


@proves("SYS-04", "RTE-01")
def test_the_table_is_the_sixteen_rows_of_the_source_in_its_order() -> None:
    """RTE-01, SYS-04, AMB-42."""
    assert [(row.cut, row.iso, row.name, row.mailbox) for row in REGIONS] == TABLE
    assert [row.position for row in REGIONS] == list(range(1, 17))


def test_five_regions_contact_a_company_of_low_potential() -> None:
    """LOW-06: Arica y Parinacota, Atacama, Los Ríos, Aysén and Magallanes, and no other."""
    assert {row.name for row in REGIONS if row.low_potential_exception} == {
        "Arica y Parinacota",
        "Atacama",
        "Los Ríos",
        "Aysén",
        "Magallanes",
    }


def test_only_aysen_and_magallanes_keep_a_clock_of_their_own() -> None:
    """AMB-52."""
    own = {row.name: row.zone for row in REGIONS if row.zone != "America/Santiago"}
    assert own == {"Aysén": "America/Coyhaique", "Magallanes": "America/Punta_Arenas"}
    assert {ZoneInfo(row.zone).key for row in REGIONS} == {
        "America/Santiago",
        "America/Coyhaique",
        "America/Punta_Arenas",
    }


def test_the_holiday_code_is_the_iso_code_without_the_country() -> None:
    """AMB-03: the library `holidays` names the regions by ISO 3166-2."""
    assert all(f"CL-{row.holidays_subdivision}" == row.iso for row in REGIONS)


@pytest.mark.parametrize(
    ("written", "cut"),
    [
        ("biobio", "08"),
        ("Región del Biobío", "08"),
        ("BÍO-BÍO", "08"),
        ("nuble", "16"),
        ("o'higgins", "06"),
        ("O’Higgins", "06"),
        ("Región del Libertador General Bernardo O'Higgins", "06"),
        ("araucania", "09"),
        ("Región Metropolitana de Santiago", "13"),
        ("  los   rios ", "14"),
        ("Aisén", "11"),
        ("Magallanes y de la Antártica Chilena", "12"),
    ],
)
def test_a_region_is_found_however_people_write_it(written: str, cut: str) -> None:
    """AMB-42: names are for people, codes for data."""
    found = region_by_name(written)
    assert found is not None
    assert found.cut == cut


@pytest.mark.parametrize("written", ["", "Concepción", "Los", "17", "Región"])
def test_a_name_that_is_no_region_finds_nothing(written: str) -> None:
    """AMB-42: a mailbox's city is not a region's name; never a guess."""
    assert region_by_name(written) is None


def test_codes_find_their_region() -> None:
    """RTE-01: CUT with or without its zero, ISO in any case."""
    assert [row.name for row in (region_by_cut("8"), region_by_cut("08"), region_by_iso("cl-bi")) if row] == [
        "Biobío",
        "Biobío",
        "Biobío",
    ]
    assert region_by_cut("17") is None
    assert region_by_iso("CL-XX") is None


def test_rows_are_dated_both_ends_inclusive() -> None:
    """RTE-01: effective dates. A mailbox changed on 1 July 2025 leaves the earlier answer as it was."""
    old, *others = REGIONS
    rows = [
        replace(old, effective_until=date(2025, 6, 30)),
        replace(old, mailbox="arica@prochile.gob.cl", effective_from=date(2025, 7, 1)),
        *others,
    ]

    def mailbox(day: date | None) -> str | None:
        found = region_by_cut("15", day, rows)
        return None if found is None else found.mailbox

    assert mailbox(date(2023, 12, 31)) is None
    assert mailbox(date(2024, 1, 1)) == "aricayparinacota@prochile.gob.cl"
    assert mailbox(date(2025, 6, 30)) == "aricayparinacota@prochile.gob.cl"
    assert mailbox(date(2025, 7, 1)) == "arica@prochile.gob.cl"
    assert mailbox(None) == "arica@prochile.gob.cl"
    assert len(regions_on(date(2025, 6, 30), rows)) == len(regions_on(date(2025, 7, 1), rows)) == 16
    check_regions(date(2025, 7, 1), rows)


def test_the_committed_table_passes_its_own_check() -> None:
    """RTE-01."""
    check_regions()
    check_regions(date(2024, 1, 1))


def test_a_region_without_mailbox_stops_the_start() -> None:
    """RTE-01: it is a configuration error; all of them are listed at once."""
    rows = [replace(row, mailbox="") if row.cut in {"01", "08"} else row for row in REGIONS]
    with pytest.raises(ConfigurationError) as stopped:
        check_regions(rows=rows)
    assert [problem.split(" has ")[0] for problem in stopped.value.problems] == [
        "region Tarapacá (CUT 01)",
        "region Biobío (CUT 08)",
    ]


def test_a_missing_repeated_or_foreign_region_stops_the_start() -> None:
    """SYS-04: exactly sixteen regional offices."""
    arica, tarapaca, *others = REGIONS
    rows = [arica, arica, replace(tarapaca, cut="99"), *others]
    with pytest.raises(ConfigurationError) as stopped:
        check_regions(rows=rows)
    assert stopped.value.problems == (
        "region Arica y Parinacota (CUT 15) has 2 rows in force, not one (RTE-01, SYS-04)",
        "region Tarapacá (CUT 01) has 0 rows in force, not one (RTE-01, SYS-04)",
        "CUT 99 is none of the 16 regions (SYS-04)",
    )


def test_folding_forgets_accents_case_and_spare_spaces() -> None:
    """How names are compared everywhere."""
    assert fold("  Ñuble   y AYSÉN ") == "nuble y aysen"
