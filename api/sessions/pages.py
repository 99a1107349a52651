"""The pages of logging in, for people: by which door, what went wrong, and a token for another site."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from api.identity.identity_file import Issuer
from api.sessions.own_tokens import OwnToken
from schema.languages.spoken import asked, told

_STYLE: Final = """
body{font:1.05rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#222}
a.door{display:block;margin:.6rem 0;padding:.8rem 1.2rem;border-radius:.3rem;background:#0a4f8f;color:#fff;
text-decoration:none}a.door:focus,a.door:hover{outline:3px solid #f2a900}
"""
_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><style>{style}</style></head>
<body><main><h1>{title}</h1>{body}</main>{script}</body></html>"""
_HAND_OVER: Final = """
const told = JSON.parse(document.getElementById("told").textContent);
if (window.opener) {
  window.opener.postMessage({ type: "atencion-token", token: told.token, expiresAt: told.expiresAt }, told.origin);
  window.close();
}
"""
OPENED: Final = {"cross-origin-opener-policy": "unsafe-none"}
"""A front end of another site opens these pages in a window of its own, and must hear from it when it comes back."""


def doors_page(doors: Sequence[Issuer], return_to: str) -> Response:
    """Through which door to come in."""
    if not doors:
        return _page("Entrar", _paragraph("En esta instalación no se ingresa por páginas."), status=404)
    links = "".join(_door(door, return_to) for door in doors)
    return _page("Entrar", _paragraph("¿Cómo quiere identificarse?") + links)


def refusal_page(message: str, return_to: str, status: int) -> Response:
    """What went wrong, and the way back."""
    again = f"/session/login?{urlencode({'return_to': return_to})}"
    link = f'<a class="door" href="{html.escape(again)}">{html.escape(told("Volver a intentar"))}</a>'
    return _page("No pudimos identificarle", _paragraph(message) + link, status=status)


def hand_over_page(token: OwnToken, origin: str) -> Response:
    """Tells the page of *origin* that opened this window the token, and closes itself."""
    given = json.dumps({"token": token.text, "expiresAt": token.expires_at.isoformat(), "origin": origin})
    # "<" would let a text end the script element
    data = f'<script type="application/json" id="told">{given.replace("<", chr(92) + "u003c")}</script>'
    body = _paragraph("Ya está identificado: puede cerrar esta ventana.")
    return _page("Entrar", body, script=f"{data}<script>{_HAND_OVER}</script>")


def _door(door: Issuer, return_to: str) -> str:
    address = f"/session/login?{urlencode({'issuer': door.name, 'return_to': return_to})}"
    return f'<a class="door" href="{html.escape(address)}">{html.escape(told(door.label))}</a>'


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(told(text))}</p>"


def _page(title: str, body: str, *, script: str = "", status: int = 200) -> Response:
    scripts = f"script-src 'sha256-{_hash(_HAND_OVER)}'; " if script else ""
    policy = (
        f"default-src 'none'; img-src data:; {scripts}style-src 'sha256-{_hash(_STYLE)}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    headers = {"cache-control": "no-store", "content-security-policy": policy, **OPENED}
    content = _PAGE.format(
        language=asked().value, title=html.escape(told(title)), style=_STYLE, body=body, script=script
    )
    return HTMLResponse(content, status, headers=headers)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
