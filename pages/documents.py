"""
What the pages ask, word for word: so that they still may where only trusted documents are run.

Facts are reported by the documents that the API has ready for them (`schema.cases.ready`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pages.serving import STATIC

_CONSTANT: Final = re.compile(r'const (\w+) = (["`])(.*?)\2;', re.DOTALL)
_PART: Final = re.compile(r"\$\{(\w+)\}")
_OPERATION: Final = re.compile(r"\s*(query|mutation|subscription) ")


@cache
def page_documents() -> Mapping[str, str]:
    """Every document that stands in a module of the pages, by module and name of the constant."""
    found: dict[str, str] = {}
    for path in _modules():
        known = _constants(path)
        for name, text in known.items():
            if _OPERATION.match(text):
                found[f"{path.relative_to(STATIC)}: {name}"] = text
    return MappingProxyType(found)


def _modules() -> list[Path]:
    vendor = STATIC / "vendor"
    return sorted(path for path in STATIC.rglob("*.js") if vendor not in path.parents)


def _constants(path: Path) -> dict[str, str]:
    """The texts of a module by name, each put together from those before it."""
    known: dict[str, str] = {}
    for name, _, text in _CONSTANT.findall(path.read_text(encoding="utf-8")):
        known[name] = _PART.sub(lambda part: known.get(part[1], part[0]), text)
    return known
