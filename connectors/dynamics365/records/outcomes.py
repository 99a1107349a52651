"""What becomes of a write, told from what the CRM has; and the order in which writes go. Nothing here is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.dynamics365.mapping.rows import TableMapping
from connectors.dynamics365.wire.client import Answer
from connectors.dynamics365.wire.errors import Fault, Verdict
from domain.model.exchange.crm_records import CrmRecord, CrmWrite, RecordKind, WriteOutcome, WriteStatus


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


def stages(
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


def compared(mapping: TableMapping, write: CrmWrite, current: CrmRecord | None) -> WriteOutcome | None:
    """The outcome, when what the CRM has decides it; None: the write may be tried."""
    if current is None:
        return WriteOutcome(write, WriteStatus.CONFLICT)
    if not mapping.differing(write.values, current.values):
        seen = None if write.expected == current.version else current
        return WriteOutcome(write, WriteStatus.UNCHANGED, current.version, seen)
    if write.expected != current.version:
        return WriteOutcome(write, WriteStatus.CONFLICT, current.version, current)
    return None


def rejected(write: CrmWrite, reason: str, code: str) -> WriteOutcome:
    """The CRM does not take this write as it is; *reason* says in Spanish why."""
    return WriteOutcome(write, WriteStatus.REJECTED, reason=reason, code=code)


def refused(write: CrmWrite, fault: Fault, more: str = "") -> WriteOutcome:
    """The CRM did not take this write; *more* is what else is known of it."""
    passing, said = fault.verdict is Verdict.FAULTY, f"{fault.sentence}{more}"
    outcome = rejected(write, said, fault.code_text)
    return replace(outcome, request_id=fault.request_id, passing=passing)


def version_of(answer: Answer) -> str | None:
    """The ETag of a representation; None: the answer has none."""
    if not answer.body:
        return answer.headers.get("etag")
    version = answer.json().get("@odata.etag")
    return version if isinstance(version, str) else None


def judged(
    mapping: TableMapping, plan: Plan, current: CrmRecord | None, fault: Fault | None, holder: str = ""
) -> WriteOutcome:
    """
    What became of a write whose answer does not tell it, from the record as it is now.

    Args:
        fault: What the service refused it with; None: the answer was lost or says nothing.
        holder: Which other record holds the same key values, in words.
    """
    outcome = compared(mapping, plan.write, current)
    if fault is None:
        return outcome or WriteOutcome(plan.write, WriteStatus.CONFLICT, current.version if current else None, current)
    another = (current is None and plan.write.expected is None) or outcome is None
    if another and fault.verdict is not Verdict.STALE:
        # it is not there, or is as it was: another record holds the same key values, or one it names is missing
        return refused(plan.write, fault, holder)
    if outcome is None:
        return WriteOutcome(
            plan.write,
            WriteStatus.CONFLICT,
            current.version if current else None,
            current,
            request_id=fault.request_id,
        )
    return replace(outcome, request_id=fault.request_id)
