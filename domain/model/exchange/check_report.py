"""What a look at the CRM found ("revisión de la conexión"): line by line, each with its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a line is."""

    FINE = "fine"
    NOTE = "note"  # works, with a limit worth knowing
    UNKNOWN = "unknown"  # could not be found out
    WRONG = "wrong"  # does not work until it is mended


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing looked at; `said` and `remedy` are Spanish sentences for the operator."""

    level: Level
    subject: str
    said: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything looked at, in order; looking goes on after a line that is wrong, as far as it makes sense."""

    lines: tuple[CheckLine, ...]

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return all(line.level is not Level.WRONG for line in self.lines)
