"""One door for the validation: while a company is being captured, its case decides (CAP-07, EXP-05)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import StepNotAllowed
from domain.model.cases import Case, Flow
from domain.use_cases.accounts.validate_account import ValidateAccount, validate_account
from tests.support.builders import REGIONAL, an_account
from tests.support.cases.desk import Desk


async def test_while_the_company_is_being_captured_its_case_decides() -> None:
    """CAP-07, EXP-05: interview, ficha and test come first; the refusal names the case and changes nothing."""
    desk = Desk()
    account = desk.put(an_account())
    case = Case("c-1", Flow.CAPTURE, "CONTACTADA", desk.clock.at, "ana.rojas", "2024", "Dirección Nacional", number=7)
    desk.store.rows.cases[case.id] = replace(case, account_id=account.id)

    with pytest.raises(StepNotAllowed) as refused:
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, account.version))

    assert refused.value.rule == "CAP-07"
    assert refused.value.step_to_take == "Registrar la decisión en el caso 7"
    assert desk.account(account) == account
