"""The unbound actions that change definitions, publishing, and `RetrieveMetadataChanges`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from xml.etree import ElementTree

from standin.calls import Call, Reply, json_reply
from standin.errors import bad_request, metadata_not_found, not_imitated
from standin.metadata.documents import PREFIX, column_document, read_labels, table_document
from standin.metadata.relationships import key_document
from standin.metadata.writes import MetadataWrites
from standin.organization import Organization
from standin.tables.schema import Column, ColumnType, JsonObject, Option

Action = Callable[[Organization, Call, JsonObject], Reply]


def run(organization: Organization, call: Call, name: str) -> Reply:
    """Run the action *name*; one that fails leaves the definitions as they were."""
    body: JsonObject = call.json()
    before = organization.schema.saved()
    try:
        reply = ACTIONS[name](organization, call, body)
    except Exception:
        organization.schema.bring_back(before)
        raise
    organization.log_metadata(call)
    return reply


def _create_entities(organization: Organization, call: Call, body: JsonObject) -> Reply:
    """
    Create several tables with their columns at once.

    The reference does not publish this action; the shape is what Microsoft's Python client sends: `Entities` of
    ComplexEntityMetadata, whose `Complex…AttributeMetadata` are the plain types under another name.
    """
    entities = body.get("Entities")
    if not isinstance(entities, list) or not entities:
        raise bad_request("The parameter 'Entities' is required.", "0x80048D19")
    writes = MetadataWrites(organization, call)
    for entity in entities:
        writes.create_table(entity)
    return Reply(204)


def _publish(_organization: Organization, _call: Call, _body: JsonObject) -> Reply:
    return Reply(204)


def _publish_xml(organization: Organization, _call: Call, body: JsonObject) -> Reply:
    try:
        document = ElementTree.fromstring(str(body.get("ParameterXml", "")))  # noqa: S314 - a rehearsal's own client
    except ElementTree.ParseError as reason:
        raise bad_request(f"The parameter 'ParameterXml' is no XML: {reason}.", "0x80040203") from reason
    if document.tag != "importexportxml":
        raise bad_request("The parameter 'ParameterXml' must hold an importexportxml document.", "0x80040203")
    for entity in document.iterfind("entities/entity"):
        organization.schema.table(entity.text or "")
    return Reply(204)


def _options(organization: Organization, call: Call, body: JsonObject) -> tuple[list[Option], Column | None]:
    name = body.get("OptionSetName")
    if name:
        return MetadataWrites(organization, call).choice(f"Name='{name}'").options, None
    table = organization.schema.table(str(body.get("EntityLogicalName")))
    column = table.columns.get(str(body.get("AttributeLogicalName")))
    if column is None or not column.all_options:
        raise metadata_not_found(f"a choice {body.get('AttributeLogicalName')} of {table.name}")
    return column.all_options, column


def _find(options: list[Option], body: JsonObject) -> Option:
    for option in options:
        if option.value == body.get("Value"):
            return option
    raise bad_request(f"The option value {body.get('Value')} does not exist.", "0x80048403")


def _insert_option(organization: Organization, call: Call, body: JsonObject) -> Reply:
    options, column = _options(organization, call, body)
    value = body.get("Value")
    if value is None:
        value = max(option.value for option in options) + 1
    if any(option.value == value for option in options):
        raise bad_request(f"The option value {value} already exists.", "0x80048403")
    state = body.get("StateCode") if column is not None and column.type is ColumnType.STATUS else None
    options.append(Option(int(value), read_labels(body.get("Label")), state=state))
    organization.schema.version += 1
    return json_reply(
        {"@odata.context": f"{call.api_root}/$metadata#{PREFIX}InsertOptionValueResponse", "NewOptionValue": value}
    )


def _update_option(organization: Organization, call: Call, body: JsonObject) -> Reply:
    option = _find(_options(organization, call, body)[0], body)
    labels = read_labels(body.get("Label"))
    option.labels = {**option.labels, **labels} if body.get("MergeLabels") else labels
    organization.schema.version += 1
    return Reply(204)


def _delete_option(organization: Organization, call: Call, body: JsonObject) -> Reply:
    options, _ = _options(organization, call, body)
    options.remove(_find(options, body))
    organization.schema.version += 1
    return Reply(204)


def _order_options(organization: Organization, call: Call, body: JsonObject) -> Reply:
    options, _ = _options(organization, call, body)
    wanted = body.get("Values")
    if not isinstance(wanted, list) or sorted(wanted) != sorted(option.value for option in options):
        raise bad_request("The parameter 'Values' must hold every option value once.", "0x80048403")
    options.sort(key=lambda option: wanted.index(option.value))
    organization.schema.version += 1
    return Reply(204)


def _customer_relationships(organization: Organization, call: Call, body: JsonObject) -> Reply:
    """Create a lookup that may point at an account or a contact."""
    writes = MetadataWrites(organization, call)
    documents = body.get("OneToManyRelationships") or []
    lookup = body.get("Lookup") or {}
    parents = [organization.schema.table(str(document.get("ReferencedEntity"))) for document in documents]
    if {parent.name for parent in parents} != {"account", "contact"}:
        raise bad_request("A customer lookup needs one relationship to account and one to contact.", "0x80040203")
    child = organization.schema.table(str(documents[0].get("ReferencingEntity")))
    column = writes.lookup_column(child, lookup, ColumnType.CUSTOMER, tuple(parent.name for parent in parents))
    ids = []
    for parent, document in zip(parents, documents, strict=True):
        relationship = writes.one_to_many(
            document, str(document.get("SchemaName")), parent, child, column, f"{column.schema_name}_{parent.name}"
        )
        organization.schema.add_relationship(relationship)
        ids.append(relationship.metadata_id)
    return json_reply(
        {
            "@odata.context": f"{call.api_root}/$metadata#{PREFIX}CreateCustomerRelationshipsResponse",
            "RelationshipIds": ids,
            "AttributeId": column.metadata_id,
        }
    )


def _reactivate_key(organization: Organization, _call: Call, body: JsonObject) -> Reply:
    table = organization.schema.table(str(body.get("EntityLogicalName")))
    key = table.keys.get(str(body.get("EntityKeyLogicalName")))
    if key is None:
        raise metadata_not_found(f"an entity key {body.get('EntityKeyLogicalName')}")
    if not key.failed:
        raise bad_request("Only a failed key can be reactivated.", "0x80060897")
    key.failed = False
    key.active_from = organization.now().timestamp() + organization.settings.key_activation_seconds
    return Reply(204)


ACTIONS: Final[dict[str, Action]] = {
    "CreateEntities": _create_entities,
    "PublishAllXml": _publish,
    "PublishXml": _publish_xml,
    "InsertOptionValue": _insert_option,
    "InsertStatusValue": _insert_option,
    "UpdateOptionValue": _update_option,
    "DeleteOptionValue": _delete_option,
    "OrderOption": _order_options,
    "CreateCustomerRelationships": _customer_relationships,
    "ReactivateEntityKey": _reactivate_key,
}


def retrieve_changes(organization: Organization, call: Call, query: Any) -> Reply:
    """Answer `RetrieveMetadataChanges`: definitions that meet the criteria, with only the properties asked for."""
    if not isinstance(query, dict):
        raise bad_request("The parameter 'Query' must be an EntityQueryExpression.")
    language, now = organization.config.language_code, organization.now().timestamp()
    for name in ("RelationshipQuery", "LabelQuery"):
        if query.get(name):
            raise not_imitated(f"{name} in RetrieveMetadataChanges")
    entities = []
    for table in organization.schema.tables.values():
        document = table_document(table, language)
        if not _meets(document, query.get("Criteria")):
            continue
        kept = _keep(document, query.get("Properties"))
        names = (query.get("Properties") or {}).get("PropertyNames") or []
        if "Attributes" in names or query.get("AttributeQuery"):
            inner = query.get("AttributeQuery") or {}
            documents = (
                column_document(column, number, language)
                for number, column in enumerate(table.columns.values(), start=1)
            )
            kept["Attributes"] = [
                _keep(one, inner.get("Properties")) for one in documents if _meets(one, inner.get("Criteria"))
            ]
        if "Keys" in names or query.get("KeyQuery"):
            inner = query.get("KeyQuery") or {}
            keys = (key_document(key, now, language) for key in table.keys.values())
            kept["Keys"] = [_keep(one, inner.get("Properties")) for one in keys if _meets(one, inner.get("Criteria"))]
        entities.append(kept)
    return json_reply(
        {
            "@odata.context": f"{call.api_root}/$metadata#{PREFIX}RetrieveMetadataChangesResponse",
            "ServerVersionStamp": f"{organization.schema.version}!{organization.now_text()}",
            "DeletedMetadata": None,
            "EntityMetadata": entities,
        }
    )


def _keep(document: JsonObject, properties: Any) -> JsonObject:
    if not isinstance(properties, dict) or properties.get("AllProperties"):
        return document
    names = {"@odata.type", "MetadataId", "LogicalName", *(properties.get("PropertyNames") or ())}
    return {name: value for name, value in document.items() if name in names}


def _meets(document: JsonObject, criteria: Any) -> bool:
    if not criteria:
        return True
    if criteria.get("Filters"):
        raise not_imitated("nested filters in RetrieveMetadataChanges")
    answers = []
    for condition in criteria.get("Conditions") or ():
        value = condition.get("Value")
        wanted = value.get("Value") if isinstance(value, dict) else value
        found, operator = document.get(condition.get("PropertyName")), condition.get("ConditionOperator")
        if operator in {"Equals", "NotEquals"}:
            answers.append((found == wanted) is (operator == "Equals"))
        elif operator in {"In", "NotIn"} and isinstance(wanted, list):
            answers.append((found in wanted) is (operator == "In"))
        else:
            raise not_imitated(f"the operator {operator} in RetrieveMetadataChanges")
    return any(answers) if criteria.get("FilterOperator") == "Or" and answers else all(answers)
