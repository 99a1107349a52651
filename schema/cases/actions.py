"""What the viewer may report as a step: the mutation, its data still missing and their choices (F-55, F-57)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import strawberry

from domain.model.cases import Flow, Offer, ValueKind
from domain.model.institution.channels import PointOfContact
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.places.regions import REGIONS
from domain.protocol.engine.contact_points import no_contact_point
from domain.protocol.engine.rows import Datum
from domain.protocol.flows import FLOWS
from schema.cases.inputs import camel, pascal
from schema.cases.timeline import value_text
from schema.ids import global_id


@strawberry.type(description="A choice of a datum.")
class DatumChoice:
    value: str = strawberry.field(description="The value.")
    label: str = strawberry.field(description="As a person reads it; in Spanish.")


@strawberry.type(description="A datum that an action brings.")
class ActionDatum:
    name: str = strawberry.field(description="Name of the input field.")
    kind: ValueKind = strawberry.field(description="Its type.")
    label: str = strawberry.field(description="As a person calls it; in Spanish.")
    required: bool = strawberry.field(description="The mutation is refused without it.")
    rule: str | None = strawberry.field(description="Rule that asks for it.")
    choices: list[DatumChoice] = strawberry.field(description="The values that it may have; empty: free.")
    value: str | None = strawberry.field(description="What the case knows of it already, to propose it.")


@strawberry.type(description="A mutation that the viewer may call now: it is not refused when its data are given.")
class StepAction:
    mutation: str = strawberry.field(description="Name of the mutation.")
    input_type: str = strawberry.field(description="Name of its input type.")
    flow: Flow = strawberry.field(description="Process («proceso»).")
    fact: str = strawberry.field(description="Fact that it reports («hecho»).")
    title: str = strawberry.field(description="As a person does it; in Spanish.")
    is_expected: bool = strawberry.field(description="It is the next step; else it may be done as well.")
    case_global_id: strawberry.ID | None = strawberry.field(
        name="caseId", description="Global id of its case, for the input; none: it begins one."
    )
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Global id of the account, for the input of one that begins a case."
    )
    data: list[ActionDatum] = strawberry.field(description="What it brings, in the order in which to ask.")


def action_of(offer: Offer, expected: str, configuration: ProtocolConfiguration, today: date) -> StepAction:
    """As the client reads it."""
    fact = FLOWS[offer.flow].facts[offer.fact]
    lists = _lists(configuration, today)
    data = [_datum(datum, offer, lists) for datum in fact.data]
    name = f"{offer.fact}_in_{offer.flow.value.lower()}"
    return StepAction(
        mutation=camel(name),
        input_type=f"{pascal(offer.fact)}In{pascal(offer.flow.value)}Input",
        flow=offer.flow,
        fact=offer.fact,
        title=fact.title,
        is_expected=offer.fact == expected,
        case_global_id=strawberry.ID(global_id("Case", offer.case_id)) if offer.case_id else None,
        account_global_id=strawberry.ID(global_id("Account", offer.account_id)) if offer.account_id else None,
        data=[*data, *([_POINT_OF_CONTACT] if offer.asks_contact_point else [])],
    )


def _datum(datum: Datum, offer: Offer, lists: Mapping[str, Mapping[str, str]]) -> ActionDatum:
    known = offer.known.get(datum.name)
    choices = datum.choices or lists.get(datum.name, {})
    return ActionDatum(
        name=camel(datum.name),
        kind=datum.kind,
        label=datum.label,
        required=datum.required,
        rule=datum.rule,
        choices=[DatumChoice(value=value, label=label) for value, label in choices.items()],
        value=None if known is None else value_text(known),
    )


def _lists(configuration: ProtocolConfiguration, today: date) -> Mapping[str, Mapping[str, str]]:
    """What is chosen from the configuration or from the country's regions, by the name of the datum."""
    regions = {region.cut: region.name for region in REGIONS if region.effective_until is None}
    types = {each.code: each.name for each in configuration.action_types if each.covers(today)}
    return {
        "action_type": types,
        "office": {code: office.name for code, office in configuration.offices.items()},
        "region": regions,
        "regions": regions,
    }


_ASKED = no_contact_point("")
_POINT_OF_CONTACT = ActionDatum(
    name="pointOfContact",
    kind=ValueKind.CHOICE,
    label="Punto de contacto",
    required=True,
    rule=_ASKED.rule,
    choices=[DatumChoice(value=point.value, label=point.es.rstrip(".")) for point in PointOfContact],
    value=None,
)
"""Staff say by which point of contact a contact came about (CHN-01)."""
