"""Microsoft's asynchronous Python client, unchanged, works against the stand-in. Source: issue 3, section 2."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from time import time
from types import TracebackType
from typing import Self

import pytest
from azure.core.credentials import AccessToken
from PowerPlatform.Dataverse.aio import AsyncDataverseClient
from PowerPlatform.Dataverse.core.errors import HttpError
from PowerPlatform.Dataverse.models.filters import col
from PowerPlatform.Dataverse.models.labels import Label, LocalizedLabel
from PowerPlatform.Dataverse.models.relationship import LookupAttributeMetadata, OneToManyRelationshipMetadata

from standin import FaultKind, FaultPlan, StandIn, standin_in_thread

from .conftest import TOKEN, settings


class StaticAsyncCredential:
    """A credential that needs no authority."""

    async def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
        return AccessToken(TOKEN, int(time()) + 3600)

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[str, StandIn]]:
    with standin_in_thread(settings()) as (root, standin):
        yield f"{root}/org/prochile", standin


@pytest.fixture
async def client(running: tuple[str, StandIn]) -> AsyncIterator[AsyncDataverseClient]:
    url, standin = running
    standin.reset()
    async with AsyncDataverseClient(url, StaticAsyncCredential()) as opened:
        yield opened


async def test_records_one_by_one_and_in_bulk(client: AsyncDataverseClient) -> None:
    """Create, retrieve, update, upsert, list and delete (sections 2 and 5.2)."""
    one = await client.records.create("account", {"name": "Una"})
    many = await client.records.create("account", [{"name": f"Firma {n}"} for n in range(4)])
    await client.records.update("account", one, {"telephone1": "600"})
    await client.tables.create_alternate_key("account", "new_Numero", ["accountnumber"])
    await client.records.upsert(
        "account", [{"alternate_key": {"accountnumber": f"N{n}"}, "record": {"name": f"Nueva {n}"}} for n in range(2)]
    )

    read = await client.records.retrieve("account", one, select=["telephone1"])
    assert read is not None
    assert read["telephone1"] == "600"
    pages = [len(list(page)) async for page in client.records.list_pages("account", select=["name"], page_size=3)]
    assert pages == [3, 3, 1]
    assert await client.records.delete("account", many) is not None
    left = await client.records.list("account", select=["name"], orderby=["name"])
    assert [record["name"] for record in left] == ["Nueva 0", "Nueva 1", "Una"]


async def test_queries_of_the_three_languages(client: AsyncDataverseClient) -> None:
    """OData, SQL and FetchXML find the same rows (section 3)."""
    await client.records.create("account", [{"name": f"Q{n}", "numberofemployees": n} for n in range(6)])

    built = await client.query.builder("account").select("name").where(col("numberofemployees") > 3).execute()
    sql = await client.query.sql("SELECT name FROM account WHERE numberofemployees > 3 ORDER BY name")
    xml = (
        "<fetch count='1'><entity name='account'><attribute name='name'/><order attribute='name'/><filter>"
        "<condition attribute='numberofemployees' operator='gt' value='3'/></filter></entity></fetch>"
    )
    fetched = await client.query.fetchxml(xml).execute()

    assert sorted(record["name"] for record in built) == ["Q4", "Q5"]
    assert [record["name"] for record in sql] == ["Q4", "Q5"]
    assert [record["name"] for record in fetched] == ["Q4", "Q5"]


async def test_a_batch_with_a_change_set(client: AsyncDataverseClient) -> None:
    """A change set that fails leaves nothing (section 5.1)."""
    batch = client.batch.new()
    async with batch.changeset() as changes:
        contact = changes.records.create("contact", {"lastname": "Vidal"})
        changes.records.create("account", {"name": "De Vidal", "primarycontactid@odata.bind": contact})
    assert not (await batch.execute()).has_errors

    failing = client.batch.new()
    async with failing.changeset() as changes:
        changes.records.create("account", {"name": "No queda"})
        changes.records.create("account", {"customertypecode": 77})
    assert (await failing.execute()).has_errors
    assert [record["name"] for record in await client.records.list("account", select=["name"])] == ["De Vidal"]


async def test_tables_columns_keys_and_relationships(client: AsyncDataverseClient) -> None:
    """Definitions are created, read, changed and deleted (section 8)."""
    made = await client.tables.create("new_Visita", {"new_Lugar": "string", "new_Costo": "money"})
    assert made.entity_set_name == "new_visitas"
    await client.tables.add_columns("new_Visita", {"new_Nota": {"type": "memo", "max_length": 500}})
    await client.tables.update_column("new_Visita", "new_Nota", {"max_length": 900})
    column = await client.tables.get_column("new_Visita", "new_Nota", typed=True)
    assert column is not None
    assert column["MaxLength"] == 900

    related = await client.tables.create_one_to_many_relationship(
        LookupAttributeMetadata("new_EmpresaId", Label([LocalizedLabel("Empresa", 1033)])),
        OneToManyRelationshipMetadata("new_account_visita", "account", "new_visita", "accountid"),
    )
    account = await client.records.create("account", {"name": "Visitada"})
    bind = {"new_EmpresaId@odata.bind": f"/accounts({account})"}
    visit = await client.records.create("new_Visita", {"new_Name": "Primera", **bind})
    read = await client.records.retrieve("new_Visita", visit, select=["_new_empresaid_value"])
    assert read is not None
    assert read["_new_empresaid_value"] == account

    await client.tables.delete_relationship(related.relationship_id)
    await client.tables.delete("new_Visita")
    assert await client.tables.get("new_Visita") is None


async def test_a_throttled_request_is_told_how_long_to_wait(
    client: AsyncDataverseClient, running: tuple[str, StandIn]
) -> None:
    """The client reports 429 with its Retry-After (section 6.1)."""
    running[1].faults.add(FaultPlan(FaultKind.THROTTLE, method="POST", retry_after=17))

    with pytest.raises(HttpError) as refused:
        await client.records.create("account", {"name": "x"})

    assert (refused.value.status_code, refused.value.details["retry_after"]) == (429, 17)
