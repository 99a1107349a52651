"""Changes to the definitions: tables, columns, keys, relationships and choices, from the documents clients post."""

from __future__ import annotations

from standin.errors import bad_request, metadata_not_found, not_imitated
from standin.metadata.choices import ChoiceWrites, read_options
from standin.metadata.documents import PREFIX, read_labels
from standin.metadata.names import TYPES, plural, read_schema_name
from standin.tables.schema import (
    KEY_TYPES,
    LOOKUPS,
    AlternateKey,
    Column,
    ColumnType,
    DateBehavior,
    JsonObject,
    ManyToMany,
    OneToMany,
    Option,
    Table,
)
from standin.tables.standard import (
    BASE_LANGUAGE,
    add_currency_columns,
    add_system_columns,
    add_system_relationships,
    default_states,
)
from standin.writing.references import split_segment


class MetadataWrites(ChoiceWrites):
    """The write side of one organisation's definitions."""

    # ---- tables

    def create_table(self, document: JsonObject) -> Table:
        """Create a custom table with its columns. Refuses a name that is taken with 0x80047010."""
        schema_name = read_schema_name(document)
        name = schema_name.lower()
        if name in self._schema.tables:
            raise bad_request(
                f"An entity with the specified name {schema_name} already exists. Specify a unique name.", "0x80047010"
            )
        if document.get("IsActivity"):
            raise not_imitated("custom activity tables")
        attributes = document.get("Attributes") or []
        primaries = [one for one in attributes if one.get("IsPrimaryName")]
        if len(primaries) != 1:
            raise bad_request("The entity needs exactly one primary name attribute (IsPrimaryName).", "0x80040203")
        set_name = document.get("EntitySetName") or plural(name)
        if set_name in self._schema.by_set:
            raise bad_request(f"An entity with the specified collection name {set_name} already exists.", "0x80047010")
        table = Table(
            name=name,
            schema_name=schema_name,
            set_name=set_name,
            primary_id=f"{name}id",
            primary_name=str(primaries[0].get("SchemaName")).lower(),
            ownership=document.get("OwnershipType") or "UserOwned",
            object_type_code=10000 + len(self._schema.tables),
            is_custom=True,
        )
        self._describe_table(table, document)
        if not table.labels:
            raise bad_request("The entity needs a DisplayName.", "0x80040203")
        table.add(
            Column(
                name,
                table.primary_id,
                f"{schema_name}Id",
                ColumnType.UNIQUEIDENTIFIER,
                can_update=False,
                is_primary_id=True,
                required="SystemRequired",
                labels=table.labels,
                is_custom=True,
            )
        )
        for attribute in attributes:
            table.add(self._read_column(table, attribute))
        add_system_columns(table, default_states())
        self._schema.add_table(table)
        add_system_relationships(self._schema, table)
        self._organization.offer_messages(table)
        self._changed("table", table.metadata_id)
        return table

    def _describe_table(self, table: Table, document: JsonObject) -> None:
        table.labels = self._labels(table.labels, document, "DisplayName")
        table.plural_labels = self._labels(table.plural_labels, document, "DisplayCollectionName")
        table.description = self._labels(table.description, document, "Description")
        table.has_notes = bool(document.get("HasNotes", table.has_notes))
        table.has_activities = bool(document.get("HasActivities", table.has_activities))
        tracking = bool(document.get("ChangeTrackingEnabled", table.change_tracking))
        if table.change_tracking and not tracking:
            raise bad_request("Change tracking cannot be disabled once it is enabled.", "0x80072493")
        table.change_tracking = tracking
        table.optimistic_concurrency = bool(
            document.get("IsOptimisticConcurrencyEnabled", table.optimistic_concurrency)
        )

    def update_table(self, table: Table, document: JsonObject) -> None:
        self._describe_table(table, document)
        self._changed("table", table.metadata_id)

    def delete_table(self, table: Table) -> None:
        if not table.is_custom:
            raise bad_request(f"The entity {table.name} is a system entity and cannot be deleted.", "0x80047011")
        users = {one.child for one in self._schema.one_to_many() if one.parent == table.name} - {table.name}
        if users:
            raise bad_request(
                f"The Entity({table.name}) component cannot be deleted because it is referenced by "
                f"{', '.join(sorted(users))} other components.",
                "0x8004F01F",
            )
        self._organization.withdraw_messages(table)
        self._schema.remove_table(table)
        self._organization.store.tables.pop(table.name, None)
        self._schema.version += 1

    # ---- columns

    def create_column(self, table: Table, document: JsonObject) -> Column:
        """Add a column to a table. Refuses a name that is taken with 0x80047013."""
        column = self._read_column(table, document)
        if column.name in table.columns:
            raise bad_request(
                f"An attribute with the specified name {column.name} already exists for entity {table.name}.",
                "0x80047013",
            )
        table.add(column)
        if column.type is ColumnType.MONEY:
            add_currency_columns(table)
            if not self._schema.relationships_of_lookup(table.columns["transactioncurrencyid"]):
                self._relate(table, table.columns["transactioncurrencyid"], "transactioncurrency")
        self._changed("column", column.metadata_id)
        return column

    def _relate(self, table: Table, column: Column, target: str) -> None:
        name = f"{target}_{table.name}_{column.name}"
        self._schema.add_relationship(
            OneToMany(
                name,
                target,
                self._schema.tables[target].primary_id,
                table.name,
                column.name,
                column.name,
                name,
                on_delete="NoCascade",
            )
        )

    def _read_column(self, table: Table, document: JsonObject) -> Column:
        schema_name = read_schema_name(document)
        declared = str(document.get("@odata.type", "")).lstrip("#").removeprefix(PREFIX)
        kind = declared.removeprefix("Complex").removesuffix("AttributeMetadata")
        if kind in {"Lookup", "Customer"}:
            raise bad_request("A lookup is created with its relationship, not as an attribute.", "0x80040203")
        if kind in {"File", "Image", "ManagedProperty"}:
            raise not_imitated(f"columns of type {kind}")
        if kind not in TYPES:
            raise bad_request(f"The attribute type '{declared}' is not valid.", "0x80048D19")
        column = Column(
            table.name,
            schema_name.lower(),
            schema_name,
            TYPES[kind],
            is_custom=True,
            is_primary_name=bool(document.get("IsPrimaryName")),
        )
        self._describe_column(column, document)
        if column.type in {ColumnType.STRING, ColumnType.MEMO} and not column.max_length:
            raise bad_request(f"The MaxLength of the attribute {schema_name} must be given.", "0x80040203")
        self._read_options(column, document)
        return column

    def _describe_column(self, column: Column, document: JsonObject) -> None:
        column.labels = self._labels(column.labels, document, "DisplayName")
        column.description = self._labels(column.description, document, "Description")
        level = document.get("RequiredLevel")
        if isinstance(level, dict) and level.get("Value"):
            if level["Value"] not in {"None", "Recommended", "ApplicationRequired", column.required}:
                raise bad_request(f"The RequiredLevel '{level['Value']}' is not valid.", "0x80040203")
            column.required = level["Value"]
        length = document.get("MaxLength")
        if length is not None:
            limit = 4000 if column.type is ColumnType.STRING else 1048576
            if not isinstance(length, int) or not 1 <= length <= limit:
                raise bad_request(f"The MaxLength {length} of {column.name} is outside 1 to {limit}.", "0x80044330")
            column.max_length = length
        if document.get("MinValue") is not None:
            column.minimum = float(document["MinValue"])
        if document.get("MaxValue") is not None:
            column.maximum = float(document["MaxValue"])
        default = {ColumnType.MONEY: 4, ColumnType.DOUBLE: 5, ColumnType.DECIMAL: 2}.get(column.type)
        column.precision = document.get("Precision", column.precision if column.precision is not None else default)
        column.precision_source = document.get("PrecisionSource", column.precision_source)
        name = document.get("FormatName")
        text_format = name.get("Value") if isinstance(name, dict) else document.get("Format")
        column.format = text_format or column.format
        if column.type is ColumnType.DATETIME:
            self._describe_date(column, document)

    def _describe_date(self, column: Column, document: JsonObject) -> None:
        column.format = document.get("Format") or column.format or "DateOnly"
        behavior = document.get("DateTimeBehavior")
        if isinstance(behavior, dict) and behavior.get("Value"):
            wanted = DateBehavior(behavior["Value"])
            if column.behavior is not DateBehavior.USER_LOCAL and wanted is not column.behavior:
                raise bad_request("The DateTimeBehavior of this attribute cannot be changed.", "0x80040203")
            column.behavior = wanted

    def _read_options(self, column: Column, document: JsonObject) -> None:
        if column.type is ColumnType.BOOLEAN:
            column.default = bool(document.get("DefaultValue", False))
            option_set = document.get("OptionSet") or {}
            column.options = [
                Option(value, read_labels(option_set[name].get("Label")) or {BASE_LANGUAGE: text})
                for name, value, text in (("FalseOption", 0, "No"), ("TrueOption", 1, "Yes"))
                if isinstance(option_set.get(name), dict)
            ]
            return
        if column.type not in {ColumnType.PICKLIST, ColumnType.MULTISELECT}:
            return
        bound = document.get("GlobalOptionSet@odata.bind")
        option_set = document.get("OptionSet") or {}
        if bound is not None:
            _, key = split_segment(str(bound).rpartition("/")[2])
            column.choice = self.choice(key or "")
        elif option_set.get("IsGlobal"):
            column.choice = self.choice(f"Name='{option_set.get('Name')}'")
        else:
            column.options = read_options(option_set.get("Options") or [], self._prefix())
        default = document.get("DefaultFormValue")
        column.default = default if isinstance(default, int) and default != -1 else None

    def update_column(self, table: Table, column: Column, document: JsonObject) -> None:
        declared = str(document.get("@odata.type", "")).lstrip("#").removeprefix(PREFIX)
        if not declared.startswith(("Complex", column.type.value)) and column.type not in LOOKUPS:
            raise bad_request(f"The attribute {column.name} is not of the type '{declared}'.", "0x80048D19")
        self._describe_column(column, document)
        self._changed("column", column.metadata_id)
        self._schema.tables[table.name].by_wire[column.wire_name] = column

    def delete_column(self, table: Table, column: Column) -> None:
        if not column.is_custom or column.is_primary_id or column.is_primary_name:
            raise bad_request(f"The attribute {column.name} cannot be deleted.", "0x80047008")
        if any(column.name in key.columns for key in table.keys.values()):
            raise bad_request(
                f"The Attribute({column.name}) component cannot be deleted because it is referenced by "
                "an EntityKey component.",
                "0x8004F01F",
            )
        for relationship in self._schema.relationships_of_lookup(column):
            self._schema.remove_relationship(relationship)
        if column.name in table.columns:
            table.remove(column)
        rows = self._organization.store.of(table.name)
        for row in rows.rows.values():
            row.pop(column.wire_name, None)
        rows.column_indexes.pop(column.wire_name, None)
        self._schema.version += 1

    # ---- alternate keys

    def create_key(self, table: Table, document: JsonObject) -> AlternateKey:
        """Define a key; its index is built some time later, and fails over duplicates."""
        schema_name = read_schema_name(document)
        columns = tuple(document.get("KeyAttributes") or ())
        if schema_name.lower() in table.keys:
            raise bad_request(f"The key name {schema_name} already exists.", "0x80060893")
        if not columns or len(columns) > 16 or len(table.keys) >= 10:
            raise bad_request("A key has 1 to 16 attributes, an entity has at most 10 keys.", "0x80060895")
        for name in columns:
            if name not in table.columns:
                raise metadata_not_found(f"an attribute {name} of {table.name}")
            if table.columns[name].type not in KEY_TYPES:
                raise bad_request(
                    f"The attribute {name} cannot be part of a key: its type is {table.columns[name].type}.",
                    "0x80060896",
                )
        if any(set(key.columns) == set(columns) for key in table.keys.values()):
            raise bad_request("A key with the same attributes already exists.", "0x80060893")
        key = AlternateKey(
            table.name,
            schema_name.lower(),
            schema_name,
            columns,
            read_labels(document.get("DisplayName")) or {BASE_LANGUAGE: schema_name},
            self._organization.now().timestamp() + self._organization.settings.key_activation_seconds,
        )
        table.keys[key.name] = key
        self._changed("key", key.metadata_id)
        return key

    def delete_key(self, table: Table, key: AlternateKey) -> None:
        del table.keys[key.name]
        self._organization.store.of(table.name).key_indexes.pop(key.name, None)
        self._schema.version += 1

    # ---- relationships

    def create_relationship(self, document: JsonObject) -> OneToMany | ManyToMany:
        """Create a 1:N relationship with its lookup, or an N:N relationship."""
        kind = str(document.get("@odata.type", "")).lstrip("#").removeprefix(PREFIX)
        schema_name = read_schema_name(document) if kind.startswith("Many") else str(document.get("SchemaName"))
        if schema_name in self._schema.relationships:
            raise bad_request(f"A relationship with the name {schema_name} already exists.", "0x80047010")
        if kind == "ManyToManyRelationshipMetadata":
            relationship: OneToMany | ManyToMany = self._many_to_many(document, schema_name)
        elif kind == "OneToManyRelationshipMetadata":
            lookup = document.get("Lookup")
            if not isinstance(lookup, dict):
                raise bad_request("The relationship needs a Lookup.", "0x80048D19")
            child = self._schema.table(str(document.get("ReferencingEntity")))
            parent = self._schema.table(str(document.get("ReferencedEntity")))
            column = self.lookup_column(child, lookup, ColumnType.LOOKUP, (parent.name,))
            relationship = self.one_to_many(document, schema_name, parent, child, column, column.schema_name)
        else:
            raise bad_request(f"The relationship type '{kind}' is not valid.", "0x80048D19")
        self._schema.add_relationship(relationship)
        self._changed("relationship", relationship.metadata_id)
        return relationship

    def lookup_column(self, child: Table, document: JsonObject, kind: ColumnType, targets: tuple[str, ...]) -> Column:
        schema_name = read_schema_name(document)
        if schema_name.lower() in child.columns:
            raise bad_request(
                f"An attribute with the specified name {schema_name.lower()} already exists for entity {child.name}.",
                "0x80047013",
            )
        column = Column(child.name, schema_name.lower(), schema_name, kind, targets=targets, is_custom=True)
        self._describe_column(column, document)
        child.add(column)
        return column

    def one_to_many(
        self, document: JsonObject, schema_name: str, parent: Table, child: Table, column: Column, nav: str
    ) -> OneToMany:
        cascade = document.get("CascadeConfiguration") or {}
        return OneToMany(
            schema_name,
            parent.name,
            parent.primary_id,
            child.name,
            column.name,
            document.get("ReferencingEntityNavigationPropertyName") or nav,
            document.get("ReferencedEntityNavigationPropertyName") or schema_name,
            on_delete=str(cascade.get("Delete", "RemoveLink")),
            is_custom=True,
            cascade={name: value for name, value in cascade.items() if not name.startswith("@")},
        )

    def _many_to_many(self, document: JsonObject, schema_name: str) -> ManyToMany:
        first = self._schema.table(str(document.get("Entity1LogicalName")))
        second = self._schema.table(str(document.get("Entity2LogicalName")))
        return ManyToMany(
            schema_name,
            first.name,
            second.name,
            str(document.get("IntersectEntityName") or schema_name).lower(),
            document.get("Entity1NavigationPropertyName") or schema_name,
            document.get("Entity2NavigationPropertyName") or schema_name,
            is_custom=True,
        )

    def delete_relationship(self, relationship: OneToMany | ManyToMany) -> None:
        if not relationship.is_custom:
            raise bad_request(f"The relationship {relationship.schema_name} cannot be deleted.", "0x80047007")
        self._schema.remove_relationship(relationship)
        if isinstance(relationship, ManyToMany):
            self._organization.store.pairs.pop(relationship.intersect, None)
