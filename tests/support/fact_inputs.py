"""
The input of a fact's mutation from what a test says flat: which case or account, when, where, and the data.

Belongs here: the shape of the inputs. Does not belong here: what a fact says; the tests do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from domain.protocol.flows import FLOWS
from schema.cases.inputs import Subject, mutation_of, subject_of

CIRCUMSTANCES: Final = ("occurredAt", "channel", "pointOfContact", "version", "clientKey")


def fact_input(mutation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """*given* as the input of the mutation has it; of one that reports no fact, as it is."""
    subject = _subjects().get(mutation)
    if subject is None:
        return dict(given)
    named = {"caseId": subject.case_path, "accountId": subject.account_path}
    came = {name: given[name] for name in CIRCUMSTANCES if name in given}
    made = {name: value for name, value in given.items() if name not in came and not named.get(name)}
    for name, path in named.items():
        if path and given.get(name) is not None:
            (made if len(path) == 1 else made.setdefault(path[0], {}))[name] = given[name]
    return {**made, "circumstances": came} if came else made


@cache
def _subjects() -> Mapping[str, Subject]:
    return {
        mutation_of(flow, fact.name): subject_of(rules, fact)
        for flow, rules in FLOWS.items()
        for fact in rules.spec.facts
    }
