"""RUT / RUN: the Chilean tax and identity number (DAT-01, DAT-02)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stdnum.cl import rut as stdnum_rut
from stdnum.exceptions import InvalidLength, ValidationError

from domain.errors import InvalidValue

_LENGTH_STDNUM_TAKES: Final = 8


@dataclass(frozen=True, slots=True, order=True)
class Rut:
    """
    A valid RUT, kept compact: digits and check digit, no dots, hyphen or leading zeros, capital K ("760123455").

    Old numbers are short ("72.041-0"), and other systems fill them with zeros: one number has one compact form.
    """

    compact: str

    @classmethod
    def parse(cls, text: str) -> Rut:
        """
        Read a RUT as people and systems write it: dots, hyphen, spaces, leading zeros and lower-case k are accepted.

        Raises:
            InvalidValue: Not a RUT, or its check digit (modulo 11) is wrong.

        Source: CAP-04, DAT-01.
        """
        try:
            number = stdnum_rut.compact(text).lstrip("0")
            stdnum_rut.validate(number.zfill(_LENGTH_STDNUM_TAKES))  # zeros in front do not change the check digit
            if not number:
                raise InvalidLength
            return cls(number)
        except ValidationError as wrong:
            raise InvalidValue(
                f"«{text}» no es un RUT válido: revise los números y el dígito verificador.",
                rule="CAP-04",
                field=("rut",),
            ) from wrong

    def __str__(self) -> str:
        """As printed on documents: 76.012.345-5."""
        return printed(self.compact)


def printed(compact: str) -> str:
    """A compact RUT as printed on documents; cheap, for it runs once a row."""
    return f"{int(compact[:-1]):,}".replace(",", ".") + "-" + compact[-1]
