"""The demonstration's store with its past, made once and kept: the next start only opens it."""

from __future__ import annotations

import contextlib
import gc
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from api.clock import Played
from api.demo.history.past import History, PastClock, Size
from api.settings import Settings
from api.wiring import open_runtime
from sync.loops.periods import make_all

SEED: Final = 1
WHOLE: Final = Size()
_SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the store and the CRM of the demonstration lie, and where they are made."""

    store: Path
    crm: Path

    @property
    def making(self) -> tuple[Path, Path]:
        """Beside their places."""
        return self.store.with_name(f"{self.store.name}.making"), self.crm.with_name(f"{self.crm.name}.making")

    def clear(self) -> None:
        """Drop what a start that was cut short left behind."""
        self.store.parent.mkdir(parents=True, exist_ok=True)
        for making in self.making:
            for left in making.parent.glob(f"{making.name}*"):
                left.unlink()

    def put(self) -> None:
        """What was made is whole: the store last, for it says that all is there."""
        store, crm = self.making
        crm.replace(self.crm)
        store.replace(self.store)


def places_of(settings: Settings) -> Places | None:
    """Where a past is to be made; None: one is there already, or the store or the CRM is no file."""
    crm = settings.environment.get("ATENCION_MOCK_FILE")
    store = Path(settings.database_url.removeprefix(_SQLITE))
    if not settings.database_url.startswith(_SQLITE) or crm is None or store.exists() or Path(crm).exists():
        return None
    return Places(store, Path(crm))


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Nothing made here lives in circles, and looking for them takes a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def make_past(
    settings: Settings, places: Places, *, seed: int = SEED, now: datetime | None = None, size: Size = WHOLE
) -> None:
    """
    Make the store of the demonstration with a past up to *now*, and the CRM that it is in step with.

    Both are made beside their places and put there when they are whole.
    """
    places.clear()
    store, crm = places.making
    until = now or datetime.now(UTC)
    environment = {**settings.environment, "ATENCION_MOCK_FILE": str(crm)}
    past = replace(settings, database_url=f"{_SQLITE}{store}", environment=environment)
    clock = PastClock(until - timedelta(days=size.days))
    played = Played(clock, _ids(seed))
    with _without_collector():
        async with open_runtime(past, crm=True, worker=True, played=played) as runtime:
            assert runtime.worker is not None
            await runtime.worker.run_once()
            await make_all(runtime.periods)
            await History(runtime, clock, until, Random(seed), size).play()  # noqa: S311 - an example, not a secret
            await runtime.worker.run_once()
            await make_all(runtime.periods)
    places.put()


def _ids(seed: int) -> Callable[[], str]:
    """UUIDs that are the same for the same seed."""
    dice = Random(seed)  # noqa: S311
    return lambda: str(uuid.UUID(int=dice.getrandbits(128), version=4))
