"""Activities and invitations as rows of `persistence.tables.activities`, and back; no statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from sqlalchemy import Column, ColumnElement, or_

from domain.model.activities import Activity, Audience, Invitation, Withdrawal
from domain.model.classes import Category, Group
from persistence.row_mapper import RowMapper, Spread, Stored


def delimited(codes: Iterable[str]) -> str:
    """A set of codes as one text ("|08|16|"); empty: no limit."""
    ordered = sorted(codes)
    return f"|{'|'.join(ordered)}|" if ordered else ""


def codes_of(text: str) -> frozenset[str]:
    """The codes in a text; the inverse of `delimited`."""
    return frozenset(text.strip("|").split("|")) if text else frozenset()


def meant_for(column: Column[str], codes: Iterable[str]) -> ColumnElement[bool]:
    """The delimited column has one of these codes, or sets no limit."""
    return or_(column == "", *(column.contains(f"|{code}|", autoescape=True) for code in sorted(codes)))


def _codes_of(kind: Callable[[str], StrEnum]) -> Stored:
    return Stored(
        lambda members: delimited(each.value for each in members),
        lambda text: frozenset(kind(code) for code in codes_of(text)),
    )


ACTIVITY: Final = RowMapper(
    Activity,
    spread={
        "audience": Spread(
            Audience,
            "for_",
            stored={
                "groups": _codes_of(Group),
                "categories": _codes_of(Category),
                **dict.fromkeys(("sectors", "regions", "markets"), Stored(delimited, codes_of)),
            },
        ),
        "withdrawal": Spread(
            Withdrawal,
            "withdrawn_",
            {"reason": "withdrawal_reason"},
            told_by="withdrawn_at",
        ),
    },
)
_INVITATION: Final = RowMapper(Invitation)
invitation_columns, invitation_from = _INVITATION.columns, _INVITATION.record
"""Every column of `activity_invitation` but pk, and the invitation of a row."""
