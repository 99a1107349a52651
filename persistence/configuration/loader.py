"""From the TOML files to `ProtocolConfiguration`, with every problem named at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Final, TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import ConfigurationError
from domain.model.exchange.crm_records import SYNCED_FIELDS, FieldOwner, RecordKind
from domain.model.institution.configuration import ActionType, ProtocolConfiguration
from domain.model.institution.people import Office, OfficeKind
from domain.model.places.regions import regions_on
from domain.protocol.terms.configured import AGENDA_TERMS, RESPONSE_POINTS
from persistence.configuration import settings as read
from persistence.configuration.document import Table, overlay, read_toml, rule_id
from persistence.configuration.questionnaire import questionnaire
from persistence.configuration.topics import read_topics

DEFAULT_FILE: Final = Path(__file__).with_name("protocol.toml")
"""Production default: what the protocol fixes, the samples that section 6.2 names, and gaps kept as gaps."""

SAMPLES_FILE: Final = Path(__file__).with_name("demo.toml")
"""Marked samples for the gaps and sample offices abroad: development and tests only."""

FAMILIES: Final = frozenset({"CAPACIDADES", "PROMOCION", "OPORTUNIDADES", "EXPORTA_MAS", "BITACORA", "GESTION"})
"""Families of the action-type catalogue: the four instruments of ATN-03, log entries, steps of the protocol."""

NEVER_COUNT: Final = frozenset({"BITACORA", "GESTION"})


class _Fixed(TypedDict, total=False):
    """The undated values that the file may give."""

    at_risk_business_days: int
    at_risk_share: float
    follow_up_hour: time
    module_change_on: date


def load_configuration(path: Path | None = None, *, samples: bool = False) -> ProtocolConfiguration:
    """
    What the protocol leaves open, as the file says.

    Args:
        path: The file; None: the packaged default, in which section 6.2's gaps stay "not configured".
        samples: Lay the packaged samples over it (development and tests); each is marked `sample`.

    Raises:
        ConfigurationError: Every missing, wrong, unknown or contradictory value of the file, all at once.

    Source: section 6.2; RTE-01 (regional offices), LIN-05 (dated values).
    """
    document = _document(path, samples=samples)
    configuration = _configuration(document)
    if configuration is None or document.problems:
        raise ConfigurationError(document.problems)
    return configuration


def _document(path: Path | None, *, samples: bool) -> Table:
    values = read_toml(path or DEFAULT_FILE)
    if samples:
        values = overlay(values, read_toml(SAMPLES_FILE))
    return Table(values, "", [])


def _configuration(document: Table) -> ProtocolConfiguration | None:
    version = document.required("version", str)
    sectors = _sectors(document)
    types = _action_types(document)
    offices = _offices(document)
    owners = _field_owners(document.table("field_owners"))
    tuning = read.read_tuning(document.table("tuning"))
    topics = read_topics(document)
    settings = document.table("settings")
    configuration = ProtocolConfiguration(
        version=version or "",
        sectors=sectors,
        action_types=types,
        offices=offices,
        mandatory_fields=read.read_setting(settings, "mandatory_fields", "DEF-07", read.account_fields),
        strategic_sectors=read.read_setting(settings, "strategic_sectors", "DEF-03", read.sector_codes(sectors)),
        preadmissibility_items=read.read_setting(settings, "preadmissibility_items", "CAP-07", read.texts),
        exporta_mas_requirements=read.read_setting(settings, "exporta_mas_requirements", "USR-05", read.texts),
        test_scoring=read.read_setting(settings, "test_scoring", "DEF-12", read.numbers(read.TEST_LEVELS, least=0)),
        self_diagnosis=read.read_setting(settings, "self_diagnosis", "DEF-12", questionnaire),
        test_validity_months=read.read_setting(settings, "test_validity_months", "DEF-12", read.whole_number),
        agenda_terms=read.read_setting(settings, "agenda_terms", "AGD-01", read.numbers(AGENDA_TERMS)),
        response_days=read.read_setting(settings, "response_days", "MEA-06", read.numbers(RESPONSE_POINTS)),
        contact_every_days=read.read_setting(settings, "contact_every_days", "FUP-02", read.numbers(read.CONTACT_KEYS)),
        note_duration_months=read.read_setting(settings, "note_duration_months", "BEH-06", read.whole_number),
        note_authority=read.read_setting(settings, "note_authority", "BEH-06", read.role_name),
        call_stages=read.read_setting(settings, "call_stages", "LIN-02", read.names),
        field_owners=owners,
        tuning=tuning,
        topics=topics,
        **_fixed(document),
    )
    settings.close()
    document.close()
    return None if document.problems else configuration


def _fixed(document: Table) -> _Fixed:
    """The undated values; those that are not there keep the default of the domain."""
    fixed: _Fixed = {}
    at_risk = document.table("at_risk")
    if (days := at_risk.optional("business_days", int)) is not None:
        if days < 0:
            at_risk.note(f"business_days cannot be below zero, as {days} is (LIN-03)")
        fixed["at_risk_business_days"] = days
    if (share := at_risk.optional("share", float)) is not None:
        if not 0 <= share <= 1:
            at_risk.note(f"share is a part of the term between 0 and 1, which {share} is not (LIN-03)")
        fixed["at_risk_share"] = share
    at_risk.close()
    if (hour := document.optional("follow_up_hour", time)) is not None:
        fixed["follow_up_hour"] = hour
    if (changed := document.optional("module_change_on", date)) is not None:
        fixed["module_change_on"] = changed
    return fixed


def _sectors(document: Table) -> Mapping[str, str]:
    sectors: dict[str, str] = {}
    for row in document.rows("sectors"):
        code, name = row.required("code", str), row.required("name", str)
        row.optional("sample", bool)
        row.close()
        if code is None or name is None:
            continue
        if code in sectors:
            row.note("the code is there twice; keep one")
        sectors[code] = name
    return sectors


def _action_types(document: Table) -> tuple[ActionType, ...]:
    types: list[ActionType] = []
    for row in document.rows("action_types"):
        code, name = row.required("code", str), row.required("name", str)
        family, counts = row.required("family", str), row.required("counts", bool)
        since, until = row.required("since", date), row.optional("until", date)
        sample = row.optional("sample", bool) or False
        is_contact = row.optional("contact", bool) or False
        row.parsed("rule", rule_id)  # for the reader of the file; the catalogue says what each rule asks
        row.close()
        if code is None or name is None or family is None or counts is None or since is None:
            continue
        if family not in FAMILIES:
            row.note(f"family {family} is none of {', '.join(sorted(FAMILIES))} (ATN-03)")
        if family in NEVER_COUNT and counts:
            row.note(f"a type of the family {family} never counts towards being a user (DEF-05, LOW-04)")
        if until is not None and until < since:
            row.note(f"until {until} is before since {since}")
        new = ActionType(code, name, family, counts, since, until, sample, is_contact)
        if any(_overlap(new, other) for other in types):
            row.note("two rows of this code hold on the same day; close the older one with until")
        types.append(new)
    return tuple(types)


def _overlap(one: ActionType, other: ActionType) -> bool:
    return one.code == other.code and one.since <= (other.until or date.max) and other.since <= (one.until or date.max)


def _offices(document: Table) -> Mapping[str, Office]:
    """The sixteen regional offices from the table of regions (RTE-01), then those of the file."""
    offices = {
        f"OFIREG-{region.cut}": Office(
            code=f"OFIREG-{region.cut}",
            kind=OfficeKind.OFIREG,
            name=f"Oficina Regional {region.name}",
            country="CL",
            zone=region.zone,
            region=region.cut,
            commune=region.office_commune,
            mailbox=region.mailbox,
        )
        for region in regions_on()
    }
    for row in document.rows("offices"):
        code, name = row.required("code", str), row.required("name", str)
        kind = row.parsed("kind", _office_kind)
        country = row.parsed("country", _country, "CL")
        zone = row.parsed("zone", _zone, "America/Santiago")
        commune, mailbox = row.optional("commune", str), row.optional("mailbox", str)
        row.optional("sample", bool)
        row.close()
        if kind is None:
            row.note("kind is missing; give OFICOM or CENTRAL")
        if mailbox is not None and "@" not in mailbox:
            row.note(f"mailbox {mailbox} is not an e-mail address")
        if code is None or name is None or kind is None or country is None or zone is None:
            continue
        if code in offices:
            row.note("the code is there twice; keep one")
        if kind is OfficeKind.OFICOM and country == "CL":
            row.note("an Oficom is abroad; give its country (SYS-04)")
        offices[code] = Office(code, kind, name, country, zone, None, commune, mailbox)
    return offices


def _field_owners(table: Table) -> Mapping[str, FieldOwner]:
    """By "kind.field"; only fields that the CRM may change can be in dispute."""
    owners: dict[str, FieldOwner] = {}
    disputable = {
        f"{kind.value}.{known.name}" for kind in RecordKind for known in SYNCED_FIELDS[kind] if not known.read_only
    }
    for kind in table.names():
        fields = table.table(kind)
        for name in fields.names():
            owner = fields.parsed(name, _field_owner)
            if f"{kind}.{name}" not in disputable:
                fields.note(f"{name} is not a field that both sides may change")
            elif owner is not None:
                owners[f"{kind}.{name}"] = owner
    return owners


def _one_of(names: Sequence[str], text: str) -> str:
    if text not in names:
        raise ValueError(f"{text} is none of {', '.join(names)}")
    return text


def _office_kind(text: str) -> OfficeKind:
    return OfficeKind(_one_of([OfficeKind.OFICOM, OfficeKind.CENTRAL], text))


def _field_owner(text: str) -> FieldOwner:
    return FieldOwner(_one_of(list(FieldOwner), text))


def _country(text: str) -> str:
    if len(text) != 2 or not text.isalpha() or not text.isupper():
        raise ValueError(f"{text} is not an ISO 3166-1 alpha-2 code (CL)")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:  # OSError: a folder, or too long for a file
        raise ValueError(f"{text[:60]} is not an IANA time zone") from unknown
    return text
