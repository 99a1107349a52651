"""The dependency rule, and what every package promises about itself (style guide section 1)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.support.packages import PACKAGES, ROOT

PURE = {"stdnum"}  # check-digit arithmetic only (docs/adr/0002)


def imported_modules(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_the_domain_imports_only_itself_and_the_standard_library() -> None:
    """Domain code is free of frameworks; the one exception is declared."""
    allowed = set(sys.stdlib_module_names) | {"domain"} | PURE
    foreign = {
        str(path.relative_to(ROOT)): sorted(imported_modules(path) - allowed)
        for path in (ROOT / "domain").rglob("*.py")
        if imported_modules(path) - allowed
    }
    assert foreign == {}


@pytest.mark.parametrize("module", ["os", "socket", "asyncio", "sqlite3", "logging", "time", "random", "secrets"])
def test_the_domain_does_no_io_and_reads_no_clock(module: str) -> None:
    """Time, chance and identity are arguments or ports."""
    users = [
        str(path.relative_to(ROOT)) for path in (ROOT / "domain").rglob("*.py") if module in imported_modules(path)
    ]
    assert users == []


def test_nothing_in_the_domain_asks_what_time_it_is() -> None:
    """`datetime.now` and `date.today` belong to the clock port's adapters."""
    callers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "domain").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date"}
    ]
    assert callers == []


def test_every_package_says_what_belongs_in_it_and_what_does_not() -> None:
    """Every package opens with a docstring that tells a reader whether the thing they look for is here."""
    silent = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("__init__.py")
        if not {"Belongs here:", "Does not belong here:"}
        <= set(re.findall(r"Belongs here:|Does not belong here:", _docstring(path)))
    ]
    assert silent == []


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def test_no_other_distribution_provides_a_package_with_one_of_our_names() -> None:
    """Our top-level names are ours alone in the installed world."""
    owners = packages_distributions()
    taken = {name: owners[name] for name in PACKAGES if set(owners.get(name, ())) - {"prochile-atencion"}}
    assert taken == {}


def test_there_is_one_http_client() -> None:
    """httpx2 alone speaks HTTP, in the product, its tests and benchmarks (ADR 0017)."""
    others = {"httpx", "httpcore", "aiohttp", "yarl", "requests", "urllib3", "httplib2", "pycurl"}
    folders = (*PACKAGES, "tests", "benchmarks")
    users = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if imported_modules(path) & others
    ]
    assert users == []


def test_the_import_contracts_hold() -> None:
    """The star and the order inside the domain are written in .importlinter."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
