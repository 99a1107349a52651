"""
The CRM as it is, in processes of their own: a first load of dirty data by the README's commands, and what colleagues do
in Dynamics while it throttles: an edit, and a Merge under an open case (F-41, F-44).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from domain.model.institution.people import Role
from tests.e2e.test_cases_follow_the_facts import Stage
from tests.support.core_story import key_of
from tests.support.system.crm_sides import EXECUTIVES, served
from tests.support.system.processes import SECRET, Api, eventually, free_port, running, token
from tests.support.system.standin_process import COLLEAGUE_ID, StandInCrm, command, stand_in

ACCOUNT_TYPE: Final = "Microsoft.Dynamics.CRM.account"
REFUSED: Final = 0.05
"""Part of our requests that the stand-in throttles."""
OPEN: Final = """mutation Open($input: SubmitHelpFormInHelpCentreInput!) {
  submitHelpFormInHelpCentre(input: $input) { case { id } userErrors { message } }
}"""
CASE: Final = """query Case($id: ID!) { node(id: $id) { ... on Case { accountId isOpen } } }"""
COMPANIES: Final = "{ accounts(first: 2) { nodes { id name phone } } }"


def environment_of(crm: StandInCrm, folder: Path) -> dict[str, str]:
    """What every process is told."""
    return {
        **crm.environment,
        "ATENCION_DATABASE_URL": f"sqlite:///{folder}/atencion.db",
        "ATENCION_TOKEN_SECRET": SECRET,
        "ATENCION_PULL_SECONDS": "0.3",
        "ATENCION_MAIL": f"eml:{folder / 'mail'}",
    }


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
    opened = api.ask(OPEN, input={"accountId": other["id"], **asked, "circumstances": came})[
        "submitHelpFormInHelpCentre"
    ]
    assert opened["userErrors"] == []
    case = opened["case"]["id"]
    assert api.ask(CASE, id=case)["node"] == {"accountId": other["id"], "isOpen": True}

    merge(crm, key_of(master["id"]), key_of(other["id"]))

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


CONFLICTS: Final = """{ syncConflicts(first: 20) { nodes { accountId field local remote reason } } }"""
REGISTER: Final = "mutation($i: RegisterActionInput!) { registerAction(input: $i) { userErrors { message } } }"
SEPARATE: Final = "mutation($i: SeparateAccountsInput!) { separateAccounts(input: $i) { userErrors { message } } }"
STRANGER: Final = "77777777-7777-7777-7777-777777777777"


def test_an_account_assigned_in_dynamics_and_a_merge_that_a_person_undoes(tmp_path: Path) -> None:
    """
    Dynamics' own Assign hands the open case to the new owner, whom the directory must know; accounts merged there and
    separated here stay separated, each with its case (F-44, AMB-68, AMB-74).
    """
    with served("dynamics365", tmp_path) as (api, crm):
        assert isinstance(crm, StandInCrm)
        stage = Stage(api, crm)
        stage.at("2024-09-12T11:00:00-03:00")
        assigned_to_another(stage, crm)
        merged_and_separated(stage, crm)


def assigned_to_another(stage: Stage, crm: StandInCrm) -> None:
    """A request that nobody attended follows its company to the new owner; a stranger changes nothing."""
    account = stage.company("Algas Cobquecura SpA")
    day = {"startedOn": "2024-06-03", "endedOn": "2024-06-03", "type": "FERIA", "title": "Feria"}
    stage.api.do(REGISTER, i={"accountId": account, **day})
    asked = {"accountId": account, "wants": "ADVICE", "matter": "Vender en Corea", "purpose": "DIVERSIFY"}
    case = stage.fact(stage.portal, "receiveRequestInRequest", **asked)
    assert case["assignee"]["username"] == "ana.rojas"
    stage.in_step(account)

    crm.give(key_of(account), EXECUTIVES["valentina.lara"])
    eventually(
        lambda: stage.case(case["id"])["assignee"]["username"] == "valentina.lara", "the case is of the new owner"
    )

    crm.employ({"Juana Del CRM": STRANGER})
    crm.give(key_of(account), STRANGER)

    def asked_about() -> list[dict[str, Any]]:
        found = stage.api.ask(CONFLICTS)["syncConflicts"]["nodes"]
        return [each for each in found if each["accountId"] == account]

    (told,) = eventually(lambda: asked_about() or None, "somebody is asked")
    assert (told["field"], told["local"], told["remote"]) == ("regional_executive", "valentina.lara", "Juana Del CRM")
    assert "El directorio no conoce a «Juana Del CRM»" in told["reason"]
    assert stage.case(case["id"])["assignee"]["username"] == "valentina.lara"


def merged_and_separated(stage: Stage, crm: StandInCrm) -> None:
    """The company is active there again, its case is its own, and what a colleague writes joins nothing."""
    first, second = stage.company("Miel del Itata SpA"), stage.company("Miel Itata", rut=False)
    case = stage.fact(stage.api, "receiveContactInCapture", accountId=second, pointOfContact="OFIREG")["id"]
    stage.in_step(first, second)
    merge(crm, key_of(first), key_of(second))
    eventually(lambda: stage.account(second)["mergedIntoId"] == first, "they are joined here", within=60)
    stage.in_step(first, second)

    versions = {
        "absorbedId": second,
        "absorbedVersion": stage.account(second)["version"],
        "survivorVersion": stage.account(first)["version"],
    }
    stage.api.do(SEPARATE, i={**versions, "reason": "Son de dueños distintos"})
    stage.in_step(second)
    assert crm.record("account", key_of(second))["active"] is True

    crm.edit("account", key_of(second), phone="+56 42 7")
    phone = "query($id: ID!) { account(by: { id: $id }) { phone } }"
    eventually(lambda: stage.api.ask(phone, id=second)["account"]["phone"] == "+56 42 7", "the edit is here")
    assert (stage.account(second)["mergedIntoId"], stage.account(second)["active"]) == (None, True)
    assert stage.case(case)["accountId"] == second


def merge(crm: StandInCrm, master: str, subordinate: str) -> None:
    """Dynamics' own Merge."""
    of_type = {"@odata.type": ACCOUNT_TYPE}
    merged = crm.client.post(
        f"{crm.url}/api/data/v9.2/Merge",
        json={
            "Target": {"accountid": master, **of_type},
            "Subordinate": {"accountid": subordinate, **of_type},
            "UpdateContent": of_type,
            "PerformParentingChecks": False,
        },
    )
    assert merged.status_code == 204, merged.text
