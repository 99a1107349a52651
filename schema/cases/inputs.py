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
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import Datum, FactSpec
from domain.protocol.engine.topics import takes_topic
from schema.enums import described
from schema.ids import key_of
from schema.mistakes.labels import DATUM
from schema.scalars import CountryCode

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def pascal(name: str) -> str:
    """BEHAVIOUR_NOTE or behaviour_note as BehaviourNote."""
    return "".join(word.capitalize() for word in name.split("_"))


def camel(name: str) -> str:
    """record_contact as recordContact."""
    first, *rest = name.split("_")
    return first.lower() + "".join(word.capitalize() for word in rest)


class Given(Protocol):
    """An input of any fact: what all of them have; `FactInput.data_of` reads the data of each, some have a `topic`."""

    case_id: strawberry.ID | None
    account_id: strawberry.ID | None
    occurred_at: datetime | None
    channel: Channel | None
    point_of_contact: PointOfContact | None
    version: int | None
    client_key: str | None


@dataclass(frozen=True, slots=True)
class FactInput:
    """
    The input of one fact.

    Attributes:
        mutation: Name of its mutation, in Python ("record_contact_in_capture").
        type: The Strawberry input type.
        data_of: The data of an input, by the names of the row, in domain values.
    """

    flow: Flow
    fact: FactSpec
    mutation: str
    type: type[Given]
    data_of: Callable[[Given], Mapping[str, Value]]


class FactInputs:
    """Makes the inputs of all flows; enums with the same choices in one flow are one type."""

    def __init__(self) -> None:
        self._enums: dict[str, type[Enum]] = {}

    def of(self, rules: FlowRules) -> Iterator[FactInput]:
        """The inputs of one flow's facts that somebody may report (those of the system have none)."""
        for fact in rules.spec.facts:
            if fact.roles:
                yield self._input(rules.spec.flow, fact, takes_topic(rules, fact))

    def _input(self, flow: Flow, fact: FactSpec, has_topic: bool) -> FactInput:
        name = f"{pascal(fact.name)}In{pascal(flow.value)}"
        fields: dict[str, tuple[object, object]] = {
            "case_id": (strawberry.ID | None, _field("Global id of the case; none: the fact opens one.")),
            "account_id": (strawberry.ID | None, _field("Global id of the account, when the fact opens a case.")),
        }
        for datum in fact.data:
            fields[datum.name] = (self._type(flow, fact, datum), _field(_description(datum), datum))
        fields |= {
            "occurred_at": (datetime | None, _field("Instant at which it happened; none: now.")),
            "channel": (Channel | None, _field("Channel; follows from the point of contact.")),
            "point_of_contact": (PointOfContact | None, _field(_point_of_contact(fact))),
            "version": (int | None, _field("Version of the case that was seen; none: whatever it is.")),
            "client_key": (str | None, _field("Key of this request: repeating it does not repeat the effect.")),
        }
        if has_topic:
            fields["topic"] = (str | None, _field("Code of what is asked for, from `topics` (MEA-05)."))
        namespace: dict[str, object] = {key: default for key, (_, default) in fields.items()}
        namespace["__annotations__"] = {key: annotation for key, (annotation, _) in fields.items()}
        namespace["__module__"] = __name__
        made = strawberry.input(type(f"{name}Input", (), namespace), description=fact.description)
        return FactInput(flow, fact, f"{fact.name}_in_{flow.value.lower()}", made, _reader(fact))

    def _type(self, flow: Flow, fact: FactSpec, datum: Datum) -> object:
        # Required data may be absent all the same: the refusal then names the rule, as every refusal does.
        match datum.kind:
            case ValueKind.INTEGER:
                return int | None
            case ValueKind.BOOLEAN:
                return bool | None
            case ValueKind.DATE:
                return date | None
            case ValueKind.INSTANT:
                return datetime | None
            case ValueKind.TEXTS | ValueKind.REGIONS:
                return list[str] | None
            case ValueKind.ACCOUNT:
                return strawberry.ID | None
            case ValueKind.ACCOUNTS:
                return list[strawberry.ID] | None
            case ValueKind.COUNTRY:
                return CountryCode | None
            case ValueKind.CHOICE if all(_NAME.fullmatch(choice) for choice in datum.choices):
                return self._enum(flow, fact, datum) | None
            case ValueKind.CHOICE | ValueKind.TEXT | ValueKind.RUT:
                return str | None

    def _enum(self, flow: Flow, fact: FactSpec, datum: Datum) -> type[Enum]:
        short = f"{pascal(flow.value)}{pascal(datum.name)}"
        for name in (short, f"{pascal(flow.value)}{pascal(fact.name)}{pascal(datum.name)}"):
            known = self._enums.get(name)
            if known is None:
                choices = {choice: choice for choice in datum.choices}
                made = Enum(name, choices)  # type: ignore[misc]  # the choices are the row's
                self._enums[name] = described(made, f"{datum.label}.", {c: f"{t}." for c, t in datum.choices.items()})
                return made
            if {member.name for member in known} == set(datum.choices):
                return known
        raise ValueError(f"{flow}: two lists of choices under the name {short}")


def _field(description: str, datum: Datum | None = None) -> object:
    return strawberry.field(default=None, description=description, metadata={DATUM: datum} if datum else None)


def _point_of_contact(fact: FactSpec) -> str:
    asked = " Staff must say it: the fact is a contact (CHN-01)." if fact.is_contact else ""
    return f"Point of contact (CHN-02..CHN-04).{asked}"


def _description(datum: Datum) -> str:
    needed = "Required. " if datum.required else ""
    rule = f" ({datum.rule})" if datum.rule else ""
    listed = ""
    if datum.kind is ValueKind.CHOICE and not all(_NAME.fullmatch(choice) for choice in datum.choices):
        listed = " One of: " + ", ".join(f"{key} {text}" for key, text in datum.choices.items()) + "."
    return f"{needed}{datum.label}{rule}.{listed}"


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
        return value.name
    return tuple(value) if isinstance(value, list) else value
