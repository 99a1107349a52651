"""Reading rows: one row, or a collection with its query options, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from standin.calls import Call, Reply, json_reply
from standin.errors import DataverseFault, bad_request
from standin.organization import Organization
from standin.reading import odata, query_options
from standin.reading.apply import Apply, parse_apply
from standin.reading.expansion import Expander
from standin.reading.odata import Compare, LiteralKind, Path
from standin.reading.paging import Cookie, read_skip_token
from standin.reading.predicates import Predicate, Scope, comparable, compile_filter, resolve
from standin.reading.query_options import Order
from standin.reading.rendering import RowRenderer
from standin.tables.schema import LOOKUPS, TEXTS, ColumnType, JsonObject, Table
from standin.tables.store import Row, TableRows

SUPPORTED: Final = frozenset(
    {"$select", "$filter", "$orderby", "$top", "$count", "$expand", "$apply", "$skiptoken", "$deltatoken"}
)
COUNT_CAP: Final = 5000
AGGREGATE_CAP: Final = 50_000
_PREFIX: Final = "@Microsoft.Dynamics.CRM."


def check_options(call: Call) -> None:
    """Refuse the query options the service does not know."""
    for name in call.query:
        if name.startswith("$") and name not in SUPPORTED:
            raise bad_request(f"The query parameter {name} is not supported", "0x80060888")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a collection comes from: a whole table, or the rows one navigation property leads to."""

    table: Table
    path: str  # below the API root, encoded: what a next link repeats
    ids: tuple[str, ...] | None = None  # sorted; None: the whole table


class CollectionQuery:
    """One GET of a collection, with everything its URL and headers ask for."""

    def __init__(self, organization: Organization, call: Call, source: Source) -> None:
        check_options(call)
        self._organization = organization
        self._call = call
        self._source = source
        self._table = source.table
        self._rows: TableRows = organization.store.of(source.table.name)
        self._scope: Scope = organization.scope(source.table, call.caller)
        options = call.query
        aliases = {name: value for name, value in options.items() if name.startswith("@")}
        self._tree = odata.parse_filter(options["$filter"], aliases) if options.get("$filter") else None
        self._predicate: Predicate | None = compile_filter(self._tree, self._scope) if self._tree else None
        self._orders = query_options.parse_order(options["$orderby"]) if options.get("$orderby") else ()
        self._expands = query_options.parse_expand(options["$expand"]) if options.get("$expand") else ()

    def reply(self) -> Reply:
        return json_reply(self.document())

    def document(self) -> JsonObject:
        """Return one page."""
        call, options = self._call, self._call.query
        size = call.page_size(self._organization.settings.max_page_size)
        cookie = read_skip_token(options["$skiptoken"]) if "$skiptoken" in options else None
        top = self._top() if "odata.maxpagesize" not in call.preferences else None
        if "$apply" in options:
            return self._aggregate_document()
        renderer = RowRenderer(self._organization, self._table, options.get("$select"), call.annotations)
        expander = Expander(self._organization, call, self._table, self._expands, self._source.path)
        ordered = self._ordered_ids() if self._orders else None
        rows, next_cookie = self._page(ordered, cookie, size if top is None else min(top, size))
        if top is not None:
            next_cookie = None
        names = renderer.context_names(options.get("$select"), [expand.name for expand in self._expands])
        document: JsonObject = {"@odata.context": f"{call.api_root}/$metadata#{self._table.set_name}{names}"}
        document |= self._counts()
        render = renderer.render
        if self._expands:
            document["value"] = [expander.expand(row, render(row)) for row in rows]
        else:
            document["value"] = [render(row) for row in rows]
        if next_cookie is not None:
            document["@odata.nextLink"] = self._next_link(next_cookie)
        return document

    def _top(self) -> int | None:
        text = self._call.query.get("$top")
        if text is None:
            return None
        if not text.isdigit():
            raise bad_request(f"Invalid value '{text}' for $top query option found.")
        return int(text)

    def _counts(self) -> JsonObject:
        call = self._call
        found: JsonObject = {}
        total = -1
        if call.query.get("$count") == "true":
            total = sum(1 for _ in self._matching(None))
            found["@odata.count"] = min(total, COUNT_CAP)
        if call.annotations.wants(f"{_PREFIX[1:]}totalrecordcount"):
            found[f"{_PREFIX}totalrecordcount"] = min(total, COUNT_CAP)
            found[f"{_PREFIX}totalrecordcountlimitexceeded"] = total > COUNT_CAP
        if call.annotations.wants(f"{_PREFIX[1:]}globalmetadataversion"):
            found[f"{_PREFIX}globalmetadataversion"] = str(self._organization.schema.version)
        return found

    def count(self) -> int:
        """Return the number of matching rows, capped as the service does."""
        return min(sum(1 for _ in self._matching(None)), COUNT_CAP)

    def matching_rows(self) -> Iterator[Row]:
        return self._matching(None)

    def _candidates(self, last: str | None) -> Iterable[str]:
        ids: Sequence[str] | None = self._source.ids
        if ids is None and self._tree is not None:
            picked = indexed_ids(self._organization, self._tree, self._table, self._rows)
            ids = sorted(picked) if picked is not None else None
        if ids is None:
            return self._rows.ids_after(last)
        return (row_id for row_id in ids if (last is None or row_id > last) and row_id in self._rows.rows)

    def _matching(self, last: str | None) -> Iterator[Row]:
        rows, predicate = self._rows.rows, self._predicate
        for row_id in self._candidates(last):
            row = rows[row_id]
            if predicate is None or predicate(row) is True:
                yield row

    def _ordered_ids(self) -> list[str]:
        rows = list(self._matching(None))
        for order in reversed(self._orders):
            rows.sort(key=self._sort_key(order), reverse=order.descending)
        return [row[self._table.primary_id] for row in rows]

    def _sort_key(self, order: Order) -> Any:
        column, get = resolve(order.path, self._scope)
        folds = column.type in TEXTS

        def key(row: Row) -> tuple[bool, Any]:
            value = get(row)
            if value is None:
                return (False, 0)
            return (True, value.casefold() if folds else value)

        return key

    def _page(self, ordered: list[str] | None, cookie: Cookie | None, size: int) -> tuple[list[Row], Cookie | None]:
        number = cookie.page if cookie else 1
        page: list[Row] = []
        if ordered is not None:
            start = int(cookie.last) if cookie else 0
            picked = ordered[start : start + size]
            more = len(ordered) > start + size
            return [self._rows.rows[row_id] for row_id in picked], (
                Cookie(number + 1, str(start + size)) if more else None
            )
        if size == 0:
            return [], None
        for row in self._matching(cookie.last if cookie else None):
            if len(page) == size:
                return page, Cookie(number + 1, page[-1][self._table.primary_id])
            page.append(row)
        return page, None

    def _next_link(self, cookie: Cookie) -> str:
        pieces = [
            piece
            for piece in self._call.query_text.split("&")
            if piece and not piece.startswith(("$skiptoken=", "%24skiptoken="))
        ]
        pieces.append(f"$skiptoken={cookie.skip_token()}")
        return f"{self._call.api_root}/{self._source.path}?{'&'.join(pieces)}"

    # ---- $apply

    def _aggregate_document(self) -> JsonObject:
        options = self._call.query
        apply = parse_apply(options["$apply"])
        if apply.filter_text:
            aliases = {name: value for name, value in options.items() if name.startswith("@")}
            self._tree = odata.parse_filter(apply.filter_text, aliases)
            self._predicate = compile_filter(self._tree, self._scope)
        aliases_of = {aggregate.alias for aggregate in apply.aggregates}
        if any(order.path.text in aliases_of for order in self._orders):
            raise bad_request("The query node SingleValueOpenPropertyAccess is not supported.")
        rows = list(self._matching(None))
        if apply.aggregates and len(rows) > AGGREGATE_CAP:
            raise DataverseFault(
                400, "0x8004E023", "The maximum record limit is exceeded. Reduce the number of records."
            )
        return {
            "@odata.context": f"{self._call.api_root}/$metadata#{self._table.set_name}",
            "value": aggregate_rows(apply, rows, self._scope),
        }


def aggregate_rows(apply: Apply, rows: Sequence[Row], scope: Scope) -> list[JsonObject]:
    """Group and aggregate; a column that is null is left out of the result, as the service leaves it out."""
    getters = []
    for path in apply.group_by:
        column, get = resolve(path, scope)
        if column.type is ColumnType.DATETIME:
            raise bad_request("Grouping by a date column is not supported.")
        name = path.text
        if len(path.steps) > 1:
            _, target = scope.table.lookup_navs[path.steps[-2]]
            name = f"{target}_{column.wire_name}"
        getters.append((name, get))
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(get(row) for _, get in getters), []).append(row)
    if not apply.group_by and not groups:
        groups[()] = []
    result = []
    for values, members in groups.items():
        line: JsonObject = {name: value for (name, _), value in zip(getters, values, strict=True) if value is not None}
        for aggregate in apply.aggregates:
            if aggregate.path is None:
                line[aggregate.alias] = len(members)
                continue
            _, get = resolve(aggregate.path, scope)
            found = aggregate_values(aggregate.function, [value for row in members if (value := get(row)) is not None])
            if found is not None:
                line[aggregate.alias] = found
        result.append(line)
    return result


def aggregate_values(function: str, values: Sequence[Any]) -> Any:
    """Return sum, average, min or max of the values that are not null; None of nothing."""
    if not values:
        return None
    if function == "sum":
        return sum(values)
    if function in {"average", "avg"}:
        return sum(values) / len(values)
    return min(values) if function == "min" else max(values)


def indexed_ids(organization: Organization, tree: odata.Expression, table: Table, rows: TableRows) -> set[str] | None:
    """Return a small set of ids that holds every match of *tree*, when an equality in it has an index."""
    if isinstance(tree, odata.Both):
        left = indexed_ids(organization, tree.left, table, rows)
        return left if left is not None else indexed_ids(organization, tree.right, table, rows)
    if not isinstance(tree, Compare) or tree.operator != "eq" or not isinstance(tree.left, Path):
        return None
    literal = tree.right
    if not isinstance(literal, odata.Literal) or literal.kind is LiteralKind.NULL or len(tree.left.steps) != 1:
        return None
    column = table.by_wire.get(tree.left.steps[0])
    if column is None:
        return None
    value = comparable(column, literal)
    if column.is_primary_id:
        return {value} & rows.rows.keys()
    if column.type in LOOKUPS or column.type is ColumnType.STRING:
        return rows.ids_where(column.wire_name, value)
    return None


def encoded_path(segments: Sequence[str]) -> str:
    return "/".join(quote(segment, safe="()=',-._~$") for segment in segments)
