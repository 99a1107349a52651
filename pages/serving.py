"""Serves the pages: one shell for all of them, and the files they load, under a policy that lets nothing else in."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pages.languages import COOKIE, PARAMETER, Language, Preferred, in_language, language_of

STATIC: Final = Path(__file__).parent / "static"
ASSETS: Final = "/pages"
"""Below which address the files are."""

POLICY: Final = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
"""Nothing from another host, no script and no style inside the page."""

_IMPORTED: Final = re.compile(r"""^(?:import|export)\b[^"';]*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """
    A page.

    Attributes:
        name: In the menu.
        module: What draws it.
        about: Whom it is for, in a sentence.
        languages: Those it speaks, Spanish first.
    """

    path: str
    name: str
    module: str
    about: str
    languages: tuple[Language, ...] = (Language.SPANISH,)


_BOTH: Final = tuple(Language)
PAGES: Final = (
    Page("/", "Inicio", "home/home.js", "Qué es Atención y por dónde seguir."),
    Page("/tablero", "Tablero", "board/board.js", "Cómo se cumple el protocolo: plazos, canales, clases."),
    Page("/escritorio", "Escritorio", "desk/desk.js", "El día de una ejecutiva o un ejecutivo de ProChile."),
    Page("/portal", "Portal de empresas", "portal/portal.js", "Su empresa, su trámite y lo que sigue.", _BOTH),
)

_SHELL: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name} · Atención</title>
<meta name="description" content="{about}">
<link rel="icon" href="{assets}/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{assets}/style/page.css">
<link rel="stylesheet" href="{assets}/style/parts.css">
{preloads}
<script src="/session/assets/session.js" defer></script>
<script type="module" src="{assets}/{module}"></script>
</head>
<body>
<a class="skip" href="#page"{skip}</a>
<header class="bar">
<a class="brand" href="/"><img src="{assets}/icon.svg" alt="" width="34" height="34">
<span>Atención<small>ProChile</small></span></a>
<nav aria-label="{pages}" data-said="Páginas">{menu}</nav>
{other}<div id="session"></div>
</header>
<p id="notice" role="status" hidden></p>
<main id="page" tabindex="-1"><noscript>{noscript}</noscript></main>
<footer class="foot"><p{foot}</p></footer>
</body>
</html>
"""
_SKIP: Final = "Saltar al contenido"
_MENU: Final = "Páginas"
_NOSCRIPT: Final = "Esta página necesita JavaScript para mostrar sus datos."
_FOOT: Final = (
    "Política y Protocolo de Atención de Usuarios de ProChile, hechos programa. "
    "Los datos de la demostración son inventados."
)
SHELL_WORDS: Final = (
    *(_SKIP, _MENU, _NOSCRIPT, _FOOT),
    *(each.name for each in PAGES),
    *(each.about for each in PAGES if Language.ENGLISH in each.languages),
)
"""What stands around every page, and has its English with the words of the pages."""
_REMEMBERED: Final = 31_536_000
"""Seconds that a choice of language is remembered: a year, as `static/shared/language.js` does it."""
_NAMES: Final = {Language.SPANISH: "Español", Language.ENGLISH: "English"}


class _Files(StaticFiles):
    """The files: a browser keeps them and asks each time whether they changed, for their names do not tell."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "no-cache"
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; its licence and readme are none of the pages'."""
        return await super().get_response(path if Path(path).suffix in {".js", ".css", ".svg"} else "none", scope)


def page_routes(preferred: Preferred) -> list[BaseRoute]:
    """The addresses of the pages and of their files; *preferred* reads the languages that a browser asks for."""
    return [
        *(Route(page.path, _answer(page, preferred), methods=["GET"]) for page in PAGES),
        Mount(ASSETS, _Files(directory=STATIC), name="pages"),
    ]


def modules_of(module: str) -> list[str]:
    """A module and every one it imports, each once: named in the page they come at once, not one after the other."""
    found: dict[str, None] = {}
    waiting = [STATIC / module]
    while waiting:
        file = waiting.pop()
        name = file.relative_to(STATIC).as_posix()
        if name not in found:
            found[name] = None
            waiting += [(file.parent / path).resolve() for path in _IMPORTED.findall(file.read_text(encoding="utf-8"))]
    return list(found)


def _answer(page: Page, preferred: Preferred) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        headers = {"content-security-policy": POLICY, "cache-control": "no-cache"}
        if len(page.languages) == 1:
            return HTMLResponse(_html(page, Language.SPANISH), headers=headers)
        language, chosen = language_of(request, preferred)
        headers |= {"content-language": language, "vary": "accept-language, cookie"}
        response = HTMLResponse(_html(page, language), headers=headers)
        if chosen:
            response.set_cookie(COOKIE, language, _REMEMBERED, samesite="lax")
        return response

    return answer


@cache
def _html(page: Page, language: Language) -> str:
    menu = "".join(_link(each, language, here=each is page) for each in PAGES[1:])
    preloads = "\n".join(f'<link rel="modulepreload" href="{ASSETS}/{name}">' for name in modules_of(page.module))
    return _SHELL.format(
        language=language,
        name=in_language(page.name, language),
        about=in_language(page.about, language),
        module=page.module,
        menu=menu,
        other="".join(_to(each) for each in page.languages if each is not language),
        preloads=preloads,
        assets=ASSETS,
        skip=_said(_SKIP, language),
        pages=in_language(_MENU, language),
        noscript=in_language(_NOSCRIPT, language),
        foot=_said(_FOOT, language),
    )


def _said(text: str, language: Language) -> str:
    """The rest of a tag and its text, which the page finds again when it changes its language."""
    return f' data-said="{html.escape(text)}">{html.escape(in_language(text, language))}'


def _link(page: Page, language: Language, *, here: bool) -> str:
    current = ' aria-current="page"' if here else ""
    return f'<a href="{page.path}"{current}{_said(page.name, language)}</a>'


def _to(language: Language) -> str:
    """The link to the other language, in its own words."""
    address = f"?{PARAMETER}={language}"
    return f'<a id="language" href="{address}" lang="{language}" hreflang="{language}">{_NAMES[language]}</a>\n'
