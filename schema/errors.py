"""
Expected failures as members of `userErrors`: one interface, one table from domain error to member.

What a person can act on is here; faults of the machinery are top-level errors (schema.faults).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple, TypeVar

import strawberry

from domain import errors
from domain.model.institution.people import Actor
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.services import Services
from schema.context import Context
from schema.enums import described
from schema.faults import shortened
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.mistakes.paths import whole_path


class UserErrorCode(StrEnum):
    """What a client can do about a user error."""

    INVALID_VALUE = "INVALID_VALUE"
    MISSING_DATA = "MISSING_DATA"
    NOT_FOUND = "NOT_FOUND"
    NOT_AUTHORISED = "NOT_AUTHORISED"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    DUPLICATE = "DUPLICATE"
    STEP_NOT_ALLOWED = "STEP_NOT_ALLOWED"
    NOT_CONFIGURED = "NOT_CONFIGURED"


described(
    UserErrorCode,
    "What a client can do about a user error.",
    {
        "INVALID_VALUE": "Correct the value and send it again.",
        "MISSING_DATA": "Ask for the data that are missing.",
        "NOT_FOUND": "There is no such record.",
        "NOT_AUTHORISED": "The actor's role or office may not do this; ask who may.",
        "VERSION_CONFLICT": "Somebody changed the record meanwhile: show its present state, then retry.",
        "DUPLICATE": "Another record holds this key: use that one.",
        "STEP_NOT_ALLOWED": "The protocol does not open this step now; take the one that is named.",
        "NOT_CONFIGURED": "The protocol leaves the value to a document that is not loaded.",
    },
)


@strawberry.interface(description="Why a mutation changed nothing, for the person who asked for it.")
class UserError:
    code: UserErrorCode = strawberry.field(description="What the client can do about it.")
    message: str = strawberry.field(
        description="What happened, to what, and what to do next; in Spanish or English.",
        metadata=SAID,
    )
    field: list[str] | None = strawberry.field(description="Path of the input at fault, outermost first.")
    rule: str | None = strawberry.field(description="Id of the protocol rule that supports it.")


@strawberry.type(description="A value is not acceptable.")
class InvalidValueError(UserError):
    pass


@strawberry.type(description="Data that the rule needs have not been given: all of them, at once.")
class MissingDataError(UserError):
    missing: list[str] = strawberry.field(description="Names of the missing fields.")
    fields: list[list[str]] = strawberry.field(
        description="Path of each missing field in the input, outermost first, in the order of `missing`; `field` is "
        "the first."
    )


@strawberry.type(description="There is no such record.")
class NotFoundError(UserError):
    pass


@strawberry.type(description="The actor may not do this.")
class NotAuthorisedError(UserError):
    pass


@strawberry.type(description="Somebody changed the record since it was read. Nothing was written.")
class VersionConflictError(UserError):
    current_version: int = strawberry.field(description="Version of the record now.")
    current_id: strawberry.ID | None = strawberry.field(
        description="Global id of the record, to read its present state."
    )


@strawberry.type(description="Another record holds this key already.")
class DuplicateError(UserError):
    existing_id: strawberry.ID = strawberry.field(description="Global id of the record that holds it.")


@strawberry.type(description="The protocol does not open this step now.")
class StepNotAllowedError(UserError):
    step_to_take: str | None = strawberry.field(
        description="The step to take instead; in Spanish or English.", metadata=SAID
    )


@strawberry.type(description="The protocol leaves the value to a document that is not loaded.")
class NotConfiguredError(UserError):
    pass


USER_ERRORS: Final = (
    InvalidValueError,
    MissingDataError,
    NotFoundError,
    NotAuthorisedError,
    VersionConflictError,
    DuplicateError,
    StepNotAllowedError,
    NotConfiguredError,
)
"""The members of the interface; the schema names them, for no field has their type."""

TYPE_OF_KIND: Final = {
    "una cuenta": "Account",
    "un contacto": "Contact",
    "una acción": "Action",
    "una actividad": "Activity",
    "un plazo": "Term",
    "un conflicto": "SyncConflict",
    "un caso": "Case",
    "un mensaje": "Message",
    "un documento": "CaseDocument",
    "una representación": "Representation",
    "una sugerencia": "Suggestion",
    "una acción de mejora": "ImprovementAction",
    "una revisión": "ProcessReview",
    "una unión por correo": "ProfileJoin",
}
"""GraphQL type of each kind of record, as domain errors name them (in Spanish, for the sentence)."""


class _Text(NamedTuple):
    """What every member carries."""

    code: UserErrorCode
    message: str
    field: list[str] | None
    rule: str | None


def _protocol(error: errors.ProtocolError, code: UserErrorCode) -> _Text:
    return _Text(code, shortened(error.message), [_camel(step) for step in error.field] or None, error.rule)


def _record(error: errors.RecordError, code: UserErrorCode) -> _Text:
    return _Text(code, shortened(error.message), None, None)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _missing(error: errors.MissingData) -> UserError:
    text = _protocol(error, UserErrorCode.MISSING_DATA)
    missing = [_camel(name) for name in error.missing]
    fields = [[_camel(step) for step in path] for path in error.fields]
    return MissingDataError(**text._asdict(), missing=missing, fields=fields)


def _conflict(error: errors.VersionConflict) -> UserError:
    type_name = TYPE_OF_KIND.get(error.kind)
    return VersionConflictError(
        **_record(error, UserErrorCode.VERSION_CONFLICT)._asdict(),
        current_version=error.current_version,
        current_id=strawberry.ID(global_id(type_name, error.key)) if type_name else None,
    )


def _duplicate(error: errors.DuplicateRecord) -> UserError:
    type_name = TYPE_OF_KIND.get(error.kind, "Account")
    existing = strawberry.ID(global_id(type_name, error.existing_id))
    return DuplicateError(**_record(error, UserErrorCode.DUPLICATE)._asdict(), existing_id=existing)


def _step(error: errors.StepNotAllowed) -> UserError:
    text = _protocol(error, UserErrorCode.STEP_NOT_ALLOWED)
    return StepNotAllowedError(**text._asdict(), step_to_take=error.step_to_take)


Make = Callable[[errors.AttentionError], UserError]
_TABLE: Final[dict[type[errors.AttentionError], Callable[..., UserError]]] = {
    errors.MissingData: _missing,
    errors.VersionConflict: _conflict,
    errors.DuplicateRecord: _duplicate,
    errors.StepNotAllowed: _step,
    errors.StepNotConfigured: lambda e: NotConfiguredError(**_protocol(e, UserErrorCode.NOT_CONFIGURED)._asdict()),
    errors.RecordNotFound: lambda e: NotFoundError(**_record(e, UserErrorCode.NOT_FOUND)._asdict()),
    errors.NotAuthorised: lambda e: NotAuthorisedError(**_protocol(e, UserErrorCode.NOT_AUTHORISED)._asdict()),
    errors.NotConfigured: lambda e: NotConfiguredError(**_protocol(e, UserErrorCode.NOT_CONFIGURED)._asdict()),
    errors.ProtocolError: lambda e: InvalidValueError(**_protocol(e, UserErrorCode.INVALID_VALUE)._asdict()),
}
"""From domain error to member; the first class of the error's own line of ancestors that has a row decides."""

R = TypeVar("R")


def user_error(error: errors.AttentionError) -> UserError | None:
    """The member for this failure; None: it is not one that a person can act on."""
    for ancestor in type(error).__mro__:
        make = _TABLE.get(ancestor)
        if make is not None:
            return make(error)
    return None


def user_errors(error: errors.AttentionError) -> list[UserError]:
    """The members for this failure, one for each mistake; none: it is not one that a person can act on."""
    mistakes = error.members if isinstance(error, errors.Mistakes) else (error,)
    return [member for mistake in mistakes if (member := user_error(mistake)) is not None]


def placed(members: list[UserError], place: Callable[[list[str]], list[str]]) -> list[UserError]:
    """The members, each path in them as *place* makes it: whole in their input (F-58)."""
    for member in members:
        member.field = place(member.field) if member.field else None
        if isinstance(member, MissingDataError):
            member.fields = [place(path) for path in member.fields]
    return members


Asked = TypeVar("Asked")
S = TypeVar("S", Services, CaseServices)


async def attempt(
    context: Context, use_case: Callable[[Services, Actor, Asked], Awaitable[R]], asked: Callable[[], Asked]
) -> tuple[R | None, list[UserError]]:
    """Run one use case with what *asked* makes of the input: its outcome, or why the request changed nothing."""
    return await _attempted(use_case, context.services, context.actor, asked)


async def attempt_with_cases(
    context: Context, use_case: Callable[[CaseServices, Actor, Asked], Awaitable[R]], asked: Callable[[], Asked]
) -> tuple[R | None, list[UserError]]:
    """As `attempt`, for a use case that also opens cases or lets them go on."""
    return await _attempted(use_case, context.casework, context.actor, asked)


async def _attempted(
    use_case: Callable[[S, Actor, Asked], Awaitable[R]], services: S, actor: Actor, asked: Callable[[], Asked]
) -> tuple[R | None, list[UserError]]:
    try:
        return await use_case(services, actor, asked()), []
    except (errors.ProtocolError, errors.RecordError) as refused:
        members = user_errors(refused)
        if not members:
            raise
        form = type(getattr(asked, "__self__", None))  # the input, where it is asked by a method of it
        return None, placed(members, partial(whole_path, form))
