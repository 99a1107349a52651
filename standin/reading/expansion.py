"""`$expand`: related rows inside a row, with the limits the service puts on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from standin.calls import Call
from standin.errors import bad_request, property_not_found
from standin.organization import Organization
from standin.reading import odata, query_options
from standin.reading.paging import Cookie
from standin.reading.predicates import children, collection_of, compile_filter, resolve
from standin.reading.query_options import Expand
from standin.reading.rendering import RowRenderer
from standin.tables.schema import ColumnType, JsonObject, ManyToMany, Table
from standin.tables.store import Row

MAX_EXPANDS: Final = 15
_ORDER_REFUSED: Final = (
    "Only $select and $filter clause can be provided while doing $expand on many-to-one "
    "relationship or nested one-to-many relationship."
)


class Expander:
    """Adds related rows of one table to rendered rows; nests itself for nested expansions."""

    def __init__(
        self, organization: Organization, call: Call, table: Table, expands: Sequence[Expand], path: str
    ) -> None:
        if len(expands) > MAX_EXPANDS:
            raise bad_request(f"The number of $expand options exceeds the limit of {MAX_EXPANDS}.", "0x80060888")
        self._organization = organization
        self._call = call
        self._table = table
        self._path = path
        self._scope = organization.scope(table, call.caller)
        nested = any("$expand" in expand.options for expand in expands)
        self._plans = [self._plan(expand, nested) for expand in expands]

    def _plan(self, expand: Expand, nested: bool) -> Any:
        single = self._table.lookup_navs.get(expand.name)
        collection = collection_of(self._table, expand.name)
        if single is None and collection is None:
            raise property_not_found(expand.name, self._table.name)
        if expand.reference_only and single is None:
            raise bad_request("$ref is only supported on single-valued navigation properties.", "0x80060888")
        if (nested or single is not None) and {"$orderby", "$top"} & set(expand.options):
            raise bad_request(_ORDER_REFUSED, "0x80060888")
        if isinstance(collection, ManyToMany) and nested:
            raise bad_request("Nested $expand is not supported on many-to-many relationships.", "0x80060888")
        if single is not None:
            return self._single(expand, *single)
        return self._collection(expand, nested)

    def _single(self, expand: Expand, column: Any, target: str) -> Any:
        organization, call = self._organization, self._call
        renderers: dict[str, RowRenderer] = {}
        inner = query_options.parse_expand(expand.options.get("$expand", ""))
        wire, kind = column.wire_name, f"{column.name}!type"
        polymorphic = len(column.targets) > 1

        def add(row: Row, result: JsonObject) -> None:
            row_id = row.get(wire)
            found_target = row.get(kind) if column.type is ColumnType.OWNER else target
            if row_id is None or (polymorphic and row.get(kind) != found_target) or found_target is None:
                result[expand.name] = None
                return
            table = organization.schema.table(found_target)
            if expand.reference_only:
                result[expand.name] = {"@odata.id": f"{call.api_root}/{table.set_name}({row_id})"}
                return
            renderer = renderers.get(found_target)
            if renderer is None:
                renderer = renderers[found_target] = RowRenderer(
                    organization, table, expand.options.get("$select"), call.annotations, etag=False
                )
            other = organization.store.of(found_target).rows.get(row_id)
            document = renderer.render(other) if other is not None else None
            if document is not None and found_target == "systemuser":
                document["ownerid"] = row_id
            if inner and document is not None and other is not None:
                document = Expander(organization, call, table, inner, table.set_name).expand(other, document)
            result[expand.name] = document

        return add

    def _collection(self, expand: Expand, nested: bool) -> Any:
        organization, call, options = self._organization, self._call, expand.options
        child, read = children(self._scope, self._table, expand.name)
        scope = organization.scope(child, call.caller)
        predicate = compile_filter(odata.parse_filter(options["$filter"], {}), scope) if "$filter" in options else None
        orders = query_options.parse_order(options.get("$orderby", ""))
        renderer = RowRenderer(organization, child, options.get("$select"), call.annotations)
        inner = query_options.parse_expand(options.get("$expand", ""))
        expander = Expander(organization, call, child, inner, child.set_name) if inner else None
        size = call.page_size(organization.settings.max_page_size)
        if "$top" in options and not options["$top"].isdigit():
            raise bad_request(f"Invalid value '{options['$top']}' for $top query option found.")
        top = int(options["$top"]) if "$top" in options else None

        def add(row: Row, result: JsonObject) -> None:
            found = [one for one in read(row) if predicate is None or predicate(one) is True]
            for order in reversed(orders):
                _, get = resolve(order.path, scope)
                found.sort(
                    key=lambda one: ((value := get(one)) is not None, value if value is not None else 0),
                    reverse=order.descending,
                )
            if top is not None:
                found = found[:top]
            query = "&".join(f"{name}={quote(text)}" for name, text in options.items() if name != "$expand")
            own = f"{call.api_root}/{self._table.set_name}({row[self._table.primary_id]})/{expand.name}"
            link: str | None = f"{own}?{query}" if query else own
            if nested:
                link = None
                if len(found) > size:
                    last = found[size - 1][child.primary_id]
                    link = f"{own}?{query}{'&' if query else ''}$skiptoken={Cookie(2, last).skip_token()}"
                found = found[:size]
            rendered = [renderer.render(one) for one in found[:5000]]
            if expander is not None:
                rendered = [expander.expand(one, text) for one, text in zip(found, rendered, strict=True)]
            result[expand.name] = rendered
            if link is not None:
                result[f"{expand.name}@odata.nextLink"] = link

        return add

    def expand(self, row: Row, result: JsonObject) -> JsonObject:
        """Return *result* with the related rows of *row* added."""
        for add in self._plans:
            add(row, result)
        return result
