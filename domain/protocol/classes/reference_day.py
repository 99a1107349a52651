"""
What the classes of every account on one day share, worked out once: cut-off days, counting types, settings.

Belongs here: the reading of settings and calendar that the rule (`classification`) needs on any day. Does not belong
here: anything about one account.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Final, NamedTuple

from domain.model.account_fields import ACCOUNT_FIELDS
from domain.model.accounts import Account, Fact
from domain.model.classes import FieldValue, Missing, Reason
from domain.model.institution.configuration import Setting
from domain.model.standing import MAIN_CONTACT, Standing
from domain.protocol.classes.settings import Settings

FORMER_USER_MONTHS: Final = 36
"""Three years, month by month: 29 February falls back to 28 February. Source: DEF-08, AMB-08."""

FIELDS_MISSING: Final = "Faltan datos obligatorios: {missing}."
CONTACT_DATA_MISSING: Final = "No están todos sus datos de contacto; faltan: {missing}."

FIELD_LABELS: Final[Mapping[str, str]] = {
    **{field.name: field.es for field in ACCOUNT_FIELDS},
    "company": "empresa activa",
    MAIN_CONTACT: "contacto principal con correo o teléfono",
    "EXPORT_DECLARATION": "declaración de exportaciones de los últimos 3 años",
    "TEST_LEVEL": "resultado del Test de Autodiagnóstico",
    "VALIDATION": "validación del ejecutivo(a) regional",
    "PREADMISSIBILITY": "preadmisibilidad",
    "COUNTING_ACTION": "una actividad que sume para ser usuaria",
    "mandatory_fields": "lista de campos obligatorios (no configurada)",
    "strategic_sectors": "lista de sectores de la estrategia (no configurada)",
    "contact_data": "datos de contacto completos",
    "validated": "validación del ejecutivo(a) regional",
    "objectives": "exportadora o con capacidad exportadora en un sector de la estrategia",
}
"""How an executive calls a datum, by its name in this software."""


def missing(*names: str) -> tuple[Missing, ...]:
    """The named data as missing, with their Spanish labels."""
    return tuple(Missing(name, FIELD_LABELS.get(name, name)) for name in names)


_SHORTEST_MONTH: Final = 28


def last_day_elapsed(on: date, months: int) -> date:
    """
    The latest day whose *months*-th monthly anniversary has come by *on*, inclusive.

    The anniversary is the same day number, or the last day of a shorter month. The first day of all when there is
    none. Source: AMB-08, AMB-29.
    """
    year, month0 = divmod(on.year * 12 + on.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    if on.day < _SHORTEST_MONTH:
        return date(year, month0 + 1, on.day)
    last = monthrange(year, month0 + 1)[1]
    ends_month = on.day == monthrange(on.year, on.month)[1]
    return date(year, month0 + 1, last if ends_month else min(on.day, last))


Interval = tuple[date, date]
"""First and last day, both inclusive."""


def counting_intervals(config: Settings) -> Mapping[str, tuple[Interval, ...]]:
    """
    By action type, the stretches of end dates in which it counts towards being a user, disjoint and in order.

    Where rows of one code overlap the first one decides, as `ProtocolConfiguration.action_type` does. Log entries
    ("bitácora") never count. Types that never count are not in the answer.

    Source: DEF-05, AMB-37.
    """
    found: dict[str, tuple[Interval, ...]] = {}
    for code in dict.fromkeys(row.code for row in config.action_types):
        rows = [row for row in config.action_types if row.code == code]
        starts = {row.since for row in rows}
        starts |= {row.until + timedelta(1) for row in rows if row.until is not None and row.until < date.max}
        ordered = sorted(starts)
        ends = [nxt - timedelta(1) for nxt in ordered[1:]] + [date.max]
        intervals: list[Interval] = []
        for first, last in zip(ordered, ends, strict=True):
            row = next((each for each in rows if each.covers(first)), None)
            if row is not None and row.counts and not row.is_log_entry:
                intervals.append((first, last))
        if intervals:
            found[code] = tuple(intervals)
    return found


class Frame(NamedTuple):
    """
    What every account asked about on one day shares.

    Attributes:
        former_cutoff: A last activity up to this day, inclusive, was three years ago or more (AMB-08).
        test_cutoff: A test up to this day, inclusive, is no longer valid; None: no expiry (AMB-10).
        counting: See `counting_intervals`.
        mandatory: Names of the mandatory fields; None: not configured (DEF-07).
        read_plain: Reads those that are plain attributes, as one tuple; None when there is none.
        strategic: Sectors of the strategy; None: not configured (AMB-59).
        sectors: What each sector is called, by its code.
        asked: The day asked about, as a ground of reasons.
        gaps: Reasons that name missing fields, one for each combination met so far.
        sector_reasons: Reason on the sector, by sector code.
    """

    on: date
    former_cutoff: date
    test_cutoff: date | None
    counting: Mapping[str, tuple[Interval, ...]]
    mandatory: tuple[str, ...] | None
    read_plain: Callable[[Account], tuple[object, ...]] | None
    plain_names: tuple[str, ...]
    needs_main_contact: bool
    strategic: frozenset[str] | None
    sectors: Mapping[str, str]
    asked: FieldValue
    gaps: dict[tuple[str, ...], tuple[Reason, Reason]]
    sector_reasons: dict[str | None, Reason]


class Frames:
    """
    The frames of one configuration: what depends on its settings is read once for each stretch of days on which they
    are the same, what depends on the day is worked out for each.
    """

    def __init__(self, config: Settings) -> None:
        self._config = config
        self._counting = counting_intervals(config)
        self.turns: Sequence[date] = sorted({dated.since for each in _dated(config) for dated in each.values})
        self._stretches = [(since, self._read(since)) for since in (date.min, *self.turns)]

    def on(self, day: date) -> Frame:
        """The frame of the day."""
        shared, validity = next(read for since, read in reversed(self._stretches) if since <= day)
        return shared._replace(
            on=day,
            former_cutoff=last_day_elapsed(day, FORMER_USER_MONTHS),
            test_cutoff=None if validity is None else last_day_elapsed(day, validity),
            asked=FieldValue("asked_on", day),
        )

    @property
    def counting(self) -> Mapping[str, tuple[Interval, ...]]:
        """See `counting_intervals`."""
        return self._counting

    @property
    def validities(self) -> frozenset[int]:
        """Every number of months for which a test is valid, at one time or another (AMB-10)."""
        return frozenset(dated.value for dated in self._config.test_validity_months.values)

    def _read(self, since: date) -> tuple[Frame, int | None]:
        config = self._config
        fields = config.mandatory_fields.on(since)
        names = None if fields is None else fields.value
        plain = tuple(name for name in names or () if name != MAIN_CONTACT)
        strategic = config.strategic_sectors.on(since)
        validity = config.test_validity_months.on(since)
        frame = Frame(
            on=since,
            former_cutoff=since,
            test_cutoff=None,
            counting=self._counting,
            mandatory=names,
            read_plain=_reader(plain),
            plain_names=plain,
            needs_main_contact=MAIN_CONTACT in (names or ()),
            strategic=None if strategic is None else strategic.value,
            sectors=config.sectors,
            asked=FieldValue("asked_on", since),
            gaps={},
            sector_reasons={},
        )
        return frame, None if validity is None else validity.value


def _dated(config: Settings) -> tuple[Setting[tuple[str, ...]] | Setting[frozenset[str]] | Setting[int], ...]:
    return (config.mandatory_fields, config.strategic_sectors, config.test_validity_months)


_KNOWN: Final[dict[int, tuple[Settings, Frames]]] = {}
_LAST: Final[dict[int, tuple[Settings, Frame]]] = {}
_MOST_KNOWN: Final = 64


def frames_of(config: Settings) -> Frames:
    """The frames of that configuration; made once for each object."""
    known = _KNOWN.get(id(config))
    if known is not None:  # the entry keeps its configuration alive, so the id cannot have been given to another
        return known[1]
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
        _LAST.clear()
    frames = Frames(config)
    _KNOWN[id(config)] = (config, frames)
    return frames


def frame_of(config: Settings, on: date) -> Frame:
    """The frame for that day under that configuration; a list asks for the same day again and again."""
    last = _LAST.get(id(config))
    if last is not None and last[1].on == on:
        return last[1]
    frame = frames_of(config).on(on)
    _LAST[id(config)] = (config, frame)
    return frame


def _reader(names: tuple[str, ...]) -> Callable[[Account], tuple[object, ...]] | None:
    if not names:
        return None
    if len(names) == 1:  # attrgetter of one name gives the bare value: ask twice to get a tuple
        return attrgetter(names[0], names[0])
    return attrgetter(*names)


def missing_fields(seen: Account | Standing, frame: Frame) -> tuple[str, ...]:
    """
    Names of the mandatory fields that the account does not have, in the order of the configuration.

    Args:
        seen: The account as it is now, or as it stood on the day (`standing_on`).

    Source: DEF-07, DEF-03 (a), AMB-69.
    """
    if isinstance(seen, Account) and frame.read_plain is not None and all(frame.read_plain(seen)):
        return () if not frame.needs_main_contact or seen.has(MAIN_CONTACT) else (MAIN_CONTACT,)
    return tuple(name for name in frame.mandatory or () if not seen.has(name))


def gap_reasons(lacking: tuple[str, ...], frame: Frame) -> tuple[Reason, Reason]:
    """Reasons of registration and of the portfolio for one combination of missing fields."""
    found = frame.gaps.get(lacking)
    if found is None:
        names = missing(*lacking)
        found = frame.gaps[lacking] = (
            Reason("DEF-07", FIELDS_MISSING, (), names),
            Reason("DEF-03", CONTACT_DATA_MISSING, (), names),
        )
    return found


Facts = dict[str, Fact]
"""The fact of each kind that holds on the day, by the name of its kind (an enum hashes slowly)."""


def facts_on(account: Account, on: date) -> Facts:
    """
    The fact of each kind that holds on the day, by the name of its kind; as `Account.fact`, all kinds in one pass.
    """
    found: Facts = {}
    ended = False
    for fact in account.facts:
        if fact.on <= on:
            found[fact.kind._value_] = fact
            if fact.until is not None and fact.until < on:
                ended = True
    if ended:
        return {kind: fact for kind, fact in found.items() if fact.until is None or on <= fact.until}
    return found
