"""
The settings that have no field of their own in the configuration ("otros ajustes"): their names, and what each may be.

A name or value that no rule reads has no effect, so the file that gives it is refused (F-76). Reading goes through
`tuned`, which knows the same names.

Belongs here: the closed list. Does not belong here: what a rule does with a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from domain.model.institution.configuration import ProtocolConfiguration


class Tuned(StrEnum):
    """What a setting may be."""

    YES_NO = "yes or no"
    NUMBER = "a whole number, zero or more"
    HOUR = "a local hour"
    ROLE = "a role"
    PERIOD = "weekly or monthly"
    RANK = "planned or without_staff"
    TEXT = "text"
    DECIMAL = "a number, zero or more, with a point before its decimals"
    FLOWS = "names of flows with a space between them"


TUNABLE: Final[Mapping[str, Tuned]] = {
    "term_roll_over": Tuned.YES_NO,  # AMB-05
    "term_reminders": Tuned.YES_NO,  # LIN-03
    "term_reminder_hours": Tuned.NUMBER,  # LIN-03: before the end
    "term_escalation_hours": Tuned.NUMBER,  # LIN-03: after the end
    "term_escalation_role": Tuned.ROLE,  # LIN-03
    "term_reminder_hour": Tuned.HOUR,  # LIN-03: from it
    "term_reminder_last_hour": Tuned.HOUR,  # LIN-03: until it
    "agenda_feedback_reminder_days": Tuned.NUMBER,  # AMB-24
    "agenda_late_minutes_as_absence": Tuned.NUMBER,  # AMB-65
    "agenda_on_a_par_first": Tuned.RANK,  # AMB-26
    "capture_expiry_days": Tuned.NUMBER,  # CAP-02: days without movement on the company's side
    "contact_reminders": Tuned.PERIOD,  # AMB-64: how often of whom to contact
    "exporta_mas_minute": Tuned.TEXT,  # FUP-03
    "former_user_company_notice": Tuned.YES_NO,  # AMB-57
    "satisfaction_target": Tuned.DECIMAL,  # POL-08: mean score from which satisfaction is high
    "sme_sizes": Tuned.TEXT,  # POL-14: sizes of company that are SMEs, with a comma between them
    "survey_days": Tuned.NUMBER,  # MEA-04: for how many days a survey can be answered
    "survey_highest_score": Tuned.NUMBER,  # MEA-04: best score; the worst is 1
    "survey_on_close": Tuned.FLOWS,  # MEA-04: whose cases send it when they close
    "user_portal_url": Tuned.TEXT,  # RTE-02
}
"""By name; what it is for is told in the file that sets it."""


def tuned(config: ProtocolConfiguration, name: str, day: date) -> str | None:
    """
    The value in force on *day*; None: not configured.

    Raises:
        KeyError: There is no setting of that name.
    """
    if name not in TUNABLE:
        raise KeyError(name)
    setting = config.tuning.get(name)
    dated = None if setting is None else setting.on(day)
    return None if dated is None else dated.value
