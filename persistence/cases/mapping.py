"""Cases and events as rows of `persistence.tables.cases`, and back; no statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.model.cases import Case, CaseEvent, TakenBack, Undo, Value
from domain.protocol.flows import FLOWS
from persistence.row_mapper import RowMapper, in_json


def _single_key(case: Case) -> str | None:
    single = FLOWS[case.flow].spec.one_per_account if case.flow in FLOWS else False
    is_single = single and case.account_id is not None and case.closed_at is None
    return f"{case.flow.value}:{case.account_id}" if is_single else None


_DATA: Final = in_json(Mapping[str, Value])
data_from: Final[Callable[[Any], dict[str, Value]]] = _DATA.read
_CASE: Final = RowMapper(Case, renamed={"number": "pk"}, unwritten={"number"}, made={"single_key": _single_key})
case_columns, case_from = _CASE.columns, _CASE.record
"""Every column of `protocol_case` but pk, and the case of a row."""
_EVENT: Final = RowMapper(CaseEvent)
event_columns, event_from = _EVENT.columns, _EVENT.record
"""Every column of `case_event` but pk, and the event of a row."""
undo_columns, taken_back_columns = in_json(Undo).written, in_json(TakenBack).written
"""As JSON keeps them."""
