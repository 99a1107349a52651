"""Correct, annul and confirm actions. Nothing is deleted: what no longer holds stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.errors import InvalidValue, StepNotAllowed
from domain.model.accounts import Account
from domain.model.classes import CauseKind
from domain.model.history.actions import Action, Annulment, Confirmation
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.access.actionable import ActionableAccount, ActionableAction, action_of
from domain.protocol.access.permissions import Permission, is_allowed, require
from domain.protocol.classes.relation import is_confirmed
from domain.use_cases.actions.register_action import ACTION, RegisterAction, new_action, refuse_uninformed
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.follow_up.follow_actions import drop_follow_up, open_follow_up
from domain.use_cases.once import once, once_on_cases
from domain.use_cases.perform import Run, given_reason
from domain.use_cases.results import ActionOutcome

Changed = str | date | Channel | PointOfContact | None
"""New value of a field of an action."""

CORRECTABLE = frozenset(
    {
        "type",
        "title",
        "started_on",
        "ended_on",
        "market",
        "office",
        "channel",
        "point_of_contact",
        "notes",
        "topic",
        "product",
    }
)
"""Fields that a correction may change."""


@dataclass(frozen=True, slots=True)
class CorrectAction:
    """
    A correction: a new action in the place of the old one.

    Attributes:
        seen: Version of the action that the person saw.
        fields: The fields that change (`CORRECTABLE`); the others are taken over.
    """

    action_id: str
    seen: int
    fields: dict[str, Changed]
    reason: str
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class AnnulAction:
    """An annulment, with its reason; `seen` is the version of the action that the person saw."""

    action_id: str
    seen: int
    reason: str
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmAction:
    """A confirmation; `seen` is the version of the action that the person saw."""

    action_id: str
    seen: int
    client_key: str | None = None


@once_on_cases(ACTION)
async def correct_action(casework: Casework, asked: CorrectAction) -> ActionOutcome:
    """
    Register the corrected action and annul the old one, together.

    The corrector becomes the registrar, so whether it counts depends on the corrector's role (AMB-37).

    Raises:
        StepNotAllowed: The action is annulled already, or would be the activity of a service whose company was not told
            all about it yet.
        VersionConflict, InvalidValue, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-05, ATN-04, ATN-05, POL-07.
    """
    run = casework.run
    old, account = await _amendable(run, asked.action_id)
    reason = given_reason(asked.reason, "Indique por qué se corrige la acción.", "POL-07")
    before = await casework.work.actions.of_account(account.id)
    new = new_action(run, account, _corrected(old, asked.fields), corrects=old.id)
    if new.type != old.type:
        await refuse_uninformed(casework, new)
    annulment = Annulment(casework.actor.id, casework.actor.role, run.now, f"Corregida: {reason}")
    annulled = await casework.work.actions.save(replace(old, annulment=annulment), asked.seen)
    new = await casework.work.actions.add(action_of(account, new))
    await run.decided(
        "correct_action",
        f"Corrigió «{old.title}».",
        rule="ATN-05",
        account_id=account.id,
        reason=reason,
        action=new.id,
        corrects=old.id,
        fields=", ".join(sorted(asked.fields)),
    )
    await drop_follow_up(casework, old)
    await open_follow_up(casework, new)
    after = (*_with(before, annulled), new)
    return _outcome(run, account, before, after, new, annulled)


@once_on_cases(ACTION)
async def annul_action(casework: Casework, asked: AnnulAction) -> ActionOutcome:
    """
    Mark an action as not holding, with the reason; the classes that rested on it change.

    Raises:
        StepNotAllowed: It is annulled already.
        VersionConflict, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-05, POL-07.
    """
    run = casework.run
    amendable, account = await _amendable(run, asked.action_id)
    reason = given_reason(asked.reason, "Indique por qué se anula la acción.", "POL-07")
    before = await casework.work.actions.of_account(account.id)
    annulment = Annulment(casework.actor.id, casework.actor.role, run.now, reason)
    action = await casework.work.actions.save(replace(amendable, annulment=annulment), asked.seen)
    await run.decided(
        "annul_action",
        f"Anuló «{action.title}».",
        rule="ATN-05",
        account_id=account.id,
        reason=reason,
        action=action.id,
    )
    await drop_follow_up(casework, action)
    return _outcome(run, account, before, _with(before, action), action)


@once(ACTION)
async def confirm_action(run: Run, asked: ConfirmAction) -> ActionOutcome:
    """
    A regional or commercial executive stands for an action that another role registered; from then on it counts.

    Raises:
        StepNotAllowed: It is annulled, or needs no confirmation.
        VersionConflict, NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-05 (c), AMB-37.
    """
    require(run.actor, Permission.CONFIRM_ACTION)
    action = await run.work.actions.get(asked.action_id)
    account = await _of_action(run, action, Permission.CONFIRM_ACTION)
    _check_holds(action)
    if is_confirmed(action) and action.version == asked.seen:
        raise StepNotAllowed(
            "La acción ya suma: la registró o confirmó un ejecutivo(a) regional o comercial.", rule="DEF-05"
        )
    before = await run.work.actions.of_account(account.id)
    confirmation = Confirmation(run.actor.id, run.actor.role, run.now)
    confirmed = replace(action_of(account, action), confirmation=confirmation)
    action = await run.work.actions.save(confirmed, asked.seen)
    await run.decided(
        "confirm_action",
        f"Confirmó «{action.title}».",
        rule="DEF-05",
        account_id=account.id,
        action=action.id,
        registered_by=action.registered_by,
    )
    return _outcome(run, account, before, _with(before, action), action)


async def _amendable(run: Run, action_id: str) -> tuple[ActionableAction, ActionableAccount]:
    """The action and its account, for whoever may amend it: executives and heads, or who registered it."""
    if not is_allowed(run.actor, Permission.REGISTER_ACTION):
        require(run.actor, Permission.AMEND_ACTION)
    action = await run.work.actions.get(action_id)
    own = action.registered_by == run.actor.id and is_allowed(run.actor, Permission.REGISTER_ACTION)
    account = await _of_action(run, action, Permission.REGISTER_ACTION if own else Permission.AMEND_ACTION)
    _check_holds(action)
    return action_of(account, action), account


async def _of_action(run: Run, action: Action, permission: Permission) -> ActionableAccount:
    """The account of an action, which is also of the office and the market where it was done."""
    account = await run.work.accounts.hold(action.account_id)
    markets = frozenset({action.market} if action.market else ())
    return run.access(account).account(account, permission, markets=markets, office=action.office)


def _check_holds(action: Action) -> None:
    if action.annulment is not None:
        raise StepNotAllowed(
            f"La acción está anulada desde el {action.annulment.at:%d-%m-%Y}: {action.annulment.reason}.",
            rule="ATN-05",
            step_to_take="Registrar una acción nueva",
        )


def _corrected(old: Action, fields: dict[str, Changed]) -> RegisterAction:
    unknown = sorted(fields.keys() - CORRECTABLE)
    if unknown:
        raise InvalidValue(f"El dato «{unknown[0]}» de una acción no se corrige.", field=(unknown[0],))
    whole = {name: getattr(old, name) for name in CORRECTABLE}
    if "point_of_contact" in fields:
        whole["channel"] = None
    return RegisterAction(account_id=old.account_id, case_id=old.case_id, **{**whole, **fields})


def _with(actions: Sequence[Action], changed: Action) -> tuple[Action, ...]:
    return tuple(changed if each.id == changed.id else each for each in actions)


def _outcome(
    run: Run,
    account: Account,
    before: Sequence[Action],
    after: Sequence[Action],
    action: Action,
    replaced: Action | None = None,
) -> ActionOutcome:
    since = min(each.ended_on for each in (action, replaced) if each is not None)
    classes, changes = run.compare((account, before), (account, after), (CauseKind.ACTION, action), since)
    return ActionOutcome(action, account, classes, changes, replaced)
