"""A toy endpoint in process, and a client for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from api.http.graphql_endpoint import GraphQLEndpoint, GraphQLSettings, graphql_routes
from schema.execution import Engine
from schema.limits import Limits
from tests.api.transport.toy_schema import Row, toy_schema

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HELLO = {"data": {"hello": "hello you"}}
"""What `{ hello }` is answered."""


class Toy:
    """The toy server, with what its resolvers share."""

    def __init__(
        self,
        settings: GraphQLSettings | None = None,
        limits: Limits | None = None,
        refuse: Exception | None = None,
        **engine: Any,
    ) -> None:
        self.context: dict[str, Any] = {"greeting": "hi", "things": [Row(name="a", ok=True)]}
        self.contexts_made = 0
        self.refuse = refuse
        self.engine = Engine(toy_schema(), limits, **engine)
        self.app = Starlette(routes=graphql_routes(GraphQLEndpoint(self.engine, self.make_context, settings)))

    async def make_context(self, _request: Request) -> dict[str, Any]:
        self.contexts_made += 1
        if self.refuse is not None:
            raise self.refuse
        return self.context

    def client(self) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=self.app, raise_app_exceptions=True)
        return httpx2.AsyncClient(transport=transport, base_url="http://test")

    async def send(self, method: str, url: str = "/graphql", **given: Any) -> httpx2.Response:
        async with self.client() as client:
            return await client.request(method, url, **given)

    async def post(self, body: Any, accept: str = GRAPHQL, **headers: str) -> httpx2.Response:
        return await self.send("POST", json=body, headers={"accept": accept, **headers})

    async def get(self, accept: str = GRAPHQL, **params: str) -> httpx2.Response:
        return await self.send("GET", params=params, headers={"accept": accept})


MakeToy = Callable[..., Toy]


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture
def make_toy() -> MakeToy:
    return Toy


def code_of(response: httpx2.Response) -> str:
    """Return the code of the only error of a request error, which has no data."""
    body = response.json()
    assert set(body) == {"errors"}
    (error,) = body["errors"]
    code = error["extensions"]["code"]
    assert isinstance(code, str)
    assert error["message"]
    return code
