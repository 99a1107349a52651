"""What a request leaves behind, whatever its answer: lines in the log, a context given back, sockets closed."""

from __future__ import annotations

import logging

import pytest

from schema.faults import INTERNAL_MESSAGE
from tests.api.transport.conftest import Toy


async def test_a_masked_error_names_the_callers_trace(toy: Toy, caplog: pytest.LogCaptureFixture) -> None:
    """W3C trace context; without one, a new id that the log has too."""
    trace = "0af7651916cd43dd8448eb211c80319c"
    response = await toy.post({"query": "{ broken }"}, traceparent=f"00-{trace}-b7ad6b7169203331-01")
    (error,) = response.json()["errors"]
    assert (error["message"], error["extensions"]) == (INTERNAL_MESSAGE, {"code": "INTERNAL", "traceId": trace})
    assert trace in caplog.text
    for sent in ("", "00-xyz-1-01", f"00-{'0' * 32}-1-01"):
        response = await toy.post({"query": "{ broken }"}, traceparent=sent)
        made = response.json()["errors"][0]["extensions"]["traceId"]
        assert len(made) == 32
        assert made in caplog.text


async def test_a_client_mistake_leaves_one_line_in_the_log(toy: Toy, caplog: pytest.LogCaptureFixture) -> None:
    """No traceback, at INFO."""
    caplog.set_level(logging.INFO, "atencion.graphql")
    await toy.post([])
    records = [record for record in caplog.records if record.name == "atencion.graphql"]
    assert [(r.levelno, r.exc_info) for r in records] == [(logging.INFO, None)]


class ClosingContext(dict[str, object]):
    """A context that holds something to give back."""

    closed = 0
    fails = False

    async def aclose(self) -> None:
        self.closed += 1
        if self.fails:
            raise RuntimeError("the secret is 1234")


@pytest.mark.parametrize("text", ["{ hello }", "{ brokenHard }", "{ nope }"])
async def test_a_context_that_can_be_closed_is_closed_once(
    toy: Toy, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Also after errors; and a failure in closing is logged, not answered."""
    expected = (await toy.post({"query": text})).json()
    toy.context = closing = ClosingContext()
    closing.fails = True
    caplog.clear()
    given = (await toy.post({"query": text})).json()
    assert given.get("data") == expected.get("data")
    assert closing.closed == 1
    assert "secret" in caplog.text


async def test_who_is_gone_is_not_answered_and_a_websocket_is_closed(toy: Toy) -> None:
    """Without subscriptions, as here; and a client that leaves while it sends is no failure."""
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    endpoint = toy.app.routes[0].app  # type: ignore[attr-defined]  # the endpoint itself, below Starlette
    await endpoint({"type": "websocket"}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 4406}]
    sent.clear()
    headers = [(b"content-type", b"application/json")]
    await endpoint({"type": "http", "method": "POST", "headers": headers}, receive, send)
    assert sent == [], "nobody is there to be answered"
