"""E-mail activities and their parties, as the service keeps them. Source: sections 2.4 and 9.4 of the fact sheet."""

from __future__ import annotations

import httpx2

E_MAIL = "0000a7e0-0000-0000-0000-0000000000e1"
PARTIES = "$expand=email_activity_parties($select=addressused,participationtypemask,_partyid_value)"


async def _left(web: httpx2.AsyncClient) -> tuple[str, httpx2.Response]:
    company = await web.post("accounts", json={"name": "Viña Uno"}, headers={"Prefer": "return=representation"})
    account_id = company.json()["accountid"]
    body = {
        "subject": "Hola",
        "description": "<p>Hola</p>",
        "directioncode": True,
        "regardingobjectid_account_email@odata.bind": f"/accounts({account_id})",
        "email_activity_parties": [
            {"participationtypemask": 1, "addressused": "de@x.example"},
            {"participationtypemask": 2, "partyid_account@odata.bind": f"/accounts({account_id})"},
            {"participationtypemask": 3, "addressused": "copia@x.example"},
        ],
    }
    return account_id, await web.patch(f"emails({E_MAIL})", json=body, headers={"If-None-Match": "*"})


async def test_an_email_is_a_draft_with_its_parties(web: httpx2.AsyncClient) -> None:
    """Section 9.4: parties are inserted with their activity; status 1 is Draft, state 0 Open."""
    account_id, reply = await _left(web)
    row = (await web.get(f"emails({E_MAIL})?{PARTIES}")).json()
    parties = sorted(row["email_activity_parties"], key=lambda party: party["participationtypemask"])

    assert reply.status_code == 204
    assert (row["statecode"], row["statuscode"], row["activitytypecode"]) == (0, 1, "email")
    assert row["_regardingobjectid_value"] == account_id
    assert [(p["participationtypemask"], p["addressused"], p["_partyid_value"]) for p in parties] == [
        (1, "de@x.example", None),
        (2, None, account_id),
        (3, "copia@x.example", None),
    ]


async def test_a_conditional_creation_does_not_double_an_email(web: httpx2.AsyncClient) -> None:
    """Section 2.1: `If-None-Match: *` refuses what is there, 412, and no party is added."""
    await _left(web)
    _, again = await _left(web)

    assert (again.status_code, again.json()["error"]["code"]) == (412, "0x80040237")
    assert len((await web.get(f"emails({E_MAIL})/email_activity_parties")).json()["value"]) == 3


async def test_parties_are_only_listed_and_go_with_their_activity(web: httpx2.AsyncClient) -> None:
    """The table supports RetrieveMultiple alone; replacing parties by PUT is not imitated, 501."""
    await _left(web)
    listed = (await web.get("activityparties?$filter=participationtypemask eq 3")).json()["value"]
    one = f"activityparties({listed[0]['activitypartyid']})"
    refused = [
        await web.post("activityparties", json={"addressused": "x@x.example"}),
        await web.get(one),
        await web.patch(one, json={"addressused": "x@x.example"}),
        await web.delete(one),
    ]
    replaced = await web.put(f"emails({E_MAIL})/email_activity_parties", json={"value": []})
    await web.delete(f"emails({E_MAIL})")

    assert [party["addressused"] for party in listed] == ["copia@x.example"]
    assert {(reply.status_code, reply.json()["error"]["code"]) for reply in refused} == {(400, "0x80040800")}
    assert replaced.status_code == 501
    assert (await web.get("activityparties")).json()["value"] == []


async def test_an_email_about_a_company_that_is_not_there_is_refused_whole(web: httpx2.AsyncClient) -> None:
    """Section 7: 404 with 0x80040217, and nothing is written."""
    missing = "00000000-0000-0000-0000-0000000000ff"
    body = {"subject": "Hola", "regardingobjectid_account_email@odata.bind": f"/accounts({missing})"}

    reply = await web.patch(f"emails({E_MAIL})", json=body, headers={"If-None-Match": "*"})

    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "0x80040217")
    assert (await web.get(f"emails({E_MAIL})")).status_code == 404


async def test_a_draft_is_sent_once_by_a_user_or_a_queue(web: httpx2.AsyncClient) -> None:
    """`SendEmail`: Pending send (6) when issued, Sent (3) when only recorded; 400 when it cannot be."""
    queue = await web.post("queues", json={"name": "Salida"}, headers={"Prefer": "return=representation"})
    sender = {"participationtypemask": 1, "partyid_queue@odata.bind": f"/queues({queue.json()['queueid']})"}
    to = {"participationtypemask": 2, "addressused": "a@x.example"}
    nobody = {"participationtypemask": 1, "addressused": "de@x.example"}
    replies, states = [], []
    for parties, body in (
        ([sender, to], {"IssueSend": True, "TrackingToken": ""}),
        ([sender, to], {"IssueSend": False}),
        ([nobody, to], {"IssueSend": True}),
        ([sender], {"IssueSend": True}),
        ([sender, to], {}),
    ):
        asked = {"subject": "Hola", "email_activity_parties": parties}
        made = await web.post("emails", json=asked, headers={"Prefer": "return=representation"})
        path = f"emails({made.json()['activityid']})"
        replies.append(await web.post(f"{path}/Microsoft.Dynamics.CRM.SendEmail", json=body))
        row = (await web.get(f"{path}?$select=statecode,statuscode")).json()
        states.append((replies[-1].status_code, row["statecode"], row["statuscode"]))
        again = await web.post(f"{path}/Microsoft.Dynamics.CRM.SendEmail", json=body)
        assert again.status_code == 400

    assert states == [(200, 1, 6), (200, 1, 3), (400, 0, 1), (400, 0, 1), (400, 0, 1)]
    assert replies[0].json()["Subject"] == "Hola"
