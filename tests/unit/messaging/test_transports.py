"""E-mails as they leave: headers, both bodies, files, and the setting that names the transport."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from connectors.mock.connector import MockConnector
from domain.errors import ConfigurationError
from domain.model.messages import Language
from domain.ports.background import DeliveryRefused, DeliveryUnavailable
from messaging.crm_activities import CrmActivities
from messaging.email_building import build_email, envelope
from messaging.eml_folder import EmlFolder
from messaging.smtp import Security, SmtpTransport
from messaging.transports import transport_for
from tests.support.mail import a_message

SENDER = "no-responder@prochile.example"


def test_an_email_says_who_to_whom_when_and_in_what_language() -> None:
    """Section 5, and RFC 5322: read back from the bytes, as a mail program does."""
    to = ("a@x.example", "b@x.example")
    message = a_message(id="m-1", to=to, cc=("c@x.example",), sender_name="Ana Muñoz, ProChile")

    read = message_from_bytes(build_email(message, SENDER).as_bytes(), policy=default)

    assert read["Message-ID"] == "<m-1@prochile.example>"
    assert read["Date"].datetime == message.created_at
    assert str(read["From"]) == '"Ana Muñoz, ProChile" <no-responder@prochile.example>'
    assert read["To"] == "a@x.example, b@x.example"
    assert read["Cc"] == "c@x.example"
    assert read["Reply-To"] == "concepcion@prochile.gob.cl"
    assert read["Subject"] == "Muy pronto le contactará nuestro equipo regional"
    assert read["Content-Language"] == Language.ES
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert read.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.rendered.text
    assert read.get_body(("html",)).get_content().strip() == message.rendered.html
    assert list(envelope(message)) == ["a@x.example", "b@x.example", "c@x.example"]


def test_the_same_message_gives_the_same_bytes() -> None:
    """A repetition is the same e-mail, to the last byte."""
    message = a_message()

    assert build_email(message, SENDER).as_bytes() == build_email(message, SENDER).as_bytes()


def test_lines_are_short_and_plain_ascii_on_the_wire() -> None:
    """RFC 5321: no line over 998 bytes; quoted-printable needs no 8BITMIME."""
    long = "ñandú " * 400
    message = a_message()
    rendered = type(message.rendered)("Asunto", long + "\n", f"<p>{long}</p>", "NTF-05.v1")
    content = build_email(a_message(rendered=rendered), SENDER).as_bytes()

    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


def test_what_people_type_cannot_add_headers() -> None:
    """A line break in a name or subject stays inside its header."""
    bad = "Ana\r\nBcc: all@x.example"
    message = a_message(sender_name=bad)
    rendered = type(message.rendered)(bad, "t\n", "<p>t</p>", "NTF-05.v1")

    read = message_from_bytes(build_email(a_message(sender_name=bad, rendered=rendered), SENDER).as_bytes())

    assert read["Bcc"] is None
    assert read["Subject"] == "Ana Bcc: all@x.example"


def test_addresses_with_an_international_domain_are_sent_in_ascii() -> None:
    """ñ in a domain is punycode on the wire."""
    assert list(envelope(a_message(to=("ventas@viña.example",)))) == ["ventas@xn--via-8ma.example"]


@pytest.mark.parametrize("to", [(), ("no-at",), ("josé@x.example",), ("a b@x.example",), ("@x.example",)])
def test_a_message_that_no_server_could_take_is_refused(to: tuple[str, ...]) -> None:
    """It waits for a person who corrects the address; nobody waits for it (AMB-01)."""
    with pytest.raises(DeliveryRefused):
        build_email(a_message(to=to), SENDER)


async def test_a_file_appears_whole_and_once(tmp_path: Path) -> None:
    """The default transport: readable by any mail program, no drafts left behind."""
    folder = EmlFolder(tmp_path / "deep" / "mail", SENDER)
    message = a_message()

    await folder.deliver(message)
    await folder.deliver(message)
    await folder.close()

    (file,) = (tmp_path / "deep" / "mail").iterdir()
    assert file.name == f"{message.id}.eml"
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "contacto@conservas.example"


async def test_a_folder_that_cannot_be_written_is_waited_out(tmp_path: Path) -> None:
    """A full or missing disk is the server's fault, not the message's."""
    (tmp_path / "mail").write_text("a file in the way")

    with pytest.raises(DeliveryUnavailable) as failure:
        await EmlFolder(tmp_path / "mail", SENDER).deliver(a_message())

    assert failure.value.of_server


def test_one_setting_names_the_transport() -> None:
    """ATENCION_MAIL: a folder by default, SMTP in production."""
    assert isinstance(transport_for("eml:.data/mail", SENDER), EmlFolder)
    assert isinstance(transport_for("smtp://user:cl%40ve@mail.example", SENDER), SmtpTransport)
    assert isinstance(transport_for("smtp://localhost:2525?security=plain", SENDER), SmtpTransport)
    transport = transport_for("smtps://ana:cl%40ve@mail.example", SENDER)
    assert isinstance(transport, SmtpTransport)
    settings = transport.settings
    assert (settings.host, settings.port, settings.username, settings.password, settings.security) == (
        "mail.example",
        465,
        "ana",
        "cl@ve",
        Security.TLS,
    )
    assert "cl@ve" not in repr(settings)


def test_messages_can_be_left_in_a_crm_that_keeps_them() -> None:
    """Issue 4: optionally left as e-mail activities; a CRM without them stops the process at start."""
    assert isinstance(transport_for("crm", SENDER, MockConnector()), CrmActivities)
    with pytest.raises(ConfigurationError) as refused:
        transport_for("crm", "nobody")
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize(
    ("address", "sender", "problems"),
    [
        ("pigeon:loft", SENDER, 1),
        ("eml:", SENDER, 1),
        ("crm:send", SENDER, 1),
        ("eml:folder", "nobody", 1),
        ("pigeon:loft", "nobody", 2),
        ("smtp://", SENDER, 1),
        ("smtp://h:70000", "nobody", 2),
        ("smtp://user:clave@h?security=plain", SENDER, 1),
        ("smtp://h?security=none&x=1", SENDER, 2),
    ],
)
def test_a_wrong_setting_is_refused_with_all_its_problems_and_no_password(
    address: str, sender: str, problems: int
) -> None:
    """It stops the process at start."""
    with pytest.raises(ConfigurationError) as refused:
        transport_for(address, sender)

    assert len(refused.value.problems) == problems
    assert "clave" not in str(refused.value).replace("La clave del correo", "").replace("usuario:clave", "")
