"""Activities and invitations as rows of `persistence.tables.activities`, and back; no statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, or_

from domain.model.activities import Activity, Audience, Invitation, Withdrawal
from domain.model.classes import Category, Group
from domain.model.institution.people import Role

AnyRow = Row[Any]
Columns = dict[str, object]


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


def activity_columns(activity: Activity) -> Columns:
    """Every column of `activity` but pk."""
    audience, withdrawal = activity.audience, activity.withdrawal
    return {
        "id": activity.id,
        "version": activity.version,
        "type": activity.type,
        "name": activity.name,
        "starts_on": activity.starts_on,
        "ends_on": activity.ends_on,
        "apply_by": activity.apply_by,
        "for_groups": delimited(group.value for group in audience.groups),
        "for_categories": delimited(category.value for category in audience.categories),
        "for_sectors": delimited(audience.sectors),
        "for_regions": delimited(audience.regions),
        "for_markets": delimited(audience.markets),
        "rights": list(activity.rights),
        "obligations": list(activity.obligations),
        "unit": activity.unit,
        "office": activity.office,
        "link": activity.link,
        "planned_by": activity.planned_by,
        "planned_role": activity.planned_role.value,
        "planned_at": activity.planned_at,
        "withdrawn_by": withdrawal.by if withdrawal else None,
        "withdrawn_role": withdrawal.role.value if withdrawal else None,
        "withdrawn_at": withdrawal.at if withdrawal else None,
        "withdrawal_reason": withdrawal.reason if withdrawal else None,
    }


def activity_from(row: AnyRow) -> Activity:
    """The activity of a row of `activity`."""
    withdrawal = None
    if row.withdrawn_at is not None:
        withdrawal = Withdrawal(row.withdrawn_by, Role(row.withdrawn_role), row.withdrawn_at, row.withdrawal_reason)
    return Activity(
        id=row.id,
        type=row.type,
        name=row.name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        apply_by=row.apply_by,
        audience=Audience(
            groups=frozenset(Group(code) for code in codes_of(row.for_groups)),
            categories=frozenset(Category(code) for code in codes_of(row.for_categories)),
            sectors=codes_of(row.for_sectors),
            regions=codes_of(row.for_regions),
            markets=codes_of(row.for_markets),
        ),
        rights=tuple(row.rights),
        obligations=tuple(row.obligations),
        unit=row.unit,
        office=row.office,
        link=row.link,
        planned_by=row.planned_by,
        planned_role=Role(row.planned_role),
        planned_at=row.planned_at,
        version=row.version,
        withdrawal=withdrawal,
    )


def invitation_columns(invitation: Invitation) -> Columns:
    """Every column of `activity_invitation` but pk."""
    return {
        "activity_id": invitation.activity_id,
        "account_id": invitation.account_id,
        "action_id": invitation.action_id,
        "by": invitation.by,
        "at": invitation.at,
    }


def invitation_from(row: AnyRow) -> Invitation:
    """The invitation of a row of `activity_invitation`."""
    return Invitation(row.activity_id, row.account_id, row.action_id, row.by, row.at)
