"""
Dynamics 365 (Dataverse Web API): the connector, and a stand-in server to rehearse it on.

Belongs here: everything that knows how Dataverse speaks. Does not belong here: what to synchronise and who wins.
`plugin` is what the entry point "dynamics365" names. The stand-in lives in `emulator` and shares nothing with the
connector but the protocol they speak.
"""

from __future__ import annotations

from typing import Final

from connectors.dynamics365.plugin import Dynamics365Plugin

plugin: Final = Dynamics365Plugin()
