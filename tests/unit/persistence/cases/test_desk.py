"""What a desk asks the store, on both databases: who has a term, which case is due first, what each account has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import true

from domain.model.accounts import FactKind
from domain.model.cases import Flow
from domain.model.classes import Category
from domain.model.terms import Term
from domain.ports.casework import CaseOrder, CaseQuery
from domain.ports.reading import PageRequest, TermQuery
from domain.protocol.terms.in_charge import in_charge
from domain.use_cases.cases.open_and_report import StartCase, start_case
from domain.use_cases.terms.track_term import milestones_of
from persistence.cases.reading import SqlCaseReads
from persistence.database import Database
from persistence.reading import SqlReadModel
from tests.contract.store.test_cases import a_case, an_event
from tests.support.builders import REGIONAL, a_fact, an_account, an_action, new_id
from tests.support.cases.situations import PORTAL
from tests.support.cases.sql_desk import SqlDesk
from tests.support.periods import make_periods

PAGE = PageRequest(first=50)


async def test_a_list_of_terms_finds_by_person_what_each_term_says(database: Database) -> None:
    """LIN-03, RTE-05: the list and `in_charge` are one rule; a term of a case is of who has the case."""
    desk = SqlDesk(database)
    reads, case_reads = SqlReadModel(database, lambda *_: true()), SqlCaseReads(database)
    account = await desk.put(
        replace(an_account(), regional_executive="ana.rojas", commercial_executive="wei.lagos", office="OFIREG-08")
    )
    await desk.captured(account)
    at = desk.clock.at
    own = [
        Term(new_id(), "SLA-07", "2024", at, office, account.id) for office in ("OFIREG-08", "OFICOM-CN-SHA", "CENTRAL")
    ]
    async with desk.services.core.transactions(REGIONAL) as work:
        for term in own:
            await work.terms.add(term, milestones_of(desk.services.core, term))
    every = (await reads.terms(TermQuery(at), PAGE)).items
    cases = await case_reads.cases_by_id([term.case_id for term in every if term.case_id])
    people = {
        term.id: in_charge(term, cases[term.case_id].assignee if term.case_id else None, account) for term in every
    }
    assert {people[term.id] for term in own} == {"ana.rojas", "wei.lagos", None}
    for person in {*people.values(), "nadie"} - {None}:
        found = await reads.terms(TermQuery(at, people=frozenset({str(person)})), PAGE)
        assert {term.id for term in found.items} == {key for key, each in people.items() if each == person}
    for executive, number in (("ana.rojas", len(every)), ("wei.lagos", len(every)), ("nadie", 0)):
        assert len((await reads.terms(TermQuery(at, executive=executive), PAGE)).items) == number


async def test_cases_come_by_the_end_of_their_next_term_and_those_without_one_last(database: Database) -> None:
    """COM-02: the order is kept over pages, from either end; one statement a page."""
    desk, reads = SqlDesk(database), SqlCaseReads(database)
    opened = []
    for n in range(4):
        asked = StartCase(Flow.HELP_CENTRE, "submit_help_form", None, {"person": f"P{n}", "query": "?"})
        opened.append((await start_case(desk.services, PORTAL, asked)).case)
    late, soon, none, middle = opened
    async with desk.services.core.transactions(REGIONAL) as work:
        for case in opened:
            for term in await work.cases.open_terms(case.id):
                await work.terms.save(replace(term, stopped_at=desk.clock.at), milestones_of(desk.services.core, term))
        for case, days in ((late, 30), (soon, 1), (middle, 15)):
            started = desk.clock.at + timedelta(days=days)
            term = Term(new_id(), "SLA-07", "2024", started, "CENTRAL", None, case.id)
            await work.terms.add(term, milestones_of(desk.services.core, term))
    wanted = [soon.id, middle.id, late.id, none.id]
    by_due = CaseQuery(order=CaseOrder.DUE)
    with database.watch() as seen:
        first = await reads.cases(by_due, PageRequest(first=3))
    rest = await reads.cases(by_due, PageRequest(first=3, after=first.cursors[-1]))
    assert [case.id for case in (*first.items, *rest.items)] == wanted
    assert len(seen) == 1
    assert [case.id for case in (await reads.cases(by_due, PageRequest(last=2))).items] == wanted[2:]
    until = desk.clock.at + timedelta(days=14)
    assert {case.id for case in (await reads.cases(CaseQuery(due_until=until), PAGE)).items} == {soon.id}


async def test_what_each_account_and_case_has_is_one_statement_for_all(database: Database) -> None:
    """F-54: cases, messages and terms, a page for each of many."""
    desk, reads = SqlDesk(database), SqlCaseReads(database)
    account = await desk.put(an_account())
    done = await desk.captured(account)
    ids = [account.id, new_id()]
    with database.watch() as seen:
        cases = await reads.newest_cases_of(ids, PageRequest(first=1))
        letters = await reads.messages_of_accounts(ids, PageRequest(first=1))
        of_case = await reads.messages_of_cases([done.case], PageRequest(last=1))
        terms = await reads.terms_of([done.case])
    assert len(seen) == 4
    assert [case.id for case in cases[ids[0]].items] == [done.case.id]
    assert (list(cases[ids[1]].items), cases[ids[1]].has_next) == ([], False)
    assert [message.template for message in letters[ids[0]].items] == ["NTF-06"]
    assert letters[ids[0]].has_next
    assert [message.template for message in of_case[done.case.id].items] == ["NTF-05"]  # the oldest
    with_totals = PageRequest(first=1, counted=True)
    counted = await reads.newest_cases_of(ids, with_totals)
    assert [counted[each].total for each in ids[:2]] == [1, 0]
    letters = await reads.messages_of_accounts(ids, with_totals)
    of_case = await reads.messages_of_cases([done.case], with_totals)
    assert letters[ids[0]].total == of_case[done.case.id].total == 2
    assert {term.rule_id for term in terms[done.case.id]} == {"SLA-03", "SLA-04"}
    assert [(term.rule_id, term.is_open) for term in terms[done.case.id]] == [("SLA-03", False), ("SLA-04", True)]


async def test_cases_come_by_their_last_entry_and_are_found_by_it(database: Database) -> None:
    """F-54: what was written last goes first; a screen asks for what is new since it looked."""
    desk, reads = SqlDesk(database), SqlCaseReads(database)
    account = await desk.put(an_account())
    older = (await desk.captured(account)).case
    asked = StartCase(Flow.HELP_CENTRE, "submit_help_form", None, {"person": "P", "query": "?"})
    newer = (await start_case(desk.services, PORTAL, asked)).case
    by_entry = CaseQuery(order=CaseOrder.UPDATED)
    first = await reads.cases(by_entry, PageRequest(first=1))
    rest = await reads.cases(by_entry, PageRequest(first=5, after=first.cursors[-1]))
    assert [case.id for case in (*first.items, *rest.items)] == [newer.id, older.id]
    with database.watch() as seen:
        written = await reads.updated_at([older, newer])
    assert len(seen) == 1
    assert written[newer.id] == desk.clock.at
    for since, found in ((desk.clock.at, {newer.id, older.id}), (desk.clock.at + timedelta(seconds=1), set())):
        page = await reads.cases(CaseQuery(updated_since=since), PageRequest(first=5, counted=True))
        assert ({case.id for case in page.items}, page.total) == (found, len(found))


async def test_cases_are_found_by_what_their_company_is(database: Database) -> None:
    """F-54, ATN-01, FUP-02: by its category on a day, and by since when nobody has been in contact with it."""
    desk, reads = SqlDesk(database), SqlCaseReads(database)
    today, since = desk.clock.at.date(), desk.clock.at.date() - timedelta(days=30)
    habitual = a_fact(FactKind.CATEGORY, Category.TRABAJO_HABITUAL.value, today - timedelta(days=5))
    known = await desk.put(replace(an_account(), registered_on=since - timedelta(days=90), facts=(habitual,)))
    new = await desk.put(replace(an_account(), rut=None, registered_on=today))
    async with desk.services.core.transactions(REGIONAL) as work:
        cases = [a_case(account_id=each.id) for each in (known, new)]
        of_known, of_new = [(await work.cases.add(each, an_event(each))).id for each in cases]
    await make_periods(database)

    async def found(**query: Any) -> set[str]:
        page = await reads.cases(CaseQuery(**query), PageRequest(first=5, counted=True))
        assert page.total == len(page.items)
        return {case.id for case in page.items}

    category = Category.TRABAJO_HABITUAL.value
    assert await found(category=(category, today)) == {of_known}
    assert await found(category=(category, today - timedelta(days=6))) == set()
    assert await found(category=(Category.SIN_CATEGORIA.value, today)) == {of_new}
    assert await found(no_contact_since=since, on=today) == {of_known}
    async with desk.services.core.transactions(REGIONAL) as work:
        await work.actions.add(an_action(today - timedelta(days=1), account_id=known.id))
    assert await found(no_contact_since=since, on=today) == set()
