"""
A notice of Dynamics wakes the pull up (issue 3, section 1: an accelerator, authenticated, that only wakes): the
stand-in sends it, and a worker that would look again in an hour brings the change.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from domain.model.institution.people import Role
from tests.contract.connector.dynamics import COLLEAGUE_TOKEN, Rehearsal, rehearsal
from tests.support.system.processes import SECRET, Api, eventually, free_port, running, token

KEY = "una-clave-larga-de-avisos"
ACCOUNT = "11111111-2222-3333-4444-555555555555"
NAMES = "{ accounts(first: 5) { nodes { name } } }"
AN_HOUR = "3600"
TOGETHER, APART = "API and worker in one process", "worker in a process of its own"


@pytest.fixture
def standin() -> Iterator[Rehearsal]:
    """A stand-in of its own with one company."""
    with rehearsal() as prepared:
        prepared.standin.seed("account", [{"accountid": ACCOUNT, "name": "Antes"}])
        yield prepared


@pytest.mark.parametrize("layout", [TOGETHER, APART])
def test_a_notice_brings_the_change_at_once(layout: str, standin: Rehearsal, tmp_path: Path) -> None:
    """Without its key the receiver refuses; with it the colleague's change arrives, though no pull was due."""
    api_port, worker_port = free_port(), free_port()
    environment = {
        **standin.variables(WEBHOOK_KEY=KEY),
        "ATENCION_MODE": "development",
        "ATENCION_CONNECTOR": "dynamics365",
        "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'notices.db'}",
        "ATENCION_TOKEN_SECRET": SECRET,
        "ATENCION_PULL_SECONDS": AN_HOUR,
        "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
    }
    port = api_port if layout == TOGETHER else worker_port
    arguments = ["--worker"] if layout == TOGETHER else []
    api = Api(f"http://127.0.0.1:{api_port}", token(Role.ADMINISTRATOR, "CENTRAL"))
    with ExitStack() as stack:
        stack.enter_context(api.client)
        serve = ["serve", "--port", str(api_port), *arguments]
        processes = [stack.enter_context(running(tmp_path, "serve", serve, environment))]
        eventually(api.is_ready, "the API answers", within=60)
        if layout == APART:
            own = {**environment, "ATENCION_DYNAMICS_WEBHOOK_PORT": str(worker_port)}
            processes.append(stack.enter_context(running(tmp_path, "worker", ["worker"], own)))
        try:
            eventually(lambda: names(api) == ["Antes"], "the first load", within=60)
            address = f"http://127.0.0.1:{port}/crm/notices"
            eventually(lambda: httpx2.post(address).status_code == 401, "the receiver refuses a notice without key")
            colleague(standin, address)
            eventually(lambda: names(api) == ["Después"], "the change that the notice told of")
        except BaseException:
            print(*(process.tail() for process in processes))
            raise
        for process in reversed(processes):
            assert process.stop() in {0, -signal.SIGTERM}  # uvicorn ends by the signal it was stopped with


def test_a_process_without_worker_or_key_has_no_receiver(standin: Rehearsal, tmp_path: Path) -> None:
    """A notice there could wake nobody up: 404, so that the environment's log shows the wrong address."""
    port = free_port()
    environment = {
        **standin.variables(),
        "ATENCION_MODE": "development",
        "ATENCION_CONNECTOR": "dynamics365",
        "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'notices.db'}",
        "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
    }
    api = Api(f"http://127.0.0.1:{port}", "")
    with api.client, running(tmp_path, "serve", ["serve", "--worker", "--port", str(port)], environment):
        eventually(api.is_ready, "the API answers", within=60)
        assert api.client.post(f"{api.url}/crm/notices?code=").status_code == 404


def names(api: Api) -> list[str]:
    """Of all accounts."""
    return [account["name"] for account in api.ask(NAMES)["accounts"]["nodes"]]


def colleague(standin: Rehearsal, address: str) -> None:
    """Register the webhook as docs/dynamics365.md says, then rename the company."""
    headers = {"authorization": f"Bearer {COLLEAGUE_TOKEN}"}
    with httpx2.Client(base_url=f"{standin.url}/api/data/v9.2/", headers=headers, timeout=20) as web:

        def find(table: str, condition: str) -> str:
            (row,) = web.get(table, params={"$select": f"{table[:-1]}id", "$filter": condition}).json()["value"]
            return str(row[f"{table[:-1]}id"])

        def create(table: str, row: dict[str, object]) -> str:
            made = web.post(table, json=row)
            assert made.status_code == 204, made.text
            return made.headers["OData-EntityId"]

        endpoint = create(
            "serviceendpoints",
            {"name": "Atención", "contract": 8, "url": address, "authtype": 4, "authvalue": KEY},
        )
        message = find("sdkmessages", "name eq 'Update'")
        table = f"primaryobjecttypecode eq 'account' and _sdkmessageid_value eq {message}"
        create(
            "sdkmessageprocessingsteps",
            {
                "name": "Atención: cambios de cuentas",
                "stage": 40,
                "mode": 1,
                "rank": 1,
                "supporteddeployment": 0,
                "eventhandler_serviceendpoint@odata.bind": endpoint,
                "sdkmessageid@odata.bind": f"/sdkmessages({message})",
                "sdkmessagefilterid@odata.bind": f"/sdkmessagefilters({find('sdkmessagefilters', table)})",
            },
        )
        changed = web.patch(f"accounts({ACCOUNT})", json={"name": "Después"}, headers={"If-Match": "*"})
        assert changed.status_code == 204, changed.text
