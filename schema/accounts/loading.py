"""
Loads what the selected fields of accounts need, for all accounts of a page at once.

Every resolver that returns accounts calls `load` with what the client selected below it: one statement for each kind
of thing (actions, facts, terms, sync state), whatever the number of accounts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from domain.errors import InvalidValue
from domain.exchange.similarity import Described, clues, most_similar
from domain.model.accounts import Account as AccountOfDomain
from domain.model.history.actions import Action as ActionOfDomain
from domain.ports.reading import AccountRow, ActionRow, Page
from domain.protocol.access.permissions import require_sight_of_all
from domain.protocol.classes.changes import class_changes
from domain.protocol.classes.classification import classify
from domain.protocol.classes.eligibility import eligibility
from domain.protocol.terms.configured import risk_margin, terms_in_force
from schema.accounts import types as parts
from schema.accounts.facts import Contact, Fact, FieldProvenance, FormerName
from schema.accounts.types import Account, SimilarAccount
from schema.actions.types import Action
from schema.activities.loading import letters_of, planned_activities
from schema.context import Context
from schema.journeys.types import JourneyEvent
from schema.lookahead import Arguments, Selection
from schema.pagination import connection, page_request
from schema.personal_data import (
    note_accounts,
    note_contacts,
    note_facts,
    note_former_names,
    note_journeys,
    note_letter,
    note_representations,
)
from schema.reads.types import PersonalDataRead
from schema.representations.types import Representation
from schema.sync.types import SyncState
from schema.terms.types import Term

_MOST_YEARS: Final = 10
_FROM_WHOLE: Final = frozenset(
    {"contacts", "facts", "purposes", "provenance", "formerNames", "classes", "eligibility", "classChanges"}
)
_PLANNED: Final = "plannedActivities"
_SIMILAR: Final = "similarAccounts"
Whole = Mapping[str, tuple[AccountOfDomain, Sequence[ActionOfDomain]]]


async def account_nodes(context: Context, rows: Sequence[AccountRow], selections: Sequence[Selection]) -> list[Account]:
    """The nodes of *rows*, with everything loaded that *selections* ask of them."""
    nodes = [Account.of(row) for row in rows]
    if nodes:
        for selection in selections:
            await _load(context, nodes, selection)
    return nodes


async def account_node(context: Context, row: AccountRow | None, selections: Sequence[Selection]) -> Account | None:
    """As `account_nodes`, for one account or none."""
    return (await account_nodes(context, [row], selections))[0] if row is not None else None


async def _load(context: Context, nodes: list[Account], selection: Selection) -> None:
    wanted = [(name, arguments) for name, arguments, _ in selection.fields()]
    ids = [node.id for node in nodes]
    whole: Whole = {}
    if any(name in _FROM_WHOLE or name == _PLANNED for name, _ in wanted):
        whole = await context.read.whole(ids)
    for name, arguments in wanted:
        load = _LOADERS.get(name)
        if name in _FROM_WHOLE:
            _from_whole(context, nodes, whole, name, arguments)
        elif name == _PLANNED:
            await _planned(context, nodes, whole, arguments)
        elif load is not None:
            await load(context, nodes, ids, arguments)
    if any(name == _SIMILAR for name, _ in wanted):
        await _similar(context, nodes, selection)
    _note(context, nodes, whole, selection)  # last: a field that was refused shows nothing


def _note(context: Context, nodes: list[Account], whole: Whole, selection: Selection) -> None:
    """The natural persons that the selected fields show (POL-07)."""
    note_accounts(context, selection, nodes)
    note_former_names(context, selection, [account for account, _ in whole.values()])
    for below in selection.below("contacts", "Contact"):
        for node in nodes:
            note_contacts(context, below, node.id, whole[node.id][0].contacts)
    for below in selection.below("facts", "Fact"):
        for node in nodes:
            note_facts(context, below, node.id, whole[node.id][0].facts)
    for below in letters_of(selection):
        for node in nodes:
            if node.has_letters:
                note_letter(context, below, whole[node.id][0])
    for below in selection.items_below("representations", "Representation"):
        for node in nodes:
            shown = [row.record for page in parts.REPRESENTATIONS.every(node) for row in page.nodes]
            note_representations(context, below, shown)
    for below in selection.items_below("journeyEvents", "JourneyEvent"):
        for node in nodes:
            note_journeys(context, below, node, [row for page in parts.JOURNEYS.every(node) for row in page.nodes])


async def similar_accounts(
    context: Context, asked: Mapping[str, Described], selections: Sequence[Selection]
) -> Mapping[str, list[SimilarAccount]]:
    """
    Accounts that may be the same as each one asked about, by its key; an account is never similar to itself.

    Source: AMB-63.
    """
    require_sight_of_all(context.actor)
    worth = await context.read.worth_comparing({key: clues(one) for key, one in asked.items()})
    alike = {key: most_similar(one, [row for row in worth[key] if row.id != key]) for key, one in asked.items()}
    nodes = {row.id: Account.of(row) for pairs in alike.values() for row, _ in pairs}
    found = {key: [SimilarAccount(nodes[row.id], why.reasons) for row, why in pairs] for key, pairs in alike.items()}
    await _load_similar(context, found.values(), selections)
    return found


async def _load_similar(
    context: Context, found: Iterable[list[SimilarAccount]], selections: Sequence[Selection]
) -> None:
    nodes = {row.account.id: row.account for rows in found for row in rows}
    for selection in selections if nodes else ():
        await _load(context, list(nodes.values()), selection)


async def _similar(context: Context, nodes: list[Account], selection: Selection) -> None:
    """Found once for the nodes; what another selection asks of the same proposals is added to them."""
    below = selection.path((_SIMILAR, "SimilarAccount"), ("account", "Account"))
    if parts.SIMILAR.every(nodes[0]):
        await _load_similar(context, map(parts.SIMILAR.read, nodes), below)
        return
    found = await similar_accounts(context, {node.id: node for node in nodes}, below)
    for node in nodes:
        parts.SIMILAR.keep(node, found[node.id])


async def _actions(context: Context, nodes: list[Account], ids: list[str], arguments: Arguments) -> None:
    key = (arguments.get("first"), arguments.get("last"), arguments.get("after"), arguments.get("before"))
    found = await context.read.actions_of(ids, page_request(*key))
    none: Page[ActionRow] = Page(items=(), cursors=(), has_next=False, has_previous=False)
    for node in nodes:
        parts.ACTIONS.keep(node, connection(found.get(node.id, none), Action._make), *key)


async def _journeys(context: Context, nodes: list[Account], ids: list[str], arguments: Arguments) -> None:
    key = (arguments.get("first"), arguments.get("last"), arguments.get("after"), arguments.get("before"))
    found = await context.journeys.journeys_of(ids, page_request(*key))
    for node in nodes:
        parts.JOURNEYS.keep(node, connection(found[node.id], JourneyEvent), *key)


async def _representations(context: Context, nodes: list[Account], ids: list[str], arguments: Arguments) -> None:
    key = (arguments.get("first"), arguments.get("last"), arguments.get("after"), arguments.get("before"))
    found = await context.representations.of_accounts(ids, page_request(*key))
    for node in nodes:
        shown = connection(found[node.id], lambda record: Representation(record, context.actor))
        parts.REPRESENTATIONS.keep(node, shown, *key)


async def _personal_reads(context: Context, nodes: list[Account], ids: list[str], arguments: Arguments) -> None:
    key = (arguments.get("first"), arguments.get("last"), arguments.get("after"), arguments.get("before"))
    found = await context.personal_reads.of_accounts(ids, page_request(*key))
    for node in nodes:
        parts.PERSONAL_READS.keep(node, connection(found[node.id], PersonalDataRead), *key)


async def _planned(context: Context, nodes: list[Account], whole: Whole, arguments: Arguments) -> None:
    found = await planned_activities(context, whole, arguments)
    for node in nodes:
        asked = tuple(map(arguments.get, ("first", "last", "after", "before")))
        parts.PLANNED.keep(node, found[node.id], *asked)
        node.has_letters = node.has_letters or bool(found[node.id].nodes)


async def _terms(context: Context, nodes: list[Account], ids: list[str], arguments: Arguments) -> None:
    open_only = bool(arguments.get("openOnly", arguments.get("open_only", False)))
    found = await context.read.terms_of(ids)
    margin, now, book = risk_margin(context.configuration), context.now(), context.services.book
    rules = terms_in_force(context.configuration)
    for node in nodes:
        terms = [term for term in found.get(node.id, ()) if term.is_open or not open_only]
        parts.TERMS.keep(node, [Term(term, book, now, margin, rules) for term in terms], open_only)


async def _sync_states(context: Context, nodes: list[Account], ids: list[str], _arguments: Arguments) -> None:
    states = await context.read.sync_states(ids)
    for node in nodes:
        parts.SYNC_STATE.keep(node, SyncState(states[node.id], context.machine_now()))


_LOADERS: Final[Mapping[str, Callable[[Context, list[Account], list[str], Arguments], Awaitable[None]]]] = {
    "actions": _actions,
    "terms": _terms,
    "journeyEvents": _journeys,
    "representations": _representations,
    "readsOfPersonalData": _personal_reads,
    "syncState": _sync_states,
}
"""Fields that cost a statement of their own."""


def _from_whole(context: Context, nodes: list[Account], whole: Whole, name: str, arguments: Arguments) -> None:
    configuration = context.configuration
    asked: date | None = arguments.get("on")
    on = asked or context.today()
    for node in nodes:
        account, actions = whole[node.id]
        if name == "classes":
            parts.CLASSES.keep(node, classify(account, actions, on, configuration), asked)
        elif name == "eligibility":
            parts.ELIGIBILITY.keep(node, eligibility(account, on, configuration), asked)
        elif name == "contacts":
            contacts = sorted(account.contacts, key=lambda contact: (not contact.is_main, contact.name))
            parts.CONTACTS.keep(node, [Contact(contact) for contact in contacts])
        elif name == "facts":
            parts.FACTS.keep(node, [Fact(fact) for fact in account.facts])
        elif name == "purposes":
            parts.PURPOSES.keep(node, sorted(account.purposes))
        elif name == "formerNames":
            parts.FORMER_NAMES.keep(node, [FormerName(each) for each in account.former_names])
        elif name == "provenance":
            parts.PROVENANCE.keep(node, [FieldProvenance(f, p) for f, p in sorted(account.provenance.items())])
        else:
            since, until = arguments["since"], arguments["until"]
            if not timedelta(0) <= until - since <= timedelta(days=366 * _MOST_YEARS):
                raise InvalidValue(f"Pida a lo más {_MOST_YEARS} años, con el término después del inicio.")
            changes = class_changes(account, actions, since, until, configuration)
            parts.CLASS_CHANGES.keep(node, list(changes), since, until)
