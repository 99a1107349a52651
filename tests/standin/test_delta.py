"""Change tracking: first load, deltas, tombstones, expiry. Source: section 4."""

from __future__ import annotations

import httpx2
import pytest

from standin import DeltaTokenMoment, StandIn, create_standin

from .conftest import API, SteppedClock, client_of, settings

TRACK = {"Prefer": "odata.track-changes"}


def code(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


async def first_load(web: httpx2.AsyncClient) -> str:
    page = (await web.get("accounts?$select=name", headers=TRACK)).json()
    link: str = page["@odata.deltaLink"]
    return link


async def test_the_first_load_pages_and_links_on_the_last_page_only(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Trap 11: stopping early loses the link."""
    standin.generate("account", 5)
    reply = await web.get("accounts?$select=name", headers={"Prefer": "odata.track-changes,odata.maxpagesize=3"})
    page = reply.json()
    assert reply.headers["Preference-Applied"] == "odata.track-changes"
    assert (len(page["value"]), "@odata.deltaLink" in page) == (3, False)
    last = (await web.get(page["@odata.nextLink"], headers={"Prefer": "odata.maxpagesize=3"})).json()
    assert (len(last["value"]), "@odata.nextLink" in last) == (2, False)
    assert last["@odata.deltaLink"].startswith(f"{API}/accounts?$select=name&$deltatoken=")


async def test_changes_come_before_deletions_each_once(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Order, tombstones, and a new link that brings nothing twice."""
    ids = sorted(standin.seed("account", [{"name": f"n{n}"} for n in range(3)]))
    link = await first_load(web)
    await web.delete(f"accounts({ids[0]})")
    for name in ("a", "b"):
        await web.patch(f"accounts({ids[1]})", json={"name": name})
    new = standin.seed("account", [{"name": "nueva"}])[0]
    brief = standin.seed("account", [{"name": "fugaz"}])[0]
    await web.delete(f"accounts({brief})")

    delta = (await web.get(link)).json()

    assert delta["@odata.context"].endswith("/$metadata#accounts(name)/$delta")
    rows = delta["value"]
    assert [(row.get("name"), row.get("accountid")) for row in rows[:2]] == [("b", ids[1]), ("nueva", new)]
    assert [(row["id"], row["reason"]) for row in rows[2:]] == [(ids[0], "deleted"), (brief, "deleted")]
    assert rows[2]["@odata.context"] == f"{API}/$metadata#accounts/$deletedEntity"
    again = (await web.get(delta["@odata.deltaLink"])).json()
    assert again["value"] == []
    assert "@odata.deltaLink" in again


async def test_a_delta_is_paged(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Changed rows by version over the pages, deletions last, the link at the end."""
    ids = standin.seed("account", [{"name": f"n{n}"} for n in range(4)])
    link = await first_load(web)
    for row_id in ids[:3]:
        await web.patch(f"accounts({row_id})", json={"name": "x"})
    await web.delete(f"accounts({ids[3]})")
    seen: list[str] = []
    links: list[str] = []
    while link and not links:
        page = (await web.get(link, headers={"Prefer": "odata.maxpagesize=2"})).json()
        seen += [row.get("accountid") or row["id"] for row in page["value"]]
        links += [page["@odata.deltaLink"]] if "@odata.deltaLink" in page else []
        link = page.get("@odata.nextLink", "")
    assert seen == ids
    assert (await web.get(links[0])).json()["value"] == []


@pytest.mark.parametrize(
    ("moment", "expected"), [(DeltaTokenMoment.FIRST_PAGE, ["otra"]), (DeltaTokenMoment.LAST_PAGE, [])]
)
async def test_a_change_during_the_first_load(moment: DeltaTokenMoment, expected: list[str]) -> None:
    """Undocumented (section 13, gap 2): both readings can be rehearsed."""
    app = create_standin(settings(SteppedClock(), delta_token_moment=moment))
    standin: StandIn = app.state.standin
    async with client_of(app) as web:
        ids = sorted(standin.seed("account", [{"name": "a"}, {"name": "b"}]))
        both = {"Prefer": "odata.track-changes,odata.maxpagesize=1"}
        page = (await web.get("accounts?$select=name", headers=both)).json()
        await web.patch(f"accounts({ids[0]})", json={"name": "otra"})
        last = (await web.get(page["@odata.nextLink"])).json()
        delta = (await web.get(last["@odata.deltaLink"])).json()
    assert [row["name"] for row in delta["value"]] == expected


@pytest.mark.parametrize("option", ["$filter=name eq 'x'", "$orderby=name", "$expand=primarycontactid", "$top=1"])
async def test_options_are_refused(web: httpx2.AsyncClient, option: str) -> None:
    """Only $select goes with tracking."""
    reply = await web.get(f"accounts?{option}", headers=TRACK)
    assert reply.status_code == 400
    assert "isn't supported when Change Tracking is enabled" in reply.json()["error"]["message"]


async def test_a_table_without_tracking_is_refused_until_it_is_enabled(web: httpx2.AsyncClient) -> None:
    """0x80072491; enabled by PUT of the definition, never disabled again."""
    assert code(await web.get("teams?$select=name", headers=TRACK)) == (400, "0x80072491")
    url = "EntityDefinitions(LogicalName='team')"
    definition = (await web.get(url)).json()
    assert (await web.put(url, json={**definition, "ChangeTrackingEnabled": True})).status_code == 204
    assert "@odata.deltaLink" in (await web.get("teams?$select=name", headers=TRACK)).json()
    assert (await web.put(url, json={**definition, "ChangeTrackingEnabled": False})).status_code == 400


async def test_old_links_expire(web: httpx2.AsyncClient, standin: StandIn, clock: SteppedClock) -> None:
    """After ExpireChangeTrackingInDays (7 here), or when a rehearsal says so: 0x80044352."""
    link = await first_load(web)
    clock.advance(days=6)
    assert (await web.get(link)).status_code == 200
    clock.advance(days=2)
    assert code(await web.get(link)) == (400, "0x80044352")

    fresh = await first_load(web)
    standin.expire_delta_links()
    assert code(await web.get(fresh)) == (400, "0x80044352")
    assert (await web.get(await first_load(web))).status_code == 200


async def test_the_number_of_changes(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """`/$count?$deltatoken=…`."""
    link = await first_load(web)
    standin.generate("account", 3)
    token = link.partition("$deltatoken=")[2]
    assert (await web.get(f"accounts/$count?$deltatoken={token}")).content == b"\xef\xbb\xbf3"
