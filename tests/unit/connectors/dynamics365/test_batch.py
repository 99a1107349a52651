"""`$batch`: written with CRLF everywhere, read back whatever the service's boundaries look like (fact sheet 5.1)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dynamics365.wire.batch import BatchSize, ChangeSet, batch_request, read_batch
from connectors.dynamics365.wire.client import Answer
from connectors.dynamics365.wire.errors import Verdict, read_fault
from connectors.dynamics365.wire.requests import Request
from domain.errors import CrmError, CrmThrottled, CrmUnavailable

API = "https://org.example/api/data/v9.2/"
PATCH = Request("PATCH", "accounts(1)", "update", {"If-Match": 'W/"7"'}, b'{"name":"A"}')
POST = Request("POST", "contacts", "create", {}, b'{"lastname":"B"}')
TYPE = "multipart/mixed; boundary=batchresponse_1"


def answer(text: str, status: int = 200, content_type: str = TYPE) -> Answer:
    body = text.replace("\n", "\r\n").encode()
    fault = read_fault(status, {}, body) if status >= 400 else None
    return Answer(status, {"content-type": content_type}, body, fault)


def test_a_batch_asks_for_the_answer_it_reads_best() -> None:
    """F-50: with `Accept: application/json` a server may take its leave to answer in JSON."""
    assert batch_request(API, [PATCH], "write").headers["Accept"] == "multipart/mixed"


def test_a_server_that_answers_in_json_is_read_too() -> None:
    """F-50 (OData JSON format 4.01, 19): the answers of a change set share a group; a failed one has one answer."""
    told = answer(
        '{"responses":['
        '{"id":"1","status":200,"headers":{"ETag":"W/\\"8\\""},"body":{"name":"uno"}},'
        '{"id":"2","atomicityGroup":"g1","status":204},{"id":"3","atomicityGroup":"g1","status":204},'
        '{"id":"4","atomicityGroup":"g2","status":412,"body":{"error":{"code":"0x80060882","message":"No."}}}]}',
        content_type="application/json",
    )
    changes = ChangeSet((POST, PATCH))

    read = read_batch(told, [PATCH, changes, changes], "write")

    assert [[part.status for part in group] for group in read] == [[200], [204, 204], [412]]
    assert (read[0][0].headers["etag"], read[0][0].json()) == ('W/"8"', {"name": "uno"})
    assert read[2][0].fault is not None
    assert read[2][0].fault.verdict is Verdict.STALE


@pytest.mark.parametrize("text", ["{}", "[]", "no", '{"responses":[{"id":"1"}]}', '{"responses":[]}'])
def test_a_json_that_is_no_batch_means_try_later(text: str) -> None:
    """It is not known what was carried out."""
    with pytest.raises(CrmUnavailable):
        read_batch(answer(text, content_type="application/json"), [PATCH], "write")


DONE = """--batchresponse_1
Content-Type: application/http
Content-Transfer-Encoding: binary

HTTP/1.1 200 OK
Content-Type: application/json; odata.metadata=minimal
ETag: W/"8"

{"@odata.etag":"W/\\"8\\"","name":"uno\\ndos"}
"""
FAILED_SET = """--batchresponse_1
Content-Type: multipart/mixed; boundary=changesetresponse_2

--changesetresponse_2
Content-Type: application/http
Content-Transfer-Encoding: binary
Content-ID: 1

HTTP/1.1 412 Precondition Failed
REQ_ID: abc
Content-Type: application/json

{"error":{"code":"0x80060882","message":"No."}}
--changesetresponse_2--
"""
BARE_FAILURE = """--batchresponse_1
Content-Type: application/http
Content-Transfer-Encoding: binary

HTTP/1.1 429 Unknown Error
Retry-After: 9
Content-Type: application/json

{"error":{"code":"0x80072322","message":"Slow down."}}
"""
NO_CONTENT = """--batchresponse_1
Content-Type: application/http

HTTP/1.1 204 No Content
OData-EntityId: https://org.example/accounts(1)


"""
END = "--batchresponse_1--\n"


def test_every_line_of_the_frame_ends_in_crlf() -> None:
    """LF alone is answered with 'Stream was not readable'; the closing boundary too has its CRLF."""
    request = batch_request(API, [PATCH, ChangeSet((POST, PATCH))], "write")

    assert request.body is not None
    assert request.body.count(b"\n") == request.body.count(b"\r\n")
    assert request.body.endswith(b"--\r\n")
    assert request.headers["Prefer"] == "odata.continue-on-error"
    text = request.body.decode()
    assert f"PATCH {API}accounts(1) HTTP/1.1\r\n" in text
    assert 'If-Match: W/"7"\r\n' in text
    assert [line for line in text.split("\r\n") if line.startswith("Content-ID")] == ["Content-ID: 1", "Content-ID: 2"]
    assert request.repeatable


def test_each_operation_gets_its_answer_in_order() -> None:
    """A success with a body, a failed change set, one without content, and a bare failure."""
    operations = [PATCH, ChangeSet((POST, PATCH)), PATCH, PATCH]

    groups = read_batch(answer(DONE + FAILED_SET + NO_CONTENT + BARE_FAILURE + END), operations, "write")

    assert [[one.status for one in group] for group in groups] == [[200], [412], [204], [429]]
    assert groups[0][0].json() == {"@odata.etag": 'W/"8"', "name": "uno\ndos"}
    refused, throttled = groups[1][0].fault, groups[3][0].fault
    assert refused is not None
    assert (refused.verdict, refused.request_id) == (Verdict.STALE, "abc")
    assert throttled is not None
    assert (throttled.verdict, throttled.retry_after) == (Verdict.THROTTLED, 9)


def test_a_quoted_boundary_is_understood() -> None:
    """Parameters may be quoted."""
    quoted = answer(DONE + END, content_type='multipart/mixed; boundary="batchresponse_1"')

    assert read_batch(quoted, [PATCH], "write")[0][0].status == 200


def test_a_batch_refused_as_a_whole_is_an_error() -> None:
    """Malformed or throttled: JSON instead of parts."""
    refused = answer('{"error":{"code":"0x80072321","message":"x"}}', 429, "application/json")

    with pytest.raises(CrmThrottled):
        read_batch(refused, [PATCH], "write")


def test_fewer_answers_than_operations_is_no_success() -> None:
    """What is not answered may have been done or not: the whole call is repeated."""
    with pytest.raises(CrmUnavailable, match="1 de 2"):
        read_batch(answer(DONE + END), [PATCH, POST], "write")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(noise: bytes) -> None:
    """Fuzz: never anything but an answer or a domain error."""
    for body in (noise, b"--batchresponse_1\r\n" + noise, DONE.replace("\n", "\r\n").encode()[: len(noise)] + noise):
        with suppress(CrmError):
            assert read_batch(Answer(200, {"content-type": TYPE}, body), [PATCH], "write")[0]


def test_the_batch_grows_while_it_is_quick_and_halves_when_refused() -> None:
    """Start at 10, as the documentation advises; never beyond the bound, never below one."""
    size = BatchSize(100)
    seen = [size.value]
    for _ in range(4):
        size.answered(0.2)
        seen.append(size.value)
    size.answered(6.0)
    size.refused()
    seen.append(size.value)
    for _ in range(9):
        size.refused()

    assert seen == [10, 20, 40, 80, 100, 50]
    assert size.value == 1
