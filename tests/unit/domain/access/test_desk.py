"""Whose work lies on a desk: one's own, one's office's, and that of whom one stands in for (RTE-05, COM-02)."""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.model.institution.directory import Absence, Directory, Person
from domain.model.institution.people import Actor, Role
from domain.protocol.access.desk import Desk, Whose, desk_of

TODAY: Final = date(2026, 6, 15)
ANA: Final = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")


def _person(key: str, *absences: Absence) -> Person:
    return Person(key, key, Role.REGIONAL_EXECUTIVE, f"{key}@example.cl", "OFIREG-08", absences=absences)


DIRECTORY: Final = Directory(
    (
        _person("ana.rojas"),
        _person("luis.soto", Absence(date(2026, 6, 15), date(2026, 6, 15), "ana.rojas")),
        _person("eva.diaz", Absence(date(2026, 6, 1), date(2026, 6, 14), "ana.rojas")),
        _person("iris.leal", Absence(date(2026, 6, 1), date(2026, 6, 30), "luis.soto")),  # whose substitute is away
    )
)


def test_mine_is_what_i_have_and_the_offices_is_of_my_office() -> None:
    """COM-02."""
    assert desk_of(ANA, Whose.MINE, DIRECTORY, TODAY) == Desk(people=frozenset({"ana.rojas"}))
    assert desk_of(ANA, Whose.OFFICE, DIRECTORY, TODAY) == Desk(office="OFIREG-08")
    assert desk_of(Actor("bot", "Bot", Role.SERVICE), Whose.OFFICE, DIRECTORY, TODAY) is None


def test_i_stand_in_for_whoever_is_away_today_and_for_whom_they_would_stand_in() -> None:
    """RTE-05: absences are inclusive, and substitutes of substitutes are followed; who is back is not meant."""
    assert desk_of(ANA, Whose.STANDING_IN, DIRECTORY, TODAY) == Desk(people=frozenset({"luis.soto", "iris.leal"}))
    assert desk_of(ANA, Whose.STANDING_IN, Directory((_person("ana.rojas"),)), TODAY) is None


def test_a_company_has_all_that_it_sees_and_no_office() -> None:
    """COM-02."""
    rosa = Actor("rosa", "Rosa", Role.COMPANY, account_id="suya")
    found = [desk_of(rosa, whose, DIRECTORY, TODAY) for whose in Whose]
    assert found == [Desk(), None, None]
