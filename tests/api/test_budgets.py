"""Nobody takes more than a share: budgets of cost, writes and letters (issue 8, point 5; F-11; ADR 0016)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.http.app import fault_for
from api.http.quotas import Quota
from api.settings import Settings
from domain.errors import BudgetUsedUp, ConfigurationError
from domain.model.institution.people import SYSTEM, Actor, Role
from persistence.tables import message as table
from tests.api.conftest import SECRET, Desk, api_of
from tests.support.mail import a_message

GRAPHQL = "application/graphql-response+json"
# One connection and 5 nodes: 6.
SIX = "{ accounts(first: 5) { nodes { name } } }"
SUBMIT = """mutation ($who: String!) { submitHelpFormInHelpCentre(input: {
  person: $who, query: "¿Cómo exporto miel?", email: "luz@correo.example", circumstances: { pointOfContact: FORM_CDA }
}) { userErrors { message } case { id } } }"""
NEXT = 'mutation { registerCompany(input: { rut: "76.192.083-9", name: "Quesos SpA" }) { userErrors { code } } }'


def _here(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'budget.db'}", **more}


async def test_an_answer_tells_what_it_cost_and_what_is_left(tmp_path: Path) -> None:
    """`extensions.cost {requested, remaining, resetAt}`, and the same in RateLimit headers."""
    async with api_of(**_here(tmp_path, ATENCION_BUDGET="100/50")) as desk:
        before = datetime.now(UTC)
        answer = await desk.post(SIX)
        cost = answer.json()["extensions"]["cost"]

        assert (cost["requested"], cost["remaining"]) == (6, 94)
        # 6 of 100 in 50 seconds come back in 3.
        reset = datetime.fromisoformat(cost["resetAt"])
        assert timedelta(seconds=1) < reset - before < timedelta(seconds=6)
        assert answer.headers["ratelimit-policy"] == '"cost";q=100;w=50'
        assert re.fullmatch(r'"cost";r=94;t=3', answer.headers["ratelimit"])

        again = await desk.post("{ clock { now } }")
        assert again.json()["extensions"]["cost"]["remaining"] in {93, 94}  # 1 more; perhaps some came back


@pytest.mark.parametrize("accept", ["application/json", GRAPHQL])
async def test_a_budget_that_is_used_up_refuses_and_says_when_to_come_back(tmp_path: Path, accept: str) -> None:
    """429, Retry-After and a typed error without data; other actors have their own."""
    async with api_of(**_here(tmp_path, ATENCION_BUDGET="10/1000")) as desk:
        assert (await desk.post(SIX, accept=accept)).status_code == 200
        refused = await desk.post(SIX, accept=accept)

        # 4 are left of 6: 2 more come back in 200 seconds.
        assert refused.status_code == 429
        assert 195 <= int(refused.headers["retry-after"]) <= 200
        body = refused.json()
        assert "data" not in body
        (error,) = body["errors"]
        assert error["extensions"] == {"code": "RATE_LIMITED", "retryAfter": int(refused.headers["retry-after"])}
        assert body["extensions"]["cost"]["remaining"] == 4
        assert refused.headers["ratelimit"].startswith('"cost";r=4;')

        other = desk.acting_as(Role.ANALYST, "CENTRAL")
        assert (await other.post(SIX, accept=accept)).status_code == 200


@pytest.mark.parametrize("document", ["{ nonsense", "{ nonsense }", "query A { x } query B { x }"])
async def test_what_is_refused_costs_too(tmp_path: Path, document: str) -> None:
    """A document that is not run costs 1."""
    async with api_of(**_here(tmp_path, ATENCION_BUDGET="2/1000")) as desk:
        assert [(await desk.post(document)).status_code for _ in range(2)] == [200, 200]
        assert (await desk.post("{ clock { now } }")).status_code == 429


async def test_outsiders_write_less_than_the_staff(tmp_path: Path) -> None:
    """Each field of a mutation of a company's person is one; reading and the staff are not counted there."""
    async with api_of(**_here(tmp_path, ATENCION_BUDGET_OUTSIDERS="3/3600")) as desk:
        company = desk.acting_as(Role.COMPANY, run="12.345.678-5")
        first = await company.post(NEXT.replace("mutation {", "mutation { again: __typename", 1))
        assert first.status_code == 200
        assert first.headers["ratelimit-policy"].endswith(', "outsider-writes";q=3;w=3600')
        assert '"outsider-writes";r=1;' in first.headers["ratelimit"]

        assert (await company.post(NEXT)).status_code == 200
        refused = await company.post(NEXT)
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (429, "RATE_LIMITED")
        assert (await company.post("{ clock { now } }")).status_code == 200
        for number in range(4):
            clerk = desk.acting_as(Role.HELP_CENTRE, "CENTRAL")
            assert (await clerk.post(SUBMIT, who=f"Luz {number}")).json()["data"]


@pytest.mark.parametrize(("role", "most"), [(Role.HELP_CENTRE, 3), (Role.COMPANY, 1)])
async def test_letters_have_a_budget_and_what_would_exceed_it_is_not_done(
    tmp_path: Path, role: Role, most: int
) -> None:
    """Nothing of it is written; outsiders cause fewer letters than the staff, and the software all it must."""
    budgets = {"ATENCION_BUDGET_MAIL": "3/3600", "ATENCION_BUDGET_OUTSIDERS_MAIL": "1/3600"}
    async with api_of(**_here(tmp_path, **budgets)) as desk:
        transactions = desk.runtime.services.transactions

        async def cause(actor: Actor, letters: int) -> list[str]:
            messages = [a_message() for _ in range(letters)]
            async with transactions(actor) as work:
                for message in messages:
                    await work.messages.queue(message)
            return [message.id for message in messages]

        actor = desk.acting_as(role).actor
        kept = await cause(actor, most)
        with pytest.raises(BudgetUsedUp) as refused:
            await cause(actor, 1)
        await cause(SYSTEM, 10)

        assert 0 < refused.value.retry_after <= 3600
        count = await desk.runtime.database.read(select(func.count()).select_from(table))
        assert count[0][0] == len(kept) + 10
        fault = fault_for(refused.value)
        assert fault is not None
        assert (fault.extensions or {})["code"] == "RATE_LIMITED"


async def test_the_same_letter_again_takes_nothing(tmp_path: Path) -> None:
    """What was queued before is not queued again, and not counted."""
    async with api_of(**_here(tmp_path, ATENCION_BUDGET_MAIL="1/3600")) as desk:
        letter = a_message()
        for _ in range(3):
            async with desk.runtime.services.transactions(desk.actor) as work:
                await work.messages.queue(letter)


async def test_somebody_without_a_token_is_refused_by_address(tmp_path: Path) -> None:
    """401 as long as the address has some left, then 429."""
    async with api_of(**_here(tmp_path, ATENCION_BUDGET_STRANGERS="2/1000")) as desk:
        asked = [await desk.client.post("/graphql", json={"query": "{ clock { now } }"}) for _ in range(3)]
        assert [answer.status_code for answer in asked] == [401, 401, 429]
        assert int(asked[-1].headers["retry-after"]) <= 500
        assert (await desk.post("{ clock { now } }")).status_code == 200


@pytest.mark.parametrize("count", [31, 500])
async def test_one_field_again_and_again_is_not_answered(tmp_path: Path, count: int) -> None:
    """F-11: 500 repeats of one field ran."""
    async with api_of(**_here(tmp_path)) as desk:
        text = "query cop { " + "__typename \n" * (count + 1) + "}"
        codes = [error["extensions"]["code"] for error in (await desk.answer(text))["errors"]]
        assert codes == ["REPEAT_LIMIT_EXCEEDED"]


async def test_repeats_count_in_the_cost(tmp_path: Path) -> None:
    """Thirty repeats of a leaf cost thirty, in the set itself or through fragments."""
    async with api_of(**_here(tmp_path)) as desk:
        plain = await desk.answer("{ clock { now } }")
        repeated = await desk.answer("{ clock { now " + "now " * 30 + "} }")
        spread = await desk.answer(
            "{ clock { now ...A ...B } } fragment A on ProtocolClock { now } fragment B on ProtocolClock { now }"
        )
        costs = [found["extensions"]["cost"]["requested"] for found in (plain, repeated, spread)]
        assert costs == [1, 31, 3]


@pytest.mark.parametrize(
    "document",
    [
        "query cop { __typename " + "@aa" * 10 + " }",
        "{ " + " ".join(f"nothing{n}" for n in range(200)) + " }",
    ],
)
async def test_a_document_has_few_errors(tmp_path: Path, document: str) -> None:
    """F-11: ten unknown directives gave ten errors. Five are told, then looking for more is given up."""
    async with api_of(**_here(tmp_path)) as desk:
        assert len((await desk.answer(document))["errors"]) == 5


async def test_an_error_does_not_give_back_what_was_sent_many_times_over(tmp_path: Path) -> None:
    """F-11: a RUT of 60,000 digits in the document or a variable is quoted in part; in an input it is too long."""
    long = "1" * 60_000
    register = "mutation($i: RegisterCompanyInput!) { registerCompany(input: $i) { userErrors { message } } }"
    async with api_of(**_here(tmp_path)) as desk:
        told = [
            await desk.answer(f'{{ account(by: {{ rut: "{long}" }}) {{ id }} }}'),
            await desk.answer("query($r: Rut!) { account(by: { rut: $r }) { id } }", r=long),
            await desk.answer("query($i: ID!) { account(by: { id: $i }) { id } }", i=long),
            await desk.acting_as(Role.COMPANY, run="15.775.444-0").answer(
                register, i={"rut": "76.086.428-5", "name": "Miel", "fields": {"region": long}}
            ),
        ]
    for answer in told[:-1]:
        assert "«1111" in str(answer) or "'1111" in str(answer), str(answer)[:300]
    assert "abrévielo" in str(told[-1])
    for answer in told:
        assert len(str(answer)) < 2_500


@pytest.mark.parametrize("text", ["many", "0/60", "5", "5/0", "5/86401", "-5/60", "5/6/7", "１/60", "9" * 400 + "/1"])
def test_a_budget_that_is_none_is_refused_at_start(text: str) -> None:
    """Units and seconds, or `unlimited`."""
    with pytest.raises(ConfigurationError, match="ATENCION_BUDGET_MAIL"):
        Settings.from_env({"ATENCION_TOKEN_SECRET": SECRET, "ATENCION_BUDGET_MAIL": text})


def test_a_rehearsal_has_more_room_unless_it_is_told_how_much() -> None:
    """In development a hundred times the default; a value that was set is that value; unlimited is none."""
    given = {"ATENCION_MODE": "development", "ATENCION_BUDGET_MAIL": "7/60", "ATENCION_BUDGET_STRANGERS": "unlimited"}
    quotas = Settings.from_env(given).quotas
    assert (quotas.outsider_writes, quotas.mail, quotas.strangers) == (Quota(12_000, 3600), Quota(7, 60), None)


async def test_a_hundred_steps_with_all_that_their_forms_need_fit_in_a_request(api: Desk) -> None:
    """Issue 15, point 2: a desk's real screen is answered, and what it costs is no less than the objects it gets."""
    document = """query($n: Int!) { viewer { nextSteps(of: OFFICE, first: $n) {
      step title text dueOn awaits case { number account { name } } account { name } term { state }
      actions { mutation inputType title subjectPath data {
        name label required requiredWhen value choices { value label } } } } } }"""
    for role, office in ((Role.REGIONAL_EXECUTIVE, "OFIREG-08"), (Role.HELP_CENTRE, None)):
        answer = await api.acting_as(role, office).answer(document, n=100)
        assert "errors" not in answer, answer["errors"]
        assert objects(answer["data"]) <= answer["extensions"]["cost"]["requested"] < 20_000


async def test_what_a_list_usually_holds_opens_no_door(api: Desk) -> None:
    """Its aliases cost as the list does: the same choices asked for over and over are refused."""
    again = " ".join(f"c{each}: choices {{ value }}" for each in range(40))
    document = f"{{ viewer {{ nextSteps(first: 100) {{ actions {{ data {{ {again} }} }} }} }} }}"
    answer = await api.answer(document)
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["COST_LIMIT_EXCEEDED"]


def objects(value: object) -> int:
    """How many objects an answer holds, itself not counted."""
    if isinstance(value, dict):
        return sum(isinstance(each, dict) + objects(each) for each in value.values())
    return sum(isinstance(each, dict) + objects(each) for each in value) if isinstance(value, list) else 0
