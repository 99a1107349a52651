"""
Generations: sets of the periods of all accounts, each made by one state of the settings, and which of them is read.

A set keeps what the classes read of the settings that made it, so that it is kept up by them until a newer one is
whole. Lists read the newest that is whole, or, before there is one, the one that is being made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import ScalarSelect, Select, case, exists, func, insert, select, text

from domain.protocol.classes.settings import ClassSettings
from persistence.database import Transaction
from persistence.records import Fetch, inside, kind_of
from persistence.tables.accounts import account
from persistence.tables.classes import class_generation

_C: Final = class_generation.c
_MOST_KNOWN: Final = 16


class Generation(NamedTuple):
    """One set, with the settings by which it is made and kept up. Whole: every account is in."""

    id: int
    fingerprint: str
    version: str
    reached: int
    whole: bool


def sets() -> Select[tuple[int, str, str, int, bool]]:
    """Every set there is, oldest first, as `Generation`."""
    return select(_C.id, _C.fingerprint, _C.version, _C.reached, _C.finished_at.is_not(None).label("whole")).order_by(
        _C.id
    )


def fingerprint_of(settings: ClassSettings) -> str:
    """The same for settings by which all classes of all accounts are the same on every day."""
    told = msgspec.to_builtins(settings, order="sorted")
    del told["version"]
    for each in ("mandatory_fields", "strategic_sectors", "test_validity_months"):
        told[each] = [(dated["value"], dated["since"]) for dated in told[each]["values"]]
    told["action_types"] = [
        (row["code"], row["family"], row["counts"], row["since"], row["until"]) for row in told["action_types"]
    ]
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


def current() -> ScalarSelect[int]:
    """The set that lists read: the newest that is whole, else the newest."""
    newest_whole = func.max(case((_C.finished_at.is_not(None), _C.id)))
    return select(func.coalesce(newest_whole, func.max(_C.id))).scalar_subquery()


async def generations(read: Fetch) -> Sequence[Generation]:
    """Every set there is, oldest first."""
    return [Generation._make(row) for row in await read(sets())]


def kept_up(known: Sequence[Generation]) -> Sequence[Generation]:
    """Of *known*, in order, the one that lists read and the newest; the others are thrown away."""
    if not known:
        return ()
    read = next((each for each in reversed(known) if each.whole), known[-1])
    return (read,) if read.id == known[-1].id else (read, known[-1])


async def ensure_generation(
    tx: Transaction, settings: ClassSettings, now: datetime, *, even_if_there: bool = False, replace: bool = True
) -> int | None:
    """
    Begin a set for these settings unless the newest is of the same; its id when one was begun.

    Args:
        even_if_there: Begin one also when there is one (all is made again).
        replace: Begin one also when there is one of other settings.
    """
    known = await generations(inside(tx))
    fingerprint = fingerprint_of(settings)
    if known and not even_if_there and (not replace or known[-1].fingerprint == fingerprint):
        return None
    if kind_of(tx) == "postgresql":  # who has marked an account by now must not miss the new set
        await tx.execute(text("LOCK TABLE class_mark IN SHARE ROW EXCLUSIVE MODE"))
    nobody = not await tx.scalar(select(exists().where(account.c.pk > 0)))
    begun = insert(class_generation).values(
        fingerprint=fingerprint,
        version=settings.version,
        settings=msgspec.to_builtins(settings, order="sorted"),
        reached=0,
        started_at=now,
        finished_at=now if nobody else None,
    )
    return int((await tx.execute(begun.returning(_C.id))).scalar_one())


async def settings_of(read: Fetch, generation: Generation) -> ClassSettings:
    """The settings by which the set is made."""
    known = _KNOWN.get(generation.fingerprint)
    if known is None:
        ((stored,),) = await read(select(_C.settings).where(_C.id == generation.id))
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[generation.fingerprint] = msgspec.convert(stored, ClassSettings)
    return known


_KNOWN: Final[dict[str, ClassSettings]] = {}
