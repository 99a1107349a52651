"""Equal treatment (POL-04): which inputs may decide, and that each decision lists those that did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from types import CodeType, FunctionType
from typing import Any

import pytest

from domain.errors import StepNotAllowed
from domain.model.accounts import Account, Contact
from domain.model.cases import Case, Flow
from domain.model.institution.people import Actor
from domain.protocol.engine.observed import inputs_told, observed
from domain.protocol.flows import FLOWS
from domain.protocol.flows.national.agenda import interest_without_argument
from domain.protocol.routing.triage import ANSWERS, Enquiry
from domain.protocol.terms.counting import rule_of
from tests.support.builders import an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL, a_situation

RUN = "12.345.678-5"
PERSONAL = {
    "age",
    "birth",
    "birthday",
    "born_on",
    "edad",
    "gender",
    "genero",
    "sex",
    "sexo",
    "nationality",
    "disability",
}
CONTACT_POINTS = {"channel", "point_of_contact"}
WHERE_THE_COMPANY_IS = {"region", "commune", "address"}

REGION_OF_THE_COMPANY = {
    ("CAPTURE", "is_low_in_exempt_region"): "the five regions: the only difference of the text (LOW-06, AMB-11)",
    ("CAPTURE", "region_changed"): "to whom the case goes (RTE-04)",
    ("ABROAD", "region_is_unknown"): "to whom the case goes, asked for when nobody said it (SPC-01)",
    ("POTENTIAL_ACCOUNT", "_region_is_not_known"): "to whom the case goes, asked for when nobody said it (RTE-06)",
}
"""The guards that look at where the company is. The regions of a visit are a destination: "regions"."""


def names_of(guard: Callable[..., Any], known: set[object] | None = None) -> set[str]:
    """Every attribute, global name and text that a function uses, with those of the domain's functions it calls."""
    known = set() if known is None else known
    if not isinstance(guard, FunctionType) or guard in known:
        return set()
    known.add(guard)
    found = set(_in_code(guard.__code__))
    inner = [cell.cell_contents for cell in guard.__closure__ or ()]
    for called in (*(guard.__globals__.get(name) for name in found), *inner):
        if isinstance(called, FunctionType) and called.__module__.startswith("domain."):
            found |= names_of(called, known)
    return found


def _in_code(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _in_code(constant)
        elif isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple | frozenset):
            yield from (each for each in constant if isinstance(each, str))


GUARDS = {
    (flow.value, row.when.__name__): row.when
    for flow, rules in FLOWS.items()
    for row in rules.spec.transitions
    if row.when is not None
}


def test_nobody_is_asked_gender_or_age() -> None:
    """POL-04: what is not known cannot decide; no record and no datum of any fact has a place for it."""
    kept = {field.name for kind in (Account, Contact, Case, Actor, Enquiry) for field in fields(kind)}
    asked = {datum.name for rules in FLOWS.values() for fact in rules.spec.facts for datum in fact.data}
    assert not PERSONAL & (kept | asked)


def test_no_rule_looks_at_who_the_person_is_or_by_which_channel_it_came() -> None:
    """POL-04, POL-03: the guards of all flows and the rows of the triage, but for how long a term is (MEA-06)."""
    every = [*GUARDS.values(), *(answer.when for answer in ANSWERS)]
    assert len(every) > 100
    assert not [names for guard in every if (names := names_of(guard, {rule_of}) & (PERSONAL | CONTACT_POINTS))]


def test_the_five_regions_are_the_only_geographic_difference() -> None:
    """POL-04, LOW-06, AMB-11: the other guards that read the company's region ask who answers for it, no more."""
    looking = {key for key, guard in GUARDS.items() if names_of(guard) & WHERE_THE_COMPANY_IS}
    by_destination = {key for key in looking if key[0] == "VISIT"}
    assert looking - by_destination == set(REGION_OF_THE_COMPANY)
    for key in by_destination:
        assert "regions" in names_of(GUARDS[key])


async def test_a_decision_lists_the_inputs_that_decided_it() -> None:
    """POL-04, POL-07, LOW-06: in Arica a low score reaches the region, and the record says what was looked at."""
    desk = CaseDesk()
    account = desk.desk.put(an_account())
    case = (await desk.start(PORTAL, Flow.CAPTURE, "register", account.id, representative_run=RUN)).case
    await desk.report(PORTAL, case, "complete_ficha", exports=False, region="15")
    done = await desk.report(PORTAL, case, "record_test_result", level="LOW")
    inputs = desk.desk.decisions[-1].inputs
    assert done.case.state == "NOTIFICADA_REGION"
    assert (inputs["from"], inputs["to"]) == ("TEST", "NOTIFICADA_REGION")
    assert (inputs["data.level"], inputs["account.region"]) == ("LOW", "15")


async def test_a_refusal_lists_them_too() -> None:
    """POL-04, POL-06, EXT-01: a foreign company is captured by the commercial office, and the record says why."""
    desk = CaseDesk()
    account = desk.desk.put(an_account(country="CN", region=None, rut=None, office="OFICOM-CN-SHA"))
    with pytest.raises(StepNotAllowed):
        await desk.start(PORTAL, Flow.CAPTURE, "register", account.id, representative_run=RUN)
    inputs = desk.desk.decisions[-1].inputs
    assert inputs["classes.origin"] == "EXTRANJERA"
    proven = {"account.rut", "account.person_type", "data.representative_run"}  # whose account it is (CAP-04)
    assert set(inputs) <= {"account", "actor.role", "classes.origin", "step_to_take"} | proven


def test_free_text_and_personal_data_are_never_copied() -> None:
    """POL-07: that an argument or a RUN was given is an input; the words and the number are not."""
    rules = FLOWS[Flow.AGENDA]
    seen: dict[str, object] = {}
    situation = observed(a_situation(an_account(), given={"ground": "NO_IMPORTER_INTEREST", "argument": "Nadie"}), seen)
    assert not interest_without_argument(situation)
    assert situation.account is not None
    assert situation.account.name
    assert situation.account.region == "08"
    assert situation.actor.run is None
    told = inputs_told(seen, rules.spec, date(2024, 9, 13))
    assert told.pop("account") == situation.account.id
    assert told == {
        "account.name": "dado",
        "account.region": "08",
        "actor.run": "sin dato",
        "data.argument": "dado",
        "data.ground": "NO_IMPORTER_INTEREST",
    }


@pytest.mark.parametrize(("flow", "name"), sorted(GUARDS))
def test_an_observed_situation_answers_as_the_one_it_was_made_of(flow: str, name: str) -> None:
    """POL-04: taking down what is read changes no decision, with an account or without."""
    for situation in (a_situation(an_account()), a_situation(None), a_situation(an_account(), asked=True)):
        guard = GUARDS[flow, name]
        assert guard(observed(situation, {})) == guard(situation)
