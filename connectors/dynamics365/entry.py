"""What the entry point names: judges the settings and makes a connector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.dynamics365.connector import Dynamics365Connector, connector_for
from connectors.dynamics365.mapping.reader import load_document
from connectors.dynamics365.settings import read_settings, settings_from
from domain.errors import ConfigurationError


class Dynamics365Plugin:
    """See `domain.ports.crm.ConnectorPlugin`."""

    name = "dynamics365"
    port = "1.0"

    def check_settings(self, settings: Mapping[str, str]) -> Sequence[str]:
        """See the port; the mapping file is judged too."""
        read, problems = read_settings(settings)
        if read is None:
            return problems
        try:
            load_document(read.mapping_file, read.prefix)
        except ConfigurationError as error:
            return error.problems
        return ()

    def connect(self, settings: Mapping[str, str]) -> Dynamics365Connector:
        """See the port; the mapping in force today, in the agency's zone, is used."""
        return connector_for(settings_from(settings), datetime.now(ZoneInfo("America/Santiago")).date())
