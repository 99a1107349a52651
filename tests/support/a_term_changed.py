"""A pytest plug-in: SLA-03 is 4 business days from 2027-01-01, as the row of a routine change makes it (LIN-05)."""

from __future__ import annotations

from datetime import date

from domain.protocol.terms import table

table.CHANGES = (*table.CHANGES, table.changed("SLA-03", date(2027, 1, 1), quantity=4))  # type: ignore[misc]  # before anybody reads it
table.TERMS = table.with_changes(table._OF_2024, table.CHANGES)  # type: ignore[misc]  # as the module does
