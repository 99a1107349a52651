"""Facts that are contacts: staff say by which channel and point of contact they came about (CHN-01, CHN-04)."""

from __future__ import annotations

from domain.model.institution.people import Role
from domain.protocol.engine.contact_points import TELEPHONE
from domain.protocol.engine.rows import Datum, FactSpec


def contact(name: str, title: str, description: str, data: tuple[Datum, ...], roles: frozenset[Role]) -> FactSpec:
    """A fact in which ProChile and the company or person spoke, wrote or met, or tried to. Source: CHN-01, CHN-04."""
    return FactSpec(name, title, description, (*data, TELEPHONE), roles, is_contact=True)
