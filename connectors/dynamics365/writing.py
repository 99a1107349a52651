"""
Writes: conditional, idempotent, in bulk where nothing can be overwritten, one outcome for each.

Bulk messages do not honour ETags. So a record believed new is created in bulk (our own GUID: if it is there already
the whole message is refused and its records are written one by one), and an update always carries `If-Match` with the
version both sides agreed on. A record is read before it is updated: what is already there is not sent again, and a
repetition after a lost answer finds its own work done.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any, Final

from connectors.dynamics365 import telemetry
from connectors.dynamics365.batch import BatchSize, ChangeSet, Operation, batch_request, read_batch
from connectors.dynamics365.client import Answer, DataverseClient
from connectors.dynamics365.errors import Fault, Verdict
from connectors.dynamics365.mapping import FieldRefused, TableMapping
from connectors.dynamics365.reading import RecordReader
from connectors.dynamics365.requests import Request, Unaddressable, bulk_action, guid, json_body, record_path
from domain.errors import CrmThrottled, CrmUnavailable
from domain.model.crm import CrmRecord, CrmWrite, RecordKind, WriteOutcome, WriteStatus

_REMEMBERED: Final = 100_000
_BULK_FROM: Final = 4  # fewer records than this are not worth a bulk message and its read
_FAILED: Final = frozenset({WriteStatus.CONFLICT, WriteStatus.REJECTED})
_REPRESENTATION: Final = "return=representation"


@dataclass(frozen=True, slots=True)
class Plan:
    """One write made ready: the record's GUID and its columns."""

    write: CrmWrite
    id: str
    columns: Mapping[str, object]

    @property
    def starts_inactive(self) -> bool:
        """A new record is always active; this one must be made inactive in the same change set."""
        return self.columns.get("statecode") == 1


class RecordWriter:
    """
    Writes the tables of one environment.

    Args:
        actors: Person here → Entra object id; others are written by the application itself.
        bulk_size: Records in one bulk message, and at most in one batch.
        original_time: Send `overriddencreatedon` with new records.
    """

    def __init__(
        self,
        client: DataverseClient,
        reader: RecordReader,
        mappings: Mapping[RecordKind, TableMapping],
        actors: Mapping[str, str],
        *,
        bulk_size: int = 100,
        original_time: bool = True,
    ) -> None:
        self._client = client
        self._reader = reader
        self._mappings = mappings
        self._actors = actors
        self._bulk_size = bulk_size
        self._original_time = original_time
        self._batch_size = BatchSize(bulk_size)
        self._created_by: dict[str, None] = {}  # idempotency keys of creations, the latest last

    async def write(self, writes: Sequence[CrmWrite]) -> list[WriteOutcome]:
        """See `CrmConnector.write`."""
        outcomes: dict[int, WriteOutcome] = {}
        stopped: dict[tuple[RecordKind, str], WriteOutcome] = {}
        for stage in _stages(writes, self._mappings):
            going = []
            for place, write in stage:
                first = stopped.get((write.kind, write.key))
                if first is None:
                    going.append((place, write))
                else:
                    outcomes[place] = replace(first, write=write)
            done = await self._stage([write for _, write in going])
            for (place, write), outcome in zip(going, done, strict=True):
                outcomes[place] = outcome
                if outcome.status in _FAILED:
                    stopped[write.kind, write.key] = outcome
        telemetry.records_moved.add(len(writes), {"direction": "out"})
        return [outcomes[place] for place in range(len(writes))]

    async def _stage(self, writes: Sequence[CrmWrite]) -> list[WriteOutcome]:
        """Writes of one kind to different records."""
        if not writes:
            return []
        mapping = self._mappings.get(writes[0].kind)
        if mapping is None:
            return [_rejected(w, f"El CRM no guarda registros de tipo {w.kind}.", "not_mapped") for w in writes]
        outcomes: dict[int, WriteOutcome] = {}
        creates: list[Plan] = []
        updates: list[Plan] = []
        plans: list[Plan | None] = []
        for place, write in enumerate(writes):
            try:
                plan = Plan(write, guid(write.key), mapping.encode(write.values))
            except (FieldRefused, Unaddressable) as refused:
                outcomes[place] = _rejected(write, str(refused), "invalid_value")
                plans.append(None)
                continue
            plans.append(plan)
            (creates if write.expected is None else updates).append(plan)
        work = [(self._create, creates), (self._update, updates)]
        results = await _all(*(do(mapping, some) for do, some in work if some))
        found = {id(outcome.write): outcome for group in results for outcome in group}
        return [outcomes[place] if plan is None else found[id(plan.write)] for place, plan in enumerate(plans)]

    # New records

    async def _create(self, mapping: TableMapping, plans: Sequence[Plan]) -> list[WriteOutcome]:
        again = [plan for plan in plans if plan.write.idempotency_key in self._created_by]
        fresh = [plan for plan in plans if plan.write.idempotency_key not in self._created_by]
        results = await _all(
            *([self._settle(mapping, again)] if again else []),
            *(
                self._create_as(mapping, actor, some[start : start + self._bulk_size])
                for actor, some in self._by_actor(fresh).items()
                for start in range(0, len(some), self._bulk_size)
            ),
        )
        return [outcome for group in results for outcome in group]

    async def _create_as(self, mapping: TableMapping, actor: str | None, plans: Sequence[Plan]) -> list[WriteOutcome]:
        bulk = [plan for plan in plans if not plan.starts_inactive]
        apart = [plan for plan in plans if plan.starts_inactive]
        if len(bulk) < _BULK_FROM:
            return await self._create_each(mapping, actor, plans)
        results = await _all(self._create_bulk(mapping, actor, bulk), self._create_each(mapping, actor, apart))
        return [outcome for group in results for outcome in group]

    async def _create_bulk(self, mapping: TableMapping, actor: str | None, plans: Sequence[Plan]) -> list[WriteOutcome]:
        targets = [{"@odata.type": mapping.odata_type, **self._new_row(mapping, plan)} for plan in plans]
        request = bulk_action(mapping.table.set_name, "CreateMultiple", targets, f"create {mapping.kind}s")
        answer = await self._client.send(self._on_behalf(request, actor))
        if answer.fault is None:
            return await self._settle(mapping, plans, created=True)
        if actor is None and answer.fault.verdict is Verdict.DENIED:
            raise answer.fault.error(request.operation)
        return await self._create_each(mapping, actor, plans)  # nothing was created: find out who is at fault

    async def _create_each(self, mapping: TableMapping, actor: str | None, plans: Sequence[Plan]) -> list[WriteOutcome]:
        operations = [self._creation(mapping, plan) for plan in plans]
        answers = await self._execute(mapping, actor, operations)
        outcomes, doubtful, made = [], [], []
        for plan, answer in zip(plans, answers, strict=True):
            fault = answer.fault
            if fault is None:
                version = _version(answer)
                if version is None:
                    made.append(plan)
                else:
                    outcomes.append(self._created(plan, version, answer.request_id))
            elif fault.verdict in {Verdict.STALE, Verdict.EXISTS}:
                doubtful.append((plan, fault))
            else:
                outcomes.append(self._refused(plan, actor, fault))
        outcomes += await self._settle(mapping, made, created=True)
        return outcomes + await self._settle(
            mapping, [plan for plan, _ in doubtful], faults={plan.id: fault for plan, fault in doubtful}
        )

    def _creation(self, mapping: TableMapping, plan: Plan) -> Operation:
        row = self._new_row(mapping, plan)
        headers = {"Content-Type": "application/json"}
        if plan.starts_inactive:
            state = {name: row.pop(name) for name in ("statecode", "statuscode")}
            path = record_path(mapping.table.set_name, plan.id)
            return ChangeSet(
                (
                    Request("POST", mapping.table.set_name, "create", headers, json_body(row)),
                    Request("PATCH", path, "deactivate", {**headers, "If-Match": "*"}, json_body(state)),
                )
            )
        row.pop(mapping.table.id_column)
        return Request(
            "PATCH",
            self._row_path(mapping, plan),
            f"create {mapping.kind}",
            {**headers, "If-None-Match": "*", "Prefer": _REPRESENTATION},
            json_body(row),
            records=1,
        )

    def _new_row(self, mapping: TableMapping, plan: Plan) -> dict[str, object]:
        row: dict[str, object] = {mapping.table.id_column: plan.id}
        row |= {name: value for name, value in plan.columns.items() if value is not None}
        if not plan.starts_inactive:
            row.pop("statecode", None)
            row.pop("statuscode", None)
        if self._original_time:
            original = mapping.original_time(plan.write.values, plan.write.written_at)
            if original is not None:
                row["overriddencreatedon"] = original.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return row

    # Records that are there

    async def _update(self, mapping: TableMapping, plans: Sequence[Plan]) -> list[WriteOutcome]:
        if not plans:
            return []
        present = await self._reader.by_key(mapping, [plan.id for plan in plans])
        outcomes: list[WriteOutcome] = []
        going: list[Plan] = []
        for plan in plans:
            outcome = _compared(mapping, plan.write, present.get(plan.id))
            if outcome is None:
                changed = mapping.differing(plan.write.values, present[plan.id].values)
                going.append(replace(plan, columns=mapping.encode(changed)))
            else:
                outcomes.append(outcome)
        results = await _all(*(self._update_as(mapping, actor, some) for actor, some in self._by_actor(going).items()))
        return outcomes + [outcome for group in results for outcome in group]

    async def _update_as(self, mapping: TableMapping, actor: str | None, plans: Sequence[Plan]) -> list[WriteOutcome]:
        operations = [
            Request(
                "PATCH",
                self._row_path(mapping, plan),
                f"update {mapping.kind}",
                {
                    "Content-Type": "application/json",
                    "If-Match": plan.write.expected or "*",
                    "Prefer": _REPRESENTATION,
                },
                json_body(plan.columns),
                records=1,
            )
            for plan in plans
        ]
        answers = await self._execute(mapping, actor, operations)
        outcomes, doubtful = [], []
        for plan, answer in zip(plans, answers, strict=True):
            fault = answer.fault
            if fault is None and (version := _version(answer)) is not None:
                outcomes.append(WriteOutcome(plan.write, WriteStatus.UPDATED, version, request_id=answer.request_id))
            elif fault is None or fault.verdict in {Verdict.STALE, Verdict.MISSING}:
                doubtful.append((plan, fault))
            else:
                outcomes.append(self._refused(plan, actor, fault))
        faults = {plan.id: fault for plan, fault in doubtful if fault is not None}
        return outcomes + await self._settle(mapping, [plan for plan, _ in doubtful], faults=faults)

    # Both

    async def _settle(
        self,
        mapping: TableMapping,
        plans: Sequence[Plan],
        *,
        created: bool = False,
        faults: Mapping[str, Fault] | None = None,
    ) -> list[WriteOutcome]:
        """
        Read the records again and tell from what is there what became of the writes.

        Args:
            created: They have just been created: what is there as sent is the creation, and anything else is somebody
                who was quicker.
            faults: What the service answered, by id, where it refused.
        """
        if not plans:
            return []
        present = await self._reader.by_key(mapping, [plan.id for plan in plans])
        outcomes = []
        for plan in plans:
            current = present.get(plan.id)
            fault = (faults or {}).get(plan.id)
            if created and current is not None and not mapping.differing(plan.write.values, current.values):
                outcomes.append(self._created(plan, current.version))
                continue
            if created:
                self._remember(plan.write)
            exists = fault is not None and fault.verdict is Verdict.EXISTS
            holder = await self._holder(mapping, plan) if exists else ""
            outcome = self._judged(mapping, plan, current, fault, holder)
            if outcome.status is WriteStatus.UNCHANGED and plan.write.expected is None:
                self._remember(plan.write)  # our own creation, whose answer was lost
            outcomes.append(outcome)
        return outcomes

    def _judged(
        self, mapping: TableMapping, plan: Plan, current: CrmRecord | None, fault: Fault | None, holder: str = ""
    ) -> WriteOutcome:
        outcome = _compared(mapping, plan.write, current)
        if fault is None:
            return outcome or WriteOutcome(
                plan.write, WriteStatus.CONFLICT, current.version if current else None, current
            )
        another = (current is None and plan.write.expected is None) or outcome is None
        if another and fault.verdict is not Verdict.STALE:
            # it is not there, or is as it was: another record holds the same key values, or one it names is missing
            reason = f"{fault.sentence}{holder}"
            return _rejected(plan.write, reason, fault.code_text, fault.request_id)
        if outcome is None:
            return WriteOutcome(
                plan.write,
                WriteStatus.CONFLICT,
                current.version if current else None,
                current,
                request_id=fault.request_id,
            )
        return replace(outcome, request_id=fault.request_id)

    async def _holder(self, mapping: TableMapping, plan: Plan) -> str:
        """Which other record holds the values of an alternate key, in words; empty when it cannot be told."""
        for key in mapping.table.keys:
            values = {name: plan.columns.get(name) for name in key.columns}
            found = await self._reader.by_alternate_key(mapping, values)
            if found is not None and found.key != plan.id:
                return f" Es {found.key}, «{found.values.get('name') or ''}», por su {key.label}."
        return ""

    async def _execute(self, mapping: TableMapping, actor: str | None, operations: Sequence[Operation]) -> list[Answer]:
        """One answer for each operation (a change set: its last, or its refusal); several batches at once."""
        groups = [
            operations[start : start + self._batch_size.value]
            for start in range(0, len(operations), self._batch_size.value)
        ]
        results = await _all(*(self._execute_some(mapping, actor, group) for group in groups))
        return [answer for group in results for answer in group]

    async def _execute_some(
        self, mapping: TableMapping, actor: str | None, operations: Sequence[Operation]
    ) -> list[Answer]:
        one = operations[0]
        if len(operations) == 1 and isinstance(one, Request):
            return [await self._client.send(self._on_behalf(one, actor))]
        operations = [self._inner_on_behalf(operation, actor) for operation in operations]
        request = batch_request(self._client.api, operations, f"write {mapping.kind}s")
        started = time.monotonic()
        try:
            answer = await self._client.send(self._on_behalf(request, actor))
            parts = [group[-1] for group in read_batch(answer, operations, request.operation)]
        except (CrmThrottled, CrmUnavailable):
            self._batch_size.refused()
            raise
        self._batch_size.answered(time.monotonic() - started)
        for place, part in enumerate(parts):
            if part.fault is not None:
                parts[place] = await self._look_closer(operations[place], part, part.fault, actor)
        return parts

    async def _look_closer(self, operation: Operation, answer: Answer, fault: Fault, actor: str | None) -> Answer:
        match fault.verdict:
            case Verdict.THROTTLED | Verdict.UNAVAILABLE:
                self._batch_size.refused()
                raise fault.error("write")
            case Verdict.FAULTY if isinstance(operation, Request):
                return await self._client.send(self._on_behalf(operation, actor))
            case _:
                return answer

    def _created(self, plan: Plan, version: str, request_id: str | None = None) -> WriteOutcome:
        self._remember(plan.write)
        return WriteOutcome(plan.write, WriteStatus.CREATED, version, request_id=request_id)

    def _remember(self, write: CrmWrite) -> None:
        """So that a creation repeated after a colleague deleted the record does not bring it back."""
        self._created_by[write.idempotency_key] = None
        if len(self._created_by) > _REMEMBERED:
            del self._created_by[next(iter(self._created_by))]

    def _refused(self, plan: Plan, actor: str | None, fault: Fault) -> WriteOutcome:
        """A refusal of one record; when the application itself lacks a right it is nobody's record that is wrong."""
        if fault.verdict is Verdict.DENIED and actor is None:
            raise fault.error(f"write {plan.write.kind}")
        return _rejected(plan.write, fault.sentence, fault.code_text, fault.request_id)

    def _row_path(self, mapping: TableMapping, plan: Plan) -> str:
        return f"{record_path(mapping.table.set_name, plan.id)}?$select={mapping.table.id_column}"

    def _by_actor(self, plans: Sequence[Plan]) -> dict[str | None, list[Plan]]:
        groups: dict[str | None, list[Plan]] = {}
        for plan in plans:
            actor = plan.write.actor
            groups.setdefault(self._actors.get(actor) if actor else None, []).append(plan)
        return groups

    def _on_behalf(self, request: Request, actor: str | None) -> Request:
        return request.with_headers(CallerObjectId=actor) if actor else request

    def _inner_on_behalf(self, operation: Operation, actor: str | None) -> Operation:
        if isinstance(operation, Request):
            return self._on_behalf(operation, actor)
        return ChangeSet(tuple(self._on_behalf(request, actor) for request in operation.requests))


def _stages(
    writes: Sequence[CrmWrite], mappings: Mapping[RecordKind, TableMapping]
) -> Iterator[list[tuple[int, CrmWrite]]]:
    """Groups in which all writes are of one kind and no record comes twice, in an order that keeps both orders."""
    order = {kind: place for place, kind in enumerate(mappings)}
    seen: dict[tuple[RecordKind, str], int] = {}
    groups: dict[tuple[int, int], list[tuple[int, CrmWrite]]] = {}
    for place, write in enumerate(writes):
        turn = seen.get((write.kind, write.key), 0)
        seen[write.kind, write.key] = turn + 1
        groups.setdefault((turn, order.get(write.kind, len(order))), []).append((place, write))
    for group in sorted(groups):
        yield groups[group]


def _compared(mapping: TableMapping, write: CrmWrite, current: CrmRecord | None) -> WriteOutcome | None:
    """The outcome, when what the CRM has decides it; None: the write may be tried."""
    if current is None:
        return WriteOutcome(write, WriteStatus.CONFLICT)
    if not mapping.differing(write.values, current.values):
        seen = None if write.expected == current.version else current
        return WriteOutcome(write, WriteStatus.UNCHANGED, current.version, seen)
    if write.expected != current.version:
        return WriteOutcome(write, WriteStatus.CONFLICT, current.version, current)
    return None


def _rejected(write: CrmWrite, reason: str, code: str, request_id: str | None = None) -> WriteOutcome:
    return WriteOutcome(write, WriteStatus.REJECTED, reason=reason, code=code, request_id=request_id)


def _version(answer: Answer) -> str | None:
    """The ETag of a representation; None: the answer has none."""
    if not answer.body:
        return answer.headers.get("etag")
    version = answer.json().get("@odata.etag")
    return version if isinstance(version, str) else None


async def _all(*work: Coroutine[Any, Any, list[Any]]) -> list[list[Any]]:
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
