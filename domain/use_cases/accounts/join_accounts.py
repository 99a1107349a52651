"""
Pass everything of one account to another ("unir cuentas"), whoever joined them: a person here, or one in the CRM.

Belongs here: what joining does, always the same. Does not belong here: who may, and what is refused
(`merge_accounts`); what the CRM has joined already (`follow_merge`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.exchange.telling import Child, records_were
from domain.model.accounts import Account
from domain.model.history.former_names import with_names_of
from domain.model.history.reconsideration import changed_for_cases, reconsideration
from domain.ports.store import UnitOfWork
from domain.protocol.access.actionable import ActionableAccount
from domain.use_cases.accounts.join_cases import join_cases, tell_moved
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.next_steps.ask_for_another import ask_for_another


@dataclass(frozen=True, slots=True)
class Joining:
    """
    Two accounts that become one.

    Attributes:
        survivor, survivor_seen: The account that goes on, and the version of it that was seen.
        absorbed, absorbed_seen: The one whose records it takes, likewise.
        reason: Why, as the timelines of their cases tell it.
        moved: What an open case is told that passes to the account that goes on.
    """

    survivor: ActionableAccount
    survivor_seen: int
    absorbed: ActionableAccount
    absorbed_seen: int
    reason: str
    moved: str


async def hold_both(work: UnitOfWork, one: str, other: str) -> None:
    """Nobody else changes them until the transaction ends; in one order, whichever survives. Raises RecordNotFound."""
    for key in sorted((one, other)):
        await work.accounts.hold(key, merged=True)


async def join_accounts(casework: Casework, asked: Joining, names: Iterable[str]) -> tuple[Account, frozenset[str]]:
    """
    The account that goes on, as it is then, and which of *names* it took from the other: those where it had nothing.

    Open cases go along and are reconsidered; where a flow has one for an account and both have one, one goes on with
    both timelines. The absorbed account becomes inactive. What both have stays as the one that goes on has it.

    Raises:
        VersionConflict: Somebody changed one of them since.

    Source: AMB-63, AMB-74, CAP-04.
    """
    work, survivor, absorbed = casework.work, asked.survivor, asked.absorbed
    filled = {name: getattr(absorbed, name) for name in names if not _told(survivor, name) and _told(absorbed, name)}
    open_cases = frozenset(case.id for case in await work.cases.of_account(absorbed.id))
    theirs, mine = await records_of(work, absorbed), await records_of(work, survivor)
    await join_cases(casework, survivor.id, absorbed.id, asked.reason)
    after, _ = await work.accounts.absorb(
        replace(survivor, **filled, former_names=with_names_of(absorbed, survivor, casework.run.today())),
        asked.survivor_seen,
        replace(absorbed, merged_into=survivor.id, active=False),
        asked.absorbed_seen,
    )
    await ask_for_another(casework, survivor, after)
    await tell_moved(casework, open_cases, after, asked.moved.format(absorbed=absorbed.name, survivor=after.name))
    at, new_id = casework.run.now, casework.services.core.new_id
    told = records_were((), theirs)  # to the cases that it had
    await work.timers.gather(reconsideration(f"account:{after.id}", told, at, new_id()))
    arrived = {**changed_for_cases(absorbed, after), **records_were((), mine)}
    for case_id in sorted(open_cases):
        await work.timers.gather(reconsideration(f"case:{case_id}", arrived, at, new_id()))
    return after, frozenset(filled)


async def records_of(work: UnitOfWork, account: Account) -> list[Child]:
    """Its contacts and actions."""
    return [*account.contacts, *await work.actions.of_account(account.id)]


def _told(account: Account, name: str) -> bool:
    return getattr(account, name) not in (None, "", frozenset())
