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
from domain.protocol.flows import (
    abroad,
    agenda,
    behaviour_note,
    capture,
    demand,
    follow_up,
    institution,
    investment,
    invitation,
    potential_account,
    public,
    request,
    service,
    visit,
)

_ALL: Final = (
    FlowRules(public.HELP_CENTRE, public.HELP_CENTRE_GUARDS, public.HELP_CENTRE_VALUES),
    FlowRules(public.CITIZEN, public.CITIZEN_GUARDS, public.CITIZEN_VALUES),
    FlowRules(public.PORTAL_PROBLEM, public.PORTAL_PROBLEM_GUARDS, public.PORTAL_PROBLEM_VALUES),
    FlowRules(potential_account.FLOW, potential_account.GUARDS, potential_account.VALUES),
    FlowRules(capture.FLOW, capture.GUARDS, capture.VALUES),
    FlowRules(service.FLOW, service.GUARDS, service.VALUES),
    FlowRules(request.FLOW, request.GUARDS, request.VALUES),
    FlowRules(agenda.FLOW, agenda.GUARDS, agenda.VALUES),
    FlowRules(behaviour_note.FLOW, behaviour_note.GUARDS, behaviour_note.VALUES),
    FlowRules(follow_up.FLOW, follow_up.GUARDS, follow_up.VALUES),
    FlowRules(institution.FLOW, institution.GUARDS, institution.VALUES),
    FlowRules(demand.FLOW, demand.GUARDS, demand.VALUES),
    FlowRules(investment.FLOW, investment.GUARDS, investment.VALUES),
    FlowRules(visit.FLOW, visit.GUARDS, visit.VALUES),
    FlowRules(invitation.FLOW, invitation.GUARDS, invitation.VALUES),
    FlowRules(abroad.FLOW, abroad.GUARDS, abroad.VALUES),
)

FLOWS: Final[Mapping[Flow, FlowRules]] = MappingProxyType({rules.spec.flow: rules for rules in _ALL})
"""Every flow that is built, by its name."""
