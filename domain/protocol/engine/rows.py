"""
What a flow is written with ("filas de un proceso"): states, the facts that move them, what each fact must bring, who
may report it, what it causes and the rules that say so.

Belongs here: the kinds of row. Does not belong here: the rows (domain.protocol.flows) and the few lines that read them
(domain.protocol.engine.decide).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Final

from domain.model.cases import Flow, Value, ValueKind
from domain.model.institution.people import Role
from domain.protocol.engine.situation import Computed, First, Guard, Situation

NEW: Final = ""
"""Source of the rows that open a case."""

OPEN: Final = "*"
"""Source: every state that is not final."""

ANY: Final = "**"
"""Source: every state."""


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
        most: For INTEGER, the furthest from zero that can be meant; for TEXT, the characters it can hold.
    """

    name: str
    kind: ValueKind
    label: str
    required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    rule: str | None = None
    happened: bool = False
    most: int = 10**12


ACCOUNT: Final = Datum("account_id", ValueKind.ACCOUNT, "Cuenta de la empresa")
"""The account that a case is about; it stands beside the data of its first fact."""


Reference = str | Datum | Computed
"""
What an effect names: a literal, the value of a datum of the fact or of the case, or a value worked out.

A reference that gives None leaves the effect out, except `StartTerm.at` and `StartTerm.unit`.
"""


def resolve(reference: Reference | None, situation: Situation) -> Value:
    """What a reference of a row stands for in *situation*."""
    match reference:
        case str() | None:
            return reference
        case Datum(name=name):
            return situation.data.get(name)
        case compute:
            return compute(situation)


@dataclass(frozen=True, slots=True)
class StartTerm:
    """
    Start the term of this rule at the instant of the fact.

    Attributes:
        at: An instant or a day (then its first instant at the office) at which it starts instead. For the units
            UNTIL_DATE and DAYS_BEFORE it is the given date to which the term is counted, and the term starts with
            the fact.
        unit: Who must do it; a list starts one term for each.
    """

    rule: Reference
    at: Reference | None = None
    unit: Reference | None = None


@dataclass(frozen=True, slots=True)
class StopTerm:
    """Stop the open terms of these rules at the instant of the fact; with `unit`, only those of that unit."""

    rules: tuple[str, ...]
    unit: Reference | None = None


@dataclass(frozen=True, slots=True)
class WaiveTerm:
    """
    No longer demand the open terms of these rules, for the reason of the fact; reported apart, never as met.

    Where what they were asked for is `withdrawn`, one that is overdue already stays overdue (AMB-75).
    """

    rules: tuple[str, ...]
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Notify:
    """Queue this message (NTF id), exactly once for this case and fact occurrence."""

    message: Reference


@dataclass(frozen=True, slots=True)
class RegisterAction:
    """
    Write an action of this type ("Registro de Acciones" or log), so that the CRM has it.

    Its title comes from the catalogue; its days from the data `started_on` and `ended_on` that the fact itself brings,
    else the day of the fact; `market` from the data of the case, `notes` from those of the fact.
    """

    type: Reference


@dataclass(frozen=True, slots=True)
class RecordFact:
    """
    Add a fact to the account, dated on the local day of this one; `value` comes to be a value of `FACT_VALUES`.

    Yes and no become YES and NO; the given data goes into `detail`, the datum `reason` into its reason. The kind
    "account.<field>" writes that field of the account instead.
    """

    kind: str
    value: Reference

    def told(self, situation: Situation) -> Value:
        """The value to record; a datum only when this fact brings it: what was said before was recorded then."""
        if isinstance(self.value, Datum):
            return situation.given.get(self.value.name)
        return resolve(self.value, situation)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """
    Open a case of another flow for the same account, with this one as origin.

    It is opened by the first opening fact of that flow, with the data of the same names.
    """

    flow: Flow


@dataclass(frozen=True, slots=True)
class SetTimer:
    """
    Set a timer of this kind; when it fires, the fact `fact` is reported by the system.

    `at` gives an instant, or a day: then the hour of automatic messages (`follow_up_hour`) of the office's zone.

    Attributes:
        term: Rule of the case's term from which `at` derives: when that term moves (a holiday, another office), `at`
            is worked out again, and a timer that came too early sets itself again. `at` is then of the case as it is,
            never of the fact alone. None: it depends on no term.
    """

    kind: str
    at: Datum | Computed
    fact: str
    term: str | None = None


@dataclass(frozen=True, slots=True)
class CancelTimers:
    """Cancel the case's pending timers of these kinds."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOver:
    """
    Derive the case to another role or office ("derivación"), to be acknowledged (POL-05).

    `to` comes to be the name of a `Role` (the person is proposed from the directory), "office:<code>", "person:<id>"
    or "unit:<name>".
    """

    to: Reference


@dataclass(frozen=True, slots=True)
class Represent:
    """
    Decide on the representation of the case's company; `outcome` comes to be DECLARED, CONFIRMED or REFUSED (AMB-54).

    When it is confirmed, what waited in the case passes to the account, which is made if there is none.
    """

    outcome: Reference


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
    | Represent
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """
    One row of a flow, written with `on` and `step`, `trace` or `refusal`.

    Attributes:
        sources: States from which the fact is accepted; NEW, OPEN and ANY stand for more than one.
        fact: Name of its `FactSpec`.
        when: The guard; None: always. The first row whose source, fact and guard fit decides.
        target: State after it; None: the same state (a trace).
        effects: What it causes, in order.
        rules: Rule ids that say so, the most telling first.
        reason: Spanish sentence shown when the step diverts, postpones or refuses (POL-06), or explains an exception;
            may hold {placeholders}, as the texts of states. The datum named `reason` is the person's own.
        refuse: Not a step but a typed refusal: the fact is not accepted; `reason` tells why.
        lacks: Of a refusal: data that the fact needs here and does not bring (in full); told as missing, all at once.
        wrong: Of a refusal: the datum that it brings and that cannot be meant; told as an invalid value.
        unconfigured: Of a refusal: the step is judged by a document that is not loaded; told as not configured.
        turns_away: The step refuses, diverts or postpones what was asked for: the record of decisions says so, with the
            reason that was shown (POL-06). A reason that only explains an ordinary step does not.
    """

    sources: tuple[str, ...]
    target: str | None = None
    rules: tuple[str, ...]
    fact: str = ""
    when: Guard | None = None
    effects: tuple[Effect, ...] = ()
    reason: str = ""
    refuse: bool = False
    lacks: tuple[Datum, ...] = ()
    wrong: Datum | None = None
    unconfigured: bool = False
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
    _: KW_ONLY
    rules: tuple[str, ...]
    who: str = ""
    role: Role | None = None
    facts: tuple[str, ...] = ()
    term: str | None = None
    final: bool = False


TAKEN_BACK: Final = StateSpec(
    "RETIRADO",
    "Retirado: se abrió por error",
    "El hecho que abrió el caso se registró por error y se retiró: no hay nada que hacer.",
    rules=("POL-07", "AMB-70"),
    final=True,
)
"""The state of a case whose opening was a mistake, whatever its flow: no fact leads to it or out of it (AMB-70)."""


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """
    A flow as data.

    Attributes:
        office, unit: Who answers, worked out after each step; None: it stays, and it is `accountable_unit`.
        follows: Until when the case goes where its account goes (AMB-68); None: until its office has acted (AMB-82).
        moved: What is caused when the case follows its account to another office.
        assignee: Who is proposed to take it, when nobody has it or the office changed.
        words: What its texts call {name}, besides its data and the standard names.
        comes_first: What an open case waits for before an action of that type is registered, whatever the door.
        one_per_account: A second opening returns the open case (AMB-62).
    """

    flow: Flow
    title: str
    facts: tuple[FactSpec, ...]
    states: tuple[StateSpec, ...]
    transitions: tuple[Transition, ...]
    accountable_unit: str
    _: KW_ONLY
    office: Computed | None = None
    follows: Guard | None = None
    moved: tuple[Effect, ...] = ()
    assignee: Computed | None = None
    unit: Computed | None = None
    words: Mapping[str, Computed] = field(default_factory=dict)
    comes_first: First | None = None
    one_per_account: bool = False


States = str | Sequence[str]
Effects = tuple[Effect, ...]
Data = tuple[Datum, ...]


def on(fact: str, *rows: Transition) -> tuple[Transition, ...]:
    """
    The rows of one fact, tried in order: the first whose source and guard fit decides.

    A row for a named state is tried where it stands, so particular rows come before general ones.
    """
    return tuple(replace(row, fact=fact) for row in rows)


def step(
    source: States, target: str, *rules: str, when: Guard | None = None, then: Effects = (), because: str = ""
) -> Transition:
    """From *source* (one state or several) to *target*, with what that causes."""
    return Transition(sources=_all(source), target=target, rules=rules, when=when, effects=then, reason=because)


def trace(source: States, *rules: str, when: Guard | None = None, then: Effects = (), because: str = "") -> Transition:
    """The fact is written down, with what it causes, and the case stays where it is."""
    return Transition(sources=_all(source), rules=rules, when=when, effects=then, reason=because)


def refusal(
    source: States, reason: str, *rules: str, when: Guard | None = None, lacks: Data = (), wrong: Datum | None = None
) -> Transition:
    """The fact is not accepted, and *reason* tells why (POL-06): another step comes first, or its data are at fault."""
    return replace(trace(source, *rules, when=when, because=reason), refuse=True, lacks=lacks, wrong=wrong)


def not_configured(row: Transition) -> Transition:
    """The same refusal, told as what is not configured: the document that judges the step is not loaded (6.2)."""
    return replace(row, unconfigured=True)


def turning_away(row: Transition) -> Transition:
    """The same step, of which the record of decisions says that it refuses, diverts or postpones (POL-06)."""
    return replace(row, turns_away=True)


def _all(source: States) -> tuple[str, ...]:
    return (source,) if isinstance(source, str) else tuple(source)
