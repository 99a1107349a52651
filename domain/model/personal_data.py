"""Personal data that were shown, and to whom: kinds and subjects, never the values (POL-07)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from domain.model.worded import Worded


class PersonalData(Worded):
    """Kinds of datum by which a natural person is known or reached (DAT-01, DAT-02, DAT-07; Law 19.628)."""

    NAME = "NAME", "Nombre."
    RUN = "RUN", "RUN, o RUT de una persona natural."
    EMAIL = "EMAIL", "Correo electrónico."
    PHONE = "PHONE", "Teléfono."
    ADDRESS = "ADDRESS", "Dirección."
    POSITION = "POSITION", "Cargo."
    CORRESPONDENCE = "CORRESPONDENCE", "Texto de un mensaje."
    DOCUMENT = "DOCUMENT", "Contenido de un documento de un caso."


@dataclass(frozen=True, slots=True)
class PersonalRead:
    """
    Somebody was shown personal data of one account or case. Never changed.

    Attributes:
        at: UTC instant of the answer, by the machine's clock: who read what is no part of the protocol's time.
        by, role: Stable id of the actor, and as what.
        kinds: What was shown, by kind, in the order of `PersonalData`.
        field: Name of the root field of the API through which it went ("accounts").
        operation: Name that the client gave its operation; None: it gave none.
        number: Its place in the record; None: it is not recorded yet.
        account_id, case_id: Whose; a case counts by itself when it belongs to no account.
    """

    at: datetime
    by: str
    role: str
    kinds: tuple[PersonalData, ...]
    field: str
    operation: str | None = None
    account_id: str | None = None
    case_id: str | None = None
    number: int | None = dataclasses.field(default=None, compare=False)
