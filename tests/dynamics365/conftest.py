"""One stand-in for all tests of the connector, as new for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from connectors.dynamics365.connector import Dynamics365Connector
from tests.contract.connector.dynamics import DynamicsColleague, Rehearsal, shared_rehearsal


@pytest.fixture
async def standin() -> AsyncIterator[Rehearsal]:
    """The stand-in with our model provisioned: no rows, no faults, empty trace."""
    prepared = await asyncio.to_thread(shared_rehearsal)
    prepared.standin.trace.clear()
    yield prepared
    prepared.standin.faults.clear()


@pytest.fixture
async def dynamics(standin: Rehearsal) -> AsyncIterator[Dynamics365Connector]:
    """The connector with its own patience (three attempts)."""
    async with standin.connector(ATTEMPTS="3") as connector:
        yield connector


@pytest.fixture
async def colleague(standin: Rehearsal) -> AsyncIterator[DynamicsColleague]:
    """Somebody else at work in the CRM."""
    async with standin.colleague() as connector:
        yield DynamicsColleague(connector)
