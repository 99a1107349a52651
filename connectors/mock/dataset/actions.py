"""What was done with each account: activities that count, steps of the protocol and log entries."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from connectors.mock.dataset import words
from connectors.mock.dataset.places import MARKETS, Market, Place
from connectors.mock.dataset.protagonist import record
from connectors.mock.dataset.situations import Body, Profile, Situation, Work
from domain.model.exchange.crm_records import CrmRecord, RecordKind, Scalar

_POINTS: Final = (
    ("IN_PERSON", "OFIREG"),
    ("TELEPHONE", "TELEFONO"),
    ("DIGITAL", "CORREO"),
    ("IN_PERSON", "EVENTO"),
)
SECTOR_OFFICER: Final = "beatriz.soto"
"""Who registers the actions that wait for a confirmation, or got one (AMB-37)."""

_ANNULMENTS: Final = ("Registrada dos veces por error.", "La empresa no participó.")


@dataclass(frozen=True, slots=True)
class Subject:
    """An account of the set: its key, its situation, its place or its market, the days between which it lives here."""

    key: str
    profile: Profile
    place: Place
    market: Market | None
    registered_on: date
    reference_on: date

    @property
    def executive(self) -> str:
        """Who attends it."""
        return self.place.executive if self.market is None else self.market.executive


class _Diary:
    """The actions of one account, as they are written."""

    def __init__(self, draw: random.Random, subject: Subject, new_key: Callable[[], str]) -> None:
        self.records: list[CrmRecord] = []
        self._draw = draw
        self._account = subject.key
        self._reference_on = subject.reference_on
        self._new_key = new_key
        market = subject.market
        self._executive = subject.executive
        self._role = "REGIONAL_EXECUTIVE" if market is None else "COMMERCIAL_EXECUTIVE"
        self._office = subject.place.office if market is None else market.office
        self._point = None if market is None else ("IN_PERSON", "OFICOM")
        self._home = None if market is None else market.country
        self._foreign = subject.profile.body is Body.FOREIGN

    def write(
        self,
        type: str,
        ended_on: date,
        *,
        days: int = 0,
        registered_on: date | None = None,
        extra: dict[str, Scalar] | None = None,
        by: tuple[str, str] | None = None,
    ) -> None:
        """
        One action that ended on that day, registered some days later but never after the reference day.

        Args:
            by: Who registered it, and in which role; None: whoever attends the account.
        """
        draw = self._draw
        if registered_on is None:
            registered_on = min(ended_on + timedelta(days=draw.randint(0, 5)), self._reference_on)
        hour = time(draw.randint(12, 15), draw.randint(0, 59))
        at = datetime.combine(registered_on, hour, UTC)
        channel, point = self._point or draw.choice(_POINTS)
        person, role = by or (self._executive, self._role)
        values: dict[str, Scalar] = {
            "account_id": self._account,
            "type": type,
            "title": draw.choice(words.TITLES[type]),
            "started_on": ended_on - timedelta(days=days),
            "ended_on": ended_on,
            "market": self._market(type),
            "office": self._office,
            "channel": channel,
            "point_of_contact": point,
            "registered_by": person,
            "registered_role": role,
            "registered_at": at,
            **(extra or {}),
        }
        self.records.append(record(RecordKind.ACTION, self._new_key(), values, person, registered_on, at))

    def counting(
        self,
        first: date,
        last: date,
        *,
        extra: dict[str, Scalar] | None = None,
        by: tuple[str, str] | None = None,
    ) -> None:
        """An activity that counts and ends between these days, both inclusive."""
        code = "OPORTUNIDAD_COMERCIAL" if self._foreign else self._draw.choice(words.COUNTING)
        if code == "OPORTUNIDAD_COMERCIAL" and first < date(2024, 4, 1):
            code = "FERIA"  # commercial opportunities have that name since April 2024 (OCI-08)
        days = self._draw.randint(0, words.LONG_ACTIONS.get(code, 0))
        self.write(code, self.day(first, last), days=days, extra=extra, by=by)

    def day(self, first: date, last: date) -> date:
        """Any day between these, both inclusive."""
        return first + timedelta(days=self._draw.randint(0, max((last - first).days, 0)))

    def confirmation(self) -> dict[str, Scalar]:
        """The regional executive stands for it (AMB-37)."""
        return {"confirmed_by": self._executive, "confirmed_role": self._role}

    def annulment(self, on: date) -> dict[str, Scalar]:
        """It no longer holds from that day."""
        return {"annulled_on": on, "annulment_reason": self._draw.choice(_ANNULMENTS)}

    def _market(self, type: str) -> str | None:
        if self._foreign:
            return "CL"
        if type in words.COUNTING:
            return self._home or self._draw.choice(MARKETS).country
        return None


def action_records(draw: random.Random, subject: Subject, new_key: Callable[[], str]) -> list[CrmRecord]:
    """The actions of an account in its situation, none before its registration nor after the reference day."""
    diary = _Diary(draw, subject, new_key)
    today = subject.reference_on
    _work(diary, draw, subject.profile, today)
    _log(diary, draw, subject.profile, max(subject.registered_on, today - timedelta(days=365)), today)
    return diary.records


def _work(diary: _Diary, draw: random.Random, profile: Profile, reference_on: date) -> None:
    """The activities that count, or would."""
    new_year = date(reference_on.year, 1, 1)
    last_new_year = date(reference_on.year - 1, 1, 1)
    year_end = new_year - timedelta(days=1)
    match profile.work:
        case Work.NONE | Work.LOG_ONLY:
            pass
        case Work.THIS_YEAR:
            diary.counting(new_year, reference_on)
            for _ in range(draw.randint(0, 2)):
                diary.counting(reference_on - timedelta(days=364), reference_on)
            if profile.membership == "current":
                diary.write("EXPORTA_MAS", diary.day(new_year, reference_on))
        case Work.BEFORE:
            diary.counting(date(reference_on.year - 2, 1, 1), year_end)
        case Work.LONG_AGO:
            diary.counting(_years_before(reference_on, 5), _years_before(reference_on, 3))
        case Work.UNCONFIRMED:
            diary.counting(new_year, reference_on, by=(SECTOR_OFFICER, "SECTOR_OFFICER"))
        case Work.CONFIRMED:
            diary.counting(new_year, reference_on, by=(SECTOR_OFFICER, "SECTOR_OFFICER"), extra=diary.confirmation())
        case Work.ANNULLED:
            on = diary.day(new_year, reference_on)
            diary.write("FERIA", on, extra=diary.annulment(diary.day(on, reference_on)))
        case Work.LATE:
            diary.write(
                "TALLER",
                diary.day(last_new_year + timedelta(days=330), year_end),
                registered_on=min(new_year + timedelta(days=8), reference_on),
            )
        case Work.ACROSS:
            ended_on = min(new_year + timedelta(days=5), reference_on)
            diary.write("MISION", ended_on, days=(ended_on - year_end).days + 3)


def _log(diary: _Diary, draw: random.Random, profile: Profile, first: date, last: date) -> None:
    """Steps of the protocol and log entries of the last twelve months."""
    situation = profile.situation
    if situation is Situation.LOW_POTENTIAL:
        diary.write(
            "DERIVACION_BAJO_POTENCIAL",
            diary.day(first, last),
            extra={"cause": "LOW-04"},
            by=("atencion", "SERVICE"),
        )
    if profile.body is Body.INSTITUTION:
        diary.write("INSTANCIA_STAKEHOLDER", diary.day(first, last))
    elif profile.body is Body.FOREIGN:
        diary.write("RESPUESTA_OCI", diary.day(first, last))
    elif profile.validation is not None:
        diary.write("CONTACTO_ESTABLECIDO", diary.day(first, last))
        diary.write(draw.choice(("ENTREVISTA", "VISITA")), diary.day(first, last))
    elif situation is Situation.LOW_POTENTIAL_EXCEPTION or profile.exports:
        diary.write("CONTACTO_INTENTADO", diary.day(first, last))
    if profile.work is not Work.NONE:
        for _ in range(draw.randint(1, 2)):
            diary.write("NOTA_BITACORA", diary.day(first, last))


def _years_before(day: date, years: int) -> date:
    """The same day some years before; 29 February becomes the 28th."""
    return date(day.year - years, day.month, min(day.day, 28) if day.month == 2 else day.day)
