"""The CRM of a soak: what strikes it, what a colleague does in it, what it holds and what it was told."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol
from unittest import mock

from connectors.mock.faults import Fault, FaultKind
from domain.errors import CrmError
from domain.model.exchange.crm_records import RecordKind
from standin import FaultKind as DynamicsFault
from standin import FaultPlan
from standin.writing.records import Records
from tests.contract.connector.dynamics import CONFIG, DynamicsColleague, Rehearsal, rehearsal
from tests.support.crash.crm import RemoteCrm
from tests.support.crash.launcher import Launcher

Column = Mapping[str, str | None]

_TRIES: Final = 20
_MOCK: Final[Mapping[str, Fault]] = {
    "cut after": Fault(FaultKind.LOST_AFTER, times=2, operation="write"),
    "cut before": Fault(FaultKind.LOST_BEFORE, times=2, operation="write"),
    "cut halfway": Fault(FaultKind.LOST_HALFWAY, times=2, operation="write"),
    "cut reading": Fault(FaultKind.LOST_AFTER, times=1, operation="changes"),
    "throttled": Fault(FaultKind.THROTTLED, times=1, seconds=0.3),
    "down": Fault(FaultKind.DOWN, times=4),
    "cursor expired": Fault(FaultKind.EXPIRED, times=1, operation="changes"),
}
_WRITES: Final = r"/(accounts|pch_actions)(\(|/Microsoft)|\$batch"
_DYNAMICS: Final[Mapping[str, Mapping[str, Any]]] = {
    "cut after": {"kind": DynamicsFault.DROP_AFTER, "times": 3, "path": _WRITES},
    "cut before": {"kind": DynamicsFault.DROP_BEFORE, "times": 3, "path": _WRITES},
    "failed after": {
        "kind": DynamicsFault.STATUS_AFTER,
        "times": 2,
        "path": _WRITES,
        "status": 502,
        "retry_after": None,
    },
    "cut reading": {"kind": DynamicsFault.DROP_BEFORE, "times": 2, "path": "deltatoken"},
    "throttled": {"kind": DynamicsFault.THROTTLE, "times": 2, "path": "/api/data/", "retry_after": 1},
    "down": {"kind": DynamicsFault.STATUS, "times": 4, "path": "/api/data/", "status": 503, "retry_after": None},
}


_COLLEAGUES: Final = "address1_line1"
"""The column that only the colleague changes."""


class CrmSide(Protocol):
    """
    One CRM.

    Attributes:
        faults: Names of what can strike it.
        worker: Arguments of the worker's process: how to connect.
    """

    faults: tuple[str, ...]
    worker: tuple[str, str]

    async def writes(self) -> int:
        """How often our workers wrote to it; what the colleague does is not among it."""
        ...

    async def strike(self, fault: str) -> None:
        """From the next request on, until it has struck or `recover`."""
        ...

    async def recover(self) -> None:
        """No fault is in force."""
        ...

    async def met(self) -> frozenset[str]:
        """The faults that struck a request since `recover`; perhaps some from before."""
        ...

    async def edit(self, account_id: str, address: str) -> bool:
        """A colleague gives the account this address; False: the CRM does not have the account yet."""
        ...

    async def accounts(self, field: str) -> Column:
        """The field "address" or "phone" of every account, by id."""
        ...

    async def actions(self) -> list[str]:
        """Ids of the actions it has."""
        ...

    async def history(self) -> tuple[Mapping[str, int], Mapping[str, list[int]]]:
        """How often each record was created, and every phone an account was given, in order."""
        ...


class MockSide:
    """The CRM in memory, in a process of its own."""

    faults = tuple(_MOCK)

    def __init__(self, address: str) -> None:
        self._crm = RemoteCrm(address)
        self._struck: Counter[str] = Counter()
        self.worker = ("tests.support.crash.crm:connect", address)

    async def writes(self) -> int:
        """See `CrmSide`."""
        return int(await self._crm.call("calls"))

    async def strike(self, fault: str) -> None:
        """See `CrmSide`."""
        self._struck[fault] += 1
        await self._crm.call("fault", _MOCK[fault])

    async def recover(self) -> None:
        """See `CrmSide`."""
        self._struck.clear()
        await self._crm.call("recover")

    async def met(self) -> frozenset[str]:
        """See `CrmSide`."""
        waiting = Counter(await self._crm.call("faults"))
        whole = {name: waiting[fault] for name, fault in _MOCK.items()}
        return frozenset(name for name, times in self._struck.items() if times > whole[name])

    async def edit(self, account_id: str, address: str) -> bool:
        """See `CrmSide`."""
        return await self._crm.call("edit", RecordKind.ACCOUNT, account_id, {"address": address}) is not None

    async def accounts(self, field: str) -> Column:
        """See `CrmSide`."""
        return {record.key: record.values.get(field) for record in await self._crm.call("records", RecordKind.ACCOUNT)}

    async def actions(self) -> list[str]:
        """See `CrmSide`."""
        return [record.key for record in await self._crm.call("records", RecordKind.ACTION)]

    async def history(self) -> tuple[Mapping[str, int], Mapping[str, list[int]]]:
        """See `CrmSide`."""
        created, phones, _ = await self._crm.call("history")
        return created, {key: [int(phone) for phone in seen] for key, seen in phones.items()}


class DynamicsSide:
    """The stand-in Dataverse, over HTTP; tokens and delta links expire too."""

    faults = (*_DYNAMICS, "token expired", "cursor expired")

    def __init__(self, prepared: Rehearsal, colleague: DynamicsColleague) -> None:
        self._standin = prepared.standin
        self._colleague = colleague
        self.worker = ("tests.contract.connector.dynamics:connect", prepared.root)
        self._created: Counter[str] = Counter()
        self._phones: dict[str, list[int]] = {}
        self._writes = 0

    async def writes(self) -> int:
        """See `CrmSide`."""
        return self._writes

    async def strike(self, fault: str) -> None:
        """See `CrmSide`."""
        match fault:
            case "token expired":
                self._standin.expire_tokens()
            case "cursor expired":
                self._standin.expire_delta_links()
            case _:
                self._standin.faults.add(FaultPlan(**_DYNAMICS[fault]))

    async def recover(self) -> None:
        """See `CrmSide`."""
        self._standin.faults.clear()

    async def met(self) -> frozenset[str]:
        """See `CrmSide`. The trace shows them, a token refused as expired and a delta link as too old."""
        trace = list(self._standin.trace)
        struck = {entry.fault for entry in trace if entry.fault}
        names = {name for name, plan in _DYNAMICS.items() if plan["kind"].value in struck}
        if any(entry.status == 401 and entry.fault is None for entry in trace):
            names.add("token expired")
        if any(entry.status == 400 and "deltatoken" in entry.url for entry in trace):
            names.add("cursor expired")
        return frozenset(names)

    async def edit(self, account_id: str, address: str) -> bool:
        """See `CrmSide`. The colleague is struck like anybody, and does it again."""
        if account_id not in self._rows("account"):
            return False
        for _ in range(_TRIES):
            with contextlib.suppress(CrmError):
                await self._colleague.edit(RecordKind.ACCOUNT, account_id, {"address": address})
                return True
        raise AssertionError("the colleague could not edit")

    async def accounts(self, field: str) -> Column:
        """See `CrmSide`."""
        column = {"address": "address1_line1", "phone": "telephone1"}[field]
        return {key: row.get(column) for key, row in self._rows("account").items()}

    async def actions(self) -> list[str]:
        """See `CrmSide`."""
        return list(self._rows("pch_action"))

    async def history(self) -> tuple[Mapping[str, int], Mapping[str, list[int]]]:
        """See `CrmSide`."""
        return self._created, self._phones

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """While open, the stand-in tells what it writes."""
        insert, change = Records._insert, Records._change

        def inserting(records: Records, table: Any, payload: Any, key_values: Any, row_id: Any) -> str:
            made = insert(records, table, payload, key_values, row_id)
            self._created[made] += 1
            self._writes += _COLLEAGUES in payload.values  # a new account has all columns
            self._note(made, payload.values)
            return made

        def changing(records: Records, table: Any, row_id: str, values: Any) -> None:
            change(records, table, row_id, values)
            self._note(row_id, values)

        with mock.patch.object(Records, "_insert", inserting), mock.patch.object(Records, "_change", changing):
            yield

    def _note(self, row_id: str, values: Mapping[str, Any]) -> None:
        if _COLLEAGUES not in values:
            self._writes += 1
        if values.get("telephone1") is not None:
            self._phones.setdefault(row_id, []).append(int(values["telephone1"]))

    def _rows(self, table: str) -> dict[str, Any]:
        return dict(self._standin.organization().store.of(table).rows)


@asynccontextmanager
async def mock_side(processes: Launcher, folder: Path) -> AsyncIterator[CrmSide]:
    """The CRM in memory, started by *processes*."""
    address = folder / "crm.sock"
    processes.start("crm", str(address))
    async with asyncio.timeout(30):
        while not address.exists():  # noqa: ASYNC110  (another process's work)
            await asyncio.sleep(0.05)
    yield MockSide(str(address))


@asynccontextmanager
async def dynamics_side(_processes: Launcher, _folder: Path) -> AsyncIterator[CrmSide]:
    """A stand-in of one's own, with a colleague signed in."""
    context = rehearsal(replace(CONFIG, trace_length=1_000_000))
    prepared = await asyncio.to_thread(context.__enter__)
    try:
        async with prepared.colleague() as connector:
            side = DynamicsSide(prepared, DynamicsColleague(connector))
            with side.remembering():
                yield side
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)


SIDES: Final = {"mock": mock_side, "dynamics365": dynamics_side}
