"""Changes of class as events, and who may work with ProChile."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.model.accounts import FactKind, Organisation, Purpose, TaxCategory
from domain.model.classes import CauseKind, ConditionState
from domain.protocol.classes.changes import class_changes
from domain.protocol.classes.classification import classify
from domain.protocol.classes.eligibility import eligibility
from tests.support.builders import a_configuration, a_fact, an_account, an_action

CONFIG = a_configuration()
EXPORTS = a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 2, 1))
VALIDATED = a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 3, 1))


def test_the_life_of_a_user_is_told_without_any_job() -> None:
    """DEF-05, DEF-06, DEF-08, AMB-07: the fair, 1 January and the third anniversary, each on its day."""
    fair = an_action(date(2024, 3, 15))

    changes = class_changes(an_account(), [fair], date(2024, 1, 1), date(2027, 12, 31), CONFIG)

    told = [(c.on, c.cause_kind, c.cause, c.after.relation.value.value, c.reason.rule) for c in changes]
    assert told == [
        (date(2024, 3, 15), CauseKind.ACTION, fair, "USUARIA", "DEF-05"),
        (date(2025, 1, 1), CauseKind.NEW_YEAR, None, "USUARIA_ANTERIOR", "DEF-06"),
        (date(2027, 3, 15), CauseKind.THIRD_ANNIVERSARY, None, "ANTIGUA_USUARIA", "DEF-08"),
    ]
    assert changes[1].before.relation.value == "USUARIA"
    assert "classes" in changes[1].axes


def test_a_fact_that_makes_it_portfolio_is_the_cause() -> None:
    """DEF-03: validated on 1 March 2024 with everything else in place."""
    account = an_account(facts=(EXPORTS, VALIDATED))

    changes = class_changes(account, [], date(2024, 2, 15), date(2024, 12, 31), CONFIG)

    assert [(c.on, c.cause_kind, c.cause) for c in changes] == [(date(2024, 3, 1), CauseKind.FACT, VALIDATED)]
    assert (changes[0].before.primary, changes[0].after.primary) == ("NO_USUARIA", "CARTERA")


def test_the_end_of_a_membership_is_an_event_on_the_day_after() -> None:
    """ATN-01, AMB-31: the last day is inclusive."""
    member = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 1, 10), until=date(2024, 6, 30))

    changes = class_changes(an_account(facts=(member,)), [], date(2024, 1, 9), date(2024, 12, 31), CONFIG)

    assert [(c.on, c.after.category.value.value) for c in changes] == [
        (date(2024, 1, 10), "1"),
        (date(2024, 7, 1), "NINGUNA"),
    ]


def test_a_change_on_the_last_day_asked_for_is_told_and_one_on_the_first_is_not() -> None:
    """DEF-05: from the state on the first day to that on the last, both inclusive."""
    fair, on = an_action(date(2024, 3, 15)), date(2024, 3, 15)
    assert [c.on for c in class_changes(an_account(), [fair], date(2024, 3, 14), on, CONFIG)] == [on]
    assert class_changes(an_account(), [fair], date(2024, 3, 1), date(2024, 3, 14), CONFIG) == ()
    assert class_changes(an_account(), [fair], on, date(2024, 12, 31), CONFIG) == ()


def test_what_ends_on_the_last_day_of_all_never_ends() -> None:
    """ATN-01: there is no day after it on which anything could change."""
    member = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 1, 10), until=date.max)
    changes = class_changes(an_account(facts=(member,)), [], date(2024, 1, 9), date(2024, 12, 31), CONFIG)
    assert [(c.on, c.after.category.value.value) for c in changes] == [(date(2024, 1, 10), "1")]


def test_registration_itself_is_an_event() -> None:
    """DEF-07: from NO_REGISTRADA to its first class."""
    changes = class_changes(an_account(phone=None), [], date(2022, 12, 1), date(2023, 12, 31), CONFIG)

    assert [(c.on, c.before.registration.value, c.after.registration.value, c.cause_kind) for c in changes] == [
        (date(2023, 1, 2), "NO_REGISTRADA", "CUENTA_POTENCIAL", CauseKind.ACCOUNT)
    ]


@settings(max_examples=40, deadline=None)
@given(
    ends=st.lists(st.dates(date(2019, 1, 1), date(2024, 12, 31)), max_size=4),
    facts=st.lists(
        st.tuples(
            st.sampled_from([FactKind.TEST_LEVEL, FactKind.CATEGORY, FactKind.EXPORTA_MAS]),
            st.dates(date(2023, 1, 1), date(2024, 12, 31)),
            st.integers(0, 300),
        ),
        max_size=4,
    ),
    start=st.dates(date(2022, 12, 1), date(2025, 1, 1)),
)
def test_no_change_falls_on_a_day_that_is_not_told(
    ends: list[date], facts: list[tuple[FactKind, date, int]], start: date
) -> None:
    """Section 8.1: between two told days nothing changes; checked day by day over 120 days."""
    values = {FactKind.TEST_LEVEL: "HIGH", FactKind.CATEGORY: "2", FactKind.EXPORTA_MAS: "MEMBER"}
    config = a_configuration(test_validity_months=6)
    account = an_account(
        facts=tuple(
            a_fact(kind, values[kind], on, until=on + timedelta(length) if kind is FactKind.EXPORTA_MAS else None)
            for kind, on, length in sorted(facts, key=lambda row: row[1])
        )
    )
    actions = [an_action(end) for end in ends]
    end = start + timedelta(120)

    told = {c.on: c for c in class_changes(account, actions, start, end, config)}

    before = classify(account, actions, start, config).values
    for n in range(1, 121):
        day = start + timedelta(n)
        after = classify(account, actions, day, config).values
        assert (day in told) == (after != before)
        before = after


def test_a_foreign_company_is_eligible_with_at_least_one_purpose() -> None:
    """DEF-01, AMB-51: one reason per purpose; none is told as missing."""
    abroad = {"country": "CN", "rut": None}
    none = eligibility(an_account(**abroad), date(2024, 9, 13), CONFIG)
    two = eligibility(
        an_account(**abroad, purposes=frozenset({Purpose.IMPORT, Purpose.INVEST})), date(2024, 9, 13), CONFIG
    )

    assert (none.is_eligible, [m.name for m in none.conditions[0].reasons[0].missing]) == (False, ["purposes"])
    assert two.is_eligible
    assert [r.text for r in two.conditions[0].reasons] == ["Busca importar oferta chilena.", "Busca invertir en Chile."]


def test_a_national_company_needs_the_three_conditions_each_with_its_reason() -> None:
    """DEF-02: start of activities, tax category, strategic fit."""
    eligible = an_account(tax_category=TaxCategory.FIRST)
    bare = an_account(sii_started=None, tax_category=None, sector="MINERIA")

    assert eligibility(eligible, date(2024, 9, 13), CONFIG).is_eligible
    found = eligibility(bare, date(2024, 9, 13), CONFIG)
    assert not found.is_eligible
    assert [(c.name, c.state) for c in found.conditions] == [
        ("sii_started", ConditionState.NOT_MET),
        ("tax_category", ConditionState.NOT_MET),
        ("strategic_fit", ConditionState.NOT_MET),
    ]
    assert {c.reasons[0].rule for c in found.conditions} == {"DEF-02"}


def test_for_an_institution_activities_and_tax_are_information() -> None:
    """AMB-53: shown, not blocking."""
    guild = an_account(organisation=Organisation.INSTITUTION, sii_started=None)
    found = eligibility(guild, date(2024, 9, 13), CONFIG)

    assert found.is_eligible
    assert [c.binding for c in found.conditions] == [False, False, True]


def test_without_a_list_of_sectors_the_fit_is_not_configured() -> None:
    """AMB-59: never a bare no."""
    config = a_configuration(strategic=None)
    found = eligibility(an_account(tax_category=TaxCategory.SECOND), date(2024, 9, 13), config)

    assert not found.is_eligible
    assert found.conditions[2].state is ConditionState.NOT_CONFIGURED
