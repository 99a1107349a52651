"""The signed link of the follow-up messages: nobody opts out for somebody else, nor for ever (FUP-06)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidValue
from domain.protocol.follow_up.opt_out import STAGES, ExpiredLink, OptOut, OptOutLinks

SECRET: Final = "a secret of thirty-two characters or more"
NEWER: Final = "another secret of thirty-two characters"
LINKS: Final = OptOutLinks("https://atencion.example/", (SECRET,), timedelta(days=30))
MADE: Final = datetime(2024, 9, 13, 15, 0, tzinfo=UTC)
REFUSED: Final = OptOut("m-1", "00000000-0000-4000-8000-000000000001", "STAGE_1", "c-1")


def token_of(links: OptOutLinks, refused: OptOut = REFUSED) -> str:
    return links.link(refused, MADE).rpartition("/")[2]


@pytest.mark.parametrize("stage", STAGES)
def test_a_link_says_what_it_was_made_for(stage: str) -> None:
    """FUP-06, AMB-30: message, account, stage, case."""
    refused = replace(REFUSED, stage=stage)

    assert LINKS.read(token_of(LINKS, refused), MADE) == refused


def test_a_link_is_made_of_the_public_address() -> None:
    """It works in any mail program: no character needs escaping."""
    start, _, token = LINKS.link(REFUSED, MADE).rpartition("/")

    assert start == "https://atencion.example/seguimiento/baja"
    assert all(each.isascii() and (each.isalnum() or each in "-_.") for each in token)


@pytest.mark.parametrize(
    "other",
    [
        replace(REFUSED, message_id="m-2"),
        replace(REFUSED, account_id="a-2"),
        replace(REFUSED, stage="STAGE_2"),
        replace(REFUSED, case_id="c-2"),
    ],
)
def test_a_link_is_of_one_message_account_purpose_and_case(other: OptOut) -> None:
    """F-04: the signature of one link is no signature of another, whatever differs."""
    body, _, _ = token_of(LINKS).partition(".")
    others, _, signature = token_of(LINKS, other).partition(".")

    assert others != body
    with pytest.raises(InvalidValue):
        LINKS.read(f"{body}.{signature}", MADE)


def test_a_link_serves_for_its_days() -> None:
    """F-04: of thirty days from 13 September 2024, 12:00; the last second counts, the next does not."""
    end = datetime(2024, 10, 13, 15, 0, tzinfo=UTC)

    assert LINKS.read(token_of(LINKS), end - timedelta(seconds=1)) == REFUSED
    with pytest.raises(ExpiredLink) as refused:
        LINKS.read(token_of(LINKS), end)
    assert refused.value.rule == "FUP-06"


def test_a_link_survives_a_change_of_key_until_it_expires() -> None:
    """F-04: the newest key signs, the old one still reads; taken away, its links are nobody's."""
    both, newest = replace(LINKS, keys=(NEWER, SECRET)), replace(LINKS, keys=(NEWER,))

    assert both.read(token_of(LINKS), MADE) == REFUSED
    assert newest.read(token_of(both), MADE) == REFUSED
    for links, token in ((newest, token_of(LINKS)), (LINKS, token_of(both))):
        with pytest.raises(InvalidValue) as refused:
            links.read(token, MADE)
        assert not isinstance(refused.value, ExpiredLink)


def test_keys_are_never_printed() -> None:
    """They may end in a log."""
    assert SECRET not in repr(LINKS)


@given(place=st.integers(0, 400), letter=st.sampled_from("AZaz09-_."))
def test_a_link_that_was_changed_anywhere_is_refused(place: int, letter: str) -> None:
    """Nobody opts out for somebody else (FUP-06)."""
    token = token_of(LINKS)
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(InvalidValue):
            LINKS.read(changed, MADE)


@given(st.text(max_size=200))
def test_anything_else_is_refused(text: str) -> None:
    """Whatever somebody types after the address."""
    with pytest.raises(InvalidValue):
        LINKS.read(text, MADE)
