"""What waits for a person before both sides are alike."""

from __future__ import annotations

from dataclasses import dataclass

from domain.model.exchange.crm_records import RecordKind, Scalar


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    One thing that waits for a person ("lo que decide una persona"): one field with two values, or one whole record.

    Attributes:
        name: Of the record; empty when it has none.
        field: None: the whole record, which is not here.
        why, remedy: Spanish sentences.
    """

    kind: RecordKind
    key: str
    name: str
    field: str | None
    here: Scalar
    crm: Scalar
    why: str
    remedy: str
