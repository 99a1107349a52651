"""
What is recorded on an account whose case waits for it: the case decides, or is told (EXP-05, CAP-06, AMB-68).

Belongs here: what a verb on the account asks of its cases. Does not belong here: the steps of a case (its flow).
"""

from __future__ import annotations

from domain.errors import StepNotAllowed
from domain.model.accounts import Account, FactKind
from domain.model.cases import Flow
from domain.model.history.reconsideration import fact_told, reconsideration, told_ahead
from domain.use_cases.perform import Run


async def require_no_capture(run: Run, account: Account, what: str, rule: str) -> None:
    """
    Let pass only what no open capture of the company decides: there interview, ficha and test come first.

    Args:
        what: Begins the Spanish sentence ("la validación se decide").

    Raises:
        StepNotAllowed: It is being captured; with the number of the case.

    Source: EXP-05, CAP-01, CAP-06.
    """
    for case in await run.work.cases.of_account(account.id, Flow.CAPTURE):
        raise StepNotAllowed(
            f"La empresa está en captación (caso {case.number}): {what} en ese caso.",
            rule=rule,
            step_to_take=f"Registrar la decisión en el caso {case.number}",
        )


async def tell_cases_of(run: Run, account: Account, kind: FactKind, flow: Flow) -> None:
    """
    Open cases of that process are told a fact that was recorded outside them, and go on by it; one that is dated ahead
    reaches those that are open on its first day.

    Source: CAP-05, ATN-01, FUP-03, AMB-68.
    """
    if told_ahead(account, run.today(account)) or await run.work.cases.of_account(account.id, flow):
        item = reconsideration(f"account:{account.id}", fact_told(kind), run.now, run.services.new_id())
        await run.work.timers.gather(item)
