"""`$batch` and the bulk messages. Source: section 5."""

from __future__ import annotations

import httpx2
import pytest

from standin import StandIn

from .conftest import API

HEAD = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
TYPE = {"@odata.type": "Microsoft.Dynamics.CRM.account"}


def request(line: str, body: str = "", content_id: str | None = None, headers: str = "") -> str:
    mark = f"Content-ID: {content_id}\r\n" if content_id else ""
    kind = "Content-Type: application/json\r\n" if body else ""
    return f"{HEAD}{mark}\r\n{line} HTTP/1.1\r\n{kind}{headers}\r\n{body}\r\n"


def change_set(*requests: str) -> str:
    inner = "".join(f"--cs\r\n{one}" for one in requests)
    return f'Content-Type: multipart/mixed; boundary="cs"\r\n\r\n{inner}--cs--\r\n'


async def send(
    web: httpx2.AsyncClient, *parts: str, prefer: str | None = None, raw: str | None = None
) -> httpx2.Response:
    body = "".join(f"--b\r\n{part}" for part in parts) + "--b--\r\n" if raw is None else raw
    headers = {"Content-Type": 'multipart/mixed; boundary="b"'} | ({"Prefer": prefer} if prefer else {})
    return await web.post("$batch", content=body.encode(), headers=headers)


def statuses(reply: httpx2.Response) -> list[int]:
    return [int(line.split(" ")[1]) for line in reply.text.split("\r\n") if line.startswith("HTTP/1.1 ")]


def names(standin: StandIn) -> list[str]:
    return sorted(row["name"] for row in standin.organization().store.of("account").rows.values())


async def test_requests_run_in_order_with_every_kind_of_url(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Absolute, rooted and bare URLs; parts answer with Location and OData-EntityId."""
    reply = await send(
        web,
        request(f"POST {API}/accounts", '{"name":"A"}'),
        request("POST /api/data/v9.2/accounts", '{"name":"B"}'),
        request("GET accounts?$select=name&$filter=name eq 'B'"),
    )
    assert (reply.status_code, statuses(reply)) == (200, [204, 204, 200])
    assert reply.headers["Content-Type"].startswith("multipart/mixed; boundary=batchresponse_")
    assert reply.text.count("OData-EntityId: ") == reply.text.count("Location: ") == 2
    assert names(standin) == ["A", "B"]


async def test_it_stops_at_the_first_error_with_that_status(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """What came before stays; the outer status is the error's."""
    bad = request("POST accounts", '{"foo":1}')
    reply = await send(web, request("POST accounts", '{"name":"A"}'), bad, request("POST accounts", '{"name":"C"}'))
    assert (reply.status_code, statuses(reply)) == (400, [204, 400])
    assert names(standin) == ["A"]


async def test_it_goes_on_when_asked(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """odata.continue-on-error: outer 200, every part answered."""
    bad = request("DELETE accounts(00000000-0000-0000-0000-0000000000ff)")
    good = request("POST accounts", '{"name":"C"}')
    reply = await send(web, bad, good, prefer="odata.continue-on-error")
    assert (reply.status_code, statuses(reply)) == (200, [404, 204])
    assert names(standin) == ["C"]


async def test_a_change_set_is_atomic_and_answers_with_one_error(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """The error part carries its Content-ID inside a changesetresponse; nothing was applied."""
    reply = await send(
        web,
        change_set(
            request("POST accounts", '{"name":"A"}', "1"),
            request("POST accounts", '{"foo":1}', "2"),
            request("POST accounts", '{"name":"C"}', "3"),
        ),
        request("POST accounts", '{"name":"D"}'),
        prefer="odata.continue-on-error",
    )
    assert statuses(reply) == [400, 204]
    assert "Content-ID: 2" in reply.text
    assert "changesetresponse_" in reply.text
    assert names(standin) == ["D"]


async def test_references_inside_a_change_set(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """`$1` in a bind, in a URL and in a $ref."""
    reply = await send(
        web,
        change_set(
            request("POST contacts", '{"lastname":"X"}', "1"),
            request("POST accounts", '{"name":"A","primarycontactid@odata.bind":"$1"}', "2"),
            request("PATCH $2", '{"telephone1":"9"}', "3"),
            request("PUT $1/firstname", '{"value":"Y"}', "4"),
            request("PUT $2/primarycontactid/$ref", '{"@odata.id":"$1"}', "5"),
        ),
    )
    assert statuses(reply) == [204] * 5
    row = (await web.get("accounts?$select=telephone1&$expand=primarycontactid($select=fullname)")).json()["value"][0]
    assert (row["telephone1"], row["primarycontactid"]["fullname"]) == ("9", "Y X")


async def test_a_reference_to_nothing_is_refused(web: httpx2.AsyncClient) -> None:
    """Traps 19: also after `return=representation`, which gives no address."""
    unknown = change_set(request("PATCH $7", '{"name":"x"}', "1"))
    shown = change_set(
        request("POST accounts", '{"name":"A"}', "1", "Prefer: return=representation\r\n"),
        request("PATCH $1", '{"name":"x"}', "2"),
    )
    for part in (unknown, shown):
        reply = await send(web, part)
        assert reply.status_code == 400
        assert "does not exist in the batch context" in reply.text


@pytest.mark.parametrize(
    "raw",
    [
        f"--b\n{request('GET accounts').replace(chr(13), '')}--b--\n",
        f"--b\r\n{request('GET accounts')}--b--",
        "--b\r\nno headers--b--\r\n",
        f"--b\r\n{change_set(request('GET accounts', content_id='1'))}--b--\r\n",
        "--b\r\n" + "--b\r\n".join([request("GET WhoAmI")] * 1001) + "--b--\r\n",
    ],
    ids=["bare line feeds", "no final line end", "no part", "read in a change set", "1001 requests"],
)
async def test_a_malformed_batch_is_refused_as_a_whole(web: httpx2.AsyncClient, raw: str) -> None:
    """Trap 17: JSON, not multipart."""
    reply = await send(web, raw=raw)
    assert reply.status_code == 400
    assert reply.headers["Content-Type"].startswith("application/json")


async def test_create_multiple_answers_the_ids_in_order(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Section 5.2: 200 and Ids; any error leaves nothing; the type is mandatory."""
    action = "accounts/Microsoft.Dynamics.CRM.CreateMultiple"
    reply = await web.post(action, json={"Targets": [{**TYPE, "name": f"n{n}"} for n in range(3)]})
    rows = standin.organization().store.of("account").rows
    assert [rows[one]["name"] for one in reply.json()["Ids"]] == ["n0", "n1", "n2"]
    for bad in ({**TYPE, "foo": 1}, {"name": "no type"}, {"@odata.type": "Microsoft.Dynamics.CRM.contact"}):
        refused = await web.post(action, json={"Targets": [{**TYPE, "name": "x"}, bad]})
        assert refused.status_code == 400
    assert names(standin) == ["n0", "n1", "n2"]


async def test_update_multiple_is_all_or_nothing(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """One missing row undoes the others."""
    ids = standin.seed("account", [{"name": "a"}, {"name": "b"}])
    action = "accounts/Microsoft.Dynamics.CRM.UpdateMultiple"
    targets = [{**TYPE, "accountid": one, "name": "z"} for one in ids]
    gone = {**TYPE, "accountid": "00000000-0000-0000-0000-0000000000ff", "name": "z"}
    refused = await web.post(action, json={"Targets": [*targets, gone]})
    assert (refused.status_code, names(standin)) == (404, ["a", "b"])
    assert (await web.post(action, json={"Targets": targets})).status_code == 204
    assert names(standin) == ["z", "z"]


async def test_upsert_multiple_and_its_trap(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Trap 8: key columns in the body fail on create with 0x80040216, and are forgiven on update."""
    key = {"SchemaName": "agy_Key", "KeyAttributes": ["accountnumber"]}
    await web.post("EntityDefinitions(LogicalName='account')/Keys", json=key)
    action = "accounts/Microsoft.Dynamics.CRM.UpsertMultiple"

    async def upsert(number: str, **values: str) -> httpx2.Response:
        target = {**TYPE, "@odata.id": f"accounts(accountnumber='{number}')", **values}
        return await web.post(action, json={"Targets": [target]})

    trapped = await upsert("1", name="a", accountnumber="1")
    assert (trapped.status_code, trapped.json()["error"]["code"]) == (400, "0x80040216")
    assert (await upsert("1", name="a")).status_code == 204
    assert (await upsert("1", name="b", accountnumber="1")).status_code == 204
    row = (await web.get("accounts(accountnumber='1')?$select=name,accountnumber")).json()
    assert (row["name"], row["accountnumber"]) == ("b", "1")


async def test_delete_multiple_is_not_for_standard_tables(web: httpx2.AsyncClient) -> None:
    """Section 5.2."""
    reply = await web.post("accounts/Microsoft.Dynamics.CRM.DeleteMultiple", json={"Targets": []})
    assert (reply.status_code, reply.json()["error"]["message"]) == (
        400,
        "DeleteMultiple has not yet been implemented.",
    )


async def test_bulk_delete_leaves_a_finished_job(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Section 5.2: the answer names the job; a payload nobody can read is UnExpected, as JSON."""
    ids = standin.seed("account", [{"name": "a"}, {"name": "b"}])
    condition = {"AttributeName": "accountid", "Operator": "In", "Values": [{"Value": ids[0], "Type": "System.Guid"}]}
    query = {"EntityName": "account", "Criteria": {"FilterOperator": "And", "Conditions": [condition]}}
    body = {"JobName": "limpieza", "QuerySet": [query], "RecurrencePattern": ""}
    job = (await web.post("BulkDelete", json=body)).json()["JobId"]
    assert names(standin) == ["b"]
    assert (await web.get(f"asyncoperations({job})?$select=statuscode")).json()["statuscode"] == 30
    del body["RecurrencePattern"]
    assert (await web.post("BulkDelete", json=body)).status_code == 400
    broken = await web.post("BulkDelete", json={"QuerySet": True, "RecurrencePattern": ""})
    assert (broken.status_code, broken.json()["error"]["code"]) == (500, "0x80040216")
    assert names(standin) == ["b"]


async def test_definitions_do_not_change_inside_a_change_set(web: httpx2.AsyncClient) -> None:
    """They could not be rolled back here: 501, nothing done."""
    key = request("POST EntityDefinitions(LogicalName='account')/Keys", "{}", "1")
    assert (await send(web, change_set(key))).status_code == 501
