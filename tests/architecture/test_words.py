"""Spanish is said once: the members of an enum carry it (domain.model.worded)."""

from __future__ import annotations

import schema.build  # noqa: F401  (every enum of the API is imported with it)
from domain.model.worded import Worded


def test_every_member_carries_its_word() -> None:
    """COM-01: a member without one would be shown as nothing."""
    enums = Worded.__subclasses__()
    assert len(enums) >= 37
    assert [repr(member) for enum in enums for member in enum if not member.es.strip()] == []


def test_a_member_is_found_by_its_value_alone() -> None:
    """Stored and sent values stay what they were."""
    for enum in Worded.__subclasses__():
        assert [enum(member.value) for member in enum] == list(enum)
        assert all(str(member) == member.value for member in enum)
