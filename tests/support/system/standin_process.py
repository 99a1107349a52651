"""The stand-in Dataverse in a process of its own: a colleague at work in it, and its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2

from api.commands.crm import STAND_IN_TOKEN

EXECUTIVE_ID: Final = "44444444-4444-4444-4444-444444444444"
COLLEAGUE_ID: Final = "66666666-6666-6666-6666-666666666666"
"""Entra object ids of the executive and of the colleague."""

_TABLES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "account": (
        "accounts",
        {"email": "emailaddress1", "phone": "telephone1", "website": "websiteurl", "validation": "pch_validation"},
    ),
    "action": ("pch_actions", {"title": "pch_title"}),
}
"""Set and columns of our model, as docs and mapping say and written here once more: the test does not ask the code."""
_VALIDATION: Final = {727000000: "VALIDATED"}


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
        row = response.json()
        found = {name: row[column] for name, column in columns.items()}
        if "validation" in found:
            found["validation"] = _VALIDATION.get(found["validation"])
        return found

    def edit(self, kind: str, key: str, **values: Any) -> None:
        """The colleague changes fields, at an address that the faults of `go_down` and `throttle` leave alone."""
        table, columns = _TABLES[kind]
        self.client.patch(
            f"{self.url}/api/data/v9.2/{table}({key})",
            json={columns[name]: value for name, value in values.items()},
            headers={"If-Match": "*", "CallerObjectId": COLLEAGUE_ID},
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
