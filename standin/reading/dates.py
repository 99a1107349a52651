"""The relative date conditions (`LastXDays`, `ThisMonth`, `OnOrAfter`…) as half-open ranges of instants, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from standin.errors import bad_request

Range = tuple[str | None, str | None]  # from (inclusive), to (exclusive); None: open

_PERIODS: Final = {
    "Today": ("day", 0),
    "Yesterday": ("day", -1),
    "Tomorrow": ("day", 1),
    "ThisWeek": ("week", 0),
    "LastWeek": ("week", -1),
    "NextWeek": ("week", 1),
    "ThisMonth": ("month", 0),
    "LastMonth": ("month", -1),
    "NextMonth": ("month", 1),
    "ThisYear": ("year", 0),
    "LastYear": ("year", -1),
    "NextYear": ("year", 1),
}
_SECOND: Final = timedelta(seconds=1)  # what happened this second is past already
_X = re.compile(r"(LastX|NextX|OlderThanX)(Minutes|Hours|Days|Weeks|Months|Years)$")


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _months(moment: datetime, months: int) -> datetime:
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    last = (datetime(year + (month == 11), (month + 1) % 12 + 1, 1, tzinfo=UTC) - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def _shift(moment: datetime, unit: str, amount: int) -> datetime:
    if unit == "Months":
        return _months(moment, amount)
    if unit == "Years":
        return _months(moment, 12 * amount)
    return moment + timedelta(**{unit.lower(): amount})


def _start(moment: datetime, unit: str, steps: int) -> datetime:
    day = _day(moment)
    if unit == "day":
        return day + timedelta(days=steps)
    if unit == "week":
        return day - timedelta(days=(day.weekday() + 1) % 7) + timedelta(weeks=steps)
    if unit == "month":
        return _months(day.replace(day=1), steps)
    return day.replace(year=day.year + steps, month=1, day=1)


def date_range(name: str, value: Any, now: datetime) -> Range | None:
    """Return the range *name* stands for at the instant *now*; None when there is no such condition here."""
    if name in _PERIODS:
        unit, step = _PERIODS[name]
        return _text(_start(now, unit, step)), _text(_start(now, unit, step + 1))
    if name == "Last7Days":
        return _text(_day(now) - timedelta(days=7)), _text(now + _SECOND)
    if name == "Next7Days":
        return _text(now), _text(_day(now) + timedelta(days=8))
    if name in {"On", "OnOrAfter", "OnOrBefore"}:
        try:
            day = _day(datetime.fromisoformat(str(value)))
        except ValueError as reason:
            raise bad_request(f"The value '{value}' is no date.") from reason
        after = _text(day + timedelta(days=1))
        return (None if name == "OnOrBefore" else _text(day)), (None if name == "OnOrAfter" else after)
    match = _X.match(name)
    if match is None:
        return None
    direction, unit = match.groups()
    amount = int(value)
    if direction == "OlderThanX":
        return None, _text(_shift(now, unit, -amount))
    whole = unit not in {"Minutes", "Hours"}
    if direction == "LastX":
        earlier = _shift(now, unit, -amount)
        return _text(_day(earlier) if whole else earlier), _text(now + _SECOND)
    later = _shift(now, unit, amount)
    return _text(now), _text(_day(later) + timedelta(days=1) if whole else later)
