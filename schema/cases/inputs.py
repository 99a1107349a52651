"""
Inputs made from the rows of the flows: one input type for each fact, one enum for each list of choices.

A fact `record_contact` of the flow CAPTURE becomes `RecordContactInCaptureInput`, the input of the mutation
`recordContactInCapture` (docs/adr/0009). Nothing here is written by hand for a flow: adding a row adds its API.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, Protocol

import strawberry

from domain.model.cases import Flow, Value, ValueKind
from domain.model.classes import Category
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import ACCOUNT, NEW, Datum, FactSpec
from domain.protocol.engine.titles import in_sentence
from domain.protocol.engine.topics import takes_topic
from domain.use_cases.accounts.assign import AssignedCategory
from schema.enums import described
from schema.ids import key_of
from schema.mistakes.labels import DATUM
from schema.scalars import CountryCode, Email, Rut

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def pascal(name: str) -> str:
    """BEHAVIOUR_NOTE or behaviour_note as BehaviourNote."""
    return "".join(word.capitalize() for word in name.split("_"))


def camel(name: str) -> str:
    """record_contact as recordContact."""
    first, *rest = name.split("_")
    return first.lower() + "".join(word.capitalize() for word in rest)


@strawberry.input(description="How a fact came about, and what makes its report safe: the same for all facts.")
class Circumstances:
    occurred_at: datetime | None = strawberry.field(
        default=None, description="Instant at which it happened («ocurrió»); none: now."
    )
    channel: Channel | None = strawberry.field(
        default=None, description="Channel («canal»); follows from the point of contact."
    )
    point_of_contact: PointOfContact | None = strawberry.field(
        default=None,
        description="Point of contact («punto de contacto», CHN-02..CHN-04). Staff must say it of a contact and of "
        "what opens a case (CHN-01).",
    )
    version: int | None = strawberry.field(
        default=None, description="Version of the case that was seen; none: whatever it is."
    )
    client_key: str | None = strawberry.field(
        default=None, description="Key of this request: repeating it does not repeat the effect."
    )


@strawberry.input(one_of=True, description="What a fact is about that opens a case or is reported in one.")
class FactSubject:
    case_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Global id of the case («caso») in which it is reported."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Global id of the account («cuenta») for which it opens a case."
    )


def mutation_of(flow: Flow, fact: str) -> str:
    """Name of the mutation that reports *fact* in *flow*, as clients write it."""
    return camel(f"{fact}_in_{flow.value.lower()}")


def input_type_of(flow: Flow, fact: str) -> str:
    """Name of its input type."""
    return f"{pascal(fact)}In{pascal(flow.value)}Input"


class Given(Protocol):
    """An input of any fact: what all of them have; `FactInput` reads the rest of each, some have a `topic`."""

    circumstances: Circumstances | None


@dataclass(frozen=True, slots=True)
class FactInput:
    """
    The input of one fact.

    Attributes:
        mutation: Name of its mutation, in Python ("record_contact_in_capture").
        type: The Strawberry input type.
        data_of: The data of an input, by the names of the row, in domain values.
        case_path, account_path: Where in the input the ids of its case and of its account go; empty: nowhere.
    """

    flow: Flow
    fact: FactSpec
    mutation: str
    type: type[Given]
    data_of: Callable[[Given], Mapping[str, Value]]
    case_path: tuple[str, ...] = ()
    account_path: tuple[str, ...] = ()

    def case_of(self, given: Given) -> strawberry.ID | None:
        """Global id of the case that the input names."""
        return _at(given, self.case_path)

    def account_of(self, given: Given) -> strawberry.ID | None:
        """Global id of the account that the input names."""
        return _at(given, self.account_path)


_NAMED: Final[Mapping[frozenset[str], type[Enum]]] = {
    frozenset(str(each.value) for each in AssignedCategory): AssignedCategory
}
"""Choices that are no names by themselves, by the enum that names them: what is written is what is read (F-59)."""


def as_written(datum: str, value: Value) -> Value:
    """A value of the datum of that name as clients write and read it: a category by its name."""
    return _WRITTEN.get(datum, {}).get(str(value), value)


_WRITTEN: Final[Mapping[str, Mapping[str, str]]] = {"category": {str(each.value): each.name for each in Category}}


class FactInputs:
    """Makes the inputs of all flows; enums with the same choices in one flow are one type."""

    def __init__(self) -> None:
        self._enums: dict[str, type[Enum]] = {}
        self._of_choices: dict[frozenset[tuple[str, str]], type[Enum]] = {}

    def of(self, rules: FlowRules) -> Iterator[FactInput]:
        """The inputs of one flow's facts that somebody may report (those of the system have none)."""
        for fact in rules.spec.facts:
            if fact.roles:
                yield self._input(rules, fact)

    def _input(self, rules: FlowRules, fact: FactSpec) -> FactInput:
        flow = rules.spec.flow
        subject = subject_of(rules, fact)
        fields: dict[str, tuple[object, object]] = _subject_field(subject)
        for datum in fact.data:
            type_: Any = self._type(flow, fact, datum)
            fields[datum.name] = (type_ if datum.required else type_ | None, _field(_description(datum), datum))
        fields["circumstances"] = (Circumstances | None, _field(_circumstances(fact), None))
        if takes_topic(rules, fact):
            fields["topic"] = (str | None, _field("Code of what is asked for, from `topics` (MEA-05).", None))
        namespace: dict[str, object] = {key: default for key, (_, default) in fields.items()}
        namespace["__annotations__"] = {key: annotation for key, (annotation, _) in fields.items()}
        namespace["__module__"] = __name__
        told = f"{rules.spec.title}: {in_sentence(fact.title)}. {fact.description}"
        made = strawberry.input(type(input_type_of(flow, fact.name), (), namespace), description=told)
        mutation = f"{fact.name}_in_{flow.value.lower()}"
        return FactInput(flow, fact, mutation, made, _reader(fact), subject.case_path, subject.account_path)

    def _type(self, flow: Flow, fact: FactSpec, datum: Datum) -> object:
        plain = _TYPES.get(datum.kind)
        if plain is not None:
            return plain
        if datum.kind is ValueKind.CHOICE and all(_NAME.fullmatch(choice) for choice in datum.choices):
            return self._enum(flow, fact, datum)
        return _NAMED.get(frozenset(datum.choices), str)

    def _enum(self, flow: Flow, fact: FactSpec, datum: Datum) -> type[Enum]:
        same = self._of_choices.get(frozenset(datum.choices.items()))
        if same is not None:
            return same  # the same choices are the same words, whatever the process
        process = pascal(flow.value)
        short = process if process.endswith(pascal(datum.name)) else f"{process}{pascal(datum.name)}"
        for name in (short, f"{process}{pascal(fact.name)}{pascal(datum.name)}"):
            known = self._enums.get(name)
            if known is None:
                choices = {choice: choice for choice in datum.choices}
                made = Enum(name, choices)  # type: ignore[misc]  # the choices are the row's
                self._enums[name] = described(made, f"{datum.label}.", {c: f"{t}." for c, t in datum.choices.items()})
                self._of_choices[frozenset(datum.choices.items())] = made
                return made
            if {member.name for member in known} == set(datum.choices):
                return known
        raise ValueError(f"{flow}: two lists of choices under the name {short}")


_TYPES: Final[Mapping[ValueKind, object]] = {
    ValueKind.INTEGER: int,
    ValueKind.BOOLEAN: bool,
    ValueKind.DATE: date,
    ValueKind.INSTANT: datetime,
    ValueKind.TEXTS: list[str],
    ValueKind.REGIONS: list[str],
    ValueKind.ACCOUNT: strawberry.ID,
    ValueKind.ACCOUNTS: list[strawberry.ID],
    ValueKind.COUNTRY: CountryCode,
    ValueKind.RUT: Rut,
    ValueKind.EMAIL: Email,
}
"""The type of a datum by its kind; of a text and of a choice, by the choices."""


@dataclass(frozen=True, slots=True)
class Subject:
    """
    What a fact is about, as its rows say.

    Attributes:
        opens: It opens a case.
        reports: It is reported in a case that is open.
        needs_account: It opens no case without an account.
    """

    opens: bool
    reports: bool
    needs_account: bool

    @property
    def case_path(self) -> tuple[str, ...]:
        """Where in the input the id of the case goes; empty: nowhere."""
        return (("about", "caseId") if self.opens else ("caseId",)) if self.reports else ()

    @property
    def account_path(self) -> tuple[str, ...]:
        """Where in the input the id of the account goes; empty: nowhere."""
        return (("about", "accountId") if self.reports else ("accountId",)) if self.opens else ()


def subject_of(rules: FlowRules, fact: FactSpec) -> Subject:
    """What the rows of the flow accept the fact about."""
    rows = [row for row in rules.spec.transitions if row.fact == fact.name]
    sources = {source for row in rows if not row.refuse for source in row.sources}
    needs_account = any(ACCOUNT in row.lacks for row in rows if NEW in row.sources)
    return Subject(NEW in sources, bool(sources - {NEW}), needs_account)


def _subject_field(subject: Subject) -> dict[str, tuple[object, object]]:
    """The field that names the case or the account: required where nothing happens without."""
    if not subject.opens:
        return {"case_id": (strawberry.ID, _required("Global id of the case («caso»)."))}
    if not subject.reports:
        told = "Global id of the account («cuenta») for which it opens a case."
        if subject.needs_account:
            return {"account_id": (strawberry.ID, _required(told))}
        return {
            "account_id": (strawberry.ID | None, _field(told[:-1] + "; none: of a person without a company.", None))
        }
    if subject.needs_account:
        return {
            "about": (
                FactSubject,
                _required("The case in which it is reported, or the account for which it opens one."),
            )
        }
    told = (
        "The case in which it is reported, or the account for which it opens one; none: of a person without a company."
    )
    return {"about": (FactSubject | None, _field(told, None))}


def _at(given: object, path: tuple[str, ...]) -> strawberry.ID | None:
    """What stands at a path of an input; None: nothing."""
    found: object = given if path else None
    for step in path:
        found = getattr(found, _SNAKE.sub(r"_\1", step).lower(), None)
    return strawberry.ID(found) if isinstance(found, str) else None


_SNAKE: Final = re.compile(r"([A-Z])")


def _field(description: str, datum: Datum | None) -> object:
    metadata = {DATUM: datum} if datum else None
    if datum is not None and datum.required:
        return strawberry.field(description=description, metadata=metadata)
    return strawberry.field(default=None, description=description, metadata=metadata)


def _required(description: str) -> object:
    return strawberry.field(description=description)


def _circumstances(fact: FactSpec) -> str:
    asked = " It is a contact: staff must say the point of contact (CHN-01)." if fact.is_contact else ""
    return f"When, by which channel and of which version of the case; none: now.{asked}"


def _description(datum: Datum) -> str:
    rule = f" ({datum.rule})" if datum.rule else ""
    listed = ""
    if datum.kind is ValueKind.CHOICE and not all(_NAME.fullmatch(choice) for choice in datum.choices):
        listed = " One of: " + ", ".join(f"{key} {text}" for key, text in datum.choices.items()) + "."
    return f"{datum.label}{rule}.{listed}"


def _reader(fact: FactSpec) -> Callable[[Given], Mapping[str, Value]]:
    def data_of(given: Given) -> Mapping[str, Value]:
        found: dict[str, Value] = {}
        for datum in fact.data:
            value = getattr(given, datum.name)
            if value is not None:
                found[datum.name] = _value(datum, value)
        return found

    return data_of


def _value(datum: Datum, value: Any) -> Value:
    if datum.kind is ValueKind.ACCOUNT:
        return key_of(value, "Account", datum.name)
    if datum.kind is ValueKind.ACCOUNTS:
        return tuple(key_of(each, "Account", datum.name) for each in value)
    if isinstance(value, Enum):
        return value.name if value.name in datum.choices else str(value.value)
    return tuple(value) if isinstance(value, list) else value
