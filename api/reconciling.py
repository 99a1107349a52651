"""What the reconciliation with the CRM follows, made of the settings and use cases of this process."""

from __future__ import annotations

from functools import partial

from domain.model.institution.configuration import ProtocolConfiguration
from domain.use_cases.accounts.follow_merge import merge_timers
from domain.use_cases.accounts.taken_from_crm import against_rules
from domain.use_cases.follow_up.follow_actions import follow_up_timers
from domain.use_cases.services import Services
from sync.records import Policy


def policy_of(configuration: ProtocolConfiguration, services: Services, *, normalises: bool) -> Policy:
    """
    See `Policy`.

    Args:
        normalises: Our spelling of a RUT is written over the CRM's (`ATENCION_NORMALISE_RUT`).
    """
    return Policy(
        owners=configuration.field_owners,
        protocol_version=configuration.version,
        new_id=services.new_id,
        normalises=normalises,
        directory=services.directory,
        follow=partial(follow_up_timers, services),
        joined=partial(merge_timers, services),
        against=partial(against_rules, services),
    )
