"""The receiver of notices wakes the pull up and does nothing else (issue 3, section 1; fact sheet, section 10)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import date

import httpx2
import pytest

from connectors.dynamics365.mapping.reader import shipped_document
from connectors.dynamics365.mapping.rows import table_mappings
from connectors.dynamics365.settings import Secret
from connectors.dynamics365.webhook import MAX_BYTES, webhook_app
from domain.model.exchange.crm_records import RecordKind

KEY = "a-long-random-key"
MAPPINGS = table_mappings(shipped_document(), date(2026, 1, 5)).values()


@pytest.fixture
async def woken() -> list[RecordKind]:
    return []


@pytest.fixture
async def client(woken: list[RecordKind]) -> AsyncIterator[httpx2.AsyncClient]:
    async def wake_up(kind: RecordKind) -> None:
        woken.append(kind)

    app = webhook_app(Secret(KEY), MAPPINGS, wake_up)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://hub.example") as opened:
        yield opened


@pytest.mark.parametrize(
    ("address", "headers"),
    [(f"/?code={KEY}", {}), ("/", {"x-atencion-key": KEY})],
    ids=["webhook key", "header"],
)
async def test_a_notice_with_the_key_wakes_the_pull_of_its_kind(
    client: httpx2.AsyncClient, woken: list[RecordKind], address: str, headers: Mapping[str, str]
) -> None:
    """Both ways in which Dataverse can be told to authenticate; the body is not needed."""
    response = await client.post(address, headers={**headers, "x-ms-dynamics-entity-name": "pch_action"}, content=b"{")

    assert (response.status_code, woken) == (204, [RecordKind.ACTION])


@pytest.mark.parametrize("address", ["/", "/?code=", "/?code=a-long-random-kez", "/?code=%C3%B1"])
async def test_without_the_key_nothing_happens(
    client: httpx2.AsyncClient, woken: list[RecordKind], address: str
) -> None:
    """401; the comparison takes the same time whatever is sent."""
    response = await client.post(address, headers={"x-ms-dynamics-entity-name": "account"})

    assert (response.status_code, woken) == (401, [])


async def test_an_empty_key_lets_nobody_in(woken: list[RecordKind]) -> None:
    """A receiver that was not configured is closed."""

    async def wake_up(kind: RecordKind) -> None:
        woken.append(kind)

    app = webhook_app(Secret(""), MAPPINGS, wake_up)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://hub.example") as client:
        response = await client.post("/", headers={"x-ms-dynamics-entity-name": "account"})

    assert (response.status_code, woken) == (401, [])


async def test_a_table_that_is_not_ours_is_taken_and_forgotten(
    client: httpx2.AsyncClient, woken: list[RecordKind]
) -> None:
    """The service would repeat what is refused."""
    response = await client.post(f"/?code={KEY}", headers={"x-ms-dynamics-entity-name": "opportunity"})

    assert (response.status_code, woken) == (204, [])


async def test_a_body_larger_than_the_service_sends_is_not_read_to_its_end(
    client: httpx2.AsyncClient, woken: list[RecordKind]
) -> None:
    """The service trims at 256 KB."""
    response = await client.post(
        f"/?code={KEY}", headers={"x-ms-dynamics-entity-name": "account"}, content=b"x" * (MAX_BYTES + 1)
    )

    assert (response.status_code, woken) == (413, [])
