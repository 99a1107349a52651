"""Real processes of this project for end-to-end tests: start, wait until they answer, stop or kill."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import httpx2

from api.identity.tokens import SignedTokens
from api.settings import Secret
from domain.model.institution.people import Actor, Role

ROOT: Final = Path(__file__).parents[3]
SECRET: Final = "clave-de-pruebas-de-treinta-y-dos-caracteres"
COLLEAGUE: Final = "colega.crm"
"""Who edits in the CRM itself."""
T = TypeVar("T")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def token(
    role: Role,
    office: str | None = None,
    username: str | None = None,
    account_id: str | None = None,
    run: str | None = None,
) -> str:
    """A token for an actor of that role."""
    actor = Actor(username or f"e2e.{role.value.lower()}", role.value, role, office, account_id=account_id, run=run)
    return SignedTokens(Secret(SECRET)).issue(actor)


@dataclass(slots=True)
class Process:
    """One process of ours and what it printed."""

    command: subprocess.Popen[str]
    log: Path

    def stop(self) -> int:
        """Ask it to stop and wait; its exit code."""
        if self.command.poll() is None:
            self.command.send_signal(signal.SIGTERM)
        try:
            return self.command.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"did not stop when asked:\n{self.tail()}") from None

    def kill(self) -> None:
        """SIGKILL."""
        self.command.kill()
        self.command.wait(timeout=10)

    def tail(self) -> str:
        """The end of what it printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]


@contextlib.contextmanager
def running(folder: Path, name: str, arguments: list[str], environment: Mapping[str, str]) -> Iterator[Process]:
    """`python -m api …` while inside; killed on the way out if it still lives."""
    log = folder / f"{name}.log"
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("ATENCION_")}
    with log.open("a") as output:
        command = subprocess.Popen(
            [sys.executable, "-m", "api", *arguments],
            cwd=ROOT,
            env={**inherited, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        process = Process(command, log)
        try:
            yield process
        finally:
            if command.poll() is None:
                process.kill()


def eventually(ask: Callable[[], T | None], what: str, *, within: float = 30.0, every: float = 0.1) -> T:
    """What *ask* answers as soon as it is not None or False; fails with the last word after *within* seconds."""
    deadline = time.monotonic() + within
    last: object = None
    while time.monotonic() < deadline:
        try:
            last = ask()
        except (httpx2.HTTPError, AssertionError) as failure:
            last = failure
        else:
            if last is not None and last is not False:
                return last  # type: ignore[return-value]  # neither None nor False
        time.sleep(every)
    raise AssertionError(f"not within {within:g} s: {what}; last: {last!r}")


@dataclass(slots=True)
class Api:
    """GraphQL over HTTP as one actor."""

    url: str
    token: str
    client: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=20))

    def answer(self, document: str, **variables: Any) -> dict[str, Any]:
        """The whole answer, errors included."""
        response = self.client.post(
            f"{self.url}/graphql",
            json={"query": document, "variables": variables},
            headers={"authorization": f"Bearer {self.token}"},
        )
        found: dict[str, Any] = response.json()
        return found

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data; an answer with errors fails the test."""
        found = self.answer(document, **variables)
        assert "errors" not in found, found["errors"]
        data: dict[str, Any] = found["data"]
        return data

    def do(self, document: str, **variables: Any) -> dict[str, Any]:
        """The one payload of a mutation that must succeed."""
        (payload,) = self.ask(document, **variables).values()
        assert payload["userErrors"] == [], payload["userErrors"]
        found: dict[str, Any] = payload
        return found

    def acting_as(self, other: str) -> Api:
        """The same API as another actor."""
        return Api(self.url, other, self.client)

    def is_ready(self) -> bool:
        """Whether it answers."""
        return self.client.get(f"{self.url}/health/ready").status_code == 200


@dataclass(slots=True)
class MockCrm:
    """The mock CRM's control, as a colleague and as the operator of faults."""

    url: str
    client: httpx2.Client = field(
        default_factory=lambda: httpx2.Client(timeout=20, headers={"authorization": f"Bearer {SECRET}"})
    )

    def record(self, kind: str, key: str) -> dict[str, Any]:
        """Values of a record in the CRM."""
        response = self.client.get(f"{self.url}/records/{kind}/{key}")
        response.raise_for_status()
        found: dict[str, Any] = response.json()["values"]
        return found

    def edit(self, kind: str, key: str, by: str = COLLEAGUE, **values: Any) -> None:
        """A colleague changes fields in the CRM."""
        self.client.patch(f"{self.url}/records/{kind}/{key}", json={"values": values, "by": by}).raise_for_status()

    def actions_of(self, account_id: str) -> list[dict[str, Any]]:
        """Values of the actions of an account."""
        response = self.client.get(f"{self.url}/records/action", params={"account_id": account_id, "limit": 200})
        response.raise_for_status()
        return [record["values"] for record in response.json()["records"]]

    def fault(self, **fault: Any) -> None:
        """A fault begins."""
        self.client.post(f"{self.url}/faults", json=fault).raise_for_status()

    def go_down(self) -> None:
        """Every request fails, until `recover`."""
        self.fault(kind="down")

    def recover(self) -> None:
        """All faults end."""
        self.client.delete(f"{self.url}/faults").raise_for_status()

    def state(self) -> dict[str, Any]:
        """Counts, faults and the latest requests."""
        found: dict[str, Any] = self.client.get(f"{self.url}/state").json()
        return found
