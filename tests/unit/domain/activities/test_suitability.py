"""Which planned activities suit an account, and why (POL-09, FUP-02)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.model.accounts import Account, FactKind, Organisation
from domain.model.activities import ActivityState, Audience, Withdrawal
from domain.model.classes import Category, Group
from domain.model.history.plans import Plan
from domain.model.institution.directory import Absence
from domain.protocol.activities.letter import invitation_letter
from domain.protocol.activities.suitability import Profile, Suitability, plan_markets, suitability, suitable
from domain.protocol.classes.classification import classify
from tests.support.activities import EVERYBODY, PLANNED_AT, an_activity
from tests.support.builders import REGIONAL, a_contact, a_fact, an_account, an_action
from tests.support.cases.national import settings
from tests.support.cases.situations import DIRECTORY

TODAY = date(2024, 9, 13)
LAST = date(2024, 9, 30)
"""The last day to apply of the example."""


def a_plan(*markets: str) -> Plan:
    return Plan(PLANNED_AT, REGIONAL.id, "case", "Conservera", ("Diversificar",), markets, ("FERIA",))


def compared(
    account: Account | None = None,
    *,
    plan: Plan | None = None,
    on: date = TODAY,
    kind: str | None = None,
    worked: bool = False,
    **limits: Any,
) -> Suitability:
    """The example with these limits, and a company of Biobío that went to a fair in March, or never worked."""
    account = account or an_account()
    actions = [an_action(date(2024, 3, 5))] if worked else []
    activity = an_activity(audience=replace(EVERYBODY, **limits))
    activity = replace(activity, type=kind or activity.type)
    profile = Profile(account, classify(account, actions, on, settings()), plan)
    return suitability(activity, profile, settings(), on)


def rules(found: Suitability) -> list[str]:
    return [each.rule for each in found.reasons]


def test_an_activity_for_everybody_suits_and_says_until_when_one_may_apply() -> None:
    """POL-09, GRP-01: clear and precise: the last day, and the group."""
    found = compared(worked=True)
    assert found.suits
    assert [(each.rule, each.text) for each in found.reasons] == [
        ("POL-09", "Se puede postular hasta el 30-09-2024."),
        ("GRP-01", "Es para su grupo: empresas de la cartera o que ya trabajaron con ProChile."),
    ]


@pytest.mark.parametrize(
    ("on", "state", "suits"),
    [
        (LAST, ActivityState.PLANNED, True),
        (date(2024, 10, 1), ActivityState.CLOSED, False),
        (date(2024, 11, 5), ActivityState.CLOSED, False),
        (date(2024, 11, 6), ActivityState.ENDED, False),
    ],
)
def test_the_last_day_to_apply_counts_and_the_day_after_it_is_not_planned(
    on: date, state: ActivityState, suits: bool
) -> None:
    """POL-09, in time: an activity whose deadline is past is not listed as planned."""
    assert an_activity().state(on) is state
    found = compared(on=on)
    assert found.suits is suits
    if not suits:
        assert [(each.rule, each.text) for each in found.against] == [
            ("POL-09", "El plazo para postular terminó el 30-09-2024.")
        ]


def test_a_withdrawn_activity_suits_nobody_and_says_why() -> None:
    """POL-09, POL-06: the reason is told."""
    withdrawn = an_activity(withdrawal=Withdrawal(REGIONAL.id, REGIONAL.role, PLANNED_AT, "La feria se suspendió"))
    account = an_account()
    profile = Profile(account, classify(account, [], TODAY, settings()))
    found = suitability(withdrawn, profile, settings(), TODAY)
    assert [each.text for each in found.against] == ["La actividad se retiró: La feria se suspendió"]
    planned = an_activity()
    offered = suitable([withdrawn, planned], profile, settings(), TODAY)
    assert [each.activity for each in offered] == [planned]


def test_the_target_group_decides() -> None:
    """GRP-01, AMB-41: a company that has worked is of group 1, one that never did of group 4."""
    only_new = frozenset({Group.SIN_TRABAJO})
    assert compared(groups=only_new).suits
    found = compared(groups=only_new, worked=True)
    assert [(each.rule, each.text) for each in found.against] == [
        ("GRP-01", "Es para otros grupos: empresas que aún no han trabajado con ProChile.")
    ]
    institution = an_account(organisation=Organisation.INSTITUTION)
    assert compared(institution, groups=frozenset({Group.INSTITUCIONES})).suits
    assert not compared(institution, groups=only_new).suits


def test_the_category_decides_when_the_activity_names_some() -> None:
    """ATN-01: category 2 is usual work; whoever has none is outside, unless that is named too."""
    usual = frozenset({Category.TRABAJO_HABITUAL})
    second = an_account(facts=(a_fact(FactKind.CATEGORY, "2", date(2024, 1, 15)),))
    found = compared(second, categories=usual)
    assert found.suits
    assert found.reasons[-1].text == "Es para su categoría: 2, trabajo habitual."
    assert [each.rule for each in compared(categories=usual).against] == ["ATN-01"]
    assert compared(categories=usual | {Category.SIN_CATEGORIA}).suits


def test_exporta_mas_is_for_whoever_exports_or_has_potential() -> None:
    """ATN-03, DEF-11: the other instruments are offered to everybody."""
    assert [each.rule for each in compared(kind="EXPORTA_MAS").against] == ["ATN-03"]
    exporter = an_account(facts=(a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 1, 15)),))
    assert "ATN-03" in rules(compared(exporter, kind="EXPORTA_MAS"))


def test_sector_and_region_decide_when_they_are_known() -> None:
    """FUP-02; POL-04: a limit by region is shown as the reason that it is."""
    found = compared(sectors=frozenset({"ALIMENTOS"}), regions=frozenset({"08", "16"}))
    assert [(each.rule, each.text) for each in found.reasons[2:]] == [
        ("FUP-02", "Es para su sector: Alimentos."),
        ("POL-04", "Es para empresas de su región: Biobío."),
    ]
    found = compared(sectors=frozenset({"MINERIA"}), regions=frozenset({"16"}))
    assert [(each.rule, each.text) for each in found.against] == [
        ("FUP-02", "Es para otros sectores: Minería."),
        ("POL-04", "Es para otras regiones: Ñuble."),
    ]


def test_what_the_account_has_not_told_excludes_it_from_nothing_and_is_named() -> None:
    """POL-04, FUP-02: no arbitrary exclusion; somebody asks."""
    account = an_account(sector=None, region=None, office=None)
    found = compared(account, sectors=frozenset({"MINERIA"}), regions=frozenset({"16"}), markets=frozenset({"CN"}))
    assert found.suits
    assert [each.name for each in found.missing] == ["sector", "region", "markets"]


def test_the_markets_of_the_plan_decide_by_code_or_by_name() -> None:
    """ATN-02, FUP-02: markets are written by people; a continent names no country."""
    assert plan_markets(a_plan("china", " us ", "Asia", "COREA DEL SUR")) == {"CN", "US", "KR"}
    markets = frozenset({"CN", "JP"})
    found = compared(plan=a_plan("China"), markets=markets)
    assert (found.reasons[-1].rule, found.reasons[-1].text) == ("ATN-02", "Apunta a mercados de su plan: China.")
    found = compared(plan=a_plan("Perú"), markets=markets)
    assert [(each.rule, each.text) for each in found.against] == [("ATN-02", "Apunta a otros mercados: China, Japón.")]
    assert [each.name for each in compared(plan=a_plan("Asia"), markets=markets).missing] == ["markets"]


def test_a_foreign_company_is_compared_by_where_it_is() -> None:
    """FUP-02, GRP-01: it has no region of Chile and no plan of internationalisation."""
    buyer = an_account(country="CN", rut=None, region=None, office="OFICOM-CN-SHA")
    meant = {"groups": frozenset({Group.EXTRANJERAS}), "regions": frozenset({"08"}), "markets": frozenset({"CN"})}
    found = compared(buyer, **meant)
    assert found.suits
    assert (found.reasons[-1].rule, found.reasons[-1].text) == ("FUP-02", "Apunta a su mercado: China.")
    assert not found.missing
    assert not compared(buyer, **{**meant, "markets": frozenset({"US"})}).suits


def test_the_letter_says_everything_and_is_in_the_name_of_the_executive() -> None:
    """FUP-02, ATN-04, POL-09: dates, deadline, rights, obligations, who answers, where to apply."""
    account = an_account(regional_executive=REGIONAL.id)
    account = replace(account, contacts=(a_contact(account),))
    letter = invitation_letter(an_activity(), account, settings(), DIRECTORY, TODAY)
    assert (letter.to, letter.subject) == ("rosa@conservas.cl", "Invitación: Feria SIAL de alimentos")
    assert letter.text == (
        "Estimado(a) Rosa Díaz:\n\n"
        "Pensando en el avance de Conservas del Sur SpA, le invitamos a «Feria SIAL de alimentos» "
        "(Feria internacional).\n\n"
        "Cuándo: del 04-11-2024 al 05-11-2024.\n"
        "Puede postular hasta el 30-09-2024.\n"
        "Más información y postulación: https://www.example.cl/sial\n\n"
        "Sus derechos:\n- Un puesto en el pabellón de Chile\n\n"
        "Sus obligaciones:\n- Pagar la cuota\n- Responder la encuesta de satisfacción\n\n"
        "Responde por la actividad: Departamento de Ferias.\n"
        "Si tiene dudas, o quiere contarnos cómo le ha ido, responda a este correo: con gusto le acompañamos.\n\n"
        "Ana Rojas\nProChile"
    )


def test_without_contact_or_executive_the_letter_names_the_company() -> None:
    """FUP-02, DAT-07: the address of the account, else of any contact, and nobody's name is invented."""
    activity = an_activity(starts_on=date(2024, 11, 5), audience=Audience(frozenset({Group.CARTERA})))
    letter = invitation_letter(activity, an_account(), settings(), DIRECTORY, TODAY)
    assert letter.to == "contacto@conservas.cl"
    assert letter.text.startswith("Estimado(a) equipo de Conservas del Sur SpA:")
    without = an_account(email=None)
    another = replace(without, contacts=(a_contact(without, is_main=False),))
    assert invitation_letter(activity, without, settings(), DIRECTORY, TODAY).to is None
    assert invitation_letter(activity, another, settings(), DIRECTORY, TODAY).to == "rosa@conservas.cl"
    assert "Cuándo: el 05-11-2024." in letter.text
    assert letter.text.endswith("Su ejecutivo(a) en ProChile")


def test_a_company_abroad_is_invited_in_english_by_who_stands_in() -> None:
    """Section 5, AMB-14: English where Spanish is not spoken; an absent executive's substitute signs."""
    account = an_account(country="CN", region=None, rut=None, regional_executive=REGIONAL.id)
    other = next(person for person in DIRECTORY.people if person.id != REGIONAL.id)
    away = Absence(TODAY, TODAY, other.id)
    people = tuple(replace(person, absences=(away,) if person.id == REGIONAL.id else ()) for person in DIRECTORY.people)
    letter = invitation_letter(an_activity(), account, settings(), replace(DIRECTORY, people=people), TODAY)
    assert letter.subject == "Invitation: Feria SIAL de alimentos"
    assert letter.text.startswith("Dear Conservas del Sur SpA team:\n\nWith the progress of Conservas del Sur SpA in")
    assert "When: from 04-11-2024 to 05-11-2024.\nYou can apply until 30-09-2024." in letter.text
    assert letter.text.endswith(f"{other.name}\nProChile")
