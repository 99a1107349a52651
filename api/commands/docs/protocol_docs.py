"""
docs/protocol.md, written from the rule catalogue, and the account of which files cite which rule.

Belongs here: reading the sources for rule ids and laying the catalogue out as Markdown. Does not belong here:
the rules themselves (domain.protocol.catalogue). It reads the checkout, so it is of use to developers only.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from domain.protocol.catalogue import (
    AMBIGUITIES,
    FAMILIES,
    GLOSSARY,
    NOT_IN_SOURCE,
    PROTOCOL_VERSION,
    RULES,
    Rule,
    told,
)

ROOT: Final = Path(__file__).resolve().parents[3]
DOCUMENT: Final = Path("docs/protocol.md")

_PACKAGES: Final = ("api", "schema", "domain", "connectors", "persistence", "sync", "messaging")

# The catalogue and its own tests name every rule; that says nothing on whether anything obeys it.
_NOT_A_CITATION: Final = (
    "domain/protocol/catalogue/",
    "api/commands/docs/protocol_docs.py",
)
_RULE_IDS: Final = re.compile(r"\b([A-Z]{3}-\d{2})((?:/\d{2})*)\b")  # SLA-01, or SLA-01/03/05
_FILES_SHOWN: Final = 3
_LIVES: Final = "- Lives in"


class State(Enum):
    """What the software can honestly say of a rule today."""

    COVERED = "covered"  # executable; taking it away turns a test red that claims it
    NOT_CODE = "–"  # configuration, information, or outside: nothing to execute


@dataclass(frozen=True, slots=True)
class Citations:
    """The files that cite a rule, as paths from the root of the checkout, in order of path."""

    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


def state_of(rule: Rule) -> State:
    """How far the software is with *rule*, as the catalogue says; `make prove` holds it to that."""
    return State.COVERED if rule.is_covered else State.NOT_CODE


def citations(root: Path = ROOT) -> Mapping[str, Citations]:
    """
    Which code and which tests cite each rule, found by its id in the Python sources.

    Code is what the packages hold, the catalogue itself aside. A test cites a rule where it claims it
    (`@proves("CAP-10")`); an id in a docstring or in test data proves nothing.

    Returns:
        Every rule of the catalogue, those that nobody cites included.
    """
    code = _cited_in(root, (path for package in _PACKAGES for path in (root / package).rglob("*.py")), _mentions)
    tests = _cited_in(root, (root / "tests").rglob("test_*.py"), _claims_of_tests)
    return {rule_id: Citations(tuple(code.get(rule_id, ())), tuple(tests.get(rule_id, ()))) for rule_id in RULES}


def refresh(root: Path = ROOT) -> None:
    """Write docs/protocol.md anew."""
    (root / DOCUMENT).write_text(render_protocol_md(root), encoding="utf-8")


def without_file_lists(document: str) -> str:
    """*document* without the files that cite each rule, which change at every commit; the rest must not."""
    return "\n".join(line for line in document.splitlines() if not line.startswith(_LIVES))


def render_protocol_md(root: Path = ROOT) -> str:
    """The whole of docs/protocol.md: the rules family by family, open points, gaps, messages, glossary."""
    found = citations(root)
    lines: list[str] = [*_introduction(), *_summary()]
    for code, family in FAMILIES.items():
        lines += [f"## {code}: {family.title_es}", "", f"*{family.title}*", ""]
        for rule in RULES.values():
            if rule.family == code:
                lines += [*_rule(told(rule, PROTOCOL_VERSION.effective_from), found[rule.id]), ""]
    return "\n".join([*lines, *_open_points(), *_gaps(), *_messages(), *_glossary()])


def _cited_in(root: Path, paths: Iterator[Path], cited_by: Callable[[str], frozenset[str]]) -> dict[str, list[str]]:
    files_by_rule: dict[str, list[str]] = {}
    for path in sorted(paths):
        name = path.relative_to(root).as_posix()
        if name.startswith(_NOT_A_CITATION):
            continue
        for rule_id in sorted(cited_by(path.read_text(encoding="utf-8"))):
            files_by_rule.setdefault(rule_id, []).append(name)
    return files_by_rule


def _mentions(text: str) -> frozenset[str]:
    found: set[str] = set()
    for first, others in _RULE_IDS.findall(text):
        found.add(first)
        found.update(f"{first[:4]}{number}" for number in others.split("/") if number)
    return frozenset(found)


def _claims_of_tests(source: str) -> frozenset[str]:
    """What its tests claim by `@proves`."""
    return frozenset(
        argument.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "proves"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )


def _introduction() -> list[str]:
    return [
        "# The protocol in the software",
        "",
        "<!-- Written by `python -m api protocol-docs` from domain/protocol/catalogue. Do not edit by hand. -->",
        "",
        (
            f"Source: ProChile, *{PROTOCOL_VERSION.title}* (in force here from {PROTOCOL_VERSION.effective_from}). "
            "The rules, the open points and the messages live as data in `domain/protocol/catalogue`; this page "
            "is written from them. Code, API answers and tests cite the rule ids. Terms are told as they were on that "
            "day; what changed since stands in `CHANGES` of `domain/protocol/terms/table.py`, and the API tells a rule "
            "as it is on any day."
        ),
        "",
        (
            "- **Obligation**, judged from the words of the source: *obligatoria* (deberá, debe, siempre), "
            "*recomendada* (se recomienda, se sugiere), *derecho de la empresa*, *permitida* (podrá), *automática* "
            "(a system does it), *informativa* (a definition, an aim). Where the source says «es esencial que» "
            "we read an obligation."
        ),
        (
            "- **Kind**: *ejecutable* (the software computes, decides, refuses, routes, notifies, times or records "
            "because of it), *configuración* (a value the institution gives), *información* (shown, nothing to "
            "execute), *fuera del software*."
        ),
        (
            "- **State**: *covered* (take the rule away, its rows or what a function does for it, and a test that "
            "claims it turns red: `make prove`), *–* (nothing to execute)."
        ),
        "",
    ]


def _glossary() -> list[str]:
    return [
        "## Glossary",
        "",
        (
            "One thing, one word: the English one is used in code and API, the Spanish one in every text that a "
            "person reads."
        ),
        "",
        *_table(
            ("Spanish", "English", "Meaning", "Rules"),
            ((entry.spanish, entry.english, entry.meaning, _links(entry.rules)) for entry in GLOSSARY),
        ),
        "",
    ]


def _summary() -> list[str]:
    states = (State.COVERED, State.NOT_CODE)
    counts = {code: Counter(state_of(r) for r in RULES.values() if r.family == code) for code in FAMILIES}
    total = Counter(state_of(r) for r in RULES.values())
    rows = [(code, family.title_es, *(str(counts[code][s]) for s in states)) for code, family in FAMILIES.items()]
    rows.append(("**Total**", f"{len(RULES)} rules", *(str(total[s]) for s in states)))
    header = ("Family", "Content", "Covered", "Nothing to execute")
    return ["## Coverage of the rules", "", *_table(header, rows), ""]


def _rule(rule: Rule, cited: Citations) -> list[str]:
    """What it says and the words it comes from first; what the software makes of it; where that lives last."""
    opened = [*((_links(rule.ambiguities),) if rule.ambiguities else ()), *((rule.note,) if rule.note else ())]
    return [
        f'### <a id="{rule.id.lower()}"></a>{rule.id} {rule.title_es}',
        "",
        f"> «{rule.quote}»",
        f"> — *{rule.heading}*",
        "",
        f"**{rule.title}.** {rule.statement}",
        "",
        f"{rule.obligation.es} · {rule.kind.es} · {state_of(rule).value}",
        "",
        f"- The software: {rule.software}",
        *([f"- Open: {'; '.join(opened)}"] if opened else []),
        *([f"{_LIVES}: {_files(cited.code)}; proved in {_files(cited.tests)}"] if cited.code or cited.tests else []),
    ]


def _open_points() -> list[str]:
    touched = {point: [rule.id for rule in RULES.values() if point in rule.ambiguities] for point in AMBIGUITIES}
    return [
        "## Open points of the source, and the resolution adopted",
        "",
        (
            "A resolution is a proposal of this project, not the institution's word. **Setting** marks those that "
            "configuration changes."
        ),
        "",
        *_table(
            ("Id", "Question", "Why it is open", "Resolution", "Setting", "Rules"),
            (
                (
                    f'<a id="{point.id.lower()}"></a>{point.id}',
                    point.question,
                    point.why or "–",
                    point.resolution,
                    "yes" if point.setting else "",
                    _links(touched[point.id]),
                )
                for point in AMBIGUITIES.values()
            ),
        ),
        "",
    ]


def _gaps() -> list[str]:
    return ["## What the source text does not contain", "", *(f"- {gap}" for gap in NOT_IN_SOURCE), ""]


def _messages() -> list[str]:
    where = "The 33 messages of section 5 are in [messages.md](messages.md): when, from whom, to whom, what."
    return ["## Messages", "", where, ""]


def _table(header: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(header)} |",
        f"|{'---|' * len(header)}",
        *(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows),
    ]


def _links(ids: Sequence[str]) -> str:
    return ", ".join(f"[{rule_id}](#{rule_id.lower()})" for rule_id in ids)


def _files(paths: Sequence[str]) -> str:
    shown = ", ".join(f"[{path.rpartition('/')[2]}](../{path})" for path in paths[:_FILES_SHOWN])
    more = len(paths) - _FILES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
