"""
Writing rows as the service does: defaults, checks, lookups, deep insert, owners, states and cascades.

Every public function is one transaction: all of its effects, or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from standin.calls import Caller
from standin.errors import (
    bad_request,
    created_in_the_future,
    duplicate_row,
    not_imitated,
    privilege_denied,
    restricted_delete,
    row_not_found,
)
from standin.organization import Organization
from standin.tables.schema import Column, JsonObject, OneToMany, Table
from standin.tables.store import Row
from standin.writing.payload import Payload, point, read_payload


def require_privilege(caller: Caller, verb: str, table: Table) -> None:
    """Raise 403 when the caller's configuration lacks `prv<Verb><Table>`."""
    if caller.missing_privileges:
        privilege = f"prv{verb}{table.schema_name}"
        if privilege in caller.missing_privileges:
            raise privilege_denied(caller.user_id, privilege)


class Records:
    """The write side of one organisation, for one caller."""

    def __init__(self, organization: Organization, caller: Caller, references: Mapping[str, str] | None = None) -> None:
        self._organization = organization
        self._caller = caller
        self._references: Mapping[str, str] = references or {}
        self._now = organization.now_text()

    # ---- create

    def create(
        self, table: Table, body: JsonObject, *, key_values: Row | None = None, row_id: str | None = None
    ) -> str:
        """
        Create a row and whatever is nested in *body*; return its id.

        Args:
            table: Where.
            body: The payload.
            key_values: Values of the alternate key in the URL of an upsert; the body wins over them.
            row_id: The id in the URL of an upsert.
        """
        require_privilege(self._caller, "Create", table)
        self._organization.refresh_keys(table)
        with self._organization.store.transaction():
            payload = read_payload(self._organization, table, body, self._references, creating=True)
            return self._insert(table, payload, key_values or {}, row_id)

    def _insert(self, table: Table, payload: Payload, key_values: Row, row_id: str | None) -> str:
        store = self._organization.store
        row: Row = {table.primary_id: row_id}
        values = {**key_values, **payload.values}
        named = values.pop(table.primary_id, None)
        row_id = row_id or named or self._organization.new_id()
        if row_id in store.of(table.name).rows:
            raise duplicate_row()
        for column, target, nested in payload.parents:
            parent_table = self._organization.schema.table(target)
            parent = self.create(parent_table, nested)
            values[column.wire_name] = parent
            if len(column.targets) > 1:
                values[f"{column.name}!type"] = target
        row[table.primary_id] = row_id
        row |= {name: value for name, value in values.items() if value is not None}
        self._fill_defaults(table, row)
        self._compute(table, row)
        row["versionnumber"] = store.next_version()
        store.put(table.name, row_id, row)
        self._organization.note("Create", table, row, self._caller, values)
        for relationship, nested_rows in payload.children:
            self._insert_children(table, row_id, relationship, nested_rows)
        for relationship, ids in payload.bound_children:
            for child_id in ids:
                self.link(relationship, row_id, child_id)
        return row_id

    def _insert_children(self, table: Table, row_id: str, relationship: OneToMany, bodies: list[JsonObject]) -> None:
        child = self._organization.schema.table(relationship.child)
        column = child.columns[relationship.child_column]
        for body in bodies:
            payload = read_payload(self._organization, child, body, self._references, creating=True)
            point(column, table.name, row_id, payload)
            self._organization.refresh_keys(child)
            self._insert(child, payload, {}, None)

    def _fill_defaults(self, table: Table, row: Row) -> None:
        caller = self._caller
        row["createdon"] = row["modifiedon"] = self._now
        if "overriddencreatedon" in row:  # the original time is shown as createdon, the true one stays beside it
            if "prvOverrideCreatedOnCreatedBy" in caller.missing_privileges:
                raise privilege_denied(caller.user_id, "prvOverrideCreatedOnCreatedBy")
            if row["overriddencreatedon"] > self._now:
                raise created_in_the_future()
            row["createdon"], row["overriddencreatedon"] = row["overriddencreatedon"], self._now
        row["_createdby_value"] = row["_modifiedby_value"] = caller.user_id
        if caller.behind_id is not None:
            row["_createdonbehalfby_value"] = row["_modifiedonbehalfby_value"] = caller.behind_id
        if table.ownership == "UserOwned":
            row.setdefault("_ownerid_value", caller.user_id)
            row.setdefault("ownerid!type", "systemuser")
            self._own(row)
        plan = self._organization.write_plan(table)
        if plan.first_status is not None:
            _start_active(table, row, plan.first_status)
        for name, default in plan.defaults:
            row.setdefault(name, default)
        for wire_name, name in plan.required:
            if row.get(wire_name) is None:
                raise bad_request(f"The required field '{name}' is missing.", "0x80040200")
        if table.is_activity:
            row["activitytypecode"] = table.name
        if table.name == "sdkmessageprocessingstep" and (row.get("stage"), row.get("mode")) != (40, 1):
            raise not_imitated("steps other than asynchronous ones after the operation (stage 40, mode 1)")

    def _own(self, row: Row) -> None:
        is_team = row.get("ownerid!type") == "team"
        for name, owner in (
            ("_owninguser_value", None if is_team else row["_ownerid_value"]),
            ("_owningteam_value", row["_ownerid_value"] if is_team else None),
        ):
            if owner is None:
                row.pop(name, None)
            else:
                row[name] = owner
        row["_owningbusinessunit_value"] = self._organization.business_unit_id

    def _compute(self, table: Table, row: Row) -> None:
        """Keep the columns that follow from others: full name, composed address, currency."""
        if table.name == "contact":
            full = " ".join(filter(None, (row.get("firstname"), row.get("middlename"), row.get("lastname"))))
            if full:
                row["fullname"] = full
        plan = self._organization.write_plan(table)
        for prefix, parts in plan.addresses:
            _compose_address(prefix, parts, row)
        if plan.amounts:
            self._convert_money(plan.amounts, row)

    def _convert_money(self, amounts: Sequence[str], row: Row) -> None:
        if any(name in row for name in amounts):
            row.setdefault("_transactioncurrencyid_value", self._organization.currency_id)
        currency_id = row.get("_transactioncurrencyid_value")
        if currency_id is None:
            return
        currency = self._organization.store.of("transactioncurrency").rows.get(currency_id, {})
        row["exchangerate"] = rate = float(currency.get("exchangerate", 1.0))
        for name in amounts:
            if name in row:
                row[f"{name}_base"] = round(row[name] / rate, 4)
            else:
                row.pop(f"{name}_base", None)

    # ---- update

    def update(self, table: Table, row_id: str, body: JsonObject) -> None:
        """Change the columns in *body* of an existing row; everything else stays."""
        require_privilege(self._caller, "Write", table)
        self._organization.refresh_keys(table)
        with self._organization.store.transaction():
            payload = read_payload(self._organization, table, body, self._references, creating=False)
            if payload.parents or payload.children or payload.bound_children:
                raise bad_request("Deep update of related records is not supported.", "0x80060888")
            self._change(table, row_id, payload.values)

    def _change(self, table: Table, row_id: str, values: Row) -> None:
        store = self._organization.store
        old = store.of(table.name).rows.get(row_id)
        if old is None:
            raise row_not_found(table.name, row_id)
        row = dict(old)
        values.pop(table.primary_id, None)
        for name, value in values.items():
            if value is None:
                if name in table.by_wire and table.by_wire[name].required == "SystemRequired":
                    raise bad_request(f"The required field '{name}' may not be null.", "0x80040200")
                row.pop(name, None)
            else:
                row[name] = value
        self._check_state(table, values, row)
        if "_ownerid_value" in values:
            self._own(row)
        row["modifiedon"] = self._now
        row["_modifiedby_value"] = self._caller.user_id
        if self._caller.behind_id is not None:
            row["_modifiedonbehalfby_value"] = self._caller.behind_id
        else:
            row.pop("_modifiedonbehalfby_value", None)
        self._compute(table, row)
        row["versionnumber"] = store.next_version()
        store.put(table.name, row_id, row)
        self._organization.note("Update", table, row, self._caller, values)

    def _check_state(self, table: Table, values: Row, row: Row) -> None:
        if "statecode" not in table.columns or not {"statecode", "statuscode"} & set(values):
            return
        state = row.get("statecode", 0)
        if "statuscode" not in values:
            options = table.columns["statuscode"].all_options
            row["statuscode"] = next((option.value for option in options if option.state == state), None)
        elif table.state_of_status(row["statuscode"]) != state:
            raise _bad_state(table, state, row["statuscode"])

    def set_lookup(self, table: Table, row_id: str, column: Column, target: str | None, target_id: str | None) -> None:
        """Point a lookup at a row, or at nothing."""
        values: Row = {column.wire_name: target_id}
        if len(column.targets) > 1:
            values[f"{column.name}!type"] = target
        with self._organization.store.transaction():
            self._change(table, row_id, values)

    def link(self, relationship: OneToMany, parent_id: str, child_id: str | None, *, present: bool = True) -> None:
        """Add a row to a 1:N collection, or take it out."""
        child = self._organization.schema.table(relationship.child)
        column = child.columns[relationship.child_column]
        if child_id is None or child_id not in self._organization.store.of(child.name).rows:
            raise row_not_found(child.name, str(child_id))
        self.set_lookup(
            child, child_id, column, relationship.parent if present else None, parent_id if present else None
        )

    # ---- merge

    def children_of(self, table: Table, row_id: str) -> list[tuple[Table, Column, str]]:
        """What points at a row of *table* and may pass to another: the child's table, its lookup, its id."""
        found = []
        for relationship in table.collection_navs.values():
            child = self._organization.schema.table(relationship.child)
            column = child.columns[relationship.child_column]
            if column.name != "masterid":
                found += [(child, column, child_id) for child_id in self._children(table, relationship, row_id)]
        return found

    def retire(self, table: Table, row_id: str, master: str, inactive: Row) -> None:
        """The row has been merged into *master*."""
        require_privilege(self._caller, "Write", table)
        self._change(table, row_id, {"_masterid_value": master, "merged": True, **inactive})

    # ---- delete

    def delete(self, table: Table, row_id: str) -> None:
        """Delete a row and do to its children what their relationships say."""
        require_privilege(self._caller, "Delete", table)
        with self._organization.store.transaction():
            self._delete(table, row_id)

    def _delete(self, table: Table, row_id: str) -> None:
        store = self._organization.store
        if row_id not in store.of(table.name).rows:
            raise row_not_found(table.name, row_id)
        affected = []
        for relationship in table.collection_navs.values():
            if relationship.on_delete == "NoCascade":
                continue
            for child_id in self._children(table, relationship, row_id):
                if relationship.on_delete == "Restrict":
                    raise restricted_delete(table.name, relationship.child)
                affected.append((relationship, child_id))
        for relationship, child_id in affected:
            child = self._organization.schema.table(relationship.child)
            if child_id not in store.of(child.name).rows:
                continue
            if relationship.on_delete == "Cascade":
                self._delete(child, child_id)
            else:
                self.set_lookup(child, child_id, child.columns[relationship.child_column], None, None)
        for many in table.many_navs.values():
            for pair in [found for found in store.pairs.get(many.intersect, set()) if row_id in found]:
                store.pair(many.intersect, pair, present=False)
        row = store.of(table.name).rows[row_id]
        store.delete(table.name, row_id)
        self._organization.note("Delete", table, row, self._caller, {})

    def _children(self, table: Table, relationship: OneToMany, row_id: str) -> list[str]:
        child = self._organization.schema.table(relationship.child)
        column = child.columns[relationship.child_column]
        rows = self._organization.store.of(child.name)
        found = sorted(rows.ids_where(column.wire_name, row_id))
        if len(column.targets) > 1:
            return [one for one in found if rows.rows[one].get(f"{column.name}!type") == table.name]
        return found


def _start_active(table: Table, row: Row, first_status: int) -> None:
    """New rows are active; their status must belong to that state."""
    if row.get("statecode", 0) != 0:
        raise _bad_state(table, row["statecode"], row.get("statuscode"))
    row["statecode"] = 0
    if table.state_of_status(row.setdefault("statuscode", first_status)) != 0:
        raise _bad_state(table, 0, row["statuscode"])


def _compose_address(prefix: str, parts: Sequence[str], row: Row) -> None:
    """Write the lines, the place and the country of an address under one another."""
    if not any(name in row for name in parts):
        row.pop(f"{prefix}_composite", None)
        return
    *lines, city, state, postal, country = (row.get(name) for name in parts)
    place = " ".join(filter(None, (city, state, postal)))
    row[f"{prefix}_composite"] = "\r\n".join(filter(None, (*lines, place, country)))


def _bad_state(table: Table, state: Any, status: Any) -> Exception:
    return bad_request(f"{status} is not a valid status code for state code {state} on {table.name}.", "0x80048408")
