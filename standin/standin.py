"""The stand-in as an object: its organisations, faults and trace, for tests to hold and for the app to serve."""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from standin.calls import Caller
from standin.config import StandInConfig
from standin.organization import Organization, WriteEvent
from standin.service import Service
from standin.tables.snapshots import Snapshot, restore_snapshot, take_snapshot
from standin.tables.state_file import StateFile
from standin.web.faults import Faults
from standin.web.throttling import Throttle
from standin.web.tokens import Authority
from standin.web.webhooks import Delivery, deliveries, record_failure, send
from standin.writing.records import Records


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """One request as it was answered. The bearer token is never kept."""

    at: str
    method: str
    url: str  # path and query
    status: int | None  # None: the connection was cut
    fault: str | None
    user_id: str | None
    request_id: str
    headers: Mapping[str, str]
    request_bytes: int
    response_bytes: int
    seconds: float


class StandIn:
    """Everything behind the HTTP surface. Not for several threads."""

    def __init__(self, config: StandInConfig) -> None:
        self.config = config
        self.organizations: dict[str, Organization] = {}
        self.services: dict[str, Service] = {}
        self.authority = Authority(config)
        self.faults = Faults()
        self.throttle = Throttle(config.limits, lambda: config.clock().timestamp())
        self.trace: deque[TraceEntry] = deque(maxlen=config.trace_length)
        self.snapshots: dict[str, dict[str, Snapshot]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._file = StateFile(config.state_file) if config.state_file is not None else None
        for one in config.organizations:
            organization = Organization(one, config)
            self.organizations[one.name] = organization
            self.services[one.name] = Service(organization)
            if self._file is not None:
                self._file.attach(organization, self.services[one.name].handle)
        self._fresh = {name: take_snapshot(organization) for name, organization in self.organizations.items()}

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def organization(self, name: str | None = None) -> Organization:
        """Return an organisation by name, the first one without.

        Raises:
            KeyError: There is none of that name.
        """
        return self.organizations[name or self.config.organizations[0].name]

    # ---- webhooks

    def announce(self, organization: Organization, events: Sequence[WriteEvent]) -> None:
        """Tell the webhooks of committed writes, one after another, while the server goes on."""
        waiting = list(deliveries(organization, events))
        if waiting:
            task = asyncio.get_running_loop().create_task(self._deliver(organization, waiting))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, organization: Organization, waiting: Sequence[Delivery]) -> None:
        for delivery in waiting:
            problem = await asyncio.to_thread(send, delivery)
            if problem is not None:
                record_failure(organization, delivery, problem)

    async def announced(self) -> None:
        """Wait until every webhook has been told."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    # ---- what the control plane offers

    def expire_tokens(self) -> None:
        self.authority.expire_all()

    def expire_delta_links(self) -> None:
        """Make every delta link given so far unusable."""
        for organization in self.organizations.values():
            organization.delta_floor = organization.store.next_version()

    def snapshot(self, name: str) -> None:
        self.snapshots[name] = {key: take_snapshot(organization) for key, organization in self.organizations.items()}

    def restore(self, name: str) -> None:
        """Bring a snapshot back.

        Raises:
            KeyError: There is none of that name.
        """
        self._restore(self.snapshots[name])

    def reset(self) -> None:
        """Go back to how the process started: rows, definitions, faults, trace and throttling."""
        self._restore(self._fresh)
        self.faults.clear()
        self.trace.clear()
        self.throttle = Throttle(self.config.limits, lambda: self.config.clock().timestamp())

    def _restore(self, snapshots: Mapping[str, Snapshot]) -> None:
        for key, snapshot in snapshots.items():
            restore_snapshot(self.organizations[key], snapshot)
            if self._file is not None:
                self._file.rewrite(self.organizations[key])

    def seed(self, table: str, rows: Iterable[Mapping[str, Any]], organization: str | None = None) -> list[str]:
        """
        Create *rows* (payloads as for a POST) in one transaction; return their ids.

        Raises:
            DataverseFault: As the Web API would refuse a row.
        """
        chosen = self.organization(organization)
        records = Records(chosen, self._seeder(chosen))
        definition = chosen.schema.table(table)
        with chosen.store.transaction():
            return [records.create(definition, dict(row)) for row in rows]

    def generate(self, table: str, count: int, organization: str | None = None) -> None:
        """Fill *table* with *count* plain rows, numbered in their primary name; for benchmarks."""
        chosen = self.organization(organization)
        definition = chosen.schema.table(table)
        name = definition.primary_name or definition.primary_id
        for start in range(0, count, 10_000):
            self.seed(
                table,
                (
                    {name: f"{definition.schema_name} {number:07d}", definition.primary_id: _sequential_id(number)}
                    for number in range(start, min(start + 10_000, count))
                ),
                organization,
            )

    def _seeder(self, organization: Organization) -> Caller:
        application = next((user.application_id for user in organization.config.users if user.application_id), "")
        caller = organization.caller_of_application(application)
        return Caller(caller.user_id) if caller is not None else Caller(organization.id)

    def record(self, entry: TraceEntry) -> None:
        self.trace.append(entry)


def _sequential_id(number: int) -> str:
    return str(uuid.UUID(int=(0xA7E << 96) + number))
