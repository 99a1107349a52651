"""Who leaves the directory leaves their cases while all runs, by the file or by an administrator, without a restart."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from domain.model.institution.people import Role
from tests.support.fact_inputs import fact_input
from tests.support.system.crm_sides import served
from tests.support.system.processes import Api, eventually, token
from tests.support.system.standin_process import command


def fact(by: Api, mutation: str, **data: Any) -> dict[str, Any]:
    document = (
        f"mutation($i: {mutation[0].upper()}{mutation[1:]}Input!) {{ {mutation}(input: $i) {{"
        " case { id assignee { username } } userErrors { message } } }"
    )
    case: dict[str, Any] = by.do(document, i=fact_input(mutation, data))["case"]
    return case


def capture_of_beatriz(api: Api) -> str:
    """The id of a capture that waits for the officer of its sector."""
    create = "mutation($i: CreateAccountInput!) { createAccount(input: $i) { account { id } userErrors { message } } }"
    fields = {"rut": "76.543.210-3", "country": "CL", "region": "08", "siiStarted": True, "sector": "FORESTAL"}
    portal = api.acting_as(token(Role.SERVICE, username="portal"))
    account = api.do(create, i={"name": "Maderas Trongol SpA", "fields": fields})["account"]["id"]
    case = fact(portal, "registerInCapture", accountId=account, representativeRun="12.345.678-5")
    case = fact(portal, "completeFichaInCapture", caseId=case["id"], exports=True, region="08")
    assert case["assignee"]["username"] == "beatriz.soto"
    return str(case["id"])


def expect_passed_on(api: Api, case_id: str) -> None:
    """The regional head has it."""
    now = "query($id: ID!) { case(id: $id) { assignee { username } officeCode timeline { fact } } }"
    passed = eventually(
        lambda: (found := api.ask(now, id=case_id)["case"])["assignee"]["username"] == "luis.carrasco" and found,
        "the case passes on",
        within=90,
    )
    assert (passed["timeline"][-1]["fact"], passed["officeCode"]) == ("assign", "OFIREG-08")


def test_cases_of_whom_the_directory_has_no_more_pass_on_without_a_restart(tmp_path: Path) -> None:
    """AMB-68, RTE-05: the officer of the sector is taken out of the file; the capture passes to the regional head."""
    directory = tmp_path / "directory.toml"
    directory.write_text((files("persistence.configuration") / "directory.toml").read_text("utf-8"), "utf-8")
    with served("mock", tmp_path, ATENCION_DIRECTORY=str(directory)) as (api, _):
        case_id = capture_of_beatriz(api)
        people = directory.read_text("utf-8").split("[[people]]")
        (beatriz,) = (person for person in people if 'id = "beatriz.soto"' in person)
        directory.write_text("[[people]]".join(person for person in people if person != beatriz), "utf-8")
        expect_passed_on(api, case_id)


def by_mutation(api: Api, folder: Path) -> None:
    """In the process that has the worker."""
    remove = "mutation($i: RemovePersonInput!) { removePerson(input: $i) { userErrors { message } } }"
    administrator = api.acting_as(token(Role.ADMINISTRATOR, "CENTRAL", "sergio.valdes"))
    administrator.do(remove, i={"username": "beatriz.soto", "reason": "Jubila"})


def by_command(api: Api, folder: Path) -> None:
    """In a process of its own: the worker has to look."""
    environment = {"ATENCION_MODE": "development", "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'stage.db'}"}
    asked = ("directory", "remove", "beatriz.soto", "--reason", "Jubila", "--as", "sergio.valdes")
    command(folder, *asked, environment=environment)


@pytest.mark.parametrize("remove", [by_mutation, by_command])
def test_cases_of_whom_an_administrator_takes_out_pass_on_without_a_restart(
    tmp_path: Path, remove: Callable[[Api, Path], None]
) -> None:
    """AMB-68, RTE-05, F-83: by the API or from a terminal, the worker passes on what she had."""
    with served("mock", tmp_path) as (api, _):
        case_id = capture_of_beatriz(api)
        remove(api, tmp_path)
        expect_passed_on(api, case_id)
