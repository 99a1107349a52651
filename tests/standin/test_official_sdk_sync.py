"""Microsoft's Python client, unchanged, works against the stand-in over https. Source: issue 3, section 2."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from time import time
from uuid import uuid4

import pytest
from azure.core.credentials import AccessToken
from PowerPlatform.Dataverse.client import DataverseClient
from PowerPlatform.Dataverse.core.errors import HttpError, MetadataError
from PowerPlatform.Dataverse.models.filters import col
from PowerPlatform.Dataverse.models.labels import Label, LocalizedLabel
from PowerPlatform.Dataverse.models.query_builder import ExpandOption
from PowerPlatform.Dataverse.models.relationship import (
    CascadeConfiguration,
    LookupAttributeMetadata,
    ManyToManyRelationshipMetadata,
    OneToManyRelationshipMetadata,
)

from standin import StandIn

TOKEN = "a-token-for-tests"


class StaticCredential:
    """A credential that needs no authority."""

    def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
        return AccessToken(TOKEN, int(time()) + 3600)


@pytest.fixture
def client(secure_standin: tuple[str, StandIn, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[DataverseClient]:
    url, standin, authority = secure_standin
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    standin.reset()
    with DataverseClient(url, StaticCredential()) as opened:
        yield opened


def test_a_record_is_created_read_changed_and_deleted(client: DataverseClient) -> None:
    """The life of one account."""
    account = client.records.create("account", {"Name": "Viña Aconcagua", "telephone1": "+56 2 2827 5100"})

    client.records.update("account", account, {"telephone1": "+56 2 2827 5101"})
    read = client.records.retrieve("account", account, select=["name", "telephone1"])

    assert read is not None
    assert (read["name"], read["telephone1"]) == ("Viña Aconcagua", "+56 2 2827 5101")
    client.records.delete("account", account)
    assert client.records.retrieve("account", account) is None


def test_updating_a_record_that_is_gone_is_refused(client: DataverseClient) -> None:
    """The client sends `If-Match: *`, so nothing is resurrected (section 11, trap 28)."""
    gone = str(uuid4())

    with pytest.raises(HttpError) as refused:
        client.records.update("account", gone, {"name": "x"})

    assert refused.value.status_code == 404
    assert refused.value.details["service_error_code"] == "0x80040217"


def test_bulk_create_update_and_delete(client: DataverseClient) -> None:
    """CreateMultiple, UpdateMultiple and BulkDelete (section 5.2)."""
    ids = client.records.create("account", [{"name": f"Exportadora {n}"} for n in range(3)])
    assert len(set(ids)) == 3

    client.records.update("account", ids, {"address1_city": "Arica"})
    cities = [record["address1_city"] for record in client.records.list("account", select=["address1_city"])]
    assert cities == ["Arica", "Arica", "Arica"]

    assert client.records.delete("account", ids[:2]) is not None
    assert [record["accountid"] for record in client.records.list("account", select=["name"])] == [ids[2]]


def test_upsert_by_alternate_key_creates_then_updates(client: DataverseClient) -> None:
    """PATCH by key and UpsertMultiple (sections 2.2 and 5.2)."""
    client.tables.create_alternate_key("account", "new_NumberKey", ["accountnumber"])

    item = {"alternate_key": {"accountnumber": "76.086.428-5"}, "record": {"name": "Uno"}}
    client.records.upsert("account", [item])
    client.records.upsert("account", [{**item, "record": {"name": "Uno, otra vez"}}])
    client.records.upsert(
        "account",
        [
            {"alternate_key": {"accountnumber": "76.086.428-5"}, "record": {"telephone1": "1"}},
            {"alternate_key": {"accountnumber": "96.768.410-9"}, "record": {"name": "Dos"}},
        ],
    )

    found = client.records.list("account", select=["name", "accountnumber"], orderby=["accountnumber"])
    assert [(record["name"], record["accountnumber"]) for record in found] == [
        ("Uno, otra vez", "76.086.428-5"),
        ("Dos", "96.768.410-9"),
    ]


def test_queries_with_the_builder(client: DataverseClient) -> None:
    """$filter, $orderby, $top, $expand, paging and formatted values (section 3)."""
    contact = client.records.create("contact", {"firstname": "Elena", "lastname": "Soto"})
    for number in range(7):
        client.records.create(
            "account",
            {
                "name": f"Firma {number}",
                "numberofemployees": number * 10,
                "customertypecode": 3,
                "primarycontactid@odata.bind": f"/contacts({contact})",
            },
        )

    query = (
        client.query.builder("account")
        .select("name", "numberofemployees", "customertypecode")
        .where((col("numberofemployees") >= 20) & col("name").like("Firma%") & ~(col("name") == "Firma 6"))
        .order_by("numberofemployees", descending=True)
        .expand(ExpandOption("primarycontactid").select("fullname"))
        .include_formatted_values()
        .page_size(2)
    )
    pages = [[record["name"] for record in page] for page in query.execute_pages()]

    assert pages == [["Firma 5", "Firma 4"], ["Firma 3", "Firma 2"]]
    first = next(iter(query.execute()))
    assert first["primarycontactid"]["fullname"] == "Elena Soto"
    assert first["customertypecode@OData.Community.Display.V1.FormattedValue"] == "Customer"

    picked = client.query.builder("account").select("name").where(col("numberofemployees").in_([10, 60])).execute()
    assert sorted(record["name"] for record in picked) == ["Firma 1", "Firma 6"]
    between = client.query.builder("account").where(col("numberofemployees").between(10, 20)).select("name").execute()
    assert len(list(between)) == 2


def test_sql_and_its_pages(client: DataverseClient) -> None:
    """`?sql=` with TOP, JOIN, GROUP BY, and a result longer than one page (section 11, trap 4)."""
    client.records.create("account", [{"name": f"S {n:04d}", "address1_city": f"C{n % 2}"} for n in range(5003)])

    top = client.query.sql("SELECT TOP 2 name FROM account WHERE name LIKE 's 00%' ORDER BY name DESC")
    assert [record["name"] for record in top] == ["S 0099", "S 0098"]
    grouped = client.query.sql("SELECT address1_city, COUNT(*) AS n FROM account GROUP BY address1_city")
    assert {record["address1_city"]: record["n"] for record in grouped} == {"C0": 2502, "C1": 2501}
    everything = client.query.sql("SELECT name FROM account ORDER BY name")
    assert len(everything) == 5003
    assert everything[-1]["name"] == "S 5002"


def test_fetchxml_pages_by_its_cookie(client: DataverseClient) -> None:
    """FetchXML with a link and a paging cookie (section 3.7)."""
    contact = client.records.create("contact", {"lastname": "Pérez"})
    bind = {"primarycontactid@odata.bind": f"/contacts({contact})"}
    client.records.create("account", [{"name": f"F{n}", **bind} for n in range(5)])
    xml = (
        "<fetch count='2'><entity name='account'><attribute name='name'/><order attribute='name'/>"
        "<filter><condition attribute='name' operator='begins-with' value='F'/></filter>"
        "<link-entity name='contact' from='contactid' to='primarycontactid' alias='c'>"
        "<attribute name='fullname'/></link-entity></entity></fetch>"
    )

    pages = [[record["name"] for record in page] for page in client.query.fetchxml(xml).execute_pages()]

    assert pages == [["F0", "F1"], ["F2", "F3"], ["F4"]]
    assert client.query.fetchxml(xml).execute().first()["c.fullname"] == "Pérez"


def test_a_batch_with_a_change_set_and_references(client: DataverseClient) -> None:
    """Content-ID references work inside a change set, and its failure undoes all of it (section 5.1)."""
    batch = client.batch.new()
    with batch.changeset() as changes:
        contact = changes.records.create("contact", {"lastname": "Muñoz"})
        changes.records.create("account", {"name": "Con contacto", "primarycontactid@odata.bind": contact})
        changes.records.update("contact", contact, {"firstname": "Rosa"})
    batch.records.list("account", select=["name"])
    result = batch.execute()

    assert not result.has_errors
    assert [item.status_code for item in result.responses] == [204, 204, 204, 200]
    assert [row["name"] for row in result.responses[3].data["value"]] == ["Con contacto"]
    assert client.records.list("contact", select=["fullname"]).first()["fullname"] == "Rosa Muñoz"

    failing = client.batch.new()
    with failing.changeset() as changes:
        changes.records.create("account", {"name": "No queda"})
        changes.records.create("account", {"name": "x" * 161})
    failed = failing.execute()

    assert failed.has_errors
    assert len(client.records.list("account", select=["name"])) == 1


def test_a_batch_goes_on_after_an_error_when_asked(client: DataverseClient) -> None:
    """odata.continue-on-error (section 5.1)."""
    batch = client.batch.new()
    batch.records.create("account", {"name": "x" * 161})
    batch.records.create("account", {"name": "Sigue"})

    result = batch.execute(continue_on_error=True)

    assert [item.status_code for item in result.responses] == [400, 204]
    assert result.responses[0].error_code == "0x80044331"


class Stage(IntEnum):
    """A choice, as the client makes one from an enum."""

    OPEN = 100000000
    CLOSED = 100000001


def test_a_table_with_columns_and_records(client: DataverseClient) -> None:
    """CreateEntities, columns, choices by label, and the table's end (section 8)."""
    made = client.tables.create(
        "new_Gestion",
        {"new_Detalle": "memo", "new_Cuenta": "int", "new_Estado": Stage, "new_Activa": "bool", "new_Fecha": "date"},
        primary_column="new_Asunto",
    )
    assert (made.entity_set_name, made.primary_name_attribute) == ("new_gestions", "new_asunto")

    record = client.records.create("new_Gestion", {"new_Asunto": "Llamar", "new_Estado": "closed", "new_Activa": True})
    read = client.records.retrieve("new_Gestion", record, select=["new_asunto", "new_estado", "new_activa"])
    assert read is not None
    assert (read["new_asunto"], read["new_estado"], read["new_activa"]) == ("Llamar", 100000001, True)

    assert client.tables.add_columns("new_Gestion", {"new_Monto": "decimal"}) == ["new_Monto"]
    columns = {column["LogicalName"] for column in client.tables.list_columns("new_Gestion", select=["LogicalName"])}
    assert {"new_asunto", "new_detalle", "new_monto", "createdon", "statecode"} <= columns
    assert client.tables.remove_columns("new_Gestion", "new_Monto") == ["new_Monto"]
    assert client.tables.get_column("new_Gestion", "new_Monto") is None
    with pytest.raises(MetadataError):
        client.tables.create("new_Gestion", {})

    client.tables.delete("new_Gestion")
    assert client.tables.get("new_Gestion") is None


def test_typed_columns_are_read_and_changed(client: DataverseClient) -> None:
    """RetrieveMetadataChanges, and PUT of the whole definition (section 8.3)."""
    client.tables.create("new_Caso", {"new_Codigo": {"type": "string", "max_length": 20}})

    client.tables.update_column("new_Caso", "new_Codigo", {"max_length": 40})

    column = client.tables.get_column("new_Caso", "new_Codigo", typed=True)
    assert column is not None
    assert (column["MaxLength"], column["@odata.type"]) == (40, "#Microsoft.Dynamics.CRM.StringAttributeMetadata")


def test_alternate_keys_are_listed_and_deleted(client: DataverseClient) -> None:
    """Keys are defined, become Active and go (section 8.3)."""
    made = client.tables.create_alternate_key("account", "new_Rut", ["accountnumber"])

    keys = client.tables.get_alternate_keys("account")
    assert [(key.schema_name, key.status, key.key_attributes) for key in keys] == [
        ("new_Rut", "Active", ["accountnumber"])
    ]

    client.tables.delete_alternate_key("account", made.metadata_id)
    assert client.tables.get_alternate_keys("account") == []


def test_relationships_of_both_kinds(client: DataverseClient) -> None:
    """1:N with its lookup, N:N, lookup fields, lists (section 8.3)."""
    client.tables.create("new_Accion", {})
    label = Label([LocalizedLabel("Empresa", 1033)])
    made = client.tables.create_one_to_many_relationship(
        LookupAttributeMetadata(schema_name="new_EmpresaId", display_name=label),
        OneToManyRelationshipMetadata(
            schema_name="new_account_accion",
            referenced_entity="account",
            referencing_entity="new_accion",
            referenced_attribute="accountid",
            cascade_configuration=CascadeConfiguration(delete="Restrict"),
        ),
    )
    found = client.tables.get_relationship("new_account_accion")
    assert found is not None
    assert found.relationship_id == made.relationship_id

    account = client.records.create("account", {"name": "Con acciones"})
    client.records.create("new_Accion", {"new_Name": "A", "new_EmpresaId@odata.bind": f"/accounts({account})"})
    with pytest.raises(HttpError) as refused:
        client.records.delete("account", account)
    assert refused.value.status_code == 405

    client.tables.create_many_to_many_relationship(
        ManyToManyRelationshipMetadata("new_accion_contact", "new_accion", "contact")
    )
    client.tables.create_lookup_field("new_Accion", "new_DuenoId", "systemuser")
    listed = {one["SchemaName"] for one in client.tables.list_table_relationships("new_Accion")}
    assert {"new_account_accion", "new_accion_contact", "systemuser_new_accion_new_DuenoId"} <= listed
    client.tables.delete_relationship(made.relationship_id)
    assert client.tables.get_relationship("new_account_accion") is None


def test_what_is_not_imitated_is_refused_with_501(client: DataverseClient) -> None:
    """File columns are left aside by the issue: refused, never pretended."""
    client.tables.create("new_Archivo", {})

    with pytest.raises(HttpError) as refused:
        client.tables.add_columns("new_Archivo", {"new_Documento": "file"})

    assert refused.value.status_code == 501


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
def test_the_client_finds_out_by_itself_how_a_table_is_asked(client: DataverseClient) -> None:
    """Its helpers read the definitions: columns for $select and SQL, lookups for $expand and @odata.bind."""
    account = client.records.create("account", {"name": "Viña Uno"})

    assert {"accountid", "name", "telephone1"} <= set(client.query.odata_select("account"))
    assert {"name", "telephone1"} <= {column["name"] for column in client.query.sql_columns("account")}
    assert "parentcustomerid_account" in {each["nav_property"] for each in client.query.odata_expands("contact")}
    assert client.query.odata_expand("account", "contact") == "primarycontactid"
    bound = client.query.odata_bind("contact", "account", account)
    contact = client.records.create("contact", {"lastname": "Díaz", **bound})
    read = client.records.retrieve("contact", contact, select=["_parentcustomerid_value"])
    assert read is not None
    assert read["_parentcustomerid_value"] == account


def test_definitions_of_relationships_and_columns_are_listed_and_changed_together(client: DataverseClient) -> None:
    """Every relationship of the environment, or those of a kind; several columns in one call."""
    client.tables.create("new_Cosa", {"new_Nota": "string", "new_Otra": "string"})
    of_kind = "RelationshipType eq Microsoft.Dynamics.CRM.RelationshipType'{}Relationship'"

    every = {each["SchemaName"] for each in client.tables.list_relationships()}
    several = client.tables.list_relationships(filter=of_kind.format("OneToMany"), select=["SchemaName"])
    assert {each["SchemaName"] for each in several} == every
    assert "contact_customer_accounts" in every
    assert client.tables.list_relationships(filter=of_kind.format("ManyToMany")) == []
    changed = client.tables.update_columns("new_Cosa", {"new_Nota": {"max_length": 300}, "new_Otra": {"max_length": 7}})
    assert changed == ["new_Nota", "new_Otra"]
    lengths = {each["LogicalName"]: each.get("MaxLength") for each in client.tables.list_columns("new_Cosa")}
    assert lengths["new_nota"] == 300
