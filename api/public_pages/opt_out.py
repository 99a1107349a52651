"""Pages for anybody with a signed link: not to receive follow-up messages any more (FUP-06)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

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
from domain.errors import ProtocolError, RecordNotFound
from domain.model.messages import Language
from domain.protocol.follow_up.opt_out import OPT_OUT_PATH, ExpiredLink, OptOut
from domain.use_cases.refuse_by_link import refuse_by_link
from schema.faults import Fault
from schema.languages.spoken import told

log = logging.getLogger("atencion.api.public")

_STAGES: Final = {
    "STAGE_1": {
        Language.ES: "el correo con que le preguntamos cómo le fue después de una actividad",
        Language.EN: "the e-mail in which we ask how it went after an activity",
    },
    "STAGE_2": {
        Language.ES: "el correo con que le preguntamos si concretó negocios",
        Language.EN: "the e-mail in which we ask whether business was concluded",
    },
}
_ASKED: Final = {
    Language.ES: ("Comunicación de seguimiento", "Si lo confirma, su empresa dejará de recibir {what}."),
    Language.EN: ("Follow-up letters", "If you confirm it, your company will no longer receive {what}."),
}
_DONE: Final = {
    Language.ES: ("Listo", "Su empresa ya no recibirá {what}. Puede escribirnos cuando lo necesite."),
    Language.EN: ("Done", "Your company will no longer receive {what}. You can write to us whenever you need."),
}
_GONE: Final = {
    Language.ES: ("No se pudo registrar", "Ese seguimiento ya no existe."),
    Language.EN: ("It could not be recorded", "That follow-up no longer exists."),
}
_BUTTON: Final = {Language.ES: "No quiero recibirlo más", Language.EN: "I do not want to receive it any more"}


def opt_out_routes(runtime: Callable[[], Runtime]) -> list[Route]:
    """
    GET shows what is refused and a button; POST does it (also one click from a mail program, RFC 8058).

    A GET changes nothing: programs that look at the links of a message must not refuse it in the company's name.
    """

    async def page(request: Request) -> Response:
        try:
            refused = _read(runtime(), request)
        except ProtocolError as wrong:
            return _refusal("Enlace no válido", wrong)
        language = await _language(runtime(), request, refused)
        button = f'<form method="post"><button>{_BUTTON[language]}</button></form>'
        return _page(_ASKED[language], language, refused, more=button)

    async def confirm(request: Request) -> Response:
        try:
            take_from_stranger(runtime, request)
            refused = _read(runtime(), request)
            language = await _language(runtime(), request, refused)
            outcome = await refuse_by_link(runtime().casework, refused)
        except ProtocolError as wrong:
            log.warning("a link was refused", extra={"reason": type(wrong).__name__})
            return _refusal("No se pudo registrar", wrong)
        except Fault as used_up:
            return too_many(used_up)
        except RecordNotFound:
            log.warning("a link was refused", extra={"reason": "RecordNotFound"})
            return _page(_GONE[language], language, refused, status=404)
        used = {"message_id": refused.message_id, "case_id": refused.case_id, "repeated": outcome.repeated}
        log.info("a link was used", extra=used)
        return _page(_DONE[language], language, refused)

    path = OPT_OUT_PATH + "{token:str}"
    return [Route(path, page, methods=["GET"]), Route(path, confirm, methods=["POST"])]


def _read(runtime: Runtime, request: Request) -> OptOut:
    return runtime.casework.opt_out.read(request.path_params["token"], runtime.clock.now())


async def _language(runtime: Runtime, request: Request, refused: OptOut) -> Language:
    """What was chosen on the pages, else that of the letter with the link."""
    letter = (await runtime.case_read.messages_by_id([refused.message_id])).get(refused.message_id)
    return chosen_language(request) or (letter.language if letter else preferred_language())


def _refusal(title: str, wrong: ProtocolError) -> Response:
    status = 410 if isinstance(wrong, ExpiredLink) else 400
    return public_page(told(title), paragraph(told(wrong.message)), language=preferred_language(), status=status)


def _page(
    words: tuple[str, str], language: Language, refused: OptOut, *, more: str = "", status: int = 200
) -> Response:
    title, text = words
    content = paragraph(text.format(what=_STAGES[refused.stage][language]))
    return public_page(title, content + more, language=language, status=status)
