"""Opening, stopping and waiving terms; resolving conflicts with the CRM."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import (
    InvalidValue,
    MissingData,
    NotAuthorised,
    RecordNotFound,
    StepNotAllowed,
    UnknownRule,
    VersionConflict,
)
from domain.exchange.merge import DELETED_FIELD
from domain.model.cases import Flow
from domain.model.exchange.conflicts import Conflict, Side
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.decisions import DecisionKind
from domain.model.institution.channels import Channel, PointOfContact
from domain.use_cases.accounts.resolve_conflict import ResolveConflict, resolve_conflict
from domain.use_cases.terms.track_term import OpenTerm, StopTerm, WaiveTerm, open_term, stop_term, waive_term
from tests.support.builders import HEAD, OTHER_REGIONAL, REGIONAL, a_contact, an_account, an_action, new_id
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.desk import Desk
from tests.support.cases.situations import OFFICER


async def test_a_term_opens_with_its_end_stored_beside_it() -> None:
    """SLA-03, AMB-02: ficha on Friday 13 September 2024 17:00 in Biobío; three holidays: due Monday 23, 23:59:59."""
    desk = Desk()
    account = desk.put(an_account())

    done = await open_term(desk.services, REGIONAL, OpenTerm(account.id, "SLA-03"))

    assert (done.term.office, done.term.started_at) == ("OFIREG-08", desk.clock.at)
    _, milestones = desk.store.rows.terms[done.term.id]
    assert milestones.due_at == datetime(2024, 9, 24, 2, 59, 59, 999999, UTC)
    assert desk.decisions[0].rule == "SLA-03"


async def test_a_term_without_a_contact_of_its_own_bears_the_channel_of_its_case() -> None:
    """AMB-71, MEA-01: the contact that starts it; where none is told, the one its case came by, which is its own."""
    desk = CaseDesk()
    account, other = desk.desk.put(an_account()), desk.desk.put(an_account(rut=None))
    opened = await desk.start(
        REGIONAL, Flow.HELP_CENTRE, "submit_help_form", account.id, point=PointOfContact.TELEFONO, person="P", query="?"
    )
    core = desk.services.core
    silent = await open_term(core, REGIONAL, OpenTerm(account.id, "SLA-07", case_id=opened.case.id))
    assert (silent.term.channel, silent.term.point_of_contact) == (Channel.TELEPHONE, PointOfContact.TELEFONO)
    told = OpenTerm(account.id, "SLA-07", point_of_contact=PointOfContact.CORREO, case_id=opened.case.id)
    assert (await open_term(core, REGIONAL, told)).term.channel is Channel.DIGITAL
    with pytest.raises(RecordNotFound):
        await open_term(core, REGIONAL, OpenTerm(other.id, "SLA-07", case_id=opened.case.id))
    with pytest.raises(InvalidValue) as nowhere:
        await open_term(core, REGIONAL, OpenTerm(account.id, "SLA-07", office="OFIREG-99"))
    assert nowhere.value.field == ("office",)


async def test_a_term_may_start_now_and_stop_at_its_start_or_now() -> None:
    """SLA-21: both instants themselves have happened and are inside."""
    desk = Desk()
    account, now = desk.put(an_account()), desk.clock.at
    asked = [OpenTerm(account.id, "SLA-03", started_at=now), OpenTerm(account.id, "SLA-03", started_at=now)]
    first, second = [(await open_term(desk.services, REGIONAL, each)).term for each in asked]
    assert (await stop_term(desk.services, REGIONAL, StopTerm(first.id, now))).term.stopped_at == now
    desk.clock.at = now + timedelta(hours=1)
    assert (
        await stop_term(desk.services, REGIONAL, StopTerm(second.id, desk.clock.at))
    ).term.stopped_at == desk.clock.at


async def test_the_first_stop_counts_and_a_second_changes_nothing() -> None:
    """SLA-21: the instant of the fact, not in the future and not before the start."""
    desk = Desk()
    account = desk.put(an_account())
    started = desk.clock.at - timedelta(days=2)
    term = (await open_term(desk.services, REGIONAL, OpenTerm(account.id, "SLA-03", started_at=started))).term

    with pytest.raises(InvalidValue):
        await stop_term(desk.services, REGIONAL, StopTerm(term.id, started - timedelta(seconds=1)))
    with pytest.raises(InvalidValue):
        await stop_term(desk.services, REGIONAL, StopTerm(term.id, desk.clock.at + timedelta(seconds=1)))
    first = await stop_term(desk.services, REGIONAL, StopTerm(term.id, started + timedelta(days=1)))
    second = await stop_term(desk.services, REGIONAL, StopTerm(term.id))

    assert second.term == first.term
    assert [d.what for d in desk.decisions] == ["open_term", "stop_term"]


async def test_only_the_head_of_the_office_waives_and_says_why() -> None:
    """AMB-58."""
    desk = Desk()
    account = desk.put(an_account())
    term = (await open_term(desk.services, REGIONAL, OpenTerm(account.id, "SLA-03", client_key="k"))).term
    again = await open_term(desk.services, REGIONAL, OpenTerm(account.id, "SLA-03", client_key="k"))

    assert (again.term, again.repeated) == (term, True)
    with pytest.raises(NotAuthorised):
        await waive_term(desk.services, REGIONAL, WaiveTerm(term.id, "no contesta"))
    with pytest.raises(MissingData):
        await waive_term(desk.services, HEAD, WaiveTerm(term.id, " "))
    done = await waive_term(desk.services, HEAD, WaiveTerm(term.id, "no contesta"))
    assert done.term.waiver is not None
    assert (done.term.waiver.by, done.term.waiver.reason) == (HEAD.id, "no contesta")
    assert desk.decisions[-1].kind is DecisionKind.OVERRIDE
    with pytest.raises(InvalidValue):
        await waive_term(desk.services, HEAD, WaiveTerm(term.id, "otra vez"))


async def test_a_rule_without_a_term_and_another_region_are_refused() -> None:
    """SLA-21, RTE-04."""
    desk = Desk()
    account = desk.put(an_account())

    with pytest.raises(UnknownRule):
        await open_term(desk.services, REGIONAL, OpenTerm(account.id, "DEF-01"))
    with pytest.raises(NotAuthorised):
        await open_term(desk.services, OTHER_REGIONAL, OpenTerm(account.id, "SLA-03"))


def a_conflict(kind: RecordKind, key: str, account_id: str, field: str, **values: object) -> Conflict:
    """An open conflict detected now; the CRM's value is proposed."""
    conflict = Conflict(
        new_id(),
        kind,
        key,
        account_id,
        field,
        "a",
        "b",
        "c",
        datetime(2024, 9, 13, 12, tzinfo=UTC),
        Side.CRM,
        remote_by="colega",
    )
    return replace(conflict, **values)


async def test_the_value_of_the_crm_is_written_here_by_its_author() -> None:
    """POL-07: following the proposal is a decision."""
    desk = Desk()
    account = desk.put(an_account(phone="b"))
    conflict = a_conflict(RecordKind.ACCOUNT, account.id, account.id, "phone")
    desk.store.rows.conflicts[conflict.id] = conflict

    done = await resolve_conflict(desk.services, REGIONAL, ResolveConflict(conflict.id, Side.CRM))

    assert (done.account.phone, done.account.version) == ("c", 2)
    assert done.conflict.resolution is not None
    assert (done.conflict.resolution.by, done.conflict.resolution.value) == (REGIONAL.id, "c")
    assert desk.decisions[0].kind is DecisionKind.DECISION
    with pytest.raises(VersionConflict):
        await resolve_conflict(desk.services, REGIONAL, ResolveConflict(conflict.id, Side.ATENCION))


async def test_keeping_ours_writes_nothing_here_and_is_an_override() -> None:
    """POL-07: the store pushes the value; the account is as it was."""
    desk = Desk()
    account = desk.put(an_account(phone="b"))
    conflict = a_conflict(RecordKind.ACCOUNT, account.id, account.id, "phone")
    desk.store.rows.conflicts[conflict.id] = conflict

    done = await resolve_conflict(
        desk.services, REGIONAL, ResolveConflict(conflict.id, Side.ATENCION, reason="lo confirmé por teléfono")
    )

    assert done.account == account
    assert (desk.decisions[0].kind, desk.decisions[0].reason) == (DecisionKind.OVERRIDE, "lo confirmé por teléfono")


async def test_another_value_must_be_one_the_field_can_hold() -> None:
    """SYS-01: a country of three letters is text; a RUT with a wrong digit is refused and nothing is written."""
    desk = Desk()
    account = desk.put(an_account())
    conflict = a_conflict(
        RecordKind.ACCOUNT, account.id, account.id, "rut", agreed=None, local="760123455", remote="760123440"
    )
    desk.store.rows.conflicts[conflict.id] = conflict

    with pytest.raises(InvalidValue):
        await resolve_conflict(desk.services, REGIONAL, ResolveConflict(conflict.id, Side.OTHER, "111"))

    assert desk.store.rows.conflicts[conflict.id].resolution is None
    assert desk.account(account) == account


@pytest.mark.parametrize(("side", "value"), [(Side.CRM, None), (Side.OTHER, "otra.persona")])
async def test_nobody_is_put_in_charge_whom_the_directory_does_not_know(side: Side, value: str | None) -> None:
    """AMB-68, RTE-05: neither because the CRM says so nor because a person writes it; one of its people is."""
    desk = Desk()
    account = desk.put(an_account(regional_executive="b"))
    conflict = a_conflict(RecordKind.ACCOUNT, account.id, account.id, "regional_executive", remote="Juana Del CRM")
    desk.store.rows.conflicts[conflict.id] = conflict

    with pytest.raises(InvalidValue, match="no está en el directorio"):
        await resolve_conflict(desk.services, REGIONAL, ResolveConflict(conflict.id, side, value))
    assert desk.account(account) == account

    done = await resolve_conflict(desk.services, REGIONAL, ResolveConflict(conflict.id, Side.OTHER, OFFICER.id))
    assert done.account.regional_executive == OFFICER.id


async def test_contacts_and_actions_are_resolved_too() -> None:
    """SYS-01: another value for a contact; the notes of an action."""
    desk = Desk()
    account = an_account()
    contact = a_contact(account)
    fair = an_action(date(2024, 9, 10), notes="b")
    account = desk.put(replace(account, contacts=(contact,)), fair)
    on_contact = a_conflict(RecordKind.CONTACT, contact.id, account.id, "phone")
    on_action = a_conflict(RecordKind.ACTION, fair.id, account.id, "notes")
    on_title = a_conflict(RecordKind.ACTION, fair.id, account.id, "title", local="Feria")
    for conflict in (on_contact, on_action, on_title):
        desk.store.rows.conflicts[conflict.id] = conflict

    done = await resolve_conflict(desk.services, REGIONAL, ResolveConflict(on_contact.id, Side.OTHER, "d"))
    assert done.account.contacts[0].phone == "d"
    await resolve_conflict(desk.services, REGIONAL, ResolveConflict(on_action.id, Side.CRM))
    assert desk.store.rows.actions[fair.id].notes == "c"
    with pytest.raises(StepNotAllowed) as refused:
        await resolve_conflict(desk.services, REGIONAL, ResolveConflict(on_title.id, Side.CRM))
    assert refused.value.step_to_take == "Corregir la acción"


async def test_a_record_deleted_there_is_kept_here() -> None:
    """SYS-01: the choice is recorded; another value makes no sense."""
    desk = Desk()
    account = desk.put(an_account())
    conflict = a_conflict(RecordKind.ACCOUNT, account.id, account.id, DELETED_FIELD, local=False, remote=True)
    desk.store.rows.conflicts[conflict.id] = conflict

    with pytest.raises(InvalidValue):
        await resolve_conflict(desk.services, REGIONAL, ResolveConflict(conflict.id, Side.OTHER, "x"))
    done = await resolve_conflict(desk.services, REGIONAL, ResolveConflict(conflict.id, Side.CRM))
    assert done.account == account
