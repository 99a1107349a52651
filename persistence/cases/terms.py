"""Terms over all accounts; the state is the rule of `domain.protocol.terms.state.state_at`, said in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, literal, or_, select

from domain.model.institution.people import UNIT_OF_OFFICE, OfficeKind
from domain.model.terms import Term, TermObligation, TermState
from domain.ports.reading import Page, PageRequest, TermQuery
from domain.protocol.terms.table import TERMS
from persistence.counted import counted
from persistence.database import Database, DatabaseKind
from persistence.keyset import Keyset, is_backward
from persistence.mapping import term_from
from persistence.records import among, constant, constants, list_value
from persistence.tables import account, term
from persistence.tables.cases import protocol_case
from persistence.tables.columns import Instant, micros

TERMS_BY_DUE: Final = Keyset("t", (term.c.due_key, term.c.id))
MOST_TERMS_OF_ONE: Final = 100

_OPEN_STATES: Final = frozenset(
    {TermState.SCHEDULED, TermState.RUNNING, TermState.AT_RISK, TermState.OVERDUE, TermState.EXPIRED}
)
_RIGHTS: Final = sorted({rule.rule_id for rule in TERMS if rule.obligation is TermObligation.RIGHT})
_LIMIT: Final = bindparam("limit", type_=term.c.due_key.type)


def _of_its_process() -> ColumnElement[Any]:
    return select(protocol_case.c.accountable_unit).where(protocol_case.c.id == term.c.case_id).scalar_subquery()


ANSWERS: Final = func.coalesce(
    term.c.unit,
    _of_its_process(),
    case(*((term.c.office.startswith(kind), unit) for kind, unit in UNIT_OF_OFFICE.items())),
)
"""The unit that answers for a term: its own, that of the process of its case, or the kind of its office (LIN-03)."""


def term_state(now: ColumnElement[Any]) -> ColumnElement[str]:
    """
    The state of a row of `term` at *now*.

    Source: SLA-21, AMB-58, AMB-75; equal to `domain.protocol.terms.state.state_at`, which a property test holds.
    """
    t = term.c
    return case(
        (and_(t.waived_at <= now, t.withdrawn.is_(False)), constant(TermState.WAIVED)),
        (and_(t.waived_at <= now, or_(t.due_at.is_(None), t.waived_at <= t.due_at)), constant(TermState.WITHDRAWN)),
        (and_(t.due_at.is_(None), t.opens_at.is_(None)), constant(TermState.NOT_CONFIGURED)),
        (and_(t.stopped_at <= now, or_(t.due_at.is_(None), t.stopped_at <= t.due_at)), constant(TermState.MET)),
        (t.stopped_at <= now, constant(TermState.MET_LATE)),
        (now < func.coalesce(t.opens_at, t.started_at), constant(TermState.SCHEDULED)),
        (and_(t.due_at < now, t.rule_id.in_(constants(_RIGHTS))), constant(TermState.EXPIRED)),
        (t.due_at < now, constant(TermState.OVERDUE)),
        (t.at_risk_at <= now, constant(TermState.AT_RISK)),
        else_=constant(TermState.RUNNING),
    )


class TermReads:
    """The part of `ReadModel` about terms."""

    _database: Database

    async def terms(self, query: TermQuery, page: PageRequest) -> Page[Term]:
        """See `ReadModel.terms`."""
        whole = select(term, ANSWERS.label("answers")).where(*_conditions(query))
        placed = whole.where(*TERMS_BY_DUE.window(page))
        statement = placed.order_by(*TERMS_BY_DUE.order(is_backward(page))).limit(_LIMIT)
        rows = await self._database.read(statement, TERMS_BY_DUE.parameters(page), long=True)
        found = TERMS_BY_DUE.page(rows, page, term_from, lambda row: (row.due_key, row.id))
        return await counted(self._database, found, page, whole)

    async def terms_of(self, account_ids: Sequence[str]) -> Mapping[str, Sequence[Term]]:
        """See `ReadModel.terms_of`."""
        kind = self._database.kind
        rows = await self._database.read(oldest_terms_of(kind, "account_id"), {"ids": list_value(kind, account_ids)})
        found: dict[str, list[Term]] = {account_id: [] for account_id in account_ids}
        for row in rows:
            found[row.account_id].append(term_from(row))
        return found

    async def terms_by_id(self, term_ids: Sequence[str]) -> Mapping[str, Term]:
        """See `ReadModel.terms_by_id`."""
        kind = self._database.kind
        rows = await self._database.read(_terms_by_id(kind), {"ids": list_value(kind, term_ids)})
        return {row.id: term_from(row) for row in rows}


@lru_cache
def _terms_by_id(kind: DatabaseKind) -> Select[Any]:
    return select(term, ANSWERS.label("answers")).where(among(kind, term.c.id))


@lru_cache
def oldest_terms_of(kind: DatabaseKind, owner: str) -> Select[Any]:
    """The first 100 terms of each account or case among `ids`, as the column *owner* says, oldest start first."""
    oldest_first = (term.c.started_at, term.c.id)
    place = func.row_number().over(partition_by=term.c[owner], order_by=oldest_first).label("place")
    ranked = select(term, ANSWERS.label("answers"), place).where(among(kind, term.c[owner])).subquery()
    columns = [*(ranked.c[column.name] for column in term.c), ranked.c.answers]
    return select(*columns).where(ranked.c.place <= MOST_TERMS_OF_ONE).order_by(ranked.c[owner], ranked.c.place)


def _of_an_office(units: Sequence[str]) -> ColumnElement[bool]:
    """Of no case and no unit of its own, and of an office of one of these kinds."""
    kinds = [term.c.office.startswith(kind) for kind, unit in UNIT_OF_OFFICE.items() if unit in units]
    return and_(term.c.unit.is_(None), term.c.case_id.is_(None), or_(false(), *kinds))


def accounts_of_executive(person: str) -> Select[Any]:
    """Ids of the accounts whose regional or commercial executive this person is."""
    c = account.c
    return select(c.id).where(or_(c.regional_executive == person, c.commercial_executive == person))


def _in_charge(people: Sequence[str]) -> ColumnElement[bool]:
    """As `domain.protocol.terms.in_charge.in_charge`: of the case, else of the account in the term's office."""
    cases, t = protocol_case.c, term.c
    theirs = t.case_id.in_(select(cases.id).where(cases.assignee.in_(people)))
    nobodys = or_(t.case_id.is_(None), t.case_id.in_(select(cases.id).where(cases.assignee.is_(None))))
    of_account = [
        and_(
            t.office.startswith(kind.value),
            t.account_id.in_(select(account.c.id).where(account.c[executive].in_(people))),
        )
        for kind, executive in (
            (OfficeKind.OFIREG, "regional_executive"),
            (OfficeKind.OFICOM, "commercial_executive"),
        )
    ]
    return or_(theirs, and_(nobodys, or_(*of_account)))


def _conditions(query: TermQuery) -> list[ColumnElement[bool]]:
    now = literal(query.now, Instant)
    found: list[ColumnElement[bool]] = []
    for column, chosen in (
        (term.c.office, query.offices),
        (term.c.channel, query.channels),
        (term.c.rule_id, query.rules),
    ):
        if chosen:
            found.append(column.in_(sorted(chosen)))
    if query.units:
        units = sorted(query.units)
        theirs = select(protocol_case.c.id).where(protocol_case.c.accountable_unit.in_(units))
        found.append(or_(term.c.unit.in_(units), term.c.case_id.in_(theirs), _of_an_office(units)))
    if query.account_ids is not None:
        found.append(term.c.account_id.in_(sorted(query.account_ids)))
    if query.people:
        found.append(_in_charge(sorted(query.people)))
    if query.executive is not None:
        found.append(term.c.account_id.in_(accounts_of_executive(query.executive)))
    if query.due_from is not None:
        found.append(term.c.due_at >= query.due_from)
    if query.due_until is not None:
        found.append(term.c.due_at <= query.due_until)
    if query.states:
        found.append(term_state(now).in_(sorted(query.states)))
        if query.states <= _OPEN_STATES:
            found.append(term.c.closed_key > micros(query.now))  # the few open ones, by index
    return found
