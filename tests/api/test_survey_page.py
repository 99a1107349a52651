"""The page of a survey over HTTP: in the language of whoever is asked, for persons and companies, rate limited."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from domain.model.cases import Case, CaseEvent, Flow
from domain.model.institution.people import SYSTEM, Role
from domain.model.messages import Language
from domain.model.quality.surveys import Survey
from domain.protocol.access.actionable import case_by_rule
from tests.api.conftest import Desk, api_of

LIMIT: Final = {"ATENCION_BUDGET_STRANGERS": "3/60"}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """An API of its own, in production mode."""
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / 'surveys.db'}") as desk:
        yield desk


async def a_survey(desk: Desk, **fields: Any) -> str:
    """A survey of a case that the Centro de Ayuda answered; the path of its link."""
    now = desk.runtime.clock.now()
    case = Case("c-1", Flow.HELP_CENTRE, "RESPONDIDA", now, "portal", "2024", "Centro de Ayuda", closed_at=now)
    event = CaseEvent("c-1", 1, "submit_help_form", now, now, "portal", Role.SERVICE, "", "RECIBIDA", ("PUB-06",))
    survey = Survey("s-1", "c-1", now, "portal", now + timedelta(days=1), Language.ES, 5, False)
    async with desk.runtime.services.transactions(SYSTEM) as work:
        await work.cases.add(case_by_rule(case, "test"), event)
        await work.quality.surveys.add(replace(survey, **fields))
    links = desk.runtime.casework.survey_links
    return links.link("s-1").removeprefix(links.public_url)


async def test_a_foreign_company_reads_and_answers_in_english(desk: Desk) -> None:
    """Section 5: every word of the page, its mistakes, its thanks and its end."""
    path = await a_survey(desk, language=Language.EN, of_company=True)
    shown = (await desk.client.get(path)).text
    assert '<html lang="en">' in shown
    assert ("How would you rate" in shown, "What business do you expect" in shown) == (True, True)
    assert shown.count('type="radio"') == 5
    wrong = await desk.client.post(path, data={"score": "6"})
    assert (wrong.status_code, "Choose a score from 1 to 5." in wrong.text) == (400, True)
    done = await desk.client.post(path, data={"score": "5", "projected_business": "Two containers of cherries"})
    again = await desk.client.post(path, data={"score": "5"})
    assert ("Thank you" in done.text, "Already answered" in again.text) == (True, True)
    for text in (shown, wrong.text, done.text, again.text):
        assert "nota" not in text.lower().replace("notable", "")


async def test_the_link_that_the_portal_gives_brings_the_language_of_the_portal(desk: Desk) -> None:
    """Issue 16 point 3: whoever comes from the portal in English answers in English, whatever the letter's language."""
    path = await a_survey(desk)
    assert '<html lang="es">' in (await desk.client.get(path)).text
    assert '<html lang="es">' in (await desk.client.get(path + "?idioma=xx")).text
    assert '<html lang="en">' in (await desk.client.get(path + "?idioma=en")).text
    done = await desk.client.post(path + "?idioma=en", data={"score": "5"})
    assert "Thank you" in done.text


async def test_a_person_is_asked_nothing_about_business(desk: Desk) -> None:
    """FUP-08: what a form sends besides is not kept."""
    path = await a_survey(desk)
    shown = (await desk.client.get(path)).text
    assert ("negocios" in shown, 'name="suggestions"' in shown) == (False, True)
    await desk.client.post(path, data={"score": "4", "projected_business": "Un contenedor"})
    async with desk.runtime.services.transactions(SYSTEM) as work:
        last = (await work.cases.timeline("c-1"))[-1]
    assert (last.fact, last.data, last.day is not None) == ("answer_survey", {"score": 4}, True)


async def test_a_survey_that_is_no_more_is_as_one_that_never_was(desk: Desk) -> None:
    """POL-07: a signed link tells nothing of what is not there."""
    links = desk.runtime.casework.survey_links
    path = links.link("nothing").removeprefix(links.public_url)
    replies = [await desk.client.get(path), await desk.client.get("/encuesta/x"), await desk.client.post(path)]
    assert [reply.status_code for reply in replies] == [400, 400, 400]
    assert len({reply.text for reply in replies}) == 1


async def test_guessing_links_is_limited(tmp_path: Path) -> None:
    """Three requests a minute of one address, opened or answered; then 429 and when to come back."""
    async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / 'surveys.db'}", **LIMIT) as desk:
        replies = [await desk.client.get("/encuesta/x") for _ in range(2)]
        replies += [await desk.client.post("/encuesta/x"), await desk.client.get("/encuesta/x")]
    assert [reply.status_code for reply in replies] == [400, 400, 400, 429]
    assert int(replies[-1].headers["retry-after"]) > 0
