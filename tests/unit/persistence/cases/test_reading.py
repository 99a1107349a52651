"""Cases on screens: read after real steps, on both databases, with one statement each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import text, true

from domain.model.cases import CaseMarket, Flow
from domain.model.messages import MessageState
from domain.model.terms import Term
from domain.ports.casework import CaseQuery
from domain.ports.reading import PageRequest, TermQuery
from domain.use_cases.cases.charge import MarkComplex, mark_complex
from domain.use_cases.cases.open_and_report import (
    StartCase,
    start_case,
)
from domain.use_cases.next_steps.ask import step_of_account
from domain.use_cases.next_steps.of_accounts import account_next_steps
from domain.use_cases.terms.track_term import milestones_of
from persistence.cases.reading import SqlCaseReads
from persistence.database import Database
from persistence.reading import SqlReadModel
from tests.support.builders import REGIONAL, an_account, new_id
from tests.support.cases.situations import PORTAL
from tests.support.cases.sql_desk import SqlDesk


async def test_a_capture_case_is_read_as_it_was_played(database: Database) -> None:
    """EXP-01..EXP-04 through the store: state, timeline, messages once per cause, and the next term."""
    desk, reads = SqlDesk(database), SqlCaseReads(database)
    account = await desk.put(an_account())
    done = await desk.captured(account)
    with database.watch() as statements:
        case = await reads.case(done.case.id)
        timelines = await reads.timelines([done.case])
        page = await reads.messages(PageRequest(first=10), case_id=done.case.id)
        of = await reads.cases_of([account.id, new_id()])
    assert case == done.case
    assert [event.fact for event in timelines[done.case.id]] == ["register", "complete_ficha", "record_contact"]
    assert [m.template for m in page.items] == ["NTF-06", "NTF-05"]
    assert {m.state for m in page.items} == {MessageState.QUEUED}
    assert await reads.messages_by_id([page.items[0].id]) == {page.items[0].id: page.items[0]}
    assert [[each.id for each in found] for found in of.values()] == [[done.case.id], []]
    assert len(statements) == 4
    assert done.next_step.due_on == date(2024, 10, 2)


async def test_cases_come_newest_first_by_pages_and_filters(database: Database) -> None:
    """One statement for each page; cursors of another list are refused elsewhere."""
    desk, reads = SqlDesk(database), SqlCaseReads(database)
    opened = []
    for n in range(3):
        asked = StartCase(Flow.HELP_CENTRE, "submit_help_form", None, {"person": f"P{n}", "query": "?"})
        opened.append((await start_case(desk.services, PORTAL, asked)).case)
    first = await reads.cases(CaseQuery(), PageRequest(first=2))
    rest = await reads.cases(CaseQuery(), PageRequest(first=2, after=first.cursors[-1]))
    assert [case.id for case in first.items] == [opened[2].id, opened[1].id]
    assert [case.id for case in rest.items] == [opened[0].id]
    assert (first.has_next, rest.has_next) == (True, False)
    assert not (await reads.cases(CaseQuery(flows=frozenset({Flow.CAPTURE})), PageRequest(first=5))).items
    received = CaseQuery(states=frozenset({"RECIBIDA"}), offices=frozenset({"CENTRAL"}), open_only=True)
    wanted = await reads.cases(received, PageRequest(first=5))
    assert len(wanted.items) == 3
    assert not (await reads.cases(CaseQuery(assignees=frozenset({"nadie"})), PageRequest(first=5))).items


async def test_cases_marked_as_complex_are_listed_for_the_next_revision(database: Database) -> None:
    """LIN-05: those that are, those that are not, or both when nothing is asked."""
    desk, reads = SqlDesk(database), SqlCaseReads(database)
    marked = (await desk.captured(await desk.put(an_account()))).case
    plain = (
        await start_case(
            desk.services, PORTAL, StartCase(Flow.HELP_CENTRE, "submit_help_form", None, {"person": "P", "query": "?"})
        )
    ).case
    await mark_complex(desk.services, REGIONAL, MarkComplex(marked.id, "Tres mercados a la vez"))

    async def listed(complex: bool | None) -> list[str]:
        page = await reads.cases(CaseQuery(complex=complex), PageRequest(first=5))
        return [case.id for case in page.items]

    async def in_market(market: CaseMarket) -> list[str]:
        page = await reads.cases(CaseQuery(complex_market=market), PageRequest(first=5))
        return [case.id for case in page.items]

    assert await listed(True) == [marked.id]
    assert (await in_market(CaseMarket.INTERNAL), await in_market(CaseMarket.EXTERNAL)) == ([marked.id], [])
    await mark_complex(desk.services, REGIONAL, MarkComplex(marked.id, "Y uno afuera", CaseMarket.EXTERNAL))
    assert (await in_market(CaseMarket.INTERNAL), await in_market(CaseMarket.EXTERNAL)) == ([], [marked.id])
    assert await listed(False) == [plain.id]
    assert await listed(None) == [plain.id, marked.id]


async def test_timers_of_a_term_follow_it(database: Database) -> None:
    """LIN-03: the reminder and the escalation of the contact are cancelled by the contact; those of the visit wait."""
    desk = SqlDesk(database)
    account = await desk.put(an_account())
    await desk.captured(account)
    rows = await database.read(text("SELECT kind, state FROM deadline ORDER BY due_at"))
    assert [(row.kind, row.state) for row in rows] == [
        ("term_reminder", "cancelled"),
        ("term_escalation", "cancelled"),
        ("term_reminder", "pending"),
        ("term_escalation", "pending"),
    ]


async def test_terms_are_listed_by_the_unit_that_answers_for_the_process(database: Database) -> None:
    """LIN-03, ROL-04: the contact (met) and the visit of a capture are the National Directorate's, nobody else's."""
    desk, reads = SqlDesk(database), SqlReadModel(database, lambda *_: true())
    await desk.captured(await desk.put(an_account()))
    found = {
        unit: await reads.terms(TermQuery(desk.clock.at, units=frozenset({unit})), PageRequest(first=10))
        for unit in ("Dirección Nacional", "Dirección de Desarrollo Estratégico")
    }
    assert [term.rule_id for term in found["Dirección Nacional"].items] == ["SLA-03", "SLA-04"]
    assert not found["Dirección de Desarrollo Estratégico"].items


async def test_each_term_tells_the_unit_that_answers_for_it_as_the_list_finds_it(database: Database) -> None:
    """LIN-03: of the process of its case, of its own, or of the kind of its office when it is of neither."""
    desk, reads = SqlDesk(database), SqlReadModel(database, lambda *_: true())
    account = await desk.put(an_account())
    await desk.captured(account)
    plain = Term("t-plain", "SLA-07", "2024", desk.clock.at, "OFIREG-08", account.id)
    own = replace(plain, id="t-own", unit="Centro de Ayuda")
    abroad = replace(plain, id="t-abroad", office="OFICOM-CN-SHA")
    async with desk.services.core.transactions(REGIONAL) as work:
        for term in (plain, own, abroad):
            await work.terms.add(term, milestones_of(desk.services.core, term))
    every = (await reads.terms(TermQuery(desk.clock.at), PageRequest(first=20))).items
    units = {"t-plain": "Oficina regional", "t-own": "Centro de Ayuda", "t-abroad": "Oficina comercial"}
    assert {term.id: term.answers for term in every if term.id in units} == units
    assert {term.answers for term in every if term.id not in units} == {"Dirección Nacional"}
    for unit in {str(term.answers) for term in every}:
        page = await reads.terms(TermQuery(desk.clock.at, units=frozenset({unit})), PageRequest(first=20))
        assert [term.id for term in page.items] == [term.id for term in every if term.answers == unit]
    of_it = (await reads.terms_of([account.id]))[account.id]
    assert {term.id: term.answers for term in of_it} == {term.id: term.answers for term in every}
    one = (await reads.terms_by_id(["t-plain"]))["t-plain"]
    assert one.answers == "Oficina regional"


async def test_the_next_steps_of_a_page_of_accounts_cost_the_same_for_many(database: Database) -> None:
    """COM-02, section 8.3: as the use case tells it for each, with a number of statements that does not grow."""
    desk, cases = SqlDesk(database), SqlCaseReads(database)
    reads = SqlReadModel(database, lambda *_: true())
    captured = await desk.put(an_account())
    new = [await desk.put(an_account(rut=None, name=f"Nueva {n}")) for n in range(6)]
    await desk.captured(captured)
    counts = []
    for ids in ([captured.id, new[0].id], [captured.id, *(account.id for account in new)]):
        with database.watch() as statements:
            steps = await account_next_steps(desk.services, reads, cases, REGIONAL, ids)
        counts.append(len(statements))
        for account_id in ids:
            assert steps[account_id] == await step_of_account(desk.services, REGIONAL, account_id)
    assert steps[captured.id].step == "record_interview"
    assert counts[0] == counts[1]
