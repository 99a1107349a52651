"""
The flows of the protocol as data, one module each; `FLOWS` holds those that can be played.

Adding a transition is adding a row to its module; adding a flow is adding its row to `_ALL`. How rows are
written: `domain.protocol.engine.rows`.

Belongs here: flows of Chile (`national`), of abroad (`foreign`), and of both. Does not belong here: how rows are played
(`domain.protocol.engine`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.model.cases import Flow
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.flows import enquiry
from domain.protocol.flows.foreign import abroad, demand, investment, invitation, visit
from domain.protocol.flows.national import (
    agenda,
    behaviour_note,
    capture,
    follow_up,
    institution,
    potential_account,
    public,
    request,
    service,
)

_ALL: Final = (
    FlowRules(public.HELP_CENTRE),
    FlowRules(public.CITIZEN),
    FlowRules(public.PORTAL_PROBLEM),
    FlowRules(potential_account.FLOW),
    FlowRules(capture.FLOW),
    FlowRules(service.FLOW),
    FlowRules(request.FLOW),
    FlowRules(agenda.FLOW),
    FlowRules(behaviour_note.FLOW),
    FlowRules(follow_up.FLOW),
    FlowRules(institution.FLOW),
    FlowRules(demand.FLOW),
    FlowRules(investment.FLOW),
    FlowRules(visit.FLOW),
    FlowRules(invitation.FLOW),
    FlowRules(abroad.FLOW),
    FlowRules(enquiry.FLOW),
)

FLOWS: Final[Mapping[Flow, FlowRules]] = MappingProxyType({rules.spec.flow: rules for rules in _ALL})
"""Every flow that is built, by its name."""
