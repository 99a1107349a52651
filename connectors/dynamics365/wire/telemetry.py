"""
Spans and counters through the OpenTelemetry API; without an SDK they cost and say nothing.

Redacted by construction: operation, table kind, status, code, request id and counts; no URL, no key, no value.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final

from opentelemetry import metrics, trace

from connectors.dynamics365.wire.requests import Request

_NAME: Final = "atencion.dynamics365"
_tracer: Final = trace.get_tracer(_NAME)
_meter: Final = metrics.get_meter(_NAME)

requests_sent: Final = _meter.create_counter("atencion.crm.requests", "{request}", "Requests sent, by operation")
records_moved: Final = _meter.create_counter("atencion.crm.records", "{record}", "Records read or written")
retries: Final = _meter.create_counter("atencion.crm.retries", "{retry}", "Requests sent again, by cause")
waits: Final = _meter.create_histogram("atencion.crm.wait", "s", "Waits asked for by the service or by our pace")


def span(request: Request) -> AbstractContextManager[trace.Span]:
    """The span of one operation, all its attempts included."""
    current = _tracer.start_span(f"crm {request.operation}", kind=trace.SpanKind.CLIENT)
    # nobody listens and there is nothing to pass on: making it the current one would be half of what it costs
    return _recorded(current, request) if current.get_span_context().is_valid else nullcontext(current)


@contextmanager
def _recorded(current: trace.Span, request: Request) -> Iterator[trace.Span]:
    # the service's words may hold data of the record
    with trace.use_span(current, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        if current.is_recording():
            current.set_attribute("http.request.method", request.method)
            current.set_attribute("atencion.crm.records", request.records)
        try:
            yield current
        except Exception as error:
            current.set_status(trace.StatusCode.ERROR, type(error).__name__)
            raise
