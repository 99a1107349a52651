"""The transport of development: each message a file ".eml" in a folder, which any mail program opens."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from domain.model.messages import Delivery, Message
from domain.ports.background import DeliveryUnavailable
from messaging.email_building import build_email, wrong_addresses


class EmlFolder:
    """
    `MailTransport` to a folder, made when missing.

    A file appears whole or not at all, and survives a power cut; a message that is delivered again replaces its own
    file, so that here a repetition is never seen.
    """

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def deliver(self, message: Message) -> Sequence[Delivery]:
        """See `MailTransport.deliver`."""
        content = build_email(message, self._sender).as_bytes()
        try:
            await asyncio.to_thread(_write, self._folder / f"{message.id}.eml", content)
        except OSError as failure:
            raise DeliveryUnavailable(f"No se pudo escribir el archivo del mensaje ({failure.strerror}).") from failure
        return wrong_addresses(message)

    async def close(self) -> None:
        """Nothing is open between messages."""


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
