"""CRM to store: pages of changes, each applied in the transaction that saves where the next one starts."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from domain.errors import (
    AccessDenied,
    CrmError,
    CrmRejected,
    CrmThrottled,
    CrmUnavailable,
    CursorExpired,
    StoreUnavailable,
)
from domain.exchange.meaning import canonical_rut
from domain.exchange.values import storable
from domain.model.account_fields import EXECUTIVES
from domain.model.exchange.crm_records import ChangePage, CrmChange, CrmDeletion, CrmRecord, RecordKind
from domain.model.outages import Outage
from domain.ports.crm import CrmConnector
from domain.ports.sync import CursorLease, Pace, StoreBusy, SyncStore, SyncTransaction
from sync.charging import charge_what_was_sent
from sync.meeting import HELD_PARENT, UNKNOWN_PARENT, held_back
from sync.reconcile import CrmAnswer, NeedsFreshRead, reconcile
from sync.records import Policy, Reconciled
from sync.settings import SyncSettings

log = logging.getLogger("atencion.sync.pull")

_REREADS: Final = 20
_BUSY: Final = 5
_BUSY_SECONDS: Final = 0.05
_UNSEEN_AT_ONCE: Final = 500
_HELD_AT_ONCE: Final = 200
_HELD_MOST: Final = 10_000
_UNSTORABLE: Final = "No se pudo guardar ({})."
_UNSTORABLE_REMEDY: Final = "Avise a quien opera Atención; se intenta de nuevo cada hora, y cuando cambie en el CRM."


@dataclass(frozen=True, slots=True)
class Pulled:
    """
    One kind, pulled until caught up or stopped.

    Attributes:
        wait_seconds: What the gate or the CRM asked for.
        error: What went wrong, as a sentence for a person; None: nothing.
        lasting: Waiting will not help: it refuses whoever asks, or the question.
    """

    kind: RecordKind
    records: int = 0
    pages: int = 0
    caught_up: bool = False
    wait_seconds: float = 0.0
    error: str | None = None
    lasting: bool = False


@dataclass(slots=True)
class _Read:
    """
    Changes as the CRM told them, read again where it must be.

    Attributes:
        read_at: UTC instant before the CRM was asked, by key.
        again: They are looked at though both sides agreed on what the CRM says: something else has changed.
        orphans: Accounts that their children name and that cannot be here, with the reason.
    """

    kind: RecordKind
    changes: dict[str, CrmChange]
    read_at: dict[str, datetime]
    full: bool
    again: bool = False
    orphans: dict[str, str] = field(default_factory=dict)
    parents: Mapping[str, CrmRecord] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: RecordKind, changes: Sequence[CrmChange], at: datetime, *, full: bool) -> _Read:
        return cls(kind, {change.key: change for change in changes}, {change.key: at for change in changes}, full)

    def answer(self) -> CrmAnswer:
        told = tuple(self.changes.values())
        return CrmAnswer(self.kind, told, self.read_at, self.orphans, self.full, again=self.again)


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
            done = replace(done, error=error, lasting=isinstance(failure, AccessDenied | CrmRejected))
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

    async def let_in(self, kind: RecordKind, *, ready: bool) -> int:
        """
        Look again at records that are held back; how many.

        Args:
            ready: Only those whose account has come in meanwhile.
        """
        keys = await self._store.held_keys(kind, _HELD_MOST, ready=ready)
        await self._look_again(kind, keys)
        return len(keys)

    async def take_what_can_be(self, *, anybody: bool = False) -> int:
        """
        Take what accounts have in the CRM and could not be held here, but can be now: a RUT that no other account has
        any more, an executive whom the directory knows since. How many accounts were looked at again.

        Args:
            anybody: Also for people whom the directory does not know by that name: the connector may know them since.
        """
        waiting = await self._store.refused(("rut", *EXECUTIVES), _HELD_MOST)
        spelt = [(key, canonical_rut(text)) for key, field, text in waiting if field == "rut"]
        ruts = {key: rut for key, rut in spelt if rut is not None}
        taken: Mapping[str, str] = {}
        if ruts:
            async with self._store.begin() as tx:
                taken = await tx.rut_holders(sorted(set(ruts.values())))
        free = {key for key, rut in ruts.items() if rut not in taken}
        if self._policy.directory is not None:
            known = self._policy.directory().person
            free |= {k for k, field, text in waiting if field in EXECUTIVES and (anybody or known(text) is not None)}
        await self._look_again(RecordKind.ACCOUNT, sorted(free))
        return len(free)

    async def _look_again(self, kind: RecordKind, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), _HELD_AT_ONCE):
            some = keys[start : start + _HELD_AT_ONCE]
            asked_at = await self._store.now()
            found = await self._connector.get(kind, some)
            again = [found.get(key) or CrmDeletion(kind, key) for key in some]
            await self._piecewise(replace(_Read.of(kind, again, asked_at, full=False), again=True), None)

    async def _page(self, lease: CursorLease) -> tuple[CursorLease, int, bool]:
        asked_at = await self._store.now()
        async with asyncio.timeout(self._settings.lease_seconds / 2):
            page = await self._connector.changes(lease.kind, lease.cursor, self._settings.pull_page)
        read = _Read.of(lease.kind, page.changes, asked_at, full=lease.resync_since is not None)
        try:
            after = await self._apply(read, lease, page)
        except (CrmError, StoreUnavailable, TimeoutError, _LeaseLost):
            raise
        except Exception as failure:
            log.warning("page applied record by record", extra={"kind": lease.kind.value, "error": repr(failure)})
            await self._piecewise(read, lease)
            nothing = _Read.of(lease.kind, (), asked_at, full=read.full)
            after = await self._apply(nothing, lease, replace(page, changes=()))
        after = after or lease
        if not page.more:
            await (self.take_what_can_be() if lease.kind is RecordKind.ACCOUNT else self.let_in(lease.kind, ready=True))
        return after, len(page.changes), page.more

    async def _piecewise(self, read: _Read, lease: CursorLease | None) -> None:
        """Halve until the record at fault is alone, and hold that one back (F-41, F-52)."""
        try:
            await self._apply(read, lease, None)
        except (CrmError, StoreUnavailable, TimeoutError, _LeaseLost):
            raise
        except Exception as failure:
            changes = list(read.changes.values())
            if len(changes) == 1:
                await self._hold_back(changes[0], failure)
                return
            middle = len(changes) // 2
            for some in (changes[:middle], changes[middle:]):
                part = {change.key: change for change in some}
                await self._piecewise(replace(read, changes=part, orphans=dict(read.orphans)), lease)

    async def _hold_back(self, change: CrmChange, failure: Exception) -> None:
        if not isinstance(change, CrmRecord):
            log.error("deletion not applied: %s %s", change.kind.value, change.key, exc_info=failure)
            return
        log.error("record not stored", exc_info=failure)
        reason = _UNSTORABLE.format(type(failure).__name__)
        async with self._store.begin() as tx:
            await tx.hold_back([held_back(storable(change), reason, _UNSTORABLE_REMEDY, tx.now)])

    async def _apply(self, read: _Read, lease: CursorLease | None, page: ChangePage | None) -> CursorLease | None:
        """Apply what was read; what has to be read again first, is."""
        busy = 0
        for _ in range(_REREADS):
            try:
                return await self._apply_once(read, lease, page)
            except NeedsFreshRead as needed:
                await self._read_again(read, needed)
            except StoreBusy:
                busy += 1
                if busy == _BUSY:
                    raise
                await asyncio.sleep(_BUSY_SECONDS * busy)
        raise CrmUnavailable("Los registros cambian más rápido de lo que se leen.", operation="pull")

    async def _read_again(self, read: _Read, needed: NeedsFreshRead) -> None:
        """Replace what was read of these keys by what the CRM says now; accounts that are not here are fetched once."""
        asked_at = await self._store.now()
        fetched = [key for key in needed.parents if key not in read.parents]
        read.orphans |= {key: HELD_PARENT for key in needed.parents if key in read.parents}
        if fetched:
            found = await self._connector.get(RecordKind.ACCOUNT, fetched)
            read.orphans |= {key: UNKNOWN_PARENT for key in fetched if key not in found}
            read.parents = {**read.parents, **found}
        again = await self._connector.get(read.kind, needed.stale) if needed.stale else {}
        for key in needed.stale:
            read.changes[key] = again.get(key) or CrmDeletion(read.kind, key)
            read.read_at[key] = asked_at

    async def _apply_once(self, read: _Read, lease: CursorLease | None, page: ChangePage | None) -> CursorLease | None:
        """Apply and keep the lease, with where the next page starts if *page* is done: one transaction."""
        async with self._store.begin() as tx:
            here = await tx.accounts_here(list(read.parents)) if read.parents else {}
            missing = [parent for key, parent in read.parents.items() if key not in here]
            if missing:
                await reconcile(tx, CrmAnswer(RecordKind.ACCOUNT, missing), self._policy)
            done = await reconcile(tx, read.answer(), self._policy)
            after = lease
            if lease is not None:
                after = await self._keep(tx, lease, page)
        _report(read.kind, done)
        return after

    async def _keep(self, tx: SyncTransaction, lease: CursorLease, page: ChangePage | None) -> CursorLease:
        cursor, resync_since = lease.cursor, lease.resync_since
        if page is not None:
            cursor = page.cursor
            if resync_since is not None and not page.more:
                await self._delete_unseen(tx, lease.kind, resync_since)
                resync_since = None
        if not await tx.save_cursor(lease, cursor, resync_since, self._settings.lease_seconds):
            raise _LeaseLost
        return replace(lease, cursor=cursor, resync_since=resync_since)

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
