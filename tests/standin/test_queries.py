"""Queries: options, filters, expansion, aggregation, paging. Source: section 3."""

from __future__ import annotations

from urllib.parse import quote

import httpx2
import pytest

from standin import StandIn, create_standin

from .conftest import API, SteppedClock, client_of, settings

FIRMS = (
    {"name": "Viña Uno", "numberofemployees": 10, "address1_city": "Talca", "revenue": 100.5, "donotemail": True},
    {"name": "viña dos", "numberofemployees": 20, "address1_city": "Curicó", "revenue": 50, "customertypecode": 3},
    {"name": "50% Fruta", "numberofemployees": 30, "address1_city": "Talca"},
    {"name": "O'Higgins S.A.", "description": "exporta [nueces]"},
)


@pytest.fixture
def firms(standin: StandIn) -> list[str]:
    return standin.seed("account", FIRMS)


async def names(web: httpx2.AsyncClient, condition: str) -> list[str]:
    reply = await web.get(f"accounts?$select=name&$orderby=createdon,name&$filter={quote(condition)}")
    assert reply.status_code == 200, reply.text
    return [row["name"] for row in reply.json()["value"]]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("name eq 'VIÑA UNO'", ["Viña Uno"]),
        ("name eq 'O''Higgins S.A.'", ["O'Higgins S.A."]),
        ("numberofemployees gt 10 and numberofemployees le 30", ["50% Fruta", "viña dos"]),
        ("numberofemployees eq null", ["O'Higgins S.A."]),
        ("numberofemployees ne null and not (address1_city eq 'Talca')", ["viña dos"]),
        ("numberofemployees ne 10", ["50% Fruta", "viña dos"]),
        ("startswith(name,'viña')", ["viña dos", "Viña Uno"]),
        ("endswith(name,'fruta') or donotemail eq true", ["50% Fruta", "Viña Uno"]),
        ("contains(name,'[%]')", ["50% Fruta"]),
        ("contains(name,'v_ña')", ["viña dos", "Viña Uno"]),
        ("not contains(name,'viña')", ["50% Fruta", "O'Higgins S.A."]),
        ("Microsoft.Dynamics.CRM.In(PropertyName='address1_city',PropertyValues=['Curicó','Arica'])", ["viña dos"]),
        (
            'Microsoft.Dynamics.CRM.Between(PropertyName=\'numberofemployees\',PropertyValues=["20","30"])',
            ["50% Fruta", "viña dos"],
        ),
        ("Microsoft.Dynamics.CRM.Today(PropertyName='createdon') and customertypecode eq 3", ["viña dos"]),
        ("Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=1) and revenue lt 60", ["viña dos"]),
        ("createdon ge 2026-03-02T12:00:00-03:00 and name eq 'viña dos'", ["viña dos"]),
        ("createdon gt 2026-03-02T15:00:00Z", []),
        ("owninguser/fullname eq '# Atención' and address1_city eq 'Curicó'", ["viña dos"]),
    ],
)
async def test_filters(web: httpx2.AsyncClient, firms: list[str], condition: str, expected: list[str]) -> None:
    """Section 3.2: comparison, logic, text with live wildcards, nulls, functions, related columns."""
    assert sorted(await names(web, condition), key=str.casefold) == sorted(expected, key=str.casefold)


@pytest.mark.parametrize(
    "query",
    [
        "$skip=1",
        "$search=x",
        "$format=json",
        "$select=nothing",
        "$select=primarycontactid",
        "$filter=name eq 'x",
        "$filter=name in ('a','b')",
        "$filter=tolower(name) eq 'x'",
        "$filter=name eq 3",
        "$filter=revenue add 1 eq 3",
        "$orderby=nothing",
        "$top=many",
        "$expand=nothing",
        "$expand=primarycontactid($orderby=fullname)",
        "$expand=Account_Tasks($skip=1)",
        "$apply=aggregate(revenue with countdistinct as n)",
        "$apply=groupby((createdon))",
        "$apply=groupby((statuscode),aggregate($count as n))&$orderby=n",
        "$skiptoken=tampered",
    ],
)
async def test_what_the_service_does_not_know_is_refused(web: httpx2.AsyncClient, query: str) -> None:
    """Sections 3.1 to 3.6: 400, never a guess."""
    reply = await web.get(f"accounts?{quote(query, safe='$=&(),')}")
    assert reply.status_code == 400, reply.text


async def test_query_functions_that_are_not_imitated_are_refused(web: httpx2.AsyncClient) -> None:
    """501 with a clear text."""
    reply = await web.get(
        "accounts?$filter=Microsoft.Dynamics.CRM.InFiscalYear(PropertyName='createdon',PropertyValue=1)"
    )
    assert (reply.status_code, "InFiscalYear" in reply.json()["error"]["message"]) == (501, True)


async def test_aliases_stand_for_values(web: httpx2.AsyncClient, firms: list[str]) -> None:
    """Section 3.1, and the query for bulk availability of section 5.2."""
    reply = await web.get("accounts?$select=name&$filter=name eq @p1&@p1='viña dos'")
    assert [row["name"] for row in reply.json()["value"]] == ["viña dos"]
    base = (
        "sdkmessagefilters?$select=sdkmessagefilterid&$filter=sdkmessageid/name eq @m and primaryobjecttypecode eq @t"
    )
    assert len((await web.get(f"{base}&@m='CreateMultiple'&@t='account'")).json()["value"]) == 1
    assert (await web.get(f"{base}&@m='UpsertMultiple'&@t='account'")).json()["value"] == []


async def test_ne_on_nulls_can_be_rehearsed_both_ways() -> None:
    """Section 3.2: undocumented, so configurable."""
    app = create_standin(settings(SteppedClock(), filter_ne_includes_null=True))
    app.state.standin.seed("account", FIRMS)
    async with client_of(app) as web:
        assert "O'Higgins S.A." in await names(web, "numberofemployees ne 10")


async def test_related_rows_in_lambdas(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Section 3.2: any, all and the empty any."""
    standin.seed("account", [{"name": "Con", "Account_Tasks": [{"subject": "a"}, {"subject": "b"}]}, {"name": "Sin"}])
    assert await names(web, "Account_Tasks/any(t:t/subject eq 'a' and t/statecode eq 0)") == ["Con"]
    assert await names(web, "Account_Tasks/all(t:t/subject eq 'a')") == ["Sin"]
    assert await names(web, "Account_Tasks/any()") == ["Con"]


async def test_expansion_and_its_links(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Section 3.3: a single-level collection always carries a link that only repeats its rows (trap 36)."""
    ids = standin.seed("account", [{"name": "A", "Account_Tasks": [{"subject": "1"}, {"subject": "2"}]}])
    one = "$expand=Account_Tasks($select=subject;$orderby=subject desc;$top=1)"
    row = (await web.get(f"accounts?$select=name&{one}")).json()["value"][0]
    assert [task["subject"] for task in row["Account_Tasks"]] == ["2"]
    assert row["Account_Tasks@odata.nextLink"].startswith(f"{API}/accounts({ids[0]})/Account_Tasks?")
    nested = "accounts?$select=name&$expand=Account_Tasks($select=subject;$expand=owninguser_task($select=fullname))"
    assert (await web.get(nested)).status_code == 400
    nested = "accounts?$select=name&$expand=Account_Tasks($select=subject;$expand=owninguser($select=fullname))"
    paged = (await web.get(nested, headers={"Prefer": "odata.maxpagesize=1"})).json()["value"][0]
    assert [task["owninguser"]["fullname"] for task in paged["Account_Tasks"]] == ["# Atención"]
    following = (await web.get(paged["Account_Tasks@odata.nextLink"])).json()["value"]
    assert len(following) == 1
    assert following[0]["activityid"] != paged["Account_Tasks"][0]["activityid"]
    many = ",".join(["owninguser"] * 16)
    assert (await web.get(f"accounts?$expand={many}")).json()["error"]["code"] == "0x80060888"


async def test_pages_are_followed_verbatim(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Section 3.5: absolute link, doubly encoded cookie, the page size of each request."""
    standin.generate("account", 7)
    url = "accounts?$select=name&$count=true"
    sizes: list[int] = []
    seen: list[str] = []
    for size in (3, 3, 2):
        page = (await web.get(url, headers={"Prefer": f"odata.maxpagesize={size}"})).json()
        sizes.append(len(page["value"]))
        seen += [row["accountid"] for row in page["value"]]
        url = page.get("@odata.nextLink", "")

    assert sizes == [3, 3, 1]
    assert len(set(seen)) == 7
    assert seen == sorted(seen)
    assert (page["@odata.count"], url) == (7, "")
    first = (await web.get("accounts?$select=name", headers={"Prefer": "odata.maxpagesize=3"})).json()
    link = first["@odata.nextLink"]
    assert link.startswith(f"{API}/accounts?$select=name&$skiptoken=%3Ccookie%20pagenumber%3D%222%22")
    assert "%25253Ccookie" in link
    rehost = await web.get(link.replace("%2525", "%25"))
    assert rehost.status_code == 400 or rehost.json()["value"][0]["accountid"] == seen[3]


async def test_an_order_pages_too_and_top_has_no_link(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Section 3.4: $top yields no link; with maxpagesize it is ignored."""
    standin.generate("account", 5)
    ordered = "accounts?$select=name&$orderby=name desc"
    page = (await web.get(ordered, headers={"Prefer": "odata.maxpagesize=2"})).json()
    rest = (await web.get(page["@odata.nextLink"], headers={"Prefer": "odata.maxpagesize=9"})).json()
    found = [row["name"][-1] for row in page["value"] + rest["value"]]
    assert found == ["4", "3", "2", "1", "0"]
    top = (await web.get("accounts?$select=name&$top=2")).json()
    assert (len(top["value"]), "@odata.nextLink" in top) == (2, False)
    both = (await web.get("accounts?$select=name&$top=2", headers={"Prefer": "odata.maxpagesize=3"})).json()
    assert (len(both["value"]), "@odata.nextLink" in both) == (3, True)


async def test_counts_stop_at_5000(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """Section 3.4: the count is capped and an annotation says so; RetrieveTotalRecordCount is not."""
    standin.generate("account", 5001)
    ask = {"Prefer": 'odata.include-annotations="Microsoft.Dynamics.CRM.*",odata.maxpagesize=1'}
    page = (await web.get("accounts?$select=name&$count=true", headers=ask)).json()
    assert page["@odata.count"] == 5000
    assert page["@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"] is True
    full = (await web.get("accounts?$select=name")).json()
    assert len(full["value"]) == 5000
    assert (await web.get("accounts/$count")).content == b"\xef\xbb\xbf5000"
    total = await web.get('RetrieveTotalRecordCount(EntityNames=@p1)?@p1=["account"]')
    assert total.json()["EntityRecordCountCollection"]["Values"] == [5001]


async def test_aggregation(web: httpx2.AsyncClient, firms: list[str]) -> None:
    """Section 3.6: groupby with sum and count, filter first, nulls left out."""
    apply = "$apply=groupby((address1_city),aggregate($count as n,numberofemployees with sum as people))"
    rows = (await web.get(f"accounts?{apply}")).json()["value"]
    assert {row.get("address1_city"): (row["n"], row.get("people")) for row in rows} == {
        "Talca": (2, 40),
        "Curicó": (1, 20),
        None: (1, None),
    }
    total = (await web.get("accounts?$apply=filter(address1_city eq 'Talca')/aggregate(revenue with max as m)")).json()
    assert total["value"] == [{"m": 100.5}]


async def test_fetchxml(web: httpx2.AsyncClient, firms: list[str]) -> None:
    """Section 3.7: `ne` matches nulls, nulls are left out, aggregates, and the set must match."""

    async def fetch(xml: str, where: str = "accounts") -> httpx2.Response:
        return await web.get(where, params={"fetchXml": xml})

    rows = await fetch(
        "<fetch><entity name='account'><attribute name='name'/><attribute name='numberofemployees'/>"
        "<order attribute='name'/><filter><condition attribute='numberofemployees' operator='ne' value='10'/>"
        "</filter></entity></fetch>"
    )
    assert [row["name"] for row in rows.json()["value"]] == ["50% Fruta", "O'Higgins S.A.", "viña dos"]
    assert "numberofemployees" not in rows.json()["value"][1]
    grouped = await fetch(
        "<fetch aggregate='true'><entity name='account'><attribute name='accountid' alias='n' aggregate='count'/>"
        "<attribute name='address1_city' alias='city' groupby='true'/><order alias='n' descending='true'/>"
        "</entity></fetch>"
    )
    assert grouped.json()["value"][0] == {"city": "Talca", "n": 2}
    wrong = await fetch("<fetch><entity name='account'/></fetch>", "contacts")
    assert wrong.status_code == 400
    unknown = await fetch("<fetch><entity name='account'><attribute name='zzz'/></entity></fetch>")
    assert unknown.json()["error"]["code"] == "0x80041103"


async def test_sql_refuses_what_the_service_refuses(web: httpx2.AsyncClient, firms: list[str]) -> None:
    """Section 3.1: read-only SELECT without star."""
    for statement in ("SELECT * FROM account", "DELETE FROM account", "SELECT name FROM nothing"):
        assert (await web.get("accounts", params={"sql": statement})).status_code == 400
    assert (await web.get("accounts", params={"sql": "SELECT GETDATE() AS x FROM account"})).status_code == 501


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 2_000 + "name eq 'x'" + ")" * 2_000,
        "not " * 2_000 + "name eq 'x'",
        "(" * 101 + "name eq 'x'" + ")" * 101,
        " or ".join(["name eq 'x'"] * 2_000),
    ],
)
async def test_a_filter_without_end_is_bad_input(web: httpx2.AsyncClient, firms: list[str], condition: str) -> None:
    """Issue 8, F-15: 2,000 nested parentheses were a traceback."""
    reply = await web.get(f"accounts?$filter={quote(condition)}")
    assert reply.status_code in {400, 414}
    assert "UnExpected" not in reply.text


async def test_a_hundred_parentheses_are_read(web: httpx2.AsyncClient, firms: list[str]) -> None:
    """The limit is inclusive: the comparison itself is one level."""
    assert await names(web, "(" * 99 + "name eq 'viña uno'" + ")" * 99) == ["Viña Uno"]
