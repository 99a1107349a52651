"""
The flows of the protocol as data, one module each; `FLOWS` holds those that can be played.

Adding a transition is adding a row to its module; adding a flow is adding its module to `_MODULES`. How rows are
written: `domain.protocol.engine_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.model.cases import Flow
from domain.protocol.engine_rules import FlowRules

_ALL: Final[tuple[FlowRules, ...]] = ()

FLOWS: Final[Mapping[Flow, FlowRules]] = MappingProxyType({rules.spec.flow: rules for rules in _ALL})
"""Every flow that is built, by its name."""
