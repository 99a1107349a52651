"""Every message in every variant, read for what no person should meet in it (COM-01, F-62)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from domain.model.accounts import Account
from domain.model.cases import Case, Value, ValueKind
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor
from domain.model.messages import Language
from domain.protocol.engine.rows import Datum
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.messages.compose import MESSAGES, compose
from messaging.renderer import JinjaRenderer
from tests.support.builders import COMMERCIAL, REGIONAL, an_account
from tests.support.cases.situations import FRIDAY, a_situation
from tests.unit.domain.messages.test_compose import FULL
from tests.unit.domain.messages.test_data_of_flows import _flows_of

RENDERER: Final = JinjaRenderer()
USERS: Final = [person.id for person in FULL.people if "." in person.id]
ACCOUNT_ID: Final = "11111111-2222-4333-8444-555555555555"
OTHER_ID: Final = "66666666-7777-4888-8999-000000000000"
NATIONAL: Final = an_account(
    id=ACCOUNT_ID, regional_executive=REGIONAL.id, commercial_executive="mei.soto", sector_officer="eva.pino"
)
FOREIGN: Final = an_account(
    id=ACCOUNT_ID, name="Shanghai Foods", rut=None, country="CN", region=None, office="OFICOM-CN-SHA", sector=None
)
LATIN: Final = replace(FOREIGN, name="Alimentos Lima SAC", country="PE")
SUPPLIER: Final = an_account(id=OTHER_ID, name="Frutos del Maule Ltda")
NEVER: Final[Mapping[str, re.Pattern[str]]] = {
    "code": re.compile(r"\b[A-Z]{3}-\d{2}\b|\b[A-Z]+_[A-Z_]+\b|\bOFI(REG|COM)-|\bCENTRAL\b"),
    "python": re.compile(r"\b(None|True|False)\b|\[\]|\(\)|<|(?<!^)>", re.MULTILINE),
    "placeholder": re.compile(r"[{}]|(?<![\w.])@\w"),
    "id": re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-"),
    "user": re.compile(rf"\b({'|'.join(map(re.escape, USERS))})\b(?!@)"),
    "country or region code": re.compile(r"(?<![\w-])(CN|PE|FR|CL)(?![\w-])|(?<=Región )\d|\bregi[oó]n \d"),
    "empty": re.compile(r"sin dato|sin informaci|: *\.|\( *\)|«»|, *\.|[ ,]:|\.\.(?!\.)|  |^[-•] *$", re.MULTILINE),
    "number format": re.compile(r"\d{4}-\d{2}-\d{2}|\d{2}:\d{2}:\d{2}"),
}
SPANISH: Final = re.compile(
    r"\b(el|los|las|una|que|con|para|por|su|sus|empresa|gracias|hasta|puede|nos)\b", re.IGNORECASE
)
ENGLISH: Final = re.compile(r"\b(the|and|you|your|with|for|from|company|thank|please|will|this)\b", re.IGNORECASE)


def _value(datum: Datum, language: Language) -> Value:
    """Something to say, in the language of whoever reads it."""
    words = "fruit for export" if language is Language.EN else "fruta de exportación"
    samples: dict[ValueKind, Value] = {
        ValueKind.INTEGER: 3,
        ValueKind.INSTANT: FRIDAY,
        ValueKind.TEXT: words,
        ValueKind.TEXTS: (words, f"{words} (2)"),
        ValueKind.DATE: date(2024, 10, 4),
        ValueKind.BOOLEAN: True,
        ValueKind.RUT: "12.345.678-5",
        ValueKind.COUNTRY: "PE",
        ValueKind.EMAIL: "luisa@ejemplo.cl",
        ValueKind.REGIONS: ("08", "16"),
        ValueKind.ACCOUNT: OTHER_ID,
        ValueKind.ACCOUNTS: (OTHER_ID,),
        ValueKind.CHOICE: next(iter(datum.choices), ""),
    }
    return samples[datum.kind]


def _data_of(ntf: str) -> dict[str, Datum]:
    """What the flows that send it may have brought by then."""
    return {datum.name: datum for flow in _flows_of(ntf) for fact in FLOWS[flow].spec.facts for datum in fact.data}


def _given(ntf: str, language: Language) -> Iterator[dict[str, Value]]:
    """Everything; everything but one; each choice; each answer."""
    data = _data_of(ntf)
    full = {name: _value(datum, language) for name, datum in data.items()}
    yield full
    for name, datum in data.items():
        yield {key: value for key, value in full.items() if key != name}
        for choice in datum.choices:
            yield {**full, name: choice}
        if datum.kind is ValueKind.BOOLEAN:
            yield {**full, name: False}


def _situations(ntf: str) -> Iterator[Situation]:
    readers: tuple[tuple[Account | None, Actor], ...] = (
        (NATIONAL, REGIONAL), (FOREIGN, COMMERCIAL), (LATIN, COMMERCIAL), (None, REGIONAL),
    )  # fmt: skip
    for account, actor in readers:
        language = compose(ntf, a_situation(account, actor=actor)).language
        for given in _given(ntf, language):
            for directory in (FULL, Directory()):
                for flow in sorted(_flows_of(ntf)):
                    case = Case("c-1", flow, "X", FRIDAY, "a", "2024", "Unidad", number=17, data=given)
                    yield a_situation(
                        account, actor=actor, directory=directory, given=given,
                        case=case, accounts={OTHER_ID: SUPPLIER},
                    )  # fmt: skip


def _read(ntf: str, situation: Situation) -> tuple[str, Language] | None:
    """All that the reader sees; None: what it must say is not known, so that it is not written."""
    composed = compose(ntf, situation)
    if MESSAGES[ntf].required - composed.parameters.keys():
        return None
    rendered = RENDERER.render(ntf, composed.language, composed.parameters)
    assert rendered.text.strip()
    return "\n".join((rendered.subject, rendered.text, composed.sender_name or "")), composed.language


@pytest.mark.parametrize("ntf", sorted(MESSAGES))
def test_no_variant_of_a_message_has_a_code_an_id_a_gap_or_a_word_of_the_other_language(ntf: str) -> None:
    """COM-01, section 5: near and direct; whatever is known and whatever is not."""
    read = 0
    for situation in _situations(ntf):
        found = _read(ntf, situation)
        if found is None:
            continue
        read += 1
        said, language = found
        for what, pattern in NEVER.items():
            assert pattern.search(said) is None, (what, pattern.search(said), said)
        assert _foreign_words(ntf, said, language) == [], said
    assert read >= 4


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("code", "el plazo SLA-01"),
        ("code", "queda en SIN_CATEGORIA"),
        ("code", "responde OFIREG-08"),
        ("python", "hasta el None"),
        ("placeholder", "Sale el mensaje @region_notice."),
        ("placeholder", "dentro de {SLA-03}"),
        ("id", "la cuenta 11111111-2222-4333-8444-555555555555"),
        ("user", "a cargo de ana.rojas"),
        ("country or region code", "en CN, Región 8"),
        ("empty", "Se deriva a sin dato."),
        ("empty", "La razón: ."),
        ("empty", "su mercado ()"),
        ("number format", "el 2024-10-04"),
    ],
)
def test_the_reading_finds_what_it_looks_for(what: str, said: str) -> None:
    """A check that finds nothing anywhere says nothing."""
    assert NEVER[what].search(said) is not None
    assert NEVER[what].search("Escriba a ana.rojas@ejemplo.cl: (hasta el 4 de octubre), a las 09:30.") is None


def test_the_reading_finds_words_of_the_other_language() -> None:
    """Section 5: a foreign company reads English, everybody else Spanish."""
    assert _foreign_words("NTF-21", "Thank you para su empresa", Language.EN) == ["para", "su", "empresa"]
    assert _foreign_words("NTF-06", "Estimado equipo: your company", Language.ES) == ["your", "company"]


def _foreign_words(ntf: str, said: str, language: Language) -> list[str]:
    """Words of the other language, proper names aside; an introduction greets both companies in their own."""
    names = ("Business Sweden", "Shanghai Foods", "Feria", "One Click Import", "ProChile")
    text = re.sub("|".join(map(re.escape, names)), "", said)
    text = re.sub(r"\S+@\S+|www\.\S+|https?://\S+|Oficina (Comercial|Regional)[^.\n]*|Frutos del Maule Ltda", "", text)
    if ntf == "NTF-25" and language is Language.EN:
        text = re.sub(r"(?m)^Estimado equipo.*$|un cordial saludo", "", text)
    return (SPANISH if language is Language.EN else ENGLISH).findall(text)
