"""Titles inside sentences that people read (COM-01)."""

from __future__ import annotations

import pytest

from domain.protocol.engine.contact_points import no_contact_point
from domain.protocol.engine.titles import in_sentence
from domain.protocol.flows import FLOWS
from tests.support.proving import proves


@proves("COM-01")
@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Invitar a Exporta Más", "invitar a Exporta Más"),
        ("CDA: enviar el formulario", "CDA: enviar el formulario"),
        ("", ""),
    ],
)
def test_names_keep_their_capitals(title: str, said: str) -> None:
    """COM-01: only the first letter changes, and not that of an acronym."""
    assert in_sentence(title) == said


def test_what_is_missing_is_asked_for_with_names_as_they_are_written() -> None:
    """COM-01, CHN-01: for every title of every fact; "Clave Única" and "InvestChile" stay as they are."""
    titles = [fact.title for rules in FLOWS.values() for fact in rules.spec.facts]
    assert "Registrarse en el portal con Clave Única" in titles
    for title in titles:
        assert title[1:] in no_contact_point(title).message
