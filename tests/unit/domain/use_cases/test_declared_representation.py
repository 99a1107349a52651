"""A company declared with Clave Única: what is told waits in a case until its person is confirmed (CAP-04, AMB-54)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, NotAuthorised, RecordNotFound, StepNotAllowed
from domain.model.accounts import Account, FactKind, Organisation, PersonType
from domain.model.institution.people import Actor, Role
from domain.protocol.access.representation import RECEIPT, receipt
from domain.protocol.engine.titles import MESSAGE_ES
from domain.protocol.messages.compose import ESCALATION, REMINDER
from domain.use_cases.accounts.contacts import AddContact, NewContact, UpdateContact, add_contact, update_contact
from domain.use_cases.cases.register_company import RegisterCompany
from tests.support.builders import FAIR, REGIONAL, an_account, an_action
from tests.support.calendars import local
from tests.support.cases.capture import CAPTURE, a_new_company, sent
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.declared import EVA, ROSA, RUT, accounts, declared, declares, files, interviews
from tests.support.proving import proves

# Declaring


@pytest.mark.parametrize(
    "known",
    [
        None,
        an_account(),
        an_account(person_type=PersonType.NATURAL),
        an_account(organisation=Organisation.INSTITUTION),
        an_account(active=False, registered_on=date(2015, 1, 5), region="16", office="OFIREG-16"),
    ],
    ids=["unknown", "company", "person", "institution", "inactive"],
)
async def test_every_declarant_reads_the_same_whether_or_not_the_company_is_known(known: Account | None) -> None:
    """AMB-54, F-02: the same case, step and receipt; no account is told of, none is changed."""
    empty, desk = CaseDesk(), CaseDesk()
    if known is not None:
        desk.desk.put(known, an_action(date(2024, 5, 10), type=FAIR))
    seen = [await declares(each) for each in (empty, desk)]
    ids = {"id": "", "number": 0}
    assert replace(seen[0].case, **ids) == replace(seen[1].case, **ids)
    assert seen[0].next_step.text == seen[1].next_step.text
    assert [each.case.account_id for each in seen] == [None, None]
    assert receipt(declared(desk, seen[1].case)) == RECEIPT
    assert accounts(desk) == ([] if known is None else [known])
    assert accounts(empty) == []


async def test_a_second_declarant_reads_the_same_and_both_wait() -> None:
    """AMB-54: she is told how to go on; the executive sees both."""
    desk = CaseDesk()
    first, second = await declares(desk), await declares(desk, EVA)
    assert first.case.id != second.case.id
    assert second.next_step.text == first.next_step.text
    assert "escriba a la oficina" in receipt(declared(desk, second.case))
    assert {one.person for one in desk.desk.store.rows.representations.values()} == {ROSA.id, EVA.id}


async def test_declaring_again_returns_the_case_that_waits() -> None:
    """AMB-62: one case for one person and one company."""
    desk = CaseDesk()
    first, again = await declares(desk), await declares(desk)
    assert (again.case, again.duplicate) == (first.case, True)
    assert len(desk.cases(CAPTURE)) == 1


@pytest.mark.parametrize("actor", [REGIONAL, Actor("rosa", "Rosa", Role.COMPANY)])
async def test_staff_or_a_person_without_clave_unica_cannot(actor: Actor) -> None:
    """CAP-04."""
    desk = CaseDesk()
    with pytest.raises(NotAuthorised):
        await declares(desk, actor)
    assert (accounts(desk), desk.cases(CAPTURE)) == ([], [])


async def test_a_wrong_rut_registers_nothing() -> None:
    """CAP-04: the check digit."""
    desk = CaseDesk()
    with pytest.raises(InvalidValue):
        await declares(desk, told=RegisterCompany("76.012.345-9", "Miel"))
    assert desk.cases(CAPTURE) == []


# What waits


async def test_a_rut_among_the_fields_does_not_count() -> None:
    """CAP-04: the company is the one whose RUT she registers, whatever RUT she writes among its data."""
    desk = CaseDesk()
    done = await declares(desk, told=RegisterCompany("76.543.210-3", "Miel", {"rut": "76.100.000-4"}))
    assert str(declared(desk, done.case).rut) == "76.543.210-3"


async def test_what_she_writes_waits_and_touches_neither_account_nor_crm() -> None:
    """AMB-54: the ficha, a contact, a change of it, the opt-out."""
    desk = CaseDesk()
    known = desk.desk.put(a_new_company(desk))
    case = (await declares(desk)).case
    case = await files(desk, case)
    added = await add_contact(
        desk.desk.services, ROSA, AddContact(None, NewContact("Eva", email="eva@miel.cl"), case_id=case.id)
    )
    change = UpdateContact(None, added.contact.id, added.contact.version, {"phone": "+56 9 1234"}, case_id=case.id)
    await update_contact(desk.desk.services, ROSA, change)
    await desk.report(ROSA, case, "opt_out", stage="STAGE_2")
    draft = declared(desk, case).draft
    assert draft is not None
    assert [(c.name, c.phone) for c in draft.account.contacts] == [("Eva", "+56 9 1234")]
    assert {fact.kind for fact in draft.account.facts} == {
        FactKind.REGISTRATION, FactKind.FICHA, FactKind.EXPORT_DECLARATION, FactKind.FOLLOW_UP_OPT_OUT,
    }  # fmt: skip
    assert [action.type for action in draft.actions] == ["AVISO_EMPRESA_EXPORTADORA", "AVISO_REGION"]
    assert accounts(desk) == [known]
    assert desk.desk.store.rows.actions == {}


async def test_the_region_is_told_and_its_term_runs_while_she_waits() -> None:
    """EXP-02, EXP-03: an address that only she typed gets the fixed acknowledgement, no word of hers (F-05)."""
    desk = CaseDesk()
    case = await files(desk, (await declares(desk)).case)
    assert case.state == "NOTIFICADA_REGION"
    assert [template for template, _ in sent(desk)] == ["ACUSE-DE-RECIBO", "NTF-06"]
    assert [term.rule_id for term in desk.terms(case)] == ["SLA-03"]


async def test_what_does_not_leave_is_not_told_to_leave() -> None:
    """AMB-54, F-05, POL-07: no letter goes to an address that only she typed, and none to nowhere; NTF-06 goes out."""
    desk, without = CaseDesk(), CaseDesk()
    case = await files(desk, (await declares(desk)).case)
    name = "«próximo contacto del equipo regional»"
    unproven = (
        f"No salió el mensaje {name}: nadie de ProChile ha comprobado la dirección de correo. "
        "A ella va un acuse de recibo, una vez al día."
    )
    told = desk.timeline(case)[-1].effects
    assert unproven in told
    assert [line for line in told if line.startswith("Sale")] == [f"Sale el mensaje: {MESSAGE_ES['NTF-06']}."]
    told_without = RegisterCompany(RUT, "Miel del Sur SpA", {"region": "08"})
    silent = (await declares(without, told=told_without)).case
    done = await without.report(ROSA, silent, "complete_ficha", exports=True, region="08")
    assert f"No salió el mensaje {name}: no hay dirección de correo." in done.event.effects


@pytest.mark.parametrize("fact", ["explain_procedure", "record_test_result"])
async def test_an_executive_may_cause_a_letter_while_she_waits(fact: str) -> None:
    """F-05: whoever causes it, the address that only she typed gets the fixed acknowledgement, once a day."""
    desk = CaseDesk()
    case = (await declares(desk)).case
    case = (await desk.report(ROSA, case, "complete_ficha", exports=False, region="08")).case
    data: dict[str, bool | str | int] = {"by_message": True}
    if fact == "record_test_result":
        data = {"level": "LOW", "score": 5, "scoring_version": "2024"}
    await desk.report(REGIONAL, case, fact, **data)
    assert sent(desk) == [("ACUSE-DE-RECIBO", ("hola@miel.cl",))]
    assert [line[:19] for line in desk.timeline(case)[-1].effects if "mensaje" in line] == ["No salió el mensaje"]


async def test_the_office_is_reminded_of_what_waits_as_of_any_other_case() -> None:
    """LIN-03: due Monday 23, so at risk from Tuesday 17 (18 to 20 are holidays), overdue on 24; letters leave at 9."""
    desk = CaseDesk()
    case = await files(desk, (await declares(desk)).case)
    for day in ("2024-09-17 09:00", "2024-09-24 09:00"):
        desk.desk.clock.at = local(day)
        await desk.fire_due()
    assert [template for template, _ in sent(desk)][2:] == [REMINDER, ESCALATION]
    assert {message.account_id for message in desk.messages if message.case_id == case.id} == {None}


async def test_nobody_else_writes_in_her_case() -> None:
    """AMB-54: to others it is as if there were none."""
    desk = CaseDesk()
    case = (await declares(desk)).case
    contact = NewContact("Eva")
    with pytest.raises(RecordNotFound):
        await files(desk, case, EVA)
    for stranger in (EVA, REGIONAL):
        with pytest.raises(RecordNotFound):
            await add_contact(desk.desk.services, stranger, AddContact(None, contact, case_id=case.id))


@proves("CAP-04", "CAP-07")
async def test_a_company_is_not_decided_on_before_its_person() -> None:
    """CAP-07, AMB-54: first the representation."""
    desk = CaseDesk()
    case = (await interviews(desk, await files(desk, (await declares(desk)).case))).case
    for fact, more in (("validate", {}), ("reject", {"reason": "No"})):
        with pytest.raises(StepNotAllowed) as refused:
            await desk.report(REGIONAL, case, fact, **more)
        assert "confirme o rechace la representación" in refused.value.message
