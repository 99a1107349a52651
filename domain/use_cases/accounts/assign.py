"""Assign the executives of an account and its category ("asignar ejecutivo", "asignar categoría")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from domain.errors import StepNotAllowed
from domain.model.accounts import FactKind
from domain.model.classes import Category, CauseKind
from domain.model.history.decisions import DecisionKind
from domain.protocol.access.permissions import Permission, is_allowed
from domain.protocol.history.on_record import require_no_membership
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.cases.take_step import go_on_with_category
from domain.use_cases.checks import checked_person
from domain.use_cases.once import ACCOUNT, once, once_on_cases
from domain.use_cases.perform import Run, given_reason, with_fact
from domain.use_cases.results import AccountOutcome


class ExecutiveKind(StrEnum):
    """Which of the three people of an account (DAT-10)."""

    REGIONAL = "REGIONAL"  # ejecutivo/a regional
    COMMERCIAL = "COMMERCIAL"  # ejecutivo/a comercial
    SECTOR_OFFICER = "SECTOR_OFFICER"  # encargado/a sectorial


_FIELD: Final = {
    ExecutiveKind.REGIONAL: "regional_executive",
    ExecutiveKind.COMMERCIAL: "commercial_executive",
    ExecutiveKind.SECTOR_OFFICER: "sector_officer",
}


class AssignedCategory(StrEnum):
    """The categories that a person assigns; 1 is membership of Exporta Más (AMB-31)."""

    TRABAJO_HABITUAL = Category.TRABAJO_HABITUAL.value
    TRABAJO_ESPORADICO = Category.TRABAJO_ESPORADICO.value


@dataclass(frozen=True, slots=True)
class AssignExecutive:
    """
    Who attends the account.

    Attributes:
        person: Id of the person; None: nobody any more.
        reason: Mandatory when somebody is replaced or removed (POL-07).
    """

    account_id: str
    seen: int
    kind: ExecutiveKind
    person: str | None
    reason: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class AssignCategory:
    """A category from today on, with its reason."""

    account_id: str
    seen: int
    category: AssignedCategory
    reason: str
    client_key: str | None = None


@once(ACCOUNT)
async def assign_executive(run: Run, asked: AssignExecutive) -> AccountOutcome:
    """
    Put a person in charge. Replacing or removing one is an override and needs a reason.

    Raises:
        InvalidValue: The directory does not know the person.
        VersionConflict, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: RTE-05, USR-01, PUB-04, POL-07, AMB-68.
    """
    before = await run.actionable(asked.account_id, Permission.ASSIGN_EXECUTIVE)
    person = None if asked.person is None else checked_person(asked.person, run.directory(before)).id
    now_there: str | None = getattr(before, _FIELD[asked.kind])
    reason = asked.reason
    if now_there is not None and person != now_there:
        reason = given_reason(asked.reason, "Indique por qué se cambia a la persona a cargo.", "RTE-05")
    account = await run.work.accounts.save(replace(before, **{_FIELD[asked.kind]: person}), asked.seen)  # type: ignore[arg-type]  # the three fields are str | None
    await run.decided(
        "assign_executive",
        "Asignó a la persona a cargo." if person else "Retiró a la persona a cargo.",
        rule="RTE-05",
        account_id=account.id,
        reason=reason,
        kind=DecisionKind.DECISION if now_there is None else DecisionKind.OVERRIDE,
        field=_FIELD[asked.kind],
        before=now_there,
        after=person,
    )
    return AccountOutcome(account, await run.classes(account))


@once_on_cases(ACCOUNT)
async def assign_category(casework: Casework, asked: AssignCategory) -> AccountOutcome:
    """
    Assign category 2 or 3; the history stays. Follow-ups that waited for the category go on.

    Raises:
        StepNotAllowed: It is in Exporta Más, which is category 1, or has that category already.
        NotAuthorised: Also when a service would take it back from 3 to 2: only an executive does (AMB-31).
        VersionConflict, MissingData, RecordNotFound: As their messages say.

    Source: ATN-01, FUP-04, FUP-07, AMB-31.
    """
    run = casework.run
    is_usual = asked.category is AssignedCategory.TRABAJO_HABITUAL
    permission = Permission.ASSIGN_USUAL_CATEGORY if is_usual else Permission.ASSIGN_CATEGORY
    before = await run.actionable(asked.account_id, permission)
    reason = given_reason(asked.reason, "Indique por qué se asigna esta categoría.", "ATN-01")
    today = run.today(before)
    require_no_membership(before, today)
    held = before.fact(FactKind.CATEGORY, today)
    if held is not None and held.value == asked.category.value:
        raise StepNotAllowed(f"La cuenta ya tiene la categoría {held.value}.", rule="ATN-01")
    rule = "ATN-01" if is_allowed(casework.actor, Permission.ASSIGN_USUAL_CATEGORY) else "FUP-07"
    fact = run.fact(FactKind.CATEGORY, asked.category.value, today, reason=reason, detail={"rule": rule})
    account = await casework.work.accounts.save(with_fact(before, fact), asked.seen)
    actions = await casework.work.actions.of_account(account.id)
    classes, changes = run.compare((before, actions), (account, actions), (CauseKind.FACT, fact), fact.on)
    await run.decided(
        "assign_category",
        f"Asignó la categoría {asked.category.value}.",
        rule=rule,
        account_id=account.id,
        reason=reason,
        before=held.value if held else None,
    )
    await go_on_with_category(casework, account.id, asked.category.value, reason)
    return AccountOutcome(account, classes, changes)
