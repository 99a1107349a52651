"""
Who attends an account, as the CRM tells it: by the columns of its executives, and by giving the account to an owner.

Belongs here: which field an owner tells, and whom the directory does not know. Does not belong here: what is done with
a value that cannot be held (`sync.meeting`).
"""

from __future__ import annotations

from typing import Final

from domain.exchange.encoding import OWNER
from domain.exchange.meaning import same_value
from domain.model.account_fields import EXECUTIVES
from domain.model.accounts import Account
from domain.model.exchange.crm_records import CrmRecord, RecordKind
from domain.model.institution.directory import Directory
from domain.model.institution.people import Role
from domain.ports.sync import Replica, Values

UNKNOWN_PERSON: Final = (
    "El directorio no conoce a «{}»: agregue a esa persona (en Dynamics, también en ATENCION_DYNAMICS_ACTORS), "
    "o elija a otra."
)


def unknown_people(values: Values, directory: Directory | None) -> dict[str, str]:
    """
    The fields of *values* that put somebody in charge whom the directory does not know, each with a Spanish sentence.

    Without a directory, or with one in which nobody stands, nobody is unknown.

    Source: AMB-68, RTE-05.
    """
    if directory is None or not directory.people:
        return {}
    named = {name: values.get(name) for name in EXECUTIVES}
    return {
        name: UNKNOWN_PERSON.format(person)
        for name, person in named.items()
        if isinstance(person, str) and person and directory.person(person) is None
    }


def told_by_owner(record: CrmRecord, replica: Replica | None, directory: Directory | None) -> dict[str, str]:
    """
    The executive that the owner of *record* tells, as a value of a field; empty: the owner tells nothing.

    An owner who is there from the start tells nothing, for that is whoever typed the record, but where the CRM has no
    columns for executives. One to whom the account was given since does, unless the column says something new itself.
    While it is not settled who that is, the owner goes on telling.

    Source: AMB-68, RTE-05.
    """
    owner = record.owner
    if record.kind is not RecordKind.ACCOUNT or owner is None or record.merged_into is not None or directory is None:
        return {}
    name = _field_of(owner, record.values, directory)
    if replica is None:
        return {} if EXECUTIVES & record.values.keys() else {name: owner}
    agreed = replica.shadow.values if replica.shadow is not None else {}
    if not same_value(agreed.get(name), record.values.get(name, agreed.get(name))):
        return {}
    if name in unknown_people(record.values, directory):
        return {}  # it is the column that waits for a person
    before = agreed.get(OWNER)
    given = owner != before and not (before is None and _typed_it(owner, replica))
    return {name: owner} if given or name in replica.refused else {}


def _field_of(owner: str, values: Values, directory: Directory) -> str:
    """By what the person is; else by where the company is."""
    person = directory.person(owner)
    if person is not None and person.role in {Role.REGIONAL_EXECUTIVE, Role.REGIONAL_HEAD}:
        return "regional_executive"
    abroad = values.get("country") not in {None, "", "CL"}
    if person is not None and person.role is Role.COMMERCIAL_EXECUTIVE:
        abroad = True
    return "commercial_executive" if abroad else "regional_executive"


def _typed_it(owner: str, replica: Replica) -> bool:
    return isinstance(replica.record, Account) and replica.record.registered_by == owner
