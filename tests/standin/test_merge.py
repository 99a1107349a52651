"""The action Merge: a row joins another, its children pass along. Source: the action's reference."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from .test_records import code, created

ACCOUNT = "Microsoft.Dynamics.CRM.account"


def asked(target: str, subordinate: str, **content: object) -> dict[str, Any]:
    """The body as Microsoft's samples send it."""
    return {
        "Target": {"accountid": target, "@odata.type": ACCOUNT},
        "Subordinate": {"accountid": subordinate, "@odata.type": ACCOUNT},
        "UpdateContent": {**content, "@odata.type": ACCOUNT},
        "PerformParentingChecks": False,
    }


async def test_children_pass_and_the_subordinate_stays_inactive(web: httpx2.AsyncClient) -> None:
    """It names its master; the master takes what was chosen."""
    master = await created(web, "accounts", {"name": "Sigue", "telephone1": "1"})
    other = await created(web, "accounts", {"name": "Termina", "telephone1": "2"})
    contact = await created(
        web, "contacts", {"lastname": "Ejemplo", "parentcustomerid_account@odata.bind": f"/accounts({other})"}
    )

    reply = await web.post("Merge", json=asked(master, other, telephone1="2"))

    assert (reply.status_code, reply.content) == (204, b"")
    gone = (await web.get(f"accounts({other})?$select=statecode,statuscode,merged,_masterid_value")).json()
    assert (gone["statecode"], gone["statuscode"], gone["merged"], gone["_masterid_value"]) == (1, 2, True, master)
    kept = (await web.get(f"accounts({master})?$select=statecode,telephone1,_masterid_value")).json()
    assert (kept["statecode"], kept["telephone1"], kept["_masterid_value"]) == (0, "2", None)
    moved = (await web.get(f"contacts({contact})?$select=_parentcustomerid_value")).json()
    assert moved["_parentcustomerid_value"] == master


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Subordinate": None}, (400, "0x80048D19")),
        (
            {"Subordinate": {"accountid": "00000000-0000-0000-0000-0000000000ff", "@odata.type": ACCOUNT}},
            (400, "0x80040217"),
        ),
        ({"UpdateContent": {"nonsense": 1}}, (400, "0x0")),
    ],
)
async def test_a_merge_that_cannot_be_is_refused_whole(
    web: httpx2.AsyncClient, change: dict[str, Any], expected: tuple[int, str]
) -> None:
    """Nothing of it has happened."""
    master = await created(web, "accounts", {"name": "Sigue"})
    other = await created(web, "accounts", {"name": "Termina"})

    refused = await web.post("Merge", json={**asked(master, other), **change})

    assert code(refused)[0] == expected[0]
    if expected[1] != "0x0":
        assert code(refused) == expected
    assert (await web.get(f"accounts({other})?$select=statecode")).json()["statecode"] == 0
    assert (await web.post("Merge", json=asked(master, master))).status_code == 400
