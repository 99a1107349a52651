"""How the synchronisation paces itself; everything the CRM says about its own limits comes from its connector."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """
    Times in seconds.

    Attributes:
        lease_seconds: How long a claim lives. A call starts only in its first third and is cut after another third,
            so that a worker that was frozen cannot send late.
        poll_seconds: Pause when nothing is due; a wake-up cuts it short.
        pull_seconds: Pause between pulls of a kind that is caught up.
        sweep_seconds: Pause between two walks over all records that look for unqueued differences.
        batch: Most messages in one call (the connector may bear less); it starts at `first_batch`, doubles while calls
            take less than `quick_seconds`, and halves when one fails.
        per_stream: Most messages of one account in one call.
        backoff_seconds, backoff_most_seconds: First and longest wait after a failed call.
        refusal_tries, refusal_seconds, refusal_most_seconds: How often a change is sent again whose refusal may pass,
            and the first and longest wait between; after that it waits for a person.
        pull_page: Records asked for in one page.
    """

    lease_seconds: float = 60.0
    poll_seconds: float = 1.0
    pull_seconds: float = 5.0
    sweep_seconds: float = 3600.0
    batch: int = 100
    first_batch: int = 10
    quick_seconds: float = 5.0
    per_stream: int = 20
    backoff_seconds: float = 0.5
    backoff_most_seconds: float = 60.0
    refusal_tries: int = 8
    refusal_seconds: float = 5.0
    refusal_most_seconds: float = 900.0
    pull_page: int = 1000
