"""Satisfaction surveys: sent for any case, answered once by a link, counted by the channel of the case (MEA-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest

from domain.errors import InvalidValue, NotAuthorised, NotConfigured, RecordNotFound, StepNotAllowed
from domain.model.accounts import Account
from domain.model.cases import Case, Flow
from domain.model.history.decisions import DecisionKind
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import Actor, Role
from domain.model.messages import Language
from domain.model.quality.suggestions import SuggestionState
from domain.model.quality.surveys import Survey, SurveyState
from domain.protocol.follow_up.opt_out import OptOut
from domain.protocol.quality.survey_form import Answers, Mistake, questions_of, read_answers
from domain.protocol.quality.survey_links import SURVEY_PATH, SurveyLinks
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.cases.take_back import TakeBackFact, take_back_fact
from domain.use_cases.quality.answer_survey import AnswerSurvey, SurveyNotOpen, answer_survey
from domain.use_cases.quality.ask_survey import AskSurvey, ask_on_closing, ask_survey
from tests.support.builders import ANALYST, HEAD, OTHER_REGIONAL, REGIONAL, a_contact
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.follow_ups import followed
from tests.support.cases.national import COMPANY_EMAIL, a_desk, a_user, in_category, known, move
from tests.support.memory.cases import LINKS
from tests.support.proving import proves

SET: Final = {
    "survey_highest_score": known("survey_highest_score", "MEA-04", "7"),
    "survey_days": known("survey_days", "MEA-04", "30"),
}
ON_CLOSE: Final = {**SET, "survey_on_close": known("survey_on_close", "MEA-04", "FOLLOW_UP HELP_CENTRE")}
PORTAL: Final = Actor("portal", "Portal", Role.SERVICE)
CENTRE: Final = Actor("hector.campos", "Héctor Campos", Role.HELP_CENTRE, "CENTRAL")
PUBLIC: Final = SurveyLinks(LINKS.public_url, LINKS.keys)
A_SURVEY: Final = Survey(
    "s-1", "c-1", a_desk().desk.clock.at, "ana.rojas", a_desk().desk.clock.at + timedelta(days=30), Language.ES, 7, True
)


def a_company(desk: CaseDesk, category: str) -> Account:
    """With somebody to write to."""
    account = a_user(desk, facts=in_category(category))
    reached = replace(account, contacts=(a_contact(account, email=COMPANY_EMAIL, is_main=True),))
    return desk.desk.put(reached)


async def a_follow_up(desk: CaseDesk, category: str = "2") -> Case:
    """Of a fair that ended on Sunday 18 August 2024; in category 1 its executive asks in person and may close it."""
    return await followed(desk, a_company(desk, category), date(2024, 8, 18))


async def a_query(desk: CaseDesk) -> Case:
    """Of a person without company, by the form of the Centro de Ayuda."""
    typed = {"person": "Luis Soto", "email": "luis@soto.example", "query": "¿Cómo exporto?"}
    point = PointOfContact.FORM_CDA
    return (await desk.start(PORTAL, Flow.HELP_CENTRE, "submit_help_form", point=point, **typed)).case


async def asked(desk: CaseDesk, case: Case, actor: Actor = REGIONAL) -> Survey:
    return (await ask_survey(desk.services, actor, AskSurvey(case.id))).survey


async def answered(desk: CaseDesk, survey: Survey, **data: object) -> Survey:
    return await answer_survey(desk.services, AnswerSurvey(survey.id, Answers({"score": 6, **data})))  # type: ignore[dict-item]


# sent


@proves("MEA-04")
async def test_a_survey_goes_to_the_company_by_a_link_of_its_own() -> None:
    """MEA-04: thirty days from Sunday 18 August at 18:00; the letter goes in the name of who has the case."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    survey = await asked(desk, case)
    (letter,) = [each for each in desk.messages if each.template == "ENCUESTA"]
    assert (letter.to, letter.case_id, letter.account_id) == ((COMPANY_EMAIL,), case.id, case.account_id)
    assert letter.parameters["until"] == "lunes 16 de septiembre de 2024"
    assert survey.expires_at - survey.asked_at == timedelta(days=30)
    assert (survey.highest, survey.of_company, survey.asked_by) == (7, True, REGIONAL.id)
    assert survey.state(survey.expires_at - timedelta(microseconds=1)) is SurveyState.OPEN
    assert survey.state(survey.expires_at) is SurveyState.EXPIRED
    assert "survey_link" not in letter.parameters


async def test_one_survey_of_a_case_waits_at_a_time() -> None:
    """MEA-04: nobody is asked twice; after the answer, or when it has expired, it may be asked again."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    survey = await asked(desk, case)
    with pytest.raises(StepNotAllowed, match="Ya se envió una encuesta de este caso"):
        await asked(desk, case)
    move(desk, "2024-09-17 19:00")  # summer time began on 8 September
    assert (await asked(desk, case)).id != survey.id


async def test_the_same_request_again_sends_nothing() -> None:
    """A lost answer is asked for again with its client key."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    wanted = AskSurvey(case.id, client_key="una-vez")
    first = await ask_survey(desk.services, REGIONAL, wanted)
    again = await ask_survey(desk.services, REGIONAL, wanted)
    assert (again.survey, again.repeated) == (first.survey, True)
    assert [each.template for each in desk.messages].count("ENCUESTA") == 1


@pytest.mark.parametrize("missing", sorted(SET))
async def test_what_the_protocol_does_not_say_of_surveys_is_not_invented(missing: str) -> None:
    """MEA-04: neither scale nor time to answer is in the source."""
    desk = a_desk(tuning={name: value for name, value in SET.items() if name != missing})
    case = await a_follow_up(desk)
    with pytest.raises(NotConfigured, match=missing):
        await asked(desk, case)
    assert not desk.desk.store.rows.surveys


async def test_who_attends_the_case_asks_and_nobody_else() -> None:
    """RTE-04, ROL-01: an analyst only reads, and another region's executive has other companies."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    for outsider in (ANALYST, OTHER_REGIONAL):
        with pytest.raises(NotAuthorised):
            await asked(desk, case, outsider)
    with pytest.raises(RecordNotFound):
        await ask_survey(desk.services, REGIONAL, AskSurvey("no-such-case"))


async def test_a_person_without_company_is_asked_where_somebody_of_prochile_vouches_for_the_address() -> None:
    """GRP-02, AMB-54: who asks has seen the address; a company that closes its own case vouches for none."""
    desk = a_desk(tuning=SET)
    survey = await asked(desk, await a_query(desk), CENTRE)
    (letter,) = [each for each in desk.messages if each.template == "ENCUESTA"]
    assert (letter.to, letter.parameters["company"], survey.of_company) == (("luis@soto.example",), None, False)
    outsider = a_desk(tuning=ON_CLOSE)
    case = await a_query(outsider)
    closing = replace(outsider.timeline(case)[0], from_state=case.state, to_state="RESPONDIDA")
    async with outsider.desk.store(PORTAL) as work:
        await ask_on_closing(Casework.start(outsider.services, work), case, closing)
    assert not outsider.desk.store.rows.surveys
    (told,) = [each for each in outsider.desk.decisions if each.what == "ask_survey"]
    assert (told.kind, "dirección de correo comprobada" in told.outcome) == (DecisionKind.TRACE, True)


# by itself


@proves("MEA-04")
async def test_a_case_that_closes_asks_by_itself_where_it_is_set() -> None:
    """MEA-04: a follow-up that ends sends the survey; of another process nothing goes."""
    desk = a_desk(tuning=ON_CLOSE)
    case = await a_follow_up(desk, "1")
    case = (await desk.report(REGIONAL, case, "close_follow_up", reason="Ya contestó")).case
    (survey,) = desk.desk.store.rows.surveys.values()
    assert (case.closed_at is not None, survey.asked_by, survey.follows) == (True, "atencion", 2)
    unset = a_desk(tuning=SET)
    other = await a_follow_up(unset, "1")
    await unset.report(REGIONAL, other, "close_follow_up", reason="Ya contestó")
    assert not unset.desk.store.rows.surveys


async def test_what_cannot_be_sent_at_closing_stops_nothing_and_is_told() -> None:
    """AMB-01: nothing waits for a letter; the record of decisions says why none went."""
    desk = a_desk(tuning=ON_CLOSE)
    case = await followed(desk, a_user(desk, facts=in_category("1"), email=None), date(2024, 8, 18))
    case = (await desk.report(REGIONAL, case, "close_follow_up", reason="Ya contestó")).case
    assert case.closed_at is not None
    told = [each.outcome for each in desk.desk.decisions if each.what == "ask_survey"]
    assert [each.partition(": ")[0] for each in told] == ["No se envió la encuesta de satisfacción"]
    assert "No hay una dirección de correo comprobada" in told[0]


async def test_a_closing_that_was_a_mistake_takes_its_survey_back() -> None:
    """AMB-70: the letter that waits does not go, and the link serves no more."""
    desk = a_desk(tuning=ON_CLOSE)
    case = await a_follow_up(desk, "1")
    case = (await desk.report(REGIONAL, case, "close_follow_up", reason="Ya contestó")).case
    (survey,) = desk.desk.store.rows.surveys.values()
    await take_back_fact(desk.services, REGIONAL, TakeBackFact(case.id, 2, "Era otra empresa"))
    with pytest.raises(SurveyNotOpen) as refused:
        await answered(desk, survey)
    assert refused.value.state is SurveyState.WITHDRAWN
    assert {each.state.value for each in desk.messages if each.template == "ENCUESTA"} == {"WITHDRAWN"}


# answered


@proves("FUP-08", "MEA-04")
async def test_the_answer_is_the_survey_of_a_follow_up_and_sets_its_second_message() -> None:
    """FUP-08, SLA-18: business is expected on 30 November 2024; stage 2 goes on that day."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    survey = await answered(desk, await asked(desk, case), comment="Bien", expected_on=date(2024, 11, 30))
    event = desk.timeline(case)[-1]
    assert (event.fact, event.to_state, survey.sequence) == ("record_survey", "EN_ESPERA_CON_FECHA", event.sequence)
    assert (event.data["score"], event.data["comment"]) == (6, "Bien")
    assert (event.by, event.role) == ("enlace", Role.COMPANY)


@proves("MEA-04", "LIN-10")
async def test_a_closed_case_of_any_process_keeps_the_answer_and_what_it_suggests() -> None:
    """MEA-04, LIN-10: the case stays closed; the suggestion is received on the day of its office, by no channel."""
    desk = a_desk(tuning=SET)
    case = await a_query(desk)
    case = replace(case, closed_at=desk.desk.clock.at, state="RESPONDIDA")
    desk.desk.store.rows.cases[case.id] = case
    survey = replace(A_SURVEY, case_id=case.id, of_company=False)
    desk.desk.store.rows.surveys[survey.id] = survey
    move(desk, "2024-09-20 23:30")
    await answered(desk, survey, suggestions="Atender los sábados")
    event, after = desk.timeline(case)[-1], desk.desk.store.rows.cases[case.id]
    assert (event.fact, event.day, event.channel) == ("answer_survey", date(2024, 9, 20), None)
    assert (after.state, after.closed_at, after.version) == (case.state, case.closed_at, case.version + 1)
    (suggestion,) = desk.desk.store.rows.suggestions.values()
    assert (suggestion.text, suggestion.state) == ("Atender los sábados", SuggestionState.RECEIVED)
    assert (suggestion.case_id, suggestion.sequence) == (case.id, event.sequence)


async def test_a_survey_is_answered_once() -> None:
    """MEA-04: the second answer says so and changes nothing."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    survey = await asked(desk, case)
    await answered(desk, survey)
    before = len(desk.timeline(case))
    with pytest.raises(SurveyNotOpen) as refused:
        await answered(desk, survey, score=1)
    assert (refused.value.state, len(desk.timeline(case))) == (SurveyState.ANSWERED, before)


async def test_a_survey_that_expired_is_not_answered() -> None:
    """MEA-04: thirty days later to the minute; nothing is written."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    survey = await asked(desk, case)
    desk.desk.clock.at = survey.expires_at
    with pytest.raises(SurveyNotOpen) as refused:
        await answered(desk, survey)
    assert (refused.value.state, len(desk.timeline(case))) == (SurveyState.EXPIRED, 1)


# what is asked, and read


def test_persons_are_asked_nothing_about_business() -> None:
    """FUP-08 asks companies; MEA-04 everybody."""
    person = replace(A_SURVEY, of_company=False)
    assert [each.name for each in questions_of(person)] == ["score", "comment", "suggestions"]
    assert [each.name for each in questions_of(A_SURVEY)] == [
        "score", "comment", "projected_business", "expected_on", "suggestions",
    ]  # fmt: skip
    read = read_answers(person, {"score": "7", "projected_business": "Un contenedor"}, date(2024, 9, 13))
    assert read == Answers({"score": 7})


def test_a_form_is_read_as_it_was_typed() -> None:
    """Spaces around, line breaks of browsers and unprintable signs; today counts as expected, and so do 600 months."""
    furthest = read_answers(A_SURVEY, {"score": "5", "expected_on": "2074-09-13"}, date(2024, 9, 13))
    assert furthest == Answers({"score": 5, "expected_on": date(2074, 9, 13)})
    given = {"score": " 5 ", "comment": "Bien\r\ny rápido\x00", "expected_on": "2024-09-13", "suggestions": "  "}
    assert read_answers(A_SURVEY, given, date(2024, 9, 13)) == Answers(
        {"score": 5, "comment": "Bien\ny rápido ", "expected_on": date(2024, 9, 13)}
    )


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("score", "", "Elija una nota del 1 al 7."),
        ("score", "0", "Elija una nota del 1 al 7."),
        ("score", "8", "Elija una nota del 1 al 7."),
        ("score", "5.5", "Elija una nota del 1 al 7."),
        ("comment", "a" * 2001, "El texto tiene más de 2000 caracteres: abrévielo."),
        ("expected_on", "mañana", "Escriba la fecha como 2026-03-31."),
        ("expected_on", "2024-09-12", "La fecha esperada no puede ser anterior a hoy."),
        ("expected_on", "2074-09-14", "La fecha es demasiado lejana: revise el año."),  # 600 months and a day later
        ("expected_on", "9999-12-31", "La fecha es demasiado lejana: revise el año."),
    ],
)
def test_what_cannot_be_meant_is_told_on_its_question(name: str, typed: str, said: str) -> None:
    """On Friday 13 September 2024, with scores from 1 to 7."""
    assert read_answers(A_SURVEY, {"score": "7", name: typed}, date(2024, 9, 13)) == (Mistake(name, said),)


def test_mistakes_are_told_in_the_language_of_the_survey_and_all_at_once() -> None:
    """Section 5: English for companies where Spanish is not spoken."""
    english = replace(A_SURVEY, language=Language.EN)
    found = read_answers(english, {"score": "9", "expected_on": "soon"}, date(2024, 9, 13))
    assert found == (
        Mistake("score", "Choose a score from 1 to 7."), Mistake("expected_on", "Write the date as 2026-03-31."),
    )  # fmt: skip


# the link


def test_a_link_names_the_survey_and_nobody() -> None:
    """POL-07: signed for surveys alone; one of another purpose, or changed, opens nothing."""
    link = PUBLIC.link("s-1")
    token = link.rpartition("/")[2]
    assert link.startswith(f"https://atencion.example{SURVEY_PATH}")
    assert PUBLIC.read(token) == "s-1"
    other = replace(PUBLIC, keys=("another secret of thirty-two characters",))
    opt_out = LINKS.link(OptOut("m-1", "a-1", "STAGE_1", "c-1"), a_desk().desk.clock.at).rpartition("/")[2]
    for links, text in ((PUBLIC, token[:-1]), (PUBLIC, "x"), (PUBLIC, ""), (other, token), (PUBLIC, opt_out)):
        with pytest.raises(InvalidValue):
            links.read(text)
    assert replace(other, keys=(*other.keys, *PUBLIC.keys)).read(token) == "s-1"


async def test_the_head_may_ask_too() -> None:
    """RTE-05."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    assert (await asked(desk, case, HEAD)).case_id == case.id


@proves("MEA-04", "EXT-05")
async def test_a_score_that_no_survey_asks_for_is_not_recorded() -> None:
    """MEA-04: from 1 to 7 as set, whoever writes it down; without a scale none is judged."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    for score in (0, 8, 70):
        with pytest.raises(InvalidValue, match="La nota no está en la escala") as refused:
            await desk.report(REGIONAL, case, "record_survey", score=score)
        assert refused.value.field == ("data", "score")
    for score in (1, 7):
        await desk.report(REGIONAL, case, "record_survey", score=score)
    unset = a_desk()
    await unset.report(REGIONAL, await a_follow_up(unset), "record_survey", score=70)


@proves("MEA-04")
async def test_a_scale_that_changed_meanwhile_loses_no_answer() -> None:
    """MEA-04: it was asked from 1 to 7, and the scale is 1 to 5 when the answer comes: it stands as it was asked."""
    desk = a_desk(tuning=SET)
    case = await a_follow_up(desk)
    survey = await asked(desk, case)
    shorter = {**SET, "survey_highest_score": known("survey_highest_score", "MEA-04", "5")}
    desk.desk.configuration = replace(desk.desk.configuration, tuning=shorter)
    await answered(desk, survey, score=7)
    event = desk.timeline(case)[-1]
    assert (event.fact, event.data["score"]) == ("answer_survey", 7)
