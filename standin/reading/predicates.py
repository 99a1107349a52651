"""
The meaning of conditions: a filter tree becomes a function of a row.

The functions answer True, False or None (unknown), as the service's database does; a row is returned when the answer
is True. OData filters, FetchXML conditions and aggregations share what is here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from standin.errors import bad_request, not_imitated, property_not_found
from standin.reading import odata
from standin.reading.dates import date_range
from standin.reading.odata import Literal, LiteralKind, Path
from standin.reading.patterns import like_expression, pattern_of
from standin.tables.schema import (
    CHOICES,
    LOOKUPS,
    NUMBERS,
    TEXTS,
    Column,
    ColumnType,
    ManyToMany,
    OneToMany,
    Schema,
    Table,
)
from standin.tables.store import Row, Store
from standin.tables.values import parse_instant

Answer = bool | None
Predicate = Callable[[Row], Answer]
Getter = Callable[[Row], Any]

_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What conditions are read against: one table, with lambda variables standing for others."""

    schema: Schema
    store: Store
    table: Table
    now: datetime
    user_id: str
    business_unit_id: str
    ne_includes_null: bool = False
    variable: str | None = None

    def inside(self, table: Table, variable: str | None) -> Scope:
        return Scope(
            self.schema,
            self.store,
            table,
            self.now,
            self.user_id,
            self.business_unit_id,
            self.ne_includes_null,
            variable,
        )


def compile_filter(tree: odata.Expression, scope: Scope) -> Predicate:
    """Return the function that tests a row of the scope's table."""
    if isinstance(tree, odata.Both):
        return both(compile_filter(tree.left, scope), compile_filter(tree.right, scope))
    if isinstance(tree, odata.Either):
        return either(compile_filter(tree.left, scope), compile_filter(tree.right, scope))
    if isinstance(tree, odata.Negation):
        return negation(compile_filter(tree.inner, scope))
    if isinstance(tree, odata.Compare):
        return _compare(tree, scope)
    if isinstance(tree, odata.TextTest):
        column, get = resolve(tree.path, scope)
        return like(get, pattern_of(tree))
    if isinstance(tree, odata.AnyOrAll):
        return _lambda(tree, scope)
    if isinstance(tree, odata.QueryFunction):
        return _function(tree, scope)
    column, get = resolve(tree, scope)
    if column.type is not ColumnType.BOOLEAN:
        raise bad_request("The $filter expression must evaluate to a single boolean value.")
    return get


def both(left: Predicate, right: Predicate) -> Predicate:
    def test(row: Row) -> Answer:
        first = left(row)
        if first is False:
            return False
        second = right(row)
        return False if second is False else (True if first and second else None)

    return test


def either(left: Predicate, right: Predicate) -> Predicate:
    def test(row: Row) -> Answer:
        first = left(row)
        if first:
            return True
        second = right(row)
        return True if second else (None if first is None or second is None else False)

    return test


def negation(inner: Predicate) -> Predicate:
    def test(row: Row) -> Answer:
        answer = inner(row)
        return None if answer is None else not answer

    return test


def resolve(path: Path, scope: Scope) -> tuple[Column, Getter]:
    """Return the column at the end of *path* and what reads it, following lookups on the way."""
    steps = path.steps
    if scope.variable is not None and steps[0] == scope.variable:
        steps = steps[1:]
    if not steps:
        raise bad_request(f"The path '{path.text}' does not end in a property.")
    table = scope.table
    hops: list[tuple[str, str, bool, str]] = []
    for step in steps[:-1]:
        found = table.lookup_navs.get(step)
        if found is None:
            raise property_not_found(step, table.name)
        column, target = found
        hops.append((column.wire_name, f"{column.name}!type", len(column.targets) > 1, target))
        table = scope.schema.table(target)
    last = steps[-1]
    column = table.wire(last)
    wire = column.wire_name
    if not hops:
        return column, lambda row: row.get(wire)
    stores = scope.store

    def get(row: Row) -> Any:
        current: Row | None = row
        for link, kind, polymorphic, target in hops:
            if current is None:
                return None
            row_id = current.get(link)
            if row_id is None or (polymorphic and current.get(kind) != target):
                return None
            current = stores.of(target).rows.get(row_id)
        return None if current is None else current.get(wire)

    return column, get


def comparable(column: Column, literal: Literal) -> Any:
    """Return *literal* in the stored form of *column*, or refuse the pair of types."""
    value, kind = literal.value, literal.kind
    if value is None:
        return None
    if column.type in TEXTS or column.type is ColumnType.MULTISELECT:
        if kind not in {LiteralKind.STRING, LiteralKind.ENUM}:
            raise _incompatible("Edm.String", kind)
        return value.casefold()
    if column.type in LOOKUPS or column.type is ColumnType.UNIQUEIDENTIFIER:
        if kind not in {LiteralKind.GUID, LiteralKind.STRING} or not odata.GUID.fullmatch(str(value)):
            raise _incompatible("Edm.Guid", kind)
        return str(value).lower()
    if column.type is ColumnType.DATETIME:
        return _comparable_date(column, value, kind)
    if column.type is ColumnType.BOOLEAN:
        if kind is not LiteralKind.BOOLEAN:
            raise _incompatible("Edm.Boolean", kind)
        return value
    if column.type in NUMBERS or column.type in CHOICES:
        if kind not in {LiteralKind.INTEGER, LiteralKind.NUMBER}:
            raise _incompatible("Edm.Int32", kind)
        return value
    raise not_imitated(f"a comparison with a column of type {column.type}")


def _comparable_date(column: Column, value: Any, kind: LiteralKind) -> str:
    if kind not in {LiteralKind.DATE, LiteralKind.DATETIME}:
        raise _incompatible("Edm.Date" if column.is_date_only else "Edm.DateTimeOffset", kind)
    if column.is_date_only:
        return str(value)[:10]
    return f"{value}T00:00:00Z" if kind is LiteralKind.DATE else parse_instant(str(value))


def _incompatible(left: str, right: LiteralKind) -> Exception:
    return bad_request(
        "A binary operator with incompatible types was detected. Found operand types "
        f"'{left}' and '{right.value}' for operator kind 'Equal'."
    )


def _compare(tree: odata.Compare, scope: Scope) -> Predicate:
    left, right, name = tree.left, tree.right, tree.operator
    if isinstance(left, Literal):
        if isinstance(right, Literal):
            raise bad_request("A comparison needs a property on one side.")
        left, right = right, left
        name = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}.get(name, name)
    column, get = resolve(left, scope)
    if isinstance(right, Path):
        other, get_other = resolve(right, scope)
        if other.type is not column.type:
            raise _incompatible(column.type, LiteralKind.STRING)
        return _compare_columns(get, get_other, _OPERATORS[name])
    return compare(column, get, name, comparable(column, right), ne_includes_null=scope.ne_includes_null)


def _compare_columns(left: Getter, right: Getter, test: Callable[[Any, Any], bool]) -> Predicate:
    def answer(row: Row) -> Answer:
        first, second = left(row), right(row)
        return None if first is None or second is None else test(first, second)

    return answer


def compare(column: Column, get: Getter, name: str, value: Any, *, ne_includes_null: bool = False) -> Predicate:
    """Compare what *get* reads with *value*, already in stored form (text case-folded)."""
    if value is None:
        if name not in {"eq", "ne"}:
            return lambda _row: None
        wanted = name == "eq"
        return lambda row: (get(row) is None) is wanted
    test = _OPERATORS[name]
    folds = isinstance(value, str) and (column.type in TEXTS or column.type is ColumnType.MULTISELECT)
    when_null: Answer = True if name == "ne" and ne_includes_null else None

    def answer(row: Row) -> Answer:
        found = get(row)
        if found is None:
            return when_null
        return test(found.casefold() if folds else found, value)

    return answer


def like(get: Getter, pattern: str) -> Predicate:
    """Match text with the database's wildcards: %, _, [set] and [^set]; case does not count."""
    matcher = re.compile(like_expression(pattern), re.IGNORECASE | re.DOTALL)

    def answer(row: Row) -> Answer:
        found = get(row)
        return None if found is None else matcher.fullmatch(str(found)) is not None

    return answer


def children(scope: Scope, table: Table, nav: str) -> tuple[Table, Callable[[Row], list[Row]]]:
    """Return the table behind a collection-valued navigation property and what reads its rows."""
    store = scope.store
    many = table.many_navs.get(nav)
    if many is not None:
        return _many(scope, table, many, nav)
    relationship = table.collection_navs.get(nav)
    if relationship is None:
        raise property_not_found(nav, table.name)
    child = scope.schema.table(relationship.child)
    column = child.columns[relationship.child_column]
    wire, kind, polymorphic = column.wire_name, f"{column.name}!type", len(column.targets) > 1

    def read(row: Row) -> list[Row]:
        rows = store.of(child.name)
        found = (rows.rows[row_id] for row_id in sorted(rows.ids_where(wire, row[table.primary_id])))
        return [one for one in found if not polymorphic or one.get(kind) == table.name]

    return child, read


def _many(scope: Scope, table: Table, many: ManyToMany, nav: str) -> tuple[Table, Callable[[Row], list[Row]]]:
    forwards = many.first == table.name and many.first_nav == nav
    other = scope.schema.table(many.second if forwards else many.first)
    store = scope.store

    def read(row: Row) -> list[Row]:
        own = row[table.primary_id]
        pairs = store.pairs.get(many.intersect, set())
        ids = sorted(second if forwards else first for first, second in pairs if (first if forwards else second) == own)
        return [store.of(other.name).rows[row_id] for row_id in ids if row_id in store.of(other.name).rows]

    return other, read


def collection_of(table: Table, nav: str) -> OneToMany | ManyToMany | None:
    return table.collection_navs.get(nav) or table.many_navs.get(nav)


def _lambda(tree: odata.AnyOrAll, scope: Scope) -> Predicate:
    steps = tree.path.steps
    if scope.variable is not None and steps[0] == scope.variable:
        steps = steps[1:]
    if len(steps) != 1:
        raise bad_request("Lambda expressions are not supported below a lookup navigation property.", "0x80060888")
    child, read = children(scope, scope.table, steps[0])
    if tree.inner is None:
        return lambda row: bool(read(row))
    inner = compile_filter(tree.inner, scope.inside(child, tree.variable))
    if tree.quantifier == "any":
        return lambda row: any(inner(found) is True for found in read(row))
    return lambda row: all(inner(found) is True for found in read(row))


def _function(tree: odata.QueryFunction, scope: Scope) -> Predicate:
    arguments = dict(tree.arguments)
    name = arguments.pop("PropertyName", None)
    if not isinstance(name, str):
        raise bad_request(f"The function {tree.name} needs PropertyName.")
    wire = (
        name
        if name in scope.table.by_wire or name not in scope.table.columns
        else (scope.table.columns[name].wire_name)
    )
    column, get = resolve(Path((wire,)), scope)
    return column_function(tree.name, column, get, arguments, scope)


def stored_form(column: Column, value: Any) -> Any:
    """Return text from a function argument or a FetchXML value in the stored form of *column*."""
    if column.type in NUMBERS or column.type in CHOICES:
        try:
            return float(value) if column.type in NUMBERS else int(value)
        except ValueError as reason:
            raise bad_request(f"The value '{value}' is not valid for the column '{column.name}'.") from reason
    if column.type is ColumnType.BOOLEAN:
        return str(value).lower() in {"1", "true"}
    if column.type is ColumnType.DATETIME:
        text = str(value)
        if column.is_date_only:
            return text[:10]
        return f"{text}T00:00:00Z" if len(text) == 10 else parse_instant(text)
    text = str(value).strip("{}") if column.type in LOOKUPS else str(value)
    return text.casefold()


def column_function(name: str, column: Column, get: Getter, arguments: Mapping[str, Any], scope: Scope) -> Predicate:
    """Return the meaning of a query function (or FetchXML operator of the same name) on one column."""
    values = arguments.get("PropertyValues")
    single = arguments.get("PropertyValue")
    folds = column.type in TEXTS
    if name in {"In", "NotIn"} and isinstance(values, list):
        wanted = {stored_form(column, value) for value in values}

        def belongs(row: Row) -> Answer:
            found = get(row)
            return None if found is None else (found.casefold() if folds else found) in wanted

        return belongs if name == "In" else negation(belongs)
    if name in {"Between", "NotBetween"} and isinstance(values, list) and len(values) == 2:
        low, high = (stored_form(column, value) for value in values)
        between = both(compare(column, get, "ge", low), compare(column, get, "le", high))
        return between if name == "Between" else negation(between)
    if name in {"ContainValues", "DoesNotContainValues"} and isinstance(values, list):
        picked = {str(value) for value in values}

        def contains(row: Row) -> Answer:
            found = get(row)
            return None if found is None else not picked.isdisjoint(found.split(","))

        return contains if name == "ContainValues" else lambda row: contains(row) is not True
    if name in {"EqualUserId", "NotEqualUserId"}:
        return compare(column, get, "eq" if name == "EqualUserId" else "ne", scope.user_id)
    if name in {"EqualBusinessId", "NotEqualBusinessId"}:
        return compare(column, get, "eq" if name == "EqualBusinessId" else "ne", scope.business_unit_id)
    period = date_range(name, single, scope.now) if column.type is ColumnType.DATETIME else None
    if period is None:
        raise not_imitated(f"the query function {name}")
    low_text, high_text = (text[:10] if text is not None and column.is_date_only else text for text in period)

    def within(row: Row) -> Answer:
        found = get(row)
        if found is None:
            return None
        return (low_text is None or found >= low_text) and (high_text is None or found < high_text)

    return within
