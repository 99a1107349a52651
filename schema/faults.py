"""Top-level GraphQL errors: faults, written for the developer of the client.

What a company or an executive must act on travels in the payload (`userErrors`), never here. Each fault
carries `extensions.code`; a fault that nobody foresaw says only `INTERNAL` and a trace id, and its story goes
to the log.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graphql import GraphQLError, Node

from schema.languages.spoken import told

log: Final = logging.getLogger("atencion.graphql")

INTERNAL_MESSAGE: Final = "Something failed on our side. Quote the trace id when you report it."


class FaultCode(StrEnum):
    """The stable vocabulary of `extensions.code`; a client may branch on it."""

    # The HTTP request itself
    BAD_REQUEST = "BAD_REQUEST"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    BATCHING_NOT_SUPPORTED = "BATCHING_NOT_SUPPORTED"
    # Who asks
    TOKEN_MISSING = "TOKEN_MISSING"  # noqa: S105
    TOKEN_INVALID = "TOKEN_INVALID"  # noqa: S105
    TOKEN_EXPIRED = "TOKEN_EXPIRED"  # noqa: S105
    NO_ROLE = "NO_ROLE"
    FORBIDDEN = "FORBIDDEN"
    RATE_LIMITED = "RATE_LIMITED"
    # The document
    UNTRUSTED_DOCUMENT = "UNTRUSTED_DOCUMENT"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_NOT_FOUND = "OPERATION_RESOLUTION_FAILURE"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    # The limits
    TOO_MANY_TOKENS = "TOKEN_LIMIT_EXCEEDED"
    TOO_DEEP = "DEPTH_LIMIT_EXCEEDED"
    TOO_MANY_ALIASES = "ALIAS_LIMIT_EXCEEDED"
    TOO_MANY_DIRECTIVES = "DIRECTIVE_LIMIT_EXCEEDED"
    TOO_MANY_FIELDS = "FIELD_LIMIT_EXCEEDED"
    TOO_MANY_REPEATS = "REPEAT_LIMIT_EXCEEDED"
    TOO_COSTLY = "COST_LIMIT_EXCEEDED"
    PAGE_SIZE = "PAGE_SIZE_OUT_OF_RANGE"
    CURSOR_EXPIRED = "CURSOR_EXPIRED"
    TOO_MANY_ERRORS = "TOO_MANY_ERRORS"
    TIMEOUT = "EXECUTION_TIMEOUT"
    # Ours
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class Fault(GraphQLError):
    """A refusal with a code: raised by a resolver or by the machinery, shown to the client as it is."""

    def __init__(
        self,
        code: FaultCode,
        message: str,
        *,
        nodes: Sequence[Node] | Node | None = None,
        extensions: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, nodes, extensions={"code": code.value, **(extensions or {})})
        self.code = code

    __hash__ = GraphQLError.__hash__


_LONGEST_MESSAGE: Final = 1000
"""Characters of one message: an answer is not to be many times as long as what was asked."""


def unavailable(message: str, retry_after: float) -> Fault:
    """Something that is needed is away; come back in so many seconds."""
    return Fault(FaultCode.UNAVAILABLE, message, extensions={"retryAfter": max(1, math.ceil(retry_after))})


TranslateFault = Callable[[Exception], Fault | None]
"""Turns an exception of the domain into a fault; None, or one that says INTERNAL: it is masked and logged."""

FormattedError = dict[str, object]
"""One member of the response's `errors`, ready for JSON."""


def no_translation(_error: Exception) -> Fault | None:
    """Know no exception: all of them are masked."""
    return None


@dataclass(frozen=True, slots=True)
class FaultReporter:
    """
    Formats errors for one response; logs what must be logged, once.

    Client mistakes are one line at INFO. Unforeseen exceptions are masked, and logged at ERROR with their
    traceback and the trace id: the first of each kind in full, its repetitions (a list of a hundred rows that
    all fail) as a count.
    """

    trace_id: Callable[[], str]
    translate: TranslateFault = no_translation

    def client_mistakes(self, errors: Iterable[GraphQLError], code: FaultCode) -> list[FormattedError]:
        """Format errors that the client caused; those without a code get *code*."""
        formatted = [_with_code(error, code) for error in errors]
        if log.isEnabledFor(logging.INFO):
            for error in formatted[:3]:
                log.info("refused %s: %s", code_of(error), one_line(str(error["message"])))
        return formatted

    def field_errors(self, errors: Iterable[GraphQLError]) -> list[FormattedError]:
        """Format the errors of an execution; unforeseen ones are masked and logged."""
        formatted: list[FormattedError] = []
        repeated: dict[tuple[type[BaseException], str], int] = {}
        for error in errors:
            cause = _cause(error)
            fault = error if cause is None else self._fault_for(cause, error)
            if fault is not None or cause is None:
                formatted.extend(self.client_mistakes([fault or error], FaultCode.BAD_USER_INPUT))
                continue
            kind = (type(cause), str(cause))
            repeated[kind] = repeated.get(kind, 0) + 1
            if repeated[kind] == 1:
                place = ".".join(str(step) for step in error.path or ())
                log.error("unexpected failure trace=%s at=%s", self.trace_id(), place, exc_info=cause)
            formatted.append(self._masked(error))
        for (kind_type, _), times in repeated.items():
            if times > 1:
                log.error("the same %s %d times, trace=%s", kind_type.__name__, times, self.trace_id())
        return formatted

    def unexpected(self, cause: Exception) -> list[FormattedError]:
        """Mask an exception that stopped the whole request."""
        fault = self._foreseen(cause)
        if fault is not None:
            return self.client_mistakes([fault], FaultCode.BAD_REQUEST)
        log.error("unexpected failure trace=%s", self.trace_id(), exc_info=cause)
        return [self._masked(None)]

    def _foreseen(self, cause: Exception) -> Fault | None:
        fault = self.translate(cause)
        return None if fault is not None and fault.code is FaultCode.INTERNAL else fault

    def _fault_for(self, cause: Exception, error: GraphQLError) -> GraphQLError | None:
        fault = self._foreseen(cause)
        if fault is None:
            return None
        return GraphQLError(
            fault.message, error.nodes, error.source, error.positions, error.path, None, fault.extensions
        )

    def _masked(self, error: GraphQLError | None) -> FormattedError:
        masked = GraphQLError(
            INTERNAL_MESSAGE,
            error.nodes if error else None,
            path=error.path if error else None,
            extensions={"code": FaultCode.INTERNAL.value, "traceId": self.trace_id()},
        )
        return dict(masked.formatted)


def at_most(errors: Sequence[FormattedError], most: int) -> Sequence[FormattedError]:
    """The first *most* of *errors*; of more than that, the last one says how many were left out."""
    if len(errors) <= most:
        return errors
    left_out = len(errors) - most + 1
    rest = Fault(FaultCode.TOO_MANY_ERRORS, f"There are {left_out} more errors.", extensions={"leftOut": left_out})
    return [*errors[: most - 1], dict(rest.formatted)]


def _cause(error: GraphQLError) -> Exception | None:
    """Return the exception behind *error* that was not meant for the client; None when it was."""
    cause: Exception | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _with_code(error: GraphQLError, code: FaultCode) -> FormattedError:
    formatted: FormattedError = {**error.formatted, "message": shortened(told(error.message))}
    extensions = error.extensions or {}
    if "code" not in extensions:
        formatted["extensions"] = {**extensions, "code": code.value}
    return formatted


def shortened(message: str) -> str:
    """A message that quotes what the client sent, without the middle of what is endless: its end says what to do."""
    if len(message) <= _LONGEST_MESSAGE:
        return message
    half = _LONGEST_MESSAGE // 2
    return f"{message[:half]} … {message[-half:]}"


def code_of(error: FormattedError) -> object:
    """The `extensions.code` of a formatted error."""
    extensions = error.get("extensions")
    return extensions.get("code") if isinstance(extensions, dict) else None


def retry_after_of(error: FormattedError) -> int | None:
    """In how many seconds to come back, where the error says so."""
    extensions = error.get("extensions")
    wait = extensions.get("retryAfter") if isinstance(extensions, dict) else None
    return wait if isinstance(wait, int) else None


def one_line(text: str, at_most: int = 300) -> str:
    """Make *text* safe for one line of a log: no control characters (a client could forge lines), bounded."""
    shown = "".join(char if char.isprintable() else " " for char in text[: at_most + 1])
    return shown if len(shown) <= at_most else f"{shown[:at_most]}…"
