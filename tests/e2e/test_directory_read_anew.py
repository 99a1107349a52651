"""Who leaves the directory leaves their cases while all runs: the file is read anew, and nothing is started again."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from domain.model.institution.people import Role
from tests.support.fact_inputs import fact_input
from tests.support.system.crm_sides import served
from tests.support.system.processes import Api, eventually, token


def fact(by: Api, mutation: str, **data: Any) -> dict[str, Any]:
    document = (
        f"mutation($i: {mutation[0].upper()}{mutation[1:]}Input!) {{ {mutation}(input: $i) {{"
        " case { id assignee { username } } userErrors { message } } }"
    )
    case: dict[str, Any] = by.do(document, i=fact_input(mutation, data))["case"]
    return case


def test_cases_of_whom_the_directory_has_no_more_pass_on_without_a_restart(tmp_path: Path) -> None:
    """AMB-68, RTE-05: the officer of the sector is taken out of the file; the capture passes to the regional head."""
    directory = tmp_path / "directory.toml"
    directory.write_text((files("persistence.configuration") / "directory.toml").read_text("utf-8"), "utf-8")
    create = "mutation($i: CreateAccountInput!) { createAccount(input: $i) { account { id } userErrors { message } } }"
    fields = {"rut": "76.543.210-3", "country": "CL", "region": "08", "siiStarted": True, "sector": "FORESTAL"}
    with served("mock", tmp_path, ATENCION_DIRECTORY=str(directory)) as (api, _):
        portal = api.acting_as(token(Role.SERVICE, username="portal"))
        account = api.do(create, i={"name": "Maderas Trongol SpA", "fields": fields})["account"]["id"]
        case = fact(portal, "registerInCapture", accountId=account, representativeRun="12.345.678-5")
        case = fact(portal, "completeFichaInCapture", caseId=case["id"], exports=True, region="08")
        assert case["assignee"]["username"] == "beatriz.soto"
        people = directory.read_text("utf-8").split("[[people]]")
        (beatriz,) = (person for person in people if 'id = "beatriz.soto"' in person)

        directory.write_text("[[people]]".join(person for person in people if person != beatriz), "utf-8")

        now = "query($id: ID!) { case(id: $id) { assignee { username } officeCode timeline { fact } } }"
        passed = eventually(
            lambda: (found := api.ask(now, id=case["id"])["case"])["assignee"]["username"] == "luis.carrasco" and found,
            "the case passes on",
            within=90,
        )
        assert (passed["timeline"][-1]["fact"], passed["officeCode"]) == ("assign", "OFIREG-08")
