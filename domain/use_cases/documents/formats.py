"""
What a document is by what it contains ("formato por contenido"), for neither its name nor its sender can be believed.

Five formats, each told by how it begins and how it ends; a file of Word or Excel also by the names of its parts. Bytes
are looked at as they pass: no file is kept in memory.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final, NoReturn

from domain.errors import InvalidValue
from domain.model.history.documents import DocumentFormat

_HEAD: Final = 16
_TAIL: Final = 256 * 1024
_ZIP: Final = b"PK\x03\x04"
_ZIP_ENTRY: Final = b"PK\x01\x02"
_ZIP_END: Final = b"PK\x05\x06"
_PLAIN: Final = (
    (DocumentFormat.PDF, b"%PDF-", b"%%EOF", 1_024),
    (DocumentFormat.PNG, b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82", 8),
    (DocumentFormat.JPEG, b"\xff\xd8\xff", b"\xff\xd9", 2),
)
"""How it begins, how it ends, and within how many bytes of the end."""
_PARTS: Final = ((DocumentFormat.DOCX, b"word/document.xml"), (DocumentFormat.XLSX, b"xl/workbook.xml"))
_NAME_AT: Final = 46
_ZIP64: Final = b"\x01\x00"
_IN_ZIP64: Final = b"\xff\xff\xff\xff"
_MOST_UNPACKED: Final = 500_000_000
"""Bytes that the parts of an office file may have in all, once whoever reads it unpacks them."""
_FORMATS_ES: Final = ", ".join(each.value for each in DocumentFormat)


@dataclass(slots=True)
class Inspection:
    """
    What has passed so far.

    Attributes:
        most: Bytes that a document may have.
        size: Bytes that have passed.
    """

    most: int
    size: int = 0
    _head: bytes = b""
    _tail: bytes = b""
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def see(self, chunk: bytes) -> None:
        """
        The next bytes.

        Raises:
            InvalidValue: They are too many by now.
        """
        self.size += len(chunk)
        if self.size > self.most:
            self.refuse_size()
        if len(self._head) < _HEAD:
            self._head = (self._head + chunk)[:_HEAD]
        self._tail = (self._tail + chunk)[-_TAIL:]
        self._digest.update(chunk)

    def refuse_size(self) -> NoReturn:
        """Raises InvalidValue: it is larger than a document may be."""
        raise InvalidValue(
            f"El documento pesa más de {self.most // 1_000_000} MB. Envíe uno más liviano, o en partes.",
            field=("size",),
        )

    @property
    def sha256(self) -> str:
        """Of all that has passed, in hexadecimal."""
        return self._digest.hexdigest()

    def format(self) -> DocumentFormat:
        """
        What it is, now that all of it has passed.

        Raises:
            InvalidValue: It is empty, cut, of no format that is taken, or holds macros.
        """
        if not self.size:
            raise InvalidValue("El documento llegó vacío. Envíelo de nuevo.", field=("format",))
        for kind, begins, ends, within in _PLAIN:
            if self._head.startswith(begins):
                if ends not in self._tail[-within:]:
                    raise InvalidValue(
                        f"El documento parece {kind.value} y está cortado o dañado. Envíelo de nuevo.",
                        field=("format",),
                    )
                return kind
        if self._head.startswith(_ZIP):
            return self._office()
        raise _unknown()

    def _office(self) -> DocumentFormat:
        names, unpacked = _entries(self._tail)
        if unpacked > _MOST_UNPACKED:
            raise InvalidValue(
                f"El documento se expande a más de {_MOST_UNPACKED // 1_000_000} MB al abrirlo, y no se recibe. "
                "Guárdelo de nuevo, más liviano.",
                field=("format",),
            )
        if any(name.lower().endswith(b"vbaproject.bin") for name in names):
            raise InvalidValue("El documento trae macros, que no se reciben. Guárdelo sin macros.", field=("format",))
        found = [kind for kind, part in _PARTS if part in names]
        leads_out = any(b".." in name.replace(b"\\", b"/").split(b"/") or name[:1] in b"/\\" for name in names)
        if len(found) == 1 and b"[Content_Types].xml" in names and not leads_out:
            return found[0]
        raise _unknown()


def _entries(tail: bytes) -> tuple[set[bytes], int]:
    """
    Names in the directory at the end of a ZIP file, and the bytes that it unpacks to; none when it has none or it is
    longer than what is kept.
    """
    end = tail.rfind(_ZIP_END)
    if end < 0 or len(tail) < end + 22:
        return set(), 0
    count, length = (int.from_bytes(tail[end + at : end + at + size], "little") for at, size in ((10, 2), (12, 4)))
    place, names, unpacked = end - length, set[bytes](), 0
    if place < 0:
        return set(), 0
    for _ in range(count):
        if tail[place : place + 4] != _ZIP_ENTRY:
            return set(), 0
        name, extra, comment = (int.from_bytes(tail[place + at : place + at + 2], "little") for at in (28, 30, 32))
        names.add(tail[place + _NAME_AT : place + _NAME_AT + name])
        unpacked += _unpacked(tail[place : place + _NAME_AT], tail[place + _NAME_AT + name :][:extra])
        place += _NAME_AT + name + extra + comment
    return (names, unpacked) if place == end else (set(), 0)


def _unpacked(entry: bytes, extra: bytes) -> int:
    """Bytes to which a part unpacks, by its entry in the directory; that of Zip64 where it says so."""
    size = entry[24:28]
    if size != _IN_ZIP64:
        return int.from_bytes(size, "little")
    while len(extra) >= 4:
        length = int.from_bytes(extra[2:4], "little")
        if extra[:2] == _ZIP64 and length >= 8:
            return int.from_bytes(extra[4:12], "little")
        extra = extra[4 + length :]
    return int.from_bytes(size, "little")


def _unknown() -> InvalidValue:
    return InvalidValue(
        f"El contenido no es de un formato que se reciba ({_FORMATS_ES}), diga lo que diga su nombre.",
        field=("format",),
    )
