"""The record of reads as the tests of the API look at it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from domain.model.institution.people import Role
from tests.api.conftest import Desk

BY = """query($by: String) { readsOfPersonalData(first: 100, by: $by) {
  nodes { by role kinds field operation accountId caseId } } }"""


def a_reader(api: Desk, role: Role = Role.REGIONAL_EXECUTIVE) -> Desk:
    """Somebody who has read nothing yet."""
    desk = api.acting_as(role, "OFIREG-08")
    return replace(desk, actor=replace(desk.actor, id=f"lectora.{uuid.uuid4().hex}"))


async def recorded_of(api: Desk, reader: Desk) -> list[dict[str, Any]]:
    found = await api.acting_as(Role.ADMINISTRATOR, "CENTRAL").ask(BY, by=reader.actor.id)
    nodes: list[dict[str, Any]] = found["readsOfPersonalData"]["nodes"]
    return nodes


@dataclass(frozen=True, slots=True)
class _Looked:
    """A look-ahead at `account`."""

    selected: frozenset[str] = frozenset()
    root_field: str = "account"
    operation_name: str | None = None

    def names(self) -> frozenset[str]:
        """What is selected."""
        return self.selected


def _now() -> datetime:
    return datetime.now(UTC)
