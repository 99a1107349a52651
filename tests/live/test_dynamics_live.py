"""
A real Dynamics 365 environment: run with `pytest -m live tests/live` and the settings of docs/dynamics365.md.

Use a development environment: the tests create records, mark them «[prueba Atención]» and delete them again. Without
`ATENCION_DYNAMICS_URL` and credentials they are skipped. Nothing is provisioned: the check says what is missing.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest

from connectors.contract.records import a_write, account_values, read_changes
from connectors.dynamics365 import plugin
from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.environment.check import check_crm
from connectors.dynamics365.wire.requests import Request, record_path
from domain.model.exchange.check_report import Level
from domain.model.exchange.crm_records import CrmDeletion, CrmRecord, RecordKind, WriteStatus

pytestmark = pytest.mark.live
ACCOUNT = RecordKind.ACCOUNT


@pytest.fixture
async def live() -> AsyncIterator[Dynamics365Connector]:
    """A connector to the environment that the variables name."""
    variables = {name: value for name, value in os.environ.items() if name.startswith("ATENCION_DYNAMICS_")}
    problems = plugin.check_settings(variables)
    if problems:
        # Opt-in: it needs a real tenant and its credentials, which neither CI nor a fresh clone has.
        pytest.skip("no live environment: " + "; ".join(problems))
    async with plugin.connect(variables) as connector:
        yield connector


async def remove(connector: Dynamics365Connector, key: str) -> None:
    target = record_path(connector.mappings[ACCOUNT].table.set_name, key)
    await connector.client.send(Request("DELETE", target, "clean up"))


async def test_the_environment_is_as_the_mapping_says(live: Dynamics365Connector) -> None:
    """Everything the check looks at; what is wrong is printed with its remedy."""
    report = await check_crm(live)

    assert [f"{line.said} {line.remedy}" for line in report.lines if line.level is Level.WRONG] == []


async def test_a_record_is_created_changed_conflicted_and_deleted(live: Dynamics365Connector) -> None:
    """The whole life of an account, with its echo in the changes."""
    _, cursor = await read_changes(live, ACCOUNT, None, page_size=5000)
    creation = a_write(values=account_values(name="[prueba Atención] Conservas"))
    try:
        (created,) = await live.write([creation])
        (again,) = await live.write([creation])
        change = a_write(ACCOUNT, creation.key, {"phone": "+56 2 2345"}, expected=created.version)
        (updated,) = await live.write([change])
        (stale,) = await live.write([a_write(ACCOUNT, creation.key, {"phone": "1"}, expected=created.version)])
        changes, cursor = await read_changes(live, ACCOUNT, cursor, page_size=5000)
    finally:
        await remove(live, creation.key)
    after, _ = await read_changes(live, ACCOUNT, cursor, page_size=5000)

    assert [o.status for o in (created, again, updated, stale)] == [
        WriteStatus.CREATED,
        WriteStatus.UNCHANGED,
        WriteStatus.UPDATED,
        WriteStatus.CONFLICT,
    ]
    (echo,) = [c for c in changes if c.key == creation.key]
    assert isinstance(echo, CrmRecord)
    assert echo.version == updated.version
    assert CrmDeletion(ACCOUNT, creation.key) in after


async def test_new_records_go_in_bulk(live: Dynamics365Connector) -> None:
    """Ten accounts at once, one of which cannot be."""
    writes = [a_write(values=account_values(name=f"[prueba Atención] {n}")) for n in range(10)]
    writes[4] = a_write(values=account_values(name="[prueba Atención] " + "x" * 5000))
    try:
        outcomes = await live.write(writes)
    finally:
        for write in writes:
            await remove(live, write.key)

    assert [o.status for o in outcomes].count(WriteStatus.CREATED) == 9
    assert outcomes[4].status is WriteStatus.REJECTED
    assert outcomes[4].code
