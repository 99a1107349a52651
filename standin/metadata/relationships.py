"""Documents of relationships and alternate keys, as EntityDefinitions shows them."""

from __future__ import annotations

from typing import Final

from standin.metadata.documents import PREFIX, label_document, managed
from standin.tables.schema import (
    AlternateKey,
    JsonObject,
    ManyToMany,
    OneToMany,
    Schema,
)

_RELATIONSHIP_BASE: Final = frozenset(
    {
        "MetadataId",
        "HasChanged",
        "SchemaName",
        "RelationshipType",
        "IsCustomRelationship",
        "IsManaged",
        "IsValidForAdvancedFind",
        "IntroducedVersion",
        "SecurityTypes",
        "IsCustomizable",
    }
)


def key_document(key: AlternateKey, now: float, language: int) -> JsonObject:
    return {
        "MetadataId": key.metadata_id,
        "HasChanged": None,
        "LogicalName": key.name,
        "SchemaName": key.schema_name,
        "EntityLogicalName": key.table,
        "KeyAttributes": list(key.columns),
        "EntityKeyIndexStatus": key.status(now),
        "IsCustomizable": managed(True, "iscustomizable"),
        "IsManaged": False,
        "IsSynchronous": False,
        "IsExportKey": False,
        "IsSecondaryKey": False,
        "IntroducedVersion": "1.0.0.0",
        "AsyncJob": None,
        "DisplayName": label_document(key.labels, language),
    }


def relationship_document(relationship: OneToMany | ManyToMany, schema: Schema) -> JsonObject:
    kind = "OneToManyRelationship" if isinstance(relationship, OneToMany) else "ManyToManyRelationship"
    base: JsonObject = {
        "@odata.type": f"#{PREFIX}{kind}Metadata",
        "MetadataId": relationship.metadata_id,
        "HasChanged": None,
        "SchemaName": relationship.schema_name,
        "RelationshipType": kind,
        "IsCustomRelationship": relationship.is_custom,
        "IsManaged": False,
        "IsValidForAdvancedFind": True,
        "IntroducedVersion": "1.0.0.0",
        "SecurityTypes": "Append",
        "IsCustomizable": managed(True, "iscustomizable"),
    }
    if isinstance(relationship, ManyToMany):
        first, second = schema.tables[relationship.first], schema.tables[relationship.second]
        return base | {
            "Entity1LogicalName": relationship.first,
            "Entity2LogicalName": relationship.second,
            "IntersectEntityName": relationship.intersect,
            "Entity1IntersectAttribute": first.primary_id,
            "Entity2IntersectAttribute": second.primary_id,
            "Entity1NavigationPropertyName": relationship.first_nav,
            "Entity2NavigationPropertyName": relationship.second_nav,
        }
    cascade = {
        "Assign": "NoCascade",
        "Delete": relationship.on_delete,
        "Archive": relationship.on_delete,
        "Merge": "NoCascade",
        "Reparent": "NoCascade",
        "Share": "NoCascade",
        "Unshare": "NoCascade",
        "RollupView": "NoCascade",
    }
    return base | {
        "ReferencedEntity": relationship.parent,
        "ReferencedAttribute": relationship.parent_column,
        "ReferencingEntity": relationship.child,
        "ReferencingAttribute": relationship.child_column,
        "ReferencedEntityNavigationPropertyName": relationship.collection_nav,
        "ReferencingEntityNavigationPropertyName": relationship.lookup_nav,
        "IsHierarchical": False,
        "EntityKey": None,
        "CascadeConfiguration": cascade | relationship.cascade,
    }


def base_relationship_properties() -> frozenset[str]:
    return _RELATIONSHIP_BASE
