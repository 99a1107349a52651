"""
Which public bodies are recommended to a company of low potential ("organismos públicos"; LOW-03).

Belongs here: choosing among the referral targets of the directory. Does not belong here: how the message says it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.model.accounts import FactKind
from domain.model.cases import ValueKind
from domain.model.institution.directory import ReferralTarget
from domain.model.places.regions import fold
from domain.protocol.engine.rows import Datum
from domain.protocol.engine.situation import Situation

STAGE: Final = Datum("company_stage", ValueKind.TEXT, "Etapa de la empresa", required=False, rule="LOW-03")
SUPPORT: Final = Datum("support_needed", ValueKind.TEXTS, "Apoyo que necesita", required=False, rule="LOW-03")
"""What the recommendation depends on. The directory says which stages and supports there are: the text lists none."""

_KIND: Final = "PUBLIC_BODY"
_WITHOUT_DIRECTORY: Final = (
    ReferralTarget("SERCOTEC", _KIND, "Sercotec", "www.sercotec.cl"),
    ReferralTarget("CORFO", _KIND, "Corfo", "www.corfo.cl"),
)


def recommended_bodies(situation: Situation) -> tuple[ReferralTarget, ...]:
    """
    The public bodies whose criteria the company meets, in the order of the directory; empty when none fits.

    A body without criteria fits every company. What the company did not say leaves no body out.

    Source: LOW-03.
    """
    stage, supports = _told(situation)
    bodies = [target for target in situation.directory.referrals if target.kind == _KIND] or _WITHOUT_DIRECTORY
    return tuple(body for body in bodies if _fits(body.stages, stage) and _fits(body.supports, supports))


def bodies_es(situation: Situation) -> str:
    """The recommended bodies in a sentence. Source: LOW-03."""
    names = ", ".join(body.name for body in recommended_bodies(situation))
    if not names:
        return "Por ahora no hay otro organismo público que le recomendemos."
    return f"También pueden apoyarle estos organismos públicos: {names}."


def _told(situation: Situation) -> tuple[Sequence[str], Sequence[str]]:
    """Stage and supports as the case has them, else as they were recorded with the account's test result."""
    stage, supports = situation.text(STAGE.name), situation.texts(SUPPORT.name)
    fact = situation.fact(FactKind.TEST_LEVEL)
    if fact is None or stage is not None or supports:
        return [stage] if stage else [], supports
    recorded = fact.detail.get(STAGE.name)
    return [recorded] if recorded else [], [each for each in fact.detail.get(SUPPORT.name, "").split(", ") if each]


def _fits(criteria: Sequence[str], told: Sequence[str]) -> bool:
    return not criteria or not told or not {fold(each) for each in criteria}.isdisjoint(fold(each) for each in told)
