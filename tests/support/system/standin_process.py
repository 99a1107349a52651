"""The stand-in Dataverse in a process of its own: a colleague at work in it, and its faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2

from api.commands.crm import STAND_IN_TOKEN
from tests.support.system.processes import eventually, free_port, running

EXECUTIVE_ID: Final = "44444444-4444-4444-4444-444444444444"
COLLEAGUE_ID: Final = "66666666-6666-6666-6666-666666666666"
"""Entra object ids of the executive and of the colleague."""

_TABLES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "account": (
        "accounts",
        {
            "email": "emailaddress1",
            "phone": "telephone1",
            "website": "websiteurl",
            "validation": "pch_validation",
            "region": "pch_region",
            "office": "pch_office",
            "active": "statecode",
        },
    ),
    "action": ("pch_actions", {"title": "pch_title", "type": "pch_type", "annulled_on": "pch_annulledon"}),
}
"""Set and columns of our model, as docs and mapping say and written here once more: the test does not ask the code."""
_MEANINGS: Final[Mapping[str, Mapping[int, Any]]] = {
    "validation": {727000000: "VALIDATED"},
    "region": {727000000: "15", 727000010: "08", 727000015: "12"},
    "active": {0: True, 1: False},
}
"""What the numbers of our options say; of the regions, those of the stories."""


@dataclass(slots=True)
class StandInCrm:
    """The stand-in's Web API as a colleague, and its control plane as the operator of faults."""

    url: str
    client: httpx2.Client = field(
        default_factory=lambda: httpx2.Client(timeout=20, headers={"authorization": f"Bearer {STAND_IN_TOKEN}"})
    )

    throttled: float = 0.0

    @property
    def environment(self) -> dict[str, str]:
        """What tells the connector where it is."""
        return {"ATENCION_CONNECTOR": "dynamics365", "ATENCION_DYNAMICS_URL": f"{self.url}/org/prochile"}

    def record(self, kind: str, key: str) -> dict[str, Any]:
        """Values of a record in the CRM."""
        table, columns = _TABLES[kind]
        response = self.client.get(
            f"{self.url}/api/data/v9.2/{table}({key})", params={"$select": ",".join(columns.values())}
        )
        response.raise_for_status()
        return _read(kind, response.json())

    def actions_of(self, account_id: str) -> list[dict[str, Any]]:
        """Values of the actions of an account."""
        table, columns = _TABLES["action"]
        query = {"$select": ",".join(columns.values()), "$filter": f"_pch_accountid_value eq {account_id}"}
        response = self.client.get(f"{self.url}/api/data/v9.2/{table}", params=query)
        response.raise_for_status()
        return [_read("action", row) for row in response.json()["value"]]

    def edit(self, kind: str, key: str, **values: Any) -> None:
        """The colleague changes fields, at an address that the faults of `go_down` and `throttle` leave alone."""
        table, columns = _TABLES[kind]
        self.client.patch(
            f"{self.url}/api/data/v9.2/{table}({key})",
            json={columns[name]: _number(name, value) for name, value in values.items()},
            headers={"If-Match": "*", "CallerObjectId": COLLEAGUE_ID},
        ).raise_for_status()

    def give(self, key: str, object_id: str) -> None:
        """A colleague assigns the account to the user with this Entra object id."""
        query = {"$select": "systemuserid", "$filter": f"azureactivedirectoryobjectid eq {object_id}"}
        (user,) = self.client.get(f"{self.url}/api/data/v9.2/systemusers", params=query).json()["value"]
        self.client.patch(
            f"{self.url}/api/data/v9.2/accounts({key})",
            json={"ownerid@odata.bind": f"/systemusers({user['systemuserid']})"},
            headers={"If-Match": "*"},
        ).raise_for_status()

    def author(self, kind: str, key: str) -> str:
        """Full name of who changed the record last, as Dynamics' own audit would show it."""
        response = self.client.get(
            f"{self.url}/api/data/v9.2/{_TABLES[kind][0]}({key})",
            params={"$select": "modifiedon", "$expand": "modifiedby($select=fullname)"},
        )
        response.raise_for_status()
        return str(response.json()["modifiedby"]["fullname"])

    def employ(self, people: Mapping[str, str]) -> None:
        """Users of the environment: Entra object id by full name."""
        rows = [{"fullname": name, "azureactivedirectoryobjectid": number} for name, number in people.items()]
        self._control("POST", "seed", {"tables": {"systemuser": rows}})

    def throttle(self, chance: float) -> None:
        """From now on this part of our requests is refused with 429, a second to wait."""
        self.throttled = chance
        self._fault(kind="throttle", times=None, probability=chance, retry_after=1, facet="requests")

    def go_down(self) -> None:
        """Every request of ours meets an HTML page of the gateway, until `recover`."""
        self._fault(kind="status", status=503, times=None, retry_after=None)

    def recover(self) -> None:
        """It answers again; throttled as before."""
        self._control("DELETE", "faults")
        if self.throttled:
            self.throttle(self.throttled)

    def rows(self, table: str) -> int:
        """Rows of a table."""
        organizations = self.client.get(f"{self.url}/__standin__/").json()["organizations"]
        return int(organizations["prochile"]["rows"].get(table, 0))

    def answers(self) -> list[int | None]:
        """Status of the latest requests of ours; None: the connection was cut."""
        trace = self.client.get(f"{self.url}/__standin__/trace", params={"limit": "2000"}).json()
        return [entry["status"] for entry in trace if entry["url"].startswith("/org/")]

    def forget_trace(self) -> None:
        """`answers` begins anew."""
        self._control("DELETE", "trace")

    def is_ready(self) -> bool:
        """Whether it answers."""
        return self.client.get(f"{self.url}/__standin__/").status_code == 200

    def _fault(self, **fault: Any) -> None:
        self._control("POST", "faults", {"path": "^/org/", **fault})

    def _control(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> None:
        response = self.client.request(method, f"{self.url}/__standin__/{path}", json=body)
        assert response.is_success, response.text


def _read(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: row[column] for name, column in _TABLES[kind][1].items()}
    return {name: _MEANINGS[name].get(value) if name in _MEANINGS else value for name, value in found.items()}


def _number(name: str, value: Any) -> Any:
    return next((number for number, meaning in _MEANINGS.get(name, {}).items() if meaning == value), value)


@contextmanager
def stand_in(folder: Path, *options: str) -> Iterator[StandInCrm]:
    """`atencion crm stand-in` in its own process."""
    port = free_port()
    crm = StandInCrm(f"http://127.0.0.1:{port}")
    with crm.client, running(folder, "stand-in", ["crm", "stand-in", "--port", str(port), *options], {}) as server:
        eventually(crm.is_ready, "the stand-in answers", within=120)
        try:
            yield crm
        except BaseException:
            print(server.tail())
            raise


def command(folder: Path, *arguments: str, environment: Mapping[str, str]) -> str:
    """Run `atencion …` to its end, which must be a success; all that it printed."""
    with running(folder, "-".join(arguments), [*arguments], {**environment, "COLUMNS": "120"}) as process:
        code = process.command.wait(timeout=300)
    assert code == 0, process.tail()
    return process.log.read_text(encoding="utf-8")
