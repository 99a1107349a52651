"""What only development has, production refuses (issue 2, section 4)."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2
import pytest

from api.settings import DEVELOPMENT_SECRET, Settings
from domain.errors import ConfigurationError


async def test_the_clock_cannot_be_moved_in_production(client: tuple[httpx2.AsyncClient, str]) -> None:
    """The demo clock is never available in production mode, to nobody."""
    http, token = client
    change = 'setClock(input: { now: "2024-09-13T17:00:00Z" }) { clock { now } userErrors { code } }'
    response = await http.post(
        "/graphql",
        json={"query": f"mutation {{ {change} }}"},
        headers={"authorization": f"Bearer {token}"},
    )
    assert response.json()["data"]["setClock"] == {"clock": None, "userErrors": [{"code": "NOT_AUTHORISED"}]}
    clock = await http.post(
        "/graphql", json={"query": "{ clock { now canBeMoved } }"}, headers={"authorization": f"Bearer {token}"}
    )
    told = clock.json()["data"]["clock"]
    assert not told["canBeMoved"]
    assert abs((datetime.fromisoformat(told["now"]) - datetime.now(UTC)).total_seconds()) < 60


async def test_the_schema_cannot_be_read_and_graphiql_is_not_served_in_production(
    client: tuple[httpx2.AsyncClient, str],
) -> None:
    """Introspection and GraphiQL in development only."""
    http, token = client
    asked = await http.post(
        "/graphql", json={"query": "{ __schema { types { name } } }"}, headers={"authorization": f"Bearer {token}"}
    )
    assert asked.json()["errors"]
    page = await http.get("/graphql", headers={"accept": "text/html"})
    assert "GraphiQL" not in page.text


@pytest.mark.parametrize("path", ["/mock-crm/state", "/mock-crm/"])
async def test_the_mock_crms_control_is_not_served_in_production(
    client: tuple[httpx2.AsyncClient, str], path: str
) -> None:
    """The control endpoint is for development only."""
    http, _ = client
    assert (await http.get(path)).status_code == 404


def test_production_does_not_start_without_its_own_key() -> None:
    """The public key of development never signs in production; every wrong setting is told at once."""
    with pytest.raises(ConfigurationError) as wrong:
        Settings.from_env({"ATENCION_PORT": "ninety", "ATENCION_PULL_SECONDS": "0"})
    assert len(wrong.value.problems) == 3
    development = Settings.from_env({"ATENCION_MODE": "development"})
    assert development.token_secret.reveal() == DEVELOPMENT_SECRET
    assert DEVELOPMENT_SECRET not in repr(development)


@pytest.mark.parametrize(
    ("environment", "links"),
    [
        ({}, "http://127.0.0.1:8321"),
        ({"ATENCION_PUBLIC_URL": "https://atencion.example.cl"}, "https://atencion.example.cl"),
    ],
)
def test_links_lead_to_the_port_that_listens(environment: dict[str, str], links: str) -> None:
    """The links of messages lead to this API wherever it listens, unless the operator says where it is reached."""
    settings = Settings.from_env({"ATENCION_MODE": "development", **environment})
    assert settings.listening("127.0.0.1", 8321).public_url == links
