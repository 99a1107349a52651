"""Groups of commands whose module is imported when one of them is run, not when the first page of help is shown."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "classes": ("api.commands.processes", "The periods by which lists and figures find accounts by class."),
    "crm": ("api.commands.crm", "Connect a Dynamics 365 environment, or rehearse it on a stand-in on this machine."),
    "directory": ("api.commands.institution", "People, offices, telephones and external bodies."),
    "holidays": ("api.commands.administration", "Local holidays made by law (AMB-56)."),
    "identities": ("api.commands.institution", "Who is who for the issuers."),
    "journeys": ("api.commands.journeys", "Events of the systems that are not the CRM."),
    "mail": ("api.commands.mail", "What the mailbox of automatic messages tells."),
    "topics": ("api.commands.institution", "The dated list of topics of consultation (MEA-05)."),
    "webhooks": ("api.commands.administration", "Other systems that are told what changed."),
}
"""Module, in which the group has the name of its command, and the line of help."""


class DeferredGroups(TyperGroup):
    """The commands at hand, and the groups that are elsewhere."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Those at hand first."""
        return [*super().list_commands(ctx), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A group that is elsewhere is a name with a line of help until it is run."""
        if cmd_name in GROUPS:
            return _Deferred(name=cmd_name, help=GROUPS[cmd_name][1])
        return super().get_command(ctx, cmd_name)


class _Deferred(TyperCommand):
    """Stands for a group; becomes it when it is run."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """That of the group itself."""
        name = str(self.name)
        group: typer.Typer = getattr(import_module(GROUPS[name][0]), name)
        return typer.main.get_group(group).make_context(info_name, args, parent=parent, **extra)
