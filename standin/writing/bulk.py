"""The bulk messages of standard tables: one call, one transaction, all or nothing. Source: section 5.2."""

from __future__ import annotations

from typing import Any, Final

from standin.calls import Call, Reply, json_reply
from standin.errors import DataverseFault, bad_request, not_imitated
from standin.organization import Organization, seeded_id
from standin.reading.odata import Path
from standin.reading.predicates import column_function, resolve
from standin.reading.rendering import require_column
from standin.tables.schema import JsonObject, Table
from standin.tables.store import Row
from standin.writing.records import Records
from standin.writing.references import read_reference

_PREFIX: Final = "Microsoft.Dynamics.CRM."


def run_bulk_action(organization: Organization, call: Call, table: Table, name: str) -> Reply:
    """Run a collection-bound action of *table*: CreateMultiple, UpdateMultiple or UpsertMultiple."""
    if name == "DeleteMultiple":
        raise bad_request("DeleteMultiple has not yet been implemented.", "0x80040216")
    handler = {"CreateMultiple": _create, "UpdateMultiple": _update, "UpsertMultiple": _upsert}.get(name)
    if handler is None:
        raise not_imitated(f"the action {name}")
    if name != "UpsertMultiple" and seeded_id("filter", table.name, name) not in (
        organization.store.of("sdkmessagefilter").rows
    ):
        raise bad_request(f"The message {name} is not supported for the entity {table.name}.", "0x80040800")
    targets = call.json().get("Targets")
    if not isinstance(targets, list) or not all(isinstance(target, dict) for target in targets):
        raise bad_request("The parameter 'Targets' must be a collection of entities.", "0x80048D19")
    for target in targets:
        _check_type(target, table)
    organization.refresh_keys(table)
    with organization.store.transaction():
        return handler(organization, call, table, targets)


def _check_type(target: JsonObject, table: Table) -> None:
    declared = str(target.get("@odata.type", "")).lstrip("#")
    if not declared:
        raise bad_request(
            "An unexpected error occurred while deserializing the payload: every entity in 'Targets' needs the "
            "annotation @odata.type.",
            "0x80048D19",
        )
    if declared != f"{_PREFIX}{table.name}":
        raise bad_request(f"The type '{declared}' does not match the entity set '{table.set_name}'.", "0x80048D19")


def _create(organization: Organization, call: Call, table: Table, targets: list[JsonObject]) -> Reply:
    records = Records(organization, call.caller, call.references)
    ids = [records.create(table, target) for target in targets]
    return json_reply({"@odata.context": f"{call.api_root}/$metadata#{_PREFIX}CreateMultipleResponse", "Ids": ids})


def _update(organization: Organization, call: Call, table: Table, targets: list[JsonObject]) -> Reply:
    records = Records(organization, call.caller, call.references)
    rows = organization.store.of(table.name).rows
    ids = []
    for target in targets:
        row_id = target.get(table.primary_id)
        if row_id is None and "@odata.id" in target:
            row_id = read_reference(organization, target["@odata.id"], call.references).find()
        if not isinstance(row_id, str):
            raise bad_request("Entity Id must be specified for Update", "0x80040203")
        ids.append(row_id.lower())
    missing = [row_id for row_id in ids if row_id not in rows]
    if missing:
        raise DataverseFault(404, "0x80040217", f"{table.name} With Ids = {', '.join(missing)} Do Not Exist")
    for row_id, target in zip(ids, targets, strict=True):
        records.update(table, row_id, target)
    return Reply(204)


def _upsert(organization: Organization, call: Call, table: Table, targets: list[JsonObject]) -> Reply:
    records = Records(organization, call.caller, call.references)
    for target in targets:
        reference = target.get("@odata.id")
        if isinstance(reference, str):
            key = read_reference(organization, reference, call.references)
            if key.table is not table:
                raise bad_request("All targets must be of the same table.", "0x80048D19")
            found, given, values = key.find(), key.given_id, key.values
        else:
            given = target.get(table.primary_id)
            if not isinstance(given, str):
                raise bad_request("Every target needs @odata.id or its primary key.", "0x80040203")
            given, values = given.lower(), {}
            found = given if given in organization.store.of(table.name).rows else None
        _upsert_one(records, table, target, found, given, values)
    return Reply(204)


def _upsert_one(
    records: Records, table: Table, target: JsonObject, found: str | None, given: str | None, values: Row
) -> None:
    repeated = values.keys() & target.keys()
    if found is None:
        if repeated:  # the documented trap: an update forgives key columns in the body, a create does not
            raise bad_request("An unexpected error occurred", "0x80040216")
        records.create(table, target, key_values=values, row_id=given)
        return
    if repeated:
        target = {name: value for name, value in target.items() if name not in repeated}
    records.update(table, found, target)


def run_bulk_delete(organization: Organization, call: Call) -> Reply:
    """
    Delete what the queries of a `BulkDelete` find, at once, and leave a finished system job behind.

    The real job runs later; the answer and the job's row look alike.
    """
    body = call.json()
    if "RecurrencePattern" not in body:
        raise bad_request("The parameter 'RecurrencePattern' is required.", "0x80040203")
    records = Records(organization, call.caller)
    with organization.store.transaction():
        for query in body.get("QuerySet", []):
            table = organization.schema.table(str(query.get("EntityName", "")))
            for row_id in _matching_ids(organization, call, table, query.get("Criteria", {})):
                records.delete(table, row_id)
        job = records.create(
            organization.schema.table("asyncoperation"),
            {"name": str(body.get("JobName", "Bulk delete")), "operationtype": 13},
        )
        records.update(organization.schema.table("asyncoperation"), job, {"statecode": 3, "statuscode": 30})
    return json_reply({"@odata.context": f"{call.api_root}/$metadata#{_PREFIX}BulkDeleteResponse", "JobId": job})


def _matching_ids(organization: Organization, call: Call, table: Table, criteria: Any) -> list[str]:
    if criteria.get("Filters"):
        raise not_imitated("nested filters in BulkDelete")
    scope = organization.scope(table, call.caller)
    tests = []
    for condition in criteria.get("Conditions", []):
        column = require_column(table, str(condition.get("AttributeName")))
        if condition.get("Operator") not in {"In", "Equal"}:
            raise not_imitated(f"the operator {condition.get('Operator')} in BulkDelete")
        values = [value.get("Value") for value in condition.get("Values", [])]
        _, get = resolve(Path((column.wire_name,)), scope)
        tests.append(column_function("In", column, get, {"PropertyValues": values}, scope))
    rows = organization.store.of(table.name).rows
    return [row_id for row_id, row in rows.items() if all(test(row) is True for test in tests)]
