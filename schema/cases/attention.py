"""
What attention to a company is built on: its plan, the instruments on offer, its notes, its place in the queue of
agendas, and how long it has waited for contact (ATN-02, ATN-03, BEH-02, AGD-11, FUP-02).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final

import strawberry

from domain.errors import InvalidValue, MissingData, RecordNotFound
from domain.model.accounts import Account as AccountOfDomain
from domain.model.cases import Flow
from domain.model.classes import AccountClass
from domain.model.history.actions import Action
from domain.model.institution.tuning import tuned
from domain.ports.casework import CaseQuery
from domain.ports.reading import AccountQuery
from domain.protocol.access.permissions import Permission, require
from domain.protocol.activities.instruments import FAMILIES, OBLIGATIONS, instruments_for
from domain.protocol.classes.classification import classify
from domain.protocol.follow_up.contact_frequency import by_turn, contact_gap
from domain.protocol.history import plans as protocol_plans
from domain.protocol.history.behaviour_notes import active_notes, has_confirmed_note
from domain.protocol.history.unregistered import FLOWS_WITH_ACTIVITY, WAITING_STATES, Unregistered, ended_unregistered
from domain.protocol.routing.agenda_priority import ON_A_PAR_FIRST, AgendaRequest, in_order
from schema.cases.loading import case_nodes
from schema.context import Context, Info
from schema.ids import global_id, key_of
from schema.languages.spoken import SAID
from schema.links.following import LazyAccount, LazyCase, find
from schema.links.people import by_person
from schema.lookahead import selected
from schema.pagination import every
from schema.scalars import CountryCode

_MOST: Final = 100
_WAITING: Final = frozenset({"SOLICITADA", "EN_OFICOM"})

AccountId = Annotated[strawberry.ID, strawberry.argument(description="Global id of the account.")]


@strawberry.type(description="A part of a plan that changed (USR-04).")
class PlanChange:
    part: str = strawberry.field(description="characteristics, objectives, markets or instruments.")
    label: str = strawberry.field(description="In Spanish or English.", metadata=SAID)
    before: list[str] = strawberry.field(description="As it was; empty in the first plan.")
    after: list[str] = strawberry.field(description="As it is.")


@strawberry.type(description="The internationalisation plan as it was from an instant on (ATN-02).")
class Plan:
    since: datetime = strawberry.field(description="From when.")
    by: str = strawberry.field(description="Who recorded it.")
    by_person = by_person("by", "Who recorded it")
    case_id: strawberry.ID = strawberry.field(description="Global id of the case in whose timeline it stands.")
    case: LazyCase | None = strawberry.field(description="The case in whose timeline it stands.")
    characteristics: str = strawberry.field(description="Characteristics of the company.")
    objectives: list[str] = strawberry.field(description="Objectives.")
    markets: list[str] = strawberry.field(description="Markets.")
    instruments: list[str] = strawberry.field(description="Instruments.")
    changes: list[PlanChange] = strawberry.field(description="What changed from the plan before.")


@strawberry.type(description="An instrument of the catalogue (ATN-03).")
class Instrument:
    code: str = strawberry.field(description="Type in the Registro de Acciones.")
    name: str = strawberry.field(description="In Spanish or English.", metadata=SAID)
    family: str = strawberry.field(description="Code of its family.")
    family_name: str = strawberry.field(description="In Spanish or English.", metadata=SAID)
    counts: bool = strawberry.field(description="It counts towards being a user (DEF-05).")
    is_sample: bool = strawberry.field(description="A sample row: the protocol does not list the activities.")
    is_offered: bool = strawberry.field(description="It may be offered to the account.")
    reason: str = strawberry.field(description="Why it may not; in Spanish or English.", metadata=SAID)
    obligations: list[str] = strawberry.field(description="Obligations that the protocol names as examples (ATN-04).")


@strawberry.type(description="A behaviour note in force, to be considered in any application (BEH-02).")
class BehaviourNote:
    case_id: strawberry.ID = strawberry.field(description="Global id of its case.")
    case: LazyCase | None = strawberry.field(description="Its case.")
    since: datetime = strawberry.field(description="From when.")
    is_confirmed: bool = strawberry.field(description="Only then it has its effect; else it is pending (AMB-22).")


@strawberry.type(description="The place of a request in the queue of agendas of a market (AGD-11, BEH-05).")
class AgendaPlace:
    position: int = strawberry.field(description="From 1.")
    case_id: strawberry.ID = strawberry.field(description="Global id of the agenda.")
    case: LazyCase | None = strawberry.field(description="The agenda.")
    requested_at: datetime = strawberry.field(description="When it was requested.")
    reason: str = strawberry.field(description="Why it is there; in Spanish or English.", metadata=SAID)
    rules: list[str] = strawberry.field(description="Rules that put it there.")


@strawberry.type(description="How long ago an account was last in contact (FUP-02, EXT-03, INS-02).")
class ContactGap:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    account: LazyAccount | None = strawberry.field(description="The account.")
    last_on: date | None = strawberry.field(description="Day of the last contact; none is recorded.")
    days: int = strawberry.field(description="Calendar days since then, or since its registration.")
    every_days: int | None = strawberry.field(description="Configured interval; none: not configured (AMB-64).")
    is_late: bool | None = strawberry.field(description="The interval has passed; none: not configured.")
    is_portfolio: bool = strawberry.field(description="Portfolio companies go first.")
    rule: str = strawberry.field(description="Rule that asks for the contact.")


def _id(type_name: str, key: str) -> strawberry.ID:
    return strawberry.ID(global_id(type_name, key))


@strawberry.type(description="A service whose activity has ended and that nobody registered (FUP-01).")
class UnregisteredService:
    case_id: strawberry.ID = strawberry.field(description="Global id of its case.")
    account_id: strawberry.ID | None = strawberry.field(description="Global id of the account, no user for it yet.")
    activity: str = strawberry.field(description="The service or tool.")
    ended_on: date = strawberry.field(description="Last day, as the company was informed.")


@strawberry.type(description="An activity that has ended, with a company in it, and that nobody registered (FUP-01).")
class UnregisteredActivity:
    case_id: strawberry.ID = strawberry.field(description="Global id of its case.")
    case: LazyCase | None = strawberry.field(description="Its case.")
    flow: Flow = strawberry.field(description="SERVICE, AGENDA or VISIT; the next step of the case registers it.")
    account_id: strawberry.ID | None = strawberry.field(description="Global id of the account, no user for it yet.")
    account: LazyAccount | None = strawberry.field(description="The account; none: it is no user for it yet.")
    activity: str = strawberry.field(
        description="The service or tool, the agenda or the visit; in Spanish or English.",
        metadata=SAID,
    )
    ended_on: date = strawberry.field(description="Last day, as it was arranged.")


OfficeCode = Annotated[str | None, strawberry.argument(description="Code of the responsible office.")]


async def _unregistered(info: Info, flows: frozenset[Flow], office: str | None) -> Sequence[Unregistered]:
    """What has ended and nobody registered, oldest end first; of one office when it is named."""
    context = info.context
    require(context.actor, Permission.READ_UNREGISTERED)
    offices = frozenset({office} if office else ())
    wanted = CaseQuery(flows=flows, states=WAITING_STATES, offices=offices, open_only=True)
    waiting = await every(lambda page: context.case_read.cases(wanted, page))
    return ended_unregistered(waiting, context.today())[:_MOST]


async def _whole(info: Info, account_id: strawberry.ID) -> tuple[str, AccountOfDomain, Sequence[Action]]:
    """The account with its actions, when the actor may see it."""
    key = key_of(account_id, "Account", "account_id")
    found = (await info.context.read.whole([key])).get(key)
    if found is None:
        raise RecordNotFound("una cuenta", key)
    return key, *found


async def _waiting(context: Context, since: date | None, office: str | None, executive: str | None) -> list[str]:
    """Active accounts without contact since that day, at most 100: the portfolio and the longest wait go first."""
    if since is None:
        raise MissingData(
            "Indique las cuentas, o desde qué día no tienen contacto.",
            missing=("noContactSince",),
            rule="FUP-02",
            field=("noContactSince",),
        )
    offices = frozenset({office} if office else ())
    wanted = AccountQuery(
        classes_on=context.today(), offices=offices, executive=executive, active=True, no_contact_since=since
    )
    portfolio = replace(wanted, classes=frozenset({AccountClass.CARTERA.value}))
    await context.read.derived(portfolio)
    found = [key for each in (portfolio, wanted) for key in await context.read.longest_waiting(each, _MOST)]
    return list(dict.fromkeys(found))[:_MOST]


@strawberry.type
class AttentionQueries:
    @strawberry.field(description="Plans of an account, the one in force first, at most 100 (ATN-02, USR-04).")
    async def plans(self, info: Info, account_id: AccountId) -> list[Plan]:
        key, _, _ = await _whole(info, account_id)
        reads = info.context.case_read
        cases = (await reads.cases_of([key], open_only=False)).get(key, ())
        timelines = await reads.timelines([c for c in cases if c.flow in protocol_plans.PLAN_FLOWS])
        history = protocol_plans.plan_history(timelines.values())
        pairs = list(zip((None, *history), history, strict=False))
        asked = selected(info, "Plan").below("case", "Case")
        shown = await find(info.context, "Case", [plan.case_id for plan in history] if asked else [], asked)
        return [
            Plan(
                since=plan.since,
                by=plan.by,
                case_id=_id("Case", plan.case_id),
                case=shown.get(plan.case_id),
                characteristics=plan.characteristics,
                objectives=list(plan.objectives),
                markets=list(plan.markets),
                instruments=list(plan.instruments),
                changes=[
                    PlanChange(part=c.part, label=c.label, before=list(c.before), after=list(c.after))
                    for c in protocol_plans.changes_between(before, plan)
                ],
            )
            for before, plan in reversed(pairs[-_MOST:])
        ]

    @strawberry.field(description="Instruments in force today, and whether they are offered to the account (ATN-03).")
    async def instruments(self, info: Info, account_id: AccountId) -> list[Instrument]:
        _, account, actions = await _whole(info, account_id)
        config, today = info.context.configuration, info.context.today()
        return [
            Instrument(
                code=each.type.code,
                name=each.type.name,
                family=each.type.family,
                family_name=FAMILIES[each.type.family],
                counts=each.type.counts,
                is_sample=each.type.sample,
                is_offered=each.is_offered,
                reason=each.reason,
                obligations=list(OBLIGATIONS),
            )
            for each in instruments_for(classify(account, actions, today, config), config, today)
        ]

    @strawberry.field(description="Behaviour notes in force of an account, oldest first (BEH-02).")
    async def behaviour_notes(self, info: Info, account_id: AccountId) -> list[BehaviourNote]:
        key, _, _ = await _whole(info, account_id)
        cases = (await info.context.case_read.cases_of([key])).get(key, ())
        notes = active_notes(cases)
        asked = selected(info, "BehaviourNote").below("case", "Case")
        shown = await find(info.context, "Case", [note.case_id for note in notes] if asked else [], asked)
        return [
            BehaviourNote(
                case_id=_id("Case", note.case_id),
                case=shown.get(note.case_id),
                since=note.since,
                is_confirmed=note.is_confirmed,
            )
            for note in notes
        ]

    @strawberry.field(description="The queue of agendas that wait in a market, at most 100 (AGD-11, BEH-05, AMB-26).")
    async def agenda_queue(
        self,
        info: Info,
        market: Annotated[CountryCode, strawberry.argument(description="The market.")],
        high_demand: Annotated[bool, strawberry.argument(description="Demand for the market is high.")] = False,
    ) -> list[AgendaPlace]:
        context = info.context
        require(context.actor, Permission.READ_AGENDA_QUEUE)
        wanted = CaseQuery(flows=frozenset({Flow.AGENDA}), states=_WAITING, open_only=True)
        asked = await every(lambda page: context.case_read.cases(wanted, page))
        waiting = [case for case in asked if case.data.get("market") == market]
        companies = [case.account_id for case in waiting if case.account_id]
        others = await context.case_read.cases_of(companies, open_only=False)
        requests = []
        for case in waiting:
            known = others.get(case.account_id or "", ())
            noted = has_confirmed_note([each for each in known if each.closed_at is None])
            requests.append(AgendaRequest.of(case, known, has_confirmed_note=noted))
        first = tuned(context.configuration, ON_A_PAR_FIRST, context.today())
        places = in_order(requests, high_demand=high_demand, first=first)[:_MOST]
        asked_of = selected(info, "AgendaPlace").below("case", "Case")
        shown = await find(context, "Case", [each.request.case_id for each in places] if asked_of else [], asked_of)
        return [
            AgendaPlace(
                position=place.position,
                case_id=_id("Case", place.request.case_id),
                case=shown.get(place.request.case_id),
                requested_at=place.request.requested_at,
                reason=place.reason,
                rules=list(place.rules),
            )
            for place in places
        ]

    @strawberry.field(
        description="Days since the last contact of accounts, portfolio first, then who waited longest (FUP-02): of "
        "these, or of those with none since a day, at most 100."
    )
    async def contact_gaps(
        self,
        info: Info,
        account_ids: Annotated[list[strawberry.ID] | None, strawberry.argument(description="Up to 100.")] = None,
        no_contact_since: Annotated[
            date | None, strawberry.argument(description="In place of ids: without contact on that day or later.")
        ] = None,
        office: OfficeCode = None,
        executive: Annotated[str | None, strawberry.argument(description="Of this executive.")] = None,
    ) -> list[ContactGap]:
        if account_ids is not None and len(account_ids) > _MOST:
            raise InvalidValue(f"Pida hasta {_MOST} cuentas a la vez.", field=("accountIds",))
        context = info.context
        if account_ids is None:
            keys = await _waiting(context, no_contact_since, office, executive)
        else:
            keys = [key_of(each, "Account", "account_ids") for each in account_ids]
        found = await context.read.whole(keys) if keys else {}
        config, today = context.configuration, context.today()
        gaps = []
        for key, (account, actions) in found.items():
            classes = classify(account, actions, today, config)
            gaps.append(contact_gap(key, account.registered_on, classes, actions, config, today))
        asked = selected(info, "ContactGap").below("account", "Account")
        shown = await find(context, "Account", [gap.account_id for gap in gaps] if asked else [], asked)
        return [
            ContactGap(
                account_id=_id("Account", gap.account_id),
                account=shown.get(gap.account_id),
                last_on=gap.last_on,
                days=gap.days,
                every_days=gap.every_days,
                is_late=gap.is_late,
                is_portfolio=gap.is_portfolio,
                rule=gap.rule,
            )
            for gap in by_turn(gaps)
        ]

    @strawberry.field(
        description="Activities that ended and are to be registered, oldest end first, at most 100 (FUP-01)."
    )
    async def unregistered_activities(self, info: Info, office: OfficeCode = None) -> list[UnregisteredActivity]:
        found, asked = await _unregistered(info, FLOWS_WITH_ACTIVITY, office), selected(info, "UnregisteredActivity")
        of_case, of_account = asked.below("case", "Case"), asked.below("account", "Account")
        shown = await case_nodes(info.context, [each.case for each in found] if of_case else [], of_case)
        cases = {node.case.id: node for node in shown}
        keys = [each.case.account_id for each in found] if of_account else []
        accounts = await find(info.context, "Account", keys, of_account)
        return [
            UnregisteredActivity(
                case_id=_id("Case", each.case.id),
                case=cases.get(each.case.id),
                flow=each.case.flow,
                account_id=_id("Account", each.case.account_id) if each.case.account_id else None,
                account=accounts.get(each.case.account_id or ""),
                activity=each.activity,
                ended_on=each.ended_on,
            )
            for each in found
        ]

    @strawberry.field(
        description="Services that ended and are to be registered, oldest end first, at most 100 (FUP-01).",
        deprecation_reason="Use `unregisteredActivities`: it has agendas and visits too.",
    )
    async def unregistered_services(self, info: Info, office: OfficeCode = None) -> list[UnregisteredService]:
        return [
            UnregisteredService(
                case_id=_id("Case", each.case.id),
                account_id=_id("Account", each.case.account_id) if each.case.account_id else None,
                activity=each.activity,
                ended_on=each.ended_on,
            )
            for each in await _unregistered(info, frozenset({Flow.SERVICE}), office)
        ]
