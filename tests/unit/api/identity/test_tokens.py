"""Signed tokens: who they stand for, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api.identity import tokens as auth
from api.identity.tokens import SignedTokens, TokenRefused
from api.settings import Secret
from domain.model.institution.people import Actor, Role

SECRET = Secret("a key that only this test ever uses")
ANA = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")


def test_a_token_stands_for_its_actor_the_second_time_too() -> None:
    """Issue 2, section 4: a verified token is remembered, and is still the same actor."""
    tokens = SignedTokens(SECRET)
    token = tokens.issue(ANA)

    assert tokens.verify(token) == ANA
    assert tokens.verify(token) == ANA


def test_a_remembered_token_ends_when_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remembering never makes a token live longer."""
    tokens = SignedTokens(SECRET)
    token = tokens.issue(ANA, valid_for=timedelta(hours=1))
    assert tokens.verify(token) == ANA
    real = auth.time.time()

    monkeypatch.setattr(auth.time, "time", lambda: real + 3_599)
    assert tokens.verify(token) == ANA
    monkeypatch.setattr(auth.time, "time", lambda: real + 3_601)
    with pytest.raises(TokenRefused) as over:
        tokens.verify(token)
    assert over.value.expired


def test_a_token_that_was_altered_or_has_expired_is_nobody() -> None:
    """A token of another key, an altered one beside a remembered one, and an expired one."""
    tokens = SignedTokens(SECRET)
    token = tokens.issue(ANA)
    tokens.verify(token)
    head, body, _signature = token.split(".")

    refused = [
        (tokens, f"{head}.{body}.AAAA", False),
        (SignedTokens(Secret("another key, as long as the first one")), token, False),
        (tokens, tokens.issue(ANA, valid_for=timedelta(seconds=-1)), True),
    ]
    for verifier, sent, expired in refused:
        with pytest.raises(TokenRefused) as told:
            verifier.verify(sent)
        assert told.value.expired is expired


def test_only_so_many_tokens_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded; a forgotten token is checked anew."""
    monkeypatch.setattr(auth, "_REMEMBERED", 2)
    tokens = SignedTokens(SECRET)
    issued = [tokens.issue(Actor(f"person.{n}", "P", Role.ANALYST)) for n in range(3)]

    assert [tokens.verify(token) for token in issued] == [Actor(f"person.{n}", "P", Role.ANALYST) for n in range(3)]
    assert len(tokens._known) == 2
    assert tokens.verify(issued[0]) == Actor("person.0", "P", Role.ANALYST)
