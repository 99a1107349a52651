"""The transport that leaves each message as an e-mail activity in the CRM, for the organisation to send from there."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import AccessDenied, CrmRejected, CrmUnavailable, RecordNotFound
from domain.model.exchange.crm_records import EmailActivity
from domain.model.messages import Delivery, Message
from domain.ports.background import DeliveryRefused, DeliveryUnavailable
from domain.ports.crm import EmailActivities
from messaging.email_building import envelope, is_address, wrong_addresses


class CrmActivities:
    """
    `MailTransport` to a CRM that keeps e-mails.

    The activity has the message's id: a message that is handed over again, after an answer was lost or a worker died,
    meets its own activity, and there is never a second one. A company that the CRM does not have yet is waited for.

    Args:
        crm: The connector, opened and closed by whoever owns it.
    """

    def __init__(self, crm: EmailActivities, sender: str) -> None:
        self._crm = crm
        self._sender = sender

    async def deliver(self, message: Message) -> Sequence[Delivery]:
        """See `MailTransport.deliver`."""
        envelope(message)  # refuses what no mail server would take, now and not when somebody sends the draft
        wrong = wrong_addresses(message)
        email = EmailActivity(
            id=message.id,
            subject=message.rendered.subject,
            html=message.rendered.html,
            sender=self._sender,
            to=tuple(each for each in message.to if is_address(each)),
            cc=tuple(each for each in message.cc if is_address(each)),
            account_id=message.account_id,
        )
        try:
            await self._crm.leave_email(email)
        except RecordNotFound as unknown:
            raise DeliveryUnavailable("La cuenta todavía no está en el CRM.", of_server=False) from unknown
        except CrmUnavailable as failure:
            raise DeliveryUnavailable(str(failure), retry_after=failure.retry_after) from failure
        except AccessDenied as denied:
            raise DeliveryUnavailable(str(denied)) from denied  # it is about us, not about this message
        except CrmRejected as refused:
            raise DeliveryRefused(str(refused)) from refused
        return wrong

    async def close(self) -> None:
        """The connector is not ours."""
