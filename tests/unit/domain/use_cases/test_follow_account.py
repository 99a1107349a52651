"""Cases that follow their account to another office."""

from __future__ import annotations

from datetime import date

from domain.model.cases import Case, Flow, Value
from domain.model.history.decisions import DecisionKind
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Role
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.cases.charge import HandOverCase, hand_over_case
from tests.support.builders import HEAD, OFFICER, REGIONAL, an_account, an_action
from tests.support.calendars import local
from tests.support.cases.capture import a_new_company as company
from tests.support.cases.capture import actions_of, contacted, notified, registered, sent
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import DIRECTORY, PORTAL
from tests.support.proving import proves

ARICA = Person("jefa.arica", "Jimena", Role.REGIONAL_HEAD, "jimena@ejemplo.cl", "OFIREG-15")

ASK: dict[str, Value] = {"wants": "ADVICE", "matter": "Queremos vender en Corea", "purpose": "DIVERSIFY"}


def a_desk() -> CaseDesk:
    return CaseDesk(directory=Directory((*DIRECTORY.people, ARICA)))


async def moves_to(desk: CaseDesk, case: Case, region: str) -> Case:
    """The regional executive writes another region; the case as it is then."""
    assert case.account_id is not None
    version = desk.desk.store.rows.accounts[case.account_id].version
    await update_account(desk.services, REGIONAL, UpdateAccount(case.account_id, version, {"region": region}))
    return desk.desk.store.rows.cases[case.id]


@proves("RTE-04")
async def test_before_the_contact_the_case_its_person_and_its_term_follow_the_account() -> None:
    """RTE-04, AMB-68: with notice to the new office and trace; the term goes on from its start (AMB-01)."""
    desk = a_desk()
    case = await notified(desk)
    assert (case.office, case.assignee) == ("OFIREG-08", OFFICER.id)
    told = len(sent(desk))
    desk.desk.clock.at = local("2024-09-16 10:00")

    moved = await moves_to(desk, case, "15")

    assert (moved.office, moved.assignee, moved.state) == ("OFIREG-15", ARICA.id, "NOTIFICADA_REGION")
    (term,) = desk.terms(case)
    assert (term.office, term.started_at) == ("OFIREG-15", local("2024-09-13 17:00"))
    last = desk.timeline(case)[-1]
    assert (last.fact, last.rules) == ("hand_over", ("POL-05", "RTE-04", "AMB-68"))
    assert last.data["from_office"] == "OFIREG-08"
    ((template, _),) = sent(desk)[told:]
    assert template == "NTF-06"  # as the first region was told of an exporter
    assert actions_of(desk, case).count("AVISO_REGION") == 2
    (routed,) = [each for each in desk.desk.decisions if each.what == "route_account"]
    assert routed.outcome == "Por el cambio de región responde Arica y Parinacota en lugar de Biobío."


async def test_what_comes_afterwards_leaves_the_case_at_the_new_office() -> None:
    """AMB-68: the region of the ficha from before does not bring it back."""
    desk = a_desk()
    case = await moves_to(desk, await notified(desk, exports=False), "15")

    later = await desk.report(PORTAL, case, "record_test_result", level="HIGH")

    assert later.case.office == "OFIREG-15"


async def test_a_company_that_is_not_at_its_region_yet_moves_without_notice() -> None:
    """RTE-04: nobody was told of it, so nobody is told that it moved."""
    desk = a_desk()
    case = await registered(desk, company(desk))
    told = sent(desk)

    moved = await moves_to(desk, case, "15")

    assert (moved.office, moved.assignee) == ("OFIREG-15", ARICA.id)
    assert sent(desk) == told


async def test_after_the_contact_the_case_stays_and_says_that_it_is_to_be_handed_over() -> None:
    """AMB-68: the office that spoke with the company goes on until somebody hands it over."""
    desk = a_desk()
    case = await contacted(desk)
    before = desk.timeline(case)

    stayed = await moves_to(desk, case, "15")

    assert (stayed.office, stayed.version, desk.timeline(case)) == ("OFIREG-08", case.version, before)
    trace = desk.desk.decisions[-1]
    assert (trace.kind, trace.case_id) == (DecisionKind.TRACE, case.id)
    assert trace.outcome.endswith("corresponde derivarlo.")


async def test_a_request_follows_until_its_office_acts() -> None:
    """AMB-82: flows without a contact follow until the first act of the office; then the case stays."""
    desk = a_desk()
    account = desk.desk.put(an_account(), an_action(date(2024, 6, 3)))
    received = (await desk.start(PORTAL, Flow.REQUEST, "receive_request", account.id, **ASK)).case
    assert (await moves_to(desk, received, "15")).office == "OFIREG-15"

    other = desk.desk.put(an_account(rut=None), an_action(date(2024, 6, 3)))
    attended = (await desk.start(REGIONAL, Flow.REQUEST, "receive_request", other.id, **ASK)).case
    assert (await moves_to(desk, attended, "15")).office == "OFIREG-08"


async def test_a_case_that_was_handed_elsewhere_is_left_there() -> None:
    """POL-05: it is with another office than the account on purpose."""
    desk = a_desk()
    case = await notified(desk)
    await hand_over_case(desk.services, HEAD, HandOverCase(case.id, "office:OFIREG-12", "La planta está allá"))

    assert (await moves_to(desk, case, "15")).office == "OFIREG-12"
