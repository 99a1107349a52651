"""
A flow ready to be played: its rows with their guards and computed values, looked up by state and fact.

A module of `domain.protocol.flows` exposes three names:

    FLOW: FlowSpec                          states, facts, transitions
    GUARDS: Mapping[str, Guard]             the predicates that `Transition.when` names
    VALUES: Mapping[str, Computed]          what the rows call "@name" (may be left out)

Conventions of the rows
- `sources=("",)` opens a case; `sources=(OPEN,)` is every state that is not final; `ANY` every state, final ones
  included (traces only). Rows are tried in order: the first whose source, fact and guard fit decides. A row for a
  named state is tried where it stands, so put particular rows before general ones.
- A reference inside an effect is a literal, "$name" (a datum of the fact or of the case) or "@name" (a computed value).
  `StartTerm.rule/at/unit`, `RegisterAction.type`, `RecordFact.value`, `HandOver.to`, `SetTimer.when` and
  `OpenCase.account` may be references. A reference that gives None leaves the effect out, except `StartTerm.at/unit`.
- `StartTerm.at`: an instant or a day (then its first instant at the office). For the units UNTIL_DATE and DAYS_BEFORE
  it is the given date to which the term is counted, and the term starts with the fact. `StartTerm.unit` that gives a
  list starts one term for each.
- `StopTerm.rules`: "SLA-15" stops every open SLA-15 of the case; "SLA-15:$coordinator" only that unit's.
- `WaiveTerm.rules`: the same; the terms end without having been met, for the reason of the fact.
- `SetTimer.when`: "now", "$datum" or "@value", then optionally "+<n><unit>" with unit h (hours), d (calendar days),
  b (business days of the office), m (months, AMB-29). What comes out as a day is taken at the hour of automatic
  messages (`follow_up_hour`) of the office's zone. Example: "$ended_on+1m".
- `RecordFact`: dated on the local day of the fact; yes and no become YES and NO; the given data goes into `detail`,
  the datum `reason` into its reason. Kind "account.<field>" writes that field of the account instead.
- A `reason` may hold {placeholders}, as the texts of states. The datum named `reason` is the person's own.
- `RegisterAction`: title from the catalogue; days from the data `started_on` and `ended_on` that the fact itself
  brings, else the day of the fact; `market` from the data of the case, `notes` from those of the fact.
- `HandOver.to`: a `Role` name (the person is proposed from the directory), "office:<code>", "person:<id>" or
  "unit:<name>".
- `OpenCase`: the other flow is opened by its first opening fact, with the data of the same names.
- Special values: "@case_office" sets the responsible office after each step, "@case_assignee" proposes who takes it
  when nobody has it or the office changed, "@accountable_unit" replaces the flow's unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.model.cases import Value
from domain.protocol.engine_rows import FactSpec, FlowSpec, StateSpec, Transition
from domain.protocol.engine_situation import Computed, Guard, Situation

NEW: Final = ""
"""Source of the rows that open a case."""

OPEN: Final = "*"
"""Source: every state that is not final."""

ANY: Final = "**"
"""Source: every state."""


@dataclass(frozen=True, slots=True)
class FlowRules:
    """One flow with what its rows name. Raises ValueError when a name is not there."""

    spec: FlowSpec
    guards: Mapping[str, Guard] = field(default_factory=dict)
    values: Mapping[str, Computed] = field(default_factory=dict)
    facts: Mapping[str, FactSpec] = field(init=False, repr=False, default_factory=dict)
    states: Mapping[str, StateSpec] = field(init=False, repr=False, default_factory=dict)
    _rows: Mapping[tuple[str, str], tuple[Transition, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        spec = self.spec
        object.__setattr__(self, "facts", {fact.name: fact for fact in spec.facts})
        object.__setattr__(self, "states", {state.name: state for state in spec.states})
        rows: dict[tuple[str, str], list[Transition]] = {}
        for row in spec.transitions:
            if row.when and row.when not in self.guards:
                raise ValueError(f"{spec.flow}: no guard «{row.when}»")
            for source in self._expand(row.sources):
                rows.setdefault((source, row.fact), []).append(row)
        object.__setattr__(self, "_rows", {key: tuple(found) for key, found in rows.items()})

    def rows(self, state: str, fact: str) -> tuple[Transition, ...]:
        """The rows for that fact in that state, in order."""
        return self._rows.get((state, fact), ())

    def row_for(self, situation: Situation, fact: str) -> Transition | None:
        """The row that decides: the first that fits."""
        return self.first_that_fits(self.rows(situation.state, fact), situation)

    def first_that_fits(self, rows: Sequence[Transition], situation: Situation) -> Transition | None:
        """The first of these rows whose guard says yes, if any."""
        for row in rows:
            if not row.when or self.guards[row.when](situation):
                return row
        return None

    def facts_from(self, state: str) -> tuple[str, ...]:
        """Every fact that has a row in that state, in the order of the flow."""
        return tuple(fact.name for fact in self.spec.facts if (state, fact.name) in self._rows)

    def is_final(self, state: str) -> bool:
        """Whether nothing more is asked for in that state."""
        return state != NEW and self.states[state].final

    def resolve(self, reference: str | None, situation: Situation) -> Value:
        """What a reference of a row stands for: see the conventions above."""
        if reference is None:
            return None
        if reference.startswith("$"):
            return situation.data.get(reference[1:])
        if reference.startswith("@"):
            return self.values[reference[1:]](situation)
        return reference

    def _expand(self, sources: tuple[str, ...]) -> list[str]:
        found: list[str] = []
        for source in sources:
            if source == OPEN:
                found += [state.name for state in self.spec.states if not state.final]
            elif source == ANY:
                found += [state.name for state in self.spec.states]
            else:
                found.append(source)
        return found
