"""What the pages are made of: whole, of this house alone, and asking only what the schema answers (ADR 0030)."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

from graphql import build_schema, parse, validate

from pages.documents import page_documents
from pages.serving import PAGES, STATIC, modules_of
from pages.words import WORDS, words_module
from schema.cases.ready import ready_documents

ROOT = Path(__file__).parents[2]
SDL = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
VENDOR = STATIC / "vendor"
MODULES = sorted(path for path in STATIC.rglob("*.js") if VENDOR not in path.parents)
LONGEST_MODULE = 400
MOST_MODULES = 15


def test_the_libraries_are_those_that_were_looked_at() -> None:
    """vendor/README.md has the hash of each file as it stands."""
    rows = (VENDOR / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([\w.-]+)` .* `([0-9a-f]{64})` \|$", rows, re.MULTILINE))
    assert told == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}


def test_no_file_names_another_host() -> None:
    """Nothing leaves this machine; the namespace of SVG is a name and no address, and a comment asks nobody."""
    found = {
        str(path.relative_to(STATIC)): sorted(set(hosts))
        for path in STATIC.rglob("*")
        if path.suffix in {".js", ".css", ".svg"} and (hosts := re.findall(r"https?://[\w.-]+", path.read_text()))
    }
    assert found == {
        "icon.svg": ["http://www.w3.org"],
        "vendor/preact.js": ["http://www.w3.org"],
        "vendor/graphql-ws.js": ["https://gist.github.com"],
    }


def test_every_module_is_part_of_a_page_and_every_import_is_there() -> None:
    """No module is left over; what a page imports is named in it, so that it comes at once."""
    used = {name for page in PAGES for name in modules_of(page.module)}
    assert used == {path.relative_to(STATIC).as_posix() for path in [*MODULES, *VENDOR.glob("*.js")]}


def test_a_module_can_be_read_in_one_go() -> None:
    """As for our Python (ADR 0012)."""
    long = {path.name: lines for path in MODULES if (lines := len(path.read_text().splitlines())) > LONGEST_MODULE}
    assert long == {}
    crowded = Counter(path.parent.name for path in MODULES)
    assert {folder: count for folder, count in crowded.items() if count > MOST_MODULES} == {}


def test_the_day_of_an_instant_is_the_readers() -> None:
    """An instant cut to its first ten letters is a day in Greenwich: in the evening, tomorrow's in Chile."""
    cut = [path.name for path in MODULES if "slice(0, 10)" in path.read_text(encoding="utf-8")]
    assert cut == ["words.js"]


def test_the_words_of_values_are_the_schemas() -> None:
    """`make sdl` writes them; a value that gets another name gets it on the pages."""
    assert WORDS.read_text(encoding="utf-8") == words_module(SDL)


def test_every_document_is_one_the_schema_answers() -> None:
    """A page asks for no field that is gone; deprecated ones are found by the schema's own lint."""
    schema = build_schema(SDL)
    asked = {**page_documents(), **ready_documents()}
    assert len(asked) > 100
    problems = {name: [problem.message for problem in validate(schema, parse(text))] for name, text in asked.items()}
    assert {name: found for name, found in problems.items() if found} == {}


def test_what_a_page_asks_is_read_as_the_browser_sends_it() -> None:
    """Issue 15, point 6: a trusted document is known by each of its characters: no escape, nothing put in meanwhile."""
    asked = {**page_documents(), **ready_documents()}
    assert [name for name, text in asked.items() if "\\" in text or "${" in text] == []
    called = re.findall(r"\b(?:ask|useQuery|subscribe)\((\w+)", "".join(path.read_text() for path in MODULES))
    assert {name for name in called if name.isupper()} <= {name.rpartition(" ")[2] for name in asked}
