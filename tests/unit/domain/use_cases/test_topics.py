"""Topics of consultation on cases, contacts and actions: given, corrected with their trace, refused (MEA-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, NotConfigured, StepNotAllowed, VersionConflict
from domain.model.cases import Case
from domain.model.history.actions import Action
from domain.model.institution.channels import PointOfContact
from domain.model.institution.topics import Topic
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.cases.charge import AssignCase, assign_case
from domain.use_cases.cases.open_and_report import ReportFact, report_fact
from domain.use_cases.quality.topics import SetTopic, set_topic
from tests.support.builders import ANALYST, HEAD, MEETING, REGIONAL, an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.case_stories import notified
from tests.support.cases.desk import Desk

LONG_AGO = date(2010, 1, 1)
TOPICS = (
    Topic("FERIAS", "Ferias y misiones", LONG_AGO),
    Topic("MERCADOS", "Mercados", LONG_AGO),
    Topic("CERRADO", "Tema de antes", LONG_AGO, date(2024, 9, 12)),
    Topic("NUEVO", "Tema que viene", date(2024, 9, 16)),
)


def a_desk(*topics: Topic) -> CaseDesk:
    """Friday 13 September 2024, with the list of topics."""
    desk = Desk()
    desk.configuration = replace(desk.configuration, topics=topics or TOPICS)
    return CaseDesk(desk)


async def _spoken(desk: CaseDesk, case: Case, topic: str | None) -> Case:
    """A regional executive spoke with the company by e-mail."""
    asked = ReportFact(case.id, "record_contact", {"contact_kind": "SPOKEN"}, point_of_contact=PointOfContact.CORREO)
    return (await report_fact(desk.services, REGIONAL, replace(asked, topic=topic))).case


def _actions(desk: CaseDesk) -> list[Action]:
    return [action for action in desk.desk.store.rows.actions.values() if action.case_id is not None]


async def test_a_contact_carries_its_topic_into_the_timeline_and_the_action() -> None:
    """MEA-05: the case keeps its own, which was none."""
    desk = a_desk()
    case = await _spoken(desk, await notified(desk), "FERIAS")
    assert (desk.timeline(case)[-1].topic, case.topic) == ("FERIAS", None)
    assert [action.topic for action in _actions(desk) if action.channel is not None] == ["FERIAS"]


@pytest.mark.parametrize("topic", ["CERRADO", "NUEVO", "INVENTADO"])
async def test_a_topic_that_the_list_does_not_have_that_day_is_refused(topic: str) -> None:
    """MEA-05: closed the day before, open from Monday on, and never there; nothing is written."""
    desk = a_desk()
    case = await notified(desk)
    before = desk.timeline(case)
    with pytest.raises(InvalidValue, match="elija uno de la lista") as refused:
        await _spoken(desk, case, topic)
    assert (refused.value.rule, refused.value.field) == ("MEA-05", ("topic",))
    assert desk.timeline(case) == before


async def test_without_a_list_a_topic_is_not_configured_and_the_contact_goes_without_it() -> None:
    """MEA-05: the protocol names no topics, so none is invented."""
    desk = CaseDesk()
    case = await notified(desk)
    with pytest.raises(NotConfigured) as refused:
        await _spoken(desk, case, "FERIAS")
    assert refused.value.rule == "MEA-05"
    assert (await _spoken(desk, case, None)).state == "CONTACTADA"


async def test_what_is_no_contact_takes_no_topic() -> None:
    """MEA-05: the topic is of a contact or of what opens the case; its withdrawal is neither."""
    desk = a_desk()
    case = await _spoken(desk, await notified(desk), None)
    before = desk.timeline(case)
    with pytest.raises(InvalidValue, match="no lleva tema") as refused:
        await report_fact(
            desk.services, REGIONAL, ReportFact(case.id, "withdraw_capture", reason="Cerró", topic="FERIAS")
        )
    assert refused.value.field == ("topic",)
    assert desk.timeline(case) == before


async def test_the_topic_of_a_case_is_put_later_and_reaches_the_actions_of_its_contacts() -> None:
    """MEA-05: the first needs no reason; the contact that has none of its own is about what its case is about."""
    desk = a_desk()
    case = await _spoken(desk, await notified(desk), None)
    done = await set_topic(desk.services, REGIONAL, SetTopic(case.id, "FERIAS"))
    assert done.case.topic == "FERIAS"
    assert done.event.effects == ("Tema del caso: «Ferias y misiones».",)
    assert dict(done.event.data) == {"topic": "FERIAS", "before": None, "entry": None}
    decision = desk.desk.decisions[-1]
    assert (decision.rule, decision.kind.value, decision.case_id) == ("MEA-05", "DECISION", case.id)
    assert [action.topic for action in _actions(desk) if action.channel is not None] == ["FERIAS"]


async def test_another_topic_of_a_contact_needs_a_reason_and_leaves_its_trace() -> None:
    """MEA-05, POL-07: the timeline and the record of decisions tell both topics and why; the action follows."""
    desk = a_desk()
    case = await _spoken(desk, await notified(desk), "FERIAS")
    contact = desk.timeline(case)[-1].sequence
    with pytest.raises(MissingData) as refused:
        await set_topic(desk.services, REGIONAL, SetTopic(case.id, "MERCADOS", contact))
    assert (refused.value.rule, refused.value.field) == ("MEA-05", ("reason",))
    done = await set_topic(desk.services, REGIONAL, SetTopic(case.id, "MERCADOS", contact, "Preguntó por China"))
    entries = {event.sequence: event for event in desk.timeline(case)}
    assert entries[contact].topic == "MERCADOS"
    assert done.event.effects == ("Tema del contacto del 13-09-2024: «Mercados». Antes: «Ferias y misiones».",)
    assert done.event.reason == "Preguntó por China"
    assert desk.desk.decisions[-1].kind.value == "OVERRIDE"
    assert [action.topic for action in _actions(desk) if action.channel is not None] == ["MERCADOS"]
    assert done.case.state == "CONTACTADA"


async def test_the_same_topic_again_writes_nothing_and_neither_does_a_key_that_was_seen() -> None:
    """COM-03: it was already so."""
    desk = a_desk()
    case = await notified(desk)
    asked = SetTopic(case.id, "FERIAS", client_key="una-vez")
    await set_topic(desk.services, REGIONAL, asked)
    before = desk.timeline(case)
    assert (await set_topic(desk.services, REGIONAL, asked)).repeated
    assert (await set_topic(desk.services, REGIONAL, SetTopic(case.id, "FERIAS"))).duplicate
    assert desk.timeline(case) == before


async def test_a_topic_goes_on_a_contact_that_stands_only() -> None:
    """MEA-05: an assignment of the system is no contact; a case that changed is shown again first."""
    desk = a_desk()
    case = await notified(desk)
    assigned = await assign_case(desk.services, HEAD, AssignCase(case.id, REGIONAL.id, reason="Conoce el rubro"))
    with pytest.raises(StepNotAllowed, match="no es un contacto"):
        await set_topic(desk.services, REGIONAL, SetTopic(case.id, "FERIAS", assigned.event.sequence))
    with pytest.raises(VersionConflict):
        await set_topic(desk.services, REGIONAL, SetTopic(case.id, "FERIAS", seen=case.version - 1))
    with pytest.raises(NotAuthorised):
        await set_topic(desk.services, ANALYST, SetTopic(case.id, "FERIAS"))


async def test_an_action_of_no_case_carries_a_topic_of_the_day_it_ended() -> None:
    """MEA-05: a topic that was closed on the 12th is right for what ended on the 12th, and wrong the day after."""
    desk = a_desk()
    account = desk.desk.put(an_account())
    asked = RegisterAction(account.id, MEETING, "Reunión", date(2024, 9, 12), date(2024, 9, 12), topic="CERRADO")
    done = await register_action(desk.services, REGIONAL, asked)
    assert done.action.topic == "CERRADO"
    with pytest.raises(InvalidValue) as refused:
        await register_action(desk.services, REGIONAL, replace(asked, ended_on=date(2024, 9, 13)))
    assert refused.value.field == ("topic",)
