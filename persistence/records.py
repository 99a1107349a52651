"""
Whole records read and written in sets: the statements that the unit of work, the synchronisation and loaders share.

Every function makes a fixed number of statements however many records it is given, runs in the caller's transaction,
queues nothing for the CRM and checks no version unless it says so.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import (
    Column,
    ColumnElement,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    true,
)
from sqlalchemy import Text as TextType
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import Executable

from domain.model.accounts import Account, Contact, Fact
from domain.model.history.actions import Action
from persistence.accounts.conflicts_of_interest import declared_column
from persistence.database import DatabaseKind, Transaction
from persistence.mapping import (
    account_columns,
    account_from,
    action_columns,
    action_from,
    contact_columns,
    contact_from,
    fact_columns,
    fact_from,
)
from persistence.readers import Rows
from persistence.tables import account, account_fact, action, contact
from persistence.tables.columns import Key


class Fetch(Protocol):
    """Runs one reading statement: `Database.read`, or a transaction through `inside`."""

    async def __call__(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> Rows:
        """All its rows."""
        ...


def inside(tx: Transaction) -> Fetch:
    """Read in this transaction."""

    async def fetch(statement: Executable, parameters: Mapping[str, object] | None = None) -> Rows:
        return (await tx.execute(statement, parameters)).all()

    return fetch


def kind_of(tx: Transaction) -> DatabaseKind:
    """Which database the transaction is on."""
    return "sqlite" if tx.dialect.name == "sqlite" else "postgresql"


def constant(value: str) -> ColumnElement[str]:
    """A name of our own, written into the statement: it is not bound anew each time."""
    return literal_column("'" + value.replace("'", "''") + "'", TextType())


def constants(values: Iterable[str]) -> list[ColumnElement[str]]:
    """The same of several, in order, for `in_`."""
    return [constant(value) for value in sorted(values)]


def among(kind: DatabaseKind, compared: ColumnElement[str] | Column[str], name: str = "ids") -> ColumnElement[bool]:
    """`compared` is in the list bound as *name* (see `list_value`): one statement text whatever its length."""
    if kind == "sqlite":
        each = func.json_each(bindparam(name, type_=TextType())).table_valued(column("value", TextType()))
        return compared.in_(select(each.c.value))
    return compared == func.any(bindparam(name, type_=ARRAY(TextType())))


def newest_of_each(
    kind: DatabaseKind,
    table: Table,
    order: Sequence[ColumnElement[Any]],
    *of_owner: ColumnElement[bool],
    owner: Table = account,
) -> Select[Any]:
    """
    The first rows of each account, or other *owner*, among `ids`, in no order, with its id as `owner_id`: one index
    walk for each, which stops at the bound `limit`. *of_owner* says which rows of *table* are the owner's.
    """
    owner_id, limit = owner.c.id.label("owner_id"), bindparam("limit", type_=table.c.pk.type)
    if kind == "sqlite":
        keys = select(table.c.pk).where(*of_owner).order_by(*order).limit(limit).correlate(owner)
        shown = table.alias("shown")
        return select(shown, owner_id).join_from(owner, shown, shown.c.pk.in_(keys)).where(among(kind, owner.c.id))
    newest = select(table).where(*of_owner).order_by(*order).limit(limit).correlate(owner).lateral("newest")
    return select(newest, owner_id).select_from(owner.join(newest, true())).where(among(kind, owner.c.id))


def list_value(kind: DatabaseKind, values: Sequence[str] | Sequence[int]) -> object:
    """What to bind for `among`, and for `keys_among`."""
    return json.dumps(list(values)) if kind == "sqlite" else list(values)


def keys_among(kind: DatabaseKind, compared: ColumnElement[int], name: str = "keys") -> ColumnElement[bool]:
    """As `among`, of internal keys."""
    if kind == "sqlite":
        each = func.json_each(bindparam(name, type_=TextType())).table_valued(column("value", Key))
        return compared.in_(select(each.c.value))
    return compared == func.any(bindparam(name, type_=ARRAY(Key)))


@lru_cache
def _select_accounts(kind: DatabaseKind, lock: bool) -> Select[Any]:
    # Locked in order of id, so that two writers of several accounts cannot deadlock.
    found = select(account, declared_column(kind)).where(among(kind, account.c.id)).order_by(account.c.id)
    return found.with_for_update() if lock else found


@lru_cache
def _select_children(kind: DatabaseKind, table: Table, by_account: bool, lock: bool) -> Select[Any]:
    wanted = account.c.id if by_account else table.c.id
    order = {
        account_fact: (account_fact.c.account_pk, account_fact.c.on_date, account_fact.c.at, account_fact.c.pk),
        contact: (contact.c.account_pk, contact.c.pk),
        action: (action.c.account_pk, action.c.ended_on, action.c.registered_at, action.c.pk),
    }[table]
    found = (
        select(table, account.c.id.label("account_id"))
        .join_from(account, table, table.c.account_pk == account.c.pk)
        .where(among(kind, wanted))
        .order_by(*order if by_account else (table.c.id,))
    )
    return found.with_for_update(of=table) if lock else found


async def read_accounts(
    fetch: Fetch, kind: DatabaseKind, account_ids: Sequence[str], *, lock: bool = False, contacts: bool = True
) -> dict[str, Account]:
    """
    Accounts by id with their facts; those that do not exist are not in the answer. Two statements.

    Args:
        contacts: With their contacts too: one statement more.
    """
    ids = {"ids": list_value(kind, account_ids)}
    rows = await fetch(_select_accounts(kind, lock), ids)
    persons: defaultdict[str, list[Contact]] = defaultdict(list)
    for row in await fetch(_select_children(kind, contact, True, False), ids) if contacts else ():
        persons[row.account_id].append(contact_from(row))
    facts: defaultdict[str, list[Fact]] = defaultdict(list)
    for row in await fetch(_select_children(kind, account_fact, True, False), ids):
        facts[row.account_id].append(fact_from(row))
    return {row.id: account_from(row, persons.get(row.id, ()), facts.get(row.id, ())) for row in rows}


async def read_contacts(
    fetch: Fetch, kind: DatabaseKind, contact_ids: Sequence[str], *, lock: bool = False
) -> dict[str, Contact]:
    """Contacts by id. One statement."""
    rows = await fetch(_select_children(kind, contact, False, lock), {"ids": list_value(kind, contact_ids)})
    return {row.id: contact_from(row) for row in rows}


async def read_actions(
    fetch: Fetch, kind: DatabaseKind, action_ids: Sequence[str], *, lock: bool = False
) -> dict[str, Action]:
    """Actions by id. One statement."""
    rows = await fetch(_select_children(kind, action, False, lock), {"ids": list_value(kind, action_ids)})
    return {row.id: action_from(row) for row in rows}


async def read_actions_of(fetch: Fetch, kind: DatabaseKind, account_ids: Sequence[str]) -> dict[str, list[Action]]:
    """Every action of these accounts, by account, by end date then registration. One statement."""
    rows = await fetch(_select_children(kind, action, True, False), {"ids": list_value(kind, account_ids)})
    found: dict[str, list[Action]] = {account_id: [] for account_id in account_ids}
    for row in rows:
        found[row.account_id].append(action_from(row))
    return found


@lru_cache
def _insert_child(table: Table) -> Insert:
    # what comes late for an account that was merged belongs to the one that goes on (AMB-63)
    goes_on = account.alias()
    parent = (
        select(func.coalesce(goes_on.c.pk, account.c.pk))
        .select_from(account.outerjoin(goes_on, goes_on.c.id == account.c.merged_into))
        .where(account.c.id == bindparam("account_id"))
        .scalar_subquery()
    )
    own = {c.name: bindparam(c.name, type_=c.type) for c in table.c if c.name not in {"pk", "account_pk"}}
    return insert(table).values(account_pk=parent, **own)


@lru_cache
def _update(table: Table) -> Update:
    fixed = {"pk", "account_pk", "id"}
    own = {c.name: bindparam(f"new_{c.name}", type_=c.type) for c in table.c if c.name not in fixed}
    return table.update().where(table.c.id == bindparam("old_id")).values(**own)


def _renamed(columns: Mapping[str, object]) -> dict[str, object]:
    new = {f"new_{name}": value for name, value in columns.items() if name not in {"id", "account_id"}}
    return {**new, "old_id": columns["id"]}


async def _insert_children(tx: Transaction, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        await tx.execute(_insert_child(table), rows)


async def insert_accounts(tx: Transaction, accounts: Sequence[Account]) -> None:
    """Add accounts with their contacts and facts, as they are. Three statements. IntegrityError for a RUT in use."""
    if not accounts:
        return
    await tx.execute(insert(account), [account_columns(each) for each in accounts])
    await insert_contacts(tx, [one for each in accounts for one in each.contacts])
    await insert_facts(tx, [(each.id, fact) for each in accounts for fact in each.facts])


async def insert_contacts(tx: Transaction, contacts: Sequence[Contact]) -> None:
    """Add contacts to accounts that exist. One statement."""
    await _insert_children(tx, contact, [contact_columns(each) for each in contacts])


async def insert_facts(tx: Transaction, facts: Sequence[tuple[str, Fact]]) -> None:
    """Add (account id, fact). One statement."""
    await _insert_children(tx, account_fact, [fact_columns(account_id, fact) for account_id, fact in facts])


async def insert_actions(tx: Transaction, actions: Sequence[Action]) -> None:
    """Add actions to accounts that exist. One statement."""
    await _insert_children(tx, action, [action_columns(each) for each in actions])


async def update_accounts(tx: Transaction, changes: Sequence[tuple[Account, Account]]) -> None:
    """Write (before, after): every field, the version of *after*, and the facts *before* lacks. Two statements."""
    if not changes:
        return
    await tx.execute(_update(account), [_renamed(account_columns(after)) for _, after in changes])
    new: list[tuple[str, Fact]] = []
    for before, after in changes:
        known = {fact.id for fact in before.facts}
        new += [(after.id, fact) for fact in after.facts if fact.id not in known]
    await insert_facts(tx, new)


async def drop_facts(tx: Transaction, ids: Collection[str]) -> None:
    """Take facts that were recorded by mistake out of their account; why is in the timeline of the case (AMB-70)."""
    if ids:
        await tx.execute(delete(account_fact).where(account_fact.c.id.in_(ids)))


async def update_contacts(tx: Transaction, contacts: Sequence[Contact]) -> None:
    """Write every field of contacts that exist, their version included. One statement."""
    if contacts:
        await tx.execute(_update(contact), [_renamed(contact_columns(each)) for each in contacts])


async def update_actions(tx: Transaction, actions: Sequence[Action]) -> None:
    """Write every field of actions that exist, their version included. One statement."""
    if actions:
        await tx.execute(_update(action), [_renamed(action_columns(each)) for each in actions])
