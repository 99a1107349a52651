"""
A stand-in for Dataverse: the Web API v9.2 as a client meets it, over HTTP, without a tenant.

It imitates what the service documents and refuses with 501 what it does not. It stands alone: it imports no other
package of this project, so that a connector is tested against the documentation and not against itself.
`create_standin` gives the ASGI app, `run_standin` serves it.

Belongs here: what Dataverse does and documents. Does not belong here: what a connector expects of it.
"""

from standin.config import (
    DEFAULT_CLIENT_ID,
    DEFAULT_TENANT,
    DeltaTokenMoment,
    OrganizationConfig,
    ServiceLimits,
    StandInConfig,
    UserConfig,
)
from standin.standin import StandIn
from standin.web.app import create_standin
from standin.web.faults import FaultKind, FaultPlan
from standin.web.server import Address, run_standin, standin_in_thread

__all__ = [
    "DEFAULT_CLIENT_ID",
    "DEFAULT_TENANT",
    "Address",
    "DeltaTokenMoment",
    "FaultKind",
    "FaultPlan",
    "OrganizationConfig",
    "ServiceLimits",
    "StandIn",
    "StandInConfig",
    "UserConfig",
    "create_standin",
    "run_standin",
    "standin_in_thread",
]
