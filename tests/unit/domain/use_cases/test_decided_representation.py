"""A declared representation decided by an executive, with two cases of one company, and ended (CAP-04, AMB-54)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import Contact, FactKind, PersonType
from domain.model.institution.people import Actor
from domain.model.representations import RepresentationState
from domain.model.rut import Rut
from domain.protocol.access.representation import acting, receipt
from domain.use_cases.accounts.contacts import AddContact, NewContact, add_contact
from domain.use_cases.cases.register_company import RegisterCompany
from domain.use_cases.representations.settle import EndRepresentation, end_representation
from tests.support.builders import FAIR, REGIONAL, a_configuration, an_account, an_action, new_id
from tests.support.cases.capture import CAPTURE, a_new_company, registered, who_represents
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.declared import EVA, ROSA, RUN, RUT, TOLD, accounts, declared, declares, files, interviews
from tests.support.cases.desk import Desk
from tests.support.cases.national import known as known_setting
from tests.support.cases.situations import PORTAL
from tests.support.proving import proves

TODAY = date(2024, 9, 13)


def as_today(desk: CaseDesk, who: Actor) -> Actor:
    """The person as she comes in her next request."""
    run = Rut.parse(str(who.run))
    held = [one for one in desk.desk.store.rows.representations.values() if one.run == run]
    return acting(who, held)


# Deciding


@proves("CAP-04")
async def test_confirmed_in_the_interview_what_waited_makes_the_account() -> None:
    """AMB-54, CAP-08: account, facts, actions, case and terms are there, and she sees them."""
    desk = CaseDesk()
    case = await files(desk, (await declares(desk)).case)
    done = await interviews(desk, case, representation_confirmed=True)
    (account,) = accounts(desk)
    record = declared(desk, case)
    assert (done.case.state, done.case.account_id, record.account_id) == ("ENTREVISTADA", account.id, account.id)
    assert (record.state, record.since, record.draft) == (RepresentationState.CONFIRMED, TODAY, None)
    assert record.confirmed is not None
    assert record.confirmed.by == REGIONAL.id
    assert (account.name, str(account.rut), account.region, account.email) == (
        "Miel del Sur SpA", RUT, "08", "hola@miel.cl",
    )  # fmt: skip
    told = account.fact(FactKind.FICHA, TODAY)
    assert told is not None
    assert told.by == ROSA.id
    assert {a.type for a in desk.desk.store.rows.actions.values() if a.account_id == account.id} >= {
        "AVISO_REGION", "ENTREVISTA",
    }  # fmt: skip
    assert {term.account_id for term in desk.terms(case)} == {account.id}
    assert as_today(desk, ROSA).represents == {account.id}
    assert any(d.account_id == account.id and d.what == "record_interview" for d in desk.desk.decisions)
    assert [event.fact for event in desk.timeline(case)][-1] == "join_account"
    assert (await desk.report(REGIONAL, done.case, "validate")).case.state == "VALIDADA"


async def test_confirmed_before_the_interview_it_fills_what_the_account_lacks() -> None:
    """AMB-54, AMB-63: what the account has stays; facts and contacts are added, in her name."""
    desk = CaseDesk()
    had = Contact("c1", "", "Paula Soto", email="paula@miel.cl", is_main=True)
    known = a_new_company(desk, name="Mieles S.A.", website=None, contacts=(had,))
    told = replace(TOLD, fields={"region": "08", "email": "otro@miel.cl", "website": "https://miel.cl"})
    case = (await declares(desk, told=told)).case
    await add_contact(desk.desk.services, ROSA, AddContact(None, NewContact("Eva", is_main=True), case_id=case.id))
    done = await desk.report(REGIONAL, case, "confirm_representation")
    (account,) = accounts(desk)
    assert (account.id, account.name, account.email, account.website) == (
        known.id, "Mieles S.A.", known.email, "https://miel.cl",
    )  # fmt: skip
    assert [(contact.name, contact.is_main) for contact in account.contacts] == [("Paula Soto", True), ("Eva", False)]
    assert (done.case.state, done.case.account_id) == ("REGISTRO", known.id)
    (applied,) = desk.timeline(case)[-1].effects
    assert applied == (
        "Pasó a la cuenta lo declarado: sitio web; declaraciones: 2; contactos: 1. "
        "No cambia lo que la cuenta ya tenía: correo electrónico, razón social o nombre."
    )
    registered = account.fact(FactKind.REGISTRATION, TODAY)
    assert registered is not None
    assert registered.value == "CONFIRMED"


@pytest.mark.parametrize("in_interview", [False, True])
async def test_a_natural_persons_account_opens_to_that_run_only(in_interview: bool) -> None:
    """AMB-54, DAT-03: not even an executive opens it to another one; nothing is written."""
    desk = CaseDesk()
    known = a_new_company(desk, person_type=PersonType.NATURAL)
    case = (await declares(desk)).case
    told = {"mode": "INTERVIEW", "result": "Exporta.", "representation_confirmed": True} if in_interview else {}
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "record_interview" if in_interview else "confirm_representation", **told)
    assert "persona natural" in refused.value.message
    assert accounts(desk) == [known]
    assert declared(desk, case).state is RepresentationState.DECLARED


@proves("CAP-04")
async def test_a_person_registers_herself_at_once_and_nobody_else() -> None:
    """AMB-54: her RUN is proven; another natural person's is refused, known or not."""
    desk = CaseDesk()
    own = await declares(desk, told=RegisterCompany(RUN, "Rosa Díaz", {"region": "08"}))
    (account,) = accounts(desk)
    assert (own.case.account_id, account.person_type) == (account.id, PersonType.NATURAL)
    assert as_today(desk, ROSA).represents == {account.id}
    with pytest.raises(StepNotAllowed):
        await declares(desk, told=RegisterCompany("11.111.111-1", "Eva", {"person_type": PersonType.NATURAL}))


async def test_not_even_the_portal_registers_somebody_else_on_a_persons_account() -> None:
    """AMB-54, DAT-03: whoever vouches for her."""
    desk = CaseDesk()
    known = a_new_company(desk, person_type=PersonType.NATURAL)
    for actor in (who_represents(known), PORTAL):
        with pytest.raises(StepNotAllowed) as refused:
            await desk.start(actor, CAPTURE, "register", known.id, representative_run=RUN)
        assert "persona natural" in refused.value.message


async def test_whoever_represents_it_already_goes_on_in_its_account() -> None:
    """AMB-54: a RUN on record is confirmed at once, and has the company's one case (AMB-62)."""
    desk = CaseDesk()
    case = (await declares(desk)).case
    joined = (await desk.report(REGIONAL, case, "confirm_representation")).case
    again = await declares(desk, as_today(desk, ROSA))
    assert (again.case.id, again.case.account_id) == (joined.id, joined.account_id)
    assert len(desk.cases(CAPTURE)) == 1
    elsewhere = replace(ROSA, account_id=a_new_company(desk, id=new_id(), rut=None).id)
    assert (await declares(desk, elsewhere)).case.id == joined.id


async def test_whoever_is_on_record_registers_it_as_confirmed() -> None:
    """AMB-54: years later, once the capture has ended."""
    desk = CaseDesk()
    case = (await declares(desk)).case
    await interviews(desk, await files(desk, case), representation_confirmed=True)
    ended = (await desk.report(REGIONAL, case, "reject", reason="Aún no produce.")).case
    again = (await declares(desk, as_today(desk, ROSA))).case
    (account,) = accounts(desk)
    registered = account.fact(FactKind.REGISTRATION, TODAY)
    assert again.id != ended.id
    assert registered is not None
    assert registered.value == "CONFIRMED"


@proves("CAP-04", "POL-06")
async def test_a_refusal_says_why_and_ends_her_case() -> None:
    """POL-06, POL-07: the reason is shown, the refusal is on record, its terms are no longer demanded."""
    desk = CaseDesk()
    case = await files(desk, (await declares(desk)).case)
    with pytest.raises(MissingData):
        await desk.report(REGIONAL, case, "refuse_representation")
    done = await desk.report(REGIONAL, case, "refuse_representation", reason="No trajo el poder.")
    record = declared(desk, case)
    assert (done.case.state, record.state) == ("REPRESENTACION_RECHAZADA", RepresentationState.REFUSED)
    assert receipt(record).endswith("Motivo: No trajo el poder.")
    assert ([term.is_open for term in desk.terms(case)], accounts(desk)) == ([False], [])
    assert [d.reason for d in desk.desk.decisions if d.kind.value == "REFUSAL"] == ["No trajo el poder."]
    assert (await declares(desk)).case.id != case.id


async def test_the_office_that_answers_for_the_account_decides() -> None:
    """RTE-04: a declaration in another region does not open it."""
    desk = CaseDesk()
    known = a_new_company(desk, region="16", office="OFIREG-16")
    case = (await declares(desk)).case
    with pytest.raises(NotAuthorised):
        await desk.report(REGIONAL, case, "confirm_representation")
    assert accounts(desk) == [known]


# Two cases of one company


@proves("CAP-02", "CAP-04")
async def test_the_case_that_came_further_goes_on() -> None:
    """AMB-62: one open capture case per company."""
    desk = CaseDesk()
    known = a_new_company(desk)
    contact = (await desk.start(REGIONAL, CAPTURE, "receive_contact", known.id)).case
    case = await files(desk, (await declares(desk)).case)
    other = (await declares(desk, EVA)).case
    joined = (await desk.report(REGIONAL, case, "confirm_representation")).case
    late = (await desk.report(REGIONAL, other, "confirm_representation")).case
    assert [d.outcome for d in desk.desk.decisions if d.what == "go_on_elsewhere"] == [
        "Unida a la cuenta de la empresa"
    ] * 2
    states = {each.id: each.state for each in desk.cases(CAPTURE)}
    assert states == {
        contact.id: "UNIDA_A_LA_CUENTA", joined.id: "NOTIFICADA_REGION", late.id: "UNIDA_A_LA_CUENTA",
    }  # fmt: skip
    assert {each.account_id for each in desk.cases(CAPTURE)} == {known.id}
    assert as_today(desk, EVA).represents == as_today(desk, ROSA).represents == {known.id}


async def test_of_two_cases_that_came_as_far_that_of_the_representative_goes_on() -> None:
    """AMB-54, AMB-62: both wait for the region's contact; the account's own ends, with why."""
    desk = CaseDesk()
    known = a_new_company(desk)
    own = await files(desk, await registered(desk, known), who_represents(known))
    case = await files(desk, (await declares(desk, EVA)).case, EVA)
    assert [each.state for each in desk.cases(CAPTURE)] == ["NOTIFICADA_REGION", "NOTIFICADA_REGION"]

    done = (await desk.report(REGIONAL, case, "confirm_representation")).case

    assert (done.state, done.account_id) == ("NOTIFICADA_REGION", known.id)
    assert [each.state for each in desk.cases(CAPTURE) if each.id == own.id] == ["UNIDA_A_LA_CUENTA"]
    assert "sigue en el caso de quien la representa" in str(desk.timeline(own)[-1].data["reason"])


@proves("CAP-02", "CAP-04")
async def test_a_company_that_is_attended_already_is_not_captured_again() -> None:
    """CAP-02, USR-01: its person is confirmed, what she declared is in the account, the case ends."""
    desk = CaseDesk()
    known = an_account(region="08", office="OFIREG-08")
    desk.desk.put(known, an_action(date(2024, 5, 10), type=FAIR))
    case = await files(desk, (await declares(desk)).case)
    done = (await desk.report(REGIONAL, case, "confirm_representation")).case
    assert (done.state, done.account_id) == ("UNIDA_A_LA_CUENTA", known.id)
    assert desk.desk.account(known).fact(FactKind.FICHA, TODAY) is not None


# With an account from the start, and at the end


async def test_whoever_came_for_an_account_declares_it_and_is_confirmed_in_the_interview() -> None:
    """AMB-54: the declaration is on record, and the executive can refuse it while the capture goes on."""
    desk = CaseDesk()
    account = a_new_company(desk)
    rosa = who_represents(account)
    case = (await desk.start(rosa, CAPTURE, "register", account.id, representative_run=RUN)).case
    record = declared(desk, case)
    assert (record.state, record.account_id, record.draft) == (RepresentationState.DECLARED, account.id, None)
    refused = await desk.report(REGIONAL, case, "refuse_representation", reason="Ya no trabaja ahí.")
    assert refused.case.state == "REGISTRO"
    assert as_today(desk, rosa).represents == frozenset()


async def test_an_executive_ends_a_representation_with_its_reason() -> None:
    """AMB-54, POL-07: its last day is kept, the decision recorded; only a confirmed one ends."""
    desk = CaseDesk()
    case = (await declares(desk)).case
    record = declared(desk, case)
    with pytest.raises(StepNotAllowed):
        await end_representation(desk.services, REGIONAL, EndRepresentation(record.id, "Dejó la empresa."))
    joined = (await desk.report(REGIONAL, case, "confirm_representation")).case
    assert as_today(desk, ROSA).represents == {joined.account_id}
    with pytest.raises(MissingData):
        await end_representation(desk.services, REGIONAL, EndRepresentation(record.id, " "))
    with pytest.raises(NotAuthorised):
        await end_representation(desk.services, as_today(desk, ROSA), EndRepresentation(record.id, "Yo misma"))
    ended = await end_representation(desk.services, REGIONAL, EndRepresentation(record.id, "Dejó la empresa."))
    assert (ended.state, ended.until) == (RepresentationState.ENDED, TODAY)
    assert as_today(desk, ROSA).represents == frozenset()
    last = desk.desk.decisions[-1]
    assert (last.what, last.reason, last.account_id) == ("end_representation", "Dejó la empresa.", joined.account_id)


@proves("CAP-02", "POL-07")
async def test_a_declaration_that_nobody_confirmed_ends_with_its_capture() -> None:
    """F-24, AMB-54: by her own will, or when the days that the institution configured have passed."""
    desk = CaseDesk()
    case = await files(desk, (await declares(desk)).case)
    await desk.report(ROSA, case, "withdraw_capture", reason="Este año no exportará")
    assert declared(desk, case).state is RepresentationState.REFUSED

    expiry = known_setting("capture_expiry_days", "CAP-02", "30")
    desk = CaseDesk(Desk(configuration=replace(a_configuration(), tuning={"capture_expiry_days": expiry})))
    case = (await declares(desk)).case
    desk.desk.clock.at += timedelta(days=31)
    await desk.fire_due()
    assert (desk.desk.store.rows.cases[case.id].state, declared(desk, case).state) == (
        "VENCIDA",
        RepresentationState.REFUSED,
    )
