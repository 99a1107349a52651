"""What a call really sent is charged to the gate that all workers share, once it is known."""

from __future__ import annotations

from domain.ports.crm import CountsRequests, CrmConnector
from domain.ports.sync import Pace, SyncStore


async def charge_what_was_sent(store: SyncStore, connector: CrmConnector, pace: Pace) -> None:
    """
    Charge the gate with what the connector sent beyond the one call that was taken before.

    A connector that does not count sends what its pace supposes. Calls of one process that overlap share their count:
    what one of them is charged too much, another is charged too little.
    """
    if pace.calls_per_second is None or not isinstance(connector, CountsRequests):
        return
    calls = connector.requests_since_asked() / connector.capabilities.requests_per_call - 1
    if calls:
        await store.charge(calls, pace)
