"""Query options on definitions: filters, projections and what is refused there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from standin.errors import bad_request, not_imitated
from standin.metadata.documents import PREFIX
from standin.reading import odata
from standin.tables.schema import JsonObject


def json_filter(tree: odata.Expression) -> Callable[[JsonObject], bool]:
    """Return what tests a metadata document; only comparisons and logic exist there."""
    if isinstance(tree, odata.Both):
        left, right = json_filter(tree.left), json_filter(tree.right)
        return lambda document: left(document) and right(document)
    if isinstance(tree, odata.Either):
        left, right = json_filter(tree.left), json_filter(tree.right)
        return lambda document: left(document) or right(document)
    if isinstance(tree, odata.Negation):
        inner = json_filter(tree.inner)
        return lambda document: not inner(document)
    if isinstance(tree, odata.Path):
        return lambda document: _follow(document, tree) is True
    if isinstance(tree, odata.TextTest):
        test = {"contains": str.__contains__, "startswith": str.startswith, "endswith": str.endswith}[tree.function]
        return lambda document: test(str(_follow(document, tree.path) or ""), tree.text)
    if (
        not isinstance(tree, odata.Compare)
        or not isinstance(tree.left, odata.Path)
        or not isinstance(tree.right, odata.Literal)
    ):
        raise not_imitated("this filter on metadata")
    path, value = tree.left, tree.right.value
    if tree.operator not in {"eq", "ne"}:
        raise not_imitated(f"the operator {tree.operator} on metadata")
    wanted = tree.operator == "eq"
    return lambda document: (_follow(document, path) == value) is wanted


def _follow(document: JsonObject, path: odata.Path) -> Any:
    current: Any = document
    for step in path.steps:
        if not isinstance(current, dict) or step not in current:
            raise bad_request(f"Could not find a property named '{step}' on type '{PREFIX}EntityMetadata'.")
        current = current[step]
    return current


def project(document: JsonObject, select: str | None, type_name: str, known: Iterable[str] | None = None) -> JsonObject:
    """Keep the selected properties and MetadataId; refuse one the type does not have."""
    if not select:
        return document
    allowed = set(document if known is None else known)
    kept: JsonObject = {name: value for name, value in document.items() if name.startswith("@")}
    for name in (part.strip() for part in select.split(",")):
        if name not in allowed:
            raise bad_request(f"Could not find a property named '{name}' on type '{PREFIX}{type_name}'.")
        kept[name] = document.get(name)
    kept.setdefault("MetadataId", document["MetadataId"])
    return kept


def filtered(call_options: dict[str, str], documents: Iterable[JsonObject]) -> list[JsonObject]:
    for name in call_options:
        if name.startswith("$") and name not in {"$select", "$filter", "$expand"}:
            raise bad_request(f"The query parameter {name} is not supported for metadata.", "0x80060888")
    if not call_options.get("$filter"):
        return list(documents)
    aliases = {name: value for name, value in call_options.items() if name.startswith("@")}
    test = json_filter(odata.parse_filter(call_options["$filter"], aliases))
    return [document for document in documents if test(document)]
