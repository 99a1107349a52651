"""Whether two accounts may be the same company: by hand, and for any account (AMB-63)."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.exchange.similarity import (
    MOST,
    Profile,
    SimilarityKind,
    clues,
    most_similar,
    name_words,
    phone_key,
    similarity,
    website_key,
)
from domain.model.rut import Rut
from tests.support.builders import an_account

NAME, ALIKE = SimilarityKind.SAME_NAME, SimilarityKind.SIMILAR_NAME
MAIL, DOMAIN = SimilarityKind.SAME_EMAIL, SimilarityKind.SAME_EMAIL_DOMAIN
SITE, CROSS = SimilarityKind.SAME_WEBSITE, SimilarityKind.EMAIL_OF_WEBSITE
PHONE, COUNTRY = SimilarityKind.SAME_PHONE, SimilarityKind.SAME_COUNTRY


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Agrícola Los Robles SpA", ("agricola", "robles")),
        ("SOCIEDAD AGRICOLA LOS ROBLES LTDA.", ("agricola", "robles")),
        ("Agrícola Los Robles S.A.", ("agricola", "robles")),
        ("Agrícola Los Robles S. A.", ("agricola", "robles")),
        ("Agrícola Los Robles E.I.R.L.", ("agricola", "robles")),
        ("Agrícola Los Robles S.p.A.", ("agricola", "robles")),
        ("Agricola Los Robles, S. de R.L. de C.V.", ("agricola", "robles")),
        ("Agricola Los Robles, S.A. de C.V.", ("agricola", "robles")),
        ("Grupo K S.A.", ("grupo", "k")),
        ("Müller & Söhne GmbH", ("muller", "sohne")),
        ("Shanghai Fruit Co., Ltd.", ("shanghai", "fruit")),
        ("Acme, Inc.", ("acme",)),
        ("Acme LLC", ("acme",)),
        ("Vinos Ibéricos S.L.", ("vinos", "ibericos")),
        ("SpA", ("spa",)),
        ("SpA Ltda.", ("spa",)),
        ("...", ()),
    ],
)
def test_a_name_is_its_telling_words(name: str, expected: tuple[str, ...]) -> None:
    """AMB-63: case, accents, legal form and linking words tell no company from another."""
    assert name_words(name) == expected


@pytest.mark.parametrize(
    ("website", "expected"),
    [
        ("https://www.Frutas-Rosales.cl/contacto?x=1", "frutas-rosales.cl"),
        ("frutas-rosales.cl", "frutas-rosales.cl"),
        ("http://frutas-rosales.cl:8080", "frutas-rosales.cl"),
        ("https://www.facebook.com/FrutasRosales/?ref=x", "facebook.com/frutasrosales"),
        ("https://linkedin.com/company/frutas-rosales#about", "linkedin.com/company/frutas-rosales"),
        ("https://facebook.com/", None),
        ("no tiene", None),
        ("", None),
        (None, None),
    ],
)
def test_a_website_is_its_host(website: str | None, expected: str | None) -> None:
    """AMB-63: on a site that many share, the page is what tells."""
    assert website_key(website) == expected


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("+56 41 222 3333", "12223333"),
        ("(041) 222-3333", "12223333"),
        ("412223333", "12223333"),
        ("222 3333", None),
        ("no tiene", None),
        (None, None),
    ],
)
def test_a_telephone_is_its_end(phone: str | None, expected: str | None) -> None:
    """AMB-63: with or without code of the country."""
    assert phone_key(phone) == expected


def kinds(one: Profile, other: Profile) -> list[SimilarityKind]:
    found = similarity(one, other)
    return [] if found is None else [reason.kind for reason in found.reasons]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Profile("Frutas Rosales SpA", country="CL"), Profile("FRUTAS ROSÁLES LTDA.", country="CL"), [NAME, COUNTRY]),
        (Profile("Frutas Rosales", country="CL"), Profile("Frutas Rosales", country="PE"), [NAME]),
        # " frutas rosales " has 15 pairs, " fruta rosales " 14, in common 13 (all but "s " once, "as"): 26 of 29
        (Profile("Frutas Rosales", country="CL"), Profile("Fruta Rosales", country="CL"), [ALIKE, COUNTRY]),
        (Profile("Frutas Rosales", country="CL"), Profile("Fruta Rosales"), [ALIKE]),
        (Profile("Frutas Rosales", country="CL"), Profile("Fruta Rosales", country="PE"), []),
        (Profile("Frutas Rosales"), Profile("Exportadora Internacional Frutas Rosales"), [ALIKE]),
        (Profile("Rosales"), Profile("Exportadora Internacional Rosales"), []),
        # " agricola maule " has 15 pairs, " agricola maipo " 15, in common 11: 22 of 30
        (Profile("Agrícola Maule", country="CL"), Profile("Agrícola Maipo", country="CL"), []),
        (Profile("Rosales Frutas"), Profile("Frutas Rosales"), [NAME]),
        (Profile("Inversiones Norte", trade_name="Frutas Rosales"), Profile("Frutas Rosales S.A."), [NAME]),
        (Profile(email="a@rosales.cl"), Profile(email="A@Rosales.cl"), [MAIL]),
        (Profile(email="a@rosales.cl"), Profile(email="b@rosales.cl"), [DOMAIN]),
        (Profile(email="a@gmail.com"), Profile(email="b@gmail.com"), []),
        (Profile(email="a@hotmail.cl"), Profile(email="b@hotmail.cl"), []),
        (Profile(email="a@gmail.com"), Profile(email="a@gmail.com"), [MAIL]),
        (Profile(website="www.rosales.cl"), Profile(website="https://rosales.cl/"), [SITE]),
        (Profile(email="a@rosales.cl"), Profile(website="rosales.cl"), [CROSS]),
        (Profile(website="facebook.com/a"), Profile(website="facebook.com/b"), []),
        (Profile(phone="+56 41 222 3333"), Profile(phone="412223333"), [PHONE]),
        (Profile("Uno", country="CL"), Profile("Dos", country="CL"), []),
        (Profile(""), Profile(""), []),
        (
            Profile("Rosales", country="CL", email="a@rosales.cl", website="rosales.cl", phone="412223333"),
            Profile("Rosales", country="CL", email="b@rosales.cl", website="rosales.cl", phone="412223333"),
            [NAME, PHONE, SITE, DOMAIN, COUNTRY],
        ),
    ],
)
def test_what_two_accounts_have_in_common(one: Profile, other: Profile, expected: list[SimilarityKind]) -> None:
    """AMB-63: a country, or a provider of mail for everybody, is never a reason by itself."""
    assert kinds(one, other) == expected
    assert kinds(other, one) == expected


def test_the_rut_tells_two_companies_apart() -> None:
    """AMB-63: with different RUTs they are two, whatever else they share; one without RUT may be either."""
    one = Profile("Rosales", website="rosales.cl", rut=Rut.parse("76.012.345-5"))
    assert similarity(one, replace(one, rut=Rut.parse("11.111.111-1"))) is None
    assert kinds(one, replace(one, rut=None)) == [NAME, SITE]


def test_the_reasons_are_told_in_spanish() -> None:
    """AMB-63: the strongest first."""
    found = similarity(Profile("Rosales", website="rosales.cl"), Profile("ROSALES S.A.", website="www.rosales.cl"))
    assert found is not None
    assert [reason.text for reason in found.reasons] == [
        "Mismo nombre, sin contar mayúsculas, tildes ni la forma legal.",
        "Mismo sitio web.",
    ]


def test_few_are_proposed_and_the_likeliest_first() -> None:
    """AMB-63."""
    same = an_account(name="Frutas Rosales", rut=None, phone=None, email="x@rosales.cl")
    others = [an_account(name="Fruta Rosales", rut=None, phone=None, email=None) for _ in range(2 * MOST)]
    found = most_similar(Profile("Frutas Rosales", email="y@rosales.cl"), [*others, same])
    assert len(found) == MOST
    assert found[0][0] is same
    assert [each.id for each, _ in found[1:]] == sorted(each.id for each in others)[: MOST - 1]


def test_clues_are_few_and_bear_other_endings() -> None:
    """AMB-63: three beginnings of words at most, of telling words."""
    told = Profile("Sociedad Exportadora de Frutas Rosales SpA", email="a@rosales.cl", phone="412223333")
    assert clues(told) == [
        ("exportado", "rosal", "frut"),
        ("exportado", "rosal"),
        ("exportado", "frut"),
        ("rosal", "frut"),
        ("rosales", "cl", "a"),
        ("rosales", "cl"),
        ("☎12223333",),
    ]
    assert clues(Profile("Rosales")) == [("rosal",)]
    assert clues(Profile("...", website="no", phone="1")) == []


WORDS = st.text("abcdefghijklmnopqrstuvwxyzáéíóúñü", min_size=2, max_size=9)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
FEW = st.sampled_from(["rosales", "canelos", "maipo"])
FORMS = st.sampled_from(
    ["", " SpA", " S.A.", " Ltda.", " Limitada", " E.I.R.L.", " GmbH", ", Inc.", " LLC", " S.L.", " Co., Ltd."]
)
PROFILES = st.builds(
    Profile,
    name=st.one_of(NAMES, FEW),
    trade_name=st.one_of(st.none(), NAMES, FEW),
    country=st.sampled_from([None, "CL", "PE"]),
    email=st.one_of(st.none(), st.builds("{}@{}.cl".format, FEW, FEW), st.builds("{}@gmail.com".format, FEW)),
    website=st.one_of(st.none(), st.builds("https://{}.cl/".format, FEW), st.just("facebook.com/rosales")),
    phone=st.one_of(st.none(), st.sampled_from(["+56 41 222 3333", "412223333", "229998888"])),
    rut=st.sampled_from([None, "760123455", "111111111"]),
)


@given(PROFILES, PROFILES)
def test_similarity_is_the_same_both_ways(one: Profile, other: Profile) -> None:
    """AMB-63: for any two accounts."""
    assert similarity(one, other) == similarity(other, one)


@given(PROFILES, PROFILES)
def test_an_account_is_most_similar_to_itself(one: Profile, other: Profile) -> None:
    """AMB-63: no other account is more like it than it is."""
    itself, another = similarity(one, one), similarity(one, other)
    assert itself is not None
    assert another is None or another.score <= itself.score


@given(PROFILES, PROFILES, FORMS)
def test_case_accents_and_legal_form_do_not_matter(one: Profile, other: Profile, form: str) -> None:
    """AMB-63: however the name is written, the answer is the same."""
    plain = "".join(c for c in unicodedata.normalize("NFD", one.name) if not unicodedata.combining(c))
    written = replace(one, name=plain.upper() + form)
    assert similarity(written, other) == similarity(one, other)
