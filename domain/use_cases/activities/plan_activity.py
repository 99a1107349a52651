"""Plan, change and withdraw activities ("planificar, modificar y retirar actividades")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from domain.errors import InvalidValue, StepNotAllowed
from domain.model.activities import Activity, ActivityState, Withdrawal
from domain.protocol.access.permissions import Permission, require
from domain.use_cases.activities.activity_checks import LIMITS, NEEDED, Given, check_in_time, checked_activity, given_of
from domain.use_cases.once import kept_record, once
from domain.use_cases.perform import Run, given_reason


@dataclass(frozen=True, slots=True)
class PlanActivity:
    """
    A new activity.

    Attributes:
        fields: By name, as `activity_checks.NEEDED` and `LIMITS` list them; no office: the actor's own.
    """

    fields: Mapping[str, Given]
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeActivity:
    """
    A change of some fields.

    Attributes:
        seen: Version of the activity that the person saw.
        fields: New values by name; a field that is not there stays; an empty one that is needed is refused.
    """

    activity_id: str
    seen: int
    fields: Mapping[str, Given]
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawActivity:
    """A withdrawal, with its reason; `seen` is the version of the activity that the person saw."""

    activity_id: str
    seen: int
    reason: str
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class ActivityOutcome:
    """An activity after the change; `repeated`: the client key was seen before, and nothing was done now."""

    activity: Activity
    repeated: bool = False


_ACTIVITY: Final = kept_record("activity", ActivityOutcome, lambda work: work.activities.get)


@once(_ACTIVITY)
async def plan_activity(run: Run, asked: PlanActivity) -> ActivityOutcome:
    """
    Plan an activity that companies can be told of: complete, and in time to apply.

    Raises:
        MissingData, InvalidValue, NotAuthorised: As their messages say.

    Source: POL-09, LIN-01, ATN-04.
    """
    require(run.actor, Permission.PLAN_ACTIVITY)
    fields = _complete({**asked.fields, "office": asked.fields.get("office") or run.actor.office}, run)
    activity = Activity(
        id=run.services.new_id(),
        planned_by=run.actor.id,
        planned_role=run.actor.role,
        planned_at=run.now,
        **fields,  # type: ignore[arg-type]  # names and kinds are checked
    )
    run.access().require_office(Permission.PLAN_ACTIVITY, activity.office, f"«{activity.name}»")
    check_in_time(activity.apply_by, run.today())
    activity = await run.work.activities.add(activity)
    await _record(run, "plan_activity", f"Planificó «{activity.name}».", activity)
    return ActivityOutcome(activity)


@once(_ACTIVITY)
async def change_activity(run: Run, asked: ChangeActivity) -> ActivityOutcome:
    """
    Change the given fields of an activity that has not ended; it stays complete. Nothing new writes nothing.

    Raises:
        StepNotAllowed: It was withdrawn, or has ended.
        VersionConflict: Somebody changed it since; `current` is the stored activity.
        MissingData, InvalidValue, NotAuthorised, RecordNotFound: As their messages say.

    Source: POL-09, LIN-01, ATN-04.
    """
    before = await _changeable(run, asked.activity_id)
    unknown = sorted(asked.fields.keys() - {*NEEDED, *LIMITS})
    if unknown:
        raise InvalidValue(f"El dato «{unknown[0]}» de una actividad no se modifica así.", field=(unknown[0],))
    fields = _complete({**given_of(before), **asked.fields}, run)
    after = replace(before, **fields)  # type: ignore[arg-type]  # names and kinds are checked
    run.access().require_office(Permission.PLAN_ACTIVITY, after.office, f"«{after.name}»")
    if after.apply_by != before.apply_by:
        check_in_time(after.apply_by, run.today())
    changed = [name for name in given_of(before) if given_of(before)[name] != given_of(after)[name]]
    if changed or asked.seen != before.version:
        after = await run.work.activities.save(after, asked.seen)
        said = f"Modificó «{after.name}»."
        await _record(run, "change_activity", said, after, fields=", ".join(changed))
    return ActivityOutcome(after)


@once(_ACTIVITY)
async def withdraw_activity(run: Run, asked: WithdrawActivity) -> ActivityOutcome:
    """
    Withdraw an activity: it is offered no more and stays readable, with the reason.

    Raises:
        StepNotAllowed: It was withdrawn before, or has ended.
        VersionConflict, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: POL-09, POL-06, POL-07.
    """
    activity = await _changeable(run, asked.activity_id)
    reason = given_reason(asked.reason, "Indique por qué se retira la actividad.", "POL-06")
    withdrawn = replace(activity, withdrawal=Withdrawal(run.actor.id, run.actor.role, run.now, reason))
    activity = await run.work.activities.save(withdrawn, asked.seen)
    await _record(run, "withdraw_activity", f"Retiró «{activity.name}».", activity, reason=reason)
    return ActivityOutcome(activity)


def _complete(given: Mapping[str, Given], run: Run) -> dict[str, object]:
    return checked_activity(given, run.services.configuration())


async def _changeable(run: Run, activity_id: str) -> Activity:
    activity = await run.work.activities.get(activity_id)
    run.access().require_office(Permission.PLAN_ACTIVITY, activity.office, f"«{activity.name}»")
    match activity.state(run.today()):
        case ActivityState.WITHDRAWN:
            raise StepNotAllowed(
                f"«{activity.name}» ya se retiró.", rule="POL-09", step_to_take="Planifique otra actividad."
            )
        case ActivityState.ENDED:
            raise StepNotAllowed(
                f"«{activity.name}» terminó el {activity.ends_on:%d-%m-%Y}.",
                rule="POL-09",
                step_to_take="Registre la acción de cada empresa que participó.",
            )
        case ActivityState.PLANNED | ActivityState.CLOSED:
            return activity


async def _record(
    run: Run, what: str, outcome: str, activity: Activity, reason: str | None = None, fields: str | None = None
) -> None:
    await run.decided(
        what,
        outcome,
        rule="LIN-01",
        account_id=None,
        reason=reason,
        activity=activity.id,
        apply_by=activity.apply_by,
        starts_on=activity.starts_on,
        fields=fields,
    )
