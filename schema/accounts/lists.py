"""
The lists of an account that cost a statement of their own, each read for all accounts of a page at once.

Belongs here: one loader for each such field. Does not belong here: when they are called (`loading`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from domain.use_cases.next_steps.of_accounts import account_steps
from schema.accounts import types as parts
from schema.accounts.types import Account
from schema.actions.loading import action_nodes
from schema.cases.loading import account_step_nodes, case_nodes
from schema.context import Context
from schema.journeys.types import JourneyEvent
from schema.lookahead import Arguments, PageArguments, Selection, below, items_below
from schema.messages.loading import message_nodes
from schema.pagination import connection, connections, page_request
from schema.reads.loading import read_nodes
from schema.representations.loading import representation_nodes
from schema.sync.types import SyncState
from schema.terms.loading import term_nodes

Loader = Callable[[Context, list[Account], Arguments, Sequence[Selection]], Awaitable[None]]


def _page(arguments: Arguments) -> PageArguments:
    return arguments.get("first"), arguments.get("last"), arguments.get("after"), arguments.get("before")


def _ids(nodes: Sequence[Account]) -> list[str]:
    return [node.id for node in nodes]


async def _actions(
    context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]
) -> None:
    key, asked = _page(arguments), items_below(selections, "actions", "Action")
    pages = await context.read.actions_of(_ids(nodes), page_request(*key))
    shown = await connections(pages, lambda rows: action_nodes(context, rows, asked))
    for node in nodes:
        parts.ACTIONS.keep(node, shown[node.id], *key)


async def _cases(context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]) -> None:
    open_only = bool(arguments.get("openOnly", arguments.get("open_only", False)))
    key, asked = _page(arguments), items_below(selections, "cases", "Case")
    pages = await context.case_read.newest_cases_of(_ids(nodes), page_request(*key), open_only=open_only)
    shown = await connections(pages, lambda rows: case_nodes(context, rows, asked))
    for node in nodes:
        parts.CASES.keep(node, shown[node.id], open_only, *key)


async def _messages(
    context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]
) -> None:
    key, asked = _page(arguments), items_below(selections, "messages", "Message")
    pages = await context.case_read.messages_of_accounts(_ids(nodes), page_request(*key))
    shown = await connections(pages, lambda rows: message_nodes(context, rows, asked))
    for node in nodes:
        parts.MESSAGES.keep(node, shown[node.id], *key)


async def _next_steps(
    context: Context, nodes: list[Account], _arguments: Arguments, selections: Sequence[Selection]
) -> None:
    steps = await account_steps(context.casework, context.read, context.case_read, context.actor, _ids(nodes))
    shown = await account_step_nodes(context, steps, below(selections, "nextSteps", "NextStep"))
    for node in nodes:
        parts.NEXT_STEPS.keep(node, shown.get(node.id, []))


async def _journeys(
    context: Context, nodes: list[Account], arguments: Arguments, _selections: Sequence[Selection]
) -> None:
    key = _page(arguments)
    found = await context.journeys.journeys_of(_ids(nodes), page_request(*key))
    for node in nodes:
        parts.JOURNEYS.keep(node, connection(found[node.id], JourneyEvent), *key)


async def _representations(
    context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]
) -> None:
    key, asked = _page(arguments), items_below(selections, "representations", "Representation")
    pages = await context.representations.of_accounts(_ids(nodes), page_request(*key))
    shown = await connections(pages, lambda rows: representation_nodes(context, rows, asked))
    for node in nodes:
        parts.REPRESENTATIONS.keep(node, shown[node.id], *key)


async def _personal_reads(
    context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]
) -> None:
    key, asked = _page(arguments), items_below(selections, "readsOfPersonalData", "PersonalDataRead")
    pages = await context.personal_reads.of_accounts(_ids(nodes), page_request(*key))
    shown = await connections(pages, lambda rows: read_nodes(context, rows, asked))
    for node in nodes:
        parts.PERSONAL_READS.keep(node, shown[node.id], *key)


async def _terms(context: Context, nodes: list[Account], arguments: Arguments, selections: Sequence[Selection]) -> None:
    open_only = bool(arguments.get("openOnly", arguments.get("open_only", False)))
    found = await context.read.terms_of(_ids(nodes))
    wanted = {key: [term for term in terms if term.is_open or not open_only] for key, terms in found.items()}
    flat = [term for terms in wanted.values() for term in terms]
    shown = iter(await term_nodes(context, flat, below(selections, "terms", "Term")))
    made = {key: [next(shown) for _ in terms] for key, terms in wanted.items()}
    for node in nodes:
        parts.TERMS.keep(node, made.get(node.id, []), open_only)


async def _sync_states(
    context: Context, nodes: list[Account], _arguments: Arguments, _selections: Sequence[Selection]
) -> None:
    states = await context.read.sync_states(_ids(nodes))
    for node in nodes:
        parts.SYNC_STATE.keep(node, SyncState(states[node.id], context.machine_now()))


LOADERS: Final[Mapping[str, Loader]] = {
    "actions": _actions,
    "cases": _cases,
    "messages": _messages,
    "nextSteps": _next_steps,
    "terms": _terms,
    "journeyEvents": _journeys,
    "representations": _representations,
    "readsOfPersonalData": _personal_reads,
    "syncState": _sync_states,
}
"""By the name of the field."""
