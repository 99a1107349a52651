"""Letters that came back, told to the command line by the mailbox of automatic messages (F-18)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from domain.model.institution.people import SYSTEM
from domain.model.messages import MessageState
from persistence.database import Database
from persistence.migrations import migrate
from persistence.unit_of_work import SqlTransactions
from tests.support.mail import NOON, MovableClock, a_message
from tests.unit.messaging.test_bounces import ID, POSTFIX

ROOT: Final = Path(__file__).parents[2]


def _told(url: str, *names: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "ATENCION_DATABASE_URL": url, "ATENCION_MODE": "development"}
    command = [sys.executable, "-m", "api", "mail", "bounces", *names]
    return subprocess.run(command, input=given, env=environment, cwd=ROOT, capture_output=True, check=False)


async def test_a_bounce_is_recorded_once_from_a_file_a_folder_or_a_pipe(tmp_path: Path) -> None:
    """A mail server pipes it, or an operator names a folder; what is known already changes nothing."""
    url = f"sqlite:///{tmp_path / 'mail.db'}"
    mailbox = tmp_path / "mailbox"
    mailbox.mkdir()
    (mailbox / "1").write_text(POSTFIX)
    (mailbox / "2").write_text("Subject: Gracias\n\nHola")
    message = a_message(id=ID, to=("ventas@conservas.example",), state=MessageState.SENT, sent_at=NOON)
    database = await Database.open(url)
    await migrate(database)
    transactions = SqlTransactions(database, MovableClock())
    async with transactions(SYSTEM) as work:
        await work.messages.queue(message)

    piped = _told(url, "-", given=POSTFIX.encode())
    again = _told(url, str(mailbox))
    missing = _told(url, str(tmp_path / "none"))
    async with transactions(SYSTEM) as work:
        kept = await work.messages.get(ID)
    await database.close()

    assert piped.stdout.decode().strip() == "Registradas: 1. Ajenas o ya conocidas: 1."
    assert again.stdout.decode().strip() == "Registradas: 0. Ajenas o ya conocidas: 2."
    assert (missing.returncode, "none" in missing.stderr.decode()) == (2, True)
    assert (kept.state, [each.state.value for each in kept.deliveries]) == (MessageState.GIVEN_UP, ["BOUNCED"])
