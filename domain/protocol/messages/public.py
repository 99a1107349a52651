"""Rows of the answers to a person without a company (section 5, NTF-09 to NTF-11)."""

from __future__ import annotations

from typing import Final

from domain.protocol.flows.national.public import PERSON
from domain.protocol.messages.addressees import person_asking
from domain.protocol.messages.data_in_words import datum, regional_mailbox, regional_office_name
from domain.protocol.messages.rows import MessageKind, MessageRow
from domain.protocol.messages.senders import by_actor
from domain.protocol.messages.terms import term_length

PUBLIC: Final = (
    MessageRow(
        id="NTF-09",
        when="a person asks and the point of contact has no CRM access",
        sender="point of contact without CRM access",
        recipient="person",
        must_say="write to the regional mailbox",
        kind=MessageKind.PERSON,
        rules=("PUB-05",),
        by=by_actor,
        to=person_asking,
        parameters={"person": datum(PERSON), "office": regional_office_name, "mailbox": regional_mailbox},
        required=frozenset({"mailbox"}),
    ),
    MessageRow(
        id="NTF-10",
        when="person without company, commercial information",
        sender="point of contact",
        recipient="person",
        must_say="Centro de Ayuda form",
        kind=MessageKind.PERSON,
        rules=("PUB-06",),
        by=by_actor,
        to=person_asking,
        parameters={"person": datum(PERSON), "term_length": term_length("SLA-08")},
    ),
    MessageRow(
        id="NTF-11",
        when="suggestion, complaint, congratulation, other",
        sender="point of contact",
        recipient="person",
        must_say="Atención Ciudadana form",
        kind=MessageKind.PERSON,
        rules=("PUB-07", "POL-11"),
        by=by_actor,
        to=person_asking,
        parameters={"person": datum(PERSON)},
    ),
)
"""Rows NTF-09 to NTF-11."""
