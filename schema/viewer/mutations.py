"""The demo clock: in development the "now" of the whole system can be set and moved."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Annotated, Final

import strawberry

from domain.errors import InvalidValue, ProtocolError
from domain.model.institution.days import BETWEEN, sane_sum
from schema.context import Info
from schema.errors import UserError, user_errors
from schema.viewer.queries import ProtocolClock


@strawberry.type(description="The protocol's clock after a change.")
class ClockPayload:
    clock: ProtocolClock | None = strawberry.field(description="The clock; none when it was not changed.")
    user_errors: list[UserError] = strawberry.field(description="Why it was not changed; empty: it was.")


@strawberry.input(description="A new now for the whole system; it goes on from there.")
class SetClockInput:
    now: datetime | None = strawberry.field(default=None, description="The new now; none: the real time again.")


@strawberry.input(description="How far to move the now of the whole system.")
class MoveClockInput:
    days: int = strawberry.field(default=0, description="Days; negative: back.")
    hours: int = strawberry.field(default=0, description="Hours.")
    minutes: int = strawberry.field(default=0, description="Minutes.")


_FURTHEST: Final = {"days": 110_000, "hours": 2_640_000, "minutes": 158_400_000}
"""Three centuries: further there is no sane instant to come from."""


async def _payload(info: Info, change: Awaitable[datetime]) -> ClockPayload:
    try:
        await change
    except ProtocolError as refused:
        members = user_errors(refused)
        return ClockPayload(clock=None, user_errors=members)
    return ClockPayload(clock=ProtocolClock(info.context), user_errors=[])


async def _moved(info: Info, how_far: MoveClockInput) -> datetime:
    for name, most in _FURTHEST.items():
        if abs(getattr(how_far, name)) > most:
            raise InvalidValue(f"El reloj no se mueve tan lejos: a lo más {most}.", field=(name,))
    by = timedelta(days=how_far.days, hours=how_far.hours, minutes=how_far.minutes)
    if sane_sum(info.context.now(), by) is None:
        raise InvalidValue(f"El reloj debe quedar {BETWEEN}.", field=("days",))
    return await info.context.operations.move_clock(by)


@strawberry.type
class ClockMutations:
    @strawberry.mutation(description="Set the now of the whole system. Only in development.")
    async def set_clock(
        self, info: Info, input: Annotated[SetClockInput, strawberry.argument(description="The new now.")]
    ) -> ClockPayload:
        return await _payload(info, info.context.operations.set_clock(input.now))

    @strawberry.mutation(description="Move the now of the whole system. Only in development.")
    async def move_clock(
        self, info: Info, input: Annotated[MoveClockInput, strawberry.argument(description="How far.")]
    ) -> ClockPayload:
        return await _payload(info, _moved(info, input))
