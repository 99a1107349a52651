"""
Which fields hold personal data: one table for each kind of record, from field to kind of datum.

The law protects natural persons. The data of a company as such are not personal; those of its contacts are, and those
of an account that is a natural person. Ids of the people who work by the protocol are not listed: they act in office.

Source: POL-07 (audit of reads of personal data); DAT-01, DAT-02, DAT-07.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.model.account_fields import ACCOUNT_FIELDS
from domain.model.personal_data import PersonalData as Kind

OF_CONTACT: Final[Mapping[str, Kind]] = MappingProxyType(
    {"name": Kind.NAME, "position": Kind.POSITION, "email": Kind.EMAIL, "phone": Kind.PHONE}
)
"""Of a contact: always a natural person."""

OF_NATURAL_PERSON: Final[Mapping[str, Kind]] = MappingProxyType(
    {field.name: field.personal for field in ACCOUNT_FIELDS if field.personal is not None}
)
"""Of an account, when it is a natural person (DAT-03)."""

OF_CASE: Final[Mapping[str, Kind]] = MappingProxyType({"person": Kind.NAME})
"""Of a case."""

OF_CASE_DATA: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "person": Kind.NAME,
        "attendee": Kind.NAME,
        "email": Kind.EMAIL,
        "representative_run": Kind.RUN,
    }
)
"""Of what the facts of a case bring, by name of the datum; a dated fact of an account keeps some as details."""

OF_REPRESENTATION: Final[Mapping[str, Kind]] = MappingProxyType(
    {"person_name": Kind.NAME, "run": Kind.RUN, "rut": Kind.RUN}
)
"""Of a representation: its person always is a natural one, and she may represent herself."""

OF_JOURNEY: Final[Mapping[str, Kind]] = MappingProxyType({"rut": Kind.RUN, "email": Kind.EMAIL})
"""Of a journey event, when it or its account is of a natural person."""

OF_PROFILE: Final[Mapping[str, Kind]] = MappingProxyType({"rut": Kind.RUN, "name": Kind.NAME, "emails": Kind.EMAIL})
"""Of a profile, when it is of a natural person; the addresses always, for people write from them."""

OF_JOIN: Final[Mapping[str, Kind]] = MappingProxyType({"email": Kind.EMAIL, "rut": Kind.RUN})
"""Of a join by e-mail, or of a proposal: the address always, the RUN of a natural person."""

OF_TAX_ANSWER: Final[Mapping[str, Kind]] = MappingProxyType(
    {"rut": Kind.RUN, "name": Kind.NAME, "comparison": Kind.NAME}
)
"""Of an answer of the tax registry, when its account is a natural person; the comparison has the name on both sides."""

OF_MESSAGE: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "recipients": Kind.EMAIL,
        "copies": Kind.EMAIL,
        "deliveries": Kind.EMAIL,
        "subject": Kind.CORRESPONDENCE,
        "text": Kind.CORRESPONDENCE,
        "html": Kind.CORRESPONDENCE,
    }
)
"""Of a message."""

OF_LETTER: Final[Mapping[str, Kind]] = MappingProxyType({"to": Kind.EMAIL, "text": Kind.CORRESPONDENCE})
"""Of the text of an invitation, when it is written to a person."""
