"""
Loads what the selected fields of accounts need, for all accounts of a page at once.

Every resolver that returns accounts calls `load` with what the client selected below it: one statement for each kind
of thing (actions, facts, terms, sync state), whatever the number of accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from domain.errors import InvalidValue
from domain.exchange.similarity import Described, clues, most_similar
from domain.model.accounts import Account as AccountOfDomain
from domain.model.history.actions import Action as ActionOfDomain
from domain.ports.reading import AccountRow
from domain.protocol.access.permissions import require_sight_of_all
from domain.protocol.classes.changes import class_changes
from domain.protocol.classes.classification import classify
from domain.protocol.classes.eligibility import eligibility
from schema.accounts import types as parts
from schema.accounts.facts import Contact, Fact, FieldProvenance, FormerName
from schema.accounts.lists import LOADERS
from schema.accounts.types import Account, SimilarAccount
from schema.activities.loading import letters_of, planned_activities
from schema.context import Context
from schema.links.following import finds, follow
from schema.lookahead import Arguments, Selection, below
from schema.personal_data import (
    note_accounts,
    note_contacts,
    note_facts,
    note_former_names,
    note_journeys,
    note_letter,
)

_MOST_YEARS: Final = 10
_FROM_WHOLE: Final = frozenset(
    {"contacts", "facts", "purposes", "provenance", "formerNames", "classes", "eligibility", "classChanges"}
    | {"updatedAt"}
)
_PLANNED: Final = "plannedActivities"
_SIMILAR: Final = "similarAccounts"
Whole = Mapping[str, tuple[AccountOfDomain, Sequence[ActionOfDomain]]]


@finds("Account")
async def find_accounts(
    context: Context, keys: Sequence[str], selections: Sequence[Selection]
) -> Mapping[str, Account]:
    """Those that the reader may know of."""
    found = await context.read.accounts_by_id(keys)
    return dict(zip(found, await account_nodes(context, list(found.values()), selections), strict=True))


async def account_nodes(context: Context, rows: Sequence[AccountRow], selections: Sequence[Selection]) -> list[Account]:
    """The nodes of *rows*, with everything loaded that *selections* ask of them."""
    nodes = [Account.of(row) for row in rows]
    if nodes:
        await _load(context, nodes, selections)
    return nodes


async def account_node(context: Context, row: AccountRow | None, selections: Sequence[Selection]) -> Account | None:
    """As `account_nodes`, for one account or none."""
    return (await account_nodes(context, [row], selections))[0] if row is not None else None


async def _load(context: Context, nodes: list[Account], selections: Sequence[Selection]) -> None:
    """What all *selections* ask, each thing once: the nodes are the same for all of them."""
    wanted = [(name, arguments) for selection in selections for name, arguments, _ in selection.fields()]
    names = {name for name, _ in wanted}
    whole: Whole = {}
    if names & {*_FROM_WHOLE, _PLANNED}:
        whole = await context.read.whole([node.id for node in nodes])
    for name, arguments in _each_once(wanted):
        if name in _FROM_WHOLE:
            _from_whole(context, nodes, whole, name, arguments)
        elif name == _PLANNED:
            await _planned(context, nodes, whole, arguments)
        elif name in LOADERS:
            await LOADERS[name](context, nodes, arguments, selections)
    if _SIMILAR in names:
        await _similar(context, nodes, selections)
    await follow(context, nodes, selections, (parts.MERGED_INTO,))
    for selection in selections:  # last: a field that was refused shows nothing
        _note(context, nodes, whole, selection)


def _each_once(wanted: Sequence[tuple[str, Arguments]]) -> Iterator[tuple[str, Arguments]]:
    seen = []
    for each in wanted:
        if each not in seen:
            seen.append(each)
            yield each


def _note(context: Context, nodes: list[Account], whole: Whole, selection: Selection) -> None:
    """The natural persons that the selected fields show (POL-07)."""
    note_accounts(context, selection, nodes)
    note_former_names(context, selection, [account for account, _ in whole.values()])
    for asked in selection.below("contacts", "Contact"):
        for node in nodes:
            note_contacts(context, asked, node.id, whole[node.id][0].contacts)
    for asked in selection.below("facts", "Fact"):
        for node in nodes:
            note_facts(context, asked, node.id, whole[node.id][0].facts)
    for asked in letters_of(selection):
        for node in nodes:
            if node.has_letters:
                note_letter(context, asked, whole[node.id][0])
    for asked in selection.items_below("journeyEvents", "JourneyEvent"):
        for node in nodes:
            note_journeys(context, asked, node, [row for page in parts.JOURNEYS.every(node) for row in page.nodes])


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
    if nodes:
        await _load(context, list(nodes.values()), selections)
    return found


async def _similar(context: Context, nodes: list[Account], selections: Sequence[Selection]) -> None:
    proposals = below(selections, _SIMILAR, "SimilarAccount")
    found = await similar_accounts(context, {node.id: node for node in nodes}, below(proposals, "account", "Account"))
    for node in nodes:
        parts.SIMILAR.keep(node, found[node.id])


async def _planned(context: Context, nodes: list[Account], whole: Whole, arguments: Arguments) -> None:
    found = await planned_activities(context, whole, arguments)
    for node in nodes:
        asked = tuple(map(arguments.get, ("first", "last", "after", "before")))
        parts.PLANNED.keep(node, found[node.id], *asked)
        node.has_letters = node.has_letters or bool(found[node.id].nodes)


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
        elif name == "updatedAt":
            parts.UPDATED_AT.keep(node, account.updated_at)
        elif name == "provenance":
            parts.PROVENANCE.keep(node, [FieldProvenance(f, p) for f, p in sorted(account.provenance.items())])
        else:
            since, until = arguments["since"], arguments["until"]
            if not timedelta(0) <= until - since <= timedelta(days=366 * _MOST_YEARS):
                raise InvalidValue(f"Pida a lo más {_MOST_YEARS} años, con el término después del inicio.")
            changes = class_changes(account, actions, since, until, configuration)
            parts.CLASS_CHANGES.keep(node, list(changes), since, until)
