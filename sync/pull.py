"""CRM to store: pages of changes, each applied in the transaction that saves where the next one starts."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.errors import CrmError, CrmThrottled, CrmUnavailable, CursorExpired
from domain.model.exchange.crm_records import ChangePage, CrmDeletion, CrmRecord, RecordKind
from domain.model.outages import Outage
from domain.ports.crm import CrmConnector
from domain.ports.sync import CursorLease, Pace, StoreBusy, SyncStore, SyncTransaction
from sync.charging import charge_what_was_sent
from sync.meeting import Reconciled
from sync.reconcile import CrmAnswer, NeedsFreshRead, read_again, reconcile
from sync.records import Policy
from sync.settings import SyncSettings

log = logging.getLogger("atencion.sync.pull")

_REREADS: Final = 20
_UNSEEN_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Pulled:
    """One kind, pulled until caught up or stopped; `wait_seconds` is what the gate or the CRM asked for."""

    kind: RecordKind
    records: int = 0
    pages: int = 0
    caught_up: bool = False
    wait_seconds: float = 0.0


class _LeaseLost(Exception):
    """Another worker pulls this kind now; the transaction is rolled back."""


class Puller:
    """Pulls changes. One object per process; of all workers, one at a time pulls a kind."""

    def __init__(self, store: SyncStore, connector: CrmConnector, policy: Policy, settings: SyncSettings) -> None:
        self._store = store
        self._connector = connector
        self._policy = policy
        self._settings = settings
        self._outage = Outage()

    async def pull(self, kind: RecordKind, stopping: asyncio.Event | None = None) -> Pulled:
        """Read and apply pages of *kind* until the CRM has no more, the gate closes, or *stopping* is set."""
        lease = await self._store.lease_cursor(kind, self._settings.lease_seconds)
        if lease is None:
            return Pulled(kind)
        done, error = Pulled(kind), None
        try:
            while stopping is None or not stopping.is_set():
                pace = self._pace()
                wait = await self._store.take_call(pace)
                if wait is not None:
                    return replace(done, wait_seconds=wait.seconds)
                try:
                    lease, records, more = await self._page(lease)
                finally:
                    await charge_what_was_sent(self._store, self._connector, pace)
                if ended := self._outage.worked(time.monotonic()):
                    log.warning("pull works again: away %.0f s, failed %d times", ended.seconds, ended.failures)
                done = replace(done, records=done.records + records, pages=done.pages + 1, caught_up=not more)
                if not more:
                    break
        except CursorExpired:
            await self._start_over(lease)
            return done
        except CrmThrottled as throttled:
            wait_seconds = throttled.retry_after or self._settings.poll_seconds
            await self._store.close_gate(wait_seconds, "El CRM pidió esperar.")
            return replace(done, wait_seconds=wait_seconds)
        except (CrmError, TimeoutError) as failure:
            error = str(failure) or type(failure).__name__
            if self._outage.met(time.monotonic()):
                told = {"kind": kind.value, "error": type(failure).__name__}
                log.warning("pull failed; told again when it is over", extra=told)
            asked = failure.retry_after if isinstance(failure, CrmUnavailable) else None
            return replace(done, wait_seconds=max(asked or 0.0, self._settings.backoff_seconds))
        except _LeaseLost:
            log.info("cursor lease lost", extra={"kind": kind.value})
            return done
        finally:
            await self._store.free_cursor(lease, error)
        return done

    def _pace(self) -> Pace:
        able = self._connector.capabilities
        return Pace(
            batch=1,
            per_stream=1,
            lease_seconds=self._settings.lease_seconds,
            max_in_flight=able.max_in_flight,
            calls_per_second=able.calls_per_second,
            burst=able.burst,
        )

    async def _page(self, lease: CursorLease) -> tuple[CursorLease, int, bool]:
        asked_at = await self._store.now()
        async with asyncio.timeout(self._settings.lease_seconds / 2):
            page = await self._connector.changes(lease.kind, lease.cursor, self._settings.pull_page)
        answer = CrmAnswer(
            lease.kind,
            tuple({change.key: change for change in page.changes}.values()),
            {change.key: asked_at for change in page.changes},
            full_read=lease.resync_since is not None,
        )
        parents: Sequence[CrmRecord] = ()
        for _ in range(_REREADS):
            try:
                after = await self._apply(lease, page, answer, parents)
            except NeedsFreshRead as needed:
                if needed.parents:
                    found = await self._connector.get(RecordKind.ACCOUNT, needed.parents)
                    answer = replace(answer, orphans=answer.orphans | (set(needed.parents) - found.keys()))
                    parents = tuple(found.values())
                answer = await read_again(self._store, self._connector, answer, needed.stale)
            except StoreBusy:
                continue
            else:
                return after, len(page.changes), page.more
        raise CrmUnavailable("Los registros cambian más rápido de lo que se leen.", operation="pull")

    async def _apply(
        self, lease: CursorLease, page: ChangePage, answer: CrmAnswer, parents: Sequence[CrmRecord]
    ) -> CursorLease:
        """Apply a page and save the cursor: one transaction."""
        async with self._store.begin() as tx:
            here = await tx.accounts_here([parent.key for parent in parents]) if parents else frozenset()
            missing = [parent for parent in parents if parent.key not in here]
            if missing:
                await reconcile(tx, CrmAnswer(RecordKind.ACCOUNT, missing), self._policy)
            done = await reconcile(tx, answer, self._policy)
            resync_since = lease.resync_since
            if resync_since is not None and not page.more:
                await self._delete_unseen(tx, lease.kind, resync_since)
                resync_since = None
            seconds = self._settings.lease_seconds
            if not await tx.save_cursor(lease, page.cursor, resync_since, seconds):
                raise _LeaseLost
        _report(lease.kind, done)
        return replace(lease, cursor=page.cursor, resync_since=resync_since)

    async def _delete_unseen(self, tx: SyncTransaction, kind: RecordKind, since: datetime) -> None:
        """What a full read did not show is gone: deletions during the time the cursor did not cover."""
        while unseen := await tx.unseen(kind, since, _UNSEEN_AT_ONCE):
            gone = [CrmDeletion(kind, key) for key in unseen]
            if (await reconcile(tx, CrmAnswer(kind, gone), self._policy)).deleted < len(gone):
                break

    async def _start_over(self, lease: CursorLease) -> None:
        """The CRM does not know the cursor: the next pull reads everything again."""
        log.warning("cursor expired, full resync", extra={"kind": lease.kind.value})
        async with self._store.begin() as tx:
            await tx.save_cursor(lease, None, tx.now, self._settings.lease_seconds)


def _report(kind: RecordKind, done: Reconciled) -> None:
    if done.born or done.changed or done.conflicts or done.deleted or done.refused:
        log.info(
            "page applied",
            extra={
                "kind": kind.value,
                "born": done.born,
                "changed": done.changed,
                "conflicts": done.conflicts,
                "deleted": done.deleted,
                "refused": done.refused,
            },
        )
