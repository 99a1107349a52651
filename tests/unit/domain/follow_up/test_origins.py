"""Follow-ups however the activity was registered and the category assigned (FUP-01, FUP-04, ATN-01)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import StepNotAllowed
from domain.model.accounts import FactKind
from domain.model.history.reconsideration import RECONSIDER
from domain.model.institution.people import SYSTEM
from domain.use_cases.accounts.assign import AssignCategory, AssignedCategory, assign_category
from domain.use_cases.accounts.record_fact import SetExportaMas, set_exporta_mas
from domain.use_cases.actions.amend_action import AnnulAction, Changed, CorrectAction, annul_action, correct_action
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.cases.timers import fire_timer
from domain.use_cases.perform import with_fact
from tests.support.builders import FAIR, MEETING, REGIONAL, a_fact
from tests.support.calendars import local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.follow_ups import FOLLOW_UP, followed
from tests.support.cases.national import (
    a_desk,
    a_user,
    in_category,
    now,
)
from tests.support.proving import proves

STAGES = {"follow_up_stage_1", "follow_up_stage_2"}
"""Timers that ask how it went; open cases are told of a changed action by one of another kind."""


@proves("LIN-11", "FUP-04")
async def test_an_activity_registered_plainly_is_followed_up_too() -> None:
    """
    LIN-11, FUP-04, FUP-05: a fair of 10 September 2024 registered without a case: its first message is set for
    10 October at 9.
    A meeting is no instrument, so there is nothing to follow; a repeated client key opens nothing again.
    """
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    fair = RegisterAction(account.id, FAIR, "Foodex", date(2024, 9, 10), date(2024, 9, 10), client_key="k")
    await register_action(desk.services, REGIONAL, fair)
    await register_action(desk.services, REGIONAL, fair)
    meeting = RegisterAction(account.id, MEETING, "Reunión", date(2024, 9, 10), date(2024, 9, 10))
    await register_action(desk.services, REGIONAL, meeting)
    (case,) = desk.cases(FOLLOW_UP)
    (timer,) = [each for each in desk.timers if each.kind != RECONSIDER]
    assert (case.state, case.data["activity"], case.data["ended_on"]) == ("EN_ESPERA", "Foodex", date(2024, 9, 10))
    assert (timer.kind, timer.due_at) == ("follow_up_stage_1", local("2024-10-10 09:00"))


async def test_a_category_assigned_on_the_account_lets_its_follow_ups_go_on() -> None:
    """ATN-01, FUP-04: both follow-ups that waited for it are set, and the category is recorded once."""
    desk = a_desk()
    account = a_user(desk)
    first = await followed(desk, account, date(2024, 9, 10))
    second = await followed(desk, account, date(2024, 10, 9), "Anuga")
    assert (now(desk, first).state, now(desk, second).state) == ("SIN_CATEGORIA", "SIN_CATEGORIA")
    seen = desk.desk.account(account).version
    asked = AssignCategory(account.id, seen, AssignedCategory.TRABAJO_HABITUAL, "Trabaja seguido con la oficina")
    await assign_category(desk.services, REGIONAL, asked)
    assert (now(desk, first).state, now(desk, second).state) == ("EN_ESPERA", "EN_ESPERA")
    categories = [fact.value for fact in desk.desk.account(account).facts if fact.kind is FactKind.CATEGORY]
    assert categories == ["2"]


async def test_a_category_assigned_in_one_follow_up_serves_the_others() -> None:
    """ATN-01: a company has one category; recorded once, with the reason."""
    desk = a_desk()
    account = a_user(desk)
    first = await followed(desk, account, date(2024, 9, 10))
    second = await followed(desk, account, date(2024, 10, 9), "Anuga")
    await desk.report(REGIONAL, first, "assign_category", category="3", reason="Participa de vez en cuando")
    assert (now(desk, first).state, now(desk, second).state) == ("EN_ESPERA", "EN_ESPERA")
    categories = [fact.value for fact in desk.desk.account(account).facts if fact.kind is FactKind.CATEGORY]
    assert categories == ["3"]


async def test_a_member_of_exporta_mas_is_given_no_other_category() -> None:
    """ATN-01, AMB-31: refused in the follow-up as on the account."""
    desk = a_desk()
    account = a_user(desk)
    case = await followed(desk, account, date(2024, 9, 10))
    member = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 9, 10))
    desk.desk.put(with_fact(desk.desk.account(account), member))
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "assign_category", category="2", reason="Trabajo habitual")
    assert (refused.value.rule, "categoría es 1" in refused.value.message) == ("ATN-01", True)


async def play(desk: CaseDesk) -> None:
    """What is due now, each once."""
    for timer in [each for each in desk.timers if each.due_at <= desk.desk.clock.at]:
        async with desk.desk.store(SYSTEM) as work:
            await fire_timer(desk.services, work, timer)
            await work.timers.cancel(timer.subject, [timer.kind])


async def test_a_membership_dated_ahead_moves_follow_ups_on_its_first_day() -> None:
    """FUP-03, ATN-01: of 16 September, recorded on the 13th; one that is opened meanwhile too, and none before."""
    desk = a_desk()
    account = a_user(desk, facts=(a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 1, 2)),))
    first = await followed(desk, account, date(2024, 9, 10))

    asked = SetExportaMas(account.id, desk.desk.account(account).version, date(2024, 9, 16))
    await set_exporta_mas(desk.services.core, REGIONAL, asked)
    await play(desk)
    second = await followed(desk, account, date(2024, 9, 13), "Anuga")
    assert (now(desk, first).state, now(desk, second).state) == ("SIN_CATEGORIA", "SIN_CATEGORIA")

    desk.desk.clock.at = local("2024-09-15 23:59")
    await play(desk)
    assert now(desk, first).state == "SIN_CATEGORIA"
    desk.desk.clock.at = local("2024-09-16 00:00")
    await play(desk)
    assert (now(desk, first).state, now(desk, second).state) == ("DIRECTO", "DIRECTO")


@proves("SLA-17")
async def test_an_activity_of_before_the_protocol_has_no_term_and_is_no_failure() -> None:
    """SLA-17, LIN-05, AMB-60: the first row holds from 1 January 2024; the day before starts no term."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    desk.desk.clock.at = local("2024-01-20 10:00")

    for ended_on, terms in ((date(2023, 12, 31), 0), (date(2024, 1, 1), 1)):
        fair = RegisterAction(account.id, FAIR, f"Feria {ended_on}", ended_on, ended_on)
        await register_action(desk.services, REGIONAL, fair)
        (case,) = [each for each in desk.cases(FOLLOW_UP) if each.data["ended_on"] == ended_on]
        (opened,) = desk.timeline(case)
        assert len(desk.terms(case)) == terms
        assert len([line for line in opened.effects if line.startswith("Comienza el plazo")]) == terms


@proves("SLA-17")
async def test_an_annulled_activity_is_not_asked_about_and_a_corrected_one_on_its_own_day() -> None:
    """FUP-04, SLA-17: corrected to end on 11 September, asked on 11 October; then annulled, and nobody is asked."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    fair = RegisterAction(account.id, FAIR, "Foodex", date(2024, 9, 10), date(2024, 9, 10))
    done = await register_action(desk.services, REGIONAL, fair)
    fields: dict[str, Changed] = {"ended_on": date(2024, 9, 11)}
    corrected = await correct_action(
        desk.services, REGIONAL, CorrectAction(done.action.id, done.action.version, fields, "Duró un día más")
    )
    assert [timer.due_at for timer in desk.timers if timer.kind in STAGES] == [local("2024-10-11 09:00")]
    await annul_action(
        desk.services, REGIONAL, AnnulAction(corrected.action.id, corrected.action.version, "No participó")
    )
    assert not [timer for timer in desk.timers if timer.kind in STAGES]
    assert [case.state for case in desk.cases(FOLLOW_UP)] == ["CERRADO", "CERRADO"]
    assert all(term.waiver is not None for case in desk.cases(FOLLOW_UP) for term in desk.terms(case))
