"""Outbox to CRM: claim, write, settle. Any worker may do any step; what a lost lease reports changes nothing."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.errors import CrmError, CrmThrottled, CrmUnavailable, StoreUnavailable
from domain.model.exchange.crm_records import CrmChange, CrmDeletion, CrmRecord, RecordKind, WriteOutcome, WriteStatus
from domain.model.outages import Outage
from domain.ports.crm import CrmConnector
from domain.ports.sync import Agreement, Delivery, Lease, Pace, StoreBusy, SyncStore, Wait
from sync.charging import charge_what_was_sent
from sync.plan import Plan, Planned, plan_writes
from sync.reconcile import CrmAnswer, NeedsFreshRead, read_again, reconcile
from sync.records import Policy
from sync.settings import SyncSettings

log = logging.getLogger("atencion.sync.dispatch")

_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Pushed:
    """One call's worth of work: messages claimed, and writes by what became of them."""

    messages: int
    written: int = 0
    conflicts: int = 0
    rejected: int = 0
    failed: bool = False


class Dispatcher:
    """
    Sends the outbox. One object per process; `push_once` may run several times at once.

    The size of a call adapts: it doubles while calls are quick, and halves when one fails, down to a single message,
    so that a call that always fails ends up failing alone.
    """

    def __init__(self, store: SyncStore, connector: CrmConnector, policy: Policy, settings: SyncSettings) -> None:
        self._store = store
        self._connector = connector
        self._policy = policy
        self._settings = settings
        self._outage = Outage()
        self._batch = settings.first_batch

    def pace(self) -> Pace:
        """What to claim now."""
        able = self._connector.capabilities
        return Pace(
            batch=min(self._batch, self._settings.batch, able.max_batch),
            per_stream=self._settings.per_stream,
            lease_seconds=self._settings.lease_seconds,
            max_in_flight=able.max_in_flight,
            calls_per_second=able.calls_per_second,
            burst=able.burst,
        )

    async def push_once(self) -> Pushed | Wait:
        """Claim, send and settle one call's worth of messages; or how long to wait before the next look."""
        started = time.monotonic()
        third = self._settings.lease_seconds / 3
        pace = self.pace()
        lease = await self._store.claim(pace)
        if isinstance(lease, Wait):
            return lease
        plan = plan_writes(lease)
        if plan.writes and time.monotonic() - started > third:
            self._batch = max(1, self._batch // 2)  # a machine this slow is to take less
            await self._store.release(lease.token, 0.0)  # nothing was sent: whoever has the time may take it
            return Pushed(len(lease.messages), failed=True)
        try:
            outcomes = await self._send(plan, third)
            self._went_well(started)
            return await self._settle(lease, plan, outcomes)
        except CrmThrottled as throttled:
            self._batch = max(1, self._batch // 2)
            wait = throttled.retry_after or self._settings.poll_seconds
            log.info("throttled", extra={"messages": len(lease.messages), "wait_seconds": wait})
            await self._store.release(lease.token, wait)
            return Pushed(len(lease.messages), failed=True)
        except (CrmError, TimeoutError) as failure:
            await self._failed(lease, failure)
            return Pushed(len(lease.messages), failed=True)
        finally:
            await charge_what_was_sent(self._store, self._connector, pace)

    async def _send(self, plan: Plan, third: float) -> list[WriteOutcome]:
        outcomes: list[WriteOutcome] = []
        most = self._connector.capabilities.max_batch
        async with asyncio.timeout(third):
            for start in range(0, len(plan.writes), most):
                outcomes += await self._connector.write([p.write for p in plan.writes[start : start + most]])
        return outcomes

    def _went_well(self, started: float) -> None:
        if ended := self._outage.worked(time.monotonic()):
            log.warning("crm calls work again: away %.0f s, failed %d times", ended.seconds, ended.failures)
        if time.monotonic() - started < self._settings.quick_seconds:
            self._batch = min(self._batch * 2, self._settings.batch)

    async def _failed(self, lease: Lease, failure: CrmError | TimeoutError) -> None:
        self._batch = max(1, self._batch // 2)
        tries = max(lease.attempts.values(), default=0)
        pause = min(self._settings.backoff_seconds * 2 ** min(tries, 16), self._settings.backoff_most_seconds)
        asked = failure.retry_after if isinstance(failure, CrmUnavailable) else None
        reason = str(failure) or type(failure).__name__
        if self._outage.met(time.monotonic()):
            told = {"messages": len(lease.messages), "attempts": tries + 1, "error": type(failure).__name__}
            log.warning("crm call failed; told again when it is over", extra=told)
        await self._store.back_off(
            lease.token,
            reason,
            base_seconds=self._settings.backoff_seconds,
            most_seconds=self._settings.backoff_most_seconds,
            pause=max(pause, asked or 0.0),
        )

    async def _settle(self, lease: Lease, plan: Plan, outcomes: Sequence[WriteOutcome]) -> Pushed:
        """Store what both sides agree on now, bring in what the CRM has instead, free the streams: one transaction."""
        delivered, parked, again = dict(plan.upto), {}, dict[int, str]()
        waits: dict[int, float] = {}
        for stream, (seq, why) in plan.parked.items():
            delivered[stream], parked[stream] = min(delivered[stream], seq - 1), why
        agreements: list[Agreement] = []
        elsewhere: dict[RecordKind, list[CrmChange]] = {}
        tally = dict.fromkeys(WriteStatus, 0)
        for planned, outcome in zip(plan.writes, outcomes, strict=True):
            tally[outcome.status] += 1
            match outcome.status:
                case WriteStatus.CREATED | WriteStatus.UPDATED | WriteStatus.UNCHANGED:
                    agreements += _agreed(planned, outcome)
                    if outcome.current is not None:  # all of ours is there, and something else changed too
                        elsewhere.setdefault(planned.write.kind, []).append(outcome.current)
                    continue
                case WriteStatus.CONFLICT:
                    key = planned.write.key
                    change = outcome.current or CrmDeletion(planned.write.kind, key)
                    elsewhere.setdefault(planned.write.kind, []).append(change)
                    again.setdefault(planned.stream, "El CRM tiene otra versión.")
                case WriteStatus.REJECTED if (wait := self._patience(lease, planned.stream, outcome)) is not None:
                    again[planned.stream], waits[planned.stream] = _why(outcome), wait
                case WriteStatus.REJECTED:
                    parked.setdefault(planned.stream, _why(outcome))
            first = planned.seqs[0] if planned.seqs else 1 + _before_first(lease, planned.stream)
            delivered[planned.stream] = min(delivered[planned.stream], first - 1)
        again = {stream: why for stream, why in again.items() if stream not in parked}
        delivery = Delivery(delivered, parked, again, {stream: waits[stream] for stream in again if stream in waits})
        try:
            await self._store_outcomes(lease, elsewhere, agreements, delivery)
        except (StoreUnavailable, CrmError, TimeoutError):
            raise
        except Exception:  # one record cannot be stored: the others are, and what was sent is settled
            log.exception("answers of the CRM stored one by one")
            await self._one_by_one(lease, elsewhere)
            await self._store_outcomes(lease, {}, agreements, delivery)
        return Pushed(
            len(lease.messages),
            written=len(agreements),
            conflicts=tally[WriteStatus.CONFLICT],
            rejected=tally[WriteStatus.REJECTED],
        )

    def _patience(self, lease: Lease, stream: int, outcome: WriteOutcome) -> float | None:
        """Seconds until a refused change is sent again; None: a person decides."""
        tried = lease.refusals.get(stream, 0)
        if not outcome.passing or tried >= self._settings.refusal_tries:
            return None
        wait = min(self._settings.refusal_seconds * 2.0**tried, self._settings.refusal_most_seconds)
        told = "refused by the CRM, sent again in %.0f s (%d of %d): %s %s: %s"
        write = outcome.write
        log.warning(told, wait, tried + 1, self._settings.refusal_tries, write.kind.value, write.key, outcome.code)
        return wait

    async def _one_by_one(self, lease: Lease, elsewhere: Mapping[RecordKind, Sequence[CrmChange]]) -> None:
        """Bring in each record alone; one that cannot be stored is told, and its own changes are tried again later."""
        for change in (change for changes in elsewhere.values() for change in changes):
            try:
                async with self._store.begin() as tx:
                    await reconcile(tx, CrmAnswer(change.kind, [change], {change.key: lease.now}), self._policy)
            except StoreUnavailable:
                raise
            except Exception:
                log.exception("record of the CRM not stored: %s %s", change.kind.value, change.key)

    async def _store_outcomes(
        self,
        lease: Lease,
        elsewhere: Mapping[RecordKind, Sequence[CrmChange]],
        agreements: Sequence[Agreement],
        delivery: Delivery,
    ) -> None:
        answers = [
            CrmAnswer(kind, elsewhere[kind], {change.key: lease.now for change in elsewhere[kind]}, to_a_write=True)
            for kind in sorted(elsewhere, key=list(RecordKind).index)
        ]
        for attempt in range(_TRIES):
            try:
                await self._store_at_once(lease, answers, agreements, delivery)
            except NeedsFreshRead as needed:  # both sides agreed on something while this answer waited
                answers = [await self._read_again(each, needed) for each in answers]
            except StoreBusy:
                if attempt == _TRIES - 1:
                    raise
            else:
                return
        raise CrmUnavailable("Los registros cambian más rápido de lo que se leen.", operation="push")

    async def _store_at_once(
        self, lease: Lease, answers: Sequence[CrmAnswer], agreements: Sequence[Agreement], delivery: Delivery
    ) -> None:
        # Records before agreed states before streams: the order in which every writer locks.
        async with self._store.begin() as tx:
            for answer in answers:
                await reconcile(tx, answer, self._policy)
            if agreements:
                await tx.agree(agreements)
            if not await tx.deliver(lease.token, delivery):
                log.info("lease lost", extra={"messages": len(lease.messages)})

    async def _read_again(self, answer: CrmAnswer, needed: NeedsFreshRead) -> CrmAnswer:
        """The answer with what the CRM says now of what may be older than the store."""
        if answer.kind is not needed.kind:
            return answer
        if needed.parents:  # moved to an account that is not here yet: the pull brings both
            left = [c for c in answer.changes if isinstance(c, CrmDeletion) or _account(c) not in needed.parents]
            return replace(answer, changes=left)
        async with asyncio.timeout(self._settings.lease_seconds / 3):
            return await read_again(self._store, self._connector, answer, needed.stale)


def _account(record: CrmRecord) -> str:
    return str(record.values.get("account_id"))


def _why(outcome: WriteOutcome) -> str:
    return outcome.reason or outcome.code or "El CRM rechazó el cambio."


def _before_first(lease: Lease, stream: int) -> int:
    return min(message.seq for message in lease.messages if message.stream == stream) - 1


def _agreed(planned: Planned, outcome: WriteOutcome) -> list[Agreement]:
    """
    The new agreed state after a write that went well; none when the CRM showed its record, which then tells it.

    A record that turned out to be there already, in a version we never saw, keeps no version: its next change on
    either side is compared field by field.
    """
    if outcome.current is not None:
        return []
    replica, shadow = planned.replica, planned.replica.shadow
    agreed = {} if shadow is None else shadow.values
    unseen = outcome.status is WriteStatus.UNCHANGED and outcome.version != planned.write.expected
    return [
        Agreement(
            kind=replica.kind,
            key=replica.key,
            account_id=replica.account_id,
            values={**agreed, **planned.write.values},
            version=None if unseen else outcome.version,
            seen=shadow.version if shadow else None,
        )
    ]
