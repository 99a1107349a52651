"""Domain records as rows of `persistence.tables`, and back. One pair of functions for each kind; no statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Row

from domain.model.account_fields import FieldKind, names
from domain.model.accounts import (
    Account,
    Contact,
    Fact,
    FactKind,
    Organisation,
    PersonType,
    Provenance,
    Purpose,
    TaxCategory,
)
from domain.model.exchange.crm_records import SYNCED_FIELDS
from domain.model.history.actions import Action, Annulment, Confirmation
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.history.former_names import FormerName
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.model.rut import Rut
from domain.model.standing import Standing
from domain.model.terms import Milestones, Term, TermResult, Waiver
from persistence.accounts.conflicts_of_interest import declared_of
from persistence.accounts.folding import name_key, search_text
from persistence.tables.columns import instant, micros

AnyRow = Row[Any]
Columns = dict[str, object]
NEVER: Final = 2**63 - 1
"""`due_key` of a term without due instant, `closed_key` of an open one: after every other."""

FIELD_TYPES: Final = {(kind, f.name): f.type for kind, fields in SYNCED_FIELDS.items() for f in fields}

_CONVERTED: Final = {
    FieldKind.RUT,
    FieldKind.ORGANISATION,
    FieldKind.PERSON_TYPE,
    FieldKind.TAX_CATEGORY,
    FieldKind.PURPOSES,
}
# Fields of Account that are stored under their own name and type.
_PLAIN: Final = (
    "id",
    "version",
    *names(lambda field: field.kind not in _CONVERTED),
    "merged_into",
    "registered_on",
    "registered_by",
)


def account_columns(account: Account, *, derived: bool = True) -> Columns:
    """Every column of `account` but pk; without the *derived* ones when what they are made of did not change."""
    columns: Columns = {name: getattr(account, name) for name in _PLAIN}
    columns["rut"] = account.rut.compact if account.rut else None
    columns["organisation"] = account.organisation.value
    columns["person_type"] = account.person_type.value
    columns["tax_category"] = account.tax_category.value if account.tax_category else None
    columns["registered_role"] = account.registered_role.value
    columns["known_since"] = account.known_since
    columns["standings"] = standings_column(account.standings)
    columns["former_names"] = msgspec.to_builtins(account.former_names) or None
    columns["purposes"] = sorted(purpose.value for purpose in account.purposes)
    columns["provenance"] = {
        name: {"source": origin.source, "by": origin.by, "at": micros(origin.at)}
        for name, origin in account.provenance.items()
    }
    if derived:
        columns["name_key"] = name_key(account.name)
        columns["search"] = search_text(account)
    return columns


def account_from(row: AnyRow, contacts: Sequence[Contact] = (), facts: Sequence[Fact] = ()) -> Account:
    """The account of a whole row of `account`; *facts* in order of (on, at)."""
    plain: Mapping[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    return Account(
        **plain,
        rut=Rut(row.rut) if row.rut else None,
        organisation=Organisation(row.organisation),
        person_type=PersonType(row.person_type),
        tax_category=TaxCategory(row.tax_category) if row.tax_category else None,
        registered_role=Role(row.registered_role),
        purposes=frozenset(map(Purpose, row.purposes)),
        known_since=row.known_since,
        standings=standings_from(row.standings),
        former_names=() if row.former_names is None else msgspec.convert(row.former_names, tuple[FormerName, ...]),
        provenance={
            name: Provenance(origin["source"], origin["by"], instant(origin["at"]))
            for name, origin in row.provenance.items()
        },
        contacts=tuple(contacts),
        facts=tuple(facts),
        conflicts_of_interest=declared_of(row.id, row.declared_conflicts),
    )


def standings_column(standings: Sequence[Standing]) -> object:
    """The column `account.standings`; None where there is none."""
    return msgspec.to_builtins(standings) or None


def standings_from(stored: object) -> tuple[Standing, ...]:
    """What `standings_column` made."""
    return () if stored is None else msgspec.convert(stored, tuple[Standing, ...])


def contact_columns(contact: Contact) -> Columns:
    """Every column of `contact` but pk and account_pk, and `account_id` in its stead."""
    return {
        "account_id": contact.account_id,
        "id": contact.id,
        "version": contact.version,
        "name": contact.name,
        "position": contact.position,
        "email": contact.email,
        "phone": contact.phone,
        "is_main": contact.is_main,
        "active": contact.active,
    }


def contact_from(row: AnyRow) -> Contact:
    """The contact of a row of `contact` with its `account_id`."""
    return Contact(
        id=row.id,
        account_id=row.account_id,
        name=row.name,
        version=row.version,
        position=row.position,
        email=row.email,
        phone=row.phone,
        is_main=row.is_main,
        active=row.active,
    )


def fact_columns(account_id: str, fact: Fact) -> Columns:
    """Every column of `account_fact` but pk and account_pk, and `account_id` in its stead."""
    return {
        "account_id": account_id,
        "id": fact.id,
        "kind": fact.kind.value,
        "on_date": fact.on,
        "until": fact.until,
        "value": fact.value,
        "by": fact.by,
        "role": fact.role.value,
        "at": fact.at,
        "source": fact.source,
        "reason": fact.reason,
        "detail": dict(fact.detail),
    }


def fact_from(row: AnyRow) -> Fact:
    """The fact of a row of `account_fact`."""
    return Fact(
        id=row.id,
        kind=FactKind(row.kind),
        value=row.value,
        on=row.on_date,
        by=row.by,
        role=Role(row.role),
        at=row.at,
        until=row.until,
        source=row.source,
        reason=row.reason,
        detail=row.detail,
    )


def action_columns(action: Action) -> Columns:
    """Every column of `action` but pk and account_pk, and `account_id` in its stead."""
    confirmed, annulled = action.confirmation, action.annulment
    return {
        "account_id": action.account_id,
        "id": action.id,
        "version": action.version,
        "type": action.type,
        "title": action.title,
        "started_on": action.started_on,
        "ended_on": action.ended_on,
        "market": action.market,
        "office": action.office,
        "channel": action.channel.value if action.channel else None,
        "point_of_contact": action.point_of_contact.value if action.point_of_contact else None,
        "notes": action.notes,
        "registered_by": action.registered_by,
        "registered_role": action.registered_role.value,
        "registered_at": action.registered_at,
        "confirmed_by": confirmed.by if confirmed else None,
        "confirmed_role": confirmed.role.value if confirmed else None,
        "confirmed_at": confirmed.at if confirmed else None,
        "annulled_by": annulled.by if annulled else None,
        "annulled_role": annulled.role.value if annulled else None,
        "annulled_at": annulled.at if annulled else None,
        "annulment_reason": annulled.reason if annulled else None,
        "corrects": action.corrects,
        "case_id": action.case_id,
        "cause": action.cause,
        "topic": action.topic,
        "product": action.product,
    }


def action_from(row: AnyRow) -> Action:
    """The action of a row of `action` with its `account_id`."""
    return Action(
        id=row.id,
        account_id=row.account_id,
        type=row.type,
        title=row.title,
        started_on=row.started_on,
        ended_on=row.ended_on,
        registered_by=row.registered_by,
        registered_role=Role(row.registered_role),
        registered_at=row.registered_at,
        version=row.version,
        market=row.market,
        office=row.office,
        channel=Channel(row.channel) if row.channel else None,
        point_of_contact=PointOfContact(row.point_of_contact) if row.point_of_contact else None,
        notes=row.notes,
        confirmation=(
            Confirmation(row.confirmed_by, Role(row.confirmed_role), row.confirmed_at) if row.confirmed_at else None
        ),
        annulment=(
            Annulment(row.annulled_by, Role(row.annulled_role), row.annulled_at, row.annulment_reason)
            if row.annulled_at
            else None
        ),
        corrects=row.corrects,
        case_id=row.case_id,
        cause=row.cause,
        topic=row.topic,
        product=row.product,
    )


def term_columns(term: Term, milestones: Milestones) -> Columns:
    """Every column of `term`."""
    return {
        "id": term.id,
        "rule_id": term.rule_id,
        "protocol_version": term.protocol_version,
        "started_at": term.started_at,
        "office": term.office,
        "account_id": term.account_id,
        "case_id": term.case_id,
        "channel": term.channel.value if term.channel else None,
        "point_of_contact": term.point_of_contact.value if term.point_of_contact else None,
        "unit": term.unit,
        "stopped_at": term.stopped_at,
        "waived_by": term.waiver.by if term.waiver else None,
        "waived_at": term.waiver.at if term.waiver else None,
        "waiver_reason": term.waiver.reason if term.waiver else None,
        "withdrawn": term.waiver is not None and term.waiver.withdrawn,
        "given_date": term.given_date,
        "result": None if term.result is None else msgspec.to_builtins(term.result),
        "opens_at": milestones.opens_at,
        "at_risk_at": milestones.at_risk_at,
        "due_at": milestones.due_at,
        "due_on": milestones.due_on,
        "due_key": NEVER if milestones.due_at is None else micros(milestones.due_at),
        "closed_key": _closed_key(term, milestones),
    }


def _closed_key(term: Term, milestones: Milestones) -> int:
    """What was withdrawn when it was overdue is listed as overdue for good, so it never closes (AMB-75)."""
    waiver, due_at = term.waiver, milestones.due_at
    if waiver is not None and waiver.withdrawn and due_at is not None and waiver.at > due_at:
        waiver = None
    closed = (term.stopped_at, None if waiver is None else waiver.at)
    return min((micros(at) for at in closed if at is not None), default=NEVER)


def _waiver_from(row: AnyRow) -> Waiver | None:
    return Waiver(row.waived_by, row.waived_at, row.waiver_reason, bool(row.withdrawn)) if row.waived_at else None


def term_from(row: AnyRow) -> Term:
    """The term of a row of `term`."""
    return Term(
        id=row.id,
        rule_id=row.rule_id,
        protocol_version=row.protocol_version,
        started_at=row.started_at,
        office=row.office,
        account_id=row.account_id,
        case_id=row.case_id,
        channel=Channel(row.channel) if row.channel else None,
        point_of_contact=PointOfContact(row.point_of_contact) if row.point_of_contact else None,
        unit=row.unit,
        stopped_at=row.stopped_at,
        waiver=_waiver_from(row),
        given_date=row.given_date,
        result=None if row.result is None else msgspec.convert(row.result, TermResult),
        answers=getattr(row, "answers", None),
    )


def decision_columns(decision: Decision) -> Columns:
    """Every column of `decision` but pk."""
    return {
        "id": decision.id,
        "at": decision.at,
        "by": decision.by,
        "role": decision.role,
        "kind": decision.kind.value,
        "what": decision.what,
        "outcome": decision.outcome,
        "protocol_version": decision.protocol_version,
        "rule": decision.rule,
        "account_id": decision.account_id,
        "case_id": decision.case_id,
        "reason": decision.reason,
        "inputs": dict(decision.inputs),
    }


def decision_from(row: AnyRow) -> Decision:
    """The entry of a row of `decision`."""
    return Decision(
        id=row.id,
        at=row.at,
        by=row.by,
        role=row.role,
        kind=DecisionKind(row.kind),
        what=row.what,
        outcome=row.outcome,
        protocol_version=row.protocol_version,
        rule=row.rule,
        account_id=row.account_id,
        case_id=row.case_id,
        reason=row.reason,
        inputs=row.inputs,
    )
