"""Which facts bring a suggestion or a complaint, one row each ("sugerencias recibidas"; LIN-10, PUB-07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.model.cases import Flow, Value
from domain.model.quality.suggestions import SuggestionKind


@dataclass(frozen=True, slots=True)
class Brings:
    """
    One row.

    Attributes:
        kind: What the text of the datum is.
        flow: Only in this flow; None: wherever the datum is asked for.
        said_to_be: Only when the datum `kind` of the fact says so; None: whatever it says.
        rules: That ask to keep it.
    """

    datum: str
    kind: SuggestionKind
    rules: tuple[str, ...]
    flow: Flow | None = None
    said_to_be: str | None = None

    def holds(self, flow: Flow, data: Mapping[str, Value]) -> bool:
        """Whether these data of a fact of that flow bring one by this row."""
        return (
            self.flow in {None, flow}
            and self.said_to_be in {None, data.get("kind")}
            and bool(str(data.get(self.datum) or "").strip())
        )


BRINGS: Final = (
    Brings("suggestions", SuggestionKind.SUGGESTION, ("LIN-10", "FUP-08")),
    Brings("complaint", SuggestionKind.COMPLAINT, ("LIN-10", "PUB-07", "POL-11"), Flow.CITIZEN),
    Brings("query", SuggestionKind.COMPLAINT, ("LIN-10", "PUB-07", "POL-11"), Flow.CITIZEN, "COMPLAINT"),
    Brings("query", SuggestionKind.SUGGESTION, ("LIN-10", "PUB-07"), Flow.CITIZEN, "SUGGESTION"),
)
"""In order: of each kind the first that holds. A complaint made elsewhere comes to Atención Ciudadana (AMB-48)."""


def brought(flow: Flow, data: Mapping[str, Value]) -> Mapping[SuggestionKind, str]:
    """What a fact of the flow brings with these data, by kind; at most one of each. Source: LIN-10, PUB-07."""
    found: dict[SuggestionKind, str] = {}
    for row in BRINGS:
        if row.holds(flow, data):
            found.setdefault(row.kind, str(data[row.datum]).strip())
    return found
