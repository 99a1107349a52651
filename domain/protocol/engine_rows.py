"""
What a flow is written with ("filas de un proceso"): states, the facts that move them, what each fact must bring, who
may report it, what it causes and the rules that say so.

Belongs here: the kinds of row. Does not belong here: the rows (domain.protocol.flows) and the few lines that read them
(domain.protocol.engine).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.model.cases import Flow, ValueKind
from domain.model.people import Role


@dataclass(frozen=True, slots=True)
class Datum:
    """
    One datum that a fact brings.

    Attributes:
        name: Stable English name, snake_case.
        label: As a person calls it, in Spanish.
        required: The fact is refused without it, with the rule id.
        choices: For CHOICE, value -> Spanish label.
        rule: Rule that asks for it.
        happened: A day or instant at which something happened: one that is still to come is refused.
    """

    name: str
    kind: ValueKind
    label: str
    required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    rule: str | None = None
    happened: bool = False


@dataclass(frozen=True, slots=True)
class StartTerm:
    """Start the term of this rule at the instant of the fact (or at the datum named by `at`)."""

    rule: str
    at: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class StopTerm:
    """Stop the open terms of these rules at the instant of the fact."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaiveTerm:
    """No longer demand the open terms of these rules, for the reason of the fact; reported apart, never as met."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notify:
    """Queue this message (NTF id), exactly once for this case and fact occurrence."""

    message: str


@dataclass(frozen=True, slots=True)
class RegisterAction:
    """Write an action of this type ("Registro de Acciones" or log), so that the CRM has it."""

    type: str


@dataclass(frozen=True, slots=True)
class RecordFact:
    """Add a dated fact to the account; `value` is a value of `FACT_VALUES`, or "$name" of a datum."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Open a case of another flow for the same account (or that of datum `account`), with this one as origin."""

    flow: Flow
    account: str | None = None


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Set a timer of this kind; when it fires, the fact `fact` is reported by the system. `when`: see engine."""

    kind: str
    when: str
    fact: str


@dataclass(frozen=True, slots=True)
class CancelTimers:
    """Cancel the case's pending timers of these kinds."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOver:
    """Derive the case to another role or office ("derivación"), to be acknowledged (POL-05)."""

    to: str


Effect = (
    StartTerm
    | StopTerm
    | WaiveTerm
    | Notify
    | RegisterAction
    | RecordFact
    | OpenCase
    | SetTimer
    | CancelTimers
    | HandOver
)


@dataclass(frozen=True, slots=True)
class FactSpec:
    """
    A fact that can be reported in a flow ("hecho").

    Attributes:
        name: Stable English verb phrase, snake_case ("record_contact"): also the name of its mutation.
        title: In Spanish, as a person does it ("Registrar contacto").
        description: What it means, in English, for the API.
        data: What it must or may bring.
        roles: Who may report it; empty: only the system.
        is_contact: ProChile and the company or person spoke, wrote or met, or tried to: staff say by which point of
            contact (CHN-01).
    """

    name: str
    title: str
    description: str
    data: tuple[Datum, ...] = ()
    roles: frozenset[Role] = frozenset()
    is_contact: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """
    One row of a flow.

    Attributes:
        sources: States from which the fact is accepted; the state "" is "no case yet".
        fact: Name of its `FactSpec`.
        when: Name of a guard (a pure predicate in the flow's module), or "" for always. The first row whose source,
            fact and guard fit decides.
        target: State after it; None: the same state (a trace).
        effects: What it causes, in order.
        rules: Rule ids that say so, the most telling first.
        reason: Spanish sentence shown when the step diverts, postpones or refuses (POL-06), or explains an exception.
        refuse: Not a step but a typed refusal: the fact is not accepted; `reason` tells why.
        turns_away: The step refuses, diverts or postpones what was asked for: the record of decisions says so, with the
            reason that was shown (POL-06). A reason that only explains an ordinary step does not.
    """

    sources: tuple[str, ...]
    fact: str
    target: str | None
    rules: tuple[str, ...]
    when: str = ""
    effects: tuple[Effect, ...] = ()
    reason: str = ""
    refuse: bool = False
    turns_away: bool = False


@dataclass(frozen=True, slots=True)
class StateSpec:
    """
    One state of a flow, and the next step that it asks for (section 8.3).

    Attributes:
        name: UPPER_CASE; the protocol's word where it has one.
        title: In Spanish.
        facts: The facts that are the next step, the expected one first; all are accepted by some transition.
        who: Responsible, in Spanish ("encargado/a del sector"); `role` when it is one role.
        text: What to do and why, in Spanish, near and direct: the text to say (COM-02); may hold {placeholders}.
        rules: Rule ids it rests on.
        term: Rule id of the term that runs in it, if any.
        final: Nothing more is asked for.
    """

    name: str
    title: str
    text: str
    who: str = ""
    role: Role | None = None
    facts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    term: str | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """A flow as data. `guards` are pure predicates over (case, account facts, data), by name."""

    flow: Flow
    title: str
    facts: tuple[FactSpec, ...]
    states: tuple[StateSpec, ...]
    transitions: tuple[Transition, ...]
    accountable_unit: str
    one_per_account: bool = False  # AMB-62: a second opening returns the open case
