"""Who may call, limits, faults on demand, and connections cut over a real socket. Source: sections 1, 6 and 12."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx2
import msal
import pytest

from standin import (
    DEFAULT_CLIENT_ID,
    DEFAULT_TENANT,
    FaultKind,
    FaultPlan,
    OrganizationConfig,
    ServiceLimits,
    StandIn,
    UserConfig,
    create_standin,
    standin_in_thread,
)

from .conftest import API, EXECUTIVE, TOKEN, SteppedClock, client_of, settings

AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


def code(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


async def token(web: httpx2.AsyncClient, tenant: str = DEFAULT_TENANT, **changes: str) -> httpx2.Response:
    form = {
        "grant_type": "client_credentials",
        "client_id": DEFAULT_CLIENT_ID,
        "client_secret": "s",
        "scope": "http://prochile.example/.default",
        **changes,
    }
    return await web.post(f"http://prochile.example/{tenant}/oauth2/v2.0/token", data=form)


async def test_a_token_is_needed_and_expires(web: httpx2.AsyncClient, standin: StandIn, clock: SteppedClock) -> None:
    """Section 1.4: 401 without one, with a foreign one, with an old one; 403 never."""
    assert code(await web.get("WhoAmI", headers={"Authorization": ""})) == (401, "0x80044302")
    assert code(await web.get("WhoAmI", headers={"Authorization": "Bearer x.y.z"})) == (401, "0x8004A100")
    issued = (await token(web)).json()
    assert (issued["token_type"], issued["expires_in"]) == ("Bearer", 3599)
    bearer = {"Authorization": f"Bearer {issued['access_token']}"}
    assert (await web.get("WhoAmI", headers=bearer)).status_code == 200
    clock.advance(seconds=3599)
    assert code(await web.get("WhoAmI", headers=bearer)) == (401, "0x8004A101")

    bearer = {"Authorization": f"Bearer {(await token(web)).json()['access_token']}"}
    standin.expire_tokens()
    assert (await web.get("WhoAmI", headers=bearer)).status_code == 401


async def test_the_authority_refuses_as_entra_does(web: httpx2.AsyncClient) -> None:
    """An error document with 400 or 401, so that MSAL reports it."""
    assert (await token(web, client_id="x")).json()["error"] == "unauthorized_client"
    assert (await token(web, tenant="other")).status_code == 400
    assert (await token(web, scope="http://prochile.example")).json()["error"] == "invalid_scope"
    foreign = (await token(web, scope="http://other.example/.default")).json()["access_token"]
    assert (await web.get("WhoAmI", headers={"Authorization": f"Bearer {foreign}"})).status_code == 401


async def test_tenants_and_organizations_live_side_by_side(clock: SteppedClock) -> None:
    """Each has its own rows and users; a token of one tenant does not open another."""
    config = settings(
        clock,
        organizations=(
            OrganizationConfig("one", tenant_id="t1"),
            OrganizationConfig("two", tenant_id="t2", users=(UserConfig("Otra", "o", application_id="app2"),)),
        ),
        static_tokens=((TOKEN, DEFAULT_CLIENT_ID), ("two", "app2")),
    )
    app = create_standin(config)
    async with client_of(app) as web:
        await web.post("http://one.example/api/data/v9.2/accounts", json={"name": "de uno"})
        second = {"Authorization": "Bearer two"}
        other = await web.get("http://host.example/org/two/api/data/v9.2/accounts", headers=second)
        assert other.json()["value"] == []
        assert other.json()["@odata.context"].startswith("http://host.example/org/two/api/data/v9.2/$metadata#")
        assert (await web.get("http://two.example/api/data/v9.2/WhoAmI")).status_code == 403
        assert (await web.get("http://host.example/org/three/api/data/v9.2/WhoAmI")).status_code == 404
        assert code(await web.get("http://one.example/api/data/v8.9/WhoAmI")) == (400, "0x80060888")


async def test_the_executive_is_seen_as_the_author(web: httpx2.AsyncClient) -> None:
    """Section 1.7: createdby is the impersonated user, createdonbehalfby the caller."""
    who = (await web.get("WhoAmI")).json()["UserId"]
    as_executive = {"CallerObjectId": EXECUTIVE}
    address = (await web.post("accounts", json={"name": "x"}, headers=as_executive)).headers["OData-EntityId"]
    shown = (await web.get(f"{address}?$expand=createdby($select=fullname)")).json()
    assert shown["createdby"]["fullname"] == "Ana Rojas"
    assert shown["_createdonbehalfby_value"] == who
    assert code(await web.post("accounts", json={}, headers={"CallerObjectId": who})) == (403, "0x8004A110")
    by_id = {"MSCRMCallerID": shown["_createdby_value"]}
    assert (await web.get("WhoAmI", headers=by_id)).json()["UserId"] == shown["_createdby_value"]


async def test_a_missing_privilege_is_named(clock: SteppedClock) -> None:
    """403 0x80040220."""
    user = UserConfig("x", "o", application_id=DEFAULT_CLIENT_ID, missing_privileges=frozenset({"prvCreateAccount"}))
    app = create_standin(settings(clock, organizations=(OrganizationConfig(users=(user,)),)))
    async with client_of(app) as web:
        reply = await web.post("accounts", json={"name": "x"})
        assert code(reply) == (403, "0x80040220")
        assert "prvCreateAccount" in reply.json()["error"]["message"]
        assert (await web.get("accounts")).status_code == 200


async def test_requests_are_limited_per_window(clock: SteppedClock) -> None:
    """Section 6.1: 429 with Retry-After and its code; the window slides; every answer says what remains."""
    app = create_standin(settings(clock, limits=ServiceLimits(requests=2)))
    async with client_of(app) as web:
        first = await web.get("WhoAmI")
        assert first.headers["x-ms-ratelimit-burst-remaining-xrm-requests"] == "1"
        assert first.headers["x-ms-dop-hint"] == "8"
        assert first.headers["Set-Cookie"].startswith("ARRAffinity=")
        clock.advance(seconds=100)
        await web.get("WhoAmI")
        refused = await web.get("WhoAmI")
        assert code(refused) == (429, "0x80072322")
        assert refused.headers["Retry-After"] == "200"
        clock.advance(seconds=201)
        assert (await web.get("WhoAmI")).status_code == 200


async def test_each_server_counts_for_itself(clock: SteppedClock) -> None:
    """Section 6.2: the affinity cookie pins a client; without it the allowance multiplies."""
    app = create_standin(settings(clock, limits=ServiceLimits(requests=2, servers=2)))
    async with client_of(app) as web:
        pinned = [(await web.get("WhoAmI")).status_code for _ in range(3)]
        assert pinned == [200, 200, 429]
        web.cookies.clear()
        spread = []
        for _ in range(2):
            spread.append((await web.get("WhoAmI")).status_code)
            web.cookies.clear()
        assert 200 in spread


async def test_too_many_at_once_and_too_much_time(clock: SteppedClock) -> None:
    """The two other facets: 0x80072326 and 0x80072321."""
    app = create_standin(settings(clock, limits=ServiceLimits(concurrent=1), latency_seconds=0.05))
    async with client_of(app) as web:
        replies = await asyncio.gather(web.get("WhoAmI"), web.get("WhoAmI"))
        assert sorted(reply.status_code for reply in replies) == [200, 429]
        refused = next(reply for reply in replies if reply.status_code == 429)
        assert code(refused) == (429, "0x80072326")

    app = create_standin(settings(clock, limits=ServiceLimits(execution_seconds=5), latency_seconds=0.05))
    async with client_of(app) as web:
        slow = asyncio.create_task(web.get("WhoAmI"))
        await asyncio.sleep(0.01)
        clock.advance(seconds=6)
        assert (await slow).status_code == 200
        assert code(await web.get("WhoAmI")) == (429, "0x80072321")


async def test_faults_on_demand_and_the_trace(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Throttle, HTML 503, a failure after the work; each as often as asked, and all of it in the trace."""
    control = "http://prochile.example/__standin__"
    await web.post(f"{control}/faults", json={"kind": "throttle", "facet": "concurrency", "retry_after": 3})
    await web.post(f"{control}/faults", json={"kind": "status", "status": 502, "method": "POST", "after": 1})
    await web.post(f"{control}/faults", json={"kind": "status_after", "status": 504, "path": "contacts"})
    assert (await web.post(f"{control}/faults", json={"kind": "nonsense"})).status_code == 400

    throttled = await web.get("accounts")
    assert (code(throttled), throttled.headers["Retry-After"]) == ((429, "0x80072326"), "3")
    assert (await web.post("accounts", json={"name": "pasa"})).status_code == 204
    broken = await web.post("accounts", json={"name": "no pasa"})
    assert (broken.status_code, broken.headers["Content-Type"]) == (502, "text/html")
    lost = await web.patch("contacts(00000000-0000-0000-0000-0000000000aa)", json={"lastname": "x"})
    assert lost.status_code == 504
    assert (await web.get("contacts(00000000-0000-0000-0000-0000000000aa)")).json()["lastname"] == "x"

    trace = (await web.get(f"{control}/trace")).json()
    assert [(entry["method"], entry["status"], entry["fault"]) for entry in trace][:4] == [
        ("GET", 429, "throttle"),
        ("POST", 204, None),
        ("POST", 502, "status"),
        ("PATCH", 504, "status_after"),
    ]
    assert TOKEN not in str(trace)
    assert (await web.get(f"{control}/faults")).json() == []


async def test_chance_is_repeatable(standin: StandIn) -> None:
    """A seeded probability gives the same story twice."""

    def story() -> list[bool]:
        standin.faults.clear()
        standin.faults.seed(7)
        standin.faults.add(FaultPlan(FaultKind.STATUS, times=None, probability=0.5))
        return [standin.faults.take("GET", "/x") is not None for _ in range(20)]

    first = story()
    assert first == story()
    assert 0 < sum(first) < 20


@pytest.fixture(scope="module")
def on_a_socket() -> Iterator[tuple[str, StandIn]]:
    with standin_in_thread(settings()) as (root, standin):
        yield root, standin


@pytest.mark.parametrize(("kind", "rows"), [(FaultKind.DROP_BEFORE, 0), (FaultKind.DROP_AFTER, 1)])
async def test_a_connection_is_cut_before_or_after_the_write(
    on_a_socket: tuple[str, StandIn], kind: FaultKind, rows: int
) -> None:
    """The client sees a reset either way; only the rows tell which it was. The next request works."""
    root, standin = on_a_socket
    standin.reset()
    standin.faults.add(FaultPlan(kind, method="POST"))
    async with httpx2.AsyncClient(headers=AUTHORIZED) as web:
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            await web.post(f"{root}/api/data/v9.2/accounts", json={"name": "x"})
        assert len((await web.get(f"{root}/api/data/v9.2/accounts")).json()["value"]) == rows
    assert [entry.status for entry in standin.trace] == [None, 200]


def test_msal_signs_in_over_https(secure_standin: tuple[str, StandIn, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Section 1.5: discovery in the constructor, then client credentials; the token opens the Web API."""
    url, _, authority = secure_standin
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    root = url.partition("/org/")[0]
    app = msal.ConfidentialClientApplication(
        DEFAULT_CLIENT_ID, client_credential="secret", authority=f"{root}/{DEFAULT_TENANT}", instance_discovery=False
    )
    result = app.acquire_token_for_client([f"{url}/.default"])
    assert result["token_source"] == "identity_provider"
    bearer = {"Authorization": f"Bearer {result['access_token']}"}
    trusted = ssl.create_default_context(cafile=str(authority))
    reply = httpx2.get(f"{url}/api/data/v9.2/WhoAmI", headers=bearer, verify=trusted)
    assert (reply.status_code, set(reply.json())) == (
        200,
        {"@odata.context", "UserId", "BusinessUnitId", "OrganizationId"},
    )


async def test_a_user_learns_which_privileges_are_held() -> None:
    """RetrieveUserPrivileges names all that the configuration does not take away; the date of creation has its own."""
    lacking = frozenset({"prvWriteAccount", "prvOverrideCreatedOnCreatedBy"})
    user = UserConfig("x", "o", application_id=DEFAULT_CLIENT_ID, missing_privileges=lacking)
    app = create_standin(settings(organizations=(OrganizationConfig(users=(user,)),)))
    async with client_of(app) as web:
        me = (await web.get("WhoAmI")).json()["UserId"]
        answer = await web.get(f"systemusers({me})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()")
        old = {"name": "x", "overriddencreatedon": "2020-01-01T00:00:00Z"}
        refused = await web.post("accounts", json=old)
    held = {one["PrivilegeName"] for one in answer.json()["RolePrivileges"]}
    assert {"prvCreateAccount", "prvReadAccount", "prvAppendToContact", "prvActOnBehalfOfAnotherUser"} <= held
    assert not held & lacking
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "0x80040220")


async def test_who_am_i_is_a_function(web: httpx2.AsyncClient) -> None:
    """Section 1.7: POST to it is a resource that does not exist."""
    reply = await web.post("WhoAmI", json={})
    assert reply.status_code == 404
    assert reply.json()["error"]["message"].startswith(
        f"No HTTP resource was found that matches the request URI '{API}"
    )
