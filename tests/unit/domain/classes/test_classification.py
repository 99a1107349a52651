"""Origin, registration, portfolio, export, phase, group, category and the set of classes."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.accounts import Account, FactKind, Organisation
from domain.model.classes import AccountClass, Category, ConditionState, Export, Group, Origin, Phase, Registration
from domain.model.institution.people import Role
from domain.protocol.catalogue import AMBIGUITIES, RULES
from domain.protocol.classes.classification import classify
from tests.support.builders import RUT, a_configuration, a_contact, a_fact, an_account, an_action
from tests.support.proving import proves

CONFIG = a_configuration()
DAY = date(2024, 9, 13)
DECLARED = date(2024, 2, 1)

VALIDATED = a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 3, 1))
EXPORTS = a_fact(FactKind.EXPORT_DECLARATION, "YES", DECLARED)
NO_EXPORTS = a_fact(FactKind.EXPORT_DECLARATION, "NO", DECLARED)
MEMBER = a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 1, 10), until=date(2024, 6, 30))


def states(account: Account, on: date = DAY) -> list[str]:
    """States of the four conditions (a) to (d)."""
    return [c.state.value for c in classify(account, [], on, CONFIG).portfolio.conditions]


@pytest.mark.parametrize(
    ("fields", "origin", "rule"),
    [
        ({}, Origin.NACIONAL, "DEF-02"),
        ({"organisation": Organisation.INSTITUTION}, Origin.INSTITUCION, "INS-01"),
        ({"organisation": Organisation.INSTITUTION, "country": "CN"}, Origin.INSTITUCION, "INS-01"),
        ({"country": "CN", "rut": RUT}, Origin.NACIONAL, "SPC-03"),
        ({"country": "CN", "rut": None}, Origin.EXTRANJERA, "DEF-01"),
        ({"country": "CN", "rut": None, "chilean_capital": True}, Origin.CHILENA_EXTERIOR, "SPC-04"),
        (
            {"country": "CN", "rut": None, "led_by_chileans": True, "sells_national": True},
            Origin.CHILENA_EXTERIOR,
            "SPC-04",
        ),
        (
            {"country": "CN", "rut": None, "chilean_capital": False, "led_by_chileans": True, "sells_national": False},
            Origin.EXTRANJERA,
            "SPC-05",
        ),
        ({"country": "CN", "rut": None, "led_by_chileans": True}, Origin.EXTRANJERA, "SPC-05"),
    ],
)
def test_origin(fields: dict[str, object], origin: Origin, rule: str) -> None:
    """DEF-01, DEF-02, SPC-03..SPC-05, INS-01, AMB-49: "que pretendan" qualifies only who is led by Chileans."""
    found = classify(an_account(**fields), [], DAY, CONFIG).origin

    assert (found.value, found.reasons[0].rule) == (origin, rule)


def test_a_country_and_a_sector_are_told_by_their_names() -> None:
    """COM-01, F-62: whoever reads why a class holds reads no code; a sector without a name is told as it is."""
    abroad = classify(an_account(country="CN", rut=None), [], DAY, CONFIG)
    assert abroad.origin.reasons[0].text == "Está establecida fuera de Chile (China)."
    capable = {"facts": (EXPORTS, VALIDATED)}
    for sector, called in (("MINERIA", "Minería"), ("OTRO", "OTRO")):
        found = classify(an_account(sector=sector, **capable), [], DAY, CONFIG).portfolio.conditions[3]
        assert found.reasons[0].text == f"Su sector ({called}) no está en la estrategia institucional."


def test_unanswered_questions_of_a_company_abroad_are_named() -> None:
    """SPC-04: what would make it a Chilean company abroad is still to be asked."""
    account = an_account(country="CN", rut=None, led_by_chileans=True)

    missing = classify(account, [], DAY, CONFIG).origin.reasons[0].missing

    assert [m.name for m in missing] == ["chilean_capital", "sells_national"]


def test_a_missing_mandatory_field_makes_a_potential_account_and_is_named() -> None:
    """DEF-07: while a mandatory field is missing, validated or not."""
    account = an_account(phone=None, email="", facts=(VALIDATED,))

    found = classify(account, [], DAY, CONFIG)

    assert found.registration.value is Registration.CUENTA_POTENCIAL
    assert [m.name for m in found.registration.reasons[0].missing] == ["phone", "email"]
    assert found.registration.reasons[0].text == "Faltan datos obligatorios: teléfono, correo electrónico."
    assert found.classes == {AccountClass.CUENTA_POTENCIAL}


def test_an_answer_no_is_no_missing_field() -> None:
    """DEF-07: "no" to a mandatory question fills it; silence does not."""
    config = a_configuration(mandatory=("sii_started",))

    answered = classify(an_account(sii_started=False), [], DAY, config)
    silent = classify(an_account(sii_started=None), [], DAY, config)

    assert answered.registration.value is Registration.EN_CAPTACION
    assert silent.registration.value is Registration.CUENTA_POTENCIAL


def test_the_main_contact_needs_a_name_and_an_address() -> None:
    """DAT-07: an active main contact with e-mail or telephone."""
    config = a_configuration(mandatory=("main_contact",))
    account = an_account()
    good = a_contact(account, email=None, phone="+56 9 1")

    def registration(*contacts: object) -> Registration:
        return classify(an_account(contacts=contacts), [], DAY, config).registration.value

    assert registration(good) is Registration.EN_CAPTACION
    assert registration() is Registration.CUENTA_POTENCIAL
    assert registration(a_contact(account, email=None)) is Registration.CUENTA_POTENCIAL
    assert registration(a_contact(account, active=False)) is Registration.CUENTA_POTENCIAL
    assert registration(a_contact(account, is_main=False)) is Registration.CUENTA_POTENCIAL


def test_complete_but_not_validated_is_in_capture() -> None:
    """AMB-40: neither potential nor portfolio."""
    found = classify(an_account(), [], DAY, CONFIG).registration

    assert (found.value, found.reasons[0].open_points) == (Registration.EN_CAPTACION, ("AMB-40",))


def test_without_a_list_of_mandatory_fields_nothing_is_invented() -> None:
    """DEF-07, AMB-21: the answer says the list is not configured; the account is not called potential."""
    found = classify(an_account(phone=None, facts=(VALIDATED,)), [], DAY, a_configuration(mandatory=None))

    assert found.registration.value is Registration.VALIDADA
    assert found.portfolio.conditions[0].state is ConditionState.NOT_CONFIGURED
    assert found.portfolio.conditions[0].reasons[0].missing[0].name == "mandatory_fields"
    assert not found.portfolio.is_portfolio


def test_foreign_companies_and_institutions_are_not_potential_accounts() -> None:
    """DEF-07, EXT-01, INS-01: the red asterisk is on the fields of national companies."""
    for fields in ({"country": "CN"}, {"organisation": Organisation.INSTITUTION}):
        found = classify(an_account(rut=None, region=None, **fields), [], DAY, CONFIG)
        assert found.registration.value is Registration.EN_CAPTACION


def test_the_four_conditions_make_a_portfolio_company() -> None:
    """DEF-03: contact data, active, validated, objectives; each is shown with what proves it."""
    account = an_account(facts=(EXPORTS, VALIDATED))

    found = classify(account, [], DAY, CONFIG)

    assert [c.name for c in found.portfolio.conditions] == ["contact_data", "active", "validated", "objectives"]
    assert states(account) == ["MET", "MET", "MET", "MET"]
    assert found.portfolio.is_portfolio
    assert found.portfolio.conditions[2].reasons[0].grounds == (VALIDATED,)
    assert [r.text for r in found.portfolio.conditions[3].reasons] == [
        "Tiene capacidad exportadora: declaró el 01-02-2024 que exporta.",
        "Su sector (Alimentos) está en la estrategia institucional.",
    ]
    assert found.classes == {AccountClass.CARTERA}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"phone": None}, ["NOT_MET", "MET", "MET", "MET"]),
        ({"active": False}, ["MET", "NOT_MET", "MET", "MET"]),
        ({"facts": (EXPORTS,)}, ["MET", "MET", "NOT_MET", "MET"]),
        ({"facts": (VALIDATED,)}, ["MET", "MET", "MET", "NOT_MET"]),
        ({"sector": "MINERIA"}, ["MET", "MET", "MET", "NOT_MET"]),
        ({"sector": None}, ["NOT_MET", "MET", "MET", "NOT_MET"]),
    ],
)
def test_one_condition_that_fails_is_enough(fields: dict[str, object], expected: list[str]) -> None:
    """DEF-03: a conjunction."""
    account = an_account(**{"facts": (EXPORTS, VALIDATED), **fields})

    assert states(account) == expected
    assert not classify(account, [], DAY, CONFIG).portfolio.is_portfolio


def test_validation_holds_from_its_day_until_it_is_withdrawn() -> None:
    """DEF-03 (c), CAP-07: facts are read as of the day asked about."""
    withdrawn = a_fact(FactKind.VALIDATION, "WITHDRAWN", date(2024, 8, 1))
    account = an_account(facts=(EXPORTS, VALIDATED, withdrawn))

    assert states(account, date(2024, 2, 29))[2] == "NOT_MET"
    assert states(account, date(2024, 3, 1))[2] == "MET"
    assert states(account, date(2024, 7, 31))[2] == "MET"
    assert states(account, date(2024, 8, 1))[2] == "NOT_MET"
    reason = classify(account, [], DAY, CONFIG).portfolio.conditions[2].reasons[0]
    assert reason.text == "ana.rojas retiró la validación el 01-08-2024."
    assert reason.told({"ana.rojas": "Ana Rojas"}.__getitem__) == "Ana Rojas retiró la validación el 01-08-2024."


def test_without_a_strategy_the_sector_is_not_judged() -> None:
    """AMB-59: not configured is neither yes nor no, and no company is portfolio meanwhile."""
    config = a_configuration(strategic=None)
    capable = classify(an_account(facts=(EXPORTS, VALIDATED)), [], DAY, config).portfolio
    incapable = classify(an_account(facts=(VALIDATED,)), [], DAY, config).portfolio

    assert capable.conditions[3].state is ConditionState.NOT_CONFIGURED
    assert not capable.is_portfolio
    assert incapable.conditions[3].state is ConditionState.NOT_MET


def test_an_exporta_mas_member_outside_the_portfolio_raises_an_alert() -> None:
    """DEF-04, AMB-38: membership alone does not make it cartera; the failed condition is named."""
    account = an_account(facts=(MEMBER, EXPORTS))

    during = classify(account, [], date(2024, 6, 30), CONFIG)
    after = classify(account, [], date(2024, 7, 1), CONFIG)

    assert not during.portfolio.is_portfolio
    assert [[m.name for m in alert.missing] for alert in during.alerts] == [["validated"]]
    assert during.alerts[0].rule == "DEF-04"
    assert after.alerts == ()


def test_a_member_that_is_portfolio_raises_none() -> None:
    """DEF-04."""
    account = an_account(facts=(MEMBER, EXPORTS, VALIDATED))

    assert classify(account, [], date(2024, 6, 30), CONFIG).alerts == ()


def level(value: str) -> Account:
    """An account that declared no exports and has this test level."""
    return an_account(facts=(NO_EXPORTS, a_fact(FactKind.TEST_LEVEL, value, date(2024, 2, 5))))


@pytest.mark.parametrize(
    ("account", "export", "capable"),
    [
        (an_account(), Export.SIN_DECLARAR, False),
        (an_account(facts=(EXPORTS,)), Export.EXPORTADORA, True),
        (an_account(facts=(NO_EXPORTS,)), Export.SIN_DECLARAR, False),
        (level("HIGH"), Export.POTENCIAL_ALTA, True),
        (level("MEDIUM"), Export.POTENCIAL_MEDIA, True),
        (level("LOW"), Export.POTENCIAL_BAJA, False),
    ],
)
def test_export_and_capacity(account: Account, export: Export, capable: bool) -> None:
    """DEF-11, DEF-12, AMB-09, AMB-39."""
    found = classify(account, [], DAY, CONFIG)

    assert (found.export.value, found.capacity.value) == (export, capable)


def test_a_low_score_gains_capacity_in_the_interview_of_a_regional_executive() -> None:
    """AMB-39, CAP-09: verified potential stands beside the level, never over it."""
    low = level("LOW")

    def with_interview(role: Role, value: str = "CONFIRMED") -> Account:
        return an_account(facts=(*low.facts, a_fact(FactKind.VERIFIED_POTENTIAL, value, date(2024, 3, 1), role=role)))

    by_executive = classify(with_interview(Role.REGIONAL_EXECUTIVE), [], DAY, CONFIG)
    assert (by_executive.export.value, by_executive.capacity.value) == (Export.POTENCIAL_BAJA, True)
    assert classify(with_interview(Role.SECTOR_OFFICER), [], DAY, CONFIG).capacity.value is False
    assert classify(with_interview(Role.REGIONAL_EXECUTIVE, "NOT_CONFIRMED"), [], DAY, CONFIG).capacity.value is False


def test_a_test_expires_only_when_a_validity_is_configured() -> None:
    """AMB-10: no expiry by default; with 12 months the test of 5 February 2023 ends on 5 February 2024."""
    account = an_account(facts=(a_fact(FactKind.TEST_LEVEL, "HIGH", date(2023, 2, 5)),))
    year = a_configuration(test_validity_months=12)

    assert classify(account, [], DAY, CONFIG).export.value is Export.POTENCIAL_ALTA
    assert classify(account, [], date(2024, 2, 4), year).export.value is Export.POTENCIAL_ALTA
    expired = classify(account, [], date(2024, 2, 5), year).export
    assert (expired.value, expired.reasons[0].open_points) == (Export.SIN_DECLARAR, ("AMB-10",))


@proves("DEF-15", "CAP-10")
def test_the_phase_follows_the_facts() -> None:
    """DEF-15, CAP-10, OLD-01: capture, attention, follow-up, and capture again for a former user."""
    ready = a_fact(FactKind.PREADMISSIBILITY, "COMPLETED", date(2023, 5, 2))
    account = an_account(facts=(ready,))
    fair = [an_action(date(2023, 8, 1))]

    def phase(on: date) -> Phase:
        return classify(account, fair, on, CONFIG).phase.value

    assert phase(date(2023, 5, 1)) is Phase.CAPTACION
    assert phase(date(2023, 5, 2)) is Phase.ATENCION_PERSONALIZADA
    assert phase(date(2023, 8, 1)) is Phase.ACOMPANAMIENTO
    assert phase(date(2025, 1, 1)) is Phase.ACOMPANAMIENTO
    assert phase(date(2026, 8, 1)) is Phase.CAPTACION


@proves("DEF-15", "CAP-10", "OLD-01")
@pytest.mark.parametrize(
    ("completed_on", "phase"),
    [(date(2023, 8, 1), Phase.CAPTACION), (date(2023, 8, 2), Phase.ATENCION_PERSONALIZADA)],
)
def test_a_former_user_is_attended_once_it_is_captured_again(completed_on: date, phase: Phase) -> None:
    """
    DEF-15, OLD-01: a preadmissibility of the day of its last activity (1 August 2023) belongs to the capture before it;
    one of the day after is the new one.
    """
    account = an_account(facts=(a_fact(FactKind.PREADMISSIBILITY, "COMPLETED", completed_on),))
    assert classify(account, [an_action(date(2023, 8, 1))], date(2026, 8, 1), CONFIG).phase.value is phase


def test_institutions_and_foreign_companies_have_their_own_capture() -> None:
    """INS-01, EXT-02: validation for the first, the first counting activity for the second."""
    guild = an_account(organisation=Organisation.INSTITUTION, facts=(VALIDATED,))
    foreign = an_account(country="CN", rut=None)

    assert classify(guild, [], date(2024, 2, 29), CONFIG).phase.value is Phase.CAPTACION
    assert classify(guild, [], DAY, CONFIG).phase.value is Phase.ATENCION_PERSONALIZADA
    assert classify(foreign, [], DAY, CONFIG).phase.reasons[0].rule == "EXT-02"


@proves("GRP-01")
def test_every_account_is_in_exactly_one_group() -> None:
    """GRP-01, AMB-41: any past counting activity keeps a national company in group 1, marked "fuera de cartera"."""
    worked = [an_action(date(2023, 8, 1))]
    portfolio = classify(an_account(facts=(EXPORTS, VALIDATED)), [], DAY, CONFIG)
    outside = classify(an_account(), worked, DAY, CONFIG)
    nothing = classify(an_account(), [], DAY, CONFIG)
    abroad = an_account(country="CN", rut=None, chilean_capital=True)

    assert (portfolio.group.value, portfolio.outside_portfolio) == (Group.CARTERA, False)
    assert (outside.group.value, outside.outside_portfolio) == (Group.CARTERA, True)
    assert (nothing.group.value, nothing.outside_portfolio) == (Group.SIN_TRABAJO, False)
    assert classify(abroad, worked, DAY, CONFIG).group.value is Group.EXTRANJERAS
    guild = an_account(organisation=Organisation.INSTITUTION)
    assert classify(guild, worked, DAY, CONFIG).group.value is Group.INSTITUCIONES


def test_category_1_is_membership_and_nothing_else() -> None:
    """ATN-01, AMB-31: with the end of the membership the assigned category shows again."""
    assigned = a_fact(FactKind.CATEGORY, "2", date(2024, 1, 5), reason="trabajo habitual")
    account = an_account(facts=(assigned, MEMBER))

    assert classify(account, [], date(2024, 1, 4), CONFIG).category.value is Category.SIN_CATEGORIA
    assert classify(account, [], date(2024, 1, 9), CONFIG).category.value is Category.TRABAJO_HABITUAL
    assert classify(account, [], date(2024, 1, 10), CONFIG).category.value is Category.EXPORTA_MAS
    after = classify(account, [], date(2024, 7, 1), CONFIG).category
    assert (after.value, after.reasons[0].grounds) == (Category.TRABAJO_HABITUAL, (assigned,))

    claimed = an_account(facts=(a_fact(FactKind.CATEGORY, "1", date(2024, 1, 5)),))
    assert classify(claimed, [], DAY, CONFIG).category.value is Category.SIN_CATEGORIA


def test_a_category_changed_by_a_rule_cites_it() -> None:
    """FUP-07: the opt-out writes category 3 and names its rule."""
    fact = a_fact(FactKind.CATEGORY, "3", date(2024, 1, 5), detail={"rule": "FUP-07"})
    found = classify(an_account(facts=(fact,)), [], DAY, CONFIG).category

    assert (found.value, found.reasons[0].rule) == (Category.TRABAJO_ESPORADICO, "FUP-07")


def test_an_account_may_be_in_several_classes_and_one_is_primary() -> None:
    """AMB-46: CUENTA_POTENCIAL before USUARIA; CARTERA before USUARIA; EXTRANJERA before both."""
    fair = [an_action(date(2024, 3, 15))]
    incomplete = classify(an_account(phone=None), fair, DAY, CONFIG)
    portfolio = classify(an_account(facts=(EXPORTS, VALIDATED)), fair, DAY, CONFIG)
    foreign = classify(an_account(country="CN", rut=None), fair, DAY, CONFIG)
    nothing = classify(an_account(), [], DAY, CONFIG)

    assert (incomplete.classes, incomplete.primary) == ({"CUENTA_POTENCIAL", "USUARIA"}, "CUENTA_POTENCIAL")
    assert (portfolio.classes, portfolio.primary) == ({"CARTERA", "USUARIA"}, "CARTERA")
    assert (foreign.classes, foreign.primary) == ({"EXTRANJERA", "USUARIA"}, "EXTRANJERA")
    assert (nothing.classes, nothing.primary) == (frozenset(), "NO_USUARIA")


def test_every_reason_names_a_rule_and_reads_in_spanish() -> None:
    """Style: no bare answer; each reason of each axis cites the catalogue and renders without holes."""
    accounts = [
        an_account(),
        an_account(phone=None, sii_started=None),
        an_account(country="CN", rut=None),
        an_account(country="CN", rut=None, chilean_capital=True),
        an_account(country="CN"),
        an_account(organisation=Organisation.INSTITUTION),
        an_account(facts=(EXPORTS, VALIDATED, MEMBER)),
        an_account(facts=(NO_EXPORTS, a_fact(FactKind.VALIDATION, "REJECTED", date(2024, 3, 1)))),
        level("LOW"),
    ]
    for account in accounts:
        for on in (date(2022, 1, 1), date(2024, 5, 1), date(2028, 1, 1)):
            found = classify(account, [an_action(date(2024, 3, 15))], on, CONFIG)
            axes = (found.origin, found.registration, found.relation, found.export, found.capacity, found.phase)
            reasons = [r for axis in (*axes, found.group, found.category) for r in axis.reasons]
            reasons += [r for c in found.portfolio.conditions for r in c.reasons]
            reasons += found.alerts
            assert all(axis.reasons for axis in axes)
            for reason in reasons:
                assert RULES[reason.rule].heading
                assert all(point in AMBIGUITIES for point in reason.open_points)
                assert reason.text.endswith(".")
                assert "{" not in reason.text
