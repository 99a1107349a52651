"""Letters reach addresses that somebody of ProChile or the account vouches for; others get a fixed word (F-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from domain.errors import InvalidValue
from domain.model.cases import Flow
from domain.model.institution.people import Actor, Role
from domain.protocol.messages.addressees import addresses, email_of
from domain.protocol.messages.compose import ACKNOWLEDGEMENT, compose
from domain.protocol.messages.provenance import mailbox_key
from domain.protocol.routing.triage import Enquiry, Matter
from domain.use_cases.next_steps.ask import AttendContact, attend_contact
from tests.support.builders import HELP_CENTRE, a_contact, an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import a_declared_company

BAIT: Final = "GANE DINERO YA en http://gane.example"
ENQUIRY: Final = Enquiry(frozenset({Matter.COMMERCIAL_INFORMATION, Matter.COMPLAINT}), belongs_to_company=False)
OUTSIDERS: Final = (
    Actor("rosa", "Rosa", Role.COMPANY, run="12.345.678-5"),
    Actor("portal", "Portal", Role.SERVICE),
)


@pytest.mark.parametrize("outsider", OUTSIDERS, ids=lambda actor: actor.role)
async def test_an_unproven_address_gets_one_acknowledgement_a_day(outsider: Actor) -> None:
    """PUB-06, PUB-07: it may be anybody's: one fixed letter, however often, however written."""
    desk = CaseDesk()
    for typed in ("victima@otra.example", " Victima@OTRA.example", "victima+1@otra.example"):
        asked = AttendContact(ENQUIRY, email=typed, person=BAIT, send=True)
        await attend_contact(desk.services, outsider, asked)

    (letter,) = desk.messages
    assert (letter.template, letter.to, letter.parameters) == (ACKNOWLEDGEMENT, ("victima@otra.example",), {})
    assert "GANE" not in repr(letter)

    desk.desk.clock.at += timedelta(days=1)
    await attend_contact(desk.services, outsider, AttendContact(ENQUIRY, email="victima@otra.example", send=True))
    assert [each.template for each in desk.messages] == [ACKNOWLEDGEMENT, ACKNOWLEDGEMENT]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a.b+c@gmail.com", "AB@googlemail.com", True),
        ("ana@peñaflor.example", "ana@xn--peaflor-5za.example", True),
        ("a.b@x.example", "ab@x.example", False),
        ("ana@x.example", "ana@y.example", False),
    ],
)
def test_a_mailbox_is_one_however_it_is_written(one: str, other: str, same: bool) -> None:
    """F-05: one acknowledgement for each person, not for each spelling."""
    assert (mailbox_key(one) == mailbox_key(other)) is same


@pytest.mark.parametrize("typed", ["a@x.example, b@x.example", "a@x.example\nBcc: b@x.example", "<a@x.example>", "a@b"])
async def test_what_is_no_single_address_is_refused_and_from_the_crm_not_written_to(typed: str) -> None:
    """F-05, DEF-03, PUB-06: one address is one person; what the CRM has in its place is passed over."""
    desk = CaseDesk()
    given = {"person": "Luisa", "email": typed, "query": "¿Cómo exporto?"}
    with pytest.raises(InvalidValue) as refused:
        await desk.start(OUTSIDERS[0], Flow.HELP_CENTRE, "submit_help_form", None, **given)
    assert (refused.value.field, refused.value.rule) == (("data", "email"), "PUB-06")
    with pytest.raises(InvalidValue) as refused:
        await attend_contact(desk.services, OUTSIDERS[0], AttendContact(ENQUIRY, email=typed))
    assert refused.value.field == ("email",)

    account = an_account(email=typed)
    odd = replace(account, contacts=(a_contact(account, email=typed),))
    assert email_of(odd) is None
    assert addresses([typed]) == ()
    assert email_of(replace(odd, email="contacto@conservas.cl")) == "contacto@conservas.cl"


async def test_a_company_is_answered_at_an_address_of_its_own_account() -> None:
    """PUB-06: in ProChile's words; the name it gave is not repeated."""
    desk = CaseDesk()
    account = desk.desk.put(an_account())
    company = Actor("rosa", "Rosa", Role.COMPANY, account_id=account.id)
    for typed in ("CONTACTO@conservas.cl", "victima@otra.example"):
        await attend_contact(desk.services, company, AttendContact(ENQUIRY, email=typed, person=BAIT, send=True))

    assert [(each.template, each.to) for each in desk.messages] == [
        ("NTF-10", ("CONTACTO@conservas.cl",)),
        ("NTF-11", ("CONTACTO@conservas.cl",)),
        ("NTF-10", ("contacto@conservas.cl",)),
        ("NTF-11", ("contacto@conservas.cl",)),
    ]
    assert {each.parameters["person"] for each in desk.messages} == {None}


@pytest.mark.parametrize(
    ("reporter", "person", "said"), [(OUTSIDERS[0], BAIT, None), (HELP_CENTRE, "Luisa Pino", "Luisa Pino")]
)
async def test_somebody_of_prochile_answers_a_form_without_the_words_of_a_stranger(
    reporter: Actor, person: str, said: str | None
) -> None:
    """PUB-07, NTF-11: who diverts the query sends it to the form's address; only staff's words are repeated."""
    desk = CaseDesk()
    given = {"person": person, "email": "luisa@ejemplo.cl", "query": BAIT}
    case = (await desk.start(reporter, Flow.HELP_CENTRE, "submit_help_form", None, **given)).case
    assert desk.messages == []
    await desk.report(HELP_CENTRE, case, "divert_to_citizen_service", reason="Es un reclamo")

    assert [(each.to, each.parameters["person"]) for each in desk.messages] == [(("luisa@ejemplo.cl",), said)]


def test_a_company_that_only_declared_itself_is_not_written_to_yet() -> None:
    """AMB-54: whoever has a Clave Única may declare any company, under any name, at any address."""
    declared = a_declared_company(name=BAIT, email="victima@otra.example")
    unproven = compose("NTF-05", declared)
    told = compose("NTF-06", declared)

    assert (unproven.to, unproven.unproven) == ((), ("victima@otra.example",))
    assert told.parameters["company"] == "GANE DINERO YA en gane example"
    known = replace(declared, representation=None)
    assert compose("NTF-05", known).to == ("victima@otra.example",)
