"""
What one unit of work has to tell open cases ("lo que se cuenta a los casos"), whoever made it: a person here, a case, a
file, a merge, the CRM.

Belongs here: which changes of an account, its contacts and actions are told, gathered by account. Does not belong here:
how they are kept (`persistence.background.reconsiderations`), what a case then does (`protocol.engine.following`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from domain.exchange.told import record_was
from domain.model.account_fields import PEOPLE
from domain.model.accounts import Account, Contact
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.actions import Action
from domain.model.history.reconsideration import begins_later, changed_for_cases

Child = Contact | Action


class Telling:
    """Changes of one unit of work; of several of one thing the first tells how it was. Source: AMB-68."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[str, str]] = {}
        self._records: dict[str, dict[str, tuple[RecordKind, Child | None]]] = {}
        self._causes: dict[str, set[str | None]] = {}
        self._asked: set[str] = set()

    def account(self, before: Account, after: Account) -> None:
        """The account was written, or contacts of it passed to another one."""
        if told := changed_for_cases(before, after):
            self.of_account(after.id, told)
        in_conflict = {each.person for each in after.conflicts_of_interest}
        if any(field.name in told and getattr(after, field.name) in in_conflict for field in PEOPLE):
            self._asked.add(after.id)
        if begins_later(before, after):
            self._asked.add(after.id)
        if before.contacts is not after.contacts:
            was, now = _by_id(before.contacts), _by_id(after.contacts)
            for key in was.keys() ^ now.keys():
                self._child(after.id, RecordKind.CONTACT, key, was.get(key))

    def contact(self, before: Contact | None, after: Contact) -> None:
        """The contact is new, was written, or passed to another account."""
        self._changed(RecordKind.CONTACT, before, after, None)

    def action(self, before: Action | None, after: Action) -> None:
        """Likewise; the case that registered the action knows it already."""
        self._changed(RecordKind.ACTION, before, after, after.case_id)

    def _changed(self, kind: RecordKind, before: Child | None, after: Child, cause: str | None) -> None:
        if before is not None and before.account_id != after.account_id:
            self._child(before.account_id, kind, after.id, before)
            before = None
        self._child(after.account_id, kind, after.id, before, cause)

    def _child(
        self, account_id: str, kind: RecordKind, key: str, before: Child | None, cause: str | None = None
    ) -> None:
        self._records.setdefault(account_id, {}).setdefault(key, (kind, before))
        self._causes.setdefault(account_id, set()).add(cause)

    def of_account(self, account_id: str, told: Mapping[str, str]) -> None:
        """Something that belongs to the account changed, or is gone."""
        self._fields[account_id] = {**told, **self._fields.get(account_id, {})}
        self._causes.setdefault(account_id, set()).add(None)

    @property
    def accounts(self) -> Collection[str]:
        """Ids of the accounts of which something is told."""
        return self._causes.keys()

    @property
    def asked(self) -> Collection[str]:
        """Ids of those that have it to hear themselves: one in conflict attends them now, or a fact begins later."""
        return self._asked

    def concerns(self, account_id: str, open_cases: Collection[str]) -> bool:
        """Whether one of these cases has something to hear that it did not do itself, or the account itself has."""
        causes = self._causes[account_id]
        if account_id in self._asked:
            return True
        return bool(open_cases) and (None in causes or len(causes) > 1 or not causes.issuperset(open_cases))

    def payload(self, account_id: str) -> dict[str, str]:
        """What the work item tells."""
        told = dict(self._fields.get(account_id, {}))
        for key, (kind, before) in self._records.get(account_id, {}).items():
            told |= record_was(kind, key, before)
        return told


def records_were(gone: Iterable[Child], come: Iterable[Child]) -> dict[str, str]:
    """What tells that an account no longer has the first of these, as they were, and has the others now."""
    told: dict[str, str] = {}
    for each in come:
        told |= record_was(_kind_of(each), each.id, None)
    for each in gone:
        told |= record_was(_kind_of(each), each.id, each)
    return told


def _kind_of(record: Child) -> RecordKind:
    return RecordKind.CONTACT if isinstance(record, Contact) else RecordKind.ACTION


def _by_id(contacts: Iterable[Contact]) -> dict[str, Contact]:
    return {each.id: each for each in contacts}
