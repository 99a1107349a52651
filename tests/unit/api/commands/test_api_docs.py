"""docs/api says all that the schema offers, once, and is what the schema says now (issue 15, point 6)."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from graphql import build_schema, is_introspection_type, is_specified_scalar_type

from api.commands.docs.api_docs import FOLDER, ROOT, pages, refresh
from schema.build import schema_sdl

_HEADING = re.compile(r"^### (\w+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([\w-]*\.md)?(?:#(\w+))?\)")
_NO_SUBJECT = {"README.md", "changelog.md"}


@cache
def written() -> dict[str, str]:
    return pages()


def test_the_pages_are_what_the_schema_says() -> None:
    """Run `atencion protocol-docs` when this fails."""
    kept = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / FOLDER).glob("*.md")}
    assert sorted(kept) == sorted(written())
    assert [name for name, text in written().items() if kept[name] != text] == []


def test_each_field_of_the_roots_and_each_type_is_told_once() -> None:
    """What can be asked, done and waited for, and every type, have their heading on one page."""
    schema = build_schema(schema_sdl())
    roots = [schema.query_type, schema.mutation_type, schema.subscription_type]
    wanted = [name for root in roots if root for name in root.fields]
    wanted += [
        name
        for name, of in schema.type_map.items()
        if of not in roots and not is_introspection_type(of) and not is_specified_scalar_type(of)
    ]
    told = [name for page, text in written().items() if page not in _NO_SUBJECT for name in _HEADING.findall(text)]
    assert Counter(told) == Counter(wanted)


def test_each_link_leads_to_a_heading() -> None:
    """Within the pages; those to other documents are held by their own test."""
    headings = {page: {name.lower() for name in _HEADING.findall(text)} for page, text in written().items()}
    lost = [
        (page, target, place)
        for page, text in written().items()
        for target, place in _LINK.findall(text)
        if (target or page) not in headings or (place and place not in headings[target or page])
    ]
    assert lost == []


def test_what_is_new_breaks_or_is_deprecated_is_told() -> None:
    """Against the SDL of the last release: `Account.cases` is new, a person is no text any more."""
    changelog, index = written()["changelog.md"], written()["README.md"]
    assert "- Field Case.assignee changed type from String to Person." in changelog.split("## Breaks")[1]
    assert "`Account`: `cases`" in changelog.split("## Breaks")[0]
    assert "- `Query.unregisteredServices`: Use `unregisteredActivities`" in index.split("## Deprecated")[1]


def test_a_page_of_no_subject_any_more_goes(tmp_path: Path) -> None:
    """Whoever renames a subject leaves no page of the old name."""
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "gone.md").write_text("x")
    refresh(tmp_path)
    assert not (tmp_path / FOLDER / "gone.md").exists()
