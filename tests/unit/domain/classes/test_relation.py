"""USUARIA, USUARIA_ANTERIOR, ANTIGUA_USUARIA, SIN_TRABAJO: which actions count, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.model.accounts import Organisation
from domain.model.classes import FieldValue, Relation
from domain.model.history.actions import Annulment, Confirmation
from domain.model.institution.configuration import ActionType
from domain.model.institution.people import Role
from domain.protocol.classes.classification import classify, heading_of
from domain.protocol.classes.reference_day import counting_intervals, frame_of, last_day_elapsed
from domain.protocol.classes.relation import counting_actions, counts_if_confirmed, last_counting
from tests.support.builders import EPOCH, FAIR, LOG, MEETING, a_configuration, an_account, an_action, at
from tests.support.proving import proves

CONFIG = a_configuration()
COMPANY = an_account()
FOREIGN = an_account(country="CN", rut=None, region=None, sii_started=None)


def test_an_activity_of_the_year_makes_a_user_and_is_the_reason() -> None:
    """DEF-05, DEF-10: the action that made it so is shown, with the heading of its source."""
    fair = an_action(date(2024, 3, 15), title="Feria SIAL")

    found = classify(COMPANY, [fair], date(2024, 9, 13), CONFIG).relation

    assert found.value is Relation.USUARIA
    assert found.reasons[0].rule == "DEF-05"
    assert found.reasons[0].grounds == (fair,)
    assert found.reasons[0].text == ("Participó en «Feria SIAL», que terminó el 15-03-2024: es usuaria durante 2024.")
    assert heading_of(found.reasons[0]) == "Conceptos Clave – ¿Quiénes son nuestras empresas usuarias?"


def test_it_is_no_user_before_the_activity_ended() -> None:
    """DEF-05, AMB-61: the end date decides; the day before it there is no work yet."""
    fair = an_action(date(2024, 3, 15), started_on=date(2024, 3, 11))

    assert classify(COMPANY, [fair], date(2024, 3, 14), CONFIG).relation.value is Relation.SIN_TRABAJO
    assert classify(COMPANY, [fair], date(2024, 3, 15), CONFIG).relation.value is Relation.USUARIA


@proves("DEF-06")
def test_the_status_lapses_on_1_january() -> None:
    """DEF-06, AMB-07: on 31 December it is a user, the day after it is not, and the answer says why."""
    fair = an_action(date(2024, 3, 15), title="Feria SIAL")

    assert classify(COMPANY, [fair], date(2024, 12, 31), CONFIG).relation.value is Relation.USUARIA
    after = classify(COMPANY, [fair], date(2025, 1, 1), CONFIG).relation

    assert after.value is Relation.USUARIA_ANTERIOR
    assert after.reasons[0].rule == "DEF-06"
    assert after.reasons[0].open_points == ("AMB-07",)
    assert after.reasons[0].text == (
        "En 2025 no registra una actividad que sume; la última, «Feria SIAL», terminó el 15-03-2024. "
        "Conviene revisar su ficha."
    )


@pytest.mark.parametrize(
    ("ended_on", "last_earlier", "first_former"),
    [
        (date(2021, 9, 13), date(2024, 9, 12), date(2024, 9, 13)),
        (date(2020, 2, 29), date(2023, 2, 27), date(2023, 2, 28)),  # 29 February falls back to the 28th
        (date(2021, 2, 28), date(2024, 2, 27), date(2024, 2, 28)),  # not the 29th of the leap year
        (date(2021, 12, 31), date(2024, 12, 30), date(2024, 12, 31)),
    ],
)
def test_the_former_user_begins_on_the_third_anniversary_itself(
    ended_on: date, last_earlier: date, first_former: date
) -> None:
    """DEF-08, AMB-08: last activity + 3 years <= day asked about."""
    company = an_account(registered_on=EPOCH)
    actions = [an_action(ended_on)]

    assert classify(company, actions, last_earlier, CONFIG).relation.value is Relation.USUARIA_ANTERIOR
    former = classify(company, actions, first_former, CONFIG).relation
    assert former.value is Relation.ANTIGUA_USUARIA
    assert former.reasons[0].rule == "DEF-08"
    assert last_day_elapsed(first_former, 36) >= ended_on


def test_the_latest_activity_decides_whatever_the_order() -> None:
    """DEF-08: worked "por última vez"; an old activity does not undo a recent one."""
    old, recent = an_action(date(2020, 5, 1)), an_action(date(2024, 5, 1))

    for actions in ([old, recent], [recent, old]):
        assert classify(COMPANY, actions, date(2024, 6, 1), CONFIG).relation.value is Relation.USUARIA
    assert counting_actions([old, recent], date(2024, 6, 1), CONFIG) == (recent, old)
    assert counting_actions([recent], date(2024, 5, 1), CONFIG) == (recent,)  # on the day it ends it has been done
    assert counting_actions([recent], date(2024, 4, 30), CONFIG) == ()


@pytest.mark.parametrize(("ended_on", "waits"), [(date(2024, 5, 1), False), (date(2024, 5, 2), True)])
def test_what_lacks_a_confirmation_is_told_only_when_it_is_later(ended_on: date, *, waits: bool) -> None:
    """AMB-37: an activity that ended on the day of one that counts, or before, changes nothing when it is confirmed."""
    counts = an_action(date(2024, 5, 1))
    waiting = an_action(ended_on, registered_role=Role.SECTOR_OFFICER)
    for actions in ([counts, waiting], [waiting, counts]):
        last, unconfirmed = last_counting(actions, frame_of(CONFIG, date(2024, 6, 1)))
        assert (last, unconfirmed) == (counts, waiting if waits else None)
    again = an_action(date(2024, 5, 1))
    assert last_counting([counts, again], frame_of(CONFIG, date(2024, 6, 1))) == (
        counts,
        None,
    )  # as they were registered


def test_other_roles_do_not_make_a_user_until_an_executive_confirms() -> None:
    """DEF-05 (c), AMB-37: registered by the sector officer, confirmed later by the regional executive."""
    waiting = an_action(date(2024, 3, 15), registered_by="eva.pino", registered_role=Role.SECTOR_OFFICER)

    before = classify(COMPANY, [waiting], date(2024, 9, 13), CONFIG).relation
    assert before.value is Relation.SIN_TRABAJO
    assert before.reasons[0].open_points == ("AMB-37",)
    assert before.reasons[0].grounds == (waiting,)
    assert "la registró eva.pino" in before.reasons[0].text

    confirmed = an_action(
        date(2024, 3, 15),
        registered_role=Role.SECTOR_OFFICER,
        confirmation=Confirmation("ana.rojas", Role.REGIONAL_EXECUTIVE, at(date(2024, 4, 1))),
    )
    assert classify(COMPANY, [confirmed], date(2024, 9, 13), CONFIG).relation.value is Relation.USUARIA


def test_a_confirmation_by_another_role_is_none() -> None:
    """AMB-37: only a regional or commercial executive."""
    action = an_action(
        date(2024, 3, 15),
        registered_role=Role.HELP_CENTRE,
        confirmation=Confirmation("eva.pino", Role.SECTOR_OFFICER, at(date(2024, 4, 1))),
    )

    assert classify(COMPANY, [action], date(2024, 9, 13), CONFIG).relation.value is Relation.SIN_TRABAJO


def test_a_commercial_executive_registers_as_well() -> None:
    """DEF-05 (c): "ya sea por un/a ejecutivo/a regional o comercial"."""
    action = an_action(date(2024, 3, 15), registered_role=Role.COMMERCIAL_EXECUTIVE)

    assert classify(COMPANY, [action], date(2024, 9, 13), CONFIG).relation.value is Relation.USUARIA


def test_log_entries_unknown_types_and_annulled_actions_never_count() -> None:
    """AMB-37, DAT-28: a log entry does not count even where its row says so."""
    annulled = an_action(
        date(2024, 3, 15),
        annulment=Annulment("ana.rojas", Role.REGIONAL_EXECUTIVE, at(date(2024, 3, 16)), "duplicada"),
    )
    actions = [
        annulled,
        an_action(date(2024, 3, 15), type=LOG),
        an_action(date(2024, 3, 15), type=MEETING),
        an_action(date(2024, 3, 15), type="NOBODY_KNOWS"),
    ]

    found = classify(COMPANY, actions, date(2024, 9, 13), CONFIG).relation
    assert found.value is Relation.SIN_TRABAJO
    assert [m.name for m in found.reasons[0].missing] == ["COUNTING_ACTION"]


def test_whether_a_type_counts_depends_on_the_end_of_the_activity() -> None:
    """AMB-37: the catalogue is dated; the first row that covers the day decides."""
    types = (
        ActionType(FAIR, "Feria", "PROMOCION", counts=False, since=date(2024, 5, 1), until=date(2024, 5, 31)),
        ActionType(FAIR, "Feria", "PROMOCION", counts=True, since=date(2024, 1, 1), until=date(2024, 12, 31)),
    )
    config = a_configuration(action_types=types)

    assert counting_intervals(config) == {
        FAIR: ((date(2024, 1, 1), date(2024, 4, 30)), (date(2024, 6, 1), date(2024, 12, 31)))
    }
    relation = {
        day: classify(COMPANY, [an_action(day)], date(2024, 12, 31), config).relation.value
        for day in (date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 31), date(2024, 6, 1))
    }
    assert list(relation.values()) == [
        Relation.USUARIA,
        Relation.SIN_TRABAJO,
        Relation.SIN_TRABAJO,
        Relation.USUARIA,
    ]


def test_a_type_counts_from_its_first_day_to_its_last() -> None:
    """DEF-05, AMB-37: an activity that ends on either counts; on the day before or after, it does not."""
    first, last = date(2024, 3, 1), date(2024, 8, 31)
    pilot = ActionType("PILOTO", "Piloto", "PROMOCION", counts=True, since=first, until=last)
    intervals = counting_intervals(a_configuration(action_types=(pilot,)))
    days = (date(2024, 2, 29), first, last, date(2024, 9, 1))
    counted = [counts_if_confirmed(an_action(day, type="PILOTO"), intervals) for day in days]
    assert counted == [False, True, True, False]


def test_of_several_that_lack_a_confirmation_the_latest_is_told() -> None:
    """DEF-05, AMB-39: whatever the order in which they were registered."""
    waiting = [an_action(date(2024, month, 1), registered_role=Role.SECTOR_OFFICER) for month in (2, 5, 3)]
    last, unconfirmed = last_counting(waiting, frame_of(CONFIG, date(2024, 9, 13)))
    assert (last, unconfirmed) == (None, waiting[1])


def test_late_registration_keeps_the_year_of_the_activity() -> None:
    """AMB-60: done on 15 December 2023, registered on 10 January 2024: a user of 2023, both dates shown."""
    fair = an_action(date(2023, 12, 15), title="Feria", registered_at=at(date(2024, 1, 10)))

    of_2023 = classify(COMPANY, [fair], date(2023, 12, 31), CONFIG).relation
    assert of_2023.value is Relation.USUARIA
    assert of_2023.reasons[0].open_points == ("AMB-60",)
    assert of_2023.reasons[0].text == (
        "Participó en «Feria», que terminó el 15-12-2023 y se registró el 10-01-2024: la fecha de la actividad "
        "decide el año, así que es usuaria durante 2023."
    )
    assert classify(COMPANY, [fair], date(2024, 1, 10), CONFIG).relation.value is Relation.USUARIA_ANTERIOR


def test_the_last_evening_of_the_year_is_not_a_late_registration() -> None:
    """AMB-60, AMB-52: 31 December 22:30 in Santiago is already January in UTC."""
    fair = an_action(date(2023, 12, 31), registered_at=datetime(2024, 1, 1, 1, 30, tzinfo=UTC))

    assert classify(COMPANY, [fair], date(2023, 12, 31), CONFIG).relation.reasons[0].open_points == ()


def test_an_activity_across_new_year_belongs_to_the_year_it_ends() -> None:
    """AMB-61."""
    mission = an_action(date(2024, 1, 3), started_on=date(2023, 12, 28))

    assert classify(COMPANY, [mission], date(2023, 12, 31), CONFIG).relation.value is Relation.SIN_TRABAJO
    found = classify(COMPANY, [mission], date(2024, 1, 3), CONFIG).relation
    assert (found.value, found.reasons[0].open_points) == (Relation.USUARIA, ("AMB-61",))


@proves("DEF-02", "DEF-05")
@pytest.mark.parametrize("answer", [None, False])
def test_a_national_company_needs_its_start_of_activities(answer: bool | None) -> None:
    """DEF-05 (b): without it nothing counts; the action that would count is named with what is missing."""
    fair = an_action(date(2024, 3, 15), title="Feria")
    found = classify(an_account(sii_started=answer), [fair], date(2024, 9, 13), CONFIG).relation

    assert found.value is Relation.SIN_TRABAJO
    assert found.reasons[0].grounds == (fair, FieldValue("sii_started", answer))
    assert [m.label for m in found.reasons[0].missing] == ["inicio de actividades en el SII"]
    assert found.reasons[0].text == (
        "«Feria», que terminó el 15-03-2024, sumaría para ser usuaria, pero no consta su inicio de actividades en el "
        "SII."
    )


def test_activities_started_later_do_not_hold_on_an_earlier_day() -> None:
    """DAT-04: the date of the start of activities, when known, is respected."""
    company = an_account(sii_started=True, sii_started_on=date(2024, 6, 1))
    actions = [an_action(date(2024, 3, 15))]

    assert classify(company, actions, date(2024, 5, 31), CONFIG).relation.value is Relation.SIN_TRABAJO
    assert classify(company, actions, date(2024, 6, 1), CONFIG).relation.value is Relation.USUARIA


@proves("DEF-09")
def test_a_foreign_company_needs_no_start_of_activities() -> None:
    """DEF-09, EXT-02, AMB-36."""
    found = classify(FOREIGN, [an_action(date(2024, 3, 15))], date(2024, 9, 13), CONFIG).relation

    assert found.value is Relation.USUARIA
    assert (found.reasons[0].rule, found.reasons[0].open_points) == ("DEF-09", ("AMB-36",))


def test_for_an_institution_the_start_of_activities_is_only_information() -> None:
    """AMB-53."""
    guild = an_account(organisation=Organisation.INSTITUTION, sii_started=None)
    found = classify(guild, [an_action(date(2024, 3, 15))], date(2024, 9, 13), CONFIG).relation

    assert (found.value, found.reasons[0].open_points) == (Relation.USUARIA, ("AMB-53",))


def test_before_its_registration_an_account_has_no_class() -> None:
    """DEF-05 (a): registered on 2 January 2023; the activity of December 2022 counts from then on."""
    action = an_action(date(2022, 12, 15))

    before = classify(COMPANY, [action], date(2023, 1, 1), CONFIG)
    assert before.registration.value == "NO_REGISTRADA"
    assert before.registration.reasons[0].text == "Se registró en el CRM el 02-01-2023, después del 01-01-2023."
    assert before.relation.value is Relation.SIN_TRABAJO
    assert before.classes == frozenset()
    assert before.primary == "NO_USUARIA"
    assert classify(COMPANY, [action], date(2023, 1, 2), CONFIG).relation.value is Relation.USUARIA_ANTERIOR


def test_of_two_that_wait_for_a_confirmation_and_ended_on_one_day_the_first_is_told() -> None:
    """AMB-37, F-85: one day later it is the later one; on that of a counting one none is."""
    waits = an_action(date(2024, 6, 3), registered_role=Role.HELP_CENTRE)
    again, later = replace(waits, id="otra"), replace(waits, id="después", ended_on=date(2024, 6, 4))
    frame = frame_of(CONFIG, date(2024, 9, 13))

    assert last_counting([waits, again], frame) == (None, waits)
    assert last_counting([waits, later], frame) == (None, later)
    counts = an_action(date(2024, 6, 3))
    assert last_counting([waits, counts], frame) == last_counting([counts, waits], frame) == (counts, None)
