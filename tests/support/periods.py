"""Periods of what a test has loaded, as the worker makes them."""

from __future__ import annotations

from api.clock import SystemClock
from domain.model.institution.configuration import ProtocolConfiguration
from persistence.classes.maker import SqlPeriodMaker
from persistence.database import Database
from tests.support.builders import a_configuration


async def make_periods(database: Database, config: ProtocolConfiguration | None = None) -> None:
    """Begin a set for these settings unless there is one, and make all that is to be made."""
    settings = config or a_configuration()
    maker = SqlPeriodMaker(database, SystemClock(), lambda: settings)
    await maker.begin()
    while await maker.make_some():
        pass
