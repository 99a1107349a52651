"""The CRM that is configured: which connector an installed distribution offers, and what it is sure to refuse."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import Final

from api.settings import Settings
from domain.errors import ConfigurationError
from domain.ports.crm import PORT, ConnectorPlugin, CrmConnector, KnownRefusals
from persistence.sync.changes import ProblemsOf, no_problems

CONNECTORS: Final = "atencion.connectors"


def connector_plugin(name: str) -> ConnectorPlugin:
    """
    The plug-in that an installed distribution offers under this name.

    Raises:
        ConfigurationError: None does; the message lists those that are there.
    """
    offered = {entry.name: entry for entry in entry_points(group=CONNECTORS)}
    if name not in offered:
        known = ", ".join(sorted(offered)) or "none is installed"
        raise ConfigurationError([f"ATENCION_CONNECTOR={name!r}: there is no such connector; known: {known}."])
    plugin: ConnectorPlugin = offered[name].load()
    require_port(plugin, name)
    return plugin


def require_port(plugin: ConnectorPlugin, name: str) -> None:
    """
    Let pass a plug-in that was written for this major of the port.

    Raises:
        ConfigurationError: For another one, with both versions.
    """
    if plugin.port.partition(".")[0] != PORT.partition(".")[0]:
        told = f"it speaks port {plugin.port} of CRMs, and this version speaks {PORT}: install one made for it."
        raise ConfigurationError([f"ATENCION_CONNECTOR={name!r}: {told}"])


def connect(settings: Settings) -> CrmConnector:
    """
    The configured connector, not opened yet.

    Raises:
        ConfigurationError: There is no such connector, or its own settings are wrong; all problems at once.
    """
    plugin = connector_plugin(settings.connector)
    problems = plugin.check_settings(settings.environment)
    if problems:
        raise ConfigurationError(problems)
    return plugin.connect(settings.environment)


def known_problems(settings: Settings, connector: CrmConnector | None) -> ProblemsOf:
    """What the CRM is sure to refuse, told also in a process that has no business with it and opens nothing."""

    @cache
    def known() -> ProblemsOf:
        try:
            told = connector or connect(settings)
        except ConfigurationError:  # a process without the CRM's secrets
            return no_problems
        if isinstance(told, KnownRefusals):
            return told.problems_of
        return no_problems

    return lambda kind, values, *, new: known()(kind, values, new=new)
