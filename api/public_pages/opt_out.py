"""Pages for anybody with a signed link: not to receive follow-up messages any more (FUP-06)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.public_pages.frame import paragraph, public_page, take_from_stranger, too_many
from api.wiring import Runtime
from domain.errors import ProtocolError, RecordNotFound
from domain.protocol.follow_up.opt_out import OPT_OUT_PATH, ExpiredLink, OptOut
from domain.use_cases.refuse_by_link import refuse_by_link
from schema.faults import Fault

log = logging.getLogger("atencion.api.public")

_STAGES: Final = {
    "STAGE_1": "el correo con que le preguntamos cómo le fue después de una actividad",
    "STAGE_2": "el correo con que le preguntamos si concretó negocios",
}
_BUTTON: Final = '<form method="post"><button>No quiero recibirlo más</button></form>'


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
        text = f"Si lo confirma, su empresa dejará de recibir {_STAGES[refused.stage]}."
        return _page("Comunicación de seguimiento", text, more=_BUTTON)

    async def confirm(request: Request) -> Response:
        try:
            take_from_stranger(runtime, request)
            refused = _read(runtime(), request)
            outcome = await refuse_by_link(runtime().casework, refused)
        except ProtocolError as wrong:
            log.warning("a link was refused", extra={"reason": type(wrong).__name__})
            return _refusal("No se pudo registrar", wrong)
        except Fault as used_up:
            return too_many(used_up)
        except RecordNotFound:
            log.warning("a link was refused", extra={"reason": "RecordNotFound"})
            return _page("No se pudo registrar", "Ese seguimiento ya no existe.", status=404)
        used = {"message_id": refused.message_id, "case_id": refused.case_id, "repeated": outcome.repeated}
        log.info("a link was used", extra=used)
        text = f"Su empresa ya no recibirá {_STAGES[refused.stage]}. Puede escribirnos cuando lo necesite."
        return _page("Listo", text)

    path = OPT_OUT_PATH + "{token:str}"
    return [Route(path, page, methods=["GET"]), Route(path, confirm, methods=["POST"])]


def _read(runtime: Runtime, request: Request) -> OptOut:
    return runtime.casework.opt_out.read(request.path_params["token"], runtime.clock.now())


def _refusal(title: str, wrong: ProtocolError) -> Response:
    return _page(title, wrong.message, status=410 if isinstance(wrong, ExpiredLink) else 400)


def _page(title: str, text: str, *, more: str = "", status: int = 200) -> Response:
    return public_page(title, paragraph(text) + more, status=status)
