"""The templates: all of section 5, in the language of who reads them, near and direct, without codes (COM-01)."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from domain.errors import InvalidValue, MissingData, UnknownRule
from domain.model.messages import Language
from domain.protocol.engine.titles import MESSAGE_ES
from domain.protocol.follow_up.contact_reminder import CONTACT_REMINDER
from domain.protocol.follow_up.opt_out import OPT_OUT_STAGE, SAMPLE_LINK
from domain.protocol.follow_up.review_notice import QUARTER_REVIEW
from domain.protocol.follow_up.webhook_notice import WEBHOOK_PAUSED
from domain.protocol.messages.compose import (
    ACKNOWLEDGEMENT,
    CASE_NOTICE,
    CHARGE_NOTICE,
    ENQUIRY_NOTICE,
    ESCALATION,
    MESSAGES,
    REMINDER,
    SURVEY,
)
from domain.protocol.messages.links import OPT_OUT_LINK
from messaging.renderer import TEMPLATES, JinjaRenderer, TemplateInfo
from messaging.samples import SAMPLES
from tests.support.mail import NOON
from tests.support.memory.cases import LINKS

RENDERER: Final = JinjaRenderer()
ALL: Final = [pytest.param(info, id=f"{info.version}.{info.language}") for info in RENDERER.catalogue]
TO_FOREIGN_COMPANIES: Final = {
    ACKNOWLEDGEMENT, SURVEY, "NTF-02", "NTF-19", "NTF-21", "NTF-23", "NTF-24", "NTF-25", "NTF-28",
    "NTF-29", "NTF-30", "NTF-33",
}  # fmt: skip
CODE: Final = re.compile(r"\b[A-Z]{3}-\d{2}\b|\b[A-Z]+_[A-Z_]+\b|\b(None|True|False)\b")


def test_every_message_of_section_5_has_a_template_and_a_row() -> None:
    """33 messages, the notices about terms (LIN-03) and cases, the review (EXT-04), the acknowledgement, surveys."""
    spanish = {info.message for info in RENDERER.catalogue if info.language is Language.ES}

    to_staff = {
        REMINDER, ESCALATION, CASE_NOTICE, CHARGE_NOTICE, ENQUIRY_NOTICE, QUARTER_REVIEW, CONTACT_REMINDER,
        WEBHOOK_PAUSED,
    }  # fmt: skip
    assert spanish == {*MESSAGES, *to_staff, ACKNOWLEDGEMENT, SURVEY}
    assert len(MESSAGES) == 33


def test_every_message_has_a_name_for_the_record() -> None:
    """POL-07: one that finds no address is told by its name, whichever it is."""
    assert {info.message for info in RENDERER.catalogue} == set(MESSAGE_ES)


def test_what_goes_to_foreign_companies_also_exists_in_english() -> None:
    """Section 5: the addressee is a foreign company or importer, or may be one: follow-up goes to any (FUP-05)."""
    english = {info.message for info in RENDERER.catalogue if info.language is Language.EN}

    assert english == TO_FOREIGN_COMPANIES


@pytest.mark.parametrize("info", ALL)
def test_a_message_says_its_data_in_both_bodies_and_no_internal_code(info: TemplateInfo) -> None:
    """COM-01: near language, without codes; HTML and text say the same."""
    rendered = RENDERER.render(info.message, info.language, SAMPLES[info.message])

    assert rendered.template_version == info.version
    assert 10 < len(rendered.subject) < 100
    assert "\n" not in rendered.subject
    for text in (rendered.subject, rendered.text):
        assert CODE.search(text) is None
        assert "{" not in text
        assert "<" not in text
    assert "prochile.gob.cl" in rendered.text
    assert f'<html lang="{info.language}">' in rendered.html


@pytest.mark.parametrize("info", ALL)
def test_a_row_gives_every_datum_that_its_template_names(info: TemplateInfo) -> None:
    """What a template needs and `compose` would never give can only fail when a case needs it."""
    if info.message in MESSAGES:
        row = MESSAGES[info.message]

        assert set(info.parameters) <= set(row.parameters)
        assert row.required <= set(row.parameters)


@pytest.mark.parametrize("info", ALL)
def test_a_message_without_one_of_its_data_is_refused_by_name(info: TemplateInfo) -> None:
    """A message that does not say what it must is not sent (section 5, "must say")."""
    for name in info.parameters:
        given = {key: value for key, value in SAMPLES[info.message].items() if key != name}

        with pytest.raises(MissingData) as refused:
            RENDERER.render(info.message, info.language, given)

        assert refused.value.missing == (name,)


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("NTF-03", ["3 días hábiles", "lunes 23 de septiembre de 2024", "medio"]),
        ("NTF-04", ["pasos antes de iniciar el proceso exportador", "capacitación", "Sercotec", "Corfo"]),
        ("NTF-05", ["dentro de los próximos días"]),
        ("NTF-06", ["3 días hábiles como máximo", "lunes 23 de septiembre de 2024"]),
        ("NTF-07", ["3 días hábiles como máximo", "entrevista o visita"]),
        ("NTF-10", ["Centro de Ayuda", "4 días hábiles"]),
        ("NTF-11", ["Atención Ciudadana", "canal único"]),
        ("NTF-12", ["Sus derechos", "Sus obligaciones", "pagar la cuota", "encuesta de satisfacción"]),
        ("NTF-13", ["misión comercial", "martes 12 de noviembre de 2024"]),
        ("NTF-14", ["carta certificada", "5 días hábiles", "descargos", "viernes 25 de octubre de 2024"]),
        ("NTF-15", ["se reserva el derecho", "indíquelo expresamente"]),
        ("NTF-16", ["Falta de interés", "> Este año no ampliaremos proveedores."]),
        ("NTF-17", ["casa matriz en Chile", "ejecutivo/a regional"]),
        ("NTF-28", ["al menos 30 días antes"]),
        ("NTF-29", ["¿Cómo le fue?", "cómo podemos seguir apoyándole", "no recibir más", "Ana Rojas"]),
        ("NTF-30", ["¿Se concretaron?"]),
    ],
)
def test_a_message_says_what_section_5_asks(message: str, says: list[str]) -> None:
    """The column "must say" of section 5, message by message; COM-01."""
    text = RENDERER.render(message, Language.ES, SAMPLES[message]).text

    assert [each for each in says if each not in text] == []


def test_the_company_that_exports_is_promised_no_number_of_days() -> None:
    """EXP-01: "dentro de los próximos días"; the three business days are the office's matter."""
    rendered = RENDERER.render("NTF-05", Language.ES, SAMPLES["NTF-05"])

    assert re.search(r"\d+ días|tres días|hábil", rendered.text + rendered.subject) is None


def test_what_a_company_is_called_cannot_become_markup() -> None:
    """A name is a name: it is escaped in HTML and literal in the text and the subject."""
    name = 'Pérez & Hijos <b>"Ltda"</b>'
    rendered = RENDERER.render("NTF-06", Language.ES, {**SAMPLES["NTF-06"], "company": name})

    assert rendered.subject == f"Nueva empresa exportadora por contactar: {name}"
    assert "<b>" not in rendered.html
    assert name in rendered.text


def test_a_message_that_can_be_refused_carries_the_link_it_is_given() -> None:
    """FUP-06, FUP-08: these two alone, in both bodies."""
    link = "https://x.example/seguimiento/baja/abc.def"
    for info in RENDERER.catalogue:
        rendered = RENDERER.render(info.message, info.language, SAMPLES[info.message], {OPT_OUT_LINK: link})
        refusable = info.message in OPT_OUT_STAGE

        words = "tell us here" if info.language is Language.EN else "avísenos aquí"
        assert (f"{words}: {link}\n" in rendered.text) is refusable
        assert (f'href="{link}"' in rendered.html) is refusable
    assert dict(OPT_OUT_STAGE) == {"NTF-29": "STAGE_1", "NTF-30": "STAGE_2"}


def test_the_acknowledgement_has_nothing_to_fill_in() -> None:
    """F-05: an address that only an outsider typed gets a fixed text, in each language."""
    fixed = [info for info in RENDERER.catalogue if info.message == ACKNOWLEDGEMENT]

    assert [(info.language, info.parameters) for info in fixed] == [(Language.EN, ()), (Language.ES, ())]


@pytest.mark.parametrize("message", sorted(OPT_OUT_STAGE))
def test_nothing_that_a_template_is_filled_with_makes_a_live_link(message: str) -> None:
    """FUP-06, F-04: whoever fills in a template gets the dead link, whatever parameters they name."""
    given = {**SAMPLES[message], "account_id": "a-1", "case_id": "c-1", "opt_out_link": "https://x.example/"}
    rendered = RENDERER.render(message, Language.ES, given)

    assert f'href="{SAMPLE_LINK}"' in rendered.html
    assert rendered.html.count("href=") == 1
    with pytest.raises(InvalidValue):
        replace(LINKS, keys=("", *LINKS.keys)).read(SAMPLE_LINK.rpartition("/")[2], NOON)


def test_a_message_without_english_version_goes_in_spanish() -> None:
    """Only messages to foreign companies have an English version; nobody goes without."""
    assert RENDERER.render("NTF-06", Language.EN, SAMPLES["NTF-06"]).html.startswith('<!doctype html>\n<html lang="es"')


def test_an_unknown_template_is_refused() -> None:
    """There is no message beyond section 5 and the two notices."""
    with pytest.raises(UnknownRule):
        RENDERER.render("NTF-99", Language.ES, {})


def test_a_template_that_was_released_is_never_changed() -> None:
    """
    Messages keep the version they were written with, so a new wording is a new file (section 5).

    When this fails: keep the old file, add the next version, and add its line to versions.json.
    """
    held = json.loads((TEMPLATES / "versions.json").read_text(encoding="utf-8"))
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in TEMPLATES.glob("*.j2")}

    assert found == held


def test_the_newest_version_is_used_for_new_messages(tmp_path: Path) -> None:
    """v10 is newer than v9 (as numbers, not as text)."""
    for number in (2, 9, 10):
        (tmp_path / f"NTF-05.v{number}.es.j2").write_text(
            f"{{% block subject %}}S{number}{{% endblock %}}<p>{{{{ company }}}}</p>", encoding="utf-8"
        )
    rendered = JinjaRenderer(tmp_path).render("NTF-05", Language.ES, {"company": "A"})

    assert (rendered.subject, rendered.template_version) == ("S10", "NTF-05.v10")
