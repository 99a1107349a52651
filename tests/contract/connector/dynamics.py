"""The Dynamics 365 connector over real HTTP against the stand-in, for the contract suite and the connector's tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any
from unittest import mock

from connectors.contract.under_test import CrmUnderTest, Requirement
from connectors.dynamics365.connector import Dynamics365Connector, connector_for
from connectors.dynamics365.environment.provisioning import provision_apply
from connectors.dynamics365.mapping.document import Table
from connectors.dynamics365.settings import DynamicsSettings, settings_from
from connectors.dynamics365.wire.requests import Request, json_body, record_path
from domain.model.exchange.crm_records import EmailActivity, RecordKind, Scalar
from standin import (
    DEFAULT_CLIENT_ID,
    DEFAULT_TENANT,
    FaultKind,
    FaultPlan,
    OrganizationConfig,
    StandIn,
    StandInConfig,
    UserConfig,
    standin_in_thread,
)
from standin.errors import DataverseFault
from standin.writing.records import Records

TODAY = date(2026, 1, 5)
ACTOR, ACTOR_ID = "ana.rojas", "44444444-4444-4444-4444-444444444444"
COLLEAGUE_TOKEN = "token-of-a-colleague"
COLLEAGUE_APPLICATION = "55555555-5555-5555-5555-555555555555"

ORGANIZATION = OrganizationConfig(
    users=(
        UserConfig(
            full_name="# Atención",
            object_id="33333333-3333-3333-3333-333333333333",
            application_id=DEFAULT_CLIENT_ID,
        ),
        UserConfig(
            full_name="Colega del CRM",
            object_id="66666666-6666-6666-6666-666666666666",
            application_id=COLLEAGUE_APPLICATION,
        ),
        UserConfig(full_name="Ana Rojas", object_id=ACTOR_ID),
    ),
)
CONFIG = StandInConfig(
    organizations=(ORGANIZATION,),
    static_tokens=((COLLEAGUE_TOKEN, COLLEAGUE_APPLICATION),),
    limits=None,
    key_activation_seconds=0.0,
)


class Rehearsal:
    """A stand-in with our model provisioned, as new at every `fresh`."""

    def __init__(self, root: str, standin: StandIn) -> None:
        self.root = root
        self.standin = standin
        self.url = f"{root}/org/{ORGANIZATION.name}"

    def variables(self, **more: str) -> dict[str, str]:
        """Settings that reach it; *more* are named without the prefix."""
        settings = {
            "URL": self.url,
            "AUTHORITY": self.root,
            "TENANT_ID": DEFAULT_TENANT,
            "CLIENT_ID": DEFAULT_CLIENT_ID,
            "CLIENT_SECRET": "anything",
            "REQUESTS_PER_SECOND": "0",
            "ATTEMPTS": "1",
        }
        return {f"ATENCION_DYNAMICS_{name}": value for name, value in (settings | more).items()}

    def settings(self, **more: str) -> DynamicsSettings:
        """The same, read."""
        return settings_from(self.variables(**more))

    def connector(self, **more: str) -> Dynamics365Connector:
        """A connector, not open yet, in which the executive is mapped."""
        return connector_for(replace(self.settings(**more), actors={ACTOR: ACTOR_ID}), TODAY)

    def colleague(self) -> Dynamics365Connector:
        """A connector that signs in as somebody else."""
        return connector_for(settings_from(self._colleague_variables()), TODAY)

    def fresh(self) -> None:
        """No rows, no faults; the model stays."""
        self.standin.faults.clear()
        self.standin.restore("provisioned")

    def _colleague_variables(self) -> dict[str, str]:
        variables = self.variables(TOKEN=COLLEAGUE_TOKEN)
        del variables["ATENCION_DYNAMICS_CLIENT_SECRET"]
        return variables


@contextmanager
def rehearsal(config: StandInConfig = CONFIG) -> Iterator[Rehearsal]:
    """A stand-in of one's own with the model provisioned."""
    with standin_in_thread(config) as (root, standin):
        prepared = Rehearsal(root, standin)
        asyncio.run(_provision(prepared))
        standin.snapshot("provisioned")
        yield prepared


async def _provision(prepared: Rehearsal) -> None:
    async with prepared.connector() as connector:
        tables = {kind: mapping.table for kind, mapping in connector.mappings.items()}
        report = await provision_apply(connector.client, connector.document, tables, poll_seconds=0.05)
    assert report.unmet == ()


_open = ExitStack()  # ends with the process; the stand-in's thread is a daemon


@cache
def _shared() -> Rehearsal:
    with ThreadPoolExecutor(1) as pool:  # asyncio.run needs a thread without a loop
        return pool.submit(_open.enter_context, rehearsal()).result()


def shared_rehearsal() -> Rehearsal:
    """One stand-in for the whole process, fresh."""
    prepared = _shared()
    prepared.fresh()
    return prepared


class DynamicsColleague:
    """Works in the CRM through the same API, as another user."""

    def __init__(self, connector: Dynamics365Connector) -> None:
        self._connector = connector

    async def create(self, kind: RecordKind, key: str, values: Mapping[str, Scalar]) -> None:
        """A new record with this key."""
        await self._send("POST", kind, None, {**self._columns(kind, values), self._table(kind).id_column: key})

    async def edit(self, kind: RecordKind, key: str, values: Mapping[str, Scalar]) -> None:
        """Set these fields."""
        await self._send("PATCH", kind, key, self._columns(kind, values))

    async def delete(self, kind: RecordKind, key: str) -> None:
        """Delete the record."""
        await self._send("DELETE", kind, key, None)

    async def emails(self) -> Sequence[EmailActivity]:
        """The outgoing drafts of the organisation, read through the API."""
        query = (
            "emails?$select=subject,description,_regardingobjectid_value&$orderby=createdon"
            "&$filter=statuscode eq 1 and directioncode eq true"
            "&$expand=email_activity_parties($select=addressused,participationtypemask)"
        )
        answer = await self._connector.client.call(Request("GET", query, "colleague"))
        rows: Any = answer.json()["value"]
        return [_email(row) for row in rows]

    def _columns(self, kind: RecordKind, values: Mapping[str, Scalar]) -> dict[str, object]:
        return self._connector.mappings[kind].encode(values)

    def _table(self, kind: RecordKind) -> Table:
        return self._connector.mappings[kind].table

    async def _send(self, method: str, kind: RecordKind, key: str | None, body: dict[str, object] | None) -> None:
        set_name = self._table(kind).set_name
        target = set_name if key is None else record_path(set_name, key)
        content = None if body is None else json_body(body)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if method == "PATCH":
            headers["If-Match"] = "*"
        await self._connector.client.call(Request(method, target, "colleague", headers, content))


def _email(row: Mapping[str, Any]) -> EmailActivity:
    parties: dict[int, list[str]] = {1: [], 2: [], 3: []}
    for party in row["email_activity_parties"]:
        parties[party["participationtypemask"]].append(party["addressused"])
    (sender,) = parties[1]
    return EmailActivity(
        id=row["activityid"],
        subject=row["subject"],
        html=row["description"],
        sender=sender,
        to=tuple(sorted(parties[2])),
        cc=tuple(sorted(parties[3])),
        account_id=row["_regardingobjectid_value"],
    )


class DynamicsFaults:
    """Turns the faults of the stand-in."""

    def __init__(self, prepared: Rehearsal) -> None:
        self._standin = prepared.standin
        self._plugins = ExitStack()

    async def go_down(self) -> None:
        """Every request fails, until `recover`."""
        self._add(FaultKind.STATUS, times=None, status=503, retry_after=None)

    async def throttle(self, seconds: float) -> None:
        """Every request is refused with a wait, until `recover`."""
        self._add(FaultKind.THROTTLE, times=None, retry_after=int(seconds))

    async def deny(self) -> None:
        """Credentials are refused, until `recover`."""
        self._add(FaultKind.STATUS, times=None, status=401, html=False, code="0x8004A100", retry_after=None)

    async def lose_next_answer(self) -> None:
        """The next write is carried out, and its answer lost."""
        self._add(FaultKind.DROP_AFTER, path=WRITES, method="POST")
        self._add(FaultKind.DROP_AFTER, path=WRITES, method="PATCH")

    async def lose_next_request(self) -> None:
        """The next write never arrives."""
        self._add(FaultKind.DROP_BEFORE, path=WRITES, method="POST")
        self._add(FaultKind.DROP_BEFORE, path=WRITES, method="PATCH")

    async def reject(self, key: str) -> None:
        """Writes of the record with this key are refused by the CRM."""
        self._plugins.enter_context(plugin_that_refuses(key))

    async def expire_cursors(self) -> None:
        """Cursors given out so far are not known any more."""
        self._standin.expire_delta_links()

    async def recover(self) -> None:
        """All is well again."""
        self._plugins.close()
        self._standin.faults.clear()

    def _add(self, kind: FaultKind, **more: object) -> None:
        more = {"path": r"/api/data/"} | more
        self._standin.faults.add(FaultPlan(kind, **more))  # type: ignore[arg-type]  # as FaultPlan names them


@contextmanager
def plugin_that_refuses(key: str) -> Iterator[None]:
    """A synchronous plug-in of the environment that throws when this record is written."""

    def refuse(row_id: object) -> None:
        if row_id == key:
            raise DataverseFault(400, "0x80040265", "El RUT está bloqueado en el CRM.")

    insert, change = Records._insert, Records._change

    def inserting(self: Records, table: Any, payload: Any, key_values: Any, row_id: Any) -> str:
        refuse(row_id or payload.values.get(table.primary_id) or key_values.get(table.primary_id))
        return insert(self, table, payload, key_values, row_id)

    def changing(self: Records, table: Any, row_id: str, values: Any) -> None:
        refuse(row_id)
        change(self, table, row_id, values)

    with mock.patch.object(Records, "_insert", inserting), mock.patch.object(Records, "_change", changing):
        yield


WRITES = r"/api/data/v9\.2/(\$batch|[a-z_]+(\(|/Microsoft|$))"


@asynccontextmanager
async def dynamics_crm() -> AsyncIterator[CrmUnderTest]:
    """Dynamics 365 as the stand-in plays it."""
    prepared = await asyncio.to_thread(shared_rehearsal)
    async with prepared.connector() as connector, prepared.colleague() as other:
        faults = DynamicsFaults(prepared)
        try:
            yield CrmUnderTest(
                connector=connector,
                colleague=DynamicsColleague(other),
                faults=faults,
                reopen=prepared.connector,
                lacks={
                    Requirement.NO_RESURRECTION: "Dataverse forgets the ids of deleted rows: after a lost answer, "
                    "one that was deleted looks like one that never arrived"
                },
            )
        finally:
            await faults.recover()


def connect(root: str) -> Dynamics365Connector:
    """For the processes of a crash test: the connector on the stand-in at this root, as a worker would have it."""
    variables = {
        "URL": f"{root}/org/{ORGANIZATION.name}",
        "AUTHORITY": root,
        "TENANT_ID": DEFAULT_TENANT,
        "CLIENT_ID": DEFAULT_CLIENT_ID,
        "CLIENT_SECRET": "anything",
        "TIMEOUT_SECONDS": "5",
        "REQUESTS_PER_SECOND": "0",
    }
    return connector_for(settings_from({f"ATENCION_DYNAMICS_{name}": text for name, text in variables.items()}), TODAY)
