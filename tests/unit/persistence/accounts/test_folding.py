"""What search takes for the same word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.rut import Rut
from persistence.accounts.folding import fold, name_key, search_text, search_words, words
from tests.support.builders import an_account


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ñuñoa", ["nunoa"]),
        ("  AGRÍCOLA   Los-Robles S.A. ", ["agricola", "los", "robles", "s", "a"]),
        ("O'Higgins & Cía.", ["o", "higgins", "cia"]),
        ("76.012.345-0", ["760123450"]),
        ("11.111.111-k", ["11111111k"]),
        ("ventas_2@example.cl", ["ventas", "2", "example", "cl"]),
        ("Straße", ["strasse"]),
        ("𝕬ndes", ["andes"]),
        ("...", []),
    ],
)
def test_words_are_letters_and_digits_without_case_or_accents(text: str, expected: list[str]) -> None:
    """Issue 2, section 3: search by RUT, name, e-mail, sector. A RUT is one word, dots or not."""
    assert words(text) == expected


def test_an_account_is_found_by_each_of_its_words_once() -> None:
    """Names, RUT, e-mail and sector, each word between spaces; AMB-63: the telephone under a mark nobody asks for."""
    account = an_account(
        name="Conservas del Sur SpA", trade_name="Del Sur", rut=Rut.parse("11.111.111-1"), email="a@sur.cl", sector="X1"
    )
    assert search_text(account) == " conservas del sur spa 111111111 a cl x1 ☎12345678 "
    assert name_key("Ágora  Ltda.") == "agora ltda"


def test_an_account_is_found_by_its_website() -> None:
    """AMB-63: the host, without "www."; a shared site (a social network) with its page."""
    found = search_text(an_account(name="A", rut=None, email=None, phone="123", website="https://www.Viña-Sur.cl/es"))
    assert found == " a alimentos vina sur cl "
    assert "☎" not in search_words("☎12345678")


def test_a_question_keeps_its_longest_words() -> None:
    """A word that another one begins with asks for nothing more."""
    assert search_words("Sur sureño agr sur") == ("sureno", "agr")
    assert search_words(" . ") == ()


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("76.012.345-5", "760123455"),
        ("76 012 345-5", "760123455"),
        ("76012345 5", "760123455"),
        ("76.012.345\u20135", "760123455"),  # an en dash, as word processors make it
        ("76.012.345\u20115", "760123455"),  # a hyphen that does not break
        ("76.012.345\u22125", "760123455"),  # a minus sign
        (" 76.012.345-5. ", "760123455"),
        ("10.000.013-k", "10000013k"),
        ("72.041\u20130", "720410"),
        ("1-9", "19"),
    ],
)
def test_a_rut_is_asked_for_in_any_spelling_in_which_it_is_entered(asked: str, word: str) -> None:
    """DAT-01, F-38: what an account was registered with finds it."""
    assert search_words(asked) == (word,)


def test_digits_apart_are_words() -> None:
    """DAT-01: "1 9" happens to be a RUT, and nobody means it."""
    assert search_words("1 9") == ("1", "9")
    assert search_words("76012345 6") == ("76012345", "6")  # its check digit is wrong


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is stored folds to itself, so question and answer meet."""
    for word in words(text):
        assert words(word) == [word]
        assert fold(word) == word
