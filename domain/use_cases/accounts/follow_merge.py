"""
Accounts that somebody merged in the CRM itself are joined here, too ("unión hecha en el CRM").

Belongs here: the join that the CRM has made already. Does not belong here: one that a person asks for here
(`merge_accounts`), which may be refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from domain.model.account_fields import names
from domain.model.history.decisions import DecisionKind
from domain.model.history.joined import Joined
from domain.model.timers import Timer
from domain.ports.store import UnitOfWork
from domain.protocol.access.actionable import account_by_rule
from domain.use_cases.accounts.join_accounts import Joining, hold_both, join_accounts
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.services import Services

MERGED_IN_CRM: Final = "merged_in_crm"
"""Kind of the timer of an account that was merged in the CRM; its subject is "account:<id>"."""

_INTO: Final = "into"
_WAS_ACTIVE: Final = "was_active"
_RULE: Final = "CAP-04"
_FILLED: Final = names(lambda field: field.filled and not field.synced)
"""What the CRM does not have, so that its Merge did not choose: taken where the one that goes on has nothing."""


def merge_timers(services: Services, joined: Iterable[Joined]) -> list[Timer]:
    """
    The timers by which merges made in the CRM reach the accounts here, set in the transaction that learns of them.

    Each has an occurrence of its own: accounts that a person separated may be merged again.

    Source: AMB-63, AMB-74.
    """
    now, timers = services.clock.now(), []
    for each in joined:
        told = {_INTO: each.into, **({_WAS_ACTIVE: ""} if each.was_active else {})}
        timers.append(
            Timer(services.new_id(), MERGED_IN_CRM, f"account:{each.absorbed}", now, _RULE, services.new_id(), told)
        )
    return timers


async def follow_merge(casework: Casework, timer: Timer, absorbed_id: str) -> None:
    """
    Pass everything of the absorbed account, its open cases too, to the one that goes on in the CRM.

    What both have stays as the CRM has it there. Nothing happens when they are joined already, whoever did it.

    Raises:
        RecordNotFound: One of them is not here.

    Source: AMB-63, AMB-74, CAP-04.
    """
    work, run = casework.work, casework.run
    into = await _goes_on(work, timer.payload[_INTO])
    await hold_both(work, into, absorbed_id)
    absorbed, survivor = [await work.accounts.get(key, merged=True) for key in (absorbed_id, into)]
    if absorbed.merged_into is not None or survivor.id == absorbed.id:
        return
    if _WAS_ACTIVE in timer.payload and not absorbed.active:  # so that separating them makes it active again
        active = account_by_rule(replace(absorbed, active=True), "CAP-04: the CRM's merge made it inactive")
        absorbed = await work.accounts.save(active, absorbed.version)
    joining = Joining(
        account_by_rule(survivor, "CAP-04: somebody joined them in the CRM"),
        survivor.version,
        account_by_rule(absorbed, "CAP-04: somebody joined them in the CRM"),
        absorbed.version,
        "Las cuentas se unieron en el CRM.",
        "En el CRM la cuenta de «{absorbed}» se unió a la de «{survivor}»: el caso sigue en ella.",
    )
    _, filled = await join_accounts(casework, joining, _FILLED)
    outcomes = {
        survivor.id: f"En el CRM se unió a esta cuenta la de «{absorbed.name}».",
        absorbed.id: f"En el CRM esta cuenta se unió a la de «{survivor.name}», que sigue por las dos.",
    }
    for account_id, outcome in outcomes.items():
        await run.decided(
            MERGED_IN_CRM,
            outcome,
            rule=_RULE,
            account_id=account_id,
            kind=DecisionKind.TRACE,
            survivor=survivor.id,
            absorbed=absorbed.id,
            filled=", ".join(sorted(filled)),
        )


async def _goes_on(work: UnitOfWork, account_id: str) -> str:
    """The account that stands for this one now: the one that goes on may have been joined to another since."""
    account = await work.accounts.get(account_id, merged=True)
    while account.merged_into is not None:
        account = await work.accounts.get(account.merged_into, merged=True)
    return account.id
