"""How each door is knocked at, with what a rule does not allow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, cast

import pytest

from domain.errors import ProtocolError
from domain.exchange.told import record_was
from domain.exchange.values import (
    action_born_in_crm,
    apply_account_values,
    refused_values,
)
from domain.model.accounts import Account, FactKind, Organisation
from domain.model.cases import Flow, Value
from domain.model.exchange.crm_records import RecordKind, Scalar
from domain.model.history.actions import Action
from domain.model.history.journeys import JourneyRecord
from domain.model.history.reconsideration import reconsideration
from domain.model.institution.configuration import ActionType, ProtocolConfiguration
from domain.model.institution.people import SYSTEM, Actor
from domain.ports.reading import ReadModel
from domain.use_cases.accounts.taken_from_crm import against_rules
from domain.use_cases.actions.record_journeys import record_journeys
from domain.use_cases.imports.import_rows import Importing, ImportResult
from domain.use_cases.imports.table import Table
from tests.support.builders import EPOCH, FAIR, REGIONAL, a_fact, an_account, an_action, at
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import INSTRUMENTS, a_desk, of_company
from tests.support.cases.situations import PORTAL
from tests.unit.domain.doors.doors import Door

DAY: Final = date(2024, 9, 10)
CALL: Final = "CONTACTO_ESTABLECIDO"
TYPES: Final = (*INSTRUMENTS, ActionType(CALL, "Contacto establecido", "GESTION", False, EPOCH, is_contact=True))
USER: Final = (an_action(date(2024, 3, 5)),)
FORMER: Final = (an_action(date(2020, 5, 10)),)
COMPANY: Final = an_account()
GUILD: Final = an_account(organisation=Organisation.INSTITUTION, rut=None)
ABROAD: Final = an_account(country="CN", region=None, rut=None, office="OFICOM-CN-SHA")
MEMBER: Final = an_account(
    facts=(a_fact(FactKind.EXPORT_DECLARATION, "YES", DAY), a_fact(FactKind.EXPORTA_MAS, "MEMBER", DAY))
)

Play = Callable[[], Awaitable[str | None]]
"""Knocks, and says the rule by which it was answered."""
Step = tuple[Actor | None, str, Mapping[str, Value]]
"""Who reports (None: the company itself), which fact, with what."""


@dataclass(frozen=True)
class Told:
    """A fact of a flow that its rule refuses, whoever reports it."""

    flow: Flow
    fact: str
    data: Mapping[str, Value]
    account: Account | None = COMPANY
    actions: tuple[Action, ...] = ()
    before: tuple[Step, ...] = ()
    staff: Actor = REGIONAL
    settings: Mapping[str, Any] | None = None
    now_has: Account | None = None
    others: tuple[Account, ...] = ()

    def by(self, door: Door) -> Play:
        """Through one of the three doors of a flow."""

        async def play() -> str | None:
            desk = a_desk(action_types=TYPES, **(self.settings or {}))
            account = None if self.account is None else desk.desk.put(self.account, *self.actions)
            for other in self.others:
                desk.desk.put(other)
            company = of_company(account or COMPANY)
            actor = {Door.STAFF: self.staff, Door.COMPANY: company, Door.PORTAL: PORTAL}[door]
            case = None
            for who, fact, data in self.before:
                if case is None:
                    case = (await desk.start(who or company, self.flow, fact, account and account.id, **data)).case
                else:
                    case = (await desk.report(who or company, case, fact, **data)).case
            if self.now_has is not None:
                desk.desk.put(replace(self.now_has, id=account.id if account else "", version=1))
            last = (
                desk.start(actor, self.flow, self.fact, account and account.id, **self.data)
                if case is None
                else desk.report(actor, case, self.fact, **self.data)
            )
            with pytest.raises(ProtocolError) as refused:
                await last
            return refused.value.rule

        return play


def plain(
    verb: Callable[[CaseDesk, Account], Awaitable[object]],
    account: Account = COMPANY,
    actions: tuple[Action, ...] = (),
) -> Play:
    """A mutation on an account, which is refused and writes nothing."""

    async def play() -> str | None:
        desk = a_desk(action_types=TYPES)
        desk.desk.put(account, *actions)
        before = (dict(desk.desk.store.rows.accounts), dict(desk.desk.store.rows.actions))
        with pytest.raises(ProtocolError) as refused:
            await verb(desk, account)
        assert (desk.desk.store.rows.accounts, desk.desk.store.rows.actions) == before
        return refused.value.rule

    return play


def crm_says(account: Account = COMPANY, **values: Scalar) -> Play:
    """The CRM has other values of the account: they are taken, and the rule is told."""

    async def play() -> str | None:
        desk = a_desk(action_types=TYPES)
        assert refused_values(RecordKind.ACCOUNT, values, account) == {}
        after = apply_account_values(account, values, by="carla", at=at(DAY), new_id=lambda: "fact")
        assert after != account
        return _only(against_rules(desk.desk.services, [(account, after)]))

    return play


def crm_action(**values: Scalar) -> Play:
    """The CRM has an action that is not here."""

    async def play() -> str | None:
        desk = a_desk(action_types=TYPES)
        told = {"account_id": COMPANY.id, "type": FAIR, "started_on": DAY, **values}
        return _only(against_rules(desk.desk.services, [(None, action_born_in_crm("k", told, by="carla", at=at(DAY)))]))

    return play


def crm_disputes(rule: str, kind: RecordKind = RecordKind.ACCOUNT, **values: Scalar) -> Play:
    """What cannot be held here becomes a conflict for a person, and is not taken."""

    async def play() -> str | None:
        current = COMPANY if kind is RecordKind.ACCOUNT else None
        assert refused_values(kind, values, current).keys() == values.keys()
        return rule

    return play


def crm_before_its_step() -> Play:
    """An activity in the CRM while the service waits for the information: the case is told."""

    async def play() -> str | None:
        desk = a_desk()
        account = desk.desk.put(COMPANY, *USER)
        data = {"activity": "Taller", "action_type": FAIR}
        case = (await desk.start(REGIONAL, Flow.SERVICE, "select_for_service", account.id, **data)).case
        action = replace(an_action(DAY, type=FAIR), account_id=account.id)
        desk.desk.put(account, action)
        was = record_was(RecordKind.ACTION, action.id, None)
        async with desk.desk.store(SYSTEM) as work:
            await work.timers.gather(reconsideration(f"account:{account.id}", was, desk.desk.clock.at, "t"))
        await desk.fire_due()
        return desk.timeline(case)[-1].rules[0]

    return play


class _NobodyAlike:
    """Reads of a store in which no account looks like another."""

    async def worth_comparing(self, described: Mapping[str, object]) -> Mapping[str, Sequence[object]]:
        return dict.fromkeys(described, ())


def file_row(table: Table, *, waiting: bool = False, **texts: str) -> Play:
    """
    A row of a table of history, brought in by staff, which is refused and writes nothing.

    Args:
        waiting: A service of the company waits for its information.
    """

    async def play() -> str | None:
        desk = a_desk(action_types=TYPES)
        account = desk.desk.put(COMPANY, *USER)
        if waiting:
            data = {"activity": "Taller", "action_type": FAIR}
            await desk.start(REGIONAL, Flow.SERVICE, "select_for_service", account.id, **data)
        rows = desk.desk.store.rows
        before = (dict(rows.accounts), dict(rows.actions))
        reads = cast("ReadModel", _NobodyAlike())
        outcome = await Importing(desk.services, reads, REGIONAL, table).row("fila 2", texts)
        assert (outcome.result, rows.accounts, rows.actions) == (ImportResult.REFUSED, *before)
        return outcome.rule

    return play


def journey(by: Actor, record: JourneyRecord) -> Play:
    """A record of another system, told by the API or read from a file."""

    async def play() -> str | None:
        (outcome,) = await record_journeys(a_desk().desk.services, by, [record])
        return None if outcome.refusal is None else outcome.refusal.rule

    return play


def config_of(desk: CaseDesk) -> ProtocolConfiguration:
    """The settings of that desk."""
    return desk.desk.services.configuration()


def _only(told: Sequence[tuple[object, str, str]]) -> str | None:
    assert len(told) <= 1
    return told[0][1] if told else None
