"""RUT and RUN of every valid length go round trip (DAT-01, DAT-02)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidValue
from domain.model.rut import Rut

_WEIGHTS = (2, 3, 4, 5, 6, 7)


def check_digit(number: int) -> str:
    """Modulo 11 with weights 2..7 from the right; 11 is 0 and 10 is K (context facts, Identity)."""
    total = sum(int(digit) * _WEIGHTS[place % 6] for place, digit in enumerate(reversed(str(number))))
    return "0123456789K0"[11 - total % 11]


@pytest.mark.parametrize(
    ("written", "compact", "printed"),
    [
        ("76.012.345-5", "760123455", "76.012.345-5"),
        ("76012345-5", "760123455", "76.012.345-5"),
        (" 760123455 ", "760123455", "76.012.345-5"),
        ("72.041-0", "720410", "72.041-0"),
        ("00072041-0", "720410", "72.041-0"),
        ("000.072.041-0", "720410", "72.041-0"),
        ("1-9", "19", "1-9"),
        ("10.000.013-k", "10000013K", "10.000.013-K"),
    ],
)
def test_one_number_has_one_form_however_it_is_written(written: str, compact: str, printed: str) -> None:
    """DAT-01, F-38: what is shown can be sent back; zeros in front make no other number."""
    rut = Rut.parse(written)
    assert rut.compact == compact
    assert str(rut) == printed
    assert Rut.parse(str(rut)) == Rut.parse(rut.compact) == rut


@given(st.integers(1, 99_999_999), st.integers(0, 6))
def test_every_valid_number_goes_round_trip(number: int, zeros: int) -> None:
    """DAT-01: of one to eight digits."""
    rut = Rut.parse(f"{'0' * zeros}{number}-{check_digit(number)}")
    assert rut.compact == f"{number}{check_digit(number)}"
    assert Rut.parse(str(rut)) == rut


@pytest.mark.parametrize(
    "written", ["", "0", "0-0", "000", "72.041-1", "K", "-9", "hola", "123.456.789-2", "1٠-9", "7.2041-0x"]
)
def test_what_is_no_rut_is_refused_with_what_to_do(written: str) -> None:
    """CAP-04: revise the numbers and the check digit."""
    with pytest.raises(
        InvalidValue, match="no es un RUT válido: revise los números y el dígito verificador"
    ) as refused:
        Rut.parse(written)
    assert refused.value.rule == "CAP-04"
