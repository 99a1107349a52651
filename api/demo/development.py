"""What only development has: a known key, a token for each role, the mock CRM's control. Never in production mode."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

from starlette.routing import BaseRoute, Mount

import connectors.mock
from api.commands.journeys import load_journeys
from api.http.crm_notices import listening
from api.identity.tokens import SignedTokens
from api.settings import Settings
from api.wiring import Runtime
from connectors.journey_files import JourneyFile
from connectors.mock import MockConnector
from connectors.mock.control import control_app
from domain.errors import ConfigurationError
from domain.model.institution.people import Actor, Role

DEMO_JOURNEYS: Final = Path(connectors.mock.__file__).parent / "journeys.csv"
"""Events of the example companies in the systems that are not the CRM."""

_DEMO_OFFICES: Final = {
    Role.REGIONAL_EXECUTIVE: "OFIREG-08",
    Role.SECTOR_OFFICER: "OFIREG-08",
    Role.REGIONAL_HEAD: "OFIREG-08",
    Role.COMMERCIAL_EXECUTIVE: "OFICOM-CN-SHA",
}
"""Office of each role's demonstration token; other roles are of the central level."""


_PERSONS: Final = (("rosa.diaz", "Rosa Díaz", "39.100.001-8"), ("eva.soto", "Eva Soto", "39.100.002-6"))
"""Two invented persons who come with Clave Única and represent nobody yet: id, name, RUN."""


def demo_tokens(tokens: SignedTokens) -> dict[str, str]:
    """A token for each role of the staff and for two persons with Clave Única, by a label that a person reads."""
    found = {}
    for role in Role:
        if role is Role.COMPANY:
            continue
        office = _DEMO_OFFICES.get(role, "CENTRAL")
        actor = Actor(id=f"demo.{role.value.lower()}", name=f"Demostración {role.value}", role=role, office=office)
        found[f"{role.value} · {office}"] = tokens.issue(actor)
    for person, name, run in _PERSONS:
        found[f"COMPANY · {name}"] = tokens.issue(Actor(person, name, Role.COMPANY, run=run))
    return found


async def load_demo_journeys(runtime: Runtime) -> None:
    """What the other systems tell of some example companies (SYS-01); once, however often the demonstration starts."""
    await load_journeys(runtime.services, JourneyFile(DEMO_JOURNEYS))


def development_routes(settings: Settings) -> Callable[[Runtime], list[BaseRoute]]:
    """The mock CRM's control under /mock-crm, when the mock lives in this process; its token is the demo key."""

    def routes(runtime: Runtime) -> list[BaseRoute]:
        if not isinstance(runtime.connector, MockConnector):
            return []
        return [Mount("/mock-crm", control_app(runtime.connector, settings.token_secret.reveal()))]

    return routes


@contextlib.asynccontextmanager
async def serve_mock_control(runtime: Runtime) -> AsyncIterator[None]:
    """
    The mock CRM's control on a port of its own, while inside; for a worker in its own process.

    Raises:
        ConfigurationError: The connector is not the mock.
    """
    settings = runtime.settings
    if not isinstance(runtime.connector, MockConnector):
        raise ConfigurationError(["ATENCION_MOCK_CONTROL_PORT: the connector of this worker is not the mock."])
    app = control_app(runtime.connector, settings.token_secret.reveal())
    async with listening(app, "127.0.0.1", settings.mock_control_port):
        yield
