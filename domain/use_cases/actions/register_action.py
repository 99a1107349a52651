"""Register an action ("registrar en el módulo Registro de Acciones")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from domain.errors import StepNotAllowed
from domain.model.accounts import Account
from domain.model.classes import CauseKind
from domain.model.history.actions import Action
from domain.model.institution.channels import Channel, PointOfContact
from domain.protocol.access.actionable import action_of
from domain.protocol.access.permissions import Permission
from domain.protocol.engine.following import comes_first
from domain.protocol.engine.topics import checked_topic
from domain.protocol.flows import FLOWS
from domain.protocol.history.on_record import require_point, require_type
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.checks import (
    checked_contact_point,
    checked_country,
    checked_office,
    checked_period,
    checked_product,
    needed_text,
)
from domain.use_cases.follow_up.follow_actions import open_follow_up
from domain.use_cases.once import Kept, once_on_cases, run_of
from domain.use_cases.perform import Run
from domain.use_cases.results import ActionOutcome


@dataclass(frozen=True, slots=True)
class RegisterAction:
    """
    What was done with an account.

    Attributes:
        type: Code of the action-type catalogue, in force on the day it ended.
        started_on, ended_on: Days, both inclusive; not in the future.
        office: Office that did it; None: the registrar's.
        channel: Follows from the point of contact when that is given.
        product: The product or service it was about, in words, at most 100 characters (POL-15).
        topic: Code of what was asked for, on the day it ended (MEA-05).
    """

    account_id: str
    type: str
    title: str
    started_on: date
    ended_on: date
    market: str | None = None
    office: str | None = None
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    notes: str | None = None
    topic: str | None = None
    product: str | None = None
    case_id: str | None = None
    client_key: str | None = None


async def _again(frame: Run | Casework, action_id: str) -> ActionOutcome:
    run = run_of(frame)
    action = await run.work.actions.get(action_id)
    account = await run.again(action.account_id)
    replaced = None if action.corrects is None else await run.work.actions.get(action.corrects)
    return ActionOutcome(action, account, await run.classes(account), replaced=replaced, repeated=True)


ACTION: Final[Kept[Any, ActionOutcome]] = Kept("action", lambda done: done.action.id, _again)


@once_on_cases(ACTION)
async def register_action(casework: Casework, asked: RegisterAction) -> ActionOutcome:
    """
    Add an action, open the follow-up of its results, and tell the change of class it brings, with its reason.

    Anybody of the first line may register. What somebody else than a regional or commercial executive registers
    does not count until one of them confirms it; the relation then says so (AMB-37). An activity of an earlier year
    makes a user of that year (AMB-60). The follow-up is opened in the same transaction; see `open_follow_up`.

    Raises:
        InvalidValue, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: ATN-05, DEF-05, CHN-01, FUP-04, AMB-37, AMB-60, AMB-61.
    """
    run = casework.run
    account = await run.actionable(asked.account_id, Permission.REGISTER_ACTION)
    action = new_action(run, account, asked)
    await refuse_uninformed(casework, action)
    before = await casework.work.actions.of_account(account.id)
    action = await casework.work.actions.add(action_of(account, action))
    after = (*before, action)
    classes, changes = run.compare((account, before), (account, after), (CauseKind.ACTION, action), action.ended_on)
    await run.decided(
        "register_action",
        f"Registró «{action.title}».",
        rule="ATN-05",
        account_id=account.id,
        action=action.id,
        type=action.type,
        ended_on=action.ended_on,
    )
    await open_follow_up(casework, action)
    return ActionOutcome(action, account, classes, changes)


async def refuse_uninformed(casework: Casework, action: Action) -> None:
    """
    What a company was selected for is registered once it was told all about it, whichever the door.

    Raises:
        StepNotAllowed: Its case of the service still waits for the complete information.

    Source: ATN-04, ATN-05.
    """
    for case in await casework.work.cases.of_account(action.account_id):
        first = comes_first(FLOWS[case.flow], case, action.type)
        if first is not None:
            raise StepNotAllowed(first.reason, rule=first.rule, step_to_take=first.step)


def new_action(run: Run, account: Account, asked: RegisterAction, corrects: str | None = None) -> Action:
    """The action that *asked* describes, checked, registered by the actor now."""
    config = run.services.configuration()
    checked_period(asked.started_on, asked.ended_on, run.today(account))
    require_type(asked.type, asked.ended_on, config)
    channel, point = checked_contact_point(asked.channel, asked.point_of_contact)
    require_point(asked.type, asked.ended_on, point, config)
    return Action(
        id=run.services.new_id(),
        account_id=account.id,
        type=asked.type,
        title=needed_text(asked.title, "title", "el título de la acción"),
        started_on=asked.started_on,
        ended_on=asked.ended_on,
        registered_by=run.actor.id,
        registered_role=run.actor.role,
        registered_at=run.now,
        market=checked_country(asked.market, "market") if asked.market else None,
        office=checked_office(asked.office, config) if asked.office else run.actor.office,
        channel=channel,
        point_of_contact=point,
        notes=(asked.notes or "").strip() or None,
        topic=checked_topic(asked.topic, config, asked.ended_on) if asked.topic else None,
        product=checked_product(asked.product),
        corrects=corrects,
        case_id=asked.case_id,
    )
