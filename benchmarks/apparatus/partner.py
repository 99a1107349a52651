"""
Microsoft's own asynchronous client, which the connector is measured beside, where it is installed.

It comes with the workshop (`requirements/dev.in`) and is no part of the product.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Self

from benchmarks.apparatus.upstream import ACCOUNT_ROW, PAGE

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken
    from PowerPlatform.Dataverse.aio import AsyncDataverseClient
    from PowerPlatform.Dataverse.models.upsert import UpsertItem


class StaticCredential:
    """A token that is always good."""

    async def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
        from azure.core.credentials import AccessToken

        return AccessToken("token", int(time.time()) + 86_400)

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_failure: object) -> None:
        """Nothing is open."""


def is_installed() -> bool:
    """Whether there is somebody to compare with."""
    return importlib.util.find_spec("PowerPlatform") is not None


def client(url: str) -> AsyncDataverseClient:
    """The client, to be entered. ImportError when it is not installed."""
    from PowerPlatform.Dataverse.aio import AsyncDataverseClient

    return AsyncDataverseClient(url, StaticCredential())


def items(keys: Sequence[str], columns: Mapping[str, object]) -> list[UpsertItem]:
    """What the client upserts: accounts of these keys, with the same columns each."""
    from PowerPlatform.Dataverse.models.upsert import UpsertItem

    plain = {name: str(value) if isinstance(value, date) else value for name, value in columns.items()}
    return [UpsertItem({"accountid": key}, dict(plain)) for key in keys]


async def read_all(theirs: AsyncDataverseClient) -> int:
    """Every account of the upstream, page by page; how many."""
    select = [name for name in ACCOUNT_ROW if not name.startswith("@")]
    pages = theirs.records.list_pages("account", select=["accountid", *select], page_size=PAGE)
    return sum([len(page) async for page in pages])
