"""Forks the processes of a crash test from one that has everything imported: a restart takes milliseconds."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

from tests.support.crash import crm, roles, webhooks

ROLES: Final[dict[str, Callable[..., Awaitable[None]]]] = {
    "crm": crm.serve,
    "client": roles.write,
    "worker": roles.synchronise,
    "webhooks": webhooks.tell,
}
_DEATH_SIGNAL: Final = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_ROOT: Final = Path(__file__).resolve().parents[3]


class Launcher:
    """Starts and kills processes by number."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._alive: set[int] = set()

    def start(self, role: str, *arguments: str) -> int:
        """Fork one; its process number."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([role, *arguments]) + "\n")
        self._process.stdin.flush()
        number = int(self._process.stdout.readline())
        self._alive.add(number)
        return number

    def kill(self, number: int) -> None:
        """SIGKILL: no chance to tidy up."""
        self._alive.discard(number)
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)

    def freeze(self, number: int) -> None:
        """SIGSTOP: a machine that stands still."""
        os.kill(number, signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        """SIGCONT: it goes on as if nothing had happened."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGCONT)

    def is_alive(self, number: int) -> bool:
        """Whether it still runs; one that ended by itself was not meant to."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, 0)
            return True
        return False

    def kill_all(self) -> None:
        """End everything that was started."""
        for number in tuple(self._alive):
            self.kill(number)


@contextlib.contextmanager
def launcher(errors: Path, *prepare: str) -> Iterator[Launcher]:
    """
    A launcher; whatever it started is killed at the end. What processes print goes to *errors*.

    *prepare* is called before anything starts: "module:function" and its arguments.
    """
    with errors.open("w") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.crash.launcher", *prepare],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sink,
            text=True,
        )
        started = Launcher(process)
        try:
            yield started
        finally:
            started.kill_all()
            process.communicate()


def main() -> None:
    """Read one JSON list per line, fork, answer with the child's number."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the dead
    if prepare := sys.argv[1:]:
        module, _, name = prepare[0].partition(":")
        getattr(importlib.import_module(module), name)(*prepare[1:])
    for line in sys.stdin:
        role, *arguments = json.loads(line)
        number = os.fork()
        if number == 0:
            _become(role, arguments)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def _become(role: str, arguments: list[str]) -> None:
    _die_with_the_launcher()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), 0)
    try:
        asyncio.run(ROLES[role](*arguments))  # type: ignore[arg-type]  # coroutines, all of them
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(1)


def _die_with_the_launcher() -> None:
    """Where the system can (Linux): a test that is interrupted leaves no worker that goes on for ever."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)


if __name__ == "__main__":
    main()
