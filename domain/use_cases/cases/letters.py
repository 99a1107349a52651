"""
Queueing a letter for whom it may reach: addresses that ProChile or an account vouches for; others get a fixed word.

Belongs here: queueing in the transaction of what causes it. Does not belong here: whom a message is for
(`domain.protocol.messages`), and sending (`messaging`).
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.model.history.decisions import DecisionKind
from domain.model.messages import Message
from domain.protocol.access.roles import ROLES
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.titles import MESSAGE_ES
from domain.protocol.follow_up.opt_out import OPT_OUT_STAGE, OptOut
from domain.protocol.messages.compose import ACKNOWLEDGEMENT, Composed
from domain.protocol.messages.links import OPT_OUT_LINK
from domain.protocol.messages.provenance import mailbox_key
from domain.protocol.messages.senders import INSTITUTION_NAME
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.load_situation import Casework


async def queue_message(
    casework: Casework, template: str, composed: Composed, situation: Situation, cause: str, rule: str
) -> str | None:
    """
    Queue a message once per cause; one without proven address is recorded instead: why it does not go out, in Spanish.

    An address that only an outsider typed gets the acknowledgement, once a day.

    Raises:
        MissingData: The template names a parameter that nobody gives.
    """
    case = situation.case
    if not composed.to:
        for address in composed.unproven:
            await _acknowledge(casework, address, composed, situation, rule)
        unsent = _unsent_es(template, composed)
        await _record_unsent(casework, unsent, situation)
        return unsent
    message_id = casework.services.core.new_id()
    links = {**composed.links, **_opt_out_link(casework, template, situation, message_id)}
    rendered = casework.services.renderer.render(template, composed.language, composed.parameters, links)
    await casework.work.messages.queue(
        Message(
            id=message_id,
            template=template,
            cause=cause,
            language=composed.language,
            to=composed.to,
            rendered=rendered,
            rule=rule,
            created_at=casework.run.now,
            cc=composed.cc,
            sender_name=composed.sender_name,
            reply_to=composed.reply_to,
            account_id=situation.account_id,
            case_id=None if case is None else case.id,
            parameters=composed.parameters,
        )
    )
    return None


async def _acknowledge(casework: Casework, address: str, composed: Composed, situation: Situation, rule: str) -> None:
    """
    One fixed letter a day, in which nobody outside has a word; the database holds it to one, whoever asks.

    So it holds how many one actor may cause, by the table of roles. The day is the agency's, now: not the one on which
    a fact is said to have happened.
    """
    case, today, actor = situation.case, casework.run.today(), casework.actor
    most = ROLES[actor.role].acknowledgements
    if most is not None and not await casework.work.messages.may_cause(actor.id, today, most):
        return
    await casework.work.messages.queue(
        Message(
            id=casework.services.core.new_id(),
            template=ACKNOWLEDGEMENT,
            cause=f"{ACKNOWLEDGEMENT}:{today}:{mailbox_key(address)}",
            language=composed.language,
            to=(address,),
            rendered=casework.services.renderer.render(ACKNOWLEDGEMENT, composed.language, {}),
            rule=rule,
            created_at=casework.run.now,
            sender_name=INSTITUTION_NAME,
            case_id=None if case is None else case.id,
        )
    )


def _unsent_es(template: str, composed: Composed) -> str:
    if not composed.unproven:
        return f"No salió el mensaje «{MESSAGE_ES[template]}»: no hay dirección de correo."
    return (
        f"No salió el mensaje «{MESSAGE_ES[template]}»: nadie de ProChile ha comprobado la dirección de correo. "
        "A ella va un acuse de recibo, una vez al día."
    )


async def _record_unsent(casework: Casework, outcome: str, situation: Situation) -> None:
    case = situation.case
    if case is None:
        return
    event = situation.timeline[-1]
    await casework.work.decisions.record(decision_of(casework, case, event, DecisionKind.TRACE, outcome))


def _opt_out_link(casework: Casework, template: str, situation: Situation, message_id: str) -> Mapping[str, str]:
    """The signed link of a message that may be refused by the account it goes to; of others none."""
    stage = OPT_OUT_STAGE.get(template)
    if stage is None or situation.account_id is None or situation.case is None:
        return {}
    refused = OptOut(message_id, situation.account_id, stage, situation.case.id)
    return {OPT_OUT_LINK: casework.services.opt_out.link(refused, casework.run.now)}
