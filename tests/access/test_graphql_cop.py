"""
What graphql-cop (github.com/dolevf/graphql-cop, version of 2025) looks for in an endpoint, each finding by its name.

Asked in production mode with a valid token, as the tool does with `-H`; each test holds that the tool finds nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from api.identity.tokens import SignedTokens
from tests.access.world import Api, opened, staff

pytestmark = pytest.mark.xdist_group("access of staff")
PRODUCTION = {"ATENCION_MODE": "production", "ATENCION_TAX_REGISTRY": ""}


@pytest.fixture(scope="module")
async def production(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """The API in production mode, on an empty store."""
    async with opened(tmp_path_factory.mktemp("cop"), **PRODUCTION) as api:
        yield api


async def asked(api: Api, document: str) -> dict[str, Any]:
    """The answer to a document."""
    found: dict[str, Any] = (await api.raw(staff("REGIONAL_EXECUTIVE"), document)).json()
    return found


async def sent(api: Api, method: str, **how: Any) -> httpx2.Response:
    """A request in another shape than JSON over POST."""
    token = SignedTokens(api.runtime.settings.token_secret).issue(staff("REGIONAL_EXECUTIVE"))
    headers = {"authorization": f"Bearer {token}", **how.pop("headers", {})}
    return await api.client.request(method, "/graphql", headers=headers, **how)


def data_of(response: httpx2.Response) -> Any:
    """Its data; None: none, or it is no JSON."""
    try:
        return response.json().get("data")
    except ValueError:
        return None


async def test_alias_overloading(production: Api) -> None:
    """dos_alias_overloading: one hundred and one aliases of one field are not answered."""
    aliases = " ".join(f"alias{n}: __typename" for n in range(101))
    assert not (await asked(production, f"query cop {{ {aliases} }}")).get("data")


async def test_batch_queries(production: Api) -> None:
    """dos_batch: ten queries in a JSON array are not answered."""
    response = await sent(production, "POST", json=[{"query": "query cop { __typename }"}] * 10)
    assert not isinstance(response.json(), list)
    assert data_of(response) is None


async def test_circular_query_by_introspection(production: Api) -> None:
    """dos_circular_introspection: fields of types of fields of types are not listed."""
    inner = "fields { type { " * 4 + "name" + " } }" * 4
    assert not (await asked(production, f"query cop {{ __schema {{ types {{ {inner} }} }} }}")).get("data")


async def test_directive_overloading(production: Api) -> None:
    """dos_directive_overloading: ten unknown directives are not told of one by one."""
    told = await asked(production, "query cop { __typename " + "@aa" * 10 + " }")
    assert "data" not in told
    assert len(told["errors"]) < 10


async def test_field_duplication(production: Api) -> None:
    """dos_field_duplication: five hundred times one field is not answered."""
    assert not (await asked(production, "query cop { " + "__typename " * 500 + "}")).get("data")


async def test_introspection(production: Api) -> None:
    """info_introspect: the schema is not told."""
    assert not (await asked(production, "query cop { __schema { types { name fields { name } } } }")).get("data")


async def test_field_suggestions(production: Api) -> None:
    """info_field_suggestions: a misspelt field is not answered with the right one."""
    for document in (
        "query cop { __schema { directive } }",
        "query cop { acount { id } }",
        "query cop { viewer { rol } }",
    ):
        assert "Did you mean" not in str(await asked(production, document))


async def test_graphiql(production: Api) -> None:
    """info_graphiql: a browser is shown no console."""
    page = (await sent(production, "GET", headers={"accept": "text/html"})).text
    assert not any(
        word in page for word in ("graphiql.min.css", "GraphQL Playground", "GraphiQL", "graphql-playground")
    )


async def test_get_method_query_support(production: Api) -> None:
    """info_get_method_support: a query in an address is not answered."""
    assert data_of(await sent(production, "GET", params={"query": "query cop {__typename}"})) is None


async def test_get_based_mutation(production: Api) -> None:
    """info_get_based_mutation: a mutation in an address is not run."""
    assert data_of(await sent(production, "GET", params={"query": "mutation cop {__typename}"})) is None


async def test_post_based_url_encoded_query(production: Api) -> None:
    """info_post_based_csrf: a form of another site is not answered."""
    assert data_of(await sent(production, "POST", data={"query": "query cop { __typename }"})) is None


async def test_trace_mode(production: Api) -> None:
    """info_trace_mode: no answer carries timings of resolvers."""
    for document in ("query cop { __typename }", "query cop { nada }"):
        assert "tracing" not in str(await asked(production, document)).lower()


async def test_unhandled_error_detection(production: Api) -> None:
    """info_unhandled_error: a document that is none is answered without an exception of ours."""
    told = await asked(production, "qwerty cop { abc }")
    assert "exception" not in str(told).lower()
    assert "traceback" not in str(told).lower()
