"""Resolve a conflict between Atención and the CRM ("resolver un conflicto")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from domain.errors import InvalidValue, StepNotAllowed, VersionConflict
from domain.exchange.meaning import same_value
from domain.exchange.merge import DELETED_FIELD
from domain.exchange.values import (
    CRM_AUTHOR,
    action_values,
    apply_account_values,
    apply_action_values,
    apply_contact_values,
    refused_values,
)
from domain.model.account_fields import EXECUTIVES
from domain.model.accounts import Account, Contact
from domain.model.classes import CauseKind
from domain.model.exchange.conflicts import Conflict, Resolution, Side
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.history.actions import Action
from domain.model.history.decisions import DecisionKind
from domain.protocol.access import actionable as access
from domain.protocol.access.actionable import ActionableAccount, account_by_rule
from domain.protocol.access.permissions import Permission, require
from domain.protocol.routing.by_region import routed
from domain.use_cases.accounts.contacts import contact_of
from domain.use_cases.accounts.taken_from_crm import objections
from domain.use_cases.checks import checked_person
from domain.use_cases.follow_up.follow_actions import follow_up_timers
from domain.use_cases.once import Kept, once
from domain.use_cases.perform import Run
from domain.use_cases.results import ConflictOutcome


@dataclass(frozen=True, slots=True)
class ResolveConflict:
    """
    Which value holds.

    Attributes:
        side: Ours, the CRM's, or another one.
        value: With `Side.OTHER`, that value; otherwise it is not read.
        reason: Why, in the person's words; recommended when the proposal is not followed.
    """

    conflict_id: str
    side: Side
    value: Scalar = None
    reason: str | None = None
    client_key: str | None = None


async def _again(run: Run, conflict_id: str) -> ConflictOutcome:
    conflict = await run.work.conflicts.get(conflict_id)
    account = await run.work.accounts.get(conflict.account_id, merged=True)
    return ConflictOutcome(conflict, account, await run.classes(account), repeated=True)


_CONFLICT: Final[Kept[Run, ConflictOutcome]] = Kept("conflict", lambda done: done.conflict.id, _again)


@once(_CONFLICT)
async def resolve_conflict(run: Run, asked: ResolveConflict) -> ConflictOutcome:
    """
    Write the chosen value here, and let the store push it to the CRM when the CRM has another.

    Raises:
        VersionConflict: Somebody resolved it before; `current` is the conflict as it is.
        InvalidValue: The value cannot be held by that field.
        StepNotAllowed: The field of an action is corrected by a new action, not written over.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: POL-07, SYS-01.
    """
    require(run.actor, Permission.RESOLVE_CONFLICT)
    conflict = await run.work.conflicts.get(asked.conflict_id)
    found = await run.work.accounts.hold(conflict.account_id, merged=True)
    before = run.access(found).account(found, Permission.RESOLVE_CONFLICT)
    if conflict.resolution is not None:
        raise VersionConflict("un conflicto", conflict.id, 1, conflict, 2)
    old_actions = await run.work.actions.of_account(before.id)
    value = _chosen(conflict, asked)
    resolved = replace(conflict, resolution=Resolution(asked.side, value, run.actor.id, run.now, asked.reason))
    await run.work.conflicts.resolve(resolved)
    if conflict.field != DELETED_FIELD and not same_value(value, conflict.local):
        await _write(run, before, conflict, value, asked.side)
    account = await run.work.accounts.get(before.id, merged=True)
    actions = await run.work.actions.of_account(before.id)
    classes, changes = run.compare((before, old_actions), (account, actions), (CauseKind.ACCOUNT, None))
    await run.decided(
        "resolve_conflict",
        f"Resolvió el conflicto del dato «{conflict.field}».",
        rule="POL-07",
        account_id=account.id,
        reason=asked.reason,
        kind=DecisionKind.DECISION if asked.side is conflict.proposed else DecisionKind.OVERRIDE,
        conflict=conflict.id,
        side=asked.side.value,
    )
    return ConflictOutcome(resolved, account, classes, changes)


def _chosen(conflict: Conflict, asked: ResolveConflict) -> Scalar:
    match asked.side:
        case Side.ATENCION:
            return conflict.local
        case Side.CRM:
            return conflict.remote
        case Side.OTHER:
            if conflict.field == DELETED_FIELD:
                raise InvalidValue("Elija conservar el registro o aceptar que el CRM lo eliminó.", field=("side",))
            return asked.value


async def _write(run: Run, account: ActionableAccount, conflict: Conflict, value: Scalar, side: Side) -> None:
    """Write the value into the record it is about, as of the author whose value it is."""
    values = {conflict.field: value}
    author = (conflict.remote_by or CRM_AUTHOR) if side is Side.CRM else run.actor.id
    match conflict.kind:
        case RecordKind.ACCOUNT:
            _check(conflict, values, account)
            directory = run.directory(account)
            if conflict.field in EXECUTIVES and value is not None and directory.people:
                checked_person(str(value), directory, "value")
            written = apply_account_values(account, values, by=author, at=run.now, new_id=run.services.new_id)
            written = routed(account, written)
            _check_typed(run, account, written, side)
            chosen = account_by_rule(written, "POL-07: the value chosen by who may resolve the conflict")
            await run.work.accounts.save(chosen, account.version)
        case RecordKind.CONTACT:
            contact = contact_of(account, conflict.key)
            _check(conflict, values, contact)
            changed = apply_contact_values(contact, values)
            _check_typed(run, contact, changed, side)
            await run.work.accounts.save_contact(access.contact_of(account, changed), contact.version)
        case RecordKind.ACTION:
            action = await run.work.actions.get(conflict.key)
            _check(conflict, values, action)
            theirs = access.action_of(account, apply_action_values(action, values, by=author, at=run.now))
            saved = await run.work.actions.save(theirs, action.version)
            for timer in follow_up_timers(run.services, [(action, saved)]):
                await run.work.timers.set(timer)
            if not same_value(action_values(saved)[conflict.field], value):
                raise StepNotAllowed(
                    "Este dato de una acción no se reescribe: registre una corrección de la acción.",
                    rule="ATN-05",
                    step_to_take="Corregir la acción",
                )


def _check_typed(run: Run, before: Account | Contact, after: Account | Contact, side: Side) -> None:
    """A value that a person types is refused as at every other door; what the CRM has is taken."""
    if side is not Side.OTHER:
        return
    for wrong in objections(run.services, before, after):
        raise InvalidValue(wrong.message, rule=wrong.rule, field=("value",))


def _check(conflict: Conflict, values: dict[str, Scalar], record: Account | Contact | Action) -> None:
    refused = refused_values(conflict.kind, values, record)
    if conflict.field in refused:
        raise InvalidValue(refused[conflict.field], field=("value",))
