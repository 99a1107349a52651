"""Profiles: joining by e-mail, the order of a journey, and the expected path beside the actual one (SYS-03, SYS-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, RecordNotFound, StepNotAllowed, VersionConflict
from domain.model.accounts import PersonType
from domain.model.cases import CaseEvent, Flow, TakenBack
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.model.history.profiles import JoinState, JourneyStep, ProfileKind, StepKind
from domain.model.institution.people import Actor, Role
from domain.model.rut import Rut
from domain.protocol.history.profiles import in_order, profile_kind, waits, walked
from domain.protocol.history.source_systems import checked_record
from domain.protocol.measures.steps import StepTaken, step_taken
from domain.use_cases.profiles.joins import DecideJoin, decide_join
from tests.support.builders import ADMINISTRATOR, ANALYST, OTHER_REGIONAL, REGIONAL, RUT, an_account
from tests.support.cases.desk import Desk
from tests.support.proving import proves

OTHER: Final = Rut.parse("76.086.428-5")
EMAIL: Final = "rosa@conservas.cl"
NOON: Final = datetime(2024, 9, 2, 16, tzinfo=UTC)


def a_desk() -> Desk:
    """Two companies of Biobío."""
    desk = Desk()
    desk.put(an_account())
    desk.put(an_account(rut=OTHER))
    return desk


async def decided(desk: Desk, state: JoinState, actor: Actor = REGIONAL, **fields: Any) -> JoinState:
    asked = replace(DecideJoin(EMAIL, RUT, state), **fields)
    return (await decide_join(desk.services, actor, asked)).join.state


# joining by e-mail


@proves("SYS-03")
async def test_a_join_by_e_mail_is_accepted_rejected_and_undone_with_its_trace() -> None:
    """SYS-03, AMB-45, POL-07: each decision with who, why and when; an undone one may be decided anew."""
    desk = a_desk()
    assert await decided(desk, JoinState.ACCEPTED, email="  Rosa@Conservas.CL ") is JoinState.ACCEPTED
    assert await decided(desk, JoinState.UNDONE, reason="Es de otra empresa") is JoinState.UNDONE
    assert await decided(desk, JoinState.REJECTED) is JoinState.REJECTED
    (join,) = desk.store.rows.joins.values()
    assert (join.email, join.rut, join.state, join.version) == (EMAIL, RUT.compact, JoinState.REJECTED, 3)
    told = [(each.what, each.by, each.reason, each.inputs["state"]) for each in desk.decisions]
    assert told == [
        ("decide_join", REGIONAL.id, None, "ACCEPTED"),
        ("decide_join", REGIONAL.id, "Es de otra empresa", "UNDONE"),
        ("decide_join", REGIONAL.id, None, "REJECTED"),
    ]


async def test_what_is_already_so_is_not_written_again() -> None:
    """POL-07: one decision, however often it is said; a lost answer is asked for by its client key."""
    desk = a_desk()
    for key in ("uno", "uno", None):
        await decided(desk, JoinState.ACCEPTED, client_key=key)
    assert len(desk.decisions) == 1


async def test_an_address_is_of_one_profile_at_a_time() -> None:
    """AMB-45: the join before is undone first."""
    desk = a_desk()
    await decided(desk, JoinState.ACCEPTED)
    with pytest.raises(StepNotAllowed, match="ya se unió a otro perfil"):
        await decided(desk, JoinState.ACCEPTED, rut=OTHER)
    await decided(desk, JoinState.UNDONE, reason="Era la otra")
    assert await decided(desk, JoinState.ACCEPTED, rut=OTHER) is JoinState.ACCEPTED


async def test_what_cannot_be_decided_says_why_and_writes_nothing() -> None:
    """POL-06: no reason to undo, nothing to undo, another version, no such account, no address."""
    desk = a_desk()
    with pytest.raises(StepNotAllowed, match="No hay nada que deshacer"):
        await decided(desk, JoinState.UNDONE, reason="Por si acaso")
    await decided(desk, JoinState.ACCEPTED)
    for fields, error in (
        ({"state": JoinState.UNDONE}, MissingData),
        ({"state": JoinState.REJECTED, "seen": 9}, VersionConflict),
        ({"state": JoinState.REJECTED, "rut": Rut.parse("12.345.678-5")}, RecordNotFound),
        ({"state": JoinState.REJECTED, "email": "nadie"}, InvalidValue),
    ):
        with pytest.raises(error):
            await decided(desk, **fields)  # type: ignore[arg-type]  # fields by name
    assert [each.state for each in desk.store.rows.joins.values()] == [JoinState.ACCEPTED]


async def test_who_acts_on_the_account_joins_to_its_profile() -> None:
    """RTE-04, ROL-01: neither an analyst, nor another region's executive, nor a company."""
    desk = a_desk()
    company = Actor("rosa", "Rosa", Role.COMPANY, account_id=next(iter(desk.store.rows.accounts)))
    for outsider in (ANALYST, OTHER_REGIONAL, company):
        with pytest.raises(NotAuthorised):
            await decided(desk, JoinState.ACCEPTED, outsider)
    assert await decided(desk, JoinState.ACCEPTED, ADMINISTRATOR) is JoinState.ACCEPTED


@proves("SYS-02")
def test_a_profile_is_of_a_person_or_a_company() -> None:
    """SYS-02: as the account says, else by the number: from fifty million on, companies."""
    assert profile_kind("49999999K", None) is ProfileKind.PERSON
    assert profile_kind("50000000K", None) is ProfileKind.COMPANY
    assert profile_kind("760123455", PersonType.NATURAL) is ProfileKind.PERSON
    assert profile_kind("123456785", PersonType.LEGAL) is ProfileKind.COMPANY


@proves("SYS-03")
def test_the_address_that_a_record_names_is_kept_in_one_form() -> None:
    """AMB-45: so that one address joins as one, even of a system that tells no contents."""
    record = JourneyRecord(SourceSystem.LEY_DE_LOBBY, "L-1", date(2024, 9, 2), "audiencia", email=" Rosa@Conservas.CL ")
    assert checked_record(record, date(2024, 9, 3)).email == EMAIL
    assert checked_record(replace(record, email="  "), date(2024, 9, 3)).email is None
    with pytest.raises(InvalidValue, match="no es una dirección de correo"):
        checked_record(replace(record, email="rosa en conservas"), date(2024, 9, 3))


# the journey


def a_step(on: date, at: datetime | None = None, key: str = "x", kind: StepKind = StepKind.FACT) -> JourneyStep:
    return JourneyStep(kind, None, key, on, at, "Un paso")


@proves("SYS-05")
def test_a_journey_is_in_order_and_each_step_says_how_long_it_waited() -> None:
    """SYS-05: of a day alone comes before those of that day with an hour; 2 September 2024 begins at 04:00 UTC."""
    day = a_step(date(2024, 9, 2), None, "certo", StepKind.RECORD)
    noon = a_step(date(2024, 9, 2), NOON, "noon")
    late = a_step(date(2024, 9, 2), datetime(2024, 9, 3, 3, 30, tzinfo=UTC), "late")
    before = a_step(date(2024, 8, 30), datetime(2024, 9, 1, 3, tzinfo=UTC), "before")
    after = a_step(date(2024, 9, 12), None, "after", StepKind.ACTION)
    ordered = in_order([after, late, noon, before, day])
    assert [step.external_id for step in ordered] == ["before", "certo", "noon", "late", "after"]
    assert waits(ordered) == (None, 3, 0, 0, 10)
    assert waits(()) == ()


def an_entry(sequence: int, fact: str, to_state: str, from_state: str = "INFORMADA", **fields: Any) -> CaseEvent:
    entry = CaseEvent("c", sequence, fact, NOON, NOON, "ana", Role.CLIENT_MANAGEMENT, from_state, to_state, ("RTE-03",))
    return replace(entry, **fields)


@proves("SYS-05", "MEA-03")
def test_a_path_is_judged_as_the_measure_judges_it() -> None:
    """
    MEA-03, RTE-03: it was to be advised, the company insisted twice, then it was advised; who has it is no step.

    Nor is that what somebody declared went over to the account (SYS-05).
    """
    timeline = [
        an_entry(1, "report_portal_problem", "INFORMADA", "NEW"),
        an_entry(2, "company_insists", "INFORMADA"),
        an_entry(3, "assign", "INFORMADA"),
        an_entry(4, "company_insists", "INFORMADA"),
        an_entry(5, "company_insists", "INFORMADA", taken_back=TakenBack("ana", Role.CLIENT_MANAGEMENT, NOON, "No")),
        an_entry(6, "join_account", "INFORMADA"),
        an_entry(7, "record_advice", "ASESORADA"),
    ]
    found = walked(Flow.PORTAL_PROBLEM, timeline)
    assert {place: (each.taken, each.skipped, each.repeated) for place, each in found.items()} == {
        1: (StepTaken.OTHER, True, False),
        2: (StepTaken.OTHER, True, False),
        4: (StepTaken.AS_GIVEN, False, True),
        7: (StepTaken.NOTHING_DUE, False, False),
    }
    assert found[1].taken is step_taken(Flow.PORTAL_PROBLEM, "INFORMADA", "company_insists")
    assert "record_advice" in found[1].expected
