"""The rules that more than one door can break, each with what every door answers, or why it cannot be reached there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.unit.domain.doors.attended import ATTENDED
from tests.unit.domain.doors.captured import CAPTURED
from tests.unit.domain.doors.doors import Door
from tests.unit.domain.doors.imported import IMPORTED, ROWS
from tests.unit.domain.doors.rows import Row
from tests.unit.domain.doors.values import VALUES

_OF_FLOWS: Final = {**ATTENDED, **CAPTURED, **VALUES, **ROWS}
TABLE: Final[Mapping[str, Row]] = {
    rule: {**cells, Door.FILE: IMPORTED.get(rule, cells[Door.FILE])} for rule, cells in _OF_FLOWS.items()
}
