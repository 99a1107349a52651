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
    BROKEN = 3  # it could not be made, or a claiming test is red without it


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change, and whether a test noticed."""

    change: Change
    colour: Colour


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--prove`: instead of running the tests."""
    parser.addoption("--prove", action="store_true", help="take each rule away and see a claiming test turn red")


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
        outcomes = list(_tried((*changes(), *changes_of_rules()), claims)) if sound.colour is Colour.GREEN else [sound]
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
        items = dict.fromkeys(item for rule in sorted(change.rules) for item in claims.get(rule, ()))
        running[_forked(change.apply, tuple(items))] = change
    while running:
        yield _ended(running)


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


def _tell(
    session: pytest.Session, outcomes: Sequence[Outcome], claims: Mapping[str, Sequence[pytest.Item]], seconds: float
) -> None:
    writer = session.config.get_terminal_writer()
    writer.line()
    tried = Counter((outcome.change.table, outcome.change.kind) for outcome in outcomes)
    red = Counter((o.change.table, o.change.kind) for o in outcomes if o.colour is Colour.RED)
    for table, kind in tried:
        writer.line(f"{table:<26} {kind:<9} {red[table, kind]:>4} of {tried[table, kind]:>4} turn a test red")
    for outcome in outcomes:
        if outcome.colour is not Colour.RED:
            claimed = sum(len(claims.get(rule, ())) for rule in outcome.change.rules)
            name = f"{outcome.change.table}, {outcome.change.kind}: {outcome.change.what}"
            writer.line(f"{outcome.colour.name}: {name} ({claimed} claims)", red=True)
    tests = len({item for items in claims.values() for item in items})
    writer.line(f"{len(outcomes)} changes, {tests} tests that claim {len(claims)} rules, {seconds:.0f} s")
