"""Domain records as the CRM sees them, and back (SYS-03)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import InvalidValue
from domain.exchange.encoding import decode_values, encode_values
from domain.exchange.values import (
    account_born_in_crm,
    account_values,
    action_born_in_crm,
    action_values,
    apply_account_values,
    apply_action_values,
    contact_born_in_crm,
    contact_values,
    refused_values,
)
from domain.model.accounts import FactKind
from domain.model.exchange.crm_records import SYNCED_FIELDS, RecordKind
from domain.model.history.actions import Annulment
from domain.model.institution.people import Role
from tests.support.builders import a_contact, a_fact, an_account, an_action, new_id

AT = datetime(2025, 6, 2, 15, 0, tzinfo=UTC)


def test_every_synced_field_is_projected() -> None:
    """SYNCED_FIELDS is the contract: no field more, none less, each of its type or empty."""
    for kind, values in (
        (RecordKind.ACCOUNT, account_values(an_account())),
        (RecordKind.CONTACT, contact_values(a_contact(an_account()))),
        (RecordKind.ACTION, action_values(an_action(date(2025, 5, 6)))),
    ):
        fields = {f.name: f.type for f in SYNCED_FIELDS[kind]}
        assert values.keys() == fields.keys()
        assert {n for n, v in values.items() if v is not None and type(v) is not fields[n]} == set()


def test_values_survive_json() -> None:
    """Days and instants come back as what they were."""
    values = action_values(an_action(date(2025, 5, 6)))
    assert decode_values(RecordKind.ACTION, encode_values(values)) == values


def test_the_latest_fact_of_each_kind_is_mirrored() -> None:
    """The latest by day, as the rules read it (DEF-11, DEF-12)."""
    account = an_account(
        facts=(
            a_fact(FactKind.TEST_LEVEL, "LOW", date(2024, 1, 2)),
            a_fact(FactKind.TEST_LEVEL, "HIGH", date(2025, 3, 4)),
            a_fact(FactKind.EXPORT_DECLARATION, "NO", date(2025, 3, 5)),
        )
    )
    values = account_values(account)
    assert (values["test_level"], values["tested_on"]) == ("HIGH", date(2025, 3, 4))
    assert (values["exported_last_3_years"], values["export_declared_on"]) == (False, date(2025, 3, 5))
    assert values["category"] is None


def test_a_validation_in_the_crm_becomes_a_new_fact_and_the_old_one_stays() -> None:
    """Facts are added, never rewritten; the CRM's validation is the regional executive's (DEF-03 c)."""
    old = a_fact(FactKind.VALIDATION, "REJECTED", date(2025, 1, 2))
    values = {"validation": "VALIDATED", "validated_on": date(2025, 5, 30)}

    account = apply_account_values(an_account(facts=(old,)), values, by="carla.crm", at=AT, new_id=new_id)

    assert account.facts[0] == old
    new = account.facts[1]
    assert (new.value, new.on, new.by, new.source, new.role) == (
        "VALIDATED",
        date(2025, 5, 30),
        "carla.crm",
        "crm",
        Role.REGIONAL_EXECUTIVE,
    )
    assert {n: account_values(account)[n] for n in values} == values


def test_a_category_without_a_day_holds_from_the_day_of_the_change_in_chile() -> None:
    """02:00 UTC on 3 June is still 2 June in Santiago (UTC-4)."""
    late = datetime(2025, 6, 3, 2, 0, tzinfo=UTC)
    account = apply_account_values(an_account(), {"category": "2"}, by="x", at=late, new_id=new_id)
    assert [(f.value, f.on) for f in account.facts] == [("2", date(2025, 6, 2))]


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"rut": "760123450"}, {"rut"}),
        ({"rut": "760123455"}, set()),
        ({"organisation": "CLUB"}, {"organisation"}),
        ({"name": None}, {"name"}),
        ({"phone": None}, set()),
        ({"phone": 5}, {"phone"}),
        ({"category": "4"}, {"category"}),
        ({"test_level": None}, {"test_level"}),
        ({"tested_on": date(2025, 1, 1)}, {"tested_on"}),
        ({"tested_on": date(2025, 9, 1)}, set()),
        ({"test_level": "LOW", "tested_on": date(2025, 3, 4)}, set()),
        ({"exporta_mas_from": date(2025, 9, 1), "exporta_mas_until": date(2025, 9, 1)}, set()),
        ({"exporta_mas_until": date(2025, 9, 1)}, {"exporta_mas_until"}),
    ],
)
def test_what_the_domain_cannot_hold_is_refused_by_name(values: dict[str, object], refused: set[str]) -> None:
    """A wrong check digit (DAT-01), an unknown value, a fact taken back or dated before the present one."""
    account = an_account(facts=(a_fact(FactKind.TEST_LEVEL, "HIGH", date(2025, 3, 4)),))
    assert refused_values(RecordKind.ACCOUNT, values, account).keys() == refused  # type: ignore[arg-type]  # a wrong type is one of the cases


def test_an_annulled_action_is_not_revived_by_the_crm() -> None:
    """Nothing is deleted, and an annulment is not taken back."""
    action = replace(
        an_action(date(2025, 5, 6)), annulment=Annulment("ana.rojas", Role.REGIONAL_EXECUTIVE, AT, "duplicada")
    )
    assert refused_values(RecordKind.ACTION, {"annulled_on": None}, action).keys() == {"annulled_on"}


def test_an_annulment_in_the_crm_keeps_its_day() -> None:
    """The CRM tells a day: noon of it in Santiago when the change is of another day."""
    action = an_action(date(2025, 5, 6))
    values = {"annulled_on": date(2025, 5, 20), "annulment_reason": "error"}
    changed = apply_action_values(action, values, by="carla.crm", at=AT)
    assert changed.annulment == Annulment("carla.crm", Role.SERVICE, datetime(2025, 5, 20, 16, tzinfo=UTC), "error")
    assert {n: action_values(changed)[n] for n in values} == values


def test_records_born_in_the_crm_say_what_the_crm_says() -> None:
    """Build and project: the same values, for every field the CRM filled."""
    account = an_account(facts=(a_fact(FactKind.CATEGORY, "2", date(2025, 1, 2)),))
    told = {n: v for n, v in account_values(account).items() if n != "category"}
    born = account_born_in_crm("k", told, by="x", at=AT, new_id=new_id)
    assert {n: account_values(born)[n] for n in told} == told

    action_told = action_values(an_action(date(2025, 5, 6), account_id="k"))
    assert action_values(action_born_in_crm("a", action_told, by="x", at=AT)) == action_told
    contact_told = contact_values(a_contact(account))
    assert contact_values(contact_born_in_crm("c", contact_told)) == contact_told


def test_a_record_that_cannot_be_is_refused_whole() -> None:
    """No name, no account, no date: nothing is invented."""
    with pytest.raises(InvalidValue):
        account_born_in_crm("k", {"phone": "1"}, by="x", at=AT, new_id=new_id)
    with pytest.raises(InvalidValue):
        action_born_in_crm("k", {"account_id": "a", "type": "FERIA"}, by="x", at=AT)
    with pytest.raises(InvalidValue):
        contact_born_in_crm("k", {"name": "Rosa"})
