"""
Three-way comparison of one record: what both sides last agreed on, what we have, what the CRM has.

Changes of different fields merge; changes of the same field become a conflict that a person resolves. The same
function serves push (the CRM refused a conditional write) and pull (a page of changes), so both decide alike.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.exchange.meaning import dated_by_us, means_the_same, same_value
from domain.model.exchange.conflicts import Side
from domain.model.exchange.crm_records import SYNCED_FIELDS, FieldOwner, RecordKind, Scalar

Values = Mapping[str, Scalar]

DELETED_FIELD: Final = "deleted"
"""Field of the conflict that says: the CRM no longer has the record ("eliminado en el CRM"); we keep it."""

TOGETHER: Final[Mapping[RecordKind, tuple[frozenset[str], ...]]] = {
    RecordKind.ACCOUNT: (
        frozenset({"validation", "validated_on"}),
        frozenset({"exported_last_3_years", "export_declared_on"}),
        frozenset({"test_level", "tested_on"}),
        frozenset({"exporta_mas_from", "exporta_mas_until"}),
        frozenset({"sii_started", "sii_started_on"}),
    ),
    RecordKind.CONTACT: (),
    RecordKind.ACTION: (
        frozenset({"started_on", "ended_on"}),
        frozenset({"confirmed_by", "confirmed_role"}),
        frozenset({"annulled_on", "annulment_reason"}),
    ),
}
"""Fields that say one thing between them: half from each side would be a statement nobody made."""

_NOTHING: Final[Mapping[str, str]] = {}
_READ_ONLY: Final = {kind: frozenset(f.name for f in fields if f.read_only) for kind, fields in SYNCED_FIELDS.items()}
_GROUP_OF: Final = {kind: {name: group for group in groups for name in group} for kind, groups in TOGETHER.items()}


@dataclass(slots=True)
class Sides:
    """
    One record as both sides have it when they meet.

    Attributes:
        agreed: What both last agreed on; None: they never met (an empty side takes the other's value).
        remote: What the CRM maps; a field it does not map is not there and stays as it is here.
        held: Fields under an open conflict. They come out as conflicts again only when the CRM's value moved on.
        refused: Those of them whose CRM value could not be held here, with our value at that time: they are free again
            as soon as the CRM's value can be held, if ours stayed as it was.
        queued: Values of ours that were queued and not confirmed: the CRM showing one of them is our own echo, not a
            colleague's change, whatever was changed here since.
        local_at, remote_at: UTC instants of the latest change on each side, when known; for `FieldOwner.LATEST`.
        differing: The fields that differ, with the CRM's value.
    """

    kind: RecordKind
    agreed: Values | None
    local: Values
    remote: Values
    held: Collection[str] = ()
    refused: Values = field(default_factory=dict)
    queued: Mapping[str, Collection[Scalar]] = field(default_factory=dict)
    local_at: datetime | None = None
    remote_at: datetime | None = None
    differing: Values = field(init=False)

    def __post_init__(self) -> None:
        self.differing = differences(self.kind, self.local, self.remote, self.agreed)

    @property
    def ours_is_later(self) -> bool:
        """Whether our latest change is known and not older than the CRM's."""
        return self.local_at is not None and (self.remote_at is None or self.local_at >= self.remote_at)


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One field with two values since both sides agreed on a third, and whose value is proposed.

    Attributes:
        reason: Why the CRM's value cannot be held here; None: it could.
    """

    field: str
    agreed: Scalar
    local: Scalar
    remote: Scalar
    proposed: Side
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """
    What to do with a record, field by field. No field is in more than one of `take`, `push` and `conflicts`.

    Attributes:
        take: CRM values to write here.
        push: Our values to write to the CRM, against the version that `agreed` stands for.
        conflicts: Fields for a person; neither written here nor there.
        settled: Fields that were held by an open conflict and are equal now, or become so by `take`.
        agreed: The new last agreed state: what was agreed, with everything the CRM says now over it.
    """

    take: Values
    push: Values
    conflicts: tuple[Difference, ...]
    settled: frozenset[str]
    agreed: Values


def merge(sides: Sides, owners: Mapping[str, FieldOwner], refused: Mapping[str, str] = _NOTHING) -> Merge:
    """
    Compare field by field; total: every field of the CRM's values is equal, taken, pushed, in conflict or held.

    Args:
        owners: "kind.field" -> whose value is proposed; others: the latest.
        refused: Fields whose CRM value the domain cannot hold, with the reason: never taken; a new such value is a
            conflict.
    """
    here, there = _changed(sides) if sides.differing else (frozenset[str](), frozenset[str]())
    groups = _GROUP_OF[sides.kind]
    take: dict[str, Scalar] = {}
    push: dict[str, Scalar] = {}
    conflicts: list[Difference] = []
    for name, value in sides.differing.items():
        group = groups.get(name)
        both = (name in here and name in there) if group is None else bool(here & group and there & group)
        corrected = name in sides.refused and name not in here and name not in refused
        if name in sides.held and name not in there and not corrected:
            continue
        if (name in sides.held and not corrected) or both or (name in there and name in refused):
            owner = FieldOwner.ATENCION if name in refused else owners.get(f"{sides.kind.value}.{name}")
            conflicts.append(_difference(sides, name, owner or FieldOwner.LATEST, refused.get(name)))
        elif name in there or corrected:
            take[name] = value
        else:
            push[name] = sides.local[name]
    settled = frozenset(
        name for name in sides.held if _is_compared(sides, name) and (name not in sides.differing or name in take)
    )
    agreed = {**sides.agreed, **sides.remote} if sides.agreed else sides.remote
    return Merge(take, push, tuple(conflicts), settled, agreed)


def differences(kind: RecordKind, local: Values, remote: Values, agreed: Values | None = None) -> dict[str, Scalar]:
    """
    The fields of *remote* that do not say what *local* says, read-only ones apart, with the CRM's value.

    Args:
        agreed: What both last agreed on; None: it does not matter, or they never met.
    """
    read_only = _READ_ONLY[kind]
    differing: dict[str, Scalar] = {}
    for name, theirs in remote.items():
        mine = local.get(name, theirs)
        # Most fields are equal: those are told by one comparison and need no closer look.
        if mine is theirs or (type(mine) is type(theirs) and mine == theirs):
            continue
        if name in read_only or means_the_same(kind, name, local, theirs) or dated_by_us(name, local, remote, agreed):
            continue
        differing[name] = theirs
    return differing


def _is_compared(sides: Sides, name: str) -> bool:
    return name in sides.local and name in sides.remote and name not in _READ_ONLY[sides.kind]


def to_push(kind: RecordKind, agreed: Values | None, local: Values, fields: Collection[str] | None = None) -> Values:
    """
    What the CRM must be told: local minus agreed.

    Nothing agreed: a new record, everything that is known. Read-only fields cross at creation only.

    Args:
        fields: What somebody said: it is written as it is here. None: nobody said anything, so that only what means
            something else is told, and no default or spelling of ours.
    """
    if agreed is None:
        return {n: v for n, v in local.items() if v is not None}
    if fields is None:
        return {n: local[n] for n in differences(kind, local, {**dict.fromkeys(local), **agreed}, agreed)}
    return {
        n: v for n, v in local.items() if n in fields and n not in _READ_ONLY[kind] and not same_value(agreed.get(n), v)
    }


def _changed(sides: Sides) -> tuple[frozenset[str], frozenset[str]]:
    """The differing fields that changed here, and those that changed there."""
    here, there = set(), set()
    agreed, local = sides.agreed, sides.local
    for name, remote in sides.differing.items():
        if agreed is None or name not in agreed:
            known_here, known_there = local[name] not in {None, ""}, remote not in {None, ""}
        else:
            known_here = not means_the_same(sides.kind, name, local, agreed[name])
            known_there = not same_value(agreed[name], remote)
        if known_there and any(same_value(remote, sent) for sent in sides.queued.get(name, ())):
            known_here, known_there = True, False
        if name in sides.refused and same_value(sides.refused[name], local[name]):
            known_here = False  # it differs because the CRM's value was refused, not because somebody changed it
        if known_here:
            here.add(name)
        if known_there:
            there.add(name)
    return frozenset(here), frozenset(there)


def _difference(sides: Sides, name: str, owner: FieldOwner, reason: str | None) -> Difference:
    match owner:
        case FieldOwner.CRM:
            proposed = Side.CRM
        case FieldOwner.ATENCION:
            proposed = Side.ATENCION
        case FieldOwner.LATEST:
            proposed = Side.ATENCION if sides.ours_is_later else Side.CRM
    return Difference(name, (sides.agreed or {}).get(name), sides.local[name], sides.remote[name], proposed, reason)
