"""Messages in SQL: queued with what causes them, claimed and settled by the workers that send them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from domain.errors import RecordNotFound
from domain.model.messages import (
    Delivery,
    DeliveryState,
    Message,
    MessageState,
    Rendered,
    stopped_state,
)
from domain.ports.background import MailLease
from domain.ports.clock import Clock
from persistence.database import Database, DatabaseKind, Transaction
from persistence.lease_clock import looked_at, store_now
from persistence.records import kind_of
from persistence.row_mapper import RowMapper, Spread, Stored, in_json
from persistence.tables import acknowledgements
from persistence.tables import message as table
from persistence.tables.columns import Instant, Key

MESSAGE_ES: Final = "un mensaje"
_ACTOR_LENGTH: Final = 128
_ERROR_LENGTH: Final = 500
_KEPT: Final = timedelta(days=7)
_DELIVERIES: Final = in_json(tuple[Delivery, ...])
_AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WAITING: Final = frozenset({MessageState.QUEUED, MessageState.FAILED})

_QUEUE: Final[dict[DatabaseKind, Any]] = {
    "sqlite": sqlite_insert(table).on_conflict_do_nothing(index_elements=["cause"]).returning(table.c.pk),
    "postgresql": postgresql_insert(table).on_conflict_do_nothing(index_elements=["cause"]).returning(table.c.pk),
}
_COUNT: Final[dict[DatabaseKind, Any]] = {
    "sqlite": sqlite_insert(acknowledgements),
    "postgresql": postgresql_insert(acknowledgements),
}
DUE: Final = (
    select(table.c.pk)
    .where(table.c.next_at <= bindparam("now", type_=Instant))
    .order_by(table.c.next_at)
    .limit(bindparam("most", type_=Key))
    .with_for_update(skip_locked=True)
)
_ANY_DUE: Final = select(table.c.pk).where(table.c.next_at <= bindparam("now", type_=Instant)).limit(1)
_CLAIM: Final = (
    update(table)
    .where(table.c.pk.in_(DUE.scalar_subquery()))
    .values(token=bindparam("lease"), next_at=bindparam("until", type_=Instant))
    .returning(table)
)


def _deliveries(kept: Sequence[Delivery]) -> object:
    return _DELIVERIES.written(kept) or None


def _parameters(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}


_MAPPER: Final = RowMapper(
    Message,
    renamed={"kept_deliveries": "deliveries"},
    spread={"rendered": Spread(Rendered)},
    stored={
        "parameters": Stored(dict, _parameters),
        "kept_deliveries": Stored(_deliveries, lambda stored: _DELIVERIES.read(stored or ())),
    },
    made={"next_at": lambda message: _AT_ONCE if message.state in _WAITING else None},
)
message_of: Final = _MAPPER.record
"""The message that a row of the table `message` holds."""


class SqlMessages:
    """`MessageQueue` in SQL, in the unit of work's transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def queue(self, message: Message) -> bool:
        """See `MessageQueue.queue`. Two at once: the second waits for the first, then does nothing."""
        done = await self._tx.execute(_QUEUE[kind_of(self._tx)], _MAPPER.columns(message))
        return done.first() is not None

    async def may_cause(self, actor_id: str, day: date, most: int) -> bool:
        """See `MessageQueue.may_cause`. Two at once: the second waits for the first, then counts on."""
        counted = {"actor": actor_id[:_ACTOR_LENGTH], "day": day}
        statement = (
            _COUNT[kind_of(self._tx)]
            .values(used=1)
            .on_conflict_do_update(
                index_elements=["actor", "day"],
                set_={"used": acknowledgements.c.used + 1},
                where=acknowledgements.c.used < most,
            )
            .returning(acknowledgements.c.used)
        )
        used = (await self._tx.execute(statement, counted)).scalar_one_or_none()
        if used == 1:
            await self._tx.execute(delete(acknowledgements).where(acknowledgements.c.day < day - _KEPT))
        return used is not None

    async def withdraw(self, case_id: str, cause: str) -> Sequence[Message]:
        """See `MessageQueue.withdraw`. One that a worker has taken is about to go out."""
        caused = table.c.case_id == case_id, table.c.cause.startswith(cause, autoescape=True)
        waiting = table.c.state.in_([state.value for state in _WAITING]), table.c.token.is_(None)
        values = {"state": MessageState.WITHDRAWN.value, "next_at": None}
        await self._tx.execute(update(table).where(*caused, *waiting).values(values))
        rows = await self._tx.execute(select(table).where(*caused).order_by(table.c.pk))
        return [message_of(row) for row in rows]

    async def get(self, message_id: str) -> Message:
        """See `MessageQueue.get`."""
        row = (await self._tx.execute(select(table).where(table.c.id == message_id))).one_or_none()
        if row is None:
            raise RecordNotFound(MESSAGE_ES, message_id)
        return message_of(row)

    async def mark(self, message_id: str, state: MessageState, *, at: datetime, error: str | None = None) -> None:
        """See `MessageQueue.mark`. The attempt counts; a lease on it ends."""
        values: dict[str, object] = {
            "state": state.value,
            "error": None if error is None else error[:_ERROR_LENGTH],
            "attempts": table.c.attempts + 1,
            "token": None,
            "next_at": _AT_ONCE if state in _WAITING else None,
        }
        if state is MessageState.SENT:
            values["sent_at"] = at
        done = await self._tx.execute(update(table).where(table.c.id == message_id).values(**values))
        if done.rowcount == 0:
            raise RecordNotFound(MESSAGE_ES, message_id)


class SqlMailStore:
    """`MailStore` in SQL. Leases run by the store's clock; `clock` dates what was sent."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, most: int, lease_seconds: float) -> MailLease:
        """See `MailStore.claim`. Looks first without a lock: an idle worker costs one read and wakes nobody."""
        token = str(uuid.uuid4())
        if not await self._database.read(_ANY_DUE, {"now": await looked_at(self._database)}):
            return MailLease(token, ())
        async with self._database.begin() as tx:
            now = await store_now(tx)
            asked = {"now": now, "most": most, "lease": token, "until": now + timedelta(seconds=lease_seconds)}
            rows = (await tx.execute(_CLAIM, asked)).all()
        return MailLease(token, tuple(message_of(row) for row in sorted(rows, key=lambda row: int(row.pk))))

    async def stopped(self, token: str, message: Message, error: str | None = None) -> bool:
        """See `MailStore.stopped`."""
        state = stopped_state(message.deliveries)
        sent_at = None if state is MessageState.GIVEN_UP else self._clock.now()
        return await self._settle(token, message, state, sent_at=sent_at, error=_cut(error))

    async def failed(self, token: str, message: Message, error: str, wait_seconds: float) -> bool:
        """See `MailStore.failed`."""
        return await self._settle(token, message, MessageState.FAILED, wait_seconds, error=_cut(error))

    async def release(self, token: str, wait_seconds: float = 0.0) -> int:
        """See `MailStore.release`."""
        async with self._database.begin() as tx:
            again = await store_now(tx) + timedelta(seconds=wait_seconds)
            done = await tx.execute(update(table).where(table.c.token == token).values(token=None, next_at=again))
        return done.rowcount

    async def retry(self, message_id: str) -> bool:
        """See `MailStore.retry`."""
        async with self._database.begin() as tx:
            message = await _stopped(tx, message_id)
            if message is None or message.state is MessageState.SENT:
                return False
            again = (Delivery(d.address) for d in message.deliveries if d.state is not DeliveryState.TAKEN)
            await _write(tx, message.with_deliveries(again), MessageState.QUEUED, next_at=_AT_ONCE)
        return True

    async def bounced(self, message_id: str, address: str, why: str) -> bool:
        """See `MailStore.bounced`."""
        async with self._database.begin() as tx:
            message = await _stopped(tx, message_id)
            taken = [] if message is None else [d for d in message.deliveries if d.state is DeliveryState.TAKEN]
            same = [d for d in taken if d.address.lower() == address.strip().lower()]
            if message is None or not (same or len(message.deliveries) == 1 == len(taken)):
                return False
            same = same or taken  # forwarded from its only address to another, from which it came back
            after = message.with_deliveries([Delivery(same[0].address, DeliveryState.BOUNCED, _cut(why))])
            await _write(tx, after, stopped_state(after.deliveries), error=_cut(why))
        return True

    async def _settle(
        self, token: str, message: Message, state: MessageState, wait_seconds: float = 0.0, **values: object
    ) -> bool:
        async with self._database.begin() as tx:
            again = await store_now(tx) + timedelta(seconds=wait_seconds) if state in _WAITING else None
            done = await tx.execute(
                update(table)
                .where(table.c.id == message.id, table.c.token == token)
                .values(
                    state=state.value,
                    attempts=table.c.attempts + 1,
                    token=None,
                    next_at=again,
                    deliveries=_deliveries(message.kept_deliveries),
                    **values,
                )
            )
        return done.rowcount == 1


async def _stopped(tx: Transaction, message_id: str) -> Message | None:
    """The message, locked, when no worker has it and nothing else is under way with it."""
    free = table.c.token.is_(None), table.c.state.not_in([MessageState.QUEUED.value, MessageState.WITHDRAWN.value])
    row = (await tx.execute(select(table).where(table.c.id == message_id, *free).with_for_update())).one_or_none()
    return None if row is None else message_of(row)


async def _write(tx: Transaction, message: Message, state: MessageState, **values: object) -> None:
    changed = {"state": state.value, "deliveries": _deliveries(message.kept_deliveries), **values}
    await tx.execute(update(table).where(table.c.id == message.id).values(**changed))


def _cut(error: str | None) -> str | None:
    return None if error is None else error[:_ERROR_LENGTH]
