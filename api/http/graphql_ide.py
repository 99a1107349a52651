"""The page a browser gets at the endpoint in development: GraphiQL from our own files, with ready operations.

Nothing is loaded from elsewhere, so it works without a network; the content security policy would forbid it anyway.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson

ASSETS: Final = Path(__file__).parent / "static" / "graphiql"

IDE_HEADERS: Final = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"vary", b"accept"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            b"font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Example:
    """
    A ready operation.

    Attributes:
        who: As whom it answers something in the demonstration: somebody of its directory, by «Entrar».
    """

    name: str
    document: str
    who: str
    variables: Mapping[str, object] = field(default_factory=dict)


_PAGE: Final = """<!doctype html>
<html lang="es">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Atención: GraphiQL</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="{path}/assets/graphiql.min.css">
    <link rel="stylesheet" href="{path}/assets/page.css">
  </head>
  <body>
    <div id="bar">
      <strong>Atención</strong>
      <label hidden>Ejemplo <select id="example"></select></label>
      <label hidden>Identidad <select id="token"></select></label>
      <span id="session"></span>
    </div>
    <div id="graphiql">GraphiQL necesita JavaScript.</div>
    <script type="application/json" id="settings">{settings}</script>
    <script src="{path}/assets/react.production.min.js"></script>
    <script src="{path}/assets/react-dom.production.min.js"></script>
    <script src="{path}/assets/graphiql.min.js"></script>
    <script src="{path}/assets/page.js"></script>
    <script src="/session/assets/session.js"></script>
  </body>
</html>
"""


def ide_page(path: str, examples: Sequence[Example], tokens: Mapping[str, str]) -> str:
    """
    Return the page.

    Args:
        path: Of the endpoint; its files are below `{path}/assets`.
        examples: Ready operations, in the order of the menu; the first is shown.
        tokens: Development tokens by their label. They are secrets of a development machine, no others.
    """
    settings = {
        "url": path,
        "examples": [
            {
                "name": example.name,
                "document": f"# Para ver datos, ingrese como {example.who}.\n{example.document}",
                "variables": json.dumps(dict(example.variables), ensure_ascii=False, indent=2),
            }
            for example in examples
        ],
        "tokens": dict(tokens),
    }
    # "<" would let a text end the script element
    return _PAGE.format(path=path, settings=orjson.dumps(settings).decode().replace("<", "\\u003c"))
