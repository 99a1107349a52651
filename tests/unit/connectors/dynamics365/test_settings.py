"""Settings are judged all at once and never give a secret away (issue 2, section 3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.dynamics365 import plugin
from connectors.dynamics365.settings import KNOWN, PREFIX, read_settings, settings_from
from domain.errors import ConfigurationError

GOOD = {
    "ATENCION_DYNAMICS_URL": "https://prochile.crm2.dynamics.com/",
    "ATENCION_DYNAMICS_TENANT_ID": "tenant",
    "ATENCION_DYNAMICS_CLIENT_ID": "application",
    "ATENCION_DYNAMICS_CLIENT_SECRET": "s3cret",
}


def problems(**changes: str) -> list[str]:
    named = {PREFIX + name: value for name, value in changes.items()}
    return list(read_settings({**GOOD, **named})[1])


def test_the_least_that_is_needed() -> None:
    """Address, tenant, application and secret; the rest has defaults."""
    settings = settings_from(GOOD)

    assert settings.url == "https://prochile.crm2.dynamics.com"
    assert settings.credentials.scope == "https://prochile.crm2.dynamics.com/.default"
    assert settings.credentials.authority == "https://login.microsoftonline.com"
    assert (settings.max_in_flight, settings.requests_per_second, settings.burst) == (8, 18.0, 300)
    assert "s3cret" not in repr(settings)
    assert plugin.check_settings(GOOD) == ()


def test_the_pace_stays_below_the_limit_of_the_service() -> None:
    """300 at once and 18 a second: at most 300 + 18 * 300 = 5,700 requests in any 300 seconds, below 6,000."""
    settings = settings_from(GOOD)

    assert settings.requests_per_second is not None
    assert settings.burst + settings.requests_per_second * 300 == 5_700


def test_every_problem_is_told_at_once() -> None:
    """One sentence each, with the variable's whole name."""
    with pytest.raises(ConfigurationError) as told:
        plugin.connect(
            {
                "ATENCION_DYNAMICS_URL": "http://prochile.crm2.dynamics.com",
                "ATENCION_DYNAMICS_MAX_IN_FLIGHT": "53",
                "ATENCION_DYNAMICS_TIMEOUT_SECONDS": "soon",
                "ATENCION_DYNAMICS_PREFIX": "1",
                "ATENCION_DYNAMICS_MAPPING": "/nowhere.toml",
                "ATENCION_DYNAMICS_TYPO": "x",
            }
        )

    starts = sorted(problem.split(" ")[0] for problem in told.value.problems)
    assert starts == sorted(
        PREFIX + name
        for name in ("CLIENT_SECRET", "MAPPING", "MAX_IN_FLIGHT", "PREFIX", "TIMEOUT_SECONDS", "TYPO", "URL")
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"URL": ""}, "falta"),
        ({"URL": "https://user:pass@org.example"}, "no es una dirección"),
        ({"URL": "https://org.example?x=1"}, "no es una dirección"),
        ({"CLIENT_ID": ""}, "falta"),
        ({"MANAGED_IDENTITY": "system"}, "exactamente una credencial"),
        ({"CLIENT_SECRET": "", "TOKEN": "t"}, "solo sirve para un servidor de ensayo"),
        ({"AUTHORITY": "http://login.example"}, "https://"),
        ({"DROP_AFFINITY": "perhaps"}, "«sí» o «no»"),
        ({"REQUESTS_PER_SECOND": "nan"}, "número"),
        ({"EMAIL_SENDER": "ana@x.example"}, "user:GUID"),
        ({"EMAIL_SENDER": "queue:salida"}, "user:GUID"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, str], said: str) -> None:
    """And nothing else is said to be wrong."""
    (problem,) = problems(**changes)

    assert said in problem


@pytest.mark.parametrize("url", ["http://127.0.0.1:8365/org/prochile", "http://localhost:1"])
def test_plain_http_is_for_this_machine_only(url: str) -> None:
    """A stand-in needs no TLS; a real environment does."""
    assert problems(URL=url) == []


def test_the_actors_are_read_and_judged(tmp_path: Path) -> None:
    """Person here → Entra object id, which must be a GUID."""
    file = tmp_path / "actors.toml"
    file.write_text('[actors]\n"ana.rojas" = "44444444-4444-4444-4444-44444444444A"\n')
    good = settings_from({**GOOD, "ATENCION_DYNAMICS_ACTORS": str(file)})
    assert good.actors == {"ana.rojas": "44444444-4444-4444-4444-44444444444a"}

    file.write_text('[actors]\n"ana.rojas" = "ana@example.cl"\n')
    assert "no es un GUID" in problems(ACTORS=str(file))[0]
    file.write_text("people = 1")
    assert "[actors]" in problems(ACTORS=str(file))[0]


def test_a_mapping_that_cannot_be_used_is_a_problem_of_the_settings(tmp_path: Path) -> None:
    """Judged before the process starts."""
    file = tmp_path / "mapping.toml"
    file.write_text("[publisher]\n")

    found = plugin.check_settings({**GOOD, "ATENCION_DYNAMICS_MAPPING": str(file)})

    assert "Correspondencia: falta la tabla de account." in found


def test_every_setting_is_documented() -> None:
    """docs/dynamics365.md names each of them."""
    text = (Path(__file__).parents[4] / "docs" / "dynamics365.md").read_text(encoding="utf-8")

    assert [name for name in KNOWN if f"`{PREFIX}{name}`" not in text] == []
