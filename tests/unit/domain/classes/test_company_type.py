"""Types of company for the answer."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.accounts import Account, FactKind
from domain.protocol.classes.classification import classify
from domain.protocol.classes.company_type import NonUserType, non_user_type
from tests.support.builders import a_configuration, a_fact, an_account, an_action
from tests.support.proving import proves

DAY = date(2024, 9, 13)
NO_EXPORTS = a_fact(FactKind.EXPORT_DECLARATION, "NO", date(2024, 2, 1))
EXPORTS = a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 2, 1))
LOW = a_fact(FactKind.TEST_LEVEL, "LOW", date(2024, 2, 5))
CONFIRMED = a_fact(FactKind.VERIFIED_POTENTIAL, "CONFIRMED", date(2024, 3, 1))


@proves("DEF-13")
@pytest.mark.parametrize(
    ("account", "expected"),
    [
        (an_account(facts=(EXPORTS,)), NonUserType.EXPORTADORA),
        (an_account(facts=(NO_EXPORTS, a_fact(FactKind.TEST_LEVEL, "HIGH", DAY))), NonUserType.CON_POTENCIAL),
        (an_account(facts=(NO_EXPORTS, a_fact(FactKind.TEST_LEVEL, "MEDIUM", DAY))), NonUserType.CON_POTENCIAL),
        (an_account(facts=(NO_EXPORTS, LOW)), NonUserType.BAJO_POTENCIAL),
        (an_account(facts=(NO_EXPORTS, LOW, CONFIRMED)), NonUserType.CON_POTENCIAL),
        (an_account(facts=(NO_EXPORTS,)), NonUserType.POR_DETERMINAR),
        (an_account(), NonUserType.POR_DETERMINAR),
    ],
)
def test_a_national_non_user_is_one_of_three_types_or_still_to_be_told(account: Account, expected: NonUserType) -> None:
    """DEF-13: exporting, with potential, with low potential; AMB-39: potential confirmed in the interview."""
    found = non_user_type(classify(account, [], DAY, a_configuration()))

    assert found is not None
    assert (found.value, found.reasons[0].rule) == (expected, "DEF-13")
    assert (found.reasons[0].missing != ()) == (expected is NonUserType.POR_DETERMINAR)


def test_users_former_users_and_companies_abroad_have_other_types() -> None:
    """DEF-13, DEF-14: only who is national and never worked with ProChile."""
    config = a_configuration()

    assert non_user_type(classify(an_account(), [an_action(date(2024, 5, 1))], DAY, config)) is None
    assert non_user_type(classify(an_account(), [an_action(date(2020, 5, 1))], DAY, config)) is None
    assert non_user_type(classify(an_account(country="CN", rut=None), [], DAY, config)) is None
    assert non_user_type(classify(an_account(), [], date(2022, 1, 1), config)) is None
