"""The tax registry over the API: asked by staff, read beside what was declared, by the company too (DEF-02, DAT-04)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from connectors.tax_registry import MemoryTaxRegistry
from domain.model.evidence.tax_registry import TaxActivity, TaxRecord
from domain.model.institution.people import Role
from domain.model.rut import Rut
from domain.ports.evidence.tax_registry import TaxRegistry
from schema.ids import key_of
from tests.scenarios.conftest import Story

CONSULT: Final = """mutation($i: ConsultTaxRegistryInput!) { consultTaxRegistry(input: $i) {
  account { version taxAnswers { known } } userErrors { __typename message rule } } }"""
READ: Final = """query($a: ID!) { taxRegistry account(by: { id: $a }) { name version siiStartedOn rut
  taxAnswers { source rut askedBy known startedOn activities { code name }
    comparison { field declared told agreement } } } }"""


def connect(story: Story, registry: TaxRegistry | None) -> None:
    """That registry from now on."""
    runtime = story.desk.runtime
    runtime.services = replace(runtime.services, tax_registry=registry)


@pytest.fixture(autouse=True)
def _none_after(story: Story) -> Iterator[None]:
    """The next test finds none."""
    yield
    connect(story, None)


async def test_what_the_registry_says_stands_beside_what_was_declared(story: Story) -> None:
    """DEF-02, DAT-04: the start of activities that nobody told is told by the registry; the account is as it was."""
    await story.at("2026-05-20 10:00")
    account = await story.company("Lanas Chiloé SpA")
    before = await story.ask(READ, a=account)
    assert (before["taxRegistry"], before["account"]["taxAnswers"]) == (None, [])
    rut = Rut.parse(before["account"]["rut"])
    told = TaxRecord("Lanas Chiloe Limitada", True, date(2019, 3, 4), activities=(TaxActivity("131200", "Tejeduría"),))
    connect(story, MemoryTaxRegistry("SII de prueba", {rut: told}))

    done = (await story.ask(CONSULT, i={"accountId": account}))["consultTaxRegistry"]
    assert (done["userErrors"], done["account"]["taxAnswers"]) == ([], [{"known": True}])
    now = await story.ask(READ, a=account)
    assert {**now["account"], "taxAnswers": []} == before["account"]
    (answer,) = now["account"]["taxAnswers"]
    assert answer["rut"] == now["account"]["rut"]
    assert (answer["source"], answer["askedBy"], answer["startedOn"]) == ("SII de prueba", "ana.rojas", "2019-03-04")
    assert answer["activities"] == [{"code": "131200", "name": "Tejeduría"}]
    assert {each["field"]: each["agreement"] for each in answer["comparison"]} == {
        "name": "AGREES", "sii_started": "AGREES", "sii_started_on": "UNDECLARED", "tax_category": "UNTOLD",
    }  # fmt: skip
    own = await story.as_(Role.COMPANY, account_id=key_of(account, "Account", "account_id")).ask(READ, a=account)
    assert own["account"]["taxAnswers"] == now["account"]["taxAnswers"]


async def test_a_registry_that_is_not_there_or_does_not_answer_says_so(story: Story) -> None:
    """POL-06: not connected is a refusal with what to do; away is a fault that names when to come back."""
    await story.at("2026-05-21 10:00")
    account = await story.company("Botes Calbuco SpA")
    (error,) = (await story.ask(CONSULT, i={"accountId": account}))["consultTaxRegistry"]["userErrors"]
    assert (error["__typename"], error["rule"]) == ("NotConfiguredError", "DEF-02")
    connect(story, MemoryTaxRegistry("SII de prueba", {}, away=True))
    fault = (await story.desk.answer(CONSULT, i={"accountId": account}))["errors"][0]
    assert fault["extensions"]["code"] == "UNAVAILABLE"
    assert "registro tributario no responde" in fault["message"]
    assert (await story.ask(READ, a=account))["account"]["taxAnswers"] == []
