"""For which accounts a person acts today (AMB-54)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import NotAuthorised
from domain.model.institution.people import Actor, Role
from domain.model.representations import Decided, Representation
from domain.model.rut import Rut
from domain.protocol.access.permissions import accounts_of
from domain.protocol.access.representation import RECEIPT, acting, receipt

AT = datetime(2024, 9, 13, 20, 0, tzinfo=UTC)
BY = Decided("ana.rojas", AT, "Dejó la empresa.")
ROSA = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, run="12.345.678-5")
DECLARED = Representation(
    "r1", Rut.parse("12.345.678-5"), "rosa.diaz", "Rosa Díaz", Rut.parse("76.012.345-5"), AT, case_id="c1"
)
CONFIRMED = replace(DECLARED, account_id="a1", confirmed=BY, since=date(2024, 9, 13))
ENDED = replace(CONFIRMED, closed=BY, until=date(2024, 10, 1))
OTHER = replace(CONFIRMED, id="r2", rut=Rut.parse("77.888.999-4"), account_id="a2")


@pytest.mark.parametrize(
    ("held", "accounts", "comes_for"),
    [
        ([], set(), None),
        ([DECLARED], set(), None),
        ([CONFIRMED], {"a1"}, "a1"),
        ([CONFIRMED, OTHER], {"a1", "a2"}, None),
        ([ENDED], set(), None),
        ([ENDED, CONFIRMED], {"a1"}, "a1"),
        ([replace(DECLARED, closed=BY)], set(), None),
    ],
)
def test_a_person_acts_for_the_accounts_that_she_represents_today(
    held: list[Representation], accounts: set[str], comes_for: str | None
) -> None:
    """AMB-54: only what was confirmed and has not ended; several may be hers."""
    actor = acting(ROSA, held)
    assert (accounts_of(actor), actor.account_id) == (accounts, comes_for)


@pytest.mark.parametrize(
    ("held", "accounts"),
    [
        ([], {"a1"}),
        ([OTHER], {"a1", "a2"}),
        ([replace(DECLARED, account_id="a1")], {"a1"}),
        ([ENDED], set()),
        ([ENDED, replace(DECLARED, account_id="a1")], set()),
        ([ENDED, CONFIRMED], {"a1"}),
        ([replace(DECLARED, account_id="a1", closed=BY)], set()),
    ],
)
def test_an_account_that_her_identity_vouches_for_is_hers_until_it_is_ended(
    held: list[Representation], accounts: set[str]
) -> None:
    """AMB-54: whoever identified her may say so; an executive may end it, and she loses sight at once."""
    assert accounts_of(acting(replace(ROSA, account_id="a1"), held)) == accounts


def test_a_person_chooses_for_which_company_she_acts() -> None:
    """AMB-54: one of several; another one is refused, whether or not it exists."""
    actor = acting(ROSA, [CONFIRMED, OTHER], "a2")
    assert (accounts_of(actor), actor.account_id) == ({"a2"}, "a2")
    for chosen in ("a3", "a1"):
        with pytest.raises(NotAuthorised) as refused:
            acting(ROSA, [ENDED, OTHER], chosen)
        assert refused.value.message == "Usted no representa hoy a la empresa que eligió."


def test_what_the_person_reads_tells_how_to_go_on_and_why_not() -> None:
    """AMB-54, POL-06: a refusal and an end come with their reason."""
    assert receipt(DECLARED) == RECEIPT
    assert "confirmada" in receipt(CONFIRMED)
    for closed in (ENDED, replace(DECLARED, closed=BY)):
        assert receipt(closed).endswith("Motivo: Dejó la empresa.")
