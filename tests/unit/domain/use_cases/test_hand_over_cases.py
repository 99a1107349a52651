"""Many cases handed over in one act, and the cases of whoever the directory no longer has."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.cases import Case, Flow, Value
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Actor, Role
from domain.use_cases.cases.charge import pending_hand_over
from domain.use_cases.cases.hand_over_cases import HandOverCases, hand_over_cases
from domain.use_cases.cases.reconsider import reconsider_people
from tests.support.builders import ANALYST, HEAD, OFFICER, OTHER_REGIONAL, REGIONAL, an_account, an_action
from tests.support.cases.capture import notified, sent
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import DIRECTORY, PORTAL
from tests.support.proving import proves

LUISA = Person("luisa.paz", "Luisa Paz", Role.REGIONAL_EXECUTIVE, "luisa@ejemplo.cl", "OFIREG-08")
ASK: dict[str, Value] = {"wants": "ADVICE", "matter": "Queremos vender en Corea", "purpose": "DIVERSIFY"}
TO_LUISA = HandOverCases("person:luisa.paz", "Ana deja ProChile", of_person=REGIONAL.id)


async def eleven(desk: CaseDesk) -> list[Case]:
    """Eleven requests of eleven companies, all with Ana, each with its term of three business days (SLA-07)."""
    found = []
    for _ in range(11):
        account = desk.desk.put(an_account(rut=None, regional_executive=REGIONAL.id), an_action(date(2024, 6, 3)))
        found.append((await desk.start(PORTAL, Flow.REQUEST, "receive_request", account.id, **ASK)).case)
    assert {case.assignee for case in found} == {REGIONAL.id}
    return found


def a_desk() -> CaseDesk:
    return CaseDesk(directory=Directory((*DIRECTORY.people, LUISA)))


@proves("POL-05")
async def test_eleven_cases_of_a_colleague_who_leaves_are_handed_over_in_one_act() -> None:
    """F-84, AMB-68: one act, one reason; each with its own record, terms untouched, each to be acknowledged."""
    desk = a_desk()
    cases = await eleven(desk)
    terms = [desk.terms(case) for case in cases]

    done = await hand_over_cases(desk.services, HEAD, TO_LUISA)

    assert [outcome.case.id for outcome in done] == [case.id for case in cases]
    assert {outcome.case.assignee for outcome in done} == {LUISA.id}
    for case in cases:
        pending = pending_hand_over(desk.timeline(case))
        assert pending is not None
        assert (pending.reason, pending.data["from_person"]) == ("Ana deja ProChile", REGIONAL.id)
    assert [desk.terms(case) for case in cases] == terms
    handed = [d for d in desk.desk.decisions if d.what == "hand_over" and d.by == HEAD.id]
    assert len(handed) == 11


async def test_one_case_that_is_not_theirs_leaves_all_where_they_are() -> None:
    """F-84: atomic, with the permission that one case asks for; the refusal names the case."""
    desk = a_desk()
    cases = await eleven(desk)
    await hand_over_cases(
        desk.services, HEAD, HandOverCases("office:OFIREG-15", "Es de Arica", case_ids=(cases[4].id,))
    )
    before = {case.id: desk.desk.store.rows.cases[case.id] for case in cases}
    asked = HandOverCases("person:luisa.paz", "Ana deja ProChile", case_ids=tuple(case.id for case in cases))

    with pytest.raises(NotAuthorised, match=f"Caso {cases[4].number}: "):
        await hand_over_cases(desk.services, HEAD, asked)

    assert {case.id: desk.desk.store.rows.cases[case.id] for case in cases} == before


@pytest.mark.parametrize("stranger", [OTHER_REGIONAL, ANALYST, PORTAL])
async def test_nobody_else_hands_a_persons_cases_over(stranger: Actor) -> None:
    """POL-05, F-06: not another office, nor a role without part in them."""
    desk = a_desk()
    await eleven(desk)
    with pytest.raises(NotAuthorised):
        await hand_over_cases(desk.services, stranger, TO_LUISA)


async def test_a_company_learns_nothing_of_the_cases_of_a_person() -> None:
    """COM-02, POL-05: refused alike whether that person has cases or not, and whether there is such a case or not."""
    desk = a_desk()
    cases = await eleven(desk)
    company = Actor("otro", "Otro", Role.COMPANY, account_id="otra")
    for person in (REGIONAL.id, "nadie.existe"):
        with pytest.raises(NotAuthorised):
            await hand_over_cases(desk.services, company, HandOverCases("CENTRAL", "Porque sí", of_person=person))
    for case_id in (cases[0].id, "ninguno"):
        with pytest.raises(NotAuthorised):
            await hand_over_cases(desk.services, company, HandOverCases("CENTRAL", "Sí", case_ids=(case_id,)))


async def test_what_the_act_lacks_is_said() -> None:
    """POL-06: which cases, to whom and why."""
    desk = a_desk()
    (first, *_) = await eleven(desk)
    act = "person:luisa.paz"
    with pytest.raises(MissingData):
        await hand_over_cases(desk.services, HEAD, HandOverCases(act, "Sí"))
    with pytest.raises(MissingData):
        await hand_over_cases(desk.services, HEAD, HandOverCases(act, " ", of_person=REGIONAL.id))
    with pytest.raises(InvalidValue):
        await hand_over_cases(desk.services, HEAD, HandOverCases("person:nadie", "Sí", of_person=REGIONAL.id))
    with pytest.raises(InvalidValue):
        await hand_over_cases(desk.services, HEAD, HandOverCases(act, "Sí", REGIONAL.id, (first.id,)))
    with pytest.raises(StepNotAllowed):
        await hand_over_cases(desk.services, HEAD, HandOverCases(act, "Sí", of_person=LUISA.id))


async def test_the_same_act_sent_twice_is_one() -> None:
    """An answer that was lost can be asked for again."""
    desk = a_desk()
    cases = await eleven(desk)
    asked = HandOverCases("person:luisa.paz", "Ana deja ProChile", of_person=REGIONAL.id, client_key="k")
    await hand_over_cases(desk.services, HEAD, asked)
    timelines = [desk.timeline(case) for case in cases]

    again = await hand_over_cases(desk.services, HEAD, asked)

    assert [outcome.repeated for outcome in again] == [True] * 11
    assert [desk.timeline(case) for case in cases] == timelines


# who the directory no longer has


async def test_cases_of_a_person_who_left_the_directory_pass_to_whoever_answers_now() -> None:
    """AMB-68: one that nobody attended passes on with notice; one that was attended asks to be handed over."""
    desk = a_desk()
    fresh, attended, *_ = await eleven(desk)
    await desk.report(REGIONAL, attended, "offer_alternatives", alternatives=("Feria de Tokio",))
    told = len(sent(desk))
    desk.directory = Directory((LUISA, *(person for person in DIRECTORY.people if person.id != REGIONAL.id)))

    assert await reconsider_people(desk.services) == 11
    await desk.fire_due()

    rows = desk.desk.store.rows.cases
    assert (rows[fresh.id].assignee, rows[attended.id].assignee) == (LUISA.id, REGIONAL.id)
    asked = desk.timeline(attended)[-1]
    assert (asked.fact, asked.data["to"]) == ("reconsider", "person:luisa.paz")
    letters = sent(desk)[told:]
    assert letters.count(("AVISO-CASO", ("luisa@ejemplo.cl",))) == 10
    assert letters.count(("AVISO-CASO", ("hugo.jara@ejemplo.cl",))) == 1  # nobody has it any more: the head

    before = dict(desk.desk.store.rows.timelines)
    await reconsider_people(desk.services)  # another worker starts
    await desk.fire_due()
    assert desk.desk.store.rows.timelines == before


async def test_who_moved_to_another_region_leaves_the_cases_of_the_old_one() -> None:
    """AMB-68, RTE-05: the officer of the sector is Arica's now; the case of Biobío passes to its head."""
    desk = a_desk()
    case = await notified(desk)
    assert case.assignee == OFFICER.id
    moved = Person(OFFICER.id, OFFICER.name, OFFICER.role, "eva@ejemplo.cl", "OFIREG-15", sectors=("ALIMENTOS",))
    desk.directory = Directory((*(p for p in DIRECTORY.people if p.id != OFFICER.id), moved))

    assert await reconsider_people(desk.services) == 1
    await desk.fire_due()

    passed = desk.desk.store.rows.cases[case.id]
    assert (passed.assignee, passed.office) == (HEAD.id, "OFIREG-08")


async def test_a_directory_that_has_everybody_leaves_nothing_to_do() -> None:
    """Read again without a change."""
    desk = a_desk()
    await eleven(desk)
    assert await reconsider_people(desk.services) == 0
