"""Production by default is production, and what is wrong is told at once (issue 14, point 5; F-64, F-66)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from api.start_checks import ALLOWABLE, checked
from domain.errors import ConfigurationError
from tests.api.conftest import SECRET

REAL = {
    "ATENCION_TOKEN_SECRET": SECRET,
    "ATENCION_DATABASE_URL": "postgresql://atencion@db.example/atencion",
    "ATENCION_CONNECTOR": "dynamics365",
    "ATENCION_DYNAMICS_URL": "https://org.crm.dynamics.com",
    "ATENCION_DYNAMICS_TENANT_ID": "00000000-0000-4000-8000-000000000001",
    "ATENCION_DYNAMICS_CLIENT_ID": "00000000-0000-4000-8000-000000000002",
    "ATENCION_DYNAMICS_CLIENT_SECRET": "x",
    "ATENCION_MAIL": "smtps://u:p@mail.example:465",
    "ATENCION_MAIL_FROM": "no-responder@prochile.example",
    "ATENCION_PUBLIC_URL": "https://atencion.example.cl",
    "ATENCION_PRODUCTION_ALLOWS": "signed-tokens",
}
"""A production that nothing is wrong with."""


def _problems(environment: Mapping[str, str]) -> list[str]:
    try:
        checked(environment)
    except ConfigurationError as wrong:
        return list(wrong.problems)
    return []


def test_a_production_with_everything_real_starts() -> None:
    """Signed tokens are the one thing that has to be allowed."""
    assert _problems(REAL) == []


@pytest.mark.parametrize(
    ("word", "changed"),
    [
        ("mock-crm", {"ATENCION_CONNECTOR": "mock"}),
        ("mock-crm", {"ATENCION_CONNECTOR": ""}),
        ("samples", {"ATENCION_SAMPLES": "true"}),
        ("local-url", {"ATENCION_PUBLIC_URL": ""}),
        ("local-url", {"ATENCION_PUBLIC_URL": "http://localhost:8000"}),
        ("local-url", {"ATENCION_PUBLIC_URL": "http://[::1]/"}),
        ("local-url", {"ATENCION_PUBLIC_URL": "http://0.0.0.0:8000"}),
        ("mail-folder", {"ATENCION_MAIL": ""}),
        ("mail-folder", {"ATENCION_MAIL": "eml:/var/mail"}),
        ("signed-tokens", {"ATENCION_PRODUCTION_ALLOWS": ""}),
    ],
)
def test_what_only_a_rehearsal_wants_is_refused_unless_it_is_allowed_in_words(
    word: str, changed: dict[str, str]
) -> None:
    """F-64: with a secret and a database alone, 300 invented companies were loaded."""
    environment = {**REAL, **changed}
    (problem,) = _problems(environment)
    assert ALLOWABLE[word] in problem
    assert problem.endswith(f"ATENCION_PRODUCTION_ALLOWS={word}")
    allowed = {**environment, "ATENCION_PRODUCTION_ALLOWS": f"signed-tokens, {word}"}
    assert _problems(allowed) == []
    assert _problems({**environment, "ATENCION_MODE": "development"}) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ATENCION_MDOE": "x"}, "did you mean ATENCION_MODE?"),
        ({"ATENCION_DATABASE_ULR": "x"}, "did you mean ATENCION_DATABASE_URL?"),
        ({"ATENCION_QWERTY": "x"}, "ATENCION_QWERTY is not a setting; remove it."),
        ({"ATENCION_DATABASE_URL": "mysql://x/y"}, "ATENCION_DATABASE_URL"),
        ({"ATENCION_DATABASE_URL": "atencion.db"}, "ATENCION_DATABASE_URL"),
        ({"ATENCION_CONNECTOR": "dynamics"}, "there is no such connector"),
        ({"ATENCION_DYNAMICS_URL": "nowhere"}, "ATENCION_DYNAMICS_URL"),
        ({"ATENCION_MAIL": "pigeon:"}, "ATENCION_MAIL"),
        ({"ATENCION_MAIL": "smtp://mail.example:99999"}, "ATENCION_MAIL"),
        ({"ATENCION_MAIL_FROM": "nobody"}, "nobody"),
        ({"ATENCION_ALLOWED_ORIGINS": "*"}, "ATENCION_ALLOWED_ORIGINS"),
        ({"ATENCION_ALLOWED_ORIGINS": "https://a.example,https://b.example/path"}, "b.example/path"),
        ({"ATENCION_PUBLIC_URL": "atencion.example.cl"}, "ATENCION_PUBLIC_URL"),
        ({"ATENCION_PRODUCTION_ALLOWS": "signed-tokens,mock"}, "did you mean mock-crm?"),
        ({"ATENCION_AUDIT_READS": "false", "ATENCION_AUDIT_READS_DAYS": "30"}, "ATENCION_AUDIT_READS_DAYS"),
        ({"ATENCION_BUDGET_MAIL": "10/60", "ATENCION_BUDGET_OUTSIDERS_MAIL": "11/60"}, "more than"),
        ({"ATENCION_PORT": "http"}, "ATENCION_PORT"),
    ],
)
def test_each_wrong_unknown_or_contradictory_setting_is_told(changed: dict[str, str], told: str) -> None:
    """F-66: some came later, with tracebacks; some started in silence."""
    (problem,) = _problems({**REAL, **changed})
    assert told in problem


def test_a_control_port_is_only_the_mocks_and_only_of_development() -> None:
    """Two contradictions, two lines."""
    assert len(_problems({**REAL, "ATENCION_MOCK_CONTROL_PORT": "9000"})) == 2


def test_files_are_read_before_anything_starts(tmp_path: Path) -> None:
    """Configuration, people and trusted documents."""
    broken = tmp_path / "broken"
    broken.write_bytes(b"\xff = ?")
    for name in ("CONFIGURATION", "DIRECTORY", "DOCUMENTS"):
        problems = _problems({**REAL, f"ATENCION_{name}": str(broken)})
        assert len(problems) == 1, problems
        assert str(broken) in problems[0]


def test_with_an_identity_file_nothing_has_to_be_allowed(tmp_path: Path) -> None:
    """Issue 14, point 1: issuers that are believed; what is wrong with their file is told with everything else."""
    file = tmp_path / "identity.toml"
    file.write_text('[[issuers]]\nname = "entra"\nissuer = "https://login.test/v2.0"\naudiences = ["api://x"]\n')
    real = {**REAL, "ATENCION_PRODUCTION_ALLOWS": "", "ATENCION_IDENTITY": str(file)}
    assert _problems(real) == []
    assert not checked(real).signed_tokens

    file.write_text('[[issuers]]\nname = "Entra"\nissuer = "http://login.test/v2.0"\n')
    problems = _problems({**real, "ATENCION_PORT": "x", "ATENCION_IDENTITY_SECRETS": "entra"})
    assert len(problems) == 5, problems
    assert any("ATENCION_PORT" in each for each in problems)
    assert any("ATENCION_IDENTITY_SECRETS" in each for each in problems)
    assert any("http://login.test" in each for each in problems)
    assert _problems({**REAL, "ATENCION_IDENTITY_SECRETS": "entra=s"}) == [
        "ATENCION_IDENTITY_SECRETS has secrets for no file: set ATENCION_IDENTITY."
    ]


def test_people_log_in_over_https_only(tmp_path: Path) -> None:
    """A session's cookie is Secure: production does not log people in over http, in whatever words."""
    file = tmp_path / "identity.toml"
    file.write_text(
        '[[issuers]]\nname = "entra"\nissuer = "https://login.test/v2.0"\n[issuers.login]\nclient_id = "c"\n'
    )
    real = {**REAL, "ATENCION_IDENTITY": str(file), "ATENCION_IDENTITY_SECRETS": "entra=s"}
    assert _problems(real) == []
    local = {**real, "ATENCION_PUBLIC_URL": "http://127.0.0.1:8000", "ATENCION_PRODUCTION_ALLOWS": "local-url"}
    (problem,) = _problems(local)
    assert "must be https" in problem
    assert _problems({**local, "ATENCION_MODE": "development"}) == []


def test_all_of_it_is_told_at_once_by_the_command_without_a_traceback(tmp_path: Path) -> None:
    """One line each, exit code 2 from `serve` and 1 from `check`; a password is not among them."""
    wrong = {
        "ATENCION_DATABASE_URL": "mysql://u:geheim@x/y",
        "ATENCION_CONNECTOR": "nope",
        "ATENCION_MAIL": "pigeon:geheim",
        "ATENCION_PORT": "x",
        "ATENCION_MDOE": "production",
        "ATENCION_ALLOWED_ORIGINS": "*",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ATENCION_")}
    for command, code in (("serve", 2), ("worker", 2), ("sync", 2), ("check", 1)):
        done = subprocess.run(
            [sys.executable, "-m", "api", command],
            env={**inherited, **wrong, "PYTHONPATH": str(Path.cwd())},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        assert "geheim" not in done.stderr
        for name in (*wrong, "ATENCION_TOKEN_SECRET", "ATENCION_PUBLIC_URL"):
            assert name in done.stderr, (command, name)
