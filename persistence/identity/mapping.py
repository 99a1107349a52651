"""Sessions as rows and back."""

from __future__ import annotations

from typing import Final

from domain.model.identity.sessions import LoginAttempt, Session
from persistence.row_mapper import RowMapper

_SESSION: Final = RowMapper(Session, renamed={"end": "ended_how"})
session_columns, session_from = _SESSION.columns, _SESSION.record
"""Every column but the key, and the session of a row."""
attempt_from: Final = RowMapper(LoginAttempt).record
"""The attempt of a row."""
