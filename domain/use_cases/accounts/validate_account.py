"""Validate an account, refuse it or withdraw the validation ("validar una cuenta")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.errors import StepNotAllowed
from domain.model.accounts import Account, FactKind
from domain.model.classes import CauseKind, Origin
from domain.model.worded import Worded
from domain.protocol.access.permissions import Permission
from domain.protocol.classes.classification import origin_of
from domain.protocol.history.on_record import require_ready
from domain.use_cases.accounts.beside_cases import require_no_capture
from domain.use_cases.once import ACCOUNT, once
from domain.use_cases.perform import Run, given_reason, with_fact
from domain.use_cases.results import AccountOutcome


class ValidationStep(Worded):
    """What is decided about the validation ("validación")."""

    VALIDATED = "VALIDATED", "Validada."
    REJECTED = "REJECTED", "Rechazada, con motivo."
    WITHDRAWN = "WITHDRAWN", "Validación retirada, con motivo."


@dataclass(frozen=True, slots=True)
class ValidateAccount:
    """
    A decision on the validation.

    Attributes:
        seen: Version of the account that the person saw.
        reason: Mandatory to refuse or withdraw (POL-07).
    """

    account_id: str
    seen: int
    step: ValidationStep = ValidationStep.VALIDATED
    reason: str | None = None
    client_key: str | None = None


_OUTCOME: Final = {
    ValidationStep.VALIDATED: "Validó la cuenta.",
    ValidationStep.REJECTED: "Rechazó validar la cuenta.",
    ValidationStep.WITHDRAWN: "Retiró la validación de la cuenta.",
}


@once(ACCOUNT)
async def validate_account(run: Run, asked: ValidateAccount) -> AccountOutcome:
    """
    Record the decision of the regional executive from today on.

    While a capture case of the company is open the decision is taken there, not here (EXP-05).
    A national company can be validated when its mandatory fields are complete and, if it declared no exports, its
    test has a result (AMB-13). Institutions are validated by sector officer or regional executive without more.

    Raises:
        StepNotAllowed: Something is missing first, or it is already so; the message says what.
        MissingData: A refusal or withdrawal without a reason.
        VersionConflict, NotAuthorised, RecordNotFound: As their messages say.

    Source: CAP-07, DEF-03 (c), INS-01, AMB-13.
    """
    found = await run.account(asked.account_id, Permission.VALIDATE_ACCOUNT, Permission.VALIDATE_INSTITUTION)
    is_institution = origin_of(found).value is Origin.INSTITUCION
    permission = Permission.VALIDATE_INSTITUTION if is_institution else Permission.VALIDATE_ACCOUNT
    before = run.access(found).account(found, permission)
    today = run.today(before)
    reason = _reason(asked)
    await require_no_capture(run, before, "la validación se decide", "CAP-07")
    _check_open(before, asked.step, today)
    if asked.step is ValidationStep.VALIDATED:
        require_ready(before, today, run.services.configuration())
    fact = run.fact(FactKind.VALIDATION, asked.step.value, today, reason=reason)
    account = await run.work.accounts.save(with_fact(before, fact), asked.seen)
    actions = await run.work.actions.of_account(account.id)
    classes, changes = run.compare((before, actions), (account, actions), (CauseKind.FACT, fact), fact.on)
    await run.decided(
        "validate_account",
        _OUTCOME[asked.step],
        rule="INS-01" if is_institution else "CAP-07",
        account_id=account.id,
        reason=reason,
        primary_class=classes.primary.value,
    )
    return AccountOutcome(account, classes, changes)


def _reason(asked: ValidateAccount) -> str | None:
    if asked.step is ValidationStep.VALIDATED:
        return asked.reason.strip() or None if asked.reason else None
    return given_reason(asked.reason, "Indique por qué no se valida la cuenta.", "CAP-07")


def _check_open(account: Account, step: ValidationStep, today: date) -> None:
    fact = account.fact(FactKind.VALIDATION, today)
    is_validated = fact is not None and fact.value == ValidationStep.VALIDATED.value
    if fact is not None and step is ValidationStep.VALIDATED and is_validated:
        raise StepNotAllowed(f"La cuenta ya está validada desde el {fact.on:%d-%m-%Y}.", rule="CAP-07")
    if step is ValidationStep.WITHDRAWN and not is_validated:
        raise StepNotAllowed(
            "No hay una validación que retirar.", rule="CAP-07", step_to_take="Validar o rechazar la cuenta"
        )
    if step is ValidationStep.REJECTED and is_validated:
        raise StepNotAllowed(
            "La cuenta está validada: si ya no corresponde, retire la validación.",
            rule="CAP-07",
            step_to_take="Retirar la validación",
        )
