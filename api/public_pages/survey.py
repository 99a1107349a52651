"""The page of a satisfaction survey, for anybody with its link: a plain form in Spanish or English (MEA-04)."""

from __future__ import annotations

import html
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.public_pages.frame import (
    chosen_language,
    paragraph,
    preferred_language,
    public_page,
    take_from_stranger,
    too_many,
)
from api.wiring import Runtime
from domain.errors import InvalidValue
from domain.model.institution.calendar import local_day
from domain.model.messages import Language
from domain.model.quality.surveys import Survey, SurveyState
from domain.protocol.quality.survey_form import LONGEST_ANSWER, Kind, Mistake, Question, questions_of, read_answers
from domain.protocol.quality.survey_links import SURVEY_PATH
from domain.use_cases.quality.answer_survey import AnswerSurvey, SurveyNotOpen, answer_survey
from persistence.quality.reading import SqlQualityReads
from schema.faults import Fault

log = logging.getLogger("atencion.api.public")

_MOST_BYTES: Final = 64 * 1024
_MOST_FIELDS: Final = 20
_GONE: Final = 410

_ES, _EN = Language.ES, Language.EN
_TITLE: Final = {_ES: "Su opinión sobre nuestra atención", _EN: "Your opinion of our service"}
_INTRODUCTION: Final = {
    _ES: "Cuéntenos cómo le fue con su caso N.º {number}. Solo la nota es obligatoria; puede responder una vez.",
    _EN: "Tell us about your case no. {number}. Only the score is required; you can answer once.",
}
_SCALE: Final = {_ES: "1 es la peor y {highest} la mejor.", _EN: "1 is the worst and {highest} the best."}
_SEND: Final = {_ES: "Enviar", _EN: "Send"}
_OPTIONAL: Final = {_ES: "(opcional)", _EN: "(optional)"}
_TO_MEND: Final = {
    _ES: "Falta corregir algo para poder enviarla.",
    _EN: "Something needs mending before we can take it.",
}
_THANKS: Final = {
    _ES: ("Muchas gracias", "Recibimos su respuesta. Si nos sugirió algo, el área que corresponde lo va a evaluar."),
    _EN: ("Thank you", "We received your answer. If you suggested something, the area in charge will look into it."),
}
_CLOSED: Final = {
    SurveyState.ANSWERED: {
        _ES: ("Ya la respondió", "Esta encuesta ya tiene una respuesta, que se conserva. Muchas gracias."),
        _EN: ("Already answered", "This survey has been answered, and we keep that answer. Thank you."),
    },
    SurveyState.EXPIRED: {
        _ES: ("La encuesta venció", "El plazo para responder terminó. Puede escribirnos cuando quiera."),
        _EN: ("The survey has expired", "The time to answer is over. You can write to us at any time."),
    },
    SurveyState.WITHDRAWN: {
        _ES: ("La encuesta ya no está", "Se envió por error y no hace falta responderla."),
        _EN: ("The survey is gone", "It was sent by mistake and needs no answer."),
    },
}
_INVALID: Final = {
    _ES: ("Enlace no válido", "Este enlace no es válido. Revise que esté completo, tal como llegó en su correo."),
    _EN: ("This link is not valid", "This link is not valid. Check that it is complete, as it came in your e-mail."),
}
_TOO_LARGE: Final = {
    _ES: ("Demasiado texto", "La respuesta es demasiado larga. Vuelva a la página y abrévela."),
    _EN: ("Too much text", "The answer is too long. Go back to the page and shorten it."),
}


def survey_routes(runtime: Callable[[], Runtime]) -> list[Route]:
    """
    GET shows the survey, and changes nothing: programs look at the links of a message. POST answers it, once.

    The page tells the number of the case and nothing else of whoever is asked. Without the signature there is no page.
    """

    async def page(_request: Request, survey: Survey) -> Response:
        state = survey.state(runtime().clock.now())
        if state is not SurveyState.OPEN:
            return _closed(survey, state)
        return await _form(runtime(), survey, {}, ())

    async def answer(request: Request, survey: Survey) -> Response:
        given = await _given(request)
        if given is None:
            return _told(*_TOO_LARGE[survey.language], survey.language, status=413)
        found = read_answers(survey, given, await _today(runtime(), survey))
        state = survey.state(runtime().clock.now())
        if state is not SurveyState.OPEN:
            return _closed(survey, state)
        if isinstance(found, tuple):
            return await _form(runtime(), survey, given, found)
        try:
            await answer_survey(runtime().casework, AnswerSurvey(survey.id, found))
        except SurveyNotOpen as closed:
            return _closed(survey, closed.state)
        log.info("a survey was answered", extra={"survey_id": survey.id, "case_id": survey.case_id})
        return _told(*_THANKS[survey.language], survey.language)

    path = SURVEY_PATH + "{token:str}"
    return [
        Route(path, _of_link(runtime, page), methods=["GET"]),
        Route(path, _of_link(runtime, answer), methods=["POST"]),
    ]


def _of_link(
    runtime: Callable[[], Runtime], answer: Callable[[Request, Survey], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """The answer to a request by a link: once its address may ask, and there is a survey behind the link."""

    async def endpoint(request: Request) -> Response:
        try:
            take_from_stranger(runtime, request)
        except Fault as used_up:
            return too_many(used_up)
        survey = await _survey(runtime(), request)
        if survey is None:
            return _told(*_INVALID[preferred_language()], preferred_language(), status=400)
        return await answer(request, replace(survey, language=chosen_language(request) or survey.language))

    return endpoint


async def _survey(runtime: Runtime, request: Request) -> Survey | None:
    """The survey of the link; None: nobody signed it, or it is no more."""
    try:
        survey_id = runtime.casework.survey_links.read(request.path_params["token"])
    except InvalidValue:
        log.warning("a link was refused", extra={"reason": "InvalidValue"})
        return None
    return await SqlQualityReads(runtime.database).survey(survey_id)


async def _given(request: Request) -> Mapping[str, str] | None:
    """The fields of the form, the first of each name; None: it is larger than any that the page sends."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    return dict(reversed(pairs))


async def _today(runtime: Runtime, survey: Survey) -> date:
    case = await runtime.case_read.case(survey.case_id)
    zone = runtime.services.book.of_office(case.office if case else None).zone
    return local_day(runtime.clock.now(), zone)


async def _form(runtime: Runtime, survey: Survey, given: Mapping[str, str], mistakes: Sequence[Mistake]) -> Response:
    case = await runtime.case_read.case(survey.case_id)
    language, wrong = survey.language, {each.name: each.text for each in mistakes}
    fields = "".join(
        _field(each, survey, given.get(each.name, ""), wrong.get(each.name)) for each in questions_of(survey)
    )
    told = f'<p class="error" role="alert">{html.escape(_TO_MEND[language])}</p>' if mistakes else ""
    about = paragraph(_INTRODUCTION[language].format(number=case.number if case else ""))
    send = f"<button>{html.escape(_SEND[language])}</button>"
    content = f'{about}{told}<form method="post" novalidate>{fields}{send}</form>'
    return public_page(_TITLE[language], content, language=language, status=400 if mistakes else 200)


def _field(question: Question, survey: Survey, typed: str, wrong: str | None) -> str:
    name, language = question.name, survey.language
    words = html.escape(question.words[language])
    error = f'<p class="error" id="{name}-error">{html.escape(wrong)}</p>' if wrong else ""
    told = f' aria-invalid="true" aria-describedby="{name}-error"' if wrong else ""
    if question.kind is Kind.SCORE:
        scale = html.escape(_SCALE[language].format(highest=survey.highest))
        choices = "".join(_score(name, score, typed) for score in range(1, survey.highest + 1))
        described = f' aria-describedby="{name}-error"' if wrong else ""
        return f"<fieldset{described}><legend>{words}</legend>{error}<p>{scale}</p>{choices}</fieldset>"
    label = f'<label for="{name}">{words} {html.escape(_OPTIONAL[language])}</label>'
    if question.kind is Kind.DAY:
        box = f'<input type="date" id="{name}" name="{name}" value="{html.escape(typed)}"{told}>'
    else:
        box = (
            f'<textarea id="{name}" name="{name}" rows="4" maxlength="{LONGEST_ANSWER}"{told}>'
            f"{html.escape(typed)}</textarea>"
        )
    return f'<div class="field">{label}{error}{box}</div>'


def _score(name: str, score: int, typed: str) -> str:
    chosen = " checked" if typed.strip() == str(score) else ""
    return f'<label><input type="radio" name="{name}" value="{score}" required{chosen}> {score}</label>'


def _closed(survey: Survey, state: SurveyState) -> Response:
    return _told(*_CLOSED[state][survey.language], survey.language, status=_GONE)


def _told(title: str, text: str, language: Language, *, status: int = 200) -> Response:
    return public_page(title, paragraph(text), language=language, status=status)
