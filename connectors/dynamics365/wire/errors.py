"""
What the service's refusals mean: one table from status and code to a verdict, and from a verdict to a domain error.

Belongs here: reading an error answer, whatever its body is, and naming it. Does not belong here: deciding to repeat
(`client`) or what a refusal means for one record of many (`writing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import Final

import msgspec

from domain.errors import (
    AccessDenied,
    CrmError,
    CrmRejected,
    CrmThrottled,
    CrmUnavailable,
    CursorExpired,
    InvalidRecord,
)


class Verdict(Enum):
    """What a refusal means for whoever asked."""

    THROTTLED = auto()  # nothing was done; everybody waits
    UNAVAILABLE = auto()  # try later; the request may have been carried out
    DENIED = auto()  # credentials or privileges
    STALE = auto()  # the record has another version than the one named
    EXISTS = auto()  # the record, or another with the same key values, is already there
    MISSING = auto()  # the record, or one it names, is not there
    EXPIRED = auto()  # the delta link is too old
    FAULTY = auto()  # the service fell over it: worth one more try, then as invalid
    INVALID = auto()  # the data or the request is refused


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row: which answers it covers, what they mean, and what a person should do."""

    status: int | None  # None: whatever the status
    code: int | None  # unsigned; None: whatever the code
    verdict: Verdict
    advice: str


_R: Final = Refusal
_WAIT: Final = "El CRM pide esperar antes de seguir."
_LATER: Final = "El CRM no está disponible; se intentará de nuevo."
_SIGN_IN: Final = "El CRM no acepta las credenciales: revise la aplicación registrada y su usuario de aplicación."
_RIGHTS: Final = "Falta un privilegio en el CRM: revise el rol de seguridad de quien escribe."
_CHANGED: Final = "Otra persona cambió el registro en el CRM."
_TAKEN: Final = "Ya existe en el CRM un registro con la misma clave."
_GONE: Final = "El registro, u otro al que se refiere, no existe en el CRM."
_RESYNC: Final = "El CRM ya no reconoce el punto de lectura: corresponde leer todo de nuevo."
_MAPPING: Final = "El CRM no conoce la tabla o la columna: compare la correspondencia con `atencion crm check`."
_DATA: Final = "El CRM no acepta los datos."

# The first row that covers the answer wins: codes before statuses. Source: fact sheet of the Web API, section 7.
REFUSALS: Final = (
    _R(None, 0x80072321, Verdict.THROTTLED, _WAIT),
    _R(None, 0x80072322, Verdict.THROTTLED, _WAIT),
    _R(None, 0x80072326, Verdict.THROTTLED, _WAIT),
    _R(None, 0x8005F103, Verdict.THROTTLED, _WAIT),
    _R(429, None, Verdict.THROTTLED, _WAIT),
    _R(None, 0x80044352, Verdict.EXPIRED, _RESYNC),
    _R(410, None, Verdict.EXPIRED, _RESYNC),
    _R(None, 0x80060882, Verdict.STALE, _CHANGED),
    _R(None, 0x80040237, Verdict.EXISTS, _TAKEN),
    _R(None, 0x80060892, Verdict.EXISTS, _TAKEN),
    _R(None, 0x80040333, Verdict.EXISTS, _TAKEN),
    _R(None, 0x80040217, Verdict.MISSING, _GONE),
    _R(None, 0x80060891, Verdict.MISSING, _GONE),
    _R(None, 0x80040353, Verdict.MISSING, _GONE),
    _R(None, 0x80044150, Verdict.UNAVAILABLE, _LATER),  # SQL error, deadlocks included
    _R(None, 0x80044151, Verdict.UNAVAILABLE, _LATER),  # SQL time-out
    _R(None, 0x80044339, Verdict.UNAVAILABLE, _LATER),  # no database lock
    _R(None, 0x80072323, Verdict.UNAVAILABLE, _LATER),
    _R(None, 0x80072324, Verdict.UNAVAILABLE, _LATER),
    _R(None, 0x80048543, Verdict.UNAVAILABLE, _LATER),  # a solution is being imported
    _R(None, 0x80071151, Verdict.UNAVAILABLE, _LATER),
    _R(None, 0x8004A104, Verdict.UNAVAILABLE, "La organización está deshabilitada en el CRM."),
    _R(None, 0x80040220, Verdict.DENIED, _RIGHTS),
    _R(None, 0x80040299, Verdict.DENIED, _RIGHTS),
    _R(None, 0x80048405, Verdict.DENIED, _RIGHTS),
    _R(None, 0x80040256, Verdict.DENIED, _RIGHTS),
    _R(None, 0x80042F09, Verdict.DENIED, "El usuario no tiene ningún rol de seguridad en el CRM."),
    _R(None, 0x8004A110, Verdict.DENIED, "La aplicación no puede actuar por otra persona: falta el rol Delegado."),
    _R(None, 0x8006088A, Verdict.INVALID, _MAPPING),
    _R(None, 0x80041102, Verdict.INVALID, _MAPPING),
    _R(None, 0x80041103, Verdict.INVALID, _MAPPING),
    _R(None, 0x80072491, Verdict.INVALID, "La tabla no tiene seguimiento de cambios: actívelo en el CRM."),
    _R(None, 0x80044331, Verdict.INVALID, "Un texto es más largo de lo que admite el CRM."),
    _R(None, 0x80040278, Verdict.INVALID, "Un texto tiene caracteres que el CRM no admite."),
    _R(None, 0x80040200, Verdict.INVALID, "Falta un dato obligatorio en el CRM."),
    _R(None, 0x8004431A, Verdict.INVALID, "Un valor no está entre las opciones del CRM."),
    _R(None, 0x80040216, Verdict.FAULTY, "El CRM falló con este registro."),
    _R(None, 0x80040224, Verdict.FAULTY, "Un complemento del CRM falló con este registro."),
    _R(None, 0x80040265, Verdict.FAULTY, "Un complemento del CRM no aceptó este registro."),
    _R(401, None, Verdict.DENIED, _SIGN_IN),
    _R(403, None, Verdict.DENIED, _RIGHTS),
    _R(404, None, Verdict.MISSING, _GONE),
    _R(412, None, Verdict.STALE, _CHANGED),
    _R(408, None, Verdict.UNAVAILABLE, _LATER),
    _R(500, None, Verdict.UNAVAILABLE, _LATER),
    _R(502, None, Verdict.UNAVAILABLE, _LATER),
    _R(503, None, Verdict.UNAVAILABLE, _LATER),
    _R(504, None, Verdict.UNAVAILABLE, _LATER),
)

_ERRORS: Final[Mapping[Verdict, type[CrmError]]] = {
    Verdict.DENIED: AccessDenied,
    Verdict.STALE: CrmRejected,
    Verdict.EXISTS: InvalidRecord,
    Verdict.MISSING: InvalidRecord,
    Verdict.EXPIRED: CursorExpired,
    Verdict.FAULTY: InvalidRecord,
    Verdict.INVALID: InvalidRecord,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """
    An answer that is a refusal.

    Attributes:
        code: Unsigned 32 bits; None when the service gave none that can be read.
        said: The service's own words, shortened; may hold data of the record, so it is not for logs.
        retry_after: Seconds the service asks to wait.
    """

    status: int
    code: int | None
    verdict: Verdict
    advice: str
    said: str
    request_id: str | None = None
    retry_after: float | None = None

    @property
    def code_text(self) -> str:
        """The code as the service writes it, or the status when it gave none."""
        return f"0x{self.code:08X}" if self.code else f"HTTP {self.status}"

    @property
    def sentence(self) -> str:
        """What happened, for a person: our advice and the service's own words."""
        return f"{self.advice} El CRM dice: «{self.said}» ({self.code_text})." if self.said else self.advice

    def error(self, operation: str) -> CrmError:
        """The domain error for the whole operation."""
        if self.verdict is Verdict.THROTTLED or self.verdict is Verdict.UNAVAILABLE:
            kind = CrmThrottled if self.verdict is Verdict.THROTTLED else CrmUnavailable
            return kind(self.sentence, operation=operation, request_id=self.request_id, retry_after=self.retry_after)
        return _ERRORS[self.verdict](self.sentence, operation=operation, request_id=self.request_id)


def read_fault(status: int, headers: Mapping[str, str], body: bytes) -> Fault:
    """
    The refusal in an answer of 400 or more; any body is borne: JSON, a gateway's HTML, nothing.

    Args:
        headers: Names are looked up in lower case first, then as the service writes them.
    """
    code, said = _code_and_words(body)
    refusal = next(
        (r for r in REFUSALS if r.status in {None, status} and r.code in {None, code}),
        Refusal(None, None, Verdict.UNAVAILABLE if status >= 500 and status != 501 else Verdict.INVALID, _DATA),
    )
    return Fault(
        status,
        code,
        refusal.verdict,
        refusal.advice,
        said,
        request_id_of(headers),
        retry_after_of(headers),
    )


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """The id under which Microsoft's support finds the request."""
    for name in ("x-ms-service-request-id", "REQ_ID", "req_id"):
        if found := headers.get(name):
            return found
    return None


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """
    Seconds to wait, from a number or from a date (RFC 9110, 10.2.3); nonsense counts as nothing said.

    A date is taken from the answer's own `Date` when it has one, so that the two clocks need not agree.
    """
    text = headers.get("retry-after") or headers.get("Retry-After")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        until = _instant(text)
        if until is None:
            return None
        answered = _instant(headers.get("date") or headers.get("Date") or "") or datetime.now(UTC)
        seconds = (until - answered).total_seconds()
    return min(max(seconds, 0.0), 3600.0) if seconds == seconds else None


def _instant(http_date: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(http_date)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def normal_code(text: str) -> int | None:
    """An error code as unsigned 32 bits, from hexadecimal or signed decimal text; None for none or nonsense."""
    text = text.strip()
    try:
        code = int(text, 16) if text.lower().startswith("0x") else int(text)
    except ValueError:
        return None
    return code & 0xFFFFFFFF if code else None


def _code_and_words(body: bytes) -> tuple[int | None, str]:
    try:
        parsed = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, ""
    error = parsed.get("error") if isinstance(parsed, dict) else None
    if not isinstance(error, dict):
        return None, ""
    code, said = error.get("code"), error.get("message")
    return (normal_code(str(code)) if isinstance(code, str | int) else None), str(said or "")[:300].strip()
