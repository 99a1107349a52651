"""RUT / RUN: the Chilean tax and identity number (DAT-01, DAT-02)."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.cl import rut as stdnum_rut
from stdnum.exceptions import ValidationError

from domain.errors import InvalidValue


@dataclass(frozen=True, slots=True, order=True)
class Rut:
    """A valid RUT, kept compact: digits and check digit, no dots or hyphen, capital K ("760123455")."""

    compact: str

    @classmethod
    def parse(cls, text: str) -> Rut:
        """
        Read a RUT as people write it: dots, hyphen, spaces and lower-case k are accepted.

        Raises:
            InvalidValue: Not a RUT, or its check digit (modulo 11) is wrong.

        Source: CAP-04, DAT-01.
        """
        try:
            return cls(stdnum_rut.validate(text))
        except ValidationError as wrong:
            raise InvalidValue(
                f"«{text}» no es un RUT válido: revise los números y el dígito verificador.",
                rule="CAP-04",
                field=("rut",),
            ) from wrong

    def __str__(self) -> str:
        """As printed on documents: 76.012.345-5."""
        return str(stdnum_rut.format(self.compact))
