"""Documents on cases: announced over GraphQL, sent and read over HTTP (F-80, POL-07; issue 15, point 7)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

import domain.use_cases.documents.attach as attach
from api.documents.files import files_of
from api.documents.housekeeping import clear_away
from api.settings import Settings
from domain.errors import ConfigurationError
from domain.model.institution.people import Actor, Role
from persistence.documents.repository import SqlDocumentReads
from schema.ids import key_of
from tests.api.conftest import Desk, a_company, api_of
from tests.support.system.listening import serving

PDF = b"%PDF-1.7\n" + b"x" * 5_000 + b"\n%%EOF\n"
ANNOUNCE = """mutation($i: AnnounceDocumentInput!) { announceDocument(input: $i) {
  upload { path until mostBytes formats documentId } userErrors { code message field rule } } }"""
WITHDRAW = """mutation($i: WithdrawDocumentInput!) { withdrawDocument(input: $i) {
  document { isErased path withdrawnBy withdrawnWhy case { id } } userErrors { code message field } } }"""
DOCUMENTS = """query($c: ID!, $n: Int = 10, $a: String) { case(id: $c) { documents(first: $n, after: $a) {
  pageInfo { hasNextPage endCursor }
  nodes { id name purpose note format mediaType size sha256 addedBy withdrawnWhy path caseId case { id } } } } }"""
ANA = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")


@dataclass(slots=True)
class Room:
    """The API, a case of a company, and the folder in which contents lie."""

    desk: Desk
    folder: Path
    account: str
    case: str

    def by(self, actor: Actor) -> Room:
        """The same, as another person."""
        return replace(self, desk=replace(self.desk, actor=actor))

    @property
    def company(self) -> Room:
        """As the company's representative."""
        return self.by(Actor("rosa", "Rosa Díaz", Role.COMPANY, account_id=key_of(self.account, "Account")))

    async def announce(self, name: str = "Acta.pdf", case: str | None = None) -> dict[str, Any]:
        asked = {"caseId": case or self.case, "purpose": "MINUTES", "name": name, "note": "De la reunión"}
        found: dict[str, Any] = (await self.desk.ask(ANNOUNCE, i=asked))["announceDocument"]
        return found

    async def address(self, name: str = "Acta.pdf") -> str:
        announced = await self.announce(name)
        assert announced["userErrors"] == [], announced
        return str(announced["upload"]["path"])

    async def send(self, address: str, content: bytes = PDF, **headers: str) -> httpx2.Response:
        return await self.desk.client.post(
            address, content=content, headers={"authorization": f"Bearer {self.desk.token}", **headers}
        )

    async def read(self, address: str, method: str = "GET") -> httpx2.Response:
        return await self.desk.client.request(method, address, headers={"authorization": f"Bearer {self.desk.token}"})

    async def document(self, name: str = "Acta.pdf", content: bytes = PDF) -> dict[str, Any]:
        """One that is there; as the list shows it."""
        sent = await self.send(await self.address(name), content)
        assert sent.status_code == 201, sent.text
        return next(each for each in await self.listed() if each["id"] == sent.json()["data"]["document"]["id"])

    async def listed(self) -> list[dict[str, Any]]:
        found = await self.desk.ask(DOCUMENTS, c=self.case)
        return [] if found["case"] is None else list(found["case"]["documents"]["nodes"])

    async def until(self, *, files: int) -> None:
        """Wait until so many are kept or on their way."""
        async with asyncio.timeout(10):
            while len(self.kept()) != files:  # noqa: ASYNC110  (the server tells nobody)
                await asyncio.sleep(0.02)

    def kept(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]


def refusal(answer: httpx2.Response) -> tuple[int, str, str]:
    """Status, code and sentence."""
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"], error["message"]


async def a_case(desk: Desk) -> tuple[str, str]:
    """A company of Biobío and its open request."""
    account = await a_company(desk)
    opened = await desk.ask(
        "mutation($i: ReceiveContactInCaptureInput!) { receiveContactInCapture(input: $i)"
        " { case { id } userErrors { message } } }",
        i={"about": {"accountId": account}, "circumstances": {"pointOfContact": "OFIREG"}},
    )
    assert opened["receiveContactInCapture"]["userErrors"] == [], opened
    return account, opened["receiveContactInCapture"]["case"]["id"]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    folder = tmp_path / "documentos"
    settings = {
        "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'documents.db'}",
        "ATENCION_DOCUMENT_FILES": f"folder:{folder}",
        "ATENCION_DOCUMENT_MEGABYTES": "1",
        "ATENCION_SAMPLES": "true",
    }
    async with api_of(**settings) as desk:
        ana = replace(desk, actor=ANA)
        yield Room(ana, folder, *await a_case(ana))


async def test_a_document_is_announced_sent_listed_and_read(room: Room) -> None:
    """F-80: its name is safe, its format is that of its content, and what is read is what was sent."""
    announced = (await room.announce("C:\\Carpeta\\Acta\u202e de reunión.docx"))["upload"]
    assert announced["formats"] == ["PDF", "PNG", "JPEG", "DOCX", "XLSX"]
    assert announced["mostBytes"] == 1_000_000
    until = datetime.fromisoformat(announced["until"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < until <= timedelta(minutes=15)
    sent = await room.send(announced["path"], PDF, **{"content-type": "image/png"})
    assert sent.status_code == 201, sent.text
    told = sent.json()["data"]["document"]
    (listed,) = await room.listed()
    assert listed["id"] == told["id"] == announced["documentId"]
    assert (listed["name"], listed["format"], listed["size"]) == ("Acta de reunión.pdf", "PDF", len(PDF))
    assert (listed["purpose"], listed["note"], listed["addedBy"]) == ("MINUTES", "De la reunión", "ana.rojas")
    assert listed["caseId"] == listed["case"]["id"] == room.case
    for method in ("GET", "POST"):
        answer = await room.read(listed["path"], method)
        assert (answer.status_code, answer.content) == (200, PDF)


async def test_what_is_read_is_a_file_and_never_a_page(room: Room) -> None:
    """F-80: attachment by its own media type, no sniffing, no script, no cache, from no other site."""
    listed = await room.document("Acta nº1 ñandú.pdf")
    headers = (await room.read(listed["path"])).headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == (
        "attachment; filename=\"Acta no1 nandu.pdf\"; filename*=UTF-8''Acta%20n%C2%BA1%20%C3%B1and%C3%BA.pdf"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert (headers["cache-control"], headers["content-length"]) == ("no-store", str(len(PDF)))


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"", 422, "vacío"),
        (b"<html><script>alert(1)</script></html>", 422, "formato que se reciba"),
        (b"%PDF-1.7 cortado", 422, "cortado"),
        (b"%PDF-1.7" + b"x" * 1_000_000 + b"%%EOF", 413, "más de 1 MB"),
    ],
)
async def test_what_is_no_document_leaves_nothing(room: Room, content: bytes, status: int, sentence: str) -> None:
    """F-80: refused in Spanish; no file, no document; the address serves for the right file."""
    address = await room.address()
    answer = await room.send(address, content)
    assert (answer.status_code, room.kept(), await room.listed()) == (status, [], [])
    assert sentence in refusal(answer)[2]
    assert (await room.send(address)).status_code == 201


async def test_what_grows_too_large_without_saying_so_is_cut_off(room: Room) -> None:
    """F-80: without Content-Length the limit holds as well."""

    async def endless() -> AsyncIterator[bytes]:
        yield b"%PDF-"
        while True:
            yield b"x" * 100_000

    address = await room.address()
    answer = await room.desk.client.post(
        address, content=endless(), headers={"authorization": f"Bearer {room.desk.token}"}
    )
    assert (answer.status_code, room.kept()) == (413, [])


async def test_an_address_serves_once_for_whoever_announced_it_and_for_fifteen_minutes(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-80: a colleague, a stranger and the second time find nothing; later it is over; and there are not too many."""
    address = await room.address()
    assert refusal(await room.by(replace(ANA, id="otra")).send(address))[:2] == (404, "NOT_FOUND")
    stranger = await room.desk.client.post(address, content=PDF)
    assert refusal(stranger)[:2] == (401, "TOKEN_MISSING")
    assert stranger.headers["www-authenticate"].startswith("Bearer")
    assert (await room.send(address)).status_code == 201
    assert refusal(await room.send(address))[:2] == (404, "NOT_FOUND")
    late = await room.address()
    monkeypatch.setattr("domain.model.history.documents.UPLOAD_LASTS", timedelta(0))
    assert refusal(await room.send(late))[:2] == (409, "STEP_NOT_ALLOWED")
    monkeypatch.undo()
    monkeypatch.setattr(attach, "_MOST_ANNOUNCED", 1)
    (error,) = (await room.announce())["userErrors"]
    assert (error["code"], error["rule"]) == ("STEP_NOT_ALLOWED", "POL-07")
    assert len(room.kept()) == len(await room.listed()) == 1


async def test_two_that_send_to_one_address_at_once_leave_one_document(room: Room) -> None:
    """F-80: the one that comes second is refused and its bytes are not kept."""
    address = await room.address()
    answers = await asyncio.gather(*(room.send(address, PDF + bytes([65 + n]) + b"\n%%EOF") for n in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 404, 404, 404]
    (listed,) = await room.listed()
    won = next(answer for answer in answers if answer.status_code == 201)
    assert won.json()["data"]["document"]["sha256"] == listed["sha256"]
    assert len(room.kept()) == 1
    assert (await room.read(listed["path"])).status_code == 200


async def test_whoever_sees_the_case_reads_and_whoever_acts_on_it_adds(room: Room) -> None:
    """COM-02, RTE-04: another office reads and does not add, the analyst neither; another company knows of nothing."""
    listed = await room.document()
    pedro = room.by(Actor("pedro.godoy", "Pedro", Role.REGIONAL_EXECUTIVE, "OFIREG-02"))
    assert (await pedro.read(listed["path"])).status_code == 200
    (error,) = (await pedro.announce())["userErrors"]
    assert (error["code"], error["rule"]) == ("NOT_AUTHORISED", "RTE-04")
    (error,) = (await room.by(Actor("amanda", "Amanda", Role.ANALYST, "CENTRAL-DDE")).announce())["userErrors"]
    assert error["code"] == "NOT_AUTHORISED"
    account, _ = await a_case(room.desk)
    other = room.by(Actor("otra", "Otra", Role.COMPANY, account_id=key_of(account, "Account")))
    assert await other.listed() == []
    assert refusal(await other.read(listed["path"]))[:2] == (404, "NOT_FOUND")
    (error,) = (await other.announce())["userErrors"]
    assert error["code"] == "NOT_FOUND"
    assert (await room.company.read(listed["path"])).content == PDF
    theirs = await room.company.document("Poder.pdf")
    assert theirs["addedBy"] == "rosa"


async def test_who_lost_the_case_meanwhile_adds_nothing(room: Room) -> None:
    """RTE-04: what holds when the bytes are in decides, not what held when they were announced."""
    address = await room.address()
    moved = replace(room.desk, actor=replace(ANA, office="OFIREG-02"))
    assert refusal(await replace(room, desk=moved).send(address))[:2] == (403, "NOT_AUTHORISED")
    assert (room.kept(), await room.listed()) == ([], [])


async def test_a_withdrawn_document_stays_listed_and_nobody_reads_it(room: Room) -> None:
    """POL-07: with its reason and its trace; a colleague cannot, whoever added it and the head can."""
    listed = await room.document()
    asked = {"documentId": listed["id"], "reason": "Es de otra empresa"}
    peer = room.by(replace(ANA, id="otra.ejecutiva"))
    (error,) = (await peer.desk.ask(WITHDRAW, i=asked))["withdrawDocument"]["userErrors"]
    assert error["code"] == "NOT_AUTHORISED"
    (error,) = (await room.desk.ask(WITHDRAW, i={**asked, "reason": " "}))["withdrawDocument"]["userErrors"]
    assert (error["code"], error["field"]) == ("MISSING_DATA", ["reason"])
    head = room.by(Actor("luis.carrasco", "Luis", Role.REGIONAL_HEAD, "OFIREG-08"))
    done = (await head.desk.ask(WITHDRAW, i=asked))["withdrawDocument"]
    assert done["userErrors"] == []
    assert done["document"] == {
        "isErased": False, "path": None, "withdrawnBy": "luis.carrasco", "withdrawnWhy": "Es de otra empresa",
        "case": {"id": room.case},
    }  # fmt: skip
    status, code, sentence = refusal(await room.read(listed["path"]))
    assert (status, code) == (409, "STEP_NOT_ALLOWED")
    assert "Es de otra empresa" in sentence
    decisions = await room.desk.ask(
        "query($c: ID!) { decisions(first: 10, caseId: $c) { nodes { what outcome reason by rule } } }", c=room.case
    )
    told = [(each["what"], each["by"], each["reason"]) for each in decisions["decisions"]["nodes"]]
    assert told[:2] == [
        ("withdraw_document", "luis.carrasco", "Es de otra empresa"), ("attach_document", "ana.rojas", None)
    ]  # fmt: skip


async def test_each_reading_of_a_content_is_recorded_before_it_leaves(room: Room) -> None:
    """POL-07: who, when, of whose case; a look at the list reads no content."""
    listed = await room.document()
    audit = replace(room.desk, actor=Actor("sergio", "Sergio", Role.ADMINISTRATOR, "CENTRAL"))
    reads = "query($a: ID!) { readsOfPersonalData(first: 5, accountId: $a) { nodes { field kinds by } } }"
    assert (await audit.ask(reads, a=room.account))["readsOfPersonalData"]["nodes"] == []
    await room.company.read(listed["path"])
    recorded = (await audit.ask(reads, a=room.account))["readsOfPersonalData"]["nodes"]
    assert recorded == [{"field": "documentContent", "kinds": ["DOCUMENT"], "by": "rosa"}]


async def test_the_feed_tells_that_a_document_came_and_was_withdrawn(room: Room) -> None:
    """F-60, F-80: to whoever sees the case; nothing of one that is only announced."""
    feed = "query($a: String) { changes(after: $a, kinds: [DOCUMENT]) { cursor changes { kind nodeId accountId } } }"
    begin = (await room.desk.ask(feed))["changes"]["cursor"]

    async def told(by: Room) -> list[tuple[str, str]]:
        while await room.desk.runtime.changes.number_some():
            pass
        changes = (await by.desk.ask(feed, a=begin))["changes"]["changes"]
        return [(each["nodeId"], each["accountId"]) for each in changes]

    await room.address()
    assert await told(room) == []
    listed = await room.document()
    assert await told(room) == await told(room.company) == [(listed["id"], room.account)]
    await room.desk.ask(WITHDRAW, i={"documentId": listed["id"], "reason": "Repetido"})
    assert await told(room) == [(listed["id"], room.account)] * 2
    assert await told(room.by(Actor("otra", "Otra", Role.COMPANY, account_id="nadie"))) == []


async def test_documents_come_in_pages_newest_first(room: Room) -> None:
    """F-80: as every list; two to a page."""
    for name in ("Uno.pdf", "Dos.pdf", "Tres.pdf"):
        await room.document(name)
    page = (await room.desk.ask(DOCUMENTS, c=room.case, n=2))["case"]["documents"]
    assert [each["name"] for each in page["nodes"]] == ["Tres.pdf", "Dos.pdf"]
    assert page["pageInfo"]["hasNextPage"]
    page = (await room.desk.ask(DOCUMENTS, c=room.case, n=2, a=page["pageInfo"]["endCursor"]))["case"]["documents"]
    assert ([each["name"] for each in page["nodes"]], page["pageInfo"]["hasNextPage"]) == (["Uno.pdf"], False)


async def test_a_client_that_goes_in_the_middle_leaves_nothing(room: Room) -> None:
    """F-80: over a real connection that is cut; the address serves again."""
    address = await room.address()
    async with serving(room.desk.client._transport.app) as served:  # type: ignore[attr-defined]
        head = (
            f"POST {address} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {room.desk.token}\r\n"
            "Content-Length: 900000\r\n\r\n%PDF-1.7"
        )
        raw = socket.create_connection(("127.0.0.1", served.port))
        await asyncio.to_thread(raw.sendall, head.encode() + b"x" * 200_000)
        await room.until(files=1)
        raw.close()
        await room.until(files=0)
    assert await room.listed() == []
    assert (await room.send(address)).status_code == 201


async def test_what_nobody_needs_any_more_is_cleared_away(room: Room) -> None:
    """F-80: strays of a killed process by their age, announcements by theirs, withdrawn contents by the retention."""
    kept, withdrawn = await room.document("Queda.pdf"), await room.document("Se va.pdf")
    await room.address()
    files = files_of(room.desk.runtime.settings)
    async with files.receiving() as stray:
        await stray.write(b"x")
        await stray.keep()
    await room.desk.ask(WITHDRAW, i={"documentId": withdrawn["id"], "reason": "Repetido"})
    keeping = SqlDocumentReads(room.desk.runtime.database)
    assert await clear_away(keeping, files, datetime.now(UTC), None) == 0
    later = datetime.now(UTC) + timedelta(days=2)
    assert await clear_away(keeping, files, later, None) == 1
    assert len(room.kept()) == 2
    assert await clear_away(keeping, files, later, timedelta(days=1)) == 1
    assert len(room.kept()) == 1
    assert (await room.read(kept["path"])).content == PDF
    erased = await room.desk.ask(
        "query($i: ID!) { node(id: $i) { ... on CaseDocument { isErased } } }", i=withdrawn["id"]
    )
    assert erased["node"]["isErased"] is True


async def test_a_content_that_is_lost_is_told_as_such(room: Room) -> None:
    """F-80: no empty file, no broken connection."""
    listed = await room.document()
    for path in room.kept():
        path.unlink()
    status, code, sentence = refusal(await room.read(listed["path"]))
    assert (status, code) == (404, "NOT_FOUND")
    assert "Avise a quien administra" in sentence


def test_where_documents_lie_is_a_setting_that_must_say_something() -> None:
    """F-80: an unknown store stops the process before it takes anything."""
    environment = {"ATENCION_TOKEN_SECRET": "x" * 32, "ATENCION_DOCUMENT_FILES": "ftp://x"}
    with pytest.raises(ConfigurationError, match="ATENCION_DOCUMENT_FILES"):
        files_of(Settings.from_env(environment))
