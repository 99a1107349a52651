"""What the CRM has against a rule is taken and told, each thing once; what a person types is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, StepNotAllowed
from domain.exchange.values import apply_account_values
from domain.model.accounts import FactKind
from domain.model.exchange.conflicts import Conflict, Side
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.actions import Annulment
from domain.model.institution.people import Role
from domain.use_cases.accounts.resolve_conflict import ResolveConflict, resolve_conflict
from domain.use_cases.accounts.taken_from_crm import Record, against_rules
from domain.use_cases.accounts.validate_account import ValidateAccount, validate_account
from domain.use_cases.follow_up.follow_actions import follow_up_timers
from domain.use_cases.services import Services
from tests.support.builders import REGIONAL, a_configuration, a_contact, a_fact, an_account, an_action, at, new_id
from tests.support.calendars import local
from tests.support.cases.desk import Desk

DAY = date(2024, 9, 10)


def _told(services: Services, before: Record | None, after: Record) -> list[tuple[str, str]]:
    return [(rule, sentence) for _, rule, sentence in against_rules(services, [(before, after)])]


def test_an_action_of_no_type_of_the_catalogue_is_told_once() -> None:
    """DEF-05: born so, or changed into it; another title of it is no news; an annulled one matters no more."""
    services = Desk().services
    odd = an_action(DAY, type="INVENTADO")
    told = [
        (
            "DEF-05",
            "El tipo de acción «INVENTADO» no existe o no regía el 10-09-2024: elija uno del catálogo.",
        )
    ]

    assert _told(services, None, odd) == told
    assert _told(services, replace(odd, type="FERIA"), odd) == told
    assert _told(services, odd, replace(odd, title="Otra")) == []
    assert _told(services, None, replace(odd, annulment=Annulment("a", Role.SERVICE, at(DAY), "No"))) == []
    assert _told(services, None, an_action(DAY)) == []


def test_an_address_that_is_none_is_told_without_the_address() -> None:
    """DEF-03, POL-07: the record of decisions keeps no personal data; what was so before is no news."""
    services = Desk().services
    account, contact = an_account(), a_contact(an_account())
    wrong = replace(account, email="rosa arroba conservas")

    assert _told(services, account, wrong) == [("DEF-03", "revise el dato «correo electrónico».")]
    assert _told(services, wrong, replace(wrong, phone="1")) == []
    assert _told(services, contact, replace(contact, email="rosa")) == [
        ("DEF-03", "revise el dato «correo electrónico».")
    ]
    assert _told(services, account, replace(account, email=None)) == []


def test_codes_that_nobody_here_could_choose_are_told() -> None:
    """DEF-03, SYS-04: a sector and an office that the configuration does not have."""
    services = Desk().services
    account = an_account()

    told = _told(services, account, replace(account, sector="PESCA", office="OFIREG-99"))

    assert [rule for rule, _ in told] == ["DEF-03", "SYS-04"]


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ((a_fact(FactKind.EXPORT_DECLARATION, "YES", DAY),), ["CAP-05"]),
        ((a_fact(FactKind.EXPORT_DECLARATION, "NO", DAY),), []),
        ((), []),
    ],
    ids=["exporter", "no exporter", "not declared"],
)
def test_a_result_of_the_test_is_told_of_who_declared_exports(facts: tuple[object, ...], rules: list[str]) -> None:
    """CAP-05: the guard of the mutation, on the day of the result; what came before it was no exporter's."""
    services = Desk().services
    account = an_account(facts=facts)
    values = {"test_level": "HIGH", "tested_on": DAY}
    after = apply_account_values(account, values, by="carla", at=at(DAY), new_id=new_id)
    early = apply_account_values(
        account, {**values, "tested_on": date(2024, 9, 9)}, by="carla", at=at(DAY), new_id=new_id
    )

    assert [rule for rule, _ in _told(services, account, after)] == rules
    assert _told(services, account, early) == []


def test_the_history_that_a_first_load_brings_is_not_told() -> None:
    """FUP-04, SLA-17: on 13 September 2024, stage 1 of 12 August was due yesterday, that of the 13th is due today."""
    services = Desk().services
    declared = a_fact(FactKind.EXPORT_DECLARATION, "YES", DAY)
    born = an_account(facts=(declared, a_fact(FactKind.TEST_LEVEL, "HIGH", DAY)), email="sin arroba")

    assert _told(services, None, born) == []
    assert _told(services, None, an_action(date(2024, 8, 12), type="INVENTADO")) == []
    assert [rule for rule, _ in _told(services, None, an_action(date(2024, 8, 13), type="INVENTADO"))] == ["DEF-05"]


async def test_a_value_that_a_person_types_into_a_conflict_is_refused_as_anywhere() -> None:
    """DEF-03, POL-07: neither side's, but one's own: an address that is none is refused and settles nothing."""
    desk = Desk()
    account = desk.put(an_account())
    dispute = Conflict(
        new_id(), RecordKind.ACCOUNT, account.id, account.id, "email", None, None, "x@y.cl", at(DAY), Side.CRM
    )
    desk.store.rows.conflicts[dispute.id] = dispute

    with pytest.raises(InvalidValue) as refused:
        await resolve_conflict(
            desk.services, REGIONAL, ResolveConflict(dispute.id, Side.OTHER, "Me la dictaron", "rosa arroba conservas")
        )

    assert (refused.value.rule, refused.value.field) == ("DEF-03", ("value",))
    assert desk.account(account) == account
    assert desk.store.rows.conflicts[dispute.id].resolution is None


@pytest.mark.parametrize(("today", "holds"), [("2024-09-09 10:00", True), ("2024-09-10 10:00", False)])
async def test_a_result_that_no_longer_holds_validates_nobody(today: str, holds: bool) -> None:
    """CAP-07, AMB-10, AMB-13: a result of 10 March holds 6 months, until 9 September inclusive, at every door."""
    desk = Desk(configuration=a_configuration(test_validity_months=6))
    desk.clock.at = local(today)
    declared = a_fact(FactKind.EXPORT_DECLARATION, "NO", date(2024, 3, 1))
    account = desk.put(an_account(facts=(declared, a_fact(FactKind.TEST_LEVEL, "HIGH", date(2024, 3, 10)))))

    if holds:
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 1))
        return
    with pytest.raises(StepNotAllowed, match="falta un resultado vigente"):
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 1))


@pytest.mark.parametrize(
    ("now", "due", "waits"),
    [("2024-09-12 23:59:59", "2024-09-13 00:00", True), ("2024-09-13 00:00:00", "2024-09-13 00:00", False)],
)
def test_an_activity_of_the_crm_is_followed_up_from_the_first_instant_of_its_last_day(
    now: str, due: str, waits: bool
) -> None:
    """FUP-04: it ends on Friday 13 September 2024: before, a timer waits for that day; from its first instant, none."""
    desk = Desk()
    desk.clock.at = local(now)

    (timer,) = follow_up_timers(desk.services, [(None, an_action(date(2024, 9, 13)))])

    assert (timer.due_at, bool(timer.payload)) == (local(due), waits)
