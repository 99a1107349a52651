"""Share a suggestion with its area, evaluate it, and tell the person what was resolved (LIN-10)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from domain.errors import MissingData, StepNotAllowed
from domain.model.accounts import Account
from domain.model.cases import Case
from domain.model.history.actions import Action
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.quality.improvements import Origin, OriginKind
from domain.model.quality.suggestions import Said, Suggestion, SuggestionState
from domain.protocol.access.actionable import action_of
from domain.protocol.access.permissions import Permission, require
from domain.protocol.access.reach import whose_case
from domain.protocol.quality.units import checked_unit, require_unit
from domain.use_cases.checks import checked_contact_point, checked_text, needed_text
from domain.use_cases.once import kept_record, once
from domain.use_cases.perform import Run, given_reason

RULE: Final = "LIN-10"
_LOGGED: Final = "NOTA_BITACORA"


@dataclass(frozen=True, slots=True)
class ShareSuggestion:
    """With which area; `note` tells it why, and may be empty. `seen` is the version that the person saw."""

    suggestion_id: str
    seen: int
    unit: str
    note: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class EvaluateSuggestion:
    """What the area resolves, and why."""

    suggestion_id: str
    seen: int
    accepted: bool
    reason: str
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class TellBackSuggestion:
    """What the person or the company was told, and by which point of contact."""

    suggestion_id: str
    seen: int
    text: str
    point_of_contact: PointOfContact | None = None
    channel: Channel | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestionOutcome:
    """A suggestion after the verb; `repeated`: the client key was seen before, and nothing was done now."""

    suggestion: Suggestion
    repeated: bool = False


_SUGGESTION: Final = kept_record("suggestion", SuggestionOutcome, lambda work: work.quality.suggestions.get)


@once(_SUGGESTION)
async def share_suggestion(run: Run, asked: ShareSuggestion) -> SuggestionOutcome:
    """
    Share it with the area that it is about; with another one as long as none has evaluated it.

    Raises:
        StepNotAllowed: It was evaluated, or withdrawn.
        InvalidValue, MissingData: There is no such area, or none is named.
        VersionConflict, NotAuthorised, RecordNotFound: As their messages say.

    Source: LIN-10, ROL-02.
    """

    async def shared(before: Suggestion) -> tuple[Suggestion, str]:
        _check_state(before, {SuggestionState.RECEIVED, SuggestionState.SHARED}, "Su área ya la evaluó.")
        unit = checked_unit(asked.unit, run.services.configuration())
        said = Said(run.actor.id, run.now, checked_text(asked.note or "", "note"))
        return replace(before, unit=unit, shared=said), f"Compartida con {unit}."

    return await _take(run, "share_suggestion", asked, Permission.SHARE_SUGGESTION, shared)


@once(_SUGGESTION)
async def evaluate_suggestion(run: Run, asked: EvaluateSuggestion) -> SuggestionOutcome:
    """
    Resolve whether the area takes it up, with the reason.

    Raises:
        StepNotAllowed: It is shared with no area, was evaluated before, or withdrawn.
        NotAuthorised: Another role, or somebody of another area.
        MissingData, VersionConflict, RecordNotFound: As their messages say.

    Source: LIN-10, POL-06.
    """

    async def evaluated(before: Suggestion) -> tuple[Suggestion, str]:
        _check_state(before, {SuggestionState.SHARED}, "Falta compartirla con un área, o ya fue evaluada.")
        require_unit(run.actor, before.unit or "", run.services.directory(), run.services.configuration())
        reason = given_reason(asked.reason, "Indique por qué se acoge o no se acoge.", RULE)
        outcome = "Acogida." if asked.accepted else "No acogida."
        after = replace(before, accepted=asked.accepted, evaluated=Said(run.actor.id, run.now, reason))
        return after, f"{outcome} {reason}"

    return await _take(run, "evaluate_suggestion", asked, Permission.ANSWER_FOR_UNIT, evaluated)


@once(_SUGGESTION)
async def tell_back_suggestion(run: Run, asked: TellBackSuggestion) -> SuggestionOutcome:
    """
    Record that the person or the company was told what was resolved: that closes it, and is a contact with the company.

    The protocol has no message for it, so none is sent. What is told to a company goes to the CRM as a log entry.

    Raises:
        StepNotAllowed: It was not evaluated yet or is closed; or it was accepted and no improvement action follows.
        MissingData: Nothing is said, or not by which point of contact (CHN-01).
        InvalidValue, VersionConflict, NotAuthorised, RecordNotFound: As their messages say.

    Source: LIN-10, CHN-01.
    """

    async def told(before: Suggestion) -> tuple[Suggestion, str]:
        case = await run.work.cases.get(before.case_id)
        account = None if case.account_id is None else await run.work.accounts.get(case.account_id)
        own = whose_case(case, account, run.services.directory())
        run.access(account).require_place(Permission.TELL_BACK_SUGGESTION, own)
        evaluated = {SuggestionState.ACCEPTED, SuggestionState.REJECTED}
        _check_state(before, evaluated, "Su área todavía no la evalúa, o ya se contó qué se resolvió.")
        await _check_followed(run, before)
        text = needed_text(asked.text, "text", "lo que se le contó")
        channel, point = checked_contact_point(asked.channel, asked.point_of_contact)
        if point is None:
            raise MissingData(
                "Indique por qué punto de contacto se lo contó: por ejemplo, correo o teléfono.",
                missing=("pointOfContact",),
                rule="CHN-01",
                field=("pointOfContact",),
            )
        if account is not None:
            await _log(run, account, case, text, (channel, point))
        return replace(
            before, told=Said(run.actor.id, run.now, text), told_by=point
        ), f"Se contó qué se resolvió: {text}"

    return await _take(run, "tell_back_suggestion", asked, Permission.TELL_BACK_SUGGESTION, told)


Step = Callable[[Suggestion], Awaitable[tuple[Suggestion, str]]]


async def _take(
    run: Run,
    operation: str,
    asked: ShareSuggestion | EvaluateSuggestion | TellBackSuggestion,
    permission: Permission,
    step: Step,
) -> SuggestionOutcome:
    """One step of a suggestion: by permission, on the version that was seen, with its decision."""
    require(run.actor, permission)
    before = await run.work.quality.suggestions.get(asked.suggestion_id)
    case = await run.work.cases.get(before.case_id)
    about = None if case.account_id is None else await run.work.accounts.get(case.account_id, merged=True)
    run.access(about).require_impartial(about)
    after, outcome = await step(before)
    after = await run.work.quality.suggestions.save(after, asked.seen)
    await run.decided(
        operation,
        outcome,
        rule=RULE,
        account_id=case.account_id,
        suggestion=after.id,
        case=case.id,
        unit=after.unit,
    )
    return SuggestionOutcome(after)


def _check_state(suggestion: Suggestion, open_in: set[SuggestionState], why: str) -> None:
    if suggestion.state not in open_in:
        told = suggestion.withdrawn.text if suggestion.withdrawn is not None else why
        raise StepNotAllowed(told, rule=RULE, step_to_take=suggestion.state.es)


async def _check_followed(run: Run, suggestion: Suggestion) -> None:
    """What is accepted is followed by an action of which the person can be told. Source: LIN-10, LIN-12."""
    if suggestion.accepted and not await run.work.quality.improvements.follows(
        Origin(OriginKind.SUGGESTION, suggestion.id)
    ):
        raise StepNotAllowed(
            "Se acogió y todavía no hay una acción de mejora que la siga.",
            rule="LIN-12",
            step_to_take="Registre la acción de mejora, con su unidad y su fecha.",
        )


async def _log(
    run: Run, account: Account, case: Case, text: str, by: tuple[Channel | None, PointOfContact | None]
) -> None:
    today, (channel, point) = run.today(account), by
    theirs = run.access(account).account(account, Permission.TELL_BACK_SUGGESTION, office=case.office)
    action = Action(
        id=run.services.new_id(),
        account_id=account.id,
        type=_LOGGED,
        title="Respuesta a una sugerencia o reclamo",
        started_on=today,
        ended_on=today,
        registered_by=run.actor.id,
        registered_role=run.actor.role,
        registered_at=run.now,
        office=case.office,
        channel=channel,
        point_of_contact=point,
        notes=text,
        cause=RULE,
    )
    await run.work.actions.add(action_of(theirs, action))
