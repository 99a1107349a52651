"""A company that comes in by the pages alone: what Rosa types for it, and how Ana finds it."""

from __future__ import annotations

from typing import Final

from tests.support.system.pages import Window

COMPANY: Final = "Exportadora del Biobío SpA"
REGISTRATION: Final = {
    "rut": "44.100.999-2",
    "name": COMPANY,
    "region": "08",
    "commune": "Talcahuano",
    "address": "Colón 123",
    "phone": "+56 41 255 5555",
    "email": "ventas@exportadora.example.cl",
    "sector": "ALIMENTOS_PROCESADOS",
    "siiStarted": "true",
    "taxCategory": "FIRST",
}


def registered(rosa: Window) -> None:
    """Rosa declares the company in the portal."""
    rosa.open("/portal", "form")
    rosa.fill("registrar", REGISTRATION)
    rosa.page.click("form button.main")
    rosa.settled(".next")


def characterised(rosa: Window) -> None:
    """She completes the ficha, the step that the portal offers first."""
    rosa.take("completeFichaInCapture")
    rosa.fill("f-complete_ficha", {"exports": "true", "region": "08"})
    assert "quedó registrado" in rosa.send()


def found_by(ana: Window) -> None:
    """Ana opens the case from the list of her office."""
    ana.open("/escritorio?de=oficina", ".list")
    ana.page.click(f"li:has-text('{COMPANY}') a.title")
    ana.settled(".next")
