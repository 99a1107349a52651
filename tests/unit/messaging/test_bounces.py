"""Letters that came back, as mail servers tell it (RFC 3464)."""

from __future__ import annotations

from typing import Final

import pytest

from messaging.bounces import Bounce, read_bounces

ID: Final = "7f3c1f0e-1111-4222-8333-444455556666"
POSTFIX: Final = f"""\
From: MAILER-DAEMON@mx.prochile.example (Mail Delivery System)
To: no-responder@prochile.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="X"

--X
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.prochile.example.

--X
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.prochile.example
X-Postfix-Queue-ID: 4F2E

Final-Recipient: rfc822; nadie@conservas.example
Original-Recipient: rfc822;ventas@conservas.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.conservas.example
Diagnostic-Code: smtp; 550 5.1.1 <nadie@conservas.example>: Recipient address
    rejected: User unknown

Final-Recipient: rfc822; lento@conservas.example
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; copia@conservas.example
Action: failed
Status: 5.2.2

--X
Content-Description: Undelivered Message
Content-Type: message/rfc822

Message-ID: <{ID}@prochile.example>
From: ProChile <no-responder@prochile.example>
To: ventas@conservas.example
Subject: =?utf-8?q?Su_visita?=

Hola
--X--
"""


def test_a_notification_tells_from_which_addresses_a_message_came_back() -> None:
    """F-18: each one that failed for good, as we wrote it, with the server's words; a delay is none."""
    assert read_bounces(POSTFIX.encode()) == (
        Bounce(
            ID,
            "ventas@conservas.example",
            "5.1.1; smtp; 550 5.1.1 <nadie@conservas.example>: Recipient address rejected: User unknown",
        ),
        Bounce(ID, "copia@conservas.example", "5.2.2"),
    )


def test_the_headers_alone_are_enough() -> None:
    """RFC 3462: servers may send back the headers without the text."""
    short = POSTFIX.replace("Content-Type: message/rfc822", "Content-Type: text/rfc822-headers")

    assert [each.message_id for each in read_bounces(short.encode())] == [ID, ID]


@pytest.mark.parametrize(
    "other",
    [
        "",
        "Subject: Hola\n\nGracias",
        POSTFIX.replace(ID, "otro"),
        POSTFIX.replace("Action: failed", "Action: relayed"),
        POSTFIX.replace("message/delivery-status", "text/plain"),
        "\x00\xff",
    ],
)
def test_anything_else_is_no_bounce(other: str) -> None:
    """An answer, a receipt, somebody else's message, rubbish."""
    assert read_bounces(other.encode("latin-1", "replace")) == ()
