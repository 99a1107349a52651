"""What the viewer may report as a step: the mutation, its data still missing and their choices (F-55, F-57)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import strawberry

from domain.model.cases import Flow, Offer
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from domain.model.institution.topics import topics_on
from domain.model.places.regions import REGIONS
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import Datum
from domain.protocol.engine.topics import takes_topic
from domain.protocol.flows import FLOWS
from schema.cases.forms import FormDatum, form_of, point_of_contact, topic
from schema.cases.inputs import as_written, input_type_of, mutation_of, subject_of
from schema.cases.ready import ready_document_id
from schema.cases.timeline import value_text
from schema.ids import global_id
from schema.languages.spoken import SAID

Lists = Mapping[str, Mapping[str, str]]
"""What may be chosen, with its label, by the name of the datum."""


@strawberry.type(description="A datum that an action brings («dato»).")
class ActionDatum(FormDatum):
    value: str | None = strawberry.field(description="What the case knows of it already, to propose it.")


@strawberry.type(description="A mutation that the viewer may call now: it is not refused when its data are given.")
class StepAction:
    mutation: str = strawberry.field(description="Name of the mutation.")
    input_type: str = strawberry.field(description="Name of its input type.")
    document_id: str = strawberry.field(
        description="Id of a document that is ready (`documentId` of a request): it does it with `$input`, and is run "
        "where only trusted documents are."
    )
    flow: Flow = strawberry.field(description="Process («proceso»).")
    fact: str = strawberry.field(description="Fact that it reports («hecho»).")
    title: str = strawberry.field(description="As a person does it; in Spanish or English.", metadata=SAID)
    is_expected: bool = strawberry.field(description="It is the next step; else it may be done as well.")
    case_global_id: strawberry.ID | None = strawberry.field(
        name="caseId", description="Global id of its case, for the input; none: it begins one."
    )
    account_global_id: strawberry.ID | None = strawberry.field(
        name="accountId", description="Global id of the account, for the input of one that begins a case."
    )
    subject_path: list[str] = strawberry.field(
        description="Where in the input the id of the case or the account goes; empty: nowhere."
    )
    data: list[ActionDatum] = strawberry.field(
        description="What it brings, in the order in which to ask.", metadata={"length": 4}
    )


def action_of(offer: Offer, expected: str, lists: Lists) -> StepAction:
    """As the client reads it, with what is chosen from *lists*."""
    rules = FLOWS[offer.flow]
    fact = rules.facts[offer.fact]
    subject = subject_of(rules, fact)
    data = [_datum(datum, rules, offer, lists) for datum in fact.data]
    if takes_topic(rules, fact) and lists["topic"]:
        data.append(ActionDatum(**topic(lists["topic"]), value=None))
    return StepAction(
        mutation=mutation_of(offer.flow, offer.fact),
        input_type=input_type_of(offer.flow, offer.fact),
        document_id=ready_document_id(offer.flow, offer.fact),
        flow=offer.flow,
        fact=offer.fact,
        title=fact.title,
        is_expected=offer.fact == expected,
        case_global_id=strawberry.ID(global_id("Case", offer.case_id)) if offer.case_id else None,
        account_global_id=strawberry.ID(global_id("Account", offer.account_id)) if offer.account_id else None,
        subject_path=list(subject.case_path if offer.case_id else subject.account_path),
        data=[*data, *([ActionDatum(**point_of_contact(), value=None)] if offer.asks_contact_point else [])],
    )


def _datum(datum: Datum, rules: FlowRules, offer: Offer, lists: Lists) -> ActionDatum:
    known = offer.known.get(datum.name)
    form = form_of(datum, rules, offer.fact, lists.get(datum.name))
    return ActionDatum(**form, value=None if known is None else value_text(as_written(datum.name, known)))


def lists_of(configuration: ProtocolConfiguration, directory: Directory, today: date) -> Lists:
    """What is chosen from the configuration, the directory or the country's regions, by the name of the datum."""
    met = configuration.exporta_mas_requirements.on(today)
    bodies = directory.referrals
    macrozones = _named(each.macrozone for each in directory.people if each.macrozone)
    items = configuration.preadmissibility_items.on(today)
    regions = {region.cut: region.name for region in REGIONS if region.effective_until is None}
    types = {each.code: each.name for each in configuration.action_types if each.covers(today)}
    return {
        "action_type": types,
        "items": _named(items.value) if items else {},
        "requirements_met": _named(met.value) if met else {},
        "company_stage": _named(stage for body in bodies for stage in body.stages),
        "support_needed": _named(support for body in bodies for support in body.supports),
        "macrozone": macrozones,
        "macrozones": macrozones,
        "macrozones_asked": macrozones,
        "topic": {each.code: each.name for each in topics_on(configuration.topics, today)},
        "office": {code: office.name for code, office in configuration.offices.items()},
        "region": regions,
        "regions": regions,
    }


def _named(values: Iterable[str]) -> dict[str, str]:
    """Choices that are their own names, in their order, each once."""
    return {value: value for value in values}
