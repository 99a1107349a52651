"""Spans tell what was done and nothing of the records (issue 3, section 1)."""

from __future__ import annotations

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from connectors.dynamics365.wire import telemetry
from connectors.dynamics365.wire.auth import FixedToken
from connectors.dynamics365.wire.client import DataverseClient
from connectors.dynamics365.wire.requests import Request
from connectors.dynamics365.wire.throttle import ServiceProtection
from domain.errors import CrmUnavailable
from tests.support.scripted_service import Reply, ScriptedService

KEY = "0a000000-0000-4000-8000-00000000000f"


def client(reply: Reply) -> DataverseClient:
    shield = ServiceProtection(4, randomness=lambda: 0.0)
    return DataverseClient("https://org.example", FixedToken("the-token"), ScriptedService([reply]).client(), shield)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What an operator's collector would get."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(telemetry, "_tracer", provider.get_tracer("test"))
    return exporter


async def test_a_span_has_operation_status_attempts_and_the_services_request_id(spans: InMemorySpanExporter) -> None:
    """Enough to find the request in Microsoft's log; no URL, no key, no value, no token."""
    answer = Reply(200, {"x-ms-service-request-id": "req-1"}, b'{"phone":"+56 2 2345"}')
    await client(answer).call(Request("PATCH", f"accounts({KEY})", "update account", {}, b'{"name":"Ana"}', records=1))

    (span,) = spans.get_finished_spans()
    assert span.name == "crm update account"
    assert span.kind is trace.SpanKind.CLIENT
    assert dict(span.attributes or {}) == {
        "http.request.method": "PATCH",
        "atencion.crm.records": 1,
        "http.response.status_code": 200,
        "atencion.crm.attempts": 1,
        "atencion.crm.request_id": "req-1",
    }
    assert not {KEY, "Ana", "+56", "the-token"} & set(span.to_json().replace('"', " ").split())


async def test_an_error_is_told_without_the_services_words(spans: InMemorySpanExporter) -> None:
    """The service's message may hold data of the record: no exception event carries it."""
    body = b'{"error":{"code":"0x0","message":"Rosa Soto is wrong"}}'
    failing = client(Reply(503, {}, body))

    with pytest.raises(CrmUnavailable):
        await failing.call(Request("GET", f"accounts({KEY})", "read account", repeatable=False))

    (span,) = spans.get_finished_spans()
    assert "Rosa" not in span.to_json()
    assert KEY not in span.to_json()
