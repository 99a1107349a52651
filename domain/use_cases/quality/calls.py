"""Open a call, register how its stages go, correct what was registered ("convocatorias"; LIN-02, MEA-08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.errors import InvalidValue, MissingData, StepNotAllowed
from domain.model.quality.calls import Call, CallStage, counted
from domain.protocol.access.permissions import Permission, require
from domain.protocol.quality.units import checked_unit, require_unit
from domain.use_cases.checks import checked_office, needed_text, not_before_start, not_in_future
from domain.use_cases.once import kept_record, once
from domain.use_cases.perform import Run, given_reason

RULE: Final = "LIN-02"
CORRECTABLE: Final = frozenset({"unit", "planned_from", "planned_until", "started_on", "ended_on"})
"""What of a stage a correction may change."""


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage of a call to be opened; its days are inclusive, and may be left open."""

    code: str
    unit: str
    planned_from: date | None = None
    planned_until: date | None = None


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A new call with its stages in their order; `office` None: central business days."""

    title: str
    unit: str
    stages: Sequence[PlannedStage]
    office: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterCallStage:
    """On which day a stage really began or ended, or both. `seen` is the version of the call that the person saw."""

    call_id: str
    seen: int
    stage: str
    started_on: date | None = None
    ended_on: date | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectCallStage:
    """Other values of a stage (`CORRECTABLE`), and why; None empties a day."""

    call_id: str
    seen: int
    stage: str
    fields: Mapping[str, str | date | None]
    reason: str
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """A call after the verb; `repeated`: the client key was seen before, and nothing was done now."""

    call: Call
    repeated: bool = False


_CALL: Final = kept_record("call", CallOutcome, lambda work: work.quality.calls.get)


@once(_CALL)
async def open_call(run: Run, asked: OpenCall) -> CallOutcome:
    """
    Open a call: its area, and its stages with the area that answers for each and the days that are planned.

    Raises:
        NotConfigured: There is no list of stages.
        MissingData, InvalidValue: A stage that the list does not have or that is there twice, none at all, a plan that
            ends before it begins, an area or office that does not exist.
        NotAuthorised: Another role.

    Source: LIN-02, ROL-02.
    """
    require(run.actor, Permission.MANAGE_CALLS)
    config = run.services.configuration()
    office = checked_office(asked.office, config) if asked.office else None
    planned = [
        CallStage(each.code, checked_unit(each.unit, config), each.planned_from, each.planned_until)
        for each in asked.stages
    ]
    call = Call(
        id=run.services.new_id(),
        title=needed_text(asked.title, "title", "el nombre de la convocatoria"),
        unit=checked_unit(asked.unit, config),
        office=office,
        opened_by=run.actor.id,
        opened_at=run.now,
        stages=_checked_stages(run, planned, office),
    )
    call = await run.work.quality.calls.add(call)
    names = ", ".join(f"{_name(run, each.code)} ({each.unit})" for each in call.stages)
    await _decided(run, "open_call", call, f"Abrió «{call.title}»: {names}.")
    return CallOutcome(call)


@once(_CALL)
async def register_call_stage(run: Run, asked: RegisterCallStage) -> CallOutcome:
    """
    Register on which day a stage really began or ended, by somebody of the area that answers for it.

    Raises:
        MissingData: Neither day is given, or it ended and nobody said when it began.
        InvalidValue: The call has no such stage; a day is to come; it would end before it began.
        StepNotAllowed: The day is registered already: it is corrected, with the reason.
        NotAuthorised, VersionConflict, RecordNotFound: As their messages say.

    Source: LIN-02, MEA-08, ROL-02.
    """
    require(run.actor, Permission.ANSWER_FOR_UNIT)
    call = await run.work.quality.calls.get(asked.call_id)
    before = _stage_of(call, asked.stage)
    require_unit(run.actor, before.unit, run.services.directory(), run.services.configuration())
    days = {"started_on": asked.started_on, "ended_on": asked.ended_on}
    given = {name: day for name, day in days.items() if day is not None}
    if not given:
        raise MissingData(
            "Indique qué día empezó o terminó la etapa.", missing=("startedOn",), rule=RULE, field=("startedOn",)
        )
    there = [name for name in given if getattr(before, name) is not None]
    if there:
        raise StepNotAllowed(
            f"«{_name(run, before.code)}» ya tiene registrado ese día.",
            rule=RULE,
            step_to_take="Corrija la etapa, con el motivo.",
            field=(_FIELDS[there[0]],),
        )
    begun, ended = asked.started_on or before.started_on, asked.ended_on or before.ended_on
    after = _checked(run, replace(before, started_on=begun, ended_on=ended), call.office)
    told = f"{_name(run, after.code)}: {_told(after)}."
    return await _saved(run, "register_call_stage", call.with_stage(after), asked, told)


@once(_CALL)
async def correct_call_stage(run: Run, asked: CorrectCallStage) -> CallOutcome:
    """
    Correct the area, the plan or the days of a stage, with the reason; the record of decisions keeps both.

    Raises:
        MissingData: There is no reason, or nothing to correct.
        InvalidValue: As `register_call_stage`; also a datum that is not corrected.
        NotAuthorised, VersionConflict, RecordNotFound: As their messages say.

    Source: LIN-02, POL-07.
    """
    require(run.actor, Permission.MANAGE_CALLS)
    call = await run.work.quality.calls.get(asked.call_id)
    before = _stage_of(call, asked.stage)
    reason = given_reason(asked.reason, "Indique por qué se corrige la etapa.", RULE)
    unknown = sorted(asked.fields.keys() - CORRECTABLE)
    if unknown:
        raise InvalidValue(f"El dato «{unknown[0]}» de una etapa no se corrige.", rule=RULE, field=(unknown[0],))
    changed = replace(before, **asked.fields)  # type: ignore[arg-type]  # fields by name
    if "unit" in asked.fields:
        changed = replace(changed, unit=checked_unit(changed.unit or "", run.services.configuration()))
    after = _checked(run, changed, call.office)
    if after == before:
        raise MissingData("Indique qué se corrige.", missing=("stage",), rule=RULE, field=("stage",))
    told = f"{_name(run, after.code)}: {_told(after)}. Antes: {_told(before)}."
    return await _saved(run, "correct_call_stage", call.with_stage(after), asked, told, reason)


_FIELDS: Final = {
    "started_on": "startedOn", "ended_on": "endedOn", "planned_from": "plannedFrom", "planned_until": "plannedUntil",
}  # fmt: skip


def _checked_stages(run: Run, stages: Sequence[CallStage], office: str | None) -> tuple[CallStage, ...]:
    if not stages:
        raise MissingData("Indique al menos una etapa, con su área.", missing=("stages",), rule=RULE, field=("stages",))
    names = run.services.configuration().call_stages.required(run.today())
    for place, stage in enumerate(stages):
        where = ("stages", str(place), "code")
        if stage.code not in names:
            raise InvalidValue(f"No hay una etapa «{stage.code}»: elija una de la lista.", rule=RULE, field=where)
        if any(stage.code == other.code for other in stages[:place]):
            raise InvalidValue(f"La etapa «{names[stage.code]}» está dos veces: déjela una.", rule=RULE, field=where)
    return tuple(_checked(run, stage, office) for stage in stages)


def _checked(run: Run, stage: CallStage, office: str | None) -> CallStage:
    """The stage with days that can be, and its business days."""
    calendar, today = run.services.book.of_office(office), run.today()
    for name, what in (("started_on", "El inicio de la etapa"), ("ended_on", "El término de la etapa")):
        day = getattr(stage, name)
        if day is not None:
            not_in_future(day, today, _FIELDS[name], what)
    if stage.ended_on is not None and stage.started_on is None:
        raise MissingData(
            "Indique también qué día empezó la etapa.", missing=("startedOn",), rule=RULE, field=("startedOn",)
        )
    for first, last in (("planned_from", "planned_until"), ("started_on", "ended_on")):
        begins, ends = getattr(stage, first), getattr(stage, last)
        if begins is not None and ends is not None:
            not_before_start(begins, ends, _FIELDS[last], RULE)
    return counted(stage, calendar)


def _stage_of(call: Call, code: str) -> CallStage:
    found = call.stage(code)
    if found is None:
        raise InvalidValue(f"«{call.title}» no tiene una etapa «{code}».", rule=RULE, field=("stage",))
    return found


def _name(run: Run, code: str) -> str:
    return run.services.configuration().call_stage_names(run.today()).get(code, code)


def _told(stage: CallStage) -> str:
    """The stage in a sentence: its area, its plan and its days."""
    return (
        f"{stage.unit}, planificada {_span(stage.planned_from, stage.planned_until)}, "
        f"real {_span(stage.started_on, stage.ended_on)}"
    )


def _span(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return "sin días"
    begins, ends = ("…" if day is None else f"{day:%d-%m-%Y}" for day in (first, last))
    return f"{begins} a {ends}"


async def _saved(
    run: Run,
    operation: str,
    after: Call,
    asked: RegisterCallStage | CorrectCallStage,
    outcome: str,
    reason: str | None = None,
) -> CallOutcome:
    after = await run.work.quality.calls.save(after, asked.seen)
    await _decided(run, operation, after, outcome, reason)
    return CallOutcome(after)


async def _decided(run: Run, operation: str, call: Call, outcome: str, reason: str | None = None) -> None:
    await run.decided(operation, outcome, rule=RULE, account_id=None, reason=reason, call=call.id, unit=call.unit)
