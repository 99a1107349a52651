"""Reading and changing definitions as a provisioning client does. Source: section 8."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import httpx2
import pytest

from standin import StandIn

from .conftest import API

PREFIX = "Microsoft.Dynamics.CRM."


def label(text: str, language: int = 3082) -> dict[str, Any]:
    one = {"@odata.type": f"{PREFIX}LocalizedLabel", "Label": text, "LanguageCode": language}
    return {"@odata.type": f"{PREFIX}Label", "LocalizedLabels": [one]}


def code(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


def table(schema_name: str = "agy_Action", **changes: Any) -> dict[str, Any]:
    name = {
        "@odata.type": f"{PREFIX}StringAttributeMetadata",
        "SchemaName": "agy_Name",
        "IsPrimaryName": True,
        "MaxLength": 200,
        "FormatName": {"Value": "Text"},
        "DisplayName": label("Asunto"),
    }
    return {
        "@odata.type": f"{PREFIX}EntityMetadata",
        "SchemaName": schema_name,
        "DisplayName": label("Acción"),
        "DisplayCollectionName": label("Acciones"),
        "OwnershipType": "UserOwned",
        "IsActivity": False,
        "ChangeTrackingEnabled": True,
        "Attributes": [name],
        **changes,
    }


async def post(web: httpx2.AsyncClient, path: str, body: dict[str, Any], **headers: str) -> httpx2.Response:
    reply = await web.post(path, json=body, headers=headers)
    assert reply.status_code in {200, 204}, reply.text
    return reply


async def test_a_solution_is_provisioned_from_nothing(web: httpx2.AsyncClient) -> None:
    """Publisher, solution, global choice, table, columns, relationship, key, publication; then it is used."""
    made = await post(
        web,
        "publishers",
        {
            "uniquename": "agencypub",
            "friendlyname": "Agency",
            "customizationprefix": "agy",
            "customizationoptionvalueprefix": 72700,
        },
    )
    publisher = made.headers["OData-EntityId"].rpartition("/")[2]
    await post(
        web,
        "solutions",
        {
            "uniquename": "agencycore",
            "friendlyname": "Agency core",
            "version": "1.0.0.0",
            "publisherid@odata.bind": f"/{publisher}",
        },
    )
    solution = {"MSCRM.SolutionUniqueName": "agencycore"}
    choice = {
        "@odata.type": f"{PREFIX}OptionSetMetadata",
        "Name": "agy_sector",
        "OptionSetType": "Picklist",
        "DisplayName": label("Sector"),
        "Options": [{"Label": label("Vino")}, {"Value": 727000005, "Label": label("Fruta")}, {"Label": label("Otro")}],
    }
    chosen = await post(web, "GlobalOptionSetDefinitions", choice, **solution)
    read = (await web.get("GlobalOptionSetDefinitions(Name='agy_sector')")).json()
    assert [option["Value"] for option in read["Options"]] == [727000000, 727000005, 727000006]

    created = await post(web, "EntityDefinitions", table(), **solution)
    assert created.headers["OData-EntityId"].startswith(f"{API}/EntityDefinitions(")
    attributes = "EntityDefinitions(LogicalName='agy_action')/Attributes"
    picklist = {
        "@odata.type": f"{PREFIX}PicklistAttributeMetadata",
        "SchemaName": "agy_Sector",
        "DisplayName": label("Sector"),
        "GlobalOptionSet@odata.bind": chosen.headers["OData-EntityId"].removeprefix(API),
    }
    await post(web, attributes, picklist, **solution)
    await post(
        web,
        attributes,
        {
            "@odata.type": f"{PREFIX}DateTimeAttributeMetadata",
            "SchemaName": "agy_Due",
            "Format": "DateOnly",
            "DateTimeBehavior": {"Value": "DateOnly"},
            "DisplayName": label("Plazo"),
        },
        **solution,
    )
    await post(
        web,
        "RelationshipDefinitions",
        {
            "@odata.type": f"{PREFIX}OneToManyRelationshipMetadata",
            "SchemaName": "agy_account_agy_action",
            "ReferencedEntity": "account",
            "ReferencedAttribute": "accountid",
            "ReferencingEntity": "agy_action",
            "Lookup": {
                "@odata.type": f"{PREFIX}LookupAttributeMetadata",
                "SchemaName": "agy_AccountId",
                "DisplayName": label("Empresa"),
            },
        },
        **solution,
    )
    await post(web, "PublishAllXml", {})

    account = (await post(web, "accounts", {"name": "E"})).headers["OData-EntityId"].partition("v9.2")[2]
    body = {"agy_name": "a", "agy_sector": 727000005, "agy_due": "2026-04-01", "agy_AccountId@odata.bind": account}
    row = (await post(web, "agy_actions", body)).headers["OData-EntityId"]
    shown = await web.get(f"{row}?$select=agy_sector,agy_due", headers={"Prefer": 'odata.include-annotations="*"'})
    assert shown.json()["agy_sector@OData.Community.Display.V1.FormattedValue"] == "Fruta"
    assert shown.json()["agy_due"] == "2026-04-01"
    assert len((await web.get(f"{account[1:]}/agy_account_agy_action")).json()["value"]) == 1
    parts = (await web.get("solutioncomponents?$select=componenttype")).json()["value"]
    assert sorted(part["componenttype"] for part in parts) == [1, 2, 2, 9, 10]


async def test_what_exists_is_reported_as_existing(web: httpx2.AsyncClient) -> None:
    """Section 7.3: 0x80047010 table, 0x80047013 column; provisioning treats them as present."""
    await post(web, "EntityDefinitions", table())
    assert code(await web.post("EntityDefinitions", json=table())) == (400, "0x80047010")
    column = {"@odata.type": f"{PREFIX}IntegerAttributeMetadata", "SchemaName": "agy_N", "DisplayName": label("N")}
    path = "EntityDefinitions(LogicalName='account')/Attributes"
    await post(web, path, column)
    assert code(await web.post(path, json=column)) == (400, "0x80047013")
    assert (await web.post("EntityDefinitions", json=table("Prefixless"))).status_code == 400
    unknown = await web.post("EntityDefinitions", json=table("agy_Other"), headers={"MSCRM.SolutionUniqueName": "no"})
    assert unknown.status_code == 400


async def test_a_failed_creation_leaves_nothing(web: httpx2.AsyncClient) -> None:
    """CreateEntities is one transaction over several tables."""
    bad = table("agy_Second", Attributes=[])
    assert (await web.post("CreateEntities", json={"Entities": [table("agy_First"), bad]})).status_code == 400
    assert code(await web.get("EntityDefinitions(LogicalName='agy_first')")) == (404, "0x8004024A")
    assert code(await web.get("agy_firsts")) == (404, "0x8006088A")


async def test_typed_columns_and_choices_are_read_by_cast(web: httpx2.AsyncClient) -> None:
    """Section 8.1: lengths, options with labels, statuses with their state; a property needs its cast."""
    base = "EntityDefinitions(LogicalName='account')/Attributes"
    texts = (await web.get(f"{base}/{PREFIX}StringAttributeMetadata?$select=LogicalName,MaxLength")).json()["value"]
    assert {one["LogicalName"]: one["MaxLength"] for one in texts}["name"] == 160
    options = f"{base}/{PREFIX}StatusAttributeMetadata?$select=LogicalName&$expand=OptionSet"
    status = (await web.get(options)).json()["value"][0]["OptionSet"]["Options"]
    assert [(one["Value"], one["State"], one["Label"]["UserLocalizedLabel"]["Label"]) for one in status] == [
        (1, 0, "Active"),
        (2, 1, "Inactive"),
    ]
    assert (await web.get(f"{base}?$select=LogicalName,MaxLength")).status_code == 400
    first = (await web.get(f"{base}(LogicalName='name')?$select=LogicalName")).json()
    assert first["@odata.type"] == f"#{PREFIX}StringAttributeMetadata"
    wrong = "EntityDefinitions(LogicalName='account')/ManyToManyRelationships?$select=ReferencedEntity"
    await post(
        web,
        "RelationshipDefinitions",
        {
            "@odata.type": f"{PREFIX}ManyToManyRelationshipMetadata",
            "SchemaName": "agy_many",
            "Entity1LogicalName": "account",
            "Entity2LogicalName": "contact",
            "IntersectEntityName": "agy_many",
        },
    )
    assert (await web.get(wrong)).status_code == 400


async def test_tables_are_found_by_filter(web: httpx2.AsyncClient) -> None:
    """Section 8.1: plain properties, managed properties by path, enumerations."""
    tracked = (await web.get("EntityDefinitions?$select=LogicalName&$filter=ChangeTrackingEnabled eq true")).json()
    assert {"account", "contact", "task"} <= {one["LogicalName"] for one in tracked["value"]}
    owned = f"OwnershipType eq {PREFIX}OwnershipTypes'UserOwned' and CanCreateAttributes/Value eq true"
    found = (await web.get(f"EntityDefinitions?$select=LogicalName&$filter={owned}")).json()["value"]
    assert "account" in {one["LogicalName"] for one in found}
    assert "publisher" not in {one["LogicalName"] for one in found}
    expanded = (
        "EntityDefinitions?$select=LogicalName&$filter=LogicalName eq 'task'&$expand=Attributes($select=LogicalName)"
    )
    columns = (await web.get(expanded)).json()["value"][0]["Attributes"]
    assert {"subject", "regardingobjectid"} <= {one["LogicalName"] for one in columns}
    assert (await web.get("EntityDefinitions?$top=1")).status_code == 400


@pytest.mark.parametrize(("merge", "expected"), [("true", {1033, 3082}), ("false", {3082})])
async def test_labels_of_other_languages_survive_only_a_merge(
    web: httpx2.AsyncClient, merge: str, expected: set[int]
) -> None:
    """Trap 30: without MSCRM.MergeLabels the other languages are dropped."""
    url = "EntityDefinitions(LogicalName='account')"
    body = {**(await web.get(url)).json(), "DisplayName": label("Empresa")}
    assert (await web.put(url, json=body, headers={"MSCRM.MergeLabels": merge})).status_code == 204
    labels = (await web.get(f"{url}?$select=DisplayName")).json()["DisplayName"]["LocalizedLabels"]
    assert {one["LanguageCode"] for one in labels} == expected


async def test_options_are_inserted_changed_ordered_and_deleted(web: httpx2.AsyncClient) -> None:
    """Section 8.3: the option actions on a column's own choice."""
    target = {"EntityLogicalName": "account", "AttributeLogicalName": "customertypecode"}
    made = await post(web, "InsertOptionValue", {**target, "Value": 727000000, "Label": label("Exportador")})
    assert made.json()["NewOptionValue"] == 727000000
    await post(web, "UpdateOptionValue", {**target, "Value": 727000000, "Label": label("Exportadora")})
    await post(web, "accounts", {"name": "x", "customertypecode": 727000000})
    await post(web, "DeleteOptionValue", {**target, "Value": 12})
    path = f"EntityDefinitions(LogicalName='account')/Attributes/{PREFIX}PicklistAttributeMetadata"
    rows = (await web.get(f"{path}?$select=LogicalName&$expand=OptionSet($select=Options)")).json()["value"]
    options = next(one for one in rows if one["LogicalName"] == "customertypecode")["OptionSet"]["Options"]
    assert [one["Value"] for one in options] == [*range(1, 12), 727000000]
    assert options[-1]["Label"]["LocalizedLabels"][0]["Label"] == "Exportadora"


async def test_multi_select_columns(web: httpx2.AsyncClient) -> None:
    """Section 3.8: written "9,1", kept "1,9", labels joined by a semicolon, ContainValues."""
    options = [{"Value": 1, "Label": label("Asia")}, {"Value": 9, "Label": label("Europa")}]
    column = {
        "@odata.type": f"{PREFIX}MultiSelectPicklistAttributeMetadata",
        "SchemaName": "agy_Markets",
        "DisplayName": label("Mercados"),
        "OptionSet": {"IsGlobal": False, "OptionSetType": "Picklist", "Options": options},
    }
    await post(web, "EntityDefinitions(LogicalName='account')/Attributes", column)
    await post(web, "accounts", {"name": "x", "agy_markets": "9, 1"})
    rows = await web.get(
        f"accounts?$select=agy_markets&$filter={PREFIX}ContainValues(PropertyName='agy_markets',PropertyValues=['9'])",
        headers={"Prefer": 'odata.include-annotations="*"'},
    )
    row = rows.json()["value"][0]
    assert row["agy_markets"] == "1,9"
    assert row["agy_markets@OData.Community.Display.V1.FormattedValue"] == "Asia; Europa"
    assert (await web.post("accounts", json={"agy_markets": "2"})).status_code == 400


async def test_customer_lookups(web: httpx2.AsyncClient) -> None:
    """CreateCustomerRelationships gives one lookup with two targets."""
    await post(web, "EntityDefinitions", table())
    relationships = [
        {"SchemaName": f"agy_action_{one}", "ReferencedEntity": one, "ReferencingEntity": "agy_action"}
        for one in ("account", "contact")
    ]
    lookup = {"SchemaName": "agy_CustomerId", "DisplayName": label("Cliente")}
    body = {"OneToManyRelationships": relationships, "Lookup": lookup}
    made = await post(web, "CreateCustomerRelationships", body)
    assert len(made.json()["RelationshipIds"]) == 2
    contact = (await post(web, "contacts", {"lastname": "c"})).headers["OData-EntityId"].partition("v9.2")[2]
    action = {"agy_name": "a", "agy_CustomerId_contact@odata.bind": contact}
    row = (await post(web, "agy_actions", action)).headers["OData-EntityId"]
    assert (await web.get(row)).json()["_agy_customerid_value"] in contact


async def test_the_metadata_document_names_tables_columns_and_navigation(web: httpx2.AsyncClient) -> None:
    """Section 8.1: keys, types, lookups with their constraint, partners, bulk actions, tracking terms."""
    root = ElementTree.fromstring((await web.get("$metadata?annotations=true")).content)
    edm = "{http://docs.oasis-open.org/odata/ns/edm}"
    account = next(one for one in root.iter(f"{edm}EntityType") if one.get("Name") == "account")
    types = {one.get("Name"): one.get("Type") for one in account.iter(f"{edm}Property")}
    assert types["revenue"] == "Edm.Decimal"
    assert types["_primarycontactid_value"] == "Edm.Guid"
    lookup = next(one for one in account.iter(f"{edm}NavigationProperty") if one.get("Name") == "primarycontactid")
    constraint = lookup.find(f"{edm}ReferentialConstraint")
    assert constraint is not None
    assert constraint.get("Property") == "_primarycontactid_value"
    sets = {one.get("Name"): one for one in root.iter(f"{edm}EntitySet")}
    assert sets["accounts"].find(f"{edm}Annotation") is not None
    assert sets["teams"].find(f"{edm}Annotation") is None
    names = {one["name"] for one in (await web.get("")).json()["value"]}
    assert {"accounts", "contacts", "tasks", "systemusers"} <= names


async def test_deleting_definitions(web: httpx2.AsyncClient, standin: StandIn) -> None:
    """A referenced table stays; system tables stay; a dropped table's delta link and rows are gone."""
    await post(web, "EntityDefinitions", table())
    await post(web, "agy_actions", {"agy_name": "a"})
    delta = (await web.get("agy_actions", headers={"Prefer": "odata.track-changes"})).json()["@odata.deltaLink"]
    assert (await web.delete("EntityDefinitions(LogicalName='account')")).status_code == 400
    assert (await web.delete("EntityDefinitions(LogicalName='agy_action')")).status_code == 204
    assert code(await web.get(delta)) == (404, "0x8006088A")
    assert standin.organization().store.tables.get("agy_action") is None
