"""
A believable CRM in memory, for development, demonstrations and tests; it ships in the wheel as a plug-in.

`connector` keeps the port's contract, `dataset` fills it, `faults` breaks it on demand, `control` shows and changes it
over HTTP in development, `journal` lets it outlive its process.

Belongs here: everything about that CRM. Does not belong here: anything that the product needs with another CRM.
"""

from connectors.mock.connector import MockConnector
from connectors.mock.plugin import SETTINGS, plugin

__all__ = ["SETTINGS", "MockConnector", "plugin"]
