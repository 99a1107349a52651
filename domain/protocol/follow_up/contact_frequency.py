"""
Periodic contact ("contacto periódico"): days since the last contact with each account, and whose turn it is.

The protocol gives no interval (AMB-64): without configuration nobody is late, the days are only told.

Source: FUP-02, EXT-03, INS-02, AMB-64.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.model.classes import Category, Classes, Origin
from domain.model.history.actions import Action
from domain.model.institution.configuration import ProtocolConfiguration

_RULES: Final = {Origin.EXTRANJERA: "EXT-03", Origin.CHILENA_EXTERIOR: "EXT-03", Origin.INSTITUCION: "INS-02"}
_KEYS: Final = {Origin.EXTRANJERA: "FOREIGN", Origin.CHILENA_EXTERIOR: "FOREIGN", Origin.INSTITUCION: "INSTITUTION"}
NO_CONTACT: Final = frozenset({"CONTACTO_INTENTADO"})
"""Action types that are no contact: nobody answered (AMB-06)."""


@dataclass(frozen=True, slots=True)
class ContactGap:
    """
    How long ago an account was last in contact with ProChile.

    Attributes:
        last_on: Local day of the last contact; None: none is recorded.
        days: Calendar days since then; since its registration when there was none.
        every_days: The configured interval; None: not configured, so nobody is late.
        is_portfolio: Portfolio companies go first in lists (FUP-02).
    """

    account_id: str
    last_on: date | None
    days: int
    every_days: int | None
    is_portfolio: bool
    rule: str

    @property
    def is_late(self) -> bool | None:
        """Whether the interval has passed; None: not configured."""
        return None if self.every_days is None else self.days > self.every_days


def contact_gap(
    account_id: str,
    registered_on: date,
    classes: Classes,
    actions: Iterable[Action],
    config: ProtocolConfiguration,
    today: date,
) -> ContactGap:
    """
    The gap of one account on *today*, from its registered actions: annulled ones and mere attempts do not count.

    Source: FUP-02, EXT-03, INS-02, AMB-64.
    """
    days_of = [
        action.ended_on
        for action in actions
        if action.annulment is None and action.type not in NO_CONTACT and action.ended_on <= today
    ]
    last_on = max(days_of, default=None)
    origin = classes.origin.value
    return ContactGap(
        account_id=account_id,
        last_on=last_on,
        days=(today - (last_on or min(registered_on, today))).days,
        every_days=_interval(origin, classes.category.value, config, today),
        is_portfolio=classes.portfolio.is_portfolio,
        rule=_RULES.get(origin, "FUP-02"),
    )


def by_turn(gaps: Iterable[ContactGap]) -> Sequence[ContactGap]:
    """Portfolio companies first, then who has waited longest. Source: FUP-02."""
    return sorted(gaps, key=lambda gap: (not gap.is_portfolio, -gap.days, gap.account_id))


def _interval(origin: Origin, category: Category, config: ProtocolConfiguration, today: date) -> int | None:
    dated = config.contact_every_days.on(today)
    if dated is None:
        return None
    return dated.value.get(_KEYS.get(origin, category.value))
