"""GraphQL over HTTP, clause by clause: https://graphql.github.io/graphql-over-http/draft/ (issue 2, section 4).

The 61 audits of npm `graphql-http` run against a real server in tests/frontend/graphql_http_audit; here stands what
they do not look at, and the reason for each choice.
"""

from __future__ import annotations

import pytest

from api.http.graphql_endpoint import GraphQLSettings, StatusCodes
from schema.faults import Fault, FaultCode
from schema.limits import Limits
from tests.api.transport.conftest import GRAPHQL, JSON, MakeToy, Toy, code_of


async def test_a_query_by_post_and_by_get(toy: Toy) -> None:
    """Section "Request": both methods, the same answer."""
    posted = await toy.post({"query": "query($n: String) { hello(name: $n) }", "variables": {"n": "Ana"}})
    got = await toy.get(query="query($n: String) { hello(name: $n) }", variables='{"n": "Ana"}')
    for response in (posted, got):
        assert (response.status_code, response.json()) == (200, {"data": {"hello": "hello Ana"}})
        assert response.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (GRAPHQL, GRAPHQL),
        (JSON, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("", JSON),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON};q=0.9, {GRAPHQL}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON};q=0.6", JSON),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"text/html, {GRAPHQL};q=0.1", GRAPHQL),
        ("Application/GraphQL-Response+JSON; charset=utf-8", GRAPHQL),
        ("text/html, */*;q=0.8", JSON),
    ],
)
async def test_the_answer_has_the_media_type_the_client_weighs_highest(toy: Toy, accept: str, expected: str) -> None:
    """Section "Body": the highest priority media type that is supported (RFC 9110, 12.5.1)."""
    response = await toy.post({"query": "{ hello }"}, accept)
    assert (response.status_code, response.headers["content-type"]) == (200, f"{expected}; charset=utf-8")
    assert response.headers["vary"] == "accept"


@pytest.mark.parametrize("accept", ["text/html", "application/xml, image/*", f"{JSON};q=0"])
async def test_a_client_that_can_read_neither_is_told(toy: Toy, accept: str) -> None:
    """Section "Body": 406 and nothing runs."""
    response = await toy.post({"query": "{ hello }"}, accept)
    assert (response.status_code, code_of(response)) == (406, "NOT_ACCEPTABLE")
    assert toy.contexts_made == 0


MISTAKES = [
    ({"query": "{"}, "GRAPHQL_PARSE_FAILED", 400, 400),
    ({"query": "{ nope }"}, "GRAPHQL_VALIDATION_FAILED", 400, 422),
    ({"query": "query A { hello } query B { hello }"}, "OPERATION_RESOLUTION_FAILURE", 400, 422),
    ({"query": "{ hello }", "operationName": "B"}, "OPERATION_RESOLUTION_FAILURE", 400, 422),
    ({"query": "query($s: Float!) { slow(seconds: $s) }"}, "BAD_USER_INPUT", 400, 422),
    ({"query": "{ page(first: 101) { totalCount } }"}, "PAGE_SIZE_OUT_OF_RANGE", 400, 422),
]


@pytest.mark.parametrize(("body", "code", "common", "draft"), MISTAKES)
async def test_a_request_error_has_a_status_that_says_so(
    make_toy: MakeToy, body: dict[str, object], code: str, common: int, draft: int
) -> None:
    """Section "Status Codes": without data a 4xx; 422 by the newer draft; old clients keep 200."""
    for settings, status in ((None, common), (GraphQLSettings(status_codes=StatusCodes.DRAFT), draft)):
        response = await make_toy(settings).post(body)
        assert (response.status_code, code_of(response)) == (status, code)
        old_client = await make_toy(settings).post(body, JSON)
        assert (old_client.status_code, code_of(old_client)) == (200, code)


async def test_data_with_errors_is_a_success(make_toy: MakeToy) -> None:
    """Section "Status Codes": 200, or 294 by the newer draft, also when data is null."""
    draft = GraphQLSettings(status_codes=StatusCodes.DRAFT)
    for text, data in (("{ broken hello }", {"broken": None, "hello": "hello you"}), ("{ brokenHard }", None)):
        for settings, accept, status in ((None, GRAPHQL, 200), (draft, GRAPHQL, 294), (draft, JSON, 200)):
            response = await make_toy(settings).post({"query": text}, accept)
            assert (response.status_code, response.json()["data"]) == (status, data)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": None},
        {"query": 1},
        {"query": {"a": 1}},
        {"query": "{ hello }", "variables": [7]},
        {"query": "{ hello }", "variables": "{}"},
        {"query": "{ hello }", "operationName": 1},
        {"query": "{ hello }", "extensions": "x"},
        "text",
        7,
    ],
)
async def test_what_is_not_a_graphql_request_is_refused(make_toy: MakeToy, body: object) -> None:
    """Section "Request Parameters"; 422 by the newer draft, for both media types."""
    for accept in (GRAPHQL, JSON):
        response = await make_toy().post(body, accept)
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")
        response = await make_toy(GraphQLSettings(status_codes=StatusCodes.DRAFT)).post(body, accept)
        assert (response.status_code, code_of(response)) == (422, "BAD_REQUEST")


async def test_null_and_unknown_properties_are_as_good_as_absent(toy: Toy) -> None:
    """Section "JSON Encoding"."""
    body = {"query": "{ hello }", "variables": None, "operationName": None, "extensions": None, "more": [1]}
    assert (await toy.post(body)).json() == {"data": {"hello": "hello you"}}


async def test_in_a_url_the_empty_string_is_as_good_as_absent(toy: Toy) -> None:
    """Section "GET"."""
    response = await toy.get(query="{ hello }", operationName="", variables="", extensions="")
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "hello you"}})


@pytest.mark.parametrize("accept", ["*/*", "text/html,*/*;q=0.8", "image/avif,image/webp", ""])
async def test_a_query_by_get_runs_only_for_who_names_the_answer(toy: Toy, accept: str) -> None:
    """What a browser fetches by itself (graphql-cop: "GET Method Query Support"): 406, and nothing runs."""
    refused = await toy.get(accept=accept, query="{ hello }")
    assert (refused.status_code, code_of(refused)) == (406, "NOT_ACCEPTABLE")
    assert (await toy.get(accept="application/json", query="{ hello }")).status_code == 200


async def test_in_a_url_null_is_a_name(toy: Toy) -> None:
    """Section "GET": operationName=null is the operation called null."""
    assert (await toy.get(query="query null { hello }", operationName="null")).status_code == 200
    assert code_of(await toy.get(query="{ hello }", operationName="null")) == "OPERATION_RESOLUTION_FAILURE"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"NONSENSE", "BAD_REQUEST"),
        (b'{"query":', "BAD_REQUEST"),
        (b"", "BAD_REQUEST"),
        (b'{"query": "\xff"}', "BAD_REQUEST"),
        (b"[" * 20_000, "BAD_REQUEST"),
        (b'[{"query": "{ hello }"}]', "BATCHING_NOT_SUPPORTED"),
        (b'{"query": "query($a: String) { hello }", "variables": {"a": {"b": ["x\\u0000"]}}}', "BAD_REQUEST"),
        (b'{"query": "{ hello(to: \\"\\\\u0000\\") }"}', "BAD_REQUEST"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(make_toy: MakeToy, content: bytes, code: str) -> None:
    """Section "Status Codes": 400 in both styles; 20,000 brackets are no crash; no batch; no U+0000."""
    for style in StatusCodes:
        response = await make_toy(GraphQLSettings(status_codes=style)).send(
            "POST", content=content, headers={"content-type": JSON, "accept": GRAPHQL}
        )
        assert (response.status_code, code_of(response)) == (400, code)


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/jsonp",
        "application/json-patch+json",
        "application/json; charset=iso-8859-1",
    ],
)
async def test_only_json_is_read_so_that_no_page_can_send_a_visitor(toy: Toy, content_type: str | None) -> None:
    """Section "Security": forms need no preflight, so reading them would allow CSRF."""
    headers = {"accept": GRAPHQL} | ({} if content_type is None else {"content-type": content_type})
    body = b'{"query": "mutation { add(text: \\"x\\") }"}'
    response = await toy.send("POST", content=body, headers=headers)
    assert (response.status_code, code_of(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert "added" not in toy.context


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
async def test_json_in_utf8_is_read_however_it_is_spelled(toy: Toy, content_type: str) -> None:
    """Section "POST"."""
    headers = {"content-type": content_type}
    response = await toy.send("POST", content='{"query": "{ hello(name: \\"Ñ\\") }"}'.encode(), headers=headers)
    assert response.json() == {"data": {"hello": "hello Ñ"}}


async def test_compressed_bodies_are_not_read(toy: Toy) -> None:
    """A small body could unfold into a large one."""
    headers = {"content-type": JSON, "content-encoding": "gzip"}
    assert (await toy.send("POST", content=b"x", headers=headers)).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
async def test_other_methods_are_told_which_ones_work(toy: Toy, method: str) -> None:
    """Section "Status Codes": 405, with Allow (RFC 9110, 15.5.6)."""
    response = await toy.send(method, headers={"accept": GRAPHQL})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_a_mutation_by_get_has_no_effect(toy: Toy) -> None:
    """Section "GET": 405; the method must stay safe."""
    for accept in (GRAPHQL, JSON):
        response = await toy.get(accept, query='mutation { add(text: "x") }')
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert code_of(response) == "METHOD_NOT_ALLOWED"
    assert "added" not in toy.context
    named = await toy.get(query='query A { hello } mutation B { add(text: "x") }', operationName="A")
    assert named.json() == {"data": {"hello": "hello you"}}


async def test_a_body_over_the_limit_is_not_read_to_its_end(make_toy: MakeToy) -> None:
    """413, whether the length is declared or not; the limit itself passes."""
    body = b'{"query": "{ hello }"}'
    for limit, status in ((len(body), 200), (len(body) - 1, 413)):
        toy = make_toy(limits=Limits(body_bytes=limit))
        headers = {"content-type": JSON, "accept": GRAPHQL}

        async def pieces() -> object:
            for byte in body:
                yield bytes([byte])

        assert (await toy.send("POST", content=body, headers=headers)).status_code == status
        response = await toy.send("POST", content=pieces(), headers=headers)
        assert response.status_code == status
    assert code_of(response) == "BODY_TOO_LARGE"


async def test_what_takes_too_long_is_answered_with_503(make_toy: MakeToy) -> None:
    """No data was made, and it was not the request's fault."""
    response = await make_toy(limits=Limits(execution_seconds=0.01)).post({"query": "{ slow(seconds: 1) }"})
    assert (response.status_code, code_of(response)) == (503, "EXECUTION_TIMEOUT")


@pytest.mark.parametrize(
    ("refuse", "status", "code"),
    [
        (Fault(FaultCode.TOKEN_MISSING, "Say who you are."), 401, "TOKEN_MISSING"),
        (Fault(FaultCode.TOKEN_INVALID, "Of nobody."), 401, "TOKEN_INVALID"),
        (Fault(FaultCode.TOKEN_EXPIRED, "Over."), 401, "TOKEN_EXPIRED"),
        (Fault(FaultCode.NO_ROLE, "Nobody here."), 403, "NO_ROLE"),
        (Fault(FaultCode.FORBIDDEN, "Not for you."), 403, "FORBIDDEN"),
        (Fault(FaultCode.UNAVAILABLE, "Later."), 503, "UNAVAILABLE"),
        (RuntimeError("the secret is 1234"), 500, "INTERNAL"),
    ],
)
async def test_a_caller_who_may_not_ask_is_told_by_status(
    make_toy: MakeToy, refuse: Exception, status: int, code: str
) -> None:
    """Section "Status Codes": 401 and 403; RFC 9110, 11.6.1 asks for WWW-Authenticate, RFC 6750, 3.1 says how."""
    response = await make_toy(refuse=refuse).post({"query": "{ hello }"})
    assert (response.status_code, code_of(response)) == (status, code)
    errors = {"TOKEN_INVALID": "invalid_token", "TOKEN_EXPIRED": "invalid_token", "NO_ROLE": "insufficient_scope"}
    challenge = response.headers.get("www-authenticate")
    if code not in {"TOKEN_MISSING", *errors}:
        assert challenge is None
    else:
        assert str(challenge).startswith('Bearer realm="atencion"')
        assert (f'error="{errors.get(code)}"' in str(challenge)) is (code in errors)
    assert "secret" not in response.text
