"""
A use case in its frame: one transaction, and once for each client key.

Belongs here: the frame around a verb that is asked for with a client key. Does not belong here: what a verb does.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from domain.model.institution.people import Actor
from domain.ports.store import UnitOfWork
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.perform import Run
from domain.use_cases.results import AccountOutcome
from domain.use_cases.services import Services


class Asked(Protocol):
    """What a use case is asked for."""

    @property
    def client_key(self) -> str | None:
        """Whoever asks again with the same key, and for the same, gets the first outcome; None: each time is new."""
        ...


F = TypeVar("F", Run, Casework)
A = TypeVar("A", bound=Asked)
O = TypeVar("O")  # noqa: E741  # the outcome
_Verb = Callable[[F, A], Coroutine[Any, Any, O]]


@dataclass(frozen=True, slots=True)
class Kept(Generic[F, O]):
    """
    What a client key stands for.

    Attributes:
        name: What is kept ("case").
        key: Its id, in an outcome.
        again: The outcome of before by that id, marked as repeated; it raises when whoever asks may no longer see it.
    """

    name: str
    key: Callable[[O], str]
    again: Callable[[F, str], Awaitable[O]]


def run_of(frame: Run | Casework) -> Run:
    """The run itself, in either frame."""
    return frame if isinstance(frame, Run) else frame.run


def kept_record(
    name: str, outcome: Callable[..., O], get: Callable[[UnitOfWork], Callable[[str], Awaitable[Any]]]
) -> Kept[Any, O]:
    """An outcome whose field *name* is a record that the store has; whatever else it says is of the first run."""

    async def again(frame: Run | Casework, key: str) -> O:
        return outcome(await get(frame.work)(key), repeated=True)

    return Kept(name, lambda done: str(getattr(done, name).id), again)


async def _account_again(frame: Run | Casework, account_id: str) -> AccountOutcome:
    run = run_of(frame)
    account = await run.again(account_id)
    return AccountOutcome(account, await run.classes(account), repeated=True)


ACCOUNT: Final[Kept[Any, AccountOutcome]] = Kept("account", lambda done: done.account.id, _account_again)


def once(kept: Kept[Run, O]) -> Callable[[_Verb[Run, A, O]], Callable[[Services, Actor, A], Coroutine[Any, Any, O]]]:
    """
    Play a verb in a transaction of its own, unless its client key was seen before: then its outcome is told again.

    The operation is the name of the function. Atomic: the key is kept with what the verb wrote.

    Raises:
        InvalidValue: The key is longer than one is kept, or was used for something else.
    """

    def framed(verb: _Verb[Run, A, O]) -> Callable[[Services, Actor, A], Coroutine[Any, Any, O]]:
        @functools.wraps(verb)
        async def use_case(services: Services, actor: Actor, asked: A) -> O:
            async with services.transactions(actor) as work:
                run = Run.start(services, work)
                return await _played(run, run, verb, asked, kept)

        return use_case

    return framed


def once_on_cases(
    kept: Kept[Casework, O],
) -> Callable[[_Verb[Casework, A, O]], Callable[[CaseServices, Actor, A], Coroutine[Any, Any, O]]]:
    """`once`, of a verb that works on cases."""

    def framed(verb: _Verb[Casework, A, O]) -> Callable[[CaseServices, Actor, A], Coroutine[Any, Any, O]]:
        @functools.wraps(verb)
        async def use_case(services: CaseServices, actor: Actor, asked: A) -> O:
            async with services.core.transactions(actor) as work:
                casework = Casework.start(services, work)
                return await _played(casework, casework.run, verb, asked, kept)

        return use_case

    return framed


async def _played(frame: F, run: Run, verb: _Verb[F, A, O], asked: A, kept: Kept[F, O]) -> O:
    known = await run.recall(asked.client_key, verb.__name__, asked)
    if known is not None:
        return await kept.again(frame, known[kept.name])
    outcome = await verb(frame, asked)
    await run.remember(asked.client_key, verb.__name__, asked, **{kept.name: kept.key(outcome)})
    return outcome
