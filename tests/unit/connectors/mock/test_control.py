"""The control endpoint: look at the mock CRM, work in it, break it; with clear errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import httpx2
import pytest

from connectors.contract.records import new_key
from connectors.mock import MockConnector
from connectors.mock.control import control_app
from connectors.mock.dataset import PROTAGONIST_KEY, PROTAGONIST_NAME, PROTAGONIST_RUT, believable_records
from domain.errors import CrmThrottled, CrmUnavailable
from domain.model.exchange.crm_records import EmailActivity, RecordKind

ACCOUNT = RecordKind.ACCOUNT
PROTAGONIST = f"/records/account/{PROTAGONIST_KEY}"


@pytest.fixture
def crm() -> MockConnector:
    """Forty accounts."""
    return MockConnector(believable_records(date(2026, 6, 15), companies=40))


@pytest.fixture
async def http(crm: MockConnector) -> AsyncIterator[httpx2.AsyncClient]:
    """A developer with the token."""
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(control_app(crm, "secret")),
        base_url="http://mock",
        headers={"Authorization": "Bearer secret"},
    ) as client:
        yield client


async def test_the_state_shows_counts_faults_and_the_latest_requests(
    crm: MockConnector, http: httpx2.AsyncClient
) -> None:
    """GET /state."""
    crm.faults.go_down(times=5)
    await crm.health()

    state = (await http.get("/state")).json()

    assert state["records"]["account"] == 40
    assert [(fault["kind"], fault["times"]) for fault in state["faults"]] == [("down", 4)]
    assert [(line["operation"], line["result"]) for line in state["trace"]] == [("health", "down")]


async def test_a_record_is_found_by_rut_and_read(http: httpx2.AsyncClient) -> None:
    """GET /records: fields equal to the query's."""
    found = (await http.get("/records/account", params={"rut": PROTAGONIST_RUT})).json()
    read = (await http.get(PROTAGONIST)).json()

    assert found == {"count": 1, "records": [read]}
    assert read["values"]["name"] == PROTAGONIST_NAME
    assert read["values"]["sii_started_on"] == "2016-05-02"
    assert read["values"]["email"] is None
    active = (await http.get("/records/account", params={"active": "true", "limit": "3"})).json()
    assert (active["count"] > 3, len(active["records"])) == (True, 3)


async def test_a_colleague_changes_creates_and_deletes(crm: MockConnector, http: httpx2.AsyncClient) -> None:
    """PATCH, PUT, DELETE: what a colleague does in the CRM itself."""
    edited = await http.patch(
        PROTAGONIST, json={"values": {"phone": "+56 41 200 0999", "tested_on": "2026-06-01"}, "by": "paola.crm"}
    )
    key = new_key()
    created = await http.put(f"/records/contact/{key}", json={"values": {"account_id": PROTAGONIST_KEY, "name": "Ñ"}})
    deleted = await http.delete(f"/records/contact/{key}")

    assert (edited.status_code, created.status_code, deleted.status_code) == (200, 201, 204)
    record = crm.record(ACCOUNT, PROTAGONIST_KEY)
    assert record is not None
    assert (record.values["phone"], record.values["tested_on"]) == ("+56 41 200 0999", date(2026, 6, 1))
    assert record.modified_by == edited.json()["modifiedBy"] == "paola.crm"
    assert created.json()["values"]["name"] == "Ñ"
    assert crm.record(RecordKind.CONTACT, key) is None


async def test_the_emails_that_were_left_can_be_read_and_are_in_a_snapshot(
    crm: MockConnector, http: httpx2.AsyncClient
) -> None:
    """GET /emails, the latest first; `decode_image` gives back what `encode_image` took."""
    first, second = (
        EmailActivity(new_key(), subject, "<p>¡Hola!</p>", "de@x.example", ("a@x.example",), account_id=PROTAGONIST_KEY)
        for subject in ("Uno", "Dos")
    )
    await crm.leave_email(first)
    await crm.leave_email(second)

    read = (await http.get("/emails")).json()
    image = (await http.get("/snapshot")).json()
    crm.reset()
    await http.post("/snapshot", json=image)

    assert (read["count"], [email["subject"] for email in read["emails"]]) == (2, ["Dos", "Uno"])
    assert crm.emails == (first, second)


async def test_faults_begin_and_end(crm: MockConnector, http: httpx2.AsyncClient) -> None:
    """POST and DELETE /faults."""
    assert (await http.post("/faults", json={"kind": "throttled", "seconds": 5, "times": 1})).status_code == 201
    assert (await http.post("/faults", json={"kind": "down", "operation": "get"})).status_code == 201

    with pytest.raises(CrmThrottled):
        await crm.changes(ACCOUNT, None)
    with pytest.raises(CrmUnavailable):
        await crm.get(ACCOUNT, [])
    assert (await http.delete("/faults", params={"kind": "down"})).status_code == 204
    assert await crm.get(ACCOUNT, []) == {}


async def test_a_snapshot_goes_out_and_comes_back_and_reset_starts_again(
    crm: MockConnector, http: httpx2.AsyncClient
) -> None:
    """GET and POST /snapshot, POST /reset."""
    snapshot = (await http.get("/snapshot")).json()
    held = crm.snapshot()
    await http.delete(PROTAGONIST)
    assert crm.record(ACCOUNT, PROTAGONIST_KEY) is None

    assert (await http.post("/snapshot", json=snapshot)).status_code == 204
    assert crm.snapshot() == held
    await http.delete(PROTAGONIST)
    assert (await http.post("/reset")).status_code == 204
    assert crm.record(ACCOUNT, PROTAGONIST_KEY) is not None
    assert (await http.post("/cursors/expire")).status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/records/invoice/1", None, 404, "unknown_kind"),
        ("GET", "/records/account/nobody", None, 404, "not_found"),
        ("GET", "/records/account?fax=1", None, 400, "invalid_record"),
        ("GET", "/records/account?limit=0", None, 400, "invalid_limit"),
        ("PATCH", "/records/account/nobody", {"values": {}}, 404, "not_found"),
        ("PATCH", PROTAGONIST, {"values": {"fax": "1"}}, 400, "invalid_record"),
        ("PATCH", PROTAGONIST, {"values": {"tested_on": "yesterday"}}, 400, "invalid_record"),
        ("PATCH", PROTAGONIST, {"values": {"active": "yes"}}, 400, "invalid_record"),
        ("PATCH", PROTAGONIST, {"values": {"phone": []}}, 400, "invalid_record"),
        ("PATCH", PROTAGONIST, {}, 400, "invalid_record"),
        ("PATCH", PROTAGONIST, [], 400, "invalid_json"),
        ("PATCH", PROTAGONIST, {"values": {}, "by": 5}, 400, "invalid_author"),
        ("PUT", PROTAGONIST, {"values": {"name": "x"}}, 409, "exists"),
        ("PUT", "/records/contact/c", {"values": {"account_id": "nobody"}}, 400, "invalid_record"),
        ("POST", "/faults", {"kind": "flood"}, 400, "invalid_fault"),
        ("POST", "/faults", {"kind": "down", "colour": "red"}, 400, "invalid_fault"),
        ("POST", "/faults", {"kind": "down", "times": 0}, 400, "invalid_fault"),
        ("POST", "/faults", {"kind": "down", "chance": "often"}, 400, "invalid_fault"),
        ("POST", "/snapshot", {"records": [{"kind": "account"}]}, 400, "invalid_record"),
        ("POST", "/snapshot", {}, 400, "invalid_record"),
    ],
)
async def test_a_wrong_request_is_told_what_is_wrong_and_changes_nothing(
    crm: MockConnector, http: httpx2.AsyncClient, method: str, path: str, body: object, status: int, code: str
) -> None:
    """JSON errors with a code and a message."""
    held = crm.snapshot()

    answer = await http.request(method, path, json=body) if body is not None else await http.request(method, path)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]
    assert crm.snapshot() == held
    assert crm.faults.active == ()


async def test_nobody_gets_in_without_the_token(crm: MockConnector, http: httpx2.AsyncClient) -> None:
    """Every call carries the token; an endpoint without one cannot be made."""
    for header in ("", "Bearer", "Bearer wrong", "Basic secret"):
        answer = await http.delete(PROTAGONIST, headers={"Authorization": header})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorised")
    assert crm.record(ACCOUNT, PROTAGONIST_KEY) is not None
    with pytest.raises(ValueError, match="token"):
        control_app(crm, "")


async def test_a_token_may_have_spaces_and_accents(crm: MockConnector) -> None:
    """A person chose it: header bytes are compared with the token's UTF-8."""
    transport = httpx2.ASGITransport(control_app(crm, "clave pública de ensayo"))
    async with httpx2.AsyncClient(transport=transport, base_url="http://mock") as client:
        answer = await client.get("/state", headers={"Authorization": "Bearer clave pública de ensayo".encode()})
    assert answer.status_code == 200
