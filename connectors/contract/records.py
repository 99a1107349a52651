"""Builders of records and writes for the CRM: plain values, each field overridable by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import uuid4

from domain.model.exchange.crm_records import SYNCED_FIELDS, ChangePage, CrmChange, CrmWrite, RecordKind, Scalar
from domain.ports.crm import CrmConnector


def new_key() -> str:
    """A key of ours: UUID text, lower case."""
    return str(uuid4())


def account_values(**values: Scalar) -> dict[str, Scalar]:
    """A company of Biobío with the usual fields; `None` empties one."""
    return {
        "name": "Conservas Bahía Clara SpA",
        "organisation": "COMPANY",
        "person_type": "LEGAL",
        "country": "CL",
        "region": "08",
        "commune": "Talcahuano",
        "phone": "+56 41 255 0101",
        "email": "contacto@bahiaclara.example.cl",
        "active": True,
        "registered_on": date(2025, 3, 10),
        **values,
    }


def contact_values(account_id: str, **values: Scalar) -> dict[str, Scalar]:
    """The main contact of that account."""
    return {
        "account_id": account_id,
        "name": "Rosa Ejemplo",
        "position": "Gerenta de exportaciones",
        "email": "rosa@bahiaclara.example.cl",
        "is_main": True,
        "active": True,
        **values,
    }


def action_values(account_id: str, **values: Scalar) -> dict[str, Scalar]:
    """A fair of two days, registered by a regional executive of Biobío."""
    return {
        "account_id": account_id,
        "type": "FERIA",
        "title": "Feria de alimentos",
        "started_on": date(2025, 5, 6),
        "ended_on": date(2025, 5, 7),
        "market": "ES",
        "office": "OFIREG-08",
        "registered_by": "ana.rojas",
        "registered_role": "REGIONAL_EXECUTIVE",
        "registered_at": datetime(2025, 5, 8, 13, 30, 0, tzinfo=UTC),
        **values,
    }


def a_write(
    kind: RecordKind = RecordKind.ACCOUNT,
    key: str | None = None,
    values: Mapping[str, Scalar] | None = None,
    *,
    expected: str | None = None,
    actor: str | None = None,
) -> CrmWrite:
    """A write with an idempotency key of its own; without values, a new company."""
    return CrmWrite(
        kind=kind,
        key=key or new_key(),
        values=account_values() if values is None else values,
        expected=expected,
        idempotency_key=new_key(),
        actor=actor,
    )


def whole(kind: RecordKind, values: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The values with every other synced field of the kind empty, as a record has them."""
    return {known.name: None for known in SYNCED_FIELDS[kind]} | dict(values)


async def read_changes(
    connector: CrmConnector, kind: RecordKind, cursor: str | None, page_size: int = 1000
) -> tuple[list[CrmChange], str]:
    """All changes from *cursor* until the CRM says there is no more, and the cursor reached."""
    changes: list[CrmChange] = []
    for _ in range(10_000):
        page: ChangePage = await connector.changes(kind, cursor, page_size)
        changes += page.changes
        cursor = page.cursor
        if not page.more:
            return changes, cursor
    raise AssertionError("the CRM says for ever that there is more")
