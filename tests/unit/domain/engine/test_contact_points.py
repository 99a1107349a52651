"""A contact says by which channel and point of contact it came about (CHN)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, NotConfigured, StepNotAllowed
from domain.model.accounts import FactKind
from domain.model.cases import Flow
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.directory import Directory, Telephone
from domain.protocol.engine.decide import decide
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.routing.next_step import next_step
from domain.use_cases.cases.open_and_report import ReportFact, report_fact
from tests.support.builders import HEAD, OTHER_REGIONAL, REGIONAL, a_fact, an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import FRIDAY, PORTAL, Player, a_situation
from tests.support.proving import proves

CAPTURE = FLOWS[Flow.CAPTURE]
SPOKEN = {"contact_kind": "SPOKEN"}


def told_to_its_region() -> Player:
    """A case of capture whose region has been told, so that it is to be contacted."""
    account = an_account(facts=(a_fact(FactKind.REGISTRATION, "DECLARED", date(2024, 9, 2)),))
    player = Player(CAPTURE, a_situation(account))
    player.play("complete_ficha", PORTAL, exports=True, region="08")
    return player


@proves("CHN-01")
@pytest.mark.parametrize("fact", ["record_contact_attempt", "record_contact"])
def test_a_contact_inside_a_case_without_point_of_contact_is_refused(fact: str) -> None:
    """CHN-01: a contact without channel and point of contact is refused."""
    player = told_to_its_region()
    given = SPOKEN if fact == "record_contact" else {}
    with pytest.raises(MissingData) as refused:
        decide(CAPTURE, replace(player.asked(), given=given, point_of_contact=None), fact)
    assert (refused.value.rule, refused.value.missing) == ("CHN-01", ("pointOfContact",))
    done = decide(CAPTURE, replace(player.asked(), given=given, point_of_contact=PointOfContact.TELEFONO), fact)
    assert done.event.point_of_contact is PointOfContact.TELEFONO


def test_whether_the_step_is_open_is_told_before_the_point_of_contact() -> None:
    """CHN-01, POL-06: first who and when, then what is missing."""
    player = told_to_its_region()
    with pytest.raises(NotAuthorised):
        decide(CAPTURE, replace(player.asked(OTHER_REGIONAL), given=SPOKEN, point_of_contact=None), "record_contact")
    player.play("record_interview", mode="VISIT", result="Planta en operación")
    player.play("reject", reason="No produce lo que declaró")
    with pytest.raises(StepNotAllowed):
        decide(CAPTURE, replace(player.asked(), given=SPOKEN, point_of_contact=None), "record_contact")


def test_the_portal_and_the_rules_are_not_asked() -> None:
    """CHN-01: what comes from the portal, and what a rule causes, is no contact that somebody reports."""
    player = told_to_its_region()
    problem = replace(player.asked(PORTAL), given={"problem": "FICHA"}, point_of_contact=None)
    assert decide(CAPTURE, problem, "report_portal_problem").event.channel is None
    caused = replace(player.asked(), given=SPOKEN, point_of_contact=None)
    assert decide(CAPTURE, caused, "record_contact", by_rule=True).case.state == "CONTACTADA"


def test_a_fact_that_is_no_contact_needs_no_point_of_contact() -> None:
    """CHN-01: the rejection is a decision, not a contact."""
    player = told_to_its_region()
    player.play("record_contact", contact_kind="SPOKEN")
    player.play("record_interview", mode="VISIT", result="Planta en operación")
    decision = replace(player.asked(), given={"reason": "No produce lo que declaró"}, point_of_contact=None)
    assert decide(CAPTURE, decision, "reject").case.state == "RECHAZADA"


def test_the_next_step_says_that_the_point_of_contact_is_missing() -> None:
    """COM-02, CHN-01: it agrees with what is then refused; a company in the portal is not asked."""
    asked = told_to_its_region().asked()
    assert next_step(CAPTURE, asked).missing["point_of_contact"] == "Punto de contacto"
    assert "point_of_contact" not in next_step(CAPTURE, replace(asked, actor=PORTAL)).missing


async def test_the_channel_follows_from_the_point_and_stays_in_the_timeline() -> None:
    """CHN-01, CHN-04: the telephone channel, kept beside the contact."""
    desk = CaseDesk()
    account = desk.desk.put(an_account(facts=(a_fact(FactKind.REGISTRATION, "DECLARED", date(2024, 9, 2)),)))
    case = (await desk.start(PORTAL, Flow.CAPTURE, "complete_ficha", account.id, exports=True, region="08")).case
    with pytest.raises(MissingData):
        await report_fact(desk.services, REGIONAL, ReportFact(case.id, "record_contact", SPOKEN))
    assert [event.fact for event in desk.timeline(case)] == ["complete_ficha"]
    done = await desk.report(REGIONAL, case, "record_contact", point=PointOfContact.TELEFONO, contact_kind="SPOKEN")
    assert (done.event.channel, done.event.point_of_contact) == (Channel.TELEPHONE, PointOfContact.TELEFONO)


async def test_the_same_contact_again_changes_nothing_even_without_its_point() -> None:
    """AMB-01, CHN-01: what is already so is not asked again."""
    desk = CaseDesk()
    account = desk.desk.put(an_account(facts=(a_fact(FactKind.REGISTRATION, "DECLARED", date(2024, 9, 2)),)))
    case = (await desk.start(PORTAL, Flow.CAPTURE, "complete_ficha", account.id, exports=True, region="08")).case
    await desk.report(HEAD, case, "record_contact", occurred_at=FRIDAY, **SPOKEN)
    again = await report_fact(desk.services, HEAD, ReportFact(case.id, "record_contact", SPOKEN, occurred_at=FRIDAY))
    assert again.duplicate


REGISTER = Directory(
    telephones=(
        Telephone("+56 00 000 0008", "OFIREG-08"),
        Telephone("+56 00 000 0088", "OFIREG-08", enabled=False),
    )
)


def called(number: str, directory: Directory = REGISTER, point: PointOfContact = PointOfContact.TELEFONO) -> Situation:
    """A contact by that telephone."""
    given = {**SPOKEN, "telephone": number}
    return replace(told_to_its_region().asked(), given=given, directory=directory, point_of_contact=point)


def test_a_contact_may_name_the_enabled_telephone_it_came_by() -> None:
    """CHN-04: however the number is spaced, it is kept with the contact."""
    event = decide(CAPTURE, called("+5600 0000008"), "record_contact").event
    assert (event.data["telephone"], event.channel) == ("+5600 0000008", None)


@proves("CHN-04")
@pytest.mark.parametrize(
    ("number", "point", "words"),
    [
        ("+56 00 000 0088", PointOfContact.TELEFONO, "no está habilitado"),
        ("+56 00 000 0009", PointOfContact.TELEFONO, "no está en el registro"),
        ("+56 00 000 0008", PointOfContact.CORREO, "no es TELEFONO"),
    ],
)
def test_a_telephone_that_is_not_enabled_is_refused(number: str, point: PointOfContact, words: str) -> None:
    """CHN-04: «Teléfonos que estén habilitados»."""
    with pytest.raises(InvalidValue) as refused:
        decide(CAPTURE, called(number, point=point), "record_contact")
    assert (refused.value.rule, refused.value.field) == ("CHN-04", ("data", "telephone"))
    assert words in refused.value.message


def test_without_a_register_a_number_is_not_configured() -> None:
    """CHN-04, section 6.2: nothing is assumed of a number; the contact without it is accepted."""
    with pytest.raises(NotConfigured) as refused:
        decide(CAPTURE, called("+56 00 000 0008", Directory()), "record_contact")
    assert refused.value.rule == "CHN-04"
    unnamed = replace(called("", Directory()), given=SPOKEN)
    assert decide(CAPTURE, unnamed, "record_contact").case.state == "CONTACTADA"


async def test_a_telephone_stays_with_its_contact_when_another_case_opens() -> None:
    """CHN-04, RTE-03: the problem told later in the portal did not come by that telephone."""
    desk = CaseDesk(directory=REGISTER)
    account = desk.desk.put(an_account(facts=(a_fact(FactKind.REGISTRATION, "DECLARED", date(2024, 9, 2)),)))
    case = (await desk.start(PORTAL, Flow.CAPTURE, "complete_ficha", account.id, exports=True, region="08")).case
    point = PointOfContact.TELEFONO
    await desk.report(REGIONAL, case, "record_contact", point=point, telephone="+56 00 000 0008", **SPOKEN)
    done = await desk.report(PORTAL, case, "report_portal_problem", problem="UPDATE")
    (opened,) = done.opened
    assert "telephone" not in desk.timeline(opened)[0].data


def test_every_flow_in_which_people_talk_has_its_contacts() -> None:
    """CHN-01: capture, requests, agendas, demands, visits, institutions … report contacts; automatic steps none."""
    talking = {
        flow: {fact.name for fact in rules.spec.facts if fact.is_contact}
        for flow, rules in FLOWS.items()
        if any(fact.is_contact for fact in rules.spec.facts)
    }
    assert {"record_contact_attempt", "record_contact", "record_interview"} <= talking[Flow.CAPTURE]
    assert {"record_conversation", "offer_alternatives"} <= talking[Flow.REQUEST]
    assert set(FLOWS) - set(talking) == {Flow.BEHAVIOUR_NOTE, Flow.INVESTMENT, Flow.POTENTIAL_ACCOUNT}
    assert all(fact.roles for rules in FLOWS.values() for fact in rules.spec.facts if fact.is_contact)
