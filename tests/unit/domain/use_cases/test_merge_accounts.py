"""Joining duplicate accounts (AMB-63)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import AccountMerged, InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import Account
from domain.model.classes import Relation
from domain.use_cases.accounts.contacts import AddContact, NewContact, add_contact
from domain.use_cases.accounts.merge_accounts import MergeAccounts, merge_accounts
from tests.support.builders import ANALYST, OTHER_REGIONAL, REGIONAL, an_account, an_action
from tests.support.cases.desk import Desk


def asked(survivor: Account, absorbed: Account, **changes: object) -> MergeAccounts:
    return replace(
        MergeAccounts(survivor.id, survivor.version, absorbed.id, absorbed.version, "Mismo sitio web y teléfono"),
        **changes,  # type: ignore[arg-type]
    )


async def test_the_activities_of_both_make_one_user_company() -> None:
    """AMB-63, DEF-05: the classes are derived anew, and the empty fields filled from the other."""
    desk = Desk()
    survivor = desk.put(an_account(phone=None, name="Viña del Valle SpA"))
    absorbed = desk.put(
        an_account(rut=None, phone="+56 9 1", website="https://example.cl", name="Viña Valle"),
        an_action(date(2024, 3, 1)),
    )

    done = await merge_accounts(desk.services, REGIONAL, asked(survivor, absorbed))

    assert done.classes.relation.value is Relation.USUARIA
    assert done.changes
    assert (done.account.phone, done.account.website) == ("+56 9 1", "https://example.cl")
    assert done.account.name == "Viña del Valle SpA"
    told = [d for d in desk.decisions if d.what == "merge_accounts"]
    assert {d.account_id for d in told} == {survivor.id, absorbed.id}
    assert all(d.rule == "CAP-04" and d.reason == "Mismo sitio web y teléfono" for d in told)


async def test_a_merged_account_takes_no_more_changes() -> None:
    """AMB-63: the error says which goes on; merging it again into the same passes what came late."""
    desk = Desk()
    survivor = desk.put(an_account())
    absorbed = desk.put(an_account(rut=None))
    await merge_accounts(desk.services, REGIONAL, asked(survivor, absorbed))

    with pytest.raises(AccountMerged):
        await add_contact(desk.services, REGIONAL, AddContact(absorbed.id, NewContact("Rosa")))
    third = desk.put(an_account(rut=None))
    with pytest.raises(AccountMerged):
        await merge_accounts(desk.services, REGIONAL, asked(third, replace(absorbed, version=2)))


async def test_two_ruts_are_two_companies_and_the_one_with_rut_goes_on() -> None:
    """DAT-01, AMB-63."""
    desk = Desk()
    with_rut = desk.put(an_account())
    without = desk.put(an_account(rut=None))

    with pytest.raises(StepNotAllowed, match="tiene RUT") as refused:
        await merge_accounts(desk.services, REGIONAL, asked(without, with_rut))
    assert refused.value.step_to_take == "Deje como cuenta que sigue la que tiene RUT."

    with pytest.raises(InvalidValue):
        await merge_accounts(desk.services, REGIONAL, asked(without, without))
    with pytest.raises(MissingData):
        await merge_accounts(desk.services, REGIONAL, asked(with_rut, without, reason=" "))
    abroad = desk.put(an_account(rut=None, country="PE", region=None))
    with pytest.raises(StepNotAllowed, match="distinto país"):
        await merge_accounts(desk.services, REGIONAL, asked(with_rut, abroad))


@pytest.mark.parametrize("actor", [ANALYST, OTHER_REGIONAL])
async def test_only_whoever_answers_for_both_joins_them(actor: object) -> None:
    """CAP-04, RTE-04: an office joins its own accounts."""
    desk = Desk()
    survivor, absorbed = desk.put(an_account()), desk.put(an_account(rut=None))

    with pytest.raises(NotAuthorised):
        await merge_accounts(desk.services, actor, asked(survivor, absorbed))  # type: ignore[arg-type]
