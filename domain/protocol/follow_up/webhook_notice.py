"""The letter that says that a webhook is paused: to its owner, else to whoever administers ("aviso en pausa")."""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.model.history.webhooks import Webhook
from domain.model.institution.directory import Directory
from domain.model.institution.people import Role
from domain.protocol.messages.compose import Composed
from domain.protocol.messages.senders import INSTITUTION_NAME

WEBHOOK_PAUSED: Final = "AVISO-SISTEMA-EN-PAUSA"
"""Template of the letter; not one of the 33 messages of section 5."""


def compose_webhook_paused(
    webhook: Webhook, host: str, why: str, directory: Directory, on: date, *, of_one: bool = False
) -> Composed:
    """
    To the owner or who stands in; when that is nobody of the directory, to every administrator; to nobody when none is.

    Args:
        why: In Spanish.
        of_one: What is told of one account is paused, the rest goes on.

    Source: SYS-01, POL-07.
    """
    present = directory.standing_in(webhook.owner.id, on)
    people = [present] if present is not None else list(directory.holders(Role.ADMINISTRATOR))
    return Composed(
        to=tuple(dict.fromkeys(person.email for person in people)),
        parameters={
            "person": people[0].name if len(people) == 1 else None,
            "host": host,
            "why": why,
            "of_one": of_one,
        },
        sender_name=INSTITUTION_NAME,
        reply_to=None,
        automatic=True,
    )
