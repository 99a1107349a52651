"""
What the use cases of cases share: their work in one transaction, and the situation of a case as the store has it now.

Belongs here: reading. Does not belong here: what a fact causes (`carry_out`) and the verbs (`open_and_report`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.errors import InvalidValue, ProtocolError, RecordNotFound
from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Flow, Value, ValueKind, standing
from domain.model.classes import Classes
from domain.model.history.actions import Action
from domain.model.institution.calendar import local_day
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor
from domain.model.representations import Representation
from domain.ports.casework import MessageRenderer
from domain.ports.store import UnitOfWork
from domain.protocol.access.permissions import office_of
from domain.protocol.classes.classification import classify
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import Datum
from domain.protocol.engine.situation import Situation
from domain.protocol.follow_up.opt_out import OptOutLinks
from domain.protocol.quality.survey_links import SurveyLinks
from domain.use_cases.perform import Run
from domain.use_cases.services import Services


@dataclass(frozen=True, slots=True)
class CaseServices:
    """
    The outside, as the use cases of cases see it.

    Attributes:
        core: Store, clock, calendars, settings and ids.
        renderer: Fills in the templates of messages.
        opt_out: Makes and reads the links by which a company refuses what a message brings.
    """

    core: Services
    renderer: MessageRenderer
    opt_out: OptOutLinks

    def directory(self) -> Directory:
        """People and units as they are now."""
        return self.core.directory()

    @property
    def survey_links(self) -> SurveyLinks:
        """Makes and reads the links of surveys: under the same address, by the same keys."""
        return SurveyLinks(self.opt_out.public_url, self.opt_out.keys)


@dataclass(frozen=True, slots=True)
class Report:
    """
    A fact as it was reported.

    Attributes:
        at: UTC instant at which it occurred.
        given: Its data, not yet checked.
        unread: What of the form could not be read.
    """

    fact: str
    at: datetime
    given: Mapping[str, Value]
    reason: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    topic: str | None = None
    unread: tuple[ProtocolError, ...] = ()


@dataclass(frozen=True, slots=True)
class Casework:
    """One run at the casework: the frame of every use case, with what cases need besides."""

    services: CaseServices
    run: Run

    @classmethod
    def start(cls, services: CaseServices, work: UnitOfWork) -> Casework:
        """Begin: the actor is the one for whom the unit of work was opened."""
        return cls(services, Run.start(services.core, work))

    @property
    def work(self) -> UnitOfWork:
        """The transaction."""
        return self.run.work

    @property
    def actor(self) -> Actor:
        """On whose behalf it runs."""
        return self.run.actor

    def directory(self, account: Account | None) -> Directory:
        """People as they answer for the account today: nobody with a conflict of interest with it (AMB-72)."""
        return self.run.directory(account)

    async def require_impartial(self, case: Case) -> None:
        """Raises ConflictOfInterestStands: the actor declared one with the company of the case. Source: AMB-72."""
        if case.account_id is not None:
            account = await self.work.accounts.get(case.account_id, merged=True)
            self.run.access(account).require_impartial(account)

    async def situation_of(self, account_id: str) -> Situation:
        """The situation of an account now, of no process. Raises RecordNotFound."""
        return await self.situation(None, Report("", self.run.now, {}), None, account_id)

    async def situation(
        self,
        rules: FlowRules | None,
        report: Report,
        case: Case | None,
        account_id: str | None = None,
        *,
        actor: Actor | None = None,
        declared: Representation | None = None,
    ) -> Situation:
        """
        The situation of a case, or of one about to be opened for an account, or for what a person declares.

        Args:
            rules: Of its process; None: it is of none.

        Raises:
            RecordNotFound: The account does not exist.
            InvalidValue: A datum names an account that does not exist.
        """
        declared = await self._declared(case) or declared
        draft = None if declared is None else declared.draft
        account_id = case.account_id if case is not None else account_id
        account = draft.account if draft else None if account_id is None else await self.work.accounts.get(account_id)
        office = case.office if case is not None and case.office else None if account is None else office_of(account)
        book = self.services.core.book
        today = local_day(report.at, book.of_office(office).zone)
        named = await self._named(rules, report, case)
        config = self.services.core.configuration()
        actions = draft.actions if draft else () if account is None else await self._actions(account)
        others = () if account is None or draft else await self.work.cases.of_account(account.id)
        return Situation(
            at=report.at,
            today=today,
            actor=actor or self.actor,
            config=config,
            directory=self.services.directory(),
            book=book,
            case=case,
            account=account,
            classes=None if account is None else classify(account, actions, today, config),
            actions=actions,
            given=report.given,
            timeline=() if case is None else await self._standing(case),
            open_terms=() if case is None else await self.work.cases.open_terms(case.id),
            open_cases=[other for other in others if case is None or other.id != case.id],
            origin=await self._origin(case),
            representation=declared,
            accounts=named,
            account_classes={key: await self._classes(each, report.at) for key, each in named.items()},
            channel=report.channel,
            point_of_contact=report.point_of_contact,
            topic=report.topic,
            office=office,
            reason=report.reason,
            case_id=self.services.core.new_id() if case is None else case.id,
            recorded_at=self.run.now,
        )

    async def refreshed(self, situation: Situation, case: Case, account: Account | None) -> Situation:
        """The same situation after the case, its account and its terms have changed."""
        classes = situation.classes
        actions = situation.actions
        if account is not None:
            draft = None if situation.representation is None else situation.representation.draft
            actions = draft.actions if draft else await self._actions(account)
            classes = classify(account, actions, situation.today, situation.config)
        return replace(
            situation,
            case=case,
            account=account,
            actions=actions,
            classes=classes,
            office=case.office,
            open_terms=await self.work.cases.open_terms(case.id),
            timeline=await self._standing(case),
            origin_timeline=() if situation.origin is None else await self._standing(situation.origin),
        )

    async def _standing(self, case: Case) -> Sequence[CaseEvent]:
        """What a case has been through, without what was taken back (AMB-70)."""
        return standing(await self.work.cases.timeline(case.id))

    async def _actions(self, account: Account) -> Sequence[Action]:
        return await self.work.actions.of_account(account.id)

    async def _declared(self, case: Case | None) -> Representation | None:
        """The representation that was declared in the case; it is declared in a capture (CAP-04)."""
        if case is None or case.flow is not Flow.CAPTURE:
            return None
        return await self.work.representations.of_case(case.id)

    async def _origin(self, case: Case | None) -> Case | None:
        if case is None or case.origin_case_id is None:
            return None
        return await self.work.cases.get(case.origin_case_id)

    async def _named(self, rules: FlowRules | None, report: Report, case: Case | None) -> dict[str, Account]:
        """The accounts that the data of the fact and of the case name."""
        data: Mapping[str, Value] = {**(case.data if case is not None else {}), **report.given}
        found: dict[str, Account] = {}
        for datum, key in () if rules is None else accounts_named(rules, data):
            try:
                found[key] = await self.work.accounts.get(key, merged=True)
            except RecordNotFound as missing:
                raise no_such_account(datum, key) from missing
        return found

    async def _classes(self, account: Account, at: datetime) -> Classes:
        actions = await self.work.actions.of_account(account.id)
        zone = self.services.core.book.of_office(office_of(account)).zone
        return classify(account, actions, local_day(at, zone), self.services.core.configuration())


def accounts_named(rules: FlowRules, data: Mapping[str, Value]) -> list[tuple[Datum, str]]:
    """The ids of accounts that *data* brings, each with its datum."""
    kinds = {datum.name: datum for fact in rules.spec.facts for datum in fact.data if datum.kind in _ACCOUNTS}
    return [(kinds[name], key) for name, value in data.items() if name in kinds for key in _ids(value)]


def no_such_account(datum: Datum, key: str) -> InvalidValue:
    """What is said of an id that is no account's."""
    return InvalidValue(f"«{datum.label}»: no existe la cuenta {key}.", rule=datum.rule, field=("data", datum.name))


_ACCOUNTS: Final = frozenset({ValueKind.ACCOUNT, ValueKind.ACCOUNTS})


def _ids(value: Value) -> Sequence[str]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()
