"""A company refuses follow-up messages by the link of one of them: once for each message, in trace (FUP-06)."""

from __future__ import annotations

from domain.model.history.decisions import DecisionKind
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.protocol.follow_up.opt_out import OptOut
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.cases.take_step import CaseOutcome, ReportFact, repeated, report_in


async def refuse_by_link(services: CaseServices, refused: OptOut) -> CaseOutcome:
    """
    Record what the link refuses, in the name of its account, or of the one that this was merged into.

    One transaction; following the same link again records nothing and gets the same answer.

    Raises:
        RecordNotFound: The follow-up or the account is not there, or the one is no longer the other's.
        StepNotAllowed: It cannot be refused now; with the reason.

    Source: FUP-06, FUP-07, POL-07, AMB-63.
    """
    owner = await _owner(services, refused)
    company = Actor("enlace", "Enlace de un correo", Role.COMPANY, account_id=owner)
    async with services.core.transactions(company) as work:
        casework = Casework.start(services, work)
        key = f"opt-out-{refused.message_id}"
        known = await casework.run.recall(key, "refuse_by_link", refused)
        if known is not None:
            return await repeated(casework, known["case"])
        asked = ReportFact(refused.case_id, "opt_out", {"stage": refused.stage}, point_of_contact=PointOfContact.CORREO)
        outcome = await report_in(casework, asked)
        await casework.run.decided(
            "refuse_by_link",
            "La empresa usó el enlace de un correo para no recibir más esta comunicación.",
            rule="FUP-06",
            account_id=owner,
            kind=DecisionKind.TRACE,
            message=refused.message_id,
            case=refused.case_id,
            stage=refused.stage,
        )
        await casework.run.remember(key, "refuse_by_link", refused, case=outcome.case.id)
        return outcome


async def _owner(services: CaseServices, refused: OptOut) -> str:
    async with services.core.transactions(SYSTEM) as work:
        account = await work.accounts.get(refused.account_id, merged=True)
        return account.merged_into or account.id
