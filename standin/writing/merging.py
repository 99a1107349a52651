"""
The action `Merge`: a row joins another of its table, its children pass along, and it stays, inactive, with its master.

Source: the action's reference, and the Common Data Model's columns `masterid` and `merged`. What the reference leaves
open: children of every relationship pass whose definition does not say that they may not.
"""

from __future__ import annotations

from typing import Any, Final

from standin.calls import Call, Reply
from standin.errors import bad_request
from standin.organization import Organization
from standin.tables.schema import JsonObject, Table
from standin.writing.records import Records

_PREFIX: Final = "Microsoft.Dynamics.CRM."
_INACTIVE: Final = {"statecode": 1, "statuscode": 2}


def run_merge(organization: Organization, call: Call) -> Reply:
    """Join the row `Subordinate` to the row `Target`, which takes `UpdateContent`; all of it, or nothing."""
    body: JsonObject = call.json()
    table, target = _row(organization, body, "Target")
    other, subordinate = _row(organization, body, "Subordinate")
    if table is not other or "masterid" not in table.columns:
        raise bad_request(f"Rows of {other.name} cannot be merged into rows of {table.name}.", "0x80040203")
    if target == subordinate:
        raise bad_request("A row cannot be merged into itself.", "0x80040203")
    records = Records(organization, call.caller, call.references)
    content = {
        name: value for name, value in dict(body.get("UpdateContent") or {}).items() if "@odata.type" not in name
    }
    with organization.store.transaction():
        for child, column, child_id in records.children_of(table, subordinate):
            records.set_lookup(child, child_id, column, table.name, target)
        records.retire(table, subordinate, target, _INACTIVE)
        records.update(table, target, content)
    return Reply(204)


def _row(organization: Organization, body: JsonObject, name: str) -> tuple[Table, str]:
    given: Any = body.get(name)
    declared = str(given.get("@odata.type", "")).lstrip("#") if isinstance(given, dict) else ""
    if not declared.startswith(_PREFIX):
        raise bad_request(f"The parameter '{name}' must be an entity with the annotation @odata.type.", "0x80048D19")
    table = organization.schema.table(declared.removeprefix(_PREFIX))
    row_id = str(given.get(table.primary_id, "")).lower()
    if row_id not in organization.store.of(table.name).rows:
        raise bad_request(f"{table.name} With Id = {row_id} Does Not Exist", "0x80040217")
    return table, row_id
