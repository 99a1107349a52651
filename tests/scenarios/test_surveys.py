"""A survey answered by its link, without log-in: from the letter to the figure and the suggestion (MEA-04, LIN-10)."""

from __future__ import annotations

import re
from typing import Final

from domain.model.institution.people import Role
from domain.ports.reading import PageRequest
from persistence.cases.reading import SqlCaseReads
from schema.ids import key_of
from tests.api.conftest import Desk
from tests.scenarios.conftest import Story

ASK: Final = """mutation($c: ID!) { askSurvey(input: { caseId: $c }) {
  survey { state askedBy highestScore score } userErrors { code message rule } } }"""
CASE: Final = """query($c: ID!) { case(id: $c) { isOpen surveys { state score sequence answeredAt }
  timeline { sequence fact by channel } } }"""
SATISFACTION: Final = """{ measure(name: SATISFACTION, since: "2026-10-01", until: "2026-10-31", by: [CHANNEL]) {
  rows { groups { code } n } total { n } } }"""


async def a_follow_up(story: Story, name: str) -> tuple[str, str]:
    """Account and case of a fair on 10 October 2026."""
    account = await story.company(name)
    await story.went_to(account, "FERIA", "2026-10-10")
    cases = "query($a: ID!) { cases(first: 9, filter: { accountId: $a }) { nodes { id flow } } }"
    (case,) = [each["id"] for each in (await story.ask(cases, a=account))["cases"]["nodes"]]
    return account, case


async def path_of(desk: Desk, account: str) -> tuple[str, str]:
    """The path of the link in the newest letter to the account, and its whole text."""
    page = await SqlCaseReads(desk.runtime.database).messages(
        PageRequest(first=1), account_ids=frozenset({key_of(account, "Account", "account_id")})
    )
    (letter,) = page.items
    (link,) = set(re.findall(r'href="([^"]*/encuesta/[^"]*)"', letter.rendered.html))
    return link.removeprefix(desk.runtime.settings.public_url), letter.rendered.text


async def test_opening_the_link_writes_nothing_and_answering_writes_once(story: Story) -> None:
    """
    MEA-04, LIN-10: a scanner opens the link; one answer is kept, counts in the figure of the case's own channel, and
    its suggestion is received; the second answer says so. Thirty days from 13 October 2026 end on 12 November.
    """
    await story.at("2026-10-13 10:00")
    account, case = await a_follow_up(story, "Lingue Conservas SpA")
    before = (await story.as_(Role.ANALYST, "CENTRAL").ask(SATISFACTION))["measure"]["total"]["n"]
    asked = (await story.ask(ASK, c=case))["askSurvey"]
    assert asked == {
        "survey": {"state": "OPEN", "askedBy": "ana.rojas", "highestScore": 7, "score": None}, "userErrors": [],
    }  # fmt: skip
    path, text = await path_of(story.desk, account)
    assert "hasta el miércoles 11 de noviembre de 2026" in text
    web = story.desk.client

    was = (await story.ask(CASE, c=case))["case"]
    opened = [await web.get(path), await web.head(path), await web.get(path)]
    assert [reply.status_code for reply in opened] == [200, 200, 200]
    assert (await story.ask(CASE, c=case))["case"] == was
    page = opened[0]
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert '<html lang="es">' in page.text
    for personal in ("Lingue", "lingue@example.cl", "Ana", "Rojas"):
        assert personal not in page.text

    wrong = await web.post(path, data={"score": "8", "comment": "<b>Muy</b> bien", "expected_on": "ayer"})
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (400, True)
    assert "Elija una nota del 1 al 7." in wrong.text
    assert "&lt;b&gt;Muy&lt;/b&gt; bien" in wrong.text  # what was typed is kept, as text
    assert (await story.ask(CASE, c=case))["case"] == was

    given = {"score": "6", "comment": "Bien", "suggestions": "Tener horario de tarde", "expected_on": "2026-12-01"}
    done = await web.post(path, data=given)
    again = await web.post(path, data={**given, "score": "1"})
    forged = await web.post(f"{path}x", data=given)
    assert [reply.status_code for reply in (done, again, forged)] == [200, 410, 400]
    assert ("Muchas gracias" in done.text, "Ya la respondió" in again.text) == (True, True)

    now = (await story.ask(CASE, c=case))["case"]
    (survey,) = now["surveys"]
    assert (survey["state"], survey["score"]) == ("ANSWERED", 6)
    assert now["timeline"][-1] == {
        "sequence": survey["sequence"], "fact": "record_survey", "by": "enlace", "channel": None,
    }  # fmt: skip
    figure = (await story.as_(Role.ANALYST, "CENTRAL").ask(SATISFACTION))["measure"]
    assert figure["total"]["n"] == before + 1
    suggested = await story.ask(
        "query($a: [ID!]) { suggestions(first: 5, filter: { accountIds: $a }) { nodes { text state } } }", a=[account]
    )
    assert suggested["suggestions"]["nodes"] == [{"text": "Tener horario de tarde", "state": "RECEIVED"}]

    second = (await story.ask(ASK, c=case))["askSurvey"]
    assert second["userErrors"] == []  # after an answer, whoever attends may ask once more
    path, _ = await path_of(story.desk, account)
    await story.at("2026-11-12 09:59")
    assert (await web.get(path)).status_code == 200
    await story.at("2026-11-12 10:30")
    late = [await web.get(path), await web.post(path, data={"score": "7"})]
    assert [reply.status_code for reply in late] == [410, 410]
    assert "La encuesta venció" in late[0].text


async def test_the_letter_that_staff_read_does_not_let_them_answer(story: Story) -> None:
    """POL-07: the link is for who was attended; the API shows the letter without it."""
    await story.at("2026-10-14 10:00")
    account, case = await a_follow_up(story, "Tepa Lácteos SpA")
    assert (await story.ask(ASK, c=case))["askSurvey"]["userErrors"] == []
    path, _ = await path_of(story.desk, account)
    shown = await story.ask(
        "query($c: ID!) { case(id: $c) { messages(first: 9) { nodes { template text html } } } }", c=case
    )
    (letter,) = [each for each in shown["case"]["messages"]["nodes"] if each["template"] == "ENCUESTA"]
    token = path.rpartition("/")[2]
    assert token not in letter["text"] + letter["html"]
    assert "/encuesta/…" in letter["text"]


async def test_a_form_that_no_page_sends_is_refused(story: Story) -> None:
    """RFC 9110, 413: neither 64 KB nor a hundred fields are read."""
    await story.at("2026-10-15 10:00")
    account, case = await a_follow_up(story, "Ulmo Mieles SpA")
    await story.ask(ASK, c=case)
    path, _ = await path_of(story.desk, account)
    large = await story.desk.client.post(path, data={"score": "5", "comment": "a" * 70_000})
    many = await story.desk.client.post(path, data={f"f{each}": "1" for each in range(100)})
    assert [large.status_code, many.status_code] == [413, 413]
    assert (await story.ask(CASE, c=case))["case"]["surveys"][0]["state"] == "OPEN"


async def test_a_company_answers_in_the_portal_what_staff_cannot_answer_for_it(story: Story) -> None:
    """MEA-04, POL-07: its open survey names where to answer it, to nobody else, and once answered no more."""
    await story.at("2026-10-16 10:00")
    account, case = await a_follow_up(story, "Maqui Bebidas SpA")
    assert (await story.ask(ASK, c=case))["askSurvey"]["userErrors"] == []
    asked = "query($c: ID!) { case(id: $c) { surveys { state answerUrl score } } }"
    company = story.as_(Role.COMPANY, account_id=key_of(account, "Account", "account_id"))
    (seen,) = (await company.ask(asked, c=case))["case"]["surveys"]
    (by_staff,) = (await story.ask(asked, c=case))["case"]["surveys"]
    assert (seen["state"], by_staff) == ("OPEN", {"state": "OPEN", "answerUrl": None, "score": None})
    path = seen["answerUrl"].removeprefix(story.desk.runtime.settings.public_url)
    assert (await story.desk.client.post(path, data={"score": "7"})).status_code == 200
    assert (await company.ask(asked, c=case))["case"]["surveys"] == [
        {"state": "ANSWERED", "answerUrl": None, "score": 7}
    ]  # fmt: skip
