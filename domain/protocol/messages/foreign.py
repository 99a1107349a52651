"""Rows of the messages of special cases, demands, investment and importers' visits (section 5, NTF-18 to NTF-28)."""

from __future__ import annotations

from typing import Final

from domain.model.accounts import Account
from domain.model.institution.people import Role
from domain.model.places.country_names import COUNTRY_NAMES_ES
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.foreign.abroad import COUNTERPARTS, SUPPORT
from domain.protocol.flows.foreign.demand import EXPLANATION, EXPLANATION_SENT, PRODUCT, SUPPLIERS
from domain.protocol.flows.foreign.investment import INTEREST, PROJECT, USER_COMPANY
from domain.protocol.flows.foreign.offices import MARKET
from domain.protocol.flows.foreign.visit_facts import ANSWER_NOTES, SUGGESTED_REGIONS, VIABLE, VISIT_STARTS_ON
from domain.protocol.messages.addressees import commercial_office, company, email_of, region
from domain.protocol.messages.data_in_words import (
    DayForRecipient,
    company_name,
    company_rut,
    datum,
    oficom_name,
    quoted,
    region_es,
)
from domain.protocol.messages.language import of_recipient
from domain.protocol.messages.people import executive_of, in_charge
from domain.protocol.messages.rows import Addressee, MessageKind, MessageRow, Parameter, Sender
from domain.protocol.messages.senders import by_executive, by_oficom
from domain.protocol.messages.terms import running_last_day, term_length

_COMPANY: Final = frozenset({"company"})


def _market(situation: Situation) -> str | None:
    """Market of the case: given, else where the company is."""
    return situation.text(MARKET.name) or (None if situation.account is None else situation.account.country)


def _market_name(situation: Situation) -> Parameter:
    return COUNTRY_NAMES_ES.get(_market(situation) or "")


def _counterparts(situation: Situation) -> Parameter:
    """Local institution like ProChile, or chambers, of the market (SPC-05)."""
    given = datum(COUNTERPARTS)(situation)
    if given is not None:
        return given
    market = _market(situation)
    found = tuple(
        f"{target.name}: {target.contact}"
        for target in situation.directory.referrals
        if target.kind in {"LOCAL_COUNTERPART", "CHAMBER"} and target.market == market
    )
    return found or None


def _suppliers(situation: Situation) -> Parameter:
    """The potential suppliers, each with how to reach it (OCI-05)."""
    ids = situation.texts(SUPPLIERS.name)
    return tuple(_presented(situation.accounts[each]) for each in ids if each in situation.accounts) or None


def _presented(account: Account) -> str:
    reach = (email_of(account), account.phone, account.website)
    return ", ".join((account.name, *(each for each in reach if each)))


def _by_oci(situation: Situation) -> Sender:
    """The coordinator of One Click Import who reports it, or the one of the directory (OCI-04)."""
    person = situation.directory.person(situation.actor.id)
    if person is None or person.role is not Role.OCI_COORDINATOR:
        person = next(iter(situation.directory.holders(Role.OCI_COORDINATOR)), None) or in_charge(situation)
    return Sender("ProChile") if person is None else Sender(f"{person.name}, ProChile", person.email)


def _by_geographic(situation: Situation) -> Sender:
    """The professional of the geographic area of the market (INV-04)."""
    person = next(iter(situation.directory.holders(Role.GEOGRAPHIC_PROFESSIONAL, market=_market(situation))), None)
    return by_executive(situation) if person is None else Sender(f"{person.name}, ProChile", person.email)


def _by_coordinator(situation: Situation) -> Sender:
    """The sector officer or macro-zone coordinator who answers (VIS-02, VIS-04)."""
    person = situation.directory.person(situation.actor.id)
    return by_executive(situation) if person is None else Sender(f"{person.name}, ProChile", person.email)


def _chilean(situation: Situation) -> Account | None:
    """The user company in which it wants to invest (INV-03)."""
    return situation.accounts.get(situation.text(USER_COMPANY.name) or "")


def both_companies(situation: Situation) -> tuple[Addressee, ...]:
    """The foreign company and the Chilean one that it is introduced to (INV-03)."""
    return (*company(situation), email_of(_chilean(situation)))


def _attaches(situation: Situation) -> tuple[str, ...]:
    market = _market(situation)
    return tuple(
        target.contact
        for target in situation.directory.referrals
        if target.kind == "INVESTMENT_ATTACHE" and target.market == market
    )


def _introduction_copies(situation: Situation) -> tuple[str | None, ...]:
    """Attaché if any, and the regional, sector and geographic executives (INV-03)."""
    chilean = _chilean(situation)
    directory, today = situation.directory, situation.today
    regional = executive_of(chilean, situation)
    sector = None if chilean is None else directory.standing_in(chilean.sector_officer, today)
    if sector is None and chilean is not None and chilean.sector is not None:
        sector = next(iter(directory.holders(Role.SECTOR_OFFICER, sector=chilean.sector)), None)
    geographic = next(iter(directory.holders(Role.GEOGRAPHIC_PROFESSIONAL, market=_market(situation))), None)
    people = (regional, sector, geographic)
    return (*_attaches(situation), *(person.email for person in people if person is not None))


def _investchile(situation: Situation) -> tuple[str, ...]:
    return tuple(target.contact for target in situation.directory.referrals if target.kind == "INVESTCHILE")


FOREIGN: Final = (
    MessageRow(
        id="NTF-18",
        when="Chilean company abroad with RUT",
        sender="Oficom",
        recipient="region",
        must_say="support that will be given",
        kind=MessageKind.PERSON,
        rules=("SPC-02",),
        by=by_oficom,
        to=region,
        parameters={
            "company": company_name,
            "rut": company_rut,
            "oficom": oficom_name,
            "region": region_es,
            "support": quoted(SUPPORT),
        },
        required=frozenset({"company", "support"}),
    ),
    MessageRow(
        id="NTF-19",
        when="company without RUT or conditions",
        sender="Oficom",
        recipient="company",
        must_say="local counterpart or chamber",
        kind=MessageKind.PERSON,
        rules=("SPC-05",),
        by=by_oficom,
        to=company,
        parameters={"company": company_name, "oficom": oficom_name, "counterparts": _counterparts},
        required=_COMPANY,
        language=of_recipient,
    ),
    MessageRow(
        id="NTF-20",
        when="demand without supply",
        sender="OCI coordinator",
        recipient="Oficom",
        must_say="no supply",
        kind=MessageKind.PERSON,
        rules=("OCI-04",),
        by=_by_oci,
        to=commercial_office,
        parameters={
            "company": company_name,
            "product": quoted(PRODUCT),
            "explanation": datum(EXPLANATION),
            "due": running_last_day("SLA-10", "SLA-11"),
        },
        required=frozenset({"company", "explanation"}),
    ),
    MessageRow(
        id="NTF-21",
        when="demand without supply",
        sender="Oficom",
        recipient="foreign company",
        must_say="explanation, invitation to keep in touch",
        kind=MessageKind.PERSON,
        rules=("OCI-04",),
        by=by_oficom,
        to=company,
        parameters={
            "company": company_name,
            "oficom": oficom_name,
            "product": datum(PRODUCT),
            "explanation": datum(EXPLANATION_SENT, EXPLANATION),
        },
        required=frozenset({"company", "explanation"}),
        language=of_recipient,
    ),
    MessageRow(
        id="NTF-22",
        when="demand with supply",
        sender="OCI coordinator",
        recipient="Oficom",
        must_say="suppliers",
        kind=MessageKind.PERSON,
        rules=("OCI-05",),
        by=_by_oci,
        to=commercial_office,
        parameters={
            "company": company_name,
            "product": quoted(PRODUCT),
            "suppliers": _suppliers,
            "due": running_last_day("SLA-10", "SLA-11"),
        },
        required=frozenset({"company", "suppliers"}),
    ),
    MessageRow(
        id="NTF-23",
        when="demand with supply",
        sender="Oficom",
        recipient="foreign company",
        must_say="list of potential suppliers",
        kind=MessageKind.PERSON,
        rules=("OCI-05",),
        by=by_oficom,
        to=company,
        parameters={
            "company": company_name,
            "oficom": oficom_name,
            "product": datum(PRODUCT),
            "suppliers": _suppliers,
        },
        required=frozenset({"company", "suppliers"}),
        language=of_recipient,
    ),
    MessageRow(
        id="NTF-24",
        when="investment request derived",
        sender="Oficom",
        recipient="foreign company",
        must_say="InvestChile will attend it",
        kind=MessageKind.PERSON,
        rules=("INV-02",),
        by=by_oficom,
        to=company,
        parameters={"company": company_name, "oficom": oficom_name},
        required=_COMPANY,
        language=of_recipient,
    ),
    MessageRow(
        id="NTF-25",
        when="invest in a user company",
        sender="Oficom",
        recipient="both; copies: attaché if any, regional, sector, geographic executives",
        must_say="introduction",
        kind=MessageKind.PERSON,
        rules=("INV-03",),
        by=by_oficom,
        to=both_companies,
        parameters={
            "company": company_name,
            "chilean_company": datum(USER_COMPANY),
            "oficom": oficom_name,
            "interest": datum(INTEREST, PROJECT),
        },
        required=frozenset({"company", "chilean_company"}),
        cc=_introduction_copies,
        language=of_recipient,
    ),
    MessageRow(
        id="NTF-26",
        when="no attaché in the market",
        sender="geographic professional",
        recipient="InvestChile",
        must_say="the introduction made",
        kind=MessageKind.PERSON,
        rules=("INV-04",),
        by=_by_geographic,
        to=_investchile,
        parameters={
            "company": company_name,
            "chilean_company": datum(USER_COMPANY),
            "oficom": oficom_name,
            "market": _market_name,
            "interest": datum(INTEREST, PROJECT),
        },
        required=_COMPANY,
        cc=commercial_office,
    ),
    MessageRow(
        id="NTF-27",
        when="feasibility of a visit decided",
        sender="sector officer or macro-zone coordinator",
        recipient="Oficom",
        must_say="viable or not, suggested regions",
        kind=MessageKind.PERSON,
        rules=("VIS-02", "VIS-04"),
        by=_by_coordinator,
        to=commercial_office,
        parameters={
            "company": company_name,
            "viable": datum(VIABLE),
            "regions": datum(SUGGESTED_REGIONS),
            "visit_starts_on": datum(VISIT_STARTS_ON),
            "notes": quoted(ANSWER_NOTES),
        },
        required=frozenset({"company", "viable"}),
    ),
    MessageRow(
        id="NTF-28",
        when="importer asks about agendas in Chile",
        sender="Oficom",
        recipient="importer",
        must_say="notice of {SLA-16}",
        kind=MessageKind.PERSON,
        rules=("VIS-08",),
        by=by_oficom,
        to=company,
        parameters={
            "company": company_name,
            "oficom": oficom_name,
            "term_length": term_length("SLA-16"),
            "visit_starts_on": DayForRecipient(VISIT_STARTS_ON),
        },
        required=_COMPANY,
        language=of_recipient,
    ),
)
"""Rows NTF-18 to NTF-28."""
