"""Rules that live in a function, each with what turns it off: the function, and what stands in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

SWITCHES: Final[Mapping[str, tuple[Callable[[], None], ...]]] = {}
