"""
The CRM as it is, in processes of their own: a first load of dirty data by the README's commands, and what colleagues do
in Dynamics while it throttles: an edit, and a Merge under an open case (F-41, F-44).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from domain.model.institution.people import Role
from tests.support.core_story import key_of
from tests.support.system.processes import SECRET, Api, eventually, free_port, running, token
from tests.support.system.standin_process import COLLEAGUE_ID, StandInCrm

ACCOUNT_TYPE: Final = "Microsoft.Dynamics.CRM.account"
REFUSED: Final = 0.05
"""Part of our requests that the stand-in throttles."""
OPEN: Final = """mutation Open($input: SubmitHelpFormInHelpCentreInput!) {
  submitHelpFormInHelpCentre(input: $input) { case { id } userErrors { message } }
}"""
CASE: Final = """query Case($id: ID!) { node(id: $id) { ... on Case { accountId isOpen } } }"""
COMPANIES: Final = "{ accounts(first: 2) { nodes { id name phone } } }"


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


def environment_of(crm: StandInCrm, folder: Path) -> dict[str, str]:
    """What every process is told."""
    return {
        **crm.environment,
        "ATENCION_DATABASE_URL": f"sqlite:///{folder}/atencion.db",
        "ATENCION_TOKEN_SECRET": SECRET,
        "ATENCION_PULL_SECONDS": "0.3",
        "ATENCION_MAIL": f"eml:{folder / 'mail'}",
    }


def command(folder: Path, *arguments: str, environment: Mapping[str, str]) -> str:
    """Run `atencion …` to its end, which must be a success; all that it printed."""
    with running(folder, "-".join(arguments), [*arguments], {**environment, "COLUMNS": "120"}) as process:
        code = process.command.wait(timeout=300)
    assert code == 0, process.tail()
    return process.log.read_text(encoding="utf-8")


def test_the_rehearsal_on_dirty_data_ends_with_the_list_of_what_a_person_decides(tmp_path: Path) -> None:
    """As the page on Dynamics says, command by command; each decision is listed once, and nothing else differs."""
    with stand_in(tmp_path, "--dirty", "--seed", "3") as crm:
        environment = environment_of(crm, tmp_path)
        command(tmp_path, "crm", "provision", "--apply", "--stand-in", environment=environment)
        log = tmp_path / "stand-in.log"
        told = eventually(lambda: re.search(r"una persona decide (\d+)", log.read_text()), "it is filled", within=180)
        loaded = command(tmp_path, "crm", "load", "--stand-in", environment=environment)
        compared = command(tmp_path, "crm", "compare", "--stand-in", environment=environment)

    for output in (loaded, compared):
        assert f"Decide una persona: {told[1]}." in output
        lines = [line for line in output.splitlines() if re.match(r"  (account|contact|action) [0-9a-f-]{36} «", line)]
        assert len(lines) == len(set(lines)) == int(told[1])
    assert "Sin diferencias." in compared


def test_colleagues_edit_and_merge_in_dynamics_while_it_throttles(tmp_path: Path) -> None:
    """The edit arrives; the open case of the merged company goes on under the one that goes on."""
    with stand_in(tmp_path) as crm:
        environment = environment_of(crm, tmp_path)
        command(tmp_path, "crm", "provision", "--apply", "--stand-in", environment=environment)
        eventually(lambda: crm.rows("pch_action") > 0 and crm.rows("account") > 0, "it is filled", within=180)
        crm.employ({"Colega del CRM": COLLEAGUE_ID})
        crm.throttle(REFUSED)
        command(tmp_path, "crm", "load", "--stand-in", environment=environment)
        port = free_port()
        api = Api(f"http://127.0.0.1:{port}", token(Role.HELP_CENTRE, None, "paz.ejemplo"))
        with (
            api.client,
            running(tmp_path, "api", ["serve", "--stand-in", "--worker", "--port", str(port)], environment) as server,
        ):
            eventually(api.is_ready, "the API answers", within=120)
            try:
                play(api, crm)
            except BaseException:
                print(server.tail())
                raise
    assert 429 in crm_answers


crm_answers: list[int | None] = []


def play(api: Api, crm: StandInCrm) -> None:
    """Two companies, a case on one of them, and a colleague at work in the CRM."""
    companies: list[dict[str, Any]] = eventually(lambda: api.ask(COMPANIES)["accounts"]["nodes"], "companies are here")
    master, other = companies[0], companies[1]
    crm.edit("account", key_of(master["id"]), phone="+56 2 2999 0000")
    asked = {"person": "Eva Ejemplo", "email": "eva@example.cl", "query": "¿Cómo exporto?"}
    came = {"channel": "DIGITAL", "pointOfContact": "FORM_CDA"}
    opened = api.ask(OPEN, input={"accountId": other["id"], **asked, **came})["submitHelpFormInHelpCentre"]
    assert opened["userErrors"] == []
    case = opened["case"]["id"]
    assert api.ask(CASE, id=case)["node"] == {"accountId": other["id"], "isOpen": True}

    of_type = {"@odata.type": ACCOUNT_TYPE}
    merged = crm.client.post(
        f"{crm.url}/api/data/v9.2/Merge",
        json={
            "Target": {"accountid": key_of(master["id"]), **of_type},
            "Subordinate": {"accountid": key_of(other["id"]), **of_type},
            "UpdateContent": of_type,
            "PerformParentingChecks": False,
        },
    )
    assert merged.status_code == 204, merged.text

    eventually(
        lambda: api.ask(CASE, id=case)["node"] == {"accountId": master["id"], "isOpen": True},
        "the case is of the company that goes on",
        within=90,
    )
    eventually(
        lambda: any(each["phone"] == "+56 2 2999 0000" for each in api.ask(COMPANIES)["accounts"]["nodes"]),
        "the colleague's telephone is here",
        within=60,
    )
    crm_answers[:] = crm.answers()
