"""
Dynamics 365 (Dataverse Web API): the connector.

Belongs here: everything that knows how Dataverse speaks. Does not belong here: what to synchronise and who wins.
`plugin` is what the entry point "dynamics365" names; it is made when first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectors.dynamics365.entry import Dynamics365Plugin

    plugin: Dynamics365Plugin


def __getattr__(name: str) -> Dynamics365Plugin:
    if name == "plugin":
        from connectors.dynamics365.entry import Dynamics365Plugin

        return Dynamics365Plugin()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
