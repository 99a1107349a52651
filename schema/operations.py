"""What the running process offers to the API beyond use cases: the demo clock, and the sync's own controls."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from domain.model.exchange.crm_records import Health
from domain.model.history.webhooks import Webhook
from domain.model.institution.calendar import CalendarBook, Holiday


class Operations(Protocol):
    """Implemented by the process (api.wiring)."""

    @property
    def development(self) -> bool:
        """Development mode: the demo clock can be moved, the schema can be read."""
        ...

    @property
    def document_bytes(self) -> int:
        """Bytes that a document of a case may have."""
        ...

    def webhook_secret(self, webhook: Webhook) -> str:
        """The secret with which the receiver of a webhook verifies what it is sent."""
        ...

    def wake_sync(self) -> None:
        """Something was committed: look at the outbox now instead of at the next poll. Never waits."""
        ...

    def book_with(self, holiday: Holiday) -> CalendarBook:
        """The calendars as they will be with one more local holiday."""
        ...

    def book_without(self, holiday: Holiday) -> CalendarBook:
        """The calendars as they will be without one of the local holidays that were added."""
        ...

    async def refresh_calendars(self) -> None:
        """Know at once the holidays that were just added or withdrawn; other processes know them within seconds."""
        ...

    async def refresh_institution(self) -> None:
        """Know at once what was just changed of people, offices, topics and identities; as `refresh_calendars`."""
        ...

    def issuer_names(self) -> frozenset[str]:
        """Short names of the issuers that are believed; none without an identity file."""
        ...

    async def set_clock(self, now: datetime | None) -> datetime:
        """
        Set the "now" of the whole system, from which it goes on; None: the real time again. Returns the new now.

        Raises:
            NotAuthorised: Outside development mode.
        """
        ...

    async def move_clock(self, by: timedelta) -> datetime:
        """Move the "now" of the whole system. As `set_clock`."""
        ...

    async def crm_health(self) -> Health:
        """Probe the CRM with one cheap call."""
        ...

    async def retry_sync(self, account_id: str) -> bool:
        """Try the refused changes of an account again; False: none were waiting for a person."""
        ...

    async def skip_sync(self, account_id: str) -> bool:
        """Give up the first refused change of an account and go on with the next; False: none was waiting."""
        ...

    async def retry_message(self, message_id: str) -> bool:
        """Let a message that failed or was given up go again at once; False: it is not one of those."""
        ...
