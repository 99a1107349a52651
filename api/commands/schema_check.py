"""Holds the committed SDL to the code, and the code to the last release."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from graphql import build_schema as schema_of_sdl
from graphql import find_breaking_changes

from schema.build import schema_sdl

RELEASED: Final = "released.graphql"
"""SDL of the last release, beside the committed one; a release copies schema.graphql over it."""
DECLARED: Final = "breaking_changes.txt"
"""Breaking changes declared since the last release: one description a line, as the check prints them."""


def problems_of_sdl(path: Path) -> list[str]:
    """What is wrong with the committed SDL at *path*; empty: nothing."""
    sdl = schema_sdl()
    problems = []
    if not path.is_file() or path.read_text(encoding="utf-8") != sdl:
        problems.append(f"{path.name} is not the code's: run `make sdl` and commit it.")
    released = path.with_name(RELEASED)
    if released.is_file():
        declared = path.with_name(DECLARED)
        known = set(declared.read_text(encoding="utf-8").splitlines()) if declared.is_file() else set()
        changes = find_breaking_changes(schema_of_sdl(released.read_text(encoding="utf-8")), schema_of_sdl(sdl))
        problems += [
            f"Breaks the last release: {change.description} Declare it in {DECLARED} if it is meant."
            for change in changes
            if change.description not in known
        ]
    return problems
