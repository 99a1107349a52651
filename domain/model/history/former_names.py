"""
Names by which an account went before ("nombres anteriores"), so that who knows it by one of them finds it (POL-07).

Belongs here: what counts as a former name, of the account itself or of one that was joined to it. Does not belong
here: who changed it, and the values of other fields (`model.history.field_changes`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from domain.model.words import words

if TYPE_CHECKING:
    from domain.model.accounts import Account


@dataclass(frozen=True, slots=True)
class FormerName:
    """
    A name or trade name that an account no longer has.

    Attributes:
        name: As it was written.
        until: Day on which it was given up, in the agency's zone.
        of: Id of the account joined to this one that had it (AMB-63); None: it was its own.
    """

    name: str
    until: date
    of: str | None = None


def renamed(before: Account, after: Account, today: date) -> tuple[FormerName, ...]:
    """
    The former names of *after*, with those that *before* had and it has no longer; one that it has again is none.

    Another spelling of the same words is no other name.

    Args:
        today: Day of the change, in the agency's zone.
    """
    if before.name == after.name and before.trade_name == after.trade_name:
        return after.former_names
    given_up = (FormerName(name, today) for name in _borne(before))
    return _latest((*after.former_names, *given_up), without=after)


def with_names_of(absorbed: Account, survivor: Account, today: date) -> tuple[FormerName, ...]:
    """The former names of *survivor* once *absorbed* is joined to it: the other's names, former ones too (AMB-63)."""
    theirs = (FormerName(name, today, absorbed.id) for name in _borne(absorbed))
    older = (replace(each, of=absorbed.id) for each in absorbed.former_names)
    return _latest((*without_names_of(absorbed, survivor), *older, *theirs), without=survivor)


def without_names_of(absorbed: Account, survivor: Account) -> tuple[FormerName, ...]:
    """Those of *survivor* that did not come from *absorbed*."""
    return tuple(each for each in survivor.former_names if each.of != absorbed.id)


def _borne(account: Account) -> Iterable[str]:
    return (name for name in (account.name, account.trade_name) if name)


def _latest(names: Iterable[FormerName], without: Account) -> tuple[FormerName, ...]:
    """Each once for each account that had it, as last given up, without those that the account has now."""
    now = {tuple(words(name)) for name in _borne(without)}
    found: dict[tuple[object, ...], FormerName] = {}
    for each in names:
        same = tuple(words(each.name))
        if same and same not in now:
            found.pop((same, each.of), None)
            found[same, each.of] = each
    return tuple(found.values())
