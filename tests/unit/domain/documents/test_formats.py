"""What a document is by its content, whatever its name or its sender say (F-80)."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from domain.errors import InvalidValue
from domain.model.history.documents import DocumentFormat
from domain.use_cases.documents.formats import Inspection, _unpacked
from domain.use_cases.documents.names import safe_name

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"\0\0\0\0IEND\xaeB`\x82"


def office(*parts: str, comment: bytes = b"") -> bytes:
    """A ZIP file with these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, "x" * 50)
        archive.comment = comment
    return held.getvalue()


def seen(content: bytes, *, piece: int = 7, most: int = 1_000_000) -> Inspection:
    """All of it, in pieces that fall anywhere."""
    inspection = Inspection(most)
    for start in range(0, len(content), piece):
        inspection.see(content[start : start + piece])
    return inspection


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", DocumentFormat.PDF),
        (PNG, DocumentFormat.PNG),
        (b"\xff\xd8\xff\xe0" + b"\0" * 30 + b"\xff\xd9", DocumentFormat.JPEG),
        (office("[Content_Types].xml", "word/document.xml"), DocumentFormat.DOCX),
        (office("[Content_Types].xml", "xl/workbook.xml", comment=b"una nota"), DocumentFormat.XLSX),
    ],
)
def test_each_format_is_known_by_what_it_contains(content: bytes, expected: DocumentFormat) -> None:
    """F-80: beginning and end tell it, wherever the pieces were cut; size and digest are of all of it."""
    inspection = seen(content)
    assert inspection.format() is expected
    assert (inspection.size, inspection.sha256) == (len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vacío"),
        (b"MZ\x90\0 un programa", "formato que se reciba"),
        (b"<html><script>alert(1)</script>", "formato que se reciba"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "formato que se reciba"),
        (b"%PDF-1.7\n1 0 obj", "cortado"),
        (PNG[:-3], "cortado"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 30, "cortado"),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        (office("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), "formato que se reciba"),
        (office("word/document.xml"), "formato que se reciba"),
        (office("cualquier.cosa"), "formato que se reciba"),
        (office("[Content_Types].xml", "word/document.xml")[:-30], "formato que se reciba"),
        (b"PK\x03\x04" + b"word/document.xml [Content_Types].xml", "formato que se reciba"),
    ],
)
def test_what_is_no_document_is_refused_with_what_to_do(content: bytes, why: str) -> None:
    """F-80: programs, pages, cut files and macros are told apart in Spanish; a name inside is no directory of parts."""
    with pytest.raises(InvalidValue, match=why):
        seen(content).format()


def test_what_unpacks_to_far_more_than_it_weighs_is_refused() -> None:
    """F-80: a bomb is for whoever opens it; what its parts come to is told in the directory, that of Zip64 too."""
    parts = ("[Content_Types].xml", "word/document.xml", "word/media/1.xml")
    assert seen(office(*parts)).format() is DocumentFormat.DOCX
    for sizes, refused in (([300_000_000, 199_000_000], False), ([300_000_000, 201_000_000], True)):
        content = unpacking(office(*parts), sizes)
        if refused:
            with pytest.raises(InvalidValue, match="se expande a más de 500 MB"):
                seen(content).format()
        else:
            assert seen(content).format() is DocumentFormat.DOCX
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for part in parts:
            with archive.open(part, "w", force_zip64=True) as opened:
                opened.write(b"x" * 50)
    assert seen(held.getvalue()).format() is DocumentFormat.DOCX
    assert (
        _unpacked(b"\0" * 24 + b"\xff" * 4, b"\x0a\0\x02\0xx\x01\0\x08\0" + (9_000_000_000).to_bytes(8, "little"))
        == 9_000_000_000
    )


def unpacking(content: bytes, sizes: list[int]) -> bytes:
    """The same file, whose directory says that its last parts unpack to so many bytes."""
    changed, place = bytearray(content), len(content)
    for size in reversed(sizes):
        place = content.rfind(b"PK\x01\x02", 0, place)
        changed[place + 24 : place + 28] = size.to_bytes(4, "little")
    return bytes(changed)


@pytest.mark.parametrize("name", ["../../etc/passwd", "word\\..\\..\\x", "/etc/passwd", "\\x"])
def test_a_part_that_leads_out_of_the_file_is_refused(name: str) -> None:
    """F-80: whoever unpacks it without care would write elsewhere."""
    with pytest.raises(InvalidValue, match="formato que se reciba"):
        seen(office("[Content_Types].xml", "word/document.xml", name)).format()


def test_what_is_too_large_is_refused_while_it_arrives() -> None:
    """F-80: nobody waits for the end of what is too large already; the limit itself is allowed."""
    inspection = Inspection(1_000_000)
    inspection.see(b"x" * 1_000_000)
    with pytest.raises(InvalidValue, match="más de 1 MB"):
        inspection.see(b"x")


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Carta certificada.pdf", "Carta certificada"),
        ("C:\\Users\\ana\\Acta.docx", "Acta"),
        ("../../etc/passwd", "passwd"),
        ("factura\u202efdp.exe", "factura fdp.exe"),
        ('a<b>:"|?*.png', "ab"),
        ("línea\r\nX-Header: 1.pdf", "línea X-Header 1"),
        ("....", "documento"),
        ("/", "documento"),
        ("ñ" * 300, "ñ" * 100),
        ("Informe.final.PDF", "Informe.final"),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(told: str, kept: str) -> None:
    """F-80: no path, no control or direction character, no reserved sign; the suffix follows the content."""
    assert safe_name(told) == kept
