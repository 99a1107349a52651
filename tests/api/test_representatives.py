"""A person acts for the companies that she represents, over HTTP (AMB-54)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.identity.tokens import SignedTokens
from domain.model.institution.people import SYSTEM, Role
from domain.model.representations import Decided, Representation
from domain.model.rut import Rut
from schema.ids import key_of
from tests.api.conftest import Desk
from tests.support.builders import new_id

RUN = "15.775.444-0"
AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
LISTED = "{ accounts(first: 9) { nodes { id } } viewer { accountId representations { state accountId rut } } }"


async def _represents(api: Desk, account: dict[str, str], run: str, **fields: Any) -> Representation:
    record = Representation(
        new_id(),
        Rut.parse(run),
        "api.company",
        "Rosa Díaz",
        Rut.parse(account["rut"]),
        AT,
        account_id=key_of(account["id"], "Account"),
        confirmed=Decided("ana.rojas", AT),
        since=date(2026, 6, 15),
    )
    record = replace(record, **fields)
    async with api.runtime.services.transactions(SYSTEM) as work:
        return await work.representations.add(record)


async def _accounts(api: Desk, count: int) -> list[dict[str, str]]:
    found = await api.ask(f"{{ accounts(first: {count}) {{ nodes {{ id rut }} }} }}")
    nodes: list[dict[str, str]] = found["accounts"]["nodes"]
    return nodes


async def _choosing(api: Desk, header: str, document: str) -> Any:
    token = SignedTokens(api.runtime.settings.token_secret).issue(api.actor)
    return await api.client.post(
        "/graphql",
        json={"query": document},
        headers={"authorization": f"Bearer {token}", "atencion-account": header, "accept": "application/json"},
    )


async def test_a_person_sees_every_company_that_she_represents_or_the_one_she_chooses(api: Desk) -> None:
    """AMB-54: all by themselves, one by header; one that is not hers is refused, known or not."""
    one, two, other = await _accounts(api, 3)
    for account in (one, two):
        await _represents(api, account, RUN)
    rosa = api.acting_as(Role.COMPANY, run=RUN)
    all_hers = await rosa.ask(LISTED)
    assert {node["id"] for node in all_hers["accounts"]["nodes"]} == {one["id"], two["id"]}
    assert all_hers["viewer"]["accountId"] is None
    assert [each["accountId"] for each in all_hers["viewer"]["representations"]] == [one["id"], two["id"]]
    chosen = (await _choosing(rosa, two["id"], LISTED)).json()["data"]
    assert [node["id"] for node in chosen["accounts"]["nodes"]] == [two["id"]]
    assert chosen["viewer"]["accountId"] == two["id"]
    answers = [await _choosing(rosa, key, LISTED) for key in (other["id"], "QWNjb3VudDpuYWRpZQ==")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["errors"][0]["message"] == "Usted no representa hoy a la empresa que eligió."


async def test_what_is_no_id_of_an_account_is_told_as_such(api: Desk) -> None:
    """Bad input names itself."""
    answer = await _choosing(api.acting_as(Role.COMPANY, run=RUN), "cualquiera", LISTED)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize("account_in_token", [False, True])
async def test_an_ended_representation_takes_the_sight_at_once(api: Desk, account_in_token: bool) -> None:
    """AMB-54: also when the token still names the account."""
    (account,) = await _accounts(api, 1)
    run = "9.876.543-3" if account_in_token else "8.765.432-K"
    await _represents(api, account, run, closed=Decided("ana.rojas", AT, "Dejó la empresa."), until=date(2026, 6, 15))
    vouched = {"account_id": key_of(account["id"], "Account")} if account_in_token else {}
    rosa = api.acting_as(Role.COMPANY, run=run, **vouched)
    seen = await rosa.ask(LISTED)
    assert seen["accounts"]["nodes"] == []
    assert seen["viewer"]["representations"] == [
        {"state": "ENDED", "accountId": None, "rut": seen["viewer"]["representations"][0]["rut"]}
    ]


async def test_what_she_did_is_not_shown_again_when_she_represents_it_no_more(api: Desk) -> None:
    """F-03, AMB-54: a client key recalls her own request, and no case that she may not know of any more."""
    (account,) = await _accounts(api, 1)
    record = await _represents(api, account, "5.432.109-0", person="api.company")
    rosa = api.acting_as(Role.COMPANY, run="5.432.109-0")
    document = """mutation($i: SubmitHelpFormInHelpCentreInput!) { submitHelpFormInHelpCentre(input: $i) {
      case { id data { value } } event { title } nextStep { text } account { name } userErrors { code message } } }"""
    asked = {"accountId": account["id"], "person": "Eva", "query": "hola", "circumstances": {"clientKey": "una-vez"}}
    done = (await rosa.ask(document, i=asked))["submitHelpFormInHelpCentre"]
    assert done["userErrors"] == []
    ended = replace(record, closed=Decided("ana.rojas", AT, "Dejó la empresa."), until=date(2026, 6, 15))
    async with api.runtime.services.transactions(SYSTEM) as work:
        await work.representations.save(ended, record.version)
    again = (await rosa.ask(document, i=asked))["submitHelpFormInHelpCentre"]
    (error,) = again.pop("userErrors")
    assert error["code"] == "NOT_FOUND"
    assert not any(again.values())


async def test_staff_see_all_declarations_of_a_rut_and_a_person_only_her_own(api: Desk) -> None:
    """AMB-54, F-02: side by side, with who they are; read by staff it is on record (POL-07)."""
    (account,) = await _accounts(api, 1)
    runs = ["7.654.321-6", "6.543.210-2"]
    for run in runs:
        await _represents(api, account, run, account_id=None, confirmed=None, since=None)
    asked = (
        "query($r: Rut!) { representations(first: 50, filter: { rut: $r, states: [DECLARED] }) { nodes { id run } } }"
    )
    seen = await api.ask(asked, r=account["rut"])
    assert [node["run"] for node in seen["representations"]["nodes"]][:2] == list(reversed(runs))
    rosa = api.acting_as(Role.COMPANY, run=runs[0])
    own = (await rosa.ask(asked, r=account["rut"]))["representations"]["nodes"]
    assert [node["run"] for node in own] == [runs[0]]
    theirs = seen["representations"]["nodes"][0]["id"]
    read = "query($i: ID!) { node(id: $i) { ... on Representation { run } } }"
    assert (await rosa.ask(read, i=theirs))["node"] is None
    assert (await rosa.ask(read, i=own[0]["id"]))["node"] == {"run": runs[0]}
    assert (await api.acting_as(Role.COMPANY).ask(asked, r=account["rut"]))["representations"]["nodes"] == []


async def test_an_executive_sees_from_the_account_who_declared_it_and_a_person_only_herself(api: Desk) -> None:
    """AMB-54, F-02: who, when and the state, newest first; what staff are shown of persons is on record (POL-07)."""
    *_, account, other = await _accounts(api, 5)
    await _represents(api, account, "4.321.098-K")
    await _represents(api, account, "3.210.987-K", account_id=None, confirmed=None, since=None)
    asked = """query($a: ID!) { account(by: { id: $a }) { representations(first: 9) {
      nodes { run personName declaredAt state } pageInfo { hasNextPage } } } }"""
    reader = replace(api, actor=replace(api.actor, id="lectora.de.declaraciones"))
    seen = (await reader.ask(asked, a=account["id"]))["account"]["representations"]["nodes"]
    assert [(each["run"], each["state"]) for each in seen] == [
        ("3.210.987-K", "DECLARED"),
        ("4.321.098-K", "CONFIRMED"),
    ]
    assert {each["declaredAt"] for each in seen} == {"2026-06-15T12:00:00Z"}
    assert (await api.ask(asked, a=other["id"]))["account"]["representations"]["nodes"] == []

    rosa = api.acting_as(Role.COMPANY, run="4.321.098-K")
    own = (await rosa.ask(asked, a=account["id"]))["account"]["representations"]["nodes"]
    assert [each["run"] for each in own] == ["4.321.098-K"]
    vouched = api.acting_as(Role.COMPANY, account_id=key_of(account["id"], "Account"))
    assert (await vouched.ask(asked, a=account["id"]))["account"]["representations"]["nodes"] == []
    assert (await rosa.ask(asked, a=other["id"]))["account"] is None

    reads = await api.acting_as(Role.ADMINISTRATOR).ask(
        "query($a: ID!) { readsOfPersonalData(first: 9, accountId: $a) { nodes { by field kinds } } }",
        a=account["id"],
    )
    (noted,) = [read for read in reads["readsOfPersonalData"]["nodes"] if read["by"] == reader.actor.id]
    assert (noted["field"], "NAME" in noted["kinds"]) == ("account", True)
