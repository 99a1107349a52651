"""Cases that follow their account to another office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.model.accounts import Contact
from domain.model.cases import Case, Flow, Value
from domain.model.history.decisions import DecisionKind
from domain.model.history.reconsideration import RECONSIDER, reconsideration
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Role
from domain.use_cases.accounts.assign import AssignExecutive, ExecutiveKind, assign_executive
from domain.use_cases.accounts.contacts import AddContact, NewContact, UpdateContact, add_contact, update_contact
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.actions.amend_action import AnnulAction, CorrectAction, annul_action, correct_action
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.cases.charge import AssignCase, HandOverCase, assign_case, hand_over_case
from tests.support.builders import COMMERCIAL, FAIR, HEAD, OFFICER, REGIONAL, a_contact, an_account, an_action
from tests.support.calendars import local
from tests.support.cases.capture import a_new_company as company
from tests.support.cases.capture import actions_of, contacted, notified, registered, sent
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.foreign import a_buyer, a_foreign_desk
from tests.support.cases.situations import DIRECTORY, PORTAL
from tests.support.proving import proves

ARICA = Person("jefa.arica", "Jimena", Role.REGIONAL_HEAD, "jimena@ejemplo.cl", "OFIREG-15")

NOW = local("2024-09-13 17:00")

ASK: dict[str, Value] = {"wants": "ADVICE", "matter": "Queremos vender en Corea", "purpose": "DIVERSIFY"}


def a_desk() -> CaseDesk:
    return CaseDesk(directory=Directory((*DIRECTORY.people, ARICA)))


async def moves_to(desk: CaseDesk, case: Case, region: str) -> Case:
    """The office that answers writes another region; the case as it is then."""
    assert case.account_id is not None
    version = desk.desk.store.rows.accounts[case.account_id].version
    writes = replace(REGIONAL, office=case.office)
    await update_account(desk.desk.services, writes, UpdateAccount(case.account_id, version, {"region": region}))
    await desk.fire_due()
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


@pytest.mark.parametrize(
    ("region", "moved_to", "state", "terms"),
    [("08", "15", "DERIVADA_BAJO_POTENCIAL", []), ("15", "08", "NOTIFICADA_REGION", ["SLA-01"])],
)
async def test_the_region_of_the_result_fixes_the_path_and_that_of_the_day_the_office(
    region: str, moved_to: str, state: str, terms: list[str]
) -> None:
    """AMB-73, LOW-06: Arica is one of the five regions, Biobío is not; a low result, then a move, both ways."""
    desk = a_desk()
    case = await notified(desk, exports=False, level="LOW", region=region)
    assert (case.state, case.office) == (state, f"OFIREG-{region}")

    moved = await moves_to(desk, case, moved_to)

    assert (moved.state, moved.office) == (state, f"OFIREG-{moved_to}")
    assert [(term.rule_id, term.started_at) for term in desk.terms(case)] == [(each, NOW) for each in terms]


async def test_after_the_contact_the_case_stays_and_says_that_it_is_to_be_handed_over() -> None:
    """AMB-68: the office that spoke with the company goes on until somebody hands it over; the change is a task."""
    desk = a_desk()
    case = await contacted(desk)
    told = len(sent(desk))

    stayed = await moves_to(desk, case, "15")

    assert (stayed.office, stayed.assignee, stayed.state) == (case.office, case.assignee, case.state)
    asked = desk.timeline(case)[-1]
    assert (asked.fact, asked.by, asked.rules) == ("reconsider", "atencion", ("AMB-68", "RTE-04"))
    assert asked.data["to"] == "office:OFIREG-15"
    assert str(asked.data["task"]).endswith("corresponde derivarlo. Se propone: Arica y Parinacota.")
    trace = desk.desk.decisions[-1]
    assert (trace.kind, trace.case_id, trace.rule) == (DecisionKind.TRACE, case.id, "AMB-68")
    assert sent(desk)[told:] == [("AVISO-CASO", ("eva.pino@ejemplo.cl",))]


async def test_what_is_asked_already_is_not_asked_again() -> None:
    """AMB-68: the same change, told twice, is one task while nobody has decided."""
    desk = a_desk()
    case = await contacted(desk)
    await moves_to(desk, case, "15")
    again = reconsideration(f"account:{case.account_id}", {"region": "08", "office": "OFIREG-08"}, NOW, "again")
    async with desk.desk.store(REGIONAL) as work:
        await work.timers.gather(again)
    await desk.fire_due()

    assert [event.fact for event in desk.timeline(case)].count("reconsider") == 1


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


# executives, sector and people


async def is_now_with(desk: CaseDesk, case: Case, person: Person) -> Case:
    """The head puts another regional executive in charge of the account; the case as it is then."""
    assert case.account_id is not None
    version = desk.desk.store.rows.accounts[case.account_id].version
    kind = ExecutiveKind.REGIONAL
    asked = AssignExecutive(case.account_id, version, kind, person.id, "Reemplazo")
    await assign_executive(desk.desk.services, HEAD, asked)
    await desk.fire_due()
    return desk.desk.store.rows.cases[case.id]


LUISA = Person("luisa.paz", "Luisa Paz", Role.REGIONAL_EXECUTIVE, "luisa@ejemplo.cl", "OFIREG-08")


async def a_request(desk: CaseDesk) -> Case:
    """Of a user company whose regional executive is Ana; nobody of the office has acted."""
    account = desk.desk.put(an_account(regional_executive=REGIONAL.id), an_action(date(2024, 6, 3)))
    case = (await desk.start(PORTAL, Flow.REQUEST, "receive_request", account.id, **ASK)).case
    assert case.assignee == REGIONAL.id
    return case


@proves("RTE-05")
async def test_a_replaced_executive_keeps_no_case_that_was_not_attended() -> None:
    """F-21, AMB-68, USR-01: the case passes to the new executive with trace and notice; its term goes on."""
    desk = CaseDesk(directory=Directory((*DIRECTORY.people, LUISA)))
    case = await a_request(desk)
    told, terms = len(sent(desk)), desk.terms(case)

    passed = await is_now_with(desk, case, LUISA)

    assert (passed.assignee, passed.office) == (LUISA.id, case.office)
    last = desk.timeline(case)[-1]
    assert (last.fact, last.effects) == ("assign", ("Queda a cargo: Luisa Paz.",))
    assert last.data == {"person": LUISA.id, "before": REGIONAL.id}
    assert sent(desk)[told:] == [("AVISO-CASO", ("luisa@ejemplo.cl",))]
    assert desk.terms(case) == terms


async def test_a_case_that_the_executive_attended_stays_with_a_task() -> None:
    """AMB-68, AMB-82: who answered goes on until somebody hands the case over."""
    desk = CaseDesk(directory=Directory((*DIRECTORY.people, LUISA)))
    case = await a_request(desk)
    await desk.report(REGIONAL, case, "offer_alternatives", alternatives=("Feria de Tokio",))

    stayed = await is_now_with(desk, case, LUISA)

    assert stayed.assignee == REGIONAL.id
    assert desk.timeline(case)[-1].data["to"] == "person:luisa.paz"


async def test_a_case_that_somebody_was_put_in_charge_of_stays_theirs() -> None:
    """RTE-05: an assignment on purpose is not what the account gives."""
    desk = CaseDesk(directory=Directory((*DIRECTORY.people, LUISA)))
    case = await a_request(desk)
    await assign_case(desk.services, HEAD, AssignCase(case.id, OFFICER.id, reason="Conoce el rubro"))

    assert (await is_now_with(desk, case, LUISA)).assignee == OFFICER.id


async def test_a_change_of_sector_proposes_the_officer_of_the_new_one() -> None:
    """RTE-05, AMB-44: before the contact, who contacts the company is derived again."""
    mining = Person("omar", "Omar Rey", Role.SECTOR_OFFICER, "omar@ejemplo.cl", "OFIREG-08", sectors=("MINERIA",))
    desk = CaseDesk(directory=Directory((*DIRECTORY.people, mining)))
    case = await notified(desk)
    assert case.assignee == OFFICER.id

    moved = await changed(desk, case, sector="MINERIA")

    assert (moved.assignee, moved.office) == ("omar", "OFIREG-08")


async def changed(desk: CaseDesk, case: Case, **fields: str | bool) -> Case:
    """The account is written by its executive; the case as it is once the worker has looked."""
    assert case.account_id is not None
    version = desk.desk.store.rows.accounts[case.account_id].version
    await update_account(desk.desk.services, REGIONAL, UpdateAccount(case.account_id, version, fields))
    await desk.fire_due()
    return desk.desk.store.rows.cases[case.id]


async def test_an_account_that_would_not_begin_this_process_any_more_is_a_task() -> None:
    """AMB-68: a company in capture that turns out to be an association is for a person to decide."""
    desk = a_desk()
    case = await notified(desk)

    stayed = await changed(desk, case, organisation="INSTITUTION")

    assert stayed.state == "NOTIFICADA_REGION"
    assert "INS-01" not in str(desk.timeline(case)[-1].data["task"])
    assert "encargado(a) o ejecutivo(a)" in str(desk.timeline(case)[-1].data["task"])


async def test_an_account_that_becomes_inactive_is_a_task() -> None:
    """AMB-68: whether its cases end is for a person to decide."""
    desk = a_desk()
    case = await notified(desk)

    await changed(desk, case, active=False)

    assert desk.timeline(case)[-1].data == {
        "task": "La cuenta quedó inactiva y el caso sigue abierto: decida si termina o continúa."
    }


async def test_what_no_case_derives_from_leaves_nothing_to_do() -> None:
    """AMB-68: a telephone is read when it is needed; no work item is kept."""
    desk = a_desk()
    case = await notified(desk)
    pending = len(desk.timers)

    await changed(desk, case, phone="+56 41 9")

    assert len(desk.timers) == pending


@pytest.mark.parametrize(
    "fields", [{"sii_started": False}, {"country": "PE", "region": None, "rut": None}, {"organisation": "INSTITUTION"}]
)
async def test_whatever_takes_its_class_from_under_a_case_is_a_task(fields: dict[str, str | bool]) -> None:
    """AMB-68, USR-01, DEF-05, DEF-01: without start of activities it is no user; abroad without RUT it is foreign."""
    desk = a_desk()
    account = desk.desk.put(an_account(), an_action(date(2024, 6, 3)))
    case = (await desk.start(PORTAL, Flow.REQUEST, "receive_request", account.id, **ASK)).case

    await changed(desk, case, **fields)

    last = desk.timeline(case)[-1]
    assert (last.fact, last.rules) == ("reconsider", ("AMB-68",))
    assert "ya no comenzaría" in str(last.data["task"])


async def test_a_rut_that_makes_a_foreign_company_a_national_one_is_a_task() -> None:
    """AMB-68, SPC-03, OCI-01: a demand is of a foreign company."""
    desk = a_foreign_desk()
    buyer = a_buyer(desk)
    case = (await desk.start(COMMERCIAL, Flow.DEMAND, "enter_demand", buyer.id, product="Vino", urgency="URGENT")).case

    version = desk.desk.store.rows.accounts[buyer.id].version
    await update_account(desk.desk.services, COMMERCIAL, UpdateAccount(buyer.id, version, {"rut": "76.543.210-3"}))
    await desk.fire_due()

    last = desk.timeline(case)[-1]
    assert (last.fact, last.rules) == ("reconsider", ("AMB-68",))


async def with_main_contact(desk: CaseDesk) -> tuple[Case, Contact]:
    """A request of a user company whose letters go to one person."""
    blank = an_account()
    eva = a_contact(blank, name="Eva Soto")
    account = desk.desk.put(replace(blank, contacts=(eva,)), an_action(date(2024, 6, 3)))
    return (await desk.start(PORTAL, Flow.REQUEST, "receive_request", account.id, **ASK)).case, eva


@pytest.mark.parametrize("fields", [{"active": False}, {"is_main": False}])
async def test_a_main_contact_that_is_lost_here_is_a_task(fields: dict[str, bool]) -> None:
    """AMB-68, DAT-07: letters of the case went to that person; as when somebody does it in the CRM."""
    desk = a_desk()
    case, eva = await with_main_contact(desk)

    await update_contact(desk.desk.services, REGIONAL, UpdateContact(case.account_id, eva.id, eva.version, fields))
    await desk.fire_due()

    last = desk.timeline(case)[-1]
    assert (last.fact, last.rules) == ("reconsider", ("AMB-68",))
    assert str(last.data["task"]).startswith("La empresa quedó sin contacto principal, que era «Eva Soto»")


async def test_a_main_contact_that_is_replaced_here_asks_nothing() -> None:
    """AMB-68: letters go to whoever is the main contact when they leave; a telephone of one concerns no case."""
    desk = a_desk()
    case, eva = await with_main_contact(desk)
    before = desk.timeline(case)

    phone = UpdateContact(case.account_id, eva.id, eva.version, {"phone": "+56 41 9"})
    await update_contact(desk.desk.services, REGIONAL, phone)
    await add_contact(desk.desk.services, REGIONAL, AddContact(case.account_id, NewContact("Luz Paz", is_main=True)))
    await desk.fire_due()

    assert desk.timeline(case) == before


async def test_an_action_registered_here_reaches_the_open_cases_of_the_company() -> None:
    """AMB-68, CAP-02: a company that takes part in a fair while it is being captured is a user by then."""
    desk = a_desk()
    case = await notified(desk)
    assert case.account_id is not None

    await register_action(
        desk.services, REGIONAL, RegisterAction(case.account_id, FAIR, "Feria", NOW.date(), NOW.date())
    )
    await desk.fire_due()

    last = desk.timeline(case)[-1]
    assert last.fact == "reconsider"
    assert "ya trabaja con ProChile" in str(last.data["task"])


async def test_what_a_case_registers_itself_is_no_news_to_it() -> None:
    """AMB-68: no work item is kept for the only open case of a company by what it did itself."""
    desk = a_desk()
    await contacted(desk)  # the notice to the region and the contact are actions of the case

    assert not [timer for timer in desk.timers if timer.kind == RECONSIDER]


async def test_an_action_annulled_under_a_case_is_a_task() -> None:
    """AMB-68, USR-01: without its only activity the company is no user, and a request of one would not begin."""
    desk = a_desk()
    case = await a_request(desk)
    (action,) = desk.desk.store.rows.actions.values()

    await annul_action(desk.services, REGIONAL, AnnulAction(action.id, action.version, "No fue esa empresa"))
    await desk.fire_due()

    last = desk.timeline(case)[-1]
    assert (last.fact, last.rules) == ("reconsider", ("AMB-68",))
    assert str(last.data["task"]).startswith("Cambió lo que consta de la empresa")


async def test_an_action_corrected_under_a_case_asks_nothing_while_it_counts() -> None:
    """AMB-68, ATN-05: another title is no other history."""
    desk = a_desk()
    case = await a_request(desk)
    (action,) = desk.desk.store.rows.actions.values()
    before = desk.timeline(case)

    corrected = CorrectAction(action.id, action.version, {"title": "Feria de otoño"}, "Se llamaba así")
    await correct_action(desk.services, REGIONAL, corrected)
    await desk.fire_due()

    assert desk.timeline(case) == before
