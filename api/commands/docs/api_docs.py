"""
docs/api, written from the schema: a page for each subject, what is deprecated, and what changed since the last release.

Belongs here: laying the schema out as Markdown. Does not belong here: what it says (schema/). A test holds the pages
equal to the schema; `atencion protocol-docs` writes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    find_breaking_changes,
    get_named_type,
    is_specified_scalar_type,
)
from strawberry.types.base import get_object_definition

from domain.protocol.flows import FLOWS
from schema.build import MUTATIONS, QUERIES, SUBSCRIPTIONS, schema_sdl
from schema.build import build_schema as build_strawberry
from schema.cases.inputs import FactInput, camel, mutation_of
from schema.execution.roots import SUBJECTS, package_of

ROOT: Final = Path(__file__).resolve().parents[3]
FOLDER: Final = Path("docs/api")
_RELEASED: Final = Path("schema/released.graphql")
_WRITTEN: Final = "<!-- From the schema, by `atencion protocol-docs`. Do not edit. -->\n"
_FLOW: Final = "flow-"
_CHANGELOG: Final = "changelog.md"
_SHARED: Final = "shared"
_ROOT: Final = "of a root: "
_TITLES: Final[Mapping[str, str]] = {
    **SUBJECTS,
    **{f"{_FLOW}{flow.value.lower()}": f"Facts of {flow.value}: {rules.spec.title}" for flow, rules in FLOWS.items()},
    _SHARED: "What several subjects share",
}

Fields = Mapping[str, GraphQLField] | Mapping[str, GraphQLInputField] | Mapping[str, GraphQLArgument]


@dataclass(slots=True)
class Subject:
    """
    A page.

    Attributes:
        roots: Fields by "Query", "Mutation", "Subscription"; types: names of what is told on it.
    """

    name: str
    roots: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    types: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """As people read it."""
        return _TITLES.get(self.name, self.name.capitalize())


def pages() -> dict[str, str]:
    """Every page of docs/api by its file name."""
    schema = build_schema(schema_sdl())
    subjects = _subjects(schema)
    homes = {name: subject.name for subject in subjects for name in subject.types}
    found = {f"{subject.name}.md": _page(schema, subject, homes) for subject in subjects}
    released = build_schema((ROOT / _RELEASED).read_text(encoding="utf-8"))
    return {"README.md": _index(schema, subjects), **found, _CHANGELOG: _changes(released, schema)}


def refresh(root: Path = ROOT) -> None:
    """Write the pages in the checkout at *root*; what is none of them any more goes."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    wanted = pages()
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def _subjects(schema: GraphQLSchema) -> list[Subject]:
    """The fields of the roots by the package that answers them, or by the flow; types where they are made or used."""
    by_name = {name: Subject(name) for name in _TITLES}
    for root, classes in (("Query", QUERIES), ("Mutation", MUTATIONS), ("Subscription", SUBSCRIPTIONS)):
        for each in classes:
            fields = (camel(described.python_name) for described in get_object_definition(each, strict=True).fields)
            by_name.setdefault(package_of(each), Subject(package_of(each))).roots[root] += fields
    for flow, rules in FLOWS.items():
        names = [mutation_of(flow, fact.name) for fact in rules.spec.facts if fact.roles]
        by_name[f"{_FLOW}{flow.value.lower()}"].roots["Mutation"] = names
    for name, home in sorted(_homes(schema, by_name).items()):
        by_name[home].types.append(name)
    return [each for each in by_name.values() if each.roots or each.types]


def _homes(schema: GraphQLSchema, subjects: Mapping[str, Subject]) -> dict[str, str]:
    """
    The page of each type: that of the package that makes it; else that of the one page that uses it, or the shared one.
    """
    roots = {name: subject.name for subject in subjects.values() for names in subject.roots.values() for name in names}
    uses: dict[str, set[str]] = defaultdict(set)
    for name, of in _told(schema).items():
        for used in _used(of):
            uses[used].add(name)
    for root in (schema.query_type, schema.mutation_type, schema.subscription_type):
        for name, asked in (root.fields if root else {}).items():
            for used in _used_by_field(asked):
                uses[used].add(f"{_ROOT}{name}")
    made = build_strawberry().schema_converter.type_map
    homes: dict[str, str] = {}
    for name in _told(schema):
        package = _package_of(made.get(name))
        if package in subjects:
            homes[name] = package
    left = [name for name in _told(schema) if name not in homes]
    while left:
        known = [name for name in left if all(_home(user, homes, roots) for user in uses[name])] or left
        for name in known:
            users = {home for user in uses[name] if (home := _home(user, homes, roots))}
            homes[name] = users.pop() if len(users) == 1 else _SHARED
        left = [name for name in left if name not in homes]
    return homes


def _home(user: str, homes: Mapping[str, str], roots: Mapping[str, str]) -> str | None:
    return roots.get(user.removeprefix(_ROOT)) if user.startswith(_ROOT) else homes.get(user)


def _package_of(made: object) -> str:
    """The package of schema/ whose class the type is; "": none's."""
    definition = getattr(made, "definition", None)
    origin = getattr(definition, "origin", None)
    if origin is None or origin.__module__ == FactInput.__module__:
        return ""  # of the domain, or made from rows
    return package_of(origin) if origin.__module__.startswith("schema.") else ""


def _told(schema: GraphQLSchema) -> dict[str, GraphQLNamedType]:
    """What has a place on a page, in the order of names."""
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    return {
        name: of
        for name, of in sorted(schema.type_map.items())
        if not name.startswith("__") and of not in roots and not is_specified_scalar_type(of)
    }


def _used(of: GraphQLNamedType) -> Iterator[str]:
    if isinstance(of, GraphQLUnionType):
        yield from (each.name for each in of.types)
    elif isinstance(of, GraphQLInputObjectType):
        yield from (get_named_type(each.type).name for each in of.fields.values())
    elif isinstance(of, GraphQLObjectType | GraphQLInterfaceType):
        for each in of.fields.values():
            yield from _used_by_field(each)


def _used_by_field(of: GraphQLField) -> Iterator[str]:
    yield get_named_type(of.type).name
    yield from (get_named_type(argument.type).name for argument in of.args.values())


def _index(schema: GraphQLSchema, subjects: Sequence[Subject]) -> str:
    lines = [
        _WRITTEN,
        "# The API, subject by subject",
        "",
        "How to ask, log in and page: [the tour](../tour.md); what a rule id means: [the protocol](../protocol.md).",
        f"What changed since the last release: [changelog]({_CHANGELOG}), [From 0.1 to 0.2](../from-0.1-to-0.2.md).",
        "",
        "| subject | to read | to do | to wait for | types |",
        "|---|--:|--:|--:|--:|",
    ]
    for each in subjects:
        counts = " | ".join(str(len(each.roots.get(root, ()))) for root in ("Query", "Mutation", "Subscription"))
        lines.append(f"| [{each.title}]({each.name}.md) | {counts} | {len(each.types)} |")
    lines += ["", "## Deprecated", "", *(_deprecated(schema) or ["Nothing is."])]
    return "\n".join(lines) + "\n"


def _deprecated(schema: GraphQLSchema) -> list[str]:
    found = []
    for of in schema.type_map.values():
        fields = getattr(of, "fields", None) or getattr(of, "values", {})
        found += [
            f"- `{of.name}.{name}`: {each.deprecation_reason}"
            for name, each in sorted(fields.items())
            if not of.name.startswith("__") and each.deprecation_reason
        ]
    return found


def _page(schema: GraphQLSchema, subject: Subject, homes: Mapping[str, str]) -> str:
    lines = [_WRITTEN, f"# {subject.title}", "", "[All subjects](README.md)", ""]
    linked = _Linked(subject.name, homes)
    for root, heading in (("Query", "To read"), ("Mutation", "To do"), ("Subscription", "To wait for")):
        if names := subject.roots.get(root):
            fields = getattr(schema.type_map[root], "fields", {})
            lines += [f"## {heading}", ""]
            for name in names:
                lines += [*_asked(name, fields[name], linked), ""]
    if subject.types:
        lines += ["## Types", ""]
        for name in subject.types:
            lines += [*_typed(schema.type_map[name], linked), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


@dataclass(frozen=True, slots=True)
class _Linked:
    """Names of types with the place where they are told."""

    page: str
    homes: Mapping[str, str]

    def __call__(self, of: object) -> str:
        text = str(of)
        name = text.strip("[]!")
        if name not in self.homes:
            return f"`{text}`"
        page = "" if self.homes[name] == self.page else f"{self.homes[name]}.md"
        return f"[`{text}`]({page}#{name.lower()})"


def _asked(name: str, of: GraphQLField, linked: _Linked) -> list[str]:
    lines = [f"### {name}", "", f"{_line(of.description)} Answers {linked(of.type)}."]
    if of.deprecation_reason:
        lines += ["", f"**Deprecated:** {of.deprecation_reason}"]
    return [*lines, *(["", *_table("argument", of.args, linked)] if of.args else [])]


def _typed(of: GraphQLNamedType, linked: _Linked) -> list[str]:
    lines = [f"### {of.name}", "", f"{_kind(of)} {_line(of.description)}".strip()]
    if isinstance(of, GraphQLUnionType):
        return [*lines, "", "One of " + ", ".join(linked(each) for each in of.types) + "."]
    if isinstance(of, GraphQLEnumType):
        values = (f"| `{name}` | {_line(value.description)} |" for name, value in of.values.items())
        return [*lines, "", "| value | what it is |", "|---|---|", *values]
    if isinstance(of, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        return [*lines, "", *_table("field", of.fields, linked)]
    return lines


def _kind(of: GraphQLNamedType) -> str:
    if isinstance(of, GraphQLInputObjectType):
        return "*Input, exactly one field of it.*" if of.is_one_of else "*Input.*"
    if isinstance(of, GraphQLScalarType):
        return "*Scalar.*"
    return "*Interface.*" if isinstance(of, GraphQLInterfaceType) else ""


def _table(of: str, members: Fields, linked: _Linked) -> list[str]:
    lines = [f"| {of} | type | what it is |", "|---|---|---|"]
    for name, each in members.items():
        told = _line(each.description)
        if isinstance(each, GraphQLField) and each.args:
            told += " Arguments: " + ", ".join(f"`{arg}: {given.type}`" for arg, given in each.args.items()) + "."
        if each.deprecation_reason:
            told += f" **Deprecated:** {each.deprecation_reason}"
        lines.append(f"| `{name}` | {linked(each.type)} | {told} |")
    return lines


def _line(text: str | None) -> str:
    """In one line of a table."""
    return " ".join((text or "").split()).replace("|", "\\|")


def _changes(released: GraphQLSchema, schema: GraphQLSchema) -> str:
    """What is new and what breaks, as clients of the last release find it."""
    lines = [_WRITTEN, "# What changed since the last release", ""]
    lines += ["[All subjects](README.md) · how to go over: [From 0.1 to 0.2](../from-0.1-to-0.2.md)", "", "## New", ""]
    lines += _new(released, schema) or ["Nothing."]
    broken = sorted(change.description for change in find_breaking_changes(released, schema))
    lines += ["", "## Breaks", "", *([f"- {each}" for each in broken] or ["Nothing."])]
    return "\n".join(lines) + "\n"


def _new(released: GraphQLSchema, schema: GraphQLSchema) -> list[str]:
    found = []
    for name, of in sorted(schema.type_map.items()):
        before = released.type_map.get(name)
        if before is None:
            found.append(f"- `{name}`: {_line(of.description)}")
        elif (added := _members(of) - _members(before)) and not name.startswith("__"):
            found.append(f"- `{name}`: {', '.join(f'`{each}`' for each in sorted(added))}")
    return found


def _members(of: GraphQLNamedType) -> set[str]:
    return set(getattr(of, "fields", None) or getattr(of, "values", None) or ())
