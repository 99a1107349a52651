"""Enums of people, offices, channels, rights and sessions."""

from __future__ import annotations

from domain.model.identity import sessions
from domain.model.institution import channels, people
from domain.protocol.access import desk, permissions
from schema.enums.describing import described, worded

worded(channels.Channel, "Channel of a contact (CHN-01).")
worded(channels.PointOfContact, "Point of contact inside a channel (CHN-02, CHN-03, CHN-04).")
worded(people.Role, "Role under which somebody acts (ROL-01).")
worded(desk.Whose, "Whose work is asked for.")
worded(sessions.SessionEnd, "How a session ended before its time.")
worded(people.OfficeKind, "Kind of office (SYS-04).")
described(
    permissions.Permission,
    "Something that not everybody may do.",
    {
        permission.name: f"{grant.verb_es[0].upper()}{grant.verb_es[1:]} ({grant.rule})."
        for permission, grant in permissions.GRANTS.items()
    },
)
