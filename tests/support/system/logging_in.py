"""People who log in to a running demonstration by a click at its rehearsal issuer, without a browser."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.support.fact_inputs import fact_input
from tests.support.system.processes import SECRET, Process, eventually, free_port, running


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser of her own."""

    url: str
    client: httpx2.Client

    def enter(self, issuer: str, who: str) -> Visitor:
        """«Entrar» by that issuer, and click on *who*."""
        away = self.client.get(f"{self.url}/session/login", params={"issuer": issuer, "return_to": "/graphql"})
        there = away.headers["location"]
        page = self.client.get(there).text
        (sub,) = [sub for sub, label in re.findall('value="([^"]+)">([^<]+)<', page) if label.startswith(who)]
        back = self.client.post(there, data={"sub": sub})
        home = self.client.get(back.headers["location"])
        assert (home.status_code, home.headers["location"]) == (303, "/graphql"), home.text
        return self

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data, as a page of ours asks; an answer with errors fails the test."""
        response = self.client.post(
            f"{self.url}/graphql",
            json={"query": document, "variables": variables},
            headers={"origin": self.url, "atencion-session": "1"},
        )
        found = response.json()
        assert "errors" not in found, found["errors"]
        data: dict[str, Any] = found["data"]
        return data

    def attempt(self, mutation: str, wanted: str = "userErrors { message rule }", **given: Any) -> dict[str, Any]:
        """The payload of a mutation, whatever it holds."""
        kind = mutation[0].upper() + mutation[1:] + "Input"
        document = f"mutation($i: {kind}!) {{ {mutation}(input: $i) {{ {wanted} }} }}"
        found: dict[str, Any] = self.ask(document, i=fact_input(mutation, given))[mutation]
        return found

    def do(self, mutation: str, wanted: str = "", **given: Any) -> dict[str, Any]:
        """The payload of a mutation that must succeed."""
        payload = self.attempt(mutation, f"{wanted} userErrors {{ message rule }}", **given)
        assert payload["userErrors"] == [], payload["userErrors"]
        return payload


@dataclass(frozen=True, slots=True)
class Demonstration:
    """`serve --demo` in a process, and everybody who visits it."""

    url: str
    process: Process
    stack: contextlib.ExitStack

    def visitor(self, issuer: str, who: str) -> Visitor:
        """Somebody who has come in, with a browser of her own."""
        return Visitor(self.url, self.stack.enter_context(httpx2.Client(timeout=20))).enter(issuer, who)


@contextlib.contextmanager
def demonstration(folder: Path, *, past: bool = False, **environment: str) -> Iterator[Demonstration]:
    """`serve --demo` on a free port, with data of its own, ready; with fourteen months of cases where *past*."""
    port = free_port()
    given = {
        "ATENCION_MODE": "development",
        "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
        "ATENCION_MOCK_FILE": str(folder / "crm.json"),
        "ATENCION_MAIL": f"eml:{folder / 'mail'}",
        "ATENCION_TOKEN_SECRET": SECRET,
        "ATENCION_PULL_SECONDS": "0.2",
        **environment,
    }
    url = f"http://127.0.0.1:{port}"
    with (
        running(
            folder, "demo", ["serve", "--demo", *([] if past else ["--no-past"]), "--port", str(port)], given
        ) as process,
        contextlib.ExitStack() as stack,
    ):
        client = stack.enter_context(httpx2.Client())

        def loaded() -> bool:
            ready = client.get(f"{url}/health/ready").json()
            return bool(ready["ready"] and ready["pending"] == 0)

        try:
            eventually(loaded, "the demonstration is ready", within=240 if past else 120)
            yield Demonstration(url, process, stack)
        except BaseException:
            print(process.tail())
            raise
