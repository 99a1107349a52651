"""What every change of the institution's own data shares: this process knows it before it answers (F-83)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import strawberry

from domain.model.institution.people import Actor
from domain.use_cases.services import Services
from schema.context import Context
from schema.errors import UserError, attempt

Asked = TypeVar("Asked")
R = TypeVar("R")

Errors: Final[Any] = strawberry.field(description="Why nothing changed; empty: it did, or was so.")
"""`user_errors` of each of these payloads."""


def not_said(given: object, *names: str) -> frozenset[str]:
    """Those of these fields of an input that were left out: what they tell of stays as it is."""
    return frozenset(name for name in names if getattr(given, name) is strawberry.UNSET)


async def change(
    context: Context, use_case: Callable[[Services, Actor, Asked], Awaitable[R]], asked: Callable[[], Asked]
) -> tuple[R | None, list[UserError]]:
    """As `schema.errors.attempt`; what others changed meanwhile is known here too."""
    outcome, errors = await attempt(context, use_case, asked)
    await context.operations.refresh_institution()
    return outcome, errors
