"""Loads what the selected fields of terms need, for all terms of a list at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model.terms import Term as TermOfDomain
from domain.protocol.terms.configured import risk_margin, terms_in_force
from domain.protocol.terms.in_charge import attempts_during, in_charge
from schema.cases.timeline import CaseEvent, fact_titles
from schema.context import Context
from schema.links.following import finds, follow
from schema.lookahead import Selection, below
from schema.personal_data import note_events
from schema.terms.types import ACCOUNT, ATTEMPTS, CASE, IN_CHARGE, Term


@finds("Term")
async def find_terms(context: Context, keys: Sequence[str], selections: Sequence[Selection]) -> Mapping[str, Term]:
    """Those that the reader may know of."""
    found = await context.read.terms_by_id(keys)
    return dict(zip(found, await term_nodes(context, list(found.values()), selections), strict=True))


async def term_nodes(context: Context, terms: Sequence[TermOfDomain], selections: Sequence[Selection]) -> list[Term]:
    """The nodes of *terms*, with everything loaded that *selections* ask of them."""
    margin, now, book = risk_margin(context.configuration), context.now(), context.services.book
    rules = terms_in_force(context.configuration)
    nodes = [Term(term, book, now, margin, rules) for term in terms]
    names = {name for selection in selections for name in selection.names()}
    if nodes and names & {"attempts", "responsiblePerson"}:
        await _of_their_cases(context, nodes, selections, names)
    await follow(context, nodes, selections, (ACCOUNT, CASE))
    return nodes


async def _of_their_cases(
    context: Context, nodes: Sequence[Term], selections: Sequence[Selection], names: set[str]
) -> None:
    """Attempts and who is in charge. At most three statements."""
    cases = await context.case_read.cases_by_id(sorted({node.term.case_id for node in nodes if node.term.case_id}))
    if "attempts" in names:
        timelines = await context.case_read.timelines(list(cases.values())) if cases else {}
        asked = below(selections, "attempts", "CaseEvent")
        for node in nodes:
            ATTEMPTS.keep(node, [])
            case = cases.get(node.term.case_id or "")
            if case is not None:
                events = attempts_during(node.term, timelines.get(case.id, ()))
                ATTEMPTS.keep(node, [CaseEvent(event, fact_titles(case.flow)) for event in events])
                for selection in asked:
                    note_events(context, selection, case, events)
    if "responsiblePerson" in names:
        keys = sorted({node.term.account_id for node in nodes if node.term.account_id})
        accounts = await context.read.accounts_by_id(keys)
        for node in nodes:
            case, account = cases.get(node.term.case_id or ""), accounts.get(node.term.account_id or "")
            IN_CHARGE.keep(node, in_charge(node.term, None if case is None else case.assignee, account))
