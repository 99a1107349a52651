"""What ProChile does is told where something is outside it (POL-06, POL-17)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.accounts import TaxCategory
from domain.model.cases import Case, Flow
from domain.protocol.catalogue.scope import SCOPE_ES
from domain.protocol.classes.eligibility import eligibility
from domain.protocol.flows import FLOWS
from domain.protocol.routing.next_step import next_step
from tests.support.builders import REGIONAL, a_configuration, an_account
from tests.support.cases.situations import FRIDAY, a_situation
from tests.support.proving import proves

OUTSIDE = [
    (Flow.CAPTURE, "DERIVADA_BAJO_POTENCIAL"),
    (Flow.CAPTURE, "RECHAZADA"),
    (Flow.POTENTIAL_ACCOUNT, "NO_INVITADA"),
    (Flow.ABROAD, "EXTRANJERA"),
    (Flow.HELP_CENTRE, "DERIVADA"),
]


@proves("POL-06")
@pytest.mark.parametrize(("flow", "state"), OUTSIDE)
def test_who_is_turned_away_because_of_scope_is_told_what_prochile_does(flow: Flow, state: str) -> None:
    """POL-06, POL-17: beside the reason, in the text to say."""
    case = Case("c-1", flow, state, FRIDAY, REGIONAL.id, "2024", "Unidad", office="OFIREG-08")
    step = next_step(FLOWS[flow], a_situation(case=case, account=an_account()))
    assert SCOPE_ES in step.text


@pytest.mark.parametrize("started", [True, False])
def test_who_may_not_work_with_prochile_is_told_what_it_does(started: bool) -> None:
    """POL-06, DEF-02: with each condition that is missing; who may is told nothing of it."""
    account = an_account(sii_started=started, tax_category=TaxCategory.FIRST)
    config = a_configuration()
    found = eligibility(account, date(2024, 9, 13), config)
    assert found.scope == (None if found.is_eligible else SCOPE_ES)
    assert found.is_eligible is started
