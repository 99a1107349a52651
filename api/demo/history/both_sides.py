"""
Data of companies that somebody changed in the CRM while somebody else changed them here: conflicts that wait for a
person, with both sides (RTE-05, ADR 0007).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from api.wiring import Runtime
from connectors.mock.connector import MockConnector
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.people import Actor
from domain.ports.reading import AccountRow
from domain.use_cases.accounts.update_account import UpdateAccount, update_account

_AT_HOME: Final = "OFIREG-08"
_CHANGES: Final = (
    ({"phone": "+56 41 200 4410"}, {"phone": "+56 41 200 4411"}),
    ({"address": "Calle Aníbal Pinto 1210"}, {"address": "Avenida Los Carrera 85, piso 3"}),
    ({"website": "https://ejemplo.cl"}, {"website": "https://www.ejemplo.cl/exporta"}),
)
"""Of each company what somebody writes here, and what a colleague writes in the CRM."""


async def differ(runtime: Runtime, accounts: Sequence[AccountRow]) -> None:
    """Change some of *accounts* on both sides, when both have the same; the worker's next round finds the conflicts."""
    crm = runtime.connector
    if runtime.worker is None or not isinstance(crm, MockConnector):
        return
    await runtime.worker.run_once()
    for (row, actor), (here, there) in zip(_whose(runtime, accounts), _CHANGES, strict=False):
        crm.edit(RecordKind.ACCOUNT, row.id, there)
        await update_account(runtime.services, actor, UpdateAccount(row.id, await _version(runtime, row), here))


def _whose(runtime: Runtime, accounts: Sequence[AccountRow]) -> Iterator[tuple[AccountRow, Actor]]:
    """Those of the office where the story happens first, each with its executive."""
    directory = runtime.casework.directory()
    for row in sorted(accounts, key=lambda each: (each.office != _AT_HOME, each.id)):
        person = directory.person(row.regional_executive)
        if person is not None:
            yield row, Actor(person.id, person.name, person.role, person.office)


async def _version(runtime: Runtime, row: AccountRow) -> int:
    """As it stands now: the past has moved on since *row* was read."""
    found = await runtime.read.account(row.id)
    return row.version if found is None else found.version
