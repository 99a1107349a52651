"""Webhooks are told of committed writes, once more when unavailable, and never again. Source: section 10."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx2
import pytest

from standin import StandIn

Received = list[tuple[str, dict[str, str], dict[str, Any]]]


@pytest.fixture
def receiver() -> Iterator[tuple[str, Received, list[int]]]:
    """Its address, what it received, and the statuses it will answer with (204 when none is left)."""
    received: Received = []
    statuses: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            received.append((self.path, headers, json.loads(body)))
            self.send_response(statuses.pop(0) if statuses else 204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", received, statuses
    server.shutdown()
    thread.join()
    server.server_close()


async def register(web: httpx2.AsyncClient, url: str, message: str, **changes: Any) -> httpx2.Response:
    """Register a step as an integrator does: endpoint, message, filter, step."""
    endpoint = {"name": "hub", "contract": 8, "url": url, "authtype": 4, "authvalue": "s/e c"}
    made = await web.post("serviceendpoints", json=endpoint)
    sdk = (await web.get(f"sdkmessages?$select=name&$filter=name eq '{message}'")).json()["value"][0]
    where = f"primaryobjecttypecode eq 'account' and _sdkmessageid_value eq {sdk['sdkmessageid']}"
    found = (await web.get(f"sdkmessagefilters?$select=name&$filter={where}")).json()["value"][0]
    step = {
        "name": f"hub: {message} of account",
        "stage": 40,
        "mode": 1,
        "rank": 1,
        "supporteddeployment": 0,
        "eventhandler_serviceendpoint@odata.bind": made.headers["OData-EntityId"],
        "sdkmessageid@odata.bind": f"/sdkmessages({sdk['sdkmessageid']})",
        "sdkmessagefilterid@odata.bind": f"/sdkmessagefilters({found['sdkmessagefilterid']})",
        **changes,
    }
    return await web.post("sdkmessageprocessingsteps", json=step)


async def test_a_write_is_told_with_its_context(
    web: httpx2.AsyncClient, standin: StandIn, receiver: tuple[str, Received, list[int]]
) -> None:
    """The key in the query, the headers, only changed columns, dates and choices in their odd forms, the tag."""
    url, received, _ = receiver
    assert (await register(web, url, "Update", filteringattributes="name")).status_code == 204
    body = {"name": "a", "overriddencreatedon": "2020-01-01T00:00:00Z"}
    row = (await web.post("accounts", json=body)).headers["OData-EntityId"]
    await web.patch(row, json={"telephone1": "not watched"})
    await web.patch(f"{row}?tag=ours", json={"name": "b", "customertypecode": 3})
    await standin.announced()

    [(path, headers, context)] = received
    assert path == "/hook?code=s%2Fe%20c"
    assert headers["x-ms-dynamics-entity-name"] == "account"
    assert headers["x-ms-dynamics-request-name"] == context["MessageName"] == "Update"
    assert context["PrimaryEntityId"] in row
    assert context["OperationCreatedOn"] == "/Date(1772463600000)/"  # 2026-03-02 15:00 UTC
    assert context["SharedVariables"] == [{"key": "tag", "value": "ours"}]
    target = context["InputParameters"][0]["value"]
    contracts = "http://schemas.microsoft.com/xrm/2011/Contracts"
    assert target["__type"] == f"Entity:{contracts}"
    assert {one["key"]: one["value"] for one in target["Attributes"]} == {
        "name": "b",
        "customertypecode": {"__type": f"OptionSetValue:{contracts}", "Value": 3},
    }


async def test_what_was_rolled_back_is_not_told(
    web: httpx2.AsyncClient, standin: StandIn, receiver: tuple[str, Received, list[int]]
) -> None:
    """A bulk call that fails tells nothing."""
    url, received, _ = receiver
    await register(web, url, "Create")
    kind = {"@odata.type": "Microsoft.Dynamics.CRM.account"}
    targets = [{**kind, "name": "a"}, {**kind, "name": "x" * 161}]
    await web.post("accounts/Microsoft.Dynamics.CRM.CreateMultiple", json={"Targets": targets})
    await web.post("accounts", json={"name": "queda"})
    await standin.announced()
    assert [context["InputParameters"][0]["value"]["Attributes"][0]["value"] for _, _, context in received] == ["queda"]


async def test_an_unavailable_receiver_is_tried_once_more(
    web: httpx2.AsyncClient, standin: StandIn, receiver: tuple[str, Received, list[int]]
) -> None:
    """503 then 204 is a delivery; 500 is a failed system job and no second try."""
    url, received, statuses = receiver
    await register(web, url, "Delete")
    rows = standin.seed("account", [{"name": "a"}, {"name": "b"}])
    statuses.append(503)
    await web.delete(f"accounts({rows[0]})")
    await standin.announced()
    assert [context["PrimaryEntityId"] for _, _, context in received] == [rows[0], rows[0]]
    statuses.append(500)
    await web.delete(f"accounts({rows[1]})")
    await standin.announced()
    assert len(received) == 3
    jobs = (await web.get("asyncoperations?$select=name,statuscode&$filter=statuscode eq 31")).json()["value"]
    assert [job["name"] for job in jobs] == ["hub: Delete of account"]


async def test_a_large_context_is_trimmed(
    web: httpx2.AsyncClient, standin: StandIn, receiver: tuple[str, Received, list[int]]
) -> None:
    """Over 256 KB the parameters and images go, and a header says so."""
    url, received, _ = receiver
    column = {
        "@odata.type": "Microsoft.Dynamics.CRM.MemoAttributeMetadata",
        "SchemaName": "agy_Long",
        "MaxLength": 1048576,
        "DisplayName": {"LocalizedLabels": [{"Label": "L", "LanguageCode": 1033}]},
    }
    await web.post("EntityDefinitions(LogicalName='account')/Attributes", json=column)
    await register(web, url, "Create")
    await web.post("accounts", json={"name": "a", "agy_long": "x" * 300_000})
    await standin.announced()
    [(_, headers, context)] = received
    assert headers["x-ms-dynamics-msg-size-exceeded"] == "true"
    assert "InputParameters" not in context
    assert context["PrimaryEntityName"] == "account"


async def test_synchronous_steps_are_refused(web: httpx2.AsyncClient) -> None:
    """They would have to stop the save: 501 rather than a step that does nothing."""
    assert (await register(web, "http://127.0.0.1:9/hook", "Update", mode=0)).status_code == 501
