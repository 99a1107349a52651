"""Every setting and command is documented, and every link of the documentation leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from typer.main import get_command

from api.commands.atencion import app
from api.settings import VARIABLES

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "standin" / "README.md",
    ROOT / "issuer" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
SDL = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_every_setting_is_documented_with_its_default(variable: object) -> None:
    """docs/operations.md lists what the processes read from the environment."""
    name, default = variable.name, variable.default  # type: ignore[attr-defined]
    (row,) = [line for line in OPERATIONS.splitlines() if line.startswith(f"| `{name}`")]
    assert f"`{default}`" in row if default else "–" in row


def test_every_command_is_documented() -> None:
    """docs/operations.md names every command of `atencion`."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    missing = [name for name in commands if not re.search(rf"`(atencion )?{name}\b", OPERATIONS)]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """Relative links of the documentation name files that exist."""
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    broken = [target for target in targets if not (page.parent / target).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_operation_can_be_pasted(page: Path) -> None:
    """Each block of GraphQL in the documentation is a valid document of the exported schema."""
    blocks = re.findall(r"^```graphql\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    problems = [str(problem) for block in blocks for problem in validate(SDL, parse(block))]
    assert problems == []
