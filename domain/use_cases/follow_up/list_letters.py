"""
A list that leaves by a timer, for a person or an office: queued once, or recorded as unsent where nobody has a mailbox.

Belongs here: what such letters have in common. Does not belong here: what is in a list and when it leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.model.history.decisions import Decision, DecisionKind
from domain.model.institution.people import SYSTEM
from domain.model.messages import Message
from domain.ports.store import UnitOfWork
from domain.protocol.messages.compose import Composed
from domain.use_cases.cases.load_situation import CaseServices


@dataclass(frozen=True, slots=True)
class ListLetter:
    """
    One list.

    Attributes:
        timer: Kind of the timer that sends it.
        cause: What follows the kind in the cause of the message: one letter for each.
        unsent_es: What the record says when it has no address.
        inputs: What the record keeps of the list then.
    """

    template: str
    timer: str
    cause: str
    rule: str
    unsent_es: str
    inputs: Mapping[str, str]


async def send_list(services: CaseServices, work: UnitOfWork, letter: ListLetter, composed: Composed) -> None:
    """Queue the letter once for its cause; without an address record that it did not leave."""
    core = services.core
    if not composed.to:
        unsent = Decision(
            id=core.new_id(),
            at=core.clock.now(),
            by=SYSTEM.id,
            role=SYSTEM.role.value,
            kind=DecisionKind.TRACE,
            what=letter.timer,
            outcome=letter.unsent_es,
            protocol_version=core.configuration().version,
            rule=letter.rule,
            inputs=letter.inputs,
        )
        await work.decisions.record(unsent)
        return
    message = Message(
        id=core.new_id(),
        template=letter.template,
        cause=f"{letter.timer}:{letter.cause}",
        language=composed.language,
        to=composed.to,
        rendered=services.renderer.render(letter.template, composed.language, composed.parameters),
        rule=letter.rule,
        created_at=core.clock.now(),
        sender_name=composed.sender_name,
        reply_to=composed.reply_to,
        parameters=composed.parameters,
    )
    await work.messages.queue(message)
