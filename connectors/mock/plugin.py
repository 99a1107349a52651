"""The plug-in: settings of the mock CRM, read and checked by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from connectors.mock.connector import MOCK_CAPABILITIES, MockConnector
from connectors.mock.dataset import believable_records
from connectors.mock.faults import Faults
from connectors.mock.journal import Journal
from domain.errors import ConfigurationError

T = TypeVar("T")

PREFIX: Final = "ATENCION_MOCK_"
CONTROL_PREFIX: Final = "ATENCION_MOCK_CONTROL_"
"""Settings of whoever mounts the control endpoint; not ours to judge."""


@dataclass(frozen=True, slots=True)
class MockSetting:
    """One environment variable: name, what it does, and the value when it is not given ("" for none)."""

    name: str
    meaning: str
    default: str = ""


SETTINGS: Final = (
    MockSetting("ATENCION_MOCK_COMPANIES", "Accounts in the example data set; 0: an empty CRM.", "300"),
    MockSetting("ATENCION_MOCK_SEED", "Seed of the example data set: another seed, other names and dates.", "1"),
    MockSetting(
        "ATENCION_MOCK_REFERENCE_DATE", "Day the data set is made for (2026-06-15); not given: today in Chile."
    ),
    MockSetting("ATENCION_MOCK_LATENCY_MS", "Milliseconds that every call takes.", "0"),
    MockSetting("ATENCION_MOCK_MAX_BATCH", "Most writes in one call.", "100"),
    MockSetting("ATENCION_MOCK_MAX_IN_FLIGHT", "Most calls at once, over all workers.", "8"),
    MockSetting("ATENCION_MOCK_CALLS_PER_SECOND", "Pace it bears, enforced with throttling; not given: no limit."),
    MockSetting("ATENCION_MOCK_BURST", "Calls it takes at once above the pace.", "10"),
    MockSetting("ATENCION_MOCK_FAULT_SEED", "Seed of faults that strike with a chance.", "0"),
    MockSetting("ATENCION_MOCK_FILE", "File on which the CRM outlives its process; not given: memory only."),
)


class _Reader:
    """Reads settings one by one and remembers what is wrong with them."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self.problems: list[str] = []
        known = {setting.name for setting in SETTINGS}
        for name in settings:
            if name.startswith(PREFIX) and not name.startswith(CONTROL_PREFIX) and name not in known:
                self.problems.append(f"{name} is not a setting of the mock CRM; correct its name or remove it.")

    def read(self, name: str, parse: Callable[[str], T], meant: str) -> T | None:
        """The value, or None when it is not given and has no default, or after remembering a problem."""
        default = next(setting.default for setting in SETTINGS if setting.name == name)
        text = self._settings.get(name, "").strip() or default
        if not text:
            return None
        try:
            return parse(text)
        except ValueError:
            self.problems.append(f"{name} must be {meant}, not {text!r}.")
            return None


class MockPlugin:
    """`domain.ports.crm.ConnectorPlugin` of the CRM in memory."""

    name: str = "mock"
    port: str = "1.0"

    def check_settings(self, settings: Mapping[str, str]) -> Sequence[str]:
        """See the port; other variables than ATENCION_MOCK_* are not looked at."""
        problems, _ = _read(settings)
        return problems

    def connect(self, settings: Mapping[str, str]) -> MockConnector:
        """See the port. The connector also offers faults, edits, trace and snapshots."""
        problems, open_connector = _read(settings)
        if problems or open_connector is None:
            raise ConfigurationError(problems)
        return open_connector()


def _read(settings: Mapping[str, str]) -> tuple[Sequence[str], Callable[[], MockConnector] | None]:
    reader = _Reader(settings)
    companies = reader.read("ATENCION_MOCK_COMPANIES", _whole(0, 100_000), "a whole number from 0 to 100000")
    seed = reader.read("ATENCION_MOCK_SEED", _whole(0), "a whole number from 0")
    reference_on = reader.read("ATENCION_MOCK_REFERENCE_DATE", date.fromisoformat, "a date (2026-06-15)")
    latency = reader.read("ATENCION_MOCK_LATENCY_MS", _whole(0, 60_000), "milliseconds from 0 to 60000")
    batch = reader.read("ATENCION_MOCK_MAX_BATCH", _whole(1, 1000), "a whole number from 1 to 1000")
    in_flight = reader.read("ATENCION_MOCK_MAX_IN_FLIGHT", _whole(1, 1000), "a whole number from 1 to 1000")
    pace = reader.read("ATENCION_MOCK_CALLS_PER_SECOND", _pace, "a number above 0")
    burst = reader.read("ATENCION_MOCK_BURST", _whole(1, 100_000), "a whole number from 1 to 100000")
    fault_seed = reader.read("ATENCION_MOCK_FAULT_SEED", _whole(0), "a whole number from 0")
    file = reader.read("ATENCION_MOCK_FILE", Path, "a path")
    if (
        reader.problems
        or companies is None
        or seed is None
        or latency is None
        or batch is None
        or in_flight is None
        or burst is None
        or fault_seed is None
    ):
        return reader.problems, None

    def open_connector() -> MockConnector:
        on = reference_on or datetime.now(ZoneInfo("America/Santiago")).date()
        return MockConnector(
            believable_records(on, seed=seed, companies=companies) if companies else (),
            capabilities=replace(
                MOCK_CAPABILITIES,
                max_batch=batch,
                max_in_flight=in_flight,
                calls_per_second=pace,
                burst=burst,
            ),
            faults=Faults(fault_seed),
            latency_seconds=latency / 1000,
            journal=Journal(file) if file is not None else None,
        )

    return (), open_connector


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if number < least or (most is not None and number > most):
            raise ValueError(text)
        return number

    return parse


def _pace(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number


plugin: Final = MockPlugin()
"""What the entry point of the group "atencion.connectors" names."""
