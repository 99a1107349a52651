"""The settings of section 6.2: name, the rule that leaves each open, and how its value is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeVar

from domain.model.cases import Flow
from domain.model.institution.configuration import Dated, Setting
from domain.model.institution.people import Role
from domain.model.institution.topics import LONGEST_CODE
from domain.model.institution.tuning import TUNABLE, Tuned
from domain.model.standing import DATA
from domain.protocol.follow_up.contact_reminder import ReminderPeriod
from domain.protocol.routing.agenda_priority import PLANNED, WITHOUT_STAFF
from persistence.configuration.document import Table, rule_id

T = TypeVar("T")

TEST_LEVELS: Final = frozenset({"HIGH", "MEDIUM", "LOW"})


def texts(value: object) -> tuple[str, ...]:
    """A list of texts, none empty, none twice."""
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise ValueError(f"must be a list of texts, not {value!r}")
    if len(set(value)) != len(value):
        raise ValueError("names something twice")
    return tuple(value)


def account_fields(value: object) -> tuple[str, ...]:
    """Names of what may be asked of an account (`standing.DATA`)."""
    names = texts(value)
    if unknown := [name for name in names if name not in DATA]:
        raise ValueError(f"an account has no field {', '.join(unknown)}")
    return names


def sector_codes(known: Mapping[str, str]) -> Callable[[object], frozenset[str]]:
    """Reader of a list of sector codes that the file declares."""

    def read(value: object) -> frozenset[str]:
        codes = texts(value)
        if unknown := [code for code in codes if code not in known]:
            raise ValueError(f"names sectors that are not in `sectors`: {', '.join(unknown)}")
        return frozenset(codes)

    return read


def whole_number(value: object) -> int:
    """A whole number above zero."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"must be a whole number above zero, not {value!r}")
    return value


def numbers(keys: frozenset[str] | None = None, least: int = 1) -> Callable[[object], Mapping[str, int]]:
    """Reader of a table of whole numbers, with keys among *keys* (None: any) and none below *least*."""

    def read(value: object) -> Mapping[str, int]:
        if not isinstance(value, dict) or not value:
            raise ValueError(f"must be a table of whole numbers, not {value!r}")
        for key, number in value.items():
            if keys is not None and key not in keys:
                raise ValueError(f"{key} is none of {', '.join(sorted(keys))}")
            if not isinstance(number, int) or isinstance(number, bool) or number < least:
                raise ValueError(f"{key} must be a whole number, {least} or more, not {number!r}")
        return dict(value)

    return read


def names(value: object) -> Mapping[str, str]:
    """A table of names by code, none empty, in its order."""
    if not isinstance(value, dict) or not value or not all(isinstance(name, str) and name for name in value.values()):
        raise ValueError(f"must be a table of names by code, not {value!r}")
    if too_long := [code for code in value if len(code) > LONGEST_CODE]:
        raise ValueError(f"has codes of more than {LONGEST_CODE} characters: {', '.join(too_long)}")
    return dict(value)


def role_name(value: object) -> str:
    """Name of a role of ROL-01."""
    if not isinstance(value, str) or value not in Role.__members__:
        raise ValueError(f"must be a role, not {value!r}")
    return value


def text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise ValueError(f"must be text in quotes, not {value!r}")
    return value


def hour(value: object) -> str:
    """A local hour, "HH:MM"."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text(value)):
        raise ValueError(f'must be a local hour, "09:00", not {value!r}')
    return text(value)


def yes_or_no(value: object) -> str:
    """ "yes" or "no"."""
    if value not in ("yes", "no"):
        raise ValueError(f'must be "yes" or "no", not {value!r}')
    return text(value)


def rank(value: object) -> str:
    """Which of the two on a par goes first in the queue of agendas."""
    if value not in (PLANNED, WITHOUT_STAFF):
        raise ValueError(f'must be "{PLANNED}" or "{WITHOUT_STAFF}", not {value!r}')
    return text(value)


def period(value: object) -> str:
    """How often executives are reminded."""
    if value not in frozenset(ReminderPeriod):
        raise ValueError(f'must be "weekly" or "monthly", not {value!r}')
    return text(value)


def flows(value: object) -> str:
    """Names of flows, with a space between them."""
    unknown = [name for name in text(value).split() if name not in Flow.__members__]
    if unknown:
        raise ValueError(f"must be flows, not {', '.join(unknown)}; known are {', '.join(Flow.__members__)}")
    return text(value)


def number_in_text(value: object) -> str:
    """A whole number in quotes, zero or more."""
    if not text(value).isdecimal():
        raise ValueError(f'must be a whole number in quotes, "10", not {value!r}')
    return text(value)


def decimal_in_text(value: object) -> str:
    """A number in quotes, zero or more, with a point before its decimals."""
    if not re.fullmatch(r"\d+(\.\d+)?", text(value)):
        raise ValueError(f'must be a number in quotes, "6.5", not {value!r}')
    return text(value)


_READERS: Final[Mapping[Tuned, Callable[[object], str]]] = {
    Tuned.YES_NO: yes_or_no,
    Tuned.NUMBER: number_in_text,
    Tuned.HOUR: hour,
    Tuned.PERIOD: period,
    Tuned.ROLE: role_name,
    Tuned.RANK: rank,
    Tuned.TEXT: text,
    Tuned.FLOWS: flows,
    Tuned.DECIMAL: decimal_in_text,
}
CONTACT_KEYS: Final = frozenset({"1", "2", "3", "FOREIGN", "INSTITUTION"})


def read_setting(settings: Table, name: str, rule: str, parse: Callable[[object], T]) -> Setting[T]:
    """The dated values under `settings.<name>`, oldest first; none: not configured."""
    return Setting(name, rule, _dated(settings, name, parse))


def read_tuning(tuning: Table) -> Mapping[str, Setting[str]]:
    """Other settings by name (`TUNABLE`), each with the rule that leaves it open; values are text."""
    found: dict[str, Setting[str]] = {}
    for name in tuning.names():
        row = tuning.table(name)
        if name not in TUNABLE:
            row.note(f"no rule reads it, so it would have no effect; known are {', '.join(sorted(TUNABLE))}")
        reader = _READERS[TUNABLE.get(name, Tuned.TEXT)]
        rule = row.parsed("rule", rule_id)
        if rule is None:
            row.note("rule is missing; name the rule that leaves the value open")
        found[name] = Setting(name, rule or "", _dated(row, "values", reader))
        row.close()
    return found


def _dated(owner: Table, key: str, parse: Callable[[object], T]) -> tuple[Dated[T], ...]:
    values: list[Dated[T]] = []
    seen: set[date] = set()
    for row in owner.rows(key, name="since"):
        since, source = row.required("since", date), row.required("source", str)
        sample = row.optional("sample", bool) or False
        try:
            value = parse(row.value("value"))
        except ValueError as wrong:
            row.note(f"value {wrong}")
            continue
        finally:
            row.close()
        if since is None or source is None:
            continue
        if since in seen:
            row.note("two values hold from the same day; keep one")
        seen.add(since)
        values.append(Dated(value, since, source, sample))
    return tuple(sorted(values, key=lambda dated: dated.since))
