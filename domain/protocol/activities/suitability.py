"""
Which planned activities suit an account, and why ("actividades planificadas según el avance de la empresa").

An activity says for whom it is; an account is compared with that by its classes and by what it told: sector, region,
markets of its plan. What it has not told excludes it from nothing: it is named as missing, so that somebody asks.
Only the inputs named here decide (POL-04).

Source: POL-09, FUP-02, GRP-01, ATN-01, ATN-02, ATN-03, POL-04.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.model.accounts import Account
from domain.model.activities import Activity, ActivityState
from domain.model.classes import Category, Classes, Group, Missing, Origin
from domain.model.history.plans import Plan
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.places.countries import COUNTRIES
from domain.model.places.country_names import COUNTRY_NAMES_ES
from domain.model.places.regions import fold, region_by_cut
from domain.protocol.activities.instruments import EXPORTA_MAS, instrument, judged

INVITATION: Final = "INVITACION_ACTIVIDAD"
"""Action type of an invitation: being invited is a contact and no participation (FUP-02, DEF-05)."""

GROUP_ES: Final = {
    Group.CARTERA: "empresas de la cartera o que ya trabajaron con ProChile",
    Group.INSTITUCIONES: "instituciones y asociaciones",
    Group.EXTRANJERAS: "empresas extranjeras",
    Group.SIN_TRABAJO: "empresas que aún no han trabajado con ProChile",
}
"""The groups as a person reads them. Source: GRP-01, AMB-41."""

CATEGORY_ES: Final = {
    Category.EXPORTA_MAS: "1, Exporta Más",
    Category.TRABAJO_HABITUAL: "2, trabajo habitual",
    Category.TRABAJO_ESPORADICO: "3, trabajo esporádico",
    Category.SIN_CATEGORIA: "sin categoría asignada",
}
"""The categories as a person reads them. Source: ATN-01."""

_ABROAD: Final = frozenset({Origin.EXTRANJERA, Origin.CHILENA_EXTERIOR})
_COUNTRY_BY_NAME: Final = {fold(name): code for code, name in COUNTRY_NAMES_ES.items()}


@dataclass(frozen=True, slots=True)
class Profile:
    """
    What an account is, and what it told.

    Attributes:
        plan: Its plan in force; None: it has none.
    """

    account: Account
    classes: Classes
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class SuitReason:
    """Why an activity suits an account, or why not: a Spanish sentence and its rule."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Suitability:
    """
    How an activity and an account go together.

    Attributes:
        reasons: What speaks for it; never empty when it suits.
        against: What speaks against it; empty: it suits.
        missing: What the account has not told yet and would have been looked at.
    """

    activity: Activity
    reasons: tuple[SuitReason, ...]
    against: tuple[SuitReason, ...]
    missing: tuple[Missing, ...]

    @property
    def suits(self) -> bool:
        """Nothing speaks against it."""
        return not self.against


def suitability(activity: Activity, profile: Profile, config: ProtocolConfiguration, on: date) -> Suitability:
    """
    Compare one activity with one account on a day.

    Source: FUP-02, POL-09.
    """
    found = _Comparison()
    _compare_time(found, activity, on)
    _compare_classes(found, activity, profile.classes)
    _compare_instrument(found, activity, profile.classes, config)
    _compare_told(found, activity, profile, config)
    return Suitability(activity, tuple(found.reasons), tuple(found.against), tuple(found.missing))


def suitable(
    activities: Iterable[Activity], profile: Profile, config: ProtocolConfiguration, on: date
) -> Sequence[Suitability]:
    """Those that suit the account, in the given order. Source: FUP-02."""
    return [found for each in activities if (found := suitability(each, profile, config, on)).suits]


def plan_markets(plan: Plan | None) -> frozenset[str]:
    """The countries that a plan names, by code or Spanish name; other words ("Asia") name none. Source: ATN-02."""
    found = set()
    for text in plan.markets if plan is not None else ():
        code = text.strip().upper()
        named = code if code in COUNTRIES else _COUNTRY_BY_NAME.get(fold(text))
        if named is not None:
            found.add(named)
    return frozenset(found)


class _Comparison:
    """Gathers what speaks for and against, and what is not known."""

    def __init__(self) -> None:
        self.reasons: list[SuitReason] = []
        self.against: list[SuitReason] = []
        self.missing: list[Missing] = []

    def say(self, holds: bool, rule: str, because: str, although: str) -> None:
        (self.reasons if holds else self.against).append(SuitReason(because if holds else although, rule))


def _compare_time(found: _Comparison, activity: Activity, on: date) -> None:
    if activity.withdrawal is not None:
        found.say(False, "POL-09", "", f"La actividad se retiró: {activity.withdrawal.reason}")
        return
    last = f"{activity.apply_by:%d-%m-%Y}"
    found.say(
        activity.state(on) is ActivityState.PLANNED,
        "POL-09",
        f"Se puede postular hasta el {last}.",
        f"El plazo para postular terminó el {last}.",
    )


def _compare_classes(found: _Comparison, activity: Activity, classes: Classes) -> None:
    groups, categories = activity.audience.groups, activity.audience.categories
    group, category = classes.group.value, classes.category.value
    meant = "; ".join(GROUP_ES[each] for each in Group if each in groups)
    found.say(group in groups, "GRP-01", f"Es para su grupo: {GROUP_ES[group]}.", f"Es para otros grupos: {meant}.")
    if categories:
        meant = "; ".join(CATEGORY_ES[each] for each in Category if each in categories)
        found.say(
            category in categories,
            "ATN-01",
            f"Es para su categoría: {CATEGORY_ES[category]}.",
            f"Es para otras categorías: {meant}.",
        )


def _compare_instrument(
    found: _Comparison, activity: Activity, classes: Classes, config: ProtocolConfiguration
) -> None:
    row = instrument(activity.type, config, activity.starts_on)
    if row is None or row.family != EXPORTA_MAS:
        return  # every other instrument is offered to everybody (ATN-03)
    offered = judged(row, classes)
    found.say(offered.is_offered, "ATN-03", "Exporta o tiene potencial, como pide Exporta Más.", offered.reason)


def _compare_told(found: _Comparison, activity: Activity, profile: Profile, config: ProtocolConfiguration) -> None:
    account, audience = profile.account, activity.audience
    is_abroad = profile.classes.origin.value in _ABROAD
    if audience.sectors:
        if account.sector is None:
            found.missing.append(Missing("sector", "sector"))
        else:
            own = config.sectors.get(account.sector, account.sector)
            meant = ", ".join(sorted(config.sectors.get(code, code) for code in audience.sectors))
            holds = account.sector in audience.sectors
            found.say(holds, "FUP-02", f"Es para su sector: {own}.", f"Es para otros sectores: {meant}.")
    if audience.regions and not is_abroad:
        if account.region is None:
            found.missing.append(Missing("region", "región"))
        else:
            meant = ", ".join(_region_es(cut) for cut in sorted(audience.regions))
            holds = account.region in audience.regions
            own = _region_es(account.region)
            found.say(holds, "POL-04", f"Es para empresas de su región: {own}.", f"Es para otras regiones: {meant}.")
    if audience.markets:
        _compare_markets(found, activity, profile, is_abroad)


def _compare_markets(found: _Comparison, activity: Activity, profile: Profile, is_abroad: bool) -> None:
    """A company of Chile by the markets of its plan, one from abroad by where it is."""
    told = frozenset({profile.account.country}) if is_abroad else plan_markets(profile.plan)
    if not told:
        found.missing.append(Missing("markets", "mercados de su plan de internacionalización"))
        return
    markets = activity.audience.markets
    common, whose = told & markets, "su mercado" if is_abroad else "mercados de su plan"
    found.say(
        bool(common),
        "FUP-02" if is_abroad else "ATN-02",
        f"Apunta a {whose}: {_countries_es(common)}.",
        f"Apunta a otros mercados: {_countries_es(markets)}.",
    )


def _region_es(cut: str) -> str:
    region = region_by_cut(cut)
    return cut if region is None else region.name


def _countries_es(codes: Iterable[str]) -> str:
    return ", ".join(sorted(COUNTRY_NAMES_ES.get(code, code) for code in codes))
