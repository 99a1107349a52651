"""The CRM port on Dynamics 365: puts reading and writing together, opens and closes what they need."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Final, Self

import httpx2

from connectors.dynamics365.mapping.document import MappingDocument
from connectors.dynamics365.mapping.problems import problems_of
from connectors.dynamics365.mapping.reader import load_document
from connectors.dynamics365.mapping.rows import TableMapping, table_mappings
from connectors.dynamics365.records.emails import EmailLeaver
from connectors.dynamics365.records.reading import People, RecordReader
from connectors.dynamics365.records.writing import RecordWriter
from connectors.dynamics365.settings import DynamicsSettings
from connectors.dynamics365.wire.auth import TokenSource, tokens_for
from connectors.dynamics365.wire.client import ONCE, DataverseClient
from connectors.dynamics365.wire.requests import Request
from connectors.dynamics365.wire.throttle import ServiceProtection
from connectors.dynamics365.wire.transport import open_http
from domain.errors import CrmError, CrmRejected
from domain.model.exchange.check_report import CheckReport
from domain.model.exchange.crm_records import (
    Capabilities,
    ChangePage,
    CrmRecord,
    CrmWrite,
    EmailActivity,
    FieldProblem,
    Health,
    RecordKind,
    Scalar,
    WriteOutcome,
)

REQUESTS_PER_CALL: Final = 4
"""One call of the port is a read before, the write itself in a few requests, and a read after: what the gate is charged
before it; a call that sent more or less is charged the rest after it."""


class Dynamics365Connector:
    """
    Dynamics 365 through the Dataverse Web API; see `domain.ports.crm.CrmConnector` for the contract.

    Args:
        day: The mapping in force on this day is used (AMB-20).
        tokens, transport: Others than the settings ask for; for tests.
    """

    def __init__(
        self,
        settings: DynamicsSettings,
        document: MappingDocument,
        day: date,
        *,
        tokens: TokenSource | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self.document = document
        self.mappings: Mapping[RecordKind, TableMapping] = table_mappings(document, day)
        self.client = open_client(settings, tokens=tokens, transport=transport)
        self.reader = RecordReader(self.client, People(self.client, settings.actors))
        self._writer = RecordWriter(self.client, self.reader, self.mappings, settings)
        self._emails = EmailLeaver(self.client, self.mappings[RecordKind.ACCOUNT], settings.email_sender)
        pace = settings.requests_per_second
        self._capabilities = Capabilities(
            kinds=tuple(self.mappings),
            max_batch=settings.max_batch,
            max_in_flight=settings.max_in_flight,
            calls_per_second=pace / REQUESTS_PER_CALL if pace else None,
            burst=max(settings.burst // REQUESTS_PER_CALL, 1),
            requests_per_call=REQUESTS_PER_CALL,
            impersonation=bool(settings.actors),
            deletions=True,
        )

    @property
    def capabilities(self) -> Capabilities:
        """See the port."""
        return self._capabilities

    async def __aenter__(self) -> Self:
        """Nothing is sent yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.client.__aexit__(kind, error, trace)

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, CrmRecord]:
        """See the port."""
        found = await self.reader.by_key(self._mapping(kind), keys)
        return {key: found[key.lower()] for key in keys if key.lower() in found}

    async def changes(self, kind: RecordKind, cursor: str | None, page_size: int = 1000) -> ChangePage:
        """See the port."""
        return await self.reader.changes(self._mapping(kind), cursor, page_size)

    async def write(self, writes: Sequence[CrmWrite]) -> Sequence[WriteOutcome]:
        """See the port. More than `capabilities.max_batch` writes are a mistake of the caller: ValueError."""
        if len(writes) > self._capabilities.max_batch:
            raise ValueError(f"{len(writes)} writes in one call; this CRM takes {self._capabilities.max_batch}")
        return await self._writer.write(writes)

    async def leave_email(self, email: EmailActivity) -> bool:
        """See `domain.ports.crm.EmailActivities`."""
        return await self._emails.leave(email)

    def problems_of(self, kind: RecordKind, values: Mapping[str, Scalar], *, new: bool) -> Sequence[FieldProblem]:
        """See `domain.ports.crm.KnownRefusals`: by the mapping alone."""
        mapping = self.mappings.get(kind)
        return problems_of(mapping, values, new=new) if mapping is not None else ()

    def requests_since_asked(self) -> int:
        """See `domain.ports.crm.CountsRequests`."""
        return self.client.requests_since_asked()

    async def check(self) -> CheckReport:
        """See `domain.ports.crm.SelfCheck`: who it is, and how the live tables differ from the mapping."""
        from connectors.dynamics365.environment.check import check_crm  # it knows the connector

        return await check_crm(self)

    async def health(self) -> Health:
        """See the port."""
        started = time.perf_counter()
        try:
            answer = await self.client.call(Request("GET", "WhoAmI", "health"), ONCE)
            facts = {name: str(answer.json().get(name, "")) for name in ("OrganizationId", "UserId")}
        except CrmError as error:
            return Health(ok=False, detail=str(error), latency_seconds=time.perf_counter() - started)
        return Health(
            ok=True,
            detail=f"Dynamics 365 responde en {self.settings.url}.",
            latency_seconds=time.perf_counter() - started,
            facts={**facts, "in_flight": str(self.client.protection.limit)},
        )

    def _mapping(self, kind: RecordKind) -> TableMapping:
        if kind not in self.mappings:
            raise CrmRejected(f"La correspondencia no tiene tabla para {kind}.", operation=f"read {kind}")
        return self.mappings[kind]


def open_client(
    settings: DynamicsSettings,
    *,
    tokens: TokenSource | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> DataverseClient:
    """A client for these settings; opens nothing yet."""
    return DataverseClient(
        settings.url,
        tokens or tokens_for(settings.credentials),
        open_http(settings, transport),
        ServiceProtection(settings.max_in_flight, settings.requests_per_second, settings.burst),
        attempts=settings.attempts,
    )


def connector_for(settings: DynamicsSettings, day: date) -> Dynamics365Connector:
    """
    The connector for these settings.

    Raises:
        ConfigurationError: The mapping cannot be used.
    """
    return Dynamics365Connector(settings, load_document(settings.mapping_file, settings.prefix), day)
