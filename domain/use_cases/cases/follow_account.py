"""
Cases that follow their account to another office ("la empresa cambió de región"), in the transaction that moves it.

Belongs here: the open cases of an account whose office changed. Does not belong here: which office answers for an
account (`accounts.update_account`), and until when a case follows (`FlowSpec.office`).
"""

from __future__ import annotations

from domain.model.cases import Case
from domain.model.history.decisions import DecisionKind
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.carry_out import Consequences
from domain.use_cases.cases.decided import decision_of
from domain.use_cases.cases.load_situation import Casework, Report

_BECAUSE = "La empresa cambió de región antes del contacto: responde su nueva oficina. El plazo no vuelve a empezar."
_STAYS = "La empresa cambió de región, y el caso sigue en la oficina que ya la atendió: corresponde derivarlo."
_RULES = ("RTE-04", "AMB-68")


async def follow_account(casework: Casework, account_id: str, office_before: str | None) -> None:
    """
    Hand the open cases that the old office had to the new one, as long as it had not contacted the company.

    The account is stored with its new office already. A case that the old office has attended stays, and its record
    says that it is to be handed over; one that was handed elsewhere on purpose is left alone.

    Source: RTE-04, AMB-68, AMB-82.
    """
    for case in await casework.work.cases.of_account(account_id):
        if office_before is not None and case.office == office_before:
            await _follow(casework, case)


async def _follow(casework: Casework, case: Case) -> None:
    rules = FLOWS[case.flow]
    if rules.spec.office is None:
        return
    situation = await casework.situation(rules, Report("hand_over", casework.run.now, {}, _BECAUSE), case)
    last, office = situation.timeline[-1], rules.spec.office(situation)
    if office is None:
        await casework.work.decisions.record(decision_of(casework, case, last, DecisionKind.TRACE, _STAYS))
    elif office != case.office:
        moving = Consequences(casework, rules, situation, case, last, situation.account, case.office)
        await moving.hand_over(f"office:{office}", _BECAUSE, _RULES)
        moved, event = moving.case, (await casework.work.cases.timeline(case.id))[-1]
        await casework.work.decisions.record(
            decision_of(casework, moved, event, DecisionKind.DECISION, event.effects[0])
        )
        told = Consequences(casework, rules, moving.situation, moved, event, situation.account, moved.office)
        await told.carry_out(rules.spec.moved)
