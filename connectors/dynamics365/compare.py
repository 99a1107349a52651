"""`atencion crm compare`: counts and fields on both sides, without changing anything on either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from connectors.dynamics365.client import PATIENT
from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.mapping import TableMapping
from domain.model.exchange.crm_records import CrmRecord, RecordKind, Scalar

_SHOWN: Final = 50

Values = Mapping[str, Scalar]


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


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field that is not the same on both sides."""

    key: str
    field: str
    here: Scalar
    crm: Scalar


@dataclass(frozen=True, slots=True)
class KindComparison:
    """
    One kind compared.

    Attributes:
        compared: Records whose fields were compared.
        only_in_crm, only_here, differences: Examples, at most 50; the totals are beside them. `only_here` is found
            among a sample of ours, so its total is a lower bound.
    """

    kind: RecordKind
    here: int
    crm: int
    compared: int
    only_in_crm: tuple[str, ...]
    only_in_crm_total: int
    only_here: tuple[str, ...]
    only_here_total: int
    differences: tuple[FieldDifference, ...]
    differences_total: int

    @property
    def same(self) -> bool:
        """No difference was found, and the counts agree."""
        return self.here == self.crm and not (self.only_in_crm_total or self.only_here_total or self.differences_total)


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """All kinds compared."""

    kinds: tuple[KindComparison, ...]

    @property
    def same(self) -> bool:
        """Both sides are alike."""
        return all(kind.same for kind in self.kinds)


CompareProgress = Callable[[RecordKind, int], None]
"""Called with the kind and the records read from the CRM so far."""


async def compare(
    connector: Dynamics365Connector,
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
    kinds = []
    for mapping in connector.mappings.values():
        kinds.append(await _compare_kind(connector, mapping, local, every, sample, progress))  # noqa: PERF401 - awaits
    return ComparisonReport(tuple(kinds))


async def _compare_kind(
    connector: Dynamics365Connector,
    mapping: TableMapping,
    local: LocalRecords,
    every: int,
    sample: int,
    progress: CompareProgress,
) -> KindComparison:
    kind = mapping.kind
    crm = compared = 0
    only_in_crm: list[str] = []
    only_in_crm_total = differences_total = 0
    differences: list[FieldDifference] = []
    async for records in connector.reader.everything(mapping, patience=PATIENT):
        ours = await local.get(kind, [record.key for record in records])
        for record in records:
            crm += 1
            values = ours.get(record.key)
            if values is None:
                only_in_crm_total += 1
                only_in_crm += [record.key] if len(only_in_crm) < _SHOWN else []
            elif crm % every == 0:
                compared += 1
                found = _differences(mapping, record, values)
                differences_total += len(found)
                differences += found[: _SHOWN - len(differences)]
        progress(kind, crm)
    missing = await _missing_there(connector, mapping, local, sample)
    return KindComparison(
        kind,
        await local.count(kind),
        crm,
        compared,
        tuple(only_in_crm),
        only_in_crm_total,
        tuple(missing[:_SHOWN]),
        len(missing),
        tuple(differences),
        differences_total,
    )


def _differences(mapping: TableMapping, record: CrmRecord, ours: Values) -> list[FieldDifference]:
    return [
        FieldDifference(record.key, name, value, record.values.get(name))
        for name, value in mapping.differing(ours, record.values).items()
    ]


async def _missing_there(
    connector: Dynamics365Connector, mapping: TableMapping, local: LocalRecords, sample: int
) -> list[str]:
    keys = list(await local.sample(mapping.kind, sample))
    there = await connector.reader.by_key(mapping, keys, PATIENT)
    return [key for key in keys if key.lower() not in there]
