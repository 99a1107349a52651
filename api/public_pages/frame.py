"""What pages for anybody with a signed link share: one small page without script, kept by no cache, told to nobody."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.http.security_headers import page_policy
from api.wiring import Runtime
from domain.model.messages import Language
from pages.languages import COOKIE, PARAMETER
from schema.faults import Fault
from schema.languages.spoken import asked, told

_STYLE: Final = """
body{font:1.05rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#222}
button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.3rem;background:#0a4f8f;color:#fff;cursor:pointer}
fieldset,.field{border:0;padding:0;margin:0 0 1.5rem}
legend,.field label{display:block;font-weight:600;padding:0;margin:0 0 .4rem}
fieldset label{display:inline-block;margin:0 1rem .4rem 0}
textarea,input[type=date]{font:inherit;box-sizing:border-box;width:100%;padding:.4rem;border:1px solid #595959}
input[type=date]{width:auto}
.error{color:#a00000;font-weight:600;margin:0 0 .4rem}
"""
_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>ProChile: {title}</title>
<style>{style}</style></head><body><main><h1>{title}</h1>{content}</main></body></html>"""
_LATER: Final = "Vuelva más tarde"
_TOO_MANY: Final = "Desde su conexión llegaron demasiadas solicitudes. Espere un momento y vuelva a intentar."
_HEADERS: Final = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": page_policy(_STYLE, forms=True),
}


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{html.escape(text)}</p>"


def public_page(
    title: str, content: str, *, language: Language = Language.ES, status: int = 200, wait: str | None = None
) -> Response:
    """
    A whole page.

    Args:
        content: HTML beneath the heading.
        wait: Seconds until a next try has a chance.
    """
    headers = {**_HEADERS, **({"retry-after": wait} if wait else {})}
    text = _PAGE.format(style=_STYLE, language=language.value, title=html.escape(title), content=content)
    return HTMLResponse(text, status, headers=headers)


def take_from_stranger(runtime: Callable[[], Runtime], request: Request) -> None:
    """Take one request from the budget of its address. Raises Fault: RATE_LIMITED."""
    runtime().budgets.of_stranger(request.client.host if request.client else "")


def too_many(used_up: Fault) -> Response:
    """The page of whoever used the budget of their address up."""
    seconds = str((used_up.extensions or {})["retryAfter"])
    return public_page(
        told(_LATER), paragraph(told(_TOO_MANY)), language=preferred_language(), status=429, wait=seconds
    )


def chosen_language(request: Request) -> Language | None:
    """
    What whoever reads chose: with the link of a page (as the portal gives it), then on a page before.

    None: nothing, and the language is that of the letter with the link.
    """
    chosen = request.query_params.get(PARAMETER) or request.cookies.get(COOKIE)
    return Language(chosen) if chosen in set(Language) else None


def preferred_language() -> Language:
    """That of whoever asks, where no letter says one."""
    return Language(asked().value)
