"""Definitions as the JSON documents of the metadata endpoints, and labels back from them."""

from __future__ import annotations

from typing import Any, Final

from standin.tables.schema import (
    LOOKUPS,
    Choice,
    Column,
    ColumnType,
    JsonObject,
    Labels,
    Option,
    Table,
)

PREFIX: Final = "Microsoft.Dynamics.CRM."
BASE_COLUMN_PROPERTIES: Final = frozenset(
    {
        "MetadataId",
        "HasChanged",
        "AttributeOf",
        "AttributeType",
        "AttributeTypeName",
        "ColumnNumber",
        "Description",
        "DisplayName",
        "EntityLogicalName",
        "IntroducedVersion",
        "IsCustomAttribute",
        "IsCustomizable",
        "IsFilterable",
        "IsGlobalFilterEnabled",
        "IsLogical",
        "IsManaged",
        "IsPrimaryId",
        "IsPrimaryName",
        "IsRequiredForForm",
        "IsRetrievable",
        "IsSearchable",
        "IsSecured",
        "IsSortableEnabled",
        "IsValidForAdvancedFind",
        "IsValidForCreate",
        "IsValidForRead",
        "IsValidForUpdate",
        "LogicalName",
        "RequiredLevel",
        "SchemaName",
        "SourceType",
    }
)


def column_type_name(column: Column) -> str:
    """Return the metadata type of a column, without the namespace."""
    if column.type in LOOKUPS:
        return "LookupAttributeMetadata"
    names = {
        ColumnType.UNIQUEIDENTIFIER: "UniqueIdentifierAttributeMetadata",
        ColumnType.BIGINT: "BigIntAttributeMetadata",
        ColumnType.DATETIME: "DateTimeAttributeMetadata",
        ColumnType.ENTITY_NAME: "EntityNameAttributeMetadata",
    }
    return names.get(column.type, f"{column.type.value}AttributeMetadata")


def label_document(labels: Labels, language: int) -> JsonObject:
    localized = [
        {"Label": text, "LanguageCode": code, "IsManaged": False, "MetadataId": None, "HasChanged": None}
        for code, text in labels.items()
    ]
    own = next((one for one in localized if one["LanguageCode"] == language), localized[0] if localized else None)
    return {"LocalizedLabels": localized, "UserLocalizedLabel": own}


def read_labels(document: Any) -> Labels:
    """Return the texts of a Label document by language; nothing for a missing one."""
    if not isinstance(document, dict):
        return {}
    found = {
        int(one["LanguageCode"]): str(one["Label"])
        for one in document.get("LocalizedLabels") or ()
        if isinstance(one, dict) and one.get("Label") is not None
    }
    own = document.get("UserLocalizedLabel")
    if not found and isinstance(own, dict) and own.get("Label") is not None:
        found[int(own["LanguageCode"])] = str(own["Label"])
    return found


def managed(value: Any, name: str) -> JsonObject:
    return {"Value": value, "CanBeChanged": True, "ManagedPropertyLogicalName": name}


def table_document(table: Table, language: int) -> JsonObject:
    return {
        "MetadataId": table.metadata_id,
        "HasChanged": None,
        "LogicalName": table.name,
        "SchemaName": table.schema_name,
        "EntitySetName": table.set_name,
        "LogicalCollectionName": table.set_name,
        "CollectionSchemaName": f"{table.schema_name}s",
        "PrimaryIdAttribute": table.primary_id,
        "PrimaryNameAttribute": table.primary_name,
        "PrimaryImageAttribute": None,
        "ObjectTypeCode": table.object_type_code,
        "OwnershipType": table.ownership,
        "TableType": "Standard",
        "ActivityTypeMask": 1 if table.is_activity else 0,
        "IsActivity": table.is_activity,
        "IsActivityParty": False,
        "IsPrivate": False,
        "IsIntersect": table.is_intersect,
        "IsCustomEntity": table.is_custom,
        "IsManaged": False,
        "IsLogicalEntity": False,
        "IsValidForAdvancedFind": True,
        "IsChildEntity": False,
        "IntroducedVersion": "1.0.0.0",
        "DataProviderId": None,
        "DataSourceId": None,
        "ExternalName": None,
        "Description": label_document(table.description, language),
        "DisplayName": label_document(table.labels, language),
        "DisplayCollectionName": label_document(table.plural_labels, language),
        "HasActivities": table.has_activities,
        "HasNotes": table.has_notes,
        "ChangeTrackingEnabled": table.change_tracking,
        "IsOptimisticConcurrencyEnabled": table.optimistic_concurrency,
        "CanChangeTrackingBeEnabled": managed(True, "canchangetrackingbeenabled"),
        "CanCreateAttributes": managed(True, "cancreateattributes"),
        "CanBeRelatedEntityInRelationship": managed(True, "canberelatedentityinrelationship"),
        "CanBePrimaryEntityInRelationship": managed(True, "canbeprimaryentityinrelationship"),
        "CanModifyAdditionalSettings": managed(True, "canmodifyadditionalsettings"),
        "IsCustomizable": managed(True, "iscustomizable"),
        "IsRenameable": managed(True, "isrenameable"),
        "IsAuditEnabled": managed(False, "canmodifyauditsettings"),
        "IsDuplicateDetectionEnabled": managed(False, "canmodifyduplicatedetectionsettings"),
        "IsValidForQueue": managed(False, "canmodifyqueuesettings"),
    }


def column_document(column: Column, number: int, language: int) -> JsonObject:
    """Return every plain property of a column; choices come with $expand, see `option_set_document`."""
    attribute_type = "Virtual" if column.type is ColumnType.MULTISELECT else column.type.value
    document: JsonObject = {
        "@odata.type": f"#{PREFIX}{column_type_name(column)}",
        "MetadataId": column.metadata_id,
        "HasChanged": None,
        "AttributeOf": None,
        "AttributeType": attribute_type,
        "AttributeTypeName": {"Value": f"{column.type.value}Type"},
        "ColumnNumber": number,
        "Description": label_document(column.description, language),
        "DisplayName": label_document(column.labels, language),
        "EntityLogicalName": column.table,
        "IntroducedVersion": "1.0.0.0",
        "IsCustomAttribute": column.is_custom,
        "IsCustomizable": managed(True, "iscustomizable"),
        "IsFilterable": False,
        "IsGlobalFilterEnabled": managed(False, "canmodifyglobalfiltersettings"),
        "IsLogical": False,
        "IsManaged": False,
        "IsPrimaryId": column.is_primary_id,
        "IsPrimaryName": column.is_primary_name,
        "IsRequiredForForm": False,
        "IsRetrievable": True,
        "IsSearchable": False,
        "IsSecured": False,
        "IsSortableEnabled": managed(True, "canmodifyissortablesettings"),
        "IsValidForAdvancedFind": managed(True, "canmodifysearchsettings"),
        "IsValidForCreate": column.can_create,
        "IsValidForRead": True,
        "IsValidForUpdate": column.can_update,
        "LogicalName": column.name,
        "RequiredLevel": managed(column.required, "canmodifyrequirementlevelsettings"),
        "SchemaName": column.schema_name,
        "SourceType": 0,
    }
    return document | _typed_properties(column)


def _typed_properties(column: Column) -> JsonObject:
    if column.type is ColumnType.STRING:
        text_format = column.format or "Text"
        return {
            "MaxLength": column.max_length,
            "DatabaseLength": (column.max_length or 0) * 2,
            "Format": text_format,
            "FormatName": {"Value": text_format},
            "ImeMode": "Auto",
            "IsLocalizable": False,
            **column.extras,
        }
    if column.type is ColumnType.MEMO:
        text_format = column.format or "TextArea"
        return {
            "MaxLength": column.max_length,
            "Format": text_format,
            "FormatName": {"Value": text_format},
            "ImeMode": "Auto",
            "IsLocalizable": False,
            **column.extras,
        }
    if column.type is ColumnType.INTEGER:
        return {
            "MinValue": _whole(column.minimum, -2147483648),
            "MaxValue": _whole(column.maximum, 2147483647),
            "Format": column.format or "None",
            **column.extras,
        }
    if column.type is ColumnType.BIGINT:
        return {"MinValue": -(2**63), "MaxValue": 2**63 - 1}
    if column.type in {ColumnType.DECIMAL, ColumnType.DOUBLE, ColumnType.MONEY}:
        limit = 922337203685477.0 if column.type is ColumnType.MONEY else 100000000000.0
        found = {
            "MinValue": -limit if column.minimum is None else column.minimum,
            "MaxValue": limit if column.maximum is None else column.maximum,
            "Precision": column.precision,
            "ImeMode": "Auto",
        }
        if column.type is ColumnType.MONEY:
            found |= {"PrecisionSource": column.precision_source, "IsBaseCurrency": column.name.endswith("_base")}
        return {**found, **column.extras}
    if column.type is ColumnType.DATETIME:
        return {
            "Format": column.format,
            "DateTimeBehavior": {"Value": column.behavior.value},
            "ImeMode": "Auto",
            "CanChangeDateTimeBehavior": managed(True, "canchangedatetimebehavior"),
            **column.extras,
        }
    if column.type in LOOKUPS:
        return {"Targets": list(column.targets), "Format": "None"}
    if column.type is ColumnType.BOOLEAN:
        return {"DefaultValue": bool(column.default)}
    if column.all_options:
        return {"DefaultFormValue": -1 if column.default is None else column.default}
    return {}


def _whole(value: float | None, fallback: int) -> int:
    return fallback if value is None else int(value)


def option_document(option: Option, language: int) -> JsonObject:
    document: JsonObject = {
        "Value": option.value,
        "Color": option.color,
        "ExternalValue": "",
        "ParentValues": [],
        "IsManaged": False,
        "MetadataId": None,
        "HasChanged": None,
        "Label": label_document(option.labels, language),
        "Description": label_document({}, language),
    }
    if option.state is not None:
        document = {
            "@odata.type": f"#{PREFIX}StatusOptionMetadata",
            "State": option.state,
            "TransitionData": None,
            **document,
        }
    return document


def option_set_document(column: Column, language: int) -> JsonObject:
    """Return what `$expand=OptionSet` brings for a column with choices."""
    if column.choice is not None:
        return choice_document(column.choice, language)
    name = f"{column.table}_{column.name}"
    base: JsonObject = {
        "MetadataId": column.metadata_id,
        "HasChanged": None,
        "Name": name,
        "IsGlobal": False,
        "IsCustomOptionSet": column.is_custom,
        "IsManaged": False,
        "DisplayName": label_document(column.labels, language),
        "Description": label_document(column.description, language),
    }
    if column.type is ColumnType.BOOLEAN:
        options = {option.value: option for option in column.options}
        yes = options.get(1, Option(1, {language: "Yes"}))
        no = options.get(0, Option(0, {language: "No"}))
        return {
            **base,
            "OptionSetType": "Boolean",
            "TrueOption": option_document(yes, language),
            "FalseOption": option_document(no, language),
        }
    kind = column.type.value if column.type in {ColumnType.STATE, ColumnType.STATUS} else "Picklist"
    return {**base, "OptionSetType": kind, "Options": [option_document(one, language) for one in column.options]}


def choice_document(choice: Choice, language: int) -> JsonObject:
    return {
        "@odata.type": f"#{PREFIX}OptionSetMetadata",
        "MetadataId": choice.metadata_id,
        "HasChanged": None,
        "Name": choice.name,
        "IsGlobal": True,
        "OptionSetType": "Picklist",
        "IsCustomOptionSet": choice.is_custom,
        "IsManaged": False,
        "DisplayName": label_document(choice.labels, language),
        "Description": label_document(choice.description, language),
        "ParentOptionSetName": None,
        "Options": [option_document(option, language) for option in choice.options],
    }
