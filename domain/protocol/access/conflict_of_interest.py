"""
Who decides nothing on a company ("conflicto de interés"): whoever declared a conflict of interest, while it stands.

Belongs here: the refusal, which `actionable` makes before all others, and the words of it. Does not belong here: who
takes their place (`domain.protocol.routing`, by `Directory.without`).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.errors import ConflictOfInterestStands
from domain.model.accounts import Account
from domain.model.history.conflicts_of_interest import ConflictOfInterest, in_conflict
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor

RULE: Final = "POL-07"


def standing_of(account: Account | None, person_id: str | None, on: date) -> ConflictOfInterest | None:
    """The conflict of interest of that person with the company that stands on the day. Source: AMB-72."""
    of_account = () if account is None else account.conflicts_of_interest
    return next((each for each in of_account if each.person == person_id and each.stands(on)), None)


def directory_for(directory: Directory, account: Account | None, on: date) -> Directory:
    """People as they answer for the company on the day: without those in conflict with it. Source: AMB-72."""
    return directory.without(in_conflict(() if account is None else account.conflicts_of_interest, on))


def withheld_from(actor: Actor, account: Account | None, on: date) -> str | None:
    """Why nothing of the company is the actor's to decide, and who chooses, as they read it; None: they may decide."""
    standing = standing_of(account, actor.id, on)
    if account is None or standing is None:
        return None
    until = "" if standing.until is None else f" y hasta el día anterior al {standing.until:%d-%m-%Y}"
    return (
        f"Usted declaró un conflicto de interés con «{account.name}» desde el {standing.since:%d-%m-%Y}{until}: "
        "mientras siga en pie puede verla, y no decide nada sobre ella. Su jefatura elige quién lo hace."
    )


def require_impartial(actor: Actor, account: Account | None, on: date) -> None:
    """
    Let pass only whoever has no conflict of interest with the company that stands on the day.

    Raises:
        ConflictOfInterestStands: They declared one; with its days, and who chooses who decides.

    Source: POL-07, AMB-72.
    """
    withheld = withheld_from(actor, account, on)
    if withheld is not None:
        raise ConflictOfInterestStands(withheld, rule=RULE)
