"""
FetchXML through `?fetchXml=`: attributes, filters, orders, links, aggregates, distinct and paging.

Nulls are left out of the answers, `ne` matches nulls, pages are asked for by number and cookie. Source: section 3.7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

from standin.calls import Call, Reply, json_reply
from standin.errors import DataverseFault, bad_request, not_imitated
from standin.organization import Organization
from standin.reading.fetch_nodes import (
    COMPARISONS,
    PREFIX,
    RENAMED,
    TEXT,
    Getters,
    Joined,
    JoinedTest,
    Link,
    Node,
    malformed,
)
from standin.reading.paging import Cookie
from standin.reading.predicates import (
    Getter,
    Predicate,
    Scope,
    both,
    column_function,
    compare,
    either,
    like,
    negation,
    stored_form,
)
from standin.reading.queries import AGGREGATE_CAP, COUNT_CAP, aggregate_values
from standin.reading.rendering import FORMATTED, RowRenderer
from standin.tables.schema import LOOKUPS, TEXTS, Column, JsonObject, Table


class FetchQuery:
    """One page of one FetchXML query."""

    def __init__(self, organization: Organization, call: Call, set_name: str) -> None:
        self._organization = organization
        self._call = call
        try:
            self._fetch = ElementTree.fromstring(call.query["fetchXml"])  # noqa: S314 - a rehearsal server, local input
        except ElementTree.ParseError as reason:
            raise malformed(str(reason)) from reason
        entity = self._fetch.find("entity")
        if self._fetch.tag != "fetch" or entity is None:
            raise malformed("the root must be a fetch element with an entity")
        self._nodes: dict[str, Node] = {}
        self._root = self._node(entity, is_root=True)
        if self._root.table.set_name != set_name:
            raise bad_request(
                f"The entity '{self._root.table.name}' of the FetchXML does not match the entity set '{set_name}'.",
                "0x80041102",
            )
        for node in self._nodes.values():
            node.test = self._filters(node)

    def _node(self, element: ElementTree.Element, *, is_root: bool) -> Node:
        name = element.get("name", "")
        table = self._organization.schema.tables.get(name)
        if table is None:
            raise bad_request(f"The entity with a name = '{name}' was not found in the MetadataCache.", "0x80041102")
        alias = name if is_root else element.get("alias") or f"{name}{len(self._nodes)}"
        node = Node(element, table, alias, self._organization.scope(table, self._call.caller), is_root)
        self._nodes[alias] = node
        for child in element.findall("link-entity"):
            kind = child.get("link-type", "inner")
            if kind not in {"inner", "outer"}:
                raise not_imitated(f"the link-type {kind}")
            linked = self._node(child, is_root=False)
            node.links.append(
                Link(
                    linked,
                    self._column(linked.table, child.get("from", "")),
                    self._column(table, child.get("to", "")),
                    kind == "outer",
                )
            )
        return node

    def _column(self, table: Table, name: str) -> Column:
        column = table.columns.get(name)
        if column is None:
            raise bad_request(f"'{table.name}' entity doesn't contain attribute with Name = '{name}'.", "0x80041103")
        return column

    # ---- conditions

    def _filters(self, node: Node) -> JoinedTest | None:
        tests = [self._filter(element, node) for element in node.element.findall("filter")]
        if not tests:
            return None
        return lambda joined: all(test(joined) is True for test in tests)

    def _filter(self, element: ElementTree.Element, node: Node) -> JoinedTest:
        tests: list[JoinedTest] = []
        for child in element:
            if child.tag == "condition":
                tests.append(self._condition(child, node))
            elif child.tag == "filter":
                tests.append(self._filter(child, node))
            else:
                raise not_imitated(f"the element {child.tag} inside a filter")
        if not tests:
            return lambda _joined: True
        combine: Any = either if element.get("type", "and") == "or" else both
        result = tests[0]
        for test in tests[1:]:
            result = combine(result, test)
        return result

    def _condition(self, element: ElementTree.Element, node: Node) -> JoinedTest:
        owner = node
        if element.get("entityname"):
            found = self._nodes.get(element.get("entityname", ""))
            if found is None:
                raise bad_request(f"There is no link with the alias {element.get('entityname')}.", "0x80041102")
            owner = found
        for refused in ("valueof", "column", "aggregate"):
            if element.get(refused):
                raise not_imitated(f"the attribute {refused} of a condition")
        column = self._column(owner.table, element.get("attribute", ""))
        wire, alias = column.wire_name, owner.alias
        test = self._test(column, lambda row: row.get(wire), element, owner.scope)
        return lambda joined: test(joined.get(alias) or {})

    def _test(self, column: Column, get: Getter, element: ElementTree.Element, scope: Scope) -> Predicate:
        operator = element.get("operator", "")
        values = [value.text or "" for value in element.findall("value")]
        single = element.get("value")
        if operator in {"null", "not-null"}:
            return compare(column, get, "eq" if operator == "null" else "ne", None)
        if operator in COMPARISONS:
            if single is None:
                raise malformed(f"the operator {operator} needs a value")
            return compare(column, get, COMPARISONS[operator], stored_form(column, single), ne_includes_null=True)
        if operator in TEXT:
            if column.type not in TEXTS:
                raise bad_request(f"The operator {operator} is not valid for the attribute {column.name}.")
            test = like(get, TEXT[operator].format(single or ""))
            return negation(test) if operator.startswith("not-") else test
        name = RENAMED.get(operator) or "".join(part.capitalize() for part in operator.split("-"))
        arguments: dict[str, Any] = {"PropertyValues": values} if values else {"PropertyValue": single}
        return column_function(name, column, get, arguments, scope)

    # ---- rows

    def _joined(self) -> Iterator[Joined]:
        rows = self._organization.store.of(self._root.table.name)
        late = any(element.get("entityname") for element in self._root.element.iter("condition"))
        test = self._root.test
        for row_id in rows.ids_after(None):
            start: Joined = {self._root.alias: rows.rows[row_id]}
            if test is not None and not late and test(start) is not True:
                continue
            for joined in self._extend(start, self._root):
                if not late or test is None or test(joined) is True:
                    yield joined

    def _extend(self, joined: Joined, node: Node) -> Iterator[Joined]:
        combinations = [joined]
        for link in node.links:
            combinations = [longer for one in combinations for longer in self._follow(one, node, link)]
        yield from combinations

    def _follow(self, joined: Joined, node: Node, link: Link) -> list[Joined]:
        above = joined.get(node.alias)
        value = above.get(link.parent.wire_name) if above is not None else None
        found: list[Joined] = []
        if value is not None:
            rows = self._organization.store.of(link.node.table.name)
            ids = [value] if link.own.is_primary_id else sorted(rows.ids_where(link.own.wire_name, value))
            for row_id in ids:
                row = rows.rows.get(row_id)
                if row is None:
                    continue
                longer: Joined = {**joined, link.node.alias: row}
                if link.node.test is None or link.node.test(longer) is True:
                    found += self._extend(longer, link.node)
        if not found and link.outer:
            found = list(self._extend({**joined, link.node.alias: None}, link.node))
        return found

    # ---- answer

    def reply(self) -> Reply:
        fetch = self._fetch
        top, count, page = fetch.get("top"), fetch.get("count"), int(fetch.get("page", "1"))
        if top is not None and (count is not None or "page" in fetch.attrib):
            raise bad_request("The top attribute can't be specified with paging attribute page", "0x80041129")
        limit = self._organization.settings.max_page_size
        aggregated = fetch.get("aggregate") == "true"
        size = min(int(top or count or limit), limit)
        first = 0 if top is not None else (page - 1) * size
        shown, total = self._page(first, size, aggregated=aggregated, distinct=fetch.get("distinct") == "true")
        more = top is None and total > first + size
        document: JsonObject = {
            "@odata.context": f"{self._call.api_root}/$metadata#{self._root.table.set_name}",
        }
        wants = self._call.annotations.wants
        if wants(f"{PREFIX}totalrecordcount"):
            counted = fetch.get("returntotalrecordcount") == "true"
            document[f"@{PREFIX}totalrecordcount"] = min(total, COUNT_CAP) if counted else -1
            document[f"@{PREFIX}totalrecordcountlimitexceeded"] = counted and total > COUNT_CAP
        if wants(f"{PREFIX}morerecords"):
            document[f"@{PREFIX}morerecords"] = more
        if more and wants(f"{PREFIX}fetchxmlpagingcookie"):
            document[f"@{PREFIX}fetchxmlpagingcookie"] = Cookie(page + 1, str(page * size)).text()
        document["value"] = shown
        return json_reply(document)

    def _orders(self, joined: list[Joined]) -> list[Joined]:
        orders: list[tuple[str, Column, bool]] = []
        for node in self._nodes.values():
            for element in node.element.findall("order"):
                owner = self._nodes.get(element.get("entityname", "")) or node
                column = self._column(owner.table, element.get("attribute", ""))
                orders.append((owner.alias, column, element.get("descending") == "true"))
        for alias, column, descending in reversed(orders):
            wire, folds = column.wire_name, column.type in TEXTS

            def key(one: Joined, alias: str = alias, wire: str = wire, folds: bool = folds) -> tuple[bool, Any]:
                value = (one.get(alias) or {}).get(wire)
                if value is None:
                    return (False, 0)
                return (True, value.casefold() if folds else value)

            joined.sort(key=key, reverse=descending)
        return joined

    def _page(self, first: int, size: int, *, aggregated: bool, distinct: bool) -> tuple[list[JsonObject], int]:
        """Return the lines of one page and how many there are in all; only what is shown is written out."""
        if not aggregated and not distinct:
            joined = self._orders(list(self._joined()))
            return self._lines(joined[first : first + size]), len(joined)
        lines = self._aggregate() if aggregated else self._lines(self._orders(list(self._joined())))
        if distinct:
            lines = _distinct(lines)
        return lines[first : first + size], len(lines)

    def _lines(self, shown: Sequence[Joined]) -> list[JsonObject]:
        renderers: dict[str, tuple[RowRenderer, dict[str, str]]] = {}
        for node in self._nodes.values():
            columns = self._selected(node)
            if not columns and not node.is_root:
                continue
            select = ",".join(column.wire_name for column in columns) or None
            renderer = RowRenderer(
                self._organization, node.table, select, self._call.annotations, nulls=False, etag=node.is_root
            )
            renderers[node.alias] = (renderer, self._names(node, columns))
        lines = []
        for joined in shown:
            line: JsonObject = {}
            for alias, (renderer, names) in renderers.items():
                row = joined.get(alias)
                if row is None:
                    continue
                for name, value in renderer.render(row).items():
                    head, at, annotation = name.partition("@")
                    if alias == self._root.alias and head not in names:
                        line[name] = value
                    elif head in names:
                        line[names[head] + at + annotation] = value
            lines.append(line)
        return lines

    def _selected(self, node: Node) -> list[Column]:
        if node.element.find("all-attributes") is not None:
            return list(node.table.columns.values())
        return [self._column(node.table, element.get("name", "")) for element in node.element.findall("attribute")]

    def _names(self, node: Node, columns: Sequence[Column]) -> dict[str, str]:
        """Say under which name each wire name of *node* appears: root columns keep theirs, linked ones are dotted."""
        aliases = {element.get("name", ""): element.get("alias") for element in node.element.findall("attribute")}
        names: dict[str, str] = {}
        for column in columns:
            alias = aliases.get(column.name)
            if alias:
                names[column.wire_name] = alias
            elif not node.is_root:
                names[column.wire_name] = f"{node.alias}.{column.name}"
        return names

    def _aggregate(self) -> list[JsonObject]:
        joined = list(self._joined())
        if len(joined) > AGGREGATE_CAP:
            raise DataverseFault(
                400, "0x8004E023", "The maximum record limit is exceeded. Reduce the number of records."
            )
        groups: list[tuple[str, Column, Getters]] = []
        aggregates: list[tuple[str, str, bool, Getters]] = []
        for node in self._nodes.values():
            for element in node.element.findall("attribute"):
                column, alias = self._column(node.table, element.get("name", "")), element.get("alias")
                if not alias:
                    raise bad_request("An attribute of an aggregate query needs an alias.", "0x80041125")
                get = _reader(node.alias, column.wire_name)
                if element.get("dategrouping"):
                    raise not_imitated("dategrouping")
                if element.get("groupby") == "true":
                    groups.append((alias, column, get))
                else:
                    aggregates.append((alias, element.get("aggregate", ""), element.get("distinct") == "true", get))
        members: dict[tuple[Any, ...], list[Joined]] = {}
        for one in joined:
            members.setdefault(tuple(get(one) for _, _, get in groups), []).append(one)
        if not groups and not members:
            members[()] = []
        lines = [self._aggregate_line(groups, aggregates, values, found) for values, found in members.items()]
        return self._order_aggregates(lines)

    def _aggregate_line(
        self,
        groups: Sequence[tuple[str, Column, Getters]],
        aggregates: Sequence[tuple[str, str, bool, Getters]],
        values: tuple[Any, ...],
        found: Sequence[Joined],
    ) -> JsonObject:
        line: JsonObject = {}
        formatted = self._call.annotations.wants(FORMATTED)
        for (alias, column, _), value in zip(groups, values, strict=True):
            if value is None:
                continue
            line[alias] = value
            if formatted and column.type not in LOOKUPS:
                text = RowRenderer(
                    self._organization,
                    self._organization.schema.tables[column.table],
                    column.wire_name,
                    self._call.annotations,
                ).formatted(column, value, {})
                if text is not None:
                    line[f"{alias}@{FORMATTED}"] = text
        for alias, function, distinct, get in aggregates:
            picked = [value for one in found if (value := get(one)) is not None]
            if function == "count":
                line[alias] = len(found)
            elif function == "countcolumn":
                line[alias] = len(set(picked)) if distinct else len(picked)
            elif function in {"sum", "avg", "min", "max"}:
                result = aggregate_values(function, picked)
                if result is not None:
                    line[alias] = result
            else:
                raise bad_request(f"The aggregate '{function}' is not valid.", "0x80041125")
        return line

    def _order_aggregates(self, lines: list[JsonObject]) -> list[JsonObject]:
        for element in reversed(self._root.element.findall("order")):
            alias = element.get("alias")
            if alias is None:
                raise bad_request("An order of an aggregate query needs an alias.", "0x80041125")
            lines.sort(
                key=lambda line, alias=alias: (alias in line, line.get(alias, 0)),  # type: ignore[misc]  # default
                reverse=element.get("descending") == "true",
            )
        return lines


def _reader(alias: str, wire: str) -> Getters:
    return lambda joined: (joined.get(alias) or {}).get(wire)


def _distinct(lines: list[JsonObject]) -> list[JsonObject]:
    seen: set[tuple[Any, ...]] = set()
    kept = []
    for line in lines:
        bare = {name: value for name, value in line.items() if name != "@odata.etag"}
        mark = tuple((name, str(value)) for name, value in bare.items())
        if mark not in seen:
            seen.add(mark)
            kept.append(bare)
    return kept
