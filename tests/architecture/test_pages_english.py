"""Every Spanish word of the pages that speak English has its English, in one vocabulary (issue 16, section 5)."""

from __future__ import annotations

import json
import re

import pytest

from pages.languages import Language, english
from pages.serving import PAGES, SHELL_WORDS, STATIC, modules_of
from tests.support.pages_words import said_in, unsaid_in

SPEAKING = sorted(
    {
        name
        for page in PAGES
        if Language.ENGLISH in page.languages
        for name in modules_of(page.module)
        if not name.startswith("vendor/") and name not in {"shared/english.js", "shared/enums.js"}
    }
)
"""The modules of pages that speak English; what these show in Spanish alone, a foreign company would read."""
SOURCES = {name: (STATIC / name).read_text(encoding="utf-8") for name in SPEAKING}
OWN_NAMES = {"Español", "English"}
"""Languages are called in their own words."""


def enumerations() -> list[str]:
    """The Spanish names of values that those modules show."""
    text = (STATIC / "shared/enums.js").read_text(encoding="utf-8")
    words = json.loads(text[text.index("= {") + 2 : text.index("};") + 1])
    kinds = {kind for source in SOURCES.values() for kind in re.findall(r'(?:WORDS\.|\bword\(")(\w+)', source)}
    assert len(kinds) >= 5
    return [name for kind in sorted(kinds) for name in words[kind].values()]


def test_nothing_is_shown_in_one_language_only() -> None:
    """A text between tags, in a spoken attribute or in quotes goes through t`…`, which finds its English."""
    unsaid = {name: [text for text in unsaid_in(source) if text not in OWN_NAMES] for name, source in SOURCES.items()}
    assert {name: texts for name, texts in unsaid.items() if texts} == {}


def test_every_text_has_its_english_and_every_english_its_text() -> None:
    """One that is added needs its line in shared/english.js; one that nobody says goes."""
    said = {text for source in SOURCES.values() for text in said_in(source)} | {*SHELL_WORDS, *enumerations()}
    assert len(said) > 150
    assert sorted(said - english().keys()) == [], "say each in pages/static/shared/english.js"
    assert sorted(english().keys() - said) == []


def test_the_english_holds_what_the_spanish_holds() -> None:
    """The same places, no Spanish sign, and not the Spanish again, but for a name."""
    places = re.compile(r"\{\d\}")
    assert [each for each in english().items() if len({*map(frozenset, map(places.findall, each))}) > 1] == []
    assert [text for text in english().values() if re.search("[áéíóúñ¿¡«»]", re.sub("Atención", "", text))] == []
    assert {text for text, told in english().items() if text == told} == {"RUT", "RUT {0}", "No"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("html`<p>Falta algo</p>`", ["Falta algo"]),
        ("html`<p>${done ? html`<b>Listo</b>` : t`Espere`}</p>`", ["Listo"]),
        ('html`<a aria-label="Sus empresas" class="button main">${x}</a>`', ["Sus empresas"]),
        ("const W = { A: 'Hacer una consulta', B: `Número ${n}` };", ["Hacer una consulta", "Número \0"]),
        ("const x = 1 / 2; // Falta algo\nconst y = /[`/]/.test('ok');", []),
        ("const Q = `query Q { a }`; html`<i>${t`Sí`}</i> · ${n}`", []),
    ],
)  # fmt: skip
def test_a_text_in_one_language_is_found(source: str, found: list[str]) -> None:
    """What the tests above look with: inside others, beside comments and patterns."""
    assert list(unsaid_in(source)) == found
