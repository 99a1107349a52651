"""What flows with one case for an account share: a case goes on in another one of the same company (AMB-74)."""

from __future__ import annotations

from typing import Final

from domain.model.cases import ValueKind
from domain.protocol.engine.rows import Datum, FactSpec, StateSpec

JOIN_OTHER_CASE: Final = FactSpec(
    "join_other_case",
    "Seguir en el otro caso de la empresa",
    "Two accounts of one company were joined, and both had an open case: the other one goes on for both.",
    (
        Datum("reason", ValueKind.TEXT, "Por qué este caso termina", rule="POL-07"),
        Datum("joined_to", ValueKind.TEXT, "Número del caso que sigue", rule="CAP-04"),
    ),
)

JOINED: Final = StateSpec(
    "UNIDA_A_OTRO_CASO",
    "Sigue en otro caso",
    "Se unieron dos cuentas de {company}, y las dos tenían un caso abierto: se sigue en el caso {joined_to}.",
    rules=("CAP-04", "POL-07"),
    final=True,
)
