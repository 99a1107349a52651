"""Rows of the messages of special cases, demands, investment and importers' visits (section 5, NTF-18 to NTF-28)."""

from __future__ import annotations

from typing import Final

from domain.model.accounts import Account
from domain.model.institution.people import Role
from domain.model.places.country_names import COUNTRY_NAMES_ES
from domain.protocol.engine.situation import Situation
from domain.protocol.messages.addressees import commercial_office, company, email_of, region
from domain.protocol.messages.data_in_words import (
    company_name,
    company_rut,
    datum,
    day_for_recipient,
    oficom_name,
    other_account,
    quoted,
    region_es,
)
from domain.protocol.messages.language import of_recipient
from domain.protocol.messages.people import executive_of, in_charge
from domain.protocol.messages.rows import Addressee, Composition, Parameter, Sender
from domain.protocol.messages.senders import by_executive, by_oficom
from domain.protocol.messages.terms import running_last_day, term_length

_CHILEAN: Final = ("chilean_company", "user_company", "chilean_account", "target_company", "invested_company")


def _market(situation: Situation) -> str | None:
    """Market of the case: given, else where the company is."""
    return situation.first_text("market") or (None if situation.account is None else situation.account.country)


def _market_name(situation: Situation) -> Parameter:
    return COUNTRY_NAMES_ES.get(_market(situation) or "")


def _counterparts(situation: Situation) -> Parameter:
    """Local institution like ProChile, or chambers, of the market (SPC-05)."""
    market = _market(situation)
    given = datum("counterpart", "local_counterpart", "counterparts")(situation)
    if isinstance(given, tuple):
        return given
    if isinstance(given, str):
        return (given,)
    found = tuple(
        f"{target.name}: {target.contact}"
        for target in situation.directory.referrals
        if target.kind in {"LOCAL_COUNTERPART", "CHAMBER"} and target.market == market
    )
    return found or None


def _suppliers(situation: Situation) -> Parameter:
    """The potential suppliers, each with how to reach it (OCI-05)."""
    ids = situation.texts("suppliers") or situation.texts("supplier_accounts")
    found = tuple(_presented(situation.accounts[each]) for each in ids if each in situation.accounts)
    others = tuple(each for each in ids if each not in situation.accounts)
    return (*found, *others) or None


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
    return other_account(situation, *_CHILEAN)


def _chilean_name(situation: Situation) -> Parameter:
    account = _chilean(situation)
    return datum(*_CHILEAN)(situation) if account is None else account.name


def _both(situation: Situation) -> tuple[Addressee, ...]:
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


def _is_viable(situation: Situation) -> Parameter:
    for name in ("viable", "feasible", "is_viable"):
        answer = situation.flag(name)
        if answer is not None:
            return answer
    return None


_SUGGESTED: Final = datum("suggested_regions", "regions")


FOREIGN_ROWS: Final = (
    Composition(
        "NTF-18", region,
        {
            "company": company_name, "rut": company_rut, "oficom": oficom_name, "region": region_es,
            "support": quoted("support", "support_actions", "notes"),
        },
        by_oficom, ("SPC-02",), frozenset({"company", "support"}),
    ),
    Composition(
        "NTF-19", company, {"company": company_name, "oficom": oficom_name, "counterparts": _counterparts},
        by_oficom, ("SPC-05",), frozenset({"company"}), language=of_recipient,
    ),
    Composition(
        "NTF-20", commercial_office,
        {
            "company": company_name, "product": quoted("product", "demand", "request", "wants"),
            "explanation": datum("explanation", "reason"), "due": running_last_day("SLA-10", "SLA-11"),
        },
        _by_oci, ("OCI-04",), frozenset({"company", "explanation"}),
    ),
    Composition(
        "NTF-21", company,
        {
            "company": company_name, "oficom": oficom_name, "product": datum("product", "demand", "request", "wants"),
            "explanation": datum("explanation_sent", "explanation", "reason"),
        },
        by_oficom, ("OCI-04",), frozenset({"company", "explanation"}), language=of_recipient,
    ),
    Composition(
        "NTF-22", commercial_office,
        {
            "company": company_name, "product": quoted("product", "demand", "request", "wants"),
            "suppliers": _suppliers, "due": running_last_day("SLA-10", "SLA-11"),
        },
        _by_oci, ("OCI-05",), frozenset({"company", "suppliers"}),
    ),
    Composition(
        "NTF-23", company,
        {
            "company": company_name, "oficom": oficom_name, "product": datum("product", "demand", "request", "wants"),
            "suppliers": _suppliers,
        },
        by_oficom, ("OCI-05",), frozenset({"company", "suppliers"}), language=of_recipient,
    ),
    Composition(
        "NTF-24", company, {"company": company_name, "oficom": oficom_name},
        by_oficom, ("INV-02",), frozenset({"company"}), language=of_recipient,
    ),
    Composition(
        "NTF-25", _both,
        {
            "company": company_name, "chilean_company": _chilean_name, "oficom": oficom_name,
            "interest": datum("interest", "project", "matter", "notes"),
        },
        by_oficom, ("INV-03",), frozenset({"company", "chilean_company"}), cc=_introduction_copies,
        language=of_recipient,
    ),
    Composition(
        "NTF-26", _investchile,
        {
            "company": company_name, "chilean_company": _chilean_name, "oficom": oficom_name,
            "market": _market_name, "interest": datum("interest", "project", "matter", "notes"),
        },
        _by_geographic, ("INV-04",), frozenset({"company"}), cc=commercial_office,
    ),
    Composition(
        "NTF-27", commercial_office,
        {
            "company": company_name, "viable": _is_viable, "regions": _SUGGESTED,
            "visit_starts_on": datum("visit_starts_on", "visit_on", "visit_from"),
            "notes": quoted("answer_notes", "notes", "reason"),
        },
        _by_coordinator, ("VIS-02", "VIS-04"), frozenset({"company", "viable"}),
    ),
    Composition(
        "NTF-28", company,
        {
            "company": company_name, "oficom": oficom_name, "term_length": term_length("SLA-16"),
            "visit_starts_on": day_for_recipient("visit_starts_on", "visit_on", "visit_from"),
        },
        by_oficom, ("VIS-08", "VIS-06"), frozenset({"company"}), language=of_recipient,
    ),
)  # fmt: skip
"""Rows NTF-18 to NTF-28."""
