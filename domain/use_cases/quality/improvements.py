"""The annual improvement plan ("plan anual de mejora"; LIN-12), and the reviews of processes that feed it (LIN-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.errors import InvalidValue, StepNotAllowed
from domain.model.cases import Flow
from domain.model.quality.improvements import Improvement, Origin, OriginKind, ProcessReview
from domain.model.quality.suggestions import Said, SuggestionState
from domain.protocol.access.permissions import Permission, require
from domain.protocol.catalogue import RULES
from domain.protocol.measures.subjects import MeasureName
from domain.protocol.quality.units import checked_unit, require_unit
from domain.use_cases.checks import checked_text, needed_text, not_in_future
from domain.use_cases.once import kept_record, once
from domain.use_cases.perform import Run, given_reason

RULE: Final = "LIN-12"
LINES: Final = tuple(rule for rule in RULES if rule.startswith("LIN-"))
"""The lines of action that the plan is based on. Source: LIN-12."""
_MOST_RISKS: Final = 20


@dataclass(frozen=True, slots=True)
class PlanImprovement:
    """
    A new improvement action.

    Attributes:
        due_on: Last day, inclusive; not before today.
        line: Guideline of the protocol that it serves ("LIN-10").
        year: Of the plan; None: that of its last day.
    """

    what: str
    unit: str
    due_on: date
    line: str
    origin: Origin
    year: int | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class FinishImprovement:
    """What was achieved, and on which day; None: today. `seen` is the version that the person saw."""

    improvement_id: str
    seen: int
    result: str
    done_on: date | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class DropImprovement:
    """Why it will not be done."""

    improvement_id: str
    seen: int
    reason: str
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewProcess:
    """A review that took place; `on` None: today."""

    flow: Flow
    risks: Sequence[str] = ()
    on: date | None = None
    notes: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class ImprovementOutcome:
    """An improvement action after the verb; `repeated`: the client key was seen before, and nothing was done now."""

    improvement: Improvement
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """A review that was recorded; `repeated`: the client key was seen before, and nothing was done now."""

    review: ProcessReview
    repeated: bool = False


_IMPROVEMENT: Final = kept_record("improvement", ImprovementOutcome, lambda work: work.quality.improvements.get)
_REVIEW: Final = kept_record("review", ReviewOutcome, lambda work: work.quality.reviews.get)


@once(_IMPROVEMENT)
async def plan_improvement(run: Run, asked: PlanImprovement) -> ImprovementOutcome:
    """
    Put an improvement action into the plan of a year: a unit owns it, it has a last day, and it follows from something.

    Raises:
        StepNotAllowed: It follows from a suggestion that its area did not accept.
        RecordNotFound: What it follows from does not exist.
        MissingData, InvalidValue, NotAuthorised: As their messages say.

    Source: LIN-12, LIN-10, LIN-03, POL-01, ROL-02.
    """
    require(run.actor, Permission.PLAN_IMPROVEMENT)
    account_id = await _checked_origin(run, asked.origin)
    planned = Improvement(
        id=run.services.new_id(),
        what=needed_text(asked.what, "what", "qué se va a hacer"),
        unit=checked_unit(asked.unit, run.services.configuration()),
        due_on=_checked_due(asked.due_on, run.today()),
        year=asked.due_on.year if asked.year is None else _checked_year(asked.year, asked.due_on),
        line=_checked_line(asked.line),
        origin=asked.origin,
        planned_by=run.actor.id,
        planned_at=run.now,
    )
    planned = await run.work.quality.improvements.add(planned)
    await run.decided(
        "plan_improvement",
        f"«{planned.what}», a cargo de {planned.unit}, hasta el {planned.due_on:%d-%m-%Y}.",
        rule=RULE,
        account_id=account_id,
        improvement=planned.id,
        origin=f"{planned.origin.kind.value}:{planned.origin.key}",
        line=planned.line,
    )
    return ImprovementOutcome(planned)


@once(_IMPROVEMENT)
async def finish_improvement(run: Run, asked: FinishImprovement) -> ImprovementOutcome:
    """
    Record that it is done, with what was achieved; by somebody of the unit that owns it.

    Raises:
        StepNotAllowed: It is done already, or was given up.
        InvalidValue: The day is to come, or is before it was planned.
        MissingData, VersionConflict, NotAuthorised, RecordNotFound: As their messages say.

    Source: LIN-12, ROL-02.
    """
    before = await _own_open(run, asked.improvement_id)
    result = needed_text(asked.result, "result", "qué se logró")
    today = run.today()
    done_on = not_in_future(asked.done_on or today, today, "doneOn", "El día en que se hizo")
    after = replace(before, done=Said(run.actor.id, run.now, result), done_on=done_on)
    return await _saved(run, "finish_improvement", after, asked, f"Hecha el {done_on:%d-%m-%Y}: {result}")


@once(_IMPROVEMENT)
async def drop_improvement(run: Run, asked: DropImprovement) -> ImprovementOutcome:
    """
    Give it up, with the reason; it stays readable.

    Raises:
        StepNotAllowed: It is done already, or was given up.
        MissingData, VersionConflict, NotAuthorised, RecordNotFound: As their messages say.

    Source: LIN-12, POL-06.
    """
    before = await _own_open(run, asked.improvement_id)
    reason = given_reason(asked.reason, "Indique por qué no se hará.", RULE)
    after = replace(before, dropped=Said(run.actor.id, run.now, reason))
    return await _saved(run, "drop_improvement", after, asked, f"Desistida: {reason}")


@once(_REVIEW)
async def review_process(run: Run, asked: ReviewProcess) -> ReviewOutcome:
    """
    Record that a process was reviewed, on which day, and which risks were found.

    Raises:
        InvalidValue: The day is to come, or they are too many.
        NotAuthorised: Another role.

    Source: LIN-03, POL-10.
    """
    require(run.actor, Permission.REVIEW_PROCESS)
    today = run.today()
    risks = tuple(text for text in (checked_text(each, "risks") for each in asked.risks) if text)
    if len(risks) > _MOST_RISKS:
        raise InvalidValue(f"Anote {_MOST_RISKS} riesgos a lo más: agrúpelos.", rule="LIN-03", field=("risks",))
    review = ProcessReview(
        id=run.services.new_id(),
        flow=asked.flow,
        on=not_in_future(asked.on or today, today, "on", "El día de la revisión"),
        by=run.actor.id,
        at=run.now,
        risks=risks,
        notes=checked_text(asked.notes or "", "notes") or None,
    )
    review = await run.work.quality.reviews.add(review)
    outcome = f"Revisó «{asked.flow.es}»: {len(risks)} riesgos."
    await run.decided("review_process", outcome, rule="LIN-03", account_id=None, review=review.id, on=review.on)
    return ReviewOutcome(review)


async def _checked_origin(run: Run, origin: Origin) -> str | None:
    """The account that it is about, if it is about one; what it follows from is there."""
    quality = run.work.quality
    match origin.kind:
        case OriginKind.SUGGESTION:
            suggestion = await quality.suggestions.get(origin.key)
            if suggestion.state is not SuggestionState.ACCEPTED:
                raise StepNotAllowed(
                    "Una acción de mejora sigue a lo que su área acogió.",
                    rule="LIN-10",
                    step_to_take=suggestion.state.es,
                    field=("originId",),
                )
            return (await run.work.cases.get(suggestion.case_id)).account_id
        case OriginKind.COMPLEX_CASE:
            case = await run.work.cases.get(origin.key)
            if not case.complex:
                raise StepNotAllowed(
                    f"El caso {case.number} no está marcado como complejo.",
                    rule="LIN-05",
                    step_to_take="Márquelo como complejo, con el motivo.",
                    field=("originId",),
                )
            return case.account_id
        case OriginKind.REVIEW:
            await quality.reviews.get(origin.key)
        case OriginKind.MEASURE:
            if origin.key not in MeasureName.__members__:
                raise InvalidValue(f"No hay un indicador «{origin.key}».", rule="POL-01", field=("measure",))
    return None


def _checked_due(due_on: date, today: date) -> date:
    if due_on < today:
        raise InvalidValue(
            f"La fecha ({due_on:%d-%m-%Y}) ya pasó: indique hasta cuándo se hará.", rule=RULE, field=("dueOn",)
        )
    return due_on


def _checked_year(year: int, due_on: date) -> int:
    """The plan of its last day, or of a year before: what is carried over stays in the plan that decided it."""
    if not due_on.year - 1 <= year <= due_on.year:
        raise InvalidValue(f"El plan de {year} no llega al {due_on:%d-%m-%Y}.", rule=RULE, field=("year",))
    return year


def _checked_line(line: str) -> str:
    if line not in LINES:
        told = f"«{line}» no es una línea de acción: elija una de {LINES[0]} a {LINES[-1]}."
        raise InvalidValue(told, rule=RULE, field=("line",))
    return line


async def _own_open(run: Run, improvement_id: str) -> Improvement:
    require(run.actor, Permission.ANSWER_FOR_UNIT)
    found = await run.work.quality.improvements.get(improvement_id)
    require_unit(run.actor, found.unit, run.services.directory(), run.services.configuration())
    if found.done is not None or found.dropped is not None:
        raise StepNotAllowed(
            f"«{found.what}» ya está cerrada.", rule=RULE, step_to_take="Registre otra acción de mejora."
        )
    return found


async def _saved(
    run: Run, operation: str, after: Improvement, asked: FinishImprovement | DropImprovement, outcome: str
) -> ImprovementOutcome:
    after = await run.work.quality.improvements.save(after, asked.seen)
    await run.decided(operation, outcome, rule=RULE, account_id=None, improvement=after.id, unit=after.unit)
    return ImprovementOutcome(after)
