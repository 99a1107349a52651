"""What ProChile does ("ámbito de acción"), as it is told on every channel. Source: POL-06, POL-17."""

from __future__ import annotations

from typing import Final

SCOPE_ES: Final = (
    "ProChile promueve la internacionalización de las empresas chilenas, y apoya la atracción de inversiones, el "
    "turismo y la imagen país."
)
"""The mission, in a sentence for whoever makes contact. Source: POL-17."""
