"""Sends requests: token, place and pace, time-out, repetition where it is safe, and an account of all of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

import httpx2
import msgspec

from connectors.dynamics365.wire import telemetry
from connectors.dynamics365.wire.auth import TokenSource
from connectors.dynamics365.wire.errors import Fault, Verdict, read_fault, request_id_of
from connectors.dynamics365.wire.requests import API_PATH, COMMON_HEADERS, Request
from connectors.dynamics365.wire.throttle import ServiceProtection
from connectors.dynamics365.wire.transport import NOT_SENT, BearerAuth
from domain.errors import CrmError, CrmRejected, CrmThrottled, CrmUnavailable

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How long one request insists.

    Attributes:
        attempts: Sendings after faults of the road (cut, time-out, 5xx), the first included.
        throttle_seconds: Total of the waits that the service may ask for; 0: the caller is told at once.
    """

    attempts: int = 3
    throttle_seconds: float = 0.0


PROMPT: Final = Patience()
"""For the connector: the gate of all workers does the waiting."""

PATIENT: Final = Patience(attempts=6, throttle_seconds=1800.0)
"""For commands that a person started."""

ONCE: Final = Patience(attempts=1)
"""For a probe."""

_HEADERS: Final[Mapping[str, str]] = {
    **COMMON_HEADERS,
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "prochile-atencion",
}
_PACE_PATIENCE_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a success, or a refusal that concerns only what was asked (`fault`)."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    fault: Fault | None = None

    @property
    def request_id(self) -> str | None:
        """The service's id of the request."""
        return request_id_of(self.headers)

    def json(self) -> dict[str, object]:
        """
        The body as an object.

        Raises:
            CrmRejected: It is none.
        """
        try:
            parsed = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise CrmRejected("El CRM respondió algo que no es JSON.", request_id=self.request_id) from error
        if not isinstance(parsed, dict):
            raise CrmRejected("El CRM respondió un JSON inesperado.", request_id=self.request_id)
        return parsed


@dataclass(frozen=True, slots=True)
class _Failure:
    """An attempt that came to nothing: why, whether it may be repeated, what the service said, what broke."""

    cause: str
    safe: bool
    told: CrmError | None = None
    error: Exception | None = None


@dataclass(slots=True)
class _Course:
    """How one request has gone so far."""

    faults: int = 0  # of the road
    refusals: int = 0
    waited: float = 0.0
    causes: list[str] = field(default_factory=list)


class DataverseClient:
    """
    The Web API of one environment.

    Args:
        url: Root of the environment, without a slash at the end.
        http: Sends the requests; closed with this client.
        attempts: Sendings when the caller says nothing about its patience.
    """

    def __init__(
        self,
        url: str,
        tokens: TokenSource,
        http: httpx2.AsyncClient,
        protection: ServiceProtection,
        *,
        attempts: int = PROMPT.attempts,
    ) -> None:
        self.api = url + API_PATH
        self.protection = protection
        self._prompt = Patience(attempts)
        self._auth = BearerAuth(tokens, self._count)
        self._sent = 0
        self._http = http

    async def __aenter__(self) -> Self:
        """Nothing is sent yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._http.aclose()

    def requests_since_asked(self) -> int:
        """Requests sent since this was last asked."""
        sent, self._sent = self._sent, 0
        return sent

    def _count(self) -> None:
        self.protection.book()
        self._sent += 1

    async def call(self, request: Request, patience: Patience | None = None) -> Answer:
        """
        The answer to a request that must succeed.

        Raises:
            CrmError: By the table in `errors`.
        """
        answer = await self.send(request, patience)
        if answer.fault is not None:
            raise answer.fault.error(request.operation)
        return answer

    async def send(self, request: Request, patience: Patience | None = None) -> Answer:
        """
        The answer, success or refusal of what was asked.

        Raises:
            CrmThrottled: The service asks everybody to wait, longer than *patience*.
            CrmUnavailable: Cut, too slow or down; the request may have been carried out.
            AccessDenied: The token or the application is refused.
        """
        patience = patience or self._prompt
        course = _Course()
        with telemetry.span(request) as span:
            while True:
                if self.protection.wait_seconds() > 0:
                    await self._my_turn(request, patience, course)
                answer = await self._attempt(request, patience, course)
                if answer is not None:
                    if span.is_recording():
                        span.set_attribute("http.response.status_code", answer.status)
                        span.set_attribute("atencion.crm.attempts", 1 + course.faults + course.refusals)
                        span.set_attribute("atencion.crm.request_id", answer.request_id or "")
                    return answer

    async def _attempt(self, request: Request, patience: Patience, course: _Course) -> Answer | None:
        """One sending; None: do it again."""
        try:
            async with self.protection:
                answer = await self._exchange(request)
        except httpx2.HTTPError as error:
            safe = request.repeatable or isinstance(error, NOT_SENT)
            await self._after_fault(request, patience, course, _Failure(type(error).__name__, safe, error=error))
            return None
        fault = answer.fault
        if fault is None:
            self.protection.answered(answer.headers.get("x-ms-dop-hint"))
            return answer
        match fault.verdict:
            case Verdict.THROTTLED:
                await self._after_refusal(request, patience, course, fault)
                return None
            case Verdict.UNAVAILABLE:
                failure = _Failure(fault.code_text, request.repeatable, fault.error(request.operation))
                await self._after_fault(request, patience, course, failure)
                return None
            case Verdict.FAULTY if course.faults == 0 and request.repeatable and patience.attempts > 1:
                course.faults += 1
                return None
            case Verdict.DENIED if fault.status == 401:
                raise fault.error(request.operation)
            case _:
                return answer

    async def _exchange(self, request: Request) -> Answer:
        """One sending with the token, and one more with a new token when the service answers 401."""
        reply = await self._http.send(self._prepared(request), auth=self._auth, stream=True)
        try:
            body = await _body(reply)
        finally:
            await reply.aclose()
        status = reply.status_code
        telemetry.requests_sent.add(1, {"operation": request.operation, "status": status})
        if 300 <= status < 400 and status != 304:
            raise CrmRejected("El CRM remite a otra dirección: revise la del entorno.", operation=request.operation)
        fault = read_fault(status, reply.headers, body) if status >= 400 else None
        return Answer(status, reply.headers, body, fault)

    def _prepared(self, request: Request) -> httpx2.Request:
        """
        The request as it will leave; a link that the service gave keeps its every byte.

        Raises:
            CrmRejected: The address leads elsewhere, or is none.
        """
        url = request.target if request.target.startswith(("http://", "https://")) else self.api + request.target
        self._refuse_strangers(url, request.operation)
        headers = {**_HEADERS, **request.headers}
        try:
            return httpx2.Request(
                request.method,
                url,
                headers=headers,
                cookies=self._http.cookies,
                content=request.body,
                extensions=self._time_out(request),
            )
        except httpx2.InvalidURL as error:
            raise CrmRejected("El CRM dio un enlace que no es una dirección.", operation=request.operation) from error

    def _time_out(self, request: Request) -> dict[str, object]:
        seconds = self._http.timeout.as_dict()
        if request.silence_seconds is not None:
            seconds["read"] = request.silence_seconds
        return {"timeout": seconds}

    def _refuse_strangers(self, url: str, operation: str) -> None:
        """The token goes to the environment and to nobody else, whatever a link says."""
        if url.startswith(self.api):
            return
        ours, theirs = urlsplit(self.api), urlsplit(url)
        if (ours.scheme, ours.netloc.lower()) != (theirs.scheme, theirs.netloc.lower()):
            raise CrmRejected("El CRM dio un enlace a otro servidor; no se sigue.", operation=operation)

    async def _my_turn(self, request: Request, patience: Patience, course: _Course) -> None:
        while (wait := self.protection.wait_seconds()) > 0:
            if wait > max(_PACE_PATIENCE_SECONDS, patience.throttle_seconds - course.waited):
                raise CrmThrottled(
                    "Se alcanzó el ritmo que admite el CRM.", operation=request.operation, retry_after=wait
                )
            telemetry.waits.record(wait, {"cause": "pace"})
            course.waited += wait
            await asyncio.sleep(wait)

    async def _after_refusal(self, request: Request, patience: Patience, course: _Course, fault: Fault) -> None:
        course.refusals += 1
        if patience.throttle_seconds <= 0:
            raise fault.error(request.operation)  # the gate of all workers waits
        wait = self.protection.refused(fault, course.refusals)
        if course.waited + wait > patience.throttle_seconds:
            raise fault.error(request.operation)
        telemetry.waits.record(wait, {"cause": fault.code_text})
        telemetry.retries.add(1, {"cause": fault.code_text})

    async def _after_fault(self, request: Request, patience: Patience, course: _Course, failure: _Failure) -> None:
        course.faults += 1
        course.causes.append(failure.cause)
        told = failure.told
        if not failure.safe or course.faults >= patience.attempts:
            raise told or CrmUnavailable(
                f"Sin respuesta del CRM ({', '.join(course.causes)}).", operation=request.operation
            ) from failure.error
        log.info("crm request repeated", extra={"operation": request.operation, "cause": failure.cause})
        telemetry.retries.add(1, {"cause": failure.cause})
        wait = self.protection.backoff(course.faults)
        retry_after = told.retry_after if isinstance(told, CrmUnavailable) else None
        if retry_after is not None and retry_after > wait:
            if retry_after > max(_PACE_PATIENCE_SECONDS, patience.throttle_seconds - course.waited):
                assert told is not None
                raise told
            wait = retry_after
        course.waited += wait
        await asyncio.sleep(wait)


async def _body(reply: httpx2.Response) -> bytes:
    """The whole body. A page has megabytes: what is not packed goes past the decoders, a quarter of its cost."""
    if reply.is_stream_consumed or "content-encoding" in reply.headers:
        return await reply.aread()
    return b"".join([piece async for piece in reply.aiter_raw()])
