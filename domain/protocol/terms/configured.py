"""
The table of terms with what the institution has configured laid over it ("plazos configurados", section 6.2).

Belongs here: dated rows for the terms that the source leaves to other documents, and for roll-over. Does not
belong here: a value of its own; where nothing is configured the table stays as the protocol wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from domain.model.institution.channels import PointOfContact
from domain.model.institution.configuration import ProtocolConfiguration, Setting
from domain.model.terms import RiskMargin, TermObligation, TermRule, TermUnit
from domain.protocol.terms.table import TERMS

_ROLL_OVER: Final = "term_roll_over"
_OF_AGENDAS: Final = "ANSWER_OF_OFICOM"
_OF_CITIZENS: Final = PointOfContact.FORM_OIRS.value
AGENDA_TERMS: Final = frozenset({_OF_AGENDAS})
"""What of `agenda_terms` is read: a key that is not here would have no effect, and is refused (F-76)."""

RESPONSE_POINTS: Final = frozenset(point.value for point in PointOfContact)
"""What of `response_days` is read: every point of contact (MEA-06)."""

_YES: Final = "yes"


def terms_in_force(configuration: ProtocolConfiguration) -> tuple[TermRule, ...]:
    """
    The protocol's rows, then one row for each configured value, from the day on which it holds.

    A term keeps the row of the day it started, so that a value configured later moves nothing (LIN-05). Read are:
    `agenda_terms` ANSWER_OF_OFICOM, business days, for SLA-20; `response_days`, business days by point of contact, for
    MEA-06, and that of FORM_OIRS for Atención Ciudadana too; `tuning` term_roll_over, "yes" or "no", for every term in
    calendar days that a person must meet.

    Source: AMB-05, AMB-16, AMB-21, MEA-06, SLA-20; section 6.2.
    """
    return _laid_over(_Table(TERMS, configuration))


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The protocol's rows and what is laid over them, known again by being the same objects: made once for each."""

    rows: tuple[TermRule, ...]
    configuration: ProtocolConfiguration

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Table) and self.rows is other.rows and self.configuration is other.configuration

    def __hash__(self) -> int:
        return hash((id(self.rows), id(self.configuration)))


@lru_cache(maxsize=4)
def _laid_over(table: _Table) -> tuple[TermRule, ...]:
    configuration = table.configuration
    given = (
        *table.rows,
        *_configured("SLA-20", configuration.agenda_terms, _OF_AGENDAS),
        *_configured("PUB-07", configuration.response_days, _OF_CITIZENS),
        *(row for point in PointOfContact for row in _response(configuration, point)),
    )
    return (*given, *_rolled_over(given, configuration.tuning.get(_ROLL_OVER)))


def risk_margin(configuration: ProtocolConfiguration) -> RiskMargin:
    """How near its end a term is at risk, as configured. Source: LIN-03."""
    return RiskMargin(configuration.at_risk_business_days, round(configuration.at_risk_share * 100))


def _configured(rule_id: str, setting: Setting[Mapping[str, int]], key: str) -> Iterator[TermRule]:
    """A value that a later block leaves out is not configured again from that day."""
    unset = next(row for row in TERMS if row.rule_id == rule_id and row.unit is TermUnit.NOT_CONFIGURED)
    for dated in setting.values:
        since = max(unset.effective_from, dated.since)
        quantity = dated.value.get(key)
        if quantity is None:
            yield replace(unset, effective_from=since)
        else:
            yield replace(
                unset,
                quantity=quantity,
                unit=TermUnit.BUSINESS_DAYS,
                effective_from=since,
                sample=dated.sample,
            )


def _response(configuration: ProtocolConfiguration, point: PointOfContact) -> Iterator[TermRule]:
    """The maximum response time of one point of contact; none where its block names it nowhere. Source: MEA-06."""
    setting = configuration.response_days
    if any(point.value in dated.value for dated in setting.values):
        yield from (replace(row, point=point) for row in _configured("MEA-06", setting, point.value))


def _rolled_over(rows: tuple[TermRule, ...], setting: Setting[str] | None) -> Iterator[TermRule]:
    if setting is None:
        return
    for dated in setting.values:
        for row in rows:
            is_met_by_people = row.obligation is not TermObligation.AUTOMATIC
            if row.unit is TermUnit.CALENDAR_DAYS and is_met_by_people:
                since = max(row.effective_from, dated.since)
                yield replace(row, roll_over=dated.value == _YES, effective_from=since)
