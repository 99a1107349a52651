"""
Writes: conditional, idempotent, in bulk where nothing can be overwritten, one outcome for each.

Bulk messages do not honour ETags. So a record believed new is created in bulk (our own GUID: if it is there already
the whole message is refused and its records are written one by one), and an update always carries `If-Match` with the
version both sides agreed on. A record is read before it is updated: what is already there is not sent again, and a
repetition after a lost answer finds its own work done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from connectors.dynamics365.mapping.rows import FieldRefused, TableMapping
from connectors.dynamics365.records.outcomes import Plan, compared, judged, refused, rejected, stages, version_of
from connectors.dynamics365.records.reading import RecordReader
from connectors.dynamics365.settings import DynamicsSettings
from connectors.dynamics365.wire import telemetry
from connectors.dynamics365.wire.batch import ChangeSet, Operation
from connectors.dynamics365.wire.client import DataverseClient
from connectors.dynamics365.wire.errors import Fault, Verdict
from connectors.dynamics365.wire.requests import Request, Unaddressable, bulk_action, guid, json_body, record_path
from connectors.dynamics365.wire.sending import OperationSender, all_of, on_behalf
from domain.model.exchange.crm_records import CrmWrite, RecordKind, Scalar, WriteOutcome, WriteStatus

_REMEMBERED: Final = 100_000
_BULK_FROM: Final = 4  # fewer records than this are not worth a bulk message and its read
_JUST_NOW: Final = timedelta(minutes=5)  # the service refuses a future time, and its clock may be behind ours
_FAILED: Final = frozenset({WriteStatus.CONFLICT, WriteStatus.REJECTED})
_JSON: Final = {"Content-Type": "application/json"}
_ANSWERED: Final = {**_JSON, "Prefer": "return=representation"}
_IF_NEW: Final = {**_ANSWERED, "If-None-Match": "*"}


class RecordWriter:
    """
    Writes the tables of one environment.

    Args:
        settings: `actors` (person here → Entra object id; others are written by the application itself), `max_batch`
            (records in one bulk message, and at most in one batch) and `record_original_time` (send
            `overriddencreatedon` with new records) are read.
    """

    def __init__(
        self,
        client: DataverseClient,
        reader: RecordReader,
        mappings: Mapping[RecordKind, TableMapping],
        settings: DynamicsSettings,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._reader = reader
        self._mappings = mappings
        self._actors = settings.actors
        self._bulk_size = settings.max_batch
        self._original_time = settings.record_original_time
        self._now = now
        self._sender = OperationSender(client, settings.max_batch)
        self._created_by: dict[str, None] = {}  # idempotency keys of creations, the latest last

    async def write(self, writes: Sequence[CrmWrite]) -> list[WriteOutcome]:
        """See `CrmConnector.write`."""
        telemetry.records_moved.add(len(writes), {"direction": "out"})
        if len(writes) == 1:
            return await self._stage(writes)
        outcomes: dict[int, WriteOutcome] = {}
        stopped: dict[tuple[RecordKind, str], WriteOutcome] = {}
        for stage in stages(writes, self._mappings):
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
        return [outcomes[place] for place in range(len(writes))]

    async def _stage(self, writes: Sequence[CrmWrite]) -> list[WriteOutcome]:
        """Writes of one kind to different records."""
        if not writes:
            return []
        mapping = self._mappings.get(writes[0].kind)
        if mapping is None:
            return [rejected(w, f"El CRM no guarda registros de tipo {w.kind}.", "not_mapped") for w in writes]
        outcomes: dict[int, WriteOutcome] = {}
        creates: list[Plan] = []
        updates: list[Plan] = []
        plans: list[Plan | None] = []
        for place, write in enumerate(writes):
            try:
                plan = Plan(write, guid(write.key), mapping.encode(write.values))
            except (FieldRefused, Unaddressable) as wrong:
                outcomes[place] = rejected(write, str(wrong), "invalid_value")
                plans.append(None)
                continue
            plans.append(plan)
            (creates if write.expected is None else updates).append(plan)
        work = [(self._create, creates), (self._update, updates)]
        results = await all_of(*(do(mapping, some) for do, some in work if some))
        found = {id(outcome.write): outcome for group in results for outcome in group}
        return [outcomes[place] if plan is None else found[id(plan.write)] for place, plan in enumerate(plans)]

    # New records

    async def _create(self, mapping: TableMapping, plans: Sequence[Plan]) -> list[WriteOutcome]:
        again = [plan for plan in plans if plan.write.idempotency_key in self._created_by]
        fresh = [plan for plan in plans if plan.write.idempotency_key not in self._created_by]
        results = await all_of(
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
        results = await all_of(self._create_bulk(mapping, actor, bulk), self._create_each(mapping, actor, apart))
        return [outcome for group in results for outcome in group]

    async def _create_bulk(self, mapping: TableMapping, actor: str | None, plans: Sequence[Plan]) -> list[WriteOutcome]:
        targets = [{"@odata.type": mapping.odata_type, **self._new_row(mapping, plan)} for plan in plans]
        request = bulk_action(mapping.table.set_name, "CreateMultiple", targets, f"create {mapping.kind}s")
        answer = await self._client.send(on_behalf(request, actor))
        if answer.fault is None:
            return await self._settle(mapping, plans, created=True)
        if actor is None and answer.fault.verdict is Verdict.DENIED:
            raise answer.fault.error(request.operation)
        return await self._create_each(mapping, actor, plans)  # nothing was created: find out who is at fault

    async def _create_each(self, mapping: TableMapping, actor: str | None, plans: Sequence[Plan]) -> list[WriteOutcome]:
        operations = [self._creation(mapping, plan) for plan in plans]
        answers = await self._sender.send(mapping.kind, actor, operations)
        outcomes, doubtful, made = [], [], []
        for plan, answer in zip(plans, answers, strict=True):
            fault = answer.fault
            if fault is None:
                version = version_of(answer)
                if version is None:
                    made.append(plan)
                else:
                    outcomes.append(self._created(plan, version, answer.request_id))
            elif fault.verdict in {Verdict.STALE, Verdict.EXISTS}:
                doubtful.append((plan, fault))
            else:
                outcomes.append(self._refused(plan, actor, fault))
        if made:
            outcomes += await self._settle(mapping, made, created=True)
        if doubtful:
            faults = {plan.id: fault for plan, fault in doubtful}
            outcomes += await self._settle(mapping, [plan for plan, _ in doubtful], faults=faults)
        return outcomes

    def _creation(self, mapping: TableMapping, plan: Plan) -> Operation:
        row = self._new_row(mapping, plan)
        if plan.starts_inactive:
            state = {name: row.pop(name) for name in ("statecode", "statuscode")}
            path = record_path(mapping.table.set_name, plan.id)
            return ChangeSet(
                (
                    Request("POST", mapping.table.set_name, "create", _JSON, json_body(row)),
                    Request("PATCH", path, "deactivate", {**_JSON, "If-Match": "*"}, json_body(state)),
                )
            )
        row.pop(mapping.table.id_column)
        return Request(
            "PATCH",
            self._row_path(mapping, plan),
            f"create {mapping.kind}",
            _IF_NEW,
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
            if original is not None and original < self._now() - _JUST_NOW:
                row["overriddencreatedon"] = original.astimezone(UTC).replace(microsecond=0)  # the encoder writes Z
        return row

    # Records that are there

    async def _update(self, mapping: TableMapping, plans: Sequence[Plan]) -> list[WriteOutcome]:
        if not plans:
            return []
        present = await self._reader.by_key(mapping, [plan.id for plan in plans])
        outcomes: list[WriteOutcome] = []
        changes: list[tuple[Plan, dict[str, Scalar]]] = []
        for plan in plans:
            outcome = compared(mapping, plan.write, present.get(plan.id))
            if outcome is None:
                changes.append((plan, mapping.differing(plan.write.values, present[plan.id].values)))
            else:
                outcomes.append(outcome)
        going = await self._with_columns(mapping, changes)
        results = await all_of(
            *(self._update_as(mapping, actor, some) for actor, some in self._by_actor(going).items())
        )
        return outcomes + [outcome for group in results for outcome in group]

    async def _with_columns(
        self, mapping: TableMapping, changes: Sequence[tuple[Plan, dict[str, Scalar]]]
    ) -> list[Plan]:
        """The plans with the columns that change; a person's name stays split as the CRM has split it."""
        field = mapping.full_name.field if mapping.full_name else ""
        held = await self._reader.name_parts(mapping, [plan.id for plan, changed in changes if field in changed])
        plans = []
        for plan, changed in changes:
            named = mapping.name_columns(str(changed.pop(field)), held[plan.id]) if plan.id in held else {}
            plans.append(replace(plan, columns=mapping.encode(changed) | named))
        return plans

    async def _update_as(self, mapping: TableMapping, actor: str | None, plans: Sequence[Plan]) -> list[WriteOutcome]:
        operations = [
            Request(
                "PATCH",
                self._row_path(mapping, plan),
                f"update {mapping.kind}",
                {**_ANSWERED, "If-Match": plan.write.expected or "*"},
                json_body(plan.columns),
                records=1,
            )
            for plan in plans
        ]
        answers = await self._sender.send(mapping.kind, actor, operations)
        outcomes, doubtful = [], []
        for plan, answer in zip(plans, answers, strict=True):
            fault = answer.fault
            if fault is None and (version := version_of(answer)) is not None:
                outcomes.append(WriteOutcome(plan.write, WriteStatus.UPDATED, version, request_id=answer.request_id))
            elif fault is None or fault.verdict in {Verdict.STALE, Verdict.MISSING}:
                doubtful.append((plan, fault))
            else:
                outcomes.append(self._refused(plan, actor, fault))
        if doubtful:
            faults = {plan.id: fault for plan, fault in doubtful if fault is not None}
            outcomes += await self._settle(mapping, [plan for plan, _ in doubtful], faults=faults)
        return outcomes

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
            outcome = judged(mapping, plan, current, fault, holder)
            if outcome.status is WriteStatus.UNCHANGED and plan.write.expected is None:
                self._remember(plan.write)  # our own creation, whose answer was lost
            outcomes.append(outcome)
        return outcomes

    async def _holder(self, mapping: TableMapping, plan: Plan) -> str:
        """Which other record holds the values of an alternate key, in words; empty when it cannot be told."""
        for key in mapping.table.keys:
            values = {name: plan.columns.get(name) for name in key.columns}
            found = await self._reader.by_alternate_key(mapping, values)
            if found is not None and found.key != plan.id:
                return f" Es {found.key}, «{found.values.get('name') or ''}», por su {key.label}."
        return ""

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
        return refused(plan.write, fault)

    def _row_path(self, mapping: TableMapping, plan: Plan) -> str:
        return f"{record_path(mapping.table.set_name, plan.id)}?$select={mapping.table.id_column}"

    def _by_actor(self, plans: Sequence[Plan]) -> dict[str | None, list[Plan]]:
        groups: dict[str | None, list[Plan]] = {}
        for plan in plans:
            actor = plan.write.actor
            groups.setdefault(self._actors.get(actor) if actor else None, []).append(plan)
        return groups
