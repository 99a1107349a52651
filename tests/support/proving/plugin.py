"""
The pytest plugin of `make prove`: collect once, then try each change in a forked process with the tests that claim it.

A change that leaves every claiming test green is a survivor, and so is a rule that nobody claims: the run fails, and
its table says which.
"""

from __future__ import annotations

import gc
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import pytest
from _pytest.runner import runtestprotocol

from tests.support.proving.changes import Change, changes
from tests.support.proving.rules import changes_of_rules

_PATIENCE_SECONDS: Final = 60
"""A change that makes something run for longer has been noticed: that is red, too."""


class Colour(IntEnum):
    """What came of a change; the exit code of its process."""

    GREEN = 0  # no test noticed: a survivor
    RED = 1
    BROKEN = 3  # it could not be made


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change, and whether a test noticed."""

    change: Change
    colour: Colour


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--prove`: instead of running the tests."""
    parser.addoption("--prove", action="store_true", help="take each rule away and see a claiming test turn red")
    parser.addoption("--prove-only", default="", help="only changes whose name holds this text")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Try every change; the session fails when one survives."""
    if not session.config.getoption("--prove"):
        return None
    begun = time.monotonic()
    claims = _claims(session.items)
    everything = Change("tests", "claim", "as they are", frozenset(claims), lambda: None)
    with _FrozenMemory():
        (sound,) = _tried([everything], claims)
        if sound.colour is not Colour.GREEN:
            raise pytest.UsageError("a claiming test is red as it is: run the tests first")
        only = session.config.getoption("--prove-only")
        todo = [change for change in (*changes(), *changes_of_rules()) if only in change.name]
        outcomes = [_shown(session, outcome, claims) for outcome in _tried(todo, claims)]
    _tell(session, outcomes, claims, time.monotonic() - begun)
    session.testsfailed = sum(outcome.colour is not Colour.RED for outcome in outcomes)
    return True


def _claims(items: Iterable[pytest.Item]) -> Mapping[str, Sequence[pytest.Item]]:
    """The tests that claim each rule, in the order in which they were collected."""
    found: dict[str, list[pytest.Item]] = {}
    for item in items:
        for mark in item.iter_markers("proves"):
            for rule in mark.args:
                found.setdefault(rule, []).append(item)
    return found


class _FrozenMemory:
    """What is there now is not looked at by the garbage collectors of the forks, so that they share it."""

    def __enter__(self) -> None:
        gc.collect()
        gc.freeze()

    def __exit__(self, *_: object) -> None:
        gc.unfreeze()


def _tried(todo: Iterable[Change], claims: Mapping[str, Sequence[pytest.Item]]) -> Iterator[Outcome]:
    """Each change with its outcome, as they end; as many at once as there are processors."""
    running: dict[int, Change] = {}
    for change in todo:
        if len(running) >= (os.cpu_count() or 1):
            yield _ended(running)
        running[_forked(change.apply, _likeliest_first(change, claims))] = change
    while running:
        yield _ended(running)


def _likeliest_first(change: Change, claims: Mapping[str, Sequence[pytest.Item]]) -> Sequence[pytest.Item]:
    """The tests that claim one of its rules: those that claim most of them, and little else, first."""
    shared = Counter(item for rule in change.rules for item in claims.get(rule, ()))
    return sorted(shared, key=lambda item: (-shared[item], sum(len(m.args) for m in item.iter_markers("proves"))))


def _ended(running: dict[int, Change]) -> Outcome:
    process, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    ran_for_ever = code == -signal.SIGALRM
    return Outcome(running.pop(process), Colour.RED if ran_for_ever else Colour(code))


def _forked(apply: Callable[[], None], items: Sequence[pytest.Item]) -> int:
    """A process in which the change is made and the tests run until one is red; it ends with a `Colour`."""
    process = os.fork()
    if process:
        return process
    signal.alarm(_PATIENCE_SECONDS)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    colour = Colour.BROKEN
    try:
        apply()
        colour = Colour.RED if any(_is_red(item) for item in items) else Colour.GREEN
    finally:
        os._exit(colour)


def _is_red(item: pytest.Item) -> bool:
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _shown(session: pytest.Session, outcome: Outcome, claims: Mapping[str, Sequence[pytest.Item]]) -> Outcome:
    """The outcome; one that is no proof is printed at once."""
    if outcome.colour is not Colour.RED:
        claimed = sum(len(claims.get(rule, ())) for rule in outcome.change.rules)
        writer = session.config.get_terminal_writer()
        writer.line(f"{outcome.colour.name}: {outcome.change.name} ({claimed} claims)", red=True)
        writer.flush()
    return outcome


def _tell(
    session: pytest.Session, outcomes: Sequence[Outcome], claims: Mapping[str, Sequence[pytest.Item]], seconds: float
) -> None:
    writer = session.config.get_terminal_writer()
    writer.line()
    tried = Counter((outcome.change.table, outcome.change.kind) for outcome in outcomes)
    red = Counter((o.change.table, o.change.kind) for o in outcomes if o.colour is Colour.RED)
    for table, kind in tried:
        writer.line(f"{table:<26} {kind:<9} {red[table, kind]:>4} of {tried[table, kind]:>4} turn a test red")
    tests = len({item for items in claims.values() for item in items})
    writer.line(f"{len(outcomes)} changes, {tests} tests that claim {len(claims)} rules, {seconds:.0f} s")
