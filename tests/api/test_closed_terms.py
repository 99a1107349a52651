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
                 person: "Luz Vera", query: "¿Cómo exporto miel?", pointOfContact: OFIREG
            }) { userErrors { message } case { id } } }"""
        )
        case = sent["submitHelpFormInHelpCentre"]["case"]["id"]
        await desk.runtime.set_clock(datetime.fromisoformat("2024-10-08T10:00:00-03:00"))
        answered = await desk.ask(
            """mutation($case: ID!) { answerInHelpCentre(input: { caseId: $case, answer: "Con la guía.",
                 pointOfContact: FORM_CDA }) { userErrors { message } } }""",
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
