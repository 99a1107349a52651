"""
Proof that the tests hold the protocol: take a rule away, and a test that claims it must turn red.

Belongs here: the claim (`proves`), what is taken away (`changes`, `switches`), and the run (`plugin`). Does not belong
here: a rule, or a test of one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

_Test = TypeVar("_Test", bound=Callable[..., Any])


def proves(*rules: str) -> Callable[[_Test], _Test]:
    """
    Claim that the test turns red when one of these rules is taken away from the code ("CAP-10").

    `make prove` holds every claim to it.
    """

    def claim(test: _Test) -> _Test:
        marked: _Test = pytest.mark.proves(*rules)(test)
        return marked

    return claim
