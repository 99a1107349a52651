"""What a path below an entity set means: collections, rows, properties, references and bound actions."""

from __future__ import annotations

from standin.calls import Call, Reply, json_reply
from standin.errors import (
    bad_request,
    duplicate_row,
    method_not_allowed,
    not_imitated,
    segment_not_found,
    unsupported_message,
    version_mismatch,
)
from standin.organization import Organization
from standin.privileges import retrieve_user_privileges
from standin.reading.change_tracking import TrackedQuery, is_tracked
from standin.reading.expansion import Expander
from standin.reading.predicates import children, collection_of
from standin.reading.queries import CollectionQuery, Source, check_options, encoded_path
from standin.reading.query_options import parse_expand
from standin.reading.rendering import RowRenderer
from standin.tables.schema import LOOKUPS, ManyToMany, OneToMany, Table
from standin.tables.store import Row
from standin.tables.values import wire_writer
from standin.writing.bulk import run_bulk_action
from standin.writing.emails import send_email
from standin.writing.records import Records, require_privilege
from standin.writing.references import RowKey, read_reference, split_segment

_ONLY_LISTED = frozenset({"activityparty"})  # written and read through their activity alone
_MESSAGES = {"GET": "Retrieve", "PATCH": "Update", "DELETE": "Delete"}
_BOM = b"\xef\xbb\xbf"


class RowRoutes:
    """Answers one call on rows."""

    def __init__(self, organization: Organization, call: Call) -> None:
        self._organization = organization
        self._call = call
        self._store = organization.store

    def handle(self) -> Reply:
        segments = self._call.segments
        set_name, key_text = split_segment(segments[0])
        table = self._organization.schema.table_of_set(set_name)
        if key_text is None:
            return self._collection(table, segments[1:])
        key = RowKey(self._organization, table, key_text)
        if table.name in _ONLY_LISTED:
            raise unsupported_message(_MESSAGES.get(self._call.method, "Update"), table.name)
        if len(segments) > 1:
            return self._below_row(table, key.require(), segments[1:])
        if self._call.method == "GET":
            return self._retrieve(table, key.require())
        if self._call.method == "PATCH":
            return self._patch(table, key)
        if self._call.method == "DELETE":
            return self._delete(table, key)
        raise method_not_allowed(self._call.method)

    # ---- collections

    def _collection(self, table: Table, rest: list[str]) -> Reply:
        call = self._call
        if not rest:
            if call.method == "GET":
                require_privilege(call.caller, "Read", table)
                if is_tracked(call):
                    return TrackedQuery(self._organization, call, table).reply()
                return CollectionQuery(self._organization, call, Source(table, table.set_name)).reply()
            if call.method == "POST":
                if table.name in _ONLY_LISTED:
                    raise unsupported_message("Create", table.name)
                return self._create(table)
            raise method_not_allowed(call.method)
        if rest == ["$count"] and call.method == "GET":
            if "$deltatoken" in call.query:
                return _count(TrackedQuery(self._organization, call, table).count())
            return _count(CollectionQuery(self._organization, call, Source(table, table.set_name)).count())
        if len(rest) == 1 and rest[0].startswith("Microsoft.Dynamics.CRM."):
            if call.method != "POST":
                raise method_not_allowed(call.method)
            return run_bulk_action(self._organization, call, table, rest[0].removeprefix("Microsoft.Dynamics.CRM."))
        raise segment_not_found(rest[0])

    def _create(self, table: Table) -> Reply:
        call = self._call
        row_id = Records(self._organization, call.caller, call.references).create(table, call.json())
        return self._written(table, row_id, f"{table.set_name}({row_id})", created=True)

    def _written(self, table: Table, row_id: str, address: str, *, created: bool) -> Reply:
        """Answer a create or an update: 204 and the address, or the row that was asked for."""
        call = self._call
        if not call.wants_row:
            headers = {"OData-EntityId": f"{call.api_root}/{address}"}
            if created:
                headers["Location"] = headers["OData-EntityId"]
            return Reply(204, headers)
        row = self._store.of(table.name).rows[row_id]
        document = self._render(table, row, expand=created)
        return json_reply(
            document,
            201 if created else 200,
            ETag=str(document["@odata.etag"]),
            Preference_Applied="return=representation",
        )

    def _render(self, table: Table, row: Row, *, expand: bool) -> dict[str, object]:
        call, select = self._call, self._call.query.get("$select")
        check_options(call)
        expands = parse_expand(call.query["$expand"]) if expand and call.query.get("$expand") else ()
        renderer = RowRenderer(self._organization, table, select, call.annotations)
        names = renderer.context_names(select, [one.name for one in expands])
        document = {"@odata.context": f"{call.api_root}/$metadata#{table.set_name}{names}/$entity"}
        document |= renderer.render(row)
        return Expander(self._organization, call, table, expands, table.set_name).expand(row, document)

    # ---- one row

    def _retrieve(self, table: Table, row_id: str) -> Reply:
        call = self._call
        require_privilege(call.caller, "Read", table)
        row = self._store.of(table.name).rows[row_id]
        etag = f'W/"{row["versionnumber"]}"'
        seen = call.condition("if-none-match")
        plain = "$expand" not in call.query and not call.annotations.any
        if seen is not None and plain and table.optimistic_concurrency and seen in {etag, "*"}:
            return Reply(304, {"ETag": etag})
        return json_reply(self._render(table, row, expand=True), ETag=etag)

    def _patch(self, table: Table, key: RowKey) -> Reply:
        call = self._call
        if_match, if_none_match = call.condition("if-match"), call.condition("if-none-match")
        found = key.find()
        records = Records(self._organization, call.caller, call.references)
        address = f"{table.set_name}({key.text})"
        if found is None:
            if if_match is not None:
                raise key.missing()
            row_id = records.create(table, call.json(), key_values=key.values, row_id=key.given_id)
            return self._written(table, row_id, address, created=True)
        if if_none_match == "*":
            raise duplicate_row()
        self._check_version(table, found, if_match)
        body = {name: value for name, value in call.json().items() if name not in key.values}
        records.update(table, found, body)
        return self._written(table, found, address, created=False)

    def _check_version(self, table: Table, row_id: str, if_match: str | None) -> None:
        if if_match in {None, "*"}:
            return
        if not table.optimistic_concurrency:
            raise bad_request(f"Optimistic concurrency is not enabled for entity type {table.name}.", "0x8006088D")
        if if_match != f'W/"{self._store.of(table.name).rows[row_id]["versionnumber"]}"':
            raise version_mismatch()

    def _delete(self, table: Table, key: RowKey) -> Reply:
        row_id = key.require()
        self._check_version(table, row_id, self._call.condition("if-match"))
        Records(self._organization, self._call.caller).delete(table, row_id)
        return Reply(204)

    # ---- below one row

    def _below_row(self, table: Table, row_id: str, rest: list[str]) -> Reply:
        name, inner_key = split_segment(rest[0])
        if name == "Microsoft.Dynamics.CRM.SendEmail" and table.name == "email" and len(rest) == 1:
            return send_email(self._organization, self._call, row_id)
        if name == "Microsoft.Dynamics.CRM.RetrieveUserPrivileges" and table.name == "systemuser" and len(rest) == 1:
            return retrieve_user_privileges(self._organization, self._call, row_id)
        if name.startswith("Microsoft.Dynamics.CRM."):
            raise not_imitated(f"the bound operation {name}")
        if name in table.by_wire and inner_key is None and len(rest) == 1:
            return self._property(table, row_id, name)
        relationship = collection_of(table, name)
        if relationship is not None:
            return self._related(table, row_id, name, relationship, inner_key, rest[1:])
        if name in table.lookup_navs:
            return self._single(table, row_id, name, rest[1:])
        raise segment_not_found(name)

    def _property(self, table: Table, row_id: str, name: str) -> Reply:
        call, column = self._call, table.wire(name)
        records = Records(self._organization, call.caller)
        if call.method == "GET":
            value = self._store.of(table.name).rows[row_id].get(name)
            if value is None:
                return Reply(204)
            write = wire_writer(column)
            context = f"{call.api_root}/$metadata#{table.set_name}({row_id})/{name}"
            return json_reply({"@odata.context": context, "value": write(value) if write else value})
        if call.method not in {"PUT", "DELETE"} or column.type in LOOKUPS:
            raise method_not_allowed(call.method)
        value = call.json().get("value") if call.method == "PUT" else None
        records.update(table, row_id, {name: value})
        return Reply(204)

    def _single(self, table: Table, row_id: str, name: str, rest: list[str]) -> Reply:
        call = self._call
        column, target = table.lookup_navs[name]
        row = self._store.of(table.name).rows[row_id]
        if len(column.targets) > 1:
            target_now = row.get(f"{column.name}!type")
            target = target_now if column.name == "ownerid" and target_now else target
            related = row.get(column.wire_name) if target_now == target else None
        else:
            related = row.get(column.wire_name)
        if rest == ["$ref"]:
            if call.method == "DELETE":
                Records(self._organization, call.caller).set_lookup(table, row_id, column, None, None)
                return Reply(204)
            if call.method == "PUT":
                key = self._referenced()
                if key.table.name not in {target, *(column.targets if column.name == "ownerid" else ())}:
                    raise bad_request(f"The reference names a row of '{key.table.name}'.", "0x80048D19")
                Records(self._organization, call.caller).set_lookup(
                    table, row_id, column, key.table.name, key.require()
                )
                return Reply(204)
            if call.method == "GET" and related is not None:
                set_name = self._organization.schema.table(target).set_name
                return json_reply(
                    {
                        "@odata.context": f"{call.api_root}/$metadata#$ref",
                        "@odata.id": f"{call.api_root}/{set_name}({related})",
                    }
                )
            raise method_not_allowed(call.method)
        if related is None:
            return Reply(204)
        other = self._organization.schema.table(target)
        if rest:
            return self._below_row(other, related, rest)
        if call.method != "GET":
            raise method_not_allowed(call.method)
        return self._retrieve(other, related)

    def _referenced(self) -> RowKey:
        reference = self._call.json().get("@odata.id")
        if not isinstance(reference, str):
            raise bad_request("The body of a $ref request needs @odata.id.", "0x80048D19")
        return read_reference(self._organization, reference, self._call.references)

    def _related(
        self,
        table: Table,
        row_id: str,
        name: str,
        relationship: OneToMany | ManyToMany,
        inner_key: str | None,
        rest: list[str],
    ) -> Reply:
        call = self._call
        if rest == ["$ref"]:
            return self._reference(table, row_id, name, relationship, inner_key)
        if inner_key is not None:
            child, _ = children(self._organization.scope(table, call.caller), table, name)
            return self._retrieve(child, RowKey(self._organization, child, inner_key).require())
        if call.method == "POST" and not rest and isinstance(relationship, OneToMany):
            child = self._organization.schema.table(relationship.child)
            body = {**call.json(), f"{relationship.lookup_nav}@odata.bind": f"/{table.set_name}({row_id})"}
            created = Records(self._organization, call.caller, call.references).create(child, body)
            return self._written(child, created, f"{child.set_name}({created})", created=True)
        if call.method == "PUT":
            raise not_imitated(f"replacing the rows of {name}")
        if call.method != "GET":
            raise method_not_allowed(call.method)
        child, read = children(self._organization.scope(table, call.caller), table, name)
        row = self._store.of(table.name).rows[row_id]
        ids = tuple(sorted(one[child.primary_id] for one in read(row)))
        path = encoded_path([f"{table.set_name}({row_id})", name])
        query = CollectionQuery(self._organization, call, Source(child, path, ids))
        if rest == ["$count"]:
            return _count(query.count())
        if rest:
            raise segment_not_found(rest[0])
        return query.reply()

    def _reference(
        self, table: Table, row_id: str, name: str, relationship: OneToMany | ManyToMany, inner_key: str | None
    ) -> Reply:
        call = self._call
        if call.method == "POST":
            other_id, present = self._referenced().require(), True
        elif call.method == "DELETE":
            child, _ = children(self._organization.scope(table, call.caller), table, name)
            if inner_key is not None:
                other_id = RowKey(self._organization, child, inner_key).require()
            elif "$id" in call.query:
                other_id = read_reference(self._organization, call.query["$id"], call.references).require()
            else:
                raise bad_request("Say which reference to remove: in the path, or with $id.", "0x80060888")
            present = False
        else:
            raise not_imitated(f"{call.method} of a collection's $ref")
        records = Records(self._organization, call.caller)
        with self._store.transaction():
            if isinstance(relationship, OneToMany):
                records.link(relationship, row_id, other_id, present=present)
            else:
                forwards = relationship.first == table.name and relationship.first_nav == name
                pair = (row_id, other_id) if forwards else (other_id, row_id)
                if not self._store.pair(relationship.intersect, pair, present=present) and present:
                    raise duplicate_row()
        return Reply(204)


def _count(number: int) -> Reply:
    """The digits come after a byte order mark, as the service sends them."""
    return Reply(200, {"Content-Type": "text/plain"}, _BOM + str(number).encode())
