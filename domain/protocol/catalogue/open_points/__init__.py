"""
The ambiguity register: what the source leaves open, and the resolution adopted.

Belongs here: questions and resolutions, as text. Does not belong here: the setting that may change one
(persistence.configuration), nor the code that follows it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.protocol.catalogue.open_points import changes, flows, records
from domain.protocol.catalogue.rows import Ambiguity
from domain.protocol.catalogue.text import read_open_points

AMBIGUITIES: Final[Mapping[str, Ambiguity]] = MappingProxyType(
    {row.id: row for each in (flows, records, changes) for row in read_open_points(each.TEXT)}
)
"""Every open point by id, in the order of the register."""
