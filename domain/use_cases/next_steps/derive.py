"""
The derivation of an enquiry to the company's executive ("derivación de la consulta"; PUB-04): a case that awaits its
acknowledgement, and a letter.

Belongs here: the one derivation that an answer at a point of contact causes. Does not belong here: choosing the answer
(`ask`), and the rows of the case (`domain.protocol.flows.enquiry`).
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.model.accounts import Account
from domain.model.cases import Case, Flow, Value
from domain.model.institution.calendar import local_day
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.access.permissions import office_of
from domain.protocol.flows import FLOWS
from domain.protocol.messages.compose import ENQUIRY_NOTICE, compose_enquiry_notice
from domain.use_cases.cases.letters import queue_message
from domain.use_cases.cases.load_situation import Casework, Report
from domain.use_cases.cases.take_step import StartCase, start_in


@dataclass(frozen=True, slots=True)
class Derivation:
    """
    What reaches the executive.

    Attributes:
        matters: What the contact is about, in Spanish.
        query: What the person asks, in their words.
    """

    account: Account
    matters: tuple[str, ...]
    query: str | None
    person: str | None
    email: str | None
    channel: Channel | None
    point_of_contact: PointOfContact | None
    topic: str | None = None

    @property
    def data(self) -> dict[str, Value]:
        """The data of the case's first fact."""
        told: dict[str, Value] = {
            "matters": self.matters,
            "query": self.query,
            "person": self.person,
            "email": self.email,
        }
        return {name: value for name, value in told.items() if value}


async def derive_to_executive(casework: Casework, told: Derivation) -> Case:
    """
    Open the case of an enquiry with the executive, and tell them; the same enquiry on the same day is the open one.

    Two people who ask at once are one after the other: the account is held.

    Raises:
        StepNotAllowed: Nobody has the account.
        InvalidValue: A datum is not of its kind.

    Source: PUB-04, POL-05, AMB-14.
    """
    await casework.work.accounts.hold(told.account.id)
    known = await _of_today(casework, told)
    if known is not None:
        return known
    asked = StartCase(
        Flow.ENQUIRY,
        "derive_enquiry",
        told.account.id,
        told.data,
        channel=told.channel,
        point_of_contact=told.point_of_contact,
        topic=told.topic,
    )
    case = (await start_in(casework, asked, by_rule=True)).case
    situation = await casework.situation(FLOWS[case.flow], Report("", casework.run.now, {}), case)
    composed = compose_enquiry_notice(situation, told.matters)
    await queue_message(casework, ENQUIRY_NOTICE, composed, situation, f"case:{case.id}:1:{ENQUIRY_NOTICE}", "PUB-04")
    return case


async def _of_today(casework: Casework, told: Derivation) -> Case | None:
    """The open case of the same enquiry that came today, at the office that answers."""
    today = casework.run.today(told.account)
    zone = casework.services.core.book.of_office(office_of(told.account)).zone
    for case in await casework.work.cases.of_account(told.account.id, Flow.ENQUIRY):
        if local_day(case.opened_at, zone) == today and dict(case.data) == told.data:
            return case
    return None
