"""State: kept in a file, set aside and brought back, reset, seeded from outside. Source: issue 3, section 2."""

from __future__ import annotations

from pathlib import Path

import httpx2

from standin import StandIn, create_standin

from .conftest import SteppedClock, client_of, settings

CONTROL = "http://prochile.example/__standin__"


async def test_a_file_keeps_rows_definitions_and_deltas(tmp_path: Path, clock: SteppedClock) -> None:
    """A restart changes nothing a client can see: rows, versions, keys, tombstones, delta links, pairs."""
    config = settings(clock, state_file=tmp_path / "state.db")
    key = {"SchemaName": "agy_Key", "KeyAttributes": ["accountnumber"]}
    many = {
        "@odata.type": "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata",
        "SchemaName": "agy_many",
        "Entity1LogicalName": "account",
        "Entity2LogicalName": "contact",
        "IntersectEntityName": "agy_many",
    }
    app = create_standin(config)
    async with client_of(app) as web:
        await web.post("EntityDefinitions(LogicalName='account')/Keys", json=key)
        await web.post("RelationshipDefinitions", json=many)
        link = (await web.get("accounts?$select=name", headers={"Prefer": "odata.track-changes"})).json()
        contact = (await web.post("contacts", json={"lastname": "c"})).headers["OData-EntityId"]
        await web.patch("accounts(accountnumber='1')", json={"name": "queda"})
        gone = (await web.post("accounts", json={"name": "se va"})).headers["OData-EntityId"]
        await web.delete(gone)
        await web.post("accounts(accountnumber='1')/agy_many/$ref", json={"@odata.id": contact})
        before = (await web.get("accounts(accountnumber='1')")).json()
    app.state.standin.close()

    again = create_standin(config)
    async with client_of(again) as web:
        after = (await web.get("accounts(accountnumber='1')")).json()
        delta = (await web.get(link["@odata.deltaLink"])).json()["value"]
        related = (await web.get("accounts(accountnumber='1')/agy_many?$select=lastname")).json()["value"]
        newer = await web.post("accounts", json={"name": "x"}, headers={"Prefer": "return=representation"})
    again.state.standin.close()

    assert after == before
    assert [row.get("name", row.get("reason")) for row in delta] == ["queda", "deleted"]
    assert [row["lastname"] for row in related] == ["c"]
    assert newer.json()["versionnumber"] > before["versionnumber"]


async def test_snapshot_restore_and_reset(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """A rehearsal starts again from where it was."""
    standin.seed("account", [{"name": "a"}])
    await web.post(f"{CONTROL}/snapshot", json={"name": "start"})
    column = {
        "@odata.type": "Microsoft.Dynamics.CRM.IntegerAttributeMetadata",
        "SchemaName": "agy_N",
        "DisplayName": {"LocalizedLabels": [{"Label": "N", "LanguageCode": 1033}]},
    }
    path = "EntityDefinitions(LogicalName='account')/Attributes"
    assert (await web.post(path, json=column)).status_code == 204
    await web.post("accounts", json={"name": "b", "agy_n": 1})

    assert (await web.post(f"{CONTROL}/restore", json={"name": "start"})).status_code == 204
    assert [row["name"] for row in (await web.get("accounts?$select=name")).json()["value"]] == ["a"]
    assert (await web.get("accounts?$select=agy_n")).status_code == 400
    assert (await web.post(f"{CONTROL}/restore", json={"name": "unknown"})).status_code == 400

    await web.post(f"{CONTROL}/reset")
    assert (await web.get("accounts?$select=name")).json()["value"] == []
    assert (await web.get("WhoAmI")).status_code == 200


async def test_seeding_over_the_control_plane(web: httpx2.AsyncClient) -> None:
    """Rows as payloads, or generated in number; a bad one is told."""
    rows = {"contact": [{"lastname": "c", "parentcustomerid_account": {"name": "A"}}], "account": [{"name": "B"}]}
    created = (await web.post(f"{CONTROL}/seed", json={"tables": rows})).json()
    assert {table: len(ids) for table, ids in created.items()} == {"contact": 1, "account": 1}
    await web.post(f"{CONTROL}/seed", json={"generate": {"table": "task", "rows": 3}})
    overview = (await web.get(f"{CONTROL}/")).json()["organizations"]["prochile"]["rows"]
    assert (overview["account"], overview["task"]) == (2, 3)
    refused = await web.post(f"{CONTROL}/seed", json={"tables": {"account": [{"foo": 1}]}})
    assert (refused.status_code, refused.json()["code"]) == (400, "0x0")


async def test_tokens_and_delta_links_are_expired_over_the_control_plane(web: httpx2.AsyncClient) -> None:
    """Faults on demand."""
    link = (await web.get("accounts", headers={"Prefer": "odata.track-changes"})).json()["@odata.deltaLink"]
    assert (await web.post(f"{CONTROL}/delta/expire")).status_code == 204
    assert (await web.get(link)).json()["error"]["code"] == "0x80044352"
    assert (await web.post(f"{CONTROL}/tokens/expire")).status_code == 204
