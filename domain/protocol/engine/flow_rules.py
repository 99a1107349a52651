"""A flow ready to be played: its rows, looked up by state and fact. How they are written: engine_rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.protocol.engine.rows import ANY, NEW, OPEN, TAKEN_BACK, FactSpec, FlowSpec, StateSpec, Transition
from domain.protocol.engine.situation import Situation


@dataclass(frozen=True, slots=True)
class FlowRules:
    """One flow with its names looked up."""

    spec: FlowSpec
    facts: Mapping[str, FactSpec] = field(init=False, repr=False, default_factory=dict)
    states: Mapping[str, StateSpec] = field(init=False, repr=False, default_factory=dict)
    _rows: Mapping[tuple[str, str], tuple[Transition, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", {fact.name: fact for fact in self.spec.facts})
        object.__setattr__(self, "states", {state.name: state for state in (*self.spec.states, TAKEN_BACK)})
        rows: dict[tuple[str, str], list[Transition]] = {}
        for row in self.spec.transitions:
            for source in self.sources_of(row):
                rows.setdefault((source, row.fact), []).append(row)
        object.__setattr__(self, "_rows", {key: tuple(found) for key, found in rows.items()})

    def rows(self, state: str, fact: str) -> tuple[Transition, ...]:
        """The rows for that fact in that state, in order."""
        return self._rows.get((state, fact), ())

    def row_for(self, situation: Situation, fact: str) -> Transition | None:
        """The row that decides: the first that fits."""
        return first_that_fits(self.rows(situation.state, fact), situation)

    def facts_from(self, state: str) -> tuple[str, ...]:
        """Every fact that has a row in that state, in the order of the flow."""
        return tuple(fact.name for fact in self.spec.facts if (state, fact.name) in self._rows)

    def is_final(self, state: str) -> bool:
        """Whether nothing more is asked for in that state."""
        return state != NEW and self.states[state].final

    def sources_of(self, row: Transition) -> Iterator[str]:
        """The states, one by one, for which *row* stands."""
        for source in row.sources:
            if source in {OPEN, ANY}:
                yield from (state.name for state in self.spec.states if source == ANY or not state.final)
            else:
                yield source


def first_that_fits(rows: Sequence[Transition], situation: Situation) -> Transition | None:
    """The first of these rows whose guard says yes, if any."""
    return next((row for row in rows if row.when is None or row.when(situation)), None)
