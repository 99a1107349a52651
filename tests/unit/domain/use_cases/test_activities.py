"""Planning, changing and withdrawing activities, and inviting accounts to them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed, VersionConflict
from domain.model.activities import Activity
from domain.model.classes import Group
from domain.model.history.decisions import DecisionKind
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.classes.classification import classify
from domain.protocol.follow_up.contact_frequency import contact_gap
from domain.use_cases.actions.amend_action import AnnulAction, annul_action
from domain.use_cases.activities.invite_to_activity import InviteToActivity, invite_to_activity
from domain.use_cases.activities.plan_activity import (
    ChangeActivity,
    PlanActivity,
    WithdrawActivity,
    change_activity,
    plan_activity,
    withdraw_activity,
)
from tests.support.builders import (
    ANALYST,
    COMMERCIAL,
    FAIR,
    HELP_CENTRE,
    MEETING,
    OTHER_REGIONAL,
    REGIONAL,
    an_account,
    an_action,
)
from tests.support.calendars import local
from tests.support.cases.desk import Desk
from tests.support.proving import proves

LAST = date(2024, 9, 30)
FIELDS: dict[str, Any] = {
    "type": FAIR,
    "name": " Feria SIAL ",
    "starts_on": date(2024, 11, 4),
    "ends_on": date(2024, 11, 5),
    "apply_by": LAST,
    "groups": frozenset({Group.CARTERA, Group.SIN_TRABAJO}),
    "sectors": frozenset({"ALIMENTOS"}),
    "markets": frozenset({"cn"}),
    "rights": ("Un puesto en el pabellón", " "),
    "obligations": ("Pagar la cuota",),
    "unit": "Departamento de Ferias",
    "link": "https://www.example.cl/sial",
}


async def planned(desk: Desk, **fields: Any) -> Activity:
    return (await plan_activity(desk.services, REGIONAL, PlanActivity({**FIELDS, **fields}))).activity


def an_invitation(account_id: str, activity_id: str, **fields: Any) -> InviteToActivity:
    return InviteToActivity(account_id, activity_id, **{"point_of_contact": PointOfContact.CORREO, **fields})


async def test_a_complete_activity_is_planned_by_the_office_of_the_planner() -> None:
    """POL-09, LIN-01: it names its area, and who planned it is recorded as a decision."""
    desk = Desk()
    activity = await planned(desk)
    assert (activity.name, activity.office, activity.unit) == ("Feria SIAL", "OFIREG-08", "Departamento de Ferias")
    assert activity.audience.markets == {"CN"}
    assert activity.rights == ("Un puesto en el pabellón",)
    (entry,) = desk.decisions
    assert (entry.what, entry.rule, entry.by, entry.inputs["apply_by"]) == (
        "plan_activity",
        "LIN-01",
        REGIONAL.id,
        "2024-09-30",
    )


async def test_what_is_missing_is_told_at_once_and_nothing_is_planned() -> None:
    """POL-09, LIN-01, ATN-04: without dates, deadline, rights or obligations no company hears of it."""
    desk = Desk()
    gaps = dict.fromkeys(("starts_on", "ends_on", "apply_by"), None)
    with pytest.raises(MissingData) as told:
        await planned(desk, **gaps, rights=(" ",), unit="", groups=frozenset())
    assert told.value.missing == ("starts_on", "ends_on", "apply_by", "groups", "rights", "unit")
    assert told.value.rule == "LIN-01"
    assert told.value.message == (
        "La actividad no se puede informar todavía: falta la fecha de inicio, la fecha de término, el último día para "
        "postular, el público objetivo, los derechos de quien participa, el área responsable."
    )
    assert desk.store.rows.activities == {}


@proves("POL-09")
@pytest.mark.parametrize(
    ("fields", "rule", "field"),
    [
        ({"ends_on": date(2024, 11, 3)}, "POL-09", "ends_on"),
        ({"apply_by": date(2024, 11, 5)}, "POL-09", "apply_by"),
        ({"apply_by": date(2024, 9, 12)}, "POL-09", "apply_by"),
        ({"link": "javascript:alert(1)"}, "POL-09", "link"),
        ({"link": "https://"}, "POL-09", "link"),
        ({"link": "http://[::1"}, "POL-09", "link"),
        ({"type": MEETING}, "ATN-03", "type"),
        ({"type": "INVITACION_ACTIVIDAD"}, "ATN-03", "type"),
        ({"sectors": frozenset({"NADA"})}, "DEF-03", "sectors"),
        ({"regions": frozenset({"99"})}, "RTE-04", "regions"),
        ({"markets": frozenset({"XX"})}, None, "markets"),
        ({"office": "OFIREG-99"}, "SYS-04", "office"),
        ({"rights": tuple(f"Derecho {n}" for n in range(21))}, None, "rights"),
    ],
)
async def test_what_is_not_possible_is_refused(fields: dict[str, Any], rule: str | None, field: str) -> None:
    """POL-09: precise; the field at fault is named. Friday 13 September 2024 is today."""
    with pytest.raises(InvalidValue) as told:
        await planned(Desk(), **fields)
    assert (told.value.rule, told.value.field) == (rule, (field,))


async def test_one_may_plan_with_today_as_the_last_day() -> None:
    """POL-09: the last day counts."""
    assert (await planned(Desk(), apply_by=date(2024, 9, 13))).apply_by == date(2024, 9, 13)


async def test_an_activity_may_last_a_day_and_take_companies_until_it_begins() -> None:
    """POL-09: the days are inclusive: it ends on its first day, and one may apply on it."""
    day = date(2024, 11, 4)
    activity = await planned(Desk(), ends_on=day, apply_by=day)
    assert (activity.starts_on, activity.ends_on, activity.apply_by) == (day, day, day)


async def test_only_areas_that_publish_plan_and_each_office_only_its_own() -> None:
    """LIN-01, RTE-04: whose task it is, is told."""
    desk = Desk()
    for actor in (HELP_CENTRE, ANALYST):
        with pytest.raises(NotAuthorised) as told:
            await plan_activity(desk.services, actor, PlanActivity(FIELDS))
        assert told.value.rule == "LIN-01"
    with pytest.raises(NotAuthorised):
        await planned(desk, office="OFIREG-15")
    activity = await planned(desk)
    with pytest.raises(NotAuthorised):
        await change_activity(desk.services, OTHER_REGIONAL, ChangeActivity(activity.id, 1, {"name": "Otra"}))
    with pytest.raises(NotAuthorised):
        await withdraw_activity(desk.services, OTHER_REGIONAL, WithdrawActivity(activity.id, 1, "Porque sí"))
    asked = ChangeActivity(activity.id, 1, {"office": "OFIREG-15"})
    with pytest.raises(NotAuthorised):
        await change_activity(desk.services, REGIONAL, asked)
    renamed = ChangeActivity(activity.id, 1, {"name": "SIAL China"})
    with pytest.raises(NotAuthorised, match="responde Biobío"):
        await change_activity(desk.services, COMMERCIAL, renamed)
    done = await change_activity(desk.services, REGIONAL, renamed)
    assert (done.activity.name, done.activity.version) == ("SIAL China", 2)


async def test_a_change_keeps_the_rest_and_says_what_changed() -> None:
    """LIN-01: the decision names the fields; the version guards; nothing new writes nothing."""
    desk = Desk()
    activity = await planned(desk)
    moved = {"starts_on": date(2024, 11, 11), "ends_on": date(2024, 11, 12)}
    done = await change_activity(desk.services, REGIONAL, ChangeActivity(activity.id, 1, moved))
    assert (done.activity.starts_on, done.activity.rights, done.activity.version) == (
        date(2024, 11, 11),
        activity.rights,
        2,
    )
    assert desk.decisions[-1].inputs["fields"] == "starts_on, ends_on"
    same = await change_activity(desk.services, REGIONAL, ChangeActivity(activity.id, 2, moved))
    assert (same.activity.version, len(desk.decisions)) == (2, 2)
    with pytest.raises(VersionConflict):
        await change_activity(desk.services, REGIONAL, ChangeActivity(activity.id, 1, {"name": "Otra"}))
    with pytest.raises(MissingData):
        await change_activity(desk.services, REGIONAL, ChangeActivity(activity.id, 2, {"apply_by": None}))
    with pytest.raises(InvalidValue):
        await change_activity(desk.services, REGIONAL, ChangeActivity(activity.id, 2, {"planned_by": "otra"}))


async def test_after_the_last_day_it_can_be_extended_but_not_moved_back() -> None:
    """POL-09: a closed activity may be opened again; one that has ended is history."""
    desk = Desk()
    activity = await planned(desk)
    desk.clock.at = local("2024-10-08 10:00")
    with pytest.raises(InvalidValue):
        await change_activity(desk.services, REGIONAL, ChangeActivity(activity.id, 1, {"apply_by": date(2024, 10, 7)}))
    named = await change_activity(desk.services, REGIONAL, ChangeActivity(activity.id, 1, {"name": "SIAL 2024"}))
    assert named.activity.apply_by == LAST
    await change_activity(desk.services, REGIONAL, ChangeActivity(activity.id, 2, {"apply_by": date(2024, 10, 15)}))
    desk.clock.at = local("2024-11-06 10:00")
    with pytest.raises(StepNotAllowed) as told:
        await change_activity(desk.services, REGIONAL, ChangeActivity(activity.id, 3, {"name": "Otra"}))
    assert (told.value.rule, told.value.step_to_take) == (
        "POL-09",
        "Registre la acción de cada empresa que participó.",
    )


async def test_a_withdrawal_needs_a_reason_and_is_done_once() -> None:
    """POL-06, POL-07: why is kept; the activity stays readable."""
    desk = Desk()
    activity = await planned(desk)
    with pytest.raises(MissingData):
        await withdraw_activity(desk.services, REGIONAL, WithdrawActivity(activity.id, 1, " "))
    asked = WithdrawActivity(activity.id, 1, "La feria se suspendió", client_key="k1")
    done = await withdraw_activity(desk.services, REGIONAL, asked)
    assert done.activity.withdrawal is not None
    assert desk.decisions[-1].reason == "La feria se suspendió"
    assert (await withdraw_activity(desk.services, REGIONAL, asked)).repeated
    with pytest.raises(StepNotAllowed):
        await withdraw_activity(desk.services, REGIONAL, WithdrawActivity(activity.id, 2, "Otra vez"))


async def test_the_same_request_twice_plans_once() -> None:
    """Repeating a request with its key does not repeat the effect."""
    desk = Desk()
    first = await plan_activity(desk.services, REGIONAL, PlanActivity(FIELDS, "k1"))
    again = await plan_activity(desk.services, REGIONAL, PlanActivity(FIELDS, "k1"))
    assert (again.repeated, again.activity) == (True, first.activity)
    asked = ChangeActivity(first.activity.id, 1, {"name": "SIAL"}, "k2")
    await change_activity(desk.services, REGIONAL, asked)
    assert (await change_activity(desk.services, REGIONAL, asked)).repeated
    assert len(desk.store.rows.activities) == 1


async def test_an_invitation_is_a_contact_and_the_days_begin_anew() -> None:
    """FUP-02, CHN-01: the action has channel and point of contact; it makes nobody a user and sends nothing."""
    desk = Desk()
    account = desk.put(an_account(), an_action(date(2024, 8, 15)))
    activity = await planned(desk)

    done = await invite_to_activity(desk.casework, REGIONAL, an_invitation(account.id, activity.id))

    assert (done.action.type, done.action.title) == ("INVITACION_ACTIVIDAD", "Invitación: Feria SIAL")
    assert (done.action.channel, done.action.point_of_contact) == (Channel.DIGITAL, PointOfContact.CORREO)
    assert (done.action.ended_on, done.action.market) == (date(2024, 9, 13), "CN")
    actions = [action for action in desk.store.rows.actions.values() if action.account_id == account.id]
    classes = classify(account, actions, date(2024, 9, 20), desk.configuration)
    gap = contact_gap(account.id, account.registered_on, classes, actions, desk.configuration, date(2024, 9, 20))
    assert (gap.last_on, gap.days) == (date(2024, 9, 13), 7)
    assert [each.rule for each in done.suitability.reasons] == ["POL-09", "GRP-01", "FUP-02"]
    assert [each.name for each in done.suitability.missing] == ["markets"]
    entry = desk.decisions[-1]
    assert (entry.what, entry.kind, entry.rule) == ("invite_to_activity", DecisionKind.DECISION, "FUP-02")
    assert desk.store.rows.messages == {}
    assert desk.store.rows.cases == {}


async def test_what_is_offered_today_can_be_invited_to_today() -> None:
    """POL-09: on its last day, at 23:30 in Santiago; in Punta Arenas, where the company is, the next day has begun."""
    desk = Desk()
    desk.clock.at = local("2024-08-30 23:30")
    account = desk.put(an_account(region="12", office="OFIREG-12"), an_action(date(2024, 3, 5)))
    activity = await planned(desk, apply_by=date(2024, 8, 30))
    done = await invite_to_activity(desk.casework, COMMERCIAL, an_invitation(account.id, activity.id))
    assert done.action.ended_on == date(2024, 8, 31)
    desk.clock.at = local("2024-08-31 00:00")
    with pytest.raises(StepNotAllowed, match="30-08-2024"):
        await invite_to_activity(desk.casework, COMMERCIAL, an_invitation(desk.put(an_account()).id, activity.id))


async def test_one_invitation_to_each_activity_unless_the_first_was_annulled() -> None:
    """FUP-02: a second is refused with what to do; repeating the request is no second; a mistake can be made good."""
    desk = Desk()
    account = desk.put(an_account())
    activity = await planned(desk)
    asked = an_invitation(account.id, activity.id, client_key="k1")
    first = await invite_to_activity(desk.casework, REGIONAL, asked)
    assert (await invite_to_activity(desk.casework, REGIONAL, asked)).repeated
    with pytest.raises(StepNotAllowed) as told:
        await invite_to_activity(desk.casework, REGIONAL, an_invitation(account.id, activity.id))
    assert told.value.message == "«Conservas del Sur SpA» ya fue invitada a «Feria SIAL» el 13-09-2024."
    await annul_action(desk.casework, REGIONAL, AnnulAction(first.action.id, 1, "Era otra empresa"))
    second = await invite_to_activity(desk.casework, REGIONAL, an_invitation(account.id, activity.id))
    assert second.action.id != first.action.id


async def test_nobody_is_invited_too_late_or_to_what_was_withdrawn() -> None:
    """POL-09, in time: with the rule and the step to take instead."""
    desk = Desk()
    account = desk.put(an_account())
    late, withdrawn = await planned(desk), await planned(desk, apply_by=date(2024, 11, 1))
    await withdraw_activity(desk.services, REGIONAL, WithdrawActivity(withdrawn.id, 1, "Se suspendió"))
    desk.clock.at = local("2024-10-01 09:00")
    for activity, why in (
        (late, "El plazo para postular a «Feria SIAL» terminó el 30-09-2024."),
        (withdrawn, "«Feria SIAL» se retiró."),
    ):
        with pytest.raises(StepNotAllowed) as told:
            await invite_to_activity(desk.casework, REGIONAL, an_invitation(account.id, activity.id, reason="Igual"))
        assert (told.value.rule, told.value.message) == ("POL-09", why)


async def test_whom_it_is_not_meant_for_is_invited_only_with_a_reason() -> None:
    """POL-07, FUP-02: an override, with what spoke against it kept in sight."""
    desk = Desk()
    account = desk.put(an_account(sector="MINERIA"))
    activity = await planned(desk)
    with pytest.raises(MissingData) as told:
        await invite_to_activity(desk.casework, REGIONAL, an_invitation(account.id, activity.id))
    assert told.value.message == (
        "La actividad no está dirigida a «Conservas del Sur SpA». Es para otros sectores: Alimentos. "
        "Indique por qué la invita de todos modos."
    )
    asked = an_invitation(account.id, activity.id, reason="Provee a la industria de alimentos")
    done = await invite_to_activity(desk.casework, REGIONAL, asked)
    assert [each.rule for each in done.suitability.against] == ["FUP-02"]
    entry = desk.decisions[-1]
    assert (entry.kind, entry.reason) == (DecisionKind.OVERRIDE, "Provee a la industria de alimentos")


@pytest.mark.parametrize(
    ("fields", "error", "rule"),
    [
        ({"point_of_contact": None}, MissingData, "CHN-01"),
        ({"channel": Channel.TELEPHONE}, InvalidValue, "CHN-01"),
        ({"invited_on": date(2024, 9, 14)}, InvalidValue, None),
    ],
)
async def test_how_and_when_it_was_made_is_checked(fields: dict[str, Any], error: type, rule: str | None) -> None:
    """CHN-01: a contact has its point of contact; FUP-02: what is still to come is no contact."""
    desk = Desk()
    account = desk.put(an_account())
    activity = await planned(desk)
    with pytest.raises(error) as told:
        await invite_to_activity(desk.casework, REGIONAL, an_invitation(account.id, activity.id, **fields))
    assert told.value.rule == rule
    assert desk.store.rows.invitations == {}


async def test_an_executive_of_another_region_does_not_invite() -> None:
    """FUP-02, RTE-04: the executive in charge invites."""
    desk = Desk()
    account = desk.put(an_account())
    activity = await planned(desk)
    for actor in (OTHER_REGIONAL, HELP_CENTRE):
        with pytest.raises(NotAuthorised) as told:
            await invite_to_activity(desk.casework, actor, an_invitation(account.id, activity.id))
        assert told.value.rule == "FUP-02"
