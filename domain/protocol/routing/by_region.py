"""
The office of an account follows its region ("ruteo por región"), whatever the door by which the region changes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

from domain.model.accounts import Account
from domain.protocol.engine.wording import region_name

_A = TypeVar("_A", bound=Account)

ROUTED: Final = "route_account"
"""What the record of decisions calls it."""


def routed(before: Account, after: _A) -> _A:
    """
    *after*, with the office of its new region, unless it is, or is put, with another office on purpose.

    Source: RTE-04.
    """
    if after.region == before.region or after.region is None or after.office != before.office:
        return after
    if before.office is not None and before.office != f"OFIREG-{before.region}":
        return after
    return replace(after, office=f"OFIREG-{after.region}")


def routed_es(before: Account, after: Account) -> str:
    """What happened, for the record of decisions."""
    now, was = (f"la Oficina Regional de {region_name(account.region)}" for account in (after, before))
    return f"Por el cambio de región responde {now} en lugar de {was}."
