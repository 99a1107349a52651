"""
The flows of the protocol as data, one module each; `FLOWS` holds those that can be played.

Adding a transition is adding a row to its module; adding a flow is adding its row to `_ALL`. How rows are
written: `domain.protocol.engine_rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.model.cases import Flow
from domain.protocol.engine_rules import FlowRules
from domain.protocol.flows import capture, potential_account, public

_ALL: Final = (
    FlowRules(public.HELP_CENTRE, public.HELP_CENTRE_GUARDS, public.HELP_CENTRE_VALUES),
    FlowRules(public.CITIZEN, public.CITIZEN_GUARDS, public.CITIZEN_VALUES),
    FlowRules(public.PORTAL_PROBLEM, public.PORTAL_PROBLEM_GUARDS, public.PORTAL_PROBLEM_VALUES),
    FlowRules(potential_account.FLOW, potential_account.GUARDS, potential_account.VALUES),
    FlowRules(capture.FLOW, capture.GUARDS, capture.VALUES),
)

FLOWS: Final[Mapping[Flow, FlowRules]] = MappingProxyType({rules.spec.flow: rules for rules in _ALL})
"""Every flow that is built, by its name."""
