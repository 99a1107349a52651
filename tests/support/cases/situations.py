"""Situations for tests of flows: say only what the test is about; and a small player that keeps the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Value
from domain.model.history.actions import Action
from domain.model.institution.calendar import local_day
from domain.model.institution.channels import PointOfContact
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Actor, Role
from domain.model.representations import Draft, Representation
from domain.model.rut import Rut
from domain.protocol.classes.classification import classify
from domain.protocol.engine.decide import decide
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.step import Step
from tests.support.builders import HEAD, OFFICER, REGIONAL, RUT, a_configuration, an_account, new_id
from tests.support.calendars import a_book, local

FRIDAY: Final = local("2024-09-13 17:00")
"""Friday 13 September 2024, 17:00 in Concepción."""

PORTAL: Final = Actor("portal", "Portal de usuarios", Role.SERVICE)
REPRESENTATIVE: Final = Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id="", run="12.345.678-5")
DIRECTORY: Final = Directory(
    people=(
        Person(REGIONAL.id, REGIONAL.name, REGIONAL.role, "ana.rojas@ejemplo.cl", "OFIREG-08"),
        Person(HEAD.id, HEAD.name, HEAD.role, "hugo.jara@ejemplo.cl", "OFIREG-08"),
        Person(OFFICER.id, OFFICER.name, OFFICER.role, "eva.pino@ejemplo.cl", "OFIREG-08", sectors=("ALIMENTOS",)),
    )
)


def a_situation(
    account: Account | None = None, *actions: Action, at: datetime = FRIDAY, actor: Actor = REGIONAL, **fields: Any
) -> Situation:
    """A situation with the account's classes worked out on the day of *at* in Biobío, at the regional office's desk."""
    book = a_book()
    office = fields.pop("office", None if account is None else account.office)
    config = fields.pop("config", None) or a_configuration()
    today = local_day(at, book.of_office(office).zone)
    classes = None if account is None else classify(account, actions, today, config)
    return Situation(
        at=at,
        today=today,
        actor=actor,
        config=config,
        directory=fields.pop("directory", DIRECTORY),
        book=book,
        account=account,
        classes=classes,
        actions=actions,
        office=office,
        case_id=fields.pop("case_id", new_id()),
        point_of_contact=fields.pop("point_of_contact", PointOfContact.OFIREG),
        **fields,
    )


def a_declared_company(**fields: Any) -> Situation:
    """What a representative whom nobody has confirmed says of a company: its draft, in place of an account."""
    draft = an_account(registered_role=Role.COMPANY, **fields)
    run = Rut.parse("12.345.678-5")
    record = Representation(draft.id, run, "rosa.diaz", "Rosa Díaz", draft.rut or run, FRIDAY, draft=Draft(draft))
    return a_situation(draft, actor=REPRESENTATIVE, representation=record)


@dataclass(slots=True)
class Player:
    """
    Plays facts on one case and keeps it with its timeline; effects are only collected, not carried out.

    `at` moves on by one hour with each fact, unless the fact is given its own instant.
    """

    rules: FlowRules
    situation: Situation = field(default_factory=a_situation)
    at: datetime = FRIDAY
    case: Case | None = None
    timeline: list[CaseEvent] = field(default_factory=list)
    effects: list[object] = field(default_factory=list)

    def asked(self, actor: Actor | None = None, at: datetime | None = None) -> Situation:
        """The situation as it is now, with nothing reported."""
        instant = at or self.at
        office = self.situation.office if self.case is None else self.case.office
        zone = self.situation.book.of_office(office).zone
        return replace(
            self.situation,
            at=instant,
            today=local_day(instant, zone),
            actor=actor or self.situation.actor,
            case=self.case,
            office=office,
            timeline=tuple(self.timeline),
            case_id=self.situation.case_id if self.case is None else self.case.id,
        )

    def play(
        self,
        fact: str,
        actor: Actor | None = None,
        *,
        at: datetime | None = None,
        reason: str | None = None,
        **data: Value,
    ) -> Step:
        """Report a fact; what comes of it is kept."""
        self.at = at or self.at + timedelta(hours=1)
        given: Mapping[str, Value] = data
        done = decide(self.rules, replace(self.asked(actor), given=given, reason=reason), fact)
        if not done.is_duplicate:
            self.case = done.case
            self.timeline.append(done.event)
            self.effects.extend(done.effects)
        return done


def a_registered(**fields: Any) -> Account:
    """The fields of a company that only the portal knows: its RUT."""
    return replace(Account(new_id(), "Nueva SpA", FRIDAY.date(), "portal", Role.COMPANY, rut=RUT), **fields)
