"""Letters reach addresses that somebody of ProChile or the account vouches for, in nobody else's words (F-05)."""

from __future__ import annotations

from typing import Final

import pytest

from domain.model.cases import Flow
from domain.model.institution.people import Actor, Role
from domain.protocol.routing.triage import Enquiry, Matter
from domain.use_cases.next_steps.ask import AttendContact, attend_contact
from tests.support.builders import HELP_CENTRE, an_account
from tests.support.cases.case_desk import CaseDesk

BAIT: Final = "GANE DINERO YA en http://gane.example"
ENQUIRY: Final = Enquiry(frozenset({Matter.COMMERCIAL_INFORMATION, Matter.COMPLAINT}), belongs_to_company=False)
OUTSIDERS: Final = (
    Actor("rosa", "Rosa", Role.COMPANY, run="12.345.678-5"),
    Actor("portal", "Portal", Role.SERVICE),
)


@pytest.mark.parametrize("outsider", OUTSIDERS, ids=lambda actor: actor.role)
async def test_whoever_makes_contact_has_nobody_written_to(outsider: Actor) -> None:
    """PUB-06, PUB-07: an address that only an outsider typed may be anybody's."""
    desk = CaseDesk()
    asked = AttendContact(ENQUIRY, email="victima@otra.example", person=BAIT, send=True)
    await attend_contact(desk.services, outsider, asked)

    assert desk.messages == []


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
