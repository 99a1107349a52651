"""Stories of the protocol told over the whole API, in process, with the demo clock and the timers of a worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from domain.model.institution.people import Actor, Role
from domain.model.rut import Rut
from persistence.background.timer_queue import SqlTimerQueue
from sync.loops.timers import TimerRunner, TimerSettings
from tests.api.conftest import Desk, api
from tests.support.fact_inputs import fact_input

__all__ = ["Story", "api", "story"]

_SANTIAGO: Final = ZoneInfo("America/Santiago")
_ruts = count(77_700_001)

PAYLOAD: Final = """
  case { id state isOpen version assignee { username } }
  event { reason }
  nextStep { step text rule dueOn notConfigured responsibleRole facts }
  openedCases { id flow state }
  userErrors { code message rule ... on StepNotAllowedError { stepToTake } }
"""


@dataclass(slots=True)
class Story:
    """Somebody at the API, and the worker that lives by the same clock."""

    desk: Desk

    def as_(self, role: Role, office: str | None = None, **more: Any) -> Story:
        """The same story told by another person."""
        return Story(self.desk.acting_as(role, office, **more))

    def of(self, person_id: str) -> Story:
        """The same story told by that person of the directory."""
        person = self.desk.runtime.casework.directory().person(person_id)
        assert person is not None
        actor = Actor(person.id, person.name, person.role, person.office)
        return Story(replace(self.desk, actor=actor))

    async def at(self, wall_clock: str) -> None:
        """Put the clock at that time in Santiago, and let the worker fire what is due by then."""
        await self.desk.runtime.set_clock(datetime.fromisoformat(wall_clock).replace(tzinfo=_SANTIAGO))
        runtime = self.desk.runtime
        await TimerRunner(SqlTimerQueue(runtime.database, runtime.clock), runtime.fire, TimerSettings()).run_once()

    async def fact(self, mutation: str, **given: Any) -> dict[str, Any]:
        """Report a fact by its mutation; the payload, which must hold no error."""
        payload = await self.attempt(mutation, **given)
        assert payload["userErrors"] == [], payload["userErrors"]
        return payload

    async def attempt(self, mutation: str, **given: Any) -> dict[str, Any]:
        """Report a fact by its mutation; the payload, whatever it holds."""
        kind = mutation[0].upper() + mutation[1:] + "Input"
        document = f"mutation($i: {kind}!) {{ {mutation}(input: $i) {{ {PAYLOAD} }} }}"
        found: dict[str, Any] = (await self.desk.ask(document, i=fact_input(mutation, given)))[mutation]
        return found

    async def refusal(self, mutation: str, **given: Any) -> dict[str, Any]:
        """Report a fact that must be refused; the one error."""
        payload = await self.attempt(mutation, **given)
        assert payload["case"] is None
        (error,) = payload["userErrors"]
        found: dict[str, Any] = error
        return found

    async def company(self, name: str) -> str:
        """A national company of Biobío in Ana Rojas's portfolio, with an e-mail; its global id."""
        number = next(_ruts)
        rut = str(Rut.parse(f"{number}{_check_digit(number)}"))
        fields = {"rut": rut, "country": "CL", "region": "08", "email": f"{name.split()[0].lower()}@example.cl"}
        created = await self.desk.ask(
            "mutation($i: CreateAccountInput!) { createAccount(input: $i) { account { id version }"
            " userErrors { message } } }",
            i={"name": name, "fields": {**fields, "siiStarted": True}},
        )
        assert created["createAccount"]["userErrors"] == []
        account = created["createAccount"]["account"]
        assigned = await self.as_(Role.REGIONAL_HEAD, "OFIREG-08").desk.ask(
            "mutation($i: AssignExecutiveInput!) { assignExecutive(input: $i) { userErrors { message } } }",
            i={
                "accountId": account["id"],
                "version": account["version"],
                "kind": "REGIONAL",
                "person": "ana.rojas",
                "reason": "Conoce el rubro",
            },
        )
        assert assigned["assignExecutive"]["userErrors"] == []
        return str(account["id"])

    async def went_to(self, account: str, type: str, day: str) -> None:
        """Register an activity of one day."""
        done = await self.desk.ask(
            "mutation($i: RegisterActionInput!) { registerAction(input: $i) { userErrors { message } } }",
            i={"accountId": account, "type": type, "title": type, "startedOn": day, "endedOn": day},
        )
        assert done["registerAction"]["userErrors"] == []

    async def case(self, case: str) -> dict[str, Any]:
        """One case, with its timeline and messages."""
        found = await self.desk.ask(
            "query($i: ID!) { case(id: $i) { id state isOpen timeline { fact reason late } } }", i=case
        )
        answer: dict[str, Any] = found["case"]
        return answer

    async def messages(self, account: str) -> list[dict[str, Any]]:
        """Messages about the account, oldest first."""
        found = await self.desk.ask(
            "query($a: ID!) { messages(first: 50, filter: { accountId: $a }) {"
            " nodes { template recipients senderName subject text } } }",
            a=account,
        )
        return list(reversed(found["messages"]["nodes"]))

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Any document."""
        return await self.desk.ask(document, **variables)


def _check_digit(number: int) -> str:
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(str(number))))
    return {10: "K", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


@pytest.fixture
def story(api: Desk) -> Story:  # the fixture of the API, under its own name
    """A regional executive of Biobío, Ana Rojas."""
    return Story(api)
