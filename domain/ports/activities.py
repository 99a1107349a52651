"""Planned activities and the invitations to them, as the use cases and the screens need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.model.activities import Activity, ActivityState, Invitation
from domain.model.classes import Category, Group
from domain.ports.reading import Page, PageRequest
from domain.ports.records import VersionedRecords


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """
    Which activities. Every given condition must hold; None or empty: no condition.

    Attributes:
        on: The day that decides the states.
        groups, categories, sectors, regions, markets: Meant for any of these, or not limited in this respect.
        starts_from, starts_until: Bounds of the first day, inclusive.
    """

    on: date
    states: frozenset[ActivityState] = frozenset()
    types: frozenset[str] = frozenset()
    groups: frozenset[Group] = frozenset()
    categories: frozenset[Category] = frozenset()
    sectors: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    markets: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    starts_from: date | None = None
    starts_until: date | None = None


class ActivityStore(VersionedRecords[Activity], Protocol):
    """Activities and invitations."""

    async def invitation(self, activity_id: str, account_id: str) -> Invitation | None:
        """The invitation of the account to the activity, if there is one."""
        ...

    async def invite(self, invitation: Invitation, replacing: str | None = None) -> None:
        """
        Add an invitation, or put it in the place of one whose action was annulled (*replacing*: that action).

        Raises:
            DuplicateRecord: The account was invited before (`existing_id`: its action); also when two invite at once.
            RecordNotFound: There is no such activity.
        """
        ...


class ActivityReads(Protocol):
    """Activities for screens."""

    async def activity(self, activity_id: str) -> Activity | None:
        """One statement."""
        ...

    async def activities(self, query: ActivityQuery, page: PageRequest) -> Page[Activity]:
        """By last day to apply, then id. One statement."""
        ...

    async def planned(self, on: date) -> Sequence[Activity]:
        """Every activity to which one may apply on that day, the nearest last day first. One statement."""
        ...

    async def invitations_of(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[Invitation]]:
        """Invitations of each account, oldest first. One statement for all accounts."""
        ...
