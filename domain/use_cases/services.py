"""What every use case is given: the store, the time, the calendars, the settings and identity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.model.institution.calendar import CalendarBook
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from domain.ports.clock import Clock
from domain.ports.evidence.tax_registry import TaxRegistry
from domain.ports.store import Transactions


@dataclass(frozen=True, slots=True)
class Services:
    """
    The outside, as the use cases see it.

    Attributes:
        calendars: The working calendars as they are now; an administrator may add a holiday (AMB-56).
        configuration: The settings as they are now; called once per use case.
        new_id: A new UUID text, lower case.
        tax_registry: What says of a RUT what the SII has; None: not configured, and registered by hand.
        directory: People and units as they are now, called once per use case; nobody, unless it is given.
    """

    transactions: Transactions
    clock: Clock
    calendars: Callable[[], CalendarBook]
    configuration: Callable[[], ProtocolConfiguration]
    new_id: Callable[[], str]
    directory: Callable[[], Directory] = Directory
    tax_registry: TaxRegistry | None = None

    @property
    def book(self) -> CalendarBook:
        """The working calendars as they are now."""
        return self.calendars()
