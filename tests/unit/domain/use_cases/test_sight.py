"""To a company, what is another's is as if it did not exist: it opens nothing there and learns nothing (COM-02)."""

from __future__ import annotations

from typing import Final

import pytest

from domain.errors import InvalidValue, RecordNotFound
from domain.model.cases import Flow
from domain.model.institution.people import Role
from domain.protocol.engine.rows import NEW
from domain.protocol.flows import FLOWS
from tests.support.builders import an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import of_company

OPENINGS: Final = [
    (flow, fact)
    for flow, rules in FLOWS.items()
    for fact in rules.facts_from(NEW)
    if Role.COMPANY in rules.facts[fact].roles
]
UNKNOWN: Final = "c0ffee00-0000-4000-8000-000000000000"


@pytest.mark.parametrize(("flow", "fact"), OPENINGS)
async def test_a_company_opens_nothing_in_the_file_of_another(flow: Flow, fact: str) -> None:
    """COM-02: every opening fact is refused in the words of an account that does not exist, and writes nothing."""
    desk = CaseDesk()
    own, other = desk.desk.put(an_account()), desk.desk.put(an_account(rut=None))
    said = {}
    for key in (other.id, UNKNOWN):
        with pytest.raises(RecordNotFound) as refused:
            await desk.start(of_company(own), flow, fact, key)
        said[key] = refused.value.message.replace(key, "…")
    assert said[other.id] == said[UNKNOWN]
    assert (desk.desk.store.rows.cases, desk.messages, desk.desk.decisions) == ({}, [], [])


async def test_a_company_does_not_name_another_in_its_data() -> None:
    """COM-02: an account named in the data of a fact is looked for with the same eyes."""
    desk = CaseDesk()
    own, other = desk.desk.put(an_account()), desk.desk.put(an_account(rut=None))
    said = {}
    for key in (other.id, UNKNOWN):
        with pytest.raises(InvalidValue) as refused:
            await desk.start(of_company(own), Flow.DEMAND, "enter_demand", own.id, suppliers=(key,))
        said[key] = refused.value.message.replace(key, "…")
    assert said[other.id] == said[UNKNOWN]
