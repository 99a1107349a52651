"""What the source leaves to other documents (section 6.2): dated values, samples marked, gaps kept as gaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Generic, TypeVar

from domain.errors import NotConfigured
from domain.model.evidence.self_diagnosis import Questionnaire
from domain.model.exchange.crm_records import FieldOwner
from domain.model.institution.people import Office
from domain.model.institution.topics import Topic

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value, the first day on which it holds (inclusive), where it comes from, and whether it is only a sample."""

    value: T
    since: date
    source: str
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """
    A setting over time, oldest value first. No value on a day means "not configured", never a default.

    Attributes:
        name: Name in the configuration file.
        rule: Rule id that leaves the value open.
    """

    name: str
    rule: str
    values: tuple[Dated[T], ...] = ()

    def on(self, day: date) -> Dated[T] | None:
        """The value that holds on *day*, or None: not configured."""
        for dated in reversed(self.values):
            if dated.since <= day:
                return dated
        return None

    def required(self, day: date) -> T:
        """
        The value that holds on *day*.

        Raises:
            NotConfigured: With the rule id; the message says so in Spanish.
        """
        found = self.on(day)
        if found is None:
            raise NotConfigured(
                f"«{self.name}» no está configurado: el protocolo lo deja a otro documento.", rule=self.rule
            )
        return found.value


@dataclass(frozen=True, slots=True)
class ActionType:
    """
    One row of the action-type catalogue (AMB-37).

    Attributes:
        family: One of the instrument families of ATN-03 ("CAPACIDADES", "PROMOCION", "OPORTUNIDADES",
            "EXPORTA_MAS"), or "BITACORA" (log entry), "GESTION" (a step of the protocol).
        counts: It counts towards being a user (DEF-05), for activities that end from `since` to `until`.
        since, until: Days, both inclusive; until None: still so. A code may have several rows over time.
        is_contact: It is a contact with the company, so that its point of contact is asked (CHN-01).
    """

    code: str
    name: str
    family: str
    counts: bool
    since: date
    until: date | None = None
    sample: bool = False
    is_contact: bool = False

    def covers(self, day: date) -> bool:
        """Whether the row is the type's on that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def is_log_entry(self) -> bool:
        """Log entries ("bitácora") never count."""
        return self.family == "BITACORA"


@dataclass(frozen=True, slots=True)
class ProtocolConfiguration:
    """
    Every value the protocol leaves open, as loaded from the dated file; see section 6.2 for each.

    Attributes:
        sectors: Sector names by code; a code that is not here is refused.
        mandatory_fields: Account field names that the CRM marks with a red asterisk, for national companies;
            "main_contact" stands for an active main contact with name and e-mail or phone.
        strategic_sectors: Sector codes of the institutional strategy (AMB-59).
        at_risk_business_days, at_risk_share: Margin before the due date (LIN-03).
        field_owners: Whose value is proposed in a conflict, by "kind.field"; others: LATEST.
        follow_up_hour: Local hour at which automatic follow-up messages go out (AMB-29).
        module_change_on: Day on which "One Click Import" became "Oportunidades Comerciales" (AMB-20).
        self_diagnosis: Questions of the self-diagnosis test (DEF-12, AMB-10).
        call_stages: Names of the stages of calls, by code (LIN-02).
        topics: What contacts and cases ask about (MEA-05); empty: the list is not configured.
        tuning: Other settings by name, dated, as text; read by the rule that names them.
    """

    version: str
    sectors: Mapping[str, str]
    action_types: tuple[ActionType, ...]
    offices: Mapping[str, Office]
    mandatory_fields: Setting[tuple[str, ...]]
    strategic_sectors: Setting[frozenset[str]]
    preadmissibility_items: Setting[tuple[str, ...]]
    exporta_mas_requirements: Setting[tuple[str, ...]]
    test_scoring: Setting[Mapping[str, int]]
    test_validity_months: Setting[int]
    agenda_terms: Setting[Mapping[str, int]]
    response_days: Setting[Mapping[str, int]]
    contact_every_days: Setting[Mapping[str, int]]
    note_duration_months: Setting[int]
    note_authority: Setting[str]
    at_risk_business_days: int = 1
    at_risk_share: float = 0.2
    field_owners: Mapping[str, FieldOwner] = field(default_factory=dict)
    follow_up_hour: time = time(9, 0)
    module_change_on: date = date(2024, 4, 1)
    topics: tuple[Topic, ...] = ()
    self_diagnosis: Setting[Questionnaire] = field(default_factory=lambda: Setting("self_diagnosis", "DEF-12"))
    call_stages: Setting[Mapping[str, str]] = field(default_factory=lambda: Setting("call_stages", "LIN-02"))
    tuning: Mapping[str, Setting[str]] = field(default_factory=dict)

    def action_type(self, code: str, ended_on: date) -> ActionType | None:
        """The row of the catalogue for this type on that day, or None: unknown type, so it does not count."""
        for row in self.action_types:
            if row.code == code and row.covers(ended_on):
                return row
        return None

    def call_stage_names(self, on: date) -> Mapping[str, str]:
        """Names of the stages of calls by code, as they read on that day; empty: not configured."""
        dated = self.call_stages.on(on)
        return {} if dated is None else dated.value
