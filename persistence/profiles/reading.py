"""`ProfileReads` in SQL: a profile, everything that happened to it, and what is still of nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, literal, or_, select, union, union_all

from domain.model.accounts import PersonType
from domain.model.cases import Case, CaseEvent
from domain.model.history.journeys import JourneyEvent, SourceSystem
from domain.model.history.profiles import EmailJoin, JoinProposal, JoinState, JourneyStep, Profile
from domain.ports.journeys import Trail
from domain.ports.reading import Page, PageRequest
from domain.protocol.history.profiles import profile_kind
from persistence.cases.mapping import case_from, event_from
from persistence.counted import paged
from persistence.database import Database
from persistence.keyset import Keyset
from persistence.profiles.journeys import BY_DAY, event_of
from persistence.profiles.repository import JOIN
from persistence.profiles.steps import step_of_action, step_of_event, step_of_message, step_of_record
from persistence.records import among, list_value
from persistence.tables import account, action, contact, message
from persistence.tables.cases import case_event, protocol_case
from persistence.tables.journeys import email_join, journey_event
from persistence.tables.representations import representation

_MOST: Final = 5_000
"""Newest records of each kind that a journey holds; more than any company has."""
_ACCEPTED: Final = email_join.c.state == JoinState.ACCEPTED.value
_RUT: Final = bindparam("rut", type_=journey_event.c.rut.type)
_CASE_EMAIL: Final = func.lower(func.trim(protocol_case.c.data["email"].as_string()))


class SqlProfileReads:
    """Reads for screens; see `domain.ports.journeys.ProfileReads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def profile(self, rut: str) -> Profile | None:
        """See `ProfileReads.profile`. Three statements."""
        bound = {"rut": rut}
        accounts = await self._database.read(_ACCOUNT, bound)
        named = await self._database.read(_NAMED, bound)
        emails = await self._database.read(_EMAILS, bound)
        if accounts:
            row = accounts[0]
            kind = profile_kind(rut, PersonType(row.person_type))
            return Profile(rut, kind, row.name, row.id, tuple(each.email for each in emails))
        if not named and not emails:
            return None
        name = next((each.name for each in named if each.name), None)
        return Profile(rut, profile_kind(rut, None), name, None, tuple(each.email for each in emails))

    async def trail(self, profile: Profile) -> Trail:
        """See `ProfileReads.trail`. Four statements."""
        kind = self._database.kind
        steps: list[JourneyStep] = []
        records = await self._database.read(_RECORDS, {"rut": profile.rut, "most": _MOST})
        steps += [step_of_record(event_of(row)) for row in records]
        of_account = {"account": profile.account_id or "", "most": _MOST}
        steps += [step_of_action(row, profile.account_id) for row in await self._database.read(_ACTIONS, of_account)]
        timelines = await self._timelines(profile)
        for case, events in timelines.values():
            steps += [step_of_event(case, event) for event in events]
        sent = {**of_account, "ids": list_value(kind, [*timelines])}
        messages = await self._database.read(_messages(among(kind, message.c.case_id)), sent)
        steps += [step_of_message(row) for row in messages]
        return Trail(steps, timelines)

    async def _timelines(self, profile: Profile) -> Mapping[str, tuple[Case, Sequence[CaseEvent]]]:
        kind = self._database.kind
        bound: dict[str, object] = {"account": profile.account_id or "", "most": _MOST}
        if profile.emails:  # what has no account is looked through for them alone
            bound["rut"] = profile.rut
        found_cases = await self._database.read(_CASES_WITH_JOINED if profile.emails else _CASES, bound)
        cases = [case_from(row) for row in found_cases]
        entries = select(case_event).where(among(kind, case_event.c.case_id)).order_by(case_event.c.pk)
        found: dict[str, list[CaseEvent]] = {case.id: [] for case in cases}
        for row in await self._database.read(entries, {"ids": list_value(kind, [*found])}) if cases else ():
            found[row.case_id].append(event_from(row))
        return {case.id: (case, found[case.id]) for case in cases}

    async def joins_of(self, rut: str) -> Sequence[EmailJoin]:
        """See `ProfileReads.joins_of`."""
        c = email_join.c
        return [
            JOIN.record(row)
            for row in await self._database.read(
                select(email_join).where(c.rut == _RUT).order_by(c.at.desc(), c.pk.desc()), {"rut": rut}
            )
        ]

    async def proposals(self, page: PageRequest) -> Page[JoinProposal]:
        """See `ProfileReads.proposals`."""
        return await paged(
            self._database, _BY_EMAIL, select(_PROPOSED), page, _proposal, lambda row: (row.email, row.rut)
        )

    async def of_nobody(self, page: PageRequest, systems: frozenset[SourceSystem]) -> Page[JourneyEvent]:
        """See `ProfileReads.of_nobody`."""
        c = journey_event.c
        wanted = select(journey_event).where(c.is_current, c.rut.is_(None), ~_is_joined(c.email))
        if systems:
            wanted = wanted.where(c.source.in_(sorted(systems)))
        return await paged(self._database, BY_DAY, wanted, page, event_of, lambda row: (row.on_date, row.id))


_ACCOUNT: Final = select(account.c.id, account.c.name, account.c.person_type).where(account.c.rut == _RUT)
_NAMED: Final = (
    select(representation.c.person_name.label("name"))
    .where(representation.c.run == _RUT)
    .union_all(
        select(literal(None)).where(exists().where(journey_event.c.rut == _RUT, journey_event.c.is_current)),
        select(literal(None)).where(exists().where(representation.c.rut == _RUT)),
    )
)
_JOINED: Final = select(email_join.c.email).where(email_join.c.rut == _RUT, _ACCEPTED)
_EMAILS: Final = _JOINED.order_by(email_join.c.email)
_NEWEST: Final = bindparam("most", type_=journey_event.c.pk.type)
_ACTIONS: Final = (
    select(action)
    .join(account, account.c.pk == action.c.account_pk)
    .where(account.c.id == bindparam("account"))
    .order_by(action.c.ended_on.desc(), action.c.id.desc())
    .limit(_NEWEST)
)
_RECORDS: Final = (
    select(journey_event)
    .where(
        journey_event.c.is_current,
        or_(
            journey_event.c.rut == _RUT,
            and_(journey_event.c.rut.is_(None), journey_event.c.email.in_(_JOINED)),
        ),
    )
    .order_by(journey_event.c.on_date.desc(), journey_event.c.id.desc())
    .limit(_NEWEST)
)
_OWN_CASE: Final = protocol_case.c.account_id == bindparam("account")
_JOINED_CASE: Final = and_(protocol_case.c.account_id.is_(None), _CASE_EMAIL.in_(_JOINED))
_NEWEST_CASES: Final = select(protocol_case).order_by(protocol_case.c.pk.desc()).limit(_NEWEST)
_CASES: Final = _NEWEST_CASES.where(_OWN_CASE)
_CASES_WITH_JOINED: Final = _NEWEST_CASES.where(or_(_OWN_CASE, _JOINED_CASE))


def _messages(of_cases: ColumnElement[bool]) -> Select[Any]:
    c = message.c
    shown = (c.pk, c.id, c.template, c.rule, c.account_id, c.case_id, c.created_at, c.sent_at, c.state)
    mine = or_(c.account_id == bindparam("account"), of_cases)
    return select(*shown).where(mine).order_by(c.pk.desc()).limit(_NEWEST)


def _is_joined(email: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(email_join.c.email == email, _ACCEPTED)


_CAME: Final = union_all(
    select(journey_event.c.email.label("email"), journey_event.c.on_date.label("day")).where(
        journey_event.c.is_current, journey_event.c.rut.is_(None), journey_event.c.email.is_not(None)
    ),
    select(_CASE_EMAIL, case_event.c.day)
    .join_from(protocol_case, case_event, and_(case_event.c.case_id == protocol_case.c.id, case_event.c.sequence == 1))
    .where(protocol_case.c.account_id.is_(None), _CASE_EMAIL.is_not(None), case_event.c.day.is_not(None)),
).subquery("came")
_OF_NOBODY: Final = (
    select(_CAME.c.email, func.count().label("many"), func.max(_CAME.c.day).label("day"))
    .where(_CAME.c.email != "", ~_is_joined(_CAME.c.email))
    .group_by(_CAME.c.email)
    .subquery("of_nobody")
)
_KNOWN: Final = union(
    select(func.lower(func.trim(account.c.email)).label("email"), account.c.rut.label("rut"), account.c.id.label("id"))
    .where(account.c.rut.is_not(None), account.c.email.is_not(None)),
    select(func.lower(func.trim(contact.c.email)), account.c.rut, account.c.id)
    .join_from(contact, account, account.c.pk == contact.c.account_pk)
    .where(account.c.rut.is_not(None), contact.c.email.is_not(None), contact.c.active),
).subquery("known")  # fmt: skip
_DECIDED: Final = exists().where(
    email_join.c.email == _KNOWN.c.email,
    email_join.c.rut == _KNOWN.c.rut,
    email_join.c.state != JoinState.UNDONE.value,
)
_PROPOSED: Final = (
    select(_OF_NOBODY.c.email, _KNOWN.c.rut, _KNOWN.c.id.label("account_id"), _OF_NOBODY.c.many, _OF_NOBODY.c.day)
    .join_from(_OF_NOBODY, _KNOWN, _KNOWN.c.email == _OF_NOBODY.c.email)
    .where(~_DECIDED)
    .subquery("proposed")
)
_BY_EMAIL: Final = Keyset("jp", (_PROPOSED.c.email, _PROPOSED.c.rut))


def _proposal(row: Any) -> JoinProposal:
    return JoinProposal(row.email, row.rut, row.account_id, row.many, row.day)
