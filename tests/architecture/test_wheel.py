"""The built wheel, installed alone, starts the command and finds its plug-ins (style guide section 1)."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_our_packages_and_their_data_but_no_tests(wheel: Path) -> None:
    """Only the packages listed one by one ship; the data they read at run time ships with them."""
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.partition("/")[0] for name in names if not name.startswith("prochile_atencion")}
    assert top <= {"api", "schema", "domain", "connectors", "persistence", "sync", "messaging", "standin"}
    for data in ("persistence/configuration/protocol.toml", "persistence/configuration/demo.toml"):
        assert data in names


def test_the_installed_wheel_starts_the_command_line(wheel: Path, tmp_path: Path) -> None:
    """The unpacked wheel runs with the libraries of the lock file, away from the checkout."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import api.cli, domain; "
        "assert domain.__file__.startswith(sys.argv[1]), domain.__file__; "
        "sys.argv = ['atencion', '--help']; api.cli.app()"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "serve" in done.stdout
