"""
Webhooks: asynchronous post-operation steps whose endpoint is a webhook are told of every committed write.

The body is a serialised RemoteExecutionContext; one more try after 502, 503 or 504; a failure leaves a failed system
job behind and nothing is sent again. Source: dataverse-web-api.md section 10.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import httpx2
import orjson

from standin.organization import Organization, WriteEvent
from standin.tables.schema import CHOICES, LOOKUPS, ColumnType, JsonObject, Table
from standin.tables.store import Row

SIZE_LIMIT: Final = 256 * 1024
TIMEOUT_SECONDS: Final = 60.0
_CONTRACTS: Final = "http://schemas.microsoft.com/xrm/2011/Contracts"
_TRIMMED: Final = ("ParentContext", "InputParameters", "PreEntityImages", "PostEntityImages")
_AGAIN: Final = frozenset({502, 503, 504})
_WEBHOOK, _KEY, _HEADERS, _QUERY = 8, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST to make, and the name of the step that wants it."""

    step: str
    url: str
    headers: dict[str, str]
    body: bytes


def deliveries(organization: Organization, events: Sequence[WriteEvent]) -> Iterator[Delivery]:
    """Yield what the enabled steps want to be told of *events*."""
    store = organization.store
    steps = [row for row in store.of("sdkmessageprocessingstep").rows.values() if row.get("statecode") == 0]
    for event in events:
        for step in steps:
            endpoint = store.of("serviceendpoint").rows.get(step.get("_eventhandler_value", ""))
            if endpoint is not None and endpoint.get("contract") == _WEBHOOK and _wants(organization, step, event):
                yield _delivery(organization, step, endpoint, event)


def _wants(organization: Organization, step: Row, event: WriteEvent) -> bool:
    store = organization.store
    message = store.of("sdkmessage").rows.get(step.get("_sdkmessageid_value", ""), {})
    if message.get("name") != event.message:
        return False
    table = store.of("sdkmessagefilter").rows.get(step.get("_sdkmessagefilterid_value", ""))
    if table is not None and table.get("primaryobjecttypecode") != event.table:
        return False
    watched = step.get("filteringattributes")
    if event.message != "Update" or not watched:
        return True
    definition = organization.schema.tables[event.table]
    changed = {definition.by_wire[name].name for name in event.values if name in definition.by_wire}
    return not changed.isdisjoint(name.strip() for name in watched.split(","))


def _delivery(organization: Organization, step: Row, endpoint: Row, event: WriteEvent) -> Delivery:
    context = execution_context(organization, event)
    body = orjson.dumps(context)
    headers = {
        "Content-Type": "application/json",
        "x-ms-dynamics-organization": f"{organization.config.name}.example",
        "x-ms-dynamics-entity-name": event.table,
        "x-ms-dynamics-request-name": event.message,
        "x-ms-correlation-request-id": context["CorrelationId"],
    }
    if len(body) > SIZE_LIMIT:
        headers["x-ms-dynamics-msg-size-exceeded"] = "true"
        body = orjson.dumps({name: value for name, value in context.items() if name not in _TRIMMED})
    url, kind, secret = str(endpoint["url"]), endpoint.get("authtype"), str(endpoint.get("authvalue", ""))
    if kind == _KEY:
        url += f"{'&' if '?' in url else '?'}code={quote(secret, safe='')}"
    elif kind == _HEADERS:
        headers |= _settings(secret)
    elif kind == _QUERY:
        url += f"{'&' if '?' in url else '?'}{urlencode(_settings(secret))}"
    return Delivery(str(step.get("name", "webhook")), url, headers, body)


def _settings(text: str) -> dict[str, str]:
    root = ElementTree.fromstring(text or "<settings />")  # noqa: S314 - written by the rehearsal's own client
    return {one.get("name", ""): one.get("value", "") for one in root.findall("setting")}


def execution_context(organization: Organization, event: WriteEvent) -> JsonObject:
    """Return the document a webhook receives; its target holds only the columns that changed."""
    table = organization.schema.tables[event.table]
    if event.message == "Delete":
        target = _reference(event.table, event.row_id)
    else:
        target = {
            "__type": f"Entity:{_CONTRACTS}",
            "Attributes": _attributes(table, event),
            "EntityState": None,
            "FormattedValues": [],
            "Id": event.row_id,
            "KeyAttributes": [],
            "LogicalName": event.table,
            "RelatedEntities": [],
            "RowVersion": str(event.version),
        }
    return {
        "BusinessUnitId": organization.business_unit_id,
        "CorrelationId": str(uuid.uuid4()),
        "Depth": 1,
        "InitiatingUserId": event.caller.behind_id or event.caller.user_id,
        "InputParameters": [{"key": "Target", "value": target}],
        "IsExecutingOffline": False,
        "IsInTransaction": False,
        "IsOfflinePlayback": False,
        "IsolationMode": 1,
        "MessageName": event.message,
        "Mode": 1,
        "OperationCreatedOn": _date(event.at),
        "OperationId": str(uuid.uuid4()),
        "OrganizationId": organization.id,
        "OrganizationName": organization.config.name,
        "OutputParameters": [{"key": "id", "value": event.row_id}] if event.message == "Create" else [],
        "ParentContext": None,
        "PostEntityImages": [],
        "PreEntityImages": [],
        "PrimaryEntityId": event.row_id,
        "PrimaryEntityName": event.table,
        "RequestId": str(uuid.uuid4()),
        "SecondaryEntityName": "none",
        "SharedVariables": [{"key": "tag", "value": event.tag}] if event.tag is not None else [],
        "Stage": 40,
        "UserId": event.caller.user_id,
    }


def _reference(table: str, row_id: str) -> JsonObject:
    return {
        "__type": f"EntityReference:{_CONTRACTS}",
        "Id": row_id,
        "KeyAttributes": [],
        "LogicalName": table,
        "Name": None,
        "RowVersion": None,
    }


def _date(text: str) -> str:
    return f"/Date({int(datetime.fromisoformat(text).timestamp() * 1000)})/"


def _attributes(table: Table, event: WriteEvent) -> list[JsonObject]:
    found = []
    for name, value in event.values.items():
        column = table.by_wire.get(name)
        if column is None:
            continue
        written: Any = value
        if value is None:
            written = None
        elif column.type in LOOKUPS:
            written = _reference(event.values.get(f"{column.name}!type") or column.targets[0], value)
        elif column.type in CHOICES:
            written = {"__type": f"OptionSetValue:{_CONTRACTS}", "Value": value}
        elif column.type is ColumnType.MONEY:
            written = {"__type": f"Money:{_CONTRACTS}", "Value": value}
        elif column.type is ColumnType.DATETIME:
            written = _date(value if "T" in value else f"{value}T00:00:00Z")
        found.append({"key": column.name, "value": written})
    return found


def send(delivery: Delivery) -> str | None:
    """POST one delivery, twice if the endpoint is unavailable; return what went wrong, None when it was taken."""
    problem: str | None = None
    for _ in range(2):
        status, problem = _post(delivery)
        if status is None or status not in _AGAIN:
            break
    return problem


def _post(delivery: Delivery) -> tuple[int | None, str | None]:
    try:
        answer = httpx2.post(delivery.url, content=delivery.body, headers=delivery.headers, timeout=TIMEOUT_SECONDS)
    except (httpx2.HTTPError, httpx2.InvalidURL) as reason:
        return None, f"the endpoint cannot be reached: {reason}"
    return answer.status_code, None if answer.is_success else f"the endpoint answered {answer.status_code}"


def record_failure(organization: Organization, delivery: Delivery, problem: str) -> None:
    """Leave a failed system job, as the service does."""
    store = organization.store
    row_id, now = organization.new_id(), organization.now_text()
    with store.transaction():
        store.put(
            "asyncoperation",
            row_id,
            {
                "asyncoperationid": row_id,
                "name": delivery.step,
                "operationtype": 1,
                "message": problem,
                "statecode": 3,
                "statuscode": 31,
                "createdon": now,
                "modifiedon": now,
                "versionnumber": store.next_version(),
            },
        )
