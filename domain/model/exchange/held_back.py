"""Records of the CRM that cannot come in yet ("registros retenidos"): each waits alone, and stops no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.model.exchange.crm_records import RecordKind, Scalar


@dataclass(frozen=True, slots=True)
class HeldBack:
    """
    One record that the CRM has and that cannot be ours as it is.

    Attributes:
        name: As the CRM calls it; empty when it says none.
        account_id: The account it names; None: none, or it is one.
        reason, remedy: Why, and what to do, as Spanish sentences for a person.
        values: What the CRM says, by field.
        since: UTC instant at which it was first held back.
    """

    kind: RecordKind
    key: str
    name: str
    account_id: str | None
    reason: str
    remedy: str
    values: Mapping[str, Scalar]
    since: datetime
