"""Pages for anybody with a signed link: not to receive follow-up messages any more (FUP-06)."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.security_headers import page_policy
from api.wiring import Runtime
from domain.errors import ProtocolError, RecordNotFound
from domain.model.channels import PointOfContact
from domain.model.people import Actor, Role
from domain.protocol.opt_out import OPT_OUT_PATH, OptOut, read_opt_out
from domain.use_cases.cases import ReportFact, report_fact
from schema.faults import Fault

_STYLE: Final = """
body{font:1.05rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#222}
button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.3rem;background:#0a4f8f;color:#fff;cursor:pointer}
"""
_PAGE: Final = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>ProChile: seguimiento</title>
<style>{style}</style></head><body><main><h1>{title}</h1><p>{text}</p>{more}</main></body></html>"""
_HEADERS: Final = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": page_policy(_STYLE, forms=True),
}
_STAGES: Final = {
    "STAGE_1": "el correo con que le preguntamos cómo le fue después de una actividad",
    "STAGE_2": "el correo con que le preguntamos si concretó negocios",
}
_TOO_MANY: Final = "Desde su conexión llegaron demasiadas solicitudes. Espere un momento y vuelva a intentar."
_BUTTON: Final = '<form method="post"><button>No quiero recibirlo más</button></form>'


def opt_out_routes(runtime: Callable[[], Runtime]) -> list[Route]:
    """
    GET shows what is refused and a button; POST does it (also one click from a mail program, RFC 8058).

    A GET changes nothing: programs that look at the links of a message must not refuse it in the company's name.
    """

    async def page(request: Request) -> Response:
        try:
            refused = _refused(runtime(), request)
        except ProtocolError as wrong:
            return _page("Enlace no válido", wrong.message, status=400)
        text = f"Si lo confirma, su empresa dejará de recibir {_STAGES[refused.stage]}."
        return _page("Comunicación de seguimiento", text, more=_BUTTON)

    async def confirm(request: Request) -> Response:
        try:
            runtime().budgets.of_stranger(request.client.host if request.client else "")
            refused = _refused(runtime(), request)
            await _report(runtime(), refused)
        except ProtocolError as wrong:
            return _page("No se pudo registrar", wrong.message, status=400)
        except Fault as used_up:
            seconds = str((used_up.extensions or {})["retryAfter"])
            return _page("Vuelva más tarde", _TOO_MANY, status=429, wait=seconds)
        except RecordNotFound:
            return _page("No se pudo registrar", "Ese seguimiento ya no existe.", status=404)
        text = f"Su empresa ya no recibirá {_STAGES[refused.stage]}. Puede escribirnos cuando lo necesite."
        return _page("Listo", text)

    path = OPT_OUT_PATH + "{token:str}"
    return [Route(path, page, methods=["GET"]), Route(path, confirm, methods=["POST"])]


def _refused(runtime: Runtime, request: Request) -> OptOut:
    return read_opt_out(runtime.settings.token_secret.reveal(), request.path_params["token"])


async def _report(runtime: Runtime, refused: OptOut) -> None:
    company = Actor("enlace", "Enlace de un correo", Role.COMPANY, account_id=refused.account_id)
    asked = ReportFact(
        case_id=refused.case_id,
        fact="opt_out",
        data={"stage": refused.stage},
        point_of_contact=PointOfContact.CORREO,
        client_key=f"opt-out-{refused.case_id}-{refused.stage}",
    )
    await report_fact(runtime.casework, company, asked)


def _page(title: str, text: str, *, more: str = "", status: int = 200, wait: str | None = None) -> Response:
    headers = {**_HEADERS, **({"retry-after": wait} if wait else {})}
    return HTMLResponse(
        _PAGE.format(style=_STYLE, title=html.escape(title), text=html.escape(text), more=more), status, headers=headers
    )
