"""
Single values: what a column accepts, how it is stored, how it is written and how people read it.

Stored form: ids lower-case text, dates ISO text at whole seconds in UTC, bare dates ISO text, choices whole numbers,
several choices "1,9", numbers as numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import orjson

from standin.errors import invalid_character, invalid_property, option_out_of_range, too_long, value_out_of_range
from standin.reading.odata import GUID
from standin.tables.schema import CHOICES, INTEGERS, LOOKUPS, NUMBERS, TEXTS, Column, ColumnType, DateBehavior

_DATE = re.compile(r"\d{4}-\d\d-\d\d$")
_EARLIEST: Final = "1753-01-01"
_NOT_XML: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


def instant_text(moment: datetime) -> str:
    """Write an instant as the service does: UTC, whole seconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_instant(text: str) -> str:
    """
    Return *text* as a stored instant; without an offset it is taken as UTC, parts of a second are cut off.

    Raises:
        ValueError: It is no date and time.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return instant_text(moment)


def read_value(column: Column, value: Any) -> Any:
    """Check *value* of a payload against *column* and return its stored form; None stays None."""
    if value is None:
        return None
    reader = _READERS.get(column.type)
    if reader is None:
        raise invalid_property(column.name, column.table, "the column cannot be written this way")
    return reader(column, value)


def _mismatch(column: Column, value: Any, expected: str) -> Exception:
    return invalid_property(
        column.name, column.table, f"Cannot convert the literal '{value}' to the expected type '{expected}'."
    )


def _read_text(column: Column, value: Any) -> str | None:
    if not isinstance(value, str):
        raise _mismatch(column, value, "Edm.String")
    wrong = None if value.isprintable() else _NOT_XML.search(value)
    if wrong is not None:
        raise invalid_character(column.name, wrong[0])
    if column.max_length is not None and utf16_units(value) > column.max_length:
        raise too_long(column.name, column.table, column.max_length)
    return value or None  # an empty text is kept as none


def utf16_units(text: str) -> int:
    """Return the length as the service counts it: characters beyond the basic plane, such as emojis, count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _read_number(column: Column, value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _mismatch(column, value, "Edm.Int32" if column.type in INTEGERS else "Edm.Decimal")
    if column.type in INTEGERS and not isinstance(value, int):
        raise _mismatch(column, value, "Edm.Int32")
    if (column.minimum is not None and value < column.minimum) or (
        column.maximum is not None and value > column.maximum
    ):
        raise value_out_of_range(column.name, value)
    if column.type in INTEGERS:
        return value
    return round(float(value), column.precision if column.precision is not None else 10)


def _read_boolean(column: Column, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _mismatch(column, value, "Edm.Boolean")
    return value


def _read_choice(column: Column, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _mismatch(column, value, "Edm.Int32")
    if all(option.value != value for option in column.all_options):
        raise option_out_of_range(column.name, column.table, value)
    return value


def _read_choices(column: Column, value: Any) -> str | None:
    if not isinstance(value, str):
        raise _mismatch(column, value, "Edm.String")
    known = {option.value for option in column.all_options}
    numbers: set[int] = set()
    for piece in filter(None, (part.strip() for part in value.split(","))):
        if not re.fullmatch(r"-?\d+", piece) or int(piece) not in known:
            raise option_out_of_range(column.name, column.table, piece)
        numbers.add(int(piece))
    if len(numbers) > 150:
        raise option_out_of_range(column.name, column.table, "more than 150 values")
    return ",".join(map(str, sorted(numbers))) or None


def _read_date(column: Column, value: Any) -> str:
    if not isinstance(value, str):
        raise _mismatch(column, value, "Edm.DateTimeOffset")
    try:
        if column.behavior is DateBehavior.DATE_ONLY:
            if not _DATE.match(value):
                raise _mismatch(column, value, "Edm.Date")
            text = date.fromisoformat(value).isoformat()
        else:
            text = f"{date.fromisoformat(value)}T00:00:00Z" if _DATE.match(value) else parse_instant(value)
    except ValueError as reason:
        raise _mismatch(column, value, "Edm.DateTimeOffset") from reason
    if text < _EARLIEST:
        raise value_out_of_range(column.name, value)
    return text


def _read_guid(column: Column, value: Any) -> str:
    if not isinstance(value, str) or not GUID.fullmatch(value):
        raise _mismatch(column, value, "Edm.Guid")
    return value.lower()


_READERS: Final[dict[ColumnType, Callable[[Column, Any], Any]]] = {
    **dict.fromkeys(TEXTS, _read_text),
    **dict.fromkeys(NUMBERS, _read_number),
    ColumnType.BOOLEAN: _read_boolean,
    **dict.fromkeys(CHOICES, _read_choice),
    ColumnType.MULTISELECT: _read_choices,
    ColumnType.DATETIME: _read_date,
    ColumnType.UNIQUEIDENTIFIER: _read_guid,
}


def wire_writer(column: Column) -> Callable[[Any], Any] | None:
    """Return what turns a stored value into JSON; None when it already is."""
    if column.type is ColumnType.MONEY:
        return lambda value: orjson.Fragment(f"{value:.4f}")
    if column.type is ColumnType.DECIMAL:
        places = column.precision if column.precision is not None else 2
        return lambda value: orjson.Fragment(f"{value:.{places}f}")
    return None


def format_value(column: Column, value: Any, *, language: int, offset_hours: int, symbol: str) -> str | None:
    """Return what a person reads for *value*, None where the service adds no formatted value. Not for lookups."""
    if value is None or column.type in TEXTS or column.type is ColumnType.UNIQUEIDENTIFIER or column.type in LOOKUPS:
        return None
    if column.type in CHOICES:
        return next((option.label(language) for option in column.all_options if option.value == value), str(value))
    if column.type is ColumnType.MULTISELECT:
        labels = {option.value: option.label(language) for option in column.all_options}
        return "; ".join(labels.get(int(number), number) for number in value.split(","))
    if column.type is ColumnType.BOOLEAN:
        named = {option.value: option.label(language) for option in column.all_options}
        return named.get(int(value), "Yes" if value else "No")
    if column.type is ColumnType.DATETIME:
        return _format_date(column, value, offset_hours)
    if column.type is ColumnType.MONEY:
        return f"{symbol}{value:,.2f}"
    if column.type in INTEGERS:
        return f"{value:,}"
    return f"{value:,.{column.precision if column.precision is not None else 2}f}"


def _format_date(column: Column, value: str, offset_hours: int) -> str:
    if column.behavior is DateBehavior.DATE_ONLY:
        day = date.fromisoformat(value)
        return f"{day.month}/{day.day}/{day.year}"
    moment = datetime.fromisoformat(value)
    if column.behavior is DateBehavior.USER_LOCAL:
        moment += timedelta(hours=offset_hours)
    text = f"{moment.month}/{moment.day}/{moment.year}"
    return text if column.format == "DateOnly" else f"{text} {moment.strftime('%I:%M %p').lstrip('0')}"
