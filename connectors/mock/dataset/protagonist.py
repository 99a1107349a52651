"""
The company of the story: Biobío, found by RUT, a potential account until three fields are filled.

It declares exports and has started activities at SII, so that filling the three fields, with a strategic sector,
and the validation of its regional executive make it a portfolio company (DEF-03), and one counting action a user.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from connectors.mock.dataset.places import BIOBIO
from domain.model.exchange.crm_records import SYNCED_FIELDS, CrmRecord, RecordKind, Scalar

PROTAGONIST_KEY: Final = "0b10b10c-0000-4000-8000-000000000001"
"""Its key here and in the CRM."""

PROTAGONIST_CONTACT_KEY: Final = "0b10b10c-0000-4000-8000-000000000002"
"""Key of its main contact."""

PROTAGONIST_RUT: Final = "441008082"
"""Compact; people write 44.100.808-2."""

PROTAGONIST_NAME: Final = "Conservas Caleta Escondida SpA"

PROTAGONIST_MISSING: Final = ("address", "email", "sector")
"""Mandatory fields of the sample list that it lacks (DEF-07)."""

PROTAGONIST_EXECUTIVE: Final = BIOBIO.executive
"""Its regional executive, who plays the story."""


def protagonist_records(reference_on: date) -> tuple[CrmRecord, CrmRecord]:
    """The account, registered four months before, and its main contact."""
    registered_on = reference_on - timedelta(days=120)
    declared_on = reference_on - timedelta(days=20)
    account: dict[str, Scalar] = {
        "name": PROTAGONIST_NAME,
        "trade_name": "Caleta Escondida",
        "rut": PROTAGONIST_RUT,
        "organisation": "COMPANY",
        "person_type": "LEGAL",
        "country": "CL",
        "region": BIOBIO.cut,
        "commune": "Talcahuano",
        "phone": "+56 41 200 0101",
        "website": "https://caleta-escondida.example.cl",
        "sii_started": True,
        "sii_started_on": date(2016, 5, 2),
        "tax_category": "FIRST",
        "active": True,
        "office": BIOBIO.office,
        "regional_executive": PROTAGONIST_EXECUTIVE,
        "registered_on": registered_on,
        "exported_last_3_years": True,
        "export_declared_on": declared_on,
    }
    contact: dict[str, Scalar] = {
        "account_id": PROTAGONIST_KEY,
        "name": "Renata Canelo",
        "position": "Gerencia de exportaciones",
        "phone": "+56 41 200 0102",
        "email": "renata.canelo@caleta-escondida.example.cl",
        "is_main": True,
        "active": True,
    }
    return (
        record(RecordKind.ACCOUNT, PROTAGONIST_KEY, account, PROTAGONIST_EXECUTIVE, declared_on),
        record(RecordKind.CONTACT, PROTAGONIST_CONTACT_KEY, contact, PROTAGONIST_EXECUTIVE, registered_on),
    )


def record(
    kind: RecordKind, key: str, values: dict[str, Scalar], by: str, on: date, at: datetime | None = None
) -> CrmRecord:
    """A record with every synced field, modified by that person at noon (UTC 16:00) of that day."""
    whole: dict[str, Scalar] = {known.name: None for known in SYNCED_FIELDS[kind]}
    whole.update(values)
    return CrmRecord(kind, key, whole, "0", by, at or datetime.combine(on, time(16), UTC))
