"""Registering, correcting, annulling and confirming actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed, VersionConflict
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.classes.changes import class_changes
from domain.use_cases.actions.amend_action import (
    AnnulAction,
    ConfirmAction,
    CorrectAction,
    annul_action,
    confirm_action,
    correct_action,
)
from domain.use_cases.actions.register_action import RegisterAction, register_action
from tests.support.builders import ANALYST, COMMERCIAL, FAIR, HEAD, OFFICER, REGIONAL, an_account, an_action
from tests.support.cases.desk import Desk

DAY = date(2024, 9, 10)


async def test_registering_a_fair_makes_a_user_and_returns_the_change_with_its_reason() -> None:
    """ATN-05, DEF-05: the action is the cause and the reason."""
    desk = Desk()
    account = desk.put(an_account())

    done = await register_action(desk.casework, REGIONAL, RegisterAction(account.id, FAIR, "Feria SIAL", DAY, DAY))

    assert (done.action.registered_by, done.action.office) == (REGIONAL.id, "OFIREG-08")
    assert done.classes.relation.value == "USUARIA"
    assert [(c.cause, c.reason.rule, c.reason.grounds) for c in done.changes] == [
        (done.action, "DEF-05", (done.action,))
    ]
    assert desk.decisions[0].inputs["ended_on"] == "2024-09-10"


async def test_what_a_sector_officer_registers_waits_for_a_confirmation() -> None:
    """DEF-05 (c), AMB-37: registered, not counting; confirmed, counting."""
    desk = Desk()
    account = desk.put(an_account())

    done = await register_action(
        desk.casework, OFFICER, RegisterAction(account.id, FAIR, "Feria", DAY, DAY, market="CN")
    )
    assert (done.classes.relation.value, done.changes) == ("SIN_TRABAJO", ())
    assert done.classes.relation.reasons[0].open_points == ("AMB-37",)
    with pytest.raises(NotAuthorised):
        await confirm_action(desk.services, HEAD, ConfirmAction(done.action.id, 1))
    confirmed = await confirm_action(desk.services, COMMERCIAL, ConfirmAction(done.action.id, 1))
    assert confirmed.classes.relation.value == "USUARIA"
    assert confirmed.action.confirmation is not None
    with pytest.raises(StepNotAllowed):
        await confirm_action(desk.services, REGIONAL, ConfirmAction(done.action.id, 2))
    with pytest.raises(VersionConflict):
        await confirm_action(desk.services, REGIONAL, ConfirmAction(done.action.id, 1))


async def test_a_late_registration_tells_the_change_of_the_past_year() -> None:
    """
    AMB-60: done on 15 December 2023, registered in September 2024: user from that day, earlier user from the new year
    on; on the very days that the account's history of classes tells.
    """
    desk = Desk()
    account = desk.put(an_account())
    december = date(2023, 12, 15)

    done = await register_action(desk.casework, REGIONAL, RegisterAction(account.id, FAIR, "Feria", december, december))

    assert [(c.on, c.after.relation.value) for c in done.changes] == [
        (date(2023, 12, 15), "USUARIA"),
        (date(2024, 1, 1), "USUARIA_ANTERIOR"),
    ]
    stored, actions = desk.account(account), list(desk.store.rows.actions.values())
    history = class_changes(stored, actions, date(2023, 12, 14), date(2024, 9, 13), desk.configuration)
    assert [(c.on, c.after.values) for c in history] == [(c.on, c.after.values) for c in done.changes]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ended_on": date(2024, 9, 9)}, "endedOn"),
        ({"ended_on": date(2024, 9, 14)}, "endedOn"),
        ({"type": "NADA"}, "type"),
        ({"market": "XX"}, "market"),
        ({"office": "NADA"}, "office"),
        ({"channel": Channel.TELEPHONE, "point_of_contact": PointOfContact.CORREO}, "pointOfContact"),
    ],
)
async def test_an_impossible_action_is_refused(fields: dict[str, object], field: str) -> None:
    """AMB-61, AMB-37, CHN-01..CHN-04: end before start, in the future, unknown codes, wrong channel."""
    desk = Desk()
    account = desk.put(an_account())
    asked = RegisterAction(account.id, FAIR, "Feria", DAY, DAY)

    with pytest.raises(InvalidValue) as refused:
        await register_action(desk.casework, REGIONAL, replace(asked, **fields))

    assert refused.value.field == (field,)
    assert desk.store.rows.actions == {}


async def test_a_channel_needs_its_point_of_contact_which_gives_the_channel() -> None:
    """CHN-01: a contact without point of contact is refused."""
    desk = Desk()
    account = desk.put(an_account())
    asked = RegisterAction(account.id, FAIR, "Feria", DAY, DAY)

    with pytest.raises(MissingData):
        await register_action(desk.casework, REGIONAL, replace(asked, channel=Channel.DIGITAL))
    done = await register_action(desk.casework, REGIONAL, replace(asked, point_of_contact=PointOfContact.EVENTO))
    assert done.action.channel is Channel.IN_PERSON


async def test_registering_twice_with_one_key_registers_once() -> None:
    """Idempotency."""
    desk = Desk()
    account = desk.put(an_account())
    asked = RegisterAction(account.id, FAIR, "Feria", DAY, DAY, client_key="k")

    first = await register_action(desk.casework, REGIONAL, asked)
    again = await register_action(desk.casework, REGIONAL, asked)

    assert (again.action, again.repeated) == (first.action, True)
    assert len(desk.store.rows.actions) == 1


async def test_an_analyst_registers_nothing() -> None:
    """ROL-01."""
    desk = Desk()
    account = desk.put(an_account())

    with pytest.raises(NotAuthorised):
        await register_action(desk.casework, ANALYST, RegisterAction(account.id, FAIR, "Feria", DAY, DAY))


async def test_a_correction_is_a_new_action_and_the_old_one_stays_readable() -> None:
    """DEF-05, POL-07: both written together; the new one takes over what is not corrected."""
    desk = Desk()
    fair = an_action(DAY, market="CN", point_of_contact=PointOfContact.EVENTO, channel=Channel.IN_PERSON)
    account = desk.put(an_account(), fair)

    done = await correct_action(
        desk.casework,
        REGIONAL,
        CorrectAction(fair.id, 1, {"started_on": date(2023, 9, 8), "ended_on": date(2023, 9, 10)}, "año equivocado"),
    )

    assert (done.action.corrects, done.action.market, done.action.ended_on) == (fair.id, "CN", date(2023, 9, 10))
    assert done.replaced is not None
    assert done.replaced.annulment is not None
    assert done.replaced.annulment.reason == "Corregida: año equivocado"
    assert len(desk.store.rows.actions) == 2
    assert done.classes.relation.value == "USUARIA_ANTERIOR"
    assert [(c.on, c.before.relation.value, c.after.relation.value) for c in done.changes] == [
        (date(2023, 9, 10), "SIN_TRABAJO", "USUARIA"),
        (date(2024, 1, 1), "SIN_TRABAJO", "USUARIA_ANTERIOR"),
        (DAY, "USUARIA", "USUARIA_ANTERIOR"),
    ]
    assert account.version == desk.account(account).version


async def test_an_annulled_action_no_longer_counts_and_cannot_be_touched() -> None:
    """DEF-05: never deleted; with a reason."""
    desk = Desk()
    fair = an_action(DAY)
    desk.put(an_account(), fair)

    with pytest.raises(MissingData):
        await annul_action(desk.casework, REGIONAL, AnnulAction(fair.id, 1, ""))
    done = await annul_action(desk.casework, REGIONAL, AnnulAction(fair.id, 1, "duplicada"))

    assert (done.classes.relation.value, done.changes[0].before.relation.value) == ("SIN_TRABAJO", "USUARIA")
    for refused in (
        annul_action(desk.casework, REGIONAL, AnnulAction(fair.id, 2, "otra vez")),
        correct_action(desk.casework, REGIONAL, CorrectAction(fair.id, 2, {"title": "x"}, "x")),
        confirm_action(desk.services, REGIONAL, ConfirmAction(fair.id, 2)),
    ):
        with pytest.raises(StepNotAllowed) as told:
            await refused
        assert told.value.step_to_take == "Registrar una acción nueva"


async def test_who_registered_an_action_may_amend_it_and_others_need_to_be_executives() -> None:
    """ATN-05: the sector officer corrects its own action, not that of an executive."""
    desk = Desk()
    own = an_action(DAY, registered_by=OFFICER.id, registered_role=OFFICER.role)
    other = an_action(DAY)
    desk.put(an_account(), own, other)

    done = await annul_action(desk.casework, OFFICER, AnnulAction(own.id, 1, "duplicada"))
    assert done.action.annulment is not None
    with pytest.raises(NotAuthorised):
        await annul_action(desk.casework, OFFICER, AnnulAction(other.id, 1, "duplicada"))


async def test_a_correction_of_an_unknown_field_or_stale_version_changes_nothing() -> None:
    """All or nothing: the new action is not there when the old one could not be annulled."""
    desk = Desk()
    fair = an_action(DAY)
    desk.put(an_account(), fair)

    with pytest.raises(InvalidValue):
        await correct_action(desk.casework, REGIONAL, CorrectAction(fair.id, 1, {"registered_by": "x"}, "x"))
    with pytest.raises(VersionConflict):
        await correct_action(desk.casework, REGIONAL, CorrectAction(fair.id, 7, {"title": "x"}, "x"))
    assert list(desk.store.rows.actions) == [fair.id]
    assert desk.decisions == []


async def test_repeating_a_correction_gives_both_actions_again() -> None:
    """Idempotency."""
    desk = Desk()
    fair = an_action(DAY)
    desk.put(an_account(), fair)
    asked = CorrectAction(fair.id, 1, {"title": "Otra"}, "título", client_key="k")

    first = await correct_action(desk.casework, REGIONAL, asked)
    again = await correct_action(desk.casework, REGIONAL, asked)

    assert (again.action, again.replaced, again.repeated) == (first.action, first.replaced, True)
