"""A sender in a process to be killed: `python -m tests.support.system.mail_worker DATABASE_URL SMTP_PORT`."""

from __future__ import annotations

import asyncio
import sys

from messaging.sender import MailSender, SendSettings
from messaging.transports import transport_for
from persistence.background.messages import SqlMailStore
from persistence.database import Database
from tests.support.mail import MovableClock

LEASE_SECONDS = 2.0


async def send(url: str, port: str) -> None:
    """Send until killed."""
    database = await Database.open(url)
    transport = transport_for(f"smtp://127.0.0.1:{port}?security=plain", "no-responder@prochile.example")
    settings = SendSettings(per_second=1000, lease_seconds=LEASE_SECONDS, poll_seconds=0.05)
    await MailSender(SqlMailStore(database, MovableClock()), transport, settings).run()


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1], sys.argv[2]))
