"""The record of who was shown personal data (POL-07): appended before the answer leaves, read by whoever audits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.model.personal_data import PersonalRead
from domain.ports.reading import Page, PageRequest


class PersonalReadLog(Protocol):
    """Append-only."""

    async def record(self, reads: Sequence[PersonalRead]) -> None:
        """Append them; when this returns they are stored. Raises when they are not: nobody may be shown them then."""
        ...

    async def of_accounts(self, account_ids: Sequence[str], page: PageRequest) -> Mapping[str, Page[PersonalRead]]:
        """A page for each account, newest first. One statement for all accounts."""
        ...

    async def reads(
        self,
        page: PageRequest,
        *,
        account_id: str | None = None,
        case_id: str | None = None,
        by: str | None = None,
    ) -> Page[PersonalRead]:
        """Newest first, of an account, of a case and by a person when they are named. One statement."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete what is older, where a retention is configured; how many there were."""
        ...
