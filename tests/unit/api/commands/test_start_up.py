"""A start tells where its time goes, so that a slow part is seen and not guessed."""

from __future__ import annotations

import gc

import pytest

from api.commands.start_up import StartUp, collecting_later


def test_the_parts_of_a_start_add_up_to_the_whole() -> None:
    """Begun half a second before the watch was made, by the work of the process until then."""
    now = iter([10.0, 11.25, 11.5, 12.0])
    watch = StartUp(clock=lambda: next(now), spent=lambda: 0.5)

    watch.passed("importar")  # 11.25 - 9.5
    watch.passed("base de datos")
    watch.passed("datos de ejemplo")

    assert watch.told() == "Listo en 2,5 s: importar 1,8 s · base de datos 0,2 s · datos de ejemplo 0,5 s"


def test_a_start_collects_nothing_and_a_failed_one_leaves_collection_on() -> None:
    """A process that goes on after a start that failed, as a test's does, must not grow for ever."""
    while_starting = []

    def fails() -> None:
        with collecting_later():
            while_starting.append(gc.isenabled())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert (while_starting, gc.isenabled()) == ([False], True)
