"""A connector that lives outside the distribution is proved with the installed contract suite, and runs (README)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from api.connecting import require_port
from domain.errors import ConfigurationError

HERE = Path(__file__).parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The outsider's project: two files and nothing of this repository beside them."""
    for name in ("csv_crm.py", "csv_crm_testing.py"):
        shutil.copy(HERE / name, tmp_path / name)
    return tmp_path


def contract(project: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the suite as the README tells, on the installed distribution."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", "connectors.contract.suite"]
    command += ["--crm", "csv_crm_testing:csv_files", *more]
    environment = {**os.environ, "PYTHONPATH": str(project)}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_a_crm_of_csv_files_keeps_the_contract(project: Path) -> None:
    """The port's own sentences, on a CRM that nobody here knows; what it lacks is told with its reason."""
    ran = contract(project)

    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-2000:]
    passed = re.search(r"(\d+) passed", ran.stdout)
    assert passed is not None
    assert int(passed[1]) > 50


def test_it_is_taken_by_its_entry_point_when_it_speaks_the_ports_version() -> None:
    """A plug-in names the port it was written for; another major is refused at start, with both versions."""
    offered = SimpleNamespace(name="csv", port="1.7")
    require_port(offered, "csv")
    with pytest.raises(ConfigurationError, match=r"ATENCION_CONNECTOR='csv': it speaks port 2.0 of CRMs, .* 1.0"):
        require_port(SimpleNamespace(name="csv", port="2.0"), "csv")


def test_the_suite_finds_a_connector_that_overwrites_a_colleague(project: Path) -> None:
    """Nobody's change is overwritten in silence: a CRM that ignores the version seen is told so."""
    broken = project / "csv_crm.py"
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace("if write.expected != current.version:", "if False:"), encoding="utf-8")

    ran = contract(project, "-k", "stale_write")

    assert ran.returncode == 1
    assert "test_a_stale_write_is_a_conflict_that_shows_both_sides" in ran.stdout
