"""
What the classes read of the protocol's settings ("ajustes de las clases"), apart from all that they do not.

Belongs here: the settings by which a set of periods was made, so that the set can be kept up after they have changed.
Does not belong here: where they come from (`domain.model.institution.configuration`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from domain.model.institution.configuration import ActionType, ProtocolConfiguration, Setting


class Settings(Protocol):
    """The settings that classes are derived by: of a `ProtocolConfiguration`, or alone (`ClassSettings`)."""

    @property
    def action_types(self) -> tuple[ActionType, ...]:
        """The catalogue of action types (AMB-37)."""
        ...

    @property
    def mandatory_fields(self) -> Setting[tuple[str, ...]]:
        """DEF-07."""
        ...

    @property
    def sectors(self) -> Mapping[str, str]:
        """Names of the sectors, by code."""
        ...

    @property
    def strategic_sectors(self) -> Setting[frozenset[str]]:
        """DEF-03 (d), AMB-59."""
        ...

    @property
    def test_validity_months(self) -> Setting[int]:
        """DEF-12, AMB-10."""
        ...


@dataclass(frozen=True, slots=True)
class ClassSettings:
    """`Settings` alone, with the version of the configuration that they are of."""

    version: str
    action_types: tuple[ActionType, ...]
    mandatory_fields: Setting[tuple[str, ...]]
    strategic_sectors: Setting[frozenset[str]]
    test_validity_months: Setting[int]

    @property
    def sectors(self) -> Mapping[str, str]:
        """None: periods keep values, and nobody reads a text of theirs."""
        return {}


def class_settings(config: ProtocolConfiguration) -> ClassSettings:
    """What the classes read of *config*."""
    return ClassSettings(
        config.version,
        config.action_types,
        config.mandatory_fields,
        config.strategic_sectors,
        config.test_validity_months,
    )
