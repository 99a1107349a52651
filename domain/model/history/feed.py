"""What changed, in the order in which everybody learns of it ("cambios"): no data, only that there is something new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.model.worded import Worded


class ChangeKind(Worded):
    """Kind of the record that changed ("qué cambió")."""

    ACCOUNT = "ACCOUNT", "Una cuenta, sus contactos o sus hechos."
    ACTION = "ACTION", "Una acción o una entrada de la bitácora."
    CASE = "CASE", "Un caso."
    TERM = "TERM", "Un plazo: comenzó, se cumplió, se eximió o se movió."
    MESSAGE = "MESSAGE", "Un mensaje, o lo que fue de él."
    CONFLICT = "CONFLICT", "Un conflicto con el CRM."
    DOCUMENT = "DOCUMENT", "Un documento de un caso: llegó o se retiró; si el caso cambia de cuenta, se avisa del caso."


@dataclass(frozen=True, slots=True)
class Change:
    """
    One change. It holds no personal data.

    Attributes:
        position: 1, 2, 3 … in the order of the feed; without gaps.
        key: Of the record.
        account_id: Whose record it is now; None: of no account.
        account_before: Whose it was, when that is another account.
        office: Responsible office now; `office_before`: the one before, when that is another.
        opened_by: Who opened the case, when it is one.
        version: Of the record, when it counts its writes.
        gone: It is no more for whoever reads this.
    """

    position: int
    at: datetime
    kind: ChangeKind
    key: str
    account_id: str | None = None
    account_before: str | None = None
    office: str | None = None
    office_before: str | None = None
    opened_by: str | None = None
    version: int | None = None
    gone: bool = False

    @property
    def line(self) -> str:
        """Within which order is promised: its account, else the one before, else the record itself."""
        return self.account_id or self.account_before or self.key
