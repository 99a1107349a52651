"""
What the reader of a step may report now ("lo que puede hacer quien lee"), and what others must do meanwhile.

It is what the engine accepts: a fact is offered when its role, its place and the guards that hang on no datum let it
pass, so that a screen shows exactly the mutations that would not be refused to who asks. Belongs here: that choice,
and its words. Does not belong here: which step comes next (`next_step`, `account_step`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from domain.errors import NotAuthorised, RecordNotFound
from domain.model.cases import NextStep, Offer, Value, ValueKind
from domain.model.institution.people import Actor
from domain.protocol.access.conflict_of_interest import withheld_from
from domain.protocol.access.permissions import sees_all
from domain.protocol.access.reach import PLACES
from domain.protocol.engine.allowed import refusal_of
from domain.protocol.engine.contact_points import asks_contact_point
from domain.protocol.engine.decide import require_reporter
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import FactSpec
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.titles import after, in_sentence

_PLACES: Final = PLACES | {"macrozone", "office"}


def offers(rules: FlowRules, situation: Situation, allowed: Sequence[str]) -> tuple[Offer, ...]:
    """
    Those of the facts *allowed* now that the actor of *situation* may report, in their order.

    Source: F-55, POL-06, RTE-04.
    """
    case, account = situation.case, situation.account
    return tuple(
        Offer(
            flow=rules.spec.flow,
            fact=fact,
            case_id=None if case is None else case.id,
            account_id=account.id if case is None and account is not None else None,
            known={
                each.name: situation.data[each.name] for each in rules.facts[fact].data if each.name in situation.data
            },
            asks_contact_point=asks_contact_point(rules.facts[fact], situation),
        )
        for fact in allowed
        if situation.actor.role in rules.facts[fact].roles and _may_report(rules, situation, fact)
    )


def withheld(situation: Situation) -> str | None:
    """Why whoever asks decides nothing of the company, and who chooses who does; None: they may. Source: AMB-72."""
    return withheld_from(situation.actor, situation.account, situation.today)


def _known(spec: FactSpec, situation: Situation) -> dict[str, Value]:
    return {datum.name: situation.data[datum.name] for datum in spec.data if datum.name in situation.data}


def _may_report(rules: FlowRules, situation: Situation, fact: str) -> bool:
    """Whether the actor may, with some data: those that say whose the fact is may make it theirs."""
    return any(
        _is_theirs(rules, situation if given == situation.given else replace(situation, given=given), fact)
        and refusal_of(rules, situation, fact, given) is None
        for given in _places(rules, situation, fact)
    )


def _is_theirs(rules: FlowRules, situation: Situation, fact: str) -> bool:
    try:
        require_reporter(rules, situation, rules.facts[fact])
    except (NotAuthorised, RecordNotFound):
        return False
    return True


def _places(rules: FlowRules, situation: Situation, fact: str) -> Iterator[Mapping[str, Value]]:
    """The places that the fact must name, each way; and with one more that it may name."""
    asked = [datum for datum in rules.facts[fact].data if datum.name in _PLACES and datum.name not in situation.data]
    if not asked:
        yield {}
        return
    offices, people = situation.config.offices.values(), situation.directory.people
    known: Mapping[str, set[str]] = {
        "office": {office.code for office in offices},
        "market": {office.country for office in offices} | {each for one in people for each in one.markets},
        "macrozone": {one.macrozone for one in people if one.macrozone},
        "macrozones": {one.macrozone for one in people if one.macrozone},
    }
    regions = {office.region for office in offices if office.region}
    named = {
        datum.name: [
            (place,) if datum.kind in {ValueKind.REGIONS, ValueKind.TEXTS} else place
            for place in sorted(known.get(datum.name, regions))
        ]
        for datum in asked
    }
    needed = [datum.name for datum in asked if datum.required]
    for places in product(*(named[name] for name in needed)):
        least: dict[str, Value] = dict(zip(needed, places, strict=True))
        yield least
        for name in named.keys() - set(needed):
            yield from ({**least, name: place} for place in named[name])


def awaits(reader: Actor, step: NextStep) -> str | None:
    """
    What others must do, in words for the reader; None: the step is the reader's own, or nothing more is asked for.

    Source: F-55, F-09, COM-02, AMB-72.
    """
    is_own = any(offer.fact == step.step for offer in step.offers)
    if step.withheld is not None and step.step != "none":
        return step.withheld
    if step.step == "none" or is_own or (step.responsible_role is reader.role and not step.facts):
        return None
    if not sees_all(reader):
        return f"El siguiente paso es {after('de', step.responsible)}."
    return f"Corresponde {after('a', step.responsible)}: {in_sentence(step.title)}."
