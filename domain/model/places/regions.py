"""
The sixteen regions of Chile and the regional office ("oficina regional", Ofireg) of each, as dated rows.

Belongs here: codes, mailbox, time zone and holiday calendar of each region, and how to look one up. Does not
belong here: who works in an office (people) and which days are working days (calendar).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.errors import ConfigurationError

REGION_COUNT: Final = 16
"""ProChile's network has exactly 16 regional offices in Chile. Source: SYS-04."""

_IN_FORCE_SINCE: Final = date(2024, 1, 1)  # the edition of the protocol that carries the table


@dataclass(frozen=True, slots=True)
class Region:
    """
    One row of the table Región/Correo, with the codes and clock of the office that answers for the region.

    Attributes:
        position: Place in the table of the source, from 1.
        cut: Two-digit code of Decreto 1.115 of 2018 ("código único territorial").
        iso: ISO 3166-2 code.
        name: Name as the protocol writes it.
        aliases: Other names in use, the full official one first.
        mailbox: Generic mailbox ("cuenta genérica"), verbatim. Many are named after a city or a shortened
            form, so it is never derived from the name (AMB-42).
        low_potential_exception: A company with a low score is contacted by its region all the same (LOW-06).
        zone: IANA zone of the regional office; whole days are counted in it (AMB-52).
        holidays_subdivision: Code of the region in the PyPI library `holidays`, country CL.
        office_commune: Commune of the office, which decides its communal holidays (AMB-03). The source does
            not give addresses: it is the regional capital, taken as an assumption.
        effective_from: First day on which the row holds, inclusive.
        effective_until: Last day on which the row holds, inclusive; None while it is in force.
        note: What a reader must know beyond the columns; empty when nothing.

    Source: RTE-01, LOW-06, AMB-03, AMB-42, AMB-52.
    """

    position: int
    cut: str
    iso: str
    name: str
    aliases: tuple[str, ...]
    mailbox: str
    low_potential_exception: bool
    zone: str
    holidays_subdivision: str
    office_commune: str
    effective_from: date = _IN_FORCE_SINCE
    effective_until: date | None = None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the row is in force on *day*, both ends inclusive."""
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)


_SANTIAGO: Final = "America/Santiago"

# Source: RTE-01 (mailboxes, verbatim), LOW-06 (the five exceptions), AMB-52 (zones).
# fmt: off
REGIONS: Final[tuple[Region, ...]] = (
    Region(1, "15", "CL-AP", "Arica y Parinacota", (),
           "aricayparinacota@prochile.gob.cl", True, _SANTIAGO, "AP", "Arica",
           note="Feriado regional: 7 de junio."),
    Region(2, "01", "CL-TA", "Tarapacá", (),
           "iquique@prochile.gob.cl", False, _SANTIAGO, "TA", "Iquique"),
    Region(3, "02", "CL-AN", "Antofagasta", (),
           "antofagasta@prochile.gob.cl", False, _SANTIAGO, "AN", "Antofagasta"),
    Region(4, "03", "CL-AT", "Atacama", (),
           "copiapo@prochile.gob.cl", True, _SANTIAGO, "AT", "Copiapó"),
    Region(5, "04", "CL-CO", "Coquimbo", (),
           "laserena@prochile.gob.cl", False, _SANTIAGO, "CO", "La Serena"),
    Region(6, "05", "CL-VS", "Valparaíso", (),
           "valparaiso@prochile.gob.cl", False, _SANTIAGO, "VS", "Valparaíso",
           note="Rapa Nui usa Pacific/Easter; los plazos se cuentan con el reloj de la oficina regional."),
    Region(7, "13", "CL-RM", "Metropolitana", ("Metropolitana de Santiago",),
           "metropolitana@prochile.gob.cl", False, _SANTIAGO, "RM", "Santiago"),
    Region(8, "06", "CL-LI", "O'Higgins", ("Libertador General Bernardo O'Higgins",),
           "rancagua@prochile.gob.cl", False, _SANTIAGO, "LI", "Rancagua"),
    Region(9, "07", "CL-ML", "Maule", (),
           "talca@prochile.gob.cl", False, _SANTIAGO, "ML", "Talca"),
    Region(10, "16", "CL-NB", "Ñuble", (),
           "nuble@prochile.gob.cl", False, _SANTIAGO, "NB", "Chillán",
           note="Feriado comunal: 20 de agosto, solo en Chillán y Chillán Viejo."),
    Region(11, "08", "CL-BI", "Biobío", ("Bío-Bío", "Bío Bío"),
           "concepcion@prochile.gob.cl", False, _SANTIAGO, "BI", "Concepción"),
    Region(12, "09", "CL-AR", "La Araucanía", ("Araucanía",),
           "temuco@prochile.gob.cl", False, _SANTIAGO, "AR", "Temuco"),
    Region(13, "14", "CL-LR", "Los Ríos", (),
           "valdivia@prochile.gob.cl", True, _SANTIAGO, "LR", "Valdivia"),
    Region(14, "10", "CL-LL", "Los Lagos", (),
           "ptomontt@prochile.gob.cl", False, _SANTIAGO, "LL", "Puerto Montt"),
    Region(15, "11", "CL-AI", "Aysén", ("Aysén del General Carlos Ibáñez del Campo", "Aisén"),
           "coyhaique@prochile.gob.cl", True, "America/Coyhaique", "AI", "Coyhaique",
           note="Hora propia desde 2025; antes, la misma de Santiago."),
    Region(16, "12", "CL-MA", "Magallanes", ("Magallanes y de la Antártica Chilena",),
           "ptaarenas@prochile.gob.cl", True, "America/Punta_Arenas", "MA", "Punta Arenas"),
)
# fmt: on


def regions_on(day: date | None = None, rows: Sequence[Region] = REGIONS) -> tuple[Region, ...]:
    """
    The regions in the order of the protocol's table.

    Args:
        day: Which day's table; None asks for the rows in force without an end.
        rows: The dated rows to read.

    Returns:
        At most one row per region. A day before the first edition of the table gives none: the protocol does
        not say which mailboxes held then.

    Source: RTE-01.
    """
    if day is None:
        return tuple(row for row in rows if row.effective_until is None)
    return tuple(row for row in rows if row.holds_on(day))


def region_by_cut(cut: str, day: date | None = None, rows: Sequence[Region] = REGIONS) -> Region | None:
    """The region with this code of Decreto 1.115 ("08", or "8"), or None. *day* as in `regions_on`."""
    wanted = cut.strip().zfill(2)
    return next((row for row in regions_on(day, rows) if row.cut == wanted), None)


def region_by_iso(iso: str, day: date | None = None, rows: Sequence[Region] = REGIONS) -> Region | None:
    """The region with this ISO 3166-2 code ("CL-BI", any case), or None. *day* as in `regions_on`."""
    wanted = iso.strip().upper()
    return next((row for row in regions_on(day, rows) if row.iso == wanted), None)


def region_by_name(name: str, day: date | None = None, rows: Sequence[Region] = REGIONS) -> Region | None:
    """
    The region that people write so: accents, case and a leading "Región de/del" do not matter.

    Returns:
        The row whose name or alias it is, or None; never a guess. *day* as in `regions_on`.
    """
    wanted = _folded_name(name)
    for row in regions_on(day, rows):
        if wanted in {_folded_name(known) for known in (row.name, *row.aliases)}:
            return row
    return None


def check_regions(day: date | None = None, rows: Sequence[Region] = REGIONS) -> None:
    """
    Refuse a table that could leave a company without an office to write to; run at start-up.

    Raises:
        ConfigurationError: Some region lacks a mailbox, is missing or appears twice; every fault is listed.

    Source: RTE-01, SYS-04.
    """
    in_force = regions_on(day, rows)
    faults = [
        f"region {row.name} (CUT {row.cut}) has no mailbox; give it one (RTE-01)"
        for row in in_force
        if "@" not in row.mailbox
    ]
    codes = [row.cut for row in in_force]
    known = {row.cut: row.name for row in REGIONS}
    for cut, name in known.items():
        if codes.count(cut) != 1:
            faults.append(f"region {name} (CUT {cut}) has {codes.count(cut)} rows in force, not one (RTE-01, SYS-04)")
    faults += [f"CUT {cut} is none of the {REGION_COUNT} regions (SYS-04)" for cut in codes if cut not in known]
    if faults:
        raise ConfigurationError(faults)


def fold(text: str) -> str:
    """*text* without accents or case, spaces made single: how Spanish names compare ("Ñuble" = "nuble")."""
    decomposed = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


def _folded_name(name: str) -> str:
    folded = fold(name).replace("’", "'").replace("-", " ")
    for prefix in ("region del ", "region de ", "region "):
        if folded.startswith(prefix):
            return folded.removeprefix(prefix)
    return folded
