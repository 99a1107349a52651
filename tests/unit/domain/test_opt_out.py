"""The signed link of FUP-06: it says who refuses what, and nobody else can make it."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidValue
from domain.protocol.opt_out import STAGES, OptOut, opt_out_link, opt_out_token, read_opt_out

SECRET: Final = "a secret of thirty-two characters or more"
ACCOUNT: Final = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize("stage", STAGES)
def test_a_link_says_what_it_was_made_for(stage: str) -> None:
    """FUP-06, AMB-30: account, stage, case."""
    refused = OptOut(ACCOUNT, stage, "c-1")

    assert read_opt_out(SECRET, opt_out_token(SECRET, refused)) == refused
    assert read_opt_out(SECRET, opt_out_token(SECRET, OptOut(ACCOUNT))) == OptOut(ACCOUNT, "STAGE_1", "")


def test_a_link_is_made_of_the_public_address() -> None:
    """It works in any mail program: no character needs escaping."""
    link = opt_out_link("https://atencion.example/", SECRET, OptOut(ACCOUNT))
    start, _, token = link.rpartition("/")

    assert start == "https://atencion.example/seguimiento/baja"
    assert all(each.isascii() and (each.isalnum() or each in "-_.") for each in token)


def test_a_link_of_another_secret_is_refused() -> None:
    """Only this installation signs for its companies."""
    token = opt_out_token(SECRET, OptOut(ACCOUNT))

    with pytest.raises(InvalidValue) as refused:
        read_opt_out("another secret of thirty-two characters", token)

    assert refused.value.rule == "FUP-06"


@given(place=st.integers(0, 200), letter=st.sampled_from("AZaz09-_."))
def test_a_link_that_was_changed_anywhere_is_refused(place: int, letter: str) -> None:
    """Nobody opts out for somebody else (FUP-06)."""
    token = opt_out_token(SECRET, OptOut(ACCOUNT, "STAGE_1", "c-1"))
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(InvalidValue):
            read_opt_out(SECRET, changed)


@given(st.text(max_size=200))
def test_anything_else_is_refused(text: str) -> None:
    """Whatever somebody types after the address."""
    with pytest.raises(InvalidValue):
        read_opt_out(SECRET, text)
