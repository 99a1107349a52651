"""Facts that were reported by mistake are taken back (AMB-70)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import MissingData, NotAuthorised, RecordNotFound, StepNotAllowed, VersionConflict
from domain.model.accounts import FactKind
from domain.model.cases import Case, Flow
from domain.model.history.decisions import DecisionKind
from domain.model.institution.people import Actor, Role
from domain.model.messages import MessageState
from domain.model.timers import TimerState
from domain.use_cases.cases.charge import HandOverCase, hand_over_case
from domain.use_cases.cases.take_back import TakeBackFact, take_back_fact
from domain.use_cases.cases.take_step import CaseOutcome
from tests.support.builders import HEAD, OFFICER, OTHER_REGIONAL, REGIONAL, an_account, an_action
from tests.support.calendars import local
from tests.support.cases.capture import a_new_company, notified, registered, who_represents
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import a_desk, in_category

WRONG = "Era de otra empresa"
HEAD_OF_ARICA = Actor("raul.tapia", "Raúl Tapia", Role.REGIONAL_HEAD, "OFIREG-15")


async def taken_back(
    desk: CaseDesk, actor: Actor, case: Case, fact: str, reason: str = WRONG, **more: object
) -> CaseOutcome:
    sequence = next(event.sequence for event in reversed(desk.timeline(case)) if event.fact == fact)
    asked = TakeBackFact(case.id, sequence, reason, **more)  # type: ignore[arg-type]  # fields by name
    return await take_back_fact(desk.services, actor, asked)


def running(desk: CaseDesk, case: Case) -> list[str]:
    return [term.rule_id for term in desk.terms(case) if term.is_open]


async def test_a_term_that_a_mistaken_fact_stopped_runs_again_from_its_own_start() -> None:
    """AMB-70, AMB-01, SLA-03: notified on Friday 13 September 2024; a contact stops it on the 16th."""
    desk = CaseDesk()
    case = await notified(desk)
    before = next(term for term in desk.terms(case) if term.rule_id == "SLA-03")
    letters = [(t.kind, t.due_at) for t in desk.timers if t.subject == f"term:{before.id}"]
    desk.desk.clock.at = local("2024-09-16 10:00")
    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    assert "SLA-03" not in running(desk, case)

    done = await taken_back(desk, REGIONAL, case, "record_contact")

    assert done.case.state == "NOTIFICADA_REGION"
    assert (running(desk, case), desk.desk.store.rows.terms[before.id][0]) == (["SLA-03"], before)
    assert [(t.kind, t.due_at) for t in desk.timers if t.subject == f"term:{before.id}"] == letters
    assert [t.waiver is not None for t in desk.terms(case) if t.rule_id == "SLA-04"] == [True]
    assert done.next_step.step == "record_contact"


async def test_the_entry_stays_visible_with_who_took_it_back_and_why() -> None:
    """AMB-70, POL-07: in the timeline, and in the record of decisions with what was undone."""
    desk = CaseDesk()
    case = await notified(desk)
    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    await taken_back(desk, REGIONAL, case, "record_contact")
    told = {event.fact: event for event in desk.timeline(case)}
    mark = told["record_contact"].taken_back
    assert mark is not None
    assert (mark.by, mark.role, mark.reason) == (REGIONAL.id, REGIONAL.role, WRONG)
    assert told["take_back"].effects[0].startswith("Se retira «Registrar")
    assert any(line.startswith("Vuelve a correr el plazo: ") for line in told["take_back"].effects)
    decision = desk.desk.decisions[-1]
    assert (decision.kind, decision.what, decision.reason) == (DecisionKind.OVERRIDE, "take_back", WRONG)


async def test_it_is_taken_back_by_who_reported_it_or_the_head_of_the_unit_with_a_reason() -> None:
    """AMB-70: not by another executive, nor the head of another region; the same again is already so."""
    desk = CaseDesk()
    case = await notified(desk)
    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    for actor in (OTHER_REGIONAL, OFFICER, HEAD_OF_ARICA):
        with pytest.raises(NotAuthorised):
            await taken_back(desk, actor, case, "record_contact")
    with pytest.raises(MissingData) as refused:
        await taken_back(desk, HEAD, case, "record_contact", " ")
    assert refused.value.missing == ("reason",)
    with pytest.raises(VersionConflict):
        await taken_back(desk, HEAD, case, "record_contact", seen=1)
    with pytest.raises(RecordNotFound):
        await take_back_fact(desk.services, HEAD, TakeBackFact(case.id, 99, WRONG))
    first = await taken_back(desk, HEAD, case, "record_contact", client_key="k")
    assert (await taken_back(desk, HEAD, case, "record_contact")).duplicate
    again = await taken_back(desk, HEAD, case, "record_contact", client_key="k")
    assert (again.repeated, again.case.version) == (True, first.case.version)
    with pytest.raises(StepNotAllowed, match="ya se retiró"):
        await taken_back(desk, REGIONAL, case, "record_contact")


async def test_an_office_that_lost_the_case_takes_nothing_back_in_it_and_the_head_where_it_is_may() -> None:
    """AMB-70, RTE-04: reported in Biobío; its head handed the case over to Arica, which has acted since alone."""
    desk = CaseDesk()
    case = await notified(desk)
    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    to_arica = HandOverCase(case.id, "office:OFIREG-15", "La empresa se mudó")
    await hand_over_case(desk.services, HEAD, to_arica)
    before = desk.desk.store.rows.copy()
    for actor in (REGIONAL, HEAD):
        with pytest.raises(NotAuthorised, match="responde Arica"):
            await taken_back(desk, actor, case, "record_contact")
    assert desk.desk.store.rows == before
    assert (await taken_back(desk, HEAD_OF_ARICA, case, "record_contact")).case.office == "OFIREG-15"


async def test_who_reports_the_fact_no_more_does_not_take_it_back_either() -> None:
    """AMB-70, RTE-04: the same person as an analyst, or in another region's office; what is not there is not told."""
    desk = CaseDesk()
    case = await notified(desk)
    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    for moved in (replace(REGIONAL, role=Role.ANALYST), replace(REGIONAL, office="OFIREG-15")):
        with pytest.raises(NotAuthorised):
            await taken_back(desk, moved, case, "record_contact")
    with pytest.raises(NotAuthorised):
        await take_back_fact(desk.services, REGIONAL, TakeBackFact(case.id, 99, WRONG))


async def test_a_company_takes_back_its_own_facts_while_it_sees_the_case() -> None:
    """AMB-70, COM-02: not what staff reported; another company, or one that she represents no more, finds no case."""
    desk = CaseDesk()
    case = await notified(desk)
    company = who_represents(desk.desk.store.rows.accounts[case.account_id or ""])
    await desk.report(REGIONAL, case, "record_contact", contact_kind="SPOKEN")
    with pytest.raises(NotAuthorised, match="quien lo registró o a su jefatura"):
        await taken_back(desk, company, case, "record_contact")
    await taken_back(desk, REGIONAL, case, "record_contact")
    for outsider in (replace(company, account_id=None), replace(company, account_id="de-otra")):
        with pytest.raises(RecordNotFound, match="un caso"):
            await taken_back(desk, outsider, case, "complete_ficha")
    assert (await taken_back(desk, company, case, "complete_ficha")).case.state == "REGISTRO"


async def test_what_other_facts_stand_on_is_not_taken_back_before_them() -> None:
    """AMB-70: the later fact is named; once it is taken back, so may be the one beneath."""
    desk = a_desk()
    account = desk.desk.put(an_account(regional_executive=REGIONAL.id), an_action(date(2024, 3, 5)))
    case = (
        await desk.start(REGIONAL, Flow.REQUEST, "receive_request", account.id, wants="ADVICE", matter="Corea")
    ).case
    await desk.report(REGIONAL, case, "offer_alternatives", alternatives=("Feria", "Agenda"))
    with pytest.raises(StepNotAllowed, match=r"siguió con «.+» \(13-09-2024\): retire primero ese hecho"):
        await taken_back(desk, REGIONAL, case, "receive_request")
    await taken_back(desk, REGIONAL, case, "offer_alternatives")
    assert (await taken_back(desk, REGIONAL, case, "receive_request")).case.state == "RETIRADO"


async def test_who_represents_a_company_is_decided_and_not_taken_back() -> None:
    """AMB-70, AMB-54: a declaration is refused or ended by its own facts."""
    desk = CaseDesk()
    account = a_new_company(desk)
    case = await registered(desk, account)
    with pytest.raises(StepNotAllowed, match="decide quién representa a la empresa"):
        await taken_back(desk, who_represents(account), case, "register")


async def test_facts_of_the_account_go_with_the_fact_that_recorded_them() -> None:
    """AMB-70: the ficha of another company: what it declared is of the account no more; it can come again."""
    desk = CaseDesk()
    account = a_new_company(desk)
    case = await registered(desk, account)
    company = who_represents(account)
    before = desk.desk.store.rows.accounts[account.id]
    await desk.report(company, case, "complete_ficha", exports=True, region="15")
    now = desk.desk.store.rows.accounts[account.id]
    assert {fact.kind for fact in now.facts} > {fact.kind for fact in before.facts}

    await taken_back(desk, company, case, "complete_ficha")

    after = desk.desk.store.rows.accounts[account.id]
    assert ([fact.id for fact in after.facts], after.region) == ([fact.id for fact in before.facts], before.region)
    assert running(desk, case) == []
    again = await desk.report(company, case, "complete_ficha", exports=True, region="08")
    assert (again.duplicate, again.case.office) == (False, "OFIREG-08")


async def test_a_message_that_waits_does_not_go_and_one_that_went_is_to_be_explained() -> None:
    """AMB-70: the region's notice of the ficha; the worker had sent one of the two."""
    desk = CaseDesk()
    case = await notified(desk)
    sent, *waiting = desk.messages[-2:]
    desk.desk.store.rows.messages[sent.id] = type(sent)(
        **{name: getattr(sent, name) for name in sent.__dataclass_fields__ if name != "state"}, state=MessageState.SENT
    )
    company = desk.desk.store.rows.accounts[case.account_id or ""]
    done = await taken_back(desk, who_represents(company), case, "complete_ficha")
    states = {message.id: message.state for message in desk.messages}
    assert states[sent.id] is MessageState.SENT
    assert [states[message.id] for message in waiting] == [MessageState.WITHDRAWN] * len(waiting)
    assert [message.id for message in done.to_explain] == [sent.id]


async def test_a_case_opened_by_mistake_ends_with_what_it_opened_and_its_actions_are_annulled() -> None:
    """AMB-70, FUP-04: the visit of another importer: a service that was registered, and its follow-up."""
    desk = a_desk()
    account = desk.desk.put(
        an_account(facts=in_category("2"), regional_executive=REGIONAL.id), an_action(date(2024, 3, 5))
    )
    opened = await desk.start(REGIONAL, Flow.REQUEST, "receive_request", account.id, wants="ADVICE", matter="Corea")
    assert running(desk, opened.case) == ["SLA-07"]
    done = await taken_back(desk, REGIONAL, opened.case, "receive_request")
    assert (done.case.state, done.case.closed_at is not None, done.next_step.step) == ("RETIRADO", True, "none")
    assert running(desk, opened.case) == []
    assert [t.waiver is not None for t in desk.terms(opened.case)] == [True]
    assert not [t for t in desk.timers if t.subject.partition(":")[2] in {opened.case.id, *_ids(desk, opened.case)}]
    assert all(action.annulment for action in desk.desk.store.rows.actions.values() if action.case_id == opened.case.id)


async def test_a_case_that_it_opened_ends_unless_it_went_on() -> None:
    """AMB-70, FUP-01: an agenda registered as held opens a follow-up; answered there, it stands."""
    desk = a_desk()
    account = desk.desk.put(
        an_account(facts=in_category("2"), regional_executive=REGIONAL.id), an_action(date(2024, 3, 5))
    )
    agenda = (await desk.start(REGIONAL, Flow.AGENDA, "request_agenda", account.id, market="CN", mode="VIRTUAL")).case
    await desk.report(REGIONAL, agenda, "send_to_oficom")
    oficom = Actor("mei.soto", "Mei Soto", Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA")
    plan = {"agenda_starts_on": date(2024, 9, 12), "agenda_ends_on": date(2024, 9, 13), "meetings": ("A",)}
    await desk.report(oficom, agenda, "confirm_agenda", **plan)
    held = {"started_on": date(2024, 9, 12), "ended_on": date(2024, 9, 13)}
    await desk.report(REGIONAL, agenda, "record_held", **held)
    (follow_up,) = desk.cases(Flow.FOLLOW_UP)
    await taken_back(desk, REGIONAL, agenda, "record_held")
    (ended,) = desk.cases(Flow.FOLLOW_UP)
    assert (ended.id, ended.state, running(desk, ended)) == (follow_up.id, "RETIRADO", [])
    assert [a.annulment is not None for a in desk.desk.store.rows.actions.values() if a.type == "AGENDA_NEGOCIOS"] == [
        True
    ]
    assert not [t for t in desk.timers if t.subject == f"case:{ended.id}"]

    await desk.report(REGIONAL, agenda, "record_held", started_on=date(2024, 9, 12), ended_on=date(2024, 9, 12))
    going = next(case for case in desk.cases(Flow.FOLLOW_UP) if case.closed_at is None)
    await desk.report(REGIONAL, going, "record_answer", notes="Muy bien")
    with pytest.raises(StepNotAllowed, match=f"el caso {going.number} siguió con"):
        await taken_back(desk, REGIONAL, agenda, "record_held")


async def test_a_timer_that_the_fact_cancelled_fires_on_its_day() -> None:
    """AMB-70, FUP-06: an opt-out of another company; stage 1 goes out on 13 October 2024 after all."""
    desk = a_desk()
    account = desk.desk.put(
        an_account(facts=in_category("2"), regional_executive=REGIONAL.id), an_action(date(2024, 9, 13))
    )
    activity = {"ended_on": date(2024, 9, 13), "activity": "Foodex"}
    case = (await desk.start(REGIONAL, Flow.FOLLOW_UP, "open_follow_up", account.id, **activity)).case
    (stage_1,) = [t for t in desk.timers if t.kind == "follow_up_stage_1"]
    await desk.report(REGIONAL, case, "opt_out")
    assert desk.desk.store.rows.timers[stage_1.kind, stage_1.subject, stage_1.occurrence].state is TimerState.CANCELLED
    await taken_back(desk, REGIONAL, case, "opt_out")
    kinds = {fact.kind for fact in desk.desk.store.rows.accounts[account.id].facts}
    assert FactKind.FOLLOW_UP_OPT_OUT not in kinds
    desk.desk.clock.at = local("2024-10-13 09:00")
    await desk.fire_due()
    assert "NTF-29" in [message.template for message in desk.messages]


def _ids(desk: CaseDesk, case: Case) -> set[str]:
    return {term.id for term in desk.terms(case)}
