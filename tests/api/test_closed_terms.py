"""A closed term is the same in lists, filters, figures and texts, whatever comes later (AMB-56, F-22)."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import httpx2

from api.http.app import create_app
from api.identity.tokens import SignedTokens
from api.settings import Settings
from api.wiring import Runtime, open_runtime
from domain.model.institution.people import Actor, Role
from tests.api.conftest import ADMINISTRATOR, SECRET, Desk

TERMS = """query($states: [TermState!]) {
  terms(first: 100, filter: { rules: ["SLA-08"], states: $states }) {
    nodes { id state dueOn lateBy { quantity } text }
  }
}"""
COMPLIANCE = """{ termCompliance(since: "2024-10-01", until: "2024-10-31", by: TARGET_PUBLIC) { group met metLate } }"""


@contextlib.asynccontextmanager
async def a_desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """The API with an empty store and a clock of its own, as Centro de Ayuda."""
    settings = Settings.from_env(
        {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'closed.db'}",
            "ATENCION_TOKEN_SECRET": SECRET,
            "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
        }
    )
    opened: list[Runtime] = []

    @contextlib.asynccontextmanager
    async def runtime() -> AsyncIterator[Runtime]:
        async with open_runtime(settings, crm=False, worker=False) as running:
            opened.append(running)
            yield running

    app = create_app(settings, runtime, SignedTokens(settings.token_secret))
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://api.test") as client,
    ):
        yield Desk(client, opened[0], Actor("eva.lagos", "Eva Lagos", Role.HELP_CENTRE, "CENTRAL"))


async def test_a_holiday_declared_later_changes_neither_list_nor_filter_nor_figure_nor_text(tmp_path: Path) -> None:
    """
    AMB-56, SLA-08: a query of Tuesday 1 October 2024 is due on Monday 7 (2, 3, 4, 7) and answered on Tuesday 8: late.

    A holiday on Thursday 3, declared afterwards, would have made the 8th the last day.
    """
    async with a_desk(tmp_path) as desk:
        await desk.runtime.set_clock(datetime.fromisoformat("2024-10-01T10:00:00-03:00"))
        sent = await desk.ask(
            """mutation { submitHelpFormInHelpCentre(input: {
                 person: "Luz Vera", query: "¿Cómo exporto miel?", circumstances: { pointOfContact: OFIREG }
            }) { userErrors { message } case { id } } }"""
        )
        case = sent["submitHelpFormInHelpCentre"]["case"]["id"]
        await desk.runtime.set_clock(datetime.fromisoformat("2024-10-08T10:00:00-03:00"))
        answered = await desk.ask(
            """mutation($case: ID!) { answerInHelpCentre(input: { caseId: $case, answer: "Con la guía.",
                 circumstances: { pointOfContact: FORM_CDA } }) { userErrors { message } } }""",
            case=case,
        )
        assert answered["answerInHelpCentre"]["userErrors"] == []
        analyst = desk.acting_as(Role.ANALYST, "CENTRAL")
        before = await desk.ask(TERMS), await analyst.ask(COMPLIANCE)
        (term,) = before[0]["terms"]["nodes"]
        assert (term["state"], term["dueOn"], term["lateBy"]) == ("MET_LATE", "2024-10-07", {"quantity": 1})
        assert [(row["met"], row["metLate"]) for row in before[1]["termCompliance"]] == [(0, 1)]

        administrator = Desk(desk.client, desk.runtime, ADMINISTRATOR)
        added = await administrator.ask(
            """mutation { addHoliday(input: { on: "2024-10-03", name: "Feriado nacional", source: "Ley de ejemplo" })
               { userErrors { message } } }"""
        )
        assert added["addHoliday"]["userErrors"] == []

        assert (await desk.ask(TERMS), await analyst.ask(COMPLIANCE)) == before
        assert (await desk.ask(TERMS, states=["MET_LATE"])) == before[0]
        assert (await desk.ask(TERMS, states=["MET"]))["terms"]["nodes"] == []


WITHDRAWN = """query($a: ID!) {
  account(by: { id: $a }) { terms { rule state lateBy { quantity } text } }
  overdue: terms(first: 10, filter: { rules: ["SLA-07"], states: [OVERDUE] }) { nodes { accountId } }
  withdrawn: terms(first: 10, filter: { rules: ["SLA-07"], states: [WITHDRAWN] }) { nodes { accountId } }
}"""
JUDGED = """{ termCompliance(since: "2024-10-01", until: "2024-10-31", by: REGION) {
  group obligation overdue withdrawn waived rate } }"""


async def test_what_a_company_withdraws_is_not_judged_and_what_was_overdue_stays_overdue(tmp_path: Path) -> None:
    """
    AMB-75, SLA-07: two requests of Tuesday 1 October 2024, due on Friday 4; one is withdrawn on that day, the other on
    Tuesday 8, two business days late. Lists, filters, figures and texts agree (F-22).
    """
    async with a_desk(tmp_path) as desk:
        ana = Desk(desk.client, desk.runtime, Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08"))
        await desk.runtime.set_clock(datetime.fromisoformat("2024-10-01T10:00:00-03:00"))
        accounts, cases = [], []
        for name, rut in (("Miel de Quillón", "76.543.210-3"), ("Lanas del Itata", "76.543.211-1")):
            made = await ana.ask(
                """mutation($i: CreateAccountInput!) { createAccount(input: $i) {
                     account { id } userErrors { message } } }""",
                i={"name": name, "fields": {"rut": rut, "country": "CL", "region": "08", "siiStarted": True}},
            )
            account = made["createAccount"]["account"]["id"]
            went = {"type": "FERIA", "title": "Feria", "startedOn": "2024-06-03", "endedOn": "2024-06-03"}
            register = "mutation($i: RegisterActionInput!) { registerAction(input: $i) { userErrors { message } } }"
            assert (await ana.ask(register, i={"accountId": account, **went}))["registerAction"]["userErrors"] == []
            asked = await ana.ask(
                """mutation($i: ReceiveRequestInRequestInput!) { receiveRequestInRequest(input: $i) {
                     case { id } userErrors { message } } }""",
                i={
                    "accountId": account,
                    "wants": "ADVICE",
                    "matter": "Corea",
                    "circumstances": {"pointOfContact": "OFIREG"},
                },
            )
            accounts.append(account)
            cases.append(asked["receiveRequestInRequest"]["case"]["id"])
        for case, day in zip(cases, ("04", "08"), strict=True):
            await desk.runtime.set_clock(datetime.fromisoformat(f"2024-10-{day}T18:00:00-03:00"))
            done = await ana.ask(
                """mutation($i: WithdrawRequestInRequestInput!) { withdrawRequestInRequest(input: $i) {
                     userErrors { message } } }""",
                i={"caseId": case, "reason": "Ya no la necesita"},
            )
            assert done["withdrawRequestInRequest"]["userErrors"] == []

        await desk.runtime.set_clock(datetime.fromisoformat("2024-11-15T10:00:00-03:00"))
        first, second = [await ana.ask(WITHDRAWN, a=account) for account in accounts]
        (in_time,), (late,) = first["account"]["terms"], second["account"]["terms"]
        assert (in_time["state"], in_time["lateBy"]) == ("WITHDRAWN", None)
        assert in_time["text"].endswith("Se desistió de lo pedido antes de su vencimiento. Motivo: Ya no la necesita")
        assert (late["state"], late["lateBy"]) == ("OVERDUE", {"quantity": 2})
        assert late["text"].endswith(
            "Venció, con 2 días hábiles de atraso, y después se desistió de lo pedido. Motivo: Ya no la necesita"
        )
        assert [node["accountId"] for node in first["overdue"]["nodes"]] == [accounts[1]]
        assert [node["accountId"] for node in first["withdrawn"]["nodes"]] == [accounts[0]]
        (row,) = (await desk.acting_as(Role.ANALYST, "CENTRAL").ask(JUDGED))["termCompliance"]
        assert row == {
            "group": "08", "obligation": "MANDATORY", "overdue": 1, "withdrawn": 1, "waived": 0, "rate": 0.0,
        }  # fmt: skip
