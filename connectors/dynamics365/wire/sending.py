"""
Operations on single records on their way: alone, or many in batches whose size follows what the service bears.

What a batch refuses for a fault of its own is sent once more by itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from connectors.dynamics365.wire.batch import BatchSize, ChangeSet, Operation, batch_request, read_batch
from connectors.dynamics365.wire.client import Answer, DataverseClient
from connectors.dynamics365.wire.errors import Fault, Verdict
from connectors.dynamics365.wire.requests import Request
from domain.errors import CrmThrottled, CrmUnavailable
from domain.model.exchange.crm_records import RecordKind


class OperationSender:
    """
    Sends operations of one environment.

    Args:
        most: Operations in one batch, at most.
    """

    def __init__(self, client: DataverseClient, most: int) -> None:
        self._client = client
        self._size = BatchSize(most)

    async def send(self, kind: RecordKind, actor: str | None, operations: Sequence[Operation]) -> list[Answer]:
        """
        One answer for each operation (a change set: its last, or its refusal); several batches at once.

        Args:
            operations: All to different records.
            actor: Entra object id on whose behalf; None: the application's own.

        Raises:
            CrmThrottled, CrmUnavailable: The service refused or was not reached; some may have been carried out.
        """
        if len(operations) == 1 and isinstance(operations[0], Request):
            return [await self._client.send(on_behalf(operations[0], actor))]
        groups = [operations[start : start + self._size.value] for start in range(0, len(operations), self._size.value)]
        results = await all_of(*(self._send_some(kind, actor, group) for group in groups))
        return [answer for group in results for answer in group]

    async def _send_some(self, kind: RecordKind, actor: str | None, operations: Sequence[Operation]) -> list[Answer]:
        operations = [_inner_on_behalf(operation, actor) for operation in operations]
        request = batch_request(self._client.api, operations, f"write {kind}s")
        started = time.monotonic()
        try:
            answer = await self._client.send(on_behalf(request, actor))
            parts = [group[-1] for group in read_batch(answer, operations, request.operation)]
        except (CrmThrottled, CrmUnavailable):
            self._size.refused()
            raise
        self._size.answered(time.monotonic() - started)
        for place, part in enumerate(parts):
            if part.fault is not None:
                parts[place] = await self._look_closer(operations[place], part, part.fault, actor)
        return parts

    async def _look_closer(self, operation: Operation, answer: Answer, fault: Fault, actor: str | None) -> Answer:
        match fault.verdict:
            case Verdict.THROTTLED | Verdict.UNAVAILABLE:
                self._size.refused()
                raise fault.error("write")
            case Verdict.FAULTY if isinstance(operation, Request):
                return await self._client.send(on_behalf(operation, actor))
            case _:
                return answer


def on_behalf(request: Request, actor: str | None) -> Request:
    """The request as one of the executive *actor* (Entra object id); None: as it is."""
    return request.with_headers(CallerObjectId=actor) if actor else request


def _inner_on_behalf(operation: Operation, actor: str | None) -> Operation:
    if isinstance(operation, Request):
        return on_behalf(operation, actor)
    return ChangeSet(tuple(on_behalf(request, actor) for request in operation.requests))


async def all_of(*work: Coroutine[Any, Any, list[Any]]) -> list[list[Any]]:
    """The results in order; the first failure ends the others and is raised as it is."""
    if len(work) == 1:
        return [await work[0]]
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
