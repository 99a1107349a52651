"""A tax registry ("SII") that can be asked for a taxpayer by its RUT."""

from __future__ import annotations

from typing import Protocol

from domain.model.evidence.tax_registry import TaxRecord
from domain.model.rut import Rut


class TaxRegistry(Protocol):
    """Read only; whoever implements it passes `tests/contract/tax_registry`. No public API of the SII was verified."""

    source: str
    """As a person calls it, and where it is a sample, that it is one; in Spanish."""

    async def look_up(self, rut: Rut) -> TaxRecord | None:
        """
        The taxpayer of that RUT; None: the registry has none.

        Raises:
            RegistryUnavailable: It does not answer now, or what it answers cannot be read.
        """
        ...
