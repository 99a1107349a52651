"""The built wheel, installed alone, starts the command and finds its plug-ins (style guide section 1)."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.architecture.test_imports import imported_modules
from tests.support.packages import PACKAGES, ROOT


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
    assert top <= set(PACKAGES)
    for data in (
        "persistence/configuration/protocol.toml",
        "persistence/configuration/demo.toml",
        "pages/static/vendor/preact.js",
        "pages/static/desk/desk.js",
    ):
        assert data in names


def test_the_extra_for_rehearsals_names_every_library_the_stand_in_imports(wheel: Path) -> None:
    """Whoever installs `prochile-atencion[rehearsal]` can start the stand-in; it needs nothing else of ours."""
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
    metadata = message_from_bytes(archive.read(name))
    extra = {
        re.split(r"[^\w-]", line)[0]
        for line in metadata.get_all("Requires-Dist", [])
        if line.endswith("extra == 'rehearsal'")
    }
    rehearsing = [*(ROOT / "standin").rglob("*.py"), *(ROOT / "issuer").rglob("*.py")]
    imported = set().union(*map(imported_modules, rehearsing))
    assert extra | {"joserfc"} == imported - set(sys.stdlib_module_names) - {"standin", "issuer"}


def test_what_is_installed_to_run_to_rehearse_and_to_test_has_the_same_versions() -> None:
    """A library added to run.in is in every lock file that holds run.in, at one version."""

    def pins(name: str) -> dict[str, str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", text, re.MULTILINE))

    run = pins("run.lock")
    assert run.items() <= pins("rehearsal.lock").items()
    assert run.items() <= pins("dev.lock").items()


def test_the_command_line_starts_without_the_stand_in() -> None:
    """Only the command that starts the stand-in imports it, and it says what to install when it cannot."""
    code = (
        "import sys; sys.modules['standin'] = None; import api.commands.atencion; "
        "sys.argv = ['atencion', 'crm', 'stand-in']; api.commands.atencion.app()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "prochile-atencion[rehearsal]" in done.stderr.replace("\n", "")


def test_the_installed_wheel_starts_the_command_line(wheel: Path, tmp_path: Path) -> None:
    """The unpacked wheel runs with the libraries of the lock file, away from the checkout."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import api.commands.atencion, domain; "
        "assert domain.__file__.startswith(sys.argv[1]), domain.__file__; "
        "sys.argv = ['atencion', '--help']; api.commands.atencion.app()"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "serve" in done.stdout
