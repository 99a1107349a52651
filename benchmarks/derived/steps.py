"""Next step per second in one process: an account in every state of capture, with its term, and triage of a contact."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from time import perf_counter
from typing import Final

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from domain.model.accounts import Account
from domain.model.cases import Case, Flow
from domain.model.terms import Term
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.flows import FLOWS
from domain.protocol.routing.next_step import next_step
from domain.protocol.routing.triage import Enquiry, Matter, triage
from tests.support.builders import an_account
from tests.support.cases.situations import FRIDAY, a_situation

_SECONDS: Final = 2.0


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Steps of cases whose account is classified already, then with its classes derived too, then triage."""
    seconds = 0.05 if small else _SECONDS
    rules = FLOWS[Flow.CAPTURE]
    account = an_account()
    situations = []
    for state in rules.spec.states:
        case = Case(
            "c", Flow.CAPTURE, state.name, FRIDAY, "ana.rojas", "2024", "Dirección Nacional", office="OFIREG-08"
        )
        term = Term("t", "SLA-03", "2024", FRIDAY, "OFIREG-08", case_id="c")
        situations.append(replace(a_situation(account), case=replace(case, account_id=account.id), open_terms=(term,)))
    enquiries = [
        Enquiry(),
        Enquiry(belongs_to_company=True, has_account=False, matters=frozenset({Matter.SUPPORT})),
        Enquiry(belongs_to_company=False, matters=frozenset({Matter.COMMERCIAL_INFORMATION})),
        Enquiry(belongs_to_company=True, crm_reachable=False, region="08", matters=frozenset({Matter.SUPPORT})),
        Enquiry(matters=frozenset({Matter.COMPLAINT, Matter.SUPPORT}), belongs_to_company=True),
    ]
    book = situations[0].book
    each: dict[str, Callable[[int], object]] = {
        "next steps of cases": lambda n: next_step(rules, situations[n % len(situations)]),
        "next steps, classes of the account derived": lambda _: _whole(rules, account),
        "answers to whoever makes contact": lambda n: triage(enquiries[n % 5], FRIDAY, book),
    }
    for name, work in each.items():
        yield Row(name, _rate(work, seconds), "/s")


def _whole(rules: FlowRules, account: Account) -> object:
    case = Case("c", Flow.CAPTURE, "NOTIFICADA_REGION", FRIDAY, "ana.rojas", "2024", "DN", office="OFIREG-08")
    situation = a_situation(account)
    return next_step(rules, replace(situation, case=case))


def _rate(work: Callable[[int], object], seconds: float) -> float:
    done, start = 0, perf_counter()
    while perf_counter() - start < seconds:
        for _ in range(50):
            work(done)
            done += 1
    return done / (perf_counter() - start)
