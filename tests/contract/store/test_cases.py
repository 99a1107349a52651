"""What the store of cases promises (`domain.ports.casework`)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import DuplicateRecord, RecordNotFound, VersionConflict
from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, CaseEvent, Flow, TakenBack, Undo
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.model.messages import MessageState
from domain.model.terms import Milestones, Term
from domain.model.timers import Timer
from domain.ports.store import Transactions
from tests.support.builders import REGIONAL, RUT, a_fact, an_account, new_id
from tests.support.mail import a_message

T0 = datetime(2024, 9, 13, 20, 0, 0, 123456, UTC)


def a_case(**fields: object) -> Case:
    case = Case(
        id=new_id(),
        flow=Flow.HELP_CENTRE,
        state="RECIBIDA",
        opened_at=T0,
        opened_by=REGIONAL.id,
        protocol_version="2024",
        accountable_unit="Centro de Ayuda",
        person="Íñigo Ñanco",
        office="CENTRAL",
        channel=Channel.DIGITAL,
        point_of_contact=PointOfContact.FORM_CDA,
        data={
            "exports": True,
            "score": 70,
            "region": "08",
            "on": date(2024, 2, 29),
            "at": T0,
            "items": ("a", "b"),
        },
    )
    return replace(case, **fields)  # type: ignore[arg-type]  # fields by name


def an_event(case: Case, sequence: int = 1, **fields: object) -> CaseEvent:
    event = CaseEvent(
        case_id=case.id,
        sequence=sequence,
        fact="submit_help_form",
        at=T0 + timedelta(seconds=1),
        occurred_at=T0,
        by=REGIONAL.id,
        role=Role.REGIONAL_EXECUTIVE,
        from_state="",
        to_state=case.state,
        rules=("PUB-06", "SLA-08"),
        data=case.data,
        reason="Porque sí",
        effects=("Comienza el plazo SLA-08.",),
        channel=Channel.DIGITAL,
        point_of_contact=PointOfContact.FORM_CDA,
        late=True,
    )
    return replace(event, **fields)  # type: ignore[arg-type]  # fields by name


async def _an_account(transactions: Transactions) -> Account:
    async with transactions(REGIONAL) as work:
        return await work.accounts.add(an_account(rut=RUT))


async def test_a_case_comes_back_as_it_was_added(transactions: Transactions) -> None:
    """Every kind of datum, to the microsecond; with its number and its timeline."""
    case = a_case()
    async with transactions(REGIONAL) as work:
        added = await work.cases.add(case, an_event(case))
    async with transactions(REGIONAL) as work:
        assert added.number > 0
        assert await work.cases.get(case.id) == added == replace(case, number=added.number)
        assert await work.cases.hold(case.id) == added
        assert list(await work.cases.timeline(case.id)) == [an_event(case)]


async def test_a_case_that_is_not_there_is_not_found(transactions: Transactions) -> None:
    """The error names what was asked for."""
    async with transactions(REGIONAL) as work:
        with pytest.raises(RecordNotFound):
            await work.cases.get(new_id())
        with pytest.raises(RecordNotFound):
            await work.cases.hold(new_id())
        with pytest.raises(RecordNotFound):
            await work.cases.advance(a_case(), 1, an_event(a_case()))


async def test_a_step_writes_the_case_and_one_event(transactions: Transactions) -> None:
    """The version counts on; the timeline is only added to."""
    case = a_case()
    async with transactions(REGIONAL) as work:
        await work.cases.add(case, an_event(case))
    answered = replace(case, state="RESPONDIDA", closed_at=T0, complex=True)
    async with transactions(REGIONAL) as work:
        after = await work.cases.advance(answered, 1, an_event(answered, 2, fact="answer"))
    async with transactions(REGIONAL) as work:
        assert (after.version, after.state, after.complex) == (2, "RESPONDIDA", True)
        assert await work.cases.get(case.id) == replace(after, number=(await work.cases.get(case.id)).number)
        assert [event.fact for event in await work.cases.timeline(case.id)] == ["submit_help_form", "answer"]


async def test_the_second_of_two_people_is_told(transactions: Transactions) -> None:
    """Nobody's step is overwritten in silence."""
    case = a_case()
    async with transactions(REGIONAL) as work:
        await work.cases.add(case, an_event(case))
        await work.cases.advance(case, 1, an_event(case, 2))
    with pytest.raises(VersionConflict) as told:
        async with transactions(REGIONAL) as work:
            await work.cases.advance(case, 1, an_event(case, 2))
    assert (told.value.seen, told.value.current_version) == (1, 2)


async def test_one_open_capture_case_for_each_company(transactions: Transactions) -> None:
    """AMB-62: the open one is named; once it is closed another may open."""
    account = await _an_account(transactions)
    first, second = (a_case(flow=Flow.CAPTURE, state="REGISTRO", account_id=account.id) for _ in range(2))
    async with transactions(REGIONAL) as work:
        await work.cases.add(first, an_event(first))
    async with transactions(REGIONAL) as work:
        with pytest.raises(DuplicateRecord) as told:
            await work.cases.add(second, an_event(second))
        assert told.value.existing_id == first.id
        assert [case.id for case in await work.cases.of_account(account.id, Flow.CAPTURE)] == [first.id]
    async with transactions(REGIONAL) as work:
        await work.cases.advance(replace(first, state="RECHAZADA", closed_at=T0), 1, an_event(first, 2))
        await work.cases.add(second, an_event(second))
        assert [case.id for case in await work.cases.of_account(account.id)] == [second.id]
        every = await work.cases.of_account(account.id, open_only=False)
        assert [case.id for case in every] == [first.id, second.id]


async def test_two_openings_at_once_leave_one_case(transactions: Transactions) -> None:
    """AMB-62: the store decides."""
    account = await _an_account(transactions)

    async def open_one() -> str:
        case = a_case(flow=Flow.CAPTURE, state="REGISTRO", account_id=account.id)
        try:
            async with transactions(REGIONAL) as work:
                return (await work.cases.add(case, an_event(case))).id
        except DuplicateRecord as taken:
            return taken.existing_id

    assert len(set(await asyncio.gather(*(open_one() for _ in range(4))))) == 1


async def test_the_open_terms_of_a_case_without_account(transactions: Transactions) -> None:
    """PUB-06: a person belongs to no company, and the term runs all the same."""
    case = a_case()
    term = Term(new_id(), "SLA-08", "2024", T0, "CENTRAL", case_id=case.id, unit="Centro de Ayuda")
    stopped = replace(term, id=new_id(), stopped_at=T0)
    async with transactions(REGIONAL) as work:
        await work.cases.add(case, an_event(case))
        for each in (term, stopped):
            await work.terms.add(each, Milestones())
    async with transactions(REGIONAL) as work:
        assert list(await work.cases.open_terms(case.id)) == [term]


async def test_a_case_that_comes_to_an_account_brings_its_terms(transactions: Transactions) -> None:
    """AMB-54: what was declared without account, open or closed, is the account's once its person is confirmed."""
    account = await _an_account(transactions)
    case = a_case(flow=Flow.CAPTURE, state="NOTIFICADA_REGION")
    other = a_case(flow=Flow.CAPTURE, state="REGISTRO")
    running = Term(new_id(), "SLA-03", "2024", T0, "OFIREG-08", case_id=case.id)
    terms = (running, replace(running, id=new_id(), stopped_at=T0), replace(running, id=new_id(), case_id=other.id))
    async with transactions(REGIONAL) as work:
        for each in (case, other):
            await work.cases.add(each, an_event(each))
        for term in terms:
            await work.terms.add(term, Milestones())
        await work.cases.advance(replace(case, account_id=account.id), 1, an_event(case, 2))
        await work.cases.give(case.id, account.id)
    async with transactions(REGIONAL) as work:
        assert {term.id for term in await work.terms.of_account(account.id)} == {term.id for term in terms[:2]}
        assert [each.id for each in await work.cases.of_account(account.id, Flow.CAPTURE)] == [case.id]


async def test_a_case_does_not_come_to_an_account_that_has_an_open_one(transactions: Transactions) -> None:
    """AMB-62: one open capture case for each company, however it comes to it; nothing is written."""
    account = await _an_account(transactions)
    first = a_case(flow=Flow.CAPTURE, state="REGISTRO", account_id=account.id)
    second = a_case(flow=Flow.CAPTURE, state="REGISTRO")
    async with transactions(REGIONAL) as work:
        for each in (first, second):
            await work.cases.add(each, an_event(each))
    with pytest.raises(DuplicateRecord):
        async with transactions(REGIONAL) as work:
            await work.cases.advance(replace(second, account_id=account.id), 1, an_event(second, 2))
    async with transactions(REGIONAL) as work:
        assert (await work.cases.get(second.id)).account_id is None


async def test_nothing_of_a_failed_step_stays(transactions: Transactions) -> None:
    """One transaction: all or nothing."""
    case = a_case()

    async def failing() -> None:
        async with transactions(REGIONAL) as work:
            await work.cases.add(case, an_event(case))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        await failing()
    async with transactions(REGIONAL) as work:
        with pytest.raises(RecordNotFound):
            await work.cases.get(case.id)


async def test_what_a_fact_made_is_kept_and_that_it_was_taken_back(transactions: Transactions) -> None:
    """AMB-70: with its entry, which is otherwise as it was; of other entries nothing changes."""
    case = a_case()
    first, second = an_event(case), an_event(case, 2)
    undo = Undo(
        data={"on": date(2024, 2, 29), "at": T0, "items": ("a", "b"), "score": 70},
        office="OFIREG-08",
        assignee="ana.rojas",
        unit="Oficina regional",
        started=("t1",),
        closed=("t2", "t3"),
        timers=(("note_expiry", "3"),),
        actions=("a1",),
        facts=("f1",),
        fields={"rut": (None, str(RUT)), "chilean_capital": (True, False)},
        moved=(("c2", 1),),
        hand_overs=(3,),
    )
    taken = TakenBack(REGIONAL.id, Role.REGIONAL_EXECUTIVE, T0, "Era de otra empresa")
    async with transactions(REGIONAL) as work:
        added = await work.cases.add(case, first)
        await work.cases.advance(replace(added, version=2), 1, second)
        await work.cases.keep_undo(case.id, 2, undo)
        await work.cases.mark_taken_back(case.id, 2, taken)
    async with transactions(REGIONAL) as work:
        assert list(await work.cases.timeline(case.id)) == [first, replace(second, undo=undo, taken_back=taken)]


async def test_what_a_fact_caused_is_told_anew(transactions: Transactions) -> None:
    """POL-07: when not all of it could be done; the entry is otherwise as it was, and so are the others."""
    case = a_case()
    first, second = an_event(case), an_event(case, 2)
    async with transactions(REGIONAL) as work:
        added = await work.cases.add(case, first)
        await work.cases.advance(replace(added, version=2), 1, second)
        await work.cases.retell(case.id, 2, ("No salió el mensaje.", "Comienza el plazo."))
    async with transactions(REGIONAL) as work:
        told = replace(second, effects=("No salió el mensaje.", "Comienza el plazo."))
        assert list(await work.cases.timeline(case.id)) == [first, told]


async def test_an_entry_gets_another_topic(transactions: Transactions) -> None:
    """MEA-05: that entry alone, and the case keeps its own; none is a topic too."""
    case = a_case(topic="FERIAS")
    first, second = an_event(case, topic="MERCADOS"), an_event(case, 2)
    async with transactions(REGIONAL) as work:
        added = await work.cases.add(case, first)
        await work.cases.advance(replace(added, version=2), 1, second)
        await work.cases.mark_topic(case.id, 2, "ORIGEN")
    async with transactions(REGIONAL) as work:
        assert (await work.cases.get(case.id)).topic == "FERIAS"
        assert list(await work.cases.timeline(case.id)) == [first, replace(second, topic="ORIGEN")]
        await work.cases.mark_topic(case.id, 1, None)
    async with transactions(REGIONAL) as work:
        assert [each.topic for each in await work.cases.timeline(case.id)] == [None, "ORIGEN"]


async def test_messages_of_a_fact_are_withdrawn_unless_they_went(transactions: Transactions) -> None:
    """AMB-70: those of its cause only; the one that is withdrawn never goes, and the one that went is told."""
    case = a_case()
    sent, waiting, other = (
        a_message(cause=f"case:{case.id}:{n}", case_id=case.id) for n in ("2:NTF-02", "2:NTF-03", "21:NTF-02")
    )
    async with transactions(REGIONAL) as work:
        await work.cases.add(case, an_event(case))
        for message in (sent, waiting, other):
            await work.messages.queue(message)
        await work.messages.mark(sent.id, MessageState.SENT, at=T0)
        found = await work.messages.withdraw(case.id, f"case:{case.id}:2:")
    assert [(m.id, m.state) for m in found] == [(sent.id, MessageState.SENT), (waiting.id, MessageState.WITHDRAWN)]
    async with transactions(REGIONAL) as work:
        assert (await work.messages.get(other.id)).state is MessageState.QUEUED


async def test_cancelled_timers_are_revived_as_they_were(transactions: Transactions) -> None:
    """AMB-70: those that are named, or all of the subject; an occurrence is found with those set again since."""
    named, kept, again = (
        Timer(new_id(), "note_expiry", "case:1", T0, "BEH-06", occurrence) for occurrence in ("2", "3", "3>2024-09-20")
    )
    async with transactions(REGIONAL) as work:
        for timer in (named, kept, again):
            await work.timers.set(timer)
        gone = await work.timers.cancel("case:1", set_as="3")
        assert sorted(timer.occurrence for timer in gone) == ["3", "3>2024-09-20"]
        assert [timer.occurrence for timer in await work.timers.cancel("case:1", ["note_expiry"])] == ["2"]
        assert await work.timers.revive("case:1", [("note_expiry", "2"), ("note_expiry", "9")]) == 1
        assert await work.timers.revive("case:1", []) == 0
        assert await work.timers.revive("case:1") == 2
        assert await work.timers.revive("case:1") == 0


async def test_facts_recorded_by_mistake_are_of_the_account_no_more(transactions: Transactions) -> None:
    """AMB-70: taken out with the write that says so; the others stay."""
    account = await _an_account(transactions)
    one, two = (a_fact(FactKind.CATEGORY, value, date(2024, 9, 13)) for value in ("2", "3"))
    async with transactions(REGIONAL) as work:
        saved = await work.accounts.save(replace(account, facts=(one, two)), account.version)
        after = await work.accounts.save(saved, saved.version, without=[two.id])
    assert [fact.id for fact in after.facts] == [one.id]
    async with transactions(REGIONAL) as work:
        assert await work.accounts.get(account.id) == after
