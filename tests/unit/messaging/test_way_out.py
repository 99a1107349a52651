"""The way out of follow-up messages, as mail programs read it: List-Unsubscribe (FUP-06, RFC 2369, RFC 8058)."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.message import Message as Email
from email.policy import default
from typing import Final

import pytest

from domain.model.messages import Language, Message
from domain.protocol.follow_up.opt_out import OptOut
from domain.protocol.messages.links import OPT_OUT_LINK
from messaging.email_building import build_email
from messaging.renderer import JinjaRenderer
from messaging.samples import SAMPLES
from tests.support.mail import NOON, a_message
from tests.support.memory.cases import LINKS

SENDER: Final = "no-responder@prochile.example"


def link(public_url: str = "https://atencion.prochile.example") -> str:
    return replace(LINKS, public_url=public_url).link(OptOut("m-1", "a-1", "STAGE_1", "c-1"), NOON)


def rendered(template: str, public_url: str = "https://atencion.prochile.example", **changes: str) -> Message:
    found = JinjaRenderer().render(template, Language.ES, SAMPLES[template] | changes, {OPT_OUT_LINK: link(public_url)})
    return a_message(template=template, rendered=found)


def read(message: Message) -> Email:
    return message_from_bytes(build_email(message, SENDER).as_bytes(), policy=default)


@pytest.mark.parametrize("template", ["NTF-29", "NTF-30"])
def test_a_follow_up_message_offers_its_own_link_to_mail_programs(template: str) -> None:
    """FUP-06, AMB-30: the link of the body, whole and in one line, and one click by RFC 8058."""
    expected = link()
    wire = build_email(rendered(template), SENDER).as_bytes()
    email = message_from_bytes(wire, policy=default)

    assert f"\r\nList-Unsubscribe: <{expected}>\r\n".encode() in wire
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert expected in email.get_body(("plain",)).get_content()
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998


def test_one_click_is_offered_by_https_alone() -> None:
    """RFC 8058, section 3.1; development's http still has the link."""
    email = read(rendered("NTF-29", "http://127.0.0.1:8000"))

    assert str(email["List-Unsubscribe"]).startswith("<http://127.0.0.1:8000/seguimiento/baja/")
    assert email["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize("template", sorted(SAMPLES.keys() - {"NTF-29", "NTF-30"}))
def test_a_message_that_cannot_be_refused_offers_nothing(template: str) -> None:
    """Only the follow-up has an opt-out (FUP-06, FUP-08)."""
    email = read(rendered(template))

    assert email["List-Unsubscribe"] is None
    assert email["List-Unsubscribe-Post"] is None


def test_a_link_that_somebody_typed_is_no_way_out() -> None:
    """A name is a name: escaped in the body, it cannot become the header."""
    typed = f'<a href="{link()}">'

    assert read(rendered("NTF-06", company=typed))["List-Unsubscribe"] is None
