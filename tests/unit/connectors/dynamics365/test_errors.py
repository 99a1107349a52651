"""Every refusal is named by one table (fact sheet, section 7; style guide, section 4)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dynamics365.wire.errors import REFUSALS, Verdict, normal_code, read_fault
from domain.errors import (
    AccessDenied,
    CrmError,
    CrmRejected,
    CrmThrottled,
    CrmUnavailable,
    CursorExpired,
    InvalidRecord,
)


def body(code: str, message: str = "No.") -> bytes:
    return json.dumps({"error": {"code": code, "message": message}}).encode()


@pytest.mark.parametrize(
    ("status", "code", "verdict", "error"),
    [
        (429, "0x80072322", Verdict.THROTTLED, CrmThrottled),
        (429, "", Verdict.THROTTLED, CrmThrottled),
        (412, "0x80060882", Verdict.STALE, CrmRejected),
        (412, "0x80040237", Verdict.EXISTS, InvalidRecord),
        (412, "-2147088238", Verdict.EXISTS, InvalidRecord),  # 0x80060892, as a signed decimal
        (500, "0x80040333", Verdict.EXISTS, InvalidRecord),  # old documentation: 500
        (404, "0x80040217", Verdict.MISSING, InvalidRecord),
        (410, "", Verdict.EXPIRED, CursorExpired),
        (400, "0x80044352", Verdict.EXPIRED, CursorExpired),
        (401, "0x8004A101", Verdict.DENIED, AccessDenied),
        (403, "0x80040220", Verdict.DENIED, AccessDenied),
        (400, "0x80044331", Verdict.INVALID, InvalidRecord),
        (400, "0x80044150", Verdict.UNAVAILABLE, CrmUnavailable),  # a deadlock
        (503, "", Verdict.UNAVAILABLE, CrmUnavailable),
        (599, "", Verdict.UNAVAILABLE, CrmUnavailable),
        (501, "0x80040315", Verdict.INVALID, InvalidRecord),
        (400, "0x0", Verdict.INVALID, InvalidRecord),
    ],
)
def test_status_and_code_become_one_verdict(status: int, code: str, verdict: Verdict, error: type[CrmError]) -> None:
    """The code counts more than the status, which several sources give differently."""
    fault = read_fault(status, {"x-ms-service-request-id": "abc", "retry-after": "17"}, body(code))

    assert fault.verdict is verdict
    told = fault.error("write account")
    assert type(told) is error
    assert (told.operation, told.request_id) == ("write account", "abc")
    if isinstance(told, CrmUnavailable):
        assert told.retry_after == 17


@given(st.integers(400, 599), st.binary(max_size=200))
def test_any_body_is_borne(status: int, content: bytes) -> None:
    """A gateway's HTML, half a JSON, nothing: still a verdict and a sentence."""
    fault = read_fault(status, {}, content)

    assert isinstance(fault.verdict, Verdict)
    assert fault.error("read").args[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["error", "code", "message"]), inner),
    max_leaves=8,
)


@given(st.integers(400, 599), JSON)
def test_any_json_is_borne(status: int, content: object) -> None:
    """`error` may be anything, and so may what is in it."""
    assert read_fault(status, {}, json.dumps(content).encode()).advice


@given(st.integers(1, 0xFFFFFFFF))
def test_a_code_is_the_same_in_hexadecimal_and_in_signed_decimal(code: int) -> None:
    """Section 7.1: both are met."""
    signed = code - (1 << 32) if code >= 1 << 31 else code

    assert normal_code(f"0x{code:x}") == normal_code(f" 0X{code:X} ") == normal_code(str(signed)) == code


@pytest.mark.parametrize(("header", "seconds"), [("12", 12), ("-3", 0), ("99999", 3600), ("soon", None), ("nan", None)])
def test_a_wait_is_a_sensible_number_or_none(header: str, seconds: float | None) -> None:
    """Nonsense counts as nothing said; a wait is never longer than an hour."""
    assert read_fault(429, {"retry-after": header}, b"").retry_after == seconds


@pytest.mark.parametrize(
    ("until", "seconds"),
    [
        ("Mon, 30 Nov 2026 12:00:17 GMT", 17),  # as HTTP writes it
        ("Monday, 30-Nov-26 12:00:17 GMT", 17),  # RFC 850, which a recipient must still read
        ("Mon, 30 Nov 2026 11:59:00 GMT", 0),
        ("Tue, 01 Dec 2026 12:00:00 GMT", 3600),
        ("Mon, 30 Nov 2026 25:00:00 GMT", None),
    ],
)
def test_a_wait_given_as_a_date_counts_from_the_answers_own_date(until: str, seconds: float | None) -> None:
    """F-53, RFC 9110 10.2.3: both forms of Retry-After; the two clocks need not agree."""
    headers = {"date": "Mon, 30 Nov 2026 12:00:00 GMT", "retry-after": until}
    assert read_fault(503, headers, b"").retry_after == seconds


def test_a_wait_given_as_a_date_counts_from_now_when_the_answer_has_none() -> None:
    """F-53: a gateway may leave `Date` out."""
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    waited = read_fault(503, {"Retry-After": until}, b"").retry_after
    assert waited is not None
    assert 60 < waited <= 90


def test_no_row_is_hidden_by_an_earlier_one() -> None:
    """The first row that covers an answer wins, so each row must win for something."""
    for place, row in enumerate(REFUSALS):
        covered = [
            earlier
            for earlier in REFUSALS[:place]
            if earlier.status in {None, row.status} and earlier.code in {None, row.code}
        ]
        assert covered == [], row
