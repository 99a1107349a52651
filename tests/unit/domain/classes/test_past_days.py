"""A past day reads what an account's undated data were then (AMB-69)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.model.accounts import Account, FactKind, Organisation, Purpose, TaxCategory
from domain.model.classes import AccountClass, CauseKind, ConditionState, Origin, Registration, Relation
from domain.model.standing import remembering, standing_on, stood
from domain.protocol.classes.changes import class_changes
from domain.protocol.classes.classification import classify
from domain.protocol.classes.eligibility import eligibility
from tests.support.builders import a_configuration, a_contact, a_fact, an_account, an_action

CONFIG = a_configuration(mandatory=("rut", "region", "phone", "email", "sector", "main_contact"))
IN_2024 = date(2024, 9, 13)
CHANGED = date(2026, 11, 30)
TODAY = date(2026, 12, 15)
ABROAD: dict[str, Any] = {"country": "CN", "rut": None}


def a_portfolio_company() -> Account:
    """Portfolio since its validation of 1 March 2024; known here since 2 January 2023, when it was registered."""
    account = an_account(
        known_since=date(2023, 1, 2),
        facts=(
            a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 2, 1)),
            a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 3, 1)),
        ),
    )
    return replace(account, contacts=(a_contact(account),))


def changed(before: Account, on: date = CHANGED, **fields: object) -> Account:
    """The account after a change made on that day."""
    return remembering(before, replace(before, **fields), on)  # type: ignore[arg-type]  # fields of Account


@pytest.mark.parametrize(
    "fields",
    [{"sector": "TURISMO"}, {"sector": None}, {"active": False}, {"email": None}, {"phone": ""}, {"contacts": ()}],
    ids=lambda fields: "-".join(fields),
)
def test_what_is_edited_today_does_not_rewrite_the_portfolio_of_2024(fields: dict[str, object]) -> None:
    """AMB-69: sector, active flag, mandatory fields and main contact: it was portfolio until the day before."""
    after = changed(a_portfolio_company(), **fields)

    days = (IN_2024, date(2026, 11, 29), CHANGED, TODAY)
    assert [classify(after, [], day, CONFIG).portfolio.is_portfolio for day in days] == [True, True, False, False]


def test_a_company_that_moves_abroad_was_national_before() -> None:
    """AMB-69, DEF-01: without RUT it is foreign from the day of the change, and a company of Chile until then."""
    after = changed(a_portfolio_company(), country="AR", rut=None, region=None)

    assert classify(after, [], IN_2024, CONFIG).origin.value is Origin.NACIONAL
    assert classify(after, [], TODAY, CONFIG).origin.value is Origin.EXTRANJERA


def test_the_answers_of_a_chilean_company_abroad_and_the_kind_of_body_are_of_their_day() -> None:
    """AMB-69, SPC-04, INS-01."""
    abroad = an_account(rut=None, country="CN", chilean_capital=True, known_since=date(2023, 1, 2))
    asked_again = changed(abroad, chilean_capital=False, led_by_chileans=False, sells_national=False)
    assert classify(asked_again, [], IN_2024, CONFIG).origin.value is Origin.CHILENA_EXTERIOR
    assert classify(asked_again, [], TODAY, CONFIG).origin.value is Origin.EXTRANJERA

    institution = changed(a_portfolio_company(), organisation=Organisation.INSTITUTION)
    assert AccountClass.INSTITUCION not in classify(institution, [], IN_2024, CONFIG).classes
    assert AccountClass.INSTITUCION in classify(institution, [], TODAY, CONFIG).classes


@pytest.mark.parametrize(
    ("company", "edited", "before", "after"),
    [
        ({"tax_category": TaxCategory.FIRST}, {"tax_category": None}, True, False),
        ({"tax_category": None}, {"tax_category": TaxCategory.SECOND}, False, True),
        ({"tax_category": TaxCategory.FIRST}, {"sector": "TURISMO"}, True, False),
        ({"tax_category": TaxCategory.FIRST}, {"sii_started": False}, True, False),
        ({**ABROAD, "purposes": frozenset({Purpose.IMPORT})}, {"purposes": frozenset()}, True, False),
        (ABROAD, {"purposes": frozenset({Purpose.INVEST})}, False, True),
        (ABROAD, {"country": "CL", "tax_category": TaxCategory.FIRST}, False, True),
    ],
)
def test_whether_it_could_work_with_prochile_is_told_by_what_was_known_then(
    company: dict[str, Any], edited: dict[str, Any], *, before: bool, after: bool
) -> None:
    """DEF-01, DEF-02, AMB-69: on the day before the edit as it stood, from the edit on as it is."""
    stored = an_account(known_since=date(2023, 1, 2), **company)
    account = changed(stored, **edited)
    found = [eligibility(account, day, CONFIG).is_eligible for day in (CHANGED - timedelta(1), CHANGED)]
    assert found == [before, after]


def test_what_was_remembered_before_its_value_was_says_that_there_was_one() -> None:
    """AMB-69: of an older installation only whether there was a datum is known."""
    stored = an_account(known_since=date(2023, 1, 2), tax_category=TaxCategory.FIRST)
    account = changed(stored, tax_category=None)
    (standing,) = account.standings
    old = replace(account, standings=(replace(standing, tax_category=None),))
    told = eligibility(old, CHANGED - timedelta(1), CONFIG).conditions
    assert [c.reasons[0].text for c in told if c.name == "tax_category"] == ["Tenía categoría de tributación."]


def test_the_start_of_activities_is_read_as_it_was_known() -> None:
    """AMB-69, DEF-05 (d): who lacked it was no user company, though it is known now."""
    fair = an_action(date(2024, 5, 3))
    before = replace(a_portfolio_company(), sii_started=None)
    after = changed(before, date(2024, 6, 1), sii_started=True)

    assert classify(after, [fair], date(2024, 5, 31), CONFIG).relation.value is Relation.SIN_TRABAJO
    assert classify(after, [fair], date(2024, 6, 1), CONFIG).relation.value is Relation.USUARIA


def test_each_day_between_two_changes_reads_its_own() -> None:
    """AMB-69: potential account from the day it lost its e-mail until the day it got another."""
    lost = changed(a_portfolio_company(), date(2025, 3, 10), email=None)
    again = changed(lost, date(2025, 4, 2), email="ventas@conservas.cl")

    days = (date(2025, 3, 9), date(2025, 3, 10), date(2025, 4, 1), date(2025, 4, 2))
    assert [classify(again, [], day, CONFIG).registration.value for day in days] == [
        Registration.VALIDADA,
        Registration.CUENTA_POTENCIAL,
        Registration.CUENTA_POTENCIAL,
        Registration.VALIDADA,
    ]


def test_days_before_it_was_known_here_count_as_it_stood_at_first_and_the_answer_says_so() -> None:
    """AMB-69: loaded on 1 October 2024; September is told with the data of that day."""
    loaded = replace(a_portfolio_company(), known_since=date(2024, 10, 1))
    after = changed(loaded, active=False)

    september, october = (classify(after, [], day, CONFIG) for day in (IN_2024, date(2024, 10, 1)))
    assert (september.portfolio.is_portfolio, september.assumed_from) == (True, date(2024, 10, 1))
    assert (october.portfolio.is_portfolio, october.assumed_from) == (True, None)


def test_the_change_of_class_is_told_on_the_day_of_the_edit() -> None:
    """ATN-05, AMB-69: out of the portfolio from the day on which the sector was edited."""
    after = changed(a_portfolio_company(), sector="TURISMO")

    (told,) = class_changes(after, [], date(2024, 12, 31), TODAY, CONFIG)

    assert (told.on, told.cause_kind) == (CHANGED, CauseKind.ACCOUNT)
    assert "portfolio" in told.axes
    assert told.reason.rule == "DEF-03"


def test_a_day_reads_how_it_ended() -> None:
    """AMB-69: changed and changed back on one day is remembered as it was until the day before, and no more."""
    away = changed(a_portfolio_company(), sector="TURISMO")
    back = changed(away, sector="ALIMENTOS")

    assert len(back.standings) == 1
    assert all(classify(back, [], day, CONFIG).portfolio.is_portfolio for day in (IN_2024, CHANGED, TODAY))


def test_what_no_class_reads_is_not_remembered() -> None:
    """AMB-69: another telephone is a telephone; the number itself is kept nowhere else."""
    after = changed(a_portfolio_company(), phone="+56988888888")

    assert after.standings == ()
    assert "+56412345678" not in str(stood(a_portfolio_company(), CHANGED))


def test_an_account_of_today_has_no_yesterday() -> None:
    """AMB-69: corrected on the day of its registration, or not written yet: there is nothing to remember."""
    for known_since in (CHANGED, None):
        fresh = replace(a_portfolio_company(), known_since=known_since)
        assert changed(fresh, active=False).standings == ()


def test_a_missing_datum_of_a_past_day_is_named() -> None:
    """DEF-07, AMB-69: the reason of a past day names what lacked then, not what lacks now."""
    lacked = changed(replace(a_portfolio_company(), email=None), date(2025, 4, 2), email="a@b.cl", address=None)

    condition = classify(lacked, [], date(2025, 4, 1), CONFIG).portfolio.conditions[0]
    assert condition.state is ConditionState.NOT_MET
    assert [each.name for each in condition.reasons[0].missing] == ["email"]


@pytest.mark.parametrize(
    ("known_since", "remembered"),
    [(date(2026, 11, 29), [date(2026, 11, 29)]), (CHANGED, [])],
    ids=["yesterday", "today"],
)
def test_it_is_remembered_from_the_first_day_on_which_it_was_known(known_since: date, remembered: list[date]) -> None:
    """AMB-69: known since yesterday, it stood so for a day; one that came today stood nowhere before."""
    account = replace(a_portfolio_company(), known_since=known_since)
    assert [each.until for each in changed(account, sector="TURISMO").standings] == remembered


def test_changes_of_two_days_are_two_and_those_of_one_day_one() -> None:
    """AMB-69: changed on 30 November and twice on 1 December: until the 29th, and until the 30th; read to the day."""
    first = changed(a_portfolio_company(), sector="TURISMO")
    second = changed(first, date(2026, 12, 1), sector="MINERIA")
    third = changed(second, date(2026, 12, 1), sector="VINOS")

    assert [each.until for each in third.standings] == [date(2026, 11, 29), CHANGED]
    days = (date(2026, 11, 29), CHANGED, date(2026, 12, 1))
    assert [standing_on(third, day).sector for day in days] == ["ALIMENTOS", "TURISMO", "VINOS"]
