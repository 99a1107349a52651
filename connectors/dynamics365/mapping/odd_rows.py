"""
Pages that are not as the mapping says: row by row, column by column, so that an odd value stands out alone.

A value of another type crosses as its text, which the domain then refuses for that field of that record; everything
else of the page comes in as ever (F-52).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from domain.errors import CrmRejected

Row = Any  # as in `rows`
_SYSTEM: Final = frozenset({"x_at", "x_by", "x_master", "x_owner"})
"""What the domain does without when it is odd."""


def read_oddly(body: bytes, page_type: type[Any], operation: str) -> Any:
    """
    The page, with odd values as text.

    Raises:
        CrmRejected: It is no page of rows at all.
    """
    try:
        page = json.loads(body.decode("utf-8", "replace"))  # takes half a character, too
    except (ValueError, RecursionError):
        page = None
    rows = page.get("value") if isinstance(page, dict) else None
    if not isinstance(rows, list):
        raise CrmRejected("La respuesta del CRM no es una página de registros.", operation=operation)
    (row_type,) = page_type.__annotations__["value"].__args__
    links = {
        name: page.get(wire) for name, wire in (("next_link", "@odata.nextLink"), ("delta_link", "@odata.deltaLink"))
    }
    return page_type(value=[_row(row, row_type) for row in rows if isinstance(row, dict)], **links)


def _row(row: Mapping[str, Any], row_type: type[Row]) -> Row:
    read = {}
    for column in msgspec.structs.fields(row_type):
        if column.encode_name in row:
            read[column.name] = _value(row[column.encode_name], column)
    return row_type(**read)


def _value(told: Any, column: Any) -> Any:
    try:
        return msgspec.convert(told, column.type)
    except (msgspec.ValidationError, UnicodeEncodeError):
        if column.name in _SYSTEM:
            return None
        return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)
