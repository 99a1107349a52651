"""`EntityDefinitions`, `RelationshipDefinitions` and `GlobalOptionSetDefinitions`: reading and changing them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import orjson

from standin.calls import Call, Reply, json_reply
from standin.errors import bad_request, metadata_not_found, method_not_allowed, not_imitated, segment_not_found
from standin.metadata.documents import (
    BASE_COLUMN_PROPERTIES,
    PREFIX,
    choice_document,
    column_document,
    column_type_name,
    option_set_document,
    table_document,
)
from standin.metadata.queries import filtered, project
from standin.metadata.relationships import base_relationship_properties, key_document, relationship_document
from standin.metadata.writes import MetadataWrites
from standin.organization import Organization
from standin.reading import query_options
from standin.reading.odata import GUID
from standin.tables.schema import LOOKUPS, AlternateKey, Column, ColumnType, JsonObject, ManyToMany, OneToMany, Table
from standin.writing.references import split_segment

_TYPED_BASE: Final = frozenset({"EnumAttributeMetadata"})
_LISTED: Final = ("OneToManyRelationships", "ManyToOneRelationships", "ManyToManyRelationships")


class MetadataRoutes:
    """Answers one call on definitions."""

    def __init__(self, organization: Organization, call: Call) -> None:
        self._organization = organization
        self._schema = organization.schema
        self._call = call
        self._language = organization.config.language_code

    def handle(self) -> Reply:
        """Answer the call. A write that fails leaves the definitions as they were."""
        if self._call.method == "GET":
            return self._route()
        before = self._schema.saved()
        try:
            reply = self._route()
        except Exception:
            self._schema.bring_back(before)
            raise
        self._organization.log_metadata(self._call)
        return reply

    def _route(self) -> Reply:
        segments = self._call.segments
        name, key = split_segment(segments[0])
        if name == "EntityDefinitions":
            return self._tables(key, segments[1:])
        if name == "RelationshipDefinitions":
            return self._relationships(key, segments[1:])
        return self._choices(key, segments[1:])

    def _body(self) -> JsonObject:
        document: JsonObject = self._call.json()
        return document

    def _writes(self) -> MetadataWrites:
        return MetadataWrites(self._organization, self._call)

    def _created(self, address: str) -> Reply:
        return Reply(204, {"OData-EntityId": f"{self._call.api_root}/{address}"})

    def _list(self, documents: Iterable[JsonObject], type_name: str, known: frozenset[str] | None = None) -> Reply:
        select = self._call.query.get("$select")
        value = [project(one, select, type_name, known) for one in filtered(self._call.query, documents)]
        return json_reply({"@odata.context": f"{self._call.api_root}/$metadata#{self._call.path}", "value": value})

    def _one(self, document: JsonObject, type_name: str, known: frozenset[str] | None = None) -> Reply:
        projected = project(document, self._call.query.get("$select"), type_name, known)
        context = f"{self._call.api_root}/$metadata#{self._call.path}/$entity"
        return json_reply({"@odata.context": context, **projected})

    # ---- tables

    def _tables(self, key: str | None, rest: list[str]) -> Reply:
        method = self._call.method
        if key is None:
            if method == "POST":
                table = self._writes().create_table(self._body())
                return self._created(f"EntityDefinitions({table.metadata_id})")
            if method != "GET":
                raise method_not_allowed(method)
            documents = filtered(
                self._call.query, (table_document(table, self._language) for table in self._schema.tables.values())
            )
            select = self._call.query.get("$select")
            expands = query_options.parse_expand(self._call.query.get("$expand", ""))
            value = []
            for document in documents:
                table = self._schema.tables[document["LogicalName"]]
                value.append(project(document, select, "EntityMetadata") | self._expanded(table, expands))
            return json_reply({"@odata.context": f"{self._call.api_root}/$metadata#EntityDefinitions", "value": value})
        table = self._table(key)
        if rest:
            return self._below_table(table, key, rest)
        if method == "GET":
            expands = query_options.parse_expand(self._call.query.get("$expand", ""))
            reply = self._one(table_document(table, self._language), "EntityMetadata")
            if expands:
                reply.body = orjson.dumps(orjson.loads(reply.body) | self._expanded(table, expands))
            return reply
        if method == "PUT":
            self._writes().update_table(table, self._body())
            return Reply(204)
        if method == "DELETE":
            self._writes().delete_table(table)
            return Reply(204)
        raise method_not_allowed(method)

    def _expanded(self, table: Table, expands: Iterable[query_options.Expand]) -> JsonObject:
        found: JsonObject = {}
        for expand in expands:
            select = expand.options.get("$select")
            if expand.name == "Attributes":
                documents: Iterable[JsonObject] = self._column_documents(table)
                known: frozenset[str] | None = BASE_COLUMN_PROPERTIES
            elif expand.name == "Keys":
                documents, known = self._key_documents(table), None
            elif expand.name in _LISTED:
                documents, known = self._relationship_documents(table, expand.name), None
            else:
                raise bad_request(f"Could not find a property named '{expand.name}' on type '{PREFIX}EntityMetadata'.")
            options = dict(expand.options)
            found[expand.name] = [
                project(one, select, "AttributeMetadata", known) for one in filtered(options, documents)
            ]
        return found

    def _table(self, key: str) -> Table:
        for table in self._schema.tables.values():
            if key.lower() == table.metadata_id or key == f"LogicalName='{table.name}'":
                return table
        raise metadata_not_found(f"an entity with {key}")

    def _below_table(self, table: Table, key: str, rest: list[str]) -> Reply:
        name, inner = split_segment(rest[0])
        if name == "Attributes":
            return self._columns(table, key, inner, rest[1:])
        if name == "Keys":
            return self._keys(table, key, inner, rest[1:])
        if name in _LISTED and inner is None and not rest[1:] and self._call.method == "GET":
            documents = self._relationship_documents(table, name)
            kind = (
                "ManyToManyRelationshipMetadata" if name.startswith("ManyToMany") else ("OneToManyRelationshipMetadata")
            )
            for document in documents:
                document.pop("@odata.type")
            return self._list(documents, kind)
        if not inner and not rest[1:] and self._call.method == "GET":
            document = table_document(table, self._language)
            if name in document:
                return json_reply(
                    {"@odata.context": f"{self._call.api_root}/$metadata#{self._call.path}", "value": document[name]}
                )
        raise segment_not_found(name)

    # ---- columns

    def _column_documents(self, table: Table) -> list[JsonObject]:
        return [
            column_document(column, number, self._language)
            for number, column in enumerate(table.columns.values(), start=1)
        ]

    def _columns(self, table: Table, key: str, inner: str | None, rest: list[str]) -> Reply:
        method = self._call.method
        if inner is None:
            if rest and rest[0].startswith(PREFIX):
                return self._cast_columns(table, rest[0].removeprefix(PREFIX))
            if method == "POST":
                column = self._writes().create_column(table, self._body())
                return self._created(f"EntityDefinitions({key})/Attributes({column.metadata_id})")
            if method != "GET" or rest:
                raise method_not_allowed(method)
            if "$expand" in self._call.query:
                raise bad_request("$expand on Attributes needs a cast to a type with that property.", "0x80060888")
            return self._list(
                self._column_documents(table),
                "AttributeMetadata",
                BASE_COLUMN_PROPERTIES if self._call.query.get("$select") else None,
            )
        return self._one_column(table, self._column(table, inner), rest)

    def _one_column(self, table: Table, column: Column, rest: list[str]) -> Reply:
        method = self._call.method
        if not rest and method == "PUT":
            self._writes().update_column(table, column, self._body())
            return Reply(204)
        if not rest and method == "DELETE":
            self._writes().delete_column(table, column)
            return Reply(204)
        if method != "GET":
            raise method_not_allowed(method)
        number = [*table.columns].index(column.name) + 1
        document = column_document(column, number, self._language)
        if not rest:
            return self._one(
                document, "AttributeMetadata", BASE_COLUMN_PROPERTIES if self._call.query.get("$select") else None
            )
        cast = rest[0].removeprefix(PREFIX)
        if not _casts_to(column, cast):
            raise metadata_not_found(f"an attribute of the type {cast}")
        document.pop("@odata.type")
        if rest[1:] in (["OptionSet"], ["GlobalOptionSet"]):
            return self._one(self._option_set(column, rest[1]) or {}, "OptionSetMetadata")
        if rest[1:]:
            raise segment_not_found(rest[1])
        projected = project(document, self._call.query.get("$select"), cast) | self._option_sets(column)
        return json_reply({"@odata.context": f"{self._call.api_root}/$metadata#{self._call.path}/$entity", **projected})

    def _column(self, table: Table, key: str) -> Column:
        for column in table.columns.values():
            if key.lower() == column.metadata_id or key == f"LogicalName='{column.name}'":
                return column
        raise metadata_not_found(f"an attribute with {key}")

    def _cast_columns(self, table: Table, cast: str) -> Reply:
        if self._call.method != "GET":
            raise method_not_allowed(self._call.method)
        columns = {
            number: column for number, column in enumerate(table.columns.values(), start=1) if _casts_to(column, cast)
        }
        documents = []
        for number, column in columns.items():
            document = column_document(column, number, self._language)
            document.pop("@odata.type")
            documents.append(document)
        select = self._call.query.get("$select")
        value = []
        for document in filtered(self._call.query, documents):
            column = table.columns[document["LogicalName"]]
            value.append(project(document, select, cast) | self._option_sets(column))
        context = f"{self._call.api_root}/$metadata#{self._call.path}"
        return json_reply({"@odata.context": context, "value": value})

    def _option_sets(self, column: Column) -> JsonObject:
        found: JsonObject = {}
        for expand in query_options.parse_expand(self._call.query.get("$expand", "")):
            if expand.name not in {"OptionSet", "GlobalOptionSet"} or not _has_options(column):
                raise bad_request(
                    f"Could not find a property named '{expand.name}' on type '{PREFIX}{column_type_name(column)}'."
                )
            document = self._option_set(column, expand.name)
            found[expand.name] = (
                None if document is None else project(document, expand.options.get("$select"), "OptionSetMetadata")
            )
        return found

    def _option_set(self, column: Column, name: str) -> JsonObject | None:
        if name == "GlobalOptionSet":
            return None if column.choice is None else choice_document(column.choice, self._language)
        return option_set_document(column, self._language)

    # ---- keys

    def _key_documents(self, table: Table) -> list[JsonObject]:
        self._organization.refresh_keys(table)
        now = self._organization.now().timestamp()
        return [key_document(key, now, self._language) for key in table.keys.values()]

    def _keys(self, table: Table, table_key: str, inner: str | None, rest: list[str]) -> Reply:
        method = self._call.method
        if rest:
            raise segment_not_found(rest[0])
        if inner is None:
            if method == "POST":
                key = self._writes().create_key(table, self._body())
                return self._created(f"EntityDefinitions({table_key})/Keys({key.metadata_id})")
            return self._list(self._key_documents(table), "EntityKeyMetadata")
        key = self._key(table, inner)
        if method == "DELETE":
            self._writes().delete_key(table, key)
            return Reply(204)
        if method != "GET":
            raise method_not_allowed(method)
        self._organization.refresh_keys(table)
        return self._one(key_document(key, self._organization.now().timestamp(), self._language), "EntityKeyMetadata")

    def _key(self, table: Table, text: str) -> AlternateKey:
        for key in table.keys.values():
            if text.lower() == key.metadata_id or text == f"LogicalName='{key.name}'":
                return key
        raise metadata_not_found(f"an entity key with {text}")

    # ---- relationships

    def _relationship_documents(self, table: Table, kind: str) -> list[JsonObject]:
        if kind == "ManyToManyRelationships":
            found: Iterable[OneToMany | ManyToMany] = (
                one for one in self._schema.many_to_many() if table.name in {one.first, one.second}
            )
        elif kind == "OneToManyRelationships":
            found = (one for one in self._schema.one_to_many() if one.parent == table.name)
        else:
            found = (one for one in self._schema.one_to_many() if one.child == table.name)
        return [relationship_document(one, self._schema) for one in found]

    def _relationships(self, key: str | None, rest: list[str]) -> Reply:
        method = self._call.method
        if key is None:
            if method == "POST":
                relationship = self._writes().create_relationship(self._body())
                return self._created(f"RelationshipDefinitions({relationship.metadata_id})")
            kind = rest[0].removeprefix(PREFIX) if rest else None
            documents = [relationship_document(one, self._schema) for one in self._schema.relationships.values()]
            if kind is None:
                selecting = bool(self._call.query.get("$select"))
                return self._list(
                    documents, "RelationshipMetadataBase", base_relationship_properties() if selecting else None
                )
            chosen = [one for one in documents if one["@odata.type"] == f"#{PREFIX}{kind}"]
            for document in chosen:
                document.pop("@odata.type")
            return self._list(chosen, kind)
        relationship = self._relationship(key)
        if method == "DELETE":
            self._writes().delete_relationship(relationship)
            return Reply(204)
        if method != "GET":
            raise not_imitated(f"{method} of a relationship")
        document = relationship_document(relationship, self._schema)
        if rest:
            if document["@odata.type"] != f"#{rest[0]}":
                raise metadata_not_found(f"a relationship of the type {rest[0]}")
            document.pop("@odata.type")
        return self._one(document, "RelationshipMetadataBase")

    def _relationship(self, key: str) -> OneToMany | ManyToMany:
        for relationship in self._schema.relationships.values():
            if key.lower() == relationship.metadata_id or key == f"SchemaName='{relationship.schema_name}'":
                return relationship
        raise metadata_not_found(f"a relationship with {key}")

    # ---- global choices

    def _choices(self, key: str | None, rest: list[str]) -> Reply:
        method = self._call.method
        if rest and rest != [f"{PREFIX}OptionSetMetadata"]:
            raise segment_not_found(rest[0])
        if key is None:
            if method == "POST":
                choice = self._writes().create_choice(self._body())
                return self._created(f"GlobalOptionSetDefinitions({choice.metadata_id})")
            if "$filter" in self._call.query:
                raise bad_request("The query parameter $filter is not supported", "0x80060888")
            return self._list(
                (choice_document(one, self._language) for one in self._schema.choices.values()), "OptionSetMetadata"
            )
        choice = self._writes().choice(key.lower() if GUID.fullmatch(key) else key)
        if method == "GET":
            return self._one(choice_document(choice, self._language), "OptionSetMetadata")
        if method == "PUT":
            self._writes().update_choice(choice, self._body())
            return Reply(204)
        if method == "DELETE":
            self._writes().delete_choice(choice)
            return Reply(204)
        raise method_not_allowed(method)


def _has_options(column: Column) -> bool:
    return column.type in {
        ColumnType.PICKLIST,
        ColumnType.MULTISELECT,
        ColumnType.STATE,
        ColumnType.STATUS,
        ColumnType.BOOLEAN,
    }


def _casts_to(column: Column, cast: str) -> bool:
    if cast in _TYPED_BASE:
        raise not_imitated(f"the cast to {cast}")
    return column_type_name(column) == cast or (cast == "LookupAttributeMetadata" and column.type in LOOKUPS)
