"""`$metadata`: the CSDL of all tables, with keys, properties, navigation properties and the bulk actions."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import quoteattr

from standin.tables.schema import LOOKUPS, Column, ColumnType, Schema, Table

_EDM: Final = {
    ColumnType.STRING: "Edm.String",
    ColumnType.MEMO: "Edm.String",
    ColumnType.ENTITY_NAME: "Edm.String",
    ColumnType.MULTISELECT: "Edm.String",
    ColumnType.INTEGER: "Edm.Int32",
    ColumnType.BIGINT: "Edm.Int64",
    ColumnType.DECIMAL: "Edm.Decimal",
    ColumnType.MONEY: "Edm.Decimal",
    ColumnType.DOUBLE: "Edm.Double",
    ColumnType.BOOLEAN: "Edm.Boolean",
    ColumnType.PICKLIST: "Edm.Int32",
    ColumnType.STATE: "Edm.Int32",
    ColumnType.STATUS: "Edm.Int32",
    ColumnType.UNIQUEIDENTIFIER: "Edm.Guid",
}
_HEAD: Final = (
    '<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" '
    'xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
    '<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
    '<EntityType Name="crmbaseentity" Abstract="true" />'
)


def edm_type(column: Column) -> str:
    if column.type in LOOKUPS:
        return "Edm.Guid"
    if column.type is ColumnType.DATETIME:
        return "Edm.Date" if column.is_date_only else "Edm.DateTimeOffset"
    return _EDM[column.type]


def csdl_document(schema: Schema, *, annotated: bool) -> bytes:
    """Return the document; *annotated* adds the terms for read-only columns and change tracking."""
    parts = [_HEAD]
    parts += [_entity_type(schema, table, annotated=annotated) for table in schema.tables.values()]
    parts += [_actions(table) for table in schema.tables.values()]
    parts.append(
        '<Function Name="WhoAmI"><ReturnType Type="mscrm.WhoAmIResponse" Nullable="false" /></Function>'
        '<ComplexType Name="WhoAmIResponse"><Property Name="BusinessUnitId" Type="Edm.Guid" />'
        '<Property Name="UserId" Type="Edm.Guid" /><Property Name="OrganizationId" Type="Edm.Guid" />'
        '</ComplexType><EntityContainer Name="System">'
    )
    for table in schema.tables.values():
        bindings = "".join(
            f"<NavigationPropertyBinding Path={quoteattr(nav)} Target={quoteattr(schema.tables[target].set_name)} />"
            for nav, (_, target) in table.lookup_navs.items()
        )
        tracked = (
            '<Annotation Term="Org.OData.Capabilities.V1.ChangeTracking"><Record><PropertyValue '
            'Property="Supported" Bool="true" /></Record></Annotation>'
            if annotated and table.change_tracking
            else ""
        )
        parts.append(
            f'<EntitySet Name="{table.set_name}" EntityType="Microsoft.Dynamics.CRM.{table.name}">'
            f"{bindings}{tracked}</EntitySet>"
        )
    parts.append("</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>")
    return "".join(parts).encode()


def _entity_type(schema: Schema, table: Table, *, annotated: bool) -> str:
    parts = [
        f'<EntityType Name="{table.name}" BaseType="mscrm.crmbaseentity">',
        f'<Key><PropertyRef Name="{table.primary_id}" /></Key>',
    ]
    for column in table.columns.values():
        head = f'<Property Name="{column.wire_name}" Type="{edm_type(column)}"'
        computed = column.type in LOOKUPS or not (column.can_create or column.can_update)
        if annotated and computed:
            parts.append(f'{head}><Annotation Term="Org.OData.Core.V1.Computed" Bool="true" /></Property>')
        else:
            parts.append(f"{head} />")
    for nav, (column, target) in table.lookup_navs.items():
        partner = next(
            (one.collection_nav for one in schema.relationships_of_lookup(column) if one.parent == target), None
        )
        nullable = str(column.required == "None").lower()
        parts.append(
            f'<NavigationProperty Name="{nav}" Type="mscrm.{target}" Nullable="{nullable}"'
            f"{f' Partner={quoteattr(partner)}' if partner else ''}><ReferentialConstraint "
            f'Property="{column.wire_name}" ReferencedProperty="{schema.tables[target].primary_id}" />'
            "</NavigationProperty>"
        )
    for nav, relationship in table.collection_navs.items():
        parts.append(
            f'<NavigationProperty Name="{nav}" Type="Collection(mscrm.{relationship.child})" '
            f'Partner="{relationship.lookup_nav}" />'
        )
    for nav, many in table.many_navs.items():
        forwards = many.first == table.name and many.first_nav == nav
        parts.append(
            f'<NavigationProperty Name="{nav}" Type="Collection(mscrm.{many.second if forwards else many.first})" />'
        )
    parts.append("</EntityType>")
    return "".join(parts)


def _actions(table: Table) -> str:
    bound = f'<Parameter Name="entityset" Type="Collection(mscrm.{table.name})" Nullable="false" />'
    targets = '<Parameter Name="Targets" Type="Collection(mscrm.crmbaseentity)" Nullable="false" />'
    return "".join(
        f'<Action Name="{name}" IsBound="true">{bound}{targets}</Action>'
        for name in ("CreateMultiple", "UpdateMultiple", "UpsertMultiple")
    )
