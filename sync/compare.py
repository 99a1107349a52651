"""
`atencion crm compare`: both sides through the port, without changing anything on either.

What waits for a person (an open conflict, a refused change) or for its turn (a change on its way) is told apart from
what differs and nobody knows of.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol, TypeVar

from domain.errors import CrmThrottled
from domain.exchange.merge import differences
from domain.exchange.values import storable
from domain.model.exchange.crm_records import CrmRecord, RecordKind, Scalar
from domain.model.exchange.waiting import Waiting
from domain.ports.crm import CrmConnector

_SHOWN: Final = 50
_PAGE: Final = 5000
_PAUSE_SECONDS: Final = 2.0
_PATIENCE_SECONDS: Final = 1800.0
_PARENT: Final = "account_id"  # never changed from here, and moved there by a merge

Values = Mapping[str, Scalar]
T = TypeVar("T")


class LocalRecords(Protocol):
    """Our side, as synced fields."""

    async def count(self, kind: RecordKind) -> int:
        """Records of this kind."""
        ...

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, Values]:
        """Values by key; keys we do not have are missing."""
        ...

    async def sample(self, kind: RecordKind, size: int) -> Sequence[str]:
        """Keys of some records, spread over all of them; all when there are fewer."""
        ...

    async def disputed(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, Collection[str]]:
        """Fields with an open conflict, by key."""
        ...

    async def on_their_way(self, kind: RecordKind, keys: Sequence[str]) -> Collection[str]:
        """Those of these records with changes that the CRM does not have yet."""
        ...

    async def held_back(self, kind: RecordKind) -> Collection[str]:
        """Records of the CRM that cannot come in as they are: they wait for a person."""
        ...

    async def deleted_there(self, kind: RecordKind) -> Collection[str]:
        """Records of ours that the CRM deleted, as is known: a person decides, or has decided to leave it so."""
        ...

    async def decisions(self) -> Sequence[Waiting]:
        """Everything that waits for a person, each once: by kind, record and field."""
        ...


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that is not the same on both sides."""

    key: str
    field: str
    here: Scalar
    crm: Scalar


@dataclass(slots=True)
class Found:
    """Some of a kind of thing, and how many there are."""

    total: int = 0
    some: list[FieldDifference] = field(default_factory=list)

    def add(self, differences: Sequence[FieldDifference]) -> None:
        """Count them; keep the first ones."""
        self.total += len(differences)
        self.some += differences[: _SHOWN - len(self.some)]


@dataclass(frozen=True, slots=True)
class KindComparison:
    """
    One kind compared.

    Attributes:
        compared: Records whose fields were compared.
        only_in_crm, only_here: Examples, at most 50; the totals are beside them. `only_here` is found among a sample
            of ours, so its total is a lower bound.
        differences: Fields that differ and that nothing here waits for.
        disputed: Fields that differ and have an open conflict: a person decides.
        on_their_way: Fields that differ because a change of ours is not yet in the CRM; records of ours that are not
            there yet are counted in `coming`.
        held_back: Records of the CRM that cannot come in as they are and are not here; a person decides.
        deleted: Records of ours that the CRM deleted, as is known.
    """

    kind: RecordKind
    here: int
    crm: int
    compared: int
    only_in_crm: tuple[str, ...]
    only_in_crm_total: int
    only_here: tuple[str, ...]
    only_here_total: int
    differences: Found
    disputed: Found
    on_their_way: Found
    coming: int = 0
    held_back: int = 0
    deleted: int = 0

    @property
    def same(self) -> bool:
        """Nothing differs that nobody knows of, and the counts agree."""
        told = self.only_in_crm_total or self.only_here_total or self.differences.total
        return self.here == self.crm + self.coming + self.deleted - self.held_back and not told


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """All kinds compared, and everything that waits for a person, each once."""

    kinds: tuple[KindComparison, ...]
    decisions: tuple[Waiting, ...] = ()

    @property
    def same(self) -> bool:
        """Both sides are alike, what waits apart."""
        return all(kind.same for kind in self.kinds)

    @property
    def waiting(self) -> int:
        """Fields that wait for a person or for their turn."""
        return sum(kind.disputed.total + kind.on_their_way.total + kind.coming for kind in self.kinds)


CompareProgress = Callable[[RecordKind, int], None]
"""Called with the kind and the records read from the CRM so far."""


async def compare(
    connector: CrmConnector,
    local: LocalRecords,
    *,
    every: int = 1,
    sample: int = 1000,
    progress: CompareProgress = lambda _kind, _done: None,
) -> ComparisonReport:
    """
    Read the CRM once, a page at a time, and compare.

    Args:
        every: Fields of every n-th record of the CRM are compared; 1: of all. Presence is always looked at for all.
        sample: Records of ours that are looked up in the CRM.
    """
    comparer = _Comparer(connector, local, every, sample, progress)
    kinds = [await comparer.kind(kind) for kind in connector.capabilities.kinds]
    return ComparisonReport(tuple(kinds), tuple(await local.decisions()))


@dataclass(frozen=True, slots=True)
class _Comparer:
    connector: CrmConnector
    local: LocalRecords
    every: int
    sample: int
    progress: CompareProgress

    async def kind(self, kind: RecordKind) -> KindComparison:
        seen: set[str] = set()
        compared = 0
        strangers: list[str] = []
        waiting: list[str] = []
        back, gone = await self.local.held_back(kind), await self.local.deleted_there(kind)
        found = {"": Found(), "disputed": Found(), "on_their_way": Found()}
        async for records in _everything(self.connector, kind):
            fresh = [record for record in records if record.key not in seen]
            ours = await self.local.get(kind, [record.key for record in fresh])
            missing_here = [record.key for record in fresh if record.key not in ours]
            strangers += [key for key in missing_here if key not in back]
            waiting += [key for key in missing_here if key in back]
            numbered = enumerate(fresh, len(seen) + 1)
            chosen = [one for place, one in numbered if not place % self.every and one.key in ours]
            seen.update(record.key for record in fresh)
            compared += len(chosen)
            for why, differing in (await self._differing(kind, chosen, ours, back)).items():
                found[why].add(differing)
            self.progress(kind, len(seen))
        missing = await self._missing_there(kind)
        coming = await self.local.on_their_way(kind, missing)
        lost = [key for key in missing if key not in coming and key not in gone]
        return KindComparison(
            kind,
            await self.local.count(kind),
            len(seen),
            compared,
            tuple(strangers[:_SHOWN]),
            len(strangers),
            tuple(lost[:_SHOWN]),
            len(lost),
            found[""],
            found["disputed"],
            found["on_their_way"],
            len([key for key in coming if key not in gone]),
            len(waiting),
            len(gone),
        )

    async def _differing(
        self, kind: RecordKind, records: Sequence[CrmRecord], ours: Mapping[str, Values], back: Collection[str]
    ) -> Mapping[str, list[FieldDifference]]:
        """The differing fields, by what they wait for; those that wait for nothing under ""."""
        differing = [one for record in records for one in _differences(record, ours[record.key])]
        keys = sorted({one.key for one in differing})
        disputed = await self.local.disputed(kind, keys) if keys else {}
        going = await self.local.on_their_way(kind, keys) if keys else ()
        told: dict[str, list[FieldDifference]] = {}
        for one in differing:
            decided = one.field in disputed.get(one.key, ()) or (one.field == _PARENT and one.key in back)
            why = "disputed" if decided else "on_their_way" if one.key in going else ""
            told.setdefault(why, []).append(one)
        return told

    async def _missing_there(self, kind: RecordKind) -> list[str]:
        keys = list(await self.local.sample(kind, self.sample))
        there = await _patiently(partial(self.connector.get, kind, keys))
        return [key for key in keys if key not in there]


async def _everything(connector: CrmConnector, kind: RecordKind) -> AsyncIterator[list[CrmRecord]]:
    """All records of the CRM, a page at a time; one that changes meanwhile comes again."""
    cursor: str | None = None
    while True:
        page = await _patiently(partial(connector.changes, kind, cursor, _PAGE))
        yield [change for change in page.changes if isinstance(change, CrmRecord)]
        if not page.more:
            return
        cursor = page.cursor


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """A command that a person started waits as long as the CRM asks, up to half an hour; reads can be repeated."""
    waited = 0.0
    while True:
        try:
            return await call()
        except CrmThrottled as throttled:
            wait = throttled.retry_after or _PAUSE_SECONDS
            waited += wait
            if waited > _PATIENCE_SECONDS:
                raise
            await asyncio.sleep(wait)


def _differences(record: CrmRecord, ours: Values) -> list[FieldDifference]:
    """What the synchronisation itself would call different, and another parent."""
    if record.merged_into is not None:
        return []  # it has ended on both sides; the account that goes on is compared
    record = storable(record)
    names = list(differences(record.kind, ours, record.values))
    mine, theirs = ours.get(_PARENT), record.values.get(_PARENT)
    if _PARENT in record.values and str(mine).lower() != str(theirs).lower():
        names.append(_PARENT)
    return [FieldDifference(record.key, name, ours.get(name), record.values[name]) for name in names]
