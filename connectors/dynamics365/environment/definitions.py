"""Bodies of the metadata requests that create tables, columns, choices, lookups and keys. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from connectors.dynamics365.mapping.document import AlternateKey, Column, ColumnType, Option, Table

_CRM: Final = "Microsoft.Dynamics.CRM."
_FORMATS: Final = {
    ColumnType.TEXT: "Text",
    ColumnType.EMAIL: "Email",
    ColumnType.PHONE: "Phone",
    ColumnType.URL: "Url",
}
Body = dict[str, object]


def label(text: str, language: int) -> Body:
    """A label in one language."""
    localized = {"@odata.type": f"{_CRM}LocalizedLabel", "Label": text, "LanguageCode": language}
    return {"@odata.type": f"{_CRM}Label", "LocalizedLabels": [localized]}


def table_body(table: Table, language: int) -> Body:
    """A table of ours, with its primary name and change tracking; the other columns come one by one."""
    name = next(column for column in table.columns if column.name == table.primary_name)
    return {
        "@odata.type": f"{_CRM}EntityMetadata",
        "SchemaName": table.schema_name,
        "DisplayName": label(table.label, language),
        "DisplayCollectionName": label(table.label_plural, language),
        "Description": label(f"{table.label_plural} (Atención)", language),
        "OwnershipType": "UserOwned",
        "IsActivity": False,
        "HasActivities": False,
        "HasNotes": False,
        "ChangeTrackingEnabled": True,
        "Attributes": [{**column_body(name, language), "IsPrimaryName": True}],
    }


def column_body(column: Column, language: int) -> Body:
    """A column of ours; not for lookups, which come with their relationship."""
    body: Body = {
        "SchemaName": column.schema_name,
        "DisplayName": label(column.label or column.field, language),
        "RequiredLevel": {"Value": "None"},
    }
    match column.type:
        case ColumnType.MEMO:
            body |= {
                "@odata.type": f"{_CRM}MemoAttributeMetadata",
                "MaxLength": column.max_length,
                "Format": "TextArea",
            }
        case ColumnType.DATE | ColumnType.INSTANT:
            day = column.type is ColumnType.DATE
            body |= {
                "@odata.type": f"{_CRM}DateTimeAttributeMetadata",
                "Format": "DateOnly" if day else "DateAndTime",
                "DateTimeBehavior": {"Value": "DateOnly" if day else "UserLocal"},
            }
        case ColumnType.BOOLEAN:
            options = {"TrueOption": _option(1, "Sí", language), "FalseOption": _option(0, "No", language)}
            body |= {
                "@odata.type": f"{_CRM}BooleanAttributeMetadata",
                "DefaultValue": False,
                "OptionSet": {"@odata.type": f"{_CRM}BooleanOptionSetMetadata", **options},
            }
        case ColumnType.INTEGER:
            body |= {"@odata.type": f"{_CRM}IntegerAttributeMetadata", "MinValue": -2147483648, "MaxValue": 2147483647}
        case ColumnType.CHOICE:
            body |= {
                "@odata.type": f"{_CRM}PicklistAttributeMetadata",
                "OptionSet": {
                    "@odata.type": f"{_CRM}OptionSetMetadata",
                    "IsGlobal": False,
                    "OptionSetType": "Picklist",
                    "Options": [_option(o.value, o.label, language) for o in column.options],
                },
            }
        case _:
            body |= {
                "@odata.type": f"{_CRM}StringAttributeMetadata",
                "MaxLength": column.max_length or 100,
                "FormatName": {"Value": _FORMATS.get(column.type, "Text")},
            }
    return body


def lookup_body(table: Table, column: Column, parent: Table, language: int) -> Body:
    """The relationship that brings a lookup: many rows of *table* to one of *parent*; deleting takes nothing along."""
    prefix, _, name = column.schema_name.partition("_")
    return {
        "@odata.type": f"{_CRM}OneToManyRelationshipMetadata",
        "SchemaName": f"{prefix}_{parent.name}_{table.name}_{name}",
        "ReferencedEntity": parent.name,
        "ReferencedAttribute": parent.id_column,
        "ReferencingEntity": table.name,
        "ReferencingEntityNavigationPropertyName": column.navigation,
        "CascadeConfiguration": {
            "Assign": "NoCascade",
            "Delete": "RemoveLink",
            "Merge": "NoCascade",
            "Reparent": "NoCascade",
            "Share": "NoCascade",
            "Unshare": "NoCascade",
        },
        "Lookup": {
            "@odata.type": f"{_CRM}LookupAttributeMetadata",
            "SchemaName": column.schema_name,
            "DisplayName": label(column.label or column.field, language),
            "RequiredLevel": {"Value": "None"},
        },
    }


def option_body(table: Table, column: Column, option: Option, solution: str, language: int) -> Body:
    """The action `InsertOptionValue` for one option of a column of ours."""
    return {
        "EntityLogicalName": table.name,
        "AttributeLogicalName": column.name,
        "Value": option.value,
        "Label": label(option.label, language),
        "SolutionUniqueName": solution,
    }


def key_body(key: AlternateKey, language: int) -> Body:
    """An alternate key; its index is built later."""
    return {
        "SchemaName": key.schema_name,
        "DisplayName": label(key.label, language),
        "KeyAttributes": list(key.columns),
    }


def _option(value: int, text: str, language: int) -> Mapping[str, object]:
    return {"Value": value, "Label": label(text, language)}
