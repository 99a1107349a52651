"""Serves the pages: one shell for all of them, and the files they load, under a policy that lets nothing else in."""

from __future__ import annotations

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

STATIC: Final = Path(__file__).parent / "static"
ASSETS: Final = "/pages"
"""Below which address the files are."""

POLICY: Final = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
"""Nothing from another host, no script and no style inside the page."""

_IMPORTED: Final = re.compile(r"""^(?:import|export)\b[^"';]*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, its name in the menu, the module that draws it, and whom it is for in a sentence."""

    path: str
    name: str
    module: str
    about: str


PAGES: Final = (
    Page("/", "Inicio", "home/home.js", "Qué es Atención y por dónde seguir."),
    Page("/tablero", "Tablero", "board/board.js", "Cómo se cumple el protocolo: plazos, canales, clases."),
    Page("/escritorio", "Escritorio", "desk/desk.js", "El día de una ejecutiva o un ejecutivo de ProChile."),
    Page("/portal", "Portal de empresas", "portal/portal.js", "Su empresa, su trámite y lo que sigue."),
)

_SHELL: Final = """<!doctype html>
<html lang="es">
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
<a class="skip" href="#page">Saltar al contenido</a>
<header class="bar">
<a class="brand" href="/"><img src="{assets}/icon.svg" alt="" width="34" height="34">
<span>Atención<small>ProChile</small></span></a>
<nav aria-label="Páginas">{menu}</nav>
<div id="session"></div>
</header>
<p id="notice" role="status" hidden></p>
<main id="page" tabindex="-1"><noscript>Esta página necesita JavaScript para mostrar sus datos.</noscript></main>
<footer class="foot"><p>Política y Protocolo de Atención de Usuarios de ProChile, hechos programa.
Los datos de la demostración son inventados.</p></footer>
</body>
</html>
"""


class _Files(StaticFiles):
    """The files: a browser keeps them and asks each time whether they changed, for their names do not tell."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "no-cache"
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; its licence and readme are none of the pages'."""
        return await super().get_response(path if Path(path).suffix in {".js", ".css", ".svg"} else "none", scope)


def page_routes() -> list[BaseRoute]:
    """The addresses of the pages and of their files."""
    return [
        *(Route(page.path, _answer(page), methods=["GET"]) for page in PAGES),
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


def _answer(page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_request: Request) -> Response:
        return HTMLResponse(_html(page), headers={"content-security-policy": POLICY, "cache-control": "no-cache"})

    return answer


@cache
def _html(page: Page) -> str:
    menu = "".join(_link(each, here=each is page) for each in PAGES[1:])
    preloads = "\n".join(f'<link rel="modulepreload" href="{ASSETS}/{name}">' for name in modules_of(page.module))
    return _SHELL.format(
        name=page.name, about=page.about, module=page.module, menu=menu, preloads=preloads, assets=ASSETS
    )


def _link(page: Page, *, here: bool) -> str:
    current = ' aria-current="page"' if here else ""
    return f'<a href="{page.path}"{current}>{page.name}</a>'
