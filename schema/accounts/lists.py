"""
The lists of an account that cost a statement of their own, each read for all accounts of a page at once.

Belongs here: one loader for each such field. Does not belong here: when they are called (`loading`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeVar

from domain.ports.reading import Page, PageRequest
from domain.use_cases.next_steps.of_accounts import account_steps
from schema.accounts import types as parts
from schema.accounts.conflicts_of_interest import conflict_of_interest_nodes
from schema.accounts.types import Account
from schema.actions.loading import action_nodes
from schema.cases.loading import account_step_nodes, case_nodes
from schema.context import Context
from schema.evidence.tax_types import TaxAnswer
from schema.journeys.types import JourneyEvent
from schema.lookahead import Arguments, PageArguments, Part, Selection, are_counted, below, items_below
from schema.messages.loading import message_nodes
from schema.pagination import Connection, connection, connections, page_request
from schema.personal_data import note_tax_answers
from schema.reads.loading import read_nodes
from schema.representations.loading import representation_nodes
from schema.sync.types import SyncState
from schema.terms.loading import term_nodes

N = TypeVar("N")
R = TypeVar("R")
Loader = Callable[[Context, list[Account], Arguments, Sequence[Selection]], Awaitable[None]]


def _page(arguments: Arguments) -> PageArguments:
    return arguments.get("first"), arguments.get("last"), arguments.get("after"), arguments.get("before")


def _ids(nodes: Sequence[Account]) -> list[str]:
    return [node.id for node in nodes]


def _paged(
    part: Part[Connection[N]],
    field: str,
    kind: str,
    read: Callable[[Context, list[str], PageRequest], Awaitable[Mapping[str, Page[R]]]],
    make: Callable[[Context, Sequence[R], Sequence[Selection]], Awaitable[Sequence[N]]],
) -> Loader:
    """The loader of a list of nodes of that *kind*: *read* for all accounts, *make* the nodes of all pages at once."""

    async def load(
        context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]
    ) -> None:
        key, asked = _page(arguments), items_below(selections, field, kind)
        pages = await read(context, _ids(nodes), page_request(*key, counted=are_counted(selections, field, kind)))
        shown = await connections(pages, lambda rows: make(context, rows, asked))
        for node in nodes:
            part.keep(node, shown[node.id], *key)

    return load


async def _cases(context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]) -> None:
    open_only = bool(arguments.get("openOnly", arguments.get("open_only", False)))
    key, asked = _page(arguments), items_below(selections, "cases", "Case")
    page = page_request(*key, counted=are_counted(selections, "cases", "Case"))
    pages = await context.case_read.newest_cases_of(_ids(nodes), page, open_only=open_only)
    shown = await connections(pages, lambda rows: case_nodes(context, rows, asked))
    for node in nodes:
        parts.CASES.keep(node, shown[node.id], open_only, *key)


async def _next_steps(
    context: Context, nodes: list[Account], _arguments: Arguments, selections: Sequence[Selection]
) -> None:
    steps = await account_steps(context.casework, context.read, context.case_read, context.actor, _ids(nodes))
    shown = await account_step_nodes(context, steps, below(selections, "nextSteps", "NextStep"))
    for node in nodes:
        parts.NEXT_STEPS.keep(node, shown.get(node.id, []))


async def _journeys(
    context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]
) -> None:
    key = _page(arguments)
    page = page_request(*key, counted=are_counted(selections, "journeyEvents", "JourneyEvent"))
    found = await context.journeys.journeys_of(_ids(nodes), page)
    for node in nodes:
        parts.JOURNEYS.keep(node, connection(found[node.id], JourneyEvent), *key)


async def _terms(context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]) -> None:
    open_only = bool(arguments.get("openOnly", arguments.get("open_only", False)))
    found = await context.read.terms_of(_ids(nodes))
    wanted = {key: [term for term in terms if term.is_open or not open_only] for key, terms in found.items()}
    flat = [term for terms in wanted.values() for term in terms]
    shown = iter(await term_nodes(context, flat, below(selections, "terms", "Term")))
    made = {key: [next(shown) for _ in terms] for key, terms in wanted.items()}
    for node in nodes:
        parts.TERMS.keep(node, made.get(node.id, []), open_only)


async def _conflicts_of_interest(
    context: Context, nodes: list[Account], _arguments: Arguments, selections: Sequence[Selection]
) -> None:
    found = await context.read.conflicts_of_interest(_ids(nodes))
    asked = below(selections, "conflictsOfInterest", "ConflictOfInterest")
    shown = await conflict_of_interest_nodes(context, found, asked)
    for node in nodes:
        parts.CONFLICTS_OF_INTEREST.keep(node, [each for each in shown if each.account_id == node.id])


async def _tax_answers(
    context: Context, nodes: list[Account], _arguments: Arguments, selections: Sequence[Selection]
) -> None:
    found = await context.evidence.tax_answers_of(_ids(nodes))
    for node in nodes:
        answers = [TaxAnswer(each, node) for each in found.get(node.id, ())]
        parts.TAX_ANSWERS.keep(node, answers)
        for selection in below(selections, "taxAnswers", "TaxAnswer"):
            note_tax_answers(context, selection, node, answers)


async def _sync_states(
    context: Context, nodes: list[Account], _arguments: Arguments, _selections: Sequence[Selection]
) -> None:
    states = await context.read.sync_states(_ids(nodes))
    for node in nodes:
        parts.SYNC_STATE.keep(node, SyncState(states[node.id], context.machine_now()))


LOADERS: Final[Mapping[str, Loader]] = {
    "actions": _paged(
        parts.ACTIONS, "actions", "Action", lambda context, ids, page: context.read.actions_of(ids, page), action_nodes
    ),
    "cases": _cases,
    "messages": _paged(
        parts.MESSAGES,
        "messages",
        "Message",
        lambda context, ids, page: context.case_read.messages_of_accounts(ids, page),
        message_nodes,
    ),
    "nextSteps": _next_steps,
    "terms": _terms,
    "journeyEvents": _journeys,
    "representations": _paged(
        parts.REPRESENTATIONS,
        "representations",
        "Representation",
        lambda context, ids, page: context.representations.of_accounts(ids, page),
        representation_nodes,
    ),
    "readsOfPersonalData": _paged(
        parts.PERSONAL_READS,
        "readsOfPersonalData",
        "PersonalDataRead",
        lambda context, ids, page: context.personal_reads.of_accounts(ids, page),
        read_nodes,
    ),
    "conflictsOfInterest": _conflicts_of_interest,
    "taxAnswers": _tax_answers,
    "syncState": _sync_states,
}
"""By the name of the field."""
