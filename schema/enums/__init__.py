"""
Enums of the domain as GraphQL enums, each value documented with the protocol's Spanish term.

Importing this package registers them all.

Belongs here: enums and their descriptions. Does not belong here: an enum of the schema alone, which stands beside the
type that has it.
"""

from schema.enums import accounts, cases, catalogue, classes, people, records
from schema.enums.describing import described

__all__ = ["accounts", "cases", "catalogue", "classes", "described", "people", "records"]
